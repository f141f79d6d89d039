/*
 * main.c - render-table: indicators as a table for people.
 *
 * In memory: the figures that the table shows. A record that it does not show
 * is dropped (not_shown); a figure that cannot be read, or that comes twice
 * for one place, is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "layout.h"
#include "pivot.h"
#include "titles.h"

static const char usage[] =
    "usage: render-table --rows NAMES --columns INDICATORS [OPTION]... "
    "[FILE]...\n"
    "Print indicators as a table: a row for each group.\n"
    "\n"
    "  -r, --rows NAMES      members that the figures are grouped by: a,b\n"
    "  -c, --columns IDS     indicators, one a column: a,b,c\n"
    "  -p, --period TEXT     figures of this period only\n"
    "  -t, --total           a last row with the figures of all\n"
    "      --sort ID         greatest of this indicator first\n"
    "  -f, --format NAME     terminal (default), markdown or csv\n"
    "      --decimal-comma   write 0,5; in csv with semicolons between\n"
    "      --titles FILE     indicators' definitions, for headings\n"
    "      --language NAME   of headings and legend: en (default) or sv\n";

enum { OPT_SORT = STREAM_OPT_OWN, OPT_DECIMAL_COMMA, OPT_LANGUAGE, OPT_TITLES };

static const struct option longopts[] = {
	{ "rows", required_argument, NULL, 'r' },
	{ "columns", required_argument, NULL, 'c' },
	{ "period", required_argument, NULL, 'p' },
	{ "total", no_argument, NULL, 't' },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "format", required_argument, NULL, 'f' },
	{ "decimal-comma", no_argument, NULL, OPT_DECIMAL_COMMA },
	{ "titles", required_argument, NULL, OPT_TITLES },
	{ "language", required_argument, NULL, OPT_LANGUAGE },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line says, and the table that is made of it. */
struct job {
	struct stream_options common;
	struct stream *stream;
	const char **rows, **columns;
	struct pivot_options pivot;
	struct layout_options layout;
	const char *titles_path;
	struct titles *titles;
	const char **headings;
	struct pivot *table;
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
	for (int i = 0; names[i]; i++) {
		if (strcmp(text, names[i]) == 0)
			return i;
	}
	die("%s: must be %s, %s%s%s", option, names[0], names[1],
	    names[2] ? " or " : "", names[2] ? names[2] : "");
}

static void
take_option(struct job *job, int c, const char *value)
{
	static const char *const formats[] = { "terminal", "markdown", "csv",
		NULL };

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
	case 'f':
		job->layout.format =
		    (enum layout_format)choose("--format", value, formats);
		break;
	case OPT_DECIMAL_COMMA:
		job->layout.has_decimal_comma = true;
		break;
	case OPT_TITLES:
		job->titles_path = value;
		break;
	case OPT_LANGUAGE:
		job->layout.language = (enum layout_language)choose(
		    "--language", value, languages);
		break;
	default:
		stream_option(&job->common, c, value, usage);
	}
}

/* Headings are the indicators' titles, or else their ids. */
static void
make_headings(struct job *job)
{
	const size_t n = job->pivot.n_columns;
	struct strbuf err = STRBUF_INIT;

	job->headings = xcalloc(n, sizeof(*job->headings));
	if (job->titles_path) {
		job->titles = titles_load(
		    job->titles_path, languages[job->layout.language], &err);
		if (!job->titles)
			die("%s", err.s);
	}
	for (size_t i = 0; i < n; i++)
		job->headings[i] =
		    job->titles ? titles_find(job->titles, job->columns[i])
				: job->columns[i];
	job->layout.headings = job->headings;
	strbuf_release(&err);
}

static void
finish_options(struct job *job)
{
	if (!job->rows)
		die("--rows: the members to group by are needed");
	if (!job->columns)
		die("--columns: at least one indicator is needed");
	if (job->common.is_sealed)
		die("--seal: a table is not sealed");
	job->common.is_text = true;
	job->pivot.row_names = job->rows;
	job->pivot.columns = job->columns;
	job->layout.row_names = job->rows;
	job->layout.n_row_names = job->pivot.n_row_names;
	job->layout.n_columns = job->pivot.n_columns;
	make_headings(job);
}

static void
take_record(struct stream *st, struct pivot *table, const struct record *rec)
{
	enum figure_status figure;

	switch (pivot_add(table, rec, &figure)) {
	case PIVOT_OK:
		stream_absorb(st);
		break;
	case PIVOT_OTHER:
		stream_drop(st, "not_shown");
		break;
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
		    pivot_period(table));
	}
}

static void
write_table(const struct job *job)
{
	struct strbuf text = STRBUF_INIT;
	const char *line, *end;

	pivot_sort(job->table);
	layout_table(job->table, &job->layout, &text);
	for (line = text.s; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		stream_make(job->stream, line, (size_t)(end - line));
	}
	strbuf_release(&text);
}

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

/* A misspelt indicator or member leaves a column, or the table, empty. */
static void
note_empty_columns(const struct job *job)
{
	struct strbuf rows = STRBUF_INIT;
	size_t i;

	for (i = 0; i < job->pivot.n_row_names; i++)
		strbuf_addf(&rows, "%s%s", i ? "," : "", job->rows[i]);
	for (i = 0; i < job->pivot.n_columns; i++)
		if (!has_figures(job->table, i))
			diag_note(
			    "no figure of %s by %s", job->columns[i], rows.s);
	strbuf_release(&rows);
}

int
main(int argc, char **argv)
{
	struct job job = { .common = STREAM_OPTIONS_INIT };
	struct record *rec;
	int c, status;

	diag_init("render-table");
	while ((c = opt_next(
		    argc, argv, "r:c:p:tf:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	finish_options(&job);
	job.stream = stream_open(&job.common, argv + optind, argc - optind);
	if (job.titles_path)
		stream_add_config(job.stream, job.titles_path);
	job.table = pivot_new(&job.pivot);
	while ((rec = stream_next(job.stream)))
		take_record(job.stream, job.table, rec);
	write_table(&job);
	note_empty_columns(&job);
	status = stream_close(job.stream);
	pivot_free(job.table);
	titles_free(job.titles);
	free(job.headings);
	free(job.columns);
	free(job.rows);
	return status;
}
