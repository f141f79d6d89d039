/*
 * order.c - the records of a table by what came of their groups.
 *
 * What is compared is what is written: numbers of 12 decimals. A record that
 * lacks the member comes last, whichever end is first, as nothing is neither
 * much nor little. Equal ones stay in the order of their groups.
 */
#include "order.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/near.h"
#include "vardstrom/opt.h"
#include "vardstrom/xalloc.h"

#include "cube/answer.h"

/* --- what is asked for ---------------------------------------------------- */

static const char *
member_name(const struct table *t, size_t i)
{
	return i < t->n_by ? t->by[i] : t->functions[i - t->n_by].name;
}

static int
complain(const struct table *t, const char *name, struct strbuf *err)
{
	const size_t n = t->n_by + t->n_functions;
	const char **names = xcalloc(n + 1, sizeof(*names));
	const char *near;
	size_t i;

	strbuf_addf(err, "--sort: %s is no member of the answer; ", name);
	for (i = 0; i < n; i++)
		names[i] = member_name(t, i);
	near = near_name(name, names, n);
	if (near)
		strbuf_addf(err, "did you mean %s?", near);
	for (i = 0; i < n && !near; i++)
		strbuf_addf(err, "%s%s", i > 0 ? ", " : "there are ", names[i]);
	free(names);
	return -1;
}

static void
add_key(struct order *o, size_t i, bool is_descending)
{
	GROW(o->keys, o->n_keys, o->cap_keys);
	o->keys[o->n_keys++] = (struct order_key){ i, is_descending };
}

int
order_parse(struct order *o, const struct table *t, const char *text,
    struct strbuf *err)
{
	const size_t n_members = t->n_by + t->n_functions;
	const char **names = NULL;
	size_t n, i, k;
	int ret = 0;

	if (!text) {
		add_key(o, t->n_by, true);
		return 0;
	}
	n = opt_list("--sort", text, &names);
	for (i = 0; i < n && ret == 0; i++) {
		const char *name = names[i];
		bool is_descending = *name == '-';

		name += is_descending;
		for (k = 0; k < n_members; k++)
			if (strcmp(member_name(t, k), name) == 0)
				break;
		if (k == n_members)
			ret = complain(t, name, err);
		else
			add_key(o, k, is_descending);
	}
	free(names);
	return ret;
}

void
order_release(struct order *o)
{
	free(o->keys);
}

/* --- sorting -------------------------------------------------------------- */

/** What a member of a record is, to be compared with that of others. */
struct sortable {
	enum { SORT_MISSING, SORT_RANK, SORT_NUMBER, SORT_VALUE } kind;
	uint32_t rank;      /* of a group's value among its column's */
	struct dec number;  /* of a function */
	struct value value; /* likewise, one that is no such number; borrowed */
	bool is_descending;
};

/** A record to be sorted. */
struct sorted {
	const struct sortable *by; /* n_by of them */
	size_t n_by;
	size_t place; /* before */
	uint32_t group;
};

static int
set_result(struct sortable *s, const struct function *f, int grouping,
    uint32_t g, struct cube *cube)
{
	struct result result;

	answer_result(&result, cube, f, grouping, g);
	switch (result.kind) {
	case RESULT_MISSING:
		s->kind = SORT_MISSING;
		return 0;
	case RESULT_VALUE:
		s->kind = SORT_VALUE;
		s->value = result.value;
		return 0;
	case RESULT_NUMBER:
		s->kind = SORT_NUMBER;
		if (ratio_dec(&s->number, &result.number) == RATIO_OK)
			return 0;
		break;
	case RESULT_RANGE:
		break;
	}
	return -1;
}

static void
set_group(
    struct sortable *s, int grouping, uint32_t g, size_t i, struct cube *cube)
{
	struct value v = cube_group_value(cube, grouping, g, i);

	s->kind = value_type(v) == VALUE_MISSING ? SORT_MISSING : SORT_RANK;
	s->rank = cube_group_rank(cube, grouping, g, i);
}

/** A number that is a decimal and a value that is none, perhaps of 400 digits.
 */
static int
compare_odd(const struct sortable *a, const struct sortable *b)
{
	struct strbuf text = STRBUF_INIT;
	struct value v;
	int order;

	if (a->kind == SORT_VALUE)
		return -compare_odd(b, a);
	if (value_type(b->value) != VALUE_NUMBER)
		return value_type(b->value) > VALUE_NUMBER ? -1 : 1;
	v = b->value;
	dec_format(a->number, &text);
	order = dec_cmp_text(text.s, text.len, v.s + 1, v.len - 1);
	strbuf_release(&text);
	return order;
}

static int
compare_sortable(const struct sortable *a, const struct sortable *b)
{
	int order;

	if (a->kind == SORT_MISSING || b->kind == SORT_MISSING)
		return (a->kind == SORT_MISSING) - (b->kind == SORT_MISSING);
	if (a->kind == SORT_RANK)
		order = (a->rank > b->rank) - (a->rank < b->rank);
	else if (a->kind != b->kind)
		order = compare_odd(a, b);
	else if (a->kind == SORT_NUMBER)
		order = dec_cmp(a->number, b->number);
	else
		order = value_cmp(a->value, b->value);
	return a->is_descending ? -order : order;
}

static int
compare_keys(const struct sorted *a, const struct sorted *b)
{
	int order = 0;
	size_t i;

	for (i = 0; i < a->n_by && order == 0; i++)
		order = compare_sortable(&a->by[i], &b->by[i]);
	return order;
}

static int
compare_sorted(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = compare_keys(x, y);

	return order != 0 ? order
			  : (x->place > y->place) - (x->place < y->place);
}

/** Work out what a record is sorted by. */
static int
set_keys(const struct order *o, struct sortable *by, const struct table *t,
    uint32_t g, struct cube *cube, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < o->n_keys; i++) {
		const size_t member = o->keys[i].i;

		by[i].is_descending = o->keys[i].is_descending;
		if (member < t->n_by)
			set_group(&by[i], t->grouping, g, member, cube);
		else if (set_result(&by[i], &t->functions[member - t->n_by],
			     t->grouping, g, cube) < 0)
			return table_complain(
			    &t->functions[member - t->n_by], err);
	}
	return 0;
}

/** Cut off what is beyond the top. */
static void
cut(struct order *o, struct table *t, const struct sorted *all)
{
	size_t i;

	if (o->top == 0 || o->top >= t->n_groups)
		return;
	for (i = o->top; i < t->n_groups; i++)
		if (compare_keys(&all[o->top - 1], &all[i]) != 0)
			break;
	o->n_tied = i - o->top;
	t->n_groups = o->top;
}

int
order_apply(
    struct order *o, struct table *t, struct cube *cube, struct strbuf *err)
{
	struct sorted *all = xcalloc(t->n_groups + 1, sizeof(*all));
	struct sortable *by = xcalloc(t->n_groups * o->n_keys + 1, sizeof(*by));
	size_t i;
	int ret = 0;

	for (i = 0; i < t->n_groups && ret == 0; i++) {
		all[i] = (struct sorted){ by + i * o->n_keys, o->n_keys, i,
			t->groups[i] };
		ret =
		    set_keys(o, by + i * o->n_keys, t, t->groups[i], cube, err);
	}
	if (ret == 0) {
		qsort(all, t->n_groups, sizeof(*all), compare_sorted);
		for (i = 0; i < t->n_groups; i++)
			t->groups[i] = all[i].group;
		cut(o, t, all);
	}
	free(by);
	free(all);
	return ret;
}
