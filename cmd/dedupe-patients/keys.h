/* keys.h - which members make a record's key, and the key's bytes. */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

enum {
	KEYS_MAX_FIELDS = 16, /* members of a key */
	KEYS_MAX_DEFS = 64    /* keys to choose from */
};

/** One key: "record,contact_id", or for one kind only "clinic:clinic". */
struct key_def {
	char *text;       /* the fields as given, without the kind */
	const char *kind; /* value of `record` that it is for; NULL: any */
	size_t n_fields;
	struct field fields[KEYS_MAX_FIELDS]; /* names live in names */
	char *names;
	bool has_record;    /* `record` is one of them, and then the first */
	bool is_tried;      /* a record was asked for the members */
	unsigned was_there; /* bit i: a record had fields[i] */
};

/**
 * The keys of events: a record has the first of which it has every member.
 * null and "" identify nothing, so a member with such a value counts as not
 * there.
 */
struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *keys);

/**
 * Add a key to choose from, after those before it.
 *
 * Shape:   "[KIND:]FIELD,FIELD,..."
 * Returns: 0; -1 with a finished sentence in err.
 */
int keys_add(struct keys *keys, const char *text, struct strbuf *err);

/** Say by which members patients are counted; once, without a kind. */
int keys_set_per(struct keys *keys, const char *text, struct strbuf *err);

/**
 * The key of the event that rec is, as bytes that are equal exactly where
 * the same key has the same values. Strings are compared decoded, numbers by
 * their value, all other values as they are written.
 *
 * Returns: the key's definition, borrowed; NULL: rec has no key.
 * Memory:  key is reset and filled.
 */
const struct key_def *keys_of_event(
    struct keys *keys, const struct record *rec, struct strbuf *key);
/** The number of a definition, and the one of a number; borrowed. */
size_t keys_number(const struct keys *keys, const struct key_def *def);
const struct key_def *keys_def(const struct keys *keys, size_t number);

/**
 * The member whose value, as it is written, is all that is behind the
 * head of the key that keys_of_event made last; NULL: there is no such one.
 */
const struct ndjson_member *keys_plain_tail(const struct keys *keys);

/**
 * The key of a patient within the combination of the --per members; a
 * combination's member may be missing, which is a value of its own. The id is
 * the text s, decoded.
 */
void keys_of_patient(struct keys *keys, const struct record *rec, const char *s,
    size_t len, struct strbuf *key);

/**
 * A key that was asked for and that no record could have: the first of those
 * from *from on, which goes on to the next; --per is the last.
 *
 * Returns: its definition, and the first member that was never there; or NULL
 *          there where no record was of its kind. NULL: no more.
 */
const struct key_def *keys_next_unmet(const struct keys *keys, bool is_per_only,
    size_t *from, const char **member);
/** Had any record a key? */
bool keys_any(const struct keys *keys);
/** The kinds of record that were met, as far as they are remembered. */
const struct near_names *keys_kinds(const struct keys *keys);

/** Is the kind nearly the name of one that was met and that has no key? */
bool keys_near_kind(const struct keys *keys, const char *kind);

/**
 * Bound the memory for the values that many keys share, in bytes (by default
 * a MiB). Beyond it each key holds its own.
 */
void keys_set_memory(struct keys *keys, size_t bytes);

#endif
