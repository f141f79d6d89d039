/*
 * fuzz_rules.c - any rules, a code book and records, with a form feed between:
 * what is coded is a record, and coding it again changes nothing.
 *
 * unit: cmd/code-kva/code_kva.c
 * unit: cmd/code-kva/code_map.c
 * unit: cmd/code-kva/codebook.c
 * unit: cmd/code-kva/epochs.c
 * unit: cmd/code-kva/findings.c
 * unit: cmd/code-kva/kva_rules.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/code-kva/code_kva.h"
#include "given.h"
#include "vardstrom/config.h"

struct coding {
	struct code_kva coder;
	struct strbuf once, again, *out;
	size_t n;
};

static void
add_code(void *context, struct record *rec)
{
	enum codebook_status status = codebook_add(context, rec);

	assert(*codebook_strerror(status));
}

static void
code(void *context, struct record *rec)
{
	struct coding *c = context;
	enum code_kva_status status = code_kva_apply(&c->coder, rec);

	if (status != CODE_KVA_OK) {
		assert(*code_kva_code(status) && *code_kva_field(status));
		return;
	}
	record_format(rec, c->out);
	strbuf_addch(c->out, '\n');
	c->n++;
}

static void
code_all(const struct kva_rules *rules, const struct codebook *book,
    struct given records)
{
	struct coding c = { .once = STRBUF_INIT, .again = STRBUF_INIT };
	size_t n;

	code_kva_init(&c.coder, rules, book);
	c.out = &c.once;
	given_records(records, code, &c);
	n = c.n;
	c.n = 0;
	c.out = &c.again;
	given_records((struct given){ c.once.s, c.once.len }, code, &c);
	assert(c.n == n && c.again.len == c.once.len);
	assert(memcmp(c.once.s, c.again.s, c.once.len) == 0);
	code_kva_release(&c.coder);
	strbuf_release(&c.once);
	strbuf_release(&c.again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len), text = given_cut(&rest);
	struct given codes = given_cut(&rest);
	struct strbuf err = STRBUF_INIT;
	struct config *config = config_parse("fuzz", text.s, text.len, &err);
	struct kva_rules rules;
	struct codebook book;

	if (config) {
		kva_rules_init(&rules);
		kva_rules_load(&rules, config_top(config));
		codebook_init(&book);
		given_records(codes, add_code, &book);
		codebook_sort(&book);
		assert(config_failed(config) == (err.len > 0));
		if (!config_failed(config)) {
			code_all(&rules, NULL, rest);
			code_all(&rules, &book, rest);
		}
		codebook_release(&book);
		kva_rules_release(&rules);
	}
	config_free(config);
	strbuf_release(&err);
	return 0;
}
