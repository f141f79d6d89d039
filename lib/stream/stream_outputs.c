/*
 * stream_outputs.c - the outputs of a run: no two of them one file, and
 * published together, after everything that can fail.
 */
#include "stream_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

/* --- opening ------------------------------------------------------------- */

/* A file that the command line names. */
struct named {
	const char *what; /* the option; NULL: an input */
	const char *path;
	bool is_there;
	struct stat info; /* where it is there */
};

static struct named
look_at(const char *what, const char *path)
{
	struct named f = { .what = what, .path = path };

	f.is_there = stat(path, &f.info) == 0;
	if (!f.is_there && errno != ENOENT && errno != ENOTDIR)
		die("%s: %s", path, strerror(errno));
	return f;
}

/* What is written as it comes, such as standard output; FILE of >>FILE. */
static struct named
look_at_fd(const char *what, int fd)
{
	struct named f = { .what = what };

	f.is_there = fstat(fd, &f.info) == 0;
	return f;
}

/**
 * Would one overwrite the other? A device or a pipe takes what several write.
 * Of files that are still to be made, only the same words are known to be the
 * same file.
 */
static bool
is_same_file(const struct named *a, const struct named *b)
{
	if (!a->is_there || !b->is_there)
		return a->is_there == b->is_there &&
		       strcmp(a->path, b->path) == 0;
	return S_ISREG(a->info.st_mode) && a->info.st_dev == b->info.st_dev &&
	       a->info.st_ino == b->info.st_ino;
}

/* Every file that is written; how many. */
static size_t
list_outputs(const struct stream_options *so, struct named *files)
{
	size_t n = 0, i;

	if (so->rejects)
		files[n++] = look_at("--rejects", so->rejects);
	if (so->drops)
		files[n++] = look_at("--drops", so->drops);
	if (so->stats)
		files[n++] = look_at("--stats", so->stats);
	if (so->output && so->n_parts == 0)
		files[n++] = look_at("--output", so->output);
	for (i = 0; i < so->n_parts; i++)
		files[n++] = look_at("the output", so->parts[i]);
	return n;
}

/* An extract given as --rejects by mistake must not be gone afterwards. */
static void
check_input(const struct named *files, size_t n, const char *path)
{
	struct named input = look_at(NULL, path);
	size_t i;

	for (i = 0; i < n; i++)
		/* the output takes its place when all is read, as sort -o */
		if (strcmp(files[i].what, "--output") != 0 && input.is_there &&
		    is_same_file(&files[i], &input))
			die("%s: is an input, and cannot be %s too", path,
			    files[i].what);
}

static void
check_names(const struct stream *st)
{
	struct named *files = xcalloc(4 + st->so->n_parts, sizeof(*files));
	size_t n = list_outputs(st->so, files), i, k;
	int p;

	for (i = 1; i < n; i++)
		for (k = 0; k < i; k++)
			if (is_same_file(&files[k], &files[i]))
				die("%s: cannot be %s and %s", files[i].path,
				    files[k].what, files[i].what);
	for (p = 0; p < st->n_paths; p++)
		if (strcmp(st->paths[p], "-") != 0)
			check_input(files, n, st->paths[p]);
	free(files);
}

/* An output that is written as it comes would be read again, and for ever. */
static void
check_direct(const struct output *o, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct named out, in;

	if (o->fd < 0 || !o->is_direct)
		return;
	out = look_at_fd(o->name, o->fd);
	in = is_stdin ? look_at_fd(NULL, STDIN_FILENO) : look_at(NULL, path);
	if (out.is_there && in.is_there && is_same_file(&out, &in))
		die("%s: is an input, and cannot be the output %s too",
		    is_stdin ? "<stdin>" : path, o->name);
}

static void
check_all_direct(const struct stream *st, const char *path)
{
	size_t i;

	check_direct(&st->out, path);
	check_direct(&st->rejects, path);
	check_direct(&st->drops, path);
	for (i = 0; i < st->n_parts; i++)
		check_direct(&st->parts[i].out, path);
}

void
stream_check_read(struct stream *st, const char *path)
{
	struct named *files = xcalloc(4 + st->so->n_parts, sizeof(*files));

	check_input(files, list_outputs(st->so, files), path);
	check_all_direct(st, path);
	free(files);
}

void
stream_open_outputs(struct stream *st)
{
	const struct stream_options *so = st->so;
	int p;

	check_names(st);
	st->out.fd = st->rejects.fd = st->drops.fd = -1;
	if (st->to && (so->output || so->n_parts > 0))
		die("-o: another stage comes behind this one");
	if (so->n_parts > 0)
		stream_open_parts(st);
	else if (!st->to)
		output_open(&st->out, so->output, false, so->is_line_buffered);
	if (so->rejects)
		output_open(
		    &st->rejects, so->rejects, true, so->is_line_buffered);
	if (so->drops)
		output_open(&st->drops, so->drops, true, so->is_line_buffered);
	for (p = 0; p < st->n_paths; p++)
		if (!st->from || strcmp(st->paths[p], "-") != 0)
			check_all_direct(st, st->paths[p]);
}

/* --- closing ------------------------------------------------------------- */

/* What a reader follows is written and closed first, whatever comes of it. */
static void
finish_main(struct stream *st, bool is_no)
{
	if (st->to)
		stream_link_flush(st);
	else if (st->n_parts > 0)
		stream_close_parts(st, is_no);
	else if (is_no && !st->out.is_direct)
		output_release(&st->out);
	else
		publication_add(st->publication, &st->out);
}

static void
finish_side(struct stream *st, struct output *o, bool is_no)
{
	if (o->fd < 0)
		return;
	if (is_no && !o->is_direct)
		output_release(o);
	else
		publication_add(st->publication, o);
}

static void
add_stats(struct stream *st)
{
	struct strbuf line = STRBUF_INIT;

	stream_format_stats(st, &line);
	publication_append(st->publication, st->so->stats, &line);
}

void
stream_close_outputs(struct stream *st, bool is_no)
{
	bool is_own = !st->ends || !st->ends->publication;

	st->publication = is_own ? publication_new() : st->ends->publication;
	finish_side(st, &st->rejects, is_no);
	finish_side(st, &st->drops, is_no);
	finish_main(st, is_no);
	if (st->so->stats && !is_no)
		add_stats(st);
	if (!is_own)
		return; /* the chain does, when all its stages are done */
	publication_commit(st->publication);
	publication_free(st->publication);
}
