/*
 * test_person.c - the members of a person as one text.
 * unit: cmd/normalize/person.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/person.h"

enum { AT_DAY = 20000 }; /* 2024-10-04 */

static void
add(struct person *p, enum person_member member, const char *prefix)
{
	assert_false(person_has(p, member));
	person_add(p, member, prefix, strlen(prefix));
}

static void
fill(struct person *p, const char *id)
{
	struct pnr pnr;

	assert_int_equal(pnr_parse(&pnr, id, strlen(id), AT_DAY, 0), PNR_OK);
	assert_int_equal(pnr.kind, PNR_PERSONNUMMER);
	person_fill(p, &pnr);
}

static void
test_all_members(void **state)
{
	struct person *p = person_new();

	(void)state;
	add(p, PERSON_ID, ",\"patient\":\"");
	add(p, PERSON_KIND, ",\"kind\":\"");
	add(p, PERSON_SEX, ",\"sex\":\"");
	add(p, PERSON_BIRTH_DATE, ",\"born\":\"");
	assert_true(person_has(p, PERSON_ID));
	assert_true(person_has(p, PERSON_SEX));
	assert_true(person_has(p, PERSON_BIRTH_DATE));
	fill(p, "700101-1233");
	assert_string_equal(p->text.s,
	    ",\"patient\":\"197001011233\",\"kind\":\"personnummer\","
	    "\"sex\":\"M\",\"born\":\"1970-01-01\"");
	/* what the person before said is gone */
	fill(p, "196602089994");
	assert_string_equal(p->text.s,
	    ",\"patient\":\"196602089994\",\"kind\":\"personnummer\","
	    "\"sex\":\"M\",\"born\":\"1966-02-08\"");
	fill(p, "193808189926");
	assert_string_equal(p->text.s,
	    ",\"patient\":\"193808189926\",\"kind\":\"personnummer\","
	    "\"sex\":\"F\",\"born\":\"1938-08-18\"");
	person_free(p);
	person_free(NULL);
}

static void
test_some_members(void **state)
{
	struct person *p = person_new();

	(void)state;
	add(p, PERSON_SEX, ",\"sex\":\"");
	fill(p, "193808189926");
	assert_string_equal(p->text.s, ",\"sex\":\"F\"");
	assert_int_equal(p->text.len, 10);
	add(p, PERSON_BIRTH_DATE, ",\"b\":\"");
	fill(p, "197001011233");
	assert_string_equal(p->text.s, ",\"sex\":\"M\",\"b\":\"1970-01-01\"");
	person_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_members),
		cmocka_unit_test(test_some_members),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
