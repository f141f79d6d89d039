/*
 * parts.h - entries that memory has no room for: on disk, in parts by the hash
 * of their keys, and worked off part by part.
 *
 * Entries of one key are in one part. A part is worked off in one pass, or in
 * more where it exceeds the memory: what a pass has no room for waits for the
 * next. All files are temporary ones, see vardstrom/temp.h; numbers in entries
 * stand as they do in memory, since no other program reads them.
 */
#ifndef VARDSTROM_PARTS_H
#define VARDSTROM_PARTS_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

struct parts;

struct parts *parts_new(void);
/** NULL is allowed. */
void parts_free(struct parts *p);

/**
 * Add an entry, whose key is key_len of its bytes at key_at.
 *
 * Returns: 0; -1 with a finished sentence in err (no room on the disk).
 */
int parts_add(struct parts *p, const char *entry, size_t len, size_t key_at,
    size_t key_len, struct strbuf *err) __attribute__((warn_unused_result));

enum parts_verdict { PARTS_TAKEN, PARTS_LATER, PARTS_FAILED };

/** What is done with the entries of each pass; begin and end may be NULL. */
struct parts_work {
	void *context;
	void (*begin)(void *context);
	/** An entry, borrowed for the call; a pass must take its first one. */
	enum parts_verdict (*take)(
	    void *context, const char *entry, size_t len, struct strbuf *err);
	/** After each begin, whatever failed since. */
	void (*end)(void *context);
};

/** Work all entries off, once; none is left. 0; -1 with a sentence in err. */
int parts_settle(struct parts *p, const struct parts_work *work,
    struct strbuf *err) __attribute__((warn_unused_result));

#endif
