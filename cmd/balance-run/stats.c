/* stats.c - one program's account of its rows, as --stats wrote it. */
#include "stats.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

/* --- counts -------------------------------------------------------------- */

static void
count_reason(struct counts *c, const char *name, size_t len, uint64_t n)
{
	size_t at = 0;

	while (at < c->n_reasons) {
		const char *have = c->reasons[at].name;
		int order = strncmp(have, name, len);

		if (order == 0 && have[len] == '\0') {
			c->reasons[at].n += n;
			return;
		}
		if (order >= 0)
			break;
		at++;
	}
	GROW(c->reasons, c->n_reasons, c->cap_reasons);
	memmove(&c->reasons[at + 1], &c->reasons[at],
	    (c->n_reasons - at) * sizeof(*c->reasons));
	c->reasons[at].name = xstrndup(name, len);
	c->reasons[at].n = n;
	c->n_reasons++;
}

void
counts_add(struct counts *sum, const struct counts *c)
{
	size_t i;

	sum->read += c->read;
	sum->written += c->written;
	sum->rejected += c->rejected;
	sum->dropped += c->dropped;
	sum->absorbed += c->absorbed;
	sum->made += c->made;
	for (i = 0; i < c->n_reasons; i++)
		count_reason(sum, c->reasons[i].name,
		    strlen(c->reasons[i].name), c->reasons[i].n);
}

void
counts_release(struct counts *c)
{
	size_t i;

	for (i = 0; i < c->n_reasons; i++)
		free(c->reasons[i].name);
	free(c->reasons);
}

/* --- files --------------------------------------------------------------- */

static bool
is_same_file(const struct file *a, const struct file *b)
{
	if (a->n_bytes != b->n_bytes || strcmp(a->name, b->name) != 0)
		return false;
	if (!a->sha256 || !b->sha256)
		return !a->sha256 && !b->sha256;
	return strcmp(a->sha256, b->sha256) == 0;
}

void
files_add(struct files *files, const struct file *f)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		if (is_same_file(&files->items[i], f))
			return;
	GROW(files->items, files->n, files->cap);
	files->items[files->n].name = xstrdup(f->name);
	files->items[files->n].n_bytes = f->n_bytes;
	files->items[files->n++].sha256 = f->sha256 ? xstrdup(f->sha256) : NULL;
}

void
files_release(struct files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++) {
		free(files->items[i].name);
		free(files->items[i].sha256);
	}
	free(files->items);
}

/* --- names that no table has ---------------------------------------------- */

static bool
is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

void
unknowns_add(struct unknowns *unknowns, const struct unknown *u)
{
	size_t i;

	for (i = 0; i < unknowns->n; i++) {
		struct unknown *have = &unknowns->items[i];

		if (!is_same_text(have->name, u->name) ||
		    !is_same_text(have->near, u->near))
			continue;
		have->n_rows += u->n_rows;
		return;
	}
	GROW(unknowns->items, unknowns->n, unknowns->cap);
	unknowns->items[unknowns->n++] = (struct unknown){ xstrdup(u->name),
		u->near ? xstrdup(u->near) : NULL, u->n_rows };
}

void
unknowns_release(struct unknowns *unknowns)
{
	size_t i;

	for (i = 0; i < unknowns->n; i++) {
		free(unknowns->items[i].name);
		free(unknowns->items[i].near);
	}
	free(unknowns->items);
}

/* --- the record ---------------------------------------------------------- */

void
stats_release(struct stats *s)
{
	counts_release(&s->counts);
	strbuf_release(&s->by);
	strbuf_release(&s->version);
	strbuf_release(&s->extra);
	files_release(&s->inputs);
	files_release(&s->configs);
	unknowns_release(&s->unknowns);
}

static bool
is_named(const struct ndjson_member *m, const char *name)
{
	return m->name_len == strlen(name) &&
	       memcmp(m->name, name, m->name_len) == 0;
}

static enum stats_status
read_count(const struct ndjson_member *m, uint64_t *n)
{
	uint64_t v = 0;
	uint32_t i;

	if (m->type != NDJSON_NUMBER || m->value_len > STATS_MAX_DIGITS)
		return STATS_ECOUNT;
	for (i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			return STATS_ECOUNT;
		v = 10 * v + (uint64_t)ascii_digit(m->value[i]);
	}
	*n = v;
	return STATS_OK;
}

static enum stats_status
read_dropped(const struct ndjson_member *m, struct counts *c)
{
	enum stats_status status;
	struct ndjson_member reason;
	struct ndjson_iter it;
	uint64_t n;

	if (m->type != NDJSON_OBJECT)
		return STATS_ECOUNT;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &reason)) {
		status = read_count(&reason, &n);
		if (status != STATS_OK)
			return status;
		count_reason(c, reason.name, reason.name_len, n);
		c->dropped += n;
	}
	return STATS_OK;
}

/** The decoded text of a string in new memory; NULL if it is no string. */
static char *
new_text(const struct ndjson_member *m)
{
	struct strbuf scratch = STRBUF_INIT;
	const char *s;
	char *text;
	size_t len;

	if (m->type != NDJSON_STRING)
		return NULL;
	ndjson_text(m, &scratch, &s, &len);
	text = xstrndup(s, len);
	strbuf_release(&scratch);
	return text;
}

/** One element of "inputs" or "config". */
static enum stats_status
read_file(const struct ndjson_member *m, void *files)
{
	enum stats_status status = STATS_EFILES;
	struct file f = { NULL, 0, NULL };
	struct ndjson_member part;
	struct ndjson_iter it;
	bool has_bytes = false;

	if (m->type != NDJSON_OBJECT)
		return STATS_EFILES;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &part)) {
		if (is_named(&part, "file") && !f.name)
			f.name = new_text(&part);
		else if (is_named(&part, "sha256") && !f.sha256)
			f.sha256 = new_text(&part);
		else if (is_named(&part, "bytes"))
			has_bytes = read_count(&part, &f.n_bytes) == STATS_OK;
	}
	if (f.name && has_bytes) {
		files_add(files, &f);
		status = STATS_OK;
	}
	free(f.name);
	free(f.sha256);
	return status;
}

/** One element of "unknown_names". */
static enum stats_status
read_unknown(const struct ndjson_member *m, void *unknowns)
{
	struct unknown u = { NULL, NULL, 0 };
	enum stats_status status = STATS_ENAMES;
	struct ndjson_member part;
	struct ndjson_iter it;

	if (m->type != NDJSON_OBJECT)
		return STATS_ENAMES;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &part)) {
		if (is_named(&part, "name") && !u.name)
			u.name = new_text(&part);
		else if (is_named(&part, "near") && !u.near)
			u.near = new_text(&part);
		else if (is_named(&part, "rows") &&
			 read_count(&part, &u.n_rows) != STATS_OK)
			u.n_rows = 0;
	}
	if (u.name && u.n_rows > 0) {
		unknowns_add(unknowns, &u);
		status = STATS_OK;
	}
	free(u.name);
	free(u.near);
	return status;
}

/** A list, of which read takes each element; otherwise: what it is not. */
static enum stats_status
read_list(const struct ndjson_member *m,
    enum stats_status (*read)(const struct ndjson_member *element, void *to),
    void *to, enum stats_status otherwise)
{
	enum stats_status status = STATS_OK;
	struct ndjson_member element;
	struct ndjson_iter it;

	if (m->type != NDJSON_ARRAY)
		return otherwise;
	ndjson_iter_init(&it, m);
	while (status == STATS_OK && ndjson_iter_next(&it, &element))
		status = read(&element, to);
	return status;
}

static void
add_raw(struct strbuf *sb, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	ndjson_raw(m, &s, &len);
	strbuf_add(sb, s, len);
}

/** Keep a member that is not known here: it says something too. */
static void
keep(struct strbuf *extra, const struct ndjson_member *m)
{
	strbuf_addstr(extra, ",\"");
	strbuf_add(extra, m->name, m->name_len);
	strbuf_addstr(extra, "\":");
	add_raw(extra, m);
}

static enum stats_status
read_member(struct stats *s, const struct ndjson_member *m)
{
	const struct {
		const char *name;
		uint64_t *n;
	} counts[] = {
		{ "read", &s->counts.read },
		{ "written", &s->counts.written },
		{ "rejected", &s->counts.rejected },
		{ "absorbed", &s->counts.absorbed },
		{ "made", &s->counts.made },
	};
	size_t i;

	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (is_named(m, counts[i].name))
			return read_count(m, counts[i].n);
	if (is_named(m, "dropped"))
		return read_dropped(m, &s->counts);
	if (is_named(m, "inputs"))
		return read_list(m, read_file, &s->inputs, STATS_EFILES);
	if (is_named(m, "config"))
		return read_list(m, read_file, &s->configs, STATS_EFILES);
	if (is_named(m, "by"))
		add_raw(&s->by, m);
	else if (is_named(m, "version"))
		add_raw(&s->version, m);
	else if (!is_named(m, "record") && !is_named(m, "seconds") &&
		 !is_named(m, "max_rss_bytes"))
		keep(&s->extra, m);
	if (is_named(m, "unknown_names"))
		return read_list(m, read_unknown, &s->unknowns, STATS_ENAMES);
	return STATS_OK;
}

/** Is it a stats record that holds all it must? */
static enum stats_status
check_form(struct record *rec, const char **field)
{
	static struct field record = FIELD("record");
	static struct field needed[] = { FIELD("by"), FIELD("version"),
		FIELD("read"), FIELD("written"), FIELD("rejected"),
		FIELD("dropped"), FIELD("absorbed"), FIELD("inputs") };
	const struct ndjson_member *m = record_get(rec, &record);
	size_t i;

	*field = record.name;
	if (!m || !ndjson_is_text(m, "stats", strlen("stats")))
		return STATS_ERECORD;
	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		*field = needed[i].name;
		if (!record_get(rec, &needed[i]))
			return STATS_EMISSING;
	}
	return STATS_OK;
}

enum stats_status
stats_read(struct stats *s, struct record *rec, const char **field)
{
	static const char *const named[] = { "read", "written", "rejected",
		"absorbed", "made", "dropped", "inputs", "config",
		"unknown_names" };
	enum stats_status status = check_form(rec, field);
	size_t i, k;

	for (i = 0; status == STATS_OK && i < rec->n_members; i++) {
		status = read_member(s, &rec->members[i]);
		if (status == STATS_OK)
			continue;
		for (k = 0; k < sizeof(named) / sizeof(*named); k++)
			if (is_named(&rec->members[i], named[k]))
				*field = named[k];
	}
	return status;
}

const char *
stats_code(enum stats_status status)
{
	switch (status) {
	case STATS_OK:
		return "ok";
	case STATS_ERECORD:
		return "not_stats";
	case STATS_EMISSING:
		return "missing";
	case STATS_ECOUNT:
		return "bad_count";
	case STATS_EFILES:
		return "bad_files";
	case STATS_ENAMES:
		return "bad_names";
	}
	return "unknown";
}

const char *
stats_strerror(enum stats_status status)
{
	switch (status) {
	case STATS_OK:
		return "ok";
	case STATS_ERECORD:
		return "not a record of kind stats";
	case STATS_EMISSING:
		return "is missing";
	case STATS_ECOUNT:
		return "must be a whole number of at most 15 digits";
	case STATS_EFILES:
		return "must be a list of files with their bytes";
	case STATS_ENAMES:
		return "must be a list of names with their rows";
	}
	return "unknown";
}
