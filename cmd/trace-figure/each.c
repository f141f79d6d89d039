/* each.c - one record by itself, in all figures. */
#include "each.h"

#include <string.h>

#include "trace.h"

static void
add_string(struct strbuf *sb, const char *name, const char *s)
{
	strbuf_addch(sb, ',');
	strbuf_add_json_string(sb, name, strlen(name));
	strbuf_addch(sb, ':');
	strbuf_add_json_string(sb, s, strlen(s));
}

/** Whose line it is: where the record is from, and the indicator. */
static void
add_head(const struct plan *p, struct strbuf *sb)
{
	struct expr_set *exprs = p->answers.wanted->exprs;
	const struct ndjson_member *source =
	    expr_value(exprs, expr_member(exprs, "source", 6));
	const char *raw;
	size_t len;

	strbuf_addstr(sb, "{\"record\":\"trace_row\"");
	if (source) {
		ndjson_raw(source, &raw, &len);
		strbuf_addstr(sb, ",\"source\":");
		strbuf_add(sb, raw, len);
	}
	add_string(sb, "indicator", p->in->id);
}

static void
add_group(const struct plan *p, struct strbuf *sb)
{
	size_t i;

	strbuf_addstr(sb, ",\"by\":[");
	for (i = 0; i < p->n_by; i++) {
		strbuf_addstr(sb, i ? "," : "");
		strbuf_add_json_string(
		    sb, p->by[i].name, strlen(p->by[i].name));
	}
	strbuf_addch(sb, ']');
	for (i = 0; i < p->n_by; i++)
		if (p->by[i].value)
			add_string(sb, p->by[i].name, p->by[i].value);
}

/** The figure of one grouping; false: the record is not in it. */
static bool
one_figure(struct plan *p, const struct period *period, bool is_first,
    struct strbuf *lines)
{
	enum trace_verdict verdict;
	const char *reason = NULL;
	struct trace t;

	trace_init(&t, p, period);
	verdict = trace_record(&t, &reason);
	if (verdict == TRACE_IN || verdict == TRACE_HELD) {
		add_head(p, lines);
		add_group(p, lines);
		trace_members_alone(&t, lines);
		strbuf_addstr(lines, "}\n");
	} else if (verdict == TRACE_OUT && is_first) {
		add_head(p, lines);
		add_string(lines, "left_out", reason);
		strbuf_addstr(lines, "}\n");
	}
	trace_release(&t);
	return verdict == TRACE_IN || verdict == TRACE_HELD;
}

void
each_figure(const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const struct period *period,
    struct strbuf *lines)
{
	size_t i, k;

	for (i = 0; i < ins->n; i++) {
		const struct indicator *in = &ins->list[i];

		for (k = 0; k < in->n_groupings; k++) {
			struct plan p;
			bool is_in;

			plan_for_record(&p, w, cube, ins, in, in->groupings[k]);
			is_in = one_figure(&p, period, k == 0, lines);
			plan_release(&p);
			if (!is_in)
				break;
		}
	}
}
