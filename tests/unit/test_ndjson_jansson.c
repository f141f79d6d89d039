/*
 * test_ndjson_jansson.c - every variant of the reader against jansson: the
 * same verdict and the same members, on hand-made and on mutated lines; and a
 * copy of a record against what reading it again would find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "copied.h"
#include "vardstrom/ascii.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

enum { N_MUTATED = 320000, MAX_MUTATIONS = 3, MAX_LINE = 2000 };
enum { LONGEST_INT = 18 }; /* characters that surely fit jansson */

static const char *const variants[] = { "base", "sse2", "avx2" };
enum { N_VARIANTS = 3 };

/* The beginnings of all mutated lines; some are wrong already. */
static const char *const seeds[] = {
	"{\"record\":\"contact\",\"contact_id\":\"K1\",\"date\":\"2025-03-14\","
	"\"year\":2025,\"month\":\"2025-03\",\"patient\":\"197001011234\","
	"\"sex\":\"F\",\"age\":55,\"clinic\":\"gripen\","
	"\"provider\":\"Värmlands Fysio\",\"municipality\":\"Årjäng\","
	"\"status\":\"done\",\"diagnoses\":[\"M545\",\"G209\"],"
	"\"kva\":[\"DV200\"],\"source\":\"fys002.csv:2\"}",
	"{\"record\":\"contact\",\"contact_id\":\"K2\",\"date\":\"2025-03-15\","
	"\"year\":2025,\"patient\":\"197001011234\",\"age\":7,"
	"\"clinic\":\"kil\",\"kva\":[],\"source\":\"fys002.csv:3\"}",
	"{\"record\":\"staffing\",\"month\":\"2025-01\",\"fte\":1.50,"
	"\"fte_new_graduate\":0,\"source\":\"resurs.csv:2\"}",
	"{}",
	" \t{ } \r",
	"{\"\":\"\"}",
	"{\"a\":1,\"b\":2,\"c\":3,\"a\":4}",
	"{\"a\":1,\"\\u0061\":2}",
	"{\"\\u00e5\":1,\"å\":2}",
	"{\"\\ud83d\\ude00\":1,\"😀\":2}",
	"{\"a\":{\"b\":{\"c\":[1,[2,{\"d\":3}]],\"c\":0}}}",
	"{ \"a\" : [ 1 , -0 , 0.5 , 1e5 , 1E-5 , -1.25e+10 ] , \"b\" : { } }",
	"{\"a\":true,\"b\":false,\"c\":null,\"d\":[true,false,null]}",
	"{\"a\":12345678901234567890,\"b\":1e400,\"c\":-1e-400,\"d\":[9e999]}",
	"{\"a\":9223372036854775807,\"b\":-9223372036854775808}",
	"{\"a\":9223372036854775808}",
	"{\"a\":01}",
	"{\"a\":-}",
	"{\"a\":1.}",
	"{\"a\":.5}",
	"{\"a\":+1}",
	"{\"a\":1e}",
	"{\"a\":NaN}",
	"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e5\\uD83D\\uDE00\"}",
	"{\"a\":\"\\ud800\"}",
	"{\"a\":\"\\udc00\\ud800\"}",
	"{\"a\":\"\\ud800\\u0041\"}",
	"{\"a\":\"\\u0000\"}",
	"{\"a\\u0000\":1}",
	"{\"a\":\"\\x41\"}",
	"{\"a\":\"tab\there\"}",
	"{\"a\":\"\x7f\"}",
	"{\"a\":\"åäö ÅÄÖ é ü € 中文 😀 \xF4\x8F\xBF\xBF \xEF\xBB\xBF\"}",
	"{\"a\":\"\xC3\"}",
	"{\"a\":\"\xC0\x80\"}",
	"{\"a\":\"\xE0\x9F\xBF\"}",
	"{\"a\":\"\xED\xA0\x80\"}",
	"{\"a\":\"\xED\x9F\xBF\xEE\x80\x80\"}",
	"{\"a\":\"\xF0\x8F\xBF\xBF\"}",
	"{\"a\":\"\xF4\x90\x80\x80\"}",
	"{\"a\":\"\xF5\x80\x80\x80\"}",
	"{\"a\":\"\x80\"}",
	"{\"\xE5\":1}",
	"\xEF\xBB\xBF{\"a\":1}",
	"{\"a\":1}\xEF\xBB\xBF",
	"{\"a\":1} {\"a\":1}",
	"{\"a\":1},",
	"{\"a\":1,}",
	"{,\"a\":1}",
	"{\"a\" 1}",
	"{\"a\":1 \"b\":2}",
	"{a:1}",
	"{'a':1}",
	"{\"a\":[1,]}",
	"{\"a\":[,1]}",
	"{\"a\":[1 2]}",
	"{\"a\":[\"x\",\"y\",{\"z\":\"\\n\"}]}",
	"{\"a\":tru}",
	"{\"a\":truex}",
	"{\"a\":nullnull}",
	"[1,2,3]",
	"[]",
	"\"a\"",
	"17",
	"null",
	"",
	"   ",
	"{",
	"}",
	"{\"a\"",
	"{\"a\":",
	"{\"a\":\"",
	"{\"a\":\"b",
	"{\"a\":\"b\\",
	"{\"a\":[[[[[[[[[[]]]]]]]]]]}",
	"{\"a\":[[[[[[[[[[}",
	"{\"thirty_characters_make_this_name\":1,"
	"\"a_name_that_is_longer_than_one_vector_register_is\":2,"
	"\"a_name_so_long_that_none_will_ever_remember_it_whatever_may_"
	"happen_to_us\":\"a text that is longer than a vector and goes on\"}",
};
enum { N_SEEDS = sizeof(seeds) / sizeof(seeds[0]) };

/* What a mutation puts in, besides random bytes. */
static const char *const bits[] = {
	"\"",
	"\\",
	"{",
	"}",
	"[",
	"]",
	",",
	":",
	" ",
	"\t",
	"\r",
	"\n",
	"0",
	"1",
	"-",
	".",
	"e",
	"E+",
	"true",
	"null",
	"\"a\":1,",
	",\"a\":1",
	",\"year\":1",
	"\\u0061",
	"\\u0000",
	"\\ud83d",
	"\\ude00",
	"\\n",
	"\xC3\xA5",
	"\xC3",
	"\xA5",
	"\xED\xA0\x80",
	"\xF0\x9F\x98\x80",
	"\xF4\x90\x80\x80",
	"\xE2\x82",
	"\x7f",
	"\x1f",
	"[[",
	"]]",
	"{}",
	"[]",
	"{\"a\":[",
	"\"\"",
	"1e400",
	"99999999999999999999",
	"aaaaaaaaaaaaaaaa",
};
enum { N_BITS = sizeof(bits) / sizeof(bits[0]) };

struct bench {
	struct ndjson *parsers[N_VARIANTS];
	struct ndjson *again; /* reads copies */
	struct record records[N_VARIANTS];
	struct strbuf name, text, line, out;
	uint64_t random;
	size_t n_accepted;
	bool is_replaced; /* jansson reads another line, see replace_nuls */
};

/* xorshift64*: the same numbers on every machine. */
static size_t
pick(struct bench *b, size_t n)
{
	uint64_t x = b->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	b->random = x;
	return (size_t)((x * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % n;
}

/* --- the reference ------------------------------------------------------ */

/*
 * jansson's types are too small for the number that ends at at: put a 1 in
 * its place, blanks behind it. Everything else about the line stays.
 */
static void
shrink_number(struct strbuf *line, size_t at)
{
	size_t end = at, start;

	while (end > 0 && !ascii_is_digit(line->s[end - 1]))
		end--;
	start = end;
	while (start > 0 && strchr("0123456789+-.eE", line->s[start - 1])) {
		start--;
		/* A sign inside belongs to the exponent, or begins it all. */
		if (strchr("+-", line->s[start]) &&
		    (start == 0 || !strchr("eE", line->s[start - 1])))
			break;
	}
	/* Keep a sign: without it the number could join one before it. */
	if (line->s[start] == '-')
		start++;
	assert_true(start < end);
	memset(line->s + start, ' ', end - start);
	line->s[start] = '1';
}

/*
 * jansson takes no NUL in a name: a line with \u0000 is read with \u0001 in
 * its place, and compared so.
 */
static void
replace_nuls(struct bench *b, struct strbuf *line)
{
	size_t i, n_before = 0; /* backslashes */

	b->is_replaced = true;
	for (i = 0; i + 6 <= line->len; i++) {
		n_before = line->s[i] == '\\' ? n_before + 1 : 0;
		if (n_before % 2 == 1 && memcmp(line->s + i, "\\u0000", 6) == 0)
			line->s[i + 5] = '1';
	}
}

/* The same of what our reader decoded; it lies in sb where it holds a NUL. */
static void
replace_decoded(const struct bench *b, struct strbuf *sb)
{
	char *nul;

	while (b->is_replaced && sb->len > 0 &&
	       (nul = memchr(sb->s, '\0', sb->len)))
		*nul = '\x01';
}

/*
 * What jansson makes of the line; NULL where it is no object. jansson 2.14
 * overlooks a NUL byte behind a number or a word, where RFC 8259 has none:
 * the one place where it is not the reference.
 */
static json_t *
load(struct bench *b, struct strbuf *line)
{
	json_error_t error;
	json_t *json;

	if (memchr(line->s, '\0', line->len))
		return NULL;
	for (;;) {
		json = json_loadb(line->s, line->len,
		    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
		if (!json &&
		    json_error_code(&error) == json_error_null_byte_in_key)
			replace_nuls(b, line);
		else if (!json &&
			 json_error_code(&error) == json_error_numeric_overflow)
			shrink_number(line, (size_t)error.position);
		else
			break;
	}
	if (json && !json_is_object(json)) {
		json_decref(json);
		json = NULL;
	}
	return json;
}

/* --- comparing ---------------------------------------------------------- */

static void same_value(
    struct bench *b, const struct ndjson_member *m, const json_t *json);

static void
same_text(struct bench *b, const struct ndjson_member *m, const json_t *json)
{
	const char *s;
	size_t len;

	ndjson_text(m, &b->text, &s, &len);
	assert_int_equal(len, json_string_length(json));
	assert_true(ndjson_is_text(m, s, len));
	assert_true(!ndjson_is_text(m, s, len + 1));
	assert_true(len == 0 || !ndjson_is_text(m, s, len - 1));
	replace_decoded(b, &b->text);
	assert_memory_equal(s, json_string_value(json), len);
}

/* Where a number was shrunk for jansson, there is nothing to compare with. */
static void
same_number(const struct ndjson_member *m, const json_t *json)
{
	char text[MAX_LINE + 1];

	assert_true(m->value_len <= MAX_LINE);
	memcpy(text, m->value, m->value_len);
	text[m->value_len] = '\0';
	if (json_is_integer(json)) {
		if (m->value_len <= LONGEST_INT && !strpbrk(text, ".eE"))
			assert_true(json_integer_value(json) ==
				    strtoll(text, NULL, 10));
	} else {
		assert_true(json_real_value(json) == strtod(text, NULL));
	}
}

static void
same_member(struct bench *b, const struct ndjson_member *m, const char *key,
    const json_t *json)
{
	struct ndjson_member name = {
		.value = m->name,
		.value_len = m->name_len,
		.value_escaped = m->name_escaped,
		.type = NDJSON_STRING,
	};
	const char *s;
	size_t len;

	ndjson_text(&name, &b->name, &s, &len);
	replace_decoded(b, &b->name);
	assert_int_equal(len, strlen(key));
	assert_memory_equal(s, key, len);
	same_value(b, m, json);
}

static void
same_object(struct bench *b, const struct ndjson_member *m, const json_t *json)
{
	void *it = json_object_iter((json_t *)(uintptr_t)json);
	struct ndjson_member member;
	struct ndjson_iter iter;

	ndjson_iter_init(&iter, m);
	while (ndjson_iter_next(&iter, &member)) {
		assert_non_null(it);
		same_member(b, &member, json_object_iter_key(it),
		    json_object_iter_value(it));
		it = json_object_iter_next((json_t *)(uintptr_t)json, it);
	}
	assert_null(it);
}

static void
same_array(struct bench *b, const struct ndjson_member *m, const json_t *json)
{
	struct ndjson_member element;
	struct ndjson_iter iter;
	size_t n = 0;

	ndjson_iter_init(&iter, m);
	while (ndjson_iter_next(&iter, &element)) {
		assert_int_equal(element.name_len, 0);
		same_value(b, &element, json_array_get(json, n++));
	}
	assert_int_equal(n, json_array_size(json));
}

static void
same_value(struct bench *b, const struct ndjson_member *m, const json_t *json)
{
	assert_non_null(json);
	switch ((enum ndjson_type)m->type) {
	case NDJSON_STRING:
		assert_true(json_is_string(json));
		same_text(b, m, json);
		break;
	case NDJSON_NUMBER:
		assert_true(json_is_number(json));
		same_number(m, json);
		break;
	case NDJSON_TRUE:
		assert_true(json_is_true(json));
		break;
	case NDJSON_FALSE:
		assert_true(json_is_false(json));
		break;
	case NDJSON_NULL:
		assert_true(json_is_null(json));
		break;
	case NDJSON_ARRAY:
		assert_true(json_is_array(json));
		same_array(b, m, json);
		break;
	case NDJSON_OBJECT:
		assert_true(json_is_object(json));
		same_object(b, m, json);
		break;
	}
}

static void
same_record(struct bench *b, const struct record *rec, const json_t *json)
{
	void *it = json_object_iter((json_t *)(uintptr_t)json);

	assert_int_equal(rec->n_members, json_object_size(json));
	for (size_t i = 0; i < rec->n_members; i++) {
		same_member(b, &rec->members[i], json_object_iter_key(it),
		    json_object_iter_value(it));
		it = json_object_iter_next((json_t *)(uintptr_t)json, it);
	}
	assert_true(rec->line[0] == '{' && rec->line[rec->len - 1] == '}');
}

/* Cut one member and set another: jansson must read what is written. */
static void
same_after_changes(struct bench *b, struct record *rec, json_t *json)
{
	struct field added = FIELD("added by the test");
	const struct ndjson_member *m;
	json_t *again;

	if (json_object_get(json, added.name))
		return;
	if (rec->n_members > 0) {
		struct field cut = { 0 };

		m = &rec->members[pick(b, rec->n_members)];
		if (m->name_escaped)
			return;
		cut.name = m->name;
		cut.len = m->name_len;
		assert_ptr_equal(record_get(rec, &cut), m);
		record_unset(rec, &cut);
		json_object_deln(json, cut.name, cut.len);
	}
	record_set_string(rec, &added, "\"å\x1f", 4);
	json_object_set_new(json, added.name, json_string("\"å\x1f"));
	strbuf_reset(&b->out);
	record_format(rec, &b->out);
	again = load(b, &b->out);
	assert_true(json_equal(json, again));
	json_decref(again);
	assert_true(is_copied_as_written(b->again, rec));
}

/* --- one line ----------------------------------------------------------- */

/*
 * In memory of its own, so that the sanitizers see where it ends; the padding
 * behind it holds what could tempt the reader to go on.
 */
static char *
copy_padded(struct bench *b, const char *s, size_t len)
{
	static const char tempting[] = "\"}]0,:\\ \"e1{[tx\n\xC3\xA5";
	char *copy = xmalloc(len + NDJSON_PADDING);

	if (len > 0)
		memcpy(copy, s, len);
	for (size_t i = 0; i < NDJSON_PADDING; i++)
		copy[len + i] = tempting[pick(b, sizeof(tempting))];
	return copy;
}

static void
show(const char *s, size_t len, const char *variant)
{
	fprintf(stderr, "# %s on:", variant);
	for (size_t i = 0; i < len; i++)
		fprintf(stderr, " %02x", (unsigned char)s[i]);
	fprintf(stderr, "\n# %.*s\n", (int)len, s);
}

static void
check_line(struct bench *b)
{
	char *copy = copy_padded(b, b->line.s, b->line.len);
	size_t len = b->line.len, first_at = 0;
	enum ndjson_status first = NDJSON_OK;
	json_t *json;

	b->is_replaced = false;
	json = load(b, &b->line);
	for (size_t i = 0; i < N_VARIANTS; i++) {
		struct record *rec = &b->records[i];
		size_t at = 0;
		enum ndjson_status status =
		    ndjson_parse(b->parsers[i], copy, len, rec, &at);

		if ((status == NDJSON_OK) != (json != NULL) ||
		    (i > 0 && (status != first || at != first_at))) {
			show(copy, len, variants[i]);
			fail_msg("%s at %zu", ndjson_code(status), at);
		}
		first = status;
		first_at = at;
		assert_true(at <= len);
		if (json) {
			same_record(b, rec, json);
			assert_true(is_copied_as_written(b->again, rec));
		} else {
			assert_int_equal(rec->n_members, 0);
		}
	}
	if (json) {
		b->n_accepted++;
		same_after_changes(b, &b->records[N_VARIANTS - 1], json);
		json_decref(json);
	}
	free(copy);
}

/* --- mutations ---------------------------------------------------------- */

static void
splice(struct strbuf *line, size_t at, size_t n_cut, const char *s, size_t len)
{
	struct strbuf made = STRBUF_INIT;

	strbuf_add(&made, line->s, at);
	strbuf_add(&made, s, len);
	strbuf_add(&made, line->s + at + n_cut, line->len - at - n_cut);
	strbuf_reset(line);
	strbuf_add(line, made.s, made.len);
	strbuf_release(&made);
}

static void
mutate(struct bench *b)
{
	struct strbuf *line = &b->line;
	size_t at = pick(b, line->len + 1), left = line->len - at;
	size_t n = left > 0 ? pick(b, left < 9 ? left : 9) + 1 : 0;
	const char *s = bits[pick(b, N_BITS)];
	char byte = (char)pick(b, 256);

	switch (pick(b, 7)) {
	case 0:
		splice(line, at, n > 0 ? 1 : 0, &byte, 1);
		break;
	case 1:
		splice(line, at, n, "", 0);
		break;
	case 2:
		splice(line, at, 0, s, strlen(s));
		break;
	case 3:
		splice(line, at, n > 0 ? 1 : 0, s, strlen(s));
		break;
	case 4:
		splice(line, at, left, "", 0);
		break;
	case 5: /* move the rest across a vector's edge */
		for (size_t i = pick(b, 40); i > 0; i--)
			splice(line, at, 0, "x", 1);
		break;
	default: /* a part of another line */
		s = seeds[pick(b, N_SEEDS)];
		n = pick(b, strlen(s) + 1);
		splice(line, at, 0, s + n, strlen(s) - n);
		break;
	}
}

/* --- tests -------------------------------------------------------------- */

static int
setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	for (size_t i = 0; i < N_VARIANTS; i++) {
		if (setenv("VARDSTROM_CPU", variants[i], 1) != 0)
			return -1;
		b->parsers[i] = ndjson_new();
		b->records[i] = (struct record)RECORD_INIT;
	}
	b->again = ndjson_new();
	strbuf_init(&b->name);
	strbuf_init(&b->text);
	strbuf_init(&b->line);
	strbuf_init(&b->out);
	b->random = UINT64_C(20250314);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < N_VARIANTS; i++) {
		ndjson_free(b->parsers[i]);
		record_release(&b->records[i]);
	}
	ndjson_free(b->again);
	strbuf_release(&b->name);
	strbuf_release(&b->text);
	strbuf_release(&b->line);
	strbuf_release(&b->out);
	free(b);
	return 0;
}

static void
set_line(struct bench *b, const char *s)
{
	strbuf_reset(&b->line);
	strbuf_addstr(&b->line, s);
}

/* Each seed, and each beginning of each seed. */
static void
test_seeds(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < N_SEEDS; i++) {
		for (size_t cut = 0; cut <= strlen(seeds[i]); cut++) {
			set_line(b, seeds[i]);
			splice(&b->line, b->line.len - cut, cut, "", 0);
			check_line(b);
		}
	}
}

/* Each byte value at each place of a few lines. */
static void
test_bytes(void **state)
{
	static const size_t chosen[] = { 1, 2, 8, 11, 22, 32 };
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++) {
		const char *s = seeds[chosen[i]];

		for (size_t at = 0; at < strlen(s); at++) {
			for (int byte = 0; byte < 256; byte++) {
				set_line(b, s);
				b->line.s[at] = (char)byte;
				check_line(b);
			}
		}
	}
}

static void
test_mutated(void **state)
{
	struct bench *b = *state;

	b->n_accepted = 0;
	for (size_t i = 0; i < N_MUTATED; i++) {
		/* The long lines at the head of the list more often. */
		set_line(b, seeds[pick(b, pick(b, 2) ? N_SEEDS : 3)]);
		for (size_t k = pick(b, MAX_MUTATIONS) + 1; k > 0; k--) {
			if (b->line.len < MAX_LINE / 2)
				mutate(b);
		}
		check_line(b);
	}
	/* Neither verdict may be too rare for the comparison to mean much. */
	assert_in_range(b->n_accepted, N_MUTATED / 20, N_MUTATED / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_mutated),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
