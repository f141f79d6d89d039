/* audit_time.c - what an attacker knows of months and of earlier releases. */
#include "audit_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum { ENOUGH = 3, MAX_PAIRS = ITEMS_MAX_DIMENSIONS + 1 };

/* Where the month stands among a scope's pairs; n: nowhere. */
static size_t
place_of_month(const struct attacker *a, const struct item_pair *pairs,
    size_t n, int *month)
{
	size_t i = 0;

	while (i < n && pairs[i].dimension != a->month)
		i++;
	*month = i < n ? items_month(a->items, pairs[i].value) : -1;
	return *month < 0 ? n : i;
}

static size_t
pairs_of(const struct attacker *a, uint32_t scope, struct item_pair *pairs)
{
	size_t len;
	const char *key = keyset_key(a->items->scopes, scope, &len);

	memcpy(pairs, key, len);
	return len / sizeof(*pairs);
}

/* The month of a scope; -1: it has none. */
static int
month_of(const struct attacker *a, uint32_t scope)
{
	struct item_pair pairs[MAX_PAIRS];
	int month;

	place_of_month(a, pairs, pairs_of(a, scope, pairs), &month);
	return month;
}

static int
month_of_family(const struct attacker *a, const struct family *f)
{
	return f->n > 0 ? month_of(a, a->unknowns[f->members[0]].scope) : -1;
}

/* A month as a value, in a list by its number. */
struct month {
	int month;
	uint32_t value;
};

struct months {
	struct month *list;
	size_t n, cap;
};

static int
by_month(const void *x, const void *y)
{
	const struct month *a = x, *b = y;

	return a->month < b->month ? -1 : a->month > b->month;
}

/* All months of the stream, ascending. */
static struct months
read_months(const struct attacker *a)
{
	struct months months = { 0 };
	struct keyset *seen = keyset_new();

	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];
		struct month one;
		bool is_new;
		size_t at;

		at = place_of_month(a, item->pairs, item->n_pairs, &one.month);
		if (!item->is_figure || at == item->n_pairs)
			continue;
		one.value = item->pairs[at].value;
		keyset_add(
		    seen, (const char *)&one.value, sizeof(one.value), &is_new);
		if (!is_new)
			continue;
		GROW(months.list, months.n, months.cap);
		months.list[months.n++] = one;
	}
	keyset_free(seen);
	if (months.n > 1)
		qsort(months.list, months.n, sizeof(*months.list), by_month);
	return months;
}

/* The last month that each release has a figure of, by its number; -1: none. */
static int *
last_months(const struct attacker *a)
{
	const size_t n = a->items->n_releases + (size_t)1;
	int *last = xcalloc(n, sizeof(*last));

	for (size_t i = 0; i < n; i++)
		last[i] = -1;
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];
		int month;

		if (!item->is_figure)
			continue;
		place_of_month(a, item->pairs, item->n_pairs, &month);
		if (month > last[item->release])
			last[item->release] = month;
	}
	return last;
}

/* The scope with another month, or with one besides. */
static bool
scope_at(
    const struct attacker *a, uint32_t scope, uint32_t value, uint32_t *other)
{
	struct item_pair pairs[MAX_PAIRS + 1];
	const size_t n = pairs_of(a, scope, pairs);
	size_t i;
	int month;

	i = place_of_month(a, pairs, n, &month);
	if (i < n) {
		pairs[i].value = value;
		return items_find_scope(a->items, pairs, n, other);
	}
	if (n == MAX_PAIRS)
		return false;
	for (i = n; i > 0 && pairs[i - 1].dimension > a->month; i--)
		pairs[i] = pairs[i - 1];
	pairs[i] = (struct item_pair){ a->month, value };
	return items_find_scope(a->items, pairs, n + 1, other);
}

/* --- equations and more --------------------------------------------------- */

/* Two numbers that stand for the same, or of which one is no less. */
struct two {
	uint32_t a, b;
};

struct twos {
	struct two *list;
	size_t n, cap;
};

static void
add_two(struct twos *twos, uint32_t a, uint32_t b)
{
	GROW(twos->list, twos->n, twos->cap);
	twos->list[twos->n++] = (struct two){ a, b };
}

/* How often both are shown and are more than 0; -1: they speak against it. */
static int
count_shown(const struct attacker *a, const struct twos *twos, bool is_least)
{
	int n = 0;

	for (size_t i = 0; i < twos->n; i++) {
		const struct unknown *x = &a->unknowns[twos->list[i].a];
		const struct unknown *y = &a->unknowns[twos->list[i].b];

		if (!x->is_shown || !y->is_shown)
			continue;
		if (is_least ? x->value < y->value : x->value != y->value)
			return -1;
		n += x->value > 0;
	}
	return n;
}

/* What is more in one than in the other, a number that nobody tells. */
static uint32_t
new_slack(struct attacker *a)
{
	uint32_t key[2] = { UINT32_MAX, (uint32_t)a->n_terms }, number;

	number = keyset_add(a->places, (const char *)key, sizeof(key), NULL);
	GROW(a->unknowns, number, a->cap_unknowns);
	a->unknowns[number] =
	    (struct unknown){ .high = ITEMS_MAX_COUNT, .group = number };
	return number;
}

static void
relate(struct attacker *a, const struct twos *twos, bool is_least, int n_shown)
{
	audit_believe(a, n_shown);
	for (size_t i = 0; i < twos->n; i++) {
		const struct two *t = &twos->list[i];

		if (a->unknowns[t->a].is_shown && a->unknowns[t->b].is_shown)
			continue;
		audit_term(a, t->a, 1);
		audit_term(a, t->b, -1);
		if (is_least)
			audit_term(a, new_slack(a), -1);
		a->n_equations++;
	}
}

/* --- months --------------------------------------------------------------- */

/* What each month and those after it in the year come to in a grouping. */
static struct part *
parts_until(const struct attacker *a, const struct family *f, uint32_t grouping,
    const struct months *months, size_t *n)
{
	enum { YEAR = 12 };
	struct part *parts = xcalloc(f->n * months->n + 1, sizeof(*parts));

	*n = 0;
	for (size_t i = 0; i < f->n; i++) {
		const uint32_t scope = a->unknowns[f->members[i]].scope;
		const int month = month_of(a, scope);
		uint32_t outer;

		if (month < 0 || !audit_scope_in(a, scope, grouping, &outer))
			continue;
		for (size_t k = 0; k < months->n; k++) {
			const struct month *m = &months->list[k];

			if (m->month < month ||
			    m->month / YEAR != month / YEAR ||
			    !scope_at(a, outer, m->value, &parts[*n].scope))
				continue;
			parts[*n].unknown = f->members[i];
			parts[(*n)++].weight = 1;
		}
	}
	if (*n > 1)
		qsort(parts, *n, sizeof(*parts), audit_by_scope);
	return parts;
}

/* What another kind has at each month is what came together until then. */
static void
find_cumulated(struct attacker *a, const struct months *months, bool *is_such)
{
	const uint32_t n_families = keyset_n(a->family_keys);

	for (uint32_t i = 0; i < n_families; i++) {
		const struct family *f = &a->families[i];
		uint32_t grouping = UINT32_MAX;
		struct part *parts = NULL;
		size_t n = 0;

		for (uint32_t j = 0;
		     month_of_family(a, f) >= 0 && j < n_families; j++) {
			const struct family *o = &a->families[j];
			int n_shown;

			if (o->kind == f->kind || month_of_family(a, o) < 0 ||
			    audit_release_of(a, o->kind) !=
				audit_release_of(a, f->kind))
				continue;
			if (o->grouping != grouping) {
				free(parts);
				grouping = o->grouping;
				parts = parts_until(a, f, grouping, months, &n);
			}
			if (!audit_is_believable(
				a, parts, n, o->kind, &n_shown) ||
			    n_shown < ENOUGH)
				continue;
			audit_believe(a, n_shown);
			audit_add_up(a, parts, n, o->kind);
			is_such[o->kind] = true;
		}
		free(parts);
	}
}

/* What comes together never falls. */
static void
order_months(
    struct attacker *a, const struct months *months, const bool *is_such)
{
	enum { YEAR = 12 };
	struct twos twos = { 0 };

	for (uint32_t i = 0; i < keyset_n(a->family_keys); i++) {
		const struct family *f = &a->families[i];
		int n_shown;

		twos.n = 0;
		for (size_t k = 0; is_such[f->kind] && k < f->n; k++) {
			const uint32_t scope = a->unknowns[f->members[k]].scope;
			const int month = month_of(a, scope);
			size_t next = 0;
			uint32_t other, later;

			while (next < months->n &&
			       months->list[next].month <= month)
				next++;
			if (month >= 0 && next < months->n &&
			    months->list[next].month / YEAR == month / YEAR &&
			    scope_at(
				a, scope, months->list[next].value, &other) &&
			    audit_find(a, f->kind, other, &later))
				add_two(&twos, later, f->members[k]);
		}
		n_shown = count_shown(a, &twos, true);
		if (n_shown > 0)
			relate(a, &twos, true, n_shown);
	}
	free(twos.list);
}

/* --- earlier releases ----------------------------------------------------- */

/* Figures of a release and of a kind of the stream's own in the same scopes, or
   at a month of these. */
static void
pair_up(const struct attacker *a, const struct family *f, uint32_t kind,
    const struct month *at, struct twos *twos)
{
	twos->n = 0;
	for (size_t i = 0; i < f->n; i++) {
		uint32_t scope = a->unknowns[f->members[i]].scope, other;

		if ((!at || scope_at(a, scope, at->value, &scope)) &&
		    audit_find(a, kind, scope, &other))
			add_two(twos, other, f->members[i]);
	}
}

/* What was released when fewer months were known is less by these, and what
   another kind has at its last month. */
static void
relate_grown(struct attacker *a, const struct family *f,
    const struct month *last, struct twos *twos)
{
	const uint32_t n_kinds = keyset_n(a->kinds);
	int n_shown;

	pair_up(a, f, audit_own_kind(a, f->kind), NULL, twos);
	n_shown = count_shown(a, twos, true);
	if (n_shown >= 0)
		relate(a, twos, true, n_shown);
	for (uint32_t kind = 0; kind < n_kinds; kind++) {
		if (audit_release_of(a, kind) != 0)
			continue;
		pair_up(a, f, kind, last, twos);
		n_shown = count_shown(a, twos, false);
		if (n_shown >= ENOUGH)
			relate(a, twos, false, n_shown);
	}
}

static void
find_releases(struct attacker *a, const struct months *months)
{
	int *last = last_months(a);
	struct twos twos = { 0 };

	for (uint32_t i = 0; i < keyset_n(a->family_keys); i++) {
		const struct family *f = &a->families[i];
		const uint32_t release = audit_release_of(a, f->kind);
		size_t k = 0;
		int then, n_shown;

		if (release == 0)
			continue;
		then = last[release];
		while (k < months->n && months->list[k].month != then)
			k++;
		if (then >= 0 && then < last[0] && month_of_family(a, f) < 0) {
			relate_grown(a, f, &months->list[k], &twos);
			continue;
		}
		pair_up(a, f, audit_own_kind(a, f->kind), NULL, &twos);
		n_shown = count_shown(a, &twos, false);
		if (n_shown > 0)
			relate(a, &twos, false, n_shown);
	}
	free(twos.list);
	free(last);
}

void
audit_over_time(struct attacker *a)
{
	struct months months = read_months(a);
	bool *is_such;

	if (a->items->n_releases > 0)
		find_releases(a, &months);
	is_such = xcalloc(keyset_n(a->kinds) + 1, sizeof(*is_such));
	if (months.n > 1) {
		find_cumulated(a, &months, is_such);
		order_months(a, &months, is_such);
	}
	free(is_such);
	free(months.list);
}

/* --- bins ----------------------------------------------------------------- */

/* The dimension of a family that has the name of an indicator whose values its
   own are: patients by visits. Its kind; false: none. */
static bool
find_whole(const struct attacker *a, const struct family *f, uint32_t *which,
    uint32_t *kind)
{
	uint32_t dimensions[MAX_PAIRS], key[3] = { 0 };
	size_t len;
	const char *s = keyset_key(a->items->groupings, f->grouping, &len);
	const size_t n = len / sizeof(dimensions[0]);

	memcpy(dimensions, s, len);
	key[2] = audit_release_of(a, f->kind);
	for (size_t i = 1; i < n; i++) {
		key[0] = dimensions[i];
		key[1] = ROLE_VALUE;
		*which = dimensions[i];
		if (keyset_find(a->kinds, (const char *)key, sizeof(key), kind))
			return *kind != f->kind;
	}
	return false;
}

/* Each part times its bin; false: some bin is no single number. */
static bool
weigh(const struct attacker *a, struct part *parts, size_t n, uint32_t which)
{
	for (size_t i = 0; i < n; i++) {
		struct item_pair pairs[MAX_PAIRS];
		const size_t n_pairs =
		    pairs_of(a, a->unknowns[parts[i].unknown].scope, pairs);
		int64_t low = 0, high = -1;

		for (size_t k = 0; k < n_pairs; k++) {
			if (pairs[k].dimension == which &&
			    !items_bin(a->items, pairs[k].value, &low, &high))
				return false;
		}
		if (low != high)
			return false;
		parts[i].weight = (int)low;
	}
	return true;
}

void
audit_by_bins(struct attacker *a)
{
	const uint32_t n_families = keyset_n(a->family_keys);

	for (uint32_t i = 0; i < n_families; i++) {
		const struct family *f = &a->families[i];
		uint32_t which, kind;

		if (!find_whole(a, f, &which, &kind))
			continue;
		for (uint32_t j = 0; j < n_families; j++) {
			struct part *parts;
			size_t n = 0;
			int n_shown;

			if (a->families[j].kind != kind)
				continue;
			parts = xcalloc(f->n + 1, sizeof(*parts));
			for (size_t k = 0; k < f->n; k++) {
				parts[n].unknown = f->members[k];
				n += audit_scope_in(a,
				    a->unknowns[f->members[k]].scope,
				    a->families[j].grouping, &parts[n].scope);
			}
			qsort(parts, n, sizeof(*parts), audit_by_scope);
			if (n == f->n && weigh(a, parts, n, which) &&
			    audit_is_believable(a, parts, n, kind, &n_shown)) {
				audit_believe(a, n_shown);
				audit_add_up(a, parts, n, kind);
			}
			free(parts);
		}
	}
}
