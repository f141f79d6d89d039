/*
 * join.h - resources to rows: an encounter with its patient, clinic,
 * diagnoses and measures.
 *
 * Resources are added in any order. Those that others refer to stay in memory
 * (referred.h); encounters, conditions and procedures are sorted twice, by
 * their own ids and by the encounter's (sorted.h).
 */
#ifndef JOIN_H
#define JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "referred.h"
#include "resource.h"
#include "vardstrom/strbuf.h"

/** What is told of a resource besides its verdict. */
enum join_news {
	JOIN_CONFLICT,     /* two of one id and version differ; both places */
	JOIN_NO_PATIENT,   /* refers to a Patient that was not read */
	JOIN_NO_PERSON,    /* its Patient has no person id */
	JOIN_NO_CONDITION, /* refers to a Condition that was not read */
	JOIN_NO_ROLE,
	JOIN_NO_APPOINTMENT,
	JOIN_NO_MAIN, /* several diagnoses, and nothing says which is the
			 main one */
	JOIN_N_NEWS
};

/** Where the answers go: each resource gets exactly one of the first three. */
struct join_ends {
	void *context;
	void (*row)(void *context, const char *json, size_t len);
	void (*drop)(
	    void *context, const char *reason, const struct place *place);
	void (*absorb)(void *context);
	/** other: of a conflict, the place of the one that stands; or NULL. */
	void (*tell)(void *context, enum join_news news,
	    const struct place *place, const struct place *other);
	/** Append "FILE:LINE" to sb, as the inside of a JSON string. */
	void (*add_place)(
	    void *context, const struct place *place, struct strbuf *sb);
};

struct join;

/** memory is what the sorting may take, in bytes; see sorted.h. */
struct join *join_new(const struct join_ends *ends, size_t memory);
void join_free(struct join *j);

/** Add a resource that resource_read has read; 0, or -1 with err. */
int join_add(struct join *j, const struct resource *r,
    const struct place *place, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Tell all news before join_finish, which then tells none; after the last
 * join_add. Takes as long as join_finish does.
 */
int join_check(struct join *j, struct strbuf *err)
    __attribute__((warn_unused_result));

/** All rows, by the encounters' ids; once, after the last join_add. */
int join_finish(struct join *j, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
