/* audit.c - read a suppressed stream as an attacker would. */
#include "audit_private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/* --- what is there -------------------------------------------------------- */

static uint32_t
root_of(uint32_t *forest, uint32_t i)
{
	while (forest[i] != i) {
		forest[i] = forest[forest[i]];
		i = forest[i];
	}
	return i;
}

static uint32_t
kind_of(struct attacker *a, uint32_t indicator, int role, uint32_t release)
{
	uint32_t key[3] = { indicator, (uint32_t)role, release }, number;
	bool is_new;

	number = keyset_add(a->kinds, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(a->same, number, a->cap_same);
		a->same[number] = number;
	}
	return number;
}

/* The members that an indicator's records have, by those that are shown. */
static void
read_kinds(struct attacker *a, struct keyset *present)
{
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];

		if (!item->is_figure || item->mark != MARK_NONE)
			continue;
		for (int role = 0; role < N_ROLES; role++) {
			uint32_t kind;

			if (item->number[role] == ITEMS_MISSING)
				continue;
			kind = kind_of(a, item->indicator, role, 0);
			keyset_add(
			    present, (const char *)&kind, sizeof(kind), NULL);
		}
	}
}

static bool
is_present(struct attacker *a, const struct keyset *present,
    const struct item *item, int role)
{
	uint32_t kind = kind_of(a, item->indicator, role, 0), number;

	return keyset_find(present, (const char *)&kind, sizeof(kind), &number);
}

/* What the label tells of a count. */
static void
bound(const struct attacker *a, const struct item *item, bool is_count,
    struct unknown *u)
{
	const bool is_zero_shown = rules_zeros(a->items->rules) == ZEROS_SHOWN;

	u->low = is_count && is_zero_shown ? 1 : 0;
	u->high = ITEMS_MAX_COUNT;
	if (!is_count || !rules_labels_are_known(a->items->rules))
		return;
	if (item->mark == MARK_SMALL)
		u->high = item->rule->threshold - 1;
	else
		u->low = item->rule->threshold;
}

static struct family *
family_of(struct attacker *a, uint32_t kind, uint32_t grouping)
{
	uint32_t key[2] = { kind, grouping }, number;
	bool is_new;

	number =
	    keyset_add(a->family_keys, (const char *)key, sizeof(key), &is_new);
	if (is_new) {
		GROW(a->families, number, a->cap_families);
		a->families[number] =
		    (struct family){ .kind = kind, .grouping = grouping };
	}
	return &a->families[number];
}

static void
take_number(
    struct attacker *a, const struct item *item, int role, bool is_count)
{
	const uint32_t kind = kind_of(a, item->indicator, role, item->release);
	uint32_t key[2] = { kind, item->scope }, number;
	struct unknown u = { .scope = item->scope };
	struct family *f;
	bool is_new;

	u.is_shown = item->mark == MARK_NONE;
	u.value = role == N_ROLES ? item->number[ROLE_DENOMINATOR] -
					item->number[ROLE_NUMERATOR]
				  : item->number[role];
	if (!u.is_shown && role == ROLE_VALUE)
		u.is_shown = comparisons_tell(a->told, item, &u.value);
	if (!u.is_shown)
		bound(a, item, is_count, &u);
	number = keyset_add(a->places, (const char *)key, sizeof(key), &is_new);
	if (!is_new) {
		if (u.is_shown)
			a->unknowns[number].is_shown = true;
		if (u.is_shown)
			a->unknowns[number].value = u.value;
		return;
	}
	u.group = number;
	GROW(a->unknowns, number, a->cap_unknowns);
	a->unknowns[number] = u;
	if (role == N_ROLES)
		return;
	f = family_of(a, kind, item->grouping);
	GROW(f->members, f->n, f->cap);
	f->members[f->n++] = number;
}

static void
read_numbers(struct attacker *a)
{
	struct keyset *present = keyset_new();

	read_kinds(a, present);
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];
		bool is_ratio;

		if (!item->is_figure || item->rule->threshold == 0)
			continue;
		is_ratio = is_present(a, present, item, ROLE_NUMERATOR);
		for (int role = 0; role < N_ROLES; role++) {
			const int64_t v = item->number[role];
			const bool is_count = role == ROLE_VALUE;

			if (is_count && (is_ratio || item->rule->is_measure))
				continue;
			if (item->mark == MARK_NONE
				? v >= 0
				: is_count ||
				      is_present(a, present, item, role))
				take_number(a, item, role, is_count);
		}
		if (item->is_share && item->rule->has_complement &&
		    item->mark != MARK_NONE && is_ratio &&
		    is_present(a, present, item, ROLE_DENOMINATOR))
			take_number(a, item, N_ROLES, false);
	}
	keyset_free(present);
}

/* The rest of a share is the whole less the part. */
static void
find_rests(struct attacker *a)
{
	audit_believe(a, INT_MAX);
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];
		static const int signs[N_ROLES + 1] = { 0, -1, 1, 0, -1 };
		uint32_t unknowns[N_ROLES + 1];
		bool is_all = item->is_figure && item->is_share;

		for (int role = 0; is_all && role <= N_ROLES; role++)
			is_all = signs[role] == 0 ||
				 audit_find(a,
				     kind_of(a, item->indicator, role,
					 item->release),
				     item->scope, &unknowns[role]);
		for (int role = 0; is_all && role <= N_ROLES; role++) {
			if (signs[role] != 0)
				audit_term(a, unknowns[role], signs[role]);
		}
		a->n_equations += is_all;
	}
}

/* --- what lies within what ------------------------------------------------ */

static void
read_nesting(struct attacker *a)
{
	for (uint32_t i = 0; i < keyset_n(a->items->links); i++) {
		struct item_pair two[2];
		uint32_t question[3], dimensions[2], number;
		size_t len;
		bool is_new;

		memcpy(two, keyset_key(a->items->links, i, &len), sizeof(two));
		question[0] = two[0].dimension;
		question[1] = two[0].value;
		question[2] = two[1].dimension;
		dimensions[0] = two[0].dimension;
		dimensions[1] = two[1].dimension;
		number = keyset_add(a->answers, (const char *)question,
		    sizeof(question), &is_new);
		if (is_new) {
			GROW(a->answer, number, a->cap_answer);
			a->answer[number] = two[1].value;
		} else if (a->answer[number] != two[1].value) {
			keyset_add(a->refuted, (const char *)dimensions,
			    sizeof(dimensions), NULL);
		}
	}
}

/* The value of a dimension for a scope: its own, or of what is around. */
static bool
value_of(const struct attacker *a, const struct item_pair *pairs, size_t n,
    uint32_t dimension, uint32_t *value)
{
	for (size_t i = 0; i < n; i++) {
		if (pairs[i].dimension == dimension) {
			*value = pairs[i].value;
			return true;
		}
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t question[3] = { pairs[i].dimension, pairs[i].value,
			dimension };
		uint32_t dimensions[2] = { pairs[i].dimension, dimension };
		uint32_t number;

		if (keyset_find(a->answers, (const char *)question,
			sizeof(question), &number) &&
		    !keyset_find(a->refuted, (const char *)dimensions,
			sizeof(dimensions), &(uint32_t){ 0 })) {
			*value = a->answer[number];
			return true;
		}
	}
	return false;
}

bool
audit_scope_in(const struct attacker *a, uint32_t scope, uint32_t grouping,
    uint32_t *outer)
{
	struct item_pair from[ITEMS_MAX_DIMENSIONS + 1];
	struct item_pair to[ITEMS_MAX_DIMENSIONS + 1];
	uint32_t dimensions[ITEMS_MAX_DIMENSIONS + 1];
	size_t len, n, n_to;
	const char *key = keyset_key(a->items->scopes, scope, &len);

	memcpy(from, key, len);
	n = len / sizeof(from[0]);
	key = keyset_key(a->items->groupings, grouping, &len);
	memcpy(dimensions, key, len);
	n_to = len / sizeof(dimensions[0]);
	for (size_t i = 0; i < n_to; i++) {
		to[i].dimension = dimensions[i];
		if (!value_of(a, from, n, dimensions[i], &to[i].value))
			return false;
	}
	return items_find_scope(a->items, to, n_to, outer);
}

/* --- equations ------------------------------------------------------------ */

void
audit_term(struct attacker *a, uint32_t unknown, int sign)
{
	GROW(a->terms, a->n_terms, a->cap_terms);
	a->terms[a->n_terms++] = (struct term_of){ a->n_equations,
		(uint32_t)a->n_beliefs - 1, unknown, sign };
}

void
audit_believe(struct attacker *a, int n_shown)
{
	GROW(a->belief, a->n_beliefs, a->cap_beliefs);
	a->belief[a->n_beliefs++] = n_shown;
}

bool
audit_find(
    const struct attacker *a, uint32_t kind, uint32_t scope, uint32_t *unknown)
{
	uint32_t key[2] = { kind, scope };

	return keyset_find(a->places, (const char *)key, sizeof(key), unknown);
}

/* How two families agree where both are shown; -1: they do not. */
static int
agreement(const struct attacker *a, const struct family *f, uint32_t kind)
{
	int n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct unknown *u = &a->unknowns[f->members[i]];
		uint32_t other;

		if (!audit_find(a, kind, u->scope, &other))
			continue;
		if (!u->is_shown || !a->unknowns[other].is_shown)
			continue;
		if (u->value != a->unknowns[other].value)
			return -1;
		n += u->value > 0;
	}
	return n;
}

uint32_t
audit_release_of(const struct attacker *a, uint32_t kind)
{
	uint32_t key[3];
	size_t len;

	memcpy(key, keyset_key(a->kinds, kind, &len), sizeof(key));
	return key[2];
}

uint32_t
audit_own_kind(struct attacker *a, uint32_t kind)
{
	uint32_t key[3];
	size_t len;

	memcpy(key, keyset_key(a->kinds, kind, &len), sizeof(key));
	return kind_of(a, key[0], (int)key[1], 0);
}

/* How often each two kinds agree; -1: they do not. */
static int *
compare_kinds(const struct attacker *a, uint32_t n_kinds)
{
	int *agree = xcalloc((size_t)n_kinds * n_kinds, sizeof(*agree));

	for (uint32_t i = 0; i < keyset_n(a->family_keys); i++) {
		const struct family *f = &a->families[i];
		int *row = &agree[(size_t)f->kind * n_kinds];

		for (uint32_t kind = 0; kind < f->kind; kind++) {
			int n;

			if (row[kind] < 0 || audit_release_of(a, f->kind) !=
						 audit_release_of(a, kind))
				continue;
			n = agreement(a, f, kind);
			row[kind] = n < 0 ? -1 : row[kind] + n;
		}
	}
	return agree;
}

/* Does any of one's kinds speak against any of the other's? */
static bool
are_apart(struct attacker *a, const int *agree, uint32_t n_kinds, uint32_t x,
    uint32_t y)
{
	for (uint32_t i = 0; i < n_kinds; i++) {
		for (uint32_t j = 0; root_of(a->same, i) == x && j < n_kinds;
		     j++) {
			const size_t at = i > j ? (size_t)i * n_kinds + j
						: (size_t)j * n_kinds + i;

			if (agree[at] < 0 && root_of(a->same, j) == y)
				return true;
		}
	}
	return false;
}

/* Kinds with the same numbers wherever both are shown are one. */
static void
equate_kinds(struct attacker *a)
{
	enum { ENOUGH = 3 };
	const uint32_t n_kinds = keyset_n(a->kinds);
	int *agree = compare_kinds(a, n_kinds);

	for (uint32_t i = 0; i < n_kinds; i++) {
		for (uint32_t j = 0; j < i; j++) {
			const uint32_t x = root_of(a->same, i),
				       y = root_of(a->same, j);

			if (agree[(size_t)i * n_kinds + j] >= ENOUGH &&
			    x != y && !are_apart(a, agree, n_kinds, x, y))
				a->same[x] = y;
		}
	}
	free(agree);
}

/* What is one kind is one number wherever both have a scope. */
static void
equate_numbers(struct attacker *a)
{
	for (uint32_t i = 0; i < keyset_n(a->family_keys); i++) {
		const struct family *f = &a->families[i];

		audit_believe(a, INT_MAX);
		for (size_t j = 0; j < f->n; j++) {
			for (uint32_t kind = 0; kind < f->kind; kind++) {
				uint32_t other;

				if (root_of(a->same, kind) !=
					root_of(a->same, f->kind) ||
				    !audit_find(a, kind,
					a->unknowns[f->members[j]].scope,
					&other))
					continue;
				audit_term(a, f->members[j], 1);
				audit_term(a, other, -1);
				a->n_equations++;
				break;
			}
		}
	}
}

int
audit_by_scope(const void *x, const void *y)
{
	const struct part *a = x, *b = y;

	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return a->unknown < b->unknown ? -1 : a->unknown > b->unknown;
}

static struct part *
parts_of(const struct attacker *a, const struct family *f, uint32_t grouping)
{
	struct part *parts = xcalloc(f->n, sizeof(*parts));

	for (size_t i = 0; i < f->n; i++) {
		parts[i].unknown = f->members[i];
		parts[i].weight = 1;
		if (!audit_scope_in(a, a->unknowns[f->members[i]].scope,
			grouping, &parts[i].scope)) {
			free(parts);
			return NULL;
		}
	}
	qsort(parts, f->n, sizeof(*parts), audit_by_scope);
	return parts;
}

/* Does what is shown allow that the parts add up to the totals? How many of
   them are shown to do. */
bool
audit_is_believable(const struct attacker *a, const struct part *parts,
    size_t n, uint32_t kind, int *n_shown)
{
	int64_t sum = 0;
	bool is_whole = true;

	*n_shown = 0;
	for (size_t i = 0; i < n; i++) {
		const struct unknown *u = &a->unknowns[parts[i].unknown];
		uint32_t total;

		if (u->is_shown)
			sum += parts[i].weight * u->value;
		else
			is_whole = false;
		if (i + 1 < n && parts[i + 1].scope == parts[i].scope)
			continue;
		if (audit_find(a, kind, parts[i].scope, &total) &&
		    a->unknowns[total].is_shown) {
			const int64_t v = a->unknowns[total].value;

			if (sum > v || (is_whole && sum != v))
				return false;
			*n_shown += is_whole && v > 0;
		}
		sum = 0;
		is_whole = true;
	}
	return true;
}

void
audit_add_up(
    struct attacker *a, const struct part *parts, size_t n, uint32_t kind)
{
	for (size_t i = 0; i < n;) {
		const size_t first = i;
		bool has_hidden = false;
		uint32_t total;

		for (; i < n && parts[i].scope == parts[first].scope; i++)
			has_hidden |= !a->unknowns[parts[i].unknown].is_shown;
		if (!audit_find(a, kind, parts[first].scope, &total))
			continue;
		if (!has_hidden && a->unknowns[total].is_shown)
			continue;
		for (size_t j = first; j < i; j++)
			audit_term(a, parts[j].unknown, parts[j].weight);
		audit_term(a, total, -1);
		a->n_equations++;
	}
}

/* Are the records of a kind added up at all? */
static bool
is_additive(const struct attacker *a, uint32_t kind)
{
	uint32_t key[3];
	size_t len;

	memcpy(key, keyset_key(a->kinds, kind, &len), sizeof(key));
	for (size_t i = 0; i < a->items->n; i++) {
		if (a->items->list[i].is_figure &&
		    a->items->list[i].indicator == key[0])
			return a->items->list[i].rule->is_additive;
	}
	return false;
}

static void
find_sums(struct attacker *a)
{
	enum { ENOUGH = 3 };
	const uint32_t n_families = keyset_n(a->family_keys);

	for (uint32_t i = 0; i < n_families; i++) {
		const struct family *f = &a->families[i];
		const uint32_t n_groupings = keyset_n(a->items->groupings);

		if (!is_additive(a, f->kind))
			continue;
		for (uint32_t g = 0; g < n_groupings; g++) {
			struct part *parts =
			    g == f->grouping ? NULL : parts_of(a, f, g);

			for (uint32_t j = 0; parts && j < n_families; j++) {
				const uint32_t kind = a->families[j].kind;
				int n_shown;

				if (a->families[j].grouping == g &&
				    audit_is_believable(
					a, parts, f->n, kind, &n_shown) &&
				    (kind == f->kind || n_shown >= ENOUGH)) {
					audit_believe(a, n_shown);
					audit_add_up(a, parts, f->n, kind);
				}
			}
			free(parts);
		}
	}
}

/* --- the answer ------------------------------------------------------------
 */

/* How many values a small figure has at the least by its label. */
static int64_t
label_leaves(const struct attacker *a, const struct item *item)
{
	const int64_t n = item->rule->threshold - 1;

	return n < 2 && rules_zeros(a->items->rules) != ZEROS_SHOWN ? 2 : n;
}

static void
report(struct attacker *a, struct audit *result)
{
	for (size_t i = 0; i < a->items->n; i++) {
		const struct item *item = &a->items->list[i];

		for (int role = 0; role <= N_ROLES; role++) {
			struct audit_interval one = { .item = i, .role = role };
			const struct unknown *u;
			int64_t wanted =
			    item->is_figure ? item->rule->at_least : 0;
			uint32_t number;

			if (!item->is_figure || item->mark == MARK_NONE ||
			    item->is_before ||
			    !audit_find(a, kind_of(a, item->indicator, role, 0),
				item->scope, &number))
				continue;
			u = &a->unknowns[number];
			one.low = u->is_shown ? u->value : u->low;
			one.high = u->is_shown ? u->value : u->high;
			if (wanted > label_leaves(a, item))
				wanted = label_leaves(a, item);
			one.is_narrow = item->mark == MARK_SMALL &&
					one.low < item->rule->threshold &&
					one.high > 0 &&
					one.high - one.low + 1 < wanted;
			GROW(result->list, result->n, result->cap);
			result->list[result->n++] = one;
			result->n_narrow += one.is_narrow;
		}
	}
}

void
audit_run(struct audit *result, struct items *items)
{
	struct attacker a = { .items = items };

	memset(result, 0, sizeof(*result));
	a.kinds = keyset_new();
	a.places = keyset_new();
	a.family_keys = keyset_new();
	a.refuted = keyset_new();
	a.answers = keyset_new();
	a.solver = solver_new();
	a.told = comparisons_read(items);
	a.month = keyset_add(items->names, "month", 5, NULL);
	read_numbers(&a);
	read_nesting(&a);
	equate_kinds(&a);
	equate_numbers(&a);
	find_sums(&a);
	find_rests(&a);
	audit_over_time(&a);
	audit_by_bins(&a);
	audit_attack(&a, result);
	report(&a, result);
	for (uint32_t i = 0; i < keyset_n(a.family_keys); i++)
		free(a.families[i].members);
	free(a.families);
	free(a.unknowns);
	free(a.same);
	free(a.answer);
	free(a.terms);
	free(a.belief);
	free(a.row_relation);
	comparisons_free(a.told);
	keyset_free(a.kinds);
	keyset_free(a.places);
	keyset_free(a.family_keys);
	keyset_free(a.refuted);
	keyset_free(a.answers);
	solver_free(a.solver);
}

void
audit_release(struct audit *a)
{
	free(a->list);
}
