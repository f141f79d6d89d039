/*
 * suppress_worlds.h - random worlds for test_suppress_streams, the figures
 * that are sums of them, and who tries every world. Included once.
 */
#ifndef SUPPRESS_WORLDS_H
#define SUPPRESS_WORLDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/suppress-small/items.h"

enum {
	THRESHOLD = 4,
	N_CLINICS = 4,
	MAX_BASE = 12,
	MAX_FIGURES = 80,
	MAX_PARTS = 4 * MAX_FIGURES,
	MARGIN = 5, /* so much more than the most may a number of a world be */
	MAX_TRIES = 40000000, /* worlds, for one stream */
	USUAL_STREAMS = 120,
	MAX_SETS = 20000, /* of hidden records, where the least is searched */
	MAX_SEARCHED = 16 /* figures, likewise */
};

/* A figure, and what of the world it is the sum of; in one release. */
struct figure_of {
	const char *indicator;
	char by[80];  /* ["clinic"],"clinic":"a" */
	int grouping; /* figures that come or go together */
	bool is_share;
	bool is_ratio;
	bool has_part[N_ROLES];
	int weight[N_ROLES][MAX_BASE];
	int release;
	enum mark mark;
};

struct world {
	int n_base, base[MAX_BASE];
	struct figure_of list[MAX_FIGURES];
	int n;
	const char *registers;
	bool has_two_releases;
	bool is_known[MAX_BASE]; /* of no matter */
};

static uint32_t
chance(uint32_t *state, uint32_t n)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % n;
}

/* --- worlds --------------------------------------------------------------- */

static struct figure_of *
add(struct world *w, const char *indicator, int grouping, const char *by)
{
	struct figure_of *f = &w->list[w->n++];

	assert_true(w->n <= MAX_FIGURES);
	memset(f, 0, sizeof(*f));
	f->indicator = indicator;
	f->grouping = grouping;
	snprintf(f->by, sizeof(f->by), "%s", by);
	return f;
}

/* The part is the sum of the numbers of the world whose bit is set. */
static void
part(struct figure_of *f, enum role role, unsigned set)
{
	f->has_part[role] = true;
	for (int i = 0; i < MAX_BASE; i++)
		f->weight[role][i] += set >> i & 1;
}

static void
count(struct world *w, const char *indicator, int grouping, const char *by,
    unsigned set)
{
	part(add(w, indicator, grouping, by), ROLE_VALUE, set);
}

static void
share(struct world *w, const char *indicator, int grouping, const char *by,
    unsigned numerator, unsigned denominator)
{
	struct figure_of *f = add(w, indicator, grouping, by);

	f->is_share = f->is_ratio = true;
	part(f, ROLE_NUMERATOR, numerator);
	part(f, ROLE_DENOMINATOR, denominator);
	part(f, ROLE_N, denominator);
}

static const char clinics[] =
    "{\"record\":\"clinic\",\"clinic\":\"a\",\"provider\":\"P\",\"regi\":"
    "\"egen\"}\n"
    "{\"record\":\"clinic\",\"clinic\":\"b\",\"provider\":\"P\",\"regi\":"
    "\"egen\"}\n"
    "{\"record\":\"clinic\",\"clinic\":\"c\",\"provider\":\"Q\",\"regi\":"
    "\"privat\"}\n"
    "{\"record\":\"clinic\",\"clinic\":\"d\",\"provider\":\"R\",\"regi\":"
    "\"privat\"}\n";

/* Where a scope lies: which of the four clinics, and how it is written. */
static const struct place_of {
	int grouping;
	const char *member, *value;
	unsigned clinics;
} places[] = {
	{ 0, "clinic", "a", 1 },
	{ 0, "clinic", "b", 2 },
	{ 0, "clinic", "c", 4 },
	{ 0, "clinic", "d", 8 },
	{ 1, "provider", "P", 3 },
	{ 1, "provider", "Q", 4 },
	{ 1, "provider", "R", 8 },
	{ 2, "regi", "egen", 3 },
	{ 2, "regi", "privat", 12 },
	{ 3, NULL, NULL, 15 },
};

enum { N_PLACES = sizeof(places) / sizeof(places[0]) };

/* The clinics' bits, each as many bits as it has numbers: those of which. */
static unsigned
bits(unsigned of_clinics, int n_each, unsigned which)
{
	unsigned set = 0;

	for (int i = 0; i < 4; i++) {
		if (of_clinics >> i & 1)
			set |= which << (i * n_each);
	}
	return set;
}

/* ["clinic","month"],"clinic":"a","month":"2025-01" */
static const char *
by_text(char *s, size_t size, const struct place_of *p, const char *member,
    const char *value)
{
	const bool two = p->member && member;

	snprintf(s, size, "[%s%s%s%s%s%s%s]%s%s%s%s%s%s%s%s%s%s",
	    p->member ? "\"" : "", p->member ? p->member : "",
	    p->member ? "\"" : "", two ? "," : "", member ? "\"" : "",
	    member ? member : "", member ? "\"" : "", p->member ? ",\"" : "",
	    p->member ? p->member : "", p->member ? "\":\"" : "",
	    p->member ? p->value : "", p->member ? "\"" : "",
	    member ? ",\"" : "", member ? member : "", member ? "\":\"" : "",
	    member ? value : "", member ? "\"" : "");
	return s;
}

/* Clinics within providers within regi, by sex or not. */
static void
make_nested(struct world *w, uint32_t *state)
{
	const bool has_sex = chance(state, 2);
	const int n_each = has_sex ? 2 : 1;
	char by[80];

	w->n_base = 4 * n_each;
	for (int i = 0; i < N_PLACES; i++) {
		const struct place_of *p = &places[i];

		count(w, "visits", p->grouping,
		    by_text(by, sizeof(by), p, NULL, NULL),
		    bits(p->clinics, n_each, has_sex ? 3 : 1));
		for (int sex = 0; has_sex && sex < 2; sex++)
			count(w, "visits", 4 + p->grouping,
			    by_text(by, sizeof(by), p, "sex", sex ? "M" : "F"),
			    bits(p->clinics, n_each, 1u << sex));
	}
}

/* Shares, their numerators and denominators as figures of their own. */
static void
make_shares(struct world *w, uint32_t *state)
{
	char by[80];

	w->n_base = 8;
	(void)state;
	for (int i = 0; i < N_PLACES; i++) {
		const struct place_of *p = &places[i];
		const unsigned inside = bits(p->clinics, 2, 1),
			       all = bits(p->clinics, 2, 3);

		by_text(by, sizeof(by), p, NULL, NULL);
		share(w, "within_share", p->grouping, by, inside, all);
		count(w, "within", 4 + p->grouping, by, inside);
		count(w, "contacts", 8 + p->grouping, by, all);
	}
}

/* Patients by their number of visits, patients and visits. */
static void
make_spread(struct world *w, uint32_t *state)
{
	static const char *const bins[] = { "1", "2", "3" };
	char by[80];

	w->n_base = 12;
	(void)state;
	for (int i = 0; i < N_PLACES; i++) {
		const struct place_of *p = &places[i];
		struct figure_of *f;

		for (int bin = 0; bin < 3; bin++)
			count(w, "patients_by_visits", p->grouping,
			    by_text(by, sizeof(by), p, "visits", bins[bin]),
			    bits(p->clinics, 3, 1u << bin));
		by_text(by, sizeof(by), p, NULL, NULL);
		count(
		    w, "patients", 4 + p->grouping, by, bits(p->clinics, 3, 7));
		f = add(w, "visits", 8 + p->grouping, by);
		for (int bin = 0; bin < 3; bin++) {
			for (int k = 0; k <= bin; k++)
				part(f, ROLE_VALUE,
				    bits(p->clinics, 3, 1u << bin));
		}
	}
}

/* Months of three clinics, the year, and what came together until then. */
static void
make_months(struct world *w, uint32_t *state)
{
	static const char *const months[] = { "2025-01", "2025-02", "2025-03" };
	char by[80];

	w->n_base = 12;
	(void)state;
	for (int i = 0; i < N_PLACES; i++) {
		const struct place_of *p = &places[i];

		if (p->grouping == 1)
			continue;
		count(w, "visits", p->grouping,
		    by_text(by, sizeof(by), p, NULL, NULL),
		    bits(p->clinics, 3, 7));
		for (int m = 0; m < 3; m++) {
			by_text(by, sizeof(by), p, "month", months[m]);
			count(w, "visits", 4 + p->grouping, by,
			    bits(p->clinics, 3, 1u << m));
			count(w, "visits_to_date", 8 + p->grouping, by,
			    bits(p->clinics, 3, (2u << m) - 1));
		}
	}
}

/* Leave groupings out, but one. */
static void
thin_out(struct world *w, uint32_t *state)
{
	const unsigned left_out = chance(state, 4096) & chance(state, 4096);
	int n = 0;

	for (int i = 0; i < w->n; i++) {
		if (w->list[i].grouping != 0 &&
		    left_out >> w->list[i].grouping & 1)
			continue;
		w->list[n++] = w->list[i];
	}
	w->n = n;
}

/* What was released before: some of the groupings; of months the first two,
   and the year as it was then. */
static void
release_before(struct world *w, uint32_t *state, bool has_months)
{
	const unsigned groupings = chance(state, 4096) | 1;
	const int n = w->n;

	w->has_two_releases = true;
	for (int i = 0; i < n; i++) {
		struct figure_of f = w->list[i];

		w->list[i].release = 1;
		if (!(groupings >> f.grouping & 1) || w->n == MAX_FIGURES)
			continue;
		if (has_months && strstr(f.by, "2025-03"))
			continue;
		for (int k = 2; has_months && k < MAX_BASE; k += 3)
			f.weight[ROLE_VALUE][k] = 0;
		w->list[w->n++] = f;
	}
}

static void
make(struct world *w, uint32_t *state)
{
	static void (*const makers[])(struct world *, uint32_t *) = {
		make_nested, make_shares, make_spread, make_months
	};
	const uint32_t kind = chance(state, 4);
	uint32_t most;

	memset(w, 0, sizeof(*w));
	w->registers = clinics;
	makers[kind](w, state);
	most = 5 + chance(state, 8);
	for (int i = 0; i < w->n_base; i++) {
		const uint32_t how = chance(state, 10);

		w->base[i] = how < 2   ? 0
			     : how < 4 ? 1 + (int)chance(state, THRESHOLD - 1)
				       : (int)chance(state, most + 1);
	}
	thin_out(w, state);
	if (chance(state, 2))
		release_before(w, state, kind == 3);
}

static int
sum(const struct figure_of *f, int role, const int *base)
{
	int v = 0;

	for (int i = 0; i < MAX_BASE; i++)
		v += f->weight[role][i] * base[i];
	return v;
}

static bool
is_small(int v)
{
	return v > 0 && v < THRESHOLD;
}

/* The label of a figure, if it is hidden, as the manual has it. */
static enum mark
label(const struct figure_of *f, const int *base)
{
	for (int role = 0; role < N_ROLES; role++) {
		if (f->has_part[role] && is_small(sum(f, role, base)))
			return MARK_SMALL;
	}
	if (f->is_share && is_small(sum(f, ROLE_DENOMINATOR, base) -
				    sum(f, ROLE_NUMERATOR, base)))
		return MARK_SMALL;
	return !f->is_ratio && sum(f, ROLE_VALUE, base) == 0
		   ? MARK_SMALL
		   : MARK_COMPLEMENTARY;
}

/* --- the attacker --------------------------------------------------------- */

/* A part of a figure that is shown, or may not be seen. */
struct part_of {
	const struct figure_of *figure;
	int weight[MAX_BASE];
	int last;  /* the last number of the world with a weight */
	int value; /* in the true world */
	bool is_exact;
	int high;      /* no more than this */
	uint64_t seen; /* values that it has in worlds that fit */
	bool is_secret;
};

struct attack {
	const struct world *w;
	struct part_of parts[MAX_PARTS];
	int n;
	int last[MAX_FIGURES]; /* the last number of each figure */
	int top, at_least;
	int base[MAX_BASE], partial[MAX_BASE + 1][MAX_PARTS];
	long tries, max_tries;
};

static void
add_part(struct attack *a, const struct figure_of *f, int role, int less)
{
	struct part_of *p = &a->parts[a->n++];
	const bool is_count = role == ROLE_VALUE && !f->is_ratio;

	memset(p, 0, sizeof(*p));
	p->figure = f;
	for (int i = 0; i < MAX_BASE; i++) {
		p->weight[i] = f->weight[role][i];
		if (less >= 0)
			p->weight[i] -= f->weight[less][i];
		if (p->weight[i] != 0)
			p->last = i;
		p->value += p->weight[i] * a->w->base[i];
	}
	p->is_exact = f->mark == MARK_NONE;
	/* a zero that is hidden is one that may be small */
	p->is_secret = is_small(p->value) ||
		       (is_count && p->value == 0 && f->mark == MARK_SMALL);
	p->high = !p->is_exact && is_count && f->mark == MARK_SMALL
		      ? THRESHOLD - 1
		      : INT32_MAX;
}

static bool
is_wide(const struct part_of *p, int at_least)
{
	int low = 0, high = 63;

	if (p->seen == 0)
		return false;
	while (!(p->seen >> low & 1))
		low++;
	while (!(p->seen >> high & 1))
		high--;
	if (at_least > THRESHOLD - 1)
		at_least = THRESHOLD - 1;
	return high - low + 1 >= at_least;
}

static bool
is_all_wide(const struct attack *a)
{
	for (int i = 0; i < a->n; i++) {
		if (a->parts[i].is_secret &&
		    !is_wide(&a->parts[i], a->at_least))
			return false;
	}
	return true;
}

static void
note_world(struct attack *a)
{
	for (int i = 0; i < a->n; i++) {
		const int v = a->partial[a->w->n_base][i];

		a->parts[i].seen |= UINT64_C(1) << (v < 63 ? v : 63);
	}
}

/* Do the hidden figures that the i-th number completes keep their labels? */
static bool
keep_labels(const struct attack *a, int i)
{
	for (int k = 0; k < a->w->n; k++) {
		const struct figure_of *f = &a->w->list[k];

		if (f->mark != MARK_NONE && a->last[k] == i &&
		    label(f, a->base) != f->mark)
			return false;
	}
	return true;
}

/* Try every value of the i-th number; true once enough is seen. */
static bool
try_all(struct attack *a, int i)
{
	if (i == a->w->n_base) {
		note_world(a);
		return is_all_wide(a);
	}
	for (int v = a->w->is_known[i] ? a->w->base[i] : 0; v <= a->top; v++) {
		if (a->w->is_known[i] && v > a->w->base[i])
			break;
		bool fits = true, is_over = false;

		if (++a->tries > a->max_tries)
			return true;
		a->base[i] = v;
		for (int k = 0; fits && k < a->n; k++) {
			const struct part_of *p = &a->parts[k];
			const int s = a->partial[i][k] + v * p->weight[i];

			a->partial[i + 1][k] = s;
			if (s > p->high || (p->is_exact && s > p->value)) {
				is_over = p->weight[i] > 0;
				fits = false;
			}
			if (p->is_exact && i == p->last && s != p->value)
				fits = false;
		}
		if (is_over)
			break;
		if (fits && keep_labels(a, i) && try_all(a, i + 1))
			return true;
	}
	return false;
}

/* Does who tries every world learn a small figure? -1: too many worlds. */
static int
learns(const struct world *w, int at_least, long max_tries, bool is_told)
{
	struct attack *a = calloc(1, sizeof(*a));
	int ret;

	assert_non_null(a);
	a->w = w;
	a->at_least = at_least;
	a->max_tries = max_tries;
	for (int i = 0; i < w->n_base; i++)
		a->top = w->base[i] > a->top ? w->base[i] : a->top;
	a->top += MARGIN;
	for (int i = 0; i < w->n; i++) {
		const struct figure_of *f = &w->list[i];

		for (int role = 0; role < N_ROLES; role++) {
			if (!f->has_part[role])
				continue;
			add_part(a, f, role, -1);
			if (a->parts[a->n - 1].last > a->last[i])
				a->last[i] = a->parts[a->n - 1].last;
		}
		if (f->is_share)
			add_part(a, f, ROLE_DENOMINATOR, ROLE_NUMERATOR);
	}
	try_all(a, 0);
	for (int i = 0; is_told && i < a->n; i++) {
		const struct part_of *p = &a->parts[i];

		if (p->is_secret && !is_wide(p, at_least))
			print_message(
			    "# learnt: %s %s release %d: %d of %llx\n",
			    p->figure->indicator, p->figure->by,
			    p->figure->release, p->value,
			    (unsigned long long)p->seen);
	}
	ret = is_all_wide(a) ? 0 : a->tries > max_tries ? -1 : 1;
	free(a);
	return ret;
}

#endif
