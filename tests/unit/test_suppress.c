/*
 * test_suppress.c - what is hidden stays hidden from who tries every table,
 * and hardly more is hidden than the least that does.
 *
 * unit: cmd/suppress-small/items.c
 * unit: cmd/suppress-small/comparisons.c
 * unit: cmd/suppress-small/model.c
 * unit: cmd/suppress-small/model_assume.c
 * unit: cmd/suppress-small/model_before.c
 * unit: cmd/suppress-small/model_order.c
 * unit: cmd/suppress-small/model_rows.c
 * unit: cmd/suppress-small/model_unite.c
 * unit: cmd/suppress-small/nesting.c
 * unit: cmd/suppress-small/protect.c
 * unit: cmd/suppress-small/protect_limits.c
 * unit: cmd/suppress-small/protect_repair.c
 * unit: cmd/suppress-small/protect_search.c
 * unit: cmd/suppress-small/protect_table.c
 * unit: cmd/suppress-small/rules.c
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

#include "../../cmd/suppress-small/items.h"
#include "../../cmd/suppress-small/model.h"
#include "../../cmd/suppress-small/protect.h"
#include "../../cmd/suppress-small/rules.h"

enum {
	THRESHOLD = 4,
	MOST = 9, /* of an inner cell */
	MAX_ROWS = 2,
	MAX_COLUMNS = 3,
	MAX_CELLS = (MAX_ROWS + 1) * (MAX_COLUMNS + 1),
	N_STREAMS = 1000,
	N_SEARCHED = 150
};

/* A table with its margins: the last row and column are totals. */
struct table {
	int n_rows, n_columns;
	int value[MAX_ROWS + 1][MAX_COLUMNS + 1];
	enum mark mark[MAX_ROWS + 1][MAX_COLUMNS + 1];
};

static uint32_t
chance(uint32_t *state, uint32_t n)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % n;
}

static void
add_up(struct table *t)
{
	memset(t->value[t->n_rows], 0, sizeof(t->value[0]));
	for (int i = 0; i < t->n_rows; i++) {
		t->value[i][t->n_columns] = 0;
		for (int j = 0; j < t->n_columns; j++)
			t->value[i][t->n_columns] += t->value[i][j];
		for (int j = 0; j <= t->n_columns; j++)
			t->value[t->n_rows][j] += t->value[i][j];
	}
}

static void
make(struct table *t, uint32_t *state)
{
	t->n_rows = MAX_ROWS;
	t->n_columns = 2 + (int)chance(state, MAX_COLUMNS - 1);
	for (int i = 0; i < t->n_rows; i++) {
		for (int j = 0; j < t->n_columns; j++)
			t->value[i][j] = (int)chance(state, MOST + 1);
	}
	add_up(t);
}

static struct rules *
rules_of_text(void)
{
	static const char text[] = "{\"threshold\":4,\"at_least_values\":2}";
	char path[] = "/tmp/vardstrom-rules-XXXXXX";
	struct strbuf err = STRBUF_INIT;
	struct rules *rules;
	FILE *file;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	rules = rules_load(path, &err);
	remove(path);
	assert_non_null(rules);
	strbuf_release(&err);
	return rules;
}

static void
add_text(struct items *items, struct strbuf *line)
{
	struct ndjson *ndjson = ndjson_new();
	struct record rec = RECORD_INIT;
	const size_t len = line->len;
	size_t error_at;

	strbuf_grow(line, NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(ndjson, line->s, len, &rec, &error_at), NDJSON_OK);
	assert_int_equal(items_add(items, &rec), FIGURE_OK);
	record_release(&rec);
	ndjson_free(ndjson);
}

static void
add_line(struct items *items, const struct table *t, int i, int j)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addstr(&line, "{\"record\":\"indicator\",\"indicator\":\"x\","
			     "\"period\":\"2025\",\"by\":[");
	if (i < t->n_rows)
		strbuf_addstr(&line, "\"a\"");
	if (i < t->n_rows && j < t->n_columns)
		strbuf_addch(&line, ',');
	if (j < t->n_columns)
		strbuf_addstr(&line, "\"b\"");
	strbuf_addstr(&line, "]");
	if (i < t->n_rows)
		strbuf_addf(&line, ",\"a\":\"%d\"", i);
	if (j < t->n_columns)
		strbuf_addf(&line, ",\"b\":\"%d\"", j);
	strbuf_addf(&line, ",\"value\":%d}", t->value[i][j]);
	add_text(items, &line);
	strbuf_release(&line);
}

/* What the program hides; how many records. */
static int
hide(struct table *t, const struct rules *rules)
{
	struct protection result;
	struct items items;
	struct model model;
	int n = 0;

	items_init(&items, rules);
	for (int i = 0; i <= t->n_rows; i++) {
		for (int j = 0; j <= t->n_columns; j++)
			add_line(&items, t, i, j);
	}
	model_build(&model, &items);
	protect(&items, &model, PROTECT_MAX_WORK, &result);
	assert_int_equal(result.n_open, 0);
	for (int i = 0; i <= t->n_rows; i++) {
		for (int j = 0; j <= t->n_columns; j++) {
			t->mark[i][j] = items.list[n++].mark;
		}
	}
	n = (int)(result.n_small + result.n_complementary);
	model_release(&model);
	protection_release(&result);
	items_release(&items);
	return n;
}

/* Could the other table be the one that is shown? */
static bool
fits(const struct table *t, const struct table *other)
{
	for (int i = 0; i <= t->n_rows; i++) {
		for (int j = 0; j <= t->n_columns; j++) {
			const int v = other->value[i][j];

			if (t->mark[i][j] == MARK_NONE
				? v != t->value[i][j]
				: (t->mark[i][j] == MARK_SMALL) !=
				      (v < THRESHOLD))
				return false;
		}
	}
	return true;
}

/* Try every table; true where each small figure has two values or more. */
static bool
is_safe(const struct table *t)
{
	enum { TOP = MOST + 4 };
	uint64_t seen[MAX_ROWS + 1][MAX_COLUMNS + 1] = { { 0 } };
	const int n = t->n_rows * t->n_columns;
	struct table o = *t;
	int at = 0;

	for (int k = 0; k < n; k++) {
		int i = k / t->n_columns, j = k % t->n_columns;

		if (t->mark[i][j] != MARK_NONE)
			o.value[i][j] = 0;
	}
	while (at < n) {
		add_up(&o);
		for (int i = 0; fits(t, &o) && i <= t->n_rows; i++) {
			for (int j = 0; j <= t->n_columns; j++)
				seen[i][j] |= UINT64_C(1)
					      << (o.value[i][j] & 63);
		}
		for (at = 0; at < n; at++) {
			int i = at / t->n_columns, j = at % t->n_columns;

			if (t->mark[i][j] == MARK_NONE)
				continue;
			if (++o.value[i][j] <= TOP)
				break;
			o.value[i][j] = 0;
		}
	}
	for (int i = 0; i <= t->n_rows; i++) {
		for (int j = 0; j <= t->n_columns; j++) {
			const uint64_t s = seen[i][j];

			if (t->value[i][j] > 0 && t->value[i][j] < THRESHOLD &&
			    (s & (s - 1)) == 0)
				return false;
		}
	}
	return true;
}

/* The least number of hidden records that is safe, at most n. */
static int
least(const struct table *t, int n)
{
	const int n_cells = (t->n_rows + 1) * (t->n_columns + 1);
	int best = n;

	for (unsigned set = 0; set < 1u << n_cells; set++) {
		struct table o = *t;
		int n_hidden = 0;
		bool has_small = true;

		for (int k = 0; k < n_cells; k++) {
			int i = k / (t->n_columns + 1),
			    j = k % (t->n_columns + 1), v = o.value[i][j];

			o.mark[i][j] = MARK_NONE;
			if (set >> k & 1) {
				o.mark[i][j] = v < THRESHOLD
						   ? MARK_SMALL
						   : MARK_COMPLEMENTARY;
				n_hidden++;
			} else if (v > 0 && v < THRESHOLD) {
				has_small = false;
			}
		}
		if (has_small && n_hidden < best && is_safe(&o))
			best = n_hidden;
	}
	return best;
}

static void
no_table_gives_a_small_figure_away(void **state)
{
	struct rules *rules = rules_of_text();
	uint32_t seed = 2025;
	int n_small = 0;

	(void)state;
	for (int i = 0; i < N_STREAMS; i++) {
		struct table t;
		int n;

		make(&t, &seed);
		n = hide(&t, rules);
		n_small += n > 0;
		if (n <= 7 && !is_safe(&t))
			fail_msg("stream %d: a small figure is known", i);
	}
	assert_true(n_small > N_STREAMS / 2);
	rules_free(rules);
}

static void
hardly_more_is_hidden_than_needs_be(void **state)
{
	struct rules *rules = rules_of_text();
	uint32_t seed = 7;
	int n_hidden = 0, n_least = 0;

	(void)state;
	for (int i = 0; i < N_SEARCHED; i++) {
		struct table t;
		int n;

		make(&t, &seed);
		if (t.n_columns > 2)
			continue;
		n = hide(&t, rules);
		n_hidden += n;
		n_least += least(&t, n);
	}
	print_message("# %d hidden, %d at the least\n", n_hidden, n_least);
	assert_true(10 * n_hidden <= 11 * n_least);
	rules_free(rules);
}

/* What is not hidden when so much was searched as may be stays open, and is
   told as that. */
static void
the_search_ends(void **state)
{
	struct table t = {
		.n_rows = 2, .n_columns = 2, .value = { { 1, 9 }, { 8, 7 } }
	};
	struct rules *rules = rules_of_text();
	const double works[] = { -1, PROTECT_MAX_WORK };

	(void)state;
	add_up(&t);
	for (int k = 0; k < 2; k++) {
		struct protection result;
		struct items items;
		struct model model;

		items_init(&items, rules);
		for (int i = 0; i <= t.n_rows; i++) {
			for (int j = 0; j <= t.n_columns; j++)
				add_line(&items, &t, i, j);
		}
		model_build(&model, &items);
		protect(&items, &model, works[k], &result);
		assert_int_equal(result.n_open, k == 0 ? 1 : 0);
		assert_int_equal(result.n_groups, k == 0 ? 1 : 0);
		if (k == 0)
			assert_int_equal(result.open[0].why, OPEN_ENDED);
		model_release(&model);
		protection_release(&result);
		items_release(&items);
	}
	rules_free(rules);
}

/* A record of patients by their visits, the number of these as a bin. */
static const struct item *
add_bin(struct items *items, const char *bin, const char *value)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line,
	    "{\"record\":\"indicator\",\"indicator\":\"patients\","
	    "\"period\":\"2025\",\"by\":[\"visits\"],\"visits\":\"%s\","
	    "\"value\":%s}",
	    bin, value);
	add_text(items, &line);
	strbuf_release(&line);
	return &items->list[items->n - 1];
}

/* A bin times a count, added up over thousands of records, is a number. */
static void
a_bin_times_a_count_is_a_number(void **state)
{
	enum { MANY = 8192 };
	struct rules *rules = rules_of_text();
	const struct item *item;
	struct items items;
	int64_t low, high;

	(void)state;
	items_init(&items, rules);
	item = add_bin(&items, "1000", "1099511627776");
	assert_int_equal(item->number[ROLE_VALUE], ITEMS_MAX_COUNT);
	assert_true(items_bin(&items, item->pairs[1].value, &low, &high));
	assert_int_equal(low, 1000);
	assert_int_equal(high, 1000);
	assert_true(high <= INT64_MAX / item->number[ROLE_VALUE] / MANY);
	item = add_bin(&items, "1001", "1099511627777");
	assert_int_equal(item->number[ROLE_VALUE], ITEMS_NO_COUNT);
	assert_false(items_bin(&items, item->pairs[1].value, &low, &high));
	item = add_bin(&items, "1000-", "1");
	assert_true(items_bin(&items, item->pairs[1].value, &low, &high));
	assert_int_equal(high, ITEMS_MAX_COUNT);
	item = add_bin(&items, "6-1001", "1");
	assert_false(items_bin(&items, item->pairs[1].value, &low, &high));
	item = add_bin(&items, "999999999-", "1");
	assert_false(items_bin(&items, item->pairs[1].value, &low, &high));
	items_release(&items);
	rules_free(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bin_times_a_count_is_a_number),
		cmocka_unit_test(no_table_gives_a_small_figure_away),
		cmocka_unit_test(the_search_ends),
		cmocka_unit_test(hardly_more_is_hidden_than_needs_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
