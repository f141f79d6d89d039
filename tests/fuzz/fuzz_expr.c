/* fuzz_expr.c - any bytes as an expression, asked of a record. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char line[] =
    "{\"a\":1,\"b\":\"x\",\"c\":[1,\"x\",null],\"d\":true,\"e\":null,"
    "\"f\":\"\\u00e5\\n\",\"g\":1e400,\"h\":{\"x\":1},\"i\":\"\"}";

static void
ask(struct expr_set *set, int expr)
{
	static char buffer[sizeof(line) + NDJSON_PADDING];
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	size_t error_at;
	bool holds;

	memcpy(buffer, line, sizeof(line));
	if (ndjson_parse(reader, buffer, sizeof(line) - 1, &rec, &error_at) !=
	    NDJSON_OK)
		assert(!"the record is valid");
	expr_begin(set, &rec);
	holds = expr_holds(set, expr);
	expr_begin(set, &rec);
	assert(expr_holds(set, expr) == holds);
	ndjson_free(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	const char *text = (const char *)data;
	int expr;

	expr_define_string(set, "word", "x", 1);
	expr_define_number(set, "number", "1.0", 3);
	expr = expr_compile(set, text, size, &err);
	assert((expr < 0) == (err.len > 0));
	if (expr >= 0) {
		ask(set, expr);
		assert(expr_compile(set, text, size, &err) == expr);
	}
	strbuf_release(&err);
	expr_set_free(set);
	return 0;
}
