/* identity.h - give a record the id that stands for its patient. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>

#include "links.h"
#include "vardstrom/ndjson.h"

/** The members that depend on who the patient is. */
struct identity {
	struct field record, patient, patient_kind, sex, birth_date, age;
	struct field date, contact_date;
	struct strbuf scratch;
};

void identity_init(struct identity *id);
void identity_release(struct identity *id);

/**
 * Set `patient` to the id that stands, where links lead on from the one that
 * rec has, and set right what depends on it: patient_kind, sex, birth_date
 * and, from the record's own date, age. What the links tell is set; what is
 * only drawn from the standing id replaces what is there but adds nothing;
 * what neither tells stays. Records of kind `link`, and of staff and samples,
 * are left as they are (R-LINK-04, R-LINK-05).
 *
 * Returns: true: rec was changed.
 */
bool identity_apply(
    struct identity *id, const struct links *links, struct record *rec);

/** The patient of a record, or why there is none to count. */
enum identity_patient {
	IDENTITY_PATIENT,
	IDENTITY_NONE,       /* `patient` is missing, null or "" */
	IDENTITY_NOT_PATIENT /* a staff or sample number */
};

/**
 * The id of the patient that rec is about, as bytes: of a string its
 * text, of a number its value behind a byte that no text has.
 *
 * Memory: *s borrows the record or id's scratch, until the next call.
 */
enum identity_patient identity_patient_of(
    struct identity *id, const struct record *rec, const char **s, size_t *len);

#endif
