/*
 * given.h - what the fuzzer gives, as readers want it: a file, several files,
 * or lines.
 *
 * Where a target needs several texts (rules and records, a description and its
 * table), they stand behind each other with a form feed between, which is in
 * none of them.
 */
#ifndef FUZZ_GIVEN_H
#define FUZZ_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/** A part of what was given; borrowed. */
struct given {
	const char *s;
	size_t len;
};

struct given given_all(const uint8_t *data, size_t len);
/** Take the part up to the next form feed; *rest is what is behind it. */
struct given given_cut(struct given *rest);

enum { GIVEN_PATH = 64 /* bytes of a file's name */ };

/** Write it to a new file, whose name goes to path; given_drop removes it. */
void given_file(char path[GIVEN_PATH], struct given g);
/** Write it to that file. */
void given_write(const char *path, struct given g);
/** Remove the file, and forget what was kept of files that were read. */
void given_drop(const char *path);

/** Make an empty folder. */
void given_folder(char path[GIVEN_PATH]);

/** Visit each line that is a record; others are left out. */
typedef void given_fn(void *context, struct record *rec);
void given_records(struct given g, given_fn *fn, void *context);

/** Take a byte, or 0 where there is none left. */
unsigned given_byte(struct given *g);

#endif
