/*
 * synthesize - write a year of invented extracts.
 *
 * Everything is a function of the options: no clock, no floating point. It
 * holds a counter or two a clinic and the rows being gathered for a write,
 * whatever the size of the year. It reads one file, of what the year must add
 * up to; a fault in it is exit 2 before anything is written.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "calibration.h"
#include "dirty.h"
#include "plan.h"
#include "year.h"

static const char usage[] =
    "Example:\n"
    "  synthesize --contacts 10000 extracts\n"
    "\n"
    "usage: synthesize [OPTION]... DIR\n"
    "Write a year of invented extracts into the folder DIR.\n"
    "\n"
    "      --year YEAR        the year; default 2025\n"
    "      --calibration FILE what the year adds up to, in place of the\n"
    "                         printed report of 2025 that is built in\n"
    "      --seed N           another year of the same kind; default 1\n"
    "      --contacts N       that many contacts, in the same proportions\n"
    "      --dirty P%         faulty rows beside P % of the rows, listed in\n"
    "                         faults.ndjson, and noise that means nothing\n"
    "      --gzip             NAME.csv.gz, of several members\n"
    "      --encoding NAME    utf-8 (default), utf-8-bom or windows-1252\n"
    "      --crlf             end lines with CR LF\n"
    "      --shuffle-columns  another order of columns, and an unknown one\n"
    "      --by-alias         name clinics by an alias\n"
    "  -q, --quiet            no notes; errors still\n"
    "  -h, --help             this text\n"
    "      --version\n"
    "Exit status: 0 done, 2 trouble.\n";

enum {
	OPT_YEAR = STREAM_OPT_OWN,
	OPT_CALIBRATION,
	OPT_SEED,
	OPT_CONTACTS,
	OPT_DIRTY,
	OPT_GZIP,
	OPT_ENCODING,
	OPT_CRLF,
	OPT_SHUFFLE_COLUMNS,
	OPT_BY_ALIAS
};

static const struct option longopts[] = {
	{ "year", required_argument, NULL, OPT_YEAR },
	{ "calibration", required_argument, NULL, OPT_CALIBRATION },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "contacts", required_argument, NULL, OPT_CONTACTS },
	{ "dirty", required_argument, NULL, OPT_DIRTY },
	{ "gzip", no_argument, NULL, OPT_GZIP },
	{ "encoding", required_argument, NULL, OPT_ENCODING },
	{ "crlf", no_argument, NULL, OPT_CRLF },
	{ "shuffle-columns", no_argument, NULL, OPT_SHUFFLE_COLUMNS },
	{ "by-alias", no_argument, NULL, OPT_BY_ALIAS },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, STREAM_OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static void
set_encoding(struct extract_dress *dress, const char *name)
{
	dress->has_bom = strcmp(name, "utf-8-bom") == 0;
	dress->is_windows_1252 = strcmp(name, "windows-1252") == 0;
	if (!dress->has_bom && !dress->is_windows_1252 &&
	    strcmp(name, "utf-8") != 0)
		die("--encoding: '%s' is none of utf-8, utf-8-bom, "
		    "windows-1252",
		    name);
}

static void
end_with(const char *text)
{
	if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
		die("standard output: %s", strerror(errno));
	exit(EXIT_DONE);
}

static void
parse_options(
    struct year_options *o, const char **calibration, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, "qh", longopts)) != -1) {
		switch (c) {
		case OPT_YEAR:
			o->year = (int)opt_long(
			    "--year", optarg, PLAN_MIN_YEAR, PLAN_MAX_YEAR);
			break;
		case OPT_CALIBRATION:
			*calibration = optarg;
			break;
		case OPT_SEED:
			o->seed =
			    (uint64_t)opt_long("--seed", optarg, 0, INT64_MAX);
			break;
		case OPT_CONTACTS:
			o->n_contacts = (uint64_t)opt_long(
			    "--contacts", optarg, 1, PLAN_MAX_CONTACTS);
			break;
		case OPT_DIRTY:
			if (!dirty_parse_share(&o->dirty_ppm, optarg))
				die("--dirty: '%s' is no share such as 3%% "
				    "or 0.25%%",
				    optarg);
			break;
		case OPT_GZIP:
			o->dress.is_gzip = true;
			break;
		case OPT_ENCODING:
			set_encoding(&o->dress, optarg);
			break;
		case OPT_CRLF:
			o->dress.is_crlf = true;
			break;
		case OPT_SHUFFLE_COLUMNS:
			o->dress.is_shuffled = true;
			break;
		case OPT_BY_ALIAS:
			o->is_by_alias = true;
			break;
		case 'q':
			diag_set_quiet(true);
			break;
		case 'h':
			end_with(usage);
			break;
		case STREAM_OPT_VERSION:
			end_with(
			    "synthesize (vardstrom) " VARDSTROM_VERSION "\n");
			break;
		}
	}
}

int
main(int argc, char **argv)
{
	struct year_options options = { .seed = 1 };
	struct calibration calibration;
	struct strbuf err = STRBUF_INIT;
	const char *path = NULL;
	int ret = EXIT_DONE;

	diag_init("synthesize");
	confine();
	parse_options(&options, &path, argc, argv);
	if (argc - optind != 1)
		die("one folder is needed; try 'synthesize --help'");
	if (calibration_load(&calibration, path, &err) != 0)
		die("%s", err.s);
	options.calibration = &calibration;
	if (options.year == 0)
		options.year = calibration.year;
	options.dress.dir = argv[optind];
	options.dress.seed = options.seed;
	if (mkdir(options.dress.dir, 0777) != 0 && errno != EEXIST)
		die("%s: %s", options.dress.dir, strerror(errno));
	if (year_write(&options, &err) != 0) {
		diag_error("%s", err.s);
		ret = EXIT_TROUBLE;
	}
	calibration_release(&calibration);
	strbuf_release(&err);
	return ret;
}
