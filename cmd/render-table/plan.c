/* plan.c - the tables that the command line asks for. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

const char *const plan_languages[] = {
	[LAYOUT_ENGLISH] = "en",
	[LAYOUT_SWEDISH] = "sv",
	NULL,
};

static void
load_files(struct job *job)
{
	const char *language = plan_languages[job->layout.language];
	struct strbuf err = STRBUF_INIT;

	job->titles = xcalloc(job->n_titles, sizeof(struct titles *));
	for (size_t i = 0; i < job->n_titles; i++) {
		job->titles[i] =
		    titles_load(job->titles_paths[i], language, &err);
		if (!job->titles[i])
			die("%s", err.s);
	}
	if (job->tables_path) {
		job->plans = tables_load(job->tables_path, language, &err);
		if (!job->plans)
			die("%s", err.s);
	}
	strbuf_release(&err);
}

/* An indicator's title, or else its id. */
static const char *
find_title(const struct job *job, const char *id)
{
	for (size_t i = 0; i < job->n_titles; i++) {
		const char *title = titles_find(job->titles[i], id);

		if (title != id)
			return title;
	}
	return id;
}

bool
plan_is_listed(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static const char *
percent_heading(struct job *job, const char *title)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s (%%)", title);
	GROW(job->made_headings, job->n_made, job->cap_made);
	return job->made_headings[job->n_made++] = strbuf_detach(&sb, NULL);
}

/* Lay out the columns of a table under their headings. */
void
plan_layout(struct job *job, struct table *table)
{
	const struct pivot_options *asked = &table->asked;

	table->layout = job->layout;
	table->layout.row_names = asked->row_names;
	table->layout.n_row_names = asked->n_row_names;
	table->layout.n_columns = asked->n_columns;
	table->layout.ids = asked->columns;
	table->headings = xcalloc(asked->n_columns, sizeof(*table->headings));
	table->is_percent =
	    xcalloc(asked->n_columns + 1, sizeof(*table->is_percent));
	for (size_t i = 0; i < asked->n_columns; i++) {
		table->headings[i] = find_title(job, asked->columns[i]);
		table->is_percent[i] = plan_is_listed(
		    asked->columns[i], job->percent, job->n_percent);
		if (table->is_percent[i] && job->layout.format != LAYOUT_XLSX)
			table->headings[i] =
			    percent_heading(job, table->headings[i]);
	}
	table->layout.headings = table->headings;
}

static void
plan_table(struct job *job, const struct table_plan *plan)
{
	struct table *table;

	if (job->pick && strcmp(job->pick, plan->name) != 0)
		return;
	table = &job->tables[job->n_tables++];
	table->name = plan->name;
	table->title = plan->title;
	table->note = plan->note;
	table->asked = (struct pivot_options){
		.row_names = plan->rows,
		.n_row_names = plan->n_rows,
		.columns = plan->columns,
		.n_columns = plan->n_columns,
		.period = job->pivot.period,
		.sort = plan->sort,
		.has_total = plan->has_total,
	};
	plan_layout(job, table);
	table->layout.row_titles = plan->row_titles;
	/* the others are read by programs */
	if (job->layout.format != LAYOUT_CSV &&
	    job->layout.format != LAYOUT_NDJSON)
		table->layout.words = job->plans;
	table->pivot = pivot_new(&table->asked);
}

static void
plan_all(struct job *job)
{
	const size_t n = tables_n(job->plans);
	struct strbuf names = STRBUF_INIT;

	job->tables = xcalloc(n, sizeof(*job->tables));
	for (size_t i = 0; i < n; i++) {
		plan_table(job, tables_get(job->plans, i));
		strbuf_addf(&names, "%s%s", i > 0 ? ", " : "",
		    tables_get(job->plans, i)->name);
	}
	if (job->n_tables == 0)
		die("--pick: %s: no such table in %s; there are %s", job->pick,
		    job->tables_path, names.s);
	strbuf_release(&names);
}

/* The rows, and behind them the member whose values become columns. */
static void
list_rows(struct job *job)
{
	const size_t n = job->pivot.n_row_names;

	if (job->across && plan_is_listed(job->across, job->rows, n))
		die("--across: %s is a row already", job->across);
	job->row_names = xcalloc(n + 1, sizeof(*job->row_names));
	for (size_t i = 0; i < n; i++)
		job->row_names[i] = job->rows[i];
	if (job->across)
		job->row_names[n] = job->across;
}

static void
plan_one(struct job *job)
{
	if (!job->rows)
		die("--rows: the members to group by are needed");
	list_rows(job);
	if (!job->columns)
		die("--columns: at least one indicator is needed");
	job->tables = xcalloc(1, sizeof(*job->tables));
	job->n_tables = 1;
	job->tables[0].name = "vardstrom";
	job->tables[0].asked = job->pivot;
	job->tables[0].asked.row_names = job->row_names;
	job->tables[0].asked.n_row_names += job->across != NULL;
	job->tables[0].asked.columns = job->columns;
	plan_layout(job, &job->tables[0]);
	job->tables[0].pivot = pivot_new(&job->tables[0].asked);
}

/* Records that become labels, and the members that stand beside them. */
static void
plan_labels(struct job *job)
{
	struct flat_options *asked = &job->flat_options;
	const size_t n_rows = job->pivot.n_row_names;
	size_t n;

	if (!job->columns)
		die("--columns: which member is shown in the table?");
	list_rows(job);
	n = job->n_labels = n_rows + (job->across != NULL);
	job->flat_names =
	    xcalloc(n + asked->n_members + 1, sizeof(*job->flat_names));
	for (size_t i = 0; i < n; i++)
		job->flat_names[i] = job->row_names[i];
	for (size_t i = 0; i < asked->n_members; i++) {
		if (plan_is_listed(job->columns[i], job->flat_names, n + i))
			die("--columns: %s is there twice", job->columns[i]);
		job->flat_names[n + i] = job->columns[i];
	}
	asked->members = job->flat_names;
	asked->n_members += n;
	asked->has_decimals = true;
}

static void
plan_flat(struct job *job)
{
	struct flat_options *asked = &job->flat_options;

	const bool is_turned = job->across || job->is_over;

	if ((job->rows && (!is_turned || asked->is_list)) || job->tables_path ||
	    job->pivot.has_total || job->pivot.sort)
		die("--list and --records: with neither --total, --sort, "
		    "--tables nor, without --across or --transpose, --rows");
	if (asked->kind && strcmp(asked->kind, "*") == 0)
		asked->kind = NULL;
	asked->members = job->columns;
	asked->n_members = job->pivot.n_columns;
	if (job->rows || job->across)
		plan_labels(job);
	job->flat = flat_new(asked);
}

static void
check_shape(const struct job *job, bool is_flat)
{
	if (job->tables_path &&
	    (job->across || job->is_over || job->top || job->n_percent > 0))
		die("--tables: without --across, --transpose, --top and "
		    "--percent");
	if (job->across && job->pivot.has_total)
		die("--across: not with --total");
	if (job->across && job->top > 0)
		die("--across: not with --top");
	if (job->top > 0 && !job->pivot.sort)
		die("--top: by which indicator? give --sort too; of other "
		    "records aggregate --top makes the first ones");
	if (job->n_percent > 0 && job->layout.format == LAYOUT_NDJSON)
		die("--percent: not in ndjson, where a share is a share");
	for (size_t i = 0; i < job->n_percent; i++)
		if ((!is_flat || job->columns) &&
		    !plan_is_listed(
			job->percent[i], job->columns, job->pivot.n_columns))
			die("--percent: %s is none of --columns",
			    job->percent[i]);
}

void
plan_tables(struct job *job)
{
	const bool is_flat = job->flat_options.is_list ||
			     job->flat_options.kind ||
			     (!job->rows && !job->tables_path &&
				 !job->pivot.has_total && !job->pivot.sort);

	if (job->common.is_sealed)
		die("--seal: a table is not sealed");
	if ((job->pick || job->is_list_tables) && !job->tables_path)
		die("%s: of which --tables?",
		    job->pick ? "--pick" : "--list-tables");
	if (job->tables_path && (job->rows || job->columns))
		die("--tables: with neither --rows nor --columns");
	check_shape(job, is_flat);
	job->common.is_text = true;
	load_files(job);
	if (is_flat)
		plan_flat(job);
	else if (job->plans)
		plan_all(job);
	else
		plan_one(job);
}
