/* care.h - what is wrong with a patient, and what was done at a contact. */
#ifndef CARE_H
#define CARE_H

#include <stdbool.h>
#include <stdint.h>

#include "calibration.h"
#include "people.h"
#include "rng.h"
#include "vardstrom/strbuf.h"

/** What a patient comes for; the same at every contact. */
struct care {
	const struct care_diagnosis *diagnosis;
	bool is_schooled; /* goes to osteoarthritis school */
	bool is_trained;  /* trains under supervision */
};

enum care_type {
	CARE_FIRST,
	CARE_RETURN,
	CARE_GROUP,
	CARE_PHONE,
	CARE_VIDEO,
	CARE_CHAT,  /* no visit, nor is the next */
	CARE_UNTOLD /* nobody wrote how */
};

/**
 * What a patient of a clinic comes for.
 *
 * Units: age in whole years; draw is a random number, the patient's own.
 */
void care_of_patient(struct care *care, const struct calibration_arthrosis *a,
    const struct person *person, int age, uint64_t draw);

/** How a visit is made. */
enum care_type care_pick_type(struct rng *r, bool is_new);
/** As the extract writes it. */
const char *care_type_text(enum care_type type);

/** Append the main diagnosis, now and then dotted, or nothing: not coded. */
void care_add_diagnosis(
    struct strbuf *sb, const struct care *care, struct rng *r);
/** Append the other diagnoses, mostly none. */
void care_add_others(struct strbuf *sb, struct rng *r);

/** Append the contact's KVÅ codes; is_far: with a prescription of activity. */
void care_add_kva(struct strbuf *sb, const struct care *care,
    enum care_type type, bool is_new, bool is_far, struct rng *r);

/** One action that fits the diagnosis. */
const char *care_action(const struct care *care, struct rng *r);

#endif
