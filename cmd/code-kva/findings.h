/*
 * findings.h - what the codes of a member say, and what those said that were
 * met last.
 */
#ifndef CODE_KVA_FINDINGS_H
#define CODE_KVA_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FINDINGS_MAX_TEXT = 152 /* bytes; longer ones are not remembered */
};

/** A piece of JSON; borrowed. */
struct finding_text {
	const char *s;
	size_t len; /* 0: there is none */
};

/** What the codes of one member, or two, say. */
struct finding {
	struct finding_text names;  /* a list: measures or conditions */
	struct finding_text group;  /* a string */
	struct finding_text strays; /* unknown codes, comma between */
	uint64_t n_strays;
};

struct findings;

/** n_places: how many to remember; a power of 2, at least 2. */
struct findings *findings_new(size_t n_places);
/** NULL is allowed. */
void findings_free(struct findings *known);

/**
 * What was found for these bytes; false: not remembered. kind is what else it
 * rests on. *f borrows known until the next findings_put.
 */
bool findings_get(const struct findings *known, uint32_t kind, const char *s,
    size_t len, struct finding *f);

/** Remember (a copy), if all is short enough. */
void findings_put(struct findings *known, uint32_t kind, const char *s,
    size_t len, const struct finding *f);

#endif
