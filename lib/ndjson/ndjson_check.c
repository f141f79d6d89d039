/*
 * ndjson_check.c - the exact checker of one line: the whole grammar, what is
 * wrong first and where. Open arrays and objects are on a stack of our own,
 * so that no line can exhaust the program's.
 */
#include "ndjson_check.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

static bool
fail(struct ndjson_cursor *c, enum ndjson_status status, const char *at)
{
	c->status = status;
	c->error_at = at;
	return false;
}

/* What is at p is not what the grammar asks for. */
static bool
fail_syntax(struct ndjson_cursor *c)
{
	size_t left = (size_t)(c->end - c->p);

	if (left > 0 && utf8_char_len(c->p, left) == 0)
		return fail(c, NDJSON_EUTF8, c->p);
	return fail(c, NDJSON_ESYNTAX, c->p);
}

static bool
is_at(const struct ndjson_cursor *c, char want)
{
	return c->p < c->end && *c->p == want;
}

static bool
is_at_digit(const struct ndjson_cursor *c)
{
	return c->p < c->end && ascii_is_digit(*c->p);
}

static void
skip_blanks(struct ndjson_cursor *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' ||
				    *c->p == '\n' || *c->p == '\r'))
		c->p++;
}

/* --- scalars ------------------------------------------------------------ */

/* "\uD83D\uDE00" is one character: the second half must follow the first. */
static bool
check_unicode_escape(struct ndjson_cursor *c)
{
	const char *at = c->p;
	int unit = ndjson_hex4(at + 2, c->end);

	if (unit < 0 || (unit >= 0xDC00 && unit < 0xE000))
		return fail(c, NDJSON_EESCAPE, at);
	c->p += 6;
	if (unit < 0xD800 || unit >= 0xDC00)
		return true;
	if (c->end - c->p < 6 || c->p[0] != '\\' || c->p[1] != 'u')
		return fail(c, NDJSON_EESCAPE, at);
	unit = ndjson_hex4(c->p + 2, c->end);
	if (unit < 0xDC00 || unit >= 0xE000)
		return fail(c, NDJSON_EESCAPE, at);
	c->p += 6;
	return true;
}

static bool
check_escape(struct ndjson_cursor *c)
{
	if (c->end - c->p < 2)
		return fail(c, NDJSON_ESYNTAX, c->end);
	switch (c->p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		c->p += 2;
		return true;
	case 'u':
		return check_unicode_escape(c);
	default:
		return fail(c, NDJSON_EESCAPE, c->p);
	}
}

/*
 * How many of the eight bytes at s, from the first on, are ASCII and neither
 * a quote nor a backslash nor a control character? (May say too few.)
 */
static inline size_t
n_plain(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = ones << 7;
	uint64_t v, quote, backslash, odd;

	memcpy(&v, s, sizeof(v));
	quote = v ^ ones * '"';
	backslash = v ^ ones * '\\';
	/*
	 * v - n borrows into the top bit of a byte below n. The borrow may
	 * spoil the bytes above, but never those below the first odd one.
	 */
	odd = (v | (v - ones * 0x20) | (quote - ones) | (backslash - ones)) &
	      tops;
	if (odd == 0)
		return sizeof(v);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (size_t)__builtin_ctzll(odd) / 8;
#else
	return 0;
#endif
}

bool
ndjson_check_string(struct ndjson_cursor *c, bool *is_escaped)
{
	*is_escaped = false;
	while (c->p < c->end) {
		size_t n = n_plain(c->p);
		unsigned char u;

		c->p += n;
		if (n == sizeof(uint64_t))
			continue;
		if (c->p >= c->end)
			break;
		u = (unsigned char)*c->p;
		if (u == '"') {
			c->p++;
			return true;
		}
		if (u == '\\') {
			*is_escaped = true;
			if (!check_escape(c))
				return false;
			continue;
		}
		if (u < 0x20)
			return fail(c, NDJSON_ECONTROL, c->p);
		n = utf8_char_len(c->p, (size_t)(c->end - c->p));
		if (n == 0)
			return fail(c, NDJSON_EUTF8, c->p);
		c->p += n;
	}
	return fail(c, NDJSON_ESYNTAX, c->end);
}

static bool
check_digits(struct ndjson_cursor *c)
{
	if (!is_at_digit(c))
		return fail(c, NDJSON_ENUMBER, c->p);
	do {
		c->p++;
	} while (is_at_digit(c));
	return true;
}

bool
ndjson_check_number(struct ndjson_cursor *c)
{
	if (is_at(c, '-'))
		c->p++;
	if (is_at(c, '0')) {
		c->p++;
		if (is_at_digit(c)) /* 007 */
			return fail(c, NDJSON_ENUMBER, c->p);
	} else if (!check_digits(c)) {
		return false;
	}
	if (is_at(c, '.')) {
		c->p++;
		if (!check_digits(c))
			return false;
	}
	if (is_at(c, 'e') || is_at(c, 'E')) {
		c->p++;
		if (is_at(c, '+') || is_at(c, '-'))
			c->p++;
		if (!check_digits(c))
			return false;
	}
	return true;
}

static bool
check_word(struct ndjson_cursor *c, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++, c->p++) {
		if (!is_at(c, word[i]))
			return fail_syntax(c);
	}
	return true;
}

/* Anything but an array or object. */
static bool
check_scalar(struct ndjson_cursor *c, bool *is_escaped)
{
	*is_escaped = false;
	if (c->p == c->end)
		return fail_syntax(c);
	switch (*c->p) {
	case '"':
		c->p++;
		return ndjson_check_string(c, is_escaped);
	case 't':
		return check_word(c, "true", 4);
	case 'f':
		return check_word(c, "false", 5);
	case 'n':
		return check_word(c, "null", 4);
	case '-':
		return ndjson_check_number(c);
	default:
		if (is_at_digit(c))
			return ndjson_check_number(c);
		return fail_syntax(c);
	}
}

/* --- arrays and objects ------------------------------------------------- */

void
ndjson_grow_members(struct ndjson *p)
{
	size_t n = p->cap_members;

	GROW(p->members, n, p->cap_members);
	p->numbers =
	    xreallocarray(p->numbers, p->cap_members, sizeof(*p->numbers));
}

/* Does what is at c->p belong to the record itself? */
static bool
is_member(const struct ndjson_cursor *c)
{
	return c->is_record && c->depth == 1;
}

/* The member that is at the end of members gets its value. */
static void
finish_member(
    struct ndjson *p, struct ndjson_cursor *c, const char *value, bool escaped)
{
	struct ndjson_member *m = &p->members[c->n_members - 1];
	uint32_t n_quotes = *value == '"' ? 1 : 0;

	m->type = (uint8_t)ndjson_type_of(*value);
	m->value = value + n_quotes;
	m->value_len = (uint32_t)(c->p - value) - 2 * n_quotes;
	m->value_escaped = escaped;
}

/* A name, the colon, and the blanks around it. */
static bool
check_name(struct ndjson *p, struct ndjson_cursor *c)
{
	struct ndjson_name *name;
	struct ndjson_member *m;
	const char *s;
	bool is_escaped;

	if (!is_at(c, '"'))
		return fail_syntax(c);
	s = ++c->p;
	if (!ndjson_check_string(c, &is_escaped))
		return false;
	GROW(p->names, p->n_names, p->cap_names);
	name = &p->names[p->n_names++];
	name->s = s;
	name->len = (uint32_t)(c->p - 1 - s);
	name->at = (uint32_t)(s - 1 - c->line);
	name->is_escaped = is_escaped;
	if (is_member(c)) {
		if (c->n_members == p->cap_members)
			ndjson_grow_members(p);
		m = &p->members[c->n_members++];
		m->name = s;
		m->name_len = name->len;
		m->name_escaped = is_escaped;
	}
	skip_blanks(c);
	if (!is_at(c, ':'))
		return fail_syntax(c);
	c->p++;
	skip_blanks(c);
	return true;
}

static bool
is_in_object(const struct ndjson *p, const struct ndjson_cursor *c)
{
	return p->open[c->depth - 1] != NDJSON_OPEN_ARRAY;
}

/*
 * Step into the array or object at c->p: up to its first value, or where it
 * is empty, up to its closing bracket.
 */
static bool
open_container(struct ndjson *p, struct ndjson_cursor *c, bool *is_empty)
{
	bool is_object = *c->p == '{';

	p->open[c->depth++] =
	    is_object ? (uint32_t)p->n_names : NDJSON_OPEN_ARRAY;
	c->p++;
	skip_blanks(c);
	*is_empty = is_at(c, is_object ? '}' : ']');
	if (!is_object || *is_empty)
		return true;
	return check_name(p, c);
}

/* Is a name twice among those from first up to end? */
static bool
has_repeat(struct ndjson *p, size_t first, size_t end, uint32_t *at)
{
	if (end - first < 2)
		return false;
	return ndjson_find_repeat(
	    p->names + first, end - first, &p->decoded, at);
}

/* Step behind a closing bracket. */
static bool
close_container(struct ndjson *p, struct ndjson_cursor *c)
{
	uint32_t first, at;

	if (is_in_object(p, c)) {
		first = p->open[c->depth - 1];
		if (has_repeat(p, first, p->n_names, &at))
			return fail(c, NDJSON_EDUPLICATE, c->line + at);
		p->n_names = first;
	}
	c->depth--;
	c->p++;
	return true;
}

/*
 * What may follow a value: any number of closing brackets, then a comma and
 * what leads to the next value. *is_done: back at depth, the value complete.
 */
static bool
check_after_value(
    struct ndjson *p, struct ndjson_cursor *c, size_t depth, bool *is_done)
{
	*is_done = false;
	while (c->depth > depth) {
		bool is_object = is_in_object(p, c);

		skip_blanks(c);
		if (is_at(c, ',')) {
			c->p++;
			skip_blanks(c);
			return is_object ? check_name(p, c) : true;
		}
		if (!is_at(c, is_object ? '}' : ']'))
			return fail_syntax(c);
		if (!close_container(p, c))
			return false;
		if (is_member(c))
			finish_member(p, c, c->value, false);
	}
	*is_done = true;
	return true;
}

/* A value of any kind at c->p; its depth is one more than what is open. */
static bool
check_tree(struct ndjson *p, struct ndjson_cursor *c)
{
	const size_t depth = c->depth;
	const char *value;
	bool is_escaped, is_empty, is_done = false;

	while (!is_done) {
		if (c->depth == NDJSON_MAX_DEPTH)
			return fail(c, NDJSON_EDEPTH, c->p);
		value = c->p;
		if (is_at(c, '{') || is_at(c, '[')) {
			if (is_member(c))
				c->value = value;
			if (!open_container(p, c, &is_empty))
				return false;
			if (!is_empty)
				continue;
		} else {
			if (!check_scalar(c, &is_escaped))
				return false;
			if (is_member(c))
				finish_member(p, c, value, is_escaped);
		}
		if (!check_after_value(p, c, depth, &is_done))
			return false;
	}
	return true;
}

/*
 * Something is wrong at c->error_at, but a name in an object that is still
 * open may have been there twice before that.
 */
static void
find_earlier_repeat(struct ndjson *p, struct ndjson_cursor *c)
{
	size_t end = p->n_names;

	for (size_t d = c->depth; d > 0; d--) {
		uint32_t first = p->open[d - 1], at;

		if (first == NDJSON_OPEN_ARRAY)
			continue;
		if (has_repeat(p, first, end, &at) &&
		    c->line + at < c->error_at)
			fail(c, NDJSON_EDUPLICATE, c->line + at);
		end = first;
	}
}

bool
ndjson_check_value(struct ndjson *p, struct ndjson_cursor *c)
{
	p->n_names = 0;
	return check_tree(p, c);
}

bool
ndjson_check_line(struct ndjson *p, struct ndjson_cursor *c)
{
	const char *top;

	p->n_names = 0;
	skip_blanks(c);
	top = c->p;
	c->is_record = is_at(c, '{');
	if (!check_tree(p, c)) {
		find_earlier_repeat(p, c);
		return false;
	}
	if (!c->is_record)
		return fail(c, NDJSON_ENOTOBJECT, top);
	return true;
}
