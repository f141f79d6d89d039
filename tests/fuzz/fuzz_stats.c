/*
 * fuzz_stats.c - any lines as the stats of the programs of a run: the manifest
 * that is made of them is JSON, and says what they said.
 *
 * unit: cmd/balance-run/balance.c
 * unit: cmd/balance-run/stats.c
 */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "../../cmd/balance-run/balance.h"
#include "../../cmd/balance-run/stats.h"
#include "given.h"

struct run {
	struct balance *balance;
	uint64_t n_rejected;
	size_t n;
};

static void
add(void *context, struct record *rec)
{
	struct stats s = STATS_INIT;
	struct run *run = context;
	const char *field = NULL;
	enum stats_status status = stats_read(&s, rec, &field);

	if (status == STATS_OK) {
		char name[] = { (char)('a' + run->n % 3), '\0' };

		balance_add(run->balance,
		    balance_add_stage(run->balance, name, 1, run->n % 7 == 6),
		    &s);
		run->n_rejected += s.counts.rejected;
		run->n++;
	} else {
		assert(field && *stats_code(status) && *stats_strerror(status));
	}
	stats_release(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct run run = { .balance = balance_new() };
	struct strbuf text = STRBUF_INIT;
	size_t n_faults;
	json_t *o;

	given_records(given_all(data, len), add, &run);
	n_faults = balance_check(run.balance);
	for (size_t i = 0; i < n_faults; i++)
		assert(*balance_fault(run.balance, i));
	balance_summarize(run.balance, &text);
	strbuf_reset(&text);
	balance_format(run.balance, 2025, &text);
	o = json_loadb(
	    text.s, text.len, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
	if (o) {
		json_t *rows = json_object_get(o, "rows");

		assert(json_number_value(json_object_get(rows, "rejected")) ==
		       (double)run.n_rejected);
	} else {
		/* other members may hold numbers that jansson does not */
		assert(memchr(text.s, 'e', text.len));
	}
	json_decref(o);
	balance_free(run.balance);
	strbuf_release(&text);
	return 0;
}
