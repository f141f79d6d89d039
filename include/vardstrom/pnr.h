/* pnr.h - person identifiers: personnummer, samordningsnummer, reserve numbers.
 */
#ifndef VARDSTROM_PNR_H
#define VARDSTROM_PNR_H

#include <stdbool.h>
#include <stddef.h>

enum {
	PNR_MAX_LEN = 12,        /* bytes of a normalised id */
	PNR_NO_DAY = -0x7fffffff /* birth_day: not known */
};

enum pnr_status {
	PNR_OK,
	PNR_EFORM,        /* of no known form */
	PNR_EDATE,        /* the date part is no day */
	PNR_ECHECK,       /* the check digit is wrong */
	PNR_ESERIAL,      /* serial 000 */
	PNR_EFUTURE,      /* born after the record's own date */
	PNR_EORGANISATION /* an organisation number */
};

enum pnr_kind {
	PNR_PERSONNUMMER,
	PNR_SAMORDNINGSNUMMER,
	PNR_RESERVNUMMER,
	PNR_STAFF, /* Värmland B = P: never counted as a patient */
	PNR_SAMPLE /* Värmland B = L: never counted as a patient */
};

/** One person identifier and what it tells. */
struct pnr {
	char id[PNR_MAX_LEN + 1]; /* 12 characters, upper case, and a NUL */
	size_t len;               /* of id */
	enum pnr_kind kind;
	char sex;      /* 'F', 'M', or 0 where the id does not tell */
	int birth_day; /* days since 1970-01-01, or PNR_NO_DAY */
};

/** Which reserve numbers a source may hold, as bits. */
enum {
	PNR_RESERVE_VARMLAND = 1,
	PNR_RESERVE_NATIONAL = 2,
	PNR_RESERVE_VGR = 4,
	PNR_RESERVE_STOCKHOLM = 8,
	PNR_RESERVE_ALL = 15,     /* those that cannot be mistaken */
	PNR_RESERVE_CARELINK = 16 /* only where a source is known to hold it */
};

/**
 * Read a person id in any written form, check it, and tell what it says.
 *
 * Shape:   no blanks around. reserves is a set of PNR_RESERVE_*.
 * Units:   at_day, days since 1970-01-01, is the record's own date: a
 *          two-digit year is the latest that is not after it (a hundred
 *          years earlier with '+'); never the clock.
 * Returns: PNR_OK with *pnr; otherwise what is wrong, *pnr untouched. An id
 *          is never repaired.
 * Source:  R-ID rules in pipelines/RULES.md.
 */
enum pnr_status pnr_parse(struct pnr *pnr, const char *s, size_t len,
    int at_day, unsigned reserves) __attribute__((warn_unused_result));

/** "personnummer", "samordningsnummer", "reservnummer", "staff", "sample". */
const char *pnr_kind_name(enum pnr_kind kind);

/** A short sentence without any value; static. */
const char *pnr_strerror(enum pnr_status status);

/** The reject code, such as "bad_check_digit"; static. */
const char *pnr_code(enum pnr_status status);

#endif
