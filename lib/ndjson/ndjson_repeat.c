/*
 * ndjson_repeat.c - is a member name twice in one object? A small object's
 * names go through a small hash table; a large one's are sorted, so that no
 * hostile line takes more than n log n steps.
 */
#include "ndjson_check.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"

enum {
	N_HASHED = 64, /* chosen names that collide cost 64 steps at most */
	N_SLOTS = 256  /* of the table, a power of 2 */
};

static bool
is_same(const struct ndjson_name *a, const struct ndjson_name *b)
{
	return a->len == b->len &&
	       (a->len == 0 || bytes_are_same(a->s, b->s, a->len));
}

/* Real names differ in their length, first, middle or last character. */
static size_t
hash(const struct ndjson_name *name)
{
	const unsigned char *u = (const unsigned char *)name->s;

	if (name->len == 0)
		return 0;
	return name->len * 41 + u[0] * 7U + u[name->len / 2] * 23U +
	       u[name->len - 1] * 101U;
}

/* The first that is met again is the one with the lowest offset. */
static bool
find_hashed(const struct ndjson_name *names, size_t n, uint32_t *at)
{
	unsigned char slots[N_SLOTS] = { 0 }; /* index + 1; 0: free */

	for (size_t i = 0; i < n; i++) {
		size_t slot = hash(&names[i]) % N_SLOTS;

		for (; slots[slot] != 0; slot = (slot + 1) % N_SLOTS) {
			if (is_same(&names[slots[slot] - 1], &names[i])) {
				*at = names[i].at;
				return true;
			}
		}
		slots[slot] = (unsigned char)(i + 1);
	}
	return false;
}

/* By length, bytes, and place, so that equal names are in the line's order. */
static int
compare_names(const void *a, const void *b)
{
	const struct ndjson_name *x = a, *y = b;
	int order;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	order = memcmp(x->s, y->s, x->len);
	if (order != 0)
		return order;
	return x->at < y->at ? -1 : x->at > y->at;
}

static bool
find_sorted(struct ndjson_name *names, size_t n, uint32_t *at)
{
	bool is_found = false;

	qsort(names, n, sizeof(*names), compare_names);
	for (size_t i = 1; i < n; i++) {
		if (!is_same(&names[i - 1], &names[i]))
			continue;
		if (!is_found || names[i].at < *at)
			*at = names[i].at;
		is_found = true;
	}
	return is_found;
}

/* "\u0061" and "a" are the same name: compare what the escapes mean. */
static void
decode_names(struct ndjson_name *names, size_t n, struct strbuf *decoded)
{
	size_t n_bytes = 0;

	for (size_t i = 0; i < n; i++)
		n_bytes += names[i].is_escaped ? names[i].len : 0;
	if (n_bytes == 0)
		return;
	/* Decoding only shortens: with this room the buffer never moves. */
	strbuf_reset(decoded);
	strbuf_grow(decoded, n_bytes);
	for (size_t i = 0; i < n; i++) {
		const char *s = names[i].s, *end = s + names[i].len;
		size_t start = decoded->len;

		if (!names[i].is_escaped)
			continue;
		while (s < end) {
			char out[4];

			strbuf_add(decoded, out, ndjson_decode_char(&s, out));
		}
		names[i].s = decoded->s + start;
		names[i].len = (uint32_t)(decoded->len - start);
		names[i].is_escaped = false;
	}
}

bool
ndjson_find_repeat(
    struct ndjson_name *names, size_t n, struct strbuf *decoded, uint32_t *at)
{
	decode_names(names, n, decoded);
	if (n <= N_HASHED)
		return find_hashed(names, n, at);
	return find_sorted(names, n, at);
}
