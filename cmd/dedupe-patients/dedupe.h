/* dedupe.h - the verdict on one record: write it, or leave it out, and why. */
#ifndef DEDUPE_H
#define DEDUPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys.h"
#include "links.h"
#include "vardstrom/ndjson.h"

enum dedupe_verdict {
	DEDUPE_WRITE,
	DEDUPE_DROP, /* for the reason in the result */
	DEDUPE_HOLD  /* it cannot be told yet: memory is full */
};

struct dedupe_result {
	const char *reason; /* for DEDUPE_DROP; a literal */
	bool is_linked;     /* the record was given another id */
	bool is_conflict;   /* a repeat whose content differs from the first */
	const char *key;    /* for a conflict: the members of the key */
	uint64_t origin;    /* for a conflict: where this record came from */
	uint64_t first;     /* and where the first one came from */
};

struct dedupe_options {
	struct keys *keys;   /* borrowed */
	struct links *links; /* finished and borrowed, or NULL */
	bool is_per;         /* one record a patient and combination */
	size_t budget;       /* bytes for keys, notes, heads and origins */
};

struct dedupe;

struct dedupe *dedupe_new(const struct dedupe_options *options);
void dedupe_free(struct dedupe *d);

/**
 * Judge a record, which was read from file:line_no, and change its patient
 * where links say so. Repeats of an event are R-LINK-01, one record a patient
 * R-LINK-06.
 *
 * Memory: remembers the key, a fingerprint and the origin of each event, and
 *         each patient within each combination, within the budget. When it
 *         is full, this and every later record is held.
 */
enum dedupe_verdict dedupe_judge(struct dedupe *d, struct record *rec,
    const char *file, uint64_t line_no, struct dedupe_result *result);

/**
 * Hold the record that was judged last, on disk. at is what the caller wants
 * to know of it again when it is dropped.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int dedupe_hold(struct dedupe *d, const struct record *rec, const char *at,
    size_t at_len, struct strbuf *err) __attribute__((warn_unused_result));

/** A record that was held, and its verdict: written or dropped. */
struct dedupe_held {
	enum dedupe_verdict verdict;
	struct dedupe_result result; /* is_linked was told when it was held */
	const char *line, *at;       /* borrowed until the next */
	size_t len, at_len;
};

/**
 * The next held record, in the order in which they were read; when all have
 * been judged.
 *
 * Returns: 1; 0: there are no more; -1 with a sentence in err.
 */
int dedupe_next_held(struct dedupe *d, struct dedupe_held *held,
    struct strbuf *err) __attribute__((warn_unused_result));

/** Append a result's origin as "FILE:LINE". */
void dedupe_format_origin(
    const struct dedupe *d, uint64_t origin, struct strbuf *sb);

#endif
