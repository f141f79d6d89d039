/* charset.c - the encodings that extracts come in, and the way to UTF-8. */
#include "vardstrom/charset.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "vardstrom/ascii.h"
#include "vardstrom/utf8.h"

const char *const charset_names[] = { "utf-8", "windows-1252", "iso-8859-15",
	"auto", NULL };

int
charset_map_load(
    struct charset_map *map, enum charset charset, struct strbuf *err)
{
	const char *name = charset_names[charset];
	iconv_t cd = iconv_open("UTF-8", name);
	int i;

	if (cd == (iconv_t)-1) {
		strbuf_addf(err, "this system cannot read %s", name);
		return -1;
	}
	memset(map, 0, sizeof(*map));
	for (i = 0; i < 256; i++) {
		char byte = (char)i;
		char *in = &byte, *out = (char *)map->text[i];
		size_t n_in = 1, n_out = sizeof(map->text[i]);

		iconv(cd, NULL, NULL, NULL, NULL);
		if (iconv(cd, &in, &n_in, &out, &n_out) != (size_t)-1)
			map->len[i] =
			    (unsigned char)(sizeof(map->text[i]) - n_out);
	}
	iconv_close(cd);
	return 0;
}

bool
charset_convert(const struct charset_map *map, struct strbuf *out,
    const char *s, size_t len)
{
	char *to;
	size_t i;

	strbuf_grow(out, len * sizeof(map->text[0]));
	to = out->s + out->len;
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (map->len[c] == 0) {
			out->s[out->len] = '\0';
			return false;
		}
		memcpy(to, map->text[c], sizeof(map->text[c]));
		to += map->len[c];
	}
	*to = '\0';
	out->len = (size_t)(to - out->s);
	return true;
}

#ifdef __SSE2__
/*
 * Skip blocks of 16 bytes in which every sequence has one or two bytes: the
 * whole of Swedish. Such a block is right where each continuation stands
 * behind a leading byte and nowhere else, which is one shift and compare.
 * Returns how far it came, never inside a sequence.
 */
static size_t
skip_plain_blocks(const unsigned char *s, size_t len)
{
	unsigned carry = 0; /* the block before ended with a leading byte */
	size_t i;

	for (i = 0; i + 16 <= len; i += 16) {
		__m128i b = _mm_loadu_si128((const void *)(s + i));
		unsigned high = (unsigned)_mm_movemask_epi8(b);
		unsigned next, lead;

		if (high == 0 && carry == 0)
			continue;
		/* as signed bytes: 80..BF is below -64, C2..DF is -62..-33 */
		next = (unsigned)_mm_movemask_epi8(
		    _mm_cmplt_epi8(b, _mm_set1_epi8(-64)));
		lead = (unsigned)_mm_movemask_epi8(
		    _mm_and_si128(_mm_cmpgt_epi8(b, _mm_set1_epi8(-63)),
			_mm_cmplt_epi8(b, _mm_set1_epi8(-32))));
		if ((next | lead) != high ||
		    next != (((lead << 1) | carry) & 0xffff))
			break;
		carry = lead >> 15;
	}
	return i - carry;
}
#else
static size_t
skip_plain_blocks(const unsigned char *s, size_t len)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t i;

	for (i = 0; i + 8 <= len; i += 8) {
		uint64_t block;

		memcpy(&block, s + i, sizeof(block));
		if (block & high)
			break;
	}
	return i;
}
#endif

bool
charset_is_utf_8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = skip_plain_blocks(s, len);
	unsigned n_since = 0;

	while (i < len) {
		size_t n = utf8_char_len(text + i, len - i);

		if (n == 0)
			return false;
		i += n;
		if (++n_since == 32) {
			i += skip_plain_blocks(s + i, len - i);
			n_since = 0;
		}
	}
	return true;
}

const char *
charset_next(const char *s, const char *end, unsigned *code)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t left = (size_t)(end - s);

	if (p[0] < 0x80) {
		*code = p[0];
		return s + 1;
	}
	if (p[0] < 0xe0 && left > 1) {
		*code = (p[0] & 0x1fU) << 6 | (p[1] & 0x3fU);
		return s + 2;
	}
	if (p[0] < 0xf0 && left > 2) {
		*code =
		    (p[0] & 0x0fU) << 12 | (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU);
		return s + 3;
	}
	if (left > 3) {
		*code = (p[0] & 0x07U) << 18 | (p[1] & 0x3fU) << 12 |
			(p[2] & 0x3fU) << 6 | (p[3] & 0x3fU);
		return s + 4;
	}
	*code = 0xfffd;
	return end;
}

/* Letters and digits of a name, in small letters. */
static void
squeeze(const char *name, char *out, size_t cap)
{
	size_t n = 0;

	for (; *name && n + 1 < cap; name++)
		if (ascii_is_alnum(*name))
			out[n++] = ascii_lower(*name);
	out[n] = '\0';
}

const char *
charset_of_others(const char *name)
{
	static const char latin_1[] = "windows-1252, of which it is a part",
			  ascii[] = "utf-8, of which it is a part",
			  marked[] = "utf-8, which takes a byte-order mark too",
			  utf_16[] = "utf-8, and convert the extract: iconv -f "
				     "utf-16 -t utf-8",
			  dos[] = "utf-8, and convert the extract: iconv -f "
				  "cp850 -t utf-8 (or cp437)",
			  mac[] = "utf-8, and convert the extract: iconv -f "
				  "macintosh -t utf-8";
	static const struct {
		const char *name, *ours; /* name: as squeeze makes it */
	} others[] = {
		{ "latin1", latin_1 },
		{ "isolatin1", latin_1 },
		{ "iso88591", latin_1 },
		{ "l1", latin_1 },
		{ "cp819", latin_1 },
		{ "windows1252", "windows-1252" },
		{ "win1252", "windows-1252" },
		{ "cp1252", "windows-1252" },
		{ "1252", "windows-1252" },
		{ "ansi", "windows-1252" },
		{ "latin9", "iso-8859-15" },
		{ "l9", "iso-8859-15" },
		{ "iso885915", "iso-8859-15" },
		{ "utf8", "utf-8" },
		{ "cp65001", "utf-8" },
		{ "65001", "utf-8" },
		{ "unicode", "utf-8" },
		{ "ascii", ascii },
		{ "usascii", ascii },
		{ "utf8sig", marked },
		{ "utf8bom", marked },
		{ "utf8mb4", "utf-8" },
		{ "utf16", utf_16 },
		{ "utf16le", utf_16 },
		{ "utf16be", utf_16 },
		{ "ucs2", utf_16 },
		{ "cp850", dos },
		{ "cp437", dos },
		{ "ibm850", dos },
		{ "ibm437", dos },
		{ "macroman", mac },
		{ "macintosh", mac },
		{ "mac", mac },
	};
	char squeezed[32];
	size_t i;

	squeeze(name, squeezed, sizeof(squeezed));
	for (i = 0; charset_names[i]; i++)
		if (strcmp(name, charset_names[i]) == 0)
			return NULL;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(squeezed, others[i].name) == 0)
			return others[i].ours;
	return strcmp(squeezed, "auto") == 0 ? "auto" : NULL;
}
