/*
 * keys.c - a key in bytes: the number of its head, then its tail.
 *
 * The head is what many keys share: which definition, the kind of record, the
 * combination of --per. Heads are numbered, from 1, so that each key holds one
 * or two bytes for it; where there are too many, a 0 and the head itself. The
 * tail is the values of the other members, each with its length in front but
 * the last.
 */
#include "keys.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"
#include "varint.h"

/* The head of the key before, which is often that of the next one, too. */
struct last_head {
	struct strbuf text;
	uint64_t number; /* 0: it has none, or there was no key before */
};

/* The kind of the record before, and the keys that it may have. */
struct last_kind {
	struct strbuf text;
	bool is_text; /* else every record is looked at anew */
	unsigned char fits[KEYS_MAX_DEFS];
	size_t n_fits;
};

struct keys {
	struct key_def defs[KEYS_MAX_DEFS];
	size_t n_defs;
	struct key_def per; /* n_fields 0: not asked for */
	struct field record;
	struct keyset *heads;
	size_t max_bytes; /* of heads */
	struct strbuf head;
	struct last_head last_event, last_patient;
	struct last_kind last_kind;
	struct strbuf scratch;
	const struct ndjson_member *found[KEYS_MAX_FIELDS];
	const struct ndjson_member *plain_tail; /* of the last event */
	struct near_names kinds;                /* met */
	bool is_any;                            /* a record had a key */
};

/* --- definitions -------------------------------------------------------- */

struct keys *
keys_new(void)
{
	struct keys *keys = xcalloc(1, sizeof(*keys));

	keys->record = (struct field)FIELD("record");
	keys->heads = keyset_new();
	keys->max_bytes = 1024 * 1024;
	strbuf_init(&keys->head);
	strbuf_init(&keys->last_event.text);
	strbuf_init(&keys->last_patient.text);
	strbuf_init(&keys->last_kind.text);
	strbuf_init(&keys->scratch);
	return keys;
}

static void
def_release(struct key_def *def)
{
	free(def->text);
	free(def->names);
}

void
keys_free(struct keys *keys)
{
	if (!keys)
		return;
	for (size_t i = 0; i < keys->n_defs; i++)
		def_release(&keys->defs[i]);
	def_release(&keys->per);
	near_release(&keys->kinds);
	keyset_free(keys->heads);
	strbuf_release(&keys->head);
	strbuf_release(&keys->last_event.text);
	strbuf_release(&keys->last_patient.text);
	strbuf_release(&keys->last_kind.text);
	strbuf_release(&keys->scratch);
	free(keys);
}

static bool
has_field(const struct key_def *def, const char *name)
{
	for (size_t i = 0; i < def->n_fields; i++)
		if (strcmp(def->fields[i].name, name) == 0)
			return true;
	return false;
}

/* Add a field; `record` goes first, since it belongs to the head. */
static int
def_add_field(struct key_def *def, const char *name, struct strbuf *err)
{
	struct field field = { .name = name, .len = strlen(name) };
	size_t at = def->n_fields;

	if (!*name) {
		strbuf_addstr(err, "a member without a name");
		return -1;
	}
	if (has_field(def, name)) {
		strbuf_addf(err, "%s: named twice", name);
		return -1;
	}
	if (def->n_fields == KEYS_MAX_FIELDS) {
		strbuf_addf(err, "more than %d members", KEYS_MAX_FIELDS);
		return -1;
	}
	if (strcmp(name, "record") == 0) {
		def->has_record = true;
		memmove(def->fields + 1, def->fields,
		    def->n_fields * sizeof(def->fields[0]));
		at = 0;
	}
	def->fields[at] = field;
	def->n_fields++;
	return 0;
}

/* A name without the blanks around it, cut in place. */
static char *
trim(char *name)
{
	size_t len;

	name += strspn(name, " \t");
	len = strlen(name);
	while (len > 0 && (name[len - 1] == ' ' || name[len - 1] == '\t'))
		name[--len] = '\0';
	return name;
}

static int
def_parse(struct key_def *def, const char *text, bool may_have_kind,
    struct strbuf *err)
{
	char *name, *end;

	memset(def, 0, sizeof(*def));
	def->names = name = xstrdup(text);
	end = strchr(name, ':');
	if (end && may_have_kind) {
		*end = '\0';
		def->kind = name;
		name = end + 1;
	}
	def->text = xstrdup(name);
	if (def->kind && !*def->kind) {
		strbuf_addstr(err, "no kind of record before ':'");
		goto fail;
	}
	for (; name; name = end) {
		end = strchr(name, ',');
		if (end)
			*end++ = '\0';
		name = trim(name);
		if (def_add_field(def, name, err) != 0)
			goto fail;
	}
	return 0;
fail:
	def_release(def);
	memset(def, 0, sizeof(*def));
	return -1;
}

int
keys_add(struct keys *keys, const char *text, struct strbuf *err)
{
	if (keys->n_defs == KEYS_MAX_DEFS) {
		strbuf_addf(err, "more than %d keys", KEYS_MAX_DEFS);
		return -1;
	}
	if (def_parse(&keys->defs[keys->n_defs], text, true, err) != 0)
		return -1;
	keys->n_defs++;
	keys->last_kind.is_text = false;
	return 0;
}

int
keys_set_per(struct keys *keys, const char *text, struct strbuf *err)
{
	if (keys->per.n_fields) {
		strbuf_addstr(err, "given twice");
		return -1;
	}
	return def_parse(&keys->per, text, false, err);
}

/* --- bytes -------------------------------------------------------------- */

/* The number of keys->head, from 1; 0: it has none. */
static uint64_t
head_number(struct keys *keys)
{
	uint32_t number;

	if (keyset_bytes(keys->heads) + keys->head.len < keys->max_bytes)
		number =
		    keyset_add(keys->heads, keys->head.s, keys->head.len, NULL);
	else if (!keyset_find(
		     keys->heads, keys->head.s, keys->head.len, &number))
		return 0;
	return (uint64_t)number + 1;
}

/* Begin a key with keys->head. */
static void
put_head(struct keys *keys, struct last_head *last, struct strbuf *key)
{
	if (last->number == 0 || keys->head.len != last->text.len ||
	    !bytes_are_same(keys->head.s, last->text.s, keys->head.len)) {
		last->number = head_number(keys);
		strbuf_reset(&last->text);
		strbuf_add(&last->text, keys->head.s, keys->head.len);
	}
	strbuf_reset(key);
	varint_add(key, last->number);
	if (last->number == 0) {
		varint_add(key, keys->head.len);
		strbuf_add(key, keys->head.s, keys->head.len);
	}
}

static char
type_letter(const struct ndjson_member *m)
{
	return m->type == NDJSON_STRING ? 's' : 'j';
}

/* The value's bytes, with their length in front unless is_last. */
static void
put_value(struct keys *keys, const struct ndjson_member *m, bool is_last,
    struct strbuf *sb)
{
	const char *s = m->value;
	size_t len = m->value_len;

	if (m->type == NDJSON_STRING && m->value_escaped)
		ndjson_text(m, &keys->scratch, &s, &len);
	if (m->type != NDJSON_STRING) {
		strbuf_reset(&keys->scratch);
		same_key(&keys->scratch, m);
		s = keys->scratch.s;
		len = keys->scratch.len;
	}
	if (!is_last)
		varint_add(sb, len);
	strbuf_add(sb, s, len);
}

static bool
is_nothing(const struct ndjson_member *m)
{
	return m->type == NDJSON_NULL ||
	       (m->type == NDJSON_STRING && m->value_len == 0);
}

static bool
find_all(struct keys *keys, struct key_def *def, const struct record *rec)
{
	def->is_tried = true;
	for (size_t i = 0; i < def->n_fields; i++) {
		keys->found[i] = record_get(rec, &def->fields[i]);
		if (!keys->found[i] || is_nothing(keys->found[i]))
			return false;
		def->was_there |= 1U << i;
	}
	return true;
}

/* Find out which keys a record of a kind (NULL: none) may have. */
static void
fit_kind(struct keys *keys, const struct ndjson_member *kind)
{
	struct last_kind *last = &keys->last_kind;

	last->n_fits = 0;
	for (size_t i = 0; i < keys->n_defs; i++) {
		const char *own = keys->defs[i].kind;

		if (!own || ndjson_is_text(kind, own, strlen(own)))
			last->fits[last->n_fits++] = (unsigned char)i;
	}
	strbuf_reset(&last->text);
	last->is_text =
	    kind && kind->type == NDJSON_STRING && !kind->value_escaped;
	if (last->is_text) {
		strbuf_add(&last->text, kind->value, kind->value_len);
		near_note(&keys->kinds, last->text.s);
	}
}

/* The first key of which rec has every member, which are in found; or NULL. */
static struct key_def *
choose_def(struct keys *keys, const struct record *rec)
{
	const struct ndjson_member *kind = record_get(rec, &keys->record);
	const struct last_kind *last = &keys->last_kind;

	if (!kind || !last->is_text || kind->type != NDJSON_STRING ||
	    kind->value_len != last->text.len || kind->value_len == 0 ||
	    !bytes_are_same(kind->value, last->text.s, last->text.len))
		fit_kind(keys, kind);
	for (size_t i = 0; i < last->n_fits; i++) {
		struct key_def *def = &keys->defs[last->fits[i]];

		if (find_all(keys, def, rec))
			return def;
	}
	return NULL;
}

size_t
keys_number(const struct keys *keys, const struct key_def *def)
{
	return (size_t)(def - keys->defs);
}

const struct key_def *
keys_def(const struct keys *keys, size_t number)
{
	return &keys->defs[number];
}

const struct key_def *
keys_of_event(struct keys *keys, const struct record *rec, struct strbuf *key)
{
	struct key_def *def = choose_def(keys, rec);
	size_t i, first_tail;

	keys->plain_tail = NULL;
	if (!def)
		return NULL;
	keys->is_any = true;
	first_tail = def->has_record ? 1 : 0;
	strbuf_reset(&keys->head);
	strbuf_addch(&keys->head, (char)(def - keys->defs));
	for (i = 0; i < def->n_fields; i++)
		strbuf_addch(&keys->head, type_letter(keys->found[i]));
	if (def->has_record)
		put_value(keys, keys->found[0], true, &keys->head);
	put_head(keys, &keys->last_event, key);
	for (i = first_tail; i < def->n_fields; i++)
		put_value(keys, keys->found[i], i + 1 == def->n_fields, key);
	if (i == first_tail + 1 &&
	    keys->found[first_tail]->type == NDJSON_STRING &&
	    !keys->found[first_tail]->value_escaped)
		keys->plain_tail = keys->found[first_tail];
	return def;
}

const struct ndjson_member *
keys_plain_tail(const struct keys *keys)
{
	return keys->plain_tail;
}

void
keys_of_patient(struct keys *keys, const struct record *rec, const char *s,
    size_t len, struct strbuf *key)
{
	keys->per.is_tried = true;
	strbuf_reset(&keys->head);
	for (size_t i = 0; i < keys->per.n_fields; i++) {
		const struct ndjson_member *m =
		    record_get(rec, &keys->per.fields[i]);

		strbuf_addch(&keys->head, m ? type_letter(m) : 'm');
		keys->per.was_there |= (unsigned)(m != NULL) << i;
		if (m)
			put_value(keys, m, false, &keys->head);
	}
	put_head(keys, &keys->last_patient, key);
	strbuf_add(key, s, len);
}

void
keys_set_memory(struct keys *keys, size_t bytes)
{
	keys->max_bytes = bytes;
}

/* --- what was never met --------------------------------------------------- */

const struct key_def *
keys_next_unmet(const struct keys *keys, bool is_per_only, size_t *from,
    const char **member)
{
	if (is_per_only && *from < keys->n_defs)
		*from = keys->n_defs;
	while (*from <= keys->n_defs) {
		size_t i = (*from)++, k = 0;
		const struct key_def *def =
		    i < keys->n_defs ? &keys->defs[i] : &keys->per;

		*member = NULL;
		if (!def->is_tried && def->kind && keys->kinds.n > 0)
			return def;
		while (k < def->n_fields && def->was_there >> k & 1)
			k++;
		if (!def->is_tried || k == def->n_fields)
			continue;
		*member = def->fields[k].name;
		return def;
	}
	return NULL;
}

const struct near_names *
keys_kinds(const struct keys *keys)
{
	return &keys->kinds;
}

static bool
is_of_a_key(const struct keys *keys, const char *kind)
{
	for (size_t i = 0; i < keys->n_defs; i++)
		if (keys->defs[i].kind && strcmp(keys->defs[i].kind, kind) == 0)
			return true;
	return false;
}

bool
keys_near_kind(const struct keys *keys, const char *kind)
{
	for (size_t i = 0; i < keys->kinds.n; i++) {
		const char *one = keys->kinds.list[i];

		if (!is_of_a_key(keys, one) && near_name(kind, &one, 1))
			return true;
	}
	return false;
}

bool
keys_any(const struct keys *keys)
{
	return keys->is_any;
}
