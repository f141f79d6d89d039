/* cube_add.c - count records into measures by groups. */
#include "cube_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"

void
cube_begin(struct cube *cube, const struct record *rec)
{
	cube->record_no++;
	expr_begin(cube->wanted->exprs, rec);
}

/**
 * The number of a value that has few others beside it; kept at hand, where
 * its ends say: names, months and codes of one beginning have other ends.
 */
static inline uint32_t
number_of_few(
    struct cube *cube, struct column *c, const struct ndjson_member *m)
{
	uint64_t first = m->value_len < BYTES_WORD ? 0 : bytes_load_8(m->value);
	uint64_t last = bytes_last_word(m->value, m->value_len);
	uint64_t mix =
	    (first ^ last << 7 ^ m->value_len) * UINT64_C(0x9e3779b97f4a7c15);
	struct met *met = &c->met[(mix >> 32) % COLUMN_N_MET];
	struct value v;

	if (met->len == m->value_len && met->type == m->type &&
	    bytes_are_same(met->bytes, m->value, m->value_len))
		return met->number;
	v = value_of(m, &cube->scratch);
	met->number = keyset_add(c->keys, v.s, v.len, NULL);
	met->type = m->type;
	met->len = m->value_len;
	memcpy(met->bytes, m->value, m->value_len);
	c->is_many = keyset_n(c->keys) > COLUMN_FEW;
	return met->number;
}

uint32_t
cube_number(struct cube *cube, int column, const struct ndjson_member *value)
{
	struct value v = value_of(value, &cube->scratch);

	cube->fresh_bytes += v.len + FRESH_BYTES;
	return keyset_add(cube->columns[column].keys, v.s, v.len, NULL);
}

/** Where a number, as written, stands beside a whole one, as dec_cmp_text. */
static int
beside(const struct ndjson_member *m, uint64_t whole)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, whole);

	return dec_cmp_text(m->value, m->value_len, text, (size_t)len);
}

/** The same of one that is too large, negative, or of too many decimals. */
static uint32_t
number_of_any(const struct bins *bins, const struct ndjson_member *m)
{
	size_t i;

	for (i = 0; i < bins->n; i++)
		if (beside(m, bins->list[i].low) >= 0 &&
		    (bins->list[i].high == UINT32_MAX ||
			beside(m, (uint64_t)bins->list[i].high + 1) < 0))
			return (uint32_t)i + 1;
	return 0;
}

/** The number of the span that a number lies in; 0: in none. */
static uint32_t
number_of_class(const struct column *c, const struct ndjson_member *m)
{
	struct dec number;
	uint64_t whole;
	size_t bin;

	/* spans are of whole numbers: 17.5 lies in 0-17, as an age does */
	if (dec_parse(&number, m->value, m->value_len) != DEC_OK ||
	    !dec_whole(&whole, number))
		return number_of_any(&c->is->bins, m);
	bin = bins_find(
	    &c->is->bins, whole < UINT32_MAX ? (uint32_t)whole : UINT32_MAX);
	return bin == c->is->bins.n ? 0 : (uint32_t)bin + 1;
}

/** The number of a text's first characters. */
static uint32_t
number_of_beginning(
    struct cube *cube, const struct column *c, const struct ndjson_member *m)
{
	size_t n = 0, len = 0;
	struct value v;

	v = value_of(m, &cube->scratch);
	while (len < v.len && n < c->is->n_first) {
		len++;
		while (len < v.len && ((unsigned char)v.s[len] & 0xc0) == 0x80)
			len++;
		n++;
	}
	return keyset_add(c->keys, v.s, len, NULL);
}

uint32_t
cube_number_made(
    struct cube *cube, struct column *c, const struct ndjson_member *m)
{
	bool is_class = c->is->bins.n > 0;
	struct value v;

	if (!is_class && c->is->n_first == 0) {
		v = value_of(m, &cube->scratch);
		cube->fresh_bytes += v.len;
		return keyset_add(c->keys, v.s, v.len, NULL);
	}
	if (m->type != (is_class ? NDJSON_NUMBER : NDJSON_STRING)) {
		c->bad = (uint8_t)(m->type + 1);
		return 0;
	}
	c->was_made = true;
	return is_class ? number_of_class(c, m)
			: number_of_beginning(cube, c, m);
}

bool
cube_never_made(const struct cube *cube, int column, struct strbuf *sb)
{
	const struct column *c = &cube->columns[column];
	bool is_class = c->is->bins.n > 0;

	if (c->was_made || c->bad == 0)
		return false;
	strbuf_addf(sb,
	    "%s: never has a value, as what it is made of is never a %s; %s",
	    wanted_name(cube->wanted, column), is_class ? "number" : "text",
	    is_class ? "bins is of numbers" : "first is of texts");
	if (c->bad - 1 == NDJSON_ARRAY)
		strbuf_addstr(sb, "; [] behind a list's name stands for each "
				  "of its elements");
	return true;
}

/** The number of the record's value in a column, looked up. */
static uint32_t
find_number(struct cube *cube, struct column *c)
{
	const struct ndjson_member *m;
	struct value v;

	if (c->is->source >= 0) {
		m = expr_value_of(cube->wanted->exprs, c->is->source);
		return m ? cube_number_made(cube, c, m) : 0;
	}
	m = expr_value(cube->wanted->exprs, c->is->member);
	if (!m)
		return 0;
	v = value_of(m, &cube->scratch);
	cube->fresh_bytes += v.len;
	return keyset_add(c->keys, v.s, v.len, NULL);
}

/** The same, looked up once a record. */
static inline uint32_t
number_of(struct cube *cube, struct column *c)
{
	const struct ndjson_member *m;

	if (c->seen == cube->record_no)
		return c->number;
	c->seen = cube->record_no;
	if (SWITCH_VALUES && !c->is_many && c->is->source < 0) {
		m = expr_value(cube->wanted->exprs, c->is->member);
		if (m && m->value_len - 1 < COLUMN_MET_LEN)
			return c->number = number_of_few(cube, c, m);
	}
	return c->number = find_number(cube, c);
}

uint32_t
cube_number_here(struct cube *cube, int column)
{
	return number_of(cube, &cube->columns[column]);
}

/** The number of a group of several columns; kept at hand. */
static uint32_t
number_of_group(struct cube *cube, struct grouping *gr, const uint32_t *numbers)
{
	const size_t n = gr->n_columns;
	uint32_t mix = 0, differ = 0;
	uint32_t *met;
	size_t i;

	for (i = 0; i < n; i++)
		mix = (mix + numbers[i]) * 0x9e3779b1;
	met = gr->met + (mix >> 16) % GROUPING_N_MET * (n + 1);
	for (i = 0; i < n; i++)
		differ |= met[i + 1] ^ numbers[i];
	if (*met == 0 || differ != 0) {
		*met =
		    cube_group_of(cube, (int)(gr - cube->groupings), numbers) +
		    1;
		memcpy(met + 1, numbers, n * sizeof(*numbers));
	}
	return *met - 1;
}

/** The record's group. */
static uint32_t
group_of(struct cube *cube, struct grouping *gr)
{
	uint32_t numbers[CUBE_MAX_BASE];
	size_t i;

	if (gr->seen == cube->record_no)
		return gr->number;
	gr->seen = cube->record_no;
	for (i = 0; i < gr->n_columns; i++)
		numbers[i] = number_of(cube, &cube->columns[gr->columns[i]]);
	if (gr->n_columns < 2)
		gr->number = gr->n_columns == 0 ? 0 : numbers[0];
	else
		gr->number = number_of_group(cube, gr, numbers);
	return gr->number;
}

/** Double an array, new places all zero. */
static void *
stretch(void *array, size_t n, size_t new_n, size_t size)
{
	char *bytes = xreallocarray(array, new_n, size);

	memset(bytes + n * size, 0, (new_n - n) * size);
	return bytes;
}

static void
make_room(struct slot *slot, enum measure_kind kind, uint32_t g)
{
	size_t n = slot->n_groups ? slot->n_groups : 16;

	while (n <= g)
		n *= 2;
	slot->n = stretch(slot->n, slot->n_groups, n, sizeof(*slot->n));
	if (measure_has_sums(kind))
		slot->sums =
		    stretch(slot->sums, slot->n_groups, n, sizeof(*slot->sums));
	if (kind == MEASURE_SQUARES)
		slot->squares = stretch(
		    slot->squares, slot->n_groups, n, sizeof(*slot->squares));
	if (measure_has_bests(kind))
		slot->bests = stretch(
		    slot->bests, slot->n_groups, n, sizeof(*slot->bests));
	if (measure_has_orders(kind))
		slot->orders = stretch(
		    slot->orders, slot->n_groups, n, sizeof(*slot->orders));
	slot->n_groups = n;
}

static void
set_best(struct best *best, struct value v)
{
	best->s = xrealloc(best->s, v.len + 1);
	if (v.len > 0)
		memcpy(best->s, v.s, v.len);
	best->len = v.len;
}

static void
keep_best(
    struct best *best, bool is_first, enum measure_kind kind, struct value v)
{
	struct value old = { best->s, best->len };

	if (!is_first) {
		int order = value_cmp(v, old);

		if (kind == MEASURE_MIN ? order >= 0 : order <= 0)
			return;
	}
	set_best(best, v);
}

/** Keep the value whose order is first or last; of two there the smaller. */
static void
keep_by_order(const struct slot *slot, uint32_t g, enum measure_kind kind,
    struct value order, struct value v)
{
	struct best *best = &slot->bests[g], *at = &slot->orders[g];
	struct value old = { best->s, best->len };
	struct value old_order = { at->s, at->len };

	if (slot->n[g] > 0) {
		int by = value_cmp(order, old_order);

		if (kind == MEASURE_FIRST ? by > 0 : by < 0)
			return;
		if (by == 0 && value_cmp(v, old) >= 0)
			return;
	}
	set_best(at, order);
	set_best(best, v);
}

/* A sum that as many values as can be counted stay far below. */
static bool
is_sum_sane(const struct dec_sum *sum, int bits)
{
	return sum->hi < INT64_C(1) << bits && sum->hi > -(INT64_C(1) << bits);
}

/** Add what a measure that is no mere count holds of a group. */
static bool
hold_more(struct slot *slot, uint32_t g, enum measure_kind kind,
    const struct holding *more)
{
	if (measure_has_sums(kind)) {
		dec_sum_merge(&slot->sums[g], &more->sum);
		return is_sum_sane(&more->sum, 56) &&
		       is_sum_sane(&slot->sums[g], 62) &&
		       (kind == MEASURE_SUM ||
			   squares_merge(&slot->squares[g], more->squares));
	}
	if (measure_has_orders(kind))
		keep_by_order(slot, g, kind, *more->order, more->best);
	else
		keep_best(&slot->bests[g], slot->n[g] == 0, kind, more->best);
	return true;
}

bool
cube_hold(const struct measure *m, struct slot *slot, uint32_t g,
    const struct holding *more)
{
	const enum measure_kind kind = m->is->kind;

	if (more->n == 0)
		return true;
	if (g >= slot->n_groups)
		make_room(slot, kind, g);
	if (kind != MEASURE_COUNT && kind != MEASURE_TALLY &&
	    !hold_more(slot, g, kind, more))
		return false;
	if (more->n > (uint64_t)INT64_MAX - slot->n[g])
		return false;
	slot->n[g] += more->n;
	return true;
}

/** Let the record's value of a column wait. */
static struct prefetch_key *
queue_value(struct cube *cube, struct column *c)
{
	struct value v;

	if (c->seen != cube->record_no && c->is_many && c->is->source < 0) {
		v = value_of(expr_value(cube->wanted->exprs, c->is->member),
		    &cube->scratch);
		if (v.len <= PREFETCH_MAX_KEY) {
			cube->fresh_bytes += v.len;
			return prefetch_key(&cube->queue, c->keys, v.s, v.len);
		}
	}
	return prefetch_number(&cube->queue, c->keys, number_of(cube, c));
}

/** The record's value of a column, where it waits. */
static struct prefetch_key *
waiting(struct cube *cube, struct column *c)
{
	/* a place in the queue may have come to be another column's */
	if (c->waits != cube->record_no || c->key->keys != c->keys ||
	    c->key->n_pairs == PREFETCH_PAIRS)
		c->key = queue_value(cube, c);
	c->waits = cube->record_no;
	return c->key;
}

/** Count the record's value of a column in a tally, when its place is there. */
static void
count_soon(struct cube *cube, struct column *c, struct tally *tally, uint32_t g)
{
	if (SWITCH_QUEUE)
		prefetch_pair(waiting(cube, c), tally, g);
	else
		tally_add(tally, g, number_of(cube, c), 1);
}

/** Note in a column's log what the record at hand was noted for. */
static void
note(struct cube *cube, struct column *c)
{
	struct keylog_place here = { c->noted, c->noted_in, c->n_noted };
	uint32_t place = keylog_number(c->log, &here);

	c->n_noted = 0;
	cube->fresh_bytes += FRESH_BYTES;
	if (SWITCH_QUEUE)
		prefetch_place(waiting(cube, c), c->log, place);
	else
		keylog_add(c->log, number_of(cube, c), place, 1);
}

/** The key of the record's value of a column. */
static struct value
value_here(const struct cube *cube, int column, struct strbuf *scratch)
{
	return value_of(cube_column_value(cube, column), scratch);
}

/** The measures that few ask for, apart from those that all do. */
static __attribute__((noinline)) void
count_more(struct cube *cube, const struct measure *m, const struct slot *slot,
    uint32_t g)
{
	if (m->is->kind == MEASURE_SQUARES) {
		dec_sum_add(&slot->sums[g], m->number);
		squares_add(&slot->squares[g], m->number);
		return;
	}
	keep_by_order(slot, g, m->is->kind,
	    value_here(cube, m->is->order, &cube->order_scratch),
	    value_here(cube, m->is->column, &cube->scratch));
}

/** Count the record at hand into a slot of a measure that it hits. */
static void
count_into(struct cube *cube, const struct measure *m, struct slot *slot)
{
	uint32_t g = group_of(cube, &cube->groupings[slot->grouping]);
	struct column *c;

	if (g >= slot->n_groups)
		make_room(slot, m->is->kind, g);
	switch (m->is->kind) {
	case MEASURE_COUNT:
		break;
	case MEASURE_SUM:
		dec_sum_add(&slot->sums[g], m->number);
		break;
	case MEASURE_TALLY:
		c = &cube->columns[m->is->column];
		if (slot == m->base) {
			c->noted[c->n_noted] = (uint32_t)(m - cube->measures);
			c->noted_in[c->n_noted++] = g;
			break;
		}
		cube->fresh_bytes += FRESH_BYTES;
		count_soon(cube, c, slot->tally, g);
		break;
	case MEASURE_MIN:
	case MEASURE_MAX:
		keep_best(&slot->bests[g], slot->n[g] == 0, m->is->kind,
		    value_here(cube, m->is->column, &cube->scratch));
		break;
	default:
		count_more(cube, m, slot, g);
		break;
	}
	slot->n[g]++;
}

/** Read a measure's number; the sentence that tells why it is none, or NULL.
 */
static const char *
read_number(struct cube *cube, struct measure *m)
{
	const struct ndjson_member *member =
	    cube_column_value(cube, m->is->column);
	enum dec_status status;

	if (member->type != NDJSON_NUMBER)
		return "must be a number";
	status = dec_parse(&m->number, member->value, member->value_len);
	return status == DEC_OK ? NULL : dec_strerror(status);
}

/** Read all numbers; the fault of the first measure that has one is told. */
static bool
read_numbers(
    struct cube *cube, const struct hits *hits, struct cube_fault *fault)
{
	const struct measure *first = NULL;
	size_t i;

	for (i = 0; i < hits->n; i++) {
		struct measure *m = &cube->measures[hits->measures[i]];
		const char *why =
		    m->is->is_numeric ? read_number(cube, m) : NULL;

		if (!why || (first && first < m))
			continue;
		first = m;
		fault->code = "bad_number";
		fault->message = why;
		fault->field = expr_member_name(cube->wanted->exprs,
		    cube->columns[m->is->column].is->member);
	}
	return !first;
}

enum cube_verdict
cube_add(struct cube *cube, struct cube_fault *fault)
{
	struct hits hits = dispatch_find(cube->dispatch);
	size_t i, k;

	/* all is looked at before anything is counted: a fault counts none */
	if (hits.has_numeric && !read_numbers(cube, &hits, fault))
		return CUBE_FAULT;
	if (cube->n_lists > 0 && !cube_lists_add(cube, &hits, fault))
		return CUBE_FAULT;
	for (i = 0; i < hits.n; i++) {
		const struct measure *m = &cube->measures[hits.measures[i]];

		for (k = 0; k < m->n_into; k++)
			count_into(cube, m, m->into[k]);
	}
	for (i = 0; i < cube->n_logged; i++)
		if (cube->logged[i]->n_noted > 0)
			note(cube, cube->logged[i]);
	return hits.n > 0 ? CUBE_COUNTED : CUBE_NO_MEASURE;
}
