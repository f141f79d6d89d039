/*
 * fhir-to-rows - a FHIR bulk export as one flat row an encounter.
 *
 * Reads resources in any order, joins each Encounter with its Patient,
 * clinic, Conditions and Procedures, and writes a row that a profile of
 * normalize reads as it does a warehouse's.
 *
 * Memory: a text for each resource that others refer to (Patient, Organization,
 * Location, PractitionerRole, Appointment); the others are sorted within
 * --memory, and beyond it on disk. A faulty resource is rejected; one that
 * ends in no row is dropped with its reason.
 */
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "join.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/siphash.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

static const char usage[] =
    "Example:\n"
    "  fhir-to-rows export/*.ndjson | normalize -p fhir-kontakter.json "
    "\\\n"
    "      --table clinics=clinics.ndjson\n"
    "\n"
    "usage: fhir-to-rows [OPTION]... [FILE]...\n"
    "Join a FHIR R4 bulk export into one row an encounter, for normalize.\n"
    "\n"
    "      --patient-system URI    another system of person ids; it comes\n"
    "                              after those that are known\n"
    "      --diagnosis-system URI  another system of ICD-10-SE codes\n"
    "      --measure-system URI    another system of KVÅ codes\n"
    "      --type-system URI       look at no other system in Encounter.type\n"
    "      --clinic-system URI     look at no other system of clinics' ids\n"
    "      --memory SIZE           memory for sorting (default 1G)\n"
    "\n";

enum {
	OPT_PATIENT = STREAM_OPT_OWN,
	OPT_DIAGNOSIS,
	OPT_MEASURE,
	OPT_TYPE,
	OPT_CLINIC,
	OPT_MEMORY
};

enum { MIN_MEMORY = 1024 * 1024 };

static const struct option longopts[] = { STREAM_LONGOPTS,
	{ "patient-system", required_argument, NULL, OPT_PATIENT },
	{ "diagnosis-system", required_argument, NULL, OPT_DIAGNOSIS },
	{ "measure-system", required_argument, NULL, OPT_MEASURE },
	{ "type-system", required_argument, NULL, OPT_TYPE },
	{ "clinic-system", required_argument, NULL, OPT_CLINIC },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	{ NULL, 0, NULL, 0 } };

struct program {
	struct stream_options options;
	struct systems systems;
	size_t memory; /* bytes */
	struct stream *st;
	char **files; /* names of the inputs that were begun, escaped */
	size_t n_files, cap_files;
	char *file; /* the last of them, as it is */
	uint64_t n_encounters;
	uint64_t news[JOIN_N_NEWS];
	struct strbuf text;
};

static void
parse_options(struct program *p, int argc, char **argv)
{
	static const enum system_kind kinds[] = { SYSTEM_RESERVE,
		SYSTEM_DIAGNOSIS, SYSTEM_MEASURE, SYSTEM_TYPE, SYSTEM_CLINIC };
	int c;

	while ((c = opt_next(argc, argv, STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case OPT_PATIENT:
		case OPT_DIAGNOSIS:
		case OPT_MEASURE:
		case OPT_TYPE:
		case OPT_CLINIC:
			systems_add(
			    &p->systems, kinds[c - OPT_PATIENT], optarg);
			break;
		case OPT_MEMORY:
			p->memory = opt_memory("--memory", optarg, MIN_MEMORY);
			break;
		default:
			stream_option(&p->options, c, optarg, usage);
		}
	}
}

/* --- where the join's answers go ------------------------------------------ */

static void
add_place(void *context, const struct place *place, struct strbuf *sb)
{
	const struct program *p = context;

	strbuf_addf(sb, "%s:%llu", p->files[place->file],
	    (unsigned long long)place->line_no);
}

static void
on_row(void *context, const char *json, size_t len)
{
	struct program *p = context;

	stream_held_write(p->st, json, len);
}

static void
on_drop(void *context, const char *reason, const struct place *place)
{
	struct program *p = context;

	strbuf_reset(&p->text);
	strbuf_addstr(&p->text, ",\"source\":\"");
	add_place(p, place, &p->text);
	strbuf_addch(&p->text, '"');
	stream_held_drop(p->st, reason, p->text.s, p->text.len);
}

static void
on_absorb(void *context)
{
	struct program *p = context;

	stream_held_absorb(p->st);
}

/* What is told of each, by enum join_news; NULL: its number at the end only. */
static const struct {
	const char *sentence, *stat;
} news_words[] = {
	{ "another resource has the same id and version, and another content",
	    "conflicts" },
	{ "subject: no file has that Patient", "unresolved_patients" },
	{ "subject: that Patient has no identifier of a system that is known",
	    "without_person_id" },
	{ "diagnosis: no file has that Condition", "unresolved_conditions" },
	{ NULL, "unresolved_roles" },
	{ NULL, "unresolved_appointments" },
	{ NULL, "without_main_diagnosis" },
};

static void
on_news(void *context, enum join_news news, const struct place *place,
    const struct place *other)
{
	struct program *p = context;

	p->news[news]++;
	if (!news_words[news].sentence)
		return;
	strbuf_reset(&p->text);
	add_place(p, place, &p->text);
	if (other) {
		strbuf_addstr(&p->text, " and ");
		add_place(p, other, &p->text);
	}
	diag_limited(news_words[news].stat, "%s: %s", p->text.s,
	    news_words[news].sentence);
}

/* --- reading -------------------------------------------------------------- */

/* The input of the record at hand is a new one. */
static void
begin_file(struct program *p, const char *name)
{
	struct strbuf escaped = STRBUF_INIT;

	strbuf_add_json(&escaped, name, strlen(name));
	GROW(p->files, p->n_files, p->cap_files);
	p->files[p->n_files++] = strbuf_detach(&escaped, NULL);
	free(p->file);
	p->file = xstrdup(name);
}

/* The place of the record at hand; its hash tells a repeat from a conflict. */
static struct place
here(struct program *p, const struct record *rec)
{
	static const struct siphash_key public_key = { 0, 0 };
	const char *name = stream_file(p->st);

	if (!p->file || strcmp(p->file, name) != 0)
		begin_file(p, name);
	return (struct place){ p->n_files - 1, stream_line_no(p->st),
		siphash13(&public_key, rec->line, rec->len) };
}

static void
check(int status, const struct strbuf *err)
{
	if (status != 0)
		die("%s", err->s);
}

static void
take(struct program *p, struct join *j, struct resource *r,
    const struct record *rec, struct strbuf *err)
{
	enum resource_status status = resource_read(r, &p->systems, rec);
	struct place place;

	if (status != RESOURCE_OK) {
		stream_reject(p->st, r->field, resource_code(status),
		    resource_strerror(r, status));
		return;
	}
	if (r->type == RESOURCE_OTHER) {
		stream_drop(p->st, "other_resource");
		return;
	}
	p->n_encounters += r->type == RESOURCE_ENCOUNTER;
	place = here(p, rec);
	stream_hold(p->st);
	check(join_add(j, r, &place, err), err);
}

/* What a reader of the rows must know, also under --quiet. */
static void
tell_unresolved(struct program *p)
{
	static const struct {
		enum join_news news;
		const char *sentence;
	} told[] = {
		{ JOIN_NO_PATIENT,
		    "an Encounter refers to a Patient that no file has, so its "
		    "row has no patient" },
		{ JOIN_NO_PERSON,
		    "the Patient of an Encounter has no identifier of a system "
		    "that is known (--patient-system), so its row has no "
		    "patient" },
		{ JOIN_NO_CONDITION,
		    "an Encounter refers to a Condition that no file has, so "
		    "its row lacks diagnoses" },
		{ JOIN_NO_ROLE,
		    "an Encounter refers to a PractitionerRole that no file "
		    "has, so its row may lack the profession" },
		{ JOIN_NO_APPOINTMENT,
		    "an Encounter refers to an Appointment that no file has, "
		    "so who did not come is not known" },
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (p->news[told[i].news] > 0)
			stream_tell_no(p->st, "%llu times: %s",
			    (unsigned long long)p->news[told[i].news],
			    told[i].sentence);
	if (p->n_encounters == 0)
		stream_tell_no_work(
		    p->st, "no Encounter was read, so there are no rows");
}

int
main(int argc, char **argv)
{
	struct program p = { .options = STREAM_OPTIONS_INIT,
		.memory = (size_t)1024 * 1024 * 1024,
		.text = STRBUF_INIT };
	const struct join_ends ends = { &p, on_row, on_drop, on_absorb, on_news,
		add_place };
	struct strbuf err = STRBUF_INIT;
	struct resource resource;
	struct record *rec;
	struct join *j;
	int status;

	diag_init("fhir-to-rows");
	confine();
	parse_options(&p, argc, argv);
	p.st = stream_open(&p.options, argv + optind, argc - optind);
	resource_init(&resource);
	j = join_new(&ends, p.memory);
	while ((rec = stream_next(p.st)))
		take(&p, j, &resource, rec, &err);
	/* What --strict refuses must be known before the first row. */
	if (p.options.is_strict) {
		check(join_check(j, &err), &err);
		tell_unresolved(&p);
	}
	check(join_finish(j, &err), &err);
	if (!p.options.is_strict)
		tell_unresolved(&p);
	for (size_t i = 0; i < JOIN_N_NEWS; i++)
		stream_stat(p.st, news_words[i].stat, p.news[i]);
	status = stream_close(p.st);
	join_free(j);
	resource_release(&resource);
	systems_release(&p.systems);
	for (size_t i = 0; i < p.n_files; i++)
		free(p.files[i]);
	free(p.files);
	free(p.file);
	strbuf_release(&p.text);
	strbuf_release(&err);
	return status;
}
