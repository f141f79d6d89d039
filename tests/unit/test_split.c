/*
 * test_split.c - the part of a patient, and the names of parts.
 * unit: cmd/split-patients/split.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/split-patients/split.h"

static size_t
part_of(struct split *s, const char *json)
{
	struct ndjson *ndjson = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t len = strlen(json), error_at, part;
	char *line = calloc(1, len + NDJSON_PADDING);

	memcpy(line, json, len);
	assert_int_equal(
	    ndjson_parse(ndjson, line, len, &rec, &error_at), NDJSON_OK);
	part = split_part_of(s, &rec);
	ndjson_free(ndjson);
	record_release(&rec);
	free(line);
	return part;
}

/* Never to be changed: parts of several versions would not fit together. */
static void
r_part_01_is_fixed(void **state)
{
	static const struct {
		const char *json;
		size_t n_parts, part;
	} rows[] = {
		{ "{\"patient\":\"199003132382\"}", 1, 0 },
		{ "{\"patient\":\"199003132382\"}", 7, 4 },
		{ "{\"patient\":\"197010189806\"}", 7, 3 },
		{ "{\"patient\":\"a\"}", 7, 6 },
		{ "{\"patient\":\"a\"}", 256, 73 },
		{ "{\"x\":1,\"patient\":\"\\u0061\"}", 256, 73 },
		{ "{\"patient\":\"\"}", 7, SPLIT_NONE },
		{ "{\"patient\":null}", 7, SPLIT_NONE },
		{ "{\"patient\":12}", 7, SPLIT_NONE },
		{ "{\"patient\":[\"a\"]}", 7, SPLIT_NONE },
		{ "{\"patients\":\"a\"}", 7, SPLIT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct split s;

		split_init(&s);
		s.n_parts = rows[i].n_parts;
		print_message("# %s of %zu\n", rows[i].json, rows[i].n_parts);
		assert_int_equal(part_of(&s, rows[i].json), rows[i].part);
		split_release(&s);
	}
}

/* Copies of an event meet, however they are written and whoever's they are. */
static void
r_part_01_of_events(void **state)
{
	static const struct {
		const char *json;
		size_t part;
	} rows[] = {
		{ "{\"record\":\"contact\",\"contact_id\":\"K1\"}", 63 },
		{ "{\"patient\":\"b\",\"contact_id\":\"\\u004b1\","
		  "\"record\":\"contact\"}",
		    63 },
		{ "{\"record\":\"contact\",\"contact_id\":1}", 83 },
		{ "{\"record\":\"contact\",\"contact_id\":1.0}", 83 },
		{ "{\"record\":\"booking\",\"contact_id\":1}", SPLIT_NONE },
		{ "{\"record\":\"booking\",\"id\":1}", 88 },
		{ "{\"record\":\"contact\",\"contact_id\":null}", SPLIT_NONE },
		{ "{\"record\":\"contact\",\"contact_id\":\"\"}", SPLIT_NONE },
		{ "{\"contact_id\":\"K1\"}", SPLIT_NONE },
	};
	struct strbuf err = STRBUF_INIT;
	struct split s;

	(void)state;
	split_init(&s);
	s.n_parts = 101;
	assert_int_equal(split_add_key(&s, "contact:contact_id", &err), 0);
	assert_int_equal(split_add_key(&s, "record,id", &err), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("# %s\n", rows[i].json);
		assert_int_equal(part_of(&s, rows[i].json), rows[i].part);
	}
	assert_int_equal(split_add_key(&s, "contact:", &err), -1);
	split_release(&s);
	strbuf_release(&err);
}

/* Of 7000 patients, each of 7 parts has about a thousand. */
static void
parts_are_alike(void **state)
{
	size_t counts[7] = { 0 };
	struct split s;

	(void)state;
	split_init(&s);
	s.n_parts = 7;
	for (int i = 0; i < 7000; i++) {
		char json[64];

		snprintf(json, sizeof(json), "{\"patient\":\"%012d\"}", i);
		counts[part_of(&s, json)]++;
	}
	split_release(&s);
	for (size_t i = 0; i < 7; i++)
		assert_in_range(counts[i], 850, 1150);
}

static void
names(void **state)
{
	static const struct {
		const char *pattern;
		size_t i, n_parts;
		const char *name; /* NULL: no pattern */
	} rows[] = {
		{ "part-%", 0, 7, "part-1" },
		{ "a/%.ndjson", 6, 7, "a/7.ndjson" },
		{ "%", 0, 10, "01" },
		{ "%", 9, 10, "10" },
		{ "p%", 0, 256, "p001" },
		{ "part", 0, 7, NULL },
		{ "", 0, 7, NULL },
		{ "%%", 0, 7, NULL },
		{ "%-%", 0, 7, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *name =
		    split_name(rows[i].pattern, rows[i].i, rows[i].n_parts);

		if (rows[i].name)
			assert_string_equal(name, rows[i].name);
		else
			assert_null(name);
		free(name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r_part_01_is_fixed),
		cmocka_unit_test(r_part_01_of_events),
		cmocka_unit_test(parts_are_alike),
		cmocka_unit_test(names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
