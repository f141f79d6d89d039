/*
 * figure.h - an indicator record as a figure: whose it is, and how much.
 *
 * The scope of a figure is its period and the values of the members that it
 * is grouped by; two figures of one scope can be compared.
 */
#ifndef VARDSTROM_FIGURE_H
#define VARDSTROM_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

enum figure_status {
	FIGURE_OK,
	FIGURE_EOTHER,       /* no indicator record: none of our business */
	FIGURE_EINDICATOR,   /* without a name, or its name is no string */
	FIGURE_EPERIOD,      /* neither a string nor a number */
	FIGURE_EBY,          /* no list of member names */
	FIGURE_EVALUE,       /* no number that struct dec holds */
	FIGURE_ENUMERATOR,   /* likewise */
	FIGURE_EDENOMINATOR, /* likewise */
	FIGURE_EDECIMALS,    /* no whole number from 0 to DEC_SCALE */
	FIGURE_ENOT_ASSESSED /* no string */
};

/** An exact amount: num / den, den more than 0. */
struct amount {
	struct dec num, den;
};

/** What one record says; reused from record to record. */
struct figure {
	struct strbuf indicator;    /* its id */
	struct strbuf by;           /* names with a comma between; "": all */
	struct strbuf scope;        /* equal bytes: the same scope */
	struct strbuf whole;        /* the scope of the same period, by [] */
	struct strbuf period;       /* as text; "" where it has none */
	struct strbuf not_assessed; /* the reason; "" where there is none */
	bool has_value;
	struct dec value;     /* as the record has it */
	struct amount amount; /* the same, exact where value is rounded */
	int decimals;         /* how many to print; -1: not said */
	struct strbuf scratch;
};
#define FIGURE_INIT                                                            \
	{                                                                      \
		.indicator = STRBUF_INIT, .by = STRBUF_INIT,                   \
		.scope = STRBUF_INIT, .whole = STRBUF_INIT,                    \
		.period = STRBUF_INIT, .not_assessed = STRBUF_INIT,            \
		.scratch = STRBUF_INIT                                         \
	}

void figure_release(struct figure *f);

/**
 * Read an indicator record.
 *
 * Shape:   numerator and denominator are used where their quotient, rounded
 *          as value is, gives value; otherwise value is taken as exact.
 * Returns: FIGURE_OK, or what is wrong first; *f is then half filled.
 */
enum figure_status figure_read(struct figure *f, const struct record *rec)
    __attribute__((warn_unused_result));

/** The faulty member, the code for rejects, a short sentence; static. */
const char *figure_field(enum figure_status status);
const char *figure_code(enum figure_status status);
const char *figure_strerror(enum figure_status status);

/** The amount of a decimal. */
struct amount amount_from_dec(struct dec v);

/** The amount as a fraction, to calculate with. */
enum ratio_status amount_ratio(struct ratio *out, struct amount a)
    __attribute__((warn_unused_result));

#endif
