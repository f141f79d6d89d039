/* expr_parse.c - from the words of an expression to its nodes. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/bytes.h"
#include "vardstrom/dec.h"
#include "vardstrom/expr.h"
#include "vardstrom/xalloc.h"

#include "expr_call.h"
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

static int parse_call(struct parser *p, const struct expr_function *f);

/** The function that the word at hand and "(" call; NULL: it is none. */
static const struct expr_function *
called(const struct parser *p)
{
	const char *at = p->lexer.at;

	if (p->lexer.type != TOKEN_NAME || *p->lexer.token == '`')
		return NULL;
	while (at < p->lexer.end && ascii_is_blank(*at))
		at++;
	if (at == p->lexer.end || *at != '(')
		return NULL;
	return expr_function_find(p->lexer.text.s, p->lexer.text.len);
}

static int
parse_value(struct parser *p, const char *error)
{
	const struct expr_function *f = called(p);
	int operand;

	if (f && !f->is_value)
		return fail(p, "a condition cannot be compared");
	if (f)
		return parse_call(p, f);
	if (p->lexer.type == TOKEN_NAME) {
		int member =
		    expr_member(p->set, p->lexer.text.s, p->lexer.text.len);

		lexer_next(&p->lexer);
		return expr_member_value(p->set, member);
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
	return expr_set_items(p->set, OPERAND_LIST, CALL_YEAR, items, n);
}

/* --- functions ------------------------------------------------------------
 */

/** The brackets and commas of a function; false: they are not there. */
static bool
take_sign(struct parser *p, const struct expr_function *f, size_t i)
{
	static const char *const errors[] = { NULL,
		"expected ), as this takes one argument",
		"expected two arguments, with a comma between",
		"expected three arguments, with commas between" };

	if (i == 0) {
		lexer_next(&p->lexer); /* the word; "(" is behind it */
		lexer_next(&p->lexer);
		return true;
	}
	if (accept(p, i < f->n_args ? TOKEN_COMMA : TOKEN_CLOSE))
		return true;
	fail(p, errors[f->n_args]);
	return false;
}

/** Is a constant what the function can make something of? */
static bool
is_argument(const struct parser *p, const struct expr_function *f, int operand)
{
	const struct operand *o = &p->set->operands[operand];
	int ignored;

	if (o->kind != OPERAND_CONST)
		return o->kind == OPERAND_MEMBER;
	return o->type == expr_call_takes(f->call) &&
	       (o->type == NDJSON_NUMBER
		       ? o->is_dec
		       : expr_call_read(f->call, o->text, o->len, &ignored));
}

static int
parse_call(struct parser *p, const struct expr_function *f)
{
	int *items = xcalloc(f->n_args, sizeof(*items));
	size_t i;

	for (i = 0; take_sign(p, f, i) && i < f->n_args; i++) {
		const char *at = p->lexer.token;

		items[i] =
		    called(p) ? fail(p, f->usage) : parse_value(p, f->usage);
		if (items[i] >= 0 && !is_argument(p, f, items[i]))
			fail_at(p, at, f->usage);
		if (p->error)
			break;
	}
	if (!p->error)
		return expr_set_items(
		    p->set, OPERAND_CALL, f->call, items, f->n_args);
	free(items);
	return NO_NODE;
}

/** A text, a list of texts, or a member. */
static int
parse_text(struct parser *p, const struct expr_function *f)
{
	const char *at = p->lexer.token;
	bool is_list = p->lexer.type == TOKEN_OPEN_LIST, is_text = true;
	int operand = is_list ? parse_list(p) : parse_value(p, f->usage);
	const struct operand *o;
	size_t i;

	if (operand < 0)
		return NO_NODE;
	o = &p->set->operands[operand];
	is_text = o->kind == OPERAND_MEMBER || is_list ||
		  (o->kind == OPERAND_CONST && o->type == NDJSON_STRING);
	for (i = 0; is_list && i < o->n_items; i++)
		is_text &= p->set->operands[o->items[i]].type == NDJSON_STRING;
	return is_text ? operand : fail_at(p, at, f->usage);
}

/** Two constants: is there anything between them? */
static bool
is_span(const struct operand *low, const struct operand *high)
{
	if (low->kind != OPERAND_CONST || high->kind != OPERAND_CONST)
		return true;
	if (low->type == NDJSON_NUMBER && high->type == NDJSON_NUMBER)
		return dec_cmp_text(
			   low->text, low->len, high->text, high->len) <= 0;
	return low->type == NDJSON_STRING && high->type == NDJSON_STRING &&
	       (bytes_compare(low->text, low->len, high->text, high->len) <=
		       0 ||
		   (low->len > high->len &&
		       memcmp(low->text, high->text, high->len) == 0));
}

static int
parse_ends(struct parser *p, const struct expr_function *f)
{
	const char *at = p->lexer.token;
	int *ends;
	int low = parse_value(p, f->usage), high;

	if (low < 0 || !take_sign(p, f, 2))
		return NO_NODE;
	high = parse_value(p, f->usage);
	if (high < 0)
		return NO_NODE;
	if (!is_span(&p->set->operands[low], &p->set->operands[high]))
		return fail_at(p, at,
		    "nothing lies between these: two texts or two numbers, "
		    "the lower one first");
	ends = xcalloc(2, sizeof(*ends));
	ends[0] = low;
	ends[1] = high;
	return expr_set_items(p->set, OPERAND_LIST, CALL_YEAR, ends, 2);
}

static int
parse_condition_on(struct parser *p, const struct expr_function *f)
{
	int left, right;

	if (!take_sign(p, f, 0))
		return NO_NODE;
	left = parse_value(p, "expected a member");
	if (left < 0 || !take_sign(p, f, 1))
		return NO_NODE;
	right = f->op == NODE_BETWEEN ? parse_ends(p, f) : parse_text(p, f);
	if (right < 0 || !take_sign(p, f, f->n_args))
		return NO_NODE;
	return expr_set_node(p->set, f->op, left, right);
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
	if (value->kind == OPERAND_CALL && p->lexer.type != TOKEN_ERROR)
		return fail_at(
		    p, at, "a number alone is no condition; compare it: == 1");
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
	const struct expr_function *f;
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
	case TOKEN_NAME:
		f = called(p);
		return f && !f->is_value ? parse_condition_on(p, f)
					 : parse_comparison(p);
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

static int
compile(struct expr_set *set, const char *text, size_t len, bool is_value,
    struct strbuf *err)
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
	node = is_value ? parse_value(&p, "expected a member or a function")
			: parse_or(&p);
	if (is_value && node >= 0 && set->operands[node].kind == OPERAND_CONST)
		node = fail_at(&p, text, "expected a member or a function");
	if (node >= 0 && p.lexer.type != TOKEN_END) {
		const char *hint = expr_hint(text, p.lexer.token, p.lexer.end);

		node = fail(&p, hint ? hint : "expected && or || or the end");
	}
	if (node < 0)
		describe(&p, err);
	lexer_release(&p.lexer);
	return node;
}

int
expr_compile(
    struct expr_set *set, const char *text, size_t len, struct strbuf *err)
{
	return compile(set, text, len, false, err);
}

int
expr_compile_value(
    struct expr_set *set, const char *text, size_t len, struct strbuf *err)
{
	return compile(set, text, len, true, err);
}
