/* kinds.c - which measures a kind of record can be counted into. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "book.h"

static void
release(struct kind *kind)
{
	free(kind->name);
	free(kind->measures);
	free(kind->cases);
}

void
kinds_release(struct kinds *ks)
{
	size_t i;

	for (i = 0; i < ks->n; i++)
		release(&ks->list[i]);
	release(&ks->any);
	free(ks->list);
}

static bool
is_of(const struct kind *kind, const struct ndjson_member *m)
{
	return kind->len == m->value_len &&
	       memcmp(kind->name, m->value, kind->len) == 0;
}

/** A measure, and what is left to ask for it. */
struct asked {
	int where;
	int measure;
};

/** Those that ask the same beside each other. */
static int
compare_asked(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;

	if (x->where != y->where)
		return x->where < y->where ? -1 : 1;
	return (x->measure > y->measure) - (x->measure < y->measure);
}

/** What is left to ask for each measure; how many can hold. */
static size_t
ask(struct asked *asked, const struct kinds *ks, const struct book *b,
    bool is_any)
{
	size_t n = 0, i;

	for (i = 0; i < b->n_measures; i++) {
		int where = b->measures[i].where;

		if (where >= 0 && !is_any) {
			if (!expr_may_hold(b->exprs, where, ks->record))
				continue;
			where = expr_given(b->exprs, where, ks->record);
		}
		asked[n++] = (struct asked){ where, (int)i };
	}
	qsort(asked, n, sizeof(*asked), compare_asked);
	return n;
}

/** Make the cases for records like the one at hand, or for any. */
static void
fill(struct kind *kind, const struct kinds *ks, const struct book *b,
    bool is_any)
{
	struct asked *asked = xcalloc(b->n_measures + 1, sizeof(*asked));
	size_t n = ask(asked, ks, b, is_any), i;

	kind->measures = xcalloc(n + 1, sizeof(*kind->measures));
	kind->cases = xcalloc(n + 1, sizeof(*kind->cases));
	for (i = 0; i < n; i++) {
		if (i == 0 || asked[i].where != asked[i - 1].where)
			kind->cases[kind->n_cases++] =
			    (struct kind_case){ asked[i].where, i, 0 };
		kind->cases[kind->n_cases - 1].n++;
		kind->measures[i] = asked[i].measure;
	}
	free(asked);
}

static const struct kind *
find_any(struct kinds *ks, const struct book *b)
{
	if (!ks->any.cases)
		fill(&ks->any, ks, b, true);
	return &ks->any;
}

const struct kind *
kinds_find(struct kinds *ks, const struct book *b)
{
	const struct ndjson_member *m = expr_value(b->exprs, ks->record);
	size_t i;

	if (!SWITCH_KINDS || !m || m->type != NDJSON_STRING || m->value_escaped)
		return find_any(ks, b);
	if (ks->last < ks->n && is_of(&ks->list[ks->last], m))
		return &ks->list[ks->last];
	for (i = 0; i < ks->n; i++)
		if (is_of(&ks->list[i], m))
			break;
	if (i == ks->n) {
		if (ks->n == KINDS_MAX)
			return find_any(ks, b);
		GROW(ks->list, ks->n, ks->cap);
		memset(&ks->list[i], 0, sizeof(ks->list[i]));
		ks->list[i].name = xstrndup(m->value, m->value_len);
		ks->list[i].len = m->value_len;
		fill(&ks->list[i], ks, b, false);
		ks->n++;
	}
	ks->last = i;
	return &ks->list[i];
}
