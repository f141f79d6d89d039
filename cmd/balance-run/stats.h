/* stats.h - one program's account of its rows, as --stats wrote it. */
#ifndef STATS_H
#define STATS_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	STATS_MAX_DIGITS = 15 /* of a count: below 10^15 */
};

enum stats_status {
	STATS_OK,
	STATS_ERECORD,  /* not a stats record */
	STATS_EMISSING, /* a member that is needed is not there */
	STATS_ECOUNT,   /* no whole number below 10^15 */
	STATS_EFILES,   /* no list of files with their sizes */
	STATS_ENAMES    /* no list of names with their rows */
};

/** Why rows were left out. */
struct reason {
	char *name; /* as written in JSON, without the quotes */
	uint64_t n;
};

/** Rows: read = written + rejected + dropped + absorbed; made is besides. */
struct counts {
	uint64_t read, written, rejected, dropped, absorbed, made;
	struct reason *reasons; /* ascending by name; they sum to dropped */
	size_t n_reasons, cap_reasons;
};

void counts_add(struct counts *sum, const struct counts *c);
void counts_release(struct counts *c);

/** A file that a program read, or that the run left behind. */
struct file {
	char *name;
	uint64_t n_bytes;
	char *sha256; /* as written; NULL: a pipe, not worth one */
};

struct files {
	struct file *items;
	size_t n, cap;
};

/** Add a file unless it is there: programs may share a configuration. */
void files_add(struct files *files, const struct file *f);
void files_release(struct files *files);

/** A name that no table has, as normalize tells of it. */
struct unknown {
	char *name;
	char *near; /* NULL: none is */
	uint64_t n_rows;
};

struct unknowns {
	struct unknown *items;
	size_t n, cap;
};

/** Add a name, or its rows to those of the same name and near one. */
void unknowns_add(struct unknowns *unknowns, const struct unknown *u);
void unknowns_release(struct unknowns *unknowns);

struct stats {
	struct counts counts;
	struct strbuf by, version; /* JSON strings, with their quotes */
	struct strbuf extra;       /* ",\"name\":value"... of other members */
	struct files inputs, configs;
	struct unknowns unknowns; /* also in extra */
};
#define STATS_INIT                                                             \
	{                                                                      \
		.by = STRBUF_INIT, .version = STRBUF_INIT,                     \
		.extra = STRBUF_INIT                                           \
	}

void stats_release(struct stats *s);

/**
 * Read a stats record. Time and memory are left out: they differ from run to
 * run.
 *
 * Shape:   s was just made by STATS_INIT.
 * Returns: STATS_OK; otherwise what is wrong, and *field is the member at
 *          fault, static; s holds some of it and is to be released.
 */
enum stats_status stats_read(struct stats *s, struct record *rec,
    const char **field) __attribute__((warn_unused_result));

/** The reject code and a sentence for a status; static. */
const char *stats_code(enum stats_status status);
const char *stats_strerror(enum stats_status status);

#endif
