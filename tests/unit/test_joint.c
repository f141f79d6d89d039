/*
 * test_joint.c - what is counted by joint groupings is what is counted apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../lib/cube/book.h"
#include "../../lib/cube/joint.h"

enum {
	N_RECORDS = 20000,
	N_COLUMNS = 20,
	N_KINDS = 5,  /* of measures */
	N_COUNTS = 64 /* a key's counts beyond are none here */
};

/** Numbers that are the same in each run. */
static uint32_t
next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (uint32_t)(*seed >> 33);
}

/**
 * What the columns of a record are: a is 1 of n_a, b follows from a, c hardly
 * ever does not, the others are by chance.
 */
struct shape {
	uint32_t n_a;
	uint32_t n_others;
	uint32_t n_keys;
	const char *groupings[8]; /* letters of columns */
};

static const struct shape shapes[] = {
	{ 30, 5, 1000, { "", "a", "b", "c", "ab", "ca", "abc", NULL } },
	{ 30, 12, 1000, { "", "a", "d", "be", "ef", "ad", NULL } },
	{ 3000, 40, 50, { "", "a", "b", "abc", "da", NULL } },
	{ 5, 3, 1, { "a", "", NULL } },
	{ 5, 2, 300,
	    { "abcdefgh", "ijklmn", "opqrst", "ahz", "tb", "s", NULL } },
	{ 9000, 3, 7, { "b", "a", "c", NULL } },
};
enum { N_SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

struct fixture {
	struct book book;
	int groupings[8];
	size_t n_groupings;
	int measures[N_KINDS];
};

static void
set_up(struct fixture *f, const struct shape *shape, bool is_apart)
{
	static const enum measure_kind kinds[N_KINDS] = { MEASURE_COUNT,
		MEASURE_SUM, MEASURE_TALLY, MEASURE_MIN, MEASURE_MAX };
	struct book *b = &f->book;
	size_t i, k;
	int key, number;

	memset(f, 0, sizeof(*f));
	book_init(b);
	b->is_apart = is_apart;
	key = book_column(b, "key", 3);
	number = book_column(b, "number", 6);
	for (i = 0; shape->groupings[i]; i++) {
		const char *s = shape->groupings[i];
		int columns[BOOK_MAX_BY];

		for (k = 0; s[k]; k++)
			columns[k] = book_column(b, s + k, 1);
		f->groupings[i] = book_grouping(b, columns, k);
	}
	f->n_groupings = i;
	for (k = 0; k < N_KINDS; k++) {
		f->measures[k] = book_measure(b, kinds[k], -1,
		    kinds[k] == MEASURE_COUNT   ? -1
		    : kinds[k] == MEASURE_TALLY ? key
						: number,
		    false);
		for (i = 0; i < f->n_groupings; i++)
			book_want(b, f->measures[k], f->groupings[i]);
	}
}

static int
make_line(char *line, size_t size, const struct shape *shape, uint64_t *seed)
{
	uint32_t a = next_random(seed) % shape->n_a;
	int len = snprintf(line, size, "{\"a\":\"%u\",\"b\":%u", a, a % 7);

	/* a column is missing now and then */
	if (next_random(seed) % 100 > 0)
		len += snprintf(
		    line + len, size - (size_t)len, ",\"c\":\"x%u\"", a / 3);
	for (int i = 3; i < N_COLUMNS; i++)
		len += snprintf(line + len, size - (size_t)len, ",\"%c\":%u",
		    'a' + i, next_random(seed) % shape->n_others);
	len += snprintf(line + len, size - (size_t)len,
	    ",\"key\":\"%u\",\"number\":%d.%u}",
	    next_random(seed) % shape->n_keys,
	    (int)(next_random(seed) % 2000) - 1000, next_random(seed) % 100);
	return len;
}

static void
count_all(struct fixture *f, const struct shape *shape)
{
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	struct strbuf err = STRBUF_INIT;
	struct book_fault fault;
	uint64_t seed = 17;
	size_t error_at;

	for (int i = 0; i < N_RECORDS; i++) {
		char line[1024 + NDJSON_PADDING];
		int len = make_line(line, 1024, shape, &seed);

		assert_int_equal(
		    ndjson_parse(reader, line, (size_t)len, &rec, &error_at),
		    NDJSON_OK);
		book_begin(&f->book, &rec);
		assert_int_equal(book_count(&f->book, &fault), BOOK_COUNTED);
		assert_int_equal(book_relieve(&f->book, &err), 0);
	}
	book_finish(&f->book);
	assert_int_equal(book_settle(&f->book, &err), 0);
	ndjson_free(reader);
	record_release(&rec);
	strbuf_release(&err);
}

/** The group of one book that has the values of another's. */
static uint32_t
same_group(struct fixture *to, struct fixture *from, int grouping, uint32_t g)
{
	const struct grouping *gr = &from->book.groupings[grouping];
	uint32_t numbers[BOOK_MAX_JOINT];
	size_t i;

	for (i = 0; i < gr->n_columns; i++) {
		struct value v = book_group_value(&from->book, grouping, g, i);

		assert_true(keyset_find(to->book.columns[gr->columns[i]].keys,
		    v.s, v.len, &numbers[i]));
	}
	return book_group_of(&to->book, grouping, numbers);
}

/** How many keys of group g were met so often, by count. */
static void
spread_of(const struct slot *slot, uint32_t group, uint64_t *n_keys)
{
	uint32_t g, count, n;
	size_t at = 0;

	memset(n_keys, 0, N_COUNTS * sizeof(*n_keys));
	while (slot_next(slot, &at, &g, &count, &n))
		if (g == group)
			n_keys[count % N_COUNTS] += (uint64_t)n * count;
}

static void
compare_group(struct slot *x, uint32_t g, struct slot *y, uint32_t h, int kind)
{
	struct dec x_sum, y_sum;
	struct value v, w;

	assert_int_equal(slot_n(x, g), slot_n(y, h));
	if (kind == MEASURE_SUM) {
		assert_int_equal(slot_sum(&x_sum, x, g), DEC_OK);
		assert_int_equal(slot_sum(&y_sum, y, h), DEC_OK);
		assert_int_equal(dec_cmp(x_sum, y_sum), 0);
	}
	if (kind == MEASURE_TALLY)
		assert_int_equal(slot_distinct(x, g), slot_distinct(y, h));
	if (kind == MEASURE_MIN || kind == MEASURE_MAX) {
		assert_int_equal(slot_best(&v, x, g), slot_best(&w, y, h));
		if (slot_n(x, g) > 0)
			assert_int_equal(value_cmp(v, w), 0);
	}
}

static void
compare(struct fixture *x, struct fixture *y)
{
	uint64_t x_keys[N_COUNTS], y_keys[N_COUNTS];
	size_t i, k;

	for (k = 0; k < N_KINDS; k++)
		for (i = 0; i < x->n_groupings; i++) {
			int gr = x->groupings[i];
			struct slot *own =
			    book_slot(&x->book, x->measures[k], gr);
			struct slot *its =
			    book_slot(&y->book, y->measures[k], gr);
			int kind = (int)x->book.measures[x->measures[k]].kind;
			uint32_t n = book_n_groups(&x->book, gr), g, h;

			for (g = 0; g < n; g++) {
				h = same_group(y, x, gr, g);
				compare_group(own, g, its, h, kind);
				if (kind != MEASURE_TALLY || g % 97 != 0)
					continue;
				spread_of(own, g, x_keys);
				spread_of(its, h, y_keys);
				assert_memory_equal(
				    x_keys, y_keys, sizeof(x_keys));
			}
		}
}

static void
tear_down(struct fixture *f)
{
	book_release(&f->book);
}

static void
test_same_as_apart(void **state)
{
	struct fixture apart, joint;

	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		set_up(&apart, &shapes[i], true);
		set_up(&joint, &shapes[i], false);
		count_all(&apart, &shapes[i]);
		count_all(&joint, &shapes[i]);
		compare(&apart, &joint);
		tear_down(&apart);
		tear_down(&joint);
	}
}

/** The same where what is counted goes to the disk again and again. */
static void
test_same_on_disk(void **state)
{
	struct fixture apart, joint;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		set_up(&apart, &shapes[i], true);
		set_up(&joint, &shapes[i], false);
		joint.book.budget = 64 * 1024;
		count_all(&apart, &shapes[i]);
		count_all(&joint, &shapes[i]);
		assert_non_null(joint.book.overflow);
		compare(&apart, &joint);
		tear_down(&apart);
		tear_down(&joint);
	}
}

/** Groups that only a joint grouping has do not outgrow the budget. */
static void
test_groups_within_budget(void **state)
{
	static const struct shape by_chance = { 5, 12, 300,
		{ "d", "e", "f", "g", "h", NULL } };
	const size_t budget = 64 * 1024;
	struct fixture apart, joint;

	(void)state;
	set_up(&apart, &by_chance, true);
	set_up(&joint, &by_chance, false);
	joint.book.budget = budget;
	count_all(&apart, &by_chance);
	count_all(&joint, &by_chance);
	assert_true(book_bytes(&joint.book) < 3 * budget);
	compare(&apart, &joint);
	tear_down(&apart);
	tear_down(&joint);
}

/**
 * Keys of too many groups to lie beside each other: their tallies are made one
 * by one, on the disk where the budget has no room for that.
 */
static void
test_remade_within_budget(void **state)
{
	static const struct shape by_chance = { 5, 12, 50,
		{ "d", "e", "f", "g", "h", NULL } };
	struct fixture apart, joint;

	(void)state;
	set_up(&apart, &by_chance, true);
	count_all(&apart, &by_chance);
	for (size_t budget = 2; budget <= 32; budget *= 16) {
		set_up(&joint, &by_chance, false);
		joint.book.budget = budget * 1024 * 1024;
		count_all(&joint, &by_chance);
		assert_int_equal(joint.book.overflow != NULL, budget == 2);
		compare(&apart, &joint);
		tear_down(&joint);
	}
	tear_down(&apart);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_apart),
		cmocka_unit_test(test_same_on_disk),
		cmocka_unit_test(test_groups_within_budget),
		cmocka_unit_test(test_remade_within_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
