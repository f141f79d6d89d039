/* expr.c - a set of expressions, each part kept once, worked out by record. */
#include "vardstrom/expr.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/same.h"
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
expr_set_member_operand(struct expr_set *set, int member)
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
expr_set_list(struct expr_set *set, int *items, size_t n_items)
{
	struct operand new = { .kind = OPERAND_LIST };
	size_t i;

	for (i = 0; i < set->n_operands; i++) {
		const struct operand *old = &set->operands[i];

		if (old->kind == OPERAND_LIST && old->n_items == n_items &&
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

/* --- working out -----------------------------------------------------------
 */

/** A value at hand: a string decoded, everything else as written. */
struct value {
	enum ndjson_type type;
	const char *s;
	size_t len;
	const struct dec *dec; /* where it is known already, or NULL */
};

void
expr_begin(struct expr_set *set, const struct record *rec)
{
	set->rec = rec;
	set->record_no++;
}

const struct ndjson_member *
expr_peek(struct expr_set *set, int member)
{
	struct watched *w = &set->watched[member];

	if (w->found != set->record_no) {
		w->member = record_get(set->rec, &w->field);
		w->found = set->record_no;
	}
	return w->member;
}

const struct ndjson_member *
expr_value(struct expr_set *set, int member)
{
	const struct ndjson_member *m = expr_peek(set, member);
	struct watched *w = &set->watched[member];

	w->seen = set->record_no;
	w->was_there |= m != NULL;
	return m;
}

/** The member, which is noted as looked at or not. */
static const struct ndjson_member *
look_at(struct expr_set *set, int member)
{
	return set->is_silent ? expr_peek(set, member)
			      : expr_value(set, member);
}

static void
set_value(
    struct value *v, const struct ndjson_member *m, struct strbuf *scratch)
{
	v->type = (enum ndjson_type)m->type;
	v->dec = NULL;
	if (m->type == NDJSON_STRING) {
		ndjson_text(m, scratch, &v->s, &v->len);
	} else {
		v->s = m->value;
		v->len = m->value_len;
	}
}

/** The value of an operand that is no list; false: a missing member. */
static bool
get_value(
    struct expr_set *set, int number, struct value *v, struct strbuf *scratch)
{
	const struct operand *operand = &set->operands[number];
	const struct ndjson_member *m;

	if (operand->kind == OPERAND_CONST) {
		v->type = operand->type;
		v->s = operand->text;
		v->len = operand->len;
		v->dec = operand->is_dec ? &operand->dec : NULL;
		return true;
	}
	m = look_at(set, operand->member);
	if (!m)
		return false;
	set_value(v, m, scratch);
	return true;
}

static int
compare_numbers(const struct value *a, const struct value *b)
{
	struct dec x, y;

	if (a->dec)
		x = *a->dec;
	else if (dec_parse(&x, a->s, a->len) != DEC_OK)
		return dec_cmp_text(a->s, a->len, b->s, b->len);
	if (b->dec)
		y = *b->dec;
	else if (dec_parse(&y, b->s, b->len) != DEC_OK)
		return dec_cmp_text(a->s, a->len, b->s, b->len);
	return dec_cmp(x, y);
}

/* Lists and objects, by the values in them. */
static bool
is_same_inside(const struct value *a, const struct value *b)
{
	const struct value *both[] = { a, b };
	struct strbuf keys[] = { STRBUF_INIT, STRBUF_INIT };
	bool is_same;

	for (size_t i = 0; i < 2; i++) {
		struct ndjson_member m = { .type = (uint8_t)a->type,
			.value = both[i]->s,
			.value_len = (uint32_t)both[i]->len };

		same_key(&keys[i], &m);
	}
	is_same = strcmp(keys[0].s, keys[1].s) == 0;
	strbuf_release(&keys[0]);
	strbuf_release(&keys[1]);
	return is_same;
}

static bool
is_equal(const struct value *a, const struct value *b)
{
	if (a->type != b->type)
		return false;
	if (a->len == b->len && memcmp(a->s, b->s, a->len) == 0)
		return true;
	if (a->type == NDJSON_ARRAY || a->type == NDJSON_OBJECT)
		return is_same_inside(a, b);
	return a->type == NDJSON_NUMBER && compare_numbers(a, b) == 0;
}

/** Remember whether two sides could be equal at all. */
static inline void
note_types(const struct expr_set *set, struct node *node, enum ndjson_type a,
    enum ndjson_type b)
{
	unsigned left, right;

	if (node->is_met || set->is_silent)
		return;
	left = expr_type_of(a);
	right = expr_type_of(b);
	node->is_met = left == right;
	if (!node->is_met) {
		node->left_types |= (uint8_t)left;
		node->right_types |= (uint8_t)right;
	}
}

/**
 * member == "text", as most comparisons are, without a detour; false: take
 * the long way.
 */
static bool
is_plain_text(struct expr_set *set, struct node *node, bool *holds)
{
	const struct operand *left = &set->operands[node->a];
	const struct operand *right = &set->operands[node->b];
	const struct ndjson_member *m;

	if (left->kind != OPERAND_MEMBER || right->kind != OPERAND_CONST ||
	    right->type != NDJSON_STRING)
		return false;
	m = look_at(set, left->member);
	if (m && m->type == NDJSON_STRING && m->value_escaped)
		return false;
	*holds = false;
	if (!m)
		return true;
	if (m->type != NDJSON_STRING) {
		note_types(set, node, (enum ndjson_type)m->type, NDJSON_STRING);
		return true;
	}
	note_types(set, node, NDJSON_STRING, NDJSON_STRING);
	*holds = m->value_len == right->len &&
		 (right->len == 0 ||
		     bytes_are_same(m->value, right->text, right->len));
	return true;
}

static bool
holds_compare(struct expr_set *set, struct node *node)
{
	struct value a, b;
	bool holds;
	int order;

	if (node->op == NODE_EQ && is_plain_text(set, node, &holds))
		return holds;
	if (!get_value(set, node->a, &a, &set->left) ||
	    !get_value(set, node->b, &b, &set->right))
		return false;
	note_types(set, node, a.type, b.type);
	if (node->op == NODE_EQ)
		return is_equal(&a, &b);
	if (node->op == NODE_NE)
		return !is_equal(&a, &b);
	if (a.type != b.type)
		return false;
	if (a.type == NDJSON_NUMBER)
		order = compare_numbers(&a, &b);
	else if (a.type == NDJSON_STRING)
		order = bytes_compare(a.s, a.len, b.s, b.len);
	else
		return false;
	switch (node->op) {
	case NODE_LT:
		return order < 0;
	case NODE_LE:
		return order <= 0;
	case NODE_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool
holds_in(struct expr_set *set, struct node *node)
{
	const struct operand *right = &set->operands[node->b];
	const struct ndjson_member *list;
	struct ndjson_member element;
	struct ndjson_iter it;
	struct value a, b;
	size_t i;

	if (!get_value(set, node->a, &a, &set->left))
		return false;
	if (right->kind == OPERAND_LIST) {
		for (i = 0; i < right->n_items; i++)
			if (get_value(set, right->items[i], &b, NULL)) {
				note_types(set, node, a.type, b.type);
				if (is_equal(&a, &b))
					return true;
			}
		return false;
	}
	list = look_at(set, right->member);
	if (!list)
		return false;
	if (list->type != NDJSON_ARRAY) {
		note_types(
		    set, node, NDJSON_ARRAY, (enum ndjson_type)list->type);
		return false;
	}
	note_types(set, node, NDJSON_ARRAY, NDJSON_ARRAY);
	ndjson_iter_init(&it, list);
	while (ndjson_iter_next(&it, &element)) {
		set_value(&b, &element, &set->right);
		if (is_equal(&a, &b))
			return true;
	}
	return false;
}

static bool
work_out(struct expr_set *set, struct node *node)
{
	const struct ndjson_member *m;

	switch (node->op) {
	case NODE_CONST:
		return node->a != 0;
	case NODE_AND:
		return expr_holds(set, node->a) && expr_holds(set, node->b);
	case NODE_OR:
		return expr_holds(set, node->a) || expr_holds(set, node->b);
	case NODE_NOT:
		return !expr_holds(set, node->a);
	case NODE_MEMBER:
		m = look_at(set, node->a);
		if (m)
			note_types(
			    set, node, (enum ndjson_type)m->type, NDJSON_TRUE);
		return m && m->type == NDJSON_TRUE;
	case NODE_HAS:
		return look_at(set, node->a) != NULL;
	case NODE_IN:
		return holds_in(set, node);
	default:
		return holds_compare(set, node);
	}
}

bool
expr_holds(struct expr_set *set, int expr)
{
	struct node *node = &set->nodes[expr];

	if (node->seen != set->record_no) {
		node->result = work_out(set, node);
		node->seen = set->record_no;
	}
	return node->result;
}

bool
expr_answer(struct expr_set *set, int node)
{
	bool holds;

	set->is_silent = true;
	holds = work_out(set, &set->nodes[node]);
	set->is_silent = false;
	return holds;
}

bool
expr_equals(struct expr_set *set, int operand, const struct ndjson_member *m)
{
	struct value a, b;

	if (!get_value(set, operand, &a, &set->left))
		return false;
	set_value(&b, m, &set->right);
	return is_equal(&a, &b);
}
