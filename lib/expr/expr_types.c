/*
 * expr_types.c - comparisons that can never hold, since the two sides are of
 * different types: what they are, and what to write instead.
 */
#include <string.h>

#include "vardstrom/dec.h"
#include "vardstrom/expr.h"
#include "vardstrom/ndjson.h"

#include "expr_call.h"
#include "expr_set.h"

unsigned
expr_type_of(enum ndjson_type type)
{
	switch (type) {
	case NDJSON_STRING:
		return EXPR_STRING;
	case NDJSON_NUMBER:
		return EXPR_NUMBER;
	case NDJSON_TRUE:
	case NDJSON_FALSE:
		return EXPR_BOOLEAN;
	case NDJSON_ARRAY:
		return EXPR_LIST;
	case NDJSON_OBJECT:
		return EXPR_OBJECT;
	default:
		return EXPR_NULL;
	}
}

/* The types that an operand can have, as far as the expression says. */
static unsigned
types_of(const struct expr_set *set, int number)
{
	const struct operand *operand = &set->operands[number];
	unsigned types = 0;
	size_t i;

	if (operand->kind == OPERAND_CONST)
		return expr_type_of(operand->type);
	if (operand->kind == OPERAND_CALL)
		return EXPR_NUMBER;
	if (operand->kind == OPERAND_MEMBER)
		return 0;
	for (i = 0; i < operand->n_items; i++)
		types |= types_of(set, operand->items[i]);
	return types;
}

static const char *
type_name(unsigned types)
{
	return types == EXPR_STRING    ? "a string"
	       : types == EXPR_NUMBER  ? "a number"
	       : types == EXPR_BOOLEAN ? "true or false"
	       : types == EXPR_LIST    ? "a list"
	       : types == EXPR_OBJECT  ? "an object"
	       : types == EXPR_NULL    ? "null"
				       : "of several types";
}

static void
add_member(const struct expr_set *set, struct strbuf *sb, int member)
{
	const char *name = set->watched[member].name, *s = name;
	const char *plain = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

	strbuf_addf(sb, s[strspn(s, plain)] ? "`%s`" : "%s", name);
}

static void
add_const(struct strbuf *sb, const char *text, size_t len, unsigned type)
{
	const char *quote = type != EXPR_STRING      ? ""
			    : memchr(text, '"', len) ? "'"
						     : "\"";

	strbuf_addstr(sb, quote);
	strbuf_add(sb, text, len);
	strbuf_addstr(sb, quote);
}

/* as: a type that constants are to be written as; 0: as they are. */
static void add_operand(
    const struct expr_set *set, struct strbuf *sb, int number, unsigned as);

/* With commas between. */
static void
add_items(const struct expr_set *set, struct strbuf *sb,
    const struct operand *operand, unsigned as)
{
	size_t i;

	for (i = 0; i < operand->n_items; i++) {
		strbuf_addstr(sb, i > 0 ? ", " : "");
		add_operand(set, sb, operand->items[i], as);
	}
}

static void
add_operand(
    const struct expr_set *set, struct strbuf *sb, int number, unsigned as)
{
	const struct operand *operand = &set->operands[number];

	if (operand->kind == OPERAND_MEMBER) {
		add_member(set, sb, operand->member);
		return;
	}
	if (operand->kind == OPERAND_CONST) {
		add_const(sb, operand->text, operand->len,
		    as ? as : expr_type_of(operand->type));
		return;
	}
	if (operand->kind == OPERAND_CALL) {
		strbuf_addf(sb, "%s(", expr_call_word(operand->call));
		add_items(set, sb, operand, 0);
		strbuf_addch(sb, ')');
		return;
	}
	strbuf_addch(sb, '[');
	add_items(set, sb, operand, as);
	strbuf_addch(sb, ']');
}

static const char *
sign_of(const struct node *node)
{
	static const char *const signs[] = { "==", "!=", "<", "<=", ">",
		">=", "in" };

	return signs[node->op - NODE_EQ];
}

static void
add_node(const struct expr_set *set, struct strbuf *sb, const struct node *node,
    unsigned as)
{
	if (node->op < NODE_STARTS_WITH) {
		add_operand(set, sb, node->a, as);
		strbuf_addf(sb, " %s ", sign_of(node));
		add_operand(set, sb, node->b, as);
		return;
	}
	strbuf_addf(sb, "%s(", expr_op_word(node->op));
	add_operand(set, sb, node->a, as);
	strbuf_addstr(sb, ", ");
	if (node->op == NODE_BETWEEN)
		add_items(set, sb, &set->operands[node->b], as);
	else
		add_operand(set, sb, node->b, as);
	strbuf_addch(sb, ')');
}

/* Could the constants of the operand be written as that type? */
static bool
can_be(const struct expr_set *set, int number, unsigned type)
{
	const struct operand *operand = &set->operands[number];
	struct dec ignored;
	size_t i;

	if (operand->kind == OPERAND_MEMBER || operand->kind == OPERAND_CALL)
		return true;
	for (i = 0; operand->kind == OPERAND_LIST && i < operand->n_items; i++)
		if (!can_be(set, operand->items[i], type))
			return false;
	if (operand->kind == OPERAND_LIST || type == EXPR_STRING)
		return true;
	return type == EXPR_NUMBER && operand->type == NDJSON_STRING &&
	       dec_parse(&ignored, operand->text, operand->len) == DEC_OK;
}

/* ELEMENT in LIST, or not. */
static void
add_in(const struct expr_set *set, struct strbuf *sb, int element, int list,
    bool is_not)
{
	strbuf_addstr(sb, is_not ? "!(" : "");
	add_operand(set, sb, element, 0);
	strbuf_addstr(sb, " in ");
	add_operand(set, sb, list, 0);
	strbuf_addstr(sb, is_not ? ")" : "");
}

/* What to write instead, where that can be told; types are the member's. */
static void
add_advice(const struct expr_set *set, struct strbuf *sb,
    const struct node *node, int member, int other, unsigned types)
{
	const struct operand *value = &set->operands[other];
	bool is_not = node->op == NODE_NE;

	strbuf_addstr(sb, "; write ");
	if ((node->op == NODE_STARTS_WITH || node->op == NODE_CONTAINS) ||
	    (node->op == NODE_BETWEEN && !can_be(set, other, types))) {
		sb->len -= strlen("; write ");
		strbuf_addstr(sb, node->op == NODE_BETWEEN
				      ? ", and the ends are not"
				      : ", and it asks for texts");
	} else if (value->kind == OPERAND_CONST && value->type == NDJSON_NULL) {
		strbuf_addstr(sb, is_not ? "has(" : "!has(");
		add_operand(set, sb, member, 0);
		strbuf_addch(sb, ')');
	} else if (types == EXPR_LIST && value->kind == OPERAND_CONST &&
		   (node->op == NODE_EQ || is_not)) {
		add_in(set, sb, other, member, is_not);
	} else if (types == EXPR_LIST && value->kind == OPERAND_LIST &&
		   value->n_items > 0) {
		add_in(set, sb, value->items[0], member, false);
	} else if (types == EXPR_BOOLEAN) {
		strbuf_addstr(sb, is_not ? "!" : "");
		add_operand(set, sb, member, 0);
	} else if (node->op == NODE_IN && node->b == member) {
		add_operand(set, sb, member, 0);
		strbuf_addstr(sb, " == ");
		add_operand(
		    set, sb, other, can_be(set, other, types) ? types : 0);
	} else if ((types == EXPR_NUMBER || types == EXPR_STRING) &&
		   can_be(set, other, types)) {
		add_node(set, sb, node, types);
	} else {
		sb->len -= strlen("; write ");
		sb->s[sb->len] = '\0';
	}
}

/* Has it another value in another record? */
static bool
is_variable(const struct expr_set *set, int number)
{
	return set->operands[number].kind == OPERAND_MEMBER ||
	       set->operands[number].kind == OPERAND_CALL;
}

/* The sentence on a node whose sides are of these types. */
static void
describe(const struct expr_set *set, struct strbuf *sb, const struct node *node,
    unsigned left, unsigned right)
{
	bool is_left = is_variable(set, node->a);
	int member = is_left ? node->a : node->b;
	int other = is_left ? node->b : node->a;
	unsigned types = is_left ? left : right;

	add_node(set, sb, node, 0);
	strbuf_addf(sb, ": can never %s, as ",
	    node->op == NODE_NE ? "be false" : "hold");
	add_operand(set, sb, member, 0);
	strbuf_addf(sb, " is %s", type_name(types));
	if (is_variable(set, other)) {
		strbuf_addstr(sb, " and ");
		add_operand(set, sb, other, 0);
		strbuf_addf(sb, " is %s", type_name(is_left ? right : left));
		return;
	}
	add_advice(set, sb, node, member, other, types);
}

static void
describe_alone(
    const struct expr_set *set, struct strbuf *sb, int member, unsigned types)
{
	add_member(set, sb, member);
	strbuf_addstr(sb, ": can never hold by itself, as it is ");
	strbuf_addf(sb, "%s; write has(", type_name(types));
	add_member(set, sb, member);
	strbuf_addch(sb, ')');
}

/* Null beside another type is no type that a value was meant to have. */
static unsigned
bare(unsigned types)
{
	unsigned others = types & ~(unsigned)EXPR_NULL;

	return others ? others : types;
}

/* A function whose member is of these types, and never what it takes. */
static void
describe_call(const struct expr_set *set, struct strbuf *sb, int number,
    size_t item, unsigned types)
{
	const struct operand *operand = &set->operands[number];

	add_operand(set, sb, number, 0);
	strbuf_addstr(sb, ": never has a value, as ");
	add_operand(set, sb, operand->items[item], 0);
	strbuf_addstr(sb, " is ");
	if (expr_call_takes(operand->call) == NDJSON_NUMBER) {
		strbuf_addstr(sb, types == EXPR_NUMBER
				      ? "a number of too many digits"
				      : type_name(types));
		strbuf_addstr(sb, "; a product is of two numbers");
		return;
	}
	if (types != EXPR_STRING)
		strbuf_addf(sb, "%s; a date is a text: ", type_name(types));
	else
		strbuf_addstr(sb, "no date: ");
	strbuf_addstr(sb, "\"2025-03-14\"");
}

static int
never_made(const struct expr_set *set, size_t from, struct strbuf *sb)
{
	size_t i;

	for (i = from; i < set->n_operands; i++) {
		const struct operand *operand = &set->operands[i];

		if (operand->was_made || operand->bad_types == 0)
			continue;
		describe_call(set, sb, (int)i, operand->bad_item,
		    bare(operand->bad_types));
		return (int)(set->n_nodes + i);
	}
	return -1;
}

int
expr_never_met(const struct expr_set *set, int from, struct strbuf *sb)
{
	size_t i;

	for (i = (size_t)from; i < set->n_nodes; i++) {
		const struct node *node = &set->nodes[i];

		if (node->is_met || node->left_types == 0)
			continue;
		if (node->op == NODE_MEMBER)
			describe_alone(
			    set, sb, node->a, bare(node->left_types));
		else
			describe(
			    set, sb, node, node->left_types, node->right_types);
		return (int)i;
	}
	return never_made(set, i - set->n_nodes, sb);
}

/* --- before any record ---------------------------------------------------- */

/* The types of an operand where the caller knows the members'; 0: any. */
static unsigned
known_types(
    const struct expr_set *set, int number, expr_types_fn *types, void *context)
{
	const struct operand *operand = &set->operands[number];

	if (operand->kind != OPERAND_MEMBER)
		return types_of(set, number);
	return types(context, set->watched[operand->member].name);
}

/* Are the members of functions of the types that they take? */
static bool
check_calls(const struct expr_set *set, int number, expr_types_fn *types,
    void *context, struct strbuf *sb)
{
	const struct operand *operand = &set->operands[number];
	unsigned taken = expr_type_of(expr_call_takes(operand->call));
	size_t i;

	for (i = 0; i < operand->n_items; i++) {
		unsigned is =
		    known_types(set, operand->items[i], types, context);

		if (!check_calls(set, operand->items[i], types, context, sb))
			return false;
		if (operand->kind != OPERAND_CALL || is == 0 || (is & taken))
			continue;
		describe_call(set, sb, number, i, is);
		return false;
	}
	return true;
}

static bool
check_compare(const struct expr_set *set, const struct node *node,
    expr_types_fn *types, void *context, struct strbuf *sb)
{
	unsigned left = known_types(set, node->a, types, context);
	unsigned right = known_types(set, node->b, types, context);

	if (!check_calls(set, node->a, types, context, sb) ||
	    !check_calls(set, node->b, types, context, sb))
		return false;
	if (left == 0 || right == 0)
		return true;
	if (node->op >= NODE_STARTS_WITH && (left & EXPR_LIST))
		return true;
	if (node->op == NODE_IN &&
	    set->operands[node->b].kind == OPERAND_MEMBER) {
		if (right & EXPR_LIST)
			return true;
	} else if (left & right) {
		return true;
	}
	describe(set, sb, node, left, right);
	return false;
}

bool
expr_check_types(const struct expr_set *set, int expr, expr_types_fn *types,
    void *context, struct strbuf *sb)
{
	const struct node *node = &set->nodes[expr];
	unsigned alone;

	switch (node->op) {
	case NODE_CONST:
	case NODE_HAS:
		return true;
	case NODE_NOT:
		return expr_check_types(set, node->a, types, context, sb);
	case NODE_AND:
	case NODE_OR:
		return expr_check_types(set, node->a, types, context, sb) &&
		       expr_check_types(set, node->b, types, context, sb);
	case NODE_MEMBER:
		alone = types(context, set->watched[node->a].name);
		if (alone == 0 || (alone & EXPR_BOOLEAN))
			return true;
		describe_alone(set, sb, node->a, alone);
		return false;
	default:
		return check_compare(set, node, types, context, sb);
	}
}

/* --- values that a member can have ---------------------------------------- */

static void
describe_value(const struct expr_set *set, struct strbuf *sb,
    const struct node *node, int member, const char *text,
    const struct near_names *values)
{
	const char *near =
	    near_name(text, (const char *const *)values->list, values->n);
	bool is_list = node->op == NODE_IN && node->b == member;
	const char *is = is_list                        ? " never has "
			 : node->op == NODE_STARTS_WITH ? " never begins with "
			 : node->op == NODE_CONTAINS    ? " never contains "
							: " is never ";
	size_t i;

	add_node(set, sb, node, 0);
	strbuf_addstr(sb, ": ");
	add_operand(set, sb, member, 0);
	strbuf_addstr(sb, is);
	add_const(sb, text, strlen(text), EXPR_STRING);
	if (near) {
		strbuf_addstr(sb, "; did you mean ");
		add_const(sb, near, strlen(near), EXPR_STRING);
		strbuf_addch(sb, '?');
		return;
	}
	for (i = 0; i < values->n; i++)
		strbuf_addf(
		    sb, "%s%s", i > 0 ? ", " : "; there are ", values->list[i]);
}

/* Is what stands on the other side, or in it, among the values? */
static bool
check_text(const struct expr_set *set, const struct node *node, int member,
    int other, const struct near_names *values, struct strbuf *sb)
{
	const struct operand *o = &set->operands[other];
	size_t i;

	for (i = 0; o->kind == OPERAND_LIST && i < o->n_items; i++)
		if (!check_text(set, node, member, o->items[i], values, sb))
			return false;
	if (o->kind != OPERAND_CONST || o->type != NDJSON_STRING ||
	    near_has(values, o->text))
		return true;
	describe_value(set, sb, node, member, o->text, values);
	return false;
}

/* Is there a value that begins with the text, or has it in it? */
static bool
has_part(const struct near_names *values, enum node_op op, const char *text)
{
	size_t i;

	for (i = 0; i < values->n; i++)
		if (op == NODE_STARTS_WITH
			? strncmp(values->list[i], text, strlen(text)) == 0
			: strstr(values->list[i], text) != NULL)
			return true;
	return false;
}

/* Can each text that is looked for in a member be there? */
static bool
check_part(const struct expr_set *set, const struct node *node, int other,
    const struct near_names *values, struct strbuf *sb)
{
	const struct operand *o = &set->operands[other];
	size_t i;

	for (i = 0; i < o->n_items; i++)
		if (!check_part(set, node, o->items[i], values, sb))
			return false;
	if (o->kind != OPERAND_CONST || has_part(values, node->op, o->text))
		return true;
	describe_value(set, sb, node, node->a, o->text, values);
	return false;
}

static bool
check_value(const struct expr_set *set, const struct node *node,
    expr_values_fn *values, void *context, struct strbuf *sb)
{
	bool is_left = set->operands[node->a].kind == OPERAND_MEMBER;
	int member = is_left ? node->a : node->b;
	int other = is_left ? node->b : node->a;
	const struct operand *o = &set->operands[member];
	const struct near_names *known;

	if (set->operands[node->a].kind == OPERAND_MEMBER &&
	    (node->op == NODE_STARTS_WITH || node->op == NODE_CONTAINS)) {
		known = values(
		    context, set->watched[set->operands[node->a].member].name);
		return !known || check_part(set, node, node->b, known, sb);
	}
	if (o->kind != OPERAND_MEMBER ||
	    (node->op != NODE_EQ && node->op != NODE_NE && node->op != NODE_IN))
		return true;
	known = values(context, set->watched[o->member].name);
	return !known || check_text(set, node, member, other, known, sb);
}

bool
expr_check_values(const struct expr_set *set, int expr, expr_values_fn *values,
    void *context, struct strbuf *sb)
{
	const struct node *node = &set->nodes[expr];

	switch (node->op) {
	case NODE_CONST:
	case NODE_HAS:
	case NODE_MEMBER:
		return true;
	case NODE_NOT:
		return expr_check_values(set, node->a, values, context, sb);
	case NODE_AND:
	case NODE_OR:
		return expr_check_values(set, node->a, values, context, sb) &&
		       expr_check_values(set, node->b, values, context, sb);
	default:
		return check_value(set, node, values, context, sb);
	}
}

static void
visit_operand(const struct expr_set *set, int number, expr_member_fn *visit,
    void *context)
{
	const struct operand *operand = &set->operands[number];
	size_t i;

	if (operand->kind == OPERAND_MEMBER)
		visit(context, set->watched[operand->member].name);
	for (i = 0; i < operand->n_items; i++)
		visit_operand(set, operand->items[i], visit, context);
}

void
expr_each_of_value(
    const struct expr_set *set, int value, expr_member_fn *visit, void *context)
{
	visit_operand(set, value, visit, context);
}

void
expr_each_member(
    const struct expr_set *set, int expr, expr_member_fn *visit, void *context)
{
	const struct node *node = &set->nodes[expr];

	switch (node->op) {
	case NODE_CONST:
		break;
	case NODE_NOT:
		expr_each_member(set, node->a, visit, context);
		break;
	case NODE_AND:
	case NODE_OR:
		expr_each_member(set, node->a, visit, context);
		expr_each_member(set, node->b, visit, context);
		break;
	case NODE_MEMBER:
	case NODE_HAS:
		visit(context, set->watched[node->a].name);
		break;
	default:
		visit_operand(set, node->a, visit, context);
		visit_operand(set, node->b, visit, context);
	}
}
