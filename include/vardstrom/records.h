/*
 * records.h - the NDJSON records of a file that a program reads beside its
 * stream: look-up tables, links, code books. Any fault in such a file is
 * trouble; blank lines are skipped, marks of a seal are checked and left out.
 */
#ifndef VARDSTROM_RECORDS_H
#define VARDSTROM_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

struct records;

/**
 * Open a file, plain or gzip; "-" is standard input.
 *
 * Units:   max_line in bytes.
 * Returns: NULL with a finished sentence in err.
 * Memory:  borrows err until records_close.
 */
struct records *records_open(
    const char *path, size_t max_line, struct strbuf *err);
void records_close(struct records *r);

/**
 * The next record in *rec.
 *
 * Returns: 1; 0 at the end of the file; -1 with a finished sentence in err:
 *          the file is unreadable, a line is too long or no record, a seal
 *          is broken.
 * Memory:  *rec is borrowed until the next call.
 */
int records_next(struct records *r, struct record **rec)
    __attribute__((warn_unused_result));

/**
 * Tell a fault of the current record: "FILE:LINE: FIELD: reason" to err.
 * field may be NULL. Returns -1.
 */
int records_fault(struct records *r, const char *field, const char *reason);

/**
 * Where the current record came from: as its "source" tells, since the file
 * that it is read from may be one that a job made for itself, and otherwise
 * where it stands. The file's name is added to file.
 *
 * Returns: the line, 1-based.
 */
uint64_t records_origin(const struct records *r, struct strbuf *file);

/** Split a source, "FILE:LINE"; false where s is not of that form. */
bool records_split_source(
    const char *s, size_t len, size_t *file_len, uint64_t *line_no);

/** The name of the file that is read, for messages. */
const char *records_name(const struct records *r);

/** A member of a record by its name, for what is read once. */
const struct ndjson_member *records_get(
    const struct record *rec, const char *name);

#endif
