/*
 * members.h - which members the records of each kind have: what definitions
 * are held against before any data is read.
 */
#ifndef DEFINE_MEMBERS_H
#define DEFINE_MEMBERS_H

#include <stdbool.h>

#include "vardstrom/expr.h"
#include "vardstrom/strbuf.h"

struct members;

/**
 * Read a file of records such as normalize --members and code-kva --members
 * write: {"record":"members","of":KIND,"members":{NAME:TYPE,...}}, where KIND
 * is "*" for what any kind may be given, and TYPE string, number, boolean,
 * list or any.
 *
 * Returns: NULL with a finished sentence in err.
 */
struct members *members_load(const char *path, struct strbuf *err);
void members_free(struct members *m);

/** Has any kind a member of that name? If not, err tells of near ones. */
bool members_have(
    const struct members *m, const char *name, struct strbuf *err);

/**
 * Could the expression (-1: always) hold of records of some kind, do these
 * have the members that it then looks at, of types that can be compared, and
 * one of them the other member (NULL: none)?
 *
 * Returns: false with a sentence in err.
 */
bool members_fit(struct members *m, struct expr_set *set, int expr,
    const char *member, struct strbuf *err);

/** A kind of record, and a member of it that is looked at; NULL: none yet. */
typedef void members_visit_fn(
    void *context, const char *kind, const char *member);

/**
 * Visit each kind of record of which the expression (-1: always) could hold
 * and that has the other member (NULL: none), and then each member of it that
 * is looked at.
 */
void members_each_need(struct members *m, struct expr_set *set, int expr,
    const char *member, members_visit_fn *visit, void *context);

/** Has the kind a member of that name? */
bool members_kind_has(
    const struct members *m, const char *kind, const char *name);

#endif
