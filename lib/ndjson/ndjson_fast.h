/*
 * ndjson_fast.h - inside the NDJSON reader: the fast way through a line.
 *
 * A walker accepts what it is sure of and leaves everything else, faults
 * above all, to the exact checker. So a verdict never depends on the variant:
 * the walker can only say "valid, and these are the members".
 *
 * It is fast by guessing. Lines of a stream have the same members in nearly
 * the same order, so each name remembers which names have followed it, and
 * one vector comparison takes name, quotes and colon. Each name also remembers
 * the line that it was met in last, so that seeing it twice in one line is
 * noticed without comparing it with the others.
 */
#ifndef NDJSON_FAST_H
#define NDJSON_FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ndjson_check.h"

/**
 * Walk the line.
 *
 * Returns: true with *c as ndjson_check_line leaves it; false: ask that.
 */
bool ndjson_walk_base(struct ndjson *p, struct ndjson_cursor *c);
bool ndjson_walk_sse2(struct ndjson *p, struct ndjson_cursor *c);
bool ndjson_walk_avx2(struct ndjson *p, struct ndjson_cursor *c);

#endif
