/*
 * config.h - JSON configuration: profiles, rules, indicators, targets.
 *
 * Only here is jansson met. A node is a place in the file; every reader takes
 * a node and a member's name, and an error names file, line, column and path:
 * "rules/kva.json:12:7: measures[2].codes: must be a list of strings".
 * After the first error all readers answer quietly with nothing, so that a
 * loader needs one check at its end (config_failed).
 */
#ifndef VARDSTROM_CONFIG_H
#define VARDSTROM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

struct config;

/** A place in a configuration; copy it freely; valid while config lives. */
struct config_node {
	struct config *config; /* NULL: not there */
	void *json;            /* the jansson value; only looked at */
	size_t id;             /* for its path; private */
};

enum config_type {
	CONFIG_STRING,
	CONFIG_NUMBER,
	CONFIG_BOOL,
	CONFIG_LIST,
	CONFIG_OBJECT,
	CONFIG_NULL
};

enum {
	CONFIG_MAX_BYTES = 16 * 1024 * 1024 /* a larger file is an error */
};

/**
 * Read a file of JSON whose top is an object.
 *
 * Shape:   UTF-8, a byte-order mark is skipped; a member name twice in one
 *          object and a number too large for jansson are errors.
 * Returns: a new config, freed with config_free; NULL with a finished
 *          sentence in err (file:line:column: …).
 * Memory:  borrows err until config_free: the first error goes there. Grows
 *          by some words for each node that is looked at.
 */
struct config *config_load(const char *path, struct strbuf *err);

/** The same with the text at hand; path is only its name in messages. */
struct config *config_parse(
    const char *path, const char *text, size_t len, struct strbuf *err);

/**
 * The SHA-256 of the bytes that config_load read from path, in hex (64 + NUL).
 *
 * Returns: false: nothing was read from it, or the stream is closed since.
 */
bool config_digest(const char *path, char hex[65]);

/** NULL is allowed. */
void config_free(struct config *c);

struct config_node config_top(struct config *c);

/** The first error was told: the sentence is in the config_load err buffer. */
bool config_failed(const struct config *c);

/**
 * Tell an error at a node, for rules that only the caller knows. The first
 * one stands.
 */
void config_error(struct config_node n, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * Tell of members of object n that are not in the NULL-ended list: an unknown
 * member is an error (with the nearest known name, or all of them). "title",
 * "note" and "$schema" are not special: name them.
 */
void config_only(struct config_node n, const char *const *known);

bool config_there(struct config_node n);
/** CONFIG_NULL for what is not there, as for null. */
enum config_type config_type(struct config_node n);
/**
 * Demand a type: false with an error for another one. False without an error
 * for what is not there (config_need tells that).
 */
bool config_is(struct config_node n, enum config_type type);

/** A member of object n; not there: a node with config NULL. */
struct config_node config_get(struct config_node n, const char *name);
/** The same, but its absence is an error. */
struct config_node config_need(struct config_node n, const char *name);

/**
 * Number of elements or members of a list or object n; 0 if not there. Where
 * only a list will do, ask config_is(n, CONFIG_LIST) first.
 */
size_t config_n(struct config_node n);
/** Element i of list n. */
struct config_node config_at(struct config_node n, size_t i);
/** Member i of object n in the file's order, its name in *name (borrowed). */
struct config_node config_member_at(
    struct config_node n, size_t i, const char **name);

/** The node's value; a wrong type is an error and gives NULL, false, 0. */
const char *config_string(struct config_node n); /* borrowed, no NUL inside */
/** As config_string, of what names something: neither empty nor with blanks
 * around it, which nothing could be called. */
const char *config_name(struct config_node n);
/**
 * Is it a list of names, none of them twice?
 *
 * Returns: false, and that is told.
 */
bool config_names(struct config_node list);
bool config_bool(struct config_node n);
long long config_int(struct config_node n, long long min, long long max);
/** A number exactly as written in the file. */
struct dec config_dec(struct config_node n);

/** Member of n with a fallback where it is not there. */
const char *config_string_or(
    struct config_node n, const char *name, const char *fallback);
bool config_bool_or(struct config_node n, const char *name, bool fallback);
long long config_int_or(struct config_node n, const char *name, long long min,
    long long max, long long fallback);

/**
 * One of names (NULL-ended); returns its index, -1 with an error that lists
 * them all.
 */
int config_choice(struct config_node n, const char *const *names);

#endif
