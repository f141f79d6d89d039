/*
 * profile.h - what a profile says: columns, types, derivations, members.
 *
 * A profile is data: a new kind of extract needs no line of C. Its form is
 * told in normalize(1) and in pipelines/profiles/profile.schema.json.
 */
#ifndef NORMALIZE_PROFILE_H
#define NORMALIZE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/config.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/table.h"

#include "id.h"
#include "path.h"
#include "profile_texts.h"
#include "value.h"

enum profile_type {
	PROFILE_STRING,
	PROFILE_INTEGER,
	PROFILE_DECIMAL,
	PROFILE_DATE,
	PROFILE_MONTH,
	PROFILE_BOOLEAN,
	PROFILE_ENUM,
	PROFILE_PERSON_ID,
	PROFILE_ID,
	PROFILE_ICD10SE,
	PROFILE_KVA,
	PROFILE_ICD10CM,
	PROFILE_ICD9CM,
	PROFILE_SNOMED,
	PROFILE_LOOKUP,
	PROFILE_LIST
};

/** What must be there. */
enum profile_need {
	PROFILE_OPTIONAL, /* neither the column nor a value */
	PROFILE_COLUMN, /* the column in the header; its values may be empty */
	PROFILE_VALUE   /* the column, and a value in each row */
};

enum { PROFILE_MAX_PREAMBLE = 10000 /* lines before the header */ };
enum { PROFILE_MAX_ELEMENTS = 65536 /* of a row, that records are made of */ };
enum { PROFILE_NONE = -1 }; /* no such column, table... */

/** A column that is wanted. Texts borrow the configuration. */
struct profile_column {
	const char **names; /* spellings; the first is its name in faults */
	size_t n_names;
	int position;      /* 1-based, of a file without a header; 0: by name */
	char *place;       /* own; names[0] of a column by position */
	struct path *path; /* own; within nested JSON; NULL: a member */
	bool is_of_each;   /* its path goes on from an element of each */
	const char *as;    /* the member that it becomes */
	enum profile_type type;
	enum profile_type element; /* LIST: of what; else the same as type */
	enum profile_need need;
	bool is_said_optional;     /* "required": false: it may well lack */
	int at;                    /* PERSON_ID: column of the record's date */
	unsigned reserves;         /* PERSON_ID: a set of PNR_RESERVE_* */
	const char *separators;    /* LIST: each of these bytes separates */
	struct keyset *choices;    /* ENUM: folded texts; number: see values */
	struct json_value *values; /* ENUM: what each choice becomes; own */
	int table;                 /* LOOKUP: which of the profile's tables */
	const char *unknown;       /* LOOKUP: reject code of an unknown name */
	struct profile_texts *texts; /* own; NULL: written as everywhere */
	struct id_rule *id;          /* ID: own; else NULL */
};

/** A table that columns are looked up in, given by --table NAME=FILE. */
struct profile_table {
	const char *name;
	const char *record; /* records of other kinds are passed over */
	const char **keys;  /* the member that a look-up gives; or several */
	size_t n_keys;
	const char **names; /* members that it is found by, besides key */
	size_t n_names;
	const char **members; /* all members that derivations take of it */
	size_t n_members;
};

enum profile_take {
	PROFILE_TAKE_YEAR,  /* of a date or month */
	PROFILE_TAKE_MONTH, /* of a date */
	PROFILE_TAKE_WEEK,  /* of a date */
	PROFILE_TAKE_DATE,  /* a fixed day of the year of a date or month */
	PROFILE_TAKE_DAYS,  /* from a date to a date */
	PROFILE_TAKE_KIND,  /* of a person id */
	PROFILE_TAKE_SEX,   /* of a person id */
	PROFILE_TAKE_BIRTH_DATE, /* of a person id */
	PROFILE_TAKE_AGE,        /* of a person id or a birth date, at a date */
	PROFILE_TAKE_MEMBER,     /* of what a look-up found */
	PROFILE_TAKE_ALL,        /* values and lists as one list, each once */
	PROFILE_TAKE_WHY_MISSING, /* of a column with texts for no value */
	PROFILE_TAKE_FOUND        /* of the record that has these keys */
};

enum { PROFILE_MAX_OF = 8 }; /* columns that one derivation rests on */

/** A member that is made of columns. */
struct profile_derived {
	const char *as;
	enum profile_take take;
	int of[PROFILE_MAX_OF]; /* columns; AGE: of[1] is the date */
	size_t n_of;
	int member;    /* MEMBER, FOUND: index into the table's members */
	int table;     /* FOUND: which of the profile's tables; else NONE */
	bool may_lack; /* FOUND: the table need not have it */
	const char *unknown; /* FOUND: reject code of what it lacks */
	int made;        /* the column that others rest on; NONE: none does */
	bool is_chained; /* rests on another, or another on it */
	int years;       /* DATE: how many years later, may be negative */
	const char *day; /* DATE: "MM-DD" */
};

enum profile_from {
	PROFILE_FROM_COLUMN,
	PROFILE_FROM_DERIVED,
	PROFILE_FROM_CONSTANT
};

/** A member of the records, in their order. */
struct profile_member {
	const char *name;
	enum profile_from from;
	size_t i; /* which column, derivation or constant */
};

/** A member with the same value in every record. */
struct profile_constant {
	const char *as;
	char *json; /* own */
};

struct profile {
	struct config *config; /* holds all texts */
	const char *record;
	bool is_ndjson;
	struct path *each; /* own; to a list: a record for each element */
	struct table_options options;
	struct profile_column *columns;
	size_t n_columns;
	size_t n_made; /* behind them: derivations that others rest on */
	struct profile_table *tables;
	size_t n_tables;
	struct profile_derived *derived;
	size_t n_derived;
	struct profile_constant *constants;
	size_t n_constants;
	struct profile_member *members;
	size_t n_members;
};

/**
 * Read and check a profile.
 *
 * Returns: new, freed with profile_free; NULL with a finished sentence in
 *          err (file:line:column: path: reason).
 */
struct profile *profile_load(const char *path, struct strbuf *err);
void profile_free(struct profile *p);

/** The column that becomes that member; PROFILE_NONE: there is none. */
int profile_find_column(const struct profile *p, const char *as);

/** The table of that name; PROFILE_NONE: there is none. */
int profile_find_table(const struct profile *p, const char *name);

#endif
