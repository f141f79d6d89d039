/* temp.h - a temporary file without a name, written once and read back. */
#ifndef VARDSTROM_TEMP_H
#define VARDSTROM_TEMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vardstrom/strbuf.h"

/** Where temporary files are made: $TMPDIR; where that is empty, /tmp. */
const char *temp_folder(void);

/** All zero: not open. */
struct temp {
	FILE *file;
	char *buffer;
	uint64_t len; /* bytes written */
};

/**
 * Open a file in temp_folder() of mode 0600; its name is removed at once,
 * so that it ends with the program.
 *
 * Returns: 0; -1 with a finished sentence in err, as all of these do.
 */
int temp_open(struct temp *t, size_t buffer_bytes, struct strbuf *err);
void temp_close(struct temp *t);

static inline bool
temp_is_open(const struct temp *t)
{
	return t->file != NULL;
}

/** Append. */
int temp_put(struct temp *t, const char *s, size_t len, struct strbuf *err);
/** Bytes written so far. */
uint64_t temp_len(const struct temp *t);

/** Writing is over: what follows reads from the beginning. */
int temp_rewind(struct temp *t, struct strbuf *err);

/** The next len bytes (1 or more): 1; 0: the end, exactly; -1: trouble. */
int temp_get(struct temp *t, void *out, size_t len, struct strbuf *err);

/** len bytes at an offset, all of which were written; 0, -1. */
int temp_get_at(struct temp *t, unsigned char *out, size_t len, uint64_t at,
    struct strbuf *err);

#endif
