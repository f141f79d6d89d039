/*
 * stream_outputs.c - the outputs of a run: no two of them one file, and
 * published together, after everything that can fail.
 */
#include "stream_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

void
stream_open_outputs(struct stream *st)
{
	const struct stream_options *so = st->so;

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
}

/* --- closing ------------------------------------------------------------- */

/* What a reader follows is written and closed; a file comes to the disk. */
static void
finish_main(struct stream *st, bool is_no)
{
	if (st->to)
		stream_link_flush(st);
	else if (st->n_parts > 0)
		stream_sync_parts(st, is_no);
	else if (st->out.is_direct)
		output_commit(&st->out);
	else if (!is_no)
		output_sync(&st->out);
}

static void
publish_main(struct stream *st, bool is_no)
{
	if (st->n_parts > 0)
		stream_close_parts(st, is_no);
	else if (st->out.fd < 0)
		return;
	else if (is_no)
		output_abandon(&st->out);
	else
		output_commit(&st->out);
}

/*
 * The old files stay where any of this fails, so the accounts are written
 * before the first new one gets its name.
 */
void
stream_close_outputs(struct stream *st, bool is_no)
{
	if (st->rejects.fd >= 0)
		output_sync(&st->rejects);
	if (st->drops.fd >= 0)
		output_sync(&st->drops);
	finish_main(st, is_no);
	if (st->so->stats)
		stream_write_stats(st);
	if (st->rejects.fd >= 0)
		output_commit(&st->rejects);
	if (st->drops.fd >= 0)
		output_commit(&st->drops);
	publish_main(st, is_no);
}
