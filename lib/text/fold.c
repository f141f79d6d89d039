/* fold.c - names that people write in several ways, made comparable. */
#include "vardstrom/fold.h"

#include <string.h>

#include "vardstrom/charset.h"
#include "vardstrom/utf8.h"

size_t
fold_invisible_len(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;

	if (len < 2)
		return 0;
	if ((s[0] == 0xc2 && s[1] == 0xad) || (s[0] == 0xcd && s[1] == 0x8f) ||
	    (s[0] == 0xd8 && s[1] == 0x9c))
		return 2;
	if (len < 3)
		return 0;
	if (s[0] == 0xe2 && s[1] == 0x80)
		return (s[2] >= 0x8b && s[2] <= 0x8f) ||
			       (s[2] >= 0xaa && s[2] <= 0xae)
			   ? 3
			   : 0;
	if (s[0] == 0xe2 && s[1] == 0x81)
		return s[2] >= 0xa0 && s[2] <= 0xaf ? 3 : 0;
	if ((s[0] == 0xe1 && s[1] == 0xa0 && s[2] == 0x8e) ||
	    (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf))
		return 3;
	return 0;
}

size_t
fold_invisible_end_len(const char *s, size_t len)
{
	size_t n;

	for (n = 2; n <= 3 && n <= len; n++)
		if (fold_invisible_len(s + len - n, n) == n)
			return n;
	return 0;
}

/* Letters of Latin-1 as a base letter and a combining mark. */
static const struct {
	char base;
	unsigned short mark, composed;
} pairs[] = {
	{ 'a', 0x300, 0xe0 },
	{ 'a', 0x301, 0xe1 },
	{ 'a', 0x302, 0xe2 },
	{ 'a', 0x303, 0xe3 },
	{ 'a', 0x308, 0xe4 },
	{ 'a', 0x30a, 0xe5 },
	{ 'c', 0x327, 0xe7 },
	{ 'e', 0x300, 0xe8 },
	{ 'e', 0x301, 0xe9 },
	{ 'e', 0x302, 0xea },
	{ 'e', 0x308, 0xeb },
	{ 'i', 0x300, 0xec },
	{ 'i', 0x301, 0xed },
	{ 'i', 0x302, 0xee },
	{ 'i', 0x308, 0xef },
	{ 'n', 0x303, 0xf1 },
	{ 'o', 0x300, 0xf2 },
	{ 'o', 0x301, 0xf3 },
	{ 'o', 0x302, 0xf4 },
	{ 'o', 0x303, 0xf5 },
	{ 'o', 0x308, 0xf6 },
	{ 'u', 0x300, 0xf9 },
	{ 'u', 0x301, 0xfa },
	{ 'u', 0x302, 0xfb },
	{ 'u', 0x308, 0xfc },
	{ 'y', 0x301, 0xfd },
	{ 'y', 0x308, 0xff },
};

static unsigned
compose(unsigned base, unsigned mark)
{
	size_t i;

	if (mark < 0x300 || mark > 0x327)
		return 0;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if ((unsigned char)pairs[i].base == base &&
		    pairs[i].mark == mark)
			return pairs[i].composed;
	return 0;
}

static unsigned
lower(unsigned c)
{
	if (c >= 'A' && c <= 'Z')
		return c + 0x20;
	if (c < 0xc0)
		return c;
	if (c <= 0xde)
		return c == 0xd7 ? c : c + 0x20;
	if (c == 0x178)
		return 0xff;
	/* Latin Extended-A: pairs, upper case even, then odd, then even */
	if ((c >= 0x100 && c <= 0x12f) || (c >= 0x132 && c <= 0x137) ||
	    (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c + (c & 1);
	return c;
}

static void
add(struct strbuf *sb, unsigned code)
{
	char text[UTF8_MAX_LEN];

	strbuf_add(sb, text, utf8_encode(text, code));
}

static bool
is_blank(unsigned c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 ||
	       c == 0x2007 || c == 0x2009 || c == 0x202f;
}

void
fold_name(struct strbuf *sb, const char *s, size_t len)
{
	const char *end = s + len;
	bool is_gap = false, is_first = true;
	unsigned held = 0; /* a code point that a mark may still join */

	while (s < end) {
		unsigned c, both;

		s = charset_next(s, end, &c);
		if (is_blank(c)) {
			is_gap = true;
			continue;
		}
		c = c == 0x2010 || c == 0x2011 ? '-' : lower(c);
		both = is_gap ? 0 : compose(held, c);
		if (both) {
			held = both;
			continue;
		}
		if (!is_first)
			add(sb, held);
		if (is_gap && !is_first)
			strbuf_addch(sb, ' ');
		held = c;
		is_first = is_gap = false;
	}
	if (!is_first)
		add(sb, held);
}

unsigned
fold_place(const char *s, size_t *len)
{
	enum { A_RING = 0xe5, A_DIAERESIS = 0xe4, O_DIAERESIS = 0xf6 };
	const char *end = s + strnlen(s, (size_t)2 * UTF8_MAX_LEN), *next;
	unsigned c, mark, both = 0;
	size_t n = utf8_char_len(s, (size_t)(end - s));

	if (n == 0) { /* no UTF-8: a byte is a byte */
		*len = 1;
		return 0x200000 + (unsigned char)*s;
	}
	next = charset_next(s, end, &c);
	c = lower(c);
	n = next < end ? utf8_char_len(next, (size_t)(end - next)) : 0;
	if (n > 0) {
		charset_next(next, end, &mark);
		both = compose(c, mark);
	}
	*len = (size_t)(next - s) + (both ? n : 0);
	c = both ? both : c;
	switch (c) {
	case A_RING:
		return 0x80;
	case A_DIAERESIS:
		return 0x81;
	case O_DIAERESIS:
		return 0x82;
	default:
		return c < 0x80 ? c : 0x100 + c;
	}
}

/* Does the longer name hold the whole shorter one? */
static bool
holds(const char *longer, size_t longer_len, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + len <= longer_len; i++)
		if (memcmp(longer + i, s, len) == 0)
			return true;
	return false;
}

bool
fold_is_near(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t longer = a_len > b_len ? a_len : b_len;

	if (longer > FOLD_MAX_NAME || a_len == 0 || b_len == 0)
		return false;
	if ((b_len >= FOLD_MIN_PART && holds(a, a_len, b, b_len)) ||
	    (a_len >= FOLD_MIN_PART && holds(b, b_len, a, a_len)))
		return true;
	return near_distance(a, a_len, b, b_len) * 3 <= longer;
}
