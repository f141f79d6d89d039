/*
 * expr.h - conditions on a record: status == "done" && age in [7, 8].
 *
 *	or      = and { "||" and }
 *	and     = not { "&&" not }
 *	not     = "!" not | "(" or ")" | "has" "(" member ")" | compare
 *	        | ( "starts_with" | "contains" ) "(" value "," text ")"
 *	        | "between" "(" value "," value "," value ")"
 *	compare = value ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) value
 *	        | value "in" ( member | "[" value { "," value } "]" )
 *	        | member | "true" | "false" | "$" name
 *	value   = member | string | number | "true" | "false" | "null"
 *	        | "$" name | "days" "(" date "," date ")"
 *	        | ( "year" | "month" | "quarter" | "weekday" | "day" )
 *	          "(" date ")" | "product" "(" factor "," factor ")"
 *	text    = member | string | "$" name | "[" string { "," string } "]"
 *	date    = member | string | "$" name
 *	factor  = member | number | "$" name
 *
 * A member is a name of letters, digits, _ and bytes above 127, or anything
 * else between backquotes. A string is between " or ' with \ before the
 * quote or another \. Dates are strings. $name is given by the program.
 *
 * Missing, null, "" and 0 are four things. A comparison with a missing member
 * is false, also !=; so is < or > between different types. Values of
 * different types are not equal: != is true. Numbers compare exactly as
 * decimals of any size, strings byte by byte, lists and objects as they are
 * written. A member alone holds only if it is true.
 *
 * starts_with, contains and between hold of a list where they hold of one of
 * its elements. between counts both ends, and of texts also what begins with
 * the upper one. A function of a member that is no date has no value: it is
 * as a missing member.
 *
 * Expressions are compiled once into a set, which keeps each part that is
 * written several times once, and works it out once for each record.
 */
#ifndef VARDSTROM_EXPR_H
#define VARDSTROM_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

enum {
	EXPR_MAX_LEN = 64 * 1024, /* bytes of one expression */
	EXPR_MAX_DEPTH = 200      /* of parentheses and ! */
};

struct expr_set;

struct expr_set *expr_set_new(void);
void expr_set_free(struct expr_set *set);

/**
 * Give $name a value: a string, or a number as JSON writes it. A name that
 * has one already gets the new one.
 *
 * Memory: keeps copies.
 */
void expr_define_string(
    struct expr_set *set, const char *name, const char *s, size_t len);
void expr_define_number(
    struct expr_set *set, const char *name, const char *s, size_t len);

/** Make $name stand for an expression that expr_compile gave. */
void expr_define_condition(struct expr_set *set, const char *name, int expr);

/** Has $name a value or a condition? */
bool expr_has_name(const struct expr_set *set, const char *name);
/** How many names there are; and forget all but the first n. */
size_t expr_n_names(const struct expr_set *set);
void expr_keep_names(struct expr_set *set, size_t n);

/**
 * Compile an expression.
 *
 * Returns: its number, the same for an expression that means the same word
 *          for word; -1 with three lines in err: what is wrong, the
 *          expression, and a caret under the place.
 * Memory:  keeps what it needs of text.
 */
int expr_compile(struct expr_set *set, const char *text, size_t len,
    struct strbuf *err) __attribute__((warn_unused_result));

/**
 * Compile a value: a member, or a function that gives one.
 *
 * Returns: its number; -1 with three lines in err, as above.
 */
int expr_compile_value(struct expr_set *set, const char *text, size_t len,
    struct strbuf *err) __attribute__((warn_unused_result));
/** Is it the word of a function that gives a value? */
bool expr_gives_value(const char *word, size_t len);
/** The value that is the member of that number, as it is. */
int expr_member_value(struct expr_set *set, int member);

/** The expression that holds where both do; a may be -1: always. */
int expr_both(struct expr_set *set, int a, int b);

/** The number of a member to look at; the same for the same name. */
int expr_member(struct expr_set *set, const char *name, size_t len);
/** Its name; borrowed from the set. */
const char *expr_member_name(const struct expr_set *set, int member);
/**
 * The first member, from that number on, that was looked for and that no
 * record had: perhaps a misspelt name. -1: there is none.
 */
int expr_never_there(const struct expr_set *set, int from);

/** Types of values, as bits. */
enum expr_types {
	EXPR_STRING = 1,
	EXPR_NUMBER = 2,
	EXPR_BOOLEAN = 4,
	EXPR_LIST = 8,
	EXPR_OBJECT = 16,
	EXPR_NULL = 32
};

/**
 * The first comparison, from that number on, whose two sides were there and
 * never of one type, or the first function whose members were there and never
 * dates: its number, and a sentence in sb on what to write instead. -1: there
 * is none.
 */
int expr_never_met(const struct expr_set *set, int from, struct strbuf *sb);

/** The types that a member can have, as bits; 0: any. */
typedef unsigned expr_types_fn(void *context, const char *member);

/**
 * The same before any record, where the members' types are known.
 *
 * Returns: false with a sentence in sb.
 */
bool expr_check_types(const struct expr_set *set, int expr,
    expr_types_fn *types, void *context, struct strbuf *sb);

/** The texts that a member, or each element of its list, can be; NULL: any. */
typedef const struct near_names *expr_values_fn(
    void *context, const char *member);

/**
 * Before any record: is each text that a member is compared with one that the
 * member can be?
 *
 * Returns: false with a sentence in sb.
 */
bool expr_check_values(const struct expr_set *set, int expr,
    expr_values_fn *values, void *context, struct strbuf *sb);

/** Visit each member that an expression looks at. */
typedef void expr_member_fn(void *context, const char *member);
void expr_each_member(
    const struct expr_set *set, int expr, expr_member_fn *visit, void *context);
/** Each member that a compiled value looks at. */
void expr_each_of_value(const struct expr_set *set, int value,
    expr_member_fn *visit, void *context);

/**
 * Turn to a record; what was worked out of the one before is forgotten.
 *
 * Memory: borrows rec until the next call. Allocates nothing.
 */
void expr_begin(struct expr_set *set, const struct record *rec);

/** Does the expression hold for the record? */
bool expr_holds(struct expr_set *set, int expr);

/**
 * Could the expression hold in some record whose member of that number is as
 * in the record at hand? Of the others nothing is taken as known.
 *
 * Returns: false only where it is certain that it could not.
 */
bool expr_may_hold(struct expr_set *set, int expr, int member);

/**
 * The expression that is left to ask in records whose member of that number
 * is as in the record at hand; of those it says the same.
 *
 * Returns: its number; -1: it holds for all of them.
 */
int expr_given(struct expr_set *set, int expr, int member);

/**
 * The parts of a condition are what && joins at its top, $names written out.
 * The first of them, from the left, that does not hold for the record at
 * hand; -1: all do. And how many do not.
 */
int expr_first_failing(struct expr_set *set, int expr);
size_t expr_n_failing(struct expr_set *set, int expr);

/** Append it as text that compiles to the same; strings between '. */
void expr_format(const struct expr_set *set, int expr, struct strbuf *sb);

/**
 * What a compiled value is in the record at hand; NULL: it is missing.
 *
 * Memory: borrowed until the set is asked again.
 */
const struct ndjson_member *expr_value_of(struct expr_set *set, int value);

/** The record's member of that number, or NULL; borrowed. */
const struct ndjson_member *expr_value(struct expr_set *set, int member);

#endif
