/* sum.h - the accounts of a stage's parts as the one of the stage. */
#ifndef SUM_H
#define SUM_H

#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "stats.h"

/** A count that only one kind of program has. */
struct sum_extra {
	char *name; /* as written in JSON, without the quotes */
	uint64_t n;
};

struct sum {
	size_t n_parts;
	struct counts counts;
	struct strbuf by, version; /* JSON strings */
	struct sum_extra *extras;
	size_t n_extras, cap_extras;
	struct files configs;
	uint64_t n_bytes;   /* of all inputs */
	struct dec seconds; /* the most that a part took */
	struct dec max_rss; /* likewise, bytes */
	struct field seconds_f, max_rss_f;
};

void sum_init(struct sum *sum);
void sum_release(struct sum *sum);

/**
 * Add a part's account.
 *
 * Shape:   rec is a stats record that stats_read has taken.
 * Returns: NULL; otherwise what is wrong, static.
 */
const char *sum_add(
    struct sum *sum, const struct stats *s, const struct record *rec);

/**
 * What the parts made was put together by a run with this account: only what
 * that run made is the stage's.
 *
 * Returns: NULL; otherwise what is wrong, static.
 */
const char *sum_merged(
    struct sum *sum, const struct stats *s, const struct record *rec);

/** Append the stage's account, as of one run that read <stdin>. */
void sum_format(const struct sum *sum, struct strbuf *sb);

#endif
