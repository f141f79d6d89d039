/* test_ndjson_record.c - looking at a record, changing and writing it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

#define LINE(literal) (literal), sizeof(literal) - 1

/** A parser, the line that it read last, and the record. */
struct reading {
	struct ndjson *p;
	struct record rec;
	char *line;
};

static void
parse(struct reading *r, const char *s, size_t len)
{
	size_t at;

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
	r->rec = (struct record)RECORD_INIT;
	*state = r;
	return 0;
}

static int
teardown(void **state)
{
	struct reading *r = *state;

	ndjson_free(r->p);
	record_release(&r->rec);
	free(r->line);
	free(r);
	return 0;
}

static void
test_get(void **state)
{
	struct field b = FIELD("b"), e = FIELD("\xC3\xA5"), no = FIELD("no");
	struct reading *r = *state;
	struct record *rec = &r->rec;

	parse(r, LINE("{\"a\":1,\"b\":\"x\",\"\\u00e5\":3}"));
	assert_ptr_equal(record_get(rec, &b), &rec->members[1]);
	assert_int_equal(b.hint, 1);
	assert_ptr_equal(record_get(rec, &e), &rec->members[2]);
	assert_null(record_get(rec, &no));
	assert_true(ndjson_is_text(record_get(rec, &b), LINE("x")));
	assert_true(!ndjson_is_text(record_get(rec, &e), LINE("3")));
	assert_true(!ndjson_is_text(NULL, LINE("x")));

	parse(r, LINE(" {\"b\":\"y\\n\"} "));
	assert_int_equal(rec->len, 11);
	assert_ptr_equal(record_get(rec, &b), &rec->members[0]);
	assert_null(record_get(rec, &e));
	assert_true(ndjson_is_text(record_get(rec, &b), LINE("y\n")));
	assert_true(!ndjson_is_text(record_get(rec, &b), LINE("y")));
	assert_true(!ndjson_is_text(record_get(rec, &b), LINE("y\nz")));
}

/* Where members come and go, the hint is only where to look first. */
static void
test_get_moving(void **state)
{
	struct field f = FIELD("f");
	struct reading *r = *state;

	for (size_t i = 0; i < 6 * 6; i++) {
		const char *names = &"abcdef"[i % 6];
		struct strbuf line = STRBUF_INIT;

		for (size_t k = 0; names[k]; k++)
			strbuf_addf(
			    &line, "%c\"%c\":%zu", k ? ',' : '{', names[k], k);
		strbuf_addch(&line, '}');
		parse(r, line.s, line.len);
		f.hint = i / 6;
		assert_ptr_equal(record_get(&r->rec, &f),
		    &r->rec.members[r->rec.n_members - 1]);
		strbuf_release(&line);
	}
}

static void
test_text_and_raw(void **state)
{
	struct field a = FIELD("a"), b = FIELD("b"), c = FIELD("c");
	struct strbuf scratch = STRBUF_INIT;
	const struct ndjson_member *m;
	struct reading *r = *state;
	const char *s;
	size_t len;

	parse(r, LINE("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E5\\u20ac"
		      "\\uD83d\\uDe00x\",\"b\":\"\",\"c\":[ ]}"));
	m = record_get(&r->rec, &a);
	ndjson_text(m, &scratch, &s, &len);
	assert_int_equal(len, 18);
	assert_memory_equal(
	    s, "\"\\/\b\f\n\r\t\xC3\xA5\xE2\x82\xAC\xF0\x9F\x98\x80x", 18);
	assert_ptr_equal(s, scratch.s);
	ndjson_raw(m, &s, &len);
	assert_ptr_equal(s, r->line + 5);
	assert_int_equal(len, m->value_len + 2);
	m = record_get(&r->rec, &b);
	ndjson_text(m, &scratch, &s, &len);
	assert_int_equal(len, 0);
	assert_ptr_equal(s, m->value);
	ndjson_raw(record_get(&r->rec, &c), &s, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(s, "[ ]", 3);
	strbuf_release(&scratch);
}

static void
test_iter(void **state)
{
	static const char *const values[] = { "a]\\\"", "-1", "[ ]", "null",
		"{\"]\":[{}]}", "" };
	struct field l = FIELD("l"), o = FIELD("o"), none = FIELD("none");
	struct ndjson_member m;
	struct ndjson_iter it;
	struct reading *r = *state;
	size_t n = 0;

	parse(r,
	    LINE(
		"{\"l\":[\"a]\\\"\" , -1,[ ] ,null, {\"]\":[{}]},\"\" ],"
		"\"o\":{ \"x\" : 1 ,\"\\ny\":\"z\"},\"none\":[ ],\"no\":{ }}"));
	ndjson_iter_init(&it, record_get(&r->rec, &l));
	for (; ndjson_iter_next(&it, &m); n++) {
		assert_int_equal(m.name_len, 0);
		assert_int_equal(m.value_len, strlen(values[n]));
		assert_memory_equal(m.value, values[n], m.value_len);
	}
	assert_int_equal(n, 6);
	ndjson_iter_init(&it, record_get(&r->rec, &o));
	assert_true(ndjson_iter_next(&it, &m));
	assert_memory_equal(m.name, "x", m.name_len);
	assert_int_equal(m.type, NDJSON_NUMBER);
	assert_int_equal(m.value_len, 1);
	assert_true(ndjson_iter_next(&it, &m));
	assert_int_equal(m.name_len, 3);
	assert_true(m.name_escaped);
	assert_true(ndjson_is_text(&m, LINE("z")));
	assert_true(!ndjson_iter_next(&it, &m));
	ndjson_iter_init(&it, record_get(&r->rec, &none));
	assert_true(!ndjson_iter_next(&it, &m));
	ndjson_iter_init(&it, &r->rec.members[3]);
	assert_true(!ndjson_iter_next(&it, &m));
}

/* --- changing a record -------------------------------------------------- */

struct change {
	const char *line, *out;
	const char *unset;      /* names, a letter each */
	const char *set;        /* likewise, to 7 */
	const char *set_string; /* likewise, to a text with a quote */
};

static const struct change changes[] = {
	{ "{}", "{}", "", "", "" },
	{ "{ }", "{ }", "x", "", "" },
	{ "{ }", "{\"a\":7}", "", "a", "" },
	{ "{\"a\":1}", "{\"a\":1}", "", "", "" },
	{ "{\"a\":1}", "{\"a\":1,\"b\":7}", "", "b", "" },
	{ "{\"a\":1}", "{\"a\":7}", "", "a", "" },
	{ "{\"a\":1}", "{}", "a", "", "" },
	{ "{\"a\":1}", "{\"b\":\"\\\"\"}", "aa", "", "b" },
	{ "{\"a\":\"1\"}", "{\"a\":\"1\",\"b\":7,\"c\":\"\\\"\"}", "", "b",
	    "c" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}", "{\"b\":[2],\"c\":\"3\"}", "a", "",
	    "" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}", "{\"a\":1,\"c\":\"3\"}", "b", "",
	    "" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}", "{\"a\":1,\"b\":[2]}", "c", "",
	    "" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}", "{\"b\":[2]}", "cacc", "", "" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}", "{}", "bca", "", "" },
	{ "{\"a\":1,\"b\":[2],\"c\":\"3\"}",
	    "{\"b\":[2],\"c\":7,\"a\":\"\\\"\"}", "", "c", "a" },
	{ "{ \"a\" : 1 , \"b\" : 2 , \"c\" : 3 }",
	    "{\"a\" : 1,\"c\" : 3,\"b\":7}", "", "b", "" },
	{ "{\"\\u0061\":1,\"b\":1.10}", "{\"b\":1.10,\"a\":7}", "", "a", "" },
};

static void
change_all(struct record *rec, const char *names,
    void (*change)(struct record *, struct field *))
{
	for (; *names; names++) {
		struct field f = { .name = names, .len = 1 };

		change(rec, &f);
	}
}

static void
set_seven(struct record *rec, struct field *f)
{
	record_set_raw(rec, f, "7", 1);
}

static void
set_quote(struct record *rec, struct field *f)
{
	record_set_string(rec, f, "\"", 1);
}

static void
test_changes(void **state)
{
	const size_t n = sizeof(changes) / sizeof(changes[0]);
	struct strbuf out = STRBUF_INIT;
	struct reading *r = *state;

	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];

		parse(r, c->line, strlen(c->line));
		change_all(&r->rec, c->unset, record_unset);
		change_all(&r->rec, c->set, set_seven);
		change_all(&r->rec, c->set_string, set_quote);
		strbuf_reset(&out);
		strbuf_addstr(&out, "before ");
		record_format(&r->rec, &out);
		assert_memory_equal(out.s, "before ", 7);
		assert_string_equal(out.s + 7, c->out);
	}
	strbuf_release(&out);
}

/* A record that was refused leaves nothing of the one before it. */
static void
test_refused_is_empty(void **state)
{
	struct reading *r = *state;
	struct field a = FIELD("a");
	size_t at;

	parse(r, LINE("{\"a\":1,\"b\":2}"));
	record_set_raw(&r->rec, &a, "7", 1);
	assert_int_equal(
	    ndjson_parse(r->p, r->line, 3, &r->rec, &at), NDJSON_ESYNTAX);
	assert_int_equal(at, 3);
	assert_int_equal(r->rec.n_members, 0);
	assert_int_equal(r->rec.n_cut, 0);
	assert_int_equal(r->rec.added.len, 0);
	assert_null(record_get(&r->rec, &a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_get_moving),
		cmocka_unit_test(test_text_and_raw),
		cmocka_unit_test(test_iter),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_refused_is_empty),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
