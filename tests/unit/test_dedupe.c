/*
 * test_dedupe.c - keys, contents and origins, and the verdict on a record.
 * unit: cmd/dedupe-patients/dedupe.c
 * unit: cmd/dedupe-patients/keys.c
 * unit: cmd/dedupe-patients/content.c
 * unit: cmd/dedupe-patients/canonical.c
 * unit: cmd/dedupe-patients/origins.c
 * unit: cmd/dedupe-patients/seen.c
 * unit: cmd/dedupe-patients/prediction.c
 * unit: cmd/dedupe-patients/spill.c
 * unit: cmd/dedupe-patients/identity.c
 * unit: cmd/dedupe-patients/links.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/dedupe-patients/content.h"
#include "../../cmd/dedupe-patients/dedupe.h"
#include "../../cmd/dedupe-patients/keys.h"
#include "../../cmd/dedupe-patients/origins.h"
#include "../../cmd/dedupe-patients/seen.h"
#include "../../cmd/dedupe-patients/source.h"

/* A record that lives as long as it is needed. */
struct parsed {
	struct ndjson *ndjson;
	struct record rec;
	char *line;
};

static const struct record *
parse(struct parsed *p, const char *json)
{
	size_t len = strlen(json), error_at;

	p->ndjson = ndjson_new();
	p->rec = (struct record)RECORD_INIT;
	p->line = calloc(1, len + NDJSON_PADDING);
	memcpy(p->line, json, len);
	assert_int_equal(
	    ndjson_parse(p->ndjson, p->line, len, &p->rec, &error_at),
	    NDJSON_OK);
	return &p->rec;
}

static void
parsed_release(struct parsed *p)
{
	ndjson_free(p->ndjson);
	record_release(&p->rec);
	free(p->line);
}

/* --- keys --------------------------------------------------------------- */

static struct keys *
make_keys(const char *a, const char *b)
{
	struct keys *keys = keys_new();
	struct strbuf err = STRBUF_INIT;

	assert_int_equal(keys_add(keys, a, &err), 0);
	if (b)
		assert_int_equal(keys_add(keys, b, &err), 0);
	return keys;
}

static const struct {
	const char *a, *b;
	int is_same; /* -1: a has no key */
} key_rows[] = {
	{ "{\"record\":\"x\",\"id\":\"1\"}", "{\"id\":\"1\",\"record\":\"x\"}",
	    1 },
	{ "{\"record\":\"x\",\"id\":\"1\"}", "{\"record\":\"x\",\"id\":\"2\"}",
	    0 },
	{ "{\"record\":\"x\",\"id\":\"1\"}", "{\"record\":\"y\",\"id\":\"1\"}",
	    0 },
	{ "{\"record\":\"x\",\"id\":\"1\"}", "{\"record\":\"x\",\"id\":1}", 0 },
	{ "{\"record\":\"x\",\"id\":\"\\u00e5\"}",
	    "{\"record\":\"x\",\"id\":\"\xc3\xa5\"}", 1 },
	{ "{\"record\":\"x\",\"id\":1}", "{\"record\":\"x\",\"id\":1.0}", 1 },
	{ "{\"record\":\"x\",\"id\":null}", "{\"record\":\"x\",\"id\":1}", -1 },
	{ "{\"record\":\"x\",\"id\":\"\"}", "{\"record\":\"x\",\"id\":1}", -1 },
	{ "{\"record\":\"x\"}", "{\"record\":\"x\",\"id\":1}", -1 },
	{ "{\"id\":\"1\"}", "{\"record\":\"x\",\"id\":1}", -1 },
	/* the second key: only of kind c; a and b may not run together */
	{ "{\"record\":\"c\",\"a\":\"1\",\"b\":\"23\"}",
	    "{\"record\":\"c\",\"a\":\"12\",\"b\":\"3\"}", 0 },
	{ "{\"record\":\"c\",\"a\":\"1\",\"b\":[2]}",
	    "{\"record\":\"c\",\"b\":[2],\"a\":\"1\"}", 1 },
	{ "{\"record\":\"d\",\"a\":\"1\",\"b\":\"2\"}", "{\"id\":1}", -1 },
	{ "{\"record\":\"c\",\"a\":\"1\",\"b\":\"2\"}",
	    "{\"record\":\"c\",\"id\":\"1\",\"a\":\"1\",\"b\":\"2\"}", 0 },
};

static void
test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(key_rows) / sizeof(key_rows[0]); i++) {
		struct keys *keys = make_keys("id,record", "c:a,b");
		struct strbuf a_key = STRBUF_INIT, b_key = STRBUF_INIT;
		struct parsed a, b;

		if (!keys_of_event(keys, parse(&a, key_rows[i].a), &a_key)) {
			assert_int_equal(key_rows[i].is_same, -1);
			strbuf_reset(&a_key);
		}
		if (!keys_of_event(keys, parse(&b, key_rows[i].b), &b_key))
			strbuf_reset(&b_key);
		if ((a_key.len == b_key.len &&
			memcmp(a_key.s, b_key.s, a_key.len) == 0) !=
			(key_rows[i].is_same == 1) &&
		    key_rows[i].is_same != -1)
			fail_msg("%s", key_rows[i].a);
		parsed_release(&a);
		parsed_release(&b);
		strbuf_release(&a_key);
		strbuf_release(&b_key);
		keys_free(keys);
	}
}

/* A key of one member and the kind costs one byte beside the member. */
static void
test_key_is_short(void **state)
{
	struct keys *keys = make_keys("record,id", NULL);
	struct strbuf key = STRBUF_INIT;
	struct parsed a;

	(void)state;
	assert_non_null(keys_of_event(keys,
	    parse(&a, "{\"record\":\"contact\",\"id\":\"123456789012\"}"),
	    &key));
	assert_int_equal(key.len, 13);
	parsed_release(&a);
	strbuf_release(&key);
	keys_free(keys);
}

/* Heads beyond their memory stand in the keys; equal ones stay equal. */
static void
test_many_heads(void **state)
{
	struct keys *keys = make_keys("record,id", NULL);
	struct strbuf first = STRBUF_INIT, again = STRBUF_INIT;
	char json[64];
	size_t longest = 0;

	(void)state;
	keys_set_memory(keys, 8192);
	for (int i = 0; i < 2000; i++) {
		struct parsed p;

		snprintf(json, sizeof(json),
		    "{\"record\":\"kind %d\",\"id\":\"1\"}", i % 1000);
		assert_non_null(keys_of_event(keys, parse(&p, json), &again));
		parsed_release(&p);
		if (i == 999)
			strbuf_add(&first, again.s, again.len);
		longest = again.len > longest ? again.len : longest;
	}
	assert_true(longest > 10);
	assert_int_equal(first.len, again.len);
	assert_memory_equal(first.s, again.s, first.len);
	strbuf_release(&first);
	strbuf_release(&again);
	keys_free(keys);
}

static const struct {
	const char *text, *error;
} bad_keys[] = {
	{ "", "a member without a name" },
	{ "a,,b", "a member without a name" },
	{ "a,", "a member without a name" },
	{ "x:", "a member without a name" },
	{ ":a", "no kind of record before ':'" },
	{ "a,b,a", "a: named twice" },
	{ "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", "more than 16 members" },
};

static void
test_bad_keys(void **state)
{
	struct keys *keys = keys_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad_keys) / sizeof(bad_keys[0]); i++) {
		struct strbuf err = STRBUF_INIT;

		assert_int_equal(keys_add(keys, bad_keys[i].text, &err), -1);
		assert_string_equal(err.s, bad_keys[i].error);
		strbuf_release(&err);
	}
	for (int i = 0; i <= KEYS_MAX_DEFS; i++) {
		struct strbuf err = STRBUF_INIT;

		assert_int_equal(
		    keys_add(keys, "a", &err), i < KEYS_MAX_DEFS ? 0 : -1);
		strbuf_release(&err);
	}
	keys_free(keys);
}

/* --- contents ----------------------------------------------------------- */

static const struct {
	const char *a, *b;
	bool is_same;
} content_rows[] = {
	{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true },
	{ "{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", false },
	{ "{\"a\":1,\"source\":\"x:1\"}", "{\"source\":\"y:2\",\"a\":1}",
	    true },
	{ "{\"a\":1,\"source\":\"x:1\"}", "{\"a\":1}", true },
	{ "{\"a\":1}", "{\"a\":\"1\"}", false },
	{ "{\"a\":\"\\u0041\"}", "{\"a\":\"A\"}", true },
	{ "{\"\\u0061\":1}", "{\"a\":1}", true },
	{ "{\"a\":1.10}", "{\"a\":1.1}", true },
	{ "{\"a\":\"\"}", "{}", false },
	{ "{\"a\":null}", "{}", false },
	{ "{\"ab\":\"c\"}", "{\"a\":\"bc\"}", false },
	{ "{\"a\":\"12345678\"}", "{\"a\":\"12345679\"}", false },
	{ "{\"a\":\"1234567890123456\"}", "{\"a\":\"1234567890123457\"}",
	    false },
	{ "{\"a\":\"12345678901234567890\"}",
	    "{\"a\":\"02345678901234567890\"}", false },
	{ "{\"a\":\"x\"}", "{\"a\":\"x\\u0001\"}", false },
	{ "{\"a\":\"a\",\"b\":\"a\"}", "{\"a\":\"b\",\"b\":\"b\"}", false },
	/* blanks between members are no content, inside of a list they are */
	{ "{ \"a\" : 1 , \"b\" : [1] }", "{\"b\":[1],\"a\":1}", true },
	{ "{\"a\":[1,2]}", "{\"a\":[1, 2]}", false },
	{ "{\"b\":1,\"source\":\"x:1\",\"a\":2}",
	    "{\"a\":2,\"b\":1,\"source\":\"x:1\"}", true },
	/* an escape that a string needs, and one that it can do without */
	{ "{\"a\":\"\\\"\",\"b\":1}", "{\"b\":1,\"a\":\"\\u0022\"}", true },
	{ "{\"a\":\"\\/\",\"b\":1}", "{\"a\":\"/\",\"b\":1}", true },
	/* a string that looks like members */
	{ "{\"a\":\"1\\\",\\\"b\\\":\\\"2\"}", "{\"a\":\"1\",\"b\":\"2\"}",
	    false },
	/* names that agree in their beginning, their end, their length */
	{ "{\"diagnosis_1\":1,\"diagnosis_2\":2}",
	    "{\"diagnosis_2\":2,\"diagnosis_1\":1}", true },
	{ "{\"diagnosis_1_of_the_year\":1,\"diagnosis_2_of_the_year\":2}",
	    "{\"diagnosis_2_of_the_year\":2,\"diagnosis_1_of_the_year\":1}",
	    true },
	{ "{\"\":1,\"a\":2}", "{\"a\":2,\"\":1}", true },
	{ "{\"source\":\"x:1\"}", "{}", true },
};

static const struct ndjson_member *
source_in(const struct record *rec)
{
	struct field f = FIELD("source");

	return source_of(rec, &f);
}

static uint64_t
content_of(struct content *c, const struct record *rec)
{
	return content_fingerprint(c, rec, source_in(rec));
}

/* Do two records have one fingerprint? */
static bool
are_same_content(struct content *c, const char *a, const char *b)
{
	struct parsed x, y;
	uint64_t a_print = content_of(c, parse(&x, a));
	uint64_t b_print = content_of(c, parse(&y, b));

	assert_true(a_print >> (8 * CONTENT_BYTES) == 0);
	parsed_release(&x);
	parsed_release(&y);
	return a_print == b_print;
}

static void
test_contents(void **state)
{
	struct content content;

	(void)state;
	/* In both directions: the first one's order is that of its set. */
	for (int turn = 0; turn < 2; turn++) {
		content_init(&content);
		for (size_t i = 0;
		     i < sizeof(content_rows) / sizeof(content_rows[0]); i++) {
			const char *a = content_rows[i].a;
			const char *b = content_rows[i].b;

			if (are_same_content(&content, turn ? b : a,
				turn ? a : b) != content_rows[i].is_same)
				fail_msg("%s %s", a, b);
		}
		content_release(&content);
	}
}

/* More sets of names than there is room for, and more orders of one. */
static void
test_many_orders(void **state)
{
	struct content content;
	char a[256], b[256];

	(void)state;
	content_init(&content);
	for (int i = 0; i < 9000; i++) {
		int k = i % 4500, sign = i / 4500;

		snprintf(a, sizeof(a),
		    "{\"member_%d\":%d,\"another_name_of_it_%d\":2,\"b\":1}", k,
		    i, k);
		snprintf(b, sizeof(b),
		    "{\"b\":1,\"another_name_of_it_%d\":2,\"member_%d\":%d}", k,
		    k, i);
		assert_true(
		    are_same_content(&content, sign ? a : b, sign ? b : a));
		b[5] = '3';
		assert_false(are_same_content(&content, a, b));
	}
	content_release(&content);
}

/* Each length around the steps of the hash, and a change at each place. */
static void
test_each_byte_counts(void **state)
{
	struct content content;
	char a[256], b[256];

	(void)state;
	content_init(&content);
	for (size_t len = 1; len < 200; len++) {
		memset(a, 'x', sizeof(a));
		memcpy(a, "{\"a\":\"", 6);
		memcpy(a + 6 + len, "\"}", 3);
		for (size_t i = 0; i < len; i++) {
			memcpy(b, a, sizeof(b));
			b[6 + i] = 'y';
			assert_false(are_same_content(&content, a, b));
		}
		/* one more of the same */
		memcpy(b, a, sizeof(b));
		memcpy(b + 6 + len, "x\"}", 4);
		assert_false(are_same_content(&content, a, b));
	}
	content_release(&content);
}

/* --- origins ------------------------------------------------------------- */

static const struct {
	const char *json, *origin;
} origin_rows[] = {
	{ "{\"source\":\"a.csv:17\"}", "a.csv:17" },
	{ "{\"source\":\"a:b.csv.gz:1048575\"}", "a:b.csv.gz:1048575" },
	{ "{\"source\":\"a.csv:1048576\"}", "a.csv:1048576" },
	{ "{\"source\":\"a.csv:123456789012345678\"}",
	    "a.csv:123456789012345678" },
	{ "{\"source\":\"a.csv:1234567890123456789\"}", "in:5" },
	{ "{\"source\":\"a.csv\"}", "in:5" },
	{ "{\"source\":\":7\"}", "in:5" },
	{ "{\"source\":\"a:\"}", "in:5" },
	{ "{\"source\":\"7\"}", "in:5" },
	{ "{\"source\":\"\"}", "in:5" },
	{ "{\"source\":7}", "in:5" },
	{ "{}", "in:5" },
	{ "{\"source\":\"\\u0061.csv:18\"}", "a.csv:18" },
};

static void
test_places(void **state)
{
	const size_t n = sizeof(origin_rows) / sizeof(origin_rows[0]);
	struct origins *origins = origins_new(64 << 20);
	struct strbuf text = STRBUF_INIT;
	uint64_t origin[sizeof(origin_rows) / sizeof(origin_rows[0])];

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct parsed p;

		parse(&p, origin_rows[i].json);
		origin[i] = origins_of(origins, source_in(&p.rec), "in", 5);
		assert_true(origin[i] >> (8 * ORIGIN_BYTES) == 0);
		parsed_release(&p);
	}
	for (size_t i = 0; i < n; i++) {
		strbuf_reset(&text);
		origins_format(origins, origin[i], &text);
		assert_string_equal(text.s, origin_rows[i].origin);
	}
	origins_free(origins);
	strbuf_release(&text);
}

/* More files than have a number: the origin is not known, and says so. */
static void
test_too_many_places(void **state)
{
	struct origins *origins = origins_new(64 << 20);
	struct strbuf text = STRBUF_INIT;
	struct parsed p;
	char file[16];

	(void)state;
	parse(&p, "{}");
	for (int i = 0; i < ORIGINS_MAX_BASES; i++) {
		snprintf(file, sizeof(file), "f%d", i);
		assert_true(origins_of(origins, source_in(&p.rec), file, 1) !=
			    ORIGIN_UNKNOWN);
	}
	assert_true(
	    origins_of(origins, source_in(&p.rec), "g", 1) == ORIGIN_UNKNOWN);
	origins_format(origins, ORIGIN_UNKNOWN, &text);
	assert_string_equal(text.s, "an unknown place");
	strbuf_reset(&text);
	origins_format(
	    origins, origins_of(origins, source_in(&p.rec), "f7", 3), &text);
	assert_string_equal(text.s, "f7:3");
	parsed_release(&p);
	origins_free(origins);
	strbuf_release(&text);
}

/* --- seen ------------------------------------------------------------- */

static void
test_seen(void **state)
{
	struct seen *f = seen_new(2, 1 << 20);
	const unsigned char *first = NULL;
	char key[16];
	uint32_t i = 0;

	(void)state;
	for (;; i++) {
		unsigned char note[2] = { (unsigned char)i,
			(unsigned char)(i >> 8) };
		size_t len = (size_t)snprintf(key, sizeof(key), "%u", i);
		uint64_t hash = seen_hash(f, key, len);

		if (seen_meet(f, key, len, hash, note, NULL) == SEEN_FULL)
			break;
		assert_int_equal(seen_meet(f, key, len, hash,
				     (const unsigned char *)"xx", &first),
		    SEEN_BEFORE);
		assert_memory_equal(first, note, 2);
	}
	assert_in_range(i, 50000, 70000);
	assert_true(seen_bytes(f) <= 1 << 20);
	/* Full is for ever, but what is remembered is found. */
	assert_int_equal(seen_meet(f, "0", 1, seen_hash(f, "0", 1),
			     (const unsigned char *)"xx", &first),
	    SEEN_BEFORE);
	assert_memory_equal(first, "\0\0", 2);
	seen_free(f);
}

/* --- verdicts ----------------------------------------------------------- */

static const struct {
	const char *json;
	enum dedupe_verdict verdict;
	const char *reason;
	bool is_linked, is_conflict;
	const char *out; /* NULL: not looked at */
} judge_rows[] = {
	{ "{\"record\":\"c\",\"id\":1,\"patient\":\"A\",\"source\":\"a:1\"}",
	    DEDUPE_WRITE, NULL, true, false,
	    "{\"record\":\"c\",\"id\":1,\"source\":\"a:1\",\"patient\":"
	    "\"B\"}" },
	/* the same under the id that stands, from another extract */
	{ "{\"record\":\"c\",\"id\":1,\"patient\":\"B\",\"source\":\"b:1\"}",
	    DEDUPE_DROP, "repeat", false, false, NULL },
	{ "{\"record\":\"c\",\"id\":1,\"patient\":\"C\",\"source\":\"b:2\"}",
	    DEDUPE_DROP, "repeat", false, true, NULL },
	{ "{\"record\":\"c\",\"id\":2,\"patient\":\"B\"}", DEDUPE_DROP,
	    "same_patient", false, false, NULL },
	{ "{\"record\":\"c\",\"id\":3,\"patient\":\"C\",\"y\":1}", DEDUPE_WRITE,
	    NULL, false, false, NULL },
	{ "{\"record\":\"c\",\"id\":4,\"patient\":\"C\",\"y\":2}", DEDUPE_WRITE,
	    NULL, false, false, NULL },
	{ "{\"record\":\"c\",\"id\":5,\"patient\":\"C\",\"y\":null}",
	    DEDUPE_WRITE, NULL, false, false, NULL },
	{ "{\"record\":\"c\",\"id\":6,\"patient\":\"C\",\"y\":\"1\"}",
	    DEDUPE_WRITE, NULL, false, false, NULL },
	{ "{\"record\":\"c\",\"id\":7,\"patient\":\"\"}", DEDUPE_DROP,
	    "no_patient", false, false, NULL },
	{ "{\"record\":\"c\",\"id\":8}", DEDUPE_DROP, "no_patient", false,
	    false, NULL },
	{ "{\"record\":\"c\",\"id\":9,\"patient\":\"D\",\"patient_kind\":"
	  "\"staff\"}",
	    DEDUPE_DROP, "not_a_patient", false, false, NULL },
	{ "{\"record\":\"c\",\"id\":10,\"patient\":\"19930829SL0C\"}",
	    DEDUPE_DROP, "not_a_patient", false, false, NULL },
	{ "{\"record\":\"c\",\"id\":11,\"patient\":\"A\",\"patient_kind\":"
	  "\"sample\"}",
	    DEDUPE_DROP, "not_a_patient", false, false, NULL },
	/* what has no key may come again */
	{ "{\"record\":\"c\",\"patient\":\"E\"}", DEDUPE_WRITE, NULL, false,
	    false, NULL },
	{ "{\"record\":\"c\",\"patient\":\"E\"}", DEDUPE_DROP, "same_patient",
	    false, false, NULL },
};

static void
check_result(size_t i, const struct dedupe_result *r)
{
	if (judge_rows[i].reason)
		assert_string_equal(r->reason, judge_rows[i].reason);
	assert_int_equal(r->is_linked, judge_rows[i].is_linked);
	assert_int_equal(r->is_conflict, judge_rows[i].is_conflict);
}

static void
test_judge(void **state)
{
	struct keys *keys = make_keys("record,id", NULL);
	struct links *links = links_new();
	struct strbuf text = STRBUF_INIT;
	struct dedupe *d;
	struct dedupe_result r;

	(void)state;
	assert_int_equal(keys_set_per(keys, "y", &text), 0);
	assert_int_equal(keys_set_per(keys, "y", &text), -1);
	links_add(
	    links, &(struct links_link){ .from = "A",
		       .from_len = 1,
		       .to = "B",
		       .to_len = 1,
		       .person = { .birth_day = PNR_NO_DAY, .kind = -1 } });
	assert_int_equal(links_finish(links, &text), 0);
	d = dedupe_new(&(struct dedupe_options){
	    .keys = keys, .links = links, .is_per = true, .budget = 1 << 20 });
	for (size_t i = 0; i < sizeof(judge_rows) / sizeof(judge_rows[0]);
	     i++) {
		struct parsed p;

		parse(&p, judge_rows[i].json);
		assert_int_equal(dedupe_judge(d, &p.rec, "in", i + 1, &r),
		    judge_rows[i].verdict);
		check_result(i, &r);
		strbuf_reset(&text);
		record_format(&p.rec, &text);
		if (judge_rows[i].out)
			assert_string_equal(text.s, judge_rows[i].out);
		if (r.is_conflict) {
			strbuf_reset(&text);
			dedupe_format_origin(d, r.first, &text);
			strbuf_addch(&text, ' ');
			dedupe_format_origin(d, r.origin, &text);
			assert_string_equal(text.s, "a:1 b:2");
		}
		parsed_release(&p);
	}
	dedupe_free(d);
	keys_free(keys);
	links_free(links);
	strbuf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_is_short),
		cmocka_unit_test(test_many_heads),
		cmocka_unit_test(test_bad_keys),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_many_orders),
		cmocka_unit_test(test_each_byte_counts),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_too_many_places),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_judge),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
