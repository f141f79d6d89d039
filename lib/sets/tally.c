/*
 * tally.c - counts of pairs of numbers in one array.
 *
 * A pair is stirred into 64 bits by a secret, invertible mix; an entry is that
 * image and the count, and entries lie in order of their images, each at its
 * home or, where that is taken, to the right of it. So a search ends early at
 * a high load, an entry needs no pair beside its image, and the array grows in
 * place: entries are pushed to its right end and laid out again from the left.
 */
#include "vardstrom/tally.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/siphash.h"
#include "vardstrom/xalloc.h"

enum {
	FIRST_HOMES = 64,
	SLACK = 512 /* entries behind the last home */
};

/* Twelve bytes, so the image is in two halves. */
struct entry {
	uint32_t high, low; /* of the image */
	uint32_t count;     /* 0: empty */
};

struct tally {
	struct siphash_key secret; /* k0 is added, k1 (odd) multiplied by */
	uint64_t inverse;          /* of secret.k1, modulo 2^64 */
	struct entry *entries;
	size_t homes; /* SLACK entries more are there */
	size_t n;
	uint32_t *row; /* of a row: counts by b; then there are no entries */
	size_t row_cap;
};

/* --- the mix ------------------------------------------------------------ */

static inline uint64_t
image_of(const struct tally *t, uint32_t a, uint32_t b)
{
	uint64_t x = ((uint64_t)a << 32 | b) ^ t->secret.k0;

	x *= t->secret.k1;
	x ^= x >> 32;
	x *= t->secret.k1;
	x ^= x >> 32;
	x *= t->secret.k1;
	return x;
}

static inline uint64_t
pair_of(const struct tally *t, uint64_t x)
{
	x *= t->inverse;
	x ^= x >> 32;
	x *= t->inverse;
	x ^= x >> 32;
	x *= t->inverse;
	return x ^ t->secret.k0;
}

/* The inverse of an odd number modulo 2^64, by Newton's iteration. */
static uint64_t
inverse_of(uint64_t odd)
{
	uint64_t x = odd; /* right in the low 3 bits, which double each time */

	for (int i = 0; i < 5; i++)
		x *= 2 - odd * x;
	return x;
}

/* --- the array ---------------------------------------------------------- */

static inline uint64_t
entry_image(const struct entry *e)
{
	return (uint64_t)e->high << 32 | e->low;
}

/* The home of an image among n homes: in the same order as the images. */
static inline size_t
home_of(uint64_t image, size_t n)
{
	/* image * n / 2^64, in halves; n is far below 2^48. */
	uint64_t low = (image & UINT32_MAX) * n >> 32;

	return (size_t)(((image >> 32) * n + low) >> 32);
}

struct tally *
tally_new(void)
{
	struct tally *t = xcalloc(1, sizeof(*t));

	siphash_key_random(&t->secret);
	t->secret.k1 |= 1;
	t->inverse = inverse_of(t->secret.k1);
	t->homes = FIRST_HOMES;
	t->entries = xcalloc(t->homes + SLACK, sizeof(*t->entries));
	return t;
}

struct tally *
tally_new_row(void)
{
	struct tally *t = xcalloc(1, sizeof(*t));

	t->row_cap = FIRST_HOMES;
	t->row = xcalloc(t->row_cap, sizeof(*t->row));
	return t;
}

void
tally_free(struct tally *t)
{
	if (!t)
		return;
	free(t->row);
	free(t->entries);
	free(t);
}

/*
 * Lay all entries out for t->homes. They are in order on both sides of a
 * failure, so that it can be tried again with more room.
 */
static bool
lay_out(struct tally *t, size_t n_used)
{
	size_t end = t->homes + SLACK;
	size_t from = end, to = 0;

	while (n_used-- > 0) {
		struct entry e = t->entries[n_used];

		t->entries[n_used].count = 0;
		if (e.count)
			t->entries[--from] = e;
	}
	for (; from < end; from++) {
		struct entry e = t->entries[from];
		size_t home = home_of(entry_image(&e), t->homes);

		if (to < home)
			to = home;
		if (to > from)
			return false;
		t->entries[from].count = 0;
		t->entries[to++] = e;
	}
	return true;
}

static void
grow(struct tally *t)
{
	size_t n_used, more;

	do {
		n_used = t->homes + SLACK;
		more = t->homes < 4096 ? t->homes : t->homes / 8;
		t->entries = xreallocarray(
		    t->entries, n_used + more, sizeof(*t->entries));
		memset(t->entries + n_used, 0, more * sizeof(*t->entries));
		t->homes += more;
	} while (!lay_out(t, n_used));
}

/* The place of an image, or of the first greater one, or of none. */
static struct entry *
seek(const struct tally *t, uint64_t image)
{
	struct entry *e = t->entries + home_of(image, t->homes);
	const struct entry *end = t->entries + t->homes + SLACK;

	while (e < end && e->count && entry_image(e) < image)
		e++;
	return e;
}

static void
insert(struct tally *t, uint64_t image, uint32_t count)
{
	for (;;) {
		struct entry *e = seek(t, image);
		const struct entry *end = t->entries + t->homes + SLACK;
		struct entry *gap = e;

		while (gap < end && gap->count)
			gap++;
		if (gap < end) {
			memmove(e + 1, e, (size_t)(gap - e) * sizeof(*e));
			e->high = (uint32_t)(image >> 32);
			e->low = (uint32_t)image;
			e->count = count;
			break;
		}
		grow(t);
	}
	if (++t->n > t->homes / 8 * 7)
		grow(t);
}

uint32_t
tally_plus(uint32_t count, uint32_t by)
{
	if (by > UINT32_MAX - count)
		die("more than %lu of one pair", (unsigned long)UINT32_MAX);
	return count + by;
}

static uint32_t
add_to_row(struct tally *t, uint32_t a, uint32_t b, uint32_t by)
{
	if (a != 0)
		BUG("a row has no pair (%lu, ...)", (unsigned long)a);
	if (by == 0)
		return b < t->row_cap ? t->row[b] : 0;
	if (b >= t->row_cap) {
		size_t cap = (size_t)b + b / 8 + FIRST_HOMES;

		t->row = xreallocarray(t->row, cap, sizeof(*t->row));
		memset(t->row + t->row_cap, 0,
		    (cap - t->row_cap) * sizeof(*t->row));
		t->row_cap = cap;
	}
	t->n += t->row[b] == 0;
	return t->row[b] = tally_plus(t->row[b], by);
}

uint32_t
tally_add(struct tally *t, uint32_t a, uint32_t b, uint32_t by)
{
	struct entry *e;
	uint64_t image;

	if (t->row)
		return add_to_row(t, a, b, by);
	image = image_of(t, a, b);
	e = seek(t, image);
	if (e < t->entries + t->homes + SLACK && e->count &&
	    entry_image(e) == image)
		return e->count = tally_plus(e->count, by);
	if (by == 0)
		return 0;
	insert(t, image, by);
	return by;
}

void
tally_prefetch(const struct tally *t, uint32_t a, uint32_t b)
{
	if (!t->row)
		__builtin_prefetch(
		    t->entries + home_of(image_of(t, a, b), t->homes));
	else if (b < t->row_cap)
		__builtin_prefetch(t->row + b);
}

size_t
tally_n(const struct tally *t)
{
	return t->n;
}

size_t
tally_bytes(const struct tally *t)
{
	if (t->row)
		return sizeof(*t) + t->row_cap * sizeof(*t->row);
	return sizeof(*t) + (t->homes + SLACK) * sizeof(*t->entries);
}

static bool
next_of_row(const struct tally *t, size_t *at, uint32_t *a, uint32_t *b,
    uint32_t *count)
{
	while (*at < t->row_cap && t->row[*at] == 0)
		(*at)++;
	if (*at == t->row_cap)
		return false;
	*a = 0;
	*b = (uint32_t)*at;
	*count = t->row[(*at)++];
	return true;
}

bool
tally_next(const struct tally *t, size_t *at, uint32_t *a, uint32_t *b,
    uint32_t *count)
{
	size_t end = t->homes + SLACK;
	uint64_t pair;

	if (t->row)
		return next_of_row(t, at, a, b, count);
	while (*at < end && t->entries[*at].count == 0)
		(*at)++;
	if (*at == end)
		return false;
	pair = pair_of(t, entry_image(&t->entries[*at]));
	*a = (uint32_t)(pair >> 32);
	*b = (uint32_t)pair;
	*count = t->entries[*at].count;
	(*at)++;
	return true;
}
