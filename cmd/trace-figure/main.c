/*
 * trace-figure - the records behind a figure, and why others are not.
 *
 * Counts as aggregate does, by the same reading of the definitions, and holds
 * what it holds; besides, what trace.h says. Rows that do not add up to the
 * figure are trouble: nothing is published.
 */
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "each.h"
#include "summary.h"

static const char usage[] =
    "Example:\n"
    "  trace-figure --indicators visits.json visits clinic=gripen -- "
    "coded.ndjson\n"
    "\n"
    "usage: trace-figure --indicators FILE... [--period PERIOD] [OPTION]...\n"
    "           INDICATOR [MEMBER=VALUE]... [--without MEMBER]... [-- "
    "FILE...]\n"
    "       trace-figure --indicators FILE... [--period PERIOD] --each [-- "
    "FILE...]\n"
    "The records behind a figure, each with what it counts, and last why "
    "others\n"
    "are not in it. What has a dot or a slash in it, before INDICATOR, is a "
    "file of\n"
    "definitions.\n"
    "\n"
    "      --indicators FILE...  the definitions\n"
    "      --period PERIOD       a year 2025, a month 2025-03, a quarter\n"
    "                            2025-Q1 or a range 2024-07..2025-06\n"
    "      --targets FILE        give the figure's target, too\n"
    "      --each                for each record: the figures that it is in, "
    "and\n"
    "                            why not in the others that it could be in\n"
    "      --without MEMBER      the figure of records without the member\n"
    "      --hide-patients       leave patient and birth_date out of the "
    "records\n"
    "      --memory SIZE         memory for what is counted distinctly\n"
    "                            (default 1G); above it, on disk\n"
    "\n";

enum {
	OPT_INDICATORS = STREAM_OPT_OWN,
	OPT_PERIOD,
	OPT_TARGETS,
	OPT_EACH,
	OPT_WITHOUT,
	OPT_HIDE_PATIENTS,
	OPT_MEMORY
};

#define DEFAULT_MEMORY ((size_t)1024 * 1024 * 1024)
enum {
	MIN_MEMORY = 16 * 1024 * 1024,
	BASE_MEMORY = 8 * 1024 * 1024, /* as aggregate */
	MOST_REASONS = STREAM_MAX_REASONS - 3
};

static const struct option longopts[] = {
	{ "indicators", required_argument, NULL, OPT_INDICATORS },
	{ "period", required_argument, NULL, OPT_PERIOD },
	{ "targets", required_argument, NULL, OPT_TARGETS },
	{ "each", no_argument, NULL, OPT_EACH },
	{ "without", required_argument, NULL, OPT_WITHOUT },
	{ "hide-patients", no_argument, NULL, OPT_HIDE_PATIENTS },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/** What the command line asks for. */
struct arguments {
	struct stream_options stream;
	const char **definitions;
	size_t n_definitions, cap_definitions;
	const char *period;
	const char *indicator;
	struct asked *asked;
	size_t n_asked, cap_asked;
	const char *targets; /* NULL: none */
	bool is_each;
	bool is_hiding;
	size_t memory;
};

static void
add_definitions(struct arguments *a, const char *path)
{
	static const char schema[] = ".schema.json";
	size_t len = strlen(path), end = sizeof(schema) - 1;

	/* a folder's *.json holds the form of its files, too */
	if (len > end && strcmp(path + len - end, schema) == 0)
		return;
	GROW(a->definitions, a->n_definitions, a->cap_definitions);
	a->definitions[a->n_definitions++] = path;
}

static void
add_asked(struct arguments *a, const char *name, size_t len, const char *value)
{
	struct asked *new;
	size_t i;

	GROW(a->asked, a->n_asked, a->cap_asked);
	new = &a->asked[a->n_asked++];
	new->name = xstrndup(name, len);
	new->value = value ? xstrdup(value) : NULL;
	for (i = 0; i + 1 < a->n_asked; i++)
		if (strcmp(a->asked[i].name, new->name) == 0)
			die("%s: is asked for twice", new->name);
}

static void
add_operand(struct arguments *a, const char *text)
{
	const char *equals = strchr(text, '=');

	if (!a->indicator && strpbrk(text, "./")) {
		add_definitions(a, text);
	} else if (!a->indicator) {
		a->indicator = text;
	} else if (equals && equals > text) {
		add_asked(a, text, (size_t)(equals - text), equals + 1);
	} else {
		die("%s: must be MEMBER=VALUE; files come after --", text);
	}
}

static void
read_arguments(struct arguments *a, int argc, char **argv)
{
	static const char shortopts[] = "-" STREAM_SHORTOPTS;
	int c;

	while ((c = opt_next(argc, argv, shortopts, longopts)) != -1) {
		switch (c) {
		case 1:
			add_operand(a, optarg);
			break;
		case OPT_INDICATORS:
			add_definitions(a, optarg);
			break;
		case OPT_PERIOD:
			a->period = optarg;
			break;
		case OPT_TARGETS:
			a->targets = optarg;
			break;
		case OPT_EACH:
			a->is_each = true;
			break;
		case OPT_WITHOUT:
			add_asked(a, optarg, strlen(optarg), NULL);
			break;
		case OPT_HIDE_PATIENTS:
			a->is_hiding = true;
			break;
		case OPT_MEMORY:
			a->memory = opt_memory("--memory", optarg, MIN_MEMORY);
			break;
		default:
			stream_option(&a->stream, c, optarg, usage);
		}
	}
	if (a->n_definitions == 0)
		die("--indicators is needed (see trace-figure --help)");
	if (a->is_each && a->indicator)
		die("%s: an indicator, where --each is all of them",
		    a->indicator);
	if (!a->indicator && !a->is_each)
		die("an INDICATOR is needed (see trace-figure --help)");
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

/** All that a trace is on. */
struct job {
	struct wanted wanted;
	struct cube *cube;
	struct period period;
	struct indicators indicators;
	struct plan plan;
	struct trace trace;
	struct aim aim;
	bool is_hiding;
	struct strbuf json, err;
};

static bool
find_target(struct job *job, const char *path)
{
	const char *by[WANTED_MAX_BY + 1];
	size_t n = 0, i;

	for (i = 0; i < job->plan.n_by; i++)
		by[n++] = job->plan.by[i].name;
	if (job->plan.in->spread_of >= 0)
		by[n++] = job->plan.in->spread_name;
	if (aim_load(&job->aim, path, job->plan.in->id, by, n, &job->err) == 0)
		return true;
	tell(job->err.s);
	return false;
}

static bool
prepare(struct job *job, const struct arguments *a)
{
	struct cube_options options = { .budget = a->memory };
	size_t i;

	if (options.budget == 0)
		options.budget = DEFAULT_MEMORY;
	options.budget -= BASE_MEMORY;
	wanted_init(&job->wanted);
	strbuf_init(&job->json);
	strbuf_init(&job->err);
	job->is_hiding = a->is_hiding;
	if (a->period &&
	    !period_parse(&job->period, a->period, job->wanted.exprs)) {
		tell("--period: must be a year 2025, a month 2025-03, a "
		     "quarter 2025-Q1 or a range 2024-07..2025-06");
		return false;
	}
	for (i = 0; i < a->n_definitions; i++)
		if (indicators_load(&job->indicators, &job->wanted,
			a->definitions[i], job->period.len > 0,
			&job->err) != 0) {
			tell(job->err.s);
			return false;
		}
	job->cube = cube_new(&job->wanted, &options);
	if (a->is_each)
		return true;
	if (plan_make(&job->plan, &job->wanted, job->cube, &job->indicators,
		a->indicator, a->asked, a->n_asked, &job->err) != 0) {
		tell(job->err.s);
		return false;
	}
	trace_init(&job->trace, &job->plan, &job->period);
	return !a->targets || find_target(job, a->targets);
}

/** A reason as accounts hold it: not too many, and nothing to escape. */
static const char *
short_reason(const struct trace *t, const char *reason)
{
	if (t->n_reasons > MOST_REASONS || strpbrk(reason, "\"\\"))
		return "left_out";
	return reason;
}

static void
give_verdict(struct job *job, struct stream *st, struct record *rec)
{
	static struct field patient = FIELD("patient"),
			    birth_date = FIELD("birth_date"),
			    trace = FIELD("trace");
	const char *reason;
	enum trace_verdict verdict = trace_record(&job->trace, &reason);

	if (verdict == TRACE_OTHER) {
		stream_drop(st, "other_kind");
		return;
	}
	if (verdict == TRACE_OUT) {
		stream_drop(st, short_reason(&job->trace, reason));
		return;
	}
	if (job->is_hiding) {
		record_unset(rec, &patient);
		record_unset(rec, &birth_date);
	}
	if (verdict == TRACE_HELD) {
		record_unset(rec, &trace);
		strbuf_reset(&job->trace.place);
		stream_place(st, &job->trace.place);
		if (trace_hold(&job->trace, rec, &job->err) != 0)
			die("%s", job->err.s);
		stream_hold(st);
		return;
	}
	trace_member(&job->trace, &job->json);
	record_set_raw(rec, &trace, job->json.s, job->json.len);
	stream_write(st);
}

static void
trace_all(struct job *job, struct stream *st)
{
	struct cube_fault fault;
	struct record *rec;

	while ((rec = stream_next(st))) {
		cube_begin(job->cube, rec);
		/* as aggregate: what cannot be counted is in no figure */
		if (period_holds(&job->period, job->wanted.exprs) &&
		    cube_add(job->cube, &fault) == CUBE_FAULT) {
			stream_reject(
			    st, fault.field, fault.code, fault.message);
			continue;
		}
		give_verdict(job, st, rec);
		if (cube_relieve(job->cube, &job->err) != 0)
			die("%s", job->err.s);
	}
}

static void
write_held(struct job *job, struct stream *st)
{
	const char *reason;
	int status;

	if (trace_finish(&job->trace, &job->err) != 0)
		die("%s", job->err.s);
	while ((status = trace_next(&job->trace, &reason, &job->err)) > 0) {
		if (status == 1)
			stream_held_write(
			    st, job->trace.line.s, job->trace.line.len);
		else
			stream_held_drop(st, short_reason(&job->trace, reason),
			    job->trace.place.s, job->trace.place.len);
	}
	if (status < 0)
		die("%s", job->err.s);
}

static void
write_summary(struct job *job, struct stream *st)
{
	if (cube_finish(job->cube, &job->err) != 0)
		die("%s", job->err.s);
	strbuf_reset(&job->json);
	if (summary_format(&job->trace, &job->aim, &job->json, &job->err) != 0)
		die("%s", job->err.s);
	if (job->trace.n_rows == 0)
		stream_tell_no(st, "%s: no record counts in this figure",
		    job->plan.in->id);
	stream_make(st, job->json.s, job->json.len);
}

/** Trace all records, each by itself, in all figures. */
static void
trace_each(struct job *job, struct stream *st)
{
	struct strbuf lines = STRBUF_INIT;
	struct record *rec;
	const char *line, *end;

	while ((rec = stream_next(st))) {
		cube_begin(job->cube, rec);
		strbuf_reset(&lines);
		each_figure(&job->wanted, job->cube, &job->indicators,
		    &job->period, &lines);
		stream_absorb(st);
		for (line = lines.s; *line; line = end + 1) {
			end = line + strcspn(line, "\n");
			stream_make(st, line, (size_t)(end - line));
		}
	}
	strbuf_release(&lines);
}

int
main(int argc, char **argv)
{
	struct arguments a = { .stream = STREAM_OPTIONS_INIT };
	struct job job;
	struct stream *st;
	size_t i;
	int ret = EXIT_TROUBLE;

	diag_init("trace-figure");
	confine();
	memset(&job, 0, sizeof(job));
	read_arguments(&a, argc, argv);
	if (!prepare(&job, &a))
		goto out;
	st = stream_open(&a.stream, argv + optind, argc - optind);
	for (i = 0; i < a.n_definitions; i++)
		stream_add_config(st, a.definitions[i]);
	if (a.targets)
		stream_add_config(st, a.targets);
	if (a.is_each) {
		trace_each(&job, st);
	} else {
		trace_all(&job, st);
		write_held(&job, st);
		write_summary(&job, st);
	}
	ret = stream_close(st);
out:
	trace_release(&job.trace);
	plan_release(&job.plan);
	aim_release(&job.aim);
	indicators_release(&job.indicators);
	cube_free(job.cube);
	wanted_release(&job.wanted);
	strbuf_release(&job.json);
	strbuf_release(&job.err);
	for (i = 0; i < a.n_asked; i++) {
		free(a.asked[i].name);
		free(a.asked[i].value);
	}
	free(a.asked);
	free(a.definitions);
	return ret;
}
