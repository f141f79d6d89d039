/*
 * run-chart - where a series of monthly figures changes more than by chance.
 *
 * In memory: a point for each month of each series. Everything is written as
 * it was read, and after it a run_chart record for each series; a figure that
 * cannot be read, or that comes twice for a month, is rejected.
 */
#include <getopt.h>
#include <stdlib.h>

#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "series.h"
#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  run-chart --charts-only indicators.ndjson\n"
    "\n"
    "usage: run-chart [--indicators IDS] [--charts-only] [OPTION]... "
    "[FILE]...\n"
    "Find where monthly figures change by more than chance.\n"
    "\n"
    "  -i, --indicators IDS  only these indicators: a,b,c\n"
    "      --min-points N    assess series of N months or more (default 10)\n"
    "      --charts-only     write the charts only, not what was read\n";

enum { OPT_MIN_POINTS = STREAM_OPT_OWN, OPT_CHARTS_ONLY };

static const struct option longopts[] = {
	{ "indicators", required_argument, NULL, 'i' },
	{ "min-points", required_argument, NULL, OPT_MIN_POINTS },
	{ "charts-only", no_argument, NULL, OPT_CHARTS_ONLY },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

struct job {
	struct stream_options common;
	struct stream *stream;
	const char **ids;
	size_t n_ids;
	size_t min_points;
	bool is_charts_only;
};

static void
take_option(struct job *job, int c, const char *value)
{
	switch (c) {
	case 'i':
		free(job->ids);
		job->n_ids = opt_list("--indicators", value, &job->ids);
		break;
	case OPT_MIN_POINTS:
		job->min_points = (size_t)opt_long(
		    "--min-points", value, 2, CHART_MAX_POINTS);
		break;
	case OPT_CHARTS_ONLY:
		job->is_charts_only = true;
		break;
	default:
		stream_option(&job->common, c, value, usage);
	}
}

static void
take_record(const struct job *job, struct series_set *set, struct record *rec)
{
	enum figure_status figure;
	const enum series_status status = series_add(set, rec, &figure);

	if (status == SERIES_EFIGURE)
		stream_reject(job->stream, figure_field(figure),
		    figure_code(figure), figure_strerror(figure));
	else if (status != SERIES_OK && status != SERIES_OTHER)
		stream_reject(job->stream, series_field(status),
		    series_code(status), series_strerror(status));
	else if (!job->is_charts_only)
		stream_write(job->stream);
	else if (status == SERIES_OK)
		stream_absorb(job->stream);
	else
		stream_drop(job->stream, "no_series");
}

static void
write_charts(const struct job *job, struct series_set *set)
{
	struct strbuf line = STRBUF_INIT;
	uint64_t n_signals = 0;

	for (size_t i = 0; i < series_n(set); i++) {
		n_signals += series_line(set, i, job->min_points, &line);
		stream_make(job->stream, line.s, line.len);
	}
	stream_stat(job->stream, "series", series_n(set));
	stream_stat(job->stream, "signals", n_signals);
	strbuf_release(&line);
}

/* An indicator that was asked for and that has no series is no chart. */
static void
tell_nothing(const struct job *job, const struct series_set *set)
{
	if (series_n(set) == 0 && series_met(set)->n == 0)
		stream_tell_no_work(job->stream,
		    "no record is a figure by month, so there is no chart; "
		    "run-chart comes behind aggregate --indicators");
	for (size_t i = 0; series_met(set)->n > 0 && i < job->n_ids; i++) {
		if (series_n_of(set, i) > 0)
			continue;
		stream_tell_nothing(job->stream,
		    "no monthly figure is of the indicator", job->ids[i],
		    series_met(set));
	}
}

int
run_chart_main(int argc, char **argv)
{
	struct job job = { .common = STREAM_OPTIONS_INIT, .min_points = 10 };
	struct series_set *set;
	struct record *rec;
	int c, status;

	diag_init("run-chart");
	while (
	    (c = opt_next(argc, argv, "i:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	job.stream = stream_open(&job.common, argv + optind, argc - optind);
	set = series_set_new(job.ids, job.n_ids);
	while ((rec = stream_next(job.stream)))
		take_record(&job, set, rec);
	tell_nothing(&job, set);
	if (!stream_is_refused(job.stream))
		write_charts(&job, set);
	status = stream_close(job.stream);
	series_set_free(set);
	free(job.ids);
	return status;
}
