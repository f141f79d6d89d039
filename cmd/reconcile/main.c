/*
 * main.c - reconcile: hold indicators against printed tables, and the printed
 * cells against each other.
 *
 * In memory: the printed tables, and of each indicator record its place and
 * its value. Records of other kinds are left out; an indicator record that
 * cannot be read is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "judge.h"
#include "published.h"

static const char usage[] =
    "Example:\n"
    "  reconcile --published report.json indicators.ndjson\n"
    "\n"
    "usage: reconcile --published FILE [--tables DIR] [--exit-code] [--lang "
    "L]\n"
    "                 [OPTION]... [FILE]...\n"
    "Hold indicators against printed tables.\n"
    "\n"
    "  -p, --published FILE  what the printed tables are, JSON\n"
    "      --tables DIR      their folder; by default this one\n"
    "      --exit-code       exit 1 where print and figures differ, or the\n"
    "                        print contradicts itself\n"
    "      --lang sv|en      sentences in that language instead of records\n";

enum { OPT_EXIT_CODE = STREAM_OPT_OWN, OPT_TABLES, OPT_LANG };

static const struct option longopts[] = {
	{ "published", required_argument, NULL, 'p' },
	{ "tables", required_argument, NULL, OPT_TABLES },
	{ "exit-code", no_argument, NULL, OPT_EXIT_CODE },
	{ "lang", required_argument, NULL, OPT_LANG },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

static void
read_all(struct stream *st, struct figures *f)
{
	enum figure_status status;
	struct record *rec;

	while ((rec = stream_next(st))) {
		bool is_otherwise;

		status = figures_add(f, rec, &is_otherwise);
		if (is_otherwise)
			stream_reject(st, "value", "contradicts",
			    "this figure was read before, with another value");
		else if (status == FIGURE_OK)
			stream_absorb(st);
		else if (status == FIGURE_EOTHER)
			stream_drop(st, "other_record");
		else
			stream_reject(st, figure_field(status),
			    figure_code(status), figure_strerror(status));
	}
}

static void
write_line(void *context, const struct strbuf *line)
{
	stream_make(context, line->s, line->len);
}

/* Returns whether print and figures agree. */
static bool
write_all(struct stream *st, const struct published *p, struct figures *f,
    const char *lang)
{
	static const char *const names[N_ROUNDINGS] = { "half up", "half down",
		"cut off" };
	const enum rounding rounding = judge_rounding(p, f);
	struct verdicts v;

	for (size_t i = 0; i < published_n(p); i++) {
		if (published_at(p, i)->is_absent)
			diag_note("%s is not there: nothing is held against it",
			    published_at(p, i)->file);
	}
	judge(p, f, rounding, &v, lang != NULL,
	    lang && strcmp(lang, "en") == 0 ? TONGUE_EN : TONGUE_SV, write_line,
	    st);
	if (v.n_unprinted > 0)
		diag_note("%zu relations name cells that are not printed",
		    v.n_unprinted);
	if (v.is_cut)
		diag_note("the search was ended before it was done: a "
			  "contradiction may be missing");
	if (v.n_no_numbers > 0)
		diag_note("%zu cells are neither blank nor a number: nothing "
			  "is said of them",
		    v.n_no_numbers);
	diag_note("read as rounded %s: %zu equal, %zu explained, %zu differ, "
		  "%zu missing, %zu contradictions, %zu names in two ways",
	    names[rounding], v.n_equal, v.n_explained, v.n_differs, v.n_missing,
	    v.n_contradictions, v.n_names);
	stream_stat(st, "equal", v.n_equal);
	stream_stat(st, "explained", v.n_explained);
	stream_stat(st, "differs", v.n_differs);
	stream_stat(st, "missing", v.n_missing);
	stream_stat(st, "contradictions", v.n_contradictions);
	stream_stat(st, "names", v.n_names);
	stream_stat(st, "no_numbers", v.n_no_numbers);
	return v.n_differs + v.n_contradictions == 0;
}

int
main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *path = NULL, *folder = ".", *lang = NULL;
	bool has_exit_code = false, is_same;
	struct published *published;
	struct figures *figures;
	struct stream *st;
	int c, status;

	diag_init("reconcile");
	confine();
	while (
	    (c = opt_next(argc, argv, "p:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'p':
			path = optarg;
			break;
		case OPT_TABLES:
			folder = optarg;
			break;
		case OPT_LANG:
			lang = optarg;
			if (strcmp(lang, "sv") != 0 && strcmp(lang, "en") != 0)
				die("--lang: must be sv or en");
			break;
		case OPT_EXIT_CODE:
			has_exit_code = true;
			break;
		default:
			stream_option(&so, c, optarg, usage);
		}
	}
	if (!path)
		die("--published: a file that describes the tables is needed");
	published = published_load(path, folder, &err);
	if (!published)
		die("%s", err.s);
	st = stream_open(&so, argv + optind, argc - optind);
	stream_add_config(st, path);
	figures = figures_new();
	read_all(st, figures);
	is_same =
	    stream_is_refused(st) || write_all(st, published, figures, lang);
	status = stream_close(st);
	figures_free(figures);
	published_free(published);
	strbuf_release(&err);
	return status == EXIT_DONE && has_exit_code && !is_same ? EXIT_NO
								: status;
}
