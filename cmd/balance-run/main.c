/*
 * balance-run - check that no row of a run was lost, and write its manifest.
 *
 * In memory: counts and file names of each program of the run, nothing that
 * grows with its data. A line that is no stats record is rejected.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "balance.h"
#include "base/confine.h"
#include "sum.h"
#include "vardstrom/diag.h"
#include "vardstrom/digest.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

static const char usage[] =
    "Example:\n"
    "  balance-run --stage normalize=n.stats --stage aggregate=a.stats -o "
    "manifest.json\n"
    "\n"
    "usage: balance-run --stage NAME=FILE [--stage NAME=FILE]...\n"
    "                   [--aside NAME=FILE]... [--output-file NAME=FILE]...\n"
    "                   [--config-file NAME=FILE]... [--strip PREFIX]...\n"
    "                   [--run-file FILE] [--extracts DIR] [--year N]\n"
    "                   [--spread] [OPTION]...\n"
    "       balance-run --sum [--merged FILE] [OPTION]... [FILE]...\n"
    "Check that no row of a run was lost, and write its manifest.\n"
    "\n"
    "      --stage NAME=FILE        stats of a stage, in the order of the run\n"
    "      --aside NAME=FILE        stats of what made a table for a stage\n"
    "      --output-file NAME=FILE  a file that the run left, for its "
    "checksum\n"
    "      --config-file NAME=FILE  a file of configuration that no stage "
    "read\n"
    "      --run-file FILE          end this file of stats with a record of "
    "the\n"
    "                               run and a checksum of all of it\n"
    "      --extracts DIR           for that record: where the extracts "
    "were\n"
    "      --strip PREFIX           leave out of the names of files\n"
    "      --year N                 the year, for the manifest\n"
    "      --spread                 for the manifest: the stages were spread "
    "over\n"
    "                               tasks\n"
    "      --sum                    the stats of a stage's parts, in FILE, as "
    "those\n"
    "                               of the stage\n"
    "      --merged FILE            of the run that put together what they "
    "made\n";

enum {
	OPT_STAGE = STREAM_OPT_OWN,
	OPT_ASIDE,
	OPT_OUTPUT_FILE,
	OPT_CONFIG_FILE,
	OPT_RUN_FILE,
	OPT_EXTRACTS,
	OPT_STRIP,
	OPT_YEAR,
	OPT_SPREAD,
	OPT_SUM,
	OPT_MERGED
};

static const struct option longopts[] = {
	{ "stage", required_argument, NULL, OPT_STAGE },
	{ "aside", required_argument, NULL, OPT_ASIDE },
	{ "output-file", required_argument, NULL, OPT_OUTPUT_FILE },
	{ "config-file", required_argument, NULL, OPT_CONFIG_FILE },
	{ "run-file", required_argument, NULL, OPT_RUN_FILE },
	{ "extracts", required_argument, NULL, OPT_EXTRACTS },
	{ "strip", required_argument, NULL, OPT_STRIP },
	{ "year", required_argument, NULL, OPT_YEAR },
	{ "spread", no_argument, NULL, OPT_SPREAD },
	{ "sum", no_argument, NULL, OPT_SUM },
	{ "merged", required_argument, NULL, OPT_MERGED },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/** The files of stats, each with the stage that it belongs to. */
struct job {
	struct balance *balance;
	char **paths;
	size_t *stages; /* of each path */
	size_t n_paths, cap_paths, cap_stages;
	int year;
	const char *run_file; /* NULL: none */
	const char *extracts; /* NULL: not said */
	bool is_sum;
	char *merged; /* NULL: none */
};

/** The FILE of "NAME=FILE"; dies if it is not of that form. */
static char *
file_of(const char *option, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals || equals == text || !equals[1])
		die("%s: must be NAME=FILE", option);
	return equals + 1;
}

static void
add_stage(struct job *job, const char *option, char *text, bool is_aside)
{
	char *path = file_of(option, text);
	size_t i;

	for (i = 0; i < job->n_paths; i++)
		if (strcmp(job->paths[i], path) == 0)
			die("%s: %s is given twice", option, path);
	GROW(job->paths, job->n_paths, job->cap_paths);
	GROW(job->stages, job->n_paths, job->cap_stages);
	job->stages[job->n_paths] = balance_add_stage(
	    job->balance, text, (size_t)(path - 1 - text), is_aside);
	job->paths[job->n_paths++] = path;
}

/** A file with its checksum, for one of the manifest's lists. */
static void
add_named_file(struct job *job, const char *option, char *text,
    void (*add)(struct balance *, const struct file *))
{
	char hex[DIGEST_HEX + 1];
	struct strbuf err = STRBUF_INIT;
	struct file f = { .sha256 = hex };
	unsigned long long n_bytes;
	char *path = file_of(option, text);

	if (digest_file(path, hex, &n_bytes, &err) != 0)
		die("%s", err.s);
	f.name = xstrndup(text, (size_t)(path - 1 - text));
	f.n_bytes = n_bytes;
	add(job->balance, &f);
	free(f.name);
}

/** The stage of the file that is being read. */
static size_t
current_stage(const struct job *job, const struct stream *st)
{
	const char *name = stream_file(st);
	size_t i;

	for (i = 0; i < job->n_paths; i++)
		if (strcmp(job->paths[i], name) == 0 ||
		    (strcmp(job->paths[i], "-") == 0 &&
			strcmp(name, "<stdin>") == 0))
			return job->stages[i];
	BUG("%s: an input that was not given", name);
}

static void
read_all(struct job *job, struct stream *st)
{
	const char *field;
	enum stats_status status;
	struct record *rec;

	while ((rec = stream_next(st))) {
		struct stats stats = STATS_INIT;

		status = stats_read(&stats, rec, &field);
		if (status == STATS_OK) {
			balance_add(
			    job->balance, current_stage(job, st), &stats);
			stream_absorb(st);
		} else {
			stream_reject(st, field, stats_code(status),
			    stats_strerror(status));
		}
		stats_release(&stats);
	}
}

/** The whole of a file; dies where it cannot be read. */
static void
read_whole(const char *path, struct strbuf *text)
{
	FILE *file = fopen(path, "rb");
	char buffer[16 * 1024];
	size_t n;

	if (!file)
		die("%s: %s", path, strerror(errno));
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0)
		strbuf_add(text, buffer, n);
	if (ferror(file))
		die("%s: %s", path, strerror(errno));
	fclose(file);
}

/** End the file of stats with a record of the run, and its checksum. */
static void
close_run(const struct job *job)
{
	struct strbuf text = STRBUF_INIT;
	size_t n_before;
	FILE *file;

	read_whole(job->run_file, &text);
	n_before = text.len;
	strbuf_addstr(&text, "{\"record\":\"run\"");
	if (job->year)
		strbuf_addf(&text, ",\"year\":%d", job->year);
	if (job->extracts &&
	    utf8_is_valid(job->extracts, strlen(job->extracts))) {
		strbuf_addstr(&text, ",\"extracts\":");
		strbuf_add_json_string(
		    &text, job->extracts, strlen(job->extracts));
	}
	balance_close(&text);
	strbuf_addch(&text, '\n');
	file = fopen(job->run_file, "ab");
	if (!file ||
	    fwrite(text.s + n_before, 1, text.len - n_before, file) !=
		text.len - n_before ||
	    fclose(file) != 0)
		die("%s: %s", job->run_file, strerror(errno));
	strbuf_release(&text);
}

/** Tell the faults and write the manifest; returns the number of faults. */
static size_t
write_manifest(const struct job *job, struct stream *st)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i, n_faults = balance_check(job->balance);

	for (i = 0; i < n_faults; i++)
		diag_error("%s", balance_fault(job->balance, i));
	if (n_faults == 0) {
		balance_summarize(job->balance, &sb);
		diag_note("%s", sb.s);
		strbuf_reset(&sb);
	}
	balance_format(job->balance, job->year, &sb);
	stream_make(st, sb.s, sb.len);
	strbuf_release(&sb);
	return n_faults;
}

/* --- the parts of a stage --------------------------------------------------
 */

static const char *
add_part(const struct job *job, struct sum *sum, const struct stream *st,
    struct record *rec)
{
	struct stats stats = STATS_INIT;
	const char *field, *why;
	enum stats_status status = stats_read(&stats, rec, &field);

	if (status != STATS_OK)
		why = stats_strerror(status);
	else if (job->merged && strcmp(stream_file(st), job->merged) == 0)
		why = sum_merged(sum, &stats, rec);
	else
		why = sum_add(sum, &stats, rec);
	stats_release(&stats);
	return why;
}

/** One account of the parts that the files hold; that of --merged is last. */
static int
sum_parts(const struct job *job, const struct stream_options *so, char **paths,
    int n_paths)
{
	char **all = xcalloc((size_t)n_paths + 2, sizeof(*all));
	struct strbuf sb = STRBUF_INIT;
	struct stream *st;
	struct record *rec;
	struct sum sum;
	int ret, i, k;

	if (n_paths == 0)
		die("--sum: needs the stats of the parts");
	memcpy(all, paths, (size_t)n_paths * sizeof(*all));
	if (job->merged)
		all[n_paths++] = job->merged;
	for (i = 1; i < n_paths; i++)
		for (k = 0; k < i; k++)
			if (strcmp(all[i], all[k]) == 0)
				die("--sum: %s is given twice", all[i]);
	sum_init(&sum);
	st = stream_open(so, all, n_paths);
	while ((rec = stream_next(st))) {
		const char *why = add_part(job, &sum, st, rec);

		if (why)
			die("%s:%llu: %s", stream_file(st),
			    (unsigned long long)stream_line_no(st), why);
		stream_absorb(st);
	}
	if (sum.n_parts == 0)
		die("--sum: there are no stats in the files");
	sum_format(&sum, &sb);
	stream_make(st, sb.s, sb.len);
	ret = stream_close(st);
	strbuf_release(&sb);
	sum_release(&sum);
	free(all);
	return ret;
}

int
main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct job job = { .balance = balance_new() };
	struct stream *st;
	size_t n_faults;
	int c, status;

	diag_init("balance-run");
	confine();
	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case OPT_STAGE:
			add_stage(&job, "--stage", optarg, false);
			break;
		case OPT_ASIDE:
			add_stage(&job, "--aside", optarg, true);
			break;
		case OPT_OUTPUT_FILE:
			add_named_file(
			    &job, "--output-file", optarg, balance_add_output);
			break;
		case OPT_CONFIG_FILE:
			add_named_file(
			    &job, "--config-file", optarg, balance_add_config);
			break;
		case OPT_RUN_FILE:
			job.run_file = optarg;
			break;
		case OPT_EXTRACTS:
			job.extracts = optarg;
			break;
		case OPT_STRIP:
			balance_strip(job.balance, optarg);
			break;
		case OPT_YEAR:
			job.year = (int)opt_long("--year", optarg, 1900, 2999);
			break;
		case OPT_SPREAD:
			balance_set_spread(job.balance);
			break;
		case OPT_SUM:
			job.is_sum = true;
			break;
		case OPT_MERGED:
			job.merged = optarg;
			break;
		default:
			stream_option(&so, c, optarg, usage);
		}
	}
	if (job.merged && !job.is_sum)
		die("--merged: only with --sum");
	if (job.is_sum && job.n_paths > 0)
		die("--sum: not with --stage");
	if (job.is_sum) {
		status = sum_parts(&job, &so, argv + optind, argc - optind);
		balance_free(job.balance);
		return status;
	}
	if (optind < argc)
		die("%s: files are given by --stage", argv[optind]);
	if (job.n_paths == 0)
		die("--stage: the stats of at least one stage are needed");
	st = stream_open(&so, job.paths, (int)job.n_paths);
	read_all(&job, st);
	n_faults = write_manifest(&job, st);
	if (job.run_file)
		close_run(&job);
	status = stream_close(st);
	balance_free(job.balance);
	free(job.paths);
	free(job.stages);
	return status == EXIT_DONE && n_faults ? EXIT_NO : status;
}
