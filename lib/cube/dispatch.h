/*
 * dispatch.h - which measures a record counts into.
 *
 * A stream holds many kinds of records, and most conditions begin with
 * record == "contact". What cannot hold for a kind is not asked of each of
 * its records, what always holds neither, and what several measures ask in
 * the same words only once.
 *
 * Where much is asked of a kind, what was found is kept as a hit list under
 * the record's signature (expr/signature.h), for all records that have the
 * same.
 *
 * Memory: a list of the measures for each kind, DISPATCH_MAX_KINDS at most;
 *         for each of these DISPATCH_MAX_LISTS hit lists with
 *         DISPATCH_MAX_HITS measures of 4 bytes, and their signatures.
 */
#ifndef CUBE_DISPATCH_H
#define CUBE_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "define/wanted.h"

enum {
	/* the records of further ones are asked everything */
	DISPATCH_MAX_KINDS = 64,
	/* of a kind with more signatures none are kept, */
	DISPATCH_MAX_LISTS = 32768,
	/* nor of one whose lists have more measures together: 4 MiB */
	DISPATCH_MAX_HITS = 1024 * 1024
};

/** The measures that a record counts into. */
struct hits {
	const int *measures;
	size_t n;
	bool has_numeric; /* one of them takes numbers */
};

struct dispatch;

/** Memory: borrows w until dispatch_free. */
struct dispatch *dispatch_new(const struct wanted *w);
void dispatch_free(struct dispatch *d);

/** Bytes that hit lists hold. */
size_t dispatch_bytes(const struct dispatch *d);

/**
 * Find the measures that the record at hand counts into: those whose condition
 * holds and whose member it has, with a value that is not null.
 *
 * Memory: borrowed until the next call.
 */
struct hits dispatch_find(struct dispatch *d);

#endif
