/* sources.c - the rows of each extract of a run, beside the run before. */
#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

void
sources_init(struct sources *s)
{
	static const struct sources fields = { .reason = FIELD("reason"),
		.source = FIELD("source") };

	*s = fields;
	strbuf_init(&s->scratch);
	strbuf_init(&s->plain);
}

void
sources_release(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->items[i].name);
	free(s->items);
	strbuf_release(&s->scratch);
	strbuf_release(&s->plain);
}

/*
 * What an extract is called: packed today and plain tomorrow it is the same,
 * and so is one that is a folder of files: fys002/2025-01.csv.gz is of
 * fys002.csv.
 */
static const char *
plain_name(struct sources *s, const char *name, size_t len)
{
	const char *slash = memchr(name, '/', len);
	size_t end, dot;

	end = len > 3 && memcmp(name + len - 3, ".gz", 3) == 0 ? len - 3 : len;
	dot = end > 0 ? end - 1 : 0;
	while (slash && dot > 0 && name[dot] != '.' && name[dot] != '/')
		dot--;
	strbuf_reset(&s->plain);
	if (slash && name[dot] == '.') {
		strbuf_add(&s->plain, name, (size_t)(slash - name));
		strbuf_add(&s->plain, name + dot, end - dot);
	} else {
		strbuf_add(&s->plain, name, end);
	}
	return s->plain.s;
}

static struct source *
find(struct sources *s, const char *name, size_t len)
{
	const char *plain = plain_name(s, name, len);

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->items[i].name, plain) == 0)
			return &s->items[i];
	return NULL;
}

static struct source *
find_or_add(struct sources *s, const char *name)
{
	struct source *source = find(s, name, strlen(name));

	if (source)
		return source;
	GROW(s->items, s->n, s->cap);
	source = &s->items[s->n++];
	memset(source, 0, sizeof(*source));
	source->name = xstrdup(s->plain.s);
	return source;
}

static uint64_t
count_of(struct config_node run, const char *name)
{
	return (uint64_t)config_int(config_need(run, name), 0, 999999999999999);
}

/* A run of normalize is the reading of one extract. */
static void
take_run(struct sources *s, struct config_node run, bool is_before)
{
	const char *by = config_string(config_need(run, "by"));
	struct config_node inputs = config_need(run, "inputs");
	const char *name = config_string(config_at(inputs, 0));
	struct source *source;
	uint64_t read;

	if (!by || strcmp(by, "normalize") != 0 || !name)
		return;
	source = find_or_add(s, name);
	read = count_of(run, "read");
	if (is_before) {
		source->before += read;
		s->before += read;
	} else {
		source->is_here = true;
		source->read += read;
		source->rejected += count_of(run, "rejected");
		s->read += read;
	}
}

static int
load(struct sources *s, const char *path, bool is_before, struct strbuf *err)
{
	struct config *c = config_load(path, err);
	struct config_node top, stages;
	int year, ret = -1;

	if (!c)
		return -1;
	top = config_top(c);
	year = (int)config_int_or(top, "year", 0, 9999, 0);
	if (!is_before)
		s->year = year;
	stages = config_need(top, "stages");
	/* Another year is another set of rows. */
	for (size_t i = 0; year == s->year && i < config_n(stages); i++) {
		struct config_node runs =
		    config_need(config_at(stages, i), "runs");

		for (size_t k = 0; k < config_n(runs); k++)
			take_run(s, config_at(runs, k), is_before);
	}
	ret = config_failed(c) ? -1 : 0;
	config_free(c);
	return ret;
}

int
sources_load(struct sources *s, const char *manifest, struct strbuf *err)
{
	return load(s, manifest, false, err);
}

int
sources_load_before(struct sources *s, const char *manifest, struct strbuf *err)
{
	return load(s, manifest, true, err);
}

void
sources_need(struct sources *s, const char *name)
{
	find_or_add(s, name)->is_needed = true;
}

bool
sources_add_drop(struct sources *s, const struct record *rec)
{
	const struct ndjson_member *reason = record_get(rec, &s->reason);
	const struct ndjson_member *place = record_get(rec, &s->source);
	struct source *source;
	const char *name;
	size_t len;

	if (!reason || reason->type != NDJSON_STRING)
		return false;
	if (!ndjson_is_text(reason, "outside_period", 14) || !place ||
	    place->type != NDJSON_STRING)
		return true;
	ndjson_text(place, &s->scratch, &name, &len);
	while (len > 0 && name[len - 1] != ':')
		len--;
	source = len > 1 ? find(s, name, len - 1) : NULL;
	if (source)
		source->outside++;
	return true;
}

/* Counts have 15 digits at most: whole millions first, then what is left. */
bool
sources_is_less(uint64_t read, uint64_t before, uint64_t share)
{
	uint64_t least = before / SOURCES_MILLION * share;

	least += (before % SOURCES_MILLION * share + SOURCES_MILLION - 1) /
		 SOURCES_MILLION;
	return read < least;
}

enum sources_verdict
sources_judge(const struct source *s, uint64_t share)
{
	if (s->is_needed && s->read == 0)
		return SOURCES_EMPTY;
	if (s->is_needed && s->read - s->rejected <= s->outside)
		return SOURCES_OUTSIDE;
	if (s->before < SOURCES_MIN_BEFORE || share == 0)
		return SOURCES_ENOUGH;
	if (!s->is_here)
		return SOURCES_GONE;
	return sources_is_less(s->read, s->before, share) ? SOURCES_SHRUNK
							  : SOURCES_ENOUGH;
}

const char *
sources_code(enum sources_verdict verdict)
{
	static const char *const codes[] = { "enough", "no_rows",
		"outside_period", "shrunk", "gone" };

	return codes[verdict];
}

const char *
sources_strverdict(enum sources_verdict verdict)
{
	static const char *const sentences[] = { "has rows enough",
		"has no row", "no row of it lies in the period",
		"has far fewer rows than the run before",
		"was read by the run before, and is not there" };

	return sentences[verdict];
}
