/* same.h - when two JSON values are one. */
#ifndef VARDSTROM_SAME_H
#define VARDSTROM_SAME_H

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/**
 * Append the one way to write a value, JSON itself: numbers by their value
 * (dec_key), strings by their characters, lists and objects by what is in
 * them, without blanks; an object's members stay in their order. Two values
 * are one where these bytes are the same, and a number is never a string.
 *
 * Shape: m was checked by ndjson_parse.
 */
void same_key(struct strbuf *sb, const struct ndjson_member *m);

#endif
