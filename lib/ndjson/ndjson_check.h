/*
 * ndjson_check.h - inside the NDJSON reader: its state, and the exact checker.
 *
 * The exact checker (ndjson_check.c) knows the whole grammar and tells what is
 * wrong and where. It is the only judge that rejects.
 */
#ifndef NDJSON_CHECK_H
#define NDJSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/ndjson.h"

#include "ndjson_known.h"

/** A member name of an object that is still open. */
struct ndjson_name {
	const char *s;   /* inside the quotes, or decoded */
	uint32_t len;    /* bytes */
	uint32_t at;     /* offset of the name in the line */
	bool is_escaped; /* s holds a backslash: to be decoded */
};

/* In place of an object's first name in struct ndjson: this is an array. */
#define NDJSON_OPEN_ARRAY UINT32_MAX

struct ndjson {
	const struct ndjson_variant *variant;
	struct ndjson_known known; /* names, for the walkers */

	struct ndjson_member *members; /* of the record */
	uint16_t *numbers;             /* of their names, beside members */
	size_t cap_members;

	/* The names of all open objects, the outermost first. */
	struct ndjson_name *names;
	size_t n_names, cap_names;
	struct strbuf decoded; /* names with escapes, decoded */

	/* For each open object its first name; NDJSON_OPEN_ARRAY. */
	uint32_t open[NDJSON_MAX_DEPTH];
};

/** Where the checker is in the line, and what it found wrong. */
struct ndjson_cursor {
	const char *line, *p, *end;
	size_t depth;      /* containers open around p */
	size_t n_members;  /* of the record, so far */
	bool is_numbered;  /* each name has its number */
	bool is_record;    /* the outermost is an object, its members wanted */
	const char *value; /* of the member whose array or object is open */
	enum ndjson_status status;
	const char *error_at;
};

/**
 * Check the whole line: blanks, one value, blanks.
 *
 * Returns: true with p->members filled and the cursor behind the value;
 *          false with the cursor's status and error_at.
 */
bool ndjson_check_line(struct ndjson *p, struct ndjson_cursor *c);

/**
 * Check one value of any kind at c->p, inside a record (depth 1).
 *
 * Returns: true with c->p behind it; false: as ndjson_check_line.
 */
bool ndjson_check_value(struct ndjson *p, struct ndjson_cursor *c);

/**
 * Check a string from inside its opening quote, c->p.
 *
 * Returns: true with c->p behind the closing quote.
 */
bool ndjson_check_string(struct ndjson_cursor *c, bool *is_escaped);

/** Check a number at c->p; true with c->p behind it. */
bool ndjson_check_number(struct ndjson_cursor *c);

/**
 * Look for a name twice among n names; decodes and reorders them.
 *
 * Returns: true with the offset of the first name that had been there before.
 */
bool ndjson_find_repeat(
    struct ndjson_name *names, size_t n, struct strbuf *decoded, uint32_t *at);

/** Make room for one more member of the record. */
void ndjson_grow_members(struct ndjson *p);

/* --- ndjson_text.c ------------------------------------------------------ */

/** The type of a checked value by its first byte. */
enum ndjson_type ndjson_type_of(char first);

/** Is the text written in JSON, with or without escapes, these bytes? */
bool ndjson_is_equal(const char *json, size_t json_len, bool is_escaped,
    const char *s, size_t len);

/** The value of four hexadecimal digits; -1: they are not. Reads to end. */
int ndjson_hex4(const char *s, const char *end);

/**
 * Decode one character of a checked string at *s, and step over it.
 *
 * Returns: the number of bytes (1 to 4) at out.
 */
size_t ndjson_decode_char(const char **s, char *out);

#endif
