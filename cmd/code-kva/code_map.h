/* code_map.h - what a code means: the longest prefix that is listed wins. */
#ifndef CODE_KVA_CODE_MAP_H
#define CODE_KVA_CODE_MAP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CODE_MAP_MAX_LEN = 7,     /* characters in a code or prefix */
	CODE_MAP_MAX_NAMES = 256, /* different meanings in one map */
	CODE_MAP_WORDS = CODE_MAP_MAX_NAMES / 64,
	CODE_MAP_NO_DAY = INT_MIN, /* the record has no date */
	CODE_MAP_FIRST_DAY = INT_MIN,
	CODE_MAP_LAST_DAY = INT_MAX
};

/** A set of meanings, as numbers from 0 to CODE_MAP_MAX_NAMES - 1. */
struct code_names {
	uint64_t bits[CODE_MAP_WORDS];
};

/** A prefix and one thing that it means, for a while. */
struct code_entry {
	uint64_t key;       /* its characters, the first one highest */
	int from_day;       /* first day on which it holds, or FIRST_DAY */
	int to_day;         /* last one, inclusive, or LAST_DAY */
	uint32_t n_shorter; /* index + 1 of the last entry of the longest
			       listed prefix of this one; 0: none */
	uint16_t name;      /* what it means */
	uint8_t len;        /* characters in key */
};

/** Prefixes in order; made by adding, then sorting once, then looking up. */
struct code_map {
	struct code_entry *entries;
	size_t n_entries, cap;
};
#define CODE_MAP_INIT                                                          \
	{                                                                      \
		NULL, 0, 0                                                     \
	}

void code_map_release(struct code_map *map);

/**
 * Add a prefix of 1 to CODE_MAP_MAX_LEN characters, all of them ASCII.
 *
 * Units: from_day and to_day are both inclusive.
 */
void code_map_add(struct code_map *map, const char *code, size_t len,
    int from_day, int to_day, unsigned name);

/** Make the map ready for looking up. */
void code_map_sort(struct code_map *map);

/**
 * After sorting: two entries for the same prefix with different names that
 * hold on the same day.
 *
 * Returns: the first of the two, the other one in *other; NULL if none.
 */
const struct code_entry *code_map_conflict(
    const struct code_map *map, const struct code_entry **other);

/** The characters of an entry's prefix: its len bytes to out. */
void code_map_text(const struct code_entry *e, char *out);

/**
 * Find what a code means on a day: of the prefixes that hold then, the
 * longest one wins, with all names that it stands for.
 *
 * Units:   with CODE_MAP_NO_DAY only entries without dates hold.
 * Returns: false where no prefix fits; names, which the found ones are added
 *          to, is then untouched. Allocates nothing.
 */
bool code_map_find(const struct code_map *map, const char *code, size_t len,
    int day, struct code_names *names);

/**
 * Is the whole code listed on that day? With CODE_MAP_NO_DAY: on any day?
 */
bool code_map_has(
    const struct code_map *map, const char *code, size_t len, int day);

static inline void
code_names_add(struct code_names *names, unsigned name)
{
	names->bits[name / 64] |= (uint64_t)1 << (name % 64);
}

#endif
