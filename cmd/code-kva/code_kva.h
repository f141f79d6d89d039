/* code_kva.h - from the codes of one record to what was done and why. */
#ifndef CODE_KVA_CODE_KVA_H
#define CODE_KVA_CODE_KVA_H

#include <stdint.h>

#include "codebook.h"
#include "epochs.h"
#include "findings.h"
#include "kva_rules.h"
#include "vardstrom/day.h"
#include "vardstrom/ndjson.h"

enum {
	CODE_KVA_N_KVA = 2048, /* lists of KVÅ codes that are remembered */
	CODE_KVA_N_DIAGNOSES = 2048 /* likewise of diagnoses */
};

enum code_kva_status {
	CODE_KVA_OK,
	CODE_KVA_EKVA,       /* kva is no list of strings */
	CODE_KVA_EDIAGNOSIS, /* diagnosis is no string */
	CODE_KVA_EDIAGNOSES, /* diagnoses is no list of strings */
	CODE_KVA_EDATE       /* date is no day */
};

/** What is found by one member, or by two that belong together. */
struct code_part {
	struct findings *known;  /* what was found before */
	struct code_names found; /* now: measures or conditions */
	struct strbuf names;     /* the same as JSON */
	struct strbuf group;     /* JSON, or empty */
	struct strbuf strays;    /* unknown codes as JSON, comma between */
	uint64_t n_strays;       /* codes in strays */
};

/** The coder: rules, and memory that is used again for each record. */
struct code_kva {
	const struct kva_rules *rules;
	const struct codebook *book; /* NULL: codes are not checked */
	struct epochs epochs;        /* of both */
	struct field kva, diagnosis, diagnoses, date;      /* read */
	struct field measures, conditions, group, unknown; /* set */
	struct code_part by_kva, by_diagnoses;

	/* of the current record */
	int day;                      /* its date, or CODE_MAP_NO_DAY */
	uint32_t epoch;               /* of day */
	char date_text[DAY_TEXT_LEN]; /* the date as written; "": none */
	struct code_names found_groups;
	bool has_main;      /* a main diagnosis was met */
	const char *main;   /* it, as written */
	size_t main_len;    /* bytes of main */
	struct strbuf text; /* a code with escapes */
	struct strbuf escaped_main;
	struct strbuf json; /* a value to set */

	bool is_any;                /* a record had codes */
	uint64_t n_unknown_codes;   /* so far */
	uint64_t n_unknown_records; /* records with at least one */
};

/** Memory: borrows rules and book until code_kva_release. */
void code_kva_init(struct code_kva *ck, const struct kva_rules *rules,
    const struct codebook *book);
void code_kva_release(struct code_kva *ck);

/**
 * Set measures, conditions, diagnosis_group and unknown_codes of a record, by
 * its kva, diagnosis, diagnoses and date. What there is nothing to say about
 * is not set, and cut where it stood; a record that has none of the members
 * with codes (or null there) is left as it is.
 *
 * Returns: CODE_KVA_OK; otherwise what is wrong, nothing was set.
 * Memory:  allocates only when a list is longer than any before.
 */
enum code_kva_status code_kva_apply(struct code_kva *ck, struct record *rec)
    __attribute__((warn_unused_result));

/** The member that a status is about, its reject code, a sentence; static. */
const char *code_kva_field(enum code_kva_status status);
const char *code_kva_code(enum code_kva_status status);
const char *code_kva_strerror(enum code_kva_status status);

#endif
