/*
 * fuzz_compare_years.c - any lines, set beside earlier years: what comes out
 * is valid, and comparing it again changes nothing, but that blanks around
 * the members may go where what was said of a record is said anew.
 *
 * unit: cmd/compare-years/compare_years.c
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/compare-years/compare_years.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Give each valid line to the comparer. Returns how many were not valid. */
static size_t
add_lines(struct comparer *c, const struct strbuf *text)
{
	struct ndjson *p = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t n_bad = 0, at, n, error_at;

	for (at = 0; at < text->len; at += n + 1) {
		const char *end = memchr(text->s + at, '\n', text->len - at);

		n = end ? (size_t)(end - text->s) - at : text->len - at;
		if (ndjson_parse(p, text->s + at, n, &rec, &error_at) !=
			NDJSON_OK ||
		    comparer_add(c, &rec) != FIGURE_OK)
			n_bad++;
	}
	record_release(&rec);
	ndjson_free(p);
	return n_bad;
}

/* Compare all lines of in; the result with its line ends in out. */
static size_t
compare_lines(int years, struct strbuf *in, struct strbuf *out)
{
	struct comparer *c = comparer_new(years);
	struct strbuf line = STRBUF_INIT;
	size_t n_bad;

	strbuf_grow(in, NDJSON_PADDING);
	n_bad = add_lines(c, in);
	strbuf_reset(out);
	for (size_t i = 0; i < comparer_n(c); i++) {
		comparer_line(c, i, &line);
		strbuf_add(out, line.s, line.len);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&line);
	comparer_free(c);
	return n_bad;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf in = STRBUF_INIT, once = STRBUF_INIT, twice = STRBUF_INIT,
		      thrice = STRBUF_INIT;
	int years = len > 0 ? data[0] % 4 : 0;

	strbuf_add(&in, (const char *)data, len);
	compare_lines(years, &in, &once);
	assert(compare_lines(years, &once, &twice) == 0);
	assert(compare_lines(years, &twice, &thrice) == 0);
	assert(twice.len == thrice.len);
	assert(memcmp(twice.s, thrice.s, twice.len) == 0);
	strbuf_release(&in);
	strbuf_release(&once);
	strbuf_release(&twice);
	strbuf_release(&thrice);
	return 0;
}
