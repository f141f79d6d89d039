/* test_charset.c - encodings to UTF-8, and what is UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/charset.h"
#include "vardstrom/utf8.h"

#define TEXT(s) (s), sizeof(s) - 1

static void
convert(enum charset charset, const char *s, size_t len, const char *want)
{
	struct charset_map map;
	struct strbuf out = STRBUF_INIT, err = STRBUF_INIT;
	bool ok;

	assert_int_equal(charset_map_load(&map, charset, &err), 0);
	strbuf_addstr(&out, "kept ");
	ok = charset_convert(&map, &out, s, len);
	assert_int_equal(ok, want != NULL);
	if (want)
		assert_string_equal(out.s + 5, want);
	else
		assert_int_equal(out.len, 5);
	strbuf_release(&out);
	strbuf_release(&err);
}

static void
test_windows_1252(void **state)
{
	(void)state;
	convert(CHARSET_WINDOWS_1252, TEXT("\xc5m\xe5l \x80 \x96"), "Åmål € –");
	convert(CHARSET_WINDOWS_1252, TEXT(""), "");
	convert(CHARSET_WINDOWS_1252, TEXT("\x81"), NULL);
	convert(CHARSET_WINDOWS_1252, TEXT("a\x8d"), NULL);
	convert(CHARSET_WINDOWS_1252, TEXT("\x8f"), NULL);
	convert(CHARSET_WINDOWS_1252, TEXT("\x90"), NULL);
	convert(CHARSET_WINDOWS_1252, TEXT("\x9d"), NULL);
}

static void
test_iso_8859_15(void **state)
{
	(void)state;
	convert(CHARSET_ISO_8859_15, TEXT("\xa4 \xd6\xf6 \xbc"), "€ Öö Œ");
	convert(CHARSET_ISO_8859_15, TEXT("\x81"), "\xc2\x81");
}

static void
test_all_bytes(void **state)
{
	struct charset_map map;
	struct strbuf err = STRBUF_INIT;
	int c, n_undefined = 0;

	(void)state;
	assert_int_equal(charset_map_load(&map, CHARSET_WINDOWS_1252, &err), 0);
	for (c = 0; c < 256; c++) {
		n_undefined += map.len[c] == 0;
		if (map.len[c] > 0)
			assert_true(utf8_is_valid(
			    (const char *)map.text[c], map.len[c]));
		if (c < 128)
			assert_int_equal(map.text[c][0], c);
	}
	assert_int_equal(n_undefined, 5);
	strbuf_release(&err);
}

/*
 * The vector path and the plain one are asked about the same bytes: each
 * piece at each distance from a block's edge, and cut at each byte.
 */
static void
test_utf_8_at_every_edge(void **state)
{
	static const char *const pieces[] = { "a", "å", "€", "😀", "\x80",
		"\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "\xf0\x9f", "\xff", "åäöåäöåäö", "å\xa5",
		"\xc3\xc3\xa5", "€å", "å€a" };
	char text[80];
	size_t i, pad, cut, n = sizeof(pieces) / sizeof(pieces[0]);

	(void)state;
	for (i = 0; i < n; i++) {
		for (pad = 0; pad <= 40; pad++) {
			size_t len = pad + strlen(pieces[i]);

			memset(text, 'x', sizeof(text));
			memcpy(text + pad, pieces[i], len - pad);
			for (cut = pad; cut <= sizeof(text); cut++)
				assert_int_equal(charset_is_utf_8(text, cut),
				    utf8_is_valid(text, cut));
		}
	}
}

static void
test_next(void **state)
{
	static const struct {
		const char *s;
		unsigned code;
	} cases[] = { { "a", 'a' }, { "\x7f", 0x7f }, { "å", 0xe5 },
		{ "€", 0x20ac }, { "😀", 0x1f600 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *end = cases[i].s + strlen(cases[i].s);
		unsigned code;

		assert_ptr_equal(charset_next(cases[i].s, end, &code), end);
		assert_int_equal(code, cases[i].code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows_1252),
		cmocka_unit_test(test_iso_8859_15),
		cmocka_unit_test(test_all_bytes),
		cmocka_unit_test(test_utf_8_at_every_edge),
		cmocka_unit_test(test_next),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
