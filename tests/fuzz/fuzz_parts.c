/*
 * fuzz_parts.c - any plan of parts and the names of parts that are met, one a
 * line, with a form feed between: all of a plan's parts are met once or are
 * told of, and the list of them is JSON.
 */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "../../lib/cube/cube_parts.h"
#include "given.h"
#include "vardstrom/strbuf.h"

/* Two inputs, so that some parts are of another than planned. */
static const char *const inputs[] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"0000000000000000000000000000000000000000000000000000000000000000"
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given met = given_all(data, len), plan = given_cut(&met);
	struct strbuf err = STRBUF_INIT, why = STRBUF_INIT, list = STRBUF_INIT;
	struct cube_parts parts;
	char path[GIVEN_PATH];
	size_t n_taken = 0;
	json_t *json;
	bool is_read;

	cube_parts_init(&parts);
	given_file(path, plan);
	is_read = cube_parts_load(&parts, path, &err) == 0;
	given_drop(path);
	assert(is_read == (err.len == 0));
	while (is_read && met.len > 0) {
		const char *end = memchr(met.s, '\n', met.len);
		size_t n = end ? (size_t)(end - met.s) : met.len;
		char hex[DIGEST_HEX + 1];

		memcpy(hex, inputs[n % 2], sizeof(hex));
		strbuf_reset(&why);
		if (cube_parts_is_name(met.s, n)) {
			bool is_taken =
			    cube_parts_take(&parts, met.s, n, hex, &why);

			assert(is_taken == (why.len == 0));
			n_taken += is_taken;
			/* a name is taken once */
			strbuf_reset(&why);
			assert(!cube_parts_take(&parts, met.s, n, hex, &why));
		}
		met.s += n + (end != NULL);
		met.len -= n + (end != NULL);
	}
	strbuf_reset(&why);
	if (is_read) {
		assert(cube_parts_are_all(&parts, &why) == (why.len == 0));
		cube_parts_json(&parts, &list);
		json = json_loadb(
		    list.s, list.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		assert(json_is_array(json));
		assert(json_array_size(json) == n_taken);
		json_decref(json);
	}
	cube_parts_release(&parts);
	strbuf_release(&err);
	strbuf_release(&why);
	strbuf_release(&list);
	return 0;
}
