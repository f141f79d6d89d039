/*
 * sources.h - how many rows of each extract a run read, and how many of them
 * lie in its period, beside the run before.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	/* an extract that had fewer rows before may shrink as it likes */
	SOURCES_MIN_BEFORE = 100,
	SOURCES_MILLION = 1000000
};

/** What a source may fall short of; in the order in which it is told. */
enum sources_verdict {
	SOURCES_ENOUGH,
	SOURCES_EMPTY,   /* needed, and without a row */
	SOURCES_OUTSIDE, /* needed, and none of its rows is in the period */
	SOURCES_SHRUNK,  /* fewer rows than the stated share of before */
	SOURCES_GONE     /* was there before, and is not there */
};

struct source {
	char *name;        /* of the extract, without .gz */
	uint64_t read;     /* rows */
	uint64_t rejected; /* by the program that read it */
	uint64_t outside;  /* dropped as outside_period */
	uint64_t before;   /* rows of the run before; 0: none, or not known */
	bool is_needed;
	bool is_here;
};

struct sources {
	struct source *items; /* in the order of the run */
	size_t n, cap;
	int year;        /* of the manifest; 0: none */
	uint64_t read;   /* rows of all of them */
	uint64_t before; /* likewise */
	struct field reason, source;
	struct strbuf scratch, plain;
};

void sources_init(struct sources *s);
void sources_release(struct sources *s);

/**
 * Take the extracts of a run, and their rows, from its manifest.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int sources_load(struct sources *s, const char *manifest, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Set beside them the rows of the run before, where that was of the same year.
 */
int sources_load_before(struct sources *s, const char *manifest,
    struct strbuf *err) __attribute__((warn_unused_result));

/** The extract of this name, such as "fys002.csv", is needed. */
void sources_need(struct sources *s, const char *name);

/** Count a drop record; false where rec is none. */
bool sources_add_drop(struct sources *s, const struct record *rec);

/** Is read less than share (parts of a million) of before? Exact. */
bool sources_is_less(uint64_t read, uint64_t before, uint64_t share);

/** share: the least share of the rows before, in parts of a million. */
enum sources_verdict sources_judge(const struct source *source, uint64_t share);

/** The verdict in one sentence, and its code for records; static. */
const char *sources_strverdict(enum sources_verdict verdict);
const char *sources_code(enum sources_verdict verdict);

#endif
