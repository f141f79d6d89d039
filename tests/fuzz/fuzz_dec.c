/* fuzz_dec.c - any bytes as a number: written and read back, compared. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/dec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Two numbers with a blank between them, in both orders. */
static void
compare(const char *s, size_t size)
{
	const char *blank = memchr(s, ' ', size);
	struct dec a, b;
	size_t len;
	int order;

	if (!blank)
		return;
	len = (size_t)(blank - s);
	if (dec_parse(&a, s, len) != DEC_OK ||
	    dec_parse(&b, blank + 1, size - len - 1) != DEC_OK)
		return;
	order = dec_cmp_text(s, len, blank + 1, size - len - 1);
	assert((order > 0) - (order < 0) == dec_cmp(a, b));
	order = dec_cmp_text(blank + 1, size - len - 1, s, len);
	assert((order > 0) - (order < 0) == dec_cmp(b, a));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct strbuf sb = STRBUF_INIT;
	struct dec v, again;
	int i;

	if (dec_parse(&v, s, size) == DEC_OK) {
		dec_format(v, &sb);
		if (dec_parse(&again, sb.s, sb.len) != DEC_OK)
			assert(!"what is written reads back");
		assert(dec_cmp(v, again) == 0);
		assert(dec_cmp_text(s, size, sb.s, sb.len) == 0);
		for (i = 0; i <= DEC_SCALE; i++)
			again = dec_round(again, DEC_SCALE - i);
	}
	compare(s, size);
	strbuf_release(&sb);
	return 0;
}
