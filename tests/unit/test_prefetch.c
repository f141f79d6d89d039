/* test_prefetch.c - what waits in the queue is counted, in every tally. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../lib/cube/prefetch.h"

enum { N_KEYS = 10 * PREFETCH_KEYS, N_TIMES = 3 };

/** Let key i wait, by its number where that is known. */
static struct prefetch_key *
wait_for(struct prefetch_queue *q, struct keyset *keys, uint32_t i)
{
	char text[PREFETCH_MAX_KEY + 1];
	uint32_t number;
	int len = snprintf(text, sizeof(text), "%0*u", (int)(i % 32) + 1, i);

	if (i % 3 == 0 && keyset_find(keys, text, (size_t)len, &number))
		return prefetch_number(q, keys, number);
	return prefetch_key(q, keys, text, (size_t)len);
}

static void
test_queue(void **state)
{
	struct tally *tallies[3] = { tally_new(), tally_new(),
		tally_new_row() };
	struct keylog *log = keylog_new();
	uint32_t one = 1;
	struct keylog_place place = { &one, &one, 1 };
	const struct keylog_entry *entries;
	size_t n;
	struct keyset *keys = keyset_new();
	struct prefetch_queue q = { 0 };

	(void)state;
	for (uint32_t i = 0; i < N_TIMES * N_KEYS; i++) {
		struct prefetch_key *key = wait_for(&q, keys, i % N_KEYS);

		assert_ptr_equal(key->keys, keys);
		for (int k = 0; k < PREFETCH_PAIRS; k++) {
			assert_int_equal(key->n_pairs, k);
			prefetch_pair(key, tallies[k % 3], 0);
		}
		prefetch_place(key, log, keylog_number(log, &place));
	}
	prefetch_catch_up(&q);
	prefetch_catch_up(&q);
	assert_int_equal(keyset_n(keys), N_KEYS);
	for (uint32_t i = 0; i < N_KEYS; i++)
		for (int k = 0; k < 3; k++)
			assert_int_equal(tally_add(tallies[k], 0, i, 0),
			    N_TIMES * ((PREFETCH_PAIRS + 2 - k) / 3));
	entries = keylog_sorted(log, &n);
	assert_int_equal(n, N_KEYS);
	for (uint32_t i = 0; i < N_KEYS; i++) {
		assert_int_equal(entries[i].key, i);
		assert_int_equal(entries[i].count, N_TIMES);
	}
	for (int k = 0; k < 3; k++)
		tally_free(tallies[k]);
	keylog_free(log);
	keyset_free(keys);
}

/* It is a queue: nothing is counted before others have come. */
static void
test_waits(void **state)
{
	struct tally *t = tally_new();
	struct keyset *keys = keyset_new();
	struct prefetch_queue q = { 0 };

	(void)state;
	prefetch_pair(prefetch_key(&q, keys, "", 0), t, 7);
	assert_int_equal(keyset_n(keys), 0);
	for (int i = 0; i < PREFETCH_KEYS / 2; i++)
		(void)prefetch_key(&q, keys, "other", 5);
	assert_int_equal(keyset_n(keys), 1);
	assert_int_equal(tally_n(t), 0);
	prefetch_catch_up(&q);
	assert_int_equal(tally_add(t, 7, 0, 0), 1);
	assert_int_equal(tally_n(t), 1);
	/* a key that is in no tally has no number */
	assert_int_equal(keyset_n(keys), 1);
	tally_free(t);
	keyset_free(keys);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
