/* test_keyset.c - sets of keys and counts of pairs, from none to many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/keyset.h"

enum {
	N_MANY = 300000, /* passes two rebuilds with four times the segments */
	LONG_LEN = 1 << 20
};

static void
test_none(void **state)
{
	struct keyset *ks = keyset_new();
	uint32_t number = 7;

	(void)state;
	assert_int_equal(keyset_n(ks), 0);
	assert_false(keyset_find(ks, "a", 1, &number));
	assert_false(keyset_find(ks, NULL, 0, &number));
	assert_int_equal(number, 7);
	keyset_free(ks);
	keyset_free(NULL);
}

/* Keys that differ only in length, in a NUL, in the last byte. */
static void
test_near_keys(void **state)
{
	static const struct {
		const char *key;
		size_t len;
		uint32_t number;
		bool is_new;
	} rows[] = {
		{ "", 0, 0, true },
		{ "a", 1, 1, true },
		{ "a\0", 2, 2, true },
		{ "a\0\0", 3, 3, true },
		{ "\0", 1, 4, true },
		{ "aa", 2, 5, true },
		{ "ab", 2, 6, true },
		{ NULL, 0, 0, false },
		{ "a\0", 2, 2, false },
		{ "aa", 2, 5, false },
		{ "\xff\xff", 2, 7, true },
		{ "\0", 1, 4, false },
	};
	struct keyset *ks = keyset_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is_new;

		assert_int_equal(
		    keyset_add(ks, rows[i].key, rows[i].len, &is_new),
		    rows[i].number);
		assert_int_equal(is_new, rows[i].is_new);
	}
	assert_int_equal(keyset_n(ks), 8);
	keyset_free(ks);
}

/* Every length around what fits the length byte, each in two orders. */
static void
test_lengths(void **state)
{
	static const size_t lens[] = { 0, 1, 12, 253, 254, 255, 256, 257, 65536,
		LONG_LEN, LONG_LEN + 1 };
	const size_t n_lens = sizeof(lens) / sizeof(lens[0]);
	char *text = malloc(LONG_LEN + 1);

	(void)state;
	for (size_t turn = 0; turn < n_lens; turn++) {
		struct keyset *ks = keyset_new();

		for (size_t i = 0; i < n_lens; i++) {
			memset(text, 'x', LONG_LEN + 1);
			keyset_add(ks, text, lens[(i + turn) % n_lens], NULL);
		}
		assert_int_equal(keyset_n(ks), n_lens);
		for (size_t i = 0; i < n_lens; i++) {
			size_t len;
			const char *key = keyset_key(ks, (uint32_t)i, &len);

			assert_int_equal(len, lens[(i + turn) % n_lens]);
			assert_memory_equal(key, text, len);
		}
		keyset_free(ks);
	}
	free(text);
}

/* A block of equal lengths that meets another length at each of its places. */
static void
test_blocks_change(void **state)
{
	(void)state;
	for (uint32_t odd = 0; odd < 40; odd++) {
		struct keyset *ks = keyset_new();
		char key[16];
		size_t len;

		for (uint32_t i = 0; i < 40; i++)
			keyset_add(ks, key, //
			    (size_t)snprintf(key, sizeof(key),
				i == odd ? "%03u-odd" : "%03u", i),
			    NULL);
		for (uint32_t i = 0; i < 40; i++) {
			int n = snprintf(key, sizeof(key),
			    i == odd ? "%03u-odd" : "%03u", i);
			const char *own = keyset_key(ks, i, &len);
			uint32_t number = 99;

			assert_int_equal(len, n);
			assert_memory_equal(own, key, len);
			assert_true(keyset_find(ks, key, len, &number));
			assert_int_equal(number, i);
		}
		keyset_free(ks);
	}
}

static size_t
many_key(char *key, size_t cap, uint32_t i)
{
	return (size_t)snprintf(key, cap, "19%010u", i);
}

static void
test_many(void **state)
{
	struct keyset *ks = keyset_new();
	char key[16];
	uint32_t number;
	bool is_new;

	(void)state;
	for (uint32_t i = 0; i < N_MANY; i++) {
		size_t len = many_key(key, sizeof(key), i);

		assert_int_equal(keyset_add(ks, key, len, &is_new), i);
		assert_true(is_new);
	}
	for (uint32_t i = 0; i < N_MANY; i++) {
		size_t len = many_key(key, sizeof(key), i);
		uint64_t hash = keyset_hash(ks, key, len);

		keyset_prefetch(ks, hash);
		keyset_prefetch_key(ks, hash);
		assert_int_equal(
		    keyset_add_hashed(ks, key, len, hash, &is_new), i);
		assert_false(is_new);
	}
	assert_false(keyset_find(ks, "190000300000", 12, &number));
	assert_true(keyset_find(ks, "190000299999", 12, &number));
	assert_int_equal(number, N_MANY - 1);
	assert_int_equal(keyset_n(ks), N_MANY);
	/* What the header promises for keys of 12 bytes. */
	assert_true(keyset_bytes(ks) <= (size_t)N_MANY * 21);
	keyset_free(ks);
}

/* What one more key may take is told before it is added. */
static void
test_bytes_ahead(void **state)
{
	struct keyset *ks = keyset_new();
	char key[400];

	(void)state;
	memset(key, 'k', sizeof(key));
	for (uint32_t i = 0; i < N_MANY / 3; i++) {
		size_t len = i % 1000 == 7 ? 300 : i % 100 == 8 ? 20 : 12;
		size_t ahead = keyset_bytes_with(ks, len);

		memcpy(key, &i, sizeof(i));
		keyset_add(ks, key, len, NULL);
		assert_true(keyset_bytes(ks) <= ahead);
	}
	keyset_free(ks);
}

/* What a hash without a secret falls for: keys that agree in all but little. */
static void
test_hostile(void **state)
{
	struct keyset *ks = keyset_new();
	char key[64];

	(void)state;
	memset(key, 0, sizeof(key));
	for (uint32_t i = 0; i < N_MANY; i++) {
		/* Multiples of a power of two at a place of its own each. */
		uint64_t w = (uint64_t)i << (i % 40);

		memcpy(key + 8 * (i % 7), &w, sizeof(w));
		keyset_add(ks, key, 8 + i % 57, NULL);
	}
	assert_true(keyset_n(ks) > N_MANY / 2);
	keyset_free(ks);
}

static void
test_tally(void **state)
{
	struct tally *t = tally_new();
	uint32_t a, b, count;
	size_t at = 0;

	(void)state;
	assert_false(tally_next(t, &at, &a, &b, &count));
	assert_int_equal(tally_add(t, 0, 0, 0), 0);
	assert_int_equal(tally_n(t), 0);
	assert_int_equal(tally_add(t, 0, 0, 1), 1);
	assert_int_equal(tally_add(t, 0, 1, 2), 2);
	assert_int_equal(tally_add(t, 1, 0, 3), 3);
	assert_int_equal(tally_add(t, UINT32_MAX, UINT32_MAX, 4), 4);
	assert_int_equal(tally_add(t, 0, 1, 5), 7);
	assert_int_equal(tally_add(t, 0, 1, 0), 7);
	assert_int_equal(tally_n(t), 4);
	tally_free(t);
	tally_free(NULL);
}

/* The walk gives back each pair once, with its own count. */
static void
test_tally_many(void **state)
{
	struct tally *t = tally_new();
	unsigned char *seen = calloc(N_MANY, 1);
	uint32_t a, b, count, n = 0;

	(void)state;
	for (uint32_t i = 0; i < N_MANY; i++)
		assert_int_equal(
		    tally_add(t, i % 38, i / 38 * 65536, i + 1), i + 1);
	for (uint32_t i = 0; i < N_MANY; i++)
		assert_int_equal(
		    tally_add(t, i % 38, i / 38 * 65536, 0), i + 1);
	for (size_t at = 0; tally_next(t, &at, &a, &b, &count); n++) {
		assert_in_range(count, 1, N_MANY);
		assert_int_equal(a, (count - 1) % 38);
		assert_int_equal(b, (count - 1) / 38 * 65536);
		assert_false(seen[count - 1]);
		seen[count - 1] = 1;
	}
	assert_int_equal(n, N_MANY);
	assert_int_equal(tally_n(t), N_MANY);
	assert_true(tally_bytes(t) <= (size_t)N_MANY * 16);
	free(seen);
	tally_free(t);
}

/* A row counts as a tally does, in 4 bytes a number. */
static void
test_tally_row(void **state)
{
	struct tally *row = tally_new_row(), *t = tally_new();
	uint32_t a, b, count, n = 0;
	size_t at = 0;

	(void)state;
	assert_false(tally_next(row, &at, &a, &b, &count));
	assert_int_equal(tally_add(row, 0, 1000000, 0), 0);
	assert_int_equal(tally_n(row), 0);
	for (uint32_t i = 0; i < N_MANY; i++) {
		b = i % 7 == 0 ? i / 2 : i;
		assert_int_equal(
		    tally_add(row, 0, b, i % 3), tally_add(t, 0, b, i % 3));
	}
	assert_int_equal(tally_n(row), tally_n(t));
	for (at = 0; tally_next(row, &at, &a, &b, &count); n++) {
		assert_int_equal(a, 0);
		assert_int_equal(count, tally_add(t, a, b, 0));
	}
	assert_int_equal(n, tally_n(t));
	assert_true(tally_bytes(row) <= (size_t)N_MANY * 5);
	tally_free(row);
	tally_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_near_keys),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_blocks_change),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_bytes_ahead),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_tally),
		cmocka_unit_test(test_tally_many),
		cmocka_unit_test(test_tally_row),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
