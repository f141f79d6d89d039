/* id.h - ids that are no Swedish person ids: by a form, and its check. */
#ifndef NORMALIZE_ID_H
#define NORMALIZE_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/pnr.h"
#include "vardstrom/pseudonym.h"

enum { ID_MAX_FORMS = 8, ID_MAX_LEN = 64 };

/** Which ids a column holds. */
struct id_rule {
	const char *forms[ID_MAX_FORMS]; /* borrowed */
	size_t n;
	bool has_luhn; /* the last digit of a pattern's id checks the others */
};

/** Is it one of the named forms, which have their own checks? */
bool id_is_named(const char *form);

/**
 * What is wrong with a form; NULL: nothing.
 *
 * Shape: uuid, fodselsnummer, henkilotunnus; or a pattern: 9 is a digit, A a
 *        letter, X either of them, each with + behind it one or more; all
 *        else stands for itself.
 */
const char *id_form_fault(const char *form);

/**
 * Read an id of any of the rule's forms.
 *
 * Returns: PNR_OK with *len bytes at out (ID_MAX_LEN), a UUID in lower case,
 *          any other in upper case; else what is wrong with it.
 */
enum pnr_status id_read(const struct id_rule *rule, const char *s, size_t s_len,
    char *out, size_t *len, enum pseudonym_kind *kind);

#endif
