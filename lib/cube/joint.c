/* joint.c - count a record once for many groupings. */
#include "joint.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "book.h"
#include "overflow.h"
#include "sample.h"
#include "spread.h"

/* Groups of keys may take one part in so many of the budget. */
enum { JOINT_PART = 8 };

/* --- deciding -------------------------------------------------------------
 */

/** Add a column to a list, which stays in order; false: it is full. */
static bool
add_column(int *columns, size_t *n, size_t max, int column)
{
	size_t i = *n;

	while (i > 0 && columns[i - 1] >= column)
		i--;
	if (i < *n && columns[i] == column)
		return true;
	if (*n == max)
		return false;
	memmove(columns + i + 1, columns + i, (*n - i) * sizeof(*columns));
	columns[i] = column;
	++*n;
	return true;
}

/** Add a grouping's columns; false, and none is added: there is no room. */
static bool
add_columns(
    const struct book *b, int *columns, size_t *n, size_t max, int grouping)
{
	const struct grouping *gr = &b->groupings[grouping];
	int more[BOOK_MAX_JOINT + SAMPLE_COLUMNS];
	size_t n_more = *n, i;

	memcpy(more, columns, *n * sizeof(*more));
	for (i = 0; i < gr->n_columns; i++)
		if (!add_column(more, &n_more, max, gr->columns[i]))
			return false;
	memcpy(columns, more, n_more * sizeof(*more));
	*n = n_more;
	return true;
}

/** Make a base by a joint grouping of these columns. */
static struct slot *
add_base(struct book *b, struct measure *m, const int *columns, size_t n)
{
	struct slot *base;

	if (!m->bases)
		m->bases = xcalloc(m->n_slots, sizeof(*m->bases));
	base = &m->bases[m->n_bases++];
	base->grouping = book_grouping(b, columns, n);
	base->base = -1;
	return base;
}

/** Note what a record is to be counted into. */
static void
list_into(struct measure *m)
{
	size_t i;

	if (!m->into)
		m->into = xcalloc(m->n_slots + 1, sizeof(struct slot *));
	m->n_into = 0;
	for (i = 0; i < m->n_bases; i++)
		m->into[m->n_into++] = &m->bases[i];
	for (i = 0; i < m->n_slots; i++)
		if (m->slots[i].base < 0)
			m->into[m->n_into++] = &m->slots[i];
}

/** Join all slots of a tally, as far as they fit. */
static void
join_tally(struct book *b, struct measure *m)
{
	int columns[BOOK_MAX_JOINT];
	size_t n = 0, i;

	for (i = 0; i < m->n_slots; i++) {
		struct slot *slot = &m->slots[i];

		if (!add_columns(
			b, columns, &n, BOOK_MAX_JOINT, slot->grouping))
			continue;
		slot->base = 0;
		tally_free(slot->tally);
		slot->tally = NULL;
	}
	add_base(b, m, columns, n)->tally = tally_new_bundled();
}

/** Begin to take a sample, where there are columns to join. */
static void
begin_sample(const struct book *b, struct measure *m)
{
	struct sample *s = xcalloc(1, sizeof(*s));
	size_t i;

	for (i = 0; i < m->n_slots; i++)
		if (!add_columns(b, s->columns, &s->n_columns, SAMPLE_COLUMNS,
			m->slots[i].grouping))
			break;
	if (i == m->n_slots)
		m->sample = s;
	else
		free(s);
}

void
joint_plan(struct book *b)
{
	size_t i;

	b->is_planned = true;
	b->hits = xcalloc(b->n_measures + 1, sizeof(struct measure *));
	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];

		if (m->n_slots > 1 && !b->is_apart) {
			if (m->kind != MEASURE_TALLY)
				m->is_sampled = true;
			else if (!m->is_ranked)
				join_tally(b, m);
		}
		list_into(m);
	}
}

/* --- from a sample -------------------------------------------------------- */

static uint32_t
columns_of(const struct book *b, const struct sample *s, int grouping)
{
	const struct grouping *gr = &b->groupings[grouping];
	uint32_t bits = 0;
	size_t i, k;

	for (i = 0; i < gr->n_columns; i++)
		for (k = 0; k < s->n_columns; k++)
			if (s->columns[k] == gr->columns[i])
				bits |= UINT32_C(1) << k;
	return bits;
}

/** Make bases of the joints that have more than one slot. */
static void
make_bases(struct book *b, struct measure *m, const struct sample *s,
    const struct sample_joint *joints, size_t n_joints, const size_t *choice)
{
	int columns[SAMPLE_COLUMNS];
	size_t i, k, n;

	for (i = 0; i < n_joints; i++) {
		if (joints[i].n_sets < 2)
			continue;
		for (k = 0; k < m->n_slots; k++)
			if (choice[k] == i)
				m->slots[k].base = (int)m->n_bases;
		for (n = 0, k = 0; k < s->n_columns; k++)
			if (joints[i].columns >> k & 1)
				columns[n++] = s->columns[k];
		add_base(b, m, columns, n);
	}
}

/** Join what the sample shows to make few groups together. */
static void
join_slots(struct book *b, struct measure *m)
{
	struct sample_joint *joints = xcalloc(m->n_slots, sizeof(*joints));
	uint32_t *sets = xcalloc(m->n_slots, sizeof(*sets));
	size_t *choice = xcalloc(m->n_slots, sizeof(*choice));
	size_t i, n;

	for (i = 0; i < m->n_slots; i++)
		sets[i] = columns_of(b, m->sample, m->slots[i].grouping);
	n = sample_join(
	    m->sample, sets, m->n_slots, BOOK_MAX_JOINT, joints, choice);
	make_bases(b, m, m->sample, joints, n, choice);
	list_into(m);
	free(joints);
	free(sets);
	free(choice);
}

static void
end_sample(struct measure *m)
{
	m->is_sampled = false;
	free(m->sample);
	m->sample = NULL;
}

void
joint_sample(struct book *b, struct measure *m)
{
	struct sample *s;
	size_t i;

	if (!m->sample)
		begin_sample(b, m);
	s = m->sample;
	if (!s) {
		m->is_sampled = false;
		return;
	}
	if (s->n_passed++ % SAMPLE_EVERY != 0)
		return;
	for (i = 0; i < s->n_columns; i++)
		s->numbers[s->n][i] = book_number_here(b, s->columns[i]);
	if (++s->n < SAMPLE_RECORDS)
		return;
	join_slots(b, m);
	end_sample(m);
}

/* --- making the slots ----------------------------------------------------- */

uint32_t *
joint_parents(struct book *b, int joint, int grouping)
{
	uint32_t n = book_n_groups(b, joint), g;
	uint32_t *parents = xcalloc((size_t)n + 1, sizeof(*parents));

	for (g = 0; g < n; g++)
		parents[g] = nest_parent(b, joint, g, grouping);
	return parents;
}

/** Add what a base holds of each of its groups to a slot. */
static void
add_up(struct measure *m, const struct slot *base, struct slot *slot,
    const uint32_t *parents)
{
	size_t g;

	for (g = 0; g < base->n_groups; g++) {
		struct holding more = { .n = base->n[g] };

		if (more.n == 0)
			continue;
		if (base->sums)
			more.sum = base->sums[g];
		if (base->bests)
			more.best = (struct value){ base->bests[g].s,
				base->bests[g].len };
		if (!book_merge(m, slot, parents[g], &more))
			BUG("parts of one count are more than it");
	}
}

/** Walk a tally key by key. */
static void
spread_tally(const struct tally *t, struct spread *spreads, size_t n)
{
	uint32_t g, key, count, last = 0;
	struct run run;
	bool is_more;
	size_t at = 0, i;

	run.n = 0;
	do {
		is_more = tally_next(t, &at, &g, &key, &count);
		if (run.n > 0 && (!is_more || key != last)) {
			for (i = 0; i < n; i++)
				spread_key(&spreads[i], &run);
			run.n = 0;
		}
		if (is_more) {
			run.groups[run.n] = g;
			run.counts[run.n++] = count;
			last = key;
		}
	} while (is_more);
}

/** Make the spreads of all slots of a base in one walk. */
static void
make_spreads(
    struct book *b, struct measure *m, int base, uint32_t *const *parents)
{
	struct spread *spreads = xcalloc(m->n_slots, sizeof(*spreads));
	size_t n = 0, k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (slot->base != base)
			continue;
		slot->spread = tally_new();
		spread_init(&spreads[n++], slot->spread, parents[k],
		    book_n_groups(b, slot->grouping));
	}
	spread_tally(m->bases[base].tally, spreads, n);
	while (n > 0)
		spread_release(&spreads[--n]);
	free(spreads);
}

/** A key had too many groups to lie beside each other: make each tally. */
static void
remake_tally(struct book *b, struct slot *slot, const struct tally *t,
    const uint32_t *parents)
{
	uint32_t g, key, count;
	size_t at = 0;

	slot->tally = book_new_tally(b, slot->grouping);
	while (tally_next(t, &at, &g, &key, &count))
		tally_add(slot->tally, parents[g], key, count);
}

static void
make_tallies(
    struct book *b, struct measure *m, int base, uint32_t *const *parents)
{
	struct slot *from = &m->bases[base];
	size_t k;

	if (tally_is_bundled(from->tally))
		make_spreads(b, m, base, parents);
	else
		for (k = 0; k < m->n_slots; k++)
			if (m->slots[k].base == base)
				remake_tally(
				    b, &m->slots[k], from->tally, parents[k]);
	tally_free(from->tally);
	from->tally = NULL;
}

/** Make the slots of one base; what it held is then theirs. */
static void
settle_base(struct book *b, struct measure *m, int base)
{
	struct slot *from = &m->bases[base];
	uint32_t **parents = xcalloc(m->n_slots, sizeof(*parents));
	size_t k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (slot->base != base)
			continue;
		parents[k] = joint_parents(b, from->grouping, slot->grouping);
		add_up(m, from, slot, parents[k]);
	}
	/* of one that went to the disk, the rest goes there too */
	if (from->tally && !b->overflow)
		make_tallies(b, m, base, parents);
	for (k = 0; k < m->n_slots; k++)
		free(parents[k]);
	free(parents);
	if (from->n)
		memset(from->n, 0, from->n_groups * sizeof(*from->n));
}

/** At most so many bytes are added where tallies are made one by one. */
static size_t
remade_bytes(const struct measure *m)
{
	size_t bytes = 0, k;

	for (k = 0; k < m->n_slots; k++) {
		const struct slot *slot = &m->slots[k];
		const struct tally *t =
		    slot->base < 0 ? NULL : m->bases[slot->base].tally;

		if (t && !tally_is_bundled(t))
			bytes += tally_bytes(t);
	}
	return bytes;
}

/** Would the tallies outgrow the budget when they are made? */
static bool
will_outgrow(const struct book *b)
{
	size_t more = 0, i;

	for (i = 0; i < b->n_measures; i++)
		more += remade_bytes(&b->measures[i]);
	return b->budget > 0 && more > 0 && book_bytes(b) + more > b->budget;
}

void
joint_settle(struct book *b)
{
	size_t i, k;

	if (!b->overflow && will_outgrow(b))
		b->overflow = overflow_new();
	for (i = 0; i < b->n_measures; i++)
		for (k = 0; k < b->measures[i].n_bases; k++)
			settle_base(b, &b->measures[i], (int)k);
}

/** What a base holds besides its keys. */
static size_t
group_bytes(const struct book *b, const struct slot *base)
{
	const struct keyset *keys = b->groupings[base->grouping].keys;

	return base->n_groups * sizeof(*base->n) +
	       (keys ? keyset_bytes(keys) : 0);
}

/** Count a measure as it is wanted, after all; a tally must be empty. */
static void
part(struct book *b, struct measure *m)
{
	size_t k;

	for (k = 0; k < m->n_bases; k++) {
		settle_base(b, m, (int)k);
		book_release_slot(&m->bases[k]);
	}
	m->n_bases = 0;
	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (slot->base >= 0 && m->kind == MEASURE_TALLY)
			slot->tally = book_new_tally(b, slot->grouping);
		slot->base = -1;
	}
	list_into(m);
}

void
joint_part_poured(struct book *b)
{
	size_t i;

	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];

		if (m->kind == MEASURE_TALLY && m->n_bases > 0 &&
		    group_bytes(b, &m->bases[0]) > b->budget / JOINT_PART)
			part(b, m);
	}
}

void
joint_relieve(struct book *b)
{
	size_t i, k;

	if (!b->is_crowded)
		return;
	b->is_crowded = false;
	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];
		bool is_crowded = false;

		for (k = 0; k < m->n_bases; k++)
			is_crowded |= m->bases[k].n_groups > BOOK_JOINT_MOST;
		if (is_crowded && m->kind != MEASURE_TALLY)
			part(b, m);
	}
}
