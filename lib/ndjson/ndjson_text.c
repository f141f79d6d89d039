/* ndjson_text.c - the text behind JSON strings, and walking checked values. */
#include "ndjson_check.h"

#include <assert.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/bytes.h"
#include "vardstrom/utf8.h"

static int
hex_digit(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
ndjson_hex4(const char *s, const char *end)
{
	int v = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(s[i]);

		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

size_t
ndjson_decode_char(const char **s, char *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *p = *s, *known;
	uint32_t code_point;

	if (p[0] != '\\') {
		*out = p[0];
		*s = p + 1;
		return 1;
	}
	if (p[1] != 'u') {
		known = memchr(from, p[1], sizeof(from) - 1);
		*out = known ? to[known - from] : p[1];
		*s = p + 2;
		return 1;
	}
	code_point = (uint32_t)ndjson_hex4(p + 2, p + 6);
	p += 6;
	if (code_point >= 0xD800 && code_point < 0xDC00) {
		uint32_t low = (uint32_t)ndjson_hex4(p + 2, p + 6);

		code_point =
		    0x10000 + ((code_point & 0x3FF) << 10) + (low & 0x3FF);
		p += 6;
	}
	*s = p;
	return utf8_encode(out, code_point);
}

/* Compare without a buffer: most names differ in the first character. */
static bool
is_decoded_equal(const char *json, size_t json_len, const char *s, size_t len)
{
	const char *end = json + json_len;

	while (json < end) {
		char out[UTF8_MAX_LEN];
		size_t n = ndjson_decode_char(&json, out);

		if (n > len || memcmp(out, s, n) != 0)
			return false;
		s += n;
		len -= n;
	}
	return len == 0;
}

bool
ndjson_is_equal(const char *json, size_t json_len, bool is_escaped,
    const char *s, size_t len)
{
	if (is_escaped)
		return is_decoded_equal(json, json_len, s, len);
	return json_len == len && (len == 0 || bytes_are_same(json, s, len));
}

bool
ndjson_is_text(const struct ndjson_member *m, const char *s, size_t len)
{
	return m && m->type == NDJSON_STRING &&
	       ndjson_is_equal(
		   m->value, m->value_len, m->value_escaped, s, len);
}

void
ndjson_text(const struct ndjson_member *m, struct strbuf *scratch,
    const char **s, size_t *len)
{
	const char *p = m->value, *end = p + m->value_len;

	assert(m->type == NDJSON_STRING);
	if (!m->value_escaped) {
		*s = m->value;
		*len = m->value_len;
		return;
	}
	strbuf_reset(scratch);
	while (p < end) {
		char out[UTF8_MAX_LEN];

		strbuf_add(scratch, out, ndjson_decode_char(&p, out));
	}
	*s = scratch->s;
	*len = scratch->len;
}

void
ndjson_raw(const struct ndjson_member *m, const char **s, size_t *len)
{
	size_t n_quotes = m->type == NDJSON_STRING ? 1 : 0;

	*s = m->value - n_quotes;
	*len = m->value_len + 2 * n_quotes;
}

/* --- walking: the value was checked, so only its ends are looked for ---- */

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

/* From inside the opening quote to the closing one. */
static const char *
find_quote(const char *p, bool *is_escaped)
{
	*is_escaped = false;
	while (*p != '"') {
		if (*p == '\\') {
			*is_escaped = true;
			p++;
		}
		p++;
	}
	return p;
}

/* From the opening bracket of an array or object to behind the closing one. */
static const char *
find_close(const char *p)
{
	size_t depth = 0;
	bool is_escaped;

	do {
		if (*p == '"')
			p = find_quote(p + 1, &is_escaped);
		else if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		p++;
	} while (depth > 0);
	return p;
}

static const char *
find_scalar_end(const char *p, const char *end)
{
	while (p < end && *p != ',' && *p != ' ' && *p != '\t' && *p != '\n' &&
	       *p != '\r')
		p++;
	return p;
}

enum ndjson_type
ndjson_type_of(char first)
{
	switch (first) {
	case '"':
		return NDJSON_STRING;
	case '{':
		return NDJSON_OBJECT;
	case '[':
		return NDJSON_ARRAY;
	case 't':
		return NDJSON_TRUE;
	case 'f':
		return NDJSON_FALSE;
	case 'n':
		return NDJSON_NULL;
	default:
		return NDJSON_NUMBER;
	}
}

/* The value at p; returns what is behind it. */
static const char *
take_value(const char *p, const char *end, struct ndjson_member *m)
{
	const char *close;

	m->type = (uint8_t)ndjson_type_of(*p);
	m->value_escaped = false;
	if (m->type == NDJSON_STRING) {
		m->value = ++p;
		close = find_quote(p, &m->value_escaped);
		m->value_len = (uint32_t)(close - p);
		return close + 1;
	}
	m->value = p;
	if (m->type == NDJSON_OBJECT || m->type == NDJSON_ARRAY)
		close = find_close(p);
	else
		close = find_scalar_end(p, end);
	m->value_len = (uint32_t)(close - p);
	return close;
}

void
ndjson_iter_init(struct ndjson_iter *it, const struct ndjson_member *m)
{
	assert(m->type == NDJSON_ARRAY || m->type == NDJSON_OBJECT);
	it->is_object = m->type == NDJSON_OBJECT;
	it->at = m->value + 1;
	it->end = m->value + m->value_len - 1;
}

bool
ndjson_iter_next(struct ndjson_iter *it, struct ndjson_member *m)
{
	const char *p = skip_blanks(it->at), *close;

	if (p == it->end)
		return false;
	if (*p == ',')
		p = skip_blanks(p + 1);
	m->name = "";
	m->name_len = 0;
	m->name_escaped = false;
	if (it->is_object) {
		m->name = ++p;
		close = find_quote(p, &m->name_escaped);
		m->name_len = (uint32_t)(close - p);
		p = skip_blanks(close + 1);
		p = skip_blanks(p + 1); /* the colon */
	}
	it->at = take_value(p, it->end, m);
	return true;
}
