/* test_channel.c - records from one stage to the next within a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "copied.h"
#include "vardstrom/channel.h"

/** A reader, one to read again with, and a line that was read. */
struct reading {
	struct ndjson *p, *again;
	struct record rec;
	char *line;
};

static void
parse(struct reading *r, const char *s)
{
	size_t len = strlen(s), at;

	free(r->line);
	r->line = xmalloc(len + NDJSON_PADDING);
	memcpy(r->line, s, len);
	memset(r->line + len, '"', NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(r->p, r->line, len, &r->rec, &at), NDJSON_OK);
}

static int
setup(void **state)
{
	struct reading *r = xcalloc(1, sizeof(*r));

	r->p = ndjson_new();
	r->again = ndjson_new();
	r->rec = (struct record)RECORD_INIT;
	*state = r;
	return 0;
}

static int
teardown(void **state)
{
	struct reading *r = *state;

	ndjson_free(r->p);
	ndjson_free(r->again);
	record_release(&r->rec);
	free(r->line);
	free(r);
	return 0;
}

/* --- a copy is what reading it again would find --------------------------- */

static const char *const lines[] = {
	"{}",
	" \t{ } \r",
	"{\"a\":1}",
	"{\"a\":\"\"}",
	"{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}",
	"{ \"a\" : 1 , \"b\" : [ 2 , { \"x\" : \"]\" } ] , \"c\" : { } }",
	"{\"a\":-1.50e+10,\"b\":true,\"c\":null,\"d\":false}",
	"{\"a\":\"\\\"\\\\\",\"b\":\"\\u00e5\",\"c\":\"å\"}",
	"{\"\\u0061\":1,\"b\":2,\"\\n\":3}",
	"{\"\":\"\",\"a\":{\"a\":{\"a\":[[[]]]}},\"b\":\"{\\\"a\\\":1}\"}",
	"{\"b\":12345678901234567890,\"a_name_that_is_longer_than_a_vector_is"
	"_and_so_long_that_none_remembers_it\":1,\"a\":2}",
};

/* What is set, to what; NULL: it is cut. Each twice in a row as well. */
static const struct {
	const char *name, *json;
} changes[] = {
	{ "a", NULL },
	{ "c", NULL },
	{ "a", "7" },
	{ "b", "\"x\"" },
	{ "b", "\"\\n\"" },
	{ "b", "\"\"" },
	{ "new", "[1,{\"a\":\"\\u00e5\"}]" },
	{ "c", "{}" },
	{ "nobody", "null" },
	{ "å", "true" },
};
enum { N_CHANGES = sizeof(changes) / sizeof(changes[0]) };

static void
change(struct record *rec, size_t i)
{
	struct field f = { .name = changes[i].name,
		.len = strlen(changes[i].name) };

	if (changes[i].json)
		record_set_raw(
		    rec, &f, changes[i].json, strlen(changes[i].json));
	else
		record_unset(rec, &f);
}

/* Each line as it is, and after one, and after two changes. */
static void
test_copies(void **state)
{
	struct reading *r = *state;
	struct field text = FIELD("text");

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		for (size_t k = 0; k < N_CHANGES * N_CHANGES; k++) {
			size_t one = k / N_CHANGES, two = k % N_CHANGES;

			parse(r, lines[i]);
			assert_true(is_copied_as_written(r->again, &r->rec));
			change(&r->rec, one);
			assert_true(is_copied_as_written(r->again, &r->rec));
			if (strcmp(changes[one].name, changes[two].name) != 0)
				change(&r->rec, two);
			record_set_string(&r->rec, &text, "\"å\n\x1f", 5);
			assert_true(is_copied_as_written(r->again, &r->rec));
		}
	}
}

/* --- batches -------------------------------------------------------------- */

enum { LONGEST = 3 * 256 * 1024 };

static const size_t lengths[] = { 0, 1, 15, 16, 17, 4000, 256 * 1024 - 1,
	256 * 1024, 256 * 1024 + 1, 2, LONGEST, 3, 256 * 1024 - 64, 63, 64,
	65 };
enum { N_LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

static void
fill(char *s, size_t len, size_t seed)
{
	for (size_t i = 0; i < len; i++)
		s[i] = (char)('a' + (seed + i) % 25);
}

/* Short and long lines lie side by side, each padded, none over another. */
static void
test_lengths(void **state)
{
	struct pool *pool = pool_new();
	char *line = xmalloc(LONGEST), *seen = xmalloc(LONGEST);

	(void)state;
	for (size_t round = 0; round < 3; round++) {
		struct batch *b = pool_take(pool);
		size_t n_bytes = 0, padding = 0;

		assert_int_equal(b->n_kept, 0);
		for (size_t i = 0; i < N_LENGTHS; i++) {
			fill(line, lengths[i], i + round);
			batch_keep_copy(b, line, lengths[i]);
			n_bytes += lengths[i];
		}
		assert_int_equal(b->n_kept, N_LENGTHS);
		assert_int_equal(b->kept_bytes, n_bytes);
		for (size_t i = 0; i < N_LENGTHS; i++) {
			const struct batch_line *kept = &b->kept[i];

			fill(seen, lengths[i], i + round);
			assert_int_equal(kept->len, lengths[i]);
			assert_memory_equal(kept->s, seen, lengths[i]);
			assert_null(kept->members);
			for (size_t k = 0; k < NDJSON_PADDING; k++)
				padding +=
				    (unsigned char)kept->s[kept->len + k];
		}
		assert_true(padding < SIZE_MAX); /* it was readable */
		pool_give(pool, b);
	}
	pool_free(pool);
	free(line);
	free(seen);
}

/* Members come aligned, whatever came before them. */
static void
test_alignment(void **state)
{
	struct pool *pool = pool_new();
	struct batch *b = pool_take(pool);

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		char *s = batch_alloc(b, i % 97);

		assert_int_equal((uintptr_t)s % _Alignof(max_align_t), 0);
		memset(s, 'x', i % 97);
	}
	pool_give(pool, b);
	pool_free(pool);
}

/* A batch that comes back is empty, and the first to be given out again. */
static void
test_pool(void **state)
{
	struct pool *pool = pool_new();
	struct batch *a = pool_take(pool), *b = pool_take(pool);

	(void)state;
	assert_ptr_not_equal(a, b);
	batch_keep_copy(a, "{}", 2);
	pool_give(pool, a);
	assert_ptr_equal(pool_take(pool), a);
	assert_int_equal(a->n_kept, 0);
	assert_int_equal(a->n_lines, 0);
	assert_int_equal(a->kept_bytes, 0);
	pool_give(pool, a);
	pool_give(pool, b);
	pool_free(pool);
}

/* What the first reader found is there for the next one. */
static void
test_note_members(void **state)
{
	struct reading *r = *state;
	struct pool *pool = pool_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct batch *b = pool_take(pool);
		char empty[] = "";
		struct batch_line line = { .s = empty };
		struct record noted = RECORD_INIT;

		parse(r, lines[i]);
		batch_note_members(b, &line, &r->rec);
		assert_non_null(line.members);
		noted.line = line.s;
		noted.len = line.len;
		noted.members = line.members;
		noted.n_members = line.n_members;
		noted.numbers = line.numbers;
		assert_true(is_same_record(&noted, &r->rec));
		pool_give(pool, b);
	}
	pool_free(pool);
}

/* A record that is kept does not go with the line that it was read from. */
static void
test_keep_record(void **state)
{
	static const char want[] = "{\"b\":[2],\"a\":\"\\\"\"}";
	struct field a = FIELD("a"), b_field = FIELD("b");
	struct reading *r = *state;
	struct pool *pool = pool_new();
	struct batch *b = pool_take(pool);
	struct record kept = RECORD_INIT;

	parse(r, "{\"a\":1,\"b\":[2]}");
	record_set_string(&r->rec, &a, "\"", 1);
	batch_keep_record(b, &r->rec);
	parse(r, "{\"x\":\"another line\",\"y\":\"in its place\"}");
	assert_int_equal(b->n_kept, 1);
	assert_int_equal(b->kept_bytes, strlen(want));
	assert_int_equal(b->kept[0].len, strlen(want));
	assert_memory_equal(b->kept[0].s, want, strlen(want));
	kept.line = b->kept[0].s;
	kept.members = b->kept[0].members;
	kept.n_members = b->kept[0].n_members;
	kept.numbers = b->kept[0].numbers;
	assert_ptr_equal(record_get(&kept, &b_field), &kept.members[0]);
	assert_ptr_equal(record_get(&kept, &a), &kept.members[1]);
	assert_true(ndjson_is_text(record_get(&kept, &a), "\"", 1));
	pool_give(pool, b);
	pool_free(pool);
}

/* --- channels ------------------------------------------------------------- */

enum { N_SENT = 30000 };

/* Lines stay where they are until there is no room; the order holds. */
static void
test_more_than_was_read(void **state)
{
	struct pool *pool = pool_new();
	struct channel *c = channel_new(pool);
	struct batch *b = pool_take(pool);
	char text[2] = "a";

	(void)state;
	for (; *text <= 'e'; ++*text)
		batch_keep_copy(b, text, 1);
	channel_send(c, b);
	b = channel_take(c);
	assert_int_equal(b->n_lines, 5);
	b->at = 2; /* a is left out */
	batch_keep(b, &b->lines[1]);
	b->at = 3;
	batch_keep(b, &b->lines[2]);
	assert_int_equal(b->n_stay, 2);
	batch_keep_copy(b, "x", 1); /* c itself might yet be wanted */
	assert_int_equal(b->n_stay, 2);
	batch_keep_copy(b, "y", 1);
	b->at = 4;
	batch_keep(b, &b->lines[3]);
	b->at = 5;
	batch_keep(b, &b->lines[4]);
	assert_int_equal(b->n_kept, 4);
	assert_int_equal(b->kept_bytes, 6);
	channel_send(c, b);
	b = channel_take(c);
	assert_int_equal(b->n_lines, 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(b->lines[i].s[0], "bcxyde"[i]);
	pool_give(pool, b);
	channel_free(c);
	pool_free(pool);
}

/** A thread that hands on, by turns as they are and as copies. */
struct relay {
	struct channel *from, *to;
	pthread_t thread;
};

static void *
hand_on(void *context)
{
	struct relay *r = context;
	struct batch *b;

	while ((b = channel_take(r->from))) {
		while (b->at < b->n_lines) {
			struct batch_line *line = &b->lines[b->at++];

			if (line->len % 2)
				batch_keep(b, line);
			else
				batch_keep_copy(b, line->s, line->len);
		}
		channel_send(r->to, b);
	}
	channel_end(r->to);
	return NULL;
}

/* Numbers, in batches of 1 to 50 lines; every seventh of none. */
static void *
send_numbers(void *context)
{
	struct channel *to = context;
	struct batch *b = pool_take(channel_pool(to));
	char text[24];

	for (unsigned i = 0, n_batches = 0; i < N_SENT; i++) {
		int len = snprintf(text, sizeof(text), "%u", i);

		batch_keep_copy(b, text, (size_t)len);
		if (b->n_kept <= n_batches % 50)
			continue;
		channel_send(to, b);
		b = pool_take(channel_pool(to));
		if (n_batches++ % 7 == 0) {
			channel_send(to, b);
			b = pool_take(channel_pool(to));
		}
	}
	channel_send(to, b);
	channel_end(to);
	return NULL;
}

/* All of them, once, in order, through two threads that have their hands on
 * them; and only as many batches as can be under way. */
static void
test_between_threads(void **state)
{
	struct pool *pool = pool_new();
	struct channel *c[3] = { channel_new(pool), channel_new(pool),
		channel_new(pool) };
	struct relay relays[2] = { { .from = c[0], .to = c[1] },
		{ .from = c[1], .to = c[2] } };
	pthread_t sender;
	struct batch *b;
	unsigned n = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&relays[i].thread, NULL,
				     hand_on, &relays[i]),
		    0);
	assert_int_equal(pthread_create(&sender, NULL, send_numbers, c[0]), 0);
	while ((b = channel_take(c[2]))) {
		for (; b->at < b->n_lines; b->at++, n++) {
			const struct batch_line *line = &b->lines[b->at];
			char text[24];
			int len = snprintf(text, sizeof(text), "%u", n);

			assert_int_equal(line->len, len);
			assert_memory_equal(line->s, text, line->len);
		}
		pool_give(pool, b);
	}
	assert_int_equal(n, N_SENT);
	assert_null(channel_take(c[2])); /* and again: it stays ended */
	pthread_join(sender, NULL);
	for (size_t i = 0; i < 2; i++)
		pthread_join(relays[i].thread, NULL);
	for (size_t i = 0; i < 3; i++)
		channel_free(c[i]);
	pool_free(pool);
}

/* What nobody took is freed with the channel. */
static void
test_not_taken(void **state)
{
	struct pool *pool = pool_new();
	struct channel *c = channel_new(pool);

	(void)state;
	for (size_t i = 0; i < CHANNEL_BATCHES; i++) {
		struct batch *b = pool_take(pool);

		batch_keep_copy(b, "{}", 2);
		channel_send(c, b);
	}
	pool_give(pool, channel_take(c));
	channel_free(c);
	pool_free(pool);
}

/* --- more names than have a number ---------------------------------------- */

/* Last, since no new name of this process has a number after it. */
static void
test_many_names(void **state)
{
	struct field late = FIELD("a late name"), early = FIELD("a"),
		     known = FIELD("b");
	struct reading *r = *state;
	char text[200];

	parse(r, "{\"a\":1,\"b\":2}");
	for (unsigned i = 0; i < 2 * NDJSON_MAX_NAMES; i++) {
		snprintf(text, sizeof(text),
		    "{\"a\":1,\"name%u\":%u,\"b\":\"x\"}", i, i);
		/* guessed, and read for the first time */
		parse(r, text);
		parse(r, text);
		record_set_raw(&r->rec, &known, "[]", 2);
		assert_true(is_copied_as_written(r->again, &r->rec));
		assert_true(is_copied_as_written(r->again, &r->rec));
		assert_ptr_equal(
		    record_get(&r->rec, &early), &r->rec.members[0]);
		assert_null(record_get(&r->rec, &late));
	}
	parse(r, "{\"a\":1,\"b\":2}");
	parse(r, "{\"a\":1,\"b\":2}");
	assert_null(record_get(&r->rec, &late));
	record_set_string(&r->rec, &late, "x", 1);
	record_set_raw(&r->rec, &early, "3", 1);
	assert_true(is_copied_as_written(r->again, &r->rec));
	parse(r, "{\"a late name\":1,\"b\":2}");
	parse(r, "{\"a late name\":1,\"b\":2}");
	assert_ptr_equal(record_get(&r->rec, &late), &r->rec.members[0]);
	assert_ptr_equal(record_get(&r->rec, &known), &r->rec.members[1]);
	record_set_raw(&r->rec, &late, "2", 1);
	assert_int_equal(r->rec.n_cut, 1);
	assert_true(is_copied_as_written(r->again, &r->rec));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_note_members),
		cmocka_unit_test(test_keep_record),
		cmocka_unit_test(test_more_than_was_read),
		cmocka_unit_test(test_between_threads),
		cmocka_unit_test(test_not_taken),
		cmocka_unit_test(test_many_names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
