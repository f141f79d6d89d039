/*
 * expr_needle.c - look for many texts in one list: 'far' in measures and its
 * likes walk the list once for all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "expr_set.h"
#include "ndjson/ndjson_check.h"

/*
 * The texts are those of the expressions, so that no list can make a search
 * longer than their number.
 */
static size_t
head_of(const char *s, size_t len)
{
	if (len == 0)
		return 0;
	return (len * 5 + (unsigned char)s[0] * 3U +
		   (unsigned char)s[len / 2] * 7U + (unsigned char)s[len - 1]) %
	       N_HEADS;
}

int16_t
expr_add_needle(struct expr_set *set, int member, int operand)
{
	struct watched *w = &set->watched[member];
	const struct operand *text = &set->operands[operand];
	struct needles *ns = w->needles;
	uint8_t *head;

	if (text->kind != OPERAND_CONST || text->type != NDJSON_STRING)
		return 0;
	if (!ns)
		ns = w->needles = xcalloc(1, sizeof(*ns));
	if (ns->n == N_NEEDLES)
		return 0;
	head = &ns->heads[head_of(text->text, text->len)];
	ns->list[ns->n].operand = operand;
	ns->list[ns->n].next = *head;
	*head = ++ns->n;
	return *head;
}

/** The bit of the text among those that are looked for; 0: none. */
static uint64_t
bit_of(const struct expr_set *set, const struct needles *ns, const char *s,
    size_t len)
{
	uint8_t i = ns->heads[head_of(s, len)];

	while (i > 0) {
		const struct needle *needle = &ns->list[i - 1];
		const struct operand *text = &set->operands[needle->operand];

		if (text->len == len && ndjson_is_same(text->text, s, len))
			return UINT64_C(1) << (i - 1);
		i = needle->next;
	}
	return 0;
}

static uint64_t
walk(struct expr_set *set, const struct needles *ns,
    const struct ndjson_member *list)
{
	struct ndjson_member element;
	struct ndjson_iter it;
	uint64_t found = 0;
	const char *s;
	size_t len;

	ndjson_iter_init(&it, list);
	while (ndjson_iter_next(&it, &element)) {
		if (element.type != NDJSON_STRING)
			continue;
		ndjson_text(&element, &set->right, &s, &len);
		found |= bit_of(set, ns, s, len);
	}
	return found;
}

uint64_t
expr_found_all(struct expr_set *set, int member)
{
	const struct ndjson_member *list = expr_value(set, member);
	struct needles *ns = set->watched[member].needles;

	if (!ns || !list || list->type != NDJSON_ARRAY)
		return 0;
	if (ns->seen != set->record_no) {
		ns->found = walk(set, ns, list);
		ns->seen = set->record_no;
	}
	return ns->found;
}

/** Is the node a needle's? Then say which. */
static bool
is_needle(const struct expr_set *set, int expr, struct expr_needle *out)
{
	const struct node *node = &set->nodes[expr];

	if (node->op != NODE_IN || node->needle == 0)
		return false;
	out->member = set->operands[node->b].member;
	out->bit = (unsigned)node->needle - 1;
	return true;
}

/** A needle among all that must hold together. */
static bool
find_needle(const struct expr_set *set, int expr, struct expr_needle *out)
{
	const struct node *node = &set->nodes[expr];

	if (node->op != NODE_AND)
		return is_needle(set, expr, out);
	return find_needle(set, node->b, out) || find_needle(set, node->a, out);
}

bool
expr_split_needle(const struct expr_set *set, int expr, struct expr_needle *out)
{
	const struct node *node = &set->nodes[expr];
	struct expr_needle found = { .rest = expr };

	if (is_needle(set, expr, &found))
		found.rest = -1;
	else if (!find_needle(set, expr, &found))
		return false;
	else if (is_needle(set, node->b, &found))
		found.rest = node->a;
	*out = found;
	return true;
}
