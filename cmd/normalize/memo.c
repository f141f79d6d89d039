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

/*
 * Which place a text has: its length, first and last bytes, multiplied. It
 * need not withstand chosen keys: a bad spread costs only what a column
 * without a memo costs.
 */
static size_t
place_of(const char *s, size_t len)
{
	uint64_t first = 0, last = 0;

	if (len >= 8) {
		memcpy(&first, s, 8);
		memcpy(&last, s + len - 8, 8);
	} else if (len >= 4) {
		uint32_t half;

		memcpy(&half, s, 4);
		first = half;
		memcpy(&half, s + len - 4, 4);
		last = half;
	} else {
		first = (unsigned char)s[0];
		last = (unsigned char)s[len - 1];
		first |= (uint64_t)(unsigned char)s[len / 2] << 8;
	}
	first = (first ^ len) * UINT64_C(0x9e3779b97f4a7c15);
	last = (last ^ first >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return (first ^ last) >> 40 & (MEMO_N - 1);
}

bool
memo_get(const struct memo *m, const char *s, size_t len, struct value *v)
{
	const struct entry *e;

	if (len == 0 || len > MEMO_MAX_KEY)
		return false;
	e = &m->entries[place_of(s, len)];
	if (e->key_len != len || memcmp(e->key, s, len) != 0)
		return false;
	*v = e->v;
	v->s = e->text;
	return true;
}

void
memo_put(struct memo *m, const char *s, size_t len, const struct value *v)
{
	struct entry *e;

	if (len == 0 || len > MEMO_MAX_KEY || v->len > MEMO_MAX_VALUE)
		return;
	e = &m->entries[place_of(s, len)];
	e->key_len = (unsigned char)len;
	memcpy(e->key, s, len);
	e->v = *v;
	if (v->form == VALUE_MISSING)
		return;
	memcpy(e->text, v->s, v->len);
}
