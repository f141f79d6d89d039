/*
 * aggregate - sums, counts and indicators by groups.
 *
 * Holds the groups and the distinct keys, never the records. A record is
 * absorbed into what is counted, or dropped with a reason; one whose number
 * cannot be summed exactly is rejected.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "define/group.h"
#include "job.h"
#include "needs.h"
#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  aggregate -w 'status == \"done\"' -g clinic count distinct:patient "
    "contacts.ndjson\n"
    "\n"
    "usage: aggregate [-g GROUP,...] [-w EXPR] [--period PERIOD]\n"
    "           [NAME=]FUNCTION[:ARGUMENT]... [--] [FILE]...\n"
    "       aggregate --indicators FILE [-w EXPR] [--period PERIOD]\n"
    "           [--] [FILE]...\n"
    "\n"
    "Functions: count, count:EXPR, distinct:M, sum:M, mean:M, min:M, max:M,\n"
    "p50:M (any percentile), median:M, stdev:M, first:M@M, last:M@M (by the\n"
    "order of another member), share:EXPR, where M is a member's name. The\n"
    "first operand that is none of these, and all after --, are files.\n"
    "\n"
    "Groups: M, M[] (each element of a list), bins(M, \"0-17,18-64,65-\"),\n"
    "first(M, 3), or a value; NAME= before one names it. Values, also in "
    "place\n"
    "of M: year(M), month(M), quarter(M), weekday(M), day(M), days(M, M),\n"
    "product(M, M).\n"
    "\n"
    "  -g, --group-by GROUP,...  one record for each combination of their "
    "values\n"
    "  -w, --where EXPR        count only the records for which EXPR holds\n"
    "      --sort M,...        records by these members of the answer, with "
    "-M\n"
    "                          the greatest first\n"
    "      --top N             the first N records, by --sort or the first\n"
    "                          function, greatest first\n"
    "      --round N           numbers to N decimals\n"
    "      --names FILE        beside each id its name, from records of FILE\n"
    "      --indicators FILE   count into the indicators that FILE defines;\n"
    "                          of several files with one option each\n"
    "      --members FILE      hold the definitions against the members that\n"
    "                          normalize --members and code-kva --members "
    "tell\n"
    "      --needs             tell which members of which records each\n"
    "                          indicator looks at, in place of reading any\n"
    "      --period PERIOD     only records of a year 2025, a month 2025-03,\n"
    "                          a quarter 2025-Q1 or a range 2024-07..2025-06\n"
    "      --partial           write what --merge can put together\n"
    "      --part NAME         call it so, for --expect\n"
    "      --whole MEMBER      each of its values is in one part only: parts "
    "are\n"
    "                          small\n"
    "      --merge             read that, of runs that asked for the same\n"
    "      --expect PLAN       only the parts that this file names, a line "
    "each,\n"
    "                          and all of them\n"
    "      --memory SIZE       memory for what is counted distinctly (default "
    "1G);\n"
    "                          above it, on disk\n"
    "\n";

enum {
	OPT_INDICATORS = STREAM_OPT_OWN,
	OPT_PERIOD,
	OPT_PARTIAL,
	OPT_MERGE,
	OPT_PART,
	OPT_EXPECT,
	OPT_WHOLE,
	OPT_MEMBERS,
	OPT_NEEDS,
	OPT_MEMORY,
	OPT_SORT,
	OPT_TOP,
	OPT_ROUND,
	OPT_NAMES
};

#define DEFAULT_MEMORY ((size_t)1024 * 1024 * 1024)
enum {
	MIN_MEMORY = 16 * 1024 * 1024,
	MAX_TOP = 1000000000,
	/* For the program itself, its buffers and what malloc loses. */
	BASE_MEMORY = 8 * 1024 * 1024
};

static const struct option longopts[] = {
	{ "group-by", required_argument, NULL, 'g' },
	{ "where", required_argument, NULL, 'w' },
	{ "indicators", required_argument, NULL, OPT_INDICATORS },
	{ "period", required_argument, NULL, OPT_PERIOD },
	{ "partial", no_argument, NULL, OPT_PARTIAL },
	{ "merge", no_argument, NULL, OPT_MERGE },
	{ "part", required_argument, NULL, OPT_PART },
	{ "expect", required_argument, NULL, OPT_EXPECT },
	{ "whole", required_argument, NULL, OPT_WHOLE },
	{ "members", required_argument, NULL, OPT_MEMBERS },
	{ "needs", no_argument, NULL, OPT_NEEDS },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	{ "sort", required_argument, NULL, OPT_SORT },
	{ "top", required_argument, NULL, OPT_TOP },
	{ "round", required_argument, NULL, OPT_ROUND },
	{ "names", required_argument, NULL, OPT_NAMES },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/** What the command line asks for. */
struct arguments {
	struct stream_options stream;
	const char *by;
	const char *where;
	const char **indicators; /* files of definitions */
	size_t n_indicators, cap_indicators;
	const char *period;
	const char *members;               /* path; NULL: not known */
	const char *part, *expect, *whole; /* NULL: not given */
	bool is_partial;
	bool is_merge;
	bool is_needs;
	size_t memory; /* bytes; 0: not given */
	const char *sort;
	const char *names; /* path; NULL: none */
	size_t top;        /* 0: all */
	int n_decimals;    /* to round to; -1: not given */
	char **operands;   /* functions, then files */
	size_t n_operands, cap_operands;
	size_t n_before; /* operands before "--": only they can be functions */
};

static void
read_arguments(struct arguments *a, int argc, char **argv)
{
	/* "-": operands come one by one, so that "--" can be told apart */
	static const char shortopts[] = "-g:w:" STREAM_SHORTOPTS;
	int c;

	while ((c = opt_next(argc, argv, shortopts, longopts)) != -1) {
		switch (c) {
		case 1:
			GROW(a->operands, a->n_operands, a->cap_operands);
			a->operands[a->n_operands++] = optarg;
			break;
		case 'g':
			if (a->by)
				die("-g: is there twice; write -g %s,%s", a->by,
				    optarg);
			a->by = optarg;
			break;
		case 'w':
			if (a->where)
				die("-w: is there twice; join them with &&");
			a->where = optarg;
			break;
		case OPT_INDICATORS:
			GROW(a->indicators, a->n_indicators, a->cap_indicators);
			a->indicators[a->n_indicators++] = optarg;
			break;
		case OPT_PERIOD:
			a->period = optarg;
			break;
		case OPT_PARTIAL:
			a->is_partial = true;
			break;
		case OPT_MERGE:
			a->is_merge = true;
			break;
		case OPT_PART:
			a->part = optarg;
			break;
		case OPT_EXPECT:
			a->expect = optarg;
			break;
		case OPT_WHOLE:
			a->whole = optarg;
			break;
		case OPT_MEMBERS:
			a->members = optarg;
			break;
		case OPT_NEEDS:
			a->is_needs = true;
			break;
		case OPT_MEMORY:
			a->memory = opt_memory("--memory", optarg, MIN_MEMORY);
			break;
		case OPT_SORT:
			a->sort = optarg;
			break;
		case OPT_TOP:
			a->top = (size_t)opt_long("--top", optarg, 1, MAX_TOP);
			break;
		case OPT_NAMES:
			a->names = optarg;
			break;
		case OPT_ROUND:
			a->n_decimals =
			    (int)opt_long("--round", optarg, 0, DEC_SCALE);
			break;
		default:
			stream_option(&a->stream, c, optarg, usage);
		}
	}
	a->n_before = a->n_operands;
	for (; optind < argc; optind++) {
		GROW(a->operands, a->n_operands, a->cap_operands);
		a->operands[a->n_operands++] = argv[optind];
	}
}

/** Tell sentences, a line each (an expression has a caret under it). */
static void
tell(const char *err)
{
	while (*err) {
		size_t len = strcspn(err, "\n");

		diag_error("%.*s", (int)len, err);
		err += len + (err[len] == '\n');
	}
}

/** Load the files of definitions; 0, or -1. */
static int
prepare_indicators(
    struct job *job, const struct arguments *a, struct strbuf *err)
{
	size_t i;

	if (a->by) {
		strbuf_addstr(err, "-g: not with --indicators");
		return -1;
	}
	if (a->members) {
		job->indicators.members = members_load(a->members, err);
		if (!job->indicators.members)
			return -1;
	}
	for (i = 0; i < a->n_indicators; i++)
		if (job_set_indicators(job, a->indicators[i], err) < 0)
			return -1;
	return 0;
}

/** Refuse a shape that the answer has not. */
static void
check_shape(const struct arguments *a)
{
	const char *option = a->sort              ? "--sort"
			     : a->top > 0         ? "--top"
			     : a->n_decimals >= 0 ? "--round"
			     : a->names           ? "--names"
						  : NULL;

	if (option && a->is_partial)
		die("%s: not with --partial; give it to --merge", option);
	if (option && a->n_indicators > 0)
		die("%s: not with --indicators; render-table sorts, rounds "
		    "and names figures",
		    option);
}

/** What is to be known of parts; 0, or -1. */
static int
prepare_parts(struct job *job, const struct arguments *a, struct strbuf *err)
{
	job->is_partial = a->is_partial;
	job->is_merge = a->is_merge;
	job->part = a->part;
	job->whole = a->whole;
	if (a->whole && !a->is_partial && !a->is_merge)
		strbuf_addstr(err, "--whole: only with --partial or --merge");
	else if (a->part && (!a->is_partial || a->is_merge))
		strbuf_addstr(err, "--part: only with --partial, of records");
	else if (a->part && !cube_parts_is_name(a->part, strlen(a->part)))
		strbuf_addf(err,
		    "--part: must be a name of at most %d bytes of UTF-8, "
		    "without blanks around it or control characters",
		    CUBE_PARTS_MAX_NAME);
	else if (a->expect && !a->is_merge)
		strbuf_addstr(err, "--expect: only with --merge");
	else if (a->expect)
		return cube_parts_load(&job->parts, a->expect, err);
	return err->len > 0 ? -1 : 0;
}

/** Write what the indicators look at; no data is read. */
static int
tell_needs(const struct job *job, const struct arguments *a)
{
	struct strbuf sb = STRBUF_INIT;

	if (!job->indicators.members || a->n_operands > 0)
		die("--needs: with --indicators and --members, and no file");
	needs_format(&job->indicators, &job->wanted, &sb);
	if (fwrite(sb.s, 1, sb.len, stdout) != sb.len || fflush(stdout) != 0)
		die("<stdout>: could not be written");
	strbuf_release(&sb);
	return EXIT_DONE;
}

/** Make ready what was asked for; how many operands are no files; or -1. */
static int
prepare(struct job *job, const struct arguments *a, const char ***by)
{
	struct strbuf err = STRBUF_INIT, hint = STRBUF_INIT;
	int n_by = a->by ? group_split(a->by, by, &err) : 0;
	int n = -1;

	if (n_by < 0)
		goto out;

	/* a part is its keys in order: they are held */
	if (a->is_partial && a->memory > 0)
		die("--memory: not with --partial; split-patients makes "
		    "parts that are small enough");
	if (!a->is_partial)
		job->budget =
		    (a->memory > 0 ? a->memory : DEFAULT_MEMORY) - BASE_MEMORY;
	check_shape(a);
	if (prepare_parts(job, a, &err) < 0)
		goto out;
	if (a->period && job_set_period(job, a->period, &err) < 0)
		goto out;
	if (a->where && job_set_where(job, a->where, &err) < 0)
		goto out;
	if (a->n_indicators > 0) {
		n = prepare_indicators(job, a, &err);
		goto out;
	}
	if (a->members) {
		strbuf_addstr(&err,
		    "--members: only with --indicators; the names in -g, -w "
		    "and functions are held against the records");
		goto out;
	}
	n = job_set_functions(job, *by, (size_t)n_by,
	    (const char *const *)a->operands, a->n_before, &err);
	if (n >= 0 && (size_t)n < a->n_before &&
	    access(a->operands[n], F_OK) != 0 &&
	    function_hint(a->operands[n], &hint)) {
		strbuf_addf(&err, "%s: %s", a->operands[n], hint.s);
		n = -1;
	} else if (n == 0) {
		if (a->n_before > 0)
			strbuf_addf(
			    &err, "%s: not a function; ", a->operands[0]);
		strbuf_addstr(&err,
		    "a function such as count must come before the files");
		n = -1;
	}
	job->table.n_decimals = a->n_decimals;
	if (n > 0 && a->names &&
	    table_set_names(&job->table, a->names,
		job->period.len > 0 ? job->period.end : "9999-12-31", &err) < 0)
		n = -1;
	if (n > 0 && job_set_order(job, a->sort, a->top, &err) < 0)
		n = -1;
out:
	if (n >= 0 && job_begin(job, &err) < 0)
		n = -1;
	if (n < 0)
		tell(err.s);
	strbuf_release(&hint);
	strbuf_release(&err);
	return n;
}

static void
count(struct job *job, struct stream *st, const struct record *rec)
{
	struct cube_fault fault;

	switch (job_count(job, rec, &fault)) {
	case JOB_COUNTED:
		stream_absorb(st);
		break;
	case JOB_WHERE:
		stream_drop(st, "where");
		break;
	case JOB_PERIOD:
		stream_drop(st, "outside_period");
		break;
	case JOB_NO_INDICATOR:
		stream_drop(st, "no_indicator");
		break;
	case JOB_FAULT:
		stream_reject(st, fault.field, fault.code, fault.message);
		break;
	case JOB_DAMAGE:
		die("%s:%llu: %s", stream_file(st),
		    (unsigned long long)stream_line_no(st), fault.message);
	}
}

static void
write_answer(struct job *job, struct stream *st)
{
	struct strbuf sb = STRBUF_INIT, err = STRBUF_INIT;
	int status;

	if (job_finish(job, &err) != 0)
		die("%s", err.s);
	if (job->order.n_tied > 0)
		diag_note("--top: left out and equal to the last record: %zu",
		    job->order.n_tied);
	while ((status = job_next(job, &sb, &err)) > 0) {
		stream_make(st, sb.s, sb.len);
		strbuf_reset(&sb);
	}
	if (status < 0)
		die("%s", err.s);
	if (job->table.names && names_lacking(job->table.names) > 0)
		diag_note("--names: without a name: %zu",
		    names_lacking(job->table.names));
	strbuf_release(&sb);
	strbuf_release(&err);
}

/* What was misspelt counts nothing, and nobody would wonder why. */
static void
tell_nothing(const struct job *job, struct stream *st)
{
	struct strbuf sb = STRBUF_INIT;
	const char *name;
	int from = 0;

	while ((name = job_next_missing(job, &from)))
		stream_tell_no_member(st, name);
	for (from = 0; job_next_unmet(job, &from, &sb); strbuf_reset(&sb))
		stream_tell_no(st, "%s", sb.s);
	for (from = 0; job_next_unmade(job, &from, &sb); strbuf_reset(&sb))
		stream_tell_no(st, "%s", sb.s);
	strbuf_release(&sb);
}

int
aggregate_main(int argc, char **argv)
{
	struct arguments a = { .stream = STREAM_OPTIONS_INIT,
		.n_decimals = -1 };
	const char **by = NULL;
	struct strbuf err = STRBUF_INIT;
	struct job job;
	struct stream *st;
	struct record *rec;
	size_t i;
	int n, ret = EXIT_TROUBLE;

	diag_init("aggregate");
	confine();
	xalloc_give_back();
	job_init(&job);
	read_arguments(&a, argc, argv);
	n = prepare(&job, &a, &by);
	if (n < 0)
		goto out;
	if (a.is_needs) {
		ret = tell_needs(&job, &a);
		goto out;
	}
	st = stream_open(&a.stream, a.operands + n, (int)a.n_operands - n);
	for (i = 0; i < a.n_indicators; i++)
		stream_add_config(st, a.indicators[i]);
	if (a.names)
		stream_add_config(st, a.names);
	while ((rec = stream_next(st))) {
		count(&job, st, rec);
		if (cube_relieve(job.cube, &err) != 0)
			die("%s", err.s);
	}
	tell_nothing(&job, st);
	/* of a part it is for --merge to say: others may have some */
	if (!a.is_partial && job_is_all_outside(&job))
		stream_tell_no(st, "--period: no record lies in %s", a.period);
	if (!stream_is_refused(st))
		write_answer(&job, st);
	ret = stream_close(st);
out:
	job_release(&job);
	strbuf_release(&err);
	free(a.indicators);
	free(a.operands);
	free(by);
	return ret;
}
