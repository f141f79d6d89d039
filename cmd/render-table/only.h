/* only.h - records whose members have given values: --only MEMBER=VALUE. */
#ifndef RENDER_TABLE_ONLY_H
#define RENDER_TABLE_ONLY_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"

/** A value that a member must have. */
struct only {
	char *name;  /* owned */
	char *value; /* within it */
	bool is_member_met, is_value_met;
};

struct onlies {
	struct only *list;
	size_t n, cap;
	struct strbuf scratch, text;
};
#define ONLIES_INIT                                                            \
	{                                                                      \
		.scratch = STRBUF_INIT, .text = STRBUF_INIT                    \
	}

/** Add one; false where text is not MEMBER=VALUE. */
bool onlies_add(struct onlies *o, const char *text);
void onlies_release(struct onlies *o);

/**
 * Has the record every value? A text is compared by its characters, a number,
 * true and false as they are written, a list by its elements with commas
 * between.
 */
bool onlies_hold(struct onlies *o, const struct record *rec);

/** Tell of members and values that no record had. */
void onlies_tell(const struct onlies *o, struct stream *st);

#endif
