/* loader_windows.c - windows over periods: cumulate, rolling and the like. */
#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

#include "loader.h"

void
loader_hold_windows(struct loader *l, struct config_node at,
    const struct indicator *in, int node)
{
	size_t i;

	for (i = 0; i < in->n_groupings; i++) {
		int lacks = formula_lacks(
		    &l->ins->formulas, l->wanted, node, in->groupings[i]);

		if (lacks >= 0) {
			config_error(at,
			    "is over periods of %s, which is not in each list "
			    "of by",
			    wanted_name(l->wanted, lacks));
			return;
		}
	}
}

void
loader_note_windows(struct loader *l, struct indicator *in)
{
	int nodes[] = { in->value, in->numerator, in->denominator };
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++)
		if (nodes[i] >= 0)
			formula_windows(
			    &l->ins->formulas, l->wanted, nodes[i], &sb);
	in->windows = sb.len ? xstrdup(sb.s) : NULL;
	strbuf_release(&sb);
}
