/*
 * dedupe.c - one event once, one patient one id, one record a patient.
 *
 * In this order: the id that stands first, so that everything after it, the
 * comparison of repeats included, sees the same patient under one id. Events
 * and patients are two questions, answered alike. A question whose memory is
 * full holds that record and all after it, so that their order is kept. When
 * all have been read, what the first question held is answered and goes through
 * the second.
 */
#include "dedupe.h"

#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "identity.h"
#include "origins.h"
#include "prediction.h"
#include "seen.h"
#include "source.h"
#include "spill.h"
#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

enum {
	/* What is kept of an event besides its key. */
	NOTE_BYTES = CONTENT_BYTES + ORIGIN_BYTES,
	/* One part in so many of the budget, each for heads and origins. */
	SHARED_PART = 32
};

/* One question to each record: was its key met before? */
struct question {
	struct seen *seen;
	struct spill *spill; /* NULL: nothing is held */
	bool is_finished;
	size_t budget;
	struct strbuf key; /* of the record at hand, with its hash */
	uint64_t hash;
	struct prediction next;
	unsigned char note[NOTE_BYTES];
	size_t note_len;
};

enum reason { REPEAT, SAME_PATIENT, NO_PATIENT, NOT_A_PATIENT };

/*
 * What a question holds of a record; behind it stand at, patient and line. It
 * goes to the disk as it is: no pointers.
 */
struct item {
	bool is_open; /* the question's answer is missing; else verdict is it */
	bool is_linked, is_conflict;
	enum dedupe_verdict verdict;
	enum reason reason; /* where it is dropped */
	enum identity_patient patient;
	size_t key;             /* number of its definition, of a conflict */
	uint64_t origin, first; /* of a conflict */
	unsigned char note[NOTE_BYTES];
	size_t at_len, patient_len, len;
};

struct dedupe {
	struct dedupe_options options;
	struct identity identity;
	struct content content;
	struct origins *origins;
	struct field source;
	struct question events, patients;
	/* A record whose id was changed, read again as it is now. */
	struct ndjson *ndjson;
	struct record changed;
	struct strbuf line;
	/* The record that was judged last, if it is to be held. */
	struct item item;
	struct question *holder;
	struct strbuf packed; /* an item for a spill */
};

/* --- life --------------------------------------------------------------- */

static void
question_init(struct question *s, size_t note_len, size_t budget)
{
	s->budget = budget > 2 * SPILL_MEMORY ? budget - SPILL_MEMORY : budget;
	s->seen = seen_new(note_len, s->budget);
	s->note_len = note_len;
	strbuf_init(&s->key);
	prediction_init(&s->next);
}

static void
question_release(struct question *s)
{
	seen_free(s->seen);
	spill_free(s->spill);
	strbuf_release(&s->key);
	prediction_release(&s->next);
}

struct dedupe *
dedupe_new(const struct dedupe_options *options)
{
	struct dedupe *d = xcalloc(1, sizeof(*d));
	size_t shared = options->budget / SHARED_PART;
	size_t own = options->budget - 2 * shared;

	d->options = *options;
	keys_set_memory(options->keys, shared);
	identity_init(&d->identity);
	content_init(&d->content);
	d->source = (struct field)FIELD("source");
	d->origins = origins_new(shared);
	question_init(&d->events, NOTE_BYTES, options->is_per ? own / 2 : own);
	question_init(&d->patients, 0, own / 2);
	d->ndjson = ndjson_new();
	d->changed = (struct record)RECORD_INIT;
	strbuf_init(&d->line);
	strbuf_init(&d->packed);
	return d;
}

void
dedupe_free(struct dedupe *d)
{
	if (!d)
		return;
	identity_release(&d->identity);
	content_release(&d->content);
	origins_free(d->origins);
	question_release(&d->events);
	question_release(&d->patients);
	ndjson_free(d->ndjson);
	record_release(&d->changed);
	strbuf_release(&d->line);
	strbuf_release(&d->packed);
	free(d);
}

/* --- notes -------------------------------------------------------------- */

static void
put_number(unsigned char *out, uint64_t value, size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes; i++, value >>= 8)
		out[i] = (unsigned char)value;
}

static uint64_t
get_number(const unsigned char *in, size_t n_bytes)
{
	uint64_t value = 0;

	while (n_bytes-- > 0)
		value = value << 8 | in[n_bytes];
	return value;
}

static void
note_event(struct dedupe *d, const struct record *rec, const char *file,
    uint64_t line_no)
{
	const struct ndjson_member *source = source_of(rec, &d->source);

	put_number(d->events.note,
	    content_fingerprint(&d->content, rec, source), CONTENT_BYTES);
	put_number(d->events.note + CONTENT_BYTES,
	    origins_of(d->origins, source, file, line_no), ORIGIN_BYTES);
}

/* Fetch the place of the question's key while other work is done. */
static void
prepare(struct question *s)
{
	s->hash = seen_hash(s->seen, s->key.s, s->key.len);
}

/* The same for an event, and for the one that may come next. */
static void
prepare_event(struct dedupe *d, const struct record *rec)
{
	struct question *s = &d->events;
	const struct ndjson_member *tail = keys_plain_tail(d->options.keys);

	if (!prediction_has(&s->next, &s->key, &s->hash))
		prepare(s);
	if (tail && prediction_make(&s->next, rec, tail, &s->key))
		s->next.hash =
		    seen_hash(s->seen, s->next.key.s, s->next.key.len);
}

/* --- verdicts ----------------------------------------------------------- */

static void
drop(struct item *item, enum reason reason)
{
	item->verdict = DEDUPE_DROP;
	item->reason = reason;
}

static struct dedupe_result
result_of(const struct dedupe *d, const struct item *item)
{
	static const char *const reasons[] = { "repeat", "same_patient",
		"no_patient", "not_a_patient" };
	struct dedupe_result result = { .is_linked = item->is_linked,
		.is_conflict = item->is_conflict,
		.origin = item->origin,
		.first = item->first };

	if (item->verdict == DEDUPE_DROP)
		result.reason = reasons[item->reason];
	if (item->is_conflict)
		result.key = keys_def(d->options.keys, item->key)->text;
	return result;
}

/* The event was met before, by a record with the note first. */
static void
drop_repeat(
    struct item *item, const unsigned char *note, const unsigned char *first)
{
	drop(item, REPEAT);
	if (memcmp(first, note, CONTENT_BYTES) == 0)
		return;
	item->is_conflict = true;
	item->origin = get_number(note + CONTENT_BYTES, ORIGIN_BYTES);
	item->first = get_number(first + CONTENT_BYTES, ORIGIN_BYTES);
}

static void
judge_event(struct dedupe *d, const struct record *rec, const char *file,
    uint64_t line_no, struct item *item)
{
	struct question *s = &d->events;
	const struct key_def *def =
	    keys_of_event(d->options.keys, rec, &s->key);
	const unsigned char *first;

	if (!def)
		return;
	item->key = keys_number(d->options.keys, def);
	prepare_event(d, rec);
	note_event(d, rec, file, line_no);
	switch (seen_meet(
	    s->seen, s->key.s, s->key.len, s->hash, s->note, &first)) {
	case SEEN_NEW:
		break;
	case SEEN_BEFORE:
		drop_repeat(item, s->note, first);
		break;
	case SEEN_FULL:
		item->is_open = true;
		memcpy(item->note, s->note, NOTE_BYTES);
	}
}

static void
find_patient(struct dedupe *d, const struct record *rec, struct item *item)
{
	const char *s;
	size_t len;

	strbuf_reset(&d->patients.key);
	item->patient = identity_patient_of(&d->identity, rec, &s, &len);
	if (item->patient != IDENTITY_PATIENT)
		return;
	keys_of_patient(d->options.keys, rec, s, len, &d->patients.key);
	prepare(&d->patients);
}

/* Judge the patient of an item, whose key is that of the question. */
static void
judge_patient(struct dedupe *d, struct item *item)
{
	struct question *s = &d->patients;

	if (item->patient == IDENTITY_NONE) {
		drop(item, NO_PATIENT);
		return;
	}
	if (item->patient == IDENTITY_NOT_PATIENT) {
		drop(item, NOT_A_PATIENT);
		return;
	}
	switch (seen_meet(s->seen, s->key.s, s->key.len, s->hash, NULL, NULL)) {
	case SEEN_NEW:
		break;
	case SEEN_BEFORE:
		drop(item, SAME_PATIENT);
		break;
	case SEEN_FULL:
		item->is_open = true;
	}
}

/* All but the note, which counts only while the item is open. */
static inline void
item_reset(struct item *item)
{
	item->is_open = false;
	item->verdict = DEDUPE_WRITE;
	item->patient = IDENTITY_PATIENT;
	item->is_linked = item->is_conflict = false;
	item->origin = item->first = 0;
	item->at_len = item->patient_len = item->len = 0;
}

/* Must the question hold what it just judged? Then and ever after. */
static bool
must_hold(struct question *s, const struct item *item)
{
	if (item->is_open && !s->spill)
		s->spill = spill_new(s->note_len);
	return s->spill != NULL;
}

/* The record as it is now: links have changed it, so it is read once more. */
static const struct record *
read_again(struct dedupe *d, const struct record *rec)
{
	size_t error_at, len;

	strbuf_reset(&d->line);
	record_format(rec, &d->line);
	len = d->line.len;
	strbuf_grow(&d->line, NDJSON_PADDING);
	memset(d->line.s + len, 0, NDJSON_PADDING);
	if (ndjson_parse(d->ndjson, d->line.s, len, &d->changed, &error_at) !=
	    NDJSON_OK)
		BUG("a record that links changed is no record any more");
	return &d->changed;
}

enum dedupe_verdict
dedupe_judge(struct dedupe *d, struct record *rec, const char *file,
    uint64_t line_no, struct dedupe_result *result)
{
	const struct record *now = rec;
	struct item *item = &d->item;

	item_reset(item);
	d->holder = NULL;
	if (d->options.links &&
	    identity_apply(&d->identity, d->options.links, rec)) {
		item->is_linked = true;
		now = read_again(d, rec);
	}
	if (d->options.is_per)
		find_patient(d, now, item);
	judge_event(d, now, file, line_no, item);
	if (must_hold(&d->events, item)) {
		d->holder = &d->events;
	} else if (d->options.is_per) {
		if (item->verdict == DEDUPE_WRITE)
			judge_patient(d, item);
		if (must_hold(&d->patients, item))
			d->holder = &d->patients;
	}
	*result = result_of(d, item);
	return d->holder ? DEDUPE_HOLD : item->verdict;
}

/* --- what was held ------------------------------------------------------ */

/* Give an item to its question; at and patient go with it, line if it may live.
 */
static int
hold_item(struct dedupe *d, struct question *s, struct item *item,
    const char *at, const char *patient, const char *line, struct strbuf *err)
{
	struct strbuf *sb = &d->packed;

	if (!item->is_open && item->verdict == DEDUPE_DROP)
		item->len = 0;
	strbuf_reset(sb);
	strbuf_add(sb, (const char *)item, sizeof(*item));
	strbuf_add(sb, at, item->at_len);
	strbuf_add(sb, patient, item->patient_len);
	strbuf_add(sb, line, item->len);
	return spill_add(s->spill, item->is_open ? s->key.s : NULL, s->key.len,
	    item->note, sb->s, sb->len, err);
}

int
dedupe_hold(struct dedupe *d, const struct record *rec, const char *at,
    size_t at_len, struct strbuf *err)
{
	struct item *item = &d->item;

	strbuf_reset(&d->line);
	record_format(rec, &d->line);
	item->at_len = at_len;
	item->len = d->line.len;
	item->patient_len = d->holder == &d->events ? d->patients.key.len : 0;
	return hold_item(
	    d, d->holder, item, at, d->patients.key.s, d->line.s, err);
}

/* The next item of a question, with its answer: 1, 0 or -1. */
static int
next_item(struct question *s, struct item *item, const char **rest,
    const unsigned char **first, struct strbuf *err)
{
	const char *packed;
	size_t len;
	int got;

	if (!s->spill)
		return 0;
	if (!s->is_finished) {
		/* What memory held has been asked of by every item. */
		seen_free(s->seen);
		s->seen = NULL;
		if (spill_finish(s->spill, s->budget, err) != 0)
			return -1;
		s->is_finished = true;
	}
	got = spill_next(s->spill, &packed, &len, first, err);
	if (got == 1) {
		memcpy(item, packed, sizeof(*item));
		*rest = packed + sizeof(*item);
	}
	return got;
}

static int
give(const struct dedupe *d, const struct item *item, const char *rest,
    struct dedupe_held *held)
{
	held->verdict = item->verdict;
	held->result = result_of(d, item);
	held->at = rest;
	held->at_len = item->at_len;
	held->line = rest + item->at_len + item->patient_len;
	held->len = item->len;
	return 1;
}

/*
 * An event that was held, now answered, goes on to the patients' question.
 * Returns true where that is to hold it.
 */
static bool
on_event(struct dedupe *d, struct item *item, const unsigned char *first,
    const char *rest)
{
	struct question *s = &d->patients;

	if (first)
		drop_repeat(item, item->note, first);
	item->is_open = false;
	if (!d->options.is_per)
		return false;
	if (item->verdict == DEDUPE_WRITE) {
		strbuf_reset(&s->key);
		strbuf_add(&s->key, rest + item->at_len, item->patient_len);
		prepare(s);
		judge_patient(d, item);
	}
	return must_hold(s, item);
}

int
dedupe_next_held(struct dedupe *d, struct dedupe_held *held, struct strbuf *err)
{
	struct item item;
	const unsigned char *first;
	const char *rest;
	int got;

	while ((got = next_item(&d->events, &item, &rest, &first, err)) == 1) {
		const char *line = rest + item.at_len + item.patient_len;

		if (!on_event(d, &item, first, rest))
			return give(d, &item, rest, held);
		item.patient_len = 0;
		if (hold_item(d, &d->patients, &item, rest, "", line, err) != 0)
			return -1;
	}
	if (got == 0)
		got = next_item(&d->patients, &item, &rest, &first, err);
	if (got != 1)
		return got;
	if (first)
		drop(&item, SAME_PATIENT);
	return give(d, &item, rest, held);
}

void
dedupe_format_origin(const struct dedupe *d, uint64_t origin, struct strbuf *sb)
{
	origins_format(d->origins, origin, sb);
}
