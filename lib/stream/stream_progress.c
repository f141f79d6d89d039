/* stream_progress.c - a line on standard error for those who wait. */
#include "stream_private.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const double show_after_seconds = 1.0;
static const double show_every_seconds = 0.5;

double
stream_seconds(const struct stream *st)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - st->began.tv_sec) +
	       (double)(now.tv_nsec - st->began.tv_nsec) / 1e9;
}

void
stream_progress_start(struct stream *st)
{
	/* of a chain, the stage that reads the files tells */
	st->is_progress_on = st->so->progress == 1 ||
			     (st->so->progress < 0 && !st->so->is_quiet &&
				 !st->from && isatty(STDERR_FILENO));
	st->until_look = STREAM_LOOK_EVERY;
}

/** All the inputs' bytes; 0 where one of them is no plain file. */
static uint64_t
total_bytes(const struct stream *st)
{
	uint64_t total = st->done_bytes;
	struct stat sb;
	int i;

	if (!st->lines || lines_size(st->lines) == 0)
		return 0;
	total += lines_size(st->lines);
	for (i = 0; i < st->n_paths; i++) {
		if (stat(st->paths[i], &sb) != 0 || !S_ISREG(sb.st_mode))
			return 0;
		total += (uint64_t)sb.st_size;
	}
	return total;
}

/** Of the current input; 0: there is none. */
static uint64_t
input_bytes(const struct stream *st)
{
	if (st->is_linked)
		return st->link_bytes;
	return st->lines ? lines_bytes(st->lines) : 0;
}

static void
show(struct stream *st, double seconds)
{
	uint64_t bytes = st->done_bytes + input_bytes(st);
	uint64_t total = total_bytes(st);

	fprintf(stderr, "\r%.1f MB, %llu records, %.0f records/s",
	    (double)bytes / 1e6, (unsigned long long)st->n_read,
	    (double)st->n_read / seconds);
	/* a file that grows is read to its end before that is told */
	if (bytes > 0 && bytes <= total)
		fprintf(stderr, ", %.0f %%, %.0f s left",
		    100.0 * (double)bytes / (double)total,
		    seconds * (double)(total - bytes) / (double)bytes);
	fputs("\033[K", stderr);
	fflush(stderr);
	st->was_shown = true;
	st->shown_seconds = seconds;
}

void
stream_progress_look(struct stream *st)
{
	double seconds = stream_seconds(st);

	st->until_look = STREAM_LOOK_EVERY;
	if (seconds < show_after_seconds ||
	    seconds - st->shown_seconds < show_every_seconds)
		return;
	show(st, seconds);
}

void
stream_progress_end(struct stream *st)
{
	if (!st->is_progress_on)
		return;
	/* asked for by name, even a short run tells how it went */
	if (st->so->progress == 1 || st->was_shown) {
		double seconds = stream_seconds(st);

		show(st, seconds > 0 ? seconds : 1e-9);
		fputc('\n', stderr);
	}
}
