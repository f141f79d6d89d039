/*
 * ndjson_known.h - inside the NDJSON reader: the member names met so far, and
 * which followed which. A fixed amount of memory, whatever the lines hold.
 */
#ifndef NDJSON_KNOWN_H
#define NDJSON_KNOWN_H

#include <stddef.h>
#include <stdint.h>

enum {
	KNOWN_NAMES = 256,  /* names remembered; then all are forgotten */
	KNOWN_SLOTS = 512,  /* of the hash table, a power of 2 */
	KNOWN_TEXT = 64,    /* longest name with quotes and colon, bytes */
	KNOWN_VECTOR = 32,  /* of these in one comparison */
	KNOWN_FOLLOWERS = 6 /* names remembered behind each name */
};

/** A member name that was met, and what followed it. */
struct ndjson_known_name {
	char text[KNOWN_TEXT]; /* "name": with the quotes and the colon */
	uint32_t mask;         /* a bit for each byte of text, up to 32 */
	uint16_t len;          /* of text, bytes */
	uint16_t n_next;
	uint16_t number;  /* ndjson_name_number */
	uint64_t line_no; /* of the line in which it was met last */
	struct ndjson_known_name
	    *next[KNOWN_FOLLOWERS]; /* the first seen first */
};

/** All names met. names[0] stands for the opening brace of the line. */
struct ndjson_known {
	struct ndjson_known_name names[KNOWN_NAMES];
	size_t n_names;
	uint64_t line_no;            /* lines walked, to date name->line_no */
	uint16_t slots[KNOWN_SLOTS]; /* index by hash; 0: free */
};

void ndjson_known_init(struct ndjson_known *k);

/**
 * The name that was met at text, which is no known follower of prev, as a
 * new follower. It was checked and has no escapes.
 *
 * Shape:   text is the name with its quotes, len bytes, and a colon follows.
 * Returns: NULL where it is too long, or where there is no room; then all
 *          names are forgotten, for the lines to come.
 */
struct ndjson_known_name *ndjson_known_learn(struct ndjson_known *k,
    struct ndjson_known_name *prev, const char *text, size_t len);

#endif
