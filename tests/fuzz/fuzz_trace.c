/*
 * fuzz_trace.c - any traces of two runs, with a form feed between, as
 * compare-figures reads them: no row of a trace differs from itself.
 *
 * unit: cmd/compare-figures/figures.c
 * unit: cmd/compare-figures/rows.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/compare-figures/rows.h"
#include "given.h"

enum { MAX_LINE = 1 << 20 };

/* How many rows are gone, new or changed; -1: not both can be read. */
static long
compare(const char *old, const char *new)
{
	struct strbuf err = STRBUF_INIT;
	struct rows rows;
	struct dec value;
	long n = -1;

	rows_init(&rows);
	if (rows_read(&rows, old, false, MAX_LINE, &err) == 0 &&
	    rows_read(&rows, new, true, MAX_LINE, &err) == 0) {
		rows_pair(&rows);
		n = 0;
		for (size_t i = 0; i < N_ROW_KINDS; i++) {
			(void)rows_value(&rows, i, &value);
			n += i == ROWS_SAME ? 0 : (long)rows.changes[i].n;
		}
	} else {
		assert(err.len > 0);
	}
	rows_release(&rows);
	strbuf_release(&err);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given new = given_all(data, len), old = given_cut(&new);
	char old_path[GIVEN_PATH], new_path[GIVEN_PATH];

	given_file(old_path, old);
	given_file(new_path, new);
	compare(old_path, new_path);
	assert(compare(old_path, old_path) <= 0);
	assert(compare(new_path, new_path) <= 0);
	given_drop(old_path);
	given_drop(new_path);
	return 0;
}
