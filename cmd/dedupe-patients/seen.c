/* seen.c - the seen set: keys, and an array of notes by their numbers. */
#include "seen.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct seen {
	struct keyset *keys;
	unsigned char *notes;
	size_t note_len, cap; /* cap in notes */
	size_t budget;
	bool is_full; /* once full, it stays so: memory is given back to none */
};

struct seen *
seen_new(size_t note_len, size_t budget)
{
	struct seen *s = xcalloc(1, sizeof(*s));

	s->keys = keyset_new();
	s->note_len = note_len;
	s->budget = budget;
	return s;
}

void
seen_free(struct seen *s)
{
	if (!s)
		return;
	keyset_free(s->keys);
	free(s->notes);
	free(s);
}

static size_t
seen_n(const struct seen *s)
{
	return keyset_n(s->keys);
}

size_t
seen_bytes(const struct seen *s)
{
	return keyset_bytes(s->keys) + seen_n(s) * s->note_len;
}

/* An eighth at a time: large memory is moved by its page table, not copied. */
static void
keep_note(struct seen *s, uint32_t number, const unsigned char *note)
{
	if (s->note_len == 0)
		return;
	if (number >= s->cap) {
		s->cap += s->cap / 8 + 64;
		s->notes = xreallocarray(s->notes, s->cap, s->note_len);
	}
	memcpy(s->notes + number * s->note_len, note, s->note_len);
}

static bool
has_room(struct seen *s, size_t key_len)
{
	if (!s->is_full && seen_n(s) > 0 &&
	    keyset_bytes_with(s->keys, key_len) +
		    (seen_n(s) + (size_t)1) * s->note_len >
		s->budget)
		s->is_full = true;
	return !s->is_full;
}

uint64_t
seen_hash(const struct seen *s, const char *key, size_t len)
{
	uint64_t hash = keyset_hash(s->keys, key, len);

	keyset_prefetch(s->keys, hash);
	return hash;
}

enum seen_answer
seen_meet(struct seen *s, const char *key, size_t len, uint64_t hash,
    const unsigned char *note, const unsigned char **first)
{
	uint32_t number;
	bool is_new = false;

	if (has_room(s, len))
		number = keyset_add_hashed(s->keys, key, len, hash, &is_new);
	else if (!keyset_find_hashed(s->keys, key, len, hash, &number))
		return SEEN_FULL;
	if (is_new) {
		keep_note(s, number, note);
		return SEEN_NEW;
	}
	if (first && s->note_len)
		*first = s->notes + number * s->note_len;
	return SEEN_BEFORE;
}
