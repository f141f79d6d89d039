/* test_pseudonym.c - keyed hashes, keys and masks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/pseudonym.h"
#include "vardstrom/xalloc.h"

static char path[] = "/tmp/vardstrom-key-XXXXXX";

/* By the hmac module of Python: what the header says. */
static void
test_make(void **state)
{
	static const char key[] = "0123456789abcdef0123456789abcdef";
	static const struct {
		const char *deployment;
		enum pseudonym_kind kind;
		const char *want;
	} cases[] = {
		{ NULL, PSEUDONYM_PERSONNUMMER,
		    "11c7161bae226acb566cb588bb0caf97" },
		{ NULL, PSEUDONYM_RESERVNUMMER,
		    "45993714878c73eb0d5cdfeb532d0122" },
		{ "Värmland", PSEUDONYM_PERSONNUMMER,
		    "3d8ae47e7910774c9811028cbfe0babe" },
	};
	char out[PSEUDONYM_LEN];
	size_t i, turn;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pseudonym *p =
		    pseudonym_new(key, sizeof(key) - 1, cases[i].deployment);

		for (turn = 0; turn < 2; turn++) {
			pseudonym_make(
			    p, cases[i].kind, "197010189806", 12, out);
			assert_memory_equal(out, cases[i].want, sizeof(out));
		}
		pseudonym_free(p);
	}
	pseudonym_free(NULL);
}

static bool
is_taken(size_t len, mode_t mode)
{
	struct strbuf err = STRBUF_INIT;
	FILE *f = fopen(path, "wb");
	struct pseudonym *p;
	size_t i;

	assert_non_null(f);
	for (i = 0; i < len; i++)
		assert_true(fputc("a key"[i % 5], f) != EOF);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
	p = pseudonym_load(path, NULL, &err);
	assert_int_equal(p == NULL, err.len > 0);
	assert_int_equal(chmod(path, 0600), 0);
	pseudonym_free(p);
	strbuf_release(&err);
	return p != NULL;
}

static void
test_key_files(void **state)
{
	static const mode_t refused[] = { 0640, 0604, 0620, 0602, 0660, 0666,
		0601 };
	size_t i;

	(void)state;
	assert_true(is_taken(PSEUDONYM_MIN_KEY, 0600));
	assert_true(is_taken(PSEUDONYM_MIN_KEY, 0400));
	assert_true(is_taken(PSEUDONYM_MAX_KEY, 0600));
	assert_false(is_taken(PSEUDONYM_MIN_KEY - 1, 0600));
	assert_false(is_taken(PSEUDONYM_MAX_KEY + 1, 0600));
	assert_false(is_taken(0, 0600));
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_false(is_taken(PSEUDONYM_MIN_KEY, refused[i]));
}

static void
test_mask(void **state)
{
	static const struct {
		const char *raw, *want;
	} cases[] = {
		{ "K1;000229-2399;å;19810829SU3A;",
		    "K#;######-####;å;########SU#A;" },
		{ "４２\xef\xbc", "##\xef\xbc" },
		{ "٠١٩ ۴ ०९ ൫ ๑", "### # ## # #" },
		{ "𝟎𝟗𝟿 𞥐 ² ₃ ①", "### # # # #" },
		{ "å \xb2\xb3\xb9 \xe5", "å ### \xe5" },
		{ "\\u0664\\u096f\\ud835\\udfd8", "###" },
		{ "\\u00e5 \\ud835\\u0031", "\\u##e# \\ud####" },
		{ "\\u066", "\\u###" },
		{ "ab½Ⅷ", "ab½Ⅷ" },
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_reset(&sb);
		pseudonym_mask(&sb, cases[i].raw, strlen(cases[i].raw));
		assert_string_equal(sb.s, cases[i].want);
	}
	strbuf_reset(&sb);
	pseudonym_mask(&sb,
	    "1\0"
	    "2",
	    3);
	assert_int_equal(sb.len, 3);
	assert_memory_equal(sb.s, "#\0#", 3);
	strbuf_release(&sb);
}

static void
test_wipe(void **state)
{
	static const char nothing[8];
	char secret[8] = "secret!";

	(void)state;
	xwipe(secret, sizeof(secret));
	assert_memory_equal(secret, nothing, sizeof(secret));
}

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_key_files),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_wipe),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
