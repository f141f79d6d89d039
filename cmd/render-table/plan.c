/* plan.c - the tables that the command line asks for. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

const char *const plan_languages[] = {
	[LAYOUT_ENGLISH] = "en",
	[LAYOUT_SWEDISH] = "sv",
	NULL,
};

static int
load_files(struct job *job, struct strbuf *err)
{
	const char *language = plan_languages[job->layout.language];

	job->titles = xcalloc(job->n_titles, sizeof(struct titles *));
	for (size_t i = 0; i < job->n_titles; i++) {
		job->titles[i] =
		    titles_load(job->titles_paths[i], language, err);
		if (!job->titles[i])
			return -1;
	}
	if (job->tables_path) {
		job->plans = tables_load(job->tables_path, language, err);
		if (!job->plans)
			return -1;
	}
	return 0;
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

static int
plan_all(struct job *job, struct strbuf *err)
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
		strbuf_addf(err,
		    "--pick: %s: no such table in %s; there are %s", job->pick,
		    job->tables_path, names.s);
	strbuf_release(&names);
	return job->n_tables > 0 ? 0 : -1;
}

/* The rows, and behind them the member whose values become columns. */
static int
list_rows(struct job *job, struct strbuf *err)
{
	const size_t n = job->pivot.n_row_names;

	if (job->across && plan_is_listed(job->across, job->rows, n)) {
		strbuf_addf(err, "--across: %s is a row already", job->across);
		return -1;
	}
	job->row_names = xcalloc(n + 1, sizeof(*job->row_names));
	for (size_t i = 0; i < n; i++)
		job->row_names[i] = job->rows[i];
	if (job->across)
		job->row_names[n] = job->across;
	return 0;
}

static int
plan_one(struct job *job, struct strbuf *err)
{
	if (!job->rows) {
		strbuf_addf(err, "--rows: the members to group by are needed");
		return -1;
	}
	if (list_rows(job, err) < 0)
		return -1;
	if (!job->columns) {
		strbuf_addf(err, "--columns: at least one indicator is needed");
		return -1;
	}
	job->tables = xcalloc(1, sizeof(*job->tables));
	job->n_tables = 1;
	job->tables[0].name = "vardstrom";
	job->tables[0].asked = job->pivot;
	job->tables[0].asked.row_names = job->row_names;
	job->tables[0].asked.n_row_names += job->across != NULL;
	job->tables[0].asked.columns = job->columns;
	plan_layout(job, &job->tables[0]);
	job->tables[0].pivot = pivot_new(&job->tables[0].asked);
	return 0;
}

/* Records that become labels, and the members that stand beside them. */
static int
plan_labels(struct job *job, struct strbuf *err)
{
	struct flat_options *asked = &job->flat_options;
	const size_t n_rows = job->pivot.n_row_names;
	size_t n;

	if (!job->columns) {
		strbuf_addf(
		    err, "--columns: which member is shown in the table?");
		return -1;
	}
	if (list_rows(job, err) < 0)
		return -1;
	n = job->n_labels = n_rows + (job->across != NULL);
	job->flat_names =
	    xcalloc(n + asked->n_members + 1, sizeof(*job->flat_names));
	for (size_t i = 0; i < n; i++)
		job->flat_names[i] = job->row_names[i];
	for (size_t i = 0; i < asked->n_members; i++) {
		if (plan_is_listed(job->columns[i], job->flat_names, n + i)) {
			strbuf_addf(err, "--columns: %s is there twice",
			    job->columns[i]);
			return -1;
		}
		job->flat_names[n + i] = job->columns[i];
	}
	asked->members = job->flat_names;
	asked->n_members += n;
	asked->has_decimals = true;
	return 0;
}

static int
plan_flat(struct job *job, struct strbuf *err)
{
	struct flat_options *asked = &job->flat_options;
	const bool is_turned = job->across || job->is_over;
	int status = 0;

	if ((job->rows && (!is_turned || asked->is_list)) || job->tables_path ||
	    job->pivot.has_total || job->pivot.sort) {
		strbuf_addf(err,
		    "--list and --records: with neither --total, --sort, "
		    "--tables nor, without --across or --transpose, --rows");
		return -1;
	}
	if (asked->kind && strcmp(asked->kind, "*") == 0)
		asked->kind = NULL;
	asked->members = job->columns;
	asked->n_members = job->pivot.n_columns;
	if (job->rows || job->across)
		status = plan_labels(job, err);
	job->flat = flat_new(asked);
	return status;
}

static int
check_shape(const struct job *job, bool is_flat, struct strbuf *err)
{
	if (job->tables_path &&
	    (job->across || job->is_over || job->top || job->n_percent > 0)) {
		strbuf_addf(err,
		    "--tables: without --across, --transpose, --top and "
		    "--percent");
		return -1;
	}
	if (job->across && job->pivot.has_total) {
		strbuf_addf(err, "--across: not with --total");
		return -1;
	}
	if (job->across && job->top > 0) {
		strbuf_addf(err, "--across: not with --top");
		return -1;
	}
	if (job->top > 0 && !job->pivot.sort) {
		strbuf_addf(err,
		    "--top: by which indicator? give --sort too; of other "
		    "records aggregate --top makes the first ones");
		return -1;
	}
	if (job->n_percent > 0 && job->layout.format == LAYOUT_NDJSON) {
		strbuf_addf(
		    err, "--percent: not in ndjson, where a share is a share");
		return -1;
	}
	for (size_t i = 0; i < job->n_percent; i++)
		if ((!is_flat || job->columns) &&
		    !plan_is_listed(
			job->percent[i], job->columns, job->pivot.n_columns)) {
			strbuf_addf(err, "--percent: %s is none of --columns",
			    job->percent[i]);
			return -1;
		}
	return 0;
}

int
plan_tables(struct job *job, struct strbuf *err)
{
	const bool is_flat = job->flat_options.is_list ||
			     job->flat_options.kind ||
			     (!job->rows && !job->tables_path &&
				 !job->pivot.has_total && !job->pivot.sort);

	if (job->common.is_sealed) {
		strbuf_addf(err, "--seal: a table is not sealed");
		return -1;
	}
	if ((job->pick || job->is_list_tables) && !job->tables_path) {
		strbuf_addf(err, "%s: of which --tables?",
		    job->pick ? "--pick" : "--list-tables");
		return -1;
	}
	if (job->tables_path && (job->rows || job->columns)) {
		strbuf_addf(err, "--tables: with neither --rows nor --columns");
		return -1;
	}
	if (check_shape(job, is_flat, err) < 0)
		return -1;
	job->common.is_text = true;
	if (load_files(job, err) < 0)
		return -1;
	if (is_flat)
		return plan_flat(job, err);
	return job->plans ? plan_all(job, err) : plan_one(job, err);
}
