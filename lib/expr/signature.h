/*
 * signature.h - all that some conditions can tell of a record, as bits.
 *
 * A signature has the types of the members that the conditions look at and the
 * answers of all their comparisons. So records of one signature are one to
 * these conditions, and what was found for the first of them holds for all.
 *
 * A member's answers are remembered by its text (vardstrom/text_cache.h); those
 * of a longer list are put together from the answers of its elements.
 */
#ifndef EXPR_SIGNATURE_H
#define EXPR_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/expr.h"

struct signature;

/**
 * The signature of these expressions, and of the types of these members.
 *
 * Memory: borrows set until signature_free; some 200 KiB.
 */
struct signature *signature_new(struct expr_set *set, const int *exprs,
    size_t n_exprs, const int *members, size_t n_members);
/** NULL is allowed. */
void signature_free(struct signature *sig);

/** How many comparisons there are. */
size_t signature_n_answers(const struct signature *sig);

/**
 * The signature of the record at hand: so many words. It counts as no look at
 * the record: what no record has (expr_never_there) and what never was of one
 * type (expr_never_met) stays as it was.
 *
 * Memory: borrowed until the next call. Allocates nothing.
 */
const uint64_t *signature_of(struct signature *sig, size_t *n_words);

#endif
