/*
 * main.c - render-table: indicators, or any records, as a table for people.
 *
 * In memory: the figures, or the members, that the tables show. A record that
 * it does not show is dropped (not_shown); a figure that cannot be read, or
 * that comes twice for one place, is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/opt.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/titles.h"
#include "vardstrom/xalloc.h"

#include "flat.h"
#include "layout.h"
#include "pivot.h"
#include "stream/stages.h"
#include "tables.h"
#include "unmet.h"
#include "write.h"

static const char usage[] =
    "Example:\n"
    "  render-table -r clinic -c visits,fte indicators.ndjson\n"
    "\n"
    "usage: render-table --rows NAMES --columns INDICATORS [OPTION]... "
    "[FILE]...\n"
    "       render-table --list | --records KIND | --tables FILE "
    "[OPTION]... [FILE]...\n"
    "Print indicators as a table: a row for each group; or any records.\n"
    "\n"
    "  -r, --rows NAMES      members that the figures are grouped by: a,b\n"
    "  -c, --columns IDS     indicators, one a column: a,b,c\n"
    "  -p, --period TEXT     figures of this period only\n"
    "  -t, --total           a last row with the figures of all\n"
    "      --sort ID         greatest of this indicator first\n"
    "      --list            what the input holds that can be asked for\n"
    "      --records KIND    a row a record of this kind (* for any), with\n"
    "                        the members of --columns, or all of them\n"
    "      --tables FILE     the tables that FILE describes: in xlsx a sheet\n"
    "                        each, otherwise one after the other\n"
    "      --pick NAME       only this table of --tables\n"
    "      --list-tables     the names of --tables; reads no input\n"
    "  -f, --format NAME     terminal (default), markdown, csv, excel-csv,\n"
    "                        xlsx or ndjson\n"
    "      --decimal-comma   write 0,5; in csv with semicolons between\n"
    "      --titles FILE     indicators' definitions, for headings; may be\n"
    "                        given several times\n"
    "      --language NAME   of headings and legend: en (default) or sv\n";

enum {
	OPT_SORT = STREAM_OPT_OWN,
	OPT_DECIMAL_COMMA,
	OPT_LANGUAGE,
	OPT_TITLES,
	OPT_LIST,
	OPT_RECORDS,
	OPT_TABLES,
	OPT_PICK,
	OPT_LIST_TABLES
};

static const struct option longopts[] = {
	{ "rows", required_argument, NULL, 'r' },
	{ "columns", required_argument, NULL, 'c' },
	{ "period", required_argument, NULL, 'p' },
	{ "total", no_argument, NULL, 't' },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "records", required_argument, NULL, OPT_RECORDS },
	{ "tables", required_argument, NULL, OPT_TABLES },
	{ "pick", required_argument, NULL, OPT_PICK },
	{ "list-tables", no_argument, NULL, OPT_LIST_TABLES },
	{ "format", required_argument, NULL, 'f' },
	{ "decimal-comma", no_argument, NULL, OPT_DECIMAL_COMMA },
	{ "titles", required_argument, NULL, OPT_TITLES },
	{ "language", required_argument, NULL, OPT_LANGUAGE },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line says, and the tables that are made of it. */
struct job {
	struct stream_options common;
	struct stream *stream;
	const char **rows, **columns;
	struct pivot_options pivot;
	struct layout_options layout;
	const char **titles_paths;
	struct titles **titles;
	size_t n_titles, cap_titles;
	const char *tables_path, *pick;
	bool is_list_tables;
	struct tables *plans;
	struct table *tables;
	size_t n_tables;
	struct flat_options flat_options;
	struct flat *flat; /* NULL: tables of figures */
	struct keyset *clinics;
	char **clinic_names;
	size_t n_clinics, cap_clinics;
	struct strbuf scratch;
};

static const char *const languages[] = {
	[LAYOUT_ENGLISH] = "en",
	[LAYOUT_SWEDISH] = "sv",
	NULL,
};

/* One of names (NULL-ended); dies otherwise. */
static int
choose(const char *option, const char *text, const char *const *names)
{
	struct strbuf list = STRBUF_INIT;

	for (int i = 0; names[i]; i++) {
		if (strcmp(text, names[i]) == 0) {
			strbuf_release(&list);
			return i;
		}
		strbuf_addf(&list, "%s%s",
		    i == 0         ? ""
		    : names[i + 1] ? ", "
				   : " or ",
		    names[i]);
	}
	die("%s: must be %s", option, list.s);
}

static void
take_option(struct job *job, int c, const char *value)
{
	static const char *const formats[] = { "terminal", "markdown", "csv",
		"excel-csv", "xlsx", "ndjson", NULL };

	switch (c) {
	case 'r':
		free(job->rows);
		job->pivot.n_row_names = opt_list("--rows", value, &job->rows);
		break;
	case 'c':
		free(job->columns);
		job->pivot.n_columns =
		    opt_list("--columns", value, &job->columns);
		break;
	case 'p':
		job->pivot.period = value;
		break;
	case 't':
		job->pivot.has_total = true;
		break;
	case OPT_SORT:
		job->pivot.sort = value;
		break;
	case OPT_LIST:
		job->flat_options.is_list = true;
		break;
	case OPT_RECORDS:
		job->flat_options.kind = value;
		break;
	case OPT_TABLES:
		job->tables_path = value;
		break;
	case OPT_PICK:
		job->pick = value;
		break;
	case OPT_LIST_TABLES:
		job->is_list_tables = true;
		break;
	case 'f':
		job->layout.format =
		    (enum layout_format)choose("--format", value, formats);
		break;
	case OPT_DECIMAL_COMMA:
		job->layout.has_decimal_comma = true;
		break;
	case OPT_TITLES:
		GROW(job->titles_paths, job->n_titles, job->cap_titles);
		job->titles_paths[job->n_titles++] = value;
		break;
	case OPT_LANGUAGE:
		job->layout.language = (enum layout_language)choose(
		    "--language", value, languages);
		break;
	default:
		stream_option(&job->common, c, value, usage);
	}
}

/* --- what is to be made --------------------------------------------------- */

static void
load_files(struct job *job)
{
	const char *language = languages[job->layout.language];
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

/* Lay out the columns of a table under their headings. */
static void
make_layout(const struct job *job, struct table *table)
{
	const struct pivot_options *asked = &table->asked;

	table->layout = job->layout;
	table->layout.row_names = asked->row_names;
	table->layout.n_row_names = asked->n_row_names;
	table->layout.n_columns = asked->n_columns;
	table->layout.ids = asked->columns;
	table->headings = xcalloc(asked->n_columns, sizeof(*table->headings));
	for (size_t i = 0; i < asked->n_columns; i++)
		table->headings[i] = find_title(job, asked->columns[i]);
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
	make_layout(job, table);
	table->layout.row_titles = plan->row_titles;
	/* the others are read by programs */
	if (job->layout.format != LAYOUT_CSV &&
	    job->layout.format != LAYOUT_NDJSON)
		table->layout.words = job->plans;
	table->pivot = pivot_new(&table->asked);
}

static void
plan_tables(struct job *job)
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

static void
plan_one(struct job *job)
{
	if (!job->rows)
		die("--rows: the members to group by are needed");
	if (!job->columns)
		die("--columns: at least one indicator is needed");
	job->tables = xcalloc(1, sizeof(*job->tables));
	job->n_tables = 1;
	job->tables[0].name = "vardstrom";
	job->tables[0].asked = job->pivot;
	job->tables[0].asked.row_names = job->rows;
	job->tables[0].asked.columns = job->columns;
	make_layout(job, &job->tables[0]);
	job->tables[0].pivot = pivot_new(&job->tables[0].asked);
}

static void
plan_flat(struct job *job)
{
	struct flat_options *asked = &job->flat_options;

	if (job->rows || job->tables_path || job->pivot.has_total ||
	    job->pivot.sort)
		die("--list and --records: with neither --rows, --total, "
		    "--sort nor --tables");
	if (asked->kind && strcmp(asked->kind, "*") == 0)
		asked->kind = NULL;
	asked->members = job->columns;
	asked->n_members = job->pivot.n_columns;
	job->flat = flat_new(asked);
}

static void
finish_options(struct job *job)
{
	const bool is_flat =
	    job->flat_options.is_list || job->flat_options.kind;

	if (job->common.is_sealed)
		die("--seal: a table is not sealed");
	if ((job->pick || job->is_list_tables) && !job->tables_path)
		die("%s: of which --tables?",
		    job->pick ? "--pick" : "--list-tables");
	if (job->tables_path && (job->rows || job->columns))
		die("--tables: with neither --rows nor --columns");
	job->common.is_text = true;
	load_files(job);
	if (is_flat)
		plan_flat(job);
	else if (job->plans)
		plan_tables(job);
	else
		plan_one(job);
}

/* --- records -------------------------------------------------------------- */

/* A clinic's name, for tables that are grouped by clinics. */
static bool
take_clinic(struct job *job, const struct record *rec)
{
	struct field kind = FIELD("record"), id = FIELD("clinic"),
		     name = FIELD("name");
	const struct ndjson_member *of = record_get(rec, &id),
				   *is = record_get(rec, &name);
	const char *s;
	size_t len;
	bool is_new;

	if (!job->plans || !of || !is || of->type != NDJSON_STRING ||
	    is->type != NDJSON_STRING ||
	    !ndjson_is_text(record_get(rec, &kind), "clinic", 6))
		return false;
	if (!job->clinics)
		job->clinics = keyset_new();
	ndjson_text(of, &job->scratch, &s, &len);
	keyset_add(job->clinics, s, len, &is_new);
	if (!is_new)
		return true;
	ndjson_text(is, &job->scratch, &s, &len);
	GROW(job->clinic_names, job->n_clinics, job->cap_clinics);
	job->clinic_names[job->n_clinics++] = strbuf_textdup(s, len);
	return true;
}

static const char *
name_value(void *context, const char *member, const char *value)
{
	const struct job *job = context;
	uint32_t number;

	if (job->clinics && strcmp(member, "clinic") == 0 &&
	    keyset_find(job->clinics, value, strlen(value), &number))
		return job->clinic_names[number];
	return tables_value(job->plans, member, value);
}

static size_t
place_value(void *context, const char *member, const char *value)
{
	const struct job *job = context;

	return tables_place(job->plans, member, value);
}

static void
take_record(struct job *job, const struct record *rec)
{
	struct stream *st = job->stream;
	enum pivot_status status = PIVOT_OTHER;
	enum figure_status figure = FIGURE_OK;
	bool is_shown =
	    job->flat ? flat_add(job->flat, rec) : take_clinic(job, rec);
	size_t i;

	for (i = 0; i < job->n_tables; i++) {
		status = pivot_add(job->tables[i].pivot, rec, &figure);
		if (status != PIVOT_OK && status != PIVOT_OTHER)
			break;
		is_shown = is_shown || status == PIVOT_OK;
	}
	switch (i < job->n_tables ? status : PIVOT_OK) {
	case PIVOT_EFIGURE:
		stream_reject(st, figure_field(figure), figure_code(figure),
		    figure_strerror(figure));
		break;
	case PIVOT_EREPEAT:
		stream_reject(st, "indicator", "repeated_figure",
		    "a second figure for the same place in the table");
		break;
	case PIVOT_EPERIOD:
		die("%s:%llu: period: another one than \"%s\" before it; "
		    "choose one with --period",
		    stream_file(st), (unsigned long long)stream_line_no(st),
		    pivot_period(job->tables[i].pivot));
	default:
		if (is_shown)
			stream_absorb(st);
		else
			stream_drop(st, "not_shown");
	}
}

/* --- the end -------------------------------------------------------------- */

/* Before the first line is written, which may be refused for it. */
static void
tell_nothing(const struct job *job)
{
	struct unmet u = { .st = job->stream,
		.is_strict = job->common.is_strict,
		.is_file = job->plans != NULL };

	if (job->flat) {
		unmet_tell_records(&u, &job->flat_options, job->flat);
		return;
	}
	if (pivot_met(job->tables[0].pivot)->indicators.n > 0) {
		for (size_t i = 0; i < job->n_tables; i++)
			unmet_tell_table(
			    &u, &job->tables[i].asked, job->tables[i].pivot);
		return;
	}
	diag_note("no figure to show");
	stream_tell_no_work(job->stream,
	    "no record is an indicator; render-table comes behind aggregate "
	    "--indicators, or is told --records KIND");
}

/* The records themselves, as the one table there is. */
static void
finish_flat(struct job *job)
{
	struct table *table;
	const char *const *names;
	size_t n;

	job->tables = table = xcalloc(1, sizeof(*table));
	job->n_tables = 1;
	table->name = "vardstrom";
	table->pivot = flat_finish(job->flat, &names, &n);
	table->asked.columns = names;
	table->asked.n_columns = n;
	make_layout(job, table);
}

static void
finish_tables(struct job *job)
{
	tell_nothing(job);
	if (job->flat)
		finish_flat(job);
	for (size_t i = 0; i < job->n_tables; i++) {
		struct table *table = &job->tables[i];

		if (job->plans)
			pivot_order(table->pivot, place_value, job);
		if (job->plans && job->layout.format != LAYOUT_NDJSON)
			pivot_rename(table->pivot, name_value, job);
		if (!job->flat)
			pivot_sort(table->pivot);
	}
	write_tables(
	    job->stream, job->tables, job->n_tables, job->layout.format);
}

static void
release(struct job *job)
{
	for (size_t i = 0; i < job->n_tables; i++) {
		free(job->tables[i].headings);
		if (!job->flat)
			pivot_free(job->tables[i].pivot);
	}
	for (size_t i = 0; i < job->n_titles; i++)
		titles_free(job->titles[i]);
	for (size_t i = 0; i < job->n_clinics; i++)
		free(job->clinic_names[i]);
	flat_free(job->flat);
	tables_free(job->plans);
	keyset_free(job->clinics);
	strbuf_release(&job->scratch);
	free(job->clinic_names);
	free(job->tables);
	free(job->titles);
	free(job->titles_paths);
	free(job->columns);
	free(job->rows);
}

static void
list_tables(struct job *job)
{
	for (size_t i = 0; i < tables_n(job->plans); i++) {
		const char *name = tables_get(job->plans, i)->name;

		stream_make(job->stream, name, strlen(name));
	}
}

int
render_table_main(int argc, char **argv)
{
	struct job job = { .common = STREAM_OPTIONS_INIT,
		.scratch = STRBUF_INIT };
	char none[] = "/dev/null", *nothing[] = { none };
	struct record *rec;
	int c, status;

	diag_init("render-table");
	while ((c = opt_next(
		    argc, argv, "r:c:p:tf:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	finish_options(&job);
	if (job.is_list_tables && optind < argc)
		die("--list-tables: reads no input");
	job.stream = job.is_list_tables ? stream_open(&job.common, nothing, 1)
					: stream_open(&job.common,
					      argv + optind, argc - optind);
	for (size_t i = 0; i < job.n_titles; i++)
		stream_add_config(job.stream, job.titles_paths[i]);
	if (job.tables_path)
		stream_add_config(job.stream, job.tables_path);
	while ((rec = stream_next(job.stream)))
		take_record(&job, rec);
	if (job.is_list_tables)
		list_tables(&job);
	else
		finish_tables(&job);
	status = stream_close(job.stream);
	release(&job);
	return status;
}
