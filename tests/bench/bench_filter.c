/*
 * bench_filter.c - the smallest filter: looks at two members, appends one.
 *
 * Sets visit to whether the contact took place, and not by telephone. Holds
 * one record; the common options are those of every program.
 */
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

static const char usage[] = "usage: bench_filter [OPTION]... [FILE]...\n";

int
main(int argc, char **argv)
{
	static const struct option longopts[] = { STREAM_LONGOPTS,
		{ NULL, 0, NULL, 0 } };
	struct field status = FIELD("status"), type = FIELD("contact_type");
	struct field visit = FIELD("visit");
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct stream *st;
	struct record *rec;
	int c;

	diag_init("bench_filter");
	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1)
		stream_option(&so, c, optarg, usage);
	st = stream_open(&so, argv + optind, argc - optind);
	while ((rec = stream_next(st))) {
		if (ndjson_is_text(record_get(rec, &status), "done", 4) &&
		    record_get(rec, &type) &&
		    !ndjson_is_text(record_get(rec, &type), "phone", 5))
			record_set_raw(rec, &visit, "true", 4);
		else
			record_set_raw(rec, &visit, "false", 5);
		stream_write(st);
	}
	return stream_close(st);
}
