/* dispatch.c - which measures a kind of record can be counted into. */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "base/switches.h"

struct dispatch {
	const struct wanted *wanted;
	struct dispatch_kind *list;
	size_t n, cap;
	size_t last;              /* met last: mostly the next one's too */
	struct dispatch_kind any; /* of the records of no kind in the list */
};

static void
release(struct dispatch_kind *kind)
{
	free(kind->name);
	free(kind->measures);
	free(kind->cases);
}

struct dispatch *
dispatch_new(const struct wanted *w)
{
	struct dispatch *d = xcalloc(1, sizeof(*d));

	d->wanted = w;
	return d;
}

void
dispatch_free(struct dispatch *d)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		release(&d->list[i]);
	release(&d->any);
	free(d->list);
	free(d);
}

static bool
is_of(const struct dispatch_kind *kind, const struct ndjson_member *m)
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
ask(struct asked *asked, const struct dispatch *d, bool is_any)
{
	size_t n = 0, i;

	for (i = 0; i < d->wanted->n_measures; i++) {
		int where = d->wanted->measures[i].where;

		if (where >= 0 && !is_any) {
			if (!expr_may_hold(
				d->wanted->exprs, where, d->wanted->record))
				continue;
			where = expr_given(
			    d->wanted->exprs, where, d->wanted->record);
		}
		asked[n++] = (struct asked){ where, (int)i };
	}
	qsort(asked, n, sizeof(*asked), compare_asked);
	return n;
}

/** Make the cases for records like the one at hand, or for any. */
static void
fill(struct dispatch_kind *kind, const struct dispatch *d, bool is_any)
{
	struct asked *asked =
	    xcalloc(d->wanted->n_measures + 1, sizeof(*asked));
	size_t n = ask(asked, d, is_any), i;

	kind->measures = xcalloc(n + 1, sizeof(*kind->measures));
	kind->cases = xcalloc(n + 1, sizeof(*kind->cases));
	for (i = 0; i < n; i++) {
		if (i == 0 || asked[i].where != asked[i - 1].where)
			kind->cases[kind->n_cases++] =
			    (struct dispatch_case){ asked[i].where, i, 0 };
		kind->cases[kind->n_cases - 1].n++;
		kind->measures[i] = asked[i].measure;
	}
	free(asked);
}

static const struct dispatch_kind *
find_any(struct dispatch *d)
{
	if (!d->any.cases)
		fill(&d->any, d, true);
	return &d->any;
}

const struct dispatch_kind *
dispatch_find(struct dispatch *d)
{
	const struct ndjson_member *m =
	    expr_value(d->wanted->exprs, d->wanted->record);
	size_t i;

	if (!SWITCH_KINDS || !m || m->type != NDJSON_STRING || m->value_escaped)
		return find_any(d);
	if (d->last < d->n && is_of(&d->list[d->last], m))
		return &d->list[d->last];
	for (i = 0; i < d->n; i++)
		if (is_of(&d->list[i], m))
			break;
	if (i == d->n) {
		if (d->n == DISPATCH_MAX_KINDS)
			return find_any(d);
		GROW(d->list, d->n, d->cap);
		memset(&d->list[i], 0, sizeof(d->list[i]));
		d->list[i].name = xstrndup(m->value, m->value_len);
		d->list[i].len = m->value_len;
		fill(&d->list[i], d, false);
		d->n++;
	}
	d->last = i;
	return &d->list[i];
}
