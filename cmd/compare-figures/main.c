/*
 * compare-figures - which figures of two runs differ, by how much, and why.
 *
 * Holds the head and two values of each figure, and the rows of one, where
 * they are given.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/records.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "between.h"
#include "causes.h"
#include "figures.h"
#include "rows.h"

static const char usage[] =
    "Example:\n"
    "  compare-figures --threshold 1% last-night tonight | head\n"
    "\n"
    "usage: compare-figures [OPTION]... OLD NEW\n"
    "Which figures of two runs differ, by how much, and why: the largest\n"
    "changes first. OLD and NEW are folders of kvalitetsbokslut, or files of\n"
    "indicators.\n"
    "\n"
    "      --threshold P%    leave out changes of less than P % of the value\n"
    "      --exit-code       exit 1 if any figure differs\n"
    "      --config DIR      the configuration of OLD or NEW, to run between "
    "them;\n"
    "                        default: the one that the programs came with\n"
    "      --no-run          run nothing: causes that differ stay together\n"
    "      --old-rows FILE   rows of one figure in OLD, by trace-figure\n"
    "      --new-rows FILE   and in NEW: its change, by rows\n"
    "\n";

enum {
	OPT_THRESHOLD = STREAM_OPT_OWN,
	OPT_EXIT_CODE,
	OPT_CONFIG,
	OPT_NO_RUN,
	OPT_OLD_ROWS,
	OPT_NEW_ROWS
};

static const struct option longopts[] = {
	{ "threshold", required_argument, NULL, OPT_THRESHOLD },
	{ "exit-code", no_argument, NULL, OPT_EXIT_CODE },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "no-run", no_argument, NULL, OPT_NO_RUN },
	{ "old-rows", required_argument, NULL, OPT_OLD_ROWS },
	{ "new-rows", required_argument, NULL, OPT_NEW_ROWS },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

struct job {
	struct stream_options stream;
	struct dec least; /* in parts of the old value */
	bool has_exit_code;
	const char *row_files[2]; /* old, new; NULL: none */
	char *old, *new;          /* files of indicators */
	struct figures figures;
	size_t n_figures; /* in either */
	struct causes causes;
	struct between between;
	struct between_options runs;
	struct rows rows;
	struct strbuf line;
};

/** "5%" or "0.1%" as parts. */
static struct dec
threshold(const char *text)
{
	size_t len = strlen(text);
	struct dec percent, parts;

	if (len < 2 || text[len - 1] != '%' ||
	    dec_parse(&percent, text, len - 1) != DEC_OK ||
	    dec_sign(percent) < 0 ||
	    dec_div(&parts, percent, dec_from_int(100)) != DEC_OK)
		die("--threshold: '%s' is no share such as 5%%", text);
	return parts;
}

static char *
path_in(const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%s", dir, name);
	return strbuf_detach(&sb, NULL);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/** The files of indicators; where both are folders, why they may differ. */
static void
open_runs(struct job *job, const char *old, const char *new)
{
	struct strbuf err = STRBUF_INIT;
	char *old_manifest, *new_manifest;

	job->runs.old = old;
	job->runs.new = new;
	job->old =
	    is_folder(old) ? path_in(old, "indicators.ndjson") : xstrdup(old);
	job->new =
	    is_folder(new) ? path_in(new, "indicators.ndjson") : xstrdup(new);
	if (!is_folder(old) || !is_folder(new))
		return;
	old_manifest = path_in(old, "manifest.json");
	new_manifest = path_in(new, "manifest.json");
	if (causes_load(&job->causes, old_manifest, new_manifest, &err) != 0)
		die("%s", err.s);
	free(old_manifest);
	free(new_manifest);
	strbuf_release(&err);
}

static void
parse_options(struct job *job, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case OPT_THRESHOLD:
			job->least = threshold(optarg);
			break;
		case OPT_EXIT_CODE:
			job->has_exit_code = true;
			break;
		case OPT_CONFIG:
			job->runs.config = optarg;
			break;
		case OPT_NO_RUN:
			job->runs.is_no_run = true;
			break;
		case OPT_OLD_ROWS:
			job->row_files[0] = optarg;
			break;
		case OPT_NEW_ROWS:
			job->row_files[1] = optarg;
			break;
		default:
			stream_option(&job->stream, c, optarg, usage);
		}
	}
	if (argc - optind != 2)
		die("needs OLD and NEW; try 'compare-figures --help'");
	if (!job->row_files[0] != !job->row_files[1])
		die("--old-rows and --new-rows: give both");
	open_runs(job, argv[optind], argv[optind + 1]);
}

/** A file of figures that is not the stream. */
static void
read_run(struct job *job, const char *path, size_t run)
{
	struct strbuf err = STRBUF_INIT;
	struct records *in = records_open(path, job->stream.max_line, &err);
	enum figure_status why;
	struct record *rec;
	bool is_twice;
	int status = -1;

	if (!in)
		die("%s", err.s);
	while ((status = records_next(in, &rec)) > 0) {
		why = figures_add(&job->figures, rec, run, &is_twice);
		if (why != FIGURE_OK && why != FIGURE_EOTHER)
			records_fault(
			    in, figure_field(why), figure_strerror(why));
		else if (is_twice)
			records_fault(in, NULL, "this figure was there before");
		if (err.len > 0)
			die("%s", err.s);
	}
	if (status < 0)
		die("%s", err.s);
	records_close(in);
	strbuf_release(&err);
}

static void
read_new(struct job *job, struct stream *st)
{
	enum figure_status why;
	struct record *rec;
	bool is_twice;

	while ((rec = stream_next(st))) {
		why = figures_add(&job->figures, rec, RUN_NEW, &is_twice);
		if (why == FIGURE_EOTHER)
			stream_drop(st, "no_indicator");
		else if (why != FIGURE_OK)
			stream_reject(st, figure_field(why), figure_code(why),
			    figure_strerror(why));
		else if (is_twice)
			stream_reject(
			    st, NULL, "repeat", "this figure was there before");
		else
			stream_absorb(st);
	}
}

/** What the runs between the two give, where more than one thing differs. */
static void
read_between(struct job *job)
{
	struct strbuf err = STRBUF_INIT;
	struct between *b = &job->between;
	size_t i;

	job->n_figures = keyset_n(job->figures.keys);
	if (!job->causes.is_known)
		return;
	if (between_make(b, &job->causes, &job->runs, &err) != 0) {
		between_release(b);
		die("%s", err.s);
	}
	for (i = 0; i + 1 < b->n_steps; i++) {
		char *path = between_file(b, i);

		read_run(job, path, RUN_BETWEEN + i);
		free(path);
	}
	if (b->why_not.len > 0 && !job->runs.is_no_run)
		diag_note("%s: so causes are not distinguished", b->why_not.s);
}

static void
read_rows(struct job *job)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < 2 && job->row_files[i]; i++)
		if (rows_read(&job->rows, job->row_files[i], i == 1,
			job->stream.max_line, &err) != 0)
			die("%s", err.s);
	rows_pair(&job->rows);
	strbuf_release(&err);
}

/* --- writing ------------------------------------------------------------- */

static void
add_number(struct strbuf *sb, const char *name, struct dec v)
{
	strbuf_addf(sb, ",\"%s\":", name);
	dec_format(v, sb);
}

static void
add_side(struct strbuf *sb, const char *name, const struct side *s)
{
	if (s->has_value)
		add_number(sb, name, s->value);
	if (!s->not_assessed)
		return;
	strbuf_addf(sb, ",\"%s_not_assessed\":", name);
	strbuf_add_json_string(sb, s->not_assessed, strlen(s->not_assessed));
}

static void
add_cause(struct strbuf *sb, const char *name, struct dec difference)
{
	if (sb->s[sb->len - 1] != '[')
		strbuf_addch(sb, ',');
	strbuf_addf(sb, "{\"cause\":\"%s\"", name);
	add_number(sb, "difference", difference);
}

/** The change of the figure whose rows are known, kind by kind. */
static void
add_row_causes(const struct job *job, const struct pair *p, struct strbuf *sb)
{
	static const char *const names[] = { "rows_gone", "rows_new",
		"rows_changed" };
	const struct rows *r = &job->rows;
	struct dec before = p->old.value, after, part, rest = p->difference;
	struct strbuf name = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ROWS_SAME; i++) {
		if (r->changes[i].n == 0)
			continue;
		if (!rows_value(r, i + 1, &after) ||
		    dec_sub(&part, after, before) != DEC_OK ||
		    dec_sub(&rest, rest, part) != DEC_OK)
			break;
		before = after;
		add_cause(sb, names[i], part);
		strbuf_addf(sb, ",\"rows\":%zu,\"sources\":[%s]}",
		    r->changes[i].n, r->changes[i].sources.s);
	}
	if (r->changes[ROWS_SAME].n == 0 && dec_sign(rest) == 0)
		return;
	causes_name(&job->causes, true, &name);
	add_cause(sb, name.s, rest);
	strbuf_addf(sb, ",\"rows\":%zu,\"sources\":[%s]}",
	    r->changes[ROWS_SAME].n, r->changes[ROWS_SAME].sources.s);
	strbuf_release(&name);
}

/** From run to run: each cause has what changed there. */
static void
add_steps(const struct between *b, const struct pair *p, struct strbuf *sb)
{
	const struct side *from = &p->old;
	struct dec part, rest = p->difference;
	size_t i;

	for (i = 0; i < b->n_steps; i++) {
		bool is_last = i + 1 == b->n_steps;
		const struct side *to = is_last ? &p->new : &p->between[i];

		/* the last takes what is left, so that they add up */
		if (is_last || dec_sub(&part, to->value, from->value) != DEC_OK)
			part = is_last ? rest : dec_from_int(0);
		if (dec_sub(&rest, rest, part) != DEC_OK)
			rest = dec_from_int(0);
		if (figures_differ(from, to)) {
			add_cause(sb, b->names[i].s, part);
			strbuf_addch(sb, '}');
		}
		from = to;
	}
}

static void
add_causes(const struct job *job, const struct pair *p, struct strbuf *sb)
{
	const struct rows *r = &job->rows;
	struct strbuf name = STRBUF_INIT;

	strbuf_addstr(sb, ",\"causes\":[");
	if (r->head && !r->is_in_parts && strcmp(r->head, p->head) == 0) {
		add_row_causes(job, p, sb);
	} else if (job->between.n_steps > 1) {
		add_steps(&job->between, p, sb);
	} else {
		if (job->between.n_steps == 1)
			strbuf_add(&name, job->between.names[0].s,
			    job->between.names[0].len);
		else
			causes_name(&job->causes, false, &name);
		add_cause(sb, name.s, p->difference);
		strbuf_addch(sb, '}');
	}
	strbuf_addstr(sb, "]}");
	strbuf_release(&name);
}

static void
format_pair(const struct job *job, const struct pair *p, struct strbuf *sb)
{
	const char *change = "changed";

	if (!p->old.is_there)
		change = "new";
	else if (!p->new.is_there)
		change = "gone";
	strbuf_reset(sb);
	strbuf_addf(sb, "{\"record\":\"figure_change\"%s,\"change\":\"%s\"",
	    p->head, change);
	add_side(sb, "before", &p->old);
	add_side(sb, "after", &p->new);
	add_number(sb, "difference", p->difference);
	if (dec_sign(p->share) >= 0)
		add_number(sb, "share", p->share);
	add_causes(job, p, sb);
}

/** Which raw rows differ, and why causes could not be told apart. */
static void
add_raw_rows(const struct between *b, struct strbuf *sb)
{
	static const char *const names[] = { "gone", "changed", "new" };
	size_t i;

	for (i = 0; b->has_rows && i < N_RAW_KINDS; i++)
		strbuf_addf(sb, "%s\"%s\":{\"rows\":%zu,\"sources\":[%s]}",
		    i ? "," : ",\"rows\":{", names[i], b->rows[i].n,
		    b->rows[i].sources.s);
	if (b->has_rows)
		strbuf_addch(sb, '}');
	if (b->why_not.len > 0) {
		strbuf_addstr(sb, ",\"not_told_apart\":");
		strbuf_add_json_string(sb, b->why_not.s, b->why_not.len);
	}
}

static void
format_summary(const struct job *job, size_t n, struct strbuf *sb)
{
	const struct causes *c = &job->causes;
	size_t n_new = 0, n_gone = 0, i;

	for (i = 0; i < n; i++) {
		n_new += !job->figures.pairs[i].old.is_there;
		n_gone += !job->figures.pairs[i].new.is_there;
	}
	strbuf_reset(sb);
	strbuf_addf(sb,
	    "{\"record\":\"comparison_summary\",\"figures\":%lu,"
	    "\"changed\":%zu,\"new\":%zu,\"gone\":%zu",
	    (unsigned long)job->n_figures, n - n_new - n_gone, n_new, n_gone);
	if (c->is_known) {
		strbuf_addf(sb,
		    ",\"extracts\":[%s],\"configuration\":[%s],\"program\":[",
		    c->inputs.s, c->config.s);
		if (c->is_there[CAUSE_PROGRAM]) {
			strbuf_add_json_string(
			    sb, c->old_version, strlen(c->old_version));
			strbuf_addch(sb, ',');
			strbuf_add_json_string(
			    sb, c->new_version, strlen(c->new_version));
		}
		strbuf_addch(sb, ']');
	}
	add_raw_rows(&job->between, sb);
	strbuf_addch(sb, '}');
}

/** Write all that changed; how many. */
static size_t
write_changes(struct job *job, struct stream *st)
{
	size_t n = figures_rank(&job->figures, job->least), i;

	for (i = 0; i < n; i++) {
		format_pair(job, &job->figures.pairs[i], &job->line);
		stream_make(st, job->line.s, job->line.len);
	}
	format_summary(job, n, &job->line);
	stream_make(st, job->line.s, job->line.len);
	return n;
}

int
main(int argc, char **argv)
{
	struct job job = { .stream = STREAM_OPTIONS_INIT,
		.line = STRBUF_INIT,
		.causes = { .inputs = STRBUF_INIT,
		    .config = STRBUF_INIT,
		    .err = STRBUF_INIT } };
	struct stream *st;
	size_t n;
	int ret;

	diag_init("compare-figures");
	confine_but_run();
	figures_init(&job.figures);
	between_init(&job.between);
	rows_init(&job.rows);
	parse_options(&job, argc, argv);
	st = stream_open(&job.stream, &job.new, 1);
	read_run(&job, job.old, RUN_OLD);
	read_new(&job, st);
	read_between(&job);
	read_rows(&job);
	n = stream_is_refused(st) ? 0 : write_changes(&job, st);
	ret = stream_close(st);
	figures_release(&job.figures);
	causes_release(&job.causes);
	between_release(&job.between);
	rows_release(&job.rows);
	strbuf_release(&job.line);
	free(job.old);
	free(job.new);
	return ret == EXIT_DONE && job.has_exit_code && n > 0 ? EXIT_NO : ret;
}
