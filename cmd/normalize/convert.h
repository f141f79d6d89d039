/*
 * convert.h - the text of a field to the value of a member, for each type.
 *
 * A converter belongs to one column and is reused for each row.
 */
#ifndef NORMALIZE_CONVERT_H
#define NORMALIZE_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup.h"
#include "profile.h"
#include "value.h"
#include "vardstrom/pnr.h"
#include "vardstrom/pseudonym.h"
#include "vardstrom/strbuf.h"

enum {
	CONVERT_MAX_INTEGER = 18,  /* digits of an integer */
	CONVERT_MAX_WHOLE = 24,    /* digits of a decimal before the point */
	CONVERT_MAX_DECIMALS = 12, /* and behind it, without zeros at the end */
	CONVERT_MAX_ROUNDED = 18   /* the same, of what is rounded */
};

/** What is known of the record's own date, which a two-digit year needs. */
enum convert_at {
	CONVERT_AT_NONE,   /* there is none */
	CONVERT_AT_DAY,    /* at_day */
	CONVERT_AT_FAULTY, /* there is one, but it is faulty */
};

struct converter;

typedef const struct fault *convert_fn(
    struct converter *cv, const char *s, size_t len);

/** One column's conversion, and the value of the row at hand. */
struct converter {
	const struct profile_column *column; /* borrowed */
	struct lookup *lookup;               /* borrowed; NULL: none */
	struct json_value v;                 /* of the row at hand */
	struct pnr pnr;                      /* PERSON_ID: what it tells */
	enum convert_at at;                  /* PERSON_ID: set before convert */
	int at_day;                          /* where at is CONVERT_AT_DAY */
	bool is_faulty;                      /* the value of the row at hand */
	bool is_empty_news;  /* an empty field is converted as others are */
	const char *unknown; /* what lookup lacks, while the fault is that */
	size_t unknown_len;
	bool is_plain; /* STRING: set before convert; nothing needs an escape */
	struct pseudonym *pseudonym; /* PERSON_ID: NULL, or borrowed */
	/* private */
	convert_fn *whole, *element;
	convert_fn *inner;      /* whole, behind texts for no value */
	bool is_separator[256]; /* LIST: by byte */
	struct strbuf text;     /* escaped or folded */
	struct strbuf list;
	struct fault fault;
	char small[64 + VALUE_PADDING];
};

/** Does the answer rest on the text alone, and do texts repeat? */
bool convert_is_remembered(enum profile_type type);

/** lookup may be NULL where the column needs none. */
void converter_init(struct converter *cv, const struct profile_column *column,
    struct lookup *lookup);
void converter_release(struct converter *cv);

/**
 * Convert a field into cv->v.
 *
 * Shape:   UTF-8 without blanks at its ends, VALUE_PADDING bytes behind it
 *          readable. Empty gives VALUE_MISSING and no fault.
 * Returns: NULL, or what is wrong (borrowed until the next call).
 * Memory:  cv->v borrows cv's memory or s until the next call.
 */
const struct fault *convert(struct converter *cv, const char *s, size_t len);

/**
 * Convert a list that comes element by element: begin, add each, end. A fault
 * of add ends it.
 */
void convert_list_begin(struct converter *cv);
const struct fault *convert_list_add(
    struct converter *cv, const char *s, size_t len);
void convert_list_end(struct converter *cv);
/** The same of a whole text, with the column's separators. */
const struct fault *convert_list(
    struct converter *cv, const char *s, size_t len);

#endif
