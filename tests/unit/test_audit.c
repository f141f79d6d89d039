/*
 * test_audit.c - what the solver gives up on is not taken for safe. It is one
 * of this file's own here, which gives up from so many answers on.
 *
 * unit: cmd/suppress-small/audit.c
 * unit: cmd/suppress-small/audit_attack.c
 * unit: cmd/suppress-small/audit_time.c
 * unit: cmd/suppress-small/items.c
 * unit: cmd/suppress-small/comparisons.c
 * unit: cmd/suppress-small/rules.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/solver.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

#include "../../cmd/suppress-small/audit.h"
#include "../../cmd/suppress-small/items.h"
#include "../../cmd/suppress-small/rules.h"

enum { N_COLUMNS = 2 }; /* of the stream below: two clinics that are hidden */

struct solver {
	double x[N_COLUMNS];
	int n_columns;
};

/* How many answers there are; after these there is none. */
static int n_answers;
static enum solver_status after;

struct solver *
solver_new(void)
{
	return xcalloc(1, sizeof(struct solver));
}

void
solver_free(struct solver *s)
{
	free(s);
}

void
solver_clear(struct solver *s)
{
	s->n_columns = 0;
}

int
solver_column(struct solver *s, double low, double high, double cost)
{
	(void)low;
	(void)high;
	(void)cost;
	assert_true(s->n_columns < N_COLUMNS);
	return s->n_columns++;
}

void
solver_row(struct solver *s, double low, double high)
{
	(void)s;
	(void)low;
	(void)high;
}

void
solver_term(struct solver *s, int column, double coefficient)
{
	(void)s;
	(void)column;
	(void)coefficient;
}

/* Both are 4 of 8 wherever there is an answer. */
static enum solver_status
answer(struct solver *s, const double **x)
{
	for (int i = 0; i < N_COLUMNS; i++)
		s->x[i] = 4;
	*x = s->x;
	return n_answers-- > 0 ? SOLVER_OK : after;
}

enum solver_status
solver_solve(struct solver *s, bool is_greatest, const double **x)
{
	(void)is_greatest;
	return answer(s, x);
}

const double *
solver_conflict(struct solver *s)
{
	(void)s;
	return NULL;
}

enum solver_status
solver_extreme(struct solver *s, int column, bool is_greatest, const double **x)
{
	(void)column;
	(void)is_greatest;
	return answer(s, x);
}

static void
add(struct items *items, const char *rest)
{
	struct strbuf line = STRBUF_INIT;
	struct ndjson *ndjson = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t len, error_at;

	strbuf_addf(&line,
	    "{\"record\":\"indicator\",\"indicator\":\"x\","
	    "\"period\":\"2025\",%s}",
	    rest);
	len = line.len;
	strbuf_grow(&line, NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(ndjson, line.s, len, &rec, &error_at), NDJSON_OK);
	assert_int_equal(items_add(items, &rec), FIGURE_OK);
	record_release(&rec);
	ndjson_free(ndjson);
	strbuf_release(&line);
}

static struct rules *
usual_rules(void)
{
	char path[] = "/tmp/vardstrom-rules-XXXXXX";
	struct strbuf err = STRBUF_INIT;
	struct rules *rules;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "{}", 2), 2);
	close(fd);
	rules = rules_load(path, &err);
	remove(path);
	assert_non_null(rules);
	strbuf_release(&err);
	return rules;
}

/* The audit of two clinics that are hidden beside their total. */
static struct audit
audit_two(int answers, enum solver_status then)
{
	struct rules *rules = usual_rules();
	struct audit result;
	struct items items;

	n_answers = answers;
	after = then;
	items_init(&items, rules);
	add(&items, "\"by\":[],\"value\":8");
	add(&items,
	    "\"by\":[\"clinic\"],\"clinic\":\"a\",\"suppressed\":\"small\"");
	add(&items,
	    "\"by\":[\"clinic\"],\"clinic\":\"b\",\"suppressed\":\"small\"");
	audit_run(&result, &items);
	audit_release(&result);
	items_release(&items);
	rules_free(rules);
	return result;
}

static void
all_answers(void **state)
{
	const struct audit a = audit_two(INT32_MAX, SOLVER_EGAVE_UP);

	(void)state;
	assert_int_equal(a.n_unsolved, 0);
	assert_int_equal(a.n_narrow, 2);
}

static void
no_answer(void **state)
{
	const struct audit a = audit_two(0, SOLVER_EGAVE_UP);

	(void)state;
	assert_int_equal(a.n_unsolved, 1);
	assert_int_equal(a.n_contradictory, 0);
}

/* The first and the least of the first clinic, and no more. */
static void
some_answers(void **state)
{
	const struct audit a = audit_two(2, SOLVER_EGAVE_UP);

	(void)state;
	assert_int_equal(a.n_unsolved, 1);
}

/* A number without end is an answer, too. */
static void
without_end(void **state)
{
	const struct audit a = audit_two(1, SOLVER_EUNBOUNDED);

	(void)state;
	assert_int_equal(a.n_unsolved, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_answers),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(some_answers),
		cmocka_unit_test(without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
