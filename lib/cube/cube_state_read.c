/* cube_state_read.c - lines of JSON into a cube. */
#include "cube_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/stream.h" /* VARDSTROM_VERSION */
#include "vardstrom/xalloc.h"

#include "cube_private.h"

enum {
	SUM_WORDS = 3,
	WORD_DIGITS = 16 /* hexadecimal, of 64 bits */
};

#define CUBE_STATE_DAMAGED "a damaged line of a part"

/** A number without sign, point and exponent, at most max. */
static bool
read_number(uint64_t *out, const struct ndjson_member *m, uint64_t max)
{
	uint64_t v = 0;
	uint32_t i;

	if (!m || m->type != NDJSON_NUMBER)
		return false;
	for (i = 0; i < m->value_len; i++) {
		uint64_t digit;

		if (!ascii_is_digit(m->value[i]))
			return false;
		digit = (uint64_t)ascii_digit(m->value[i]);
		if (v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/** The measure and slot that a line is for; NULL: none of ours. */
static struct slot *
read_slot(struct cube_state *s, const struct record *rec,
    const struct measure **measure)
{
	const struct ndjson_member *m = record_get(rec, &s->slot_f);
	struct ndjson_member element;
	struct ndjson_iter it;
	struct cube *cube = s->cube;
	uint64_t i, k;

	if (!m || m->type != NDJSON_ARRAY)
		return NULL;
	ndjson_iter_init(&it, m);
	if (!ndjson_iter_next(&it, &element) ||
	    !read_number(&i, &element, UINT32_MAX) ||
	    i >= cube->wanted->n_measures)
		return NULL;
	if (!ndjson_iter_next(&it, &element) ||
	    !read_number(&k, &element, UINT32_MAX) ||
	    k >= cube->measures[i].n_slots)
		return NULL;
	*measure = &cube->measures[i];
	return &cube->measures[i].slots[k];
}

/** The group that a line is for, added where it is new. */
static bool
read_group(struct cube_state *s, const struct record *rec, int grouping,
    uint32_t *group)
{
	const struct ndjson_member *m = record_get(rec, &s->group_f);
	const struct grouping *gr = &s->cube->groupings[grouping];
	uint32_t numbers[WANTED_MAX_BY];
	struct ndjson_member list, value;
	struct ndjson_iter it, inner;
	size_t i;

	if (!m || m->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, m);
	for (i = 0; i < gr->n_columns; i++) {
		bool is_there;

		if (!ndjson_iter_next(&it, &list) || list.type != NDJSON_ARRAY)
			return false;
		ndjson_iter_init(&inner, &list);
		is_there = ndjson_iter_next(&inner, &value);
		numbers[i] = cube_number(
		    s->cube, gr->columns[i], is_there ? &value : NULL);
	}
	*group = cube_group_of(s->cube, grouping, numbers);
	return true;
}

/** Hexadecimal digits as words, highest first. */
static bool
read_words(uint64_t *words, uint32_t n_words, const struct ndjson_member *m)
{
	uint32_t i;

	if (!m || m->type != NDJSON_STRING ||
	    m->value_len != n_words * WORD_DIGITS)
		return false;
	memset(words, 0, n_words * sizeof(*words));
	for (i = 0; i < n_words * WORD_DIGITS; i++) {
		char c = m->value[i];
		unsigned digit;

		if (ascii_is_digit(c))
			digit = (unsigned)ascii_digit(c);
		else if (c >= 'a' && c <= 'f')
			digit = (unsigned)(c - 'a') + 10;
		else
			return false;
		words[i / WORD_DIGITS] = words[i / WORD_DIGITS] << 4 | digit;
	}
	return true;
}

static bool
read_sum(struct dec_sum *out, const struct ndjson_member *m)
{
	uint64_t words[SUM_WORDS];

	if (!read_words(words, SUM_WORDS, m))
		return false;
	out->hi = (int64_t)words[0];
	out->mid = words[1];
	out->lo = words[2];
	return true;
}

/** Squares that the numbers counted with them can have. */
static bool
read_squares(struct squares *out, const struct holding *more,
    const struct ndjson_member *m)
{
	uint64_t words[SQUARES_WORDS];
	int i;

	if (!read_words(words, SQUARES_WORDS, m))
		return false;
	for (i = 0; i < SQUARES_WORDS; i++)
		out->word[i] = words[SQUARES_WORDS - 1 - i];
	return squares_can_be(out, &more->sum, more->n);
}

static bool
read_holding(struct cube_state *s, const struct record *rec,
    const struct measure *measure, struct slot *slot, uint32_t g)
{
	const struct ndjson_member *best = record_get(rec, &s->best_f);
	const struct ndjson_member *order = record_get(rec, &s->order_f);
	const enum measure_kind kind = measure->is->kind;
	struct squares squares;
	struct value at;
	struct holding more = { .squares = &squares, .order = &at };

	if (!read_number(&more.n, record_get(rec, &s->n_f), INT64_MAX))
		return false;
	if (measure_has_sums(kind) &&
	    !read_sum(&more.sum, record_get(rec, &s->sum_f)))
		return false;
	if (kind == MEASURE_SQUARES &&
	    !read_squares(&squares, &more, record_get(rec, &s->squares_f)))
		return false;
	if ((measure_has_bests(kind) && !best) ||
	    (measure_has_orders(kind) && !order))
		return false;
	if (measure_has_bests(kind))
		more.best = value_of(best, &s->cube->scratch);
	if (measure_has_orders(kind))
		at = value_of(order, &s->cube->order_scratch);
	s->is_too_much |= !cube_hold(measure, slot, g, &more);
	return true;
}

/** How many there are of what a line tells: one at least. */
static bool
read_count(uint32_t *out, const struct ndjson_member *m)
{
	uint64_t v;

	if (!read_number(&v, m, UINT32_MAX) || v == 0)
		return false;
	*out = (uint32_t)v;
	return true;
}

static bool
read_by_count(struct cube_state *s, const struct record *rec, struct slot *slot,
    uint32_t g)
{
	uint32_t count, n_keys;

	if (!read_count(&count, record_get(rec, &s->count_f)) ||
	    !read_count(&n_keys, record_get(rec, &s->keys_f)))
		return false;
	if (!slot->spread)
		slot->spread = tally_new();
	tally_add(slot->spread, g, count, n_keys);
	return true;
}

static bool
read_line(struct cube_state *s, const struct record *rec)
{
	const struct ndjson_member *key = record_get(rec, &s->key_f);
	const struct measure *measure = NULL;
	struct slot *slot = read_slot(s, rec, &measure);
	uint32_t count;
	uint32_t g;

	if (!slot || !read_group(s, rec, slot->grouping, &g))
		return false;
	if (record_get(rec, &s->keys_f))
		return cube_state_by_count(s, measure) &&
		       read_by_count(s, rec, slot, g);
	if (!key)
		return read_holding(s, rec, measure, slot, g);
	if (!slot->tally || cube_state_by_count(s, measure) ||
	    !read_count(&count, record_get(rec, &s->count_f)))
		return false;
	tally_add(slot->tally, g,
	    cube_number(s->cube, measure->is->column, key), count);
	return true;
}

/* --- the first line of a part, and the last --------------------------------
 */

/** One of the parts that a first line names. */
static const char *
take_part(struct cube_state *s, const struct ndjson_member *part)
{
	char input[DIGEST_HEX + 1] = "";
	struct ndjson_member m;
	struct ndjson_iter it;
	const char *name = NULL, *text;
	size_t len = 0, n;

	if (part->type != NDJSON_OBJECT)
		return CUBE_STATE_DAMAGED;
	ndjson_iter_init(&it, part);
	while (ndjson_iter_next(&it, &m)) {
		if (m.type != NDJSON_STRING)
			return CUBE_STATE_DAMAGED;
		if (m.name_len == 5 && memcmp(m.name, "input", 5) == 0 &&
		    m.value_len == DIGEST_HEX) {
			memcpy(input, m.value, DIGEST_HEX);
		} else if (m.name_len == 4 && memcmp(m.name, "part", 4) == 0) {
			ndjson_text(&m, &s->scratch, &text, &n);
			if (!cube_parts_is_name(text, n))
				return CUBE_STATE_DAMAGED;
			name = text;
			len = n;
		}
	}
	if (!input[0])
		return CUBE_STATE_DAMAGED;
	return cube_parts_take(s->parts, name, len, input, &s->why) ? NULL
								    : s->why.s;
}

static const char *
read_parts(struct cube_state *s, const struct record *rec)
{
	const struct ndjson_member *parts = record_get(rec, &s->parts_f);
	struct ndjson_member part;
	struct ndjson_iter it;
	const char *why = NULL;

	if (!parts || parts->type != NDJSON_ARRAY)
		return CUBE_STATE_DAMAGED;
	ndjson_iter_init(&it, parts);
	while (!why && ndjson_iter_next(&it, &part))
		why = take_part(s, &part);
	return why;
}

/** Was it written by programs and in a form that mean the same as ours? */
static const char *
check_form(struct cube_state *s, const struct record *rec)
{
	const struct ndjson_member *version = record_get(rec, &s->version_f);
	uint64_t format = 1;

	if (record_get(rec, &s->format_f) &&
	    !read_number(&format, record_get(rec, &s->format_f), UINT32_MAX))
		return CUBE_STATE_DAMAGED;
	if (format != CUBE_STATE_FORMAT) {
		strbuf_addf(&s->why,
		    "a part in format %" PRIu64 ", where this program reads "
		    "and writes %d; count it again",
		    format, CUBE_STATE_FORMAT);
		return s->why.s;
	}
	if (!version || version->type != NDJSON_STRING)
		return CUBE_STATE_DAMAGED;
	if (ndjson_is_text(
		version, VARDSTROM_VERSION, strlen(VARDSTROM_VERSION)))
		return NULL;
	strbuf_addstr(&s->why, "a part by version ");
	strbuf_add_shown(&s->why, version->value, version->value_len);
	strbuf_addstr(&s->why,
	    ", where this program is " VARDSTROM_VERSION "; count it again");
	return s->why.s;
}

static const char *
read_first(struct cube_state *s, const struct record *rec)
{
	const char *why;

	if (s->has_begun && !s->has_ended)
		return "the part before it is cut short";
	why = check_form(s, rec);
	if (why)
		return why;
	if (!ndjson_is_text(record_get(rec, &s->asked_f), s->asked, DIGEST_HEX))
		return "a part of something else: its functions, -g, -w, "
		       "--period or definitions were others";
	s->has_begun = true;
	s->has_ended = false;
	s->n_lines = 0;
	return read_parts(s, rec);
}

static const char *
read_last(struct cube_state *s, const struct record *rec)
{
	uint64_t lines, within, outside;

	if (!read_number(&lines, record_get(rec, &s->lines_f), UINT64_MAX) ||
	    !read_number(&within, record_get(rec, &s->within_f), INT64_MAX) ||
	    !read_number(&outside, record_get(rec, &s->outside_f), INT64_MAX))
		return CUBE_STATE_DAMAGED;
	if (lines != s->n_lines) {
		strbuf_addf(&s->why,
		    "the part has %" PRIu64 " lines, and should have %" PRIu64,
		    s->n_lines, lines);
		return s->why.s;
	}
	if (within > INT64_MAX - s->n_within ||
	    outside > INT64_MAX - s->n_outside)
		return CUBE_TOO_MUCH;
	s->n_within += within;
	s->n_outside += outside;
	s->has_ended = true;
	return NULL;
}

const char *
cube_state_read(struct cube_state *s, const struct record *rec)
{
	if (!ndjson_is_text(record_get(rec, &s->record_f), "partial", 7))
		return "not a line that --partial wrote";
	if (record_get(rec, &s->asked_f))
		return read_first(s, rec);
	if (!s->has_begun || s->has_ended)
		return "the first line of a part is missing";
	if (record_get(rec, &s->lines_f))
		return read_last(s, rec);
	s->n_lines++;
	if (!read_line(s, rec))
		return CUBE_STATE_DAMAGED;
	return s->is_too_much ? CUBE_TOO_MUCH : NULL;
}

/** Do the keys of a tally make up the records of its groups? */
static bool
is_whole(const struct slot *slot)
{
	uint64_t *sums = xcalloc(slot->n_groups, sizeof(*sums));
	uint32_t g, count, n_keys;
	bool is_same = true;
	size_t at = 0, i;

	while (is_same && slot_next(slot, &at, &g, &count, &n_keys)) {
		is_same = g < slot->n_groups;
		if (is_same)
			sums[g] += (uint64_t)n_keys * count;
	}
	for (i = 0; is_same && i < slot->n_groups; i++)
		is_same = sums[i] == slot->n[i];
	free(sums);
	return is_same;
}

const char *
cube_state_end(struct cube_state *s)
{
	size_t i, k;

	if (!s->has_begun)
		return "no part was read";
	if (!s->has_ended)
		return "the last part is cut short";
	if (!cube_parts_are_all(s->parts, &s->why))
		return s->why.s;
	for (i = 0; i < s->cube->wanted->n_measures; i++)
		for (k = 0; k < s->cube->measures[i].n_slots; k++) {
			const struct slot *slot =
			    &s->cube->measures[i].slots[k];

			if (slot->tally && !is_whole(slot))
				return "a damaged part: its keys and their "
				       "number differ";
		}
	return NULL;
}
