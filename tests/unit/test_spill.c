/*
 * test_spill.c - items on disk: order, answers, passes, faults.
 * unit: cmd/dedupe-patients/spill.c
 * unit: cmd/dedupe-patients/seen.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "../../cmd/dedupe-patients/spill.h"
#include "vardstrom/temp.h"

enum { LONG_ITEM = 1 << 20 };

static void
add(struct spill *sp, const char *key, const char *note, const char *item,
    size_t len)
{
	struct strbuf err = STRBUF_INIT;

	assert_int_equal(spill_add(sp, key, key ? strlen(key) : 0,
			     (const unsigned char *)note, item, len, &err),
	    0);
}

/* The next item, compared; note NULL: it is the first of its key. */
static void
expect(struct spill *sp, const char *item, size_t len, const char *note)
{
	struct strbuf err = STRBUF_INIT;
	const unsigned char *first;
	const char *got;
	size_t got_len;

	assert_int_equal(spill_next(sp, &got, &got_len, &first, &err), 1);
	assert_int_equal(got_len, len);
	assert_memory_equal(got, item, len);
	if (note)
		assert_memory_equal(first, note, 2);
	else
		assert_null(first);
}

static void
expect_end(struct spill *sp)
{
	struct strbuf err = STRBUF_INIT;
	const unsigned char *first;
	const char *got;
	size_t got_len;

	assert_int_equal(spill_next(sp, &got, &got_len, &first, &err), 0);
	assert_int_equal(spill_next(sp, &got, &got_len, &first, &err), 0);
}

static void
test_few(void **state)
{
	struct strbuf err = STRBUF_INIT;
	struct spill *sp = spill_new(2);
	char *item = calloc(1, LONG_ITEM);

	(void)state;
	memset(item, 'x', LONG_ITEM);
	add(sp, "A", "n1", "one", 3);
	add(sp, NULL, NULL, "two", 3);
	add(sp, "B", "n2", item, LONG_ITEM);
	add(sp, "A", "n3", "", 0);
	add(sp, "", "n4", "five", 4);
	add(sp, "A", "n5", "six", 3);
	add(sp, "", "n6", "seven", 5);
	add(sp, NULL, NULL, "eight", 5);
	assert_int_equal(spill_finish(sp, 1 << 20, &err), 0);
	expect(sp, "one", 3, NULL);
	expect(sp, "two", 3, NULL);
	expect(sp, item, LONG_ITEM, NULL);
	expect(sp, "", 0, "n1");
	expect(sp, "five", 4, NULL);
	expect(sp, "six", 3, "n1");
	expect(sp, "seven", 5, "n4");
	expect(sp, "eight", 5, NULL);
	expect_end(sp);
	spill_free(sp);
	spill_free(NULL);
	free(item);
}

/* Every key comes three times; a budget of next to nothing takes a pass a
 * key, which is slow and right. */
static void
check_many(uint32_t n, size_t budget, size_t note_len)
{
	struct strbuf err = STRBUF_INIT;
	struct spill *sp = spill_new(note_len);
	char key[16], item[16], note[3];

	for (uint32_t i = 0; i < 3 * n; i++) {
		snprintf(key, sizeof(key), "%u", i * 7 % n);
		snprintf(note, sizeof(note), "%02u", i % 100);
		add(sp, key, note, item,
		    (size_t)snprintf(item, sizeof(item), "item %u", i));
	}
	assert_int_equal(spill_finish(sp, budget, &err), 0);
	for (uint32_t i = 0; i < 3 * n; i++) {
		const unsigned char *first;
		const char *got;
		size_t len;

		snprintf(item, sizeof(item), "item %u", i);
		snprintf(note, sizeof(note), "%02u", i % n % 100);
		assert_int_equal(spill_next(sp, &got, &len, &first, &err), 1);
		assert_int_equal(len, strlen(item));
		assert_memory_equal(got, item, len);
		assert_int_equal(first != NULL, i >= n);
		if (first)
			assert_memory_equal(first, note, note_len);
	}
	expect_end(sp);
	spill_free(sp);
}

static void
test_many(void **state)
{
	(void)state;
	check_many(1, 1 << 20, 2);
	check_many(50000, 1 << 20, 2);
	check_many(50000, 1 << 20, 0);
	check_many(20000, 16 << 10, 2); /* several passes a part */
	check_many(500, 1, 2);          /* a pass a key */
}

static void
test_no_folder(void **state)
{
	const char *dir = getenv("TMPDIR");
	struct strbuf err = STRBUF_INIT, old = STRBUF_INIT;
	struct spill *sp = spill_new(0);

	(void)state;
	strbuf_addstr(&old, dir ? dir : "");
	setenv("TMPDIR", "/none", 1);
	assert_int_equal(spill_add(sp, "A", 1, NULL, "one", 3, &err), -1);
	assert_string_equal(err.s, "/none: a temporary file cannot be made: "
				   "No such file or directory");
	setenv("TMPDIR", old.s, 1);
	spill_free(sp);
	strbuf_release(&err);
	strbuf_release(&old);
}

/* Nobody else can read it, and nobody can find it. */
static void
test_private(void **state)
{
	struct temp t = { 0 };
	struct strbuf err = STRBUF_INIT;
	struct stat stat;

	(void)state;
	assert_int_equal(temp_open(&t, 4096, &err), 0);
	assert_int_equal(fstat(fileno(t.file), &stat), 0);
	assert_int_equal(stat.st_mode & 07777, 0600);
	assert_int_equal(stat.st_nlink, 0);
	temp_close(&t);
}

/* What was written is all there is: less is trouble, not an end. */
static void
test_temp(void **state)
{
	struct temp t = { 0 };
	struct strbuf err = STRBUF_INIT;
	unsigned char out[8];

	(void)state;
	assert_false(temp_is_open(&t));
	temp_close(&t);
	assert_int_equal(temp_open(&t, 4096, &err), 0);
	assert_true(temp_is_open(&t));
	assert_int_equal(temp_put(&t, "12345", 5, &err), 0);
	assert_int_equal(temp_put(&t, NULL, 0, &err), 0);
	assert_int_equal(temp_len(&t), 5);
	assert_int_equal(temp_rewind(&t, &err), 0);
	assert_int_equal(temp_get_at(&t, out, 2, 3, &err), 0);
	assert_memory_equal(out, "45", 2);
	assert_int_equal(temp_get(&t, out, 3, &err), 1);
	assert_memory_equal(out, "123", 3);
	assert_int_equal(temp_get(&t, out, 3, &err), -1);
	assert_int_equal(temp_get_at(&t, out, 3, 3, &err), -1);
	temp_close(&t);
	strbuf_release(&err);
	assert_int_equal(temp_open(&t, 4096, &err), 0);
	assert_int_equal(temp_rewind(&t, &err), 0);
	assert_int_equal(temp_get(&t, out, 3, &err), 0);
	temp_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_folder),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_temp),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
