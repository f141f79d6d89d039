/*
 * test_links.c - persons from links, in every order.
 * unit: cmd/dedupe-patients/links.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/dedupe-patients/links.h"

enum { MAX_LINKS = 6, LONG_CHAIN = 100000 };

/* "from>to day", the links of one case, and what stands for each id. */
struct row {
	const char *name;
	struct {
		const char *from, *to;
		int day;
	} links[MAX_LINKS];
	const char *standing[2 * MAX_LINKS]; /* id, its standing id, ... */
};

static const struct row rows[] = {
	{ "one", { { "A", "B", 1 } }, { "A", "B", "B", "B", "Z", "Z" } },
	{ "a chain", { { "A", "B", 1 }, { "B", "C", 2 }, { "C", "D", 3 } },
	    { "A", "D", "B", "D", "C", "D", "D", "D" } },
	{ "a chain whose days go back", { { "A", "B", 3 }, { "B", "C", 1 } },
	    { "A", "C", "B", "C" } },
	{ "a merge", { { "A", "C", 1 }, { "B", "C", 2 } },
	    { "A", "C", "B", "C" } },
	{ "two links of one: the later stands, for all",
	    { { "A", "C", 1 }, { "A", "B", 2 } },
	    { "A", "B", "B", "B", "C", "B" } },
	{ "two of one day: the bytewise greatest",
	    { { "A", "B", 2 }, { "A", "C", 2 }, { "A", "BB", 2 } },
	    { "A", "C", "B", "C", "BB", "C" } },
	{ "a day that is missing is before all others",
	    { { "A", "C", PNR_NO_DAY }, { "A", "B", -9 } },
	    { "A", "B", "C", "B" } },
	{ "longer is greater", { { "A", "B", 2 }, { "A", "BB", 2 } },
	    { "A", "BB", "B", "BB" } },
	{ "a diamond is no circle",
	    { { "A", "B", 1 }, { "A", "C", 1 }, { "B", "D", 1 },
		{ "C", "D", 1 } },
	    { "A", "D", "B", "D", "C", "D" } },
	{ "the same link again",
	    { { "A", "B", 1 }, { "A", "B", 2 }, { "A", "B", 1 } },
	    { "A", "B" } },
	{ "two persons", { { "A", "B", 1 }, { "C", "D", 1 } },
	    { "A", "B", "C", "D" } },
	{ "two persons found to be one by a late link",
	    { { "A", "B", 1 }, { "C", "D", 5 }, { "A", "C", 2 } },
	    { "A", "D", "B", "D", "C", "D" } },
};

static void
add(struct links *links, const char *from, const char *to, int day,
    uint64_t line_no)
{
	links_add(links, &(struct links_link){ .from = from,
			     .from_len = strlen(from),
			     .to = to,
			     .to_len = strlen(to),
			     .valid_day = day,
			     .person = { .birth_day = PNR_NO_DAY, .kind = -1 },
			     .line_no = line_no });
}

static const char *
follow(const struct links *links, const char *id, size_t *len)
{
	struct links_person person;
	const char *standing;

	if (links_follow(links, id, strlen(id), &standing, len, &person))
		return standing;
	*len = strlen(id);
	return id;
}

/* The links from start on, round to the one before it. */
static void
check_row(const struct row *row, size_t n, size_t start, bool is_backwards)
{
	struct links *links = links_new();
	struct strbuf err = STRBUF_INIT;

	links_add_file(links, "l");
	for (size_t i = 0; i < n; i++) {
		size_t k = (start + i) % n;

		k = is_backwards ? n - 1 - k : k;
		add(links, row->links[k].from, row->links[k].to,
		    row->links[k].day, k + 1);
	}
	assert_int_equal(links_finish(links, &err), 0);
	for (size_t i = 0; row->standing[i]; i += 2) {
		size_t len;
		const char *standing = follow(links, row->standing[i], &len);

		if (len != strlen(row->standing[i + 1]) ||
		    memcmp(standing, row->standing[i + 1], len) != 0)
			fail_msg("%s: %s", row->name, row->standing[i]);
	}
	links_free(links);
	strbuf_release(&err);
}

static void
test_standing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = 0;

		while (n < MAX_LINKS && rows[i].links[n].from)
			n++;
		for (size_t start = 0; start < n; start++) {
			check_row(&rows[i], n, start, false);
			check_row(&rows[i], n, start, true);
		}
	}
}

static void
check_circle(const char *const *ids, size_t n, const char *expected)
{
	struct links *links = links_new();
	struct strbuf err = STRBUF_INIT;

	links_add_file(links, "l");
	add(links, "X", "A", 1, 1);
	for (size_t i = 0; i < n; i++)
		add(links, ids[i], ids[(i + 1) % n], 1, i + 2);
	assert_int_equal(links_finish(links, &err), -1);
	assert_string_equal(err.s, expected);
	links_free(links);
	strbuf_release(&err);
}

static void
test_circles(void **state)
{
	static const char *const ids[] = { "A", "B", "C", "D", "E", "F", "G",
		"H", "I", "J", "K", "L" };

	(void)state;
	check_circle(ids, 1, "l:2: to: links go round in a circle: l:2");
	check_circle(ids, 2, "l:3: to: links go round in a circle: l:2, l:3");
	check_circle(ids, 9,
	    "l:10: to: links go round in a circle: "
	    "l:2, l:3, l:4, l:5, l:6, l:7, l:8, l:9, l:10");
	check_circle(ids, 12,
	    "l:13: to: links go round in a circle: "
	    "l:2, l:3, l:4, l:5, l:6, l:7, l:8, l:9, 3 more, l:13");
}

/* No recursion, and no walk that takes the square of the length. */
static void
test_long_chain(void **state)
{
	struct links *links = links_new();
	struct strbuf err = STRBUF_INIT;
	char from[16], to[16];
	size_t len;

	(void)state;
	links_add_file(links, "l");
	for (int i = LONG_CHAIN; i-- > 0;) {
		snprintf(from, sizeof(from), "%d", i);
		snprintf(to, sizeof(to), "%d", i + 1);
		add(links, from, to, i, 1);
	}
	assert_int_equal(links_finish(links, &err), 0);
	for (int i = 0; i < LONG_CHAIN; i++) {
		snprintf(from, sizeof(from), "%d", i);
		assert_memory_equal(follow(links, from, &len), "100000", 6);
	}
	links_free(links);
}

/* What a link tells of a person comes before what the id tells. */
static void
test_person(void **state)
{
	struct links *links = links_new();
	struct strbuf err = STRBUF_INIT;
	struct links_person person;
	const char *standing;
	size_t len;

	(void)state;
	links_add_file(links, "l");
	add(links, "A", "200002292399", 1, 1);
	add(links, "B", "C", 1, 2);
	links_add(links, &(struct links_link){ .from = "D",
			     .from_len = 1,
			     .to = "C",
			     .to_len = 1,
			     .valid_day = 1,
			     .person = { .birth_day = 7,
				 .kind = PNR_RESERVNUMMER,
				 .sex = 'M',
				 .is_told = true } });
	assert_int_equal(links_finish(links, &err), 0);
	assert_true(links_follow(links, "A", 1, &standing, &len, &person));
	assert_false(person.is_told);
	assert_int_equal(person.kind, PNR_PERSONNUMMER);
	assert_int_equal(person.sex, 'M');
	assert_int_equal(person.birth_day, 11016); /* 2000-02-29 */
	assert_true(links_follow(links, "B", 1, &standing, &len, &person));
	assert_true(person.is_told);
	assert_int_equal(person.kind, PNR_RESERVNUMMER);
	assert_int_equal(person.birth_day, 7);
	links_free(links);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_standing),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_person),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
