/*
 * test_epochs.c - between which days the meaning of codes does not change.
 * unit: cmd/code-kva/epochs.c
 * unit: cmd/code-kva/code_map.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../cmd/code-kva/epochs.h"

static void
without_days_there_is_one(void **state)
{
	struct code_map map = CODE_MAP_INIT;
	struct epochs e = EPOCHS_INIT;

	(void)state;
	code_map_add(&map, "M54", 3, CODE_MAP_FIRST_DAY, CODE_MAP_LAST_DAY, 0);
	epochs_add(&e, &map);
	epochs_sort(&e);
	assert_int_equal(epochs_of(&e, CODE_MAP_NO_DAY), 0);
	assert_int_equal(epochs_of(&e, -719162), 1);
	assert_int_equal(epochs_of(&e, 0), 1);
	assert_int_equal(epochs_of(&e, 2932896), 1);
	epochs_release(&e);
	code_map_release(&map);
}

/* Both days of an entry are inclusive: 10 begins one, 21 begins the next. */
static void
each_first_and_last_day_parts_two(void **state)
{
	static const struct {
		int day;
		uint32_t epoch;
	} days[] = { { CODE_MAP_NO_DAY, 0 }, { -5, 1 }, { 9, 1 }, { 10, 2 },
		{ 14, 2 }, { 15, 3 }, { 20, 3 }, { 21, 4 }, { 30, 4 },
		{ 31, 5 }, { 32, 5 } };
	struct code_map a = CODE_MAP_INIT, b = CODE_MAP_INIT;
	struct epochs e = EPOCHS_INIT;
	size_t i;

	(void)state;
	code_map_add(&a, "M54", 3, 10, 20, 0);
	code_map_add(&a, "M55", 3, 21, CODE_MAP_LAST_DAY, 1);
	code_map_add(&b, "M56", 3, 15, 30, 0);
	code_map_add(&b, "M57", 3, CODE_MAP_FIRST_DAY, 30, 0);
	epochs_add(&e, &a);
	epochs_add(&e, &b);
	epochs_sort(&e);
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		assert_int_equal(epochs_of(&e, days[i].day), days[i].epoch);
	epochs_release(&e);
	code_map_release(&a);
	code_map_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_days_there_is_one),
		cmocka_unit_test(each_first_and_last_day_parts_two),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
