/*
 * ndjson.h - one line of NDJSON, checked in full, as slices of the line.
 *
 * A record is not a tree: it is the bytes of its line and an array of
 * (name, value) slices into them, made anew for each line without allocating.
 */
#ifndef VARDSTROM_NDJSON_H
#define VARDSTROM_NDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum {
	NDJSON_MAX_DEPTH = 2048, /* as jansson; the record itself is depth 1 */
	NDJSON_PADDING = 64      /* bytes readable after a line, any content */
};

enum ndjson_type {
	NDJSON_STRING,
	NDJSON_NUMBER,
	NDJSON_TRUE,
	NDJSON_FALSE,
	NDJSON_NULL,
	NDJSON_ARRAY,
	NDJSON_OBJECT
};

enum ndjson_status {
	NDJSON_OK,
	NDJSON_ESYNTAX,    /* not JSON (RFC 8259) */
	NDJSON_EUTF8,      /* bytes that are not UTF-8 */
	NDJSON_EESCAPE,    /* bad escape, lone surrogate */
	NDJSON_ECONTROL,   /* control character inside a string */
	NDJSON_ENUMBER,    /* not a JSON number */
	NDJSON_EDUPLICATE, /* a member name twice in one object */
	NDJSON_EDEPTH,     /* nested deeper than NDJSON_MAX_DEPTH */
	NDJSON_ENOTOBJECT, /* valid JSON, but the top level is no object */
	NDJSON_ETRAILING   /* something after the object */
};

/** A member of an object or (without a name) an element of an array. */
struct ndjson_member {
	const char *name;   /* as written, inside the quotes */
	const char *value;  /* a string: inside the quotes; else all of it */
	uint32_t name_len;  /* bytes */
	uint32_t value_len; /* bytes */
	uint8_t type;       /* enum ndjson_type */
	bool name_escaped;  /* the name holds a backslash */
	bool value_escaped; /* a string's value holds a backslash */
};

/** A member that was set: where it is in record.added, bytes. */
struct record_set {
	uint32_t name_at, name_len;
	uint32_t value_at, value_len; /* of a string, inside the quotes */
	uint16_t number;              /* as in record.numbers; 0: none */
	uint8_t type;                 /* enum ndjson_type */
	bool value_escaped;
};

/**
 * A record, borrowed until the next is read. members are in the order of the
 * line. added and cut are what a program changed (record_set_*), applied when
 * the record is written.
 */
struct record {
	const char *line; /* from '{' to '}', no blanks around, no line end */
	size_t len;
	const struct ndjson_member *members;
	const uint16_t *numbers; /* of their names; NULL: not known. Private */
	size_t n_members;
	struct strbuf added;     /* ",\"name\":value"... or empty */
	struct record_set *sets; /* what added holds, in order */
	size_t n_sets, cap_sets;
	size_t n_cut;  /* members of the line that were replaced */
	uint32_t *cut; /* their indices, ascending */
	size_t cap_cut;
	/* How the line behind begins, as far as it is in memory: unchecked,
	 * and good for guesses only. A stream sets it; otherwise empty. */
	const char *coming;
	size_t coming_len;
};
#define RECORD_INIT                                                            \
	{                                                                      \
		.line = "", .added = STRBUF_INIT                               \
	}

/** Free what a program's changes took; the record may be used again. */
void record_release(struct record *rec);

/** The reader: its memory is reused for each line. */
struct ndjson;

struct ndjson *ndjson_new(void);
void ndjson_free(struct ndjson *p);

/**
 * Check the line and find its members.
 *
 * Shape:   any bytes, at most UINT32_MAX of them; blanks around the object
 *          are allowed (RFC 8259). At least NDJSON_PADDING bytes behind
 *          line + len must be readable. *rec was made with RECORD_INIT, or
 *          is the one of the line before.
 * Returns: NDJSON_OK with *rec filled; otherwise what is wrong first, with
 *          *error_at the byte offset of it (0-based); rec is then empty.
 *          Accepts exactly what jansson accepts with JSON_REJECT_DUPLICATES
 *          and JSON_ALLOW_NUL as an object, and numbers of any size and
 *          \u0000 in a name besides. (Less one fault of jansson: it
 *          overlooks a NUL byte behind a number.)
 * Memory:  *rec borrows line and p's memory until the next call. Allocates
 *          only when a line has more members than any before, 56 bytes for
 *          each.
 * Source:  RFC 8259; RFC 3629; jansson 2.14 as reference (tests).
 */
enum ndjson_status ndjson_parse(struct ndjson *p, const char *line, size_t len,
    struct record *rec, size_t *error_at) __attribute__((warn_unused_result));

/** A short sentence for a status; static. */
const char *ndjson_strerror(enum ndjson_status status);

/** The code for rejects and tests, such as "bad_json"; static. */
const char *ndjson_code(enum ndjson_status status);

/**
 * Name the vector variant in use: "base", "sse2" or "avx2". Chosen at run
 * time by the processor; VARDSTROM_CPU in the environment picks a lower one
 * for tests (never changes results).
 */
const char *ndjson_variant(void);

/* --- looking at a record ------------------------------------------------ */

/**
 * A member to look up in each record; remembers where it stood in the last
 * one. Make it with FIELD("name"), or with .name and .len and the rest 0; one
 * serves one name and one thread.
 */
struct field {
	const char *name; /* UTF-8, unescaped */
	size_t len;
	uint32_t hint;   /* index where it was found last */
	uint32_t number; /* of its name; 0: not asked for yet */
};
#define FIELD(literal)                                                         \
	{                                                                      \
		(literal), sizeof(literal) - 1, 0, 0                           \
	}

/** As record_get, where it does not stand as in the record before. */
const struct ndjson_member *record_find(
    const struct record *rec, struct field *f);

/** The member of that name as read (not as set), or NULL; borrowed. */
static inline const struct ndjson_member *
record_get(const struct record *rec, struct field *f)
{
	if (rec->numbers && f->hint < rec->n_members &&
	    rec->numbers[f->hint] == f->number)
		return &rec->members[f->hint];
	return record_find(rec, f);
}

/** Is m (NULL allowed) a string whose decoded text is these bytes? */
bool ndjson_is_text(const struct ndjson_member *m, const char *s, size_t len);

/**
 * The decoded text of a string member.
 *
 * Memory: *s borrows the line where nothing is escaped, otherwise scratch,
 *         which is reset and filled.
 */
void ndjson_text(const struct ndjson_member *m, struct strbuf *scratch,
    const char **s, size_t *len);

/** The member's JSON as written: with its quotes if it is a string. */
void ndjson_raw(const struct ndjson_member *m, const char **s, size_t *len);

/** Walk an array's elements (or an object's members), one level. */
struct ndjson_iter {
	const char *at, *end;
	bool is_object;
};
/** m must be an array or object that ndjson_parse has checked. */
void ndjson_iter_init(struct ndjson_iter *it, const struct ndjson_member *m);
/** The next one in *m (name empty in arrays); false at the end. */
bool ndjson_iter_next(struct ndjson_iter *it, struct ndjson_member *m);

/* --- changing a record -------------------------------------------------- */

/**
 * Set a member: appended at the end; a member of that name that was read is
 * cut, one that was set before is not looked for (set each name once).
 * name is UTF-8 that needs no escaping.
 */
void record_set_string(
    struct record *rec, struct field *f, const char *s, size_t len);
/** The same with ready JSON as value. */
void record_set_raw(
    struct record *rec, struct field *f, const char *json, size_t len);
/** Cut a member that was read; nothing if it is not there. */
void record_unset(struct record *rec, struct field *f);

/** Append the record as it is now to sb, without a line end. */
void record_format(const struct record *rec, struct strbuf *sb);

/** Write it to to, which has room for record_max_len bytes; its length. */
size_t record_write(const struct record *rec, char *to);

/** At most so long, and with so many members, is the record as it is now. */
size_t record_max_len(const struct record *rec);
size_t record_max_members(const struct record *rec);

/**
 * Make *copy the record as it is now, as reading it again would find it.
 *
 * Shape:  line has room for record_max_len bytes, members and numbers for
 *         record_max_members each.
 * Memory: *copy borrows these three; what changed is no part of it.
 */
void record_copy(const struct record *rec, char *line,
    struct ndjson_member *members, uint16_t *numbers, struct record *copy);

/**
 * The same where the record stands: line, members and numbers are its own, and
 * have the room for more. Nothing of it may be cut, and it is not empty.
 */
void record_append(const struct record *rec, char *line,
    struct ndjson_member *members, uint16_t *numbers, struct record *copy);

/** Forget what was set and cut. */
void record_reset(struct record *rec);

#endif
