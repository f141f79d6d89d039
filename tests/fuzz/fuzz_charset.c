/*
 * fuzz_charset.c - any bytes in each encoding: converted at once and by iconv;
 * as UTF-8, by the check, by the other check, and by a slow one.
 */
#include <assert.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "given.h"
#include "vardstrom/charset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/utf8.h"

static void
convert(enum charset charset, struct given g)
{
	static struct charset_map map;
	struct strbuf ours = STRBUF_INIT, err = STRBUF_INIT;
	size_t n_in = g.len, n_out = 4 * g.len + 4;
	char *theirs = malloc(n_out), *copy = malloc(g.len + 1);
	char *in = copy, *out = theirs;
	iconv_t cd = iconv_open("UTF-8", charset_names[charset]);
	bool is_whole;

	assert(theirs && copy && cd != (iconv_t)-1);
	memcpy(copy, g.s, g.len);
	assert(charset_map_load(&map, charset, &err) == 0);
	is_whole = iconv(cd, &in, &n_in, &out, &n_out) != (size_t)-1;
	strbuf_addstr(&ours, "x");
	assert(charset_convert(&map, &ours, g.s, g.len) == is_whole);
	if (is_whole) {
		assert(ours.len == 1 + (size_t)(out - theirs));
		assert(memcmp(ours.s + 1, theirs, ours.len - 1) == 0);
		assert(charset_is_utf_8(ours.s, ours.len));
	} else {
		assert(strcmp(ours.s, "x") == 0);
	}
	iconv_close(cd);
	free(theirs);
	free(copy);
	strbuf_release(&ours);
	strbuf_release(&err);
}

/* Code points as RFC 3629 has them, from its table; -1: none is there. */
static long
slow_next(const unsigned char **s, const unsigned char *end)
{
	static const long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = *s;
	int n = *p < 0x80   ? 1
		: *p < 0xc0 ? 0
		: *p < 0xe0 ? 2
		: *p < 0xf0 ? 3
		: *p < 0xf8 ? 4
			    : 0;
	long code = n == 1 ? *p : n > 0 ? *p & (0x7f >> n) : -1;

	if (n == 0 || n > end - p)
		return -1;
	for (int i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return -1;
	*s += n;
	return code;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const unsigned char *s = data, *end = data + len;
	struct given g = { len ? (const char *)data : "", len };
	bool is_valid = charset_is_utf_8(g.s, g.len);
	const char *at = g.s;
	unsigned code;

	convert(CHARSET_WINDOWS_1252, g);
	convert(CHARSET_ISO_8859_15, g);
	assert(utf8_is_valid(g.s, g.len) == is_valid);
	while (s < end) {
		long slow = slow_next(&s, end);

		if (slow < 0)
			break;
		if (is_valid) {
			at = charset_next(at, g.s + g.len, &code);
			assert((long)code == slow);
			assert((const unsigned char *)at == s || len == 0);
		}
	}
	assert((s == end) == is_valid);
	return 0;
}
