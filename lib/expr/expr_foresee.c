/* expr_foresee.c - what is certain of an expression when one member is known.
 */
#include "expr_set.h"

enum {
	MAX_LOOKS = 10000 /* at parts; those beyond are taken as unknown */
};

/** What is asked. */
struct question {
	struct expr_set *set;
	int member;
	int n_looks;
};

/** What may come of it in the records that share the member's value. */
struct outlook {
	bool may_hold;
	bool may_fail;
};

static const struct outlook anything = { true, true };

/** As it is in the record at hand. */
static struct outlook
certain(struct expr_set *set, int expr)
{
	bool holds = expr_holds(set, expr);

	return (struct outlook){ holds, !holds };
}

static struct outlook
foresee(struct question *q, int expr)
{
	const struct node *node = &q->set->nodes[expr];
	struct outlook a, b;

	if (++q->n_looks > MAX_LOOKS)
		return anything;
	switch (node->op) {
	case NODE_CONST:
		return certain(q->set, expr);
	case NODE_MEMBER:
	case NODE_HAS:
		return node->a == q->member ? certain(q->set, expr) : anything;
	case NODE_NOT:
		a = foresee(q, node->a);
		return (struct outlook){ a.may_fail, a.may_hold };
	case NODE_AND:
		a = foresee(q, node->a);
		b = foresee(q, node->b);
		return (struct outlook){ a.may_hold && b.may_hold,
			a.may_fail || b.may_fail };
	case NODE_OR:
		a = foresee(q, node->a);
		b = foresee(q, node->b);
		return (struct outlook){ a.may_hold || b.may_hold,
			a.may_fail && b.may_fail };
	default:
		if (expr_looks_beyond(q->set, node->a, q->member) ||
		    expr_looks_beyond(q->set, node->b, q->member))
			return anything;
		return certain(q->set, expr);
	}
}

bool
expr_may_hold(struct expr_set *set, int expr, int member)
{
	struct question q = { .set = set, .member = member };

	return foresee(&q, expr).may_hold;
}

/* --- what is left to ask --------------------------------------------------
 */

/** The node of a constant. */
static int
constant(struct expr_set *set, bool holds)
{
	return expr_set_node(set, NODE_CONST, holds, 0);
}

/** Is the node the constant true, or false? */
static bool
is_constant(const struct expr_set *set, int expr, bool holds)
{
	const struct node *node = &set->nodes[expr];

	return node->op == NODE_CONST && (node->a != 0) == holds;
}

static int simplify(struct question *q, int expr);

/*
 * Only what the left side decides is left out, and a right side that changes
 * nothing: no member is looked at less often than before, so that those that
 * no record has stay known.
 */
static int
simplify_both(struct question *q, enum node_op op, int left, int right)
{
	bool decides = op == NODE_OR;
	int a = simplify(q, left), b;

	if (is_constant(q->set, a, decides))
		return a;
	b = simplify(q, right);
	if (is_constant(q->set, a, !decides))
		return b;
	if (is_constant(q->set, b, !decides))
		return a;
	return expr_set_node(q->set, op, a, b);
}

static int
simplify_not(struct question *q, int expr)
{
	int a = simplify(q, expr);

	if (is_constant(q->set, a, true))
		return constant(q->set, false);
	if (is_constant(q->set, a, false))
		return constant(q->set, true);
	return expr_set_node(q->set, NODE_NOT, a, 0);
}

static int
simplify(struct question *q, int expr)
{
	/* a copy: the nodes move when one is added */
	const struct node node = q->set->nodes[expr];
	struct outlook o;

	if (++q->n_looks > MAX_LOOKS)
		return expr;
	switch (node.op) {
	case NODE_CONST:
		return expr;
	case NODE_NOT:
		return simplify_not(q, node.a);
	case NODE_AND:
	case NODE_OR:
		return simplify_both(q, node.op, node.a, node.b);
	default:
		o = foresee(q, expr);
		return o.may_hold && o.may_fail ? expr
						: constant(q->set, o.may_hold);
	}
}

int
expr_given(struct expr_set *set, int expr, int member)
{
	struct question q = { .set = set, .member = member };
	int rest = simplify(&q, expr);

	return is_constant(set, rest, true) ? -1 : rest;
}
