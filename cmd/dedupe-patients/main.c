/*
 * dedupe-patients - one event once, one patient one identity.
 *
 * Reads records, gives each the id that stands for its patient (--links),
 * leaves out repeats of an event and (--per) all but the first record of each
 * patient within each combination.
 *
 * Memory: a key, a fingerprint and an origin for each event; an id for each
 * patient and combination with --per; all links. --memory bounds it: above it
 * records wait on disk, in order, until all keys have been compared.
 * A repeat is dropped and counted; one that differs from the first is told
 * besides, with both origins.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "base/confine.h"
#include "dedupe.h"
#include "keys.h"
#include "links.h"
#include "links_load.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  dedupe-patients --links links.ndjson contacts.ndjson >events.ndjson\n"
    "\n"
    "usage: dedupe-patients [--links FILE]... [--key FIELDS]... "
    "[--per FIELDS]\n"
    "           [--memory SIZE] [FILE]...\n"
    "Drop repeats of an event, and give each patient one id.\n"
    "\n"
    "      --links FILE      which ids are one person, as NDJSON:\n"
    "                        {\"from\":ID,\"to\":ID,\"valid_from\":DATE}\n"
    "      --key FIELDS      members that make an event, KIND:FIELDS for one\n"
    "                        kind of record; the first key of which a record\n"
    "                        has every member counts (default:\n"
    "                        record,contact_id record,booking_id,kva\n"
    "                        staffing:month,clinic clinic:clinic)\n"
    "      --per FIELDS      pass only the first record of each patient\n"
    "                        within each combination, such as clinic,year\n"
    "      --memory SIZE     memory to use at most (default 1G)\n"
    "\n";

enum { OPT_LINKS = STREAM_OPT_OWN, OPT_KEY, OPT_PER, OPT_MEMORY };

enum {
	MIN_MEMORY = 16 * 1024 * 1024,
	/* For the program itself, its buffers and what malloc loses. */
	BASE_MEMORY = 8 * 1024 * 1024
};

/* Keys of the records that the profiles make, for where none is given. */
static const char *const default_keys[] = { "record,contact_id",
	"record,booking_id,kva", "staffing:month,clinic", "clinic:clinic" };

struct options {
	struct stream_options stream;
	struct keys *keys;
	bool has_keys, has_per;
	const char **links; /* paths */
	size_t n_links, cap_links;
	size_t memory; /* bytes */
};

static void
add_key(struct options *o, const char *text)
{
	struct strbuf err = STRBUF_INIT;

	if (keys_add(o->keys, text, &err) != 0)
		die("--key: %s", err.s);
}

static void
set_per(struct options *o, const char *text)
{
	struct strbuf err = STRBUF_INIT;

	if (keys_set_per(o->keys, text, &err) != 0)
		die("--per: %s", err.s);
	o->has_per = true;
}

static void
parse_options(struct options *o, int argc, char **argv)
{
	static const struct option longopts[] = { STREAM_LONGOPTS,
		{ "links", required_argument, NULL, OPT_LINKS },
		{ "key", required_argument, NULL, OPT_KEY },
		{ "per", required_argument, NULL, OPT_PER },
		{ "memory", required_argument, NULL, OPT_MEMORY },
		{ NULL, 0, NULL, 0 } };
	int c;

	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case OPT_LINKS:
			GROW(o->links, o->n_links, o->cap_links);
			o->links[o->n_links++] = optarg;
			break;
		case OPT_KEY:
			add_key(o, optarg);
			o->has_keys = true;
			break;
		case OPT_PER:
			set_per(o, optarg);
			break;
		case OPT_MEMORY:
			o->memory = opt_memory("--memory", optarg, MIN_MEMORY);
			break;
		default:
			stream_option(&o->stream, c, optarg, usage);
		}
	}
	if (o->has_keys)
		return;
	for (size_t i = 0; i < sizeof(default_keys) / sizeof(*default_keys);
	     i++)
		add_key(o, default_keys[i]);
}

/* All links of all files, with their persons; NULL where none were asked for.
 */
static struct links *
load_links(const struct options *o)
{
	struct links *links;
	struct strbuf err = STRBUF_INIT;

	if (o->n_links == 0)
		return NULL;
	links = links_new();
	for (size_t i = 0; i < o->n_links; i++)
		if (links_load(links, o->links[i], o->stream.max_line, &err) !=
		    0)
			die("%s", err.s);
	if (links_finish(links, &err) != 0)
		die("%s", err.s);
	return links;
}

static size_t
budget(const struct options *o, const struct links *links)
{
	size_t taken = BASE_MEMORY + (links ? links_bytes(links) : 0);

	if (taken + BASE_MEMORY / 2 > o->memory)
		die("--memory: the links alone take %zu MiB",
		    taken / (1024 * 1024));
	return o->memory - taken;
}

static void
tell_conflict(const struct dedupe *d, const struct dedupe_result *r)
{
	struct strbuf origin = STRBUF_INIT, first = STRBUF_INIT;

	dedupe_format_origin(d, r->origin, &origin);
	dedupe_format_origin(d, r->first, &first);
	diag_limited("conflict",
	    "%s: %s: the content differs from that of %s, which was read "
	    "first and stands",
	    origin.s, r->key, first.s);
	strbuf_release(&origin);
	strbuf_release(&first);
}

/* What main holds, and what it counts for --stats. */
struct job {
	struct stream *st;
	struct dedupe *d;
	struct strbuf at; /* origin of a record that is held */
	uint64_t n_conflicts, n_linked;
};

static void
read_all(struct job *job)
{
	struct dedupe_result r;
	struct record *rec;
	struct strbuf err = STRBUF_INIT;

	while ((rec = stream_next(job->st))) {
		switch (dedupe_judge(job->d, rec, stream_file(job->st),
		    stream_line_no(job->st), &r)) {
		case DEDUPE_WRITE:
			stream_write(job->st);
			break;
		case DEDUPE_DROP:
			if (r.is_conflict)
				tell_conflict(job->d, &r);
			job->n_conflicts += r.is_conflict;
			stream_drop(job->st, r.reason);
			break;
		case DEDUPE_HOLD:
			strbuf_reset(&job->at);
			stream_place(job->st, &job->at);
			if (dedupe_hold(
				job->d, rec, job->at.s, job->at.len, &err) != 0)
				die("%s", err.s);
			stream_hold(job->st);
		}
		job->n_linked += r.is_linked;
	}
}

static void
finish_held(struct job *job)
{
	struct dedupe_held held;
	struct strbuf err = STRBUF_INIT;
	int got;

	while ((got = dedupe_next_held(job->d, &held, &err)) == 1) {
		if (held.verdict == DEDUPE_WRITE) {
			stream_held_write(job->st, held.line, held.len);
			continue;
		}
		if (held.result.is_conflict)
			tell_conflict(job->d, &held.result);
		job->n_conflicts += held.result.is_conflict;
		stream_held_drop(
		    job->st, held.result.reason, held.at, held.at_len);
	}
	if (got != 0)
		die("%s", err.s);
}

/* A key that was asked for and that no record could have drops nothing. */
static void
tell_nothing(const struct options *o, struct stream *st)
{
	const struct key_def *def;
	const char *member;
	size_t from = 0;

	/* without --key, records may well have none (R-LINK-01) */
	if (o->stream.is_strict && !keys_any(o->keys) && !o->has_keys)
		stream_tell_no_work(st,
		    "no record has the members of a key, so nothing was held "
		    "against another; name them with --key");
	while (o->has_keys || o->has_per) {
		def = keys_next_unmet(o->keys, !o->has_keys, &from, &member);
		if (!def)
			break;
		if (member) {
			stream_tell_no_member(st, member);
			continue;
		}
		/* a stream may do without a kind, but not without a letter */
		if (keys_near_kind(o->keys, def->kind))
			stream_tell_nothing(st, "no record is of the kind",
			    def->kind, keys_kinds(o->keys));
		else
			diag_note("no record is of the kind %s", def->kind);
	}
}

int
dedupe_patients_main(int argc, char **argv)
{
	struct options o = { .stream = STREAM_OPTIONS_INIT,
		.memory = (size_t)1024 * 1024 * 1024 };
	struct job job = { .at = STRBUF_INIT };
	struct links *links;
	int ret;

	diag_init("dedupe-patients");
	confine();
	o.keys = keys_new();
	parse_options(&o, argc, argv);
	links = load_links(&o);
	job.d = dedupe_new(&(struct dedupe_options){ .keys = o.keys,
	    .links = links,
	    .is_per = o.has_per,
	    .budget = budget(&o, links) });
	job.st = stream_open(&o.stream, argv + optind, argc - optind);
	for (size_t i = 0; i < o.n_links; i++)
		stream_add_config(job.st, o.links[i]);
	read_all(&job);
	tell_nothing(&o, job.st);
	finish_held(&job);
	stream_stat(job.st, "conflicts", job.n_conflicts);
	stream_stat(job.st, "linked", job.n_linked);
	ret = stream_close(job.st);
	strbuf_release(&job.at);
	dedupe_free(job.d);
	links_free(links);
	keys_free(o.keys);
	free(o.links);
	return ret;
}
