/*
 * test_cube.c - what is counted by base groupings, on disk and in several cubes
 * is what is counted at once and apart.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../lib/cube/cube_private.h"
#include "../../lib/cube/cube_state.h"

enum {
	N_RECORDS = 20000,
	N_COLUMNS = 20,
	N_KINDS = 8,  /* of measures */
	N_COUNTS = 64 /* a key's counts beyond are none here */
};

/** Numbers that are the same in each run. */
static uint32_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (uint32_t)(*seed >> 33);
}

/**
 * What the columns of a record are: a is 1 of n_a, b follows from a, c hardly
 * ever does not, the others are by chance.
 */
struct shape {
	uint32_t n_a;
	uint32_t n_others;
	uint32_t n_keys;
	const char *groupings[8]; /* letters of columns */
};

static const struct shape shapes[] = {
	{ 30, 5, 1000, { "", "a", "b", "c", "ab", "ca", "abc", NULL } },
	{ 30, 12, 1000, { "", "a", "d", "be", "ef", "ad", NULL } },
	{ 3000, 40, 50, { "", "a", "b", "abc", "da", NULL } },
	{ 5, 3, 1, { "a", "", NULL } },
	{ 5, 2, 300,
	    { "abcdefgh", "ijklmn", "opqrst", "ahz", "tb", "s", NULL } },
	{ 9000, 3, 7, { "b", "a", "c", NULL } },
};
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
enum { N_SHAPES = LENGTH(shapes) };

struct fixture {
	struct wanted wanted;
	struct cube *cube;
	int groupings[8];
	size_t n_groupings;
	int measures[N_KINDS];
};

static void
set_up(
    struct fixture *f, const struct shape *shape, bool is_apart, size_t budget)
{
	static const enum measure_kind kinds[N_KINDS] = { MEASURE_COUNT,
		MEASURE_SUM, MEASURE_TALLY, MEASURE_MIN, MEASURE_MAX,
		MEASURE_SQUARES, MEASURE_FIRST, MEASURE_LAST };
	struct cube_options options = { .budget = budget,
		.is_apart = is_apart };
	struct wanted *w = &f->wanted;
	size_t i, k;
	int key, number, order;

	memset(f, 0, sizeof(*f));
	wanted_init(w);
	key = wanted_column(w, "key", 3);
	number = wanted_column(w, "number", 6);
	order = wanted_column(w, "d", 1); /* with ties */
	for (i = 0; shape->groupings[i]; i++) {
		const char *s = shape->groupings[i];
		int columns[WANTED_MAX_BY];

		for (k = 0; s[k]; k++)
			columns[k] = wanted_column(w, s + k, 1);
		f->groupings[i] = wanted_grouping(w, columns, k);
	}
	f->n_groupings = i;
	for (k = 0; k < N_KINDS; k++) {
		f->measures[k] = wanted_ordered(w, kinds[k], -1,
		    kinds[k] == MEASURE_COUNT   ? -1
		    : kinds[k] == MEASURE_TALLY ? key
						: number,
		    measure_has_orders(kinds[k]) ? order : -1,
		    measure_has_sums(kinds[k]));
		for (i = 0; i < f->n_groupings; i++)
			wanted_by(w, f->measures[k], f->groupings[i]);
	}
	f->cube = cube_new(w, &options);
}

static int
make_line(char *line, size_t size, const struct shape *shape, uint64_t *seed)
{
	uint32_t a = next_random(seed) % shape->n_a;
	int len = snprintf(line, size, "{\"a\":\"%u\",\"b\":%u", a, a % 7);

	/* a column is missing now and then */
	if (next_random(seed) % 100 > 0)
		len += snprintf(
		    line + len, size - (size_t)len, ",\"c\":\"x%u\"", a / 3);
	for (int i = 3; i < N_COLUMNS; i++)
		len += snprintf(line + len, size - (size_t)len, ",\"%c\":%u",
		    'a' + i, next_random(seed) % shape->n_others);
	len += snprintf(line + len, size - (size_t)len,
	    ",\"key\":\"%u\",\"number\":%d.%u}",
	    next_random(seed) % shape->n_keys,
	    (int)(next_random(seed) % 2000) - 1000, next_random(seed) % 100);
	return len;
}

/** Count the records whose number is k modulo n, of all. */
static void
count_some(struct fixture *f, const struct shape *shape, int k, int n)
{
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	struct strbuf err = STRBUF_INIT;
	struct cube_fault fault;
	uint64_t seed = 17;
	size_t error_at;

	for (int i = 0; i < N_RECORDS; i++) {
		char line[1024 + NDJSON_PADDING];
		int len = make_line(line, 1024, shape, &seed);

		if (i % n != k)
			continue;
		assert_int_equal(
		    ndjson_parse(reader, line, (size_t)len, &rec, &error_at),
		    NDJSON_OK);
		cube_begin(f->cube, &rec);
		assert_int_equal(cube_add(f->cube, &fault), CUBE_COUNTED);
		assert_int_equal(cube_relieve(f->cube, &err), 0);
	}
	ndjson_free(reader);
	record_release(&rec);
	strbuf_release(&err);
}

static void
count_all(struct fixture *f, const struct shape *shape)
{
	struct strbuf err = STRBUF_INIT;

	count_some(f, shape, 0, 1);
	assert_int_equal(cube_finish(f->cube, &err), 0);
	strbuf_release(&err);
}

/** The groups of one cube in the order of their values. */
static uint32_t *
sorted_groups(struct fixture *f, int grouping, uint32_t *n)
{
	uint32_t *groups, g;

	*n = cube_n_groups(f->cube, grouping);
	groups = calloc(*n + 1, sizeof(*groups));
	assert_non_null(groups);
	for (g = 0; g < *n; g++)
		groups[g] = g;
	cube_sort_groups(f->cube, grouping, groups, *n);
	return groups;
}

/** How many keys of group g were met so often, by count. */
static void
spread_of(
    struct fixture *f, int measure, int grouping, uint32_t g, uint64_t *n_keys)
{
	struct cube_walk w = { 0 };

	memset(n_keys, 0, N_COUNTS * sizeof(*n_keys));
	while (cube_walk_next(&w, f->cube, measure, grouping))
		if (w.g == g)
			n_keys[w.count % N_COUNTS] +=
			    (uint64_t)w.n_keys * w.count;
}

/** The squares of both, and what the counts of keys come to. */
static void
compare_squares(
    struct fixture *x, uint32_t g, struct fixture *y, uint32_t h, int m, int gr)
{
	uint64_t one, other, sum = 0;
	struct cube_walk w = { 0 };

	assert_true(cube_cluster_squares(&one, x->cube, m, gr, g));
	assert_true(cube_cluster_squares(&other, y->cube, m, gr, h));
	assert_int_equal(one, other);
	if (g % 97 != 0)
		return;
	while (cube_walk_next(&w, x->cube, m, gr))
		if (w.g == g)
			sum += (uint64_t)w.count * w.count * w.n_keys;
	assert_int_equal(one, sum);
}

static void
compare_group(
    struct fixture *x, uint32_t g, struct fixture *y, uint32_t h, int m, int gr)
{
	struct dec x_sum, y_sum;
	struct value v, w;

	assert_int_equal(cube_n(x->cube, m, gr, g), cube_n(y->cube, m, gr, h));
	switch (x->wanted.measures[m].kind) {
	case MEASURE_COUNT:
		break;
	case MEASURE_SUM:
		assert_int_equal(cube_sum(&x_sum, x->cube, m, gr, g), DEC_OK);
		assert_int_equal(cube_sum(&y_sum, y->cube, m, gr, h), DEC_OK);
		assert_int_equal(dec_cmp(x_sum, y_sum), 0);
		break;
	case MEASURE_TALLY:
		assert_int_equal(cube_distinct(x->cube, m, gr, g),
		    cube_distinct(y->cube, m, gr, h));
		compare_squares(x, g, y, h, m, gr);
		break;
	case MEASURE_SQUARES:
		if (cube_n(x->cube, m, gr, g) < 2)
			break;
		assert_int_equal(cube_stdev(&x_sum, x->cube, m, gr, g), DEC_OK);
		assert_int_equal(cube_stdev(&y_sum, y->cube, m, gr, h), DEC_OK);
		assert_int_equal(dec_cmp(x_sum, y_sum), 0);
		break;
	case MEASURE_MIN:
	case MEASURE_MAX:
	case MEASURE_FIRST:
	case MEASURE_LAST:
		assert_int_equal(cube_best(&v, x->cube, m, gr, g),
		    cube_best(&w, y->cube, m, gr, h));
		if (cube_n(x->cube, m, gr, g) > 0)
			assert_int_equal(value_cmp(v, w), 0);
		break;
	}
}

static void
compare_values(
    struct fixture *x, uint32_t g, struct fixture *y, uint32_t h, int gr)
{
	size_t i;

	for (i = 0; i < x->wanted.groupings[gr].n_columns; i++)
		assert_int_equal(value_cmp(cube_group_value(x->cube, gr, g, i),
				     cube_group_value(y->cube, gr, h, i)),
		    0);
}

static void
compare_grouping(struct fixture *x, struct fixture *y, int m, int gr)
{
	uint64_t x_keys[N_COUNTS], y_keys[N_COUNTS];
	uint32_t n, n_y, i;
	uint32_t *own = sorted_groups(x, gr, &n);
	uint32_t *its = sorted_groups(y, gr, &n_y);

	assert_int_equal(n, n_y);
	for (i = 0; i < n; i++) {
		compare_values(x, own[i], y, its[i], gr);
		compare_group(x, own[i], y, its[i], m, gr);
		if (x->wanted.measures[m].kind != MEASURE_TALLY || i % 97 != 0)
			continue;
		spread_of(x, m, gr, own[i], x_keys);
		spread_of(y, m, gr, its[i], y_keys);
		assert_memory_equal(x_keys, y_keys, sizeof(x_keys));
	}
	free(own);
	free(its);
}

static void
compare(struct fixture *x, struct fixture *y)
{
	size_t i, k;

	for (k = 0; k < N_KINDS; k++)
		for (i = 0; i < x->n_groupings; i++)
			compare_grouping(x, y, x->measures[k], x->groupings[i]);
}

static void
tear_down(struct fixture *f)
{
	cube_free(f->cube);
	wanted_release(&f->wanted);
}

static void
test_same_as_apart(void **state)
{
	struct fixture apart, based;

	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		set_up(&apart, &shapes[i], true, 0);
		set_up(&based, &shapes[i], false, 0);
		count_all(&apart, &shapes[i]);
		count_all(&based, &shapes[i]);
		compare(&apart, &based);
		tear_down(&apart);
		tear_down(&based);
	}
}

/** The same where what is counted goes to the disk again and again. */
static void
test_same_on_disk(void **state)
{
	struct fixture apart, based;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		set_up(&apart, &shapes[i], true, 0);
		set_up(&based, &shapes[i], false, 64 * 1024);
		count_all(&apart, &shapes[i]);
		count_all(&based, &shapes[i]);
		assert_true((based.cube->overflow != NULL));
		compare(&apart, &based);
		tear_down(&apart);
		tear_down(&based);
	}
}

/** Groups that only a based grouping has do not outgrow the budget. */
static void
test_groups_within_budget(void **state)
{
	static const struct shape by_chance = { 5, 12, 300,
		{ "d", "e", "f", "g", "h", NULL } };
	const size_t budget = 64 * 1024;
	struct fixture apart, based;

	(void)state;
	set_up(&apart, &by_chance, true, 0);
	set_up(&based, &by_chance, false, budget);
	count_all(&apart, &by_chance);
	count_all(&based, &by_chance);
	assert_true(based.cube->floor_bytes < 3 * budget);
	compare(&apart, &based);
	tear_down(&apart);
	tear_down(&based);
}

/* --- several cubes -------------------------------------------------------- */

enum { N_THREADS = 3 };

/** One thread's share of the records. */
struct share {
	struct fixture f;
	const struct shape *shape;
	int k;
};

static void *
count_share(void *context)
{
	struct share *share = context;

	count_some(&share->f, share->shape, share->k, N_THREADS);
	return NULL;
}

/** Fill cubes in threads, and put all into the first; it is finished. */
static void
count_in_threads(struct share *shares, const struct shape *shape,
    const size_t *budgets, bool is_apart)
{
	struct strbuf err = STRBUF_INIT;
	pthread_t threads[N_THREADS];

	for (int k = 0; k < N_THREADS; k++) {
		shares[k].shape = shape;
		shares[k].k = k;
		set_up(&shares[k].f, shape, is_apart, budgets[k]);
	}
	for (int k = 0; k < N_THREADS; k++)
		assert_int_equal(
		    pthread_create(&threads[k], NULL, count_share, &shares[k]),
		    0);
	for (int k = 0; k < N_THREADS; k++)
		assert_int_equal(pthread_join(threads[k], NULL), 0);
	for (int k = 1; k < N_THREADS; k++) {
		assert_int_equal(
		    cube_merge(shares[0].f.cube, shares[k].f.cube, &err), 0);
		tear_down(&shares[k].f);
	}
	assert_int_equal(cube_finish(shares[0].f.cube, &err), 0);
	strbuf_release(&err);
}

/** All lines that a cube is saved as. */
static char *
saved(struct fixture *f)
{
	struct strbuf sb = STRBUF_INIT;
	char asked[DIGEST_HEX + 1] = "0";
	struct cube_parts parts;
	struct cube_state state;

	cube_parts_init(&parts);
	cube_state_init(&state, f->cube, &parts, asked);
	while (cube_state_next(&state, &sb))
		strbuf_addch(&sb, '\n');
	cube_state_release(&state);
	cube_parts_release(&parts);
	return strbuf_detach(&sb, NULL);
}

/** Cubes filled by threads and merged: the same as one, in memory, on disk. */
static void
test_merged(void **state)
{
	static const size_t budgets[][N_THREADS] = { { 0, 0, 0 },
		{ 64 * 1024, 64 * 1024, 64 * 1024 }, { 0, 64 * 1024, 0 },
		{ 64 * 1024, 0, 0 } };
	static struct share shares[N_THREADS];
	struct fixture one;

	(void)state;
	for (size_t i = 0; i < N_SHAPES; i += 3) {
		set_up(&one, &shapes[i], false, 0);
		count_all(&one, &shapes[i]);
		for (size_t k = 0; k < (i == 0 ? LENGTH(budgets) : 1); k++) {
			count_in_threads(shares, &shapes[i], budgets[k], false);
			assert_true(
			    (shares[0].f.cube->overflow != NULL) == (k > 0));
			compare(&one, &shares[0].f);
			tear_down(&shares[0].f);
		}
		tear_down(&one);
	}
}

/** What merged cubes are saved as: the same bytes. */
static void
test_merged_is_saved_the_same(void **state)
{
	static const size_t budgets[N_THREADS] = { 0, 0, 0 };
	static struct share shares[N_THREADS];
	struct fixture one;

	(void)state;
	for (size_t i = 0; i < N_SHAPES; i += 3) {
		char *at_once, *merged;

		set_up(&one, &shapes[i], true, 0);
		count_all(&one, &shapes[i]);
		count_in_threads(shares, &shapes[i], budgets, true);
		at_once = saved(&one);
		merged = saved(&shares[0].f);
		assert_string_equal(at_once, merged);
		free(at_once);
		free(merged);
		tear_down(&one);
		tear_down(&shares[0].f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_apart),
		cmocka_unit_test(test_same_on_disk),
		cmocka_unit_test(test_groups_within_budget),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_merged_is_saved_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
