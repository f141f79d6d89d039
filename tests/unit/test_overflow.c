/*
 * test_overflow.c - counts on disk are added up exactly, in any memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lib/cube/overflow.h"

enum { N_SLOTS = 3, N_GROUPS = 5 };

/* What was told: of each slot and group the keys and their counts in all. */
struct told {
	uint64_t keys[N_SLOTS][N_GROUPS];
	uint64_t counts[N_SLOTS][N_GROUPS];
};

static void
tell(void *context, uint32_t slot, uint32_t group, uint32_t count)
{
	struct told *told = context;

	assert_true(slot < N_SLOTS && group < N_GROUPS && count > 0);
	told->keys[slot][group]++;
	told->counts[slot][group] += count;
}

static void
add(struct overflow *o, uint32_t slot, uint32_t group, const char *key,
    size_t len, uint32_t count)
{
	struct strbuf err = STRBUF_INIT;

	assert_int_equal(
	    overflow_add(o, slot, group, key, len, count, &err), 0);
}

static void
settle(struct overflow *o, size_t budget, struct told *told)
{
	struct strbuf err = STRBUF_INIT;

	memset(told, 0, sizeof(*told));
	assert_int_equal(overflow_finish(o, budget, tell, told, &err), 0);
	overflow_free(o);
}

static void
nothing(void **state)
{
	struct told told;

	(void)state;
	settle(overflow_new(), 1024, &told);
	assert_int_equal(told.keys[0][0], 0);
	overflow_free(NULL);
}

static void
the_same_key_elsewhere_is_another(void **state)
{
	struct overflow *o = overflow_new();
	struct told told;

	(void)state;
	add(o, 0, 0, "a", 1, 1);
	add(o, 0, 0, "a", 1, UINT32_MAX - 1);
	add(o, 0, 1, "a", 1, 1);
	add(o, 1, 0, "a", 1, 1);
	add(o, 1, 0, "a\0", 2, 7);
	add(o, 1, 0, "", 0, 5);
	settle(o, 1024, &told);
	assert_int_equal(told.keys[0][0], 1);
	assert_int_equal(told.counts[0][0], UINT32_MAX);
	assert_int_equal(told.keys[0][1], 1);
	assert_int_equal(told.keys[1][0], 3);
	assert_int_equal(told.counts[1][0], 13);
	assert_int_equal(told.keys[2][4], 0);
}

/* 20000 keys, each three times, with memory for all, for some, for one. */
static void
any_memory(void **state)
{
	static const size_t budgets[] = { 1, 4096, 65536, 16 * 1024 * 1024 };
	char key[16];

	(void)state;
	for (size_t i = 0; i < sizeof(budgets) / sizeof(budgets[0]); i++) {
		/* one key a pass takes as many passes as a part has keys */
		int n_keys = budgets[i] == 1 ? 500 : 20000;
		struct overflow *o = overflow_new();
		struct told told;

		for (int k = 0; k < 3 * n_keys; k++) {
			int len = snprintf(key, sizeof(key), "%d", k % n_keys);

			add(o, 2, (uint32_t)(k % n_keys % N_GROUPS), key,
			    (size_t)len, 1);
		}
		settle(o, budgets[i], &told);
		for (int g = 0; g < N_GROUPS; g++) {
			assert_int_equal(told.keys[2][g], n_keys / N_GROUPS);
			assert_int_equal(
			    told.counts[2][g], 3 * n_keys / N_GROUPS);
		}
	}
}

static void
long_keys(void **state)
{
	enum { LEN = 1024 * 1024 };
	struct overflow *o = overflow_new();
	char *key = calloc(1, LEN);
	struct told told;

	(void)state;
	for (int i = 0; i < 8; i++) {
		key[LEN - 1] = (char)(i % 4);
		add(o, 0, 0, key, LEN, 1);
	}
	settle(o, 4096, &told);
	assert_int_equal(told.keys[0][0], 4);
	assert_int_equal(told.counts[0][0], 8);
	free(key);
}

static void
no_folder(void **state)
{
	struct overflow *o = overflow_new();
	struct strbuf err = STRBUF_INIT;

	(void)state;
	assert_int_equal(setenv("TMPDIR", "/none", 1), 0);
	assert_int_equal(overflow_add(o, 0, 0, "a", 1, 1, &err), -1);
	assert_memory_equal(err.s, "/none: a temporary file", 23);
	assert_int_equal(unsetenv("TMPDIR"), 0);
	strbuf_release(&err);
	overflow_free(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(the_same_key_elsewhere_is_another),
		cmocka_unit_test(any_memory),
		cmocka_unit_test(long_keys),
		cmocka_unit_test(no_folder),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
