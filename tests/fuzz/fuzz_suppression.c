/*
 * fuzz_suppression.c - any rules of suppression and figures, with a form feed
 * between: as many records come out as went in, none of them hidden shows its
 * numbers, and the attacker can read them.
 *
 * unit: cmd/suppress-small/audit.c
 * unit: cmd/suppress-small/audit_attack.c
 * unit: cmd/suppress-small/audit_time.c
 * unit: cmd/suppress-small/clusters.c
 * unit: cmd/suppress-small/comparisons.c
 * unit: cmd/suppress-small/items.c
 * unit: cmd/suppress-small/model.c
 * unit: cmd/suppress-small/model_assume.c
 * unit: cmd/suppress-small/model_before.c
 * unit: cmd/suppress-small/model_order.c
 * unit: cmd/suppress-small/model_rows.c
 * unit: cmd/suppress-small/model_unite.c
 * unit: cmd/suppress-small/nesting.c
 * unit: cmd/suppress-small/overlap.c
 * unit: cmd/suppress-small/protect.c
 * unit: cmd/suppress-small/protect_limits.c
 * unit: cmd/suppress-small/protect_repair.c
 * unit: cmd/suppress-small/protect_search.c
 * unit: cmd/suppress-small/protect_table.c
 * unit: cmd/suppress-small/rules.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/suppress-small/audit.h"
#include "../../cmd/suppress-small/clusters.h"
#include "../../cmd/suppress-small/comparisons.h"
#include "../../cmd/suppress-small/items.h"
#include "../../cmd/suppress-small/model.h"
#include "../../cmd/suppress-small/overlap.h"
#include "../../cmd/suppress-small/protect.h"
#include "../../cmd/suppress-small/rules.h"
#include "given.h"

#define MAX_WORK 1e5 /* of the search: some milliseconds */

static void
add(void *context, struct record *rec)
{
	enum figure_status status = items_add(context, rec);

	assert(status == FIGURE_OK || *figure_strerror(status));
}

/* A record that went out: it counts, and hides its numbers where it says so. */
static void
check(void *context, struct record *rec)
{
	static const char *const numbers[] = { "numerator", "denominator",
		"n" };
	struct field hidden = FIELD("suppressed"), record = FIELD("record");
	const struct ndjson_member *m = record_get(rec, &hidden);

	++*(size_t *)context;
	if (!ndjson_is_text(record_get(rec, &record), "indicator", 9) ||
	    !(ndjson_is_text(m, "small", 5) ||
		ndjson_is_text(m, "complementary", 13)))
		return;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct field f = { .name = numbers[i],
			.len = strlen(numbers[i]) };

		assert(!record_get(rec, &f));
	}
}

static void
overlaps(
    const struct items *items, uint32_t indicator, uint32_t one, uint32_t other)
{
	assert(indicator < keyset_n(items->names));
	assert(one != other);
}

static void
suppress(const struct rules *rules, struct given figures, struct strbuf *out)
{
	struct protection result;
	size_t n_out = 0;
	struct model model;
	struct items items;

	items_init(&items, rules);
	given_records(figures, add, &items);
	model_build(&model, &items);
	protect(&items, &model, MAX_WORK, &result);
	comparisons_withhold(&items);
	clusters_withhold(&items);
	for (size_t i = 0; i < items.n; i++) {
		items_format(&items, i, out);
		strbuf_addch(out, '\n');
	}
	(void)overlap_find(&items, overlaps);
	given_records((struct given){ out->s, out->len }, check, &n_out);
	assert(n_out == items.n);
	protection_release(&result);
	model_release(&model);
	items_release(&items);
}

static void
attack(const struct rules *rules, const struct strbuf *stream)
{
	struct items items;
	struct audit audit;

	items_init(&items, rules);
	given_records((struct given){ stream->s, stream->len }, add, &items);
	audit_run(&audit, &items);
	for (size_t i = 0; i < audit.n; i++)
		assert(audit.list[i].low <= audit.list[i].high &&
		       audit.list[i].item < items.n);
	audit_release(&audit);
	items_release(&items);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given figures = given_all(data, len), text = given_cut(&figures);
	struct strbuf err = STRBUF_INIT, out = STRBUF_INIT;
	char path[GIVEN_PATH];
	struct rules *rules;

	given_file(path, text);
	rules = rules_load(path, &err);
	given_drop(path);
	assert((rules == NULL) == (err.len > 0));
	if (rules) {
		suppress(rules, figures, &out);
		attack(rules, &out);
	}
	rules_free(rules);
	strbuf_release(&err);
	strbuf_release(&out);
	return 0;
}
