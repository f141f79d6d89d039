/*
 * main.c - compare-years: set indicators beside those of an earlier year.
 *
 * In memory: every record of the stream until the last is read, since the
 * years may come in any order. Records of other kinds pass unchanged; an
 * indicator record that cannot be read is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "compare_years.h"
#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  compare-years 2024.ndjson 2025.ndjson >compared.ndjson\n"
    "\n"
    "usage: compare-years [--years N] [OPTION]... [FILE]...\n"
    "Set indicators beside those of an earlier year.\n"
    "\n"
    "  -y, --years N         the year N years before (default: the latest\n"
    "                        earlier one that the indicator has)\n";

enum { MAX_YEARS = 9999 };

static const struct option longopts[] = {
	{ "years", required_argument, NULL, 'y' },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

static void
read_all(struct stream *st, struct comparer *c)
{
	enum figure_status status;
	struct record *rec;

	while ((rec = stream_next(st))) {
		status = comparer_add(c, rec);
		if (status == FIGURE_OK)
			stream_hold(st);
		else
			stream_reject(st, figure_field(status),
			    figure_code(status), figure_strerror(status));
	}
}

static void
write_all(struct stream *st, struct comparer *c)
{
	uint64_t n[COMPARISON_NOT_MADE + 1] = { 0 };
	struct strbuf line = STRBUF_INIT;

	if (!comparer_has_figures(c))
		stream_tell_no_work(st,
		    "no record is an indicator of a year, so nothing was "
		    "compared; compare-years comes behind aggregate "
		    "--indicators");
	for (size_t i = 0; i < comparer_n(c); i++) {
		n[comparer_line(c, i, &line)]++;
		stream_held_write(st, line.s, line.len);
	}
	strbuf_release(&line);
	stream_stat(st, "compared", n[COMPARISON_MADE]);
	stream_stat(st, "not_compared", n[COMPARISON_NOT_MADE]);
}

int
compare_years_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct comparer *comparer;
	struct stream *st;
	int c, years = 0, status;

	diag_init("compare-years");
	confine();
	while (
	    (c = opt_next(argc, argv, "y:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'y':
			years = (int)opt_long("--years", optarg, 1, MAX_YEARS);
			break;
		default:
			stream_option(&so, c, optarg, usage);
		}
	}
	st = stream_open(&so, argv + optind, argc - optind);
	comparer = comparer_new(years);
	read_all(st, comparer);
	write_all(st, comparer);
	status = stream_close(st);
	comparer_free(comparer);
	return status;
}
