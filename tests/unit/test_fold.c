/* test_fold.c - names in several spellings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/fold.h"

static void
test_fold(void **state)
{
	static const struct {
		const char *name, *folded;
	} cases[] = {
		{ "", "" },
		{ "   ", "" },
		{ "Personnummer", "personnummer" },
		{ " KvåKoder\t", "kvåkoder" },
		{ "KVÅKODER", "kvåkoder" },
		{ "Kva\xcc\x8aKoder", "kvåkoder" },
		{ "VA\xcc\x8aRDGIVARE", "vårdgivare" },
		{ "Genomfo\xcc\x88rd", "genomförd" },
		{ "O\xcc\x88ppnad", "öppnad" },
		{ "Cafe\xcc\x81", "café" },
		{ "Rehab  i\xc2\xa0\xe2\x80\xafNorr", "rehab i norr" },
		{ "a\r\nb", "a b" },
		{ "X\xcc\x8a", "x\xcc\x8a" },
		{ "a \xcc\x8a", "a \xcc\x8a" },
		{ "\xcc\x8a", "\xcc\x8a" },
		{ "Ski\xe2\x80\x91och", "ski-och" },
		{ "×÷", "×÷" },
		{ "ÀÞßÿ", "àþßÿ" },
		{ "Ÿ", "ÿ" },
		{ "ŁĀŽŠ", "łāžš" },
		{ "łāžš", "łāžš" },
		{ "Œİı", "œİı" },
		{ "日本 😀", "日本 😀" },
	};
	struct strbuf sb = STRBUF_INIT, twice = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_reset(&sb);
		strbuf_reset(&twice);
		fold_name(&sb, cases[i].name, strlen(cases[i].name));
		assert_string_equal(sb.s, cases[i].folded);
		fold_name(&twice, sb.s, sb.len);
		assert_string_equal(twice.s, sb.s);
	}
	strbuf_release(&sb);
	strbuf_release(&twice);
}

static void
test_trim(void **state)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
		{ "", "" },
		{ " \t\r\n\xc2\xa0", "" },
		{ " a b ", "a b" },
		{ "\xc2\xa0"
		  "a\xc2\xa0 ",
		    "a" },
		{ "\xe2\x82\xa0", "\xe2\x82\xa0" }, /* ends in A0, no blank */
		{ "å", "å" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *s = cases[i].s;
		size_t len = strlen(s);

		fold_trim(&s, &len);
		assert_int_equal(len, strlen(cases[i].want));
		assert_memory_equal(s, cases[i].want, len);
	}
}

static bool
is_near(const char *a, const char *b)
{
	bool near = fold_is_near(a, strlen(a), b, strlen(b));

	assert_int_equal(near, fold_is_near(b, strlen(b), a, strlen(a)));
	return near;
}

static void
test_near(void **state)
{
	char long_name[FOLD_MAX_NAME + 2];

	(void)state;
	assert_true(is_near("personnummer", "personnr"));
	assert_true(is_near("personnummer", "person nummer"));
	assert_true(is_near("status", "statuss"));
	assert_true(is_near("personnummer", "patientens personnummer"));
	assert_false(is_near("personnummer", "kontaktdatum"));
	assert_false(is_near("namn", "kommun"));
	assert_false(is_near("status", ""));
	assert_false(is_near("", ""));
	memset(long_name, 'a', sizeof(long_name));
	assert_true(
	    fold_is_near(long_name, FOLD_MAX_NAME, long_name, FOLD_MAX_NAME));
	assert_false(fold_is_near(
	    long_name, FOLD_MAX_NAME + 1, long_name, FOLD_MAX_NAME + 1));
}

/* Each behind the one before it; = where it is the same letter. */
static void
test_place(void **state)
{
	static const char *const order[] = { "1", "a", "=A", "z", "å",
		"=A\xcc\x8a", "=a\xcc\x8a", "ä", "=A\xcc\x88", "ö",
		"=o\xcc\x88", "é", "=e\xcc\x81", "\xe2\x82\xac", "\xff" };
	unsigned before = 0, place;
	size_t len, i;

	(void)state;
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		bool is_same = order[i][0] == '=' && order[i][1];
		const char *s = order[i] + is_same;

		place = fold_place(s, &len);
		assert_int_equal(len, strlen(s));
		assert_true(is_same ? place == before : place > before);
		before = place;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_place),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
