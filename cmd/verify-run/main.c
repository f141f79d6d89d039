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
#include <sys/wait.h>
#include <unistd.h>

#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "verify.h"

static const char usage[] =
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

enum { MAX_PATH = 4096 };

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

/** Is there such a file in the folder? */
static bool
holds(const char *dir, const char *name)
{
	char *path = verify_path(dir, name);
	bool is_there = access(path, R_OK) == 0;

	free(path);
	return is_there;
}

/** The tree that this program lies in, or where it was installed. */
static void
find_pipelines(struct options *o)
{
	static const char *const places[] = { "/../../pipelines",
		"/../../../pipelines", "" };
	char own[MAX_PATH + 1], *dir = NULL;
	ssize_t len = readlink("/proc/self/exe", own, MAX_PATH);
	size_t i;

	if (len < 0)
		die("/proc/self/exe: %s", strerror(errno));
	own[len] = '\0';
	*strrchr(own, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		free(dir);
		dir = verify_path(own, places[i] + (*places[i] != '\0'));
		if (holds(dir, "kvalitetsbokslut"))
			break;
	}
	if (i == sizeof(places) / sizeof(*places))
		die("kvalitetsbokslut: not found beside %s", own);
	o->pipelines = dir;
	if (o->config)
		return;
	o->config = holds(dir, "profiles")
			? xstrdup(dir)
			: verify_path(dir, "../share/vardstrom");
}

static void
start_job(const struct options *o, int year, char *out)
{
	char *program = verify_path(o->pipelines, "kvalitetsbokslut");
	char text[16], *words[16];
	size_t n = 0;

	snprintf(text, sizeof(text), "%d", year);
	words[n++] = program;
	words[n++] = xstrdup("--quiet");
	words[n++] = xstrdup("--year");
	words[n++] = text;
	words[n++] = xstrdup("--config");
	words[n++] = o->config;
	if (o->key) {
		words[n++] = xstrdup("--pseudonymize");
		words[n++] = xstrdup(o->key);
	}
	if (o->deployment) {
		words[n++] = xstrdup("--deployment");
		words[n++] = xstrdup(o->deployment);
	}
	words[n++] = xstrdup("--");
	words[n++] = xstrdup(o->extracts);
	words[n++] = out;
	words[n] = NULL;
	execv(program, words);
	diag_error("%s: %s", program, strerror(errno));
	_exit(EXIT_TROUBLE);
}

static void
remove_folder(const char *dir)
{
	pid_t child = fork();

	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
		_exit(EXIT_TROUBLE);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

/** Run it again into a folder of our own, and hold the one against the other.
 */
static int
run_again(struct verify *v, const struct options *o)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = verify_path(tmp ? tmp : "/tmp", "verify-run.XXXXXX");
	char *again;
	int status = 0, ret = -1;
	pid_t child;

	if (!mkdtemp(dir))
		die("%s: %s", dir, strerror(errno));
	again = verify_path(dir, "out");
	child = fork();
	if (child < 0)
		die("fork: %s", strerror(errno));
	if (child == 0)
		start_job(o, v->year, again);
	if (waitpid(child, &status, 0) < 0)
		die("waitpid: %s", strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		verify_fail(
		    v, "%s: the job does not run again over them", o->extracts);
	else
		ret = verify_again(v, again);
	remove_folder(dir);
	free(again);
	free(dir);
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
	parse_options(&o, argc, argv);
	find_pipelines(&o);
	if (stat(o.out, &st) != 0 || !S_ISDIR(st.st_mode))
		die("%s: no such folder", o.out);
	if (o.extracts && (stat(o.extracts, &st) != 0 || !S_ISDIR(st.st_mode)))
		die("%s: no such folder", o.extracts);
	if (verify(&v, &o) != 0) {
		diag_error("%s: %s", o.out, v.err.s);
		ret = EXIT_NO;
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
