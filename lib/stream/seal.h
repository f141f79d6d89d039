/*
 * seal.h - the marks around a stream as their reader sees them; private.
 *
 * {"record":"begin",...} demands {"record":"end","records":N}, N being the
 * lines between, by the same program. Source: CONTRACT, sealed streams.
 */
#ifndef SEAL_H
#define SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"

enum {
	SEAL_MAX_BY = 64, /* bytes of a program's name */
	SEAL_MAX_WHY = 256
};

struct seal {
	bool is_open;         /* a begin mark was read, its end was not */
	uint64_t n_lines;     /* since the begin mark */
	char by[SEAL_MAX_BY]; /* who wrote the begin mark */
	size_t by_len;
	char why[SEAL_MAX_WHY];
	struct field record, records, by_f;
};
#define SEAL_INIT                                                              \
	{                                                                      \
		.record = FIELD("record"), .records = FIELD("records"),        \
		.by_f = FIELD("by")                                            \
	}

enum seal_kind { SEAL_NONE, SEAL_BEGIN, SEAL_END };

/** Is the record a mark, and which? */
enum seal_kind seal_kind(struct seal *s, const struct record *rec);

/**
 * Take a mark. Returns NULL, or a sentence why the seal is broken, and what to
 * do; borrowed from s.
 */
const char *seal_take(
    struct seal *s, enum seal_kind kind, const struct record *rec);

/** A line that is no mark, valid or not. */
static inline void
seal_count(struct seal *s)
{
	s->n_lines++;
}

/** The input has ended. Returns NULL, or why the seal is broken. */
const char *seal_end(struct seal *s);

#endif
