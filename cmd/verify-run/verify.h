/* verify.h - hold what a run left against its manifest. */
#ifndef VERIFY_H
#define VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/config.h"
#include "vardstrom/strbuf.h"

/** A folder that a run left, and its manifest. */
struct verify {
	const char *out;
	struct config *config; /* the manifest; errors go to err */
	struct config_node top;
	struct strbuf err;
	int year;
	char *extracts; /* where the run found its extracts; NULL: not said */
	size_t n_files; /* whose checksums held */
	bool is_published; /* a file of it is in publish/ */
	bool has_released; /* and it was held against what was before */
	bool is_spread;    /* the stages were spread over tasks */
	bool is_trouble; /* a file changed or is unreadable: nothing is known */
};

/*
 * Each of these returns 0, or -1 with one sentence in v->err: the first thing
 * that does not hold, with the name of the file.
 */

/** The manifest is whole, and of this version. */
int verify_manifest(struct verify *v, const char *out);
void verify_release(struct verify *v);

/** run.ndjson is whole, and says what the manifest says. */
int verify_run(struct verify *v);

/** The files of the run are there, unchanged, and nothing else is. */
int verify_outputs(struct verify *v);

/** The configuration in a folder is the one that was used. */
int verify_configuration(struct verify *v, const char *dir);

/** The extracts in a folder are those that were read. */
int verify_extracts(struct verify *v, const char *dir);

/** Another folder holds the same, but for the times. */
int verify_again(struct verify *v, const char *again);

/** The rows of the manifest add up, from what was read to what is there. */
int verify_balance(struct verify *v);

/** Say what does not hold; returns -1. */
int verify_fail(struct verify *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/** FOLDER/NAME in new memory. */
char *verify_path(const char *dir, const char *name);

#endif
