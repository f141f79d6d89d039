/*
 * sketch.h - a first profile for a file that nobody has described yet.
 *
 * Every value of every row is held against each type by the converters that
 * will read it, and a type stays only while it takes them all. No value gets
 * into the profile but the few texts of a column that many rows, and many
 * persons, share.
 */
#ifndef NORMALIZE_SKETCH_H
#define NORMALIZE_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum {
	SKETCH_MAX_COLUMNS = 4096, /* columns; more are told, not described */
	SKETCH_MAX_LINES = 200,    /* lines that the delimiter is taken from */
	SKETCH_MAX_DISTINCT = 10000, /* different values that are counted */
	SKETCH_MAX_CHOICES = 20,     /* different values of an enum */
	SKETCH_MIN_ROWS = 5,         /* rows that share a value that is shown */
	SKETCH_MIN_PERSONS = 3 /* and persons, where the file has persons */
};

/** How the file is written. */
struct sketch_form {
	const char *name; /* of the file, for the profile's note */
	bool is_ndjson;
	char delimiter;
	bool is_headless;
	size_t n_before;      /* lines before the header */
	const char *encoding; /* a name that profiles have */
};

/* --- the delimiter -------------------------------------------------------- */

/** Lines of a file, looked at for its delimiter. Made with {0}. */
struct sketch_marks {
	size_t n_lines;
	size_t n[SKETCH_MAX_LINES][4]; /* of each candidate in each line */
};

/** Look at one more line. */
void sketch_marks_line(struct sketch_marks *m, const char *s, size_t len);
/**
 * The delimiter; ';' where no line has any of them. Lines in front that hold
 * none, where most lines hold some, are those before the header: *n_before.
 */
char sketch_marks_best(const struct sketch_marks *m, size_t *n_before);

/* --- the columns ---------------------------------------------------------- */

struct sketch;

struct sketch *sketch_new(void);
/** NULL is allowed. */
void sketch_free(struct sketch *sk);

/**
 * The column with this header, which is made where it is new.
 *
 * Returns: its number; -1: there are too many.
 */
int sketch_column(struct sketch *sk, const char *name, size_t len);
/** The file has several columns of this name, so that none can be wanted. */
void sketch_twice(struct sketch *sk, size_t column);

/** A column whose name is not told, since the name looks like data. */
void sketch_nameless(struct sketch *sk);

/** Is the text one that no header is: a day, a person id, a long number? */
bool sketch_is_data(struct sketch *sk, const char *s, size_t len);

/** Begin a row; its values follow, then sketch_row_end. */
void sketch_row(struct sketch *sk);
/** One value of the row: UTF-8, trimmed; an empty one is none. */
void sketch_value(struct sketch *sk, size_t column, const char *s, size_t len);
/** One value that is a list of NDJSON; elements that are no values: false. */
void sketch_list(struct sketch *sk, size_t column, bool is_plain);
void sketch_row_end(struct sketch *sk);

/** A row that could not be read. */
void sketch_faulty(struct sketch *sk);

/** Append the profile, with its line ends. */
void sketch_format(
    struct sketch *sk, const struct sketch_form *form, struct strbuf *profile);

#endif
