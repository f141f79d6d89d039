/* foreign_code.h - the syntax of codes of other editions than ICD-10-SE. */
#ifndef VARDSTROM_FOREIGN_CODE_H
#define VARDSTROM_FOREIGN_CODE_H

#include <stddef.h>

enum { FOREIGN_CODE_MAX_LEN = 18 };

enum foreign_code_status {
	FOREIGN_CODE_OK,
	FOREIGN_CODE_EFORM,  /* not of the form of such a code */
	FOREIGN_CODE_ECHECK, /* its check digit does not hold */
	FOREIGN_CODE_EKIND   /* an id of what is no concept */
};

/**
 * Read a code; whether it exists is not asked. Case and the dot of ICD do
 * not matter.
 *
 * Returns: OK with *n bytes at out (at most FOREIGN_CODE_MAX_LEN), undotted
 *          upper case, no NUL; otherwise what is wrong.
 * Source:  R-CODE-05 (ICD-10-CM), R-CODE-06 (ICD-9-CM), R-CODE-07 (SNOMED CT)
 */
enum foreign_code_status foreign_code_icd10cm(char *out, size_t *n,
    const char *s, size_t len) __attribute__((warn_unused_result));
enum foreign_code_status foreign_code_icd9cm(char *out, size_t *n,
    const char *s, size_t len) __attribute__((warn_unused_result));
enum foreign_code_status foreign_code_snomed(char *out, size_t *n,
    const char *s, size_t len) __attribute__((warn_unused_result));

#endif
