/* test_signature.c - records of one signature are one to all conditions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/expr.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../lib/expr/signature.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { N_RECORDS = 20000, N_EXPRS = 160, N_MEMBERS = 6, MAX_LINE = 4096 };

/** Numbers that are the same in each run. */
static uint32_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (uint32_t)(*seed >> 33);
}

static const char *
one_of(const char *const *list, size_t n, uint64_t *seed)
{
	return list[next_random(seed) % n];
}

/* Constants that are equal, nearly equal, and of all types. */
static const char *const constants[] = { "'2025-03'", "2025", "'a'", "'b'",
	"'aa'", "''", "'1'", "1", "2", "10", "-1.5", "true", "false", "null",
	"'a text that is longer than what is remembered of any value, as 70'" };

/* Values: some written in other ways, with escapes, or within lists. */
static const char *const values[] = {
	"\"2025-03-14\"", "\"2025-04\"", "\"a\"", "\"b\"", "\"\\u0061\"",
	"\"\"", "\"1\"", "1", "1.0", "10e0", "2", "-1.50", "1e400", "true",
	"false", "null", "{}", "{\"a\":1}",
	"\"a text that is longer than what is remembered of any value, as 70\"",
	"\"a text that is longer than what is remembered of any value, as 71\""
};

static const char *const texts[] = { "'a'", "''", "['b', '2025']", "'20'", "a",
	"c" };

static const char *const spans[] = { "'a', 'b'", "1, 10", "'2025', '2025-03'",
	"a, b", "'', c" };

static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };

static void
add_function(struct strbuf *sb, char member, uint64_t *seed)
{
	switch (next_random(seed) % 4) {
	case 0:
		strbuf_addf(sb, "year(%c)", member);
		break;
	case 1:
		strbuf_addf(sb, "weekday(%c)", member);
		break;
	case 2:
		strbuf_addf(sb, "days(%c, '2025-01-01')", member);
		break;
	default:
		strbuf_addf(sb, "days(a, %c)", member);
	}
}

static void
add_comparison(struct strbuf *sb, uint64_t *seed)
{
	char member = (char)('a' + next_random(seed) % N_MEMBERS);

	switch (next_random(seed) % 11) {
	case 8:
		strbuf_addf(sb, "%s(%c, %s)",
		    next_random(seed) % 2 ? "starts_with" : "contains", member,
		    one_of(texts, LENGTH(texts), seed));
		break;
	case 9:
		strbuf_addf(sb, "between(%c, %s)", member,
		    one_of(spans, LENGTH(spans), seed));
		break;
	case 10:
		add_function(sb, member, seed);
		strbuf_addf(sb, " %s %s", one_of(signs, LENGTH(signs), seed),
		    one_of(constants, LENGTH(constants), seed));
		break;
	case 0:
	case 1:
		strbuf_addf(sb, "%s in %c",
		    one_of(constants, LENGTH(constants), seed), member);
		break;
	case 2:
		strbuf_addf(sb, "%c in [%s, %s]", member,
		    one_of(constants, LENGTH(constants), seed),
		    one_of(constants, LENGTH(constants), seed));
		break;
	case 3:
		strbuf_addf(sb, "has(%c)", member);
		break;
	case 4:
		strbuf_addf(sb, "%c", member);
		break;
	case 5:
		strbuf_addf(sb, "%c %s %c", member,
		    one_of(signs, LENGTH(signs), seed),
		    'a' + (int)(next_random(seed) % N_MEMBERS));
		break;
	case 6:
		strbuf_addf(sb, "%c in %c", member,
		    'a' + (int)(next_random(seed) % N_MEMBERS));
		break;
	default:
		strbuf_addf(sb, "%c %s %s", member,
		    one_of(signs, LENGTH(signs), seed),
		    one_of(constants, LENGTH(constants), seed));
	}
}

static int
make_expr(struct expr_set *set, uint64_t *seed)
{
	struct strbuf sb = STRBUF_INIT, err = STRBUF_INIT;
	int expr;

	add_comparison(&sb, seed);
	while (next_random(seed) % 2) {
		strbuf_addstr(&sb, next_random(seed) % 2 ? " && !(" : " || (");
		add_comparison(&sb, seed);
		strbuf_addch(&sb, ')');
	}
	expr = expr_compile(set, sb.s, sb.len, &err);
	assert_true(expr >= 0);
	strbuf_release(&sb);
	strbuf_release(&err);
	return expr;
}

static void
add_value(struct strbuf *sb, uint64_t *seed)
{
	size_t n, i;

	if (next_random(seed) % 3 > 0) {
		strbuf_addstr(sb, one_of(values, LENGTH(values), seed));
		return;
	}
	n = next_random(seed) % 4;
	for (i = 0; i < n; i++) {
		strbuf_addstr(sb, i > 0 ? "," : "[");
		strbuf_addstr(sb, one_of(values, LENGTH(values), seed));
	}
	strbuf_addstr(sb, n > 0 ? "]" : "[]");
}

static void
make_line(struct strbuf *sb, uint64_t *seed)
{
	const char *comma = "";
	int i;

	strbuf_reset(sb);
	strbuf_addch(sb, '{');
	for (i = 0; i < N_MEMBERS; i++) {
		if (next_random(seed) % 3 == 0)
			continue;
		strbuf_addf(sb, "%s\"%c\":", comma, 'a' + i);
		add_value(sb, seed);
		comma = ",";
	}
	strbuf_addch(sb, '}');
	assert_true(sb->len < MAX_LINE);
}

/** A set, some of its expressions, and its reader. */
struct fixture {
	struct expr_set *set;
	int exprs[N_EXPRS];
	struct signature *signature;
	struct ndjson *reader;
	struct record rec;
	char line[MAX_LINE + NDJSON_PADDING];
	struct strbuf text;
	uint64_t seed;
};

static void
set_up(struct fixture *f, size_t n_exprs)
{
	size_t i;

	memset(f, 0, sizeof(*f));
	f->rec = (struct record)RECORD_INIT;
	strbuf_init(&f->text);
	f->seed = n_exprs;
	f->set = expr_set_new();
	for (i = 0; i < n_exprs; i++)
		f->exprs[i] = make_expr(f->set, &f->seed);
	f->signature = signature_new(f->set, f->exprs, n_exprs, NULL, 0);
	f->reader = ndjson_new();
}

static void
tear_down(struct fixture *f)
{
	signature_free(f->signature);
	expr_set_free(f->set);
	ndjson_free(f->reader);
	record_release(&f->rec);
	strbuf_release(&f->text);
}

static void
read_line(struct fixture *f, const char *text)
{
	size_t len = strlen(text), error_at;

	memcpy(f->line, text, len);
	assert_int_equal(
	    ndjson_parse(f->reader, f->line, len, &f->rec, &error_at),
	    NDJSON_OK);
	expr_begin(f->set, &f->rec);
}

static void
next_record(struct fixture *f)
{
	make_line(&f->text, &f->seed);
	read_line(f, f->text.s);
}

/** One signature, one answer to each expression. */
static void
compare_answers(size_t n_exprs)
{
	char *answers = calloc(N_RECORDS, n_exprs);
	struct keyset *signatures = keyset_new();
	struct fixture f;
	size_t i, k, n_words, n_again = 0;

	assert_non_null(answers);
	set_up(&f, n_exprs);
	for (i = 0; i < N_RECORDS; i++) {
		const uint64_t *words;
		uint32_t number;
		bool is_new;
		char *own;

		next_record(&f);
		words = signature_of(f.signature, &n_words);
		number = keyset_add(signatures, (const char *)words,
		    n_words * sizeof(*words), &is_new);
		own = answers + number * n_exprs;
		n_again += !is_new;
		for (k = 0; k < n_exprs; k++) {
			char holds = (char)expr_holds(f.set, f.exprs[k]);

			if (is_new)
				own[k] = holds;
			assert_int_equal(own[k], holds);
		}
	}
	assert_true(n_exprs > 3 || n_again > N_RECORDS / 2);
	tear_down(&f);
	keyset_free(signatures);
	free(answers);
}

static void
test_answers(void **state)
{
	(void)state;
	compare_answers(1);
	compare_answers(2);
	compare_answers(3);
	compare_answers(8);
	compare_answers(40);
	compare_answers(N_EXPRS); /* more comparisons of a member than a word */
}

/* A signature is no look at the record. */
static void
test_notes(void **state)
{
	static const char text[] = "nobody == 1 || a == 'x' || 'x' in a";
	struct strbuf sb = STRBUF_INIT;
	struct fixture f;
	size_t n_words;
	int expr;

	(void)state;
	set_up(&f, 0);
	signature_free(f.signature);
	expr = expr_compile(f.set, text, strlen(text), &sb);
	f.signature = signature_new(f.set, &expr, 1, NULL, 0);
	read_line(&f, "{\"a\":1}");
	(void)signature_of(f.signature, &n_words);
	assert_int_equal(expr_never_there(f.set, 0), -1);
	assert_int_equal(expr_never_met(f.set, 0, &sb), -1);
	assert_false(expr_holds(f.set, expr));
	assert_true(expr_never_there(f.set, 0) >= 0);
	assert_true(expr_never_met(f.set, 0, &sb) >= 0);
	tear_down(&f);
	strbuf_release(&sb);
}

/* Dates and other texts are not of one signature: which were met is told. */
static void
test_dates(void **state)
{
	static const char text[] = "year(a) == 1 || days(a, b) == 1";
	static const char *const lines[] = { "{}", "{\"a\":\"x\"}",
		"{\"a\":\"2025-03-14\"}", "{\"a\":\"2025-03-14\",\"b\":\"x\"}",
		"{\"a\":\"2025-03-14\",\"b\":\"2025-03-14\"}" };
	struct keyset *signatures = keyset_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	size_t i, n_words;
	int expr;

	(void)state;
	set_up(&f, 0);
	signature_free(f.signature);
	expr = expr_compile(f.set, text, strlen(text), &err);
	f.signature = signature_new(f.set, &expr, 1, NULL, 0);
	for (i = 0; i < LENGTH(lines); i++) {
		const uint64_t *words;
		bool is_new;

		read_line(&f, lines[i]);
		words = signature_of(f.signature, &n_words);
		keyset_add(signatures, (const char *)words,
		    n_words * sizeof(*words), &is_new);
		assert_true(is_new);
	}
	tear_down(&f);
	keyset_free(signatures);
	strbuf_release(&err);
}

/* Types of members that no expression looks at, where they are asked for. */
static void
test_members(void **state)
{
	static const char *const lines[] = { "{}", "{\"x\":null}", "{\"x\":1}",
		"{\"x\":2}", "{\"x\":\"1\"}" };
	static const bool is_as_before[] = { false, false, false, true, false };
	struct fixture f;
	uint64_t last = UINT64_MAX;
	size_t i, n_words;
	int member;

	(void)state;
	set_up(&f, 0);
	signature_free(f.signature);
	member = expr_member(f.set, "x", 1);
	f.signature = signature_new(f.set, NULL, 0, &member, 1);
	for (i = 0; i < LENGTH(lines); i++) {
		const uint64_t *words;

		read_line(&f, lines[i]);
		words = signature_of(f.signature, &n_words);
		assert_int_equal(n_words, 1);
		assert_int_equal(*words == last, is_as_before[i]);
		last = *words;
	}
	tear_down(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
