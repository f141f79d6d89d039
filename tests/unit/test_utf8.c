/* test_utf8.c - UTF-8: every sequence of RFC 3629, and one past each limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/utf8.h"

enum { LAST_CODE_POINT = 0x10FFFF };

struct text_case {
	const char *s;
	size_t len, valid_len;
};
#define TEXT(literal) (literal), sizeof(literal) - 1

static const struct text_case texts[] = {
	{ TEXT(""), 0 },
	{ TEXT("a\0b"), 3 },
	{ TEXT("V\xC3\xA4rmland"), 9 },
	{ TEXT("12345678\xE2\x82\xAC"), 11 },
	{ TEXT("\xF0\x9F\x98\x80\x7F"), 5 },
	{ TEXT("\xEF\xBB\xBF"), 3 },
	{ TEXT("\x80"), 0 },
	{ TEXT("abc\xBF"), 3 },
	{ TEXT("abcdefgh\xC3"), 8 },
	{ TEXT("\xC3"), 0 },
	{ TEXT("\xC3\x28"), 0 },
	{ TEXT("\xC0\x80"), 0 },
	{ TEXT("\xC1\xBF"), 0 },
	{ TEXT("\xC2\x80\xA0"), 2 },
	{ TEXT("\xE0\x9F\xBF"), 0 },
	{ TEXT("\xE0\xA0\x80"), 3 },
	{ TEXT("\xE2\x82"), 0 },
	{ TEXT("\xE2\x82\x28"), 0 },
	{ TEXT("\xED\x9F\xBF"), 3 },
	{ TEXT("\xED\xA0\x80"), 0 },
	{ TEXT("\xF0\x8F\xBF\xBF"), 0 },
	{ TEXT("\xF0\x90\x80\x80"), 4 },
	{ TEXT("\xF0\x9F\x98"), 0 },
	{ TEXT("\xF4\x8F\xBF\xBF"), 4 },
	{ TEXT("\xF4\x90\x80\x80"), 0 },
	{ TEXT("\xF5\x80\x80\x80"), 0 },
	{ TEXT("\xFF"), 0 },
	{ TEXT("V\xE4rmland"), 1 },
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct text_case *t = &texts[i];

		assert_int_equal(utf8_valid_len(t->s, t->len), t->valid_len);
		assert_int_equal(
		    utf8_is_valid(t->s, t->len), t->len == t->valid_len);
	}
}

/* Every code point there and back; a byte less, and it is broken. */
static void
test_all_code_points(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= LAST_CODE_POINT; c++) {
		size_t n, want = c < 0x80      ? 1
				 : c < 0x800   ? 2
				 : c < 0x10000 ? 3
					       : 4;
		char s[UTF8_MAX_LEN];

		if (c >= 0xD800 && c < 0xE000)
			continue;
		n = utf8_encode(s, c);
		assert_int_equal(n, want);
		assert_int_equal(utf8_char_len(s, n), n);
		if (n > 1)
			assert_int_equal(utf8_char_len(s, n - 1), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_all_code_points),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
