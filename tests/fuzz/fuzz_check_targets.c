/*
 * fuzz_check_targets.c - any lines, judged against the shipped targets: what
 * comes out is valid, and judging it again changes nothing.
 *
 * unit: cmd/check-targets/check_targets.c
 * unit: cmd/check-targets/targets.c
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/check-targets/check_targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Give each valid line to the checker. Returns how many were not valid. */
static size_t
add_lines(struct checker *c, const struct strbuf *text)
{
	struct ndjson *p = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t n_bad = 0, at, n, error_at;

	for (at = 0; at < text->len; at += n + 1) {
		const char *end = memchr(text->s + at, '\n', text->len - at);

		n = end ? (size_t)(end - text->s) - at : text->len - at;
		if (ndjson_parse(p, text->s + at, n, &rec, &error_at) !=
			NDJSON_OK ||
		    checker_add(c, &rec) != FIGURE_OK)
			n_bad++;
	}
	record_release(&rec);
	ndjson_free(p);
	return n_bad;
}

/* Judge all lines of in; the result with its line ends in out. */
static size_t
judge(const struct targets *t, struct strbuf *in, struct strbuf *out)
{
	struct checker *c = checker_new(t);
	struct strbuf line = STRBUF_INIT;
	size_t n_bad;

	strbuf_grow(in, NDJSON_PADDING);
	n_bad = add_lines(c, in);
	strbuf_reset(out);
	for (size_t i = 0; i < checker_n(c); i++) {
		checker_line(c, i, &line);
		strbuf_add(out, line.s, line.len);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&line);
	checker_free(c);
	return n_bad;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf in = STRBUF_INIT, once = STRBUF_INIT, twice = STRBUF_INIT,
		      err = STRBUF_INIT;
	struct targets *t =
	    targets_load("pipelines/targets/kvalitetsbokslut.json", &err);

	assert(t);
	strbuf_add(&in, (const char *)data, len);
	judge(t, &in, &once);
	assert(judge(t, &once, &twice) == 0);
	assert(once.len == twice.len);
	assert(memcmp(once.s, twice.s, once.len) == 0);
	targets_free(t);
	strbuf_release(&in);
	strbuf_release(&once);
	strbuf_release(&twice);
	strbuf_release(&err);
	return 0;
}
