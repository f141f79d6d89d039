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

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/opt.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/titles.h"
#include "vardstrom/xalloc.h"

#include "plan.h"
#include "stream/stages.h"
#include "unmet.h"

static const char usage[] =
    "Example:\n"
    "  render-table -r clinic -c visits,fte indicators.ndjson\n"
    "  aggregate -g clinic count contacts.ndjson | render-table -f excel-csv\n"
    "\n"
    "usage: render-table --rows NAMES --columns INDICATORS [OPTION]... "
    "[FILE]...\n"
    "       render-table [--list | --records KIND | --tables FILE] "
    "[OPTION]... [FILE]...\n"
    "Print indicators as a table: a row for each group; or any records.\n"
    "\n"
    "  -r, --rows NAMES      members that the figures are grouped by: a,b\n"
    "  -c, --columns IDS     indicators, one a column: a,b,c\n"
    "  -p, --period TEXT     figures of this period only\n"
    "  -t, --total           a last row with the figures of all\n"
    "      --sort ID         greatest of this indicator first\n"
    "      --top N           only the first N rows of --sort\n"
    "      --only M=VALUE    records with this value of a member; may be "
    "given\n"
    "                        several times\n"
    "      --across MEMBER   a column for each of its values, such as years\n"
    "      --transpose       a row a column, a column a row\n"
    "      --percent IDS     columns that are shares, in per cent\n"
    "      --list            what the input holds that can be asked for\n"
    "      --records KIND    a row a record of this kind (* for any, as "
    "without\n"
    "                        --rows), with the members of --columns, or all\n"
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
	OPT_LIST_TABLES,
	OPT_TOP,
	OPT_ONLY,
	OPT_ACROSS,
	OPT_TRANSPOSE,
	OPT_PERCENT
};

static const struct option longopts[] = {
	{ "rows", required_argument, NULL, 'r' },
	{ "columns", required_argument, NULL, 'c' },
	{ "period", required_argument, NULL, 'p' },
	{ "total", no_argument, NULL, 't' },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "top", required_argument, NULL, OPT_TOP },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "across", required_argument, NULL, OPT_ACROSS },
	{ "transpose", no_argument, NULL, OPT_TRANSPOSE },
	{ "percent", required_argument, NULL, OPT_PERCENT },
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
	case OPT_TOP:
		job->top = (size_t)opt_long("--top", value, 1, 1000000000);
		break;
	case OPT_ONLY:
		if (!onlies_add(&job->only, value))
			die("--only: must be MEMBER=VALUE");
		break;
	case OPT_ACROSS:
		job->across = value;
		break;
	case OPT_TRANSPOSE:
		job->is_over = true;
		break;
	case OPT_PERCENT:
		free(job->percent);
		job->n_percent = opt_list("--percent", value, &job->percent);
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
		    "--language", value, plan_languages);
		break;
	default:
		stream_option(&job->common, c, value, usage);
	}
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

/* A figure of all, which has none of the members that --only asks for. */
static bool
is_of_all(const struct record *rec)
{
	struct field field = FIELD("by");
	const struct ndjson_member *by = record_get(rec, &field);
	struct ndjson_member one;
	struct ndjson_iter it;

	if (!by || by->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, by);
	return !ndjson_iter_next(&it, &one);
}

static void
take_record(struct job *job, const struct record *rec)
{
	struct stream *st = job->stream;
	enum pivot_status status = PIVOT_OTHER;
	enum figure_status figure = FIGURE_OK;
	const bool is_wanted = onlies_hold(&job->only, rec) ||
			       (job->pivot.has_total && is_of_all(rec));
	bool is_shown = is_wanted && (job->flat ? flat_add(job->flat, rec)
						: take_clinic(job, rec));
	size_t i;

	for (i = 0; is_wanted && i < job->n_tables; i++) {
		status = pivot_add(job->tables[i].pivot, rec, &figure);
		if (status != PIVOT_OK && status != PIVOT_OTHER)
			break;
		is_shown = is_shown || status == PIVOT_OK;
	}
	switch (is_wanted && i < job->n_tables ? status : PIVOT_OK) {
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

	onlies_tell(&job->only, job->stream);
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
	if (job->only.n > 0)
		return;
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
	for (size_t i = 0; i < job->n_percent; i++)
		if (!plan_is_listed(job->percent[i], names, n))
			stream_tell_no_member(job->stream, job->percent[i]);
	plan_layout(job, table);
}

/* Per cent, labels, columns of values, columns of rows: in that order. */
static void
turn_table(struct job *job, struct table *table)
{
	const char *row_name = job->flat ? "member" : "indicator";
	const char *all =
	    job->flat ? "value" : layout_all(job->layout.language);
	size_t n = job->n_labels;
	struct strbuf err = STRBUF_INIT;
	int status = 0;

	for (size_t i = 0; i < table->layout.n_columns; i++)
		if (table->is_percent[i] && pivot_has_text(table->pivot, i))
			die("--percent: %s: a value is no number",
			    table->layout.ids[i]);
		else if (table->is_percent[i] &&
			 !pivot_percent(table->pivot, i,
			     job->layout.format == LAYOUT_XLSX))
			die("--percent: %s: a figure is too large",
			    table->layout.ids[i]);
	job->unturned = table->pivot;
	/* of records alone the first member is what they are called by */
	if (job->flat && job->is_over && n == 0 &&
	    pivot_n_rows(table->pivot) > 1)
		n = 1;
	if (n > 0)
		turn_labels(table, table->layout.ids, n);
	if (job->across)
		status = turn_across(&job->turns[0], table, &err);
	if (job->is_over && status == 0)
		status = turn_over(&job->turns[1], table, row_name, all, &err);
	if ((job->across || job->is_over) && status == 0)
		status = turn_check(table, &err);
	if (status < 0)
		die("%s", err.s);
}

static void
finish_tables(struct job *job)
{
	struct strbuf err = STRBUF_INIT;
	size_t n_tied = 0;

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
		n_tied = pivot_cut(table->pivot, job->top);
	}
	if (n_tied > 0)
		diag_note(
		    "--top: left out and equal to the last row: %zu", n_tied);
	if (!job->plans)
		turn_table(job, &job->tables[0]);
	if (write_tables(job->stream, job->tables, job->n_tables,
		job->layout.format, &err) < 0)
		die("%s", err.s);
}

static void
release(struct job *job)
{
	turn_release(&job->turns[1]);
	turn_release(&job->turns[0]);
	for (size_t i = 0; i < job->n_tables; i++) {
		free(job->tables[i].headings);
		free(job->tables[i].is_percent);
		if (!job->flat)
			pivot_free(job->unturned ? job->unturned
						 : job->tables[i].pivot);
	}
	for (size_t i = 0; i < job->n_made; i++)
		free(job->made_headings[i]);
	free(job->made_headings);
	free(job->flat_names);
	free(job->row_names);
	free(job->percent);
	onlies_release(&job->only);
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
		.scratch = STRBUF_INIT,
		.only = ONLIES_INIT };
	struct strbuf err = STRBUF_INIT;
	char none[] = "/dev/null", *nothing[] = { none };
	struct record *rec;
	int c, status;

	diag_init("render-table");
	confine();
	while ((c = opt_next(
		    argc, argv, "r:c:p:tf:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	if (plan_tables(&job, &err) < 0)
		die("%s", err.s);
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
