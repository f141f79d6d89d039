/* cube_state.c - what a cube holds as lines of JSON. */
#include "cube_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/stream.h" /* VARDSTROM_VERSION */
#include "vardstrom/xalloc.h"

#include "cube_private.h"

void
cube_state_init(struct cube_state *s, struct cube *cube,
    struct cube_parts *parts, const char *asked)
{
	static const struct cube_state fields = {
		.whole = -1,
		.why = STRBUF_INIT,
		.scratch = STRBUF_INIT,
		.record_f = FIELD("record"),
		.format_f = FIELD("format"),
		.version_f = FIELD("version"),
		.asked_f = FIELD("asked"),
		.parts_f = FIELD("parts"),
		.lines_f = FIELD("lines"),
		.within_f = FIELD("within"),
		.outside_f = FIELD("outside"),
		.slot_f = FIELD("slot"),
		.group_f = FIELD("group"),
		.n_f = FIELD("n"),
		.sum_f = FIELD("sum"),
		.squares_f = FIELD("squares"),
		.best_f = FIELD("best"),
		.order_f = FIELD("order"),
		.key_f = FIELD("key"),
		.keys_f = FIELD("keys"),
		.count_f = FIELD("count"),
	};

	*s = fields;
	s->cube = cube;
	s->parts = parts;
	memcpy(s->asked, asked, sizeof(s->asked));
}

void
cube_state_release(struct cube_state *s)
{
	free(s->groups);
	strbuf_release(&s->why);
	strbuf_release(&s->scratch);
}

bool
cube_state_by_count(const struct cube_state *s, const struct measure *m)
{
	return s->whole >= 0 && m->is->kind == MEASURE_TALLY &&
	       !m->is->is_ranked && m->is->column == s->whole;
}

bool
cube_state_set_whole(struct cube_state *s, int column)
{
	size_t i;

	s->whole = column;
	for (i = 0; i < s->cube->wanted->n_measures; i++)
		if (cube_state_by_count(s, &s->cube->measures[i]))
			return true;
	return false;
}

/* --- writing
 * ------------------------------------------------------------------ */

static struct slot *
slot_at(const struct cube_state *s)
{
	return &s->cube->measures[s->measure].slots[s->slot];
}

static int
compare_counts(const void *a, const void *b)
{
	const struct sorted_entry *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/**
 * How many keys of a slot were met how often: number is how often, count how
 * many. In the place of the slot's sorted keys, which are not asked for.
 */
static void
sort_by_count(struct slot *slot)
{
	struct tally *counts = tally_new();
	struct sorted_tally *sorted = xcalloc(1, sizeof(*sorted));
	uint32_t group, count, n_keys;
	size_t at = 0;

	while (slot_next(slot, &at, &group, &count, &n_keys))
		tally_add(counts, group, count, n_keys);
	sorted->entries =
	    xcalloc(tally_n(counts) + 1, sizeof(*sorted->entries));
	at = 0;
	while (tally_next(counts, &at, &group, &count, &n_keys))
		sorted->entries[sorted->n++] = (struct sorted_entry){
			.group = group, .number = count, .count = n_keys
		};
	tally_free(counts);
	qsort(sorted->entries, sorted->n, sizeof(*sorted->entries),
	    compare_counts);
	slot->sorted = sorted;
}

static void
find_groups(struct cube_state *s)
{
	const struct slot *slot = slot_at(s);
	uint32_t g;

	s->groups = xcalloc(slot->n_groups, sizeof(*s->groups));
	s->n_groups = s->group = 0;
	for (g = 0; g < slot->n_groups; g++)
		if (slot->n[g] > 0)
			s->groups[s->n_groups++] = g;
	cube_sort_groups(s->cube, slot->grouping, s->groups, s->n_groups);
	if (cube_state_by_count(s, &s->cube->measures[s->measure]) &&
	    !slot->sorted)
		sort_by_count(slot_at(s));
}

/** Go to a group that holds something; false after the last. */
static bool
find_group(struct cube_state *s)
{
	while (s->measure < s->cube->wanted->n_measures) {
		if (s->slot == s->cube->measures[s->measure].n_slots) {
			s->slot = 0;
			s->measure++;
			continue;
		}
		if (!s->groups)
			find_groups(s);
		if (s->group < s->n_groups)
			return true;
		free(s->groups);
		s->groups = NULL;
		s->slot++;
	}
	return false;
}

static void
add_value(struct strbuf *sb, struct value v)
{
	strbuf_addch(sb, '[');
	if (value_type(v) != VALUE_MISSING)
		value_json(v, sb);
	strbuf_addch(sb, ']');
}

/** What every line of a slot begins with. */
static void
add_place(const struct cube_state *s, struct strbuf *sb)
{
	int grouping = slot_at(s)->grouping;
	size_t n = s->cube->groupings[grouping].n_columns;
	size_t i;

	strbuf_addf(sb,
	    "{\"record\":\"partial\",\"slot\":[%zu,%zu],\"group\":[",
	    s->measure, s->slot);
	for (i = 0; i < n; i++) {
		if (i > 0)
			strbuf_addch(sb, ',');
		add_value(sb, cube_group_value(
				  s->cube, grouping, s->groups[s->group], i));
	}
	strbuf_addch(sb, ']');
}

static void
add_holding(const struct cube_state *s, struct strbuf *sb)
{
	const struct slot *slot = slot_at(s);
	uint32_t g = s->groups[s->group];
	struct value best;
	int i;

	strbuf_addf(sb, ",\"n\":%" PRIu64, slot->n[g]);
	if (slot->sums)
		strbuf_addf(sb,
		    ",\"sum\":\"%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "\"",
		    (uint64_t)slot->sums[g].hi, slot->sums[g].mid,
		    slot->sums[g].lo);
	if (slot->squares) {
		strbuf_addstr(sb, ",\"squares\":\"");
		for (i = SQUARES_WORDS; i-- > 0;)
			strbuf_addf(
			    sb, "%016" PRIx64, slot->squares[g].word[i]);
		strbuf_addch(sb, '"');
	}
	if (slot->bests && slot_best(&best, slot, g)) {
		strbuf_addstr(sb, ",\"best\":");
		value_json(best, sb);
	}
	if (slot->orders) {
		strbuf_addstr(sb, ",\"order\":");
		value_json(slot_order(slot, g), sb);
	}
	strbuf_addch(sb, '}');
}

static void
add_key(
    const struct cube_state *s, const struct sorted_entry *e, struct strbuf *sb)
{
	int column = s->cube->measures[s->measure].is->column;
	struct value key;

	if (cube_state_by_count(s, &s->cube->measures[s->measure])) {
		strbuf_addf(sb, ",\"count\":%" PRIu32 ",\"keys\":%" PRIu32 "}",
		    e->number, e->count);
		return;
	}
	key.s = keyset_key(s->cube->columns[column].keys, e->number, &key.len);
	strbuf_addstr(sb, ",\"key\":");
	value_json(key, sb);
	strbuf_addf(sb, ",\"count\":%" PRIu32 "}", e->count);
}

/** Append the group's next key; false where it has no more. */
static bool
next_key(struct cube_state *s, struct strbuf *sb)
{
	struct slot *slot = slot_at(s);
	uint32_t g = s->groups[s->group];
	const struct sorted_tally *sorted;

	if (!slot->tally)
		return false;
	sorted = slot_sorted(s->cube, (int)s->measure, slot);
	if (s->entry == 0)
		s->entry = sorted_first(sorted, g);
	if (s->entry == sorted->n || sorted->entries[s->entry].group != g)
		return false;
	add_place(s, sb);
	add_key(s, &sorted->entries[s->entry], sb);
	s->entry++;
	return true;
}

static void
add_first(const struct cube_state *s, struct strbuf *sb)
{
	strbuf_addf(sb,
	    "{\"record\":\"partial\",\"format\":%d,\"version\":\"%s\","
	    "\"asked\":\"%s\",\"parts\":",
	    CUBE_STATE_FORMAT, VARDSTROM_VERSION, s->asked);
	cube_parts_json(s->parts, sb);
	strbuf_addch(sb, '}');
}

static void
add_last(const struct cube_state *s, struct strbuf *sb)
{
	strbuf_addf(sb,
	    "{\"record\":\"partial\",\"lines\":%" PRIu64 ",\"within\":%" PRIu64
	    ",\"outside\":%" PRIu64 "}",
	    s->n_lines, s->n_within, s->n_outside);
}

/** Append the next line between the first and the last. */
static bool
next_line(struct cube_state *s, struct strbuf *sb)
{
	while (find_group(s)) {
		if (!s->is_keys) {
			add_place(s, sb);
			add_holding(s, sb);
			s->is_keys = true;
			s->entry = 0;
			return true;
		}
		if (next_key(s, sb))
			return true;
		s->is_keys = false;
		s->group++;
	}
	return false;
}

bool
cube_state_next(struct cube_state *s, struct strbuf *sb)
{
	if (!s->has_begun) {
		s->has_begun = true;
		add_first(s, sb);
		return true;
	}
	if (next_line(s, sb)) {
		s->n_lines++;
		return true;
	}
	if (s->has_ended)
		return false;
	s->has_ended = true;
	add_last(s, sb);
	return true;
}
