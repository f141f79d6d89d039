/* expr.c - a set of expressions, each part kept once. */
#include "vardstrom/expr.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "expr_set.h"

struct expr_set *
expr_set_new(void)
{
	struct expr_set *set = xcalloc(1, sizeof(*set));

	strbuf_init(&set->left);
	strbuf_init(&set->right);
	return set;
}

void
expr_set_free(struct expr_set *set)
{
	size_t i;

	if (!set)
		return;
	for (i = 0; i < set->n_operands; i++) {
		free(set->operands[i].text);
		free(set->operands[i].items);
	}
	for (i = 0; i < set->n_watched; i++)
		free(set->watched[i].name);
	for (i = 0; i < set->n_definitions; i++)
		free(set->definitions[i].name);
	free(set->operands);
	free(set->nodes);
	free(set->watched);
	free(set->definitions);
	free(set->borders);
	strbuf_release(&set->left);
	strbuf_release(&set->right);
	free(set);
}

/* --- building: everything is looked for before it is added ---------------- */

int
expr_set_node(struct expr_set *set, enum node_op op, int a, int b)
{
	size_t i;

	for (i = 0; i < set->n_nodes; i++) {
		const struct node *node = &set->nodes[i];

		if (node->op == op && node->a == a && node->b == b)
			return (int)i;
	}
	GROW(set->nodes, set->n_nodes, set->cap_nodes);
	set->nodes[i] = (struct node){ .op = op, .a = a, .b = b };
	set->n_nodes++;
	return (int)i;
}

static int
add_operand(struct expr_set *set, struct operand operand)
{
	GROW(set->operands, set->n_operands, set->cap_operands);
	set->operands[set->n_operands] = operand;
	return (int)set->n_operands++;
}

int
expr_set_const(
    struct expr_set *set, enum ndjson_type type, const char *s, size_t len)
{
	struct operand new = { .kind = OPERAND_CONST, .type = type };
	size_t i;

	for (i = 0; i < set->n_operands; i++) {
		const struct operand *old = &set->operands[i];

		if (old->kind == OPERAND_CONST && old->type == type &&
		    old->len == len && memcmp(old->text, s, len) == 0)
			return (int)i;
	}
	new.text = xstrndup(s, len);
	new.len = len;
	if (type == NDJSON_NUMBER)
		new.is_dec = dec_parse(&new.dec, s, len) == DEC_OK;
	return add_operand(set, new);
}

int
expr_member_value(struct expr_set *set, int member)
{
	struct operand new = { .kind = OPERAND_MEMBER, .member = member };
	size_t i;

	for (i = 0; i < set->n_operands; i++)
		if (set->operands[i].kind == OPERAND_MEMBER &&
		    set->operands[i].member == member)
			return (int)i;
	return add_operand(set, new);
}

int
expr_set_items(struct expr_set *set, enum operand_kind kind, enum call call,
    int *items, size_t n_items)
{
	struct operand new = { .kind = kind, .call = call };
	size_t i;

	for (i = 0; i < set->n_operands; i++) {
		const struct operand *old = &set->operands[i];

		if (old->kind == kind && old->call == call &&
		    old->n_items == n_items &&
		    (n_items == 0 || memcmp(old->items, items,
					 n_items * sizeof(*items)) == 0)) {
			free(items);
			return (int)i;
		}
	}
	new.items = items;
	new.n_items = n_items;
	return add_operand(set, new);
}

int
expr_first_member(const struct expr_set *set, int operand)
{
	const struct operand *o = &set->operands[operand];
	int member = o->kind == OPERAND_MEMBER ? o->member : -1;
	size_t i;

	for (i = 0; member < 0 && i < o->n_items; i++)
		member = expr_first_member(set, o->items[i]);
	return member;
}

bool
expr_looks_beyond(const struct expr_set *set, int operand, int member)
{
	const struct operand *o = &set->operands[operand];
	size_t i;

	if (o->kind == OPERAND_MEMBER)
		return o->member != member;
	for (i = 0; i < o->n_items; i++)
		if (expr_looks_beyond(set, o->items[i], member))
			return true;
	return false;
}

int
expr_member(struct expr_set *set, const char *name, size_t len)
{
	struct watched *new;
	size_t i;

	for (i = 0; i < set->n_watched; i++)
		if (set->watched[i].field.len == len &&
		    memcmp(set->watched[i].name, name, len) == 0)
			return (int)i;
	GROW(set->watched, set->n_watched, set->cap_watched);
	new = &set->watched[set->n_watched];
	memset(new, 0, sizeof(*new));
	new->name = xstrndup(name, len);
	new->field = (struct field){ .name = new->name, .len = len };
	return (int)set->n_watched++;
}

const char *
expr_member_name(const struct expr_set *set, int member)
{
	return set->watched[member].name;
}

int
expr_never_there(const struct expr_set *set, int from)
{
	size_t i;

	for (i = (size_t)from; i < set->n_watched; i++)
		if (set->watched[i].seen > 0 && !set->watched[i].was_there)
			return (int)i;
	return -1;
}

int
expr_both(struct expr_set *set, int a, int b)
{
	return a < 0 ? b : expr_set_node(set, NODE_AND, a, b);
}

const struct definition *
expr_set_find(const struct expr_set *set, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < set->n_definitions; i++)
		if (strlen(set->definitions[i].name) == len &&
		    memcmp(set->definitions[i].name, name, len) == 0)
			return &set->definitions[i];
	return NULL;
}

static void
define(struct expr_set *set, const char *name, int operand, int node)
{
	struct definition *new;
	size_t i;

	for (i = 0; i < set->n_definitions; i++)
		if (strcmp(set->definitions[i].name, name) == 0)
			break;
	if (i == set->n_definitions) {
		GROW(
		    set->definitions, set->n_definitions, set->cap_definitions);
		set->definitions[i].name = xstrdup(name);
		set->n_definitions++;
	}
	new = &set->definitions[i];
	new->operand = operand;
	new->node = node;
}

void
expr_define_string(
    struct expr_set *set, const char *name, const char *s, size_t len)
{
	define(set, name, expr_set_const(set, NDJSON_STRING, s, len), -1);
}

void
expr_define_number(
    struct expr_set *set, const char *name, const char *s, size_t len)
{
	define(set, name, expr_set_const(set, NDJSON_NUMBER, s, len), -1);
}

void
expr_define_condition(struct expr_set *set, const char *name, int expr)
{
	define(set, name, -1, expr);
}

bool
expr_has_name(const struct expr_set *set, const char *name)
{
	return expr_set_find(set, name, strlen(name)) != NULL;
}

size_t
expr_n_names(const struct expr_set *set)
{
	return set->n_definitions;
}

void
expr_keep_names(struct expr_set *set, size_t n)
{
	while (set->n_definitions > n)
		free(set->definitions[--set->n_definitions].name);
}
