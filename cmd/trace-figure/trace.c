/* trace.c - what each record counts in a figure, or why it does not. */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum { TEMP_BUFFER = 256 * 1024 };

/** What a reason is about. */
enum {
	REASON_PART,   /* id: an expression */
	REASON_MEMBER, /* id: a member that is missing */
	REASON_SCOPE,  /* id: a member of the figure */
	REASON_PERIOD,
	REASON_BIN
};

void
trace_init(struct trace *t, struct plan *p, const struct period *period)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	t->plan = p;
	t->period = period;
	t->record = expr_member(p->answers.wanted->exprs, "record", 6);
	t->tallies = xcalloc(p->n_leaves + 1, sizeof(*t->tallies));
	t->cells = xcalloc(p->n_leaves + 1, sizeof(*t->cells));
	for (i = 0; i < p->n_leaves; i++)
		t->tallies[i].keys = keyset_new();
	strbuf_init(&t->line);
	strbuf_init(&t->place);
	strbuf_init(&t->scratch);
}

void
trace_release(struct trace *t)
{
	size_t i;

	for (i = 0; t->plan && i < t->plan->n_leaves; i++) {
		keyset_free(t->tallies[i].keys);
		free(t->tallies[i].counts);
	}
	for (i = 0; i < t->n_reasons; i++)
		free(t->reasons[i].text);
	free(t->reasons);
	free(t->tallies);
	free(t->cells);
	free(t->held);
	free(t->lens);
	if (temp_is_open(&t->temp))
		temp_close(&t->temp);
	strbuf_release(&t->line);
	strbuf_release(&t->place);
	strbuf_release(&t->scratch);
}

/* --- why not ------------------------------------------------------------- */

static void
add_quoted(struct strbuf *sb, const char *s)
{
	strbuf_addch(sb, '\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			strbuf_addch(sb, '\\');
		strbuf_addch(sb, *s);
	}
	strbuf_addch(sb, '\'');
}

/** A reason as the condition that would have to hold. */
static char *
reason_text(const struct trace *t, int kind, int id)
{
	const struct plan *p = t->plan;
	const struct indicator *in = p->in;
	struct strbuf sb = STRBUF_INIT;

	switch (kind) {
	case REASON_PART:
		expr_format(p->answers.wanted->exprs, id, &sb);
		break;
	case REASON_MEMBER:
		strbuf_addf(&sb, "has(%s)",
		    expr_member_name(p->answers.wanted->exprs, id));
		break;
	case REASON_SCOPE:
		if (!p->by[id].value) {
			strbuf_addf(&sb, "!has(%s)", p->by[id].name);
			break;
		}
		strbuf_addf(&sb, "%s == ", p->by[id].name);
		if (p->by[id].is_literal)
			strbuf_addstr(&sb, p->by[id].value);
		else
			add_quoted(&sb, p->by[id].value);
		break;
	case REASON_PERIOD:
		strbuf_addf(&sb, "period == '%s'", t->period->text);
		break;
	default:
		strbuf_addf(&sb, "%s == '%s'", in->spread_name,
		    in->bins.list[p->bin].label);
		break;
	}
	return strbuf_detach(&sb, NULL);
}

static struct reason *
find_reason(struct trace *t, int kind, int id)
{
	struct reason *new;
	size_t i;

	for (i = 0; i < t->n_reasons; i++)
		if (t->reasons[i].id == id && t->reasons[i].kind == kind)
			return &t->reasons[i];
	GROW(t->reasons, t->n_reasons, t->cap_reasons);
	new = &t->reasons[t->n_reasons++];
	*new = (struct reason){ .kind = kind, .id = id };
	new->text = reason_text(t, kind, id);
	return new;
}

/** How a record failed a leaf: the first cause, and how many there are. */
struct failure {
	int kind, id;
	size_t n;
	bool is_near;
};

static void
fail(struct failure *f, int kind, int id)
{
	if (f->n++ == 0) {
		f->kind = kind;
		f->id = id;
	}
}

static const struct ndjson_member *
member_at(const struct trace *t, int member)
{
	const struct ndjson_member *m =
	    expr_value(t->plan->answers.wanted->exprs, member);

	return m && m->type != NDJSON_NULL ? m : NULL;
}

static const struct ndjson_member *
value_at(const struct trace *t, const struct leaf *leaf)
{
	if (leaf->function->source >= 0)
		return expr_value_of(
		    t->plan->answers.wanted->exprs, leaf->function->source);
	return member_at(t, leaf->member);
}

/** Does the record at hand count in a leaf? */
static bool
is_in(const struct trace *t, const struct leaf *leaf, struct failure *f)
{
	struct expr_set *exprs = t->plan->answers.wanted->exprs;
	int part = expr_first_failing(exprs, leaf->where);
	size_t i, n_apart;

	memset(f, 0, sizeof(*f));
	if (part >= 0) {
		fail(f, REASON_PART, part);
		f->n = expr_n_failing(exprs, leaf->where);
	}
	if (leaf->member >= 0 && !value_at(t, leaf))
		fail(f, REASON_MEMBER, leaf->member);
	if (leaf->function->order >= 0 && !member_at(t, leaf->function->order))
		fail(f, REASON_MEMBER, leaf->function->order);
	n_apart = f->n;
	if (!plan_in_scope(t->plan, leaf, &i))
		fail(f, REASON_SCOPE, (int)i);
	if (!t->is_in_period)
		fail(f, REASON_PERIOD, 0);
	f->is_near = f->n == n_apart;
	return f->n == 0;
}

/* --- what it counts ------------------------------------------------------ */

/** The number of the record's values in the columns of the splits. */
static void
add_splits(const struct trace *t, const struct leaf *leaf, struct strbuf *key)
{
	size_t i;

	for (i = 0; i < leaf->n_splits; i++) {
		uint32_t number =
		    cube_number_here(t->plan->answers.cube, leaf->splits[i]);

		strbuf_add(key, (const char *)&number, sizeof(number));
	}
}

static void
count_key(struct trace *t, const struct leaf *leaf, struct tally_of *tally,
    struct cell *cell)
{
	struct strbuf key = STRBUF_INIT;
	struct value v;
	bool is_new;

	add_splits(t, leaf, &key);
	v = value_of(value_at(t, leaf), &t->scratch);
	strbuf_add(&key, v.s, v.len);
	cell->key = keyset_add(tally->keys, key.s, key.len, &is_new);
	cell->amount = dec_from_int(is_new);
	strbuf_release(&key);
}

static void
count_spread(struct tally_of *tally, uint32_t key)
{
	if (key == tally->n_counts) {
		GROW(tally->counts, tally->n_counts, tally->cap_counts);
		tally->counts[tally->n_counts++] = 0;
	}
	tally->counts[key]++;
}

/** What the record at hand counts in a leaf that it is in. */
static void
count(struct trace *t, const struct leaf *leaf, struct tally_of *tally,
    struct cell *cell)
{
	const struct ndjson_member *m;
	struct strbuf key = STRBUF_INIT;

	tally->n++;
	cell->amount = dec_from_int(1);
	switch (leaf->take) {
	case TAKE_COUNT:
		break;
	case TAKE_DISTINCT:
		count_key(t, leaf, tally, cell);
		break;
	case TAKE_SPREAD:
		count_key(t, leaf, tally, cell);
		count_spread(tally, cell->key);
		return;
	default:
		/* the cube has read it: it is a number */
		m = value_at(t, leaf);
		if (dec_parse(&cell->amount, m->value, m->value_len) != DEC_OK)
			cell->amount = dec_from_int(0);
		if (leaf->take == TAKE_SUM)
			break;
		add_splits(t, leaf, &key);
		cell->key = keyset_add(tally->keys, key.s, key.len, NULL);
		strbuf_release(&key);
		return;
	}
	dec_sum_add(&tally->sum, cell->amount);
}

enum trace_verdict
trace_record(struct trace *t, const char **reason)
{
	struct expr_set *exprs = t->plan->answers.wanted->exprs;
	struct failure least = { .n = SIZE_MAX }, f;
	struct reason *why;
	bool is_any = false;
	size_t i;

	t->is_in_period = period_holds(t->period, exprs);
	for (i = 0; i < t->plan->n_leaves; i++) {
		const struct leaf *leaf = &t->plan->leaves[i];

		t->cells[i].is_in = false;
		if (leaf->where >= 0 &&
		    !expr_may_hold(exprs, leaf->where, t->record))
			continue;
		t->cells[i].is_in = is_in(t, leaf, &f);
		is_any |= t->cells[i].is_in;
		if (f.n < least.n)
			least = f;
	}
	if (!is_any && least.n == SIZE_MAX)
		return TRACE_OTHER;
	if (!is_any) {
		why = find_reason(t, least.kind, least.id);
		why->n++;
		why->n_near += least.is_near;
		*reason = why->text;
		return TRACE_OUT;
	}
	for (i = 0; i < t->plan->n_leaves; i++)
		if (t->cells[i].is_in)
			count(t, &t->plan->leaves[i], &t->tallies[i],
			    &t->cells[i]);
	if (t->plan->is_held)
		return TRACE_HELD;
	t->n_rows++;
	return TRACE_IN;
}

/* --- the member ---------------------------------------------------------- */

/** What it counts, rounded to what is written. */
static struct dec
contribution(const struct leaf *leaf, struct dec amount)
{
	struct ratio product;
	struct dec out = amount;

	if (leaf->is_once)
		return amount;
	ratio_set_dec(&product, amount);
	if (ratio_mul(&product, &product, &leaf->times) != RATIO_OK ||
	    ratio_dec(&out, &product) != RATIO_OK)
		return dec_from_int(0);
	return out;
}

static void
add_side(const struct plan *p, const struct cell *cells, enum side side,
    const char *name, struct strbuf *json)
{
	struct dec sum = dec_from_int(0);
	bool is_there = false;
	size_t i;

	for (i = 0; i < p->n_leaves; i++) {
		const struct leaf *leaf = &p->leaves[i];

		if (leaf->side != side || leaf->name || !cells[i].is_in)
			continue;
		is_there = true;
		if (dec_add(&sum, sum, contribution(leaf, cells[i].amount)) !=
		    DEC_OK)
			sum = dec_from_int(0);
	}
	if (!is_there)
		return;
	strbuf_addf(json, "%s\"%s\":", json->len > 1 ? "," : "", name);
	dec_format(sum, json);
}

static void
add_parts(const struct plan *p, const struct cell *cells, enum side side,
    const char *name, struct strbuf *json)
{
	bool is_first = true;
	size_t i;

	for (i = 0; i < p->n_leaves; i++) {
		const struct leaf *leaf = &p->leaves[i];

		if (leaf->side != side || !leaf->name || !cells[i].is_in)
			continue;
		if (is_first)
			strbuf_addf(
			    json, "%s\"%s\":{", json->len > 1 ? "," : "", name);
		else
			strbuf_addch(json, ',');
		is_first = false;
		strbuf_add_json_string(json, leaf->name, strlen(leaf->name));
		strbuf_addch(json, ':');
		dec_format(cells[i].amount, json);
	}
	if (!is_first)
		strbuf_addch(json, '}');
}

static void
add_member(const struct plan *p, const struct cell *cells, struct strbuf *json)
{
	size_t i;

	strbuf_reset(json);
	strbuf_addch(json, '{');
	add_side(p, cells, SIDE_NUMERATOR, "numerator", json);
	add_side(p, cells, SIDE_DENOMINATOR, "denominator", json);
	add_parts(p, cells, SIDE_NUMERATOR, "numerator_parts", json);
	add_parts(p, cells, SIDE_DENOMINATOR, "denominator_parts", json);
	for (i = 0; i < p->n_leaves; i++) {
		enum take take = p->leaves[i].take;

		if (cells[i].is_in &&
		    (take == TAKE_DISTINCT || take == TAKE_SPREAD)) {
			strbuf_addf(json, ",\"key\":%lu",
			    (unsigned long)cells[i].key + 1);
			break;
		}
	}
	strbuf_addch(json, '}');
}

void
trace_member(const struct trace *t, struct strbuf *json)
{
	add_member(t->plan, t->cells, json);
}

void
trace_members_alone(const struct trace *t, struct strbuf *sb)
{
	struct strbuf json = STRBUF_INIT;

	trace_member(t, &json);
	strbuf_addch(sb, ',');
	strbuf_add(sb, json.s + 1, json.len - 2);
	strbuf_release(&json);
}

/* --- held ---------------------------------------------------------------- */

int
trace_hold(struct trace *t, const struct record *rec, struct strbuf *err)
{
	size_t n_leaves = t->plan->n_leaves;

	if (!temp_is_open(&t->temp) &&
	    temp_open(&t->temp, TEMP_BUFFER, err) != 0)
		return -1;
	strbuf_reset(&t->line);
	record_format(rec, &t->line);
	if (temp_put(&t->temp, t->line.s, t->line.len, err) != 0 ||
	    (t->place.len > 0 &&
		temp_put(&t->temp, t->place.s, t->place.len, err) != 0))
		return -1;
	GROW(t->lens, t->n_held, t->cap_held);
	t->lens[t->n_held] =
	    (struct held_len){ (uint32_t)t->line.len, (uint32_t)t->place.len };
	if ((t->n_held + 1) * n_leaves > t->cap_cells) {
		t->cap_cells = 2 * (t->n_held + 8) * n_leaves;
		t->held =
		    xreallocarray(t->held, t->cap_cells, sizeof(*t->held));
	}
	memcpy(t->held + t->n_held * n_leaves, t->cells,
	    n_leaves * sizeof(*t->cells));
	t->n_held++;
	return 0;
}

/** The rows of a leaf in the order of their splits and values. */
struct ordered {
	uint32_t key;
	struct dec value;
	size_t row;
};

static int
compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	int order = dec_cmp(x->value, y->value);

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (order != 0)
		return order;
	return x->row < y->row ? -1 : x->row > y->row;
}

/** Which of n rows in order gives the value, from 0. */
static size_t
place_of(const struct leaf *leaf, size_t n)
{
	uint64_t per_100k = leaf->function->per_100k, rank;

	if (leaf->take == TAKE_LEAST)
		return 0;
	if (leaf->take == TAKE_GREATEST)
		return n - 1;
	/* by the nearest-rank definition, as cube_percentile */
	rank = (per_100k * n + 99999) / 100000;
	return rank > 0 ? (size_t)rank - 1 : 0;
}

/** One row of each split gives the value; the others nothing. */
static void
choose_rows(struct trace *t, size_t i)
{
	const struct leaf *leaf = &t->plan->leaves[i];
	size_t n_leaves = t->plan->n_leaves, n = 0, row, from, end;
	struct ordered *list = xcalloc(t->n_held + 1, sizeof(*list));

	for (row = 0; row < t->n_held; row++) {
		struct cell *cell = &t->held[row * n_leaves + i];

		if (!cell->is_in)
			continue;
		list[n++] = (struct ordered){ cell->key, cell->amount, row };
		cell->amount = dec_from_int(0);
	}
	qsort(list, n, sizeof(*list), compare_ordered);
	for (from = 0; from < n; from = end) {
		const struct ordered *chosen;

		for (end = from; end < n && list[end].key == list[from].key;
		     end++)
			;
		chosen = &list[from + place_of(leaf, end - from)];
		t->held[chosen->row * n_leaves + i].amount = chosen->value;
		dec_sum_add(&t->tallies[i].sum, chosen->value);
	}
	free(list);
}

/** The keys of the bin are in, each once. */
static void
choose_keys(struct trace *t, size_t i)
{
	const struct plan *p = t->plan;
	size_t n_leaves = p->n_leaves, row;
	struct tally_of *tally = &t->tallies[i];

	for (row = 0; row < t->n_held; row++) {
		struct cell *cell = &t->held[row * n_leaves + i];

		if (!cell->is_in)
			continue;
		cell->is_in =
		    bins_find(&p->in->bins, tally->counts[cell->key]) == p->bin;
		if (cell->is_in)
			dec_sum_add(&tally->sum, cell->amount);
		else
			tally->n--;
	}
}

int
trace_finish(struct trace *t, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < t->plan->n_leaves; i++) {
		if (t->plan->leaves[i].take == TAKE_SPREAD)
			choose_keys(t, i);
		else if (t->plan->leaves[i].take >= TAKE_LEAST)
			choose_rows(t, i);
	}
	return temp_is_open(&t->temp) ? temp_rewind(&t->temp, err) : 0;
}

/** The next len bytes of what is held; 0, -1. */
static int
read_held(struct trace *t, struct strbuf *sb, uint32_t len, struct strbuf *err)
{
	strbuf_reset(sb);
	if (len == 0)
		return 0;
	strbuf_grow(sb, len);
	if (temp_get(&t->temp, sb->s, len, err) != 1)
		return -1;
	sb->len = len;
	return 0;
}

int
trace_next(struct trace *t, const char **reason, struct strbuf *err)
{
	size_t n_leaves = t->plan->n_leaves, i;
	const struct cell *cells;
	struct reason *why;
	struct held_len len;

	if (t->next == t->n_held)
		return 0;
	cells = t->held + t->next * n_leaves;
	len = t->lens[t->next++];
	if (read_held(t, &t->line, len.line, err) != 0 ||
	    read_held(t, &t->place, len.place, err) != 0)
		return -1;
	t->line.len--; /* without the brace that ends it */
	for (i = 0; i < n_leaves && !cells[i].is_in; i++)
		;
	if (i == n_leaves) {
		why = find_reason(t, REASON_BIN, 0);
		why->n++;
		why->n_near++;
		*reason = why->text;
		return 2;
	}
	add_member(t->plan, cells, &t->scratch);
	strbuf_addf(&t->line, "%s\"trace\":", len.line > 2 ? "," : "");
	strbuf_add(&t->line, t->scratch.s, t->scratch.len);
	strbuf_addch(&t->line, '}');
	t->n_rows++;
	return 1;
}

bool
trace_sum(const struct trace *t, enum side side, struct ratio *out)
{
	const struct plan *p = t->plan;
	struct ratio term;
	struct dec sum;
	size_t i;

	*out = p->sides[side].constant;
	for (i = 0; i < p->n_leaves; i++) {
		const struct leaf *leaf = &p->leaves[i];

		if (leaf->side != side || leaf->name)
			continue;
		if (dec_sum_get(&sum, &t->tallies[i].sum) != DEC_OK)
			return false;
		ratio_set_dec(&term, sum);
		if (ratio_mul(&term, &term, &leaf->times) != RATIO_OK ||
		    ratio_add(out, out, &term) != RATIO_OK)
			return false;
	}
	return true;
}

static int
compare_reasons(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->text, y->text);
}

void
trace_sort_reasons(struct trace *t)
{
	if (t->n_reasons > 0)
		qsort(t->reasons, t->n_reasons, sizeof(*t->reasons),
		    compare_reasons);
}
