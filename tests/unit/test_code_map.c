/*
 * test_code_map.c - the longest prefix wins, on its days.
 * unit: cmd/code-kva/code_map.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/code-kva/code_map.h"

enum { ALWAYS = CODE_MAP_LAST_DAY, NEVER = CODE_MAP_FIRST_DAY };

static void
add(struct code_map *map, const char *code, unsigned name)
{
	code_map_add(map, code, strlen(code), CODE_MAP_FIRST_DAY,
	    CODE_MAP_LAST_DAY, name);
}

/* The lowest name found; -1: nothing. */
static int
find_on(const struct code_map *map, const char *code, int day)
{
	struct code_names names = { { 0 } };
	int i;

	if (!code_map_find(map, code, strlen(code), day, &names))
		return -1;
	for (i = 0; i < CODE_MAP_MAX_NAMES; i++)
		if (names.bits[i / 64] >> (i % 64) & 1)
			return i;
	fail_msg("found, but no name for \"%s\"", code);
	return -1;
}

static int
find(const struct code_map *map, const char *code)
{
	return find_on(map, code, 0);
}

static void
the_longest_prefix_wins(void **state)
{
	struct code_map map = CODE_MAP_INIT;

	(void)state;
	add(&map, "M54", 1);
	add(&map, "M", 2);
	add(&map, "M542", 3);
	add(&map, "M791B", 4);
	add(&map, "M791", 5);
	add(&map, "M55", 6);
	code_map_sort(&map);
	assert_int_equal(find(&map, "M542"), 3);
	assert_int_equal(find(&map, "M542A"), 3);
	assert_int_equal(find(&map, "M541"), 1);
	assert_int_equal(find(&map, "M543"), 1);
	assert_int_equal(find(&map, "M54"), 1);
	assert_int_equal(find(&map, "M5"), 2);
	assert_int_equal(find(&map, "M791B"), 4);
	assert_int_equal(find(&map, "M791A"), 5);
	assert_int_equal(find(&map, "M791C"), 5);
	assert_int_equal(find(&map, "M999"), 2);
	assert_int_equal(find(&map, "M"), 2);
	assert_int_equal(find(&map, "L999"), -1);
	assert_int_equal(find(&map, "N000"), -1);
	assert_int_equal(find(&map, ""), -1);
	assert_int_equal(find(&map, "M5421234"), -1);
	code_map_release(&map);
}

static void
an_empty_map_finds_nothing(void **state)
{
	struct code_map map = CODE_MAP_INIT;
	const struct code_entry *other;

	(void)state;
	code_map_sort(&map);
	assert_int_equal(find(&map, "M542"), -1);
	assert_false(code_map_has(&map, "M542", 4, 0));
	assert_null(code_map_conflict(&map, &other));
	code_map_release(&map);
}

/* Both ends are inclusive; outside of them a shorter prefix gets its turn. */
static void
an_entry_holds_on_its_days_only(void **state)
{
	struct code_map map = CODE_MAP_INIT;

	(void)state;
	add(&map, "DV", 1);
	code_map_add(&map, "DV200", 5, 100, 200, 2);
	code_map_add(&map, "DV200", 5, 201, CODE_MAP_LAST_DAY, 3);
	code_map_sort(&map);
	assert_int_equal(find_on(&map, "DV200", 99), 1);
	assert_int_equal(find_on(&map, "DV200", 100), 2);
	assert_int_equal(find_on(&map, "DV200", 200), 2);
	assert_int_equal(find_on(&map, "DV200", 201), 3);
	assert_int_equal(find_on(&map, "DV200", CODE_MAP_NO_DAY), 1);
	code_map_release(&map);
}

static void
a_prefix_may_have_several_names(void **state)
{
	struct code_map map = CODE_MAP_INIT;
	struct code_names names = { { 0 } };

	(void)state;
	add(&map, "GB020", 255);
	add(&map, "GB020", 7);
	add(&map, "GB", 9);
	code_map_sort(&map);
	assert_true(code_map_find(&map, "GB020", 5, 0, &names));
	assert_true(names.bits[0] == (uint64_t)1 << 7);
	assert_true(names.bits[3] == (uint64_t)1 << 63);
	code_map_release(&map);
}

static void
finds_conflicts(void **state)
{
	static const struct {
		int from[2], to[2];
		unsigned name[2];
		bool is_conflict;
	} cases[] = {
		{ { 1, 10 }, { 9, 20 }, { 1, 2 }, false },
		{ { 1, 9 }, { 9, 20 }, { 1, 2 }, true },
		{ { 1, 1 }, { 9, 9 }, { 1, 2 }, true },
		{ { 1, 1 }, { 9, 9 }, { 1, 1 }, false },
		{ { NEVER, 50 }, { ALWAYS, 60 }, { 1, 2 }, true },
	};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct code_map map = CODE_MAP_INIT;
		const struct code_entry *other = NULL;

		for (k = 0; k < 2; k++)
			code_map_add(&map, "M16", 3, cases[i].from[k],
			    cases[i].to[k], cases[i].name[k]);
		add(&map, "M160", 3);
		code_map_sort(&map);
		if (!!code_map_conflict(&map, &other) != cases[i].is_conflict)
			fail_msg("case %zu", i);
		code_map_release(&map);
	}
}

static void
has_whole_codes_only(void **state)
{
	struct code_map map = CODE_MAP_INIT;

	(void)state;
	code_map_add(&map, "DV200", 5, 100, 200, 0);
	code_map_add(&map, "DV200", 5, 300, 400, 0);
	add(&map, "GB020", 0);
	code_map_sort(&map);
	assert_true(code_map_has(&map, "GB020", 5, 0));
	assert_true(code_map_has(&map, "DV200", 5, 100));
	assert_true(code_map_has(&map, "DV200", 5, 400));
	assert_false(code_map_has(&map, "DV200", 5, 250));
	assert_true(code_map_has(&map, "DV200", 5, CODE_MAP_NO_DAY));
	assert_false(code_map_has(&map, "DV20", 4, 150));
	assert_false(code_map_has(&map, "DV201", 5, 150));
	assert_false(code_map_has(&map, "AA000", 5, 150));
	assert_false(code_map_has(&map, "", 0, 150));
	code_map_release(&map);
}

/* The chain of prefixes against the plain way, over all codes of a small set.
 */
static void
agrees_with_trying_every_prefix(void **state)
{
	static const char *const prefixes[] = { "A", "AA", "AAB", "AB", "ABAB",
		"ABABA", "B", "BA", "BAB", "BABB", "BB", "CAA", "CAAAA" };
	struct code_map map = CODE_MAP_INIT;
	size_t n = sizeof(prefixes) / sizeof(prefixes[0]), i;
	unsigned v;

	(void)state;
	for (i = n; i-- > 0;)
		add(&map, prefixes[i], (unsigned)i);
	code_map_sort(&map);
	for (v = 0; v < 243; v++) {
		char code[] = { (char)('A' + v % 3), (char)('A' + v / 3 % 3),
			(char)('A' + v / 9 % 3), (char)('A' + v / 27 % 3),
			(char)('A' + v / 81 % 3), '\0' };
		int want = -1;

		for (i = 0; i < n; i++) {
			size_t len = strlen(prefixes[i]);

			if (strncmp(code, prefixes[i], len) == 0 &&
			    (want < 0 || len > strlen(prefixes[want])))
				want = (int)i;
		}
		if (find(&map, code) != want)
			fail_msg(
			    "%s: %d, not %d", code, find(&map, code), want);
	}
	code_map_release(&map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_prefix_wins),
		cmocka_unit_test(an_empty_map_finds_nothing),
		cmocka_unit_test(an_entry_holds_on_its_days_only),
		cmocka_unit_test(a_prefix_may_have_several_names),
		cmocka_unit_test(finds_conflicts),
		cmocka_unit_test(has_whole_codes_only),
		cmocka_unit_test(agrees_with_trying_every_prefix),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
