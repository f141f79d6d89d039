/* strbuf.c - a growing buffer of bytes. */
#include "vardstrom/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/shown.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

char strbuf_empty[1];

void
strbuf_init(struct strbuf *sb)
{
	sb->s = strbuf_empty;
	sb->len = 0;
	sb->cap = 0;
}

void
strbuf_release(struct strbuf *sb)
{
	if (sb->cap)
		free(sb->s);
	strbuf_init(sb);
}

void
strbuf_grow(struct strbuf *sb, size_t extra)
{
	size_t need = sb->len + extra + 1;
	size_t cap = sb->cap ? sb->cap : 64;

	if (need <= sb->len)
		die("out of memory (a text beyond all sizes)");
	if (need <= sb->cap)
		return;
	while (cap < need)
		cap = cap > (size_t)-1 / 2 ? need : 2 * cap;
	sb->s = xrealloc(sb->cap ? sb->s : NULL, cap);
	sb->cap = cap;
	sb->s[sb->len] = '\0';
}

char *
strbuf_detach(struct strbuf *sb, size_t *len)
{
	char *s = sb->cap ? sb->s : xstrndup("", 0);

	if (len)
		*len = sb->len;
	strbuf_init(sb);
	return s;
}

void
strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		BUG("a format that cannot be printed");
	strbuf_grow(sb, (size_t)n);
	vsnprintf(sb->s + sb->len, (size_t)n + 1, fmt, ap);
	sb->len += (size_t)n;
}

void
strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void
strbuf_addu(struct strbuf *sb, unsigned long long v)
{
	char digits[24];
	size_t i = sizeof(digits);

	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	strbuf_add(sb, digits + i, sizeof(digits) - i);
}

void
strbuf_addi(struct strbuf *sb, long long v)
{
	if (v < 0) {
		strbuf_addch(sb, '-');
		strbuf_addu(sb, 0 - (unsigned long long)v);
	} else {
		strbuf_addu(sb, (unsigned long long)v);
	}
}

static void
add_escape(struct strbuf *sb, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char short_form[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	char u[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
	size_t i;

	for (i = 0; i + 1 < sizeof(short_form); i += 2) {
		if ((unsigned char)short_form[i] == c) {
			strbuf_addch(sb, '\\');
			strbuf_addch(sb, short_form[i + 1]);
			return;
		}
	}
	strbuf_add(sb, u, sizeof(u));
}

void
strbuf_add_json(struct strbuf *sb, const char *s, size_t len)
{
	size_t i, from = 0;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		size_t n = c < 0x80 ? 1 : utf8_char_len(s + i, len - i);

		if (n > 0)
			i += n - 1;
		if (n > 0 && c >= ' ' && c != '"' && c != '\\')
			continue;
		strbuf_add(sb, s + from, i - from);
		if (n == 0)
			strbuf_addf(sb, "\\\\x%02X", c);
		else
			add_escape(sb, c);
		from = i + 1;
	}
	strbuf_add(sb, s + from, len - from);
}

void
strbuf_add_json_string(struct strbuf *sb, const char *s, size_t len)
{
	strbuf_addch(sb, '"');
	strbuf_add_json(sb, s, len);
	strbuf_addch(sb, '"');
}

void
strbuf_add_text(struct strbuf *sb, const char *s, size_t len)
{
	const char *end = s + len, *nul;

	while (s < end && (nul = memchr(s, '\0', (size_t)(end - s)))) {
		strbuf_add(sb, s, (size_t)(nul - s));
		strbuf_addstr(sb, "\xef\xbf\xbd");
		s = nul + 1;
	}
	strbuf_add(sb, s, (size_t)(end - s));
}

char *
strbuf_textdup(const char *s, size_t len)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_add_text(&sb, s, len);
	return strbuf_detach(&sb, NULL);
}

void
strbuf_add_shown(struct strbuf *sb, const char *s, size_t len)
{
	char out[SHOWN_MAX];
	size_t i, used;

	for (i = 0; i < len; i += used) {
		size_t n = shown_char(s + i, len - i, out, &used);

		strbuf_add(sb, out, n);
	}
}
