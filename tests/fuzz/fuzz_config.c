/*
 * fuzz_config.c - any bytes as a configuration: walked in full, with an error
 * told at each node in turn, whose place must be found again in the text. What
 * is read is what jansson reads.
 */
#include <assert.h>
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/strbuf.h"

enum { MAX_TURNS = 64 }; /* nodes that get an error in one run */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Visit every node; the one whose turn it is gets an error. */
static void
walk(struct config_node n, size_t *countdown)
{
	const enum config_type type = config_type(n);
	const char *name;

	if ((*countdown)-- == 0) {
		config_error(n, "here");
		return;
	}
	if (type == CONFIG_NUMBER)
		config_dec(n);
	for (size_t i = 0; type == CONFIG_LIST && i < config_n(n); i++)
		walk(config_at(n, i), countdown);
	for (size_t i = 0; type == CONFIG_OBJECT && i < config_n(n); i++)
		walk(config_member_at(n, i, &name), countdown);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const known[] = { "codes", "measures", NULL };
	struct strbuf err = STRBUF_INIT;
	/* a byte-order mark is skipped */
	size_t mark = len >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
	json_t *json = json_loadb(len ? (const char *)data + mark : "",
	    len - mark, JSON_REJECT_DUPLICATES, NULL);
	struct config *c;
	size_t countdown;

	for (size_t turn = 0; turn < MAX_TURNS; turn++) {
		strbuf_reset(&err);
		c = config_parse("fuzz", (const char *)data, len, &err);
		assert((c == NULL) == (err.len > 0));
		assert((c != NULL) == json_is_object(json));
		if (!c)
			break;
		countdown = turn;
		walk(config_top(c), &countdown);
		config_only(config_top(c), known);
		assert(config_failed(c) == (err.len > 0));
		config_free(c);
	}
	json_decref(json);
	strbuf_release(&err);
	return 0;
}
