/* names.c - names beside ids. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/keyset.h"
#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE = 1024 * 1024, DAY_LEN = 10, NONE = -1 };

/** A name, and when it is one; both days are of its time. */
struct name {
	char *text;
	char from[DAY_LEN + 1], to[DAY_LEN + 1];
	int next; /* another name of the value; NONE */
};

struct names {
	const char *const *members;
	bool *is_named;
	size_t n_members;
	struct keyset *keys; /* member, NUL, value */
	struct name *list;   /* the first ones by the key's number */
	size_t n, cap;
	int *first; /* by the key's number */
	size_t n_first, cap_first;
	size_t n_lacking;
	struct strbuf key, scratch;
};

void
names_free(struct names *names)
{
	size_t i;

	if (!names)
		return;
	for (i = 0; i < names->n; i++)
		free(names->list[i].text);
	free(names->list);
	free(names->first);
	free(names->is_named);
	keyset_free(names->keys);
	strbuf_release(&names->key);
	strbuf_release(&names->scratch);
	free(names);
}

static void
make_key(struct names *names, size_t i, struct value v)
{
	strbuf_reset(&names->key);
	strbuf_add(
	    &names->key, names->members[i], strlen(names->members[i]) + 1);
	strbuf_add(&names->key, v.s, v.len);
}

/** The day of a member, or what stands in its place; false: it is none. */
static bool
read_day(char *out, const struct record *rec, const char *member,
    const char *otherwise)
{
	const struct ndjson_member *m = records_get(rec, member);
	int ignored;

	if (!m || m->type == NDJSON_NULL) {
		memcpy(out, otherwise, DAY_LEN + 1);
		return true;
	}
	if (m->type != NDJSON_STRING || m->value_len < DAY_LEN ||
	    day_parse(&ignored, m->value, m->value_len) != DAY_OK)
		return false;
	memcpy(out, m->value, DAY_LEN);
	out[DAY_LEN] = '\0';
	return true;
}

/** Is another name of the value one at the same time? */
static bool
is_contested(const struct names *names, int at, const struct name *new)
{
	for (; at != NONE; at = names->list[at].next) {
		const struct name *old = &names->list[at];

		if (strcmp(old->from, new->to) <= 0 &&
		    strcmp(new->from, old->to) <= 0 &&
		    strcmp(old->text, new->text) != 0)
			return true;
	}
	return false;
}

/** Put a name to the others of its value; -1 with the fault told. */
static int
put(struct names *names, struct records *file, const struct name *new)
{
	bool is_new;
	uint32_t number =
	    keyset_add(names->keys, names->key.s, names->key.len, &is_new);

	if (is_new) {
		GROW(names->first, names->n_first, names->cap_first);
		names->first[names->n_first++] = NONE;
	}
	if (is_contested(names, names->first[number], new)) {
		free(new->text);
		return records_fault(
		    file, "name", "is not the only one at that time");
	}
	GROW(names->list, names->n, names->cap);
	names->list[names->n] = *new;
	names->list[names->n].next = names->first[number];
	names->first[number] = (int)names->n++;
	return 0;
}

static int
add_record(struct names *names, struct records *file, const struct record *rec)
{
	const struct ndjson_member *kind = records_get(rec, "record");
	const struct ndjson_member *id, *name = records_get(rec, "name");
	struct name new = { .next = NONE };
	const char *s;
	size_t i, len;

	for (i = 0; i < names->n_members; i++)
		if (ndjson_is_text(
			kind, names->members[i], strlen(names->members[i])))
			break;
	if (i == names->n_members || !name || name->type != NDJSON_STRING)
		return 0;
	id = records_get(rec, names->members[i]);
	if (!id || id->type == NDJSON_NULL)
		return 0;
	if (!read_day(new.from, rec, "valid_from", "0000-00-00"))
		return records_fault(file, "valid_from", "must be a date");
	if (!read_day(new.to, rec, "valid_to", "9999-99-99"))
		return records_fault(file, "valid_to", "must be a date");
	make_key(names, i, value_of(id, &names->scratch));
	ndjson_text(name, &names->scratch, &s, &len);
	new.text = xstrndup(s, len);
	names->is_named[i] = true;
	return put(names, file, &new);
}

static int
complain(const struct names *names, const char *path, struct strbuf *err)
{
	size_t i;

	strbuf_addf(err, "--names: %s has no record", path);
	for (i = 0; i < names->n_members; i++)
		strbuf_addf(
		    err, "%s %s", i ? "," : " of the kind", names->members[i]);
	strbuf_addstr(err, " with its name");
	return -1;
}

struct names *
names_load(const char *path, const char *const *members, size_t n_members,
    struct strbuf *err)
{
	struct names *names = xcalloc(1, sizeof(*names));
	struct records *file = records_open(path, MAX_LINE, err);
	struct record *rec;
	int got = -1;

	names->members = members;
	names->n_members = n_members;
	names->is_named = xcalloc(n_members + 1, sizeof(*names->is_named));
	names->keys = keyset_new();
	strbuf_init(&names->key);
	strbuf_init(&names->scratch);
	while (file && (got = records_next(file, &rec)) > 0) {
		got = add_record(names, file, rec);
		if (got < 0)
			break;
	}
	if (file)
		records_close(file);
	if (got == 0 && names->n == 0)
		got = complain(names, path, err);
	if (got == 0)
		return names;
	names_free(names);
	return NULL;
}

bool
names_has(const struct names *names, size_t i)
{
	return names->is_named[i];
}

const char *
names_find(struct names *names, size_t i, struct value v, const char *day)
{
	uint32_t number;
	int at = NONE;

	if (!names->is_named[i])
		return NULL;
	make_key(names, i, v);
	if (keyset_find(names->keys, names->key.s, names->key.len, &number))
		at = names->first[number];
	for (; at != NONE; at = names->list[at].next)
		if (strcmp(names->list[at].from, day) <= 0 &&
		    strcmp(day, names->list[at].to) <= 0)
			return names->list[at].text;
	names->n_lacking++;
	return NULL;
}

size_t
names_lacking(const struct names *names)
{
	return names->n_lacking;
}
