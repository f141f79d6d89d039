/* append.h - a line at the end of a file that several programs write to. */
#ifndef APPEND_H
#define APPEND_H

#include <stdbool.h>
#include <sys/types.h>

#include "vardstrom/strbuf.h"

/** Whole or not there, and until append_keep it can be undone. */
struct append {
	char *path; /* as given */
	struct strbuf line;
	char *resolved;
	int fd;          /* -1: not open, or that of an earlier one */
	int to_fd;       /* where the line goes; -1: still to be made */
	bool is_regular; /* and can be cut off again */
	bool was_made, is_written;
	dev_t dev;
	ino_t ino;
	off_t old_len;
};

/**
 * Wait for the file's lock, if it is there; earlier ones of the same program
 * may be of the same file. 0, or -1 with a finished sentence in err.
 */
int append_open(struct append *a, const struct append *earlier,
    size_t n_earlier, struct strbuf *err);
/** Append. 0, or -1 with a finished sentence in err: nothing is left. */
int append_write(struct append *a, const struct append *earlier,
    size_t n_earlier, struct strbuf *err);
/** The file is as it was, and not locked. */
void append_undo(struct append *a);
void append_keep(struct append *a);
void append_release(struct append *a);

#endif
