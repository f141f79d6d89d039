/* foreign_id.h - person numbers of neighbouring countries, with their checks.
 */
#ifndef VARDSTROM_FOREIGN_ID_H
#define VARDSTROM_FOREIGN_ID_H

#include <stddef.h>

#include "vardstrom/pnr.h"

enum { FOREIGN_ID_LEN = 11 };

/**
 * Read a Norwegian fodselsnummer, or a D-number, H-number or synthetic one: 11
 * digits, of which a blank may stand behind the sixth.
 *
 * Returns: PNR_OK with FOREIGN_ID_LEN bytes at out, no NUL; PNR_EFORM,
 *          PNR_EDATE, PNR_ECHECK.
 * Source:  R-ID-15 in pipelines/RULES.md.
 */
enum pnr_status foreign_id_norwegian(char *out, const char *s, size_t len)
    __attribute__((warn_unused_result));

/**
 * Read a Finnish henkilotunnus, with its sign of the century; letters become
 * upper case.
 *
 * Source: R-ID-16 in pipelines/RULES.md.
 */
enum pnr_status foreign_id_finnish(char *out, const char *s, size_t len)
    __attribute__((warn_unused_result));

#endif
