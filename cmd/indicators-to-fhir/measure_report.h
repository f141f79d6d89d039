/*
 * measure_report.h - an indicator record as a FHIR MeasureReport.
 *
 * One record is one resource: what its group is about is in period (a
 * month), in reporter (a clinic, or a provider) and otherwise in a stratum.
 */
#ifndef MEASURE_REPORT_H
#define MEASURE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/** Where the things that a resource refers to have their addresses. */
struct addresses {
	const char *base; /* without a / at its end */
	const char
	    *clinic; /* identifier.system of clinics; NULL: BASE/clinic */
	const char *provider; /* likewise of providers */
};

enum report_status {
	REPORT_OK,
	REPORT_EPERIOD, /* neither a year, a month nor a day */
	REPORT_EMONTH   /* grouped by a month that is none */
};

/**
 * Append the resource of a record that figure_read has taken.
 *
 * Shape:    one line of JSON, without its end.
 * Returns:  REPORT_OK; otherwise what is wrong, and line is not to be used.
 * Source:   HL7 FHIR R4 (4.0.1), MeasureReport; UCUM 2.1;
 *           data-absent-reason and measure-population of terminology.hl7.org.
 */
enum report_status measure_report(const struct addresses *addresses,
    struct figure *f, const struct record *rec, struct strbuf *line)
    __attribute__((warn_unused_result));

/** Does s begin as an absolute URI, and hold no blank, quote or bracket? */
bool is_uri(const char *s);

#endif
