/* unknown.c - names that were looked up and are in no table. */
#include "unknown.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

enum { MAX_LOOKED_AT = 100 /* of the commonest, for a near one */ };

struct name {
	const char *column;    /* borrowed */
	struct lookup *lookup; /* borrowed */
	char *text;            /* as it was met first */
	uint64_t n_rows;
	size_t arrival;
};

struct unknown {
	struct keyset *keys; /* folded, behind the lookup that lacks them */
	struct name *names;  /* by number */
	size_t cap_names;
	struct strbuf key; /* scratch */
};

struct unknown *
unknown_new(void)
{
	struct unknown *u = xcalloc(1, sizeof(*u));

	u->keys = keyset_new();
	strbuf_init(&u->key);
	return u;
}

void
unknown_free(struct unknown *u)
{
	size_t i;

	if (!u)
		return;
	for (i = 0; i < keyset_n(u->keys); i++)
		free(u->names[i].text);
	free(u->names);
	keyset_free(u->keys);
	strbuf_release(&u->key);
	free(u);
}

/* May it be a clinic's name, of which no patient is told? */
static bool
is_fit(const char *s, size_t len)
{
	size_t n_digits = 0, i, n;

	if (len == 0 || len > UNKNOWN_MAX_BYTES)
		return false;
	for (i = 0; i < len; i += n) {
		uint32_t code_point = (unsigned char)s[i];
		size_t k;

		n = utf8_char_len(s + i, len - i);
		if (n == 0 || code_point < ' ')
			return false;
		if (n > 1)
			code_point &= 0x7fU >> n;
		for (k = 1; k < n; k++)
			code_point =
			    code_point << 6 | ((unsigned char)s[i + k] & 0x3f);
		n_digits += utf8_is_digit(code_point);
	}
	return n_digits <= UNKNOWN_MAX_DIGITS;
}

void
unknown_met(struct unknown *u, const char *column, struct lookup *lookup,
    const char *s, size_t len)
{
	uint32_t number;
	bool is_new;

	if (!is_fit(s, len))
		return;
	strbuf_reset(&u->key);
	strbuf_add(&u->key, (const char *)&lookup, sizeof(lookup));
	fold_name(&u->key, s, len);
	if (keyset_find(u->keys, u->key.s, u->key.len, &number)) {
		u->names[number].n_rows++;
		return;
	}
	if (keyset_n(u->keys) == UNKNOWN_MAX_NAMES)
		return;
	number = keyset_add(u->keys, u->key.s, u->key.len, &is_new);
	GROW(u->names, number, u->cap_names);
	u->names[number] = (struct name){ .column = column,
		.lookup = lookup,
		.text = xstrndup(s, len),
		.n_rows = 1,
		.arrival = number };
}

static int
compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	if (x->n_rows != y->n_rows)
		return x->n_rows > y->n_rows ? -1 : 1;
	return x->arrival < y->arrival ? -1 : x->arrival > y->arrival;
}

size_t
unknown_choose(struct unknown *u, uint64_t n_rows,
    struct unknown_name chosen[UNKNOWN_MAX_SHOWN])
{
	size_t n = keyset_n(u->keys), n_chosen = 0, i;

	if (n > 0)
		qsort(u->names, n, sizeof(*u->names), compare_names);
	for (i = 0; i < n && i < MAX_LOOKED_AT; i++) {
		const struct name *name = &u->names[i];
		bool is_frequent = name->n_rows >= UNKNOWN_MIN_ROWS &&
				   name->n_rows >= n_rows / UNKNOWN_MIN_SHARE;
		const char *near =
		    lookup_near(name->lookup, name->text, strlen(name->text));

		if (!near && !is_frequent)
			continue;
		chosen[n_chosen++] = (struct unknown_name){ name->column,
			name->text, name->n_rows, near };
		if (n_chosen == UNKNOWN_MAX_SHOWN)
			break;
	}
	return n_chosen;
}
