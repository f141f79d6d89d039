/*
 * dedupe.c - one event once, one patient one id, one record a patient.
 *
 * In this order: the id that stands first, so that everything after it, the
 * comparison of repeats included, sees the same patient under one id.
 */
#include "dedupe.h"

#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "firsts.h"
#include "identity.h"
#include "places.h"
#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

enum {
	/* What is kept of an event besides its key. */
	NOTE_BYTES = CONTENT_BYTES + PLACE_BYTES
};

struct dedupe {
	struct dedupe_options options;
	struct identity identity;
	struct content content;
	struct places *places;
	struct firsts *events, *patients;
	struct strbuf key;
	/* A record whose id was changed, read again as it is now. */
	struct ndjson *ndjson;
	struct record changed;
	struct strbuf line;
};

struct dedupe *
dedupe_new(const struct dedupe_options *options)
{
	struct dedupe *d = xcalloc(1, sizeof(*d));
	size_t share = options->is_per ? options->budget / 2 : options->budget;

	d->options = *options;
	identity_init(&d->identity);
	content_init(&d->content);
	d->places = places_new();
	d->events = firsts_new(NOTE_BYTES, share);
	d->patients = firsts_new(0, share);
	strbuf_init(&d->key);
	d->ndjson = ndjson_new();
	d->changed = (struct record)RECORD_INIT;
	strbuf_init(&d->line);
	return d;
}

void
dedupe_free(struct dedupe *d)
{
	if (!d)
		return;
	identity_release(&d->identity);
	content_release(&d->content);
	places_free(d->places);
	firsts_free(d->events);
	firsts_free(d->patients);
	strbuf_release(&d->key);
	ndjson_free(d->ndjson);
	record_release(&d->changed);
	strbuf_release(&d->line);
	free(d);
}

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

static enum dedupe_verdict
drop(struct dedupe_result *result, const char *reason)
{
	result->reason = reason;
	return DEDUPE_DROP;
}

static enum dedupe_verdict
judge_event(struct dedupe *d, const struct record *rec, const char *file,
    uint64_t line_no, struct dedupe_result *result)
{
	const struct key_def *def =
	    keys_of_event(d->options.keys, rec, &d->key);
	unsigned char note[NOTE_BYTES];
	const unsigned char *first;

	if (!def)
		return DEDUPE_WRITE;
	result->place = places_of(d->places, rec, file, line_no);
	put_number(note, content_fingerprint(&d->content, rec), CONTENT_BYTES);
	put_number(note + CONTENT_BYTES, result->place, PLACE_BYTES);
	switch (firsts_meet(d->events, d->key.s, d->key.len, note, &first)) {
	case FIRSTS_NEW:
		return DEDUPE_WRITE;
	case FIRSTS_FULL:
		return DEDUPE_FULL;
	case FIRSTS_AGAIN:
		break;
	}
	if (memcmp(first, note, CONTENT_BYTES) != 0) {
		result->is_conflict = true;
		result->key = def->text;
		result->first = get_number(first + CONTENT_BYTES, PLACE_BYTES);
	}
	return drop(result, "repeat");
}

static enum dedupe_verdict
judge_patient(
    struct dedupe *d, const struct record *rec, struct dedupe_result *result)
{
	const char *s;
	size_t len;

	switch (identity_patient_of(&d->identity, rec, &s, &len)) {
	case IDENTITY_NONE:
		return drop(result, "no_patient");
	case IDENTITY_NOT_PATIENT:
		return drop(result, "not_a_patient");
	case IDENTITY_PATIENT:
		break;
	}
	keys_of_patient(d->options.keys, rec, s, len, &d->key);
	switch (firsts_meet(d->patients, d->key.s, d->key.len, NULL, NULL)) {
	case FIRSTS_NEW:
		return DEDUPE_WRITE;
	case FIRSTS_FULL:
		return DEDUPE_FULL;
	case FIRSTS_AGAIN:
		break;
	}
	return drop(result, "same_patient");
}

enum dedupe_verdict
dedupe_judge(struct dedupe *d, struct record *rec, const char *file,
    uint64_t line_no, struct dedupe_result *result)
{
	const struct record *now = rec;
	enum dedupe_verdict verdict;

	memset(result, 0, sizeof(*result));
	if (d->options.links &&
	    identity_apply(&d->identity, d->options.links, rec)) {
		result->is_linked = true;
		now = read_again(d, rec);
	}
	verdict = judge_event(d, now, file, line_no, result);
	if (verdict == DEDUPE_WRITE && d->options.is_per)
		verdict = judge_patient(d, now, result);
	return verdict;
}

void
dedupe_format_place(const struct dedupe *d, uint64_t place, struct strbuf *sb)
{
	places_format(d->places, place, sb);
}
