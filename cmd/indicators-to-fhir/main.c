/*
 * indicators-to-fhir - indicator records as FHIR R4 MeasureReport resources.
 *
 * One record in, one resource out, a line each, as bulk data has it. Holds
 * one record, and the ids of all resources so that none comes twice.
 */
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "measure_report.h"
#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  indicators-to-fhir --base https://quality.example indicators.ndjson\n"
    "\n"
    "usage: indicators-to-fhir --base URI [OPTION]... [FILE]...\n"
    "Write each indicator record as a FHIR R4 MeasureReport, a line each.\n"
    "\n"
    "  -b, --base URI             where your measures have their addresses:\n"
    "                             visits is URI/Measure/visits\n"
    "      --clinic-system URI    the system of the clinics' ids\n"
    "                             (default: BASE/clinic)\n"
    "      --provider-system URI  the system of the providers' ids\n"
    "                             (default: BASE/provider)\n"
    "\n";

enum { OPT_CLINIC = STREAM_OPT_OWN, OPT_PROVIDER };

static const struct option longopts[] = { STREAM_LONGOPTS,
	{ "base", required_argument, NULL, 'b' },
	{ "clinic-system", required_argument, NULL, OPT_CLINIC },
	{ "provider-system", required_argument, NULL, OPT_PROVIDER },
	{ NULL, 0, NULL, 0 } };

struct writer {
	struct addresses addresses;
	struct figure figure;
	struct keyset *seen; /* indicator and scope of each figure */
	struct strbuf line, key;
};

static const char *
take_uri(const char *option, const char *value)
{
	if (!is_uri(value))
		die("%s: no absolute URI, such as https://example.org/fhir",
		    option);
	if (value[strlen(value) - 1] == '/')
		die("%s: without a / at its end", option);
	return value;
}

static void
parse_options(
    struct stream_options *so, struct addresses *a, int argc, char **argv)
{
	int c;

	while (
	    (c = opt_next(argc, argv, "b:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'b':
			a->base = take_uri("--base", optarg);
			break;
		case OPT_CLINIC:
			a->clinic = take_uri("--clinic-system", optarg);
			break;
		case OPT_PROVIDER:
			a->provider = take_uri("--provider-system", optarg);
			break;
		default:
			stream_option(so, c, optarg, usage);
		}
	}
	if (!a->base)
		die("--base is needed: where your measures have their "
		    "addresses");
}

static bool
is_first(struct writer *w)
{
	const struct figure *f = &w->figure;
	bool is_new;

	strbuf_reset(&w->key);
	strbuf_add(&w->key, f->indicator.s, f->indicator.len + 1);
	strbuf_add(&w->key, f->scope.s, f->scope.len);
	keyset_add(w->seen, w->key.s, w->key.len, &is_new);
	return is_new;
}

static void
convert(struct writer *w, struct stream *st, const struct record *rec)
{
	strbuf_reset(&w->line);
	switch (measure_report(&w->addresses, &w->figure, rec, &w->line)) {
	case REPORT_EPERIOD:
		stream_reject(
		    st, "period", "bad_period", "no year, month or day");
		return;
	case REPORT_EMONTH:
		stream_reject(st, "month", "bad_period", "no month");
		return;
	case REPORT_OK:
		break;
	}
	if (!is_first(w)) {
		stream_reject(st, "indicator", "repeat",
		    "a second figure of this indicator, period and group");
		return;
	}
	stream_hold(st);
	stream_held_write(st, w->line.s, w->line.len);
}

static void
take(struct writer *w, struct stream *st, const struct record *rec)
{
	enum figure_status status = figure_read(&w->figure, rec);

	if (status == FIGURE_OK)
		convert(w, st, rec);
	else if (status == FIGURE_EOTHER)
		stream_drop(st, "no_indicator");
	else
		stream_reject(st, figure_field(status), figure_code(status),
		    figure_strerror(status));
}

int
indicators_to_fhir_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct writer w = {
		.figure = FIGURE_INIT, .line = STRBUF_INIT, .key = STRBUF_INIT
	};
	struct stream *st;
	struct record *rec;
	int status;

	diag_init("indicators-to-fhir");
	confine();
	parse_options(&so, &w.addresses, argc, argv);
	so.is_text = true; /* a FHIR server knows no marks */
	w.seen = keyset_new();
	st = stream_open(&so, argv + optind, argc - optind);
	while ((rec = stream_next(st)))
		take(&w, st, rec);
	status = stream_close(st);
	keyset_free(w.seen);
	figure_release(&w.figure);
	strbuf_release(&w.line);
	strbuf_release(&w.key);
	return status;
}
