/*
 * check-sources - has a run the rows that it should have?
 *
 * Reads what a run dropped, and its manifest; it holds some counts for each
 * extract. A line that is no drop record is rejected.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/dec.h"
#include "vardstrom/diag.h"
#include "vardstrom/near.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "sources.h"

static const char usage[] =
    "Example:\n"
    "  check-sources --exit-code --manifest OUT/manifest.json --need "
    "fys002.csv\n"
    "\n"
    "usage: check-sources --manifest FILE [OPTION]... [DROPS]...\n"
    "Say of each extract of a run whether it has the rows that it should.\n"
    "\n"
    "      --manifest FILE  of the run\n"
    "      --before FILE    the manifest of the run that it replaces\n"
    "      --need NAME      an extract that must have rows in the period\n"
    "      --min-rows N     least number of rows of all extracts together\n"
    "      --shrink P%      an extract may lose so much against the run\n"
    "                       before; default 50%\n"
    "      --exit-code      exit 1 if one has not\n"
    "      --nearest WORD   print the operand that is most like WORD, if one "
    "is,\n"
    "                       in place of reading data\n"
    "\n";

enum {
	OPT_MANIFEST = STREAM_OPT_OWN,
	OPT_BEFORE,
	OPT_NEED,
	OPT_MIN_ROWS,
	OPT_SHRINK,
	OPT_EXIT_CODE,
	OPT_NEAREST
};

static const struct option longopts[] = { STREAM_LONGOPTS,
	{ "manifest", required_argument, NULL, OPT_MANIFEST },
	{ "before", required_argument, NULL, OPT_BEFORE },
	{ "need", required_argument, NULL, OPT_NEED },
	{ "min-rows", required_argument, NULL, OPT_MIN_ROWS },
	{ "shrink", required_argument, NULL, OPT_SHRINK },
	{ "exit-code", no_argument, NULL, OPT_EXIT_CODE },
	{ "nearest", required_argument, NULL, OPT_NEAREST },
	{ NULL, 0, NULL, 0 } };

struct options {
	struct stream_options stream;
	const char *manifest, *before;
	const char *nearest; /* NULL: not asked for */
	const char **needs;
	size_t n_needs, cap_needs;
	uint64_t min_rows;
	uint64_t share; /* that must be left, parts of a million */
	bool has_exit_code;
};

/* "50%" may be lost: what must be left, in parts of a million. */
static uint64_t
share_left(const char *text)
{
	size_t len = strlen(text);
	struct dec percent, factor, parts;
	uint64_t lost;

	if (len > 1 && text[len - 1] == '%' &&
	    dec_parse(&percent, text, len - 1) == DEC_OK &&
	    dec_parse(&factor, "10000", 5) == DEC_OK &&
	    dec_mul(&parts, percent, factor) == DEC_OK &&
	    dec_whole(&lost, parts) && lost <= SOURCES_MILLION)
		return SOURCES_MILLION - lost;
	die("--shrink: must be a percentage from 0%% to "
	    "100%%, such as 50%%");
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case OPT_MANIFEST:
			o->manifest = optarg;
			break;
		case OPT_BEFORE:
			o->before = optarg;
			break;
		case OPT_NEED:
			GROW(o->needs, o->n_needs, o->cap_needs);
			o->needs[o->n_needs++] = optarg;
			break;
		case OPT_MIN_ROWS:
			o->min_rows = (uint64_t)opt_long(
			    "--min-rows", optarg, 0, 999999999999999);
			break;
		case OPT_SHRINK:
			o->share = share_left(optarg);
			break;
		case OPT_EXIT_CODE:
			o->has_exit_code = true;
			break;
		case OPT_NEAREST:
			o->nearest = optarg;
			break;
		default:
			stream_option(&o->stream, c, optarg, usage);
		}
	}
	if (!o->manifest && !o->nearest)
		die("--manifest is needed (see check-sources --help)");
}

static void
load(struct sources *s, const struct options *o)
{
	struct strbuf err = STRBUF_INIT;

	if (sources_load(s, o->manifest, &err) != 0 ||
	    (o->before && sources_load_before(s, o->before, &err) != 0))
		die("%s", err.s);
	for (size_t i = 0; i < o->n_needs; i++)
		sources_need(s, o->needs[i]);
	strbuf_release(&err);
}

static void
write_source(
    struct stream *st, const struct source *s, enum sources_verdict verdict)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addstr(&sb, "{\"record\":\"source_check\",\"file\":");
	strbuf_add_json_string(&sb, s->name, strlen(s->name));
	strbuf_addf(&sb,
	    ",\"read\":%" PRIu64 ",\"rejected\":%" PRIu64
	    ",\"outside_period\":%" PRIu64,
	    s->read, s->rejected, s->outside);
	if (s->before)
		strbuf_addf(&sb, ",\"before\":%" PRIu64, s->before);
	strbuf_addf(&sb, ",\"verdict\":\"%s\"}", sources_code(verdict));
	stream_make(st, sb.s, sb.len);
	strbuf_release(&sb);
}

/* The number of faults, each told in a line. */
static size_t
judge(const struct sources *s, const struct options *o, struct stream *st)
{
	size_t n_faults = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct source *source = &s->items[i];
		enum sources_verdict verdict = sources_judge(source, o->share);

		write_source(st, source, verdict);
		if (verdict == SOURCES_ENOUGH)
			continue;
		n_faults++;
		diag_error("%s: %s: %" PRIu64 " rows, %" PRIu64
			   " outside the period, %" PRIu64 " before",
		    source->name, sources_strverdict(verdict), source->read,
		    source->outside, source->before);
	}
	if (s->read < o->min_rows) {
		n_faults++;
		diag_error("%" PRIu64 " rows in all, fewer than --min-rows "
			   "%" PRIu64,
		    s->read, o->min_rows);
	}
	if (s->before >= SOURCES_MIN_BEFORE &&
	    sources_is_less(s->read, s->before, o->share)) {
		n_faults++;
		diag_error("%" PRIu64
			   " rows in all, far fewer than the %" PRIu64
			   " of the run before",
		    s->read, s->before);
	}
	return n_faults;
}

/* No data is read: the operands are names. */
static int
tell_nearest(const char *word, char *const *names, int n)
{
	const char *near =
	    near_name(word, (const char *const *)names, (size_t)n);

	if ((near && puts(near) < 0) || fflush(stdout) != 0)
		die("<stdout>: could not be written");
	return EXIT_DONE;
}

int
main(int argc, char **argv)
{
	struct options o = { .stream = STREAM_OPTIONS_INIT,
		.share = SOURCES_MILLION / 2 };
	struct sources sources;
	struct stream *st;
	struct record *rec;
	size_t n_faults;
	int ret;

	diag_init("check-sources");
	confine();
	parse_options(&o, argc, argv);
	if (o.nearest)
		return tell_nearest(o.nearest, argv + optind, argc - optind);
	sources_init(&sources);
	load(&sources, &o);
	st = stream_open(&o.stream, argv + optind, argc - optind);
	while ((rec = stream_next(st))) {
		if (sources_add_drop(&sources, rec))
			stream_absorb(st);
		else
			stream_reject(
			    st, "reason", "not_a_drop", "not a drop record");
	}
	n_faults = judge(&sources, &o, st);
	ret = stream_close(st);
	sources_release(&sources);
	free(o.needs);
	return ret == EXIT_DONE && n_faults > 0 && o.has_exit_code ? EXIT_NO
								   : ret;
}
