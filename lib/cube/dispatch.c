/* dispatch.c - which measures a record counts into. */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "expr/signature.h"

enum {
	MANY_ANSWERS = 8,    /* with fewer comparisons, they are made */
	TRIAL_RECORDS = 8192 /* after them, half must have had a list */
};

/** Measures that hold for the same records of a kind. */
struct asked_case {
	int where;    /* an expression; -1: every record */
	size_t first; /* in the kind's measures */
	size_t n;
};

/** A hit list. */
struct list {
	size_t first; /* in the kind's hits */
	uint32_t n;
	bool has_numeric;
};

/** What is asked of records whose member "record" has that text. */
struct kind {
	char *name;
	size_t len;
	int *measures; /* by their cases */
	struct asked_case *cases;
	size_t n_cases;
	struct signature *signature; /* NULL: no lists are kept */
	struct keyset *signatures;   /* that were met */
	struct list *lists;          /* by the signature's number */
	size_t n_lists, cap_lists;
	int *hits; /* of all lists */
	size_t n_hits, cap_hits;
	size_t n_records;
};

struct dispatch {
	const struct wanted *wanted;
	struct kind *list;
	size_t n, cap;
	size_t last;     /* met last: mostly the next one's too */
	struct kind any; /* of the records of no kind in the list */
	int *found;      /* by the record at hand */
};

static void
forget_lists(struct kind *kind)
{
	signature_free(kind->signature);
	keyset_free(kind->signatures);
	free(kind->lists);
	free(kind->hits);
	kind->signature = NULL;
	kind->signatures = NULL;
	kind->lists = NULL;
	kind->hits = NULL;
	kind->cap_lists = kind->cap_hits = 0;
}

static void
release(struct kind *kind)
{
	forget_lists(kind);
	free(kind->name);
	free(kind->measures);
	free(kind->cases);
}

struct dispatch *
dispatch_new(const struct wanted *w)
{
	struct dispatch *d = xcalloc(1, sizeof(*d));

	d->wanted = w;
	d->found = xcalloc(w->n_measures + 1, sizeof(*d->found));
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
	free(d->found);
	free(d);
}

static size_t
list_bytes(const struct kind *kind)
{
	if (!kind->signature)
		return 0;
	return keyset_bytes(kind->signatures) +
	       kind->cap_lists * sizeof(*kind->lists) +
	       kind->cap_hits * sizeof(*kind->hits);
}

size_t
dispatch_bytes(const struct dispatch *d)
{
	size_t bytes = list_bytes(&d->any), i;

	for (i = 0; i < d->n; i++)
		bytes += list_bytes(&d->list[i]);
	return bytes;
}

/* --- kinds -----------------------------------------------------------------
 */

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

/** Add the member of a column that a measure looks at, if there is one. */
static void
add_member(const struct dispatch *d, int column, int *members, size_t *n)
{
	if (column >= 0)
		members[(*n)++] = d->wanted->columns[column].member;
}

/** Make ready to keep hit lists, where that is less work than to ask. */
static void
keep_lists(struct kind *kind, const struct dispatch *d)
{
	size_t n_exprs = 0, n_members = 0, i, k;
	int *exprs = xcalloc(kind->n_cases + 1, sizeof(*exprs));
	int *members = xcalloc(2 * d->wanted->n_measures + 1, sizeof(*members));

	for (i = 0; i < kind->n_cases; i++) {
		const struct asked_case *c = &kind->cases[i];

		if (c->where >= 0)
			exprs[n_exprs++] = c->where;
		for (k = 0; k < c->n; k++) {
			const struct wanted_measure *m =
			    &d->wanted->measures[kind->measures[c->first + k]];

			add_member(d, m->column, members, &n_members);
			add_member(d, m->order, members, &n_members);
		}
	}
	kind->signature =
	    signature_new(d->wanted->exprs, exprs, n_exprs, members, n_members);
	kind->signatures = keyset_new();
	if (!SWITCH_HITS || signature_n_answers(kind->signature) < MANY_ANSWERS)
		forget_lists(kind);
	free(exprs);
	free(members);
}

/** Make the cases for records like the one at hand, or for any. */
static void
fill(struct kind *kind, const struct dispatch *d, bool is_any)
{
	struct asked *asked =
	    xcalloc(d->wanted->n_measures + 1, sizeof(*asked));
	size_t n = ask(asked, d, is_any), i;

	kind->measures = xcalloc(n + 1, sizeof(*kind->measures));
	kind->cases = xcalloc(n + 1, sizeof(*kind->cases));
	for (i = 0; i < n; i++) {
		if (i == 0 || asked[i].where != asked[i - 1].where)
			kind->cases[kind->n_cases++] =
			    (struct asked_case){ asked[i].where, i, 0 };
		kind->cases[kind->n_cases - 1].n++;
		kind->measures[i] = asked[i].measure;
	}
	free(asked);
	keep_lists(kind, d);
}

static struct kind *
find_any(struct dispatch *d)
{
	if (!d->any.cases)
		fill(&d->any, d, true);
	return &d->any;
}

/** The kind of the record at hand. */
static struct kind *
find_kind(struct dispatch *d)
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

/* --- hits ------------------------------------------------------------------
 */

static bool
has_member(const struct dispatch *d, int column)
{
	const struct wanted_column *is = &d->wanted->columns[column];
	const struct ndjson_member *m;

	/* the condition of what takes a value says that it is there */
	if (is->source >= 0 && !is->is_each)
		return true;
	m = expr_value(d->wanted->exprs, is->member);
	return m && m->type != NDJSON_NULL;
}

/** Does a record that a measure's condition holds for have its members? */
static bool
has_value(const struct dispatch *d, int measure)
{
	const struct wanted_measure *m = &d->wanted->measures[measure];

	if (m->column < 0)
		return true;
	return has_member(d, m->column) &&
	       (m->order < 0 || has_member(d, m->order));
}

/** Ask each case. */
static struct hits
ask_cases(struct dispatch *d, const struct kind *kind)
{
	struct hits hits = { .measures = d->found };
	size_t i, k;

	for (i = 0; i < kind->n_cases; i++) {
		const struct asked_case *c = &kind->cases[i];

		if (c->where >= 0 && !expr_holds(d->wanted->exprs, c->where))
			continue;
		for (k = 0; k < c->n; k++) {
			int m = kind->measures[c->first + k];

			if (!has_value(d, m))
				continue;
			d->found[hits.n++] = m;
			hits.has_numeric |= d->wanted->measures[m].is_numeric;
		}
	}
	return hits;
}

/** Keep a hit list under the signature that was added last. */
static void
add_list(struct kind *kind, struct hits hits)
{
	struct list *list;
	size_t i;

	GROW(kind->lists, kind->n_lists, kind->cap_lists);
	list = &kind->lists[kind->n_lists++];
	list->first = kind->n_hits;
	list->n = (uint32_t)hits.n;
	list->has_numeric = hits.has_numeric;
	for (i = 0; i < hits.n; i++) {
		GROW(kind->hits, kind->n_hits, kind->cap_hits);
		kind->hits[kind->n_hits++] = hits.measures[i];
	}
}

/** Are lists too many, or hardly ever found again? */
static bool
is_in_vain(const struct kind *kind)
{
	return kind->n_lists == DISPATCH_MAX_LISTS ||
	       kind->n_hits >= DISPATCH_MAX_HITS ||
	       (kind->n_records >= TRIAL_RECORDS &&
		   kind->n_lists > kind->n_records / 2);
}

struct hits
dispatch_find(struct dispatch *d)
{
	struct kind *kind = find_kind(d);
	const struct list *list;
	const uint64_t *words;
	struct hits hits;
	uint32_t number;
	size_t n_words;
	bool is_new;

	if (!kind->signature)
		return ask_cases(d, kind);
	words = signature_of(kind->signature, &n_words);
	number = keyset_add(kind->signatures, (const char *)words,
	    n_words * sizeof(*words), &is_new);
	kind->n_records++;
	if (!is_new) {
		list = &kind->lists[number];
		return (struct hits){ kind->hits + list->first, list->n,
			list->has_numeric };
	}
	hits = ask_cases(d, kind);
	if (is_in_vain(kind))
		forget_lists(kind);
	else
		add_list(kind, hits);
	return hits;
}
