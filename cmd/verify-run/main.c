/*
 * verify-run - hold what a run left against its manifest, and run it again.
 *
 * Holds the manifest; every other file is read through once.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "io/job.h"

#include "verify.h"

static const char usage[] =
    "Example:\n"
    "  verify-run OUT EXTRACTS\n"
    "\n"
    "usage: verify-run [OPTION]... OUT [EXTRACTS]\n"
    "Hold what kvalitetsbokslut left in OUT against its manifest; with\n"
    "EXTRACTS, these too, and run it again.\n"
    "\n"
    "      --config DIR            the configuration; default: the one that\n"
    "                              the programs came with\n"
    "      --no-run                do not run it again\n"
    "      --pseudonymize KEYFILE  the key of a run that was given one\n"
    "      --deployment NAME       and the name that it was given\n"
    "  -q, --quiet                 no notes; errors still\n"
    "  -h, --help                  this text\n"
    "      --version\n"
    "Exit status: 0 all holds, 1 something does not, and is named, 2 "
    "trouble.\n";

enum {
	OPT_CONFIG = STREAM_OPT_OWN,
	OPT_NO_RUN,
	OPT_PSEUDONYMIZE,
	OPT_DEPLOYMENT
};

struct options {
	const char *out;
	const char *extracts;   /* NULL: not given */
	const char *key;        /* NULL: none */
	const char *deployment; /* NULL: none */
	bool is_no_run;
	char *config;
	char *pipelines; /* the folder of kvalitetsbokslut */
};

static void
end_with(const char *text)
{
	if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
		die("standard output: %s", strerror(errno));
	exit(EXIT_DONE);
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "config", required_argument, NULL, OPT_CONFIG },
		{ "no-run", no_argument, NULL, OPT_NO_RUN },
		{ "pseudonymize", required_argument, NULL, OPT_PSEUDONYMIZE },
		{ "deployment", required_argument, NULL, OPT_DEPLOYMENT },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, STREAM_OPT_VERSION },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = opt_next(argc, argv, "qh", longopts)) != -1) {
		switch (c) {
		case OPT_CONFIG:
			free(o->config);
			o->config = xstrdup(optarg);
			break;
		case OPT_NO_RUN:
			o->is_no_run = true;
			break;
		case OPT_PSEUDONYMIZE:
			o->key = optarg;
			break;
		case OPT_DEPLOYMENT:
			o->deployment = optarg;
			break;
		case 'q':
			diag_set_quiet(true);
			break;
		case 'h':
			end_with(usage);
			break;
		case STREAM_OPT_VERSION:
			end_with(
			    "verify-run (vardstrom) " VARDSTROM_VERSION "\n");
			break;
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		die("needs the folder OUT, and perhaps EXTRACTS; try "
		    "'verify-run --help'");
	o->out = argv[optind];
	o->extracts = argv[optind + 1];
}

/** The tree that this program is in, or where it was installed. */
static void
find_pipelines(struct options *o)
{
	struct strbuf err = STRBUF_INIT;

	o->pipelines = job_pipelines(&err);
	if (!o->pipelines)
		die("%s", err.s);
	if (!o->config)
		o->config = job_config(o->pipelines);
}

/** Run it again into a folder of our own, and hold the one against the other.
 */
static int
run_again(struct verify *v, const struct options *o)
{
	struct strbuf err = STRBUF_INIT;
	struct job_folder folder = { 0 };
	char *again;
	struct job_words words = { v->year, o->config, o->extracts, NULL,
		o->key, o->deployment, v->is_published, NULL, v->is_spread };
	char *released = verify_path(v->out, "released.ndjson");
	int ret = -1;

	if (job_folder_open(&folder, "verify-run", &err) != 0)
		die("%s", err.s);
	words.released = v->has_released ? released : NULL;
	words.out = again = verify_path(folder.dir, "out");
	if (job_run(o->pipelines, &words, &err))
		ret = verify_again(v, again);
	else
		verify_fail(v, "%s", err.s);
	job_folder_close(&folder);
	free(again);
	free(released);
	strbuf_release(&err);
	return ret;
}

static int
verify(struct verify *v, const struct options *o)
{
	if (verify_manifest(v, o->out) != 0 || verify_run(v) != 0 ||
	    verify_outputs(v) != 0 || verify_balance(v) != 0 ||
	    verify_configuration(v, o->config) != 0)
		return -1;
	if (!o->extracts)
		return 0;
	if (verify_extracts(v, o->extracts) != 0)
		return -1;
	return o->is_no_run ? 0 : run_again(v, o);
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	struct stat st;
	struct verify v;
	int ret = EXIT_DONE;

	diag_init("verify-run");
	confine_but_run();
	parse_options(&o, argc, argv);
	find_pipelines(&o);
	if (stat(o.out, &st) != 0 || !S_ISDIR(st.st_mode))
		die("%s: no such folder", o.out);
	if (o.extracts && (stat(o.extracts, &st) != 0 || !S_ISDIR(st.st_mode)))
		die("%s: no such folder", o.extracts);
	if (verify(&v, &o) != 0) {
		diag_error("%s: %s", o.out, v.err.s);
		ret = v.is_trouble ? EXIT_TROUBLE : EXIT_NO;
	} else {
		diag_note(
		    "%s: all holds: %zu files, the rows from end to end%s",
		    o.out, v.n_files,
		    o.extracts && !o.is_no_run ? ", and the same again" : "");
	}
	verify_release(&v);
	free(o.config);
	free(o.pipelines);
	return ret;
}
