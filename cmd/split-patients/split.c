/* split.c - which part a record belongs to, by its patient or its event. */
#include "split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/same.h"
#include "vardstrom/siphash.h"
#include "vardstrom/xalloc.h"

/*
 * R-PART-01: no secret, since parts that are made on several machines must
 * agree. Whoever can choose ids can make one part large; no answer changes.
 */
static const struct siphash_key public_key = { 0, 0 };

void
split_init(struct split *s)
{
	static const struct split fields = { .patient = FIELD("patient"),
		.record = FIELD("record") };

	*s = fields;
	strbuf_init(&s->scratch);
}

void
split_release(struct split *s)
{
	size_t i;

	if (s->scratch.cap > 0)
		xwipe(s->scratch.s, s->scratch.cap);
	strbuf_release(&s->scratch);
	for (i = 0; i < s->n_keys; i++) {
		free(s->keys[i].text);
		free(s->keys[i].names);
	}
}

/* --- events --------------------------------------------------------------- */

/** Take names apart at the commas, which become their ends. */
static bool
take_fields(struct split_key *key, char *names)
{
	char *name = names, *comma;

	do {
		comma = strchr(name, ',');
		if (comma)
			*comma = '\0';
		if (!*name || key->n_fields == SPLIT_MAX_FIELDS)
			return false;
		key->fields[key->n_fields++] =
		    (struct field){ .name = name, .len = strlen(name) };
		name = comma ? comma + 1 : NULL;
	} while (name);
	return true;
}

int
split_add_key(struct split *s, const char *text, struct strbuf *err)
{
	struct split_key *key = &s->keys[s->n_keys];
	char *colon;

	if (s->n_keys == SPLIT_MAX_KEYS) {
		strbuf_addf(err, "more than %d keys", SPLIT_MAX_KEYS);
		return -1;
	}
	memset(key, 0, sizeof(*key));
	key->names = xstrdup(text);
	colon = strchr(key->names, ':');
	if (colon) {
		*colon = '\0';
		key->kind = key->names;
	}
	key->text = xstrdup(colon ? colon + 1 : key->names);
	s->n_keys++;
	if ((colon && colon == key->names) ||
	    !take_fields(key, colon ? colon + 1 : key->names)) {
		strbuf_addf(err,
		    "%s: must be [KIND:]MEMBER,... of at most %d members", text,
		    SPLIT_MAX_FIELDS);
		return -1;
	}
	return 0;
}

/** Put the key's values into the scratch; false: the record lacks one. */
static bool
format_key(struct split *s, struct split_key *key, const struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &s->record);
	size_t i;

	if (key->kind && !ndjson_is_text(m, key->kind, strlen(key->kind)))
		return false;
	strbuf_reset(&s->scratch);
	strbuf_add(&s->scratch, key->text, strlen(key->text) + 1);
	for (i = 0; i < key->n_fields; i++) {
		m = record_get(rec, &key->fields[i]);
		if (!m || m->type == NDJSON_NULL ||
		    (m->type == NDJSON_STRING && m->value_len == 0))
			return false;
		same_key(&s->scratch, m);
		strbuf_addch(&s->scratch, '\0');
	}
	return true;
}

static size_t
part_of_event(struct split *s, const struct record *rec)
{
	size_t i;

	for (i = 0; i < s->n_keys; i++)
		if (format_key(s, &s->keys[i], rec))
			return (size_t)(siphash24(&public_key, s->scratch.s,
					    s->scratch.len) %
					s->n_parts);
	return SPLIT_NONE;
}

/* -------------------------------------------------------------------------- */

size_t
split_part_of(struct split *s, const struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &s->patient);
	const char *id;
	size_t len;

	if (s->n_keys > 0)
		return part_of_event(s, rec);
	if (!m || m->type != NDJSON_STRING || m->value_len == 0)
		return SPLIT_NONE;
	id = m->value;
	len = m->value_len;
	if (m->value_escaped)
		ndjson_text(m, &s->scratch, &id, &len);
	return (size_t)(siphash24(&public_key, id, len) % s->n_parts);
}

char *
split_name(const char *pattern, size_t i, size_t n_parts)
{
	const char *percent = strchr(pattern, '%');
	struct strbuf sb = STRBUF_INIT;
	int width;

	if (!percent || strchr(percent + 1, '%'))
		return NULL;
	width = snprintf(NULL, 0, "%zu", n_parts);
	strbuf_add(&sb, pattern, (size_t)(percent - pattern));
	strbuf_addf(&sb, "%0*zu", width, i + 1);
	strbuf_addstr(&sb, percent + 1);
	return strbuf_detach(&sb, NULL);
}
