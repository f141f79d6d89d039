/* test_keylog.c - what came of keys in a log, against a plain table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lib/cube/keylog.h"
#include "../../lib/cube/spread.h"

enum { N_KEYS = 300, N_PLACES = 200, N = 400000 };

static uint32_t seed = 1;

static uint32_t
draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/** Place i: i % 5 + 1 measures, and groups that tell it from every other. */
static uint32_t
number_of(struct keylog *log, uint32_t i)
{
	static const uint32_t measures[] = { 3, 1, 4, 5, 9 };
	uint32_t groups[5];
	struct keylog_place place = { measures, groups, i % 5 + 1 };

	for (uint32_t k = 0; k < place.n; k++)
		groups[k] = i / (k + 1);
	return keylog_number(log, &place);
}

/* Places are told apart by all they consist of, and numbered as they come. */
static void
test_places(void **state)
{
	struct keylog *log = keylog_new();
	struct keylog_place place;
	const uint32_t other[] = { 1, 3 }, groups[] = { 1, 0 };

	(void)state;
	for (uint32_t round = 0; round < 3; round++)
		for (uint32_t i = 0; i < 5000; i++) {
			assert_int_equal(number_of(log, i), i);
			place = keylog_at(log, i);
			assert_int_equal(place.n, i % 5 + 1);
			assert_int_equal(place.measures[0], 3);
			for (uint32_t k = 0; k < place.n; k++)
				assert_int_equal(place.groups[k], i / (k + 1));
		}
	assert_int_equal(keylog_n_places(log), 5000);
	place = (struct keylog_place){ other, groups, 2 };
	assert_int_equal(keylog_number(log, &place), 5000);
	keylog_free(log);
}

/* Some keys come often at many places, some once; some not at all. */
static void
test_counts(void **state)
{
	struct keylog *log = keylog_new();
	uint32_t(*table)[N_PLACES] = calloc(N_KEYS, sizeof(*table));
	const struct keylog_entry *entries;
	size_t n, i, n_met = 0;

	(void)state;
	assert_non_null(table);
	for (i = 0; i < N; i++) {
		uint32_t key = draw(2) ? 7 : draw(N_KEYS / 2) * 2;
		uint32_t place = draw(1 + draw(N_PLACES)), by = draw(3) + 1;

		place = number_of(log, place);
		keylog_add(log, key, place, by);
		table[key][place] += by;
	}
	assert_true(keylog_bytes(log) < (size_t)N * 12);
	entries = keylog_sorted(log, &n);
	for (i = 0; i < n; i++) {
		if (i > 0)
			assert_true(entries[i].key >= entries[i - 1].key);
		assert_true(entries[i].count > 0);
		assert_int_equal(
		    table[entries[i].key][entries[i].place], entries[i].count);
		table[entries[i].key][entries[i].place] = 0;
		n_met++;
	}
	for (i = 0; i < N_KEYS; i++)
		for (size_t k = 0; k < N_PLACES; k++)
			assert_int_equal(table[i][k], 0);
	assert_true(n_met > 10000);
	keylog_clear(log);
	(void)keylog_sorted(log, &n);
	assert_int_equal(n, 0);
	assert_int_equal(keylog_n_places(log), 0);
	free(table);
	keylog_free(log);
}

/* Few groups or many: each is there once in the end. */
static void
test_runs(void **state)
{
	struct run run = { 0 }, parents = { 0 };
	uint32_t parent_of[1000];

	(void)state;
	for (uint32_t g = 0; g < 1000; g++)
		parent_of[g] = g / 10;
	for (uint32_t n_groups = 1; n_groups <= 1000; n_groups *= 10) {
		run.n = 0;
		for (uint32_t i = 0; i < 3000; i++)
			run_add(&run, i % n_groups, 2);
		run_end(&run);
		assert_int_equal(run.n, n_groups);
		for (size_t i = 0; i < run.n; i++)
			assert_int_equal(run.groups[i].count, 6000 / n_groups);
		run_of_parents(&parents, &run, parent_of);
		assert_int_equal(parents.n, (n_groups + 9) / 10);
		for (size_t i = 0; i < parents.n; i++)
			assert_int_equal(
			    parents.groups[i].count, 6000 / parents.n);
	}
	run_release(&run);
	run_release(&parents);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
