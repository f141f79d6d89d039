/*
 * fuzz_figures.c - any figures of two runs, with a form feed between: nothing
 * differs from itself, and what differs one way differs as much the other.
 *
 * unit: cmd/compare-figures/figures.c
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/compare-figures/figures.h"
#include "given.h"

struct adding {
	struct figures figures;
	size_t run;
};

static void
add(void *context, struct record *rec)
{
	struct adding *a = context;
	bool is_twice = false;
	enum figure_status status =
	    figures_add(&a->figures, rec, a->run, &is_twice);

	if (status != FIGURE_OK)
		assert(*figure_strerror(status) && *figure_code(status));
	free(figures_head(rec));
}

static size_t
compare(struct given old, struct given new)
{
	struct adding a = { .run = RUN_OLD };
	size_t n;

	figures_init(&a.figures);
	given_records(old, add, &a);
	a.run = RUN_NEW;
	given_records(new, add, &a);
	n = figures_rank(&a.figures, dec_from_int(0));
	assert(n <= keyset_n(a.figures.keys));
	figures_release(&a.figures);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given new = given_all(data, len), old = given_cut(&new);

	assert(compare(old, old) == 0);
	assert(compare(new, new) == 0);
	compare(old, new);
	compare(new, old);
	return 0;
}
