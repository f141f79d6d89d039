/* unmet.c - what was asked for and that nothing in the input has. */
#include "unmet.h"

#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

static bool
has_figures(const struct pivot *table, size_t column)
{
	const struct row *total = pivot_total(table);
	size_t i;

	for (i = 0; i < pivot_n_rows(table); i++)
		if (pivot_row(table, i)->cells[column].is_there)
			return true;
	return total && total->cells[column].is_there;
}

/*
 * What a table asks for and no figure has. A name of the command line is told
 * as one; a file of tables speaks also of figures that a year may lack, so
 * there only what is nearly the name of another is.
 */
static void
tell_name(const struct unmet *u, const char *what, const char *name,
    const struct near_names *met)
{
	struct strbuf note = STRBUF_INIT;

	strbuf_addf(&note, "%s %s", what, name);
	if (!u->is_file || u->is_strict ||
	    near_name(name, (const char *const *)met->list, met->n))
		stream_tell_nothing(u->st, what, name, met);
	else
		stream_tell_no_work(u->st, note.s);
	strbuf_release(&note);
}

static void
tell_column(
    const struct unmet *u, const struct pivot_options *asked, const char *id)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "no figure of %s by ", id);
	for (size_t i = 0; i < asked->n_row_names; i++)
		strbuf_addf(&sb, "%s%s", i ? "," : "", asked->row_names[i]);
	if (u->is_file)
		stream_tell_no_work(u->st, sb.s);
	else
		stream_tell_no(u->st, "%s", sb.s);
	strbuf_release(&sb);
}

static bool
has_rows_told(const struct unmet *u, const struct pivot_options *asked,
    const struct pivot_met *met)
{
	bool is_told = false;

	if (asked->period && !near_has(&met->periods, asked->period)) {
		tell_name(u, "no figure is of the period", asked->period,
		    &met->periods);
		is_told = true;
	}
	for (size_t i = 0; i < asked->n_row_names; i++) {
		if (near_has(&met->members, asked->row_names[i]))
			continue;
		tell_name(u, "no figure is by the member", asked->row_names[i],
		    &met->members);
		is_told = true;
	}
	return is_told;
}

/* A misspelt indicator or member leaves a column, or the table, empty. */
void
unmet_tell_table(const struct unmet *u, const struct pivot_options *asked,
    const struct pivot *pivot)
{
	const struct pivot_met *met = pivot_met(pivot);
	const bool is_told = has_rows_told(u, asked, met);
	const char *id;

	for (size_t i = 0; i < asked->n_columns; i++) {
		id = asked->columns[i];
		if (!near_has(&met->indicators, id))
			tell_name(u, "no figure is of the indicator", id,
			    &met->indicators);
		else if (!is_told && !has_figures(pivot, i))
			tell_column(u, asked, id);
	}
	id = asked->sort;
	if (id && !near_has(&met->indicators, id))
		tell_name(u, "--sort: no figure is of the indicator", id,
		    &met->indicators);
	else if (id && !is_told && !pivot_has_sort(pivot))
		tell_column(u, asked, id);
}

void
unmet_tell_records(const struct unmet *u, const struct flat_options *asked,
    const struct flat *flat)
{
	const struct near_names *kinds = flat_kinds(flat);

	if (asked->kind && !near_has(kinds, asked->kind)) {
		stream_tell_nothing(
		    u->st, "no record is of the kind", asked->kind, kinds);
		return;
	}
	for (size_t i = 0; !asked->is_list && i < asked->n_members; i++)
		if (!flat_has_member(flat, i))
			stream_tell_no_member(u->st, asked->members[i]);
}
