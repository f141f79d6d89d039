/* pnr_reserve.h - reserve numbers, for pnr.c only. */
#ifndef VARDSTROM_LIB_PNR_RESERVE_H
#define VARDSTROM_LIB_PNR_RESERVE_H

#include "vardstrom/pnr.h"

/**
 * Read a reserve number.
 *
 * Shape:   c is the PNR_MAX_LEN characters in upper case, digits and letters
 *          only, the separator left out.
 * Returns: PNR_EFORM where it is of none of the kinds in reserves; then it
 *          may still be a personnummer. The kinds do not overlap:
 *          Värmland has S and a letter at 8 and 9 (0-based) behind a year
 *          of 18, 19 or 20; the national kind two letters there behind 00
 *          or 22 to 98; VGR a letter and a digit; Stockholm has digits only
 *          and begins with 99.
 */
enum pnr_status pnr_reserve_parse(
    struct pnr *pnr, const char *c, int at_day, unsigned reserves);

#endif
