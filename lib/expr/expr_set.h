/*
 * expr_set.h - what the parser of expressions makes and the evaluator walks.
 * Private to lib/expr*.c.
 */
#ifndef VARDSTROM_EXPR_SET_H
#define VARDSTROM_EXPR_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/expr.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum operand_kind {
	OPERAND_MEMBER, /* of the record */
	OPERAND_CONST,  /* a value written in the expression */
	OPERAND_LIST,   /* several operands; of NODE_IN those */
	OPERAND_CALL    /* what a function makes of them */
};

/** The functions that give a value: a number, of dates; and of numbers. */
enum call {
	CALL_YEAR,
	CALL_MONTH,
	CALL_QUARTER,
	CALL_WEEKDAY,
	CALL_DAY,
	CALL_DAYS,
	CALL_PRODUCT
};

/** One side of a comparison. */
struct operand {
	enum operand_kind kind;
	int member;            /* OPERAND_MEMBER: its number */
	enum ndjson_type type; /* OPERAND_CONST */
	char *text;            /* string: decoded; others as JSON; NUL-ended */
	size_t len;            /* of text */
	bool is_dec;           /* a number that dec holds */
	struct dec dec;
	int *items; /* OPERAND_LIST, OPERAND_CALL: operands */
	size_t n_items;
	enum call call;    /* OPERAND_CALL */
	bool was_made;     /* OPERAND_CALL: it had a value */
	uint8_t bad_types; /* of the argument that was none, and which: */
	uint8_t bad_item;
};

enum node_op {
	NODE_CONST,  /* a: 0 or 1 */
	NODE_AND,    /* a, b: nodes */
	NODE_OR,     /* a, b: nodes */
	NODE_NOT,    /* a: node */
	NODE_MEMBER, /* a: member number; holds if it is true */
	NODE_HAS,    /* a: member number */
	NODE_EQ,     /* a, b: operands, for this and the rest */
	NODE_NE,
	NODE_LT,
	NODE_LE,
	NODE_GT,
	NODE_GE,
	NODE_IN,
	NODE_STARTS_WITH, /* b: a text, or a list of them */
	NODE_CONTAINS,    /* likewise */
	NODE_BETWEEN      /* b: a list of the two ends */
};

/** A part of an expression; each is there once in a set. */
struct node {
	enum node_op op;
	int a;
	int b;
	bool result; /* for the record number seen */
	bool is_met; /* two sides of one type were compared */
	uint8_t left_types, right_types; /* of those that were not */
	uint64_t seen;
};

/** A member that is looked at, found once in a record. */
struct watched {
	char *name;
	struct field field; /* of that name */
	const struct ndjson_member *member;
	uint64_t found; /* the record that it is of; 0: none */
	uint64_t seen;  /* the record in which it was noted; 0: none */
	bool was_there; /* in any record */
};

/** What $name stands for. */
struct definition {
	char *name;
	int operand; /* -1: a condition */
	int node;    /* -1: a value */
};

struct expr_set {
	struct operand *operands;
	size_t n_operands, cap_operands;
	struct node *nodes;
	size_t n_nodes, cap_nodes;
	struct watched *watched;
	size_t n_watched, cap_watched;
	struct definition *definitions;
	size_t n_definitions, cap_definitions;
	const struct record *rec;
	uint64_t record_no;        /* 1-based; 0 before the first */
	bool is_silent;            /* nothing is noted of what is looked at */
	struct strbuf left, right; /* decoded strings of one comparison */
	struct ndjson_member made; /* what expr_value_of gave, in right */
	uint32_t *borders;         /* of the text that is looked for */
	size_t cap_borders;
};

/** Add, or find where there is one like it; returns the number. */
int expr_set_node(struct expr_set *set, enum node_op op, int a, int b);
int expr_set_const(
    struct expr_set *set, enum ndjson_type type, const char *s, size_t len);
/** Takes items. call: of OPERAND_CALL. */
int expr_set_items(struct expr_set *set, enum operand_kind kind, enum call call,
    int *items, size_t n_items);

/** The enum expr_types bit of a value. */
unsigned expr_type_of(enum ndjson_type type);

/** The record's member of that number, not noted as looked at; or NULL. */
const struct ndjson_member *expr_peek(struct expr_set *set, int member);
/** Does a comparison hold for the record at hand? Nothing is noted of it. */
bool expr_answer(struct expr_set *set, int node);
/** Does "constant in list", or a condition on a list, hold of an element? */
bool expr_element_holds(
    struct expr_set *set, int node, const struct ndjson_member *element);
/** Has an operand a value for the record at hand? Nothing is noted of it. */
bool expr_is_made(struct expr_set *set, int operand);
/** Does an operand look at another member than that one? -1: at any. */
bool expr_looks_beyond(const struct expr_set *set, int operand, int member);
/** The first member that an operand looks at; -1: none. */
int expr_first_member(const struct expr_set *set, int operand);

const struct definition *expr_set_find(
    const struct expr_set *set, const char *name, size_t len);

#endif
