/* expr_parse.c - from the words of an expression to its nodes. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/expr.h"
#include "vardstrom/xalloc.h"

#include "expr_hint.h"
#include "expr_lex.h"
#include "expr_set.h"

struct parser {
	struct expr_set *set;
	struct lexer lexer;
	int depth;
	const char *error; /* the first one stands */
	const char *error_at;
};

enum { NO_NODE = -1 }; /* after an error; also of operands */

static int
fail_at(struct parser *p, const char *at, const char *error)
{
	if (!p->error) {
		p->error = error;
		p->error_at = at;
	}
	return NO_NODE;
}

/** The word at hand is not what is needed here. */
static int
fail(struct parser *p, const char *error)
{
	if (p->lexer.type == TOKEN_ERROR)
		return fail_at(p, p->lexer.error_at, p->lexer.error);
	return fail_at(p, p->lexer.token, error);
}

/** Take the word at hand if it is of that type. */
static bool
accept(struct parser *p, enum token_type type)
{
	if (p->lexer.type != type)
		return false;
	lexer_next(&p->lexer);
	return true;
}

static bool
enter(struct parser *p)
{
	if (++p->depth <= EXPR_MAX_DEPTH)
		return true;
	fail(p, "more than 200 parentheses and ! within each other");
	return false;
}

static int
take_const(struct parser *p, enum ndjson_type type, const char *s, size_t len)
{
	int operand = expr_set_const(p->set, type, s, len);

	lexer_next(&p->lexer);
	return operand;
}

/** A value that stands in the expression itself; NO_NODE: another word. */
static int
parse_const(struct parser *p)
{
	const struct strbuf *text = &p->lexer.text;
	const struct definition *found;

	switch (p->lexer.type) {
	case TOKEN_STRING:
		return take_const(p, NDJSON_STRING, text->s, text->len);
	case TOKEN_NUMBER:
		return take_const(p, NDJSON_NUMBER, text->s, text->len);
	case TOKEN_TRUE:
		return take_const(p, NDJSON_TRUE, "true", 4);
	case TOKEN_FALSE:
		return take_const(p, NDJSON_FALSE, "false", 5);
	case TOKEN_NULL:
		return take_const(p, NDJSON_NULL, "null", 4);
	case TOKEN_PARAM:
		found = expr_set_find(p->set, text->s, text->len);
		if (!found)
			return fail(p, "no such name is defined here");
		if (found->operand < 0)
			return fail(p, "a condition cannot be compared");
		lexer_next(&p->lexer);
		return found->operand;
	default:
		return NO_NODE;
	}
}

static int
parse_value(struct parser *p, const char *error)
{
	int operand;

	if (p->lexer.type == TOKEN_NAME) {
		int member =
		    expr_member(p->set, p->lexer.text.s, p->lexer.text.len);

		lexer_next(&p->lexer);
		return expr_set_member_operand(p->set, member);
	}
	operand = parse_const(p);
	return operand < 0 ? fail(p, error) : operand;
}

static int
parse_list(struct parser *p)
{
	int *items = NULL;
	size_t n = 0, cap = 0;

	lexer_next(&p->lexer); /* the opening bracket */
	if (p->lexer.type != TOKEN_CLOSE_LIST) {
		do {
			int item = parse_const(p);

			if (item < 0) {
				free(items);
				return fail(p, "expected a value in the list");
			}
			GROW(items, n, cap);
			items[n++] = item;
		} while (accept(p, TOKEN_COMMA));
	}
	if (!accept(p, TOKEN_CLOSE_LIST)) {
		free(items);
		return fail(p, "expected , or ] in the list");
	}
	return expr_set_list(p->set, items, n);
}

/** What stands behind "in". */
static int
parse_in(struct parser *p, int left)
{
	int right;

	lexer_next(&p->lexer);
	if (p->lexer.type == TOKEN_OPEN_LIST)
		right = parse_list(p);
	else if (p->lexer.type == TOKEN_NAME)
		right = parse_value(p, "");
	else
		return fail(p,
		    p->lexer.type == TOKEN_OPEN
			? "a list is written between brackets: [\"a\", \"b\"]"
			: "expected a member or a [list] after in");
	return right < 0 ? NO_NODE
			 : expr_set_node(p->set, NODE_IN, left, right);
}

/** Without a comparison behind it, a value must be true or false itself. */
static int
stand_alone(struct parser *p, int operand, const char *at)
{
	const struct operand *value = &p->set->operands[operand];

	if (value->kind == OPERAND_MEMBER)
		return expr_set_node(p->set, NODE_MEMBER, value->member, 0);
	if (value->type == NDJSON_TRUE || value->type == NDJSON_FALSE)
		return expr_set_node(
		    p->set, NODE_CONST, value->type == NDJSON_TRUE, 0);
	if (p->lexer.type == TOKEN_ERROR)
		return fail(p, "");
	return fail_at(p, at, "a value alone is no condition");
}

static int
parse_comparison(struct parser *p)
{
	const char *at = p->lexer.token;
	enum token_type type;
	int left, right;

	left = parse_value(p, "expected a condition");
	if (left < 0)
		return NO_NODE;
	type = p->lexer.type;
	if (type == TOKEN_IN)
		return parse_in(p, left);
	if (type < TOKEN_EQ || type > TOKEN_GE)
		return stand_alone(p, left, at);
	lexer_next(&p->lexer);
	right = parse_value(p, "expected a value to compare with");
	if (right < 0)
		return NO_NODE;
	return expr_set_node(p->set,
	    (enum node_op)(NODE_EQ + (int)(type - TOKEN_EQ)), left, right);
}

static int
parse_has(struct parser *p)
{
	int member;

	lexer_next(&p->lexer);
	if (!accept(p, TOKEN_OPEN))
		return fail(p, "expected ( after has");
	if (p->lexer.type != TOKEN_NAME)
		return fail(p, "expected a member's name");
	member = expr_member(p->set, p->lexer.text.s, p->lexer.text.len);
	lexer_next(&p->lexer);
	if (!accept(p, TOKEN_CLOSE))
		return fail(p, "expected ) after the member");
	return expr_set_node(p->set, NODE_HAS, member, 0);
}

static int parse_or(struct parser *p);

static int
parse_not(struct parser *p)
{
	const struct strbuf *text = &p->lexer.text;
	const struct definition *found;
	int node;

	switch (p->lexer.type) {
	case TOKEN_NOT:
		lexer_next(&p->lexer);
		node = enter(p) ? parse_not(p) : NO_NODE;
		p->depth--;
		return node < 0 ? node
				: expr_set_node(p->set, NODE_NOT, node, 0);
	case TOKEN_OPEN:
		lexer_next(&p->lexer);
		node = enter(p) ? parse_or(p) : NO_NODE;
		p->depth--;
		if (node >= 0 && !accept(p, TOKEN_CLOSE))
			return fail(p, "expected &&, || or )");
		return node;
	case TOKEN_HAS:
		return parse_has(p);
	case TOKEN_PARAM:
		found = expr_set_find(p->set, text->s, text->len);
		if (!found || found->operand >= 0)
			return parse_comparison(p);
		lexer_next(&p->lexer);
		return found->node;
	default:
		return parse_comparison(p);
	}
}

static int
parse_and(struct parser *p)
{
	int left = parse_not(p);

	while (left >= 0 && accept(p, TOKEN_AND)) {
		int right = parse_not(p);

		if (right < 0)
			return NO_NODE;
		left = expr_set_node(p->set, NODE_AND, left, right);
	}
	return left;
}

static int
parse_or(struct parser *p)
{
	int left = parse_and(p);

	while (left >= 0 && accept(p, TOKEN_OR)) {
		int right = parse_and(p);

		if (right < 0)
			return NO_NODE;
		left = expr_set_node(p->set, NODE_OR, left, right);
	}
	return left;
}

/** The error, the expression on one line, and a caret under the place. */
static void
describe(const struct parser *p, struct strbuf *err)
{
	const char *at;

	strbuf_addstr(err, p->error);
	strbuf_addstr(err, "\n  ");
	for (at = p->lexer.start; at < p->lexer.end; at++)
		strbuf_addch(err, *at == '\n' || *at == '\t' ? ' ' : *at);
	strbuf_addstr(err, "\n  ");
	for (at = p->lexer.start; at < p->error_at; at++)
		if (((unsigned char)*at & 0xc0) != 0x80)
			strbuf_addch(err, ' ');
	strbuf_addch(err, '^');
}

int
expr_compile(
    struct expr_set *set, const char *text, size_t len, struct strbuf *err)
{
	struct parser p = { .set = set };
	int node;

	if (len > EXPR_MAX_LEN) {
		strbuf_addf(err, "an expression of more than %d bytes",
		    (int)EXPR_MAX_LEN);
		return NO_NODE;
	}
	lexer_init(&p.lexer, text, len);
	lexer_next(&p.lexer);
	node = parse_or(&p);
	if (node >= 0 && p.lexer.type != TOKEN_END) {
		const char *hint = expr_hint(text, p.lexer.token, p.lexer.end);

		node = fail(&p, hint ? hint : "expected && or || or the end");
	}
	if (node < 0)
		describe(&p, err);
	lexer_release(&p.lexer);
	return node;
}
