/* system.c - do any numbers fit all of it? */
#include "system.h"

#include <stdlib.h>
#include <string.h>

#include "base/forest.h"
#include "vardstrom/solver.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_ROUNDS = 200, /* of narrowing; what is not done then stays wide */
	NOBODY = -1
};

struct number {
	struct range known, left;
	bool is_whole, is_free;
	int narrowed_by; /* the last relation that did */
};

struct relation {
	size_t first, n; /* in terms */
	struct range right;
	int scale; /* of a quotient; 0: a sum */
	bool is_out;
	bool is_due; /* a number of it is narrower since it was looked at */
};

struct system {
	struct number *numbers;
	size_t n_numbers, cap_numbers;
	struct relation *relations;
	size_t n_relations, cap_relations;
	size_t *terms; /* numbers, relation by relation */
	size_t n_terms, cap_terms;
	signed char *signs;
	size_t cap_signs;
	struct solver *solver;
	bool is_cut;  /* a search was ended before it was done */
	int failed;   /* the relation at which narrowing found nothing left */
	size_t *uses; /* relations, number by number: from uses_of[i] on ... */
	size_t *uses_of;
	size_t n_uses;      /* ... of so many terms; others: out of date */
	struct range *were; /* scratch: the numbers of a sum */
	size_t n_were;
	uint32_t *roots; /* scratch: numbers and relations that hang together */
	size_t n_roots;
};

struct system *
system_new(void)
{
	struct system *s = xcalloc(1, sizeof(*s));

	s->solver = solver_new();
	return s;
}

void
system_free(struct system *s)
{
	if (!s)
		return;
	solver_free(s->solver);
	free(s->numbers);
	free(s->relations);
	free(s->terms);
	free(s->signs);
	free(s->were);
	free(s->uses);
	free(s->uses_of);
	free(s->roots);
	free(s);
}

size_t
system_number(struct system *s, const struct range *r, bool is_whole)
{
	GROW(s->numbers, s->n_numbers, s->cap_numbers);
	s->numbers[s->n_numbers] = (struct number){ .known = *r,
		.left = *r,
		.is_whole = is_whole,
		.narrowed_by = NOBODY };
	return s->n_numbers++;
}

size_t
system_sum(struct system *s, const struct range *right)
{
	GROW(s->relations, s->n_relations, s->cap_relations);
	s->relations[s->n_relations] =
	    (struct relation){ .first = s->n_terms, .right = *right };
	return s->n_relations++;
}

void
system_term(struct system *s, size_t number, int sign)
{
	GROW(s->terms, s->n_terms, s->cap_terms);
	GROW(s->signs, s->n_terms, s->cap_signs);
	s->terms[s->n_terms] = number;
	s->signs[s->n_terms++] = (signed char)sign;
	s->relations[s->n_relations - 1].n++;
}

size_t
system_quotient(
    struct system *s, size_t quotient, size_t above, size_t below, int scale)
{
	const struct range nothing = { 0 };
	const size_t relation = system_sum(s, &nothing);

	s->relations[relation].scale = scale;
	system_term(s, quotient, 1);
	system_term(s, above, 1);
	system_term(s, below, 1);
	return relation;
}

size_t
system_n_numbers(const struct system *s)
{
	return s->n_numbers;
}

size_t
system_n_relations(const struct system *s)
{
	return s->n_relations;
}

const size_t *
system_numbers_of(const struct system *s, size_t relation, size_t *n)
{
	*n = s->relations[relation].n;
	return s->terms + s->relations[relation].first;
}

int
system_sign_of(const struct system *s, size_t relation, size_t i)
{
	return s->signs[s->relations[relation].first + i];
}

const struct range *
system_right(const struct system *s, size_t relation)
{
	return &s->relations[relation].right;
}

bool
system_is_quotient(const struct system *s, size_t relation, int *scale)
{
	*scale = s->relations[relation].scale;
	return *scale != 0;
}

void
system_free_number(struct system *s, size_t number, bool is_free)
{
	s->numbers[number].is_free = is_free;
}

void
system_set_number(struct system *s, size_t number, const struct range *r)
{
	s->numbers[number].known = *r;
}

const struct range *
system_known(const struct system *s, size_t number)
{
	return &s->numbers[number].known;
}

void
system_leave_out(struct system *s, size_t relation, bool is_out)
{
	s->relations[relation].is_out = is_out;
}

const struct range *
system_left(const struct system *s, size_t number)
{
	return &s->numbers[number].left;
}

/* --- narrowing ------------------------------------------------------------ */

static void
begin_number(struct number *x)
{
	if (x->is_free)
		range_all(&x->left, x->is_whole);
	else
		x->left = x->known;
	if (x->is_whole)
		range_whole(&x->left);
	x->narrowed_by = NOBODY;
}

/* Which relations is a number in? */
static void
find_uses(struct system *s)
{
	if (s->uses_of && s->n_uses == s->n_terms)
		return;
	free(s->uses);
	free(s->uses_of);
	s->uses = xcalloc(s->n_terms + 1, sizeof(*s->uses));
	s->uses_of = xcalloc(s->n_numbers + 2, sizeof(*s->uses_of));
	s->n_uses = s->n_terms;
	for (size_t i = 0; i < s->n_terms; i++)
		s->uses_of[s->terms[i] + 2]++;
	for (size_t i = 2; i < s->n_numbers + 2; i++)
		s->uses_of[i] += s->uses_of[i - 1];
	for (size_t i = 0; i < s->n_relations; i++) {
		const struct relation *r = &s->relations[i];

		for (size_t j = 0; j < r->n; j++)
			s->uses[s->uses_of[s->terms[r->first + j] + 1]++] = i;
	}
}

/* Returns 1: narrower; 0: as it was; -1: nothing is left. */
static int
narrow(struct system *s, size_t relation, size_t number, const struct range *by)
{
	struct number *x = &s->numbers[number];

	if (!range_narrow(&x->left, by)) {
		/* a hair apart is apart */
		if (range_meets(&x->left, by))
			return 0;
		s->failed = (int)relation;
		return -1;
	}
	if (x->is_whole)
		range_whole(&x->left);
	if (range_is_empty(&x->left)) {
		s->failed = (int)relation;
		return -1;
	}
	x->narrowed_by = (int)relation;
	for (size_t i = s->uses_of[number]; i < s->uses_of[number + 1]; i++)
		s->relations[s->uses[i]].is_due = true;
	return 1;
}

/* The ends of a sum, and what of them cannot be told. */
struct tally_end {
	struct dec sum;
	size_t n_none, n_out;
};

static bool
tally_add(struct tally_end *t, const struct end *end, int sign)
{
	t->n_out += end->is_out;
	t->n_none += end->is_none;
	if (end->is_none)
		return true;
	return (sign > 0 ? dec_add(&t->sum, t->sum, end->at)
			 : dec_sub(&t->sum, t->sum, end->at)) == DEC_OK;
}

/* The same without one of the ends that it was made of. */
static struct end
tally_without(const struct tally_end *t, const struct end *end, int sign)
{
	struct end rest = { .at = t->sum,
		.is_out = t->n_out > (size_t)end->is_out,
		.is_none = t->n_none > (size_t)end->is_none };

	if (!rest.is_none && !end->is_none &&
	    (sign > 0 ? dec_sub(&rest.at, t->sum, end->at)
		      : dec_add(&rest.at, t->sum, end->at)) != DEC_OK)
		rest.is_none = true;
	return rest;
}

static const struct end *
low_end(const struct range *r, int sign)
{
	return sign > 0 ? &r->low : &r->high;
}

static const struct end *
high_end(const struct range *r, int sign)
{
	return sign > 0 ? &r->high : &r->low;
}

/* Each number is what the others leave of the sum. */
static int
narrow_sum(struct system *s, size_t relation)
{
	const struct relation *r = &s->relations[relation];
	const size_t *terms = s->terms + r->first;
	const signed char *signs = s->signs + r->first;
	struct tally_end low = { 0 }, high = { 0 };
	int ret = 0;

	if (s->n_were < r->n) {
		s->n_were = r->n;
		s->were = xreallocarray(s->were, r->n, sizeof(*s->were));
	}
	for (size_t i = 0; i < r->n; i++) {
		const struct range *x = &s->numbers[terms[i]].left;

		s->were[i] = *x;

		if (!tally_add(&low, low_end(x, signs[i]), signs[i]) ||
		    !tally_add(&high, high_end(x, signs[i]), signs[i]))
			return 0;
	}
	for (size_t i = 0; i < r->n; i++) {
		const struct range *own = &s->were[i];
		const struct range others = {
			tally_without(&low, low_end(own, signs[i]), signs[i]),
			tally_without(&high, high_end(own, signs[i]), signs[i])
		};
		struct range x;
		int one;

		if (signs[i] > 0)
			range_sub(&x, &r->right, &others);
		else
			range_sub(&x, &others, &r->right);
		one = narrow(s, relation, terms[i], &x);
		if (one < 0)
			return -1;
		ret |= one;
	}
	return ret;
}

static int
narrow_quotient(struct system *s, size_t relation)
{
	const struct relation *r = &s->relations[relation];
	const size_t *terms = s->terms + r->first;
	const struct range *q = &s->numbers[terms[0]].left;
	const struct range *above = &s->numbers[terms[1]].left;
	const struct range *below = &s->numbers[terms[2]].left;
	struct range x;
	int ret = 0, one;

	if (range_div(&x, above, below, r->scale)) {
		one = narrow(s, relation, terms[0], &x);
		if (one < 0)
			return -1;
		ret |= one;
	}
	/* above = quotient * below / scale */
	if (range_mul(&x, q, below, 1)) {
		const struct range scale = { { dec_from_int(r->scale), 0, 0 },
			{ dec_from_int(r->scale), 0, 0 } };
		struct range part;

		if (range_div(&part, &x, &scale, 1)) {
			one = narrow(s, relation, terms[1], &part);
			if (one < 0)
				return -1;
			ret |= one;
		}
	}
	if (range_div(&x, above, q, r->scale)) {
		one = narrow(s, relation, terms[2], &x);
		if (one < 0)
			return -1;
		ret |= one;
	}
	return ret;
}

static int
narrow_by(struct system *s, size_t relation)
{
	return s->relations[relation].scale ? narrow_quotient(s, relation)
					    : narrow_sum(s, relation);
}

/* Is something left of every number? */
static bool
narrow_all(struct system *s)
{
	bool is_changed = true;

	s->failed = NOBODY;
	find_uses(s);
	for (size_t i = 0; i < s->n_relations; i++)
		s->relations[i].is_due = true;
	for (size_t i = 0; i < s->n_numbers; i++) {
		begin_number(&s->numbers[i]);
		if (range_is_empty(&s->numbers[i].left))
			return false;
	}
	for (int round = 0; is_changed && round < MAX_ROUNDS; round++) {
		is_changed = false;
		for (size_t i = 0; i < s->n_relations; i++) {
			int one;

			if (s->relations[i].is_out || !s->relations[i].is_due)
				continue;
			s->relations[i].is_due = false;
			one = narrow_by(s, i);
			if (one < 0)
				return false;
			is_changed |= one > 0;
		}
	}
	s->is_cut |= is_changed;
	return true;
}

bool
system_fits_alone(struct system *s, size_t relation)
{
	const struct relation *r = &s->relations[relation];
	int one = 1;

	find_uses(s);
	for (size_t i = 0; i < r->n; i++)
		begin_number(&s->numbers[s->terms[r->first + i]]);
	for (int round = 0; one > 0 && round < MAX_ROUNDS; round++)
		one = narrow_by(s, relation);
	s->is_cut |= one > 0;
	return one >= 0;
}

/* --- all sums at once ----------------------------------------------------- */

static double
number_of(struct dec v)
{
	return ((double)v.hi * 18446744073709551616.0 + (double)v.lo) / 1e12;
}

static double
low_of(const struct range *r)
{
	return r->low.is_none ? -SOLVER_INFINITE : number_of(r->low.at);
}

static double
high_of(const struct range *r)
{
	return r->high.is_none ? SOLVER_INFINITE : number_of(r->high.at);
}

/* A sum, from below and from above, by as much as slack lets it. */
static void
add_sum(struct system *s, const struct relation *r, int slack)
{
	for (int way = -1; way <= 1; way += 2) {
		if (way < 0)
			solver_row(
			    s->solver, -SOLVER_INFINITE, high_of(&r->right));
		else
			solver_row(
			    s->solver, low_of(&r->right), SOLVER_INFINITE);
		for (size_t i = 0; i < r->n; i++)
			solver_term(s->solver, (int)s->terms[r->first + i],
			    s->signs[r->first + i]);
		solver_term(s->solver, slack, way);
	}
}

static bool
is_point(const struct range *r)
{
	return !r->low.is_none && !r->high.is_none &&
	       dec_cmp(r->low.at, r->high.at) == 0;
}

/*
 * Do sums hang together in a ring, over numbers that are not known? Where they
 * do not, what narrowing leaves is possible: whatever one number is, the next
 * sum has numbers for it.
 */
static bool
has_ring(struct system *s)
{
	const size_t n = s->n_numbers + s->n_relations;

	if (s->n_roots < n) {
		s->n_roots = n;
		s->roots = xreallocarray(s->roots, n, sizeof(*s->roots));
	}
	forest_init(s->roots, n);
	for (size_t i = 0; i < s->n_relations; i++) {
		const struct relation *r = &s->relations[i];

		for (size_t j = 0; j < r->n && !r->is_out && !r->scale; j++) {
			const size_t x = s->terms[r->first + j];
			uint32_t a, b;

			if (is_point(&s->numbers[x].left))
				continue;
			a = forest_root(s->roots, (uint32_t)x);
			b = forest_root(s->roots, (uint32_t)(s->n_numbers + i));
			if (a == b)
				return true;
			s->roots[a] = b;
		}
	}
	return false;
}

static bool
is_linear_possible(struct system *s)
{
	enum solver_status status;
	const double *x;
	int slack;

	if (!has_ring(s))
		return true;
	solver_clear(s->solver);
	for (size_t i = 0; i < s->n_numbers; i++)
		solver_column(s->solver, low_of(&s->numbers[i].left),
		    high_of(&s->numbers[i].left), 0);
	slack = solver_column(s->solver, 0, SOLVER_INFINITE, 1);
	for (size_t i = 0; i < s->n_relations; i++) {
		const struct relation *r = &s->relations[i];

		if (r->is_out || r->scale || r->n < 2)
			continue;
		add_sum(s, r, slack);
	}
	status = solver_solve(s->solver, false, &x);
	/* what it gives up on is not held against the print */
	s->is_cut |= status != SOLVER_OK;
	return status != SOLVER_OK || x[slack] <= SYSTEM_SLACK;
}

bool
system_fits(struct system *s)
{
	return narrow_all(s) && is_linear_possible(s);
}

bool
system_is_cut(const struct system *s)
{
	return s->is_cut;
}

/* --- conflicts ------------------------------------------------------------ */

/* Mark the relation and those that narrowed its numbers. */
static void
mark_reasons(const struct system *s, int relation, bool *is_in)
{
	const struct relation *r = &s->relations[relation];

	if (is_in[relation])
		return;
	is_in[relation] = true;
	for (size_t i = 0; i < r->n; i++) {
		const int by = s->numbers[s->terms[r->first + i]].narrowed_by;

		if (by != NOBODY)
			mark_reasons(s, by, is_in);
	}
}

/* Leave out all that is not in; was remembers. */
static void
keep_only(struct system *s, const bool *is_in, const bool *was)
{
	for (size_t i = 0; i < s->n_relations; i++)
		s->relations[i].is_out = was[i] || !is_in[i];
}

static void
shrink(struct system *s, bool *is_in, const bool *was, bool is_linear)
{
	for (size_t i = 0; i < s->n_relations; i++) {
		if (!is_in[i])
			continue;
		is_in[i] = false;
		keep_only(s, is_in, was);
		if (is_linear ? system_fits(s) : narrow_all(s))
			is_in[i] = true;
	}
}

size_t
system_conflict(struct system *s, size_t *list)
{
	const size_t n = s->n_relations;
	bool *was = xcalloc(n + 1, sizeof(*was));
	bool *is_in = xcalloc(n + 1, sizeof(*is_in));
	bool is_linear = false;
	size_t n_list = 0;

	for (size_t i = 0; i < n; i++)
		was[i] = s->relations[i].is_out;
	for (size_t i = 0; i < n && n_list == 0; i++) {
		if (!was[i] && !system_fits_alone(s, i))
			list[n_list++] = i;
	}
	if (n_list > 0)
		goto done;
	if (!narrow_all(s)) {
		if (s->failed != NOBODY) {
			mark_reasons(s, s->failed, is_in);
			keep_only(s, is_in, was);
			if (narrow_all(s)) {
				for (size_t i = 0; i < n; i++)
					is_in[i] = !was[i];
			}
		}
	} else if (!is_linear_possible(s)) {
		is_linear = true;
		for (size_t i = 0; i < n; i++)
			is_in[i] = !was[i];
	} else {
		goto done;
	}
	shrink(s, is_in, was, is_linear);
	for (size_t i = 0; i < n; i++) {
		if (is_in[i])
			list[n_list++] = i;
	}
done:
	for (size_t i = 0; i < n; i++)
		s->relations[i].is_out = was[i];
	free(is_in);
	free(was);
	return n_list;
}
