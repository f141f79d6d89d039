/*
 * run-chart - where a series of monthly figures changes more than by chance.
 *
 * In memory: a point for each month of each series. Everything is written as
 * it was read, and after it a run_chart record for each series; a figure that
 * cannot be read, or that comes twice for a month, is rejected.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/day.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "series.h"
#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  run-chart --charts-only indicators.ndjson\n"
    "\n"
    "usage: run-chart [--indicators IDS] [--rules RULES] [--change MONTHS]\n"
    "           [--charts-only] [OPTION]... [FILE]...\n"
    "Find where monthly figures change by more than chance.\n"
    "\n"
    "  -i, --indicators IDS  only these indicators: a,b,c\n"
    "      --min-points N    assess series of N months or more (default 10)\n"
    "      --rules RULES     perla, anhoej, xmr, with commas (default perla)\n"
    "      --screen          xmr: limits without ranges that stand out\n"
    "      --change MONTHS   begin anew at these months: 2025-04,2025-10\n"
    "      --freeze MONTH    lines of the points until that month only\n"
    "      --charts-only     write the charts only, not what was read\n";

enum {
	OPT_MIN_POINTS = STREAM_OPT_OWN,
	OPT_CHARTS_ONLY,
	OPT_RULES,
	OPT_SCREEN,
	OPT_CHANGE,
	OPT_FREEZE
};
enum { MAX_CHANGES = 32 };

static const struct option longopts[] = {
	{ "indicators", required_argument, NULL, 'i' },
	{ "min-points", required_argument, NULL, OPT_MIN_POINTS },
	{ "rules", required_argument, NULL, OPT_RULES },
	{ "screen", no_argument, NULL, OPT_SCREEN },
	{ "change", required_argument, NULL, OPT_CHANGE },
	{ "freeze", required_argument, NULL, OPT_FREEZE },
	{ "charts-only", no_argument, NULL, OPT_CHARTS_ONLY },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

struct job {
	struct stream_options common;
	struct stream *stream;
	const char **ids;
	size_t n_ids;
	struct series_how how;
	int changes[MAX_CHANGES];
	bool is_charts_only;
};

static unsigned
read_rules(const char *value)
{
	static const char *const words[] = { "perla", "anhoej", "xmr" };
	const char **names;
	size_t n = opt_list("--rules", value, &names);
	unsigned rules = 0;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < 3 && strcmp(words[k], names[i]) != 0)
			k++;
		if (k == 3)
			die("--rules: %s: must be perla, anhoej or xmr",
			    names[i]);
		rules |= 1U << k;
	}
	free(names);
	return rules;
}

static int
read_month(const char *option, const char *value)
{
	int month;

	if (month_parse(&month, value, strlen(value)) != DAY_OK)
		die("%s: %s: must be a month such as 2025-04", option, value);
	return month;
}

static void
read_changes(struct job *job, const char *value)
{
	const char **names;
	size_t n = opt_list("--change", value, &names);

	if (n > MAX_CHANGES)
		die("--change: at most %d months", (int)MAX_CHANGES);
	for (size_t i = 0; i < n; i++) {
		job->changes[i] = read_month("--change", names[i]);
		if (i > 0 && job->changes[i] <= job->changes[i - 1])
			die("--change: %s: must be later than the month before "
			    "it",
			    names[i]);
	}
	job->how.changes = job->changes;
	job->how.n_changes = n;
	free(names);
}

static void
take_option(struct job *job, int c, const char *value)
{
	switch (c) {
	case 'i':
		free(job->ids);
		job->n_ids = opt_list("--indicators", value, &job->ids);
		break;
	case OPT_MIN_POINTS:
		job->how.min_points = (size_t)opt_long(
		    "--min-points", value, 2, CHART_MAX_POINTS);
		break;
	case OPT_RULES:
		job->how.chart.rules = read_rules(value);
		break;
	case OPT_SCREEN:
		job->how.chart.is_screened = true;
		break;
	case OPT_CHANGE:
		read_changes(job, value);
		break;
	case OPT_FREEZE:
		job->how.freeze = read_month("--freeze", value);
		job->how.is_frozen = true;
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
	size_t n;

	for (size_t i = 0; i < series_n(set); i++) {
		const size_t phases = series_phases(set, i, &job->how);

		for (size_t k = 0; k < phases; k++) {
			if (!series_line(set, i, k, &job->how, &n, &line))
				continue;
			n_signals += n;
			stream_make(job->stream, line.s, line.len);
		}
	}
	stream_stat(job->stream, "series", series_n(set));
	stream_stat(job->stream, "signals", n_signals);
	strbuf_release(&line);
}

/* A month that was given and that no series goes over. */
static void
tell_months(const struct job *job, const struct series_set *set)
{
	static const char format[] =
	    "%s: no series has months before %04d-%02d and it or later ones";
	const int origin = 1970 * 12;

	for (size_t i = 0; i < job->how.n_changes; i++) {
		const int month = origin + job->changes[i];

		if (!series_spans(set, job->changes[i]))
			stream_tell_no(job->stream, format, "--change",
			    month / 12, month % 12 + 1);
	}
	if (job->how.is_frozen && !series_spans(set, job->how.freeze + 1)) {
		const int month = origin + job->how.freeze + 1;

		stream_tell_no(job->stream, format, "--freeze", month / 12,
		    month % 12 + 1);
	}
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
	struct job job = { .common = STREAM_OPTIONS_INIT,
		.how = {
		    .min_points = 10, .chart = { .rules = CHART_PERLA } } };
	struct series_set *set;
	struct record *rec;
	int c, status;

	diag_init("run-chart");
	confine();
	while (
	    (c = opt_next(argc, argv, "i:" STREAM_SHORTOPTS, longopts)) != -1)
		take_option(&job, c, optarg);
	if (job.how.n_changes > 0 && job.how.is_frozen)
		die("--freeze: a change begins anew; give one of the two");
	if (job.how.chart.is_screened && !(job.how.chart.rules & CHART_XMR))
		die("--screen: is for --rules xmr");
	job.stream = stream_open(&job.common, argv + optind, argc - optind);
	set = series_set_new(job.ids, job.n_ids);
	while ((rec = stream_next(job.stream)))
		take_record(&job, set, rec);
	tell_nothing(&job, set);
	if (series_n(set) > 0)
		tell_months(&job, set);
	if (!stream_is_refused(job.stream))
		write_charts(&job, set);
	status = stream_close(job.stream);
	series_set_free(set);
	free(job.ids);
	return status;
}
