/*
 * test_care.c - what patients come for: shares, codes that the library reads.
 *
 * unit: cmd/synthesize/care.c
 * unit: cmd/synthesize/calibration.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "calibrated.h"

#include "../../cmd/synthesize/care.h"
#include "vardstrom/codes.h"

enum { N_PATIENTS = 20000, N_CONTACTS = 20000, PERMILLE = 1000 };

/* Every code that is written has the syntax of its classification. */
static void
codes_are_codes(void **state)
{
	struct person person = { .is_woman = true };
	struct strbuf sb = STRBUF_INIT;
	struct rng r = { 1 };
	struct care care;
	char code[8];

	(void)state;
	for (uint64_t no = 0; no < N_CONTACTS; no++) {
		enum care_type type = care_pick_type(&r, no % 3 == 0);

		care_of_patient(&care, &of_2025()->units[no % 20].arthrosis,
		    &person, (int)(no % 90) + 3, rng_mix(no));
		strbuf_reset(&sb);
		care_add_diagnosis(&sb, &care, &r);
		assert_true(sb.len == 0 || icd_parse(code, sb.s, sb.len) > 0);
		strbuf_reset(&sb);
		care_add_kva(&sb, &care, type, no % 3 == 0, no % 50 == 0, &r);
		assert_true(sb.len == 0 || sb.len % (KVA_LEN + 1) == KVA_LEN);
		for (size_t i = 0; i < sb.len; i += KVA_LEN + 1)
			assert_true(kva_parse(code, sb.s + i, KVA_LEN));
		if (no % 50 == 0)
			assert_non_null(strstr(sb.s, "DV200"));
	}
	strbuf_release(&sb);
}

/* Of patients of all ages, a third under 45, the asked share has it. */
static void
arthrosis_is_as_common_as_asked(void **state)
{
	const struct calibration_arthrosis a = { 120, 25, 10 };
	struct strbuf sb = STRBUF_INIT;
	struct person person = { 0 };
	struct rng r = { 1 };
	struct care care;
	int n = 0, n_schooled = 0, n_trained = 0;

	(void)state;
	for (uint64_t no = 0; no < N_PATIENTS; no++) {
		care_of_patient(
		    &care, &a, &person, no % 3 == 0 ? 30 : 60, rng_mix(no));
		do {
			strbuf_reset(&sb);
			care_add_diagnosis(&sb, &care, &r);
		} while (sb.len == 0);
		if (memcmp(sb.s, "M16", 3) == 0 || memcmp(sb.s, "M17", 3) == 0)
			n++;
		else
			assert_false(care.is_schooled || care.is_trained);
		n_schooled += care.is_schooled;
		n_trained += care.is_trained;
	}
	assert_in_range(n * PERMILLE / N_PATIENTS, 110, 130);
	assert_in_range(n_schooled * 100 / n, 22, 28);
	assert_in_range(n_trained * 100 / n, 8, 12);
	strbuf_release(&sb);
}

/* A patient comes for the same thing each. */
static void
a_patient_stays_the_same(void **state)
{
	const struct calibration_arthrosis a = { 450, 50, 50 };
	struct person person = { 0 };
	struct care first, again;

	(void)state;
	for (uint64_t no = 0; no < 1000; no++) {
		care_of_patient(&first, &a, &person, 60, rng_mix(no));
		care_of_patient(&again, &a, &person, 60, rng_mix(no));
		assert_ptr_equal(first.diagnosis, again.diagnosis);
		assert_int_equal(first.is_schooled, again.is_schooled);
	}
}

static void
every_form_of_visit_is_picked(void **state)
{
	unsigned seen = 0;
	struct rng r = { 1 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		enum care_type type = care_pick_type(&r, i % 4 == 0);

		assert_non_null(care_type_text(type));
		seen |= 1U << type;
	}
	/* chats and contacts that tell no form are no visits */
	assert_int_equal(seen, (1U << CARE_CHAT) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_codes),
		cmocka_unit_test(arthrosis_is_as_common_as_asked),
		cmocka_unit_test(a_patient_stays_the_same),
		cmocka_unit_test(every_form_of_visit_is_picked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
