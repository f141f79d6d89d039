/* memo.c - the last conversions of a column. */
#include "memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

struct entry {
	unsigned char key_len; /* 0: free */
	char key[MEMO_MAX_KEY];
	struct value v; /* its s is set anew at each get */
	char text[MEMO_MAX_VALUE + VALUE_PADDING];
};

struct memo {
	struct entry entries[MEMO_N];
};

struct memo *
memo_new(void)
{
	return xcalloc(1, sizeof(struct memo));
}

void
memo_free(struct memo *m)
{
	free(m);
}

/* The high bits of a product depend on all bits of its factors. */
enum { MEMO_SHIFT = 64 - 10 };

_Static_assert(MEMO_N == 1 << (64 - MEMO_SHIFT), "as many places as bits");

static uint64_t
mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/*
 * Which place a text has. The hash need not withstand chosen texts: where
 * they all meet in one place, the column costs what it costs without a memo.
 */
static size_t
place_of(const char *s, size_t len)
{
	uint64_t hash = len, word = 0;
	const char *last = s + len - sizeof(word);

	if (len < sizeof(word)) {
		for (; len > 0; len--)
			word = word << 8 | (unsigned char)s[len - 1];
		return mix(hash, word) >> MEMO_SHIFT;
	}
	for (; s < last; s += sizeof(word)) {
		memcpy(&word, s, sizeof(word));
		hash = mix(hash, word);
	}
	memcpy(&word, last, sizeof(word));
	return mix(hash, word) >> MEMO_SHIFT;
}

static bool
is_of(const struct entry *e, const char *s, size_t len)
{
	return e->key_len == len && memcmp(e->key, s, len) == 0;
}

bool
memo_get(const struct memo *m, const char *s, size_t len, struct value *v)
{
	const struct entry *e;
	size_t at;

	if (len == 0 || len > MEMO_MAX_KEY)
		return false;
	at = place_of(s, len);
	e = &m->entries[at];
	if (!is_of(e, s, len)) {
		e = &m->entries[at ^ 1];
		if (!is_of(e, s, len))
			return false;
	}
	*v = e->v;
	v->s = e->text;
	return true;
}

void
memo_put(struct memo *m, const char *s, size_t len, const struct value *v)
{
	struct entry *e;
	size_t at;

	if (len == 0 || len > MEMO_MAX_KEY || v->len > MEMO_MAX_VALUE)
		return;
	at = place_of(s, len);
	e = &m->entries[at];
	if (e->key_len != 0 && !is_of(e, s, len))
		e = &m->entries[at ^ 1];
	e->key_len = (unsigned char)len;
	memcpy(e->key, s, len);
	e->v = *v;
	if (v->form == VALUE_MISSING)
		return;
	memcpy(e->text, v->s, v->len);
}
