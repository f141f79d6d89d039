/* kinds.c - which measures a kind of record can be counted into at all. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "book.h"

void
kinds_release(struct kinds *ks)
{
	size_t i;

	for (i = 0; i < ks->n; i++) {
		free(ks->list[i].name);
		free(ks->list[i].measures);
	}
	free(ks->list);
}

static bool
is_of(const struct kind *kind, const struct ndjson_member *m)
{
	return kind->len == m->value_len &&
	       memcmp(kind->name, m->value, kind->len) == 0;
}

/** Ask each measure what it could do with records like the one at hand. */
static void
add_kind(struct kinds *ks, const struct book *b, const struct ndjson_member *m)
{
	struct kind *kind;
	size_t i;

	GROW(ks->list, ks->n, ks->cap);
	kind = &ks->list[ks->n++];
	kind->name = xstrndup(m->value, m->value_len);
	kind->len = m->value_len;
	kind->measures = xcalloc(b->n_measures, sizeof(*kind->measures));
	kind->n_measures = 0;
	for (i = 0; i < b->n_measures; i++) {
		int where = b->measures[i].where;

		if (where < 0 || expr_may_hold(b->exprs, where, ks->record))
			kind->measures[kind->n_measures++] = (int)i;
	}
}

const struct kind *
kinds_find(struct kinds *ks, const struct book *b)
{
	const struct ndjson_member *m = expr_value(b->exprs, ks->record);
	size_t i;

	if (!m || m->type != NDJSON_STRING || m->value_escaped)
		return NULL;
	if (ks->last < ks->n && is_of(&ks->list[ks->last], m))
		return &ks->list[ks->last];
	for (i = 0; i < ks->n; i++)
		if (is_of(&ks->list[i], m))
			break;
	if (i == ks->n) {
		if (ks->n == KINDS_MAX)
			return NULL;
		add_kind(ks, b, m);
	}
	ks->last = i;
	return &ks->list[i];
}
