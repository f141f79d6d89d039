/* loader_windows.c - windows over periods, and changes that are known. */
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/day.h"
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

/** One change: {"from":"2024-03","reason":"..."}, later than the one before. */
static void
load_change(struct config_node at, int *before, struct strbuf *sb)
{
	static const char *const known[] = { "from", "reason", NULL };
	struct config_node from;
	const char *month, *reason;
	int number;

	if (!config_is(at, CONFIG_OBJECT))
		return;
	config_only(at, known);
	from = config_need(at, "from");
	month = config_string(from);
	reason = config_string(config_need(at, "reason"));
	if (!month || !reason)
		return;
	if (month_parse(&number, month, strlen(month)) != DAY_OK)
		config_error(from, "must be a month: 2024-03");
	else if (sb->len && number <= *before)
		config_error(from, "must be later than the one before");
	else if (*reason == '\0')
		config_error(at, "a change needs its reason in words");
	*before = number;
	strbuf_addstr(sb, sb->len ? ",{\"from\":" : "{\"from\":");
	strbuf_add_json_string(sb, month, strlen(month));
	strbuf_addstr(sb, ",\"reason\":");
	strbuf_add_json_string(sb, reason, strlen(reason));
	strbuf_addch(sb, '}');
}

void
loader_changes(struct indicator *in, struct config_node list)
{
	struct strbuf sb = STRBUF_INIT;
	int before = 0;
	size_t i;

	if (!config_there(list) || !config_is(list, CONFIG_LIST))
		return;
	if (config_n(list) > INDICATOR_MAX_CHANGES)
		config_error(
		    list, "at most %d changes", (int)INDICATOR_MAX_CHANGES);
	for (i = 0; i < config_n(list); i++)
		load_change(config_at(list, i), &before, &sb);
	in->changes = sb.len ? xstrdup(sb.s) : NULL;
	strbuf_release(&sb);
}
