/* expr_parts.c - the parts of a condition: which do not hold, and as text. */
#include <string.h>

#include "vardstrom/ascii.h"

#include "expr_call.h"
#include "expr_set.h"

int
expr_first_failing(struct expr_set *set, int expr)
{
	const struct node *node;
	int found;

	if (expr < 0 || expr_holds(set, expr))
		return -1;
	node = &set->nodes[expr];
	if (node->op != NODE_AND)
		return expr;
	found = expr_first_failing(set, node->a);
	return found >= 0 ? found : expr_first_failing(set, node->b);
}

size_t
expr_n_failing(struct expr_set *set, int expr)
{
	const struct node *node;

	if (expr < 0 || expr_holds(set, expr))
		return 0;
	node = &set->nodes[expr];
	if (node->op != NODE_AND)
		return 1;
	return expr_n_failing(set, node->a) + expr_n_failing(set, node->b);
}

/* --- as text ------------------------------------------------------------- */

/** A member's name, between backquotes where it could be something else. */
static void
add_member(const struct expr_set *set, int member, struct strbuf *sb)
{
	static const char *const words[] = { "in", "has", "true", "false",
		"null", NULL };
	const char *name = set->watched[member].name, *s = name;
	bool is_plain = *name != '\0' && !ascii_is_digit(*name);
	size_t i;

	for (; *s; s++)
		is_plain &= ascii_is_alnum(*s) || *s == '_' ||
			    (unsigned char)*s >= 0x80;
	for (i = 0; words[i]; i++)
		is_plain &= strcmp(words[i], name) != 0;
	strbuf_addstr(sb, is_plain ? "" : "`");
	strbuf_addstr(sb, name);
	strbuf_addstr(sb, is_plain ? "" : "`");
}

/** 'text', with \ before the quote and another \. */
static void
add_text(const struct operand *o, struct strbuf *sb)
{
	size_t i;

	strbuf_addch(sb, '\'');
	for (i = 0; i < o->len; i++) {
		if (o->text[i] == '\'' || o->text[i] == '\\')
			strbuf_addch(sb, '\\');
		strbuf_addch(sb, o->text[i]);
	}
	strbuf_addch(sb, '\'');
}

static void add_operand(
    const struct expr_set *set, int number, struct strbuf *sb);

/** With commas between. */
static void
add_items(
    const struct expr_set *set, const struct operand *o, struct strbuf *sb)
{
	size_t i;

	for (i = 0; i < o->n_items; i++) {
		strbuf_addstr(sb, i ? ", " : "");
		add_operand(set, o->items[i], sb);
	}
}

static void
add_operand(const struct expr_set *set, int number, struct strbuf *sb)
{
	const struct operand *o = &set->operands[number];

	if (o->kind == OPERAND_MEMBER) {
		add_member(set, o->member, sb);
	} else if (o->kind == OPERAND_CALL) {
		strbuf_addf(sb, "%s(", expr_call_word(o->call));
		add_items(set, o, sb);
		strbuf_addch(sb, ')');
	} else if (o->kind == OPERAND_LIST) {
		strbuf_addch(sb, '[');
		add_items(set, o, sb);
		strbuf_addch(sb, ']');
	} else if (o->type == NDJSON_STRING) {
		add_text(o, sb);
	} else {
		strbuf_add(sb, o->text, o->len);
	}
}

/** A side of && or ||, in parentheses where it would be read otherwise. */
static void
add_side(const struct expr_set *set, int expr, enum node_op op, bool is_right,
    struct strbuf *sb)
{
	enum node_op own = set->nodes[expr].op;
	bool is_apart =
	    (op == NODE_AND && own == NODE_OR) || (is_right && own == op);

	strbuf_addstr(sb, is_apart ? "(" : "");
	expr_format(set, expr, sb);
	strbuf_addstr(sb, is_apart ? ")" : "");
}

void
expr_format(const struct expr_set *set, int expr, struct strbuf *sb)
{
	static const char *const signs[] = { [NODE_AND] = " && ",
		[NODE_OR] = " || ",
		[NODE_EQ] = " == ",
		[NODE_NE] = " != ",
		[NODE_LT] = " < ",
		[NODE_LE] = " <= ",
		[NODE_GT] = " > ",
		[NODE_GE] = " >= ",
		[NODE_IN] = " in " };
	const struct node *node = &set->nodes[expr];
	enum node_op inner;

	switch (node->op) {
	case NODE_CONST:
		strbuf_addstr(sb, node->a ? "true" : "false");
		break;
	case NODE_AND:
	case NODE_OR:
		add_side(set, node->a, node->op, false, sb);
		strbuf_addstr(sb, signs[node->op]);
		add_side(set, node->b, node->op, true, sb);
		break;
	case NODE_NOT:
		inner = set->nodes[node->a].op;
		strbuf_addstr(sb, "!");
		if (inner == NODE_MEMBER || inner == NODE_HAS ||
		    inner >= NODE_STARTS_WITH) {
			expr_format(set, node->a, sb);
			break;
		}
		strbuf_addch(sb, '(');
		expr_format(set, node->a, sb);
		strbuf_addch(sb, ')');
		break;
	case NODE_MEMBER:
		add_member(set, node->a, sb);
		break;
	case NODE_HAS:
		strbuf_addstr(sb, "has(");
		add_member(set, node->a, sb);
		strbuf_addch(sb, ')');
		break;
	case NODE_STARTS_WITH:
	case NODE_CONTAINS:
	case NODE_BETWEEN:
		strbuf_addf(sb, "%s(", expr_op_word(node->op));
		add_operand(set, node->a, sb);
		strbuf_addstr(sb, ", ");
		if (node->op == NODE_BETWEEN)
			add_items(set, &set->operands[node->b], sb);
		else
			add_operand(set, node->b, sb);
		strbuf_addch(sb, ')');
		break;
	default:
		add_operand(set, node->a, sb);
		strbuf_addstr(sb, signs[node->op]);
		add_operand(set, node->b, sb);
		break;
	}
}
