/*
 * split-patients - a stream in parts, each patient whole in one of them, or
 * all copies of an event.
 *
 * Writes all parts into files, or one of them to its output. Holds one record
 * and a buffer for each part. A faulty record is rejected; it is in no part.
 */
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "split.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  split-patients -n 7 -o 'part-%.ndjson' contacts.ndjson\n"
    "\n"
    "usage: split-patients -n N -o PATTERN [--rest K|all] [FILE]...\n"
    "       split-patients -n N --part K [--rest K|all] [FILE]...\n"
    "Split records into N parts, each patient whole in one of them.\n"
    "\n"
    "  -n, --parts N         how many parts, 1 to 256\n"
    "  -o, --output PATTERN  the files, a % where the part's number goes\n"
    "      --part K          only part K, to standard output or -o FILE\n"
    "      --rest K|all      where records without a patient go: part K\n"
    "                        (default 1), or all of them\n"
    "      --key KEY         by the event in place of the patient: members, "
    "with\n"
    "                        commas, and a kind before as in "
    "contact:contact_id;\n"
    "                        may be repeated\n"
    "\n";

enum { OPT_PART = STREAM_OPT_OWN, OPT_REST, OPT_KEY };

enum { REST_ALL = -1 };

struct options {
	struct stream_options stream;
	size_t n_parts; /* 0: not given */
	size_t part;    /* 1-based; 0: all of them, into files */
	long long rest; /* 1-based, or REST_ALL */
	char **names;   /* of the parts' files */
	struct split split;
};

static void
name_parts(struct options *o)
{
	size_t i;

	if (!o->stream.output)
		die("--output PATTERN or --part is needed (see split-patients "
		    "--help)");
	o->names = xcalloc(o->n_parts, sizeof(*o->names));
	for (i = 0; i < o->n_parts; i++) {
		o->names[i] = split_name(o->stream.output, i, o->n_parts);
		if (!o->names[i])
			die("--output: \"%s\" needs one %%, where the part's "
			    "number goes",
			    o->stream.output);
	}
	o->stream.parts = (const char *const *)o->names;
	o->stream.n_parts = o->n_parts;
}

static void
check_options(struct options *o)
{
	if (o->n_parts == 0)
		die("--parts is needed (see split-patients --help)");
	if (o->part > o->n_parts)
		die("--part: there are %zu parts", o->n_parts);
	if (o->rest > (long long)o->n_parts)
		die("--rest: there are %zu parts", o->n_parts);
	if (o->part == 0)
		name_parts(o);
}

static void
add_key(struct options *o, const char *text)
{
	struct strbuf err = STRBUF_INIT;

	if (split_add_key(&o->split, text, &err) != 0)
		die("--key: %s", err.s);
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	static const struct option longopts[] = { STREAM_LONGOPTS,
		{ "parts", required_argument, NULL, 'n' },
		{ "part", required_argument, NULL, OPT_PART },
		{ "rest", required_argument, NULL, OPT_REST },
		{ "key", required_argument, NULL, OPT_KEY },
		{ NULL, 0, NULL, 0 } };
	int c;

	while (
	    (c = opt_next(argc, argv, "n:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'n':
			o->n_parts = (size_t)opt_long(
			    "--parts", optarg, 1, STREAM_MAX_PARTS);
			break;
		case OPT_PART:
			o->part = (size_t)opt_long(
			    "--part", optarg, 1, STREAM_MAX_PARTS);
			break;
		case OPT_REST:
			o->rest = strcmp(optarg, "all") == 0
				      ? REST_ALL
				      : opt_long("--rest", optarg, 1,
					    STREAM_MAX_PARTS);
			break;
		case OPT_KEY:
			add_key(o, optarg);
			break;
		default:
			stream_option(&o->stream, c, optarg, usage);
		}
	}
	check_options(o);
}

static void
give_verdict(const struct options *o, struct stream *st, size_t part)
{
	bool is_all = part == SPLIT_NONE && o->rest == REST_ALL;

	if (part == SPLIT_NONE && !is_all)
		part = (size_t)o->rest - 1;
	if (o->part == 0 && is_all)
		stream_write_parts(st);
	else if (o->part == 0)
		stream_write_part(st, part);
	else if (is_all || part == o->part - 1)
		stream_write(st);
	else
		stream_drop(st, "other_part");
}

static void
release(struct options *o)
{
	size_t i;

	for (i = 0; o->names && i < o->n_parts; i++)
		free(o->names[i]);
	free(o->names);
}

int
split_patients_main(int argc, char **argv)
{
	struct options o = { .stream = STREAM_OPTIONS_INIT, .rest = 1 };
	uint64_t n_without = 0, n = 0;
	struct stream *st;
	struct record *rec;
	int ret;

	diag_init("split-patients");
	confine();
	split_init(&o.split);
	parse_options(&o, argc, argv);
	o.split.n_parts = o.n_parts;
	st = stream_open(&o.stream, argv + optind, argc - optind);
	while ((rec = stream_next(st))) {
		size_t part = split_part_of(&o.split, rec);

		n_without += part == SPLIT_NONE;
		n++;
		give_verdict(&o, st, part);
	}
	if (n == n_without)
		stream_tell_no_work(
		    st, o.split.n_keys > 0
			    ? "no record has a key, so nothing was split"
			    : "no record has a patient, so nothing was split");
	stream_stat(st, "parts", o.n_parts);
	stream_stat(st, o.split.n_keys > 0 ? "without_key" : "without_patient",
	    n_without);
	ret = stream_close(st);
	split_release(&o.split);
	release(&o);
	return ret;
}
