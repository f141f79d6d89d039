/*
 * profile_texts.h - how a column's source writes its values, where it is not
 * as everybody does: texts for no value, units, signs, forms of dates.
 */
#ifndef NORMALIZE_PROFILE_TEXTS_H
#define NORMALIZE_PROFILE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/config.h"
#include "vardstrom/keyset.h"

#include "value.h"

enum {
	PROFILE_MAX_UNITS = 16,
	PROFILE_MAX_FORMS = 8,
	PROFILE_MAX_PREFIXES = 8
};

/** Of one column; a column without any of it has none of these. */
struct profile_texts {
	struct keyset *none; /* texts for no value, folded; NULL: none */
	struct json_value
	    *kinds; /* by number: why; VALUE_MISSING: not told. own */
	struct json_value
	    fallback; /* in place of no value; VALUE_MISSING; own */
	char *units[PROFILE_MAX_UNITS]; /* folded; own */
	size_t n_units;
	const char
	    *prefixes[PROFILE_MAX_PREFIXES]; /* of each value; borrowed */
	size_t n_prefixes;
	char thousands; /* '\0': as everybody */
	bool is_rounded;
	unsigned decimals;                    /* where is_rounded */
	struct keyset *booleans;              /* folded; NULL: as everybody */
	unsigned n_true;                      /* those below are true */
	const char *forms[PROFILE_MAX_FORMS]; /* see written.h; borrowed */
	size_t n_forms;
	bool is_swedish; /* the day of a time with a zone is Sweden's */
};

struct profile;
struct profile_column;

/**
 * Read what a column's node says of this into column->texts, with the texts
 * for no value of all columns; its type is known already.
 */
void profile_read_texts(struct profile_column *column, struct config_node n,
    struct config_node none_of_all);
struct id_rule;
/** Read which ids a column holds: new, freed with free(). */
struct id_rule *profile_read_id(struct config_node column);
/** NULL is allowed. */
void profile_free_texts(struct profile_texts *t);

/** Tell of texts that say why, and no member that has it. */
void profile_check_texts(const struct profile *p, struct config_node top);

/** The text as the inside of a JSON string, freed with value_free. */
struct json_value profile_json_text(const char *text);

#endif
