/*
 * test_ndjson.c - lines: every status and its place, every limit; all
 * variants of the reader at all vector edges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

static const char *const variants[] = { "base", "sse2", "avx2" };
enum { N_VARIANTS = 3 };

struct parsers {
	struct ndjson *p[N_VARIANTS];
	struct record rec[N_VARIANTS];
};

static void
parsers_init(struct parsers *ps)
{
	for (size_t i = 0; i < N_VARIANTS; i++) {
		assert_int_equal(setenv("VARDSTROM_CPU", variants[i], 1), 0);
		ps->p[i] = ndjson_new();
		ps->rec[i] = (struct record)RECORD_INIT;
	}
}

static void
parsers_release(struct parsers *ps)
{
	for (size_t i = 0; i < N_VARIANTS; i++) {
		ndjson_free(ps->p[i]);
		record_release(&ps->rec[i]);
	}
}

/* A line in memory of its own, with nothing but the promised padding. */
static char *
padded(const char *s, size_t len)
{
	char *line = xmalloc(len + NDJSON_PADDING);

	if (len > 0)
		memcpy(line, s, len);
	memset(line + len, '"', NDJSON_PADDING);
	return line;
}

/* All variants give this status, and for a fault this place. */
static void
expect(struct parsers *ps, const char *s, size_t len, enum ndjson_status status,
    size_t error_at)
{
	char *line = padded(s, len);

	for (size_t i = 0; i < N_VARIANTS; i++) {
		size_t at = 12345;
		enum ndjson_status got =
		    ndjson_parse(ps->p[i], line, len, &ps->rec[i], &at);

		if (got != status ||
		    at != (status == NDJSON_OK ? 12345 : error_at))
			fail_msg("%s, %.60s: %s at %zu", variants[i], s,
			    ndjson_code(got), at);
		if (status != NDJSON_OK) {
			assert_int_equal(ps->rec[i].n_members, 0);
			assert_int_equal(ps->rec[i].len, 0);
		}
	}
	free(line);
}

/* --- verdicts ----------------------------------------------------------- */

struct verdict {
	const char *line;
	size_t len;
	enum ndjson_status status;
	size_t at;
};
#define LINE(literal) (literal), sizeof(literal) - 1

static const struct verdict verdicts[] = {
	{ LINE("{}"), NDJSON_OK, 0 },
	{ LINE(" \t\r\n{ \t\r\n} \t\r\n"), NDJSON_OK, 0 },
	{ LINE("{\"a\":1}\r"), NDJSON_OK, 0 },
	{ LINE("{\"\":\"\"}"), NDJSON_OK, 0 },
	{ LINE("{\"å\":\"åäö€😀\",\"b\":\"\x7f\"}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E5\"}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":\"\\ud83d\\uDE00\"}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":[{\"a\":{\"a\":[]}},{\"a\":1}]}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":0,\"b\":-0,\"c\":10,\"d\":-1.50e+07}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":12345678901234567890123,\"b\":1e400}"), NDJSON_OK, 0 },

	{ LINE(""), NDJSON_ESYNTAX, 0 },
	{ LINE("  "), NDJSON_ESYNTAX, 2 },
	{ LINE("{"), NDJSON_ESYNTAX, 1 },
	{ LINE("}"), NDJSON_ESYNTAX, 0 },
	{ LINE("{\"a\""), NDJSON_ESYNTAX, 4 },
	{ LINE("{\"a\":"), NDJSON_ESYNTAX, 5 },
	{ LINE("{\"a\":1"), NDJSON_ESYNTAX, 6 },
	{ LINE("{\"a\":1,"), NDJSON_ESYNTAX, 7 },
	{ LINE("{\"a\":1,}"), NDJSON_ESYNTAX, 7 },
	{ LINE("{,\"a\":1}"), NDJSON_ESYNTAX, 1 },
	{ LINE("{\"a\" 1}"), NDJSON_ESYNTAX, 5 },
	{ LINE("{\"a\":}"), NDJSON_ESYNTAX, 5 },
	{ LINE("{\"a\":1 \"b\":2}"), NDJSON_ESYNTAX, 7 },
	{ LINE("{\"a\":1]"), NDJSON_ESYNTAX, 6 },
	{ LINE("{\"a\":[1}"), NDJSON_ESYNTAX, 7 },
	{ LINE("{\"a\":[1,]}"), NDJSON_ESYNTAX, 8 },
	{ LINE("{\"a\":[\"b\",]}"), NDJSON_ESYNTAX, 10 },
	{ LINE("{a:1}"), NDJSON_ESYNTAX, 1 },
	{ LINE("{\"a\":tru}"), NDJSON_ESYNTAX, 8 },
	{ LINE("{\"a\":truex}"), NDJSON_ESYNTAX, 9 },
	{ LINE("{\"a\":NaN}"), NDJSON_ESYNTAX, 5 },
	{ LINE("{\"a\":+1}"), NDJSON_ESYNTAX, 5 },
	{ LINE("{\"a\":\"b"), NDJSON_ESYNTAX, 7 },
	{ LINE("{\"a\":\"b\\"), NDJSON_ESYNTAX, 8 },
	{ LINE("{\"a\":\"b\\\""), NDJSON_ESYNTAX, 9 },
	{ LINE("\xEF\xBB\xBF{}"), NDJSON_ESYNTAX, 0 },
	{ LINE("{\"a\":1\xEF\xBB\xBF}"), NDJSON_ESYNTAX, 6 },
	{ LINE("{\"a\":1\0}"), NDJSON_ESYNTAX, 6 },
	{ LINE("\0{}"), NDJSON_ESYNTAX, 0 },

	{ LINE("{\"a\":\"\xE5\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"\xE5\":1}"), NDJSON_EUTF8, 2 },
	{ LINE("{\"a\":\"x\x80\"}"), NDJSON_EUTF8, 7 },
	{ LINE("{\"a\":\"\xC3\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xC0\x80\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xC1\xBF\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xE0\x9F\xBF\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xE2\x82\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xED\xA0\x80\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xF0\x8F\xBF\xBF\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xF0\x9F\x98\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xF4\x90\x80\x80\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xF5\x80\x80\x80\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"\xFF\"}"), NDJSON_EUTF8, 6 },
	{ LINE("{\"a\":\"x\xC3"), NDJSON_EUTF8, 7 },
	{ LINE("{\xE5}"), NDJSON_EUTF8, 1 },

	{ LINE("{\"a\":\"x\\x\"}"), NDJSON_EESCAPE, 7 },
	{ LINE("{\"a\":\"\\U0041\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\u004\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\u00g1\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\u0000\"}"), NDJSON_OK, 0 },
	{ LINE("{\"\\u0000\":1}"), NDJSON_OK, 0 },
	{ LINE("{\"a\":\"\\ud800\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\udbff\\ue000\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\ud800\\n12345\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\udc00\"}"), NDJSON_EESCAPE, 6 },
	{ LINE("{\"a\":\"\\u00"), NDJSON_EESCAPE, 6 },

	{ LINE("{\"a\":\"\n\"}"), NDJSON_ECONTROL, 6 },
	{ LINE("{\"a\":\"x\x1f\"}"), NDJSON_ECONTROL, 7 },
	{ LINE("{\"a\":\"\0\"}"), NDJSON_ECONTROL, 6 },
	{ LINE("{\"a\t\":1}"), NDJSON_ECONTROL, 3 },

	{ LINE("{\"a\":01}"), NDJSON_ENUMBER, 6 },
	{ LINE("{\"a\":00}"), NDJSON_ENUMBER, 6 },
	{ LINE("{\"a\":-}"), NDJSON_ENUMBER, 6 },
	{ LINE("{\"a\":-a}"), NDJSON_ENUMBER, 6 },
	{ LINE("{\"a\":-01}"), NDJSON_ENUMBER, 7 },
	{ LINE("{\"a\":1.}"), NDJSON_ENUMBER, 7 },
	{ LINE("{\"a\":1.e1}"), NDJSON_ENUMBER, 7 },
	{ LINE("{\"a\":1e}"), NDJSON_ENUMBER, 7 },
	{ LINE("{\"a\":1e+}"), NDJSON_ENUMBER, 8 },
	{ LINE("{\"a\":-"), NDJSON_ENUMBER, 6 },

	{ LINE("{\"a\":1,\"a\":2}"), NDJSON_EDUPLICATE, 7 },
	{ LINE("{\"a\":1,\"b\":1,\"b\":1,\"a\":2}"), NDJSON_EDUPLICATE, 13 },
	{ LINE("{\"\":1,\"\":2}"), NDJSON_EDUPLICATE, 6 },
	{ LINE("{\"a\":1,\"\\u0061\":2}"), NDJSON_EDUPLICATE, 7 },
	{ LINE("{\"\\u00e5\":1,\"\xC3\xA5\":2}"), NDJSON_EDUPLICATE, 12 },
	{ LINE("{\"\\/\":1,\"/\":2}"), NDJSON_EDUPLICATE, 8 },
	{ LINE("{\"a\":[{\"b\":{\"c\":1,\"c\":2}}]}"), NDJSON_EDUPLICATE, 18 },
	{ LINE("{\"a\":1,\"a\":01}"), NDJSON_EDUPLICATE, 7 },
	{ LINE("{\"a\":1,\"a\":{\"b\":1,\"b\":1}}"), NDJSON_EDUPLICATE, 7 },
	{ LINE("{\"a\":01,\"a\":1}"), NDJSON_ENUMBER, 6 },

	{ LINE("[]"), NDJSON_ENOTOBJECT, 0 },
	{ LINE(" [1,{\"a\":2}]"), NDJSON_ENOTOBJECT, 1 },
	{ LINE("\"a\""), NDJSON_ENOTOBJECT, 0 },
	{ LINE("17"), NDJSON_ENOTOBJECT, 0 },
	{ LINE("null"), NDJSON_ENOTOBJECT, 0 },

	{ LINE("{} {}"), NDJSON_ETRAILING, 3 },
	{ LINE("{\"a\":1},"), NDJSON_ETRAILING, 7 },
	{ LINE("{\"a\":1}}"), NDJSON_ETRAILING, 7 },
	{ LINE("{\"a\":1}\0"), NDJSON_ETRAILING, 7 },
};

static void
test_verdicts(void **state)
{
	const size_t n = sizeof(verdicts) / sizeof(verdicts[0]);
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t i = 0; i < n; i++) {
		const struct verdict *v = &verdicts[i];

		/* Once unprepared, once with the names already known. */
		expect(&ps, v->line, v->len, v->status, v->at);
		expect(&ps, LINE("{\"a\":1,\"b\":2}"), NDJSON_OK, 0);
		expect(&ps, v->line, v->len, v->status, v->at);
	}
	parsers_release(&ps);
}

static void
test_status_texts(void **state)
{
	(void)state;
	for (int i = NDJSON_OK; i <= NDJSON_ETRAILING; i++) {
		assert_true(strlen(ndjson_strerror(i)) > 0);
		for (int k = NDJSON_OK; k < i; k++)
			assert_string_not_equal(ndjson_code(i), ndjson_code(k));
	}
	assert_string_equal(ndjson_code(NDJSON_ESYNTAX), "bad_json");
	assert_string_equal(ndjson_code(NDJSON_EUTF8), "bad_utf8");
}

static void
test_variant(void **state)
{
	(void)state;
	setenv("VARDSTROM_CPU", "base", 1);
	assert_string_equal(ndjson_variant(), "base");
	setenv("VARDSTROM_CPU", "nothing that is known", 1);
	assert_non_null(ndjson_variant());
	unsetenv("VARDSTROM_CPU");
	assert_non_null(ndjson_variant());
}

/* --- limits ------------------------------------------------------------- */

/* {"a":[[[...]]]}, with something in the innermost array. */
static void
nest(struct strbuf *sb, size_t n_arrays, const char *inside)
{
	strbuf_reset(sb);
	strbuf_addstr(sb, "{\"a\":");
	for (size_t i = 0; i < n_arrays; i++)
		strbuf_addch(sb, '[');
	strbuf_addstr(sb, inside);
	for (size_t i = 0; i < n_arrays; i++)
		strbuf_addch(sb, ']');
	strbuf_addch(sb, '}');
}

static void
test_depth(void **state)
{
	const size_t deepest = NDJSON_MAX_DEPTH - 1; /* arrays in a record */
	struct strbuf sb = STRBUF_INIT;
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	nest(&sb, deepest, "");
	expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
	nest(&sb, deepest - 1, "1");
	expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
	nest(&sb, deepest, "1");
	expect(&ps, sb.s, sb.len, NDJSON_EDEPTH, 5 + deepest);
	nest(&sb, deepest + 1, "");
	expect(&ps, sb.s, sb.len, NDJSON_EDEPTH, 5 + deepest);
	nest(&sb, 100 * deepest, "");
	expect(&ps, sb.s, sb.len, NDJSON_EDEPTH, 5 + deepest);
	strbuf_release(&sb);
	parsers_release(&ps);
}

/* n members with names of their own, then perhaps one more. */
static void
many(struct strbuf *sb, size_t n, const char *prefix, const char *one_more)
{
	strbuf_reset(sb);
	strbuf_addch(sb, '{');
	for (size_t i = 0; i < n; i++)
		strbuf_addf(sb, "%s\"%s%zu\":%zu", i ? "," : "", prefix, i, i);
	strbuf_addstr(sb, one_more);
	strbuf_addch(sb, '}');
}

static void
test_many_members(void **state)
{
	/* Around the names that are remembered, and far beyond. */
	static const size_t counts[] = { 1, 2, 3, 62, 63, 64, 65, 254, 255, 256,
		257, 1000, 100000 };
	struct strbuf sb = STRBUF_INIT;
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t n = counts[i];

		many(&sb, n, "n", "");
		expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
		expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
		for (size_t k = 0; k < N_VARIANTS; k++)
			assert_int_equal(ps.rec[k].n_members, n);
		many(&sb, n, "n", ",\"n0\":0");
		expect(&ps, sb.s, sb.len, NDJSON_EDUPLICATE, sb.len - 7);
		many(&sb, n, "n", ",\"\\u006e0\":0");
		expect(&ps, sb.s, sb.len, NDJSON_EDUPLICATE, sb.len - 12);
		many(&sb, n, "other", "");
		expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
	}
	strbuf_release(&sb);
	parsers_release(&ps);
}

/* Names around the longest that are remembered, and around a vector. */
static void
test_long_names(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t len = 0; len < 140; len++) {
		for (int n_members = 1; n_members <= 2; n_members++) {
			strbuf_reset(&sb);
			strbuf_addch(&sb, '{');
			for (int i = 0; i < n_members; i++) {
				strbuf_addstr(&sb, i ? ",\"" : "\"");
				for (size_t k = 0; k < len; k++)
					strbuf_addch(&sb, 'x');
				strbuf_addstr(&sb, "\":0");
			}
			strbuf_addch(&sb, '}');
			for (int i = 0; i < 2; i++)
				expect(&ps, sb.s, sb.len,
				    n_members == 1 ? NDJSON_OK
						   : NDJSON_EDUPLICATE,
				    len + 6);
		}
		/* As long, but another name in its last byte. */
		if (len > 0) {
			sb.s[sb.len - 5] = 'y';
			expect(&ps, sb.s, sb.len, NDJSON_OK, 0);
		}
	}
	strbuf_release(&sb);
	parsers_release(&ps);
}

/* --- vector edges ------------------------------------------------------- */

/* What all variants must agree on: the plain one is asked first. */
static void
expect_agreement(struct parsers *ps, const char *line, size_t len)
{
	enum ndjson_status first = NDJSON_OK;
	size_t first_at = 0;

	for (size_t i = 0; i < N_VARIANTS; i++) {
		const struct record *rec = &ps->rec[i], *one = &ps->rec[0];
		size_t at = 0;
		enum ndjson_status got =
		    ndjson_parse(ps->p[i], line, len, &ps->rec[i], &at);

		if (i == 0) {
			first = got;
			first_at = at;
		}
		assert_int_equal(got, first);
		assert_int_equal(at, first_at);
		assert_int_equal(rec->n_members, one->n_members);
		for (size_t k = 0; k < rec->n_members; k++) {
			const struct ndjson_member *m = &rec->members[k];
			const struct ndjson_member *want = &one->members[k];

			assert_ptr_equal(m->name, want->name);
			assert_ptr_equal(m->value, want->value);
			assert_int_equal(m->name_len, want->name_len);
			assert_int_equal(m->value_len, want->value_len);
			assert_int_equal(m->type, want->type);
			assert_int_equal(m->name_escaped, want->name_escaped);
			assert_int_equal(m->value_escaped, want->value_escaped);
		}
	}
}

enum { LONGEST_TEXT = 100, LONGEST_ODD = 6, ALIGNMENT = 64 };

/* Something odd, at each place of texts of each length. */
static void
try_everywhere(struct parsers *ps, const char *odd, size_t odd_len,
    const char *before, const char *behind)
{
	char line[LONGEST_TEXT + LONGEST_ODD + 64 + NDJSON_PADDING];
	const size_t start = strlen(before);

	memcpy(line, before, start);
	for (size_t len = 0; len < LONGEST_TEXT; len++) {
		for (size_t at = 0; at <= len; at++) {
			char *end = line + start;

			memset(end, 'x', at);
			end += at;
			memcpy(end, odd, odd_len);
			end += odd_len;
			memset(end, 'x', len - at);
			end += len - at;
			memcpy(end, behind, strlen(behind));
			end += strlen(behind);
			memset(end, '"', NDJSON_PADDING);
			expect_agreement(ps, line, (size_t)(end - line));
		}
	}
}

static void
test_odd_text_everywhere(void **state)
{
	static const struct {
		const char *s;
		size_t len;
	} odds[] = { { LINE("") }, { LINE("\\\"") }, { LINE("\\\\") },
		{ LINE("\\u00e5") }, { LINE("\\") }, { LINE("\"") },
		{ LINE("\x1f") }, { LINE("\x7f") }, { LINE("\0") },
		{ LINE("\x80") }, { LINE("\xC3\xA5") }, { LINE("\xC3") },
		{ LINE("\xC1\xA5") }, { LINE("\xE2\x82\xAC") },
		{ LINE("\xE2\x82") }, { LINE("\xE0\x9F\xBF") },
		{ LINE("\xED\xA0\x80") }, { LINE("\xF0\x9F\x98\x80") },
		{ LINE("\xF0\x9F\x98") }, { LINE("\xF0\x8F\x98\x80") },
		{ LINE("\xF4\x90\x80\x80") }, { LINE("\xC3\xA5\xA5") },
		{ LINE("\xFF") } };
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t i = 0; i < sizeof(odds) / sizeof(odds[0]); i++) {
		const char *s = odds[i].s;
		size_t len = odds[i].len;

		try_everywhere(&ps, s, len, "{\"a\":\"", "\",\"b\":1}");
		try_everywhere(&ps, s, len, "{\"a\":[\"", "\",\"b\"]}");
		try_everywhere(&ps, s, len, "{\"", "\":true}");
		try_everywhere(&ps, s, len, "{\"a\":\"", "");
	}
	parsers_release(&ps);
}

/*
 * Every pair of bytes that does not begin with ASCII, and behind it what is
 * at the limits of RFC 3629, in all kinds of places.
 */
static void
test_utf8_pairs(void **state)
{
	static const char limits[] = "x\x80\x90\xA0\xBF\xC2";
	const size_t n = sizeof(limits) - 1;
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t i = 0; i < 128 * 256 * n * n; i++) {
		char line[64 + 16 + NDJSON_PADDING], *at;
		size_t pair = i / n / n;
		const size_t start = pair % 64;

		memcpy(line, "{\"a\":\"", 6);
		memset(line + 6, 'x', start);
		at = line + 6 + start;
		*at++ = (char)(0x80 | pair / 256);
		*at++ = (char)(pair % 256);
		*at++ = limits[i % n];
		*at++ = limits[i / n % n];
		memcpy(at, "\"}", 2);
		at += 2;
		memset(at, '"', NDJSON_PADDING);
		expect_agreement(&ps, line, (size_t)(at - line));
		assert_int_equal(ps.rec[0].n_members,
		    utf8_is_valid(at - 6, 4) && !memchr(at - 6, '"', 4) &&
			    !memchr(at - 6, '\\', 4) &&
			    (unsigned char)at[-5] >= 0x20
			? 1
			: 0);
	}
	parsers_release(&ps);
}

/* The same line at each place relative to a vector, cut at each byte. */
static void
test_alignments(void **state)
{
	static const char text[] =
	    "{\"record\":\"contact\",\"date\":\"2025-03-14\",\"age\":55,"
	    "\"provider\":\"V\xC3\xA4rmlands Fysio i \xC3\x85rj\xC3\xA4ng\","
	    "\"kva\":[\"DV200\",\"QV007\"],\"x\":{\"y\":[1.5,null]}}";
	const size_t len = sizeof(text) - 1;
	char *block = xmalloc(ALIGNMENT + len + NDJSON_PADDING);
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t shift = 0; shift < ALIGNMENT; shift++) {
		char *line = block + shift;

		for (size_t cut = 0; cut <= len; cut++) {
			memcpy(line, text, len);
			/* What follows a cut is as it would be: the rest. */
			memset(line + len, '}', NDJSON_PADDING);
			expect_agreement(&ps, line, cut);
			assert_int_equal(ps.rec[0].n_members > 0, cut == len);
		}
	}
	free(block);
	parsers_release(&ps);
}

/* --- members -------------------------------------------------------------- */

static void
test_members(void **state)
{
	static const struct {
		const char *name, *value;
		enum ndjson_type type;
		bool name_escaped, value_escaped;
	} want[] = {
		{ "s", "\xC3\xA5", NDJSON_STRING, false, false },
		{ "e", "\\u00e5", NDJSON_STRING, false, true },
		{ "n", "-1.50e1", NDJSON_NUMBER, false, false },
		{ "i", "12", NDJSON_NUMBER, false, false },
		{ "t", "true", NDJSON_TRUE, false, false },
		{ "f", "false", NDJSON_FALSE, false, false },
		{ "z", "null", NDJSON_NULL, false, false },
		{ "l", "[\"a\", [1]]", NDJSON_ARRAY, false, false },
		{ "o", "{\"a\": \"}\"}", NDJSON_OBJECT, false, false },
		{ "\\n", "", NDJSON_STRING, true, false },
	};
	const size_t n = sizeof(want) / sizeof(want[0]);
	struct strbuf line = STRBUF_INIT;
	struct parsers ps;

	(void)state;
	parsers_init(&ps);
	for (size_t i = 0; i < n; i++) {
		const char *quote = want[i].type == NDJSON_STRING ? "\"" : "";

		strbuf_addf(&line, "%c\"%s\":%s%s%s", i ? ',' : '{',
		    want[i].name, quote, want[i].value, quote);
	}
	strbuf_addch(&line, '}');
	strbuf_grow(&line, NDJSON_PADDING);
	memset(line.s + line.len, 'x', NDJSON_PADDING);
	expect_agreement(&ps, line.s, line.len);
	for (size_t i = 0; i < N_VARIANTS * n; i++) {
		const struct ndjson_member *m = &ps.rec[i / n].members[i % n];
		const char *name = want[i % n].name;
		const char *value = want[i % n].value;

		assert_int_equal(ps.rec[i / n].n_members, n);
		assert_int_equal(m->name_len, strlen(name));
		assert_memory_equal(m->name, name, strlen(name));
		assert_int_equal(m->value_len, strlen(value));
		assert_memory_equal(m->value, value, strlen(value));
		assert_int_equal(m->type, want[i % n].type);
		assert_int_equal(m->name_escaped, want[i % n].name_escaped);
		assert_int_equal(m->value_escaped, want[i % n].value_escaped);
	}
	strbuf_release(&line);
	parsers_release(&ps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_status_texts),
		cmocka_unit_test(test_variant),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_odd_text_everywhere),
		cmocka_unit_test(test_utf8_pairs),
		cmocka_unit_test(test_alignments),
		cmocka_unit_test(test_members),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
