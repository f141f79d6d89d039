/*
 * main.c - render-report: indicators as a page for people to read.
 *
 * In memory: all figures of the input, and the page. A record that is no
 * figure, run chart or clinic is dropped (not_shown); a figure that cannot be
 * read, or that comes twice, is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/titles.h"
#include "vardstrom/xalloc.h"

#include "document.h"
#include "page.h"
#include "plan.h"
#include "store.h"
#include "unmet.h"

static const char usage[] =
    "Example:\n"
    "  render-report --indicators kvalitetsbokslut.json indicators.ndjson "
    ">page.html\n"
    "\n"
    "usage: render-report [OPTION]... [FILE]...\n"
    "Indicators as one page of HTML that needs nothing else.\n"
    "\n"
    "  render-report indicators.ndjson >report.html\n"
    "\n"
    "      --lang NAME       sv (default) or en\n"
    "      --clinic ID       the page of this clinic\n"
    "      --list-clinics    not a page, but the ids of the clinics\n"
    "      --definitions     the definitions of --indicators; reads no input\n"
    "      --indicators FILE definitions, for titles; may be given several\n"
    "                        times\n"
    "      --report FILE     the chapters, in place of those built in\n"
    "  -p, --period TEXT     figures of this period (default: the last)\n"
    "      --notice TEXT     in a box at the top, as for made data\n";

enum {
	OPT_LANG = STREAM_OPT_OWN,
	OPT_CLINIC,
	OPT_LIST_CLINICS,
	OPT_DEFINITIONS,
	OPT_INDICATORS,
	OPT_REPORT,
	OPT_NOTICE
};

static const struct option longopts[] = {
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "clinic", required_argument, NULL, OPT_CLINIC },
	{ "list-clinics", no_argument, NULL, OPT_LIST_CLINICS },
	{ "definitions", no_argument, NULL, OPT_DEFINITIONS },
	{ "indicators", required_argument, NULL, OPT_INDICATORS },
	{ "report", required_argument, NULL, OPT_REPORT },
	{ "period", required_argument, NULL, 'p' },
	{ "notice", required_argument, NULL, OPT_NOTICE },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

struct job {
	struct stream_options common;
	struct stream *stream;
	enum language language;
	const char *clinic, *report, *period, *notice;
	bool is_list, is_definitions;
	const char **paths; /* of definitions */
	size_t n_paths, cap_paths;
	struct titles **titles;
	struct plan *plan;
	struct store *store;
	struct strbuf html;
};

static void
take_option(struct job *job, int c, const char *value)
{
	switch (c) {
	case OPT_LANG:
		if (strcmp(value, "sv") != 0 && strcmp(value, "en") != 0)
			die("--lang: must be sv or en");
		job->language =
		    strcmp(value, "en") == 0 ? LANGUAGE_EN : LANGUAGE_SV;
		break;
	case OPT_CLINIC:
		job->clinic = value;
		break;
	case OPT_LIST_CLINICS:
		job->is_list = true;
		break;
	case OPT_DEFINITIONS:
		job->is_definitions = true;
		break;
	case OPT_INDICATORS:
		GROW(job->paths, job->n_paths, job->cap_paths);
		job->paths[job->n_paths++] = value;
		break;
	case OPT_REPORT:
		job->report = value;
		break;
	case 'p':
		job->period = value;
		break;
	case OPT_NOTICE:
		job->notice = value;
		break;
	default:
		stream_option(&job->common, c, value, usage);
	}
}

static void
finish_options(struct job *job)
{
	struct strbuf err = STRBUF_INIT;

	if (job->common.is_sealed)
		die("--seal: a page is not sealed");
	if (job->is_definitions && job->n_paths == 0)
		die("--definitions: of which --indicators?");
	if (job->is_definitions + job->is_list + (job->clinic != NULL) > 1)
		die("--clinic, --list-clinics and --definitions: one of them");
	job->common.is_text = true;
	job->plan = plan_load(job->report, job->language, &err);
	if (!job->plan)
		die("%s", err.s);
	job->titles = xcalloc(job->n_paths, sizeof(struct titles *));
	for (size_t i = 0; i < job->n_paths; i++) {
		job->titles[i] = titles_load(job->paths[i],
		    job->language == LANGUAGE_EN ? "en" : "sv", &err);
		if (!job->titles[i])
			die("%s", err.s);
	}
	strbuf_release(&err);
}

static void
take_record(struct job *job, const struct record *rec)
{
	enum figure_status figure;

	switch (store_add(job->store, rec, &figure)) {
	case STORE_OK:
		stream_absorb(job->stream);
		break;
	case STORE_OTHER:
		stream_drop(job->stream, "not_shown");
		break;
	case STORE_EFIGURE:
		stream_reject(job->stream, figure_field(figure),
		    figure_code(figure), figure_strerror(figure));
		break;
	case STORE_EREPEAT:
		stream_reject(job->stream, "indicator", "repeated_figure",
		    "a second figure for the same place in the report");
		break;
	}
}

static void
list_clinics(struct job *job)
{
	for (size_t i = 0; i < store_n_clinics(job->store); i++)
		strbuf_addf(
		    &job->html, "%s\n", store_clinic_at(job->store, i)->id);
}

static void
write_page(struct job *job)
{
	struct strbuf err = STRBUF_INIT;
	struct page page = { .store = job->store,
		.plan = job->plan,
		.titles = job->titles,
		.n_titles = job->n_paths,
		.language = job->language,
		.root = job->clinic ? "../" : "",
		.notice = job->notice,
		.out = &job->html };

	if (job->is_definitions) {
		if (document_definitions(
			&page, job->paths, job->n_paths, &err) != 0)
			die("%s", err.s);
	} else {
		if (job->clinic) {
			page.clinic = store_clinic(job->store, job->clinic);
			if (!page.clinic || !page.clinic->has_figures)
				die("--clinic: no figure of that clinic; "
				    "--list-clinics says which there are");
		}
		document_report(&page);
	}
	strbuf_release(&err);
}

static void
write_lines(struct job *job)
{
	const char *line = job->html.s, *stop = line + job->html.len, *end;

	for (; line < stop; line = end + 1) {
		end = memchr(line, '\n', (size_t)(stop - line));
		if (!end)
			end = stop;
		stream_make(job->stream, line, (size_t)(end - line));
	}
}

static void
read_records(struct job *job)
{
	struct record *rec;

	while ((rec = stream_next(job->stream)))
		take_record(job, rec);
	store_finish(job->store);
	if (*store_period(job->store) == '\0')
		die("no figure in the input");
	if (job->period) {
		store_choose_period(job->store, job->period);
		if (!store_has_period(job->store))
			die("--period: no figure of %s", job->period);
	}
}

/*
 * Clinics' pages are as the report is: it tells for all of them. The chapters
 * built in are of all areas, and few streams have them all.
 */
static void
tell_nothing(struct job *job)
{
	const struct unmet u = { .st = job->stream,
		.is_strict = job->common.is_strict,
		.store = job->store,
		.titles = job->titles,
		.n_titles = job->n_paths };

	unmet_tell(&u, job->plan);
}

int
main(int argc, char **argv)
{
	struct job job = { .common = STREAM_OPTIONS_INIT, .html = STRBUF_INIT };
	char none[] = "/dev/null", *nothing[] = { none };
	int c, status;

	diag_init("render-report");
	confine();
	while (
	    (c = opt_next(argc, argv, "p:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	finish_options(&job);
	if (job.is_definitions && optind < argc)
		die("--definitions: reads no input");
	job.stream = job.is_definitions ? stream_open(&job.common, nothing, 1)
					: stream_open(&job.common,
					      argv + optind, argc - optind);
	for (size_t i = 0; i < job.n_paths; i++)
		stream_add_config(job.stream, job.paths[i]);
	if (job.report)
		stream_add_config(job.stream, job.report);
	job.store = store_new();
	if (!job.is_definitions)
		read_records(&job);
	if (job.report && !job.is_definitions && !job.is_list && !job.clinic)
		tell_nothing(&job);
	if (!stream_is_refused(job.stream)) {
		if (job.is_list)
			list_clinics(&job);
		else
			write_page(&job);
		write_lines(&job);
	}
	status = stream_close(job.stream);
	for (size_t i = 0; i < job.n_paths; i++)
		titles_free(job.titles[i]);
	free(job.titles);
	free(job.paths);
	strbuf_release(&job.html);
	plan_free(job.plan);
	store_free(job.store);
	return status;
}
