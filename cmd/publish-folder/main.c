/*
 * publish-folder - put a folder of results in the place of an earlier one.
 *
 * It holds the names of the files of one result. It reads no records; anything
 * in OUT that is of no earlier run is exit 2, and nothing is touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "exchange.h"
#include "result.h"

static const char usage[] =
    "Example:\n"
    "  publish-folder new site\n"
    "\n"
    "usage: publish-folder [--also NAME]... NEW OUT\n"
    "       publish-folder --check [--also NAME]... OUT\n"
    "Put the folder NEW, a result with its manifest, in the place of OUT.\n"
    "\n"
    "OUT is replaced at once, and only if it is not there, is empty, or is a\n"
    "result of an earlier run and nothing else.\n"
    "\n"
    "      --check      only say whether OUT may be replaced\n"
    "      --also NAME  a file of a result that its manifest does not name\n"
    "      --two-steps  do not use the one call that exchanges two folders\n"
    "  -q, --quiet      no notes; errors still\n"
    "  -h, --help       this text\n"
    "      --version\n"
    "Exit status: 0 done; 1 done, but the earlier result could not be\n"
    "removed; 2 trouble, and OUT is as it was.\n";

enum { OPT_CHECK = STREAM_OPT_OWN, OPT_ALSO, OPT_TWO_STEPS };

static const struct option longopts[] = {
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "also", required_argument, NULL, OPT_ALSO },
	{ "two-steps", no_argument, NULL, OPT_TWO_STEPS },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, STREAM_OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

struct options {
	bool is_check;
	bool is_in_steps;
	const char **also; /* NULL-ended */
	size_t n_also, cap_also;
};

static void
end_with(const char *text)
{
	if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
		die("standard output: %s", strerror(errno));
	exit(EXIT_DONE);
}

static void
add_also(struct options *o, const char *name)
{
	GROW(o->also, o->n_also, o->cap_also);
	o->also[o->n_also] = name;
	if (name)
		o->n_also++;
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, "qh", longopts)) != -1) {
		switch (c) {
		case OPT_CHECK:
			o->is_check = true;
			break;
		case OPT_ALSO:
			add_also(o, optarg);
			break;
		case OPT_TWO_STEPS:
			o->is_in_steps = true;
			break;
		case 'q':
			diag_set_quiet(true);
			break;
		case 'h':
			end_with(usage);
			break;
		case STREAM_OPT_VERSION:
			end_with("publish-folder (vardstrom) " VARDSTROM_VERSION
				 "\n");
			break;
		}
	}
	add_also(o, NULL);
}

/* A path without the slashes at its end. */
static char *
without_slashes(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len == 0)
		die("a folder with an empty name");
	if (memchr(path, '\n', len))
		die("a folder with a line break in its name");
	return xstrndup(path, len);
}

/* The folder that holds this one, whose names are its contents. */
static int
open_around(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *around = !slash          ? xstrndup(".", 1)
		       : slash == path ? xstrndup("/", 1)
				       : xstrndup(path, (size_t)(slash - path));
	int fd = open(around, O_RDONLY | O_DIRECTORY);

	free(around);
	return fd;
}

/* Nothing between the exchange and the last word may stop halfway. */
static void
block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
}

static int
publish(const struct options *o, const char *new, const char *out,
    struct result_files *old, enum result_kind kind)
{
	struct strbuf left = STRBUF_INIT, path = STRBUF_INIT;
	struct strbuf err = STRBUF_INIT;
	int ret = EXIT_DONE, around;

	if (result_sync(new, &err) != 0)
		die("%s; %s is as it was", err.s, out);
	around = open_around(out);
	if (around < 0)
		die("%s: the folder around it: %s; it is as it was", out,
		    strerror(errno));
	/* Behind the exchange nothing may fail for want of memory: it would
	 * be told as if nothing had been done. */
	strbuf_grow(&left, strlen(new) + sizeof(".old"));
	strbuf_grow(&path, result_path_max(new, old) + sizeof(".old"));
	block_signals();
	if (exchange_folders(new, out, kind == RESULT_OURS, o->is_in_steps,
		&left, &err) != 0)
		die("%s", err.s);
	if (fsync(around) != 0)
		diag_error("%s: is new, but may not be on the disk yet: %s",
		    out, strerror(errno));
	close(around);
	if (kind == RESULT_OURS && result_remove(left.s, old, &path) != 0) {
		diag_error("%s: is new; the earlier result is left in %s: %s",
		    out, left.s, strerror(errno));
		ret = EXIT_NO;
	}
	strbuf_release(&path);
	strbuf_release(&left);
	strbuf_release(&err);
	return ret;
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	struct result_files old, new_files;
	struct strbuf err = STRBUF_INIT;
	enum result_kind kind;
	char *out, *new = NULL;
	int ret = EXIT_DONE, n;

	diag_init("publish-folder");
	confine();
	parse_options(&o, argc, argv);
	n = o.is_check ? 1 : 2;
	if (argc - optind != n)
		die("%s; try 'publish-folder --help'",
		    o.is_check ? "one folder is needed"
			       : "two folders are needed, NEW and OUT");
	out = without_slashes(argv[optind + n - 1]);
	kind = result_look(&old, out, o.also, &err);
	if (kind == RESULT_OTHER)
		die("%s; it is not touched", err.s);
	if (!o.is_check) {
		new = without_slashes(argv[optind]);
		if (result_look(&new_files, new, o.also, &err) != RESULT_OURS)
			die("%s%sis no result of a run", new,
			    err.len ? ": " : " ");
		ret = publish(&o, new, out, &old, kind);
		result_release(&new_files);
	}
	result_release(&old);
	strbuf_release(&err);
	free(o.also);
	free(new);
	free(out);
	return ret;
}
