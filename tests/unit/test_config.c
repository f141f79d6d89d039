/* test_config.c - JSON configuration: values, paths, places, suggestions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/config.h"
#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static struct config *
parse(const char *text, struct strbuf *err)
{
	return config_parse("c.json", text, strlen(text), err);
}

/* Texts that are no configuration, and the sentence that says so. */
static const struct {
	const char *text, *err;
} bad_texts[] = {
	{ "", "c.json:1:1: no JSON, which begins with {" },
	{ "[]", "c.json:1:1: the top must be an object" },
	{ "{\n \"a\": 1,\n \"a\": 2\n}",
	    "c.json:3:4: duplicate object key near '\"a\"'" },
	{ "{\"a\": 1,}", "c.json:1:9: string or '}' expected near '}'" },
	{ "{\"a\": 1e999}", "c.json:1:11: real number overflow near '1e999'" },
	{ "{\"a\": \"\\u0000\"}",
	    "c.json:1:14: \\u0000 is not allowed without JSON_ALLOW_NUL "
	    "near '\"\\u0000\"'" },
	{ "{} {}", "c.json:1:4: end of file expected near '{'" },
	/* an extract in place of a profile: nothing of it is shown */
	{ "Karin;197001011234\n", "c.json:1:1: no JSON, which begins with {" },
	{ "{\"a\": 1, 197001011234}", "c.json:1:21: string or '}' expected" },
};

static void
test_bad_text(void **state)
{
	struct strbuf err = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < N(bad_texts); i++) {
		strbuf_reset(&err);
		assert_null(parse(bad_texts[i].text, &err));
		assert_string_equal(err.s, bad_texts[i].err);
	}
	strbuf_release(&err);
}

static void
test_no_file(void **state)
{
	struct strbuf err = STRBUF_INIT;

	(void)state;
	assert_null(config_load("/nonexistent/c.json", &err));
	assert_string_equal(err.s,
	    "/nonexistent/c.json: cannot open: No such file or directory");
	strbuf_reset(&err);
	assert_null(config_load("/", &err));
	assert_string_equal(err.s, "/: cannot read: Is a directory");
	strbuf_release(&err);
}

/* Just at the limit of a file, and one byte above it. */
static void
test_file_limit(void **state)
{
	char path[] = "/tmp/test_config.XXXXXX";
	struct strbuf err = STRBUF_INIT;
	char *text = xmalloc(CONFIG_MAX_BYTES + 1);
	struct config *c;
	FILE *f;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	memset(text, ' ', CONFIG_MAX_BYTES + 1);
	text[0] = '{';
	text[1] = '}';
	for (size_t over = 0; over <= 1; over++) {
		f = fopen(path, "wb");
		assert_non_null(f);
		fwrite(text, 1, CONFIG_MAX_BYTES + over, f);
		fclose(f);
		c = config_load(path, &err);
		assert_int_equal(c == NULL, over == 1);
		config_free(c);
	}
	assert_non_null(strstr(err.s, ": larger than 16777216 bytes"));
	remove(path);
	free(text);
	strbuf_release(&err);
}

static void
test_values(void **state)
{
	struct strbuf err = STRBUF_INIT, text = STRBUF_INIT;
	struct config *c = parse("\xEF\xBB\xBF{\"s\":\"\\u00e5\","
				 "\"n\":-12,\"r\":1.10,\"b\":true,"
				 "\"null\":null,\"e\":\"\"}",
	    &err);
	struct config_node top = config_top(c);

	(void)state;
	assert_string_equal(config_string(config_get(top, "s")), "\xC3\xA5");
	assert_string_equal(config_string(config_get(top, "e")), "");
	assert_int_equal(config_int(config_get(top, "n"), -12, -12), -12);
	assert_true(config_bool(config_get(top, "b")));
	dec_format(config_dec(config_get(top, "r")), &text);
	assert_string_equal(text.s, "1.1");

	assert_true(config_there(config_get(top, "null")));
	assert_int_equal(config_type(config_get(top, "null")), CONFIG_NULL);
	assert_false(config_there(config_get(top, "none")));
	assert_null(config_string(config_get(top, "none")));
	assert_int_equal(config_n(config_get(top, "none")), 0);
	assert_string_equal(config_string_or(top, "none", "f"), "f");
	assert_true(config_bool_or(top, "none", true));
	assert_int_equal(config_int_or(top, "none", 0, 9, 7), 7);
	assert_false(config_failed(c));
	assert_string_equal(err.s, "");
	config_free(c);
	strbuf_release(&text);
	strbuf_release(&err);
}

static void
test_children(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c =
	    parse("{\"l\":[1,\"x\"],\"o\":{\"z\":1,\"a\":2,\"k\":3}}", &err);
	struct config_node list = config_get(config_top(c), "l"),
			   object = config_get(config_top(c), "o");
	const char *name;

	(void)state;
	assert_int_equal(config_n(list), 2);
	assert_string_equal(config_string(config_at(list, 1)), "x");
	assert_false(config_there(config_at(list, 2)));

	/* the file's order, in any order asked for */
	assert_int_equal(config_n(object), 3);
	config_member_at(object, 1, &name);
	assert_string_equal(name, "a");
	config_member_at(object, 0, &name);
	assert_string_equal(name, "z");
	config_member_at(object, 2, &name);
	assert_string_equal(name, "k");
	assert_false(config_there(config_member_at(object, 3, &name)));
	assert_null(name);
	assert_false(config_failed(c));
	config_free(c);
	strbuf_release(&err);
}

static const char rules[] = "{\n"
			    "  \"kö\": [1, {\"x\": 1}], \"m\": [\n"
			    "    {\"codes\": \"GB020\"},\n"
			    "    {\"åäö\": [\"]\\\"\", {}], \"codes\": [7]}\n"
			    "  ],\n"
			    "  \"a b\": {\"c.d\": 1.5},\n"
			    "  \"pi\": 3.0000000000001,\n"
			    "  \"of\": \"tre\"\n"
			    "}\n";

static const char *const top_names[] = { "kö", "m", "a b", "pi", "of", NULL };
static const char *const m_names[] = { "code", "title", NULL };

static struct config_node
m_at(struct config_node top, size_t i, const char *name)
{
	return config_get(config_at(config_get(top, "m"), i), name);
}

static void
fault_type(struct config_node top)
{
	config_string(config_at(m_at(top, 1, "codes"), 0));
}

static void
fault_list(struct config_node top)
{
	config_at(m_at(top, 0, "codes"), 0);
}

static void
fault_object(struct config_node top)
{
	config_get(config_at(config_get(top, "kö"), 0), "x");
}

static void
fault_count(struct config_node top)
{
	config_n(config_get(top, "of"));
}

static void
fault_missing(struct config_node top)
{
	config_need(config_at(config_get(top, "m"), 1), "title");
}

static void
fault_missing_at_top(struct config_node top)
{
	config_need(top, "x y");
}

static void
fault_unknown(struct config_node top)
{
	config_only(top, top_names);
	config_only(config_at(config_get(top, "m"), 0), m_names);
}

static void
fault_unlike(struct config_node top)
{
	config_only(config_at(config_get(top, "m"), 1), m_names);
}

static void
fault_quoted(struct config_node top)
{
	config_int(config_get(config_get(top, "a b"), "c.d"), 0, 10);
}

static void
fault_choice(struct config_node top)
{
	static const char *const names[] = { "one", "two", NULL };

	assert_int_equal(config_choice(config_get(top, "of"), names), -1);
}

static void
fault_own(struct config_node top)
{
	config_error(top, "rule %d says no", 7);
}

static const struct {
	void (*look)(struct config_node top);
	const char *err;
} faults[] = {
	{ fault_type, "c.json:4:36: m[1].codes[0]: must be a string" },
	{ fault_list, "c.json:3:15: m[0].codes: must be a list" },
	{ fault_object, "c.json:2:10: kö[0]: must be an object" },
	{ fault_count, "c.json:8:9: of: must be a list or an object" },
	{ fault_missing, "c.json:4:5: m[1].title: missing" },
	{ fault_missing_at_top, "c.json:1:1: [\"x y\"]: missing" },
	{ fault_unknown, "c.json:3:6: m[0].codes: unknown member; "
			 "did you mean code?" },
	{ fault_unlike, "c.json:4:6: m[1].åäö: unknown member; "
			"the known ones are code, title" },
	{ fault_quoted, "c.json:6:18: [\"a b\"][\"c.d\"]: "
			"must be a whole number from 0 to 10" },
	{ fault_choice, "c.json:8:9: of: must be one of one, two" },
	{ fault_own, "c.json:1:1: rule 7 says no" },
};

static void
test_faults(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c;

	(void)state;
	for (size_t i = 0; i < N(faults); i++) {
		strbuf_reset(&err);
		c = parse(rules, &err);
		assert_non_null(c);
		faults[i].look(config_top(c));
		assert_true(config_failed(c));
		assert_string_equal(err.s, faults[i].err);
		config_free(c);
	}
	strbuf_release(&err);
}

/* A number beyond what dec.h holds: its own words, at the number's place. */
static void
test_number_too_fine(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c = parse(rules, &err);

	(void)state;
	config_dec(config_get(config_top(c), "pi"));
	assert_true(config_failed(c));
	assert_memory_equal(err.s, "c.json:7:9: pi: ", 16);
	config_free(c);
	strbuf_release(&err);
}

/* The first error stands, and after it there is nothing more to read. */
static void
test_first_error(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c = parse("{\"a\": 1, \"b\": \"x\"}", &err);
	struct config_node top = config_top(c), b = config_get(top, "b");

	(void)state;
	config_string(config_get(top, "a"));
	config_error(top, "a second one");
	assert_string_equal(err.s, "c.json:1:7: a: must be a string");
	assert_null(config_string(b));
	assert_int_equal(config_n(top), 0);
	assert_false(config_there(config_need(top, "b")));
	config_free(c);
	strbuf_release(&err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_text),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_file_limit),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_children),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_number_too_fine),
		cmocka_unit_test(test_first_error),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
