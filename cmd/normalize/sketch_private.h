/* sketch_private.h - what is known of a column that is being sketched. */
#ifndef NORMALIZE_SKETCH_PRIVATE_H
#define NORMALIZE_SKETCH_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "convert.h"
#include "sketch.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"

enum { SKETCH_MAX_AT = 64 /* columns that may be the date of a person id */ };

/** Columns of persons that are kept apart; with more no text is shown. */
enum { SKETCH_MAX_PERSONS = 8 };

enum { SKETCH_N_NONE = 10 };
/** Texts that stand for no value wherever they are met, folded. */
extern const char *const sketch_none[SKETCH_N_NONE];

/** What a column may be; the first that holds and is sure is taken. */
enum sketch_kind {
	SKETCH_PERSON,
	SKETCH_UUID,
	SKETCH_DATE,
	SKETCH_MONTH,
	SKETCH_BOOLEAN,
	SKETCH_ICD,
	SKETCH_KVA,
	SKETCH_ICD_LIST,
	SKETCH_KVA_LIST,
	SKETCH_INTEGER,
	SKETCH_DECIMAL,
	SKETCH_N_KINDS
};

/** A text that a column has, in any spelling that profiles take for one. */
struct sketch_choice {
	char *text; /* own, as it was met first */
	uint64_t n_rows;
	/* of each column of persons, hashes of different ones */
	uint64_t persons[SKETCH_MAX_PERSONS][SKETCH_MIN_PERSONS];
	unsigned n_persons[SKETCH_MAX_PERSONS];
};

struct sketch_column {
	struct strbuf name;
	bool is_twice;
	bool can[SKETCH_N_KINDS];
	uint64_t n_values;
	uint64_t n_none[SKETCH_N_NONE]; /* rows with such a text */
	uint64_t n_lists;               /* of NDJSON */
	bool has_deep; /* NDJSON: what is neither value nor list */
	size_t shortest, longest;
	bool is_compact;      /* DATE, MONTH: a value without hyphens */
	bool is_out_of_time;  /* of these, one before 1850 or after 2100 */
	bool has_zero_before; /* INTEGER: a digit behind a zero in front */
	bool has_point;       /* DECIMAL: a value with a point */
	bool is_grouped;      /* DECIMAL: three digits behind every point */
	bool has_letter;      /* BOOLEAN: a word, not 1 or 0 */
	uint64_t n_shaped;    /* PERSON: values that look like one */
	uint64_t n_checked;   /* PERSON: values with a check digit that holds */
	bool has_short_year;  /* PERSON: a year of two digits */
	size_t person_no;     /* among the columns of persons; 0: none */
	uint64_t cannot_be_at;   /* PERSON: bits of columns that are no date of
				    each row with a person */
	struct keyset *distinct; /* NULL: too many */
	uint64_t n_distinct;
	struct keyset *folded; /* of the choices; NULL: too many */
	struct sketch_choice choices[SKETCH_MAX_CHOICES];
	/* the row at hand */
	struct strbuf text;
	bool is_there;
	bool is_none_there; /* a text for no value */
	int day;            /* where it is a date */
};

struct sketch {
	struct sketch_column *columns;
	size_t n, cap;
	struct keyset *names; /* folded */
	struct profile_column as[SKETCH_N_KINDS];
	struct id_rule uuid;
	struct converter converters[SKETCH_N_KINDS];
	uint64_t n_rows, n_faulty, n_lost;
	bool has_nameless; /* NDJSON: a member whose name looks like data */
	struct keyset *persons; /* only for its hash */
	/* the row's persons, by the columns that have any: hashes, 0: none */
	uint64_t person[SKETCH_MAX_PERSONS];
	size_t n_persons; /* columns; those beyond the last are counted too */
};

#endif
