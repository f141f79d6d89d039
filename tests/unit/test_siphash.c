/* test_siphash.c - the hash against its authors' vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vardstrom/siphash.h"

/* The key 00 01 .. 0f of the paper's appendix A, as two little-endian words. */
static const struct siphash_key PAPER_KEY = {
	UINT64_C(0x0706050403020100),
	UINT64_C(0x0f0e0d0c0b0a0908),
};

static void
test_paper_vector(void **state)
{
	char text[15];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	assert_true(siphash24(&PAPER_KEY, text, sizeof(text)) ==
		    UINT64_C(0xa129ca6149be45e5));
	assert_true(
	    siphash24(&PAPER_KEY, NULL, 0) == UINT64_C(0x726fdb47dd0e0e31));
	assert_true(
	    siphash13(&PAPER_KEY, NULL, 0) == UINT64_C(0xabac0158050fc4dc));
}

static void
test_every_length_and_key_tells(void **state)
{
	char text[33] = { 0 };
	struct siphash_key other = PAPER_KEY;

	(void)state;
	other.k1++;
	for (size_t i = 0; i < sizeof(text); i++) {
		uint64_t h = siphash13(&PAPER_KEY, text, i);

		assert_true(
		    h != siphash13(&PAPER_KEY, text, i + 1 - 2 * (i > 31)));
		assert_true(h != siphash13(&other, text, i));
	}
}

static void
test_random_keys_differ(void **state)
{
	struct siphash_key a, b;

	(void)state;
	siphash_key_random(&a);
	siphash_key_random(&b);
	assert_true(a.k0 != b.k0 && a.k1 != b.k1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paper_vector),
		cmocka_unit_test(test_every_length_and_key_tells),
		cmocka_unit_test(test_random_keys_differ),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
