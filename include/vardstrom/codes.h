/* codes.h - the syntax of KVÅ and ICD-10-SE codes; their meaning is data. */
#ifndef VARDSTROM_CODES_H
#define VARDSTROM_CODES_H

#include <stdbool.h>
#include <stddef.h>

enum {
	KVA_LEN = 5,     /* AB123 or ABC12 */
	ICD_MAX_LEN = 5, /* A999, A999A or A9999 */
	ICD_MIN_LEN = 4
};

/**
 * Read a KVÅ code: two letters and three digits or three and two; lower case
 * is raised; a trailing "(i)" is not part of it.
 *
 * Returns: true with KVA_LEN bytes at out, no NUL; false: not of the form.
 * Source:  R-CODE rules in pipelines/RULES.md.
 */
bool kva_parse(char *out, const char *s, size_t len)
    __attribute__((warn_unused_result));

/**
 * Read an ICD-10-SE code, dotted or not, in any case, with dagger or
 * asterisk; a three-character category (also as KSH97-P "J45-P", "J45-",
 * "J45P") is padded with 9 as in ICD-10-SE.
 *
 * Returns: the length (ICD_MIN_LEN to ICD_MAX_LEN) with that many bytes at
 *          out, undotted upper case, no NUL; 0: not of the form.
 */
size_t icd_parse(char *out, const char *s, size_t len)
    __attribute__((warn_unused_result));

#endif
