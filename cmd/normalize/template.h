/*
 * template.h - the text of a record, made of constant and variable parts.
 *
 * A segment is a part of the record, of one member or several. Adjacent
 * members that depend on one column alone, such as a date, its year and its
 * month, or a clinic and its owner, are one segment, whose text (a fragment)
 * is made with the column's value and cached with it. The members of a person
 * with a personnummer are one segment too, filled in for each row. Every other
 * member is a segment of its own.
 */
#ifndef NORMALIZE_TEMPLATE_H
#define NORMALIZE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cache.h"
#include "convert.h"
#include "derive.h"
#include "profile.h"

struct template;

/** Memory: borrows all three until template_free. */
struct template *template_new(const struct profile *p,
    const struct converter *columns, struct derived *derived);
void template_free(struct template *t);

/** Is this derivation made with the fragments, so that nobody else needs to? */
bool template_makes(const struct template *t, size_t derived_i);

/** Begin a file, whose name goes into "source". */
void template_begin(struct template *t, const char *name);

/** The CACHE_MAX_FRAGMENTS fragments of a column, for the row at hand. */
struct fragment *template_fragments(struct template *t, size_t column);

/**
 * Make the fragments of a column, if it has any, anew from its value.
 *
 * Memory: they borrow t until the next call for that column.
 */
void template_make_fragments(struct template *t, size_t column);

/** The record of the row at hand; borrowed until the next. */
const char *template_join(struct template *t, uint64_t line_no, size_t *len);

#endif
