/* keylog.c - which keys came where, one after the other. */
#include "keylog.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/siphash.h"
#include "vardstrom/tally.h"
#include "vardstrom/xalloc.h"

enum {
	FIRST_SORT =
	    64 * 1024, /* entries, when equal ones are first added up */
	FEW = 24,      /* entries of a key in which equal ones are looked for */
	FIRST_TABLE = 1024 /* slots, a power of 2 */
};

/** Lists of numbers, one after the other; each list has a number. */
struct lists {
	struct siphash_key secret;
	uint32_t *words;
	size_t n_words, cap_words;
	size_t *ends; /* by list: of its own among the words */
	size_t n, cap;
	uint32_t *table; /* by hash: number + 1; 0: free */
	size_t n_slots;  /* a power of 2, twice as many as lists or more */
};

struct keylog {
	struct lists shapes; /* the measures of a place */
	struct lists places; /* a shape, and a group for each of its measures */
	uint32_t *words;     /* of the place that is asked for */
	size_t cap_words;
	struct keylog_entry *entries;
	size_t n, cap;
	size_t sort_at;  /* entries */
	uint32_t n_keys; /* all keys are below */
};

/* --- lists of numbers ----------------------------------------------------- */

static void
lists_init(struct lists *l)
{
	memset(l, 0, sizeof(*l));
	siphash_key_random(&l->secret);
	l->n_slots = FIRST_TABLE;
	l->table = xcalloc(l->n_slots, sizeof(*l->table));
}

static void
lists_release(struct lists *l)
{
	free(l->words);
	free(l->ends);
	free(l->table);
}

static size_t
lists_bytes(const struct lists *l)
{
	return l->cap_words * sizeof(*l->words) + l->cap * sizeof(*l->ends) +
	       l->n_slots * sizeof(*l->table);
}

static const uint32_t *
list_at(const struct lists *l, size_t number, size_t *n)
{
	size_t first = number == 0 ? 0 : l->ends[number - 1];

	*n = l->ends[number] - first;
	return l->words + first;
}

/** The slot of a list, or a free one. */
static uint32_t *
find_slot(const struct lists *l, const uint32_t *words, size_t n)
{
	size_t i =
	    siphash13(&l->secret, (const char *)words, n * sizeof(*words));
	size_t n_own;

	for (;; i++) {
		uint32_t *slot = &l->table[i & (l->n_slots - 1)];
		const uint32_t *own;

		if (*slot == 0)
			return slot;
		own = list_at(l, *slot - 1, &n_own);
		if (n_own == n && memcmp(own, words, n * sizeof(*own)) == 0)
			return slot;
	}
}

static void
widen_table(struct lists *l)
{
	size_t i, n;

	free(l->table);
	l->n_slots *= 2;
	l->table = xcalloc(l->n_slots, sizeof(*l->table));
	for (i = 0; i < l->n; i++) {
		const uint32_t *own = list_at(l, i, &n);

		*find_slot(l, own, n) = (uint32_t)i + 1;
	}
}

static uint32_t
list_number(struct lists *l, const uint32_t *words, size_t n)
{
	uint32_t *slot = find_slot(l, words, n);
	size_t i;

	if (*slot > 0)
		return *slot - 1;
	for (i = 0; i < n; i++) {
		GROW(l->words, l->n_words, l->cap_words);
		l->words[l->n_words++] = words[i];
	}
	GROW(l->ends, l->n, l->cap);
	l->ends[l->n++] = l->n_words;
	*slot = (uint32_t)l->n;
	if (2 * l->n > l->n_slots)
		widen_table(l);
	return (uint32_t)l->n - 1;
}

/* --- places --------------------------------------------------------------- */

struct keylog *
keylog_new(void)
{
	struct keylog *log = xcalloc(1, sizeof(*log));

	lists_init(&log->shapes);
	lists_init(&log->places);
	log->sort_at = FIRST_SORT;
	return log;
}

static void
release(struct keylog *log)
{
	lists_release(&log->shapes);
	lists_release(&log->places);
	free(log->words);
	free(log->entries);
}

void
keylog_free(struct keylog *log)
{
	if (log)
		release(log);
	free(log);
}

void
keylog_clear(struct keylog *log)
{
	release(log);
	memset(log, 0, sizeof(*log));
	lists_init(&log->shapes);
	lists_init(&log->places);
	log->sort_at = FIRST_SORT;
}

size_t
keylog_bytes(const struct keylog *log)
{
	return lists_bytes(&log->shapes) + lists_bytes(&log->places) +
	       log->cap * sizeof(*log->entries);
}

uint32_t
keylog_number(struct keylog *log, const struct keylog_place *place)
{
	if (place->n >= log->cap_words) {
		log->cap_words = 2 * place->n + 16;
		log->words = xreallocarray(
		    log->words, log->cap_words, sizeof(*log->words));
	}
	log->words[0] = list_number(&log->shapes, place->measures, place->n);
	memcpy(log->words + 1, place->groups, place->n * sizeof(*log->words));
	return list_number(&log->places, log->words, place->n + 1);
}

struct keylog_place
keylog_at(const struct keylog *log, uint32_t number)
{
	struct keylog_place place;
	const uint32_t *words = list_at(&log->places, number, &place.n);

	place.measures = list_at(&log->shapes, words[0], &place.n);
	place.groups = words + 1;
	return place;
}

uint32_t
keylog_n_places(const struct keylog *log)
{
	return (uint32_t)log->places.n;
}

/* --- entries -------------------------------------------------------------- */

static int
compare_places(const void *a, const void *b)
{
	const struct keylog_entry *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

/** Add equal places of one key up, in place; how many are left. */
static size_t
add_up(struct keylog_entry *list, size_t n)
{
	size_t n_left = 0, i, k;

	if (n > FEW)
		qsort(list, n, sizeof(*list), compare_places);
	for (i = 0; i < n; i++) {
		/* of many, an equal one is the last */
		k = n > FEW && n_left > 0 ? n_left - 1 : 0;
		while (k < n_left && list[k].place != list[i].place)
			k++;
		if (k < n_left)
			list[k].count =
			    tally_plus(list[k].count, list[i].count);
		else
			list[n_left++] = list[i];
	}
	return n_left;
}

/** By keys: count them, then place them. */
static struct keylog_entry *
by_key(const struct keylog *log, size_t *first)
{
	struct keylog_entry *sorted =
	    xreallocarray(NULL, log->n + 1, sizeof(*sorted));
	size_t i, k;

	/* first[key + 1] is where the next of key goes, and at last its end */
	for (i = 0; i < log->n; i++)
		first[log->entries[i].key + 2]++;
	for (k = 2; k <= (size_t)log->n_keys + 1; k++)
		first[k] += first[k - 1];
	for (i = 0; i < log->n; i++)
		sorted[first[log->entries[i].key + 1]++] = log->entries[i];
	return sorted;
}

static void
sort(struct keylog *log)
{
	size_t *first = xcalloc((size_t)log->n_keys + 2, sizeof(*first));
	struct keylog_entry *sorted = by_key(log, first);
	size_t n = 0, k, n_key;

	for (k = 0; k < log->n_keys; k++) {
		if (first[k + 1] == first[k])
			continue;
		n_key = add_up(sorted + first[k], first[k + 1] - first[k]);
		memmove(sorted + n, sorted + first[k], n_key * sizeof(*sorted));
		n += n_key;
	}
	free(first);
	free(log->entries);
	log->entries = sorted;
	log->cap = log->n + 1;
	log->n = n;
}

/** Make room: where many are equal by adding them up. */
static void
make_room(struct keylog *log)
{
	if (log->n >= log->sort_at) {
		sort(log);
		/* where little was equal it is tried later */
		log->sort_at =
		    log->n > log->sort_at / 4 * 3 ? 4 * log->n : 2 * log->n;
		if (log->sort_at < FIRST_SORT)
			log->sort_at = FIRST_SORT;
	}
	if (log->n + log->n / 4 >= log->cap) {
		log->cap += log->cap / 2 + 1024;
		log->entries = xreallocarray(
		    log->entries, log->cap, sizeof(*log->entries));
	}
}

void
keylog_add(struct keylog *log, uint32_t key, uint32_t place, uint32_t count)
{
	if (log->n == log->cap)
		make_room(log);
	log->entries[log->n++] = (struct keylog_entry){ key, place, count };
	if (key >= log->n_keys)
		log->n_keys = key + 1;
}

const struct keylog_entry *
keylog_sorted(struct keylog *log, size_t *n)
{
	sort(log);
	*n = log->n;
	return log->entries;
}
