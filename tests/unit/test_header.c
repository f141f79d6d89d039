/* test_header.c - headers and columns. unit: cmd/normalize/header.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/header.h"

static const char *id_names[] = { "Personnummer", "Person-id" };
static const char *code_names[] = { "KvåKoder" };
static const char *note_names[] = { "Anteckning" };
static struct profile_column columns[] = {
	{ .names = id_names, .n_names = 2, .as = "id", .need = PROFILE_VALUE },
	{ .names = code_names,
	    .n_names = 1,
	    .as = "kva",
	    .need = PROFILE_COLUMN },
	{ .names = note_names,
	    .n_names = 1,
	    .as = "note",
	    .is_said_optional = true },
};
static const struct profile profile = { .columns = columns, .n_columns = 3 };

/* A header of the names, ';' between, as text. */
static int
match(const char *names, int *field_of, struct strbuf *err, struct strbuf *note)
{
	struct table_field fields[16];
	struct table_row row = { .fields = fields, .line_no = 3 };

	for (;;) {
		size_t len = strcspn(names, ";");

		fields[row.n_fields].s = names;
		fields[row.n_fields++].len = len;
		if (names[len] == '\0')
			break;
		names += len + 1;
	}
	strbuf_reset(err);
	strbuf_reset(note);
	return header_match(&profile, "a.csv", &row, field_of, err, note);
}

static void
test_match(void **state)
{
	static const struct {
		const char *names;
		int id, kva, note;
	} cases[] = {
		{ "Personnummer;KvåKoder;Anteckning", 0, 1, 2 },
		{ "x;anteckning;KVÅKODER;;person-ID", 4, 2, 1 },
		{ "Kva\xcc\x8aKoder;PERSONNUMMER", 1, 0, PROFILE_NONE },
		{ "x;x;KvåKoder;Personnummer", 3, 2, PROFILE_NONE },
	};
	struct strbuf err = STRBUF_INIT, note = STRBUF_INIT;
	int field_of[3];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    match(cases[i].names, field_of, &err, &note), 0);
		assert_int_equal(field_of[0], cases[i].id);
		assert_int_equal(field_of[1], cases[i].kva);
		assert_int_equal(field_of[2], cases[i].note);
		assert_int_equal(err.len, 0);
		assert_int_equal(note.len, 0);
	}
	strbuf_release(&err);
	strbuf_release(&note);
}

static void
test_told(void **state)
{
	static const struct {
		const char *names, *err, *note;
	} cases[] = {
		{ "Personnr;KvåKoder",
		    "a.csv:3: the header lacks Personnummer (near: "
		    "\"Personnr\")",
		    "" },
		{ "Personnummer", "a.csv:3: the header lacks KvåKoder", "" },
		{ "", "a.csv:3: the header lacks Personnummer; KvåKoder", "" },
		{ "Person-id;KvåKoder;personnummer",
		    "a.csv:3: Personnummer: the header has this column "
		    "twice, as field 1 and field 3",
		    "" },
		/* a header that is taken is not near another column */
		{ "Personnummer;KvåKod;KvåKoder", "", "" },
		{ "Personnummer;KvåKoder;Anteckningar", "",
		    "a.csv:3: Anteckning is not in the header, but "
		    "\"Anteckningar\" is, and is not read" },
		/* what may be a person's number is not shown */
		{ "personnummer197001011234;KvåKoder",
		    "a.csv:3: the header lacks Personnummer", "" },
		/* another delimiter, and perhaps no header at all */
		{ "Personnr,KvåKoder",
		    "a.csv:3: the header is one column, with commas in it: "
		    "the profile's delimiter is another",
		    "" },
		{ "Personnummer\tKarin\tM171",
		    "a.csv:3: the header is one column, with tabs in it: the "
		    "profile's delimiter is another",
		    "" },
	};
	struct strbuf err = STRBUF_INIT, note = STRBUF_INIT;
	int field_of[3];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ret = match(cases[i].names, field_of, &err, &note);

		assert_int_equal(ret, cases[i].err[0] ? -1 : 0);
		assert_string_equal(err.s, cases[i].err);
		assert_string_equal(note.s, cases[i].note);
	}
	strbuf_release(&err);
	strbuf_release(&note);
}

/* A column that lacks is told, unless the profile foresees that. */
static void
test_unforeseen(void **state)
{
	struct strbuf err = STRBUF_INIT, note = STRBUF_INIT;
	int field_of[3];

	(void)state;
	columns[2].is_said_optional = false;
	assert_int_equal(
	    match("Personnummer;KvåKoder", field_of, &err, &note), 0);
	assert_string_equal(note.s,
	    "a.csv:3: Anteckning is not in the header (a column that may lack "
	    "has \"required\": false)");
	columns[2].is_said_optional = true;
	strbuf_release(&err);
	strbuf_release(&note);
}

/* Which member of each record is which column, as a text such as "1-0". */
static void
guess(struct header_guess *g, struct ndjson *p, const char *line, char *told)
{
	const struct ndjson_member *members[3];
	struct record rec = RECORD_INIT;
	struct strbuf padded = STRBUF_INIT;
	size_t at, i;

	strbuf_addstr(&padded, line);
	strbuf_grow(&padded, NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(p, padded.s, padded.len, &rec, &at), NDJSON_OK);
	header_guess_record(g, &rec, members);
	for (i = 0; i < 3; i++)
		told[i] =
		    (char)(members[i] ? '0' + (members[i] - rec.members) : '-');
	strbuf_release(&padded);
	record_release(&rec);
}

static void
test_records(void **state)
{
	static const struct {
		const char *line, *want;
	} cases[] = {
		{ "{\"personnummer\":1,\"KvåKoder\":2}", "01-" },
		{ "{\"personnummer\":3,\"KvåKoder\":4}", "01-" },
		{ "{\"KvåKoder\":2,\"x\":0,\"personnummer\":1}", "20-" },
		{ "{}", "---" },
		{ "{\"Kv\\u00e5Koder\":1,\"ANTECKNING\":2}", "-01" },
		/* names of the same length, and one that begins another */
		{ "{\"Anteckninx\":1}", "---" },
		{ "{\"Anteckning\":1}", "--0" },
		{ "{\"Anteckningar\":1}", "---" },
		/* two spellings of one column: the first stands */
		{ "{\"Person-id\":1,\"Personnummer\":2}", "0--" },
	};
	struct header_guess *g = header_guess_new(&profile);
	struct ndjson *p = ndjson_new();
	char told[4] = "";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guess(g, p, cases[i].line, told);
		assert_string_equal(told, cases[i].want);
		guess(g, p, cases[i].line, told);
		assert_string_equal(told, cases[i].want);
	}
	ndjson_free(p);
	header_guess_free(g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_unforeseen),
		cmocka_unit_test(test_records),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
