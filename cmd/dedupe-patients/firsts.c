/* firsts.c - a set of keys and an array of notes by their numbers. */
#include "firsts.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct firsts {
	struct keyset *keys;
	unsigned char *notes;
	size_t note_len, cap; /* cap in notes */
	size_t budget;
	bool is_full; /* once full, it stays so: memory is given back to none */
};

struct firsts *
firsts_new(size_t note_len, size_t budget)
{
	struct firsts *f = xcalloc(1, sizeof(*f));

	f->keys = keyset_new();
	f->note_len = note_len;
	f->budget = budget;
	return f;
}

void
firsts_free(struct firsts *f)
{
	if (!f)
		return;
	keyset_free(f->keys);
	free(f->notes);
	free(f);
}

static size_t
firsts_n(const struct firsts *f)
{
	return keyset_n(f->keys);
}

size_t
firsts_bytes(const struct firsts *f)
{
	return keyset_bytes(f->keys) + firsts_n(f) * f->note_len;
}

/* An eighth at a time: large memory is moved by its page table, not copied. */
static void
keep_note(struct firsts *f, uint32_t number, const unsigned char *note)
{
	if (f->note_len == 0)
		return;
	if (number >= f->cap) {
		f->cap += f->cap / 8 + 64;
		f->notes = xreallocarray(f->notes, f->cap, f->note_len);
	}
	memcpy(f->notes + number * f->note_len, note, f->note_len);
}

static bool
has_room(struct firsts *f, size_t key_len)
{
	if (!f->is_full && firsts_n(f) > 0 &&
	    keyset_bytes_with(f->keys, key_len) +
		    (firsts_n(f) + (size_t)1) * f->note_len >
		f->budget)
		f->is_full = true;
	return !f->is_full;
}

uint64_t
firsts_hash(const struct firsts *f, const char *key, size_t len)
{
	uint64_t hash = keyset_hash(f->keys, key, len);

	keyset_prefetch(f->keys, hash);
	return hash;
}

enum firsts_answer
firsts_meet(struct firsts *f, const char *key, size_t len, uint64_t hash,
    const unsigned char *note, const unsigned char **first)
{
	uint32_t number;
	bool is_new = false;

	if (has_room(f, len))
		number = keyset_add_hashed(f->keys, key, len, hash, &is_new);
	else if (!keyset_find_hashed(f->keys, key, len, hash, &number))
		return FIRSTS_FULL;
	if (is_new) {
		keep_note(f, number, note);
		return FIRSTS_NEW;
	}
	if (first && f->note_len)
		*first = f->notes + number * f->note_len;
	return FIRSTS_AGAIN;
}
