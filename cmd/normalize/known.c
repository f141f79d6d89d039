/* known.c - the last conversions of a column. */
#include "known.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/memo.h"
#include "vardstrom/xalloc.h"

struct entry {
	struct value v; /* its s is set anew at each get */
	char text[KNOWN_MAX_VALUE + VALUE_PADDING];
};

struct known {
	struct memo *texts;
	struct entry entries[KNOWN_N]; /* by place */
};

struct known *
known_new(void)
{
	struct known *k = xcalloc(1, sizeof(*k));

	k->texts = memo_new(KNOWN_N);
	return k;
}

void
known_free(struct known *k)
{
	if (!k)
		return;
	memo_free(k->texts);
	free(k);
}

bool
known_get(const struct known *k, const char *s, size_t len, struct value *v)
{
	int at = memo_find(k->texts, 0, s, len);

	if (at == MEMO_NONE)
		return false;
	*v = k->entries[at].v;
	v->s = k->entries[at].text;
	return true;
}

void
known_put(struct known *k, const char *s, size_t len, const struct value *v)
{
	struct entry *e;
	int at;

	if (v->len > KNOWN_MAX_VALUE)
		return;
	at = memo_claim(k->texts, 0, s, len);
	if (at == MEMO_NONE)
		return;
	e = &k->entries[at];
	e->v = *v;
	if (v->form != VALUE_MISSING)
		memcpy(e->text, v->s, v->len);
}
