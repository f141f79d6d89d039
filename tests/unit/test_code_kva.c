/*
 * test_code_kva.c - rules, code books, and what they say of a record.
 * unit: cmd/code-kva/code_map.c
 * unit: cmd/code-kva/kva_rules.c
 * unit: cmd/code-kva/codebook.c
 * unit: cmd/code-kva/epochs.c
 * unit: cmd/code-kva/findings.c
 * unit: cmd/code-kva/code_kva.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/code-kva/code_kva.h"

/* A line with the padding that ndjson_parse asks for. */
struct padded {
	char s[1024];
	size_t len;
};

static struct padded
pad(const char *line)
{
	struct padded p = { .len = strlen(line) };

	assert_true(p.len + NDJSON_PADDING <= sizeof(p.s));
	memcpy(p.s, line, p.len);
	return p;
}

/* Load rules; the error, without its place, in err. */
static void
load(struct kva_rules *rules, const char *text, struct strbuf *err)
{
	struct config *config = config_parse("r", text, strlen(text), err);

	assert_non_null(config);
	kva_rules_init(rules);
	kva_rules_load(rules, config_top(config));
	assert_int_equal(config_failed(config), err->len > 0);
	config_free(config);
}

static enum code_kva_status
apply(struct code_kva *ck, const char *line, struct strbuf *out)
{
	struct padded p = pad(line);
	struct ndjson *parser = ndjson_new();
	struct record rec = RECORD_INIT;
	enum code_kva_status status;
	size_t error_at;

	assert_int_equal(
	    ndjson_parse(parser, p.s, p.len, &rec, &error_at), NDJSON_OK);
	status = code_kva_apply(ck, &rec);
	strbuf_reset(out);
	record_format(&rec, out);
	record_release(&rec);
	ndjson_free(parser);
	return status;
}

static const char small_rules[] =
    "{\"measures\":["
    "{\"name\":\"far\",\"basis\":\"official\",\"codes\":[\"DV200\"]},"
    "{\"name\":\"advice\",\"basis\":\"local\",\"codes\":[\"DV11\"]},"
    "{\"name\":\"training\",\"basis\":\"local\","
    "\"codes\":[\"QV011-QV012\",\"QG003\"]},"
    "{\"name\":\"old\",\"basis\":\"local\",\"valid_to\":\"2024-12-31\","
    "\"codes\":[\"AB001\"]},"
    "{\"name\":\"new\",\"basis\":\"local\",\"valid_from\":\"2025-01-01\","
    "\"codes\":[\"AB001\"]},"
    "{\"name\":\"group\",\"basis\":\"local\",\"codes\":[\"QV012\"]}],"
    "\"conditions\":["
    "{\"name\":\"oa\",\"basis\":\"official\","
    "\"codes\":[\"M16.0-M16.9\",\"M17\"]},"
    "{\"name\":\"pain\",\"basis\":\"official\","
    "\"codes\":[\"R52.2A-R52.2C\"]}],"
    "\"diagnosis_groups\":["
    "{\"name\":\"back\",\"basis\":\"local\",\"codes\":[\"M40-M54\"]},"
    "{\"name\":\"neck\",\"basis\":\"local\",\"codes\":[\"M54.2\"]},"
    "{\"name\":\"joints\",\"basis\":\"local\",\"codes\":[\"M16-M17\"]},"
    "{\"name\":\"injury\",\"basis\":\"local\",\"codes\":[\"S98-T02\"]}]}";

struct apply_case {
	const char *in;
	const char *added; /* before the last brace; NULL: see status */
	enum code_kva_status status;
};

#define CODED(in, added)                                                       \
	{                                                                      \
		in, added, CODE_KVA_OK                                         \
	}
#define BAD(in, status)                                                        \
	{                                                                      \
		in, NULL, status                                               \
	}

static const struct apply_case cases[] = {
	/* R-MEASURE-01: in the order of the rules, each once */
	CODED("{\"kva\":[\"DV200\"]}", ",\"measures\":[\"far\"]"),
	CODED("{\"kva\":[\"QG003\",\"DV200\",\"QV011\"]}",
	    ",\"measures\":[\"far\",\"training\"]"),
	CODED(
	    "{\"kva\":[\"QV012\"]}", ",\"measures\":[\"training\",\"group\"]"),
	CODED("{\"kva\":[\"DV112\"]}", ",\"measures\":[\"advice\"]"),
	CODED("{\"kva\":[\"DV121\"]}", ""),
	CODED("{\"kva\":[]}", ""),
	CODED("{\"kva\":null}", ""),
	CODED("{\"kva\":\"dv200\"}", ",\"measures\":[\"far\"]"),
	CODED("{\"kva\":[\"DV200 (i)\"]}", ",\"measures\":[\"far\"]"),
	CODED("{\"kva\":[\"D\\u0056200\"]}", ",\"measures\":[\"far\"]"),
	CODED("{\"kva\":[\"DV2000\",\"\",\"\\u00e5\"]}", ""),
	/* dates of validity, inclusive; without a date only what has none */
	CODED("{\"kva\":[\"AB001\"],\"date\":\"2024-12-31\"}",
	    ",\"measures\":[\"old\"]"),
	CODED("{\"kva\":[\"AB001\"],\"date\":\"2025-01-01\"}",
	    ",\"measures\":[\"new\"]"),
	CODED("{\"kva\":[\"AB001\",\"DV200\"]}", ",\"measures\":[\"far\"]"),
	CODED("{\"kva\":[\"AB001\"],\"date\":null}", ""),
	/* R-GROUP-01: the main diagnosis, longest prefix */
	CODED("{\"diagnosis\":\"M545\"}", ",\"diagnosis_group\":\"back\""),
	CODED("{\"diagnosis\":\"M54.2\"}", ",\"diagnosis_group\":\"neck\""),
	CODED("{\"diagnosis\":\"M171\",\"diagnoses\":[\"M171\",\"M545\"]}",
	    ",\"conditions\":[\"oa\"],\"diagnosis_group\":\"joints\""),
	CODED("{\"diagnosis\":\"M545\",\"diagnoses\":[\"M545\",\"M171\","
	      "\"R522B\"]}",
	    ",\"conditions\":[\"oa\",\"pain\"],\"diagnosis_group\":\"back\""),
	CODED("{\"diagnoses\":[\"M171\",\"M545\"]}",
	    ",\"conditions\":[\"oa\"],\"diagnosis_group\":\"joints\""),
	CODED("{\"diagnosis\":\"M169\"}",
	    ",\"conditions\":[\"oa\"],\"diagnosis_group\":\"joints\""),
	CODED("{\"diagnosis\":\"S980\"}", ",\"diagnosis_group\":\"injury\""),
	CODED("{\"diagnosis\":\"S999\"}", ",\"diagnosis_group\":\"injury\""),
	CODED("{\"diagnosis\":\"T000\"}", ",\"diagnosis_group\":\"injury\""),
	CODED("{\"diagnosis\":\"T030\"}", ",\"diagnosis_group\":\"other\""),
	/* R-GROUP-02 */
	CODED("{\"diagnosis\":\"K359\"}", ",\"diagnosis_group\":\"other\""),
	CODED("{\"diagnosis\":\"what\"}", ",\"diagnosis_group\":\"other\""),
	CODED("{\"diagnoses\":[]}", ""),
	CODED("{\"diagnosis\":null}", ""),
	CODED("{\"clinic\":\"gripen\"}", ""),
	CODED("{}", ""),
	/* not codes */
	BAD("{\"kva\":7}", CODE_KVA_EKVA),
	BAD("{\"kva\":{}}", CODE_KVA_EKVA),
	BAD("{\"kva\":[\"DV200\",7]}", CODE_KVA_EKVA),
	BAD("{\"kva\":[null]}", CODE_KVA_EKVA),
	BAD("{\"diagnosis\":[\"M171\"]}", CODE_KVA_EDIAGNOSIS),
	BAD("{\"diagnosis\":true}", CODE_KVA_EDIAGNOSIS),
	BAD("{\"diagnoses\":[[]]}", CODE_KVA_EDIAGNOSES),
	BAD("{\"diagnoses\":1}", CODE_KVA_EDIAGNOSES),
	BAD("{\"kva\":[\"DV200\"],\"date\":\"2025-02-30\"}", CODE_KVA_EDATE),
	BAD("{\"kva\":[\"DV200\"],\"date\":20250228}", CODE_KVA_EDATE),
};

static void
codes_records(void **state)
{
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf want = STRBUF_INIT;
	struct kva_rules rules;
	struct code_kva ck;
	size_t i;

	(void)state;
	load(&rules, small_rules, &err);
	assert_string_equal(err.s, "");
	code_kva_init(&ck, &rules, NULL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct apply_case *c = &cases[i];
		const char *added = c->added ? c->added : "";
		size_t n = strlen(c->in) - 1;

		if (apply(&ck, c->in, &out) != c->status)
			fail_msg("status of %s", c->in);
		strbuf_reset(&want);
		strbuf_add(&want, c->in, n);
		/* the first member of an empty object has no comma */
		strbuf_addstr(&want, n == 1 && *added ? added + 1 : added);
		strbuf_addch(&want, '}');
		assert_string_equal(out.s, want.s);
	}
	code_kva_release(&ck);
	kva_rules_release(&rules);
	strbuf_release(&err);
	strbuf_release(&out);
	strbuf_release(&want);
}

/* Coded twice is coded once; what no longer holds is taken away. */
static void
replaces_what_was_said_before(void **state)
{
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf twice = STRBUF_INIT;
	struct kva_rules rules;
	struct code_kva ck;
	size_t i;

	(void)state;
	load(&rules, small_rules, &err);
	code_kva_init(&ck, &rules, NULL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (apply(&ck, cases[i].in, &out) != CODE_KVA_OK)
			continue;
		assert_int_equal(apply(&ck, out.s, &twice), CODE_KVA_OK);
		assert_string_equal(twice.s, out.s);
	}
	assert_int_equal(
	    apply(&ck,
		"{\"measures\":[\"x\"],\"kva\":[\"AA000\"],\"conditions\":1,"
		"\"unknown_codes\":[],\"diagnosis_group\":\"back\",\"n\":1.10}",
		&out),
	    CODE_KVA_OK);
	assert_string_equal(out.s, "{\"kva\":[\"AA000\"],\"n\":1.10}");
	code_kva_release(&ck);
	kva_rules_release(&rules);
	strbuf_release(&err);
	strbuf_release(&out);
	strbuf_release(&twice);
}

struct rules_case {
	const char *text;
	const char *error; /* its end */
};

#define RULE(codes)                                                            \
	"{\"conditions\":[{\"name\":\"a\",\"basis\":\"local\","                \
	"\"codes\":" codes "}]}"

static const struct rules_case bad_rules[] = {
	{ "{\"rules\":[]}", "rules: unknown member" },
	{ "{\"measures\":{}}", "measures: must be a list" },
	{ "{\"measures\":[{\"basis\":\"local\",\"codes\":[\"DV200\"]}]}",
	    "name: missing" },
	{ "{\"measures\":[{\"name\":\"a\",\"codes\":[\"DV200\"]}]}",
	    "basis: missing" },
	{ "{\"measures\":[{\"name\":\"a\",\"basis\":\"local\"}]}",
	    "codes: missing" },
	{ "{\"measures\":[{\"name\":\"A b\",\"basis\":\"local\","
	  "\"codes\":[\"DV200\"]}]}",
	    "name: must be lower-case letters, digits and _" },
	{ "{\"measures\":[{\"name\":\"a\",\"basis\":\"local\","
	  "\"codes\":[\"M17\"]}]}",
	    "codes[0]: must be a KVÅ code, a prefix or a range of them" },
	{ "{\"measures\":[{\"name\":\"a\",\"basis\":\"local\","
	  "\"valid_from\":\"2025-02-30\",\"codes\":[\"DV200\"]}]}",
	    "valid_from: must be a day, YYYY-MM-DD" },
	{ "{\"measures\":[{\"name\":\"a\",\"basis\":\"local\","
	  "\"valid_from\":\"2025-02-02\",\"valid_to\":\"2025-02-01\","
	  "\"codes\":[\"DV200\"]}]}",
	    "valid_to is before valid_from" },
	{ RULE("[]"), "codes: must name at least one code" },
	{ RULE("[\"\"]"), "codes[0]: an empty name" },
	{ RULE("[\"m17\"]"), "must be a diagnosis code, a prefix or a range "
			     "of them" },
	{ RULE("[\"M17.\"]"), "must be a diagnosis code, a prefix or a range "
			      "of them" },
	{ RULE("[\"M17.1AB\"]"), "must be a diagnosis code, a prefix or a "
				 "range of them" },
	{ RULE("[\"M17-\"]"), "must end with a code like the first" },
	{ RULE("[\"M17-M\"]"), "must go upwards between codes of one form" },
	{ RULE("[\"M17-M16\"]"), "must go upwards between codes of one form" },
	{ RULE("[\"M179A-M1799\"]"),
	    "must go upwards between codes of one form" },
	{ RULE("[\"A0000-Z9999\"]"), "more than 100000 codes in this list" },
	{ "{\"diagnosis_groups\":["
	  "{\"name\":\"a\",\"basis\":\"local\",\"codes\":[\"M10-M20\"]},"
	  "{\"name\":\"b\",\"basis\":\"local\",\"codes\":[\"M17\"]}]}",
	    "M17 is in two groups, a and b" },
};

static void
tells_what_is_wrong_with_rules(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad_rules) / sizeof(bad_rules[0]); i++) {
		struct strbuf err = STRBUF_INIT;
		struct kva_rules rules;
		const char *want = bad_rules[i].error;

		load(&rules, bad_rules[i].text, &err);
		if (!strstr(err.s, want))
			fail_msg("%s: %s", bad_rules[i].text, err.s);
		kva_rules_release(&rules);
		strbuf_release(&err);
	}
}

static enum codebook_status
add_to_book(struct codebook *book, const char *line)
{
	struct padded p = pad(line);
	struct ndjson *parser = ndjson_new();
	struct record rec = RECORD_INIT;
	enum codebook_status status;
	size_t error_at;

	assert_int_equal(
	    ndjson_parse(parser, p.s, p.len, &rec, &error_at), NDJSON_OK);
	status = codebook_add(book, &rec);
	record_release(&rec);
	ndjson_free(parser);
	return status;
}

/* R-CODE-04 */
static void
tells_codes_that_are_not_in_the_book(void **state)
{
	static const struct apply_case told[] = {
		CODED("{\"kva\":[\"DV200\",\"GB020\"]}",
		    ",\"measures\":[\"far\"]"),
		CODED("{\"kva\":[\"ZZ999\",\"DV200\",\"x\\ny\"]}",
		    ",\"measures\":[\"far\"],"
		    "\"unknown_codes\":[\"ZZ999\",\"x\\ny\"]"),
		CODED("{\"date\":\"2020-12-31\",\"kva\":[\"GB020\"]}",
		    ",\"unknown_codes\":[\"GB020\"]"),
		CODED("{\"date\":\"2021-01-01\",\"kva\":[\"GB020\"]}", ""),
		CODED("{\"date\":\"2025-12-31\",\"kva\":[\"GB020\"]}", ""),
		CODED("{\"date\":\"2026-01-01\",\"kva\":[\"GB020\"]}",
		    ",\"unknown_codes\":[\"GB020\"]"),
		CODED("{\"diagnosis\":\"M171\",\"diagnoses\":[\"M171\","
		      "\"M545\"],\"kva\":[\"AA111\"]}",
		    ",\"conditions\":[\"oa\"],\"diagnosis_group\":\"joints\","
		    "\"unknown_codes\":[\"AA111\",\"M545\"]"),
		BAD("{\"kva\":[\"AA111\"],\"diagnoses\":7}",
		    CODE_KVA_EDIAGNOSES),
	};
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	struct strbuf want = STRBUF_INIT;
	struct kva_rules rules;
	struct codebook book;
	struct code_kva ck;
	size_t i;

	(void)state;
	load(&rules, small_rules, &err);
	codebook_init(&book);
	assert_int_equal(
	    add_to_book(&book, "{\"code\":\"DV200(i)\",\"title\":\"x\"}"),
	    CODEBOOK_OK);
	assert_int_equal(
	    add_to_book(&book, "{\"code\":\"GB020\",\"valid_from\":"
			       "\"2021-01-01\",\"valid_to\":\"2025-12-31\"}"),
	    CODEBOOK_OK);
	assert_int_equal(add_to_book(&book, "{\"code\":\"M17.1\",\"system\":"
					    "\"icd10se\",\"valid_to\":\"\"}"),
	    CODEBOOK_OK);
	codebook_sort(&book);
	code_kva_init(&ck, &rules, &book);
	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		const char *in = told[i].in;

		assert_int_equal(apply(&ck, in, &out), told[i].status);
		strbuf_reset(&want);
		strbuf_add(&want, in, strlen(in) - 1);
		strbuf_addstr(&want, told[i].added ? told[i].added : "");
		strbuf_addch(&want, '}');
		assert_string_equal(out.s, want.s);
	}
	assert_int_equal(ck.n_unknown_codes, 6);
	assert_int_equal(ck.n_unknown_records, 4);
	code_kva_release(&ck);
	codebook_release(&book);
	kva_rules_release(&rules);
	strbuf_release(&err);
	strbuf_release(&out);
	strbuf_release(&want);
}

/* The members of a record in all their shapes; NULL: it is not there. */
static const char *const kva_shapes[] = { NULL, "null", "[]", "\"AB001\"",
	"[\"AB001\"]", "[\"DV200\",\"ZZ999\"]", "[7]", "7" };
static const char *const diagnosis_shapes[] = { NULL, "null", "\"M171\"",
	"[\"M171\"]", "\"M17\\u0031\"", "\"what\"" };
static const char *const diagnoses_shapes[] = { NULL, "null", "\"M171\"",
	"[\"M171\"]", "[\"M545\",\"M171\"]", "[\"M171\",7]", "[]" };
static const char *const date_shapes[] = { NULL, "\"2024-12-31\"",
	"\"2025-01-01\"", "\"20250101\"", "\"2025-13-01\"", "20250101" };

#define N(array) (sizeof(array) / sizeof((array)[0]))

static void
add_member(struct strbuf *sb, const char *name, const char *shape)
{
	if (!shape)
		return;
	strbuf_addf(sb, "%s\"%s\":%s", sb->len > 1 ? "," : "", name, shape);
}

/* Record number i of all that can be made of the shapes. */
static void
make_record(struct strbuf *sb, size_t i, bool is_apart)
{
	const char *kva = kva_shapes[i % N(kva_shapes)];
	const char *diagnosis, *diagnoses, *date;

	i /= N(kva_shapes);
	diagnosis = diagnosis_shapes[i % N(diagnosis_shapes)];
	i /= N(diagnosis_shapes);
	diagnoses = diagnoses_shapes[i % N(diagnoses_shapes)];
	i /= N(diagnoses_shapes);
	date = date_shapes[i % N(date_shapes)];
	strbuf_reset(sb);
	strbuf_addch(sb, '{');
	if (is_apart)
		add_member(sb, "diagnoses", diagnoses);
	add_member(sb, "date", date);
	add_member(sb, "diagnosis", diagnosis);
	if (!is_apart)
		add_member(sb, "diagnoses", diagnoses);
	add_member(sb, "kva", kva);
	strbuf_addch(sb, '}');
}

/* A coder that has met much says the same as one that has met nothing. */
static void
remembers_nothing_wrong(void **state)
{
	const size_t n = N(kva_shapes) * N(diagnosis_shapes) *
			 N(diagnoses_shapes) * N(date_shapes);
	struct strbuf err = STRBUF_INIT, line = STRBUF_INIT;
	struct strbuf out = STRBUF_INIT, want = STRBUF_INIT;
	struct kva_rules rules;
	struct codebook book;
	struct code_kva old, fresh;
	size_t i;

	(void)state;
	load(&rules, small_rules, &err);
	codebook_init(&book);
	assert_int_equal(
	    add_to_book(&book, "{\"code\":\"DV200\"}"), CODEBOOK_OK);
	assert_int_equal(add_to_book(&book, "{\"code\":\"AB001\",\"valid_to\":"
					    "\"2024-12-31\"}"),
	    CODEBOOK_OK);
	codebook_sort(&book);
	code_kva_init(&old, &rules, &book);
	for (i = 0; i < 4 * n; i++) {
		/* twice in order, then in steps that go through all */
		size_t k = i < 2 * n ? i : i * 1009;
		uint64_t n_before = old.n_unknown_codes;
		enum code_kva_status status;

		make_record(&line, k % n, i / n % 2);
		code_kva_init(&fresh, &rules, &book);
		status = apply(&fresh, line.s, &want);
		assert_int_equal(apply(&old, line.s, &out), status);
		assert_string_equal(out.s, want.s);
		assert_int_equal(
		    old.n_unknown_codes - n_before, fresh.n_unknown_codes);
		code_kva_release(&fresh);
	}
	code_kva_release(&old);
	codebook_release(&book);
	kva_rules_release(&rules);
	strbuf_release(&err);
	strbuf_release(&line);
	strbuf_release(&out);
	strbuf_release(&want);
}

static void
refuses_a_bad_code_book(void **state)
{
	static const struct {
		const char *line;
		enum codebook_status status;
	} lines[] = {
		{ "{}", CODEBOOK_ECODE },
		{ "{\"code\":7}", CODEBOOK_ECODE },
		{ "{\"code\":\"M171\"}", CODEBOOK_ECODE },
		{ "{\"code\":\"DV200\",\"system\":\"icd10se\"}",
		    CODEBOOK_ECODE },
		{ "{\"code\":\"DV200\",\"system\":\"icd\"}", CODEBOOK_ESYSTEM },
		{ "{\"code\":\"DV200\",\"system\":null}", CODEBOOK_ESYSTEM },
		{ "{\"code\":\"DV200\",\"valid_from\":\"2025\"}",
		    CODEBOOK_EDATE },
		{ "{\"code\":\"DV200\",\"valid_to\":20251231}",
		    CODEBOOK_EDATE },
		{ "{\"code\":\"DV200\",\"valid_from\":\"2025-01-02\","
		  "\"valid_to\":\"2025-01-01\"}",
		    CODEBOOK_EORDER },
	};
	struct codebook book;
	size_t i;

	(void)state;
	codebook_init(&book);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (add_to_book(&book, lines[i].line) != lines[i].status)
			fail_msg("%s", lines[i].line);
	assert_int_equal(book.kva.n_entries, 0);
	assert_int_equal(book.icd.n_entries, 0);
	codebook_release(&book);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_records),
		cmocka_unit_test(replaces_what_was_said_before),
		cmocka_unit_test(tells_what_is_wrong_with_rules),
		cmocka_unit_test(tells_codes_that_are_not_in_the_book),
		cmocka_unit_test(remembers_nothing_wrong),
		cmocka_unit_test(refuses_a_bad_code_book),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
