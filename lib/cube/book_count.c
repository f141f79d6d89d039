/* book_count.c - count records into measures by groups. */
#include "book.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "joint.h"

/* What a pair and its key may add to the memory, besides the key's bytes. */
enum { FRESH_BYTES = 32 };

void
book_begin(struct book *b, const struct record *rec)
{
	b->record_no++;
	expr_begin(b->exprs, rec);
}

/** The two ends of a value, which are all of one of at most 16 bytes. */
struct ends {
	uint64_t first, last;
};

static inline uint64_t
word_at(const char *s)
{
	uint64_t word;

	memcpy(&word, s, sizeof(word));
	return word;
}

static inline uint32_t
half_at(const char *s)
{
	uint32_t half;

	memcpy(&half, s, sizeof(half));
	return half;
}

/** Words overlap where the value has no whole number of them. */
static inline struct ends
ends_of(const char *s, size_t len)
{
	if (len >= 8)
		return (struct ends){ word_at(s), word_at(s + len - 8) };
	if (len >= 4)
		return (struct ends){ half_at(s), half_at(s + len - 4) };
	return (struct ends){ (unsigned char)s[0] |
				  (uint64_t)(unsigned char)s[len / 2] << 8,
		(unsigned char)s[len - 1] };
}

/** Is all between the first and the last eight bytes the same? */
static inline bool
is_same_inside(const char *a, const char *b, size_t len)
{
	size_t i;

	for (i = 8; i + 8 < len; i += 8)
		if (word_at(a + i) != word_at(b + i))
			return false;
	return true;
}

/**
 * The number of a value that has few others beside it; kept at hand, where
 * its ends say: names, months and codes of one beginning have other ends.
 */
static inline uint32_t
number_of_few(struct book *b, struct column *c, const struct ndjson_member *m)
{
	struct ends ends = ends_of(m->value, m->value_len);
	uint64_t mix = (ends.first ^ ends.last << 7 ^ m->value_len) *
		       UINT64_C(0x9e3779b97f4a7c15);
	struct met *met = &c->met[(mix >> 32) % COLUMN_N_MET];
	struct value v;

	if (met->first == ends.first && met->last == ends.last &&
	    met->len == m->value_len && met->type == m->type &&
	    is_same_inside(met->bytes, m->value, m->value_len))
		return met->number;
	v = value_of(m, &b->scratch);
	met->number = keyset_add(c->keys, v.s, v.len, NULL);
	met->first = ends.first;
	met->last = ends.last;
	met->type = m->type;
	met->len = m->value_len;
	memcpy(met->bytes, m->value, m->value_len);
	c->is_many = keyset_n(c->keys) > COLUMN_FEW;
	return met->number;
}

uint32_t
book_number(struct book *b, int column, const struct ndjson_member *value)
{
	struct value v = value_of(value, &b->scratch);

	b->fresh_bytes += v.len + FRESH_BYTES;
	return keyset_add(b->columns[column].keys, v.s, v.len, NULL);
}

/** The number of the span that a member's number lies in; 0: in none. */
static uint32_t
number_of_class(struct book *b, const struct column *c)
{
	const struct ndjson_member *m = expr_value(b->exprs, c->source);
	struct dec number;
	uint64_t whole;
	size_t bin;

	/* spans are of whole numbers: 17.5 lies in 0-17, as an age does */
	if (!m || m->type != NDJSON_NUMBER ||
	    dec_parse(&number, m->value, m->value_len) != DEC_OK ||
	    !dec_whole(&whole, number))
		return 0;
	bin = bins_find(
	    &c->bins, whole < UINT32_MAX ? (uint32_t)whole : UINT32_MAX);
	return bin == c->bins.n ? 0 : (uint32_t)bin + 1;
}

/** The number of a text's first characters; 0: it is no text. */
static uint32_t
number_of_beginning(struct book *b, const struct column *c)
{
	const struct ndjson_member *m = expr_value(b->exprs, c->source);
	size_t n = 0, len = 0;
	struct value v;

	if (!m || m->type != NDJSON_STRING)
		return 0;
	v = value_of(m, &b->scratch);
	while (len < v.len && n < c->n_first) {
		len++;
		while (len < v.len && ((unsigned char)v.s[len] & 0xc0) == 0x80)
			len++;
		n++;
	}
	return keyset_add(c->keys, v.s, len, NULL);
}

/** The number of the record's value in a column, looked up. */
static uint32_t
find_number(struct book *b, const struct column *c)
{
	const struct ndjson_member *m;
	struct value v;

	if (c->bins.n > 0)
		return number_of_class(b, c);
	if (c->n_first > 0)
		return number_of_beginning(b, c);
	m = expr_value(b->exprs, c->member);
	if (!m)
		return 0;
	v = value_of(m, &b->scratch);
	b->fresh_bytes += v.len;
	return keyset_add(c->keys, v.s, v.len, NULL);
}

/** The same, looked up once a record. */
static inline uint32_t
number_of(struct book *b, struct column *c)
{
	const struct ndjson_member *m;

	if (c->seen == b->record_no)
		return c->number;
	c->seen = b->record_no;
	if (SWITCH_VALUES && !c->is_many && c->source < 0) {
		m = expr_value(b->exprs, c->member);
		if (m && m->value_len - 1 < COLUMN_MET_LEN)
			return c->number = number_of_few(b, c, m);
	}
	return c->number = find_number(b, c);
}

uint32_t
book_number_here(struct book *b, int column)
{
	return number_of(b, &b->columns[column]);
}

/** The number of a group of several columns; kept at hand. */
static uint32_t
number_of_group(struct book *b, struct grouping *gr, const uint32_t *numbers)
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
		*met = book_group_of(b, (int)(gr - b->groupings), numbers) + 1;
		memcpy(met + 1, numbers, n * sizeof(*numbers));
	}
	return *met - 1;
}

/** The record's group. */
static uint32_t
group_of(struct book *b, struct grouping *gr)
{
	uint32_t numbers[BOOK_MAX_JOINT];
	size_t i;

	if (gr->seen == b->record_no)
		return gr->number;
	gr->seen = b->record_no;
	for (i = 0; i < gr->n_columns; i++)
		numbers[i] = number_of(b, &b->columns[gr->columns[i]]);
	if (gr->n_columns < 2)
		gr->number = gr->n_columns == 0 ? 0 : numbers[0];
	else
		gr->number = number_of_group(b, gr, numbers);
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
	if (kind == MEASURE_SUM)
		slot->sums =
		    stretch(slot->sums, slot->n_groups, n, sizeof(*slot->sums));
	if (kind == MEASURE_MIN || kind == MEASURE_MAX)
		slot->bests = stretch(
		    slot->bests, slot->n_groups, n, sizeof(*slot->bests));
	slot->n_groups = n;
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
	best->s = xrealloc(best->s, v.len + 1);
	if (v.len > 0)
		memcpy(best->s, v.s, v.len);
	best->len = v.len;
}

/* A sum that as many values as can be counted stay far below. */
static bool
is_sum_sane(const struct dec_sum *sum, int bits)
{
	return sum->hi < INT64_C(1) << bits && sum->hi > -(INT64_C(1) << bits);
}

bool
book_merge(const struct measure *m, struct slot *slot, uint32_t g,
    const struct holding *more)
{
	if (more->n == 0)
		return true;
	if (m->kind == MEASURE_SUM && !is_sum_sane(&more->sum, 56))
		return false;
	if (g >= slot->n_groups)
		make_room(slot, m->kind, g);
	if (m->kind == MEASURE_SUM)
		dec_sum_merge(&slot->sums[g], &more->sum);
	if (m->kind == MEASURE_MIN || m->kind == MEASURE_MAX)
		keep_best(
		    &slot->bests[g], slot->n[g] == 0, m->kind, more->best);
	if (more->n > (uint64_t)INT64_MAX - slot->n[g])
		return false;
	slot->n[g] += more->n;
	return m->kind != MEASURE_SUM || is_sum_sane(&slot->sums[g], 62);
}

void
book_finish(struct book *b)
{
	tally_catch_up(&b->queue);
	joint_settle(b);
}

/** Count the record at hand into a slot of a measure that it hits. */
static void
count_into(struct book *b, const struct measure *m, struct slot *slot)
{
	uint32_t g = group_of(b, &b->groupings[slot->grouping]);
	struct column *c;

	if (g >= slot->n_groups)
		make_room(slot, m->kind, g);
	switch (m->kind) {
	case MEASURE_COUNT:
		break;
	case MEASURE_SUM:
		dec_sum_add(&slot->sums[g], m->number);
		break;
	case MEASURE_TALLY:
		b->fresh_bytes += FRESH_BYTES;
		tally_add_soon(
		    &b->queue, slot->tally, g, book_number_here(b, m->column));
		break;
	case MEASURE_MIN:
	case MEASURE_MAX:
		c = &b->columns[m->column];
		keep_best(&slot->bests[g], slot->n[g] == 0, m->kind,
		    value_of(expr_value(b->exprs, c->member), &b->scratch));
		break;
	}
	slot->n[g]++;
}

/** Note a measure whose condition holds, if the record has its member. */
static void
note_hit(struct book *b, struct measure *m)
{
	const struct ndjson_member *member;

	if (m->column >= 0) {
		member = expr_value(b->exprs, b->columns[m->column].member);
		if (!member || member->type == NDJSON_NULL)
			return;
	}
	b->hits[b->n_hits++] = m;
	b->has_numeric |= m->is_numeric;
}

/** Note the measures of a case, if it holds. */
static inline void
try_case(struct book *b, const struct kind *kind, const struct kind_case *c)
{
	size_t i;

	if (c->where >= 0 && !expr_holds(b->exprs, c->where))
		return;
	for (i = 0; i < c->n; i++)
		note_hit(b, &b->measures[kind->measures[c->first + i]]);
}

/** Find the measures that the record counts into. */
static void
find_hits(struct book *b, const struct kind *kind)
{
	size_t i;

	b->n_hits = 0;
	b->has_numeric = false;
	for (i = 0; i < kind->n_cases; i++)
		try_case(b, kind, &kind->cases[i]);
}

/** Read a measure's number; the sentence that tells why it is none, or NULL.
 */
static const char *
read_number(struct book *b, struct measure *m)
{
	const struct ndjson_member *member =
	    expr_value(b->exprs, b->columns[m->column].member);
	enum dec_status status;

	if (member->type != NDJSON_NUMBER)
		return "must be a number";
	status = dec_parse(&m->number, member->value, member->value_len);
	return status == DEC_OK ? NULL : dec_strerror(status);
}

/** Read all numbers; the fault of the first measure that has one is told. */
static bool
read_numbers(struct book *b, struct book_fault *fault)
{
	const struct measure *first = NULL;
	size_t i;

	for (i = 0; i < b->n_hits; i++) {
		struct measure *m = b->hits[i];
		const char *why = m->is_numeric ? read_number(b, m) : NULL;

		if (!why || (first && first < m))
			continue;
		first = m;
		fault->message = why;
		fault->field =
		    expr_member_name(b->exprs, b->columns[m->column].member);
	}
	return !first;
}

enum book_verdict
book_count(struct book *b, struct book_fault *fault)
{
	size_t i, k;

	if (!b->is_planned)
		joint_plan(b);
	/* all is looked at before anything is counted: a fault counts none */
	find_hits(b, kinds_find(&b->kinds, b));
	if (b->has_numeric && !read_numbers(b, fault))
		return BOOK_FAULT;
	for (i = 0; i < b->n_hits; i++) {
		struct measure *m = b->hits[i];

		for (k = 0; k < m->n_into; k++)
			count_into(b, m, m->into[k]);
	}
	return b->n_hits > 0 ? BOOK_COUNTED : BOOK_NO_MEASURE;
}
