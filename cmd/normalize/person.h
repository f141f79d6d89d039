/*
 * person.h - the members of a person with a personnummer as one text.
 *
 * Nearly all persons have one, and it says the same of each in as many bytes:
 * so the text is made once, with gaps, and filled in for each row.
 */
#ifndef NORMALIZE_PERSON_H
#define NORMALIZE_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "value.h"
#include "vardstrom/pnr.h"
#include "vardstrom/strbuf.h"

/** What a member says of a person. */
enum person_member { PERSON_ID, PERSON_KIND, PERSON_SEX, PERSON_BIRTH_DATE };

/** Made by adding members in their order; then VALUE_PADDING bytes follow. */
struct person {
	struct strbuf text;
	size_t id_at, sex_at, birth_date_at; /* the gaps; 0: there is none */
};

struct person *person_new(void);
/** NULL is allowed. */
void person_free(struct person *p);

/** Is there a gap for this already? There can be one of each. */
bool person_has(const struct person *p, enum person_member member);

/** Add a member that it has not; prefix is all up to its first quote. */
void person_add(struct person *p, enum person_member member, const char *prefix,
    size_t len);

/** Fill in the gaps. pnr is one of PNR_PERSONNUMMER, and is shown as it is. */
static inline void
person_fill(struct person *p, const struct pnr *pnr)
{
	char *text = p->text.s, *date = text + p->birth_date_at;

	if (p->id_at)
		memcpy(text + p->id_at, pnr->id, PNR_MAX_LEN);
	if (p->sex_at)
		text[p->sex_at] = pnr->sex;
	if (p->birth_date_at) {
		memcpy(date, pnr->id, 4);
		memcpy(date + 5, pnr->id + 4, 2);
		memcpy(date + 8, pnr->id + 6, 2);
	}
}

#endif
