/* split.h - which part a record belongs to, by its patient or its event. */
#ifndef SPLIT_SPLIT_H
#define SPLIT_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/** Part of a record that is about no patient. */
#define SPLIT_NONE SIZE_MAX

enum {
	SPLIT_MAX_FIELDS = 16, /* members of a key */
	SPLIT_MAX_KEYS = 64    /* as dedupe-patients takes */
};

/** What makes records one event: "contact:contact_id". */
struct split_key {
	char *text;       /* the members, as given */
	const char *kind; /* value of `record` that it is for; NULL: any */
	struct field fields[SPLIT_MAX_FIELDS];
	size_t n_fields;
	char *names; /* of kind and fields */
};

struct split {
	struct field patient, record;
	struct strbuf scratch;
	size_t n_parts; /* 1 or more */
	struct split_key keys[SPLIT_MAX_KEYS];
	size_t n_keys; /* 0: by patient */
};

/** Set n_parts, too. */
void split_init(struct split *s);
/** The scratch, which held an id, is wiped. */
void split_release(struct split *s);

/**
 * Split by the event that a record is, by the first of these keys of which it
 * has every member, as dedupe-patients --key does.
 *
 * Shape:   "[KIND:]MEMBER,MEMBER,..."
 * Returns: 0; -1 with a finished sentence in err.
 */
int split_add_key(struct split *s, const char *text, struct strbuf *err);

/**
 * The part of a record: the same for the same patient, or the same event, in
 * every run, on every machine and in every version (R-PART-01).
 *
 * Shape:   `patient` is read decoded. Missing, null, "" and what is no string
 *          is no patient. null and "" are no member of a key; values are one
 *          as same_key() has it.
 * Returns: 0 to n_parts - 1; SPLIT_NONE: it has no patient, or no key.
 */
size_t split_part_of(struct split *s, const struct record *rec);

/**
 * The name of part i, counted from 0: the only '%' of the pattern becomes its
 * number, counted from 1, with zeros in front as the last part's needs.
 *
 * Returns: new; NULL: there is no '%', or there are several.
 */
char *split_name(const char *pattern, size_t i, size_t n_parts);

#endif
