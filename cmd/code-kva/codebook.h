/* codebook.h - which codes there are, and when: the code book of the year. */
#ifndef CODE_KVA_CODEBOOK_H
#define CODE_KVA_CODEBOOK_H

#include "code_map.h"
#include "vardstrom/ndjson.h"

enum codebook_status {
	CODEBOOK_OK,
	CODEBOOK_ECODE,   /* no code, or one that is not of its form */
	CODEBOOK_EDATE,   /* valid_from or valid_to is no day */
	CODEBOOK_EORDER,  /* valid_to is before valid_from */
	CODEBOOK_ESYSTEM, /* system is neither kva nor icd10se */
	CODEBOOK_EFULL    /* more than CODEBOOK_MAX_CODES */
};

enum { CODEBOOK_MAX_CODES = 1000000 /* of each system */ };

/** Codes by system; an empty map says nothing about its codes. */
struct codebook {
	struct code_map kva;
	struct code_map icd;
	struct field code, system, valid_from, valid_to; /* to look up */
	struct strbuf text;                              /* scratch */
};

void codebook_init(struct codebook *book);
void codebook_release(struct codebook *book);

/**
 * Add one record: {"code":"DV200","valid_from":"2010-01-01",
 * "valid_to":"2025-12-31","system":"kva"}. Only code is needed; both days are
 * inclusive; system is kva where it is missing; other members are ignored.
 */
enum codebook_status codebook_add(struct codebook *book,
    const struct record *rec) __attribute__((warn_unused_result));

/** After the last record. */
void codebook_sort(struct codebook *book);

/** A short sentence; static. */
const char *codebook_strerror(enum codebook_status status);

#endif
