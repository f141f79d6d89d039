/*
 * cube_state.h - what a cube holds as lines of JSON, which another run adds to
 * its own: parts of a year counted apart and put together.
 *
 * The first line tells the format, the version of the programs, what was asked
 * for (a checksum), and which parts it holds: the name and the checksum of the
 * input of each. Then, for each slot and group, what it holds, and for tallies
 * each key with its count. Values stand in lists, [] for a missing one. The
 * last line tells how many lines stand between, and how many records lay
 * within the period and outside.
 *
 * Of a column whose values are each in one part only, tallies are not given by
 * key but by count: how many keys were met so often. These add up.
 *
 * Memory: to put the keys of a tally in order, as much again as it has.
 */
#ifndef CUBE_CUBE_STATE_H
#define CUBE_CUBE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/digest.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "cube.h"
#include "cube_parts.h"

enum { CUBE_STATE_FORMAT = 2 /* 1 had no parts, and no last line */ };

/** Where writing or reading is. */
struct cube_state {
	struct cube *cube;
	struct cube_parts *parts;     /* borrowed: those it holds, or met */
	char asked[DIGEST_HEX + 1];   /* a checksum of what was asked for */
	bool has_begun;               /* the first line was written or read */
	bool has_ended;               /* and the last one */
	uint64_t n_lines;             /* of this part, so far */
	uint64_t n_within, n_outside; /* records, by the period */
	/* writing: */
	size_t measure, slot;
	uint32_t *groups; /* of the slot, sorted; NULL: not found yet */
	size_t n_groups, group;
	bool is_keys; /* the group's line was written; now its keys */
	size_t entry; /* of the sorted tally */
	/* reading: */
	int whole; /* a column whose values are in one part only; -1: none */
	bool is_too_much;  /* the parts go beyond what can be counted */
	struct strbuf why; /* what is wrong */
	struct strbuf scratch;
	struct field record_f, format_f, version_f, asked_f, parts_f, lines_f,
	    within_f, outside_f, slot_f, group_f, n_f, sum_f, best_f, order_f,
	    squares_f, key_f, keys_f, count_f;
};

void cube_state_init(struct cube_state *s, struct cube *cube,
    struct cube_parts *parts, const char *asked);
void cube_state_release(struct cube_state *s);

/**
 * Each value of this column is in one part only.
 *
 * Returns: false: nothing counts different values of it.
 */
bool cube_state_set_whole(struct cube_state *s, int column);

/** Append the next line, without its end; false after the last. */
bool cube_state_next(struct cube_state *s, struct strbuf *sb);

/**
 * Add a line to the cube.
 *
 * Returns: NULL; otherwise what is wrong with it: a sentence, borrowed.
 */
const char *cube_state_read(struct cube_state *s, const struct record *rec);

/** After the last line: NULL, or what is wrong; likewise. */
const char *cube_state_end(struct cube_state *s);

#endif
