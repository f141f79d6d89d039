/*
 * keylog.h - which keys came where, one after the other: instead of a place in
 * a table for each pair of key and group, an entry at the end of a list.
 *
 * A record meets a dozen measures of one key, in a group each. What it meets
 * is numbered as one thing, its place, since most records share theirs with
 * many others; so an entry is three numbers, and appending it asks for no
 * memory that is not at hand. What came of a key is found by sorting.
 */
#ifndef CUBE_KEYLOG_H
#define CUBE_KEYLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keylog;

/** Measures, and of each a group of its base. */
struct keylog_place {
	const uint32_t *measures;
	const uint32_t *groups;
	size_t n; /* at least one */
};

struct keylog *keylog_new(void);
/** NULL is allowed. */
void keylog_free(struct keylog *log);

/**
 * The number of a place, which is added where it is new.
 *
 * Shape:   the same measures in another order are another place.
 * Memory:  keeps a copy: 4 bytes a group and about 12 more.
 */
uint32_t keylog_number(struct keylog *log, const struct keylog_place *place);
/** The place of a number; borrowed until the next keylog_number. */
struct keylog_place keylog_at(const struct keylog *log, uint32_t number);
uint32_t keylog_n_places(const struct keylog *log);

/**
 * Note that a key came at a place so many times.
 *
 * Memory: 12 bytes for each key at each of its places, up to four times as
 *         much before equal ones are added up, and as much again while they
 *         are.
 */
void keylog_add(
    struct keylog *log, uint32_t key, uint32_t place, uint32_t count);

/** A key at a place. */
struct keylog_entry {
	uint32_t key;
	uint32_t place;
	uint32_t count;
};
/**
 * All entries, those of one key beside each other, in the order of keys, each
 * place of a key once. A count above UINT32_MAX dies.
 *
 * Memory: borrowed until the next call.
 */
const struct keylog_entry *keylog_sorted(struct keylog *log, size_t *n);

/** Forget all entries and places. */
void keylog_clear(struct keylog *log);
size_t keylog_bytes(const struct keylog *log);

#endif
