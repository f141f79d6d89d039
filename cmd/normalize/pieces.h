/*
 * pieces.h - what a record is put together of.
 *
 * Members that stand beside each other and rest on one column alone, such as
 * a date, its year and its month, or a clinic and its owner, are one run:
 * made with the column's value, and remembered with it. What a personnummer
 * says is one text too, filled in for each row. All others are pieces of one
 * member.
 */
#ifndef NORMALIZE_PIECES_H
#define NORMALIZE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "convert.h"
#include "derive.h"
#include "profile.h"

struct pieces;

/** Memory: borrows all three until pieces_free. */
struct pieces *pieces_new(const struct profile *p,
    const struct converter *columns, struct derived *derived);
void pieces_free(struct pieces *pc);

/** Is this derivation made with the runs, so that nobody else needs to? */
bool pieces_makes(const struct pieces *pc, size_t derived_i);

/** Begin a file, whose name goes into "source". */
void pieces_begin(struct pieces *pc, const char *name);

/** The CACHE_MAX_RUNS runs of a column, for the row at hand. */
struct run *pieces_runs(struct pieces *pc, size_t column);

/**
 * Make the runs of a column, if it has any, anew from its value.
 *
 * Memory: they borrow pc until the next call for that column.
 */
void pieces_make_runs(struct pieces *pc, size_t column);

/** The record of the row at hand; borrowed until the next. */
const char *pieces_join(struct pieces *pc, uint64_t line_no, size_t *len);

#endif
