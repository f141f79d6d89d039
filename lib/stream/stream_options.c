/* stream_options.c - the options that every program has. */
#include "vardstrom/stream.h"

#include <stdio.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"

enum {
	MIN_MAX_LINE = 64,
	MAX_MAX_LINE = 1024 * 1024 * 1024,
	PERCENT_DECIMALS = 4 /* of --max-rejects N% */
};

const char stream_usage[] =
    "Options of every program:\n"
    "  -o, --output FILE     write there, all at once when all went well\n"
    "      --rejects FILE    write faulty rows there as NDJSON (mode 0600)\n"
    "      --max-rejects N   exit 1 and publish nothing if more than N rows,\n"
    "                        or N% of them, are rejected (default 0; with\n"
    "                        --rejects no limit)\n"
    "      --drops FILE      write place and reason of left-out rows there\n"
    "      --stats FILE      append one line that accounts for every row\n"
    "      --seal            put marks around the output, so that a reader\n"
    "                        knows whether it got all of it\n"
    "      --unseal          accept and leave out marks without checking\n"
    "      --max-line SIZE   longest line (default 16M)\n"
    "      --line-buffered   write each line at once\n"
    "      --progress        show progress on standard error\n"
    "      --no-progress     do not, not even on a terminal\n"
    "      --strict          exit 1 and publish nothing if a name that was\n"
    "                        given occurs nowhere\n"
    "  -q, --quiet           no notes; errors still\n"
    "  -h, --help            show this\n"
    "      --version         show the version\n"
    "Exit status: 0 done; 1 done, but the answer is \"no\" (too many\n"
    "rejects); 2 trouble, the output is not to be used.\n";

/** "12" rows, or "0.5%" in units of 10^-4 percent. */
static void
parse_max_rejects(struct stream_options *so, const char *text)
{
	static const char why[] =
	    "--max-rejects: must be a number of rows, or a percentage from 0% "
	    "to 100% with at most 4 decimals";
	uint64_t v = 0;
	int n_decimals = -1;
	const char *p;

	if (!ascii_is_digit(*text))
		die("%s", why);
	for (p = text; ascii_is_digit(*p) || (*p == '.' && n_decimals < 0);
	     p++) {
		if (*p == '.') {
			n_decimals = 0;
			continue;
		}
		if (v > UINT64_MAX / 1000000 || n_decimals == PERCENT_DECIMALS)
			die("%s", why);
		v = 10 * v + (uint64_t)ascii_digit(*p);
		n_decimals += n_decimals >= 0;
	}
	so->is_max_ppm = strcmp(p, "%") == 0;
	if (*p && !so->is_max_ppm)
		die("%s", why);
	if (!so->is_max_ppm && n_decimals >= 0)
		die("%s", why);
	if (so->is_max_ppm) {
		int i;

		for (i = n_decimals < 0 ? 0 : n_decimals; i < PERCENT_DECIMALS;
		     i++)
			v *= 10;
		if (v > 1000000)
			die("%s", why);
	}
	so->max_rejects = v;
	so->has_max_rejects = true;
}

static void
show_and_exit(const char *usage)
{
	if (fputs(usage, stdout) == EOF || fputs(stream_usage, stdout) == EOF ||
	    fclose(stdout) == EOF)
		die("<stdout>: the help could not be written");
	diag_exit(EXIT_DONE);
}

static void
show_version_and_exit(void)
{
	if (printf("%s (vardstrom) %s\n", diag_program(), VARDSTROM_VERSION) <
		0 ||
	    fclose(stdout) == EOF)
		die("<stdout>: the version could not be written");
	diag_exit(EXIT_DONE);
}

bool
stream_option(
    struct stream_options *so, int c, const char *value, const char *usage)
{
	switch (c) {
	case 'o':
		so->output = strcmp(value, "-") == 0 ? NULL : value;
		break;
	case STREAM_OPT_REJECTS:
		so->rejects = value;
		break;
	case STREAM_OPT_DROPS:
		so->drops = value;
		break;
	case STREAM_OPT_MAX_REJECTS:
		parse_max_rejects(so, value);
		break;
	case STREAM_OPT_STATS:
		so->stats = value;
		break;
	case STREAM_OPT_MAX_LINE:
		so->max_line =
		    opt_size("--max-line", value, MIN_MAX_LINE, MAX_MAX_LINE);
		break;
	case STREAM_OPT_SEAL:
		so->is_sealed = true;
		break;
	case STREAM_OPT_UNSEAL:
		so->is_unsealed = true;
		break;
	case STREAM_OPT_LINE_BUFFERED:
		so->is_line_buffered = true;
		break;
	case STREAM_OPT_PROGRESS:
		so->progress = 1;
		break;
	case STREAM_OPT_NO_PROGRESS:
		so->progress = 0;
		break;
	case STREAM_OPT_STRICT:
		so->is_strict = true;
		break;
	case 'q':
		so->is_quiet = true;
		diag_set_quiet(true);
		break;
	case 'h':
		show_and_exit(usage);
		break;
	case STREAM_OPT_VERSION:
		show_version_and_exit();
		break;
	default:
		return false;
	}
	return true;
}
