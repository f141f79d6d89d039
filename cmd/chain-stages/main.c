/*
 * chain-stages - a pipeline of these programs within one process.
 *
 * Holds what each of the programs holds, and a few batches of records on their
 * way between them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "chain.h"
#include "programs.h"

static const char usage[] =
    "Example:\n"
    "  chain-stages cat contacts.ndjson then aggregate -g clinic count\n"
    "\n"
    "usage: chain-stages [--failed FILE] SOURCE [and SOURCE]... [then "
    "STAGE]...\n"
    "Do what the pipeline { SOURCE; SOURCE; } | STAGE | STAGE does, in one\n"
    "process: the same output, in less time.\n"
    "\n"
    "  SOURCE, STAGE         one of these programs, with its own options and\n"
    "                        files:\n"
    "%s\n"
    "                        (cat hands on records as they are)\n"
    "  and SOURCE            another source; it begins when the one before it\n"
    "                        has ended\n"
    "  then STAGE            a program that reads what the one before it\n"
    "                        writes\n"
    "      --failed FILE     where one ends the chain, write its place there:\n"
    "                        1 for the first source\n"
    "  -h, --help            show this; behind a program's name, its own\n"
    "      --version         show the version\n"
    "\n"
    "A file that is called and or then is ./and or ./then. Trouble in one\n"
    "program ends them all, and none of them publishes anything.\n"
    "Exit status: the greatest of the programs': 0 done; 1 done, but the\n"
    "answer of one is \"no\"; 2 trouble.\n";

enum { OPT_FAILED = STREAM_OPT_OWN };

static const struct option longopts[] = {
	{ "failed", required_argument, NULL, OPT_FAILED },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
tell_failed(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0)
		die("%s: %s", path, strerror(errno));
	chain_tell_failed(fd);
}

/** Only what is before the first program is ours. */
static int
read_options(int argc, char **argv)
{
	struct strbuf names = STRBUF_INIT;
	int c;

	while ((c = opt_next(argc, argv, "+h", longopts)) != -1) {
		if (c == OPT_FAILED) {
			tell_failed(optarg);
			continue;
		}
		if (c == 'h') {
			programs_list(&names, "                          ", 78);
			printf(usage, names.s);
			strbuf_release(&names);
		} else {
			printf(
			    "chain-stages (vardstrom) %s\n", VARDSTROM_VERSION);
		}
		if (fflush(stdout) != 0)
			die("<stdout>: %s", strerror(errno));
		exit(EXIT_DONE);
	}
	return optind;
}

/** The command line, taken apart. */
struct plan {
	struct stage *stages; /* the sources first */
	size_t n_stages, cap_stages;
	size_t n_sources;
};

/**
 * From argv[at] on up to the next joint, which becomes a NULL; joint is the one
 * in front, or NULL.
 */
static int
add_stage(struct plan *plan, char **argv, int at, const char *joint)
{
	struct stage stage = { .argv = argv + at };

	while (argv[at + stage.argc] &&
	       strcmp(argv[at + stage.argc], "and") != 0 &&
	       strcmp(argv[at + stage.argc], "then") != 0)
		stage.argc++;
	if (stage.argc == 0)
		die("%s needs a program%s; see chain-stages --help",
		    joint ? joint : "a chain", joint ? " behind it" : "");
	stage.run = programs_find(stage.argv[0]);
	if (!stage.run)
		die("%s: cannot be a stage; see chain-stages --help for those "
		    "that can",
		    stage.argv[0]);
	GROW(plan->stages, plan->n_stages, plan->cap_stages);
	plan->stages[plan->n_stages++] = stage;
	return at + stage.argc;
}

static void
make_plan(struct plan *plan, char **argv)
{
	int at = add_stage(plan, argv, 0, NULL);

	plan->n_sources = 1;
	while (argv[at]) {
		const char *joint = argv[at];

		if (strcmp(joint, "then") != 0) {
			if (plan->n_stages > plan->n_sources)
				die("and: only sources can be united; it "
				    "stands behind a then");
			plan->n_sources++;
		}
		argv[at] = NULL;
		at = add_stage(plan, argv, at + 1, joint);
	}
	if (plan->n_sources > 1 && plan->n_stages == plan->n_sources)
		die("and: needs a stage that reads both: then STAGE");
}

static void
end(int status, const char *why)
{
	if (why)
		diag_end(status, "%s", why);
	diag_exit(status);
}

int
main(int argc, char **argv)
{
	struct plan plan = { 0 };
	int status;

	diag_init("chain-stages");
	confine();
	argv += read_options(argc, argv);
	make_plan(&plan, argv);
	status = chain_run(plan.stages, plan.n_sources,
	    plan.stages + plan.n_sources, plan.n_stages - plan.n_sources, end);
	free(plan.stages);
	return status;
}
