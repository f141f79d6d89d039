/* publish.h - all outputs of a run get their names, or none does. */
#ifndef VARDSTROM_PUBLISH_H
#define VARDSTROM_PUBLISH_H

#include "vardstrom/output.h"
#include "vardstrom/strbuf.h"

struct publication;

/** Of one run: a program's, or a chain's with all its stages. New. */
struct publication *publication_new(void);

/** Takes an output that is open: it is written, and waits. */
void publication_add(struct publication *p, struct output *o);

/** The file path, if it is there, is to be gone. */
void publication_remove(struct publication *p, const char *path);

/** A line that is to be appended to the file path. Takes line, copies path. */
void publication_append(
    struct publication *p, const char *path, struct strbuf *line);

/**
 * Publish all. First everything that can fail for want of memory or disk:
 * after that, names are exchanged. If that fails, what was exchanged is
 * exchanged back, what was appended is cut off, and the program dies.
 */
void publication_commit(struct publication *p);

/** What was not published is given up: the old files are as they were. */
void publication_free(struct publication *p);

#endif
