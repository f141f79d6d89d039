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

/* RFC 4231, test cases 1, 6 and 7; the first 128 bits. */
static void
test_rfc_4231(void **state)
{
	static const struct {
		char key_byte;
		size_t key_len;
		const char *data;
		const char *want;
	} cases[] = {
		{ '\x0b', 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b" },
		{ '\xaa', 131,
		    "Test Using Larger Than Block-Size Key - Hash Key First",
		    "60e431591ee0b67f0d8a26aacbf5b77f" },
		{ '\xaa', 131,
		    "This is a test using a larger than block-size key and a "
		    "larger than block-size data. The key needs to be hashed "
		    "before being used by the HMAC algorithm.",
		    "9b09ffa71b942fcb27635fbcd5b0e944" },
	};
	char key[131], out[PSEUDONYM_LEN];
	size_t i, turn;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pseudonym *p;

		memset(key, cases[i].key_byte, sizeof(key));
		p = pseudonym_new(key, cases[i].key_len);
		for (turn = 0; turn < 2; turn++) {
			pseudonym_make(
			    p, cases[i].data, strlen(cases[i].data), out);
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
		assert_int_equal(fputc('k', f), 'k');
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
	p = pseudonym_load(path, &err);
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
	static const char raw[] =
	    "K1;000229-2399;å\0;19810829SU3A;４２\xef\xbc";
	static const char want[] = "K#;######-####;å\0;########SU#A;##\xef\xbc";
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	pseudonym_mask(&sb, raw, sizeof(raw) - 1);
	assert_int_equal(sb.len, sizeof(want) - 1);
	assert_memory_equal(sb.s, want, sb.len);
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
		cmocka_unit_test(test_rfc_4231),
		cmocka_unit_test(test_key_files),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_wipe),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
