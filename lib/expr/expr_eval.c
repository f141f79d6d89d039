/* expr_eval.c - work a set of expressions out by record. */
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

#include "expr_call.h"
#include "expr_set.h"

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

/* apart, as hardly any value is asked of it */
static bool get_call(struct expr_set *set, struct operand *operand,
    struct value *v, struct strbuf *scratch) __attribute__((noinline));

/** The value of an operand that is no list; false: a missing member. */
static bool
get_value(
    struct expr_set *set, int number, struct value *v, struct strbuf *scratch)
{
	struct operand *operand = &set->operands[number];
	const struct ndjson_member *m;

	if (operand->kind == OPERAND_CONST) {
		v->type = operand->type;
		v->s = operand->text;
		v->len = operand->len;
		v->dec = operand->is_dec ? &operand->dec : NULL;
		return true;
	}
	if (operand->kind == OPERAND_CALL)
		return get_call(set, operand, v, scratch);
	m = look_at(set, operand->member);
	if (!m)
		return false;
	set_value(v, m, scratch);
	return true;
}

/** Note an argument that a function can do nothing with. */
static void
note_bad(const struct expr_set *set, struct operand *operand, size_t i,
    enum ndjson_type type)
{
	if (set->is_silent)
		return;
	operand->bad_types |= (uint8_t)expr_type_of(type);
	operand->bad_item = (uint8_t)i;
}

/**
 * The product of numbers, exactly; false: one is missing. One that is no
 * number, or of more digits than are summed, stands for the product as a text:
 * what needs a number rejects that, and no number is equal to it.
 */
static bool
get_product(struct expr_set *set, struct operand *operand, struct value *v,
    struct strbuf *scratch)
{
	struct dec numbers[CALL_MAX_ARGS];
	size_t i;

	for (i = 0; i < operand->n_items; i++) {
		if (!get_value(set, operand->items[i], v, scratch) ||
		    v->type == NDJSON_NULL)
			return false;
		if (v->dec) {
			numbers[i] = *v->dec;
			continue;
		}
		if (v->type == NDJSON_NUMBER &&
		    dec_parse(&numbers[i], v->s, v->len) == DEC_OK)
			continue;
		note_bad(set, operand, i, v->type);
		v->type = NDJSON_STRING;
		v->s = "";
		v->len = 0;
		return true;
	}
	operand->was_made |= !set->is_silent;
	strbuf_reset(scratch);
	dec_mul_text(scratch, numbers[0], numbers[1]);
	v->type = NDJSON_NUMBER;
	v->s = scratch->s;
	v->len = scratch->len;
	v->dec = NULL;
	return true;
}

/** What a function makes of its arguments; false: one is missing, or none. */
static bool
get_call(struct expr_set *set, struct operand *operand, struct value *v,
    struct strbuf *scratch)
{
	int read[CALL_MAX_ARGS] = { 0 };
	size_t i;

	if (operand->call == CALL_PRODUCT)
		return get_product(set, operand, v, scratch);
	for (i = 0; i < operand->n_items; i++) {
		if (!get_value(set, operand->items[i], v, scratch))
			return false;
		if (v->type == NDJSON_STRING &&
		    expr_call_read(operand->call, v->s, v->len, &read[i]))
			continue;
		note_bad(set, operand, i, v->type);
		return false;
	}
	operand->was_made |= !set->is_silent;
	strbuf_reset(scratch);
	strbuf_addi(scratch, expr_call_result(operand->call, read));
	v->type = NDJSON_NUMBER;
	v->s = scratch->s;
	v->len = scratch->len;
	v->dec = NULL;
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

/** How two values lie to each other; false: they have no order. */
static bool
find_order(const struct value *a, const struct value *b, int *order)
{
	if (a->type != b->type)
		return false;
	if (a->type == NDJSON_NUMBER)
		*order = compare_numbers(a, b);
	else if (a->type == NDJSON_STRING)
		*order = bytes_compare(a->s, a->len, b->s, b->len);
	else
		return false;
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
	if (!find_order(&a, &b, &order))
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

/* --- of a text, or of any element of a list -------------------------------
 */

static bool
begins_with(const struct value *a, const struct value *b)
{
	return a->len >= b->len &&
	       (b->len == 0 || memcmp(a->s, b->s, b->len) == 0);
}

/** Is the text in another one? In linear time, whatever they are. */
static bool
is_within(struct expr_set *set, const struct value *a, const struct value *b)
{
	size_t n = 0, i;

	if (b->len == 0)
		return true;
	if (b->len > a->len)
		return false;
	if (b->len > set->cap_borders) {
		set->cap_borders = b->len;
		set->borders =
		    xreallocarray(set->borders, b->len, sizeof(*set->borders));
	}
	/* borders[i]: how much of its own beginning ends at byte i */
	set->borders[0] = 0;
	for (i = 1; i < b->len; i++) {
		while (n > 0 && b->s[i] != b->s[n])
			n = set->borders[n - 1];
		n += b->s[i] == b->s[n];
		set->borders[i] = (uint32_t)n;
	}
	for (i = n = 0; i < a->len; i++) {
		while (n > 0 && a->s[i] != b->s[n])
			n = set->borders[n - 1];
		n += a->s[i] == b->s[n];
		if (n == b->len)
			return true;
	}
	return false;
}

/** Texts between two include those that begin with the upper one. */
static bool
lies_between(struct expr_set *set, struct node *node, const struct value *a)
{
	const int *ends = set->operands[node->b].items;
	struct value b;
	int order;

	if (!get_value(set, ends[0], &b, &set->right))
		return false;
	note_types(set, node, a->type, b.type);
	if (!find_order(a, &b, &order) || order < 0 ||
	    !get_value(set, ends[1], &b, &set->right) ||
	    !find_order(a, &b, &order))
		return false;
	return order <= 0 || (a->type == NDJSON_STRING && begins_with(a, &b));
}

static bool
has_text(struct expr_set *set, struct node *node, const struct value *a, int at)
{
	struct value b;

	if (!get_value(set, at, &b, &set->right))
		return false;
	note_types(set, node, a->type, b.type);
	if (a->type != NDJSON_STRING || b.type != NDJSON_STRING)
		return false;
	return node->op == NODE_STARTS_WITH ? begins_with(a, &b)
					    : is_within(set, a, &b);
}

static bool
holds_of(struct expr_set *set, struct node *node, const struct value *a)
{
	const struct operand *right = &set->operands[node->b];
	size_t i;

	if (node->op == NODE_BETWEEN)
		return lies_between(set, node, a);
	if (right->kind != OPERAND_LIST)
		return has_text(set, node, a, node->b);
	for (i = 0; i < right->n_items; i++)
		if (has_text(set, node, a, right->items[i]))
			return true;
	return false;
}

static bool
holds_of_any(struct expr_set *set, struct node *node)
{
	struct ndjson_member list = { .type = NDJSON_ARRAY }, element;
	struct ndjson_iter it;
	struct value a;

	if (!get_value(set, node->a, &a, &set->left))
		return false;
	if (a.type != NDJSON_ARRAY)
		return holds_of(set, node, &a);
	note_types(set, node, NDJSON_ARRAY, NDJSON_ARRAY);
	list.value = a.s;
	list.value_len = (uint32_t)a.len;
	ndjson_iter_init(&it, &list);
	while (ndjson_iter_next(&it, &element)) {
		set_value(&a, &element, &set->left);
		if (holds_of(set, node, &a))
			return true;
	}
	return false;
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
	case NODE_STARTS_WITH:
	case NODE_CONTAINS:
	case NODE_BETWEEN:
		return holds_of_any(set, node);
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
expr_element_holds(
    struct expr_set *set, int node, const struct ndjson_member *element)
{
	struct node *is = &set->nodes[node];
	struct value a, b;
	bool holds;

	set_value(&b, element, &set->left);
	if (is->op == NODE_IN)
		return get_value(set, is->a, &a, NULL) && is_equal(&a, &b);
	set->is_silent = true;
	holds = holds_of(set, is, &b);
	set->is_silent = false;
	return holds;
}

bool
expr_is_made(struct expr_set *set, int operand)
{
	struct value v;
	bool is_made;

	set->is_silent = true;
	is_made = get_value(set, operand, &v, &set->left);
	set->is_silent = false;
	return is_made;
}

const struct ndjson_member *
expr_value_of(struct expr_set *set, int value)
{
	struct operand *operand = &set->operands[value];
	struct value v;

	if (operand->kind == OPERAND_MEMBER)
		return expr_value(set, operand->member);
	if (!get_value(set, value, &v, &set->right))
		return NULL;
	set->made.type = (uint8_t)v.type;
	set->made.value = v.s;
	set->made.value_len = (uint32_t)v.len;
	return &set->made;
}
