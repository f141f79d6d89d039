/*
 * fuzz_members.c - any list of members and an expression, with a form feed
 * between: what a kind needs for the expression, it has or is told to lack.
 */
#include <assert.h>
#include <string.h>

#include "../../lib/define/members.h"
#include "given.h"
#include "vardstrom/expr.h"
#include "vardstrom/strbuf.h"

struct needs {
	const struct members *members;
	size_t n, n_lacking;
};

static void
visit(void *context, const char *kind, const char *member)
{
	struct needs *needs = context;

	assert(*kind);
	needs->n++;
	if (member && !members_kind_has(needs->members, kind, member))
		needs->n_lacking++;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given text = given_all(data, len), list = given_cut(&text);
	struct strbuf err = STRBUF_INIT, said = STRBUF_INIT;
	struct expr_set *set = expr_set_new();
	char path[GIVEN_PATH];
	struct members *m;
	int expr;

	given_file(path, list);
	m = members_load(path, &err);
	given_drop(path);
	assert((m == NULL) == (err.len > 0));
	expr = expr_compile(set, text.s, text.len, &said);
	strbuf_reset(&said);
	if (m && expr >= 0) {
		struct needs needs = { .members = m };
		bool fits = members_fit(m, set, expr, NULL, &said);

		assert(fits == (said.len == 0));
		members_each_need(m, set, expr, NULL, visit, &needs);
		/* where it fits, some kind could make it hold */
		assert(!fits || needs.n > 0);
		strbuf_reset(&said);
		assert(members_have(m, "contact_id", &said) == (said.len == 0));
	}
	if (m)
		members_free(m);
	expr_set_free(set);
	strbuf_release(&err);
	strbuf_release(&said);
	return 0;
}
