/*
 * test_check_targets.c - laws of judging: order does not matter, and judging
 * what was judged changes nothing.
 *
 * unit: cmd/check-targets/check_targets.c
 * unit: cmd/check-targets/targets.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/check-targets/check_targets.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const lines[] = {
	"{\"record\":\"indicator\",\"indicator\":\"visits_per_fte\","
	"\"period\":\"2025\",\"by\":[\"provider\"],\"provider\":\"A\","
	"\"value\":1200}",
	"{\"record\":\"indicator\",\"indicator\":\"visits_requirement\","
	"\"period\":\"2025\",\"by\":[\"provider\"],\"provider\":\"A\","
	"\"value\":1126.7}",
	"{\"record\":\"indicator\",\"indicator\":\"visits_per_fte\","
	"\"period\":\"2025\",\"by\":[],\"value\":1199.999999999999}",
	"{\"record\":\"indicator\",\"indicator\":\"visits_requirement\","
	"\"period\":\"2025\",\"by\":[],\"value\":1200}",
	"{\"record\":\"indicator\",\"indicator\":\"unique_patients_per_fte\","
	"\"period\":\"2025\",\"by\":[],\"value\":300}",
	"{\"record\":\"other\"}",
};

static const enum verdict verdicts[N(lines)] = { VERDICT_MET, VERDICT_NONE,
	VERDICT_MISSED, VERDICT_NONE, VERDICT_NOT_ASSESSED, VERDICT_NONE };

static struct targets *
load(void)
{
	struct strbuf err = STRBUF_INIT;
	struct targets *t =
	    targets_load("pipelines/targets/kvalitetsbokslut.json", &err);

	if (!t)
		fail_msg("%s", err.s);
	strbuf_release(&err);
	return t;
}

static void
add(struct checker *c, const char *line)
{
	struct strbuf text = STRBUF_INIT;
	struct ndjson *p = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t at, len = strlen(line);

	strbuf_grow(&text, len + NDJSON_PADDING);
	memset(text.s, 0, len + NDJSON_PADDING);
	strbuf_addstr(&text, line);
	assert_int_equal(ndjson_parse(p, text.s, len, &rec, &at), NDJSON_OK);
	assert_int_equal(checker_add(c, &rec), FIGURE_OK);
	record_release(&rec);
	ndjson_free(p);
	strbuf_release(&text);
}

/* Judge the lines, beginning with number first; the result at their places. */
static void
judge(const struct targets *t, const char *const *in, size_t first,
    struct strbuf *out)
{
	struct checker *c = checker_new(t);

	for (size_t i = 0; i < N(lines); i++)
		add(c, in[(first + i) % N(lines)]);
	assert_int_equal(checker_n(c), N(lines));
	for (size_t i = 0; i < N(lines); i++) {
		const size_t place = (first + i) % N(lines);

		assert_int_equal(
		    checker_line(c, i, &out[place]), verdicts[place]);
	}
	checker_free(c);
}

static void
test_laws(void **state)
{
	struct strbuf once[N(lines)], again[N(lines)];
	const char *judged[N(lines)];
	struct targets *t = load();

	(void)state;
	for (size_t i = 0; i < N(lines); i++) {
		strbuf_init(&once[i]);
		strbuf_init(&again[i]);
	}
	judge(t, lines, 0, once);
	for (size_t i = 0; i < N(lines); i++)
		judged[i] = once[i].s;
	for (size_t first = 0; first < N(lines); first++) {
		judge(t, first % 2 ? lines : judged, first, again);
		for (size_t i = 0; i < N(lines); i++)
			assert_string_equal(again[i].s, once[i].s);
	}
	for (size_t i = 0; i < N(lines); i++) {
		strbuf_release(&once[i]);
		strbuf_release(&again[i]);
	}
	targets_free(t);
}

static void
test_relations(void **state)
{
	static const struct {
		enum relation relation;
		bool less, equal, more;
	} cases[] = {
		{ RELATION_AT_LEAST, false, true, true },
		{ RELATION_AT_MOST, true, true, false },
		{ RELATION_MORE, false, false, true },
		{ RELATION_LESS, true, false, false },
		{ RELATION_EQUAL, false, true, false },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const enum relation r = cases[i].relation;

		assert_int_equal(relation_holds(r, -1), cases[i].less);
		assert_int_equal(relation_holds(r, 0), cases[i].equal);
		assert_int_equal(relation_holds(r, 1), cases[i].more);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_laws),
		cmocka_unit_test(test_relations),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
