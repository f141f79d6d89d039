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

/** Does the operand look at no other member? Lists hold constants only. */
static bool
is_known(const struct expr_set *set, int number, int member)
{
	const struct operand *operand = &set->operands[number];

	return operand->kind != OPERAND_MEMBER || operand->member == member;
}

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
		if (!is_known(q->set, node->a, q->member) ||
		    !is_known(q->set, node->b, q->member))
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
