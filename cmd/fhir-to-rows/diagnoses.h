/* diagnoses.h - the codes of one encounter, in order: the main one first. */
#ifndef DIAGNOSES_H
#define DIAGNOSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

/** A Condition of the encounter, or its Procedures. */
struct diagnosis {
	size_t id_at, id_len;       /* in diagnoses.texts */
	size_t codes_at, codes_len; /* likewise: packed, without their number */
	uint64_t n_codes;
	uint64_t rank, position; /* UINT32_MAX: none */
};

struct diagnoses {
	struct diagnosis *list;
	size_t n, cap;
	struct strbuf texts;
};

void diagnoses_init(struct diagnoses *d);
void diagnoses_release(struct diagnoses *d);
void diagnoses_clear(struct diagnoses *d);

/**
 * Add one; codes are packed, behind their number. rank and position are those
 * of the encounter's own list, UINT32_MAX where it has none.
 */
void diagnoses_add(struct diagnoses *d, const char *id, size_t id_len,
    uint64_t rank, uint64_t position, const char *codes, size_t codes_len);

/**
 * Put them in order, each Condition once: by rank, those without by their
 * place in the encounter's list, the others by their ids (R-FHIR-03).
 *
 * Returns: is the first one the main diagnosis? Not where the encounter
 *          ranks none as the first, or lists none of several.
 */
bool diagnoses_settle(struct diagnoses *d);

#endif
