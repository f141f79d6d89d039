/* code_map.c - what a code means: the longest prefix that is listed wins. */
#include "code_map.h"

#include <assert.h>
#include <stdlib.h>

#include "vardstrom/xalloc.h"

void
code_map_release(struct code_map *map)
{
	free(map->entries);
	*map = (struct code_map)CODE_MAP_INIT;
}

/* A prefix sorts before all codes that it begins: the rest of it is zero. */
static uint64_t
pack(const char *code, size_t len)
{
	uint64_t key = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		key = key << 8 | (i < len ? (unsigned char)code[i] : 0);
	return key;
}

static bool
is_prefix(const struct code_entry *e, uint64_t key)
{
	return (e->key ^ key) >> (64 - 8 * e->len) == 0;
}

void
code_map_add(struct code_map *map, const char *code, size_t len, int from_day,
    int to_day, unsigned name)
{
	struct code_entry *e;

	assert(len >= 1 && len <= CODE_MAP_MAX_LEN);
	assert(name < CODE_MAP_MAX_NAMES);
	GROW(map->entries, map->n_entries, map->cap);
	e = &map->entries[map->n_entries++];
	e->key = pack(code, len);
	e->from_day = from_day;
	e->to_day = to_day;
	e->n_shorter = 0;
	e->name = (uint16_t)name;
	e->len = (uint8_t)len;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct code_entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->from_day != y->from_day)
		return x->from_day < y->from_day ? -1 : 1;
	return (x->name > y->name) - (x->name < y->name);
}

/*
 * All that is between a prefix and a code that it begins has that prefix
 * too. So from the last entry that is not behind the code, the chain of
 * n_shorter passes every prefix of the code, the longest first.
 */
void
code_map_sort(struct code_map *map)
{
	size_t i;

	if (map->n_entries)
		qsort(map->entries, map->n_entries, sizeof(*map->entries),
		    compare_entries);
	for (i = 1; i < map->n_entries; i++) {
		struct code_entry *e = &map->entries[i];
		uint32_t at = (uint32_t)i;

		if (e->key == e[-1].key) {
			e->n_shorter = e[-1].n_shorter;
			continue;
		}
		while (at && !is_prefix(&map->entries[at - 1], e->key))
			at = map->entries[at - 1].n_shorter;
		e->n_shorter = at;
	}
}

const struct code_entry *
code_map_conflict(const struct code_map *map, const struct code_entry **other)
{
	size_t i, k;

	for (i = 0; i < map->n_entries; i++) {
		const struct code_entry *e = &map->entries[i];

		for (k = i + 1; k < map->n_entries; k++) {
			const struct code_entry *f = &map->entries[k];

			if (f->key != e->key || f->from_day > e->to_day)
				break;
			if (f->name == e->name)
				continue;
			*other = f;
			return e;
		}
	}
	return NULL;
}

void
code_map_text(const struct code_entry *e, char *out)
{
	size_t i;

	for (i = 0; i < e->len; i++)
		out[i] = (char)(e->key >> (56 - 8 * i));
}

/*
 * Index + 1 of the last entry that is not behind key; 0: all are. Codes come
 * in no order that a processor could guess, so each step is a choice between
 * two values, not between two ways.
 */
static size_t
last_up_to(const struct code_map *map, uint64_t key)
{
	const struct code_entry *base = map->entries;
	size_t n = map->n_entries;

	while (n > 1) {
		size_t half = n / 2;

		base = base[half].key <= key ? base + half : base;
		n -= half;
	}
	return (size_t)(base - map->entries) + (base->key <= key);
}

static bool
holds_on(const struct code_entry *e, int day)
{
	if (day == CODE_MAP_NO_DAY)
		return e->from_day == CODE_MAP_FIRST_DAY &&
		       e->to_day == CODE_MAP_LAST_DAY;
	return e->from_day <= day && day <= e->to_day;
}

bool
code_map_find(const struct code_map *map, const char *code, size_t len, int day,
    struct code_names *names)
{
	uint64_t key;
	size_t at;
	bool is_found = false;

	if (map->n_entries == 0 || len == 0 || len > CODE_MAP_MAX_LEN)
		return false;
	key = pack(code, len);
	at = last_up_to(map, key);
	while (at && !is_found) {
		const struct code_entry *e = &map->entries[at - 1];
		size_t same = at;

		at = e->n_shorter;
		if (!is_prefix(e, key))
			continue;
		/* The entries of one prefix lie together. */
		for (; same && map->entries[same - 1].key == e->key; same--) {
			if (!holds_on(&map->entries[same - 1], day))
				continue;
			code_names_add(names, map->entries[same - 1].name);
			is_found = true;
		}
	}
	return is_found;
}

bool
code_map_has(const struct code_map *map, const char *code, size_t len, int day)
{
	uint64_t key;
	size_t at;

	if (map->n_entries == 0 || len == 0 || len > CODE_MAP_MAX_LEN)
		return false;
	key = pack(code, len);
	for (at = last_up_to(map, key); at; at--) {
		const struct code_entry *e = &map->entries[at - 1];

		if (e->key != key)
			return false;
		if (day == CODE_MAP_NO_DAY || holds_on(e, day))
			return true;
	}
	return false;
}
