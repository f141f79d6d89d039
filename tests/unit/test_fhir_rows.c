/*
 * test_fhir_rows.c - sorting on disk and in memory, references, versions, and
 * which diagnosis is the main one.
 *
 * unit: cmd/fhir-to-rows/diagnoses.c
 * unit: cmd/fhir-to-rows/referred.c
 * unit: cmd/fhir-to-rows/resource.c
 * unit: cmd/fhir-to-rows/resource_encounter.c
 * unit: cmd/fhir-to-rows/sorted.c
 * unit: cmd/fhir-to-rows/systems.c
 * unit: cmd/fhir-to-rows/walk.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/fhir-to-rows/diagnoses.h"
#include "../../cmd/fhir-to-rows/pack.h"
#include "../../cmd/fhir-to-rows/referred.h"
#include "../../cmd/fhir-to-rows/resource.h"
#include "../../cmd/fhir-to-rows/sorted.h"

/* --- sorted -----------------------------------------------------------------
 */

enum { N_ENTRIES = 20000 };

/* The key of entry i: many alike, of several lengths, and NULs in some. */
static size_t
make_key(char *key, uint32_t i)
{
	uint32_t hash = i * 2654435761u;
	size_t len = 1 + (hash >> 8) % 12;

	memset(key, 'a', 12);
	key[len / 2] = (char)("a\0b\xff"[(hash >> 20) % 4]);
	key[len - 1] = (char)('a' + (hash >> 24) % 5);
	return len;
}

static void
fill(struct sorted *s)
{
	struct strbuf err = STRBUF_INIT;

	for (uint32_t i = 0; i < N_ENTRIES; i++) {
		char key[12];
		size_t len = make_key(key, i);

		assert_int_equal(sorted_add(s, key, len, (const char *)&i,
				     i % 7 == 0 ? 0 : sizeof(i), &err),
		    0);
	}
	strbuf_release(&err);
}

static int
compare(const struct sorted_entry *a, const struct sorted_entry *b)
{
	size_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
	int diff = memcmp(a->key, b->key, len);

	return diff != 0
		   ? diff
		   : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

/* All entries come, in order, and those of one key as they were added. */
static void
check_order(struct sorted *s)
{
	struct strbuf err = STRBUF_INIT, last = STRBUF_INIT;
	struct sorted_entry e, before;
	uint32_t number = 0, n = 0, i;
	bool has_number = false;

	while (sorted_next(s, &e, &err) == 1) {
		before.key = last.s;
		before.key_len = last.len;
		if (n > 0 && compare(&before, &e) > 0)
			fail_msg("entry %u is out of order", n);
		if (n == 0 || compare(&before, &e) != 0)
			has_number = false;
		if (e.len > 0) {
			memcpy(&i, e.data, sizeof(i));
			if (has_number && i < number)
				fail_msg(
				    "entry %u: %u behind %u", n, i, number);
			number = i;
			has_number = true;
		}
		strbuf_reset(&last);
		strbuf_add(&last, e.key, e.key_len);
		n++;
	}
	assert_int_equal(err.len, 0);
	assert_int_equal(n, N_ENTRIES);
	strbuf_release(&err);
	strbuf_release(&last);
}

/* In memory; some runs; so many that runs are merged into one twice. */
static void
order_of_entries(void **state)
{
	static const size_t budgets[] = { 1 << 30, 200000, 7000 };
	struct strbuf err = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(budgets) / sizeof(budgets[0]); i++) {
		struct sorted *s = sorted_new(budgets[i]);

		fill(s);
		check_order(s);
		assert_int_equal(sorted_rewind(s, &err), 0);
		check_order(s);
		sorted_free(s);
	}
	strbuf_release(&err);
}

static void
nothing_sorted(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct sorted *s = sorted_new(1);
	struct sorted_entry e;

	(void)state;
	assert_int_equal(sorted_next(s, &e, &err), 0);
	assert_int_equal(sorted_next(s, &e, &err), 0);
	sorted_free(s);
	sorted_free(NULL);
}

static void
no_room(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct sorted *s = sorted_new(1);

	(void)state;
	setenv("TMPDIR", "/nowhere", 1);
	assert_int_equal(sorted_add(s, "a", 1, "", 0, &err), 0);
	assert_int_equal(sorted_add(s, "b", 1, "", 0, &err), -1);
	assert_non_null(strstr(err.s, "/nowhere: a temporary file"));
	unsetenv("TMPDIR");
	sorted_free(s);
	strbuf_release(&err);
}

/* --- resources --------------------------------------------------------------
 */

static struct ndjson *reader;
static struct record rec = RECORD_INIT;
static struct strbuf line = STRBUF_INIT;

static enum resource_status
read_text(struct resource *r, const char *text)
{
	static const struct systems systems = { 0 };
	size_t at;

	strbuf_reset(&line);
	strbuf_addstr(&line, text);
	strbuf_grow(&line, NDJSON_PADDING);
	memset(line.s + line.len, 0, NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(reader, line.s, line.len, &rec, &at), NDJSON_OK);
	return resource_read(r, &systems, &rec);
}

/* What a Condition's reference to an encounter leads to; "": to none. */
static const struct {
	const char *reference, *id;
} references[] = {
	{ "Encounter/1", "1" },
	{ "Encounter/a-B.9", "a-B.9" },
	{ "Encounter/1/_history/2", "1" },
	{ "https://fhir.example/r4/Encounter/1", "1" },
	{ "https://fhir.example/r4/Encounter/1/_history/2", "1" },
	{ "\\u0045ncounter\\/1", "1" },
	{ "/Encounter/1", "1" },
	{ "", "" },
	{ "1", "" },
	{ "/1", "" },
	{ "Encounter", "" },
	{ "Encounter/", "" },
	{ "Encounter/1/", "" },
	{ "Encounter/a b", "" },
	{ "Encounter/1/2", "" },
	{ "EpisodeOfCare/1", "" },
	{ "XEncounter/1", "" },
	{ "encounter/1", "" },
	{ "#e1", "" },
	{ "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "" },
	{ "/_history/2", "" },
	{ "Encounter/_history/2", "" },
};

static void
where_references_lead(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct resource r;

	(void)state;
	resource_init(&r);
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]);
	     i++) {
		strbuf_reset(&text);
		strbuf_addf(&text,
		    "{\"resourceType\":\"Condition\",\"id\":\"c\","
		    "\"encounter\":{\"reference\":\"%s\"}}",
		    references[i].reference);
		assert_int_equal(read_text(&r, text.s), RESOURCE_OK);
		if (strcmp(r.encounter.len ? r.encounter.s : "",
			references[i].id) != 0)
			fail_msg("%s leads to %s", references[i].reference,
			    r.encounter.s);
	}
	resource_release(&r);
	strbuf_release(&text);
}

/* R-FHIR-02: from the oldest to the newest. */
static void
order_of_versions(void **state)
{
	static const char *const metas[] = {
		"{}",
		"{\"versionId\":\"2\"}",
		"{\"versionId\":\"10\"}",
		"{\"versionId\":\"999999999999999999\"}",
		"{\"lastUpdated\":\"1969-12-31T00:00:00Z\"}",
		"{\"lastUpdated\":\"2025-03-03T08:00:00+01:00\"}",
		"{\"lastUpdated\":\"2025-03-03T07:00:00Z\","
		"\"versionId\":\"2\"}",
		"{\"lastUpdated\":\"2025-03-03T07:00:00.001Z\"}",
		"{\"lastUpdated\":\"2025-03-03T07:00:01Z\","
		"\"versionId\":\"1\"}",
	};
	unsigned char before[RESOURCE_AGE];
	struct strbuf text = STRBUF_INIT;
	struct resource r;

	(void)state;
	resource_init(&r);
	for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]); i++) {
		strbuf_reset(&text);
		strbuf_addf(&text,
		    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"meta\":%s}",
		    metas[i]);
		assert_int_equal(read_text(&r, text.s), RESOURCE_OK);
		if (i > 0 && memcmp(r.age, before, RESOURCE_AGE) >= 0)
			fail_msg("%s is not newer", metas[i]);
		memcpy(before, r.age, RESOURCE_AGE);
	}
	/* a version that is no number is none */
	read_text(&r, "{\"resourceType\":\"Patient\",\"id\":\"p\","
		      "\"meta\":{\"versionId\":\"W/7\"}}");
	memcpy(before, r.age, RESOURCE_AGE);
	read_text(&r, "{\"resourceType\":\"Patient\",\"id\":\"p\"}");
	assert_memory_equal(before, r.age, RESOURCE_AGE);
	resource_release(&r);
	strbuf_release(&text);
}

static void
newest_is_referred_to(void **state)
{
	static const struct {
		const char *version, *person;
		enum referred_verdict verdict;
	} rows[] = {
		{ "2", "two", REFERRED_NEW },
		{ "1", "one", REFERRED_OLDER },
		{ "3", "three", REFERRED_NEWER },
		{ "3", "three", REFERRED_REPEAT },
		{ "3", "other", REFERRED_CONFLICT },
	};
	struct place place = { 0, 0, 0 }, before;
	struct strbuf text = STRBUF_INIT;
	struct referred referred;
	struct resource r;
	const char *s;
	size_t len;

	(void)state;
	resource_init(&r);
	referred_init(&referred);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		strbuf_reset(&text);
		strbuf_addf(&text,
		    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"meta\":"
		    "{\"versionId\":\"%s\"},\"identifier\":[{\"system\":"
		    "\"1.2.752.129.2.1.3.1\",\"value\":\"%s\"}]}",
		    rows[i].version, rows[i].person);
		assert_int_equal(read_text(&r, text.s), RESOURCE_OK);
		place.line_no = i + 1;
		place.hash = (uint64_t)(unsigned char)rows[i].person[0];
		assert_int_equal(referred_add(&referred, &r, &place, &before),
		    rows[i].verdict);
	}
	assert_int_equal(before.line_no, 3);
	assert_true(
	    referred_find(&referred, RESOURCE_PATIENT, "p", 1, &s, &len));
	assert_int_equal(len, 5);
	assert_memory_equal(s, "three", 5);
	assert_false(referred_find(&referred, RESOURCE_ROLE, "p", 1, &s, &len));
	referred_release(&referred);
	resource_release(&r);
	strbuf_release(&text);
}

/* R-FHIR-01 */
static void
systems_and_editions(void **state)
{
	static const struct {
		enum system_kind kind;
		const char *uri;
		bool has;
	} rows[] = {
		{ SYSTEM_DIAGNOSIS, "urn:oid:1.2.752.116.1.1.1", true },
		{ SYSTEM_DIAGNOSIS, "1.2.752.116.1.1.1.1.3", true },
		{ SYSTEM_DIAGNOSIS, "urn:oid:1.2.752.116.1.1.10", false },
		{ SYSTEM_DIAGNOSIS, "http://hl7.org/fhir/sid/icd-10-se", true },
		{ SYSTEM_DIAGNOSIS, "http://hl7.org/fhir/sid/icd-10", false },
		{ SYSTEM_DIAGNOSIS, "http://hl7.org/fhir/sid/icd-10-se.x",
		    false },
		{ SYSTEM_MEASURE, "urn:oid:1.2.752.116.1.3.2.1.4", true },
		{ SYSTEM_MEASURE, "urn:oid:1.2.752.116.1.1.1", false },
		{ SYSTEM_MEASURE, "", false },
		{ SYSTEM_MEASURE, "urn:oid:", false },
		{ SYSTEM_PERSONNUMMER, "urn:oid:1.2.752.129.2.1.3.1", true },
		{ SYSTEM_PERSONNUMMER, "1.2.752.129.2.1.3.1.1", false },
		{ SYSTEM_PERSONNUMMER, "1.2.752.129.2.1.3.3", false },
		{ SYSTEM_TYPE, "anything", true },
		{ SYSTEM_CLINIC, "", true },
	};
	struct systems systems = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (systems_has(&systems, rows[i].kind, rows[i].uri,
			strlen(rows[i].uri)) != rows[i].has)
			fail_msg("%s", rows[i].uri);
	systems_add(&systems, SYSTEM_TYPE, "mine");
	assert_true(systems_has(&systems, SYSTEM_TYPE, "mine", 4));
	assert_false(systems_has(&systems, SYSTEM_TYPE, "anything", 8));
	assert_true(systems_has(&systems, SYSTEM_CLINIC, "anything", 8));
	systems_release(&systems);
}

/* --- diagnoses --------------------------------------------------------------
 */

static void
add(struct diagnoses *d, const char *id, uint64_t rank, uint64_t position)
{
	struct strbuf codes = STRBUF_INIT;

	pack_number(&codes, 1);
	pack_text(&codes, id, strlen(id));
	diagnoses_add(d, id, strlen(id), rank, position, codes.s, codes.len);
	strbuf_release(&codes);
}

/* R-FHIR-03 */
static void
main_diagnosis(void **state)
{
	enum { NONE = -1 };
	static const struct {
		struct {
			const char *id;
			int rank, position;
		} list[4];
		const char *order; /* the ids */
		bool has_main;
	} rows[] = {
		{ { { NULL, 0, 0 } }, "", false },
		{ { { "a", NONE, NONE } }, "a", true },
		{ { { "b", NONE, NONE }, { "a", NONE, NONE } }, "ab", false },
		{ { { "b", NONE, 0 }, { "a", NONE, 1 } }, "ba", true },
		{ { { "b", 2, 0 }, { "a", 1, 1 } }, "ab", true },
		{ { { "b", 2, 0 }, { "a", 3, 1 } }, "ba", false },
		{ { { "b", NONE, 0 }, { "a", 1, 1 } }, "ab", true },
		{ { { "a", NONE, NONE }, { "b", 1, 0 }, { "a", 2, 1 } }, "ba",
		    true },
		{ { { "a", NONE, NONE }, { "b", NONE, 0 } }, "ba", true },
		{ { { "b", 1, 0 }, { "a", 1, 1 }, { "b", 1, 2 } }, "ba", true },
		{ { { "a", 10, 0 }, { "b", 9, 1 }, { "ab", 1, 2 } }, "abba",
		    true },
	};
	struct strbuf order = STRBUF_INIT;
	struct diagnoses d;

	(void)state;
	diagnoses_init(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool has_main;

		diagnoses_clear(&d);
		strbuf_reset(&order);
		for (size_t k = 0; k < 4 && rows[i].list[k].id; k++)
			add(&d, rows[i].list[k].id,
			    rows[i].list[k].rank == NONE
				? UINT32_MAX
				: (uint64_t)rows[i].list[k].rank,
			    rows[i].list[k].position == NONE
				? UINT32_MAX
				: (uint64_t)rows[i].list[k].position);
		has_main = diagnoses_settle(&d);
		for (size_t k = 0; k < d.n; k++)
			strbuf_add(&order, d.texts.s + d.list[k].id_at,
			    d.list[k].id_len);
		strbuf_addstr(&order, "");
		if (has_main != rows[i].has_main ||
		    strcmp(order.s, rows[i].order) != 0)
			fail_msg("row %zu: %s", i, order.s);
	}
	diagnoses_release(&d);
	strbuf_release(&order);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_of_entries),
		cmocka_unit_test(nothing_sorted),
		cmocka_unit_test(no_room),
		cmocka_unit_test(where_references_lead),
		cmocka_unit_test(order_of_versions),
		cmocka_unit_test(newest_is_referred_to),
		cmocka_unit_test(systems_and_editions),
		cmocka_unit_test(main_diagnosis),
	};
	int failed;

	reader = ndjson_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	ndjson_free(reader);
	record_release(&rec);
	strbuf_release(&line);
	return failed;
}
