/* signature.c - all that some conditions can tell of a record, as bits. */
#include "signature.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/text_cache.h"
#include "vardstrom/xalloc.h"

#include "expr_set.h"

enum {
	WORD_BITS = 64,
	TYPE_BITS = 3, /* of a member: 0 missing, else its type + 1 */
	PART_NODES = WORD_BITS - TYPE_BITS,
	N_REMEMBERED = 2048 /* texts */
};

/**
 * What is asked of one member; of one that is asked more, another part has
 * the rest. Comparisons of several members with each other have parts of
 * their own.
 */
struct part {
	int member;            /* -1: of several */
	int nodes[PART_NODES]; /* below 0: whether the operand of number ~it
				  has a value */
	size_t n_nodes;
	uint64_t elements; /* bits of the nodes that look into a list */
	size_t word;       /* of the signature, and the place there */
	unsigned shift;
};

struct signature {
	struct expr_set *set;
	struct part *parts;
	size_t n_parts, cap_parts;
	uint64_t *words;
	size_t n_words;
	struct text_cache *texts;
	uint64_t *answers; /* by place of texts */
};

/* --- making ---------------------------------------------------------------
 */

/** A part of that member with room for n nodes more. */
static struct part *
find_part(struct signature *sig, int member, size_t n)
{
	size_t i;

	for (i = 0; i < sig->n_parts; i++)
		if (sig->parts[i].member == member &&
		    sig->parts[i].n_nodes + n <= PART_NODES)
			return &sig->parts[i];
	GROW(sig->parts, sig->n_parts, sig->cap_parts);
	memset(&sig->parts[i], 0, sizeof(sig->parts[i]));
	sig->parts[i].member = member;
	sig->n_parts++;
	return &sig->parts[i];
}

/** Is it asked of the elements where the member is a list? */
static bool
is_of_elements(const struct expr_set *set, const struct node *node)
{
	if (node->op == NODE_IN)
		return set->operands[node->a].kind == OPERAND_CONST &&
		       set->operands[node->b].kind == OPERAND_MEMBER;
	return node->op >= NODE_STARTS_WITH &&
	       set->operands[node->a].kind == OPERAND_MEMBER &&
	       expr_first_member(set, node->b) < 0;
}

static void
add_node(struct signature *sig, int member, int node)
{
	struct part *part = find_part(sig, member, 1);

	if (node >= 0 && is_of_elements(sig->set, &sig->set->nodes[node]))
		part->elements |= UINT64_C(1) << (TYPE_BITS + part->n_nodes);
	part->nodes[part->n_nodes++] = node;
}

/** Is it there already? */
static bool
has_node(const struct signature *sig, int node)
{
	size_t i, k;

	for (i = 0; i < sig->n_parts; i++)
		for (k = 0; k < sig->parts[i].n_nodes; k++)
			if (sig->parts[i].nodes[k] == node)
				return true;
	return false;
}

/** Parts for all members of an operand, and what functions make of them. */
static void
add_operand(struct signature *sig, int number)
{
	const struct operand *operand = &sig->set->operands[number];
	int member = expr_first_member(sig->set, number);
	size_t i;

	if (operand->kind == OPERAND_MEMBER)
		(void)find_part(sig, member, 0);
	for (i = 0; i < operand->n_items; i++)
		add_operand(sig, operand->items[i]);
	if (operand->kind != OPERAND_CALL || member < 0 ||
	    has_node(sig, ~number))
		return;
	add_node(sig, expr_looks_beyond(sig->set, number, member) ? -1 : member,
	    ~number);
}

static void
add_comparison(struct signature *sig, int node)
{
	const struct node *is = &sig->set->nodes[node];
	int member = expr_first_member(sig->set, is->a);

	add_operand(sig, is->a);
	add_operand(sig, is->b);
	if (member < 0)
		member = expr_first_member(sig->set, is->b);
	if (member < 0)
		return;
	if (expr_looks_beyond(sig->set, is->a, member) ||
	    expr_looks_beyond(sig->set, is->b, member))
		member = -1;
	add_node(sig, member, node);
}

/** Add the comparisons of an expression that are not in it yet. */
static void
add_expr(struct signature *sig, int expr, bool *is_added)
{
	const struct node *node = &sig->set->nodes[expr];

	if (is_added[expr])
		return;
	is_added[expr] = true;
	switch (node->op) {
	case NODE_CONST:
		break;
	case NODE_AND:
	case NODE_OR:
		add_expr(sig, node->a, is_added);
		add_expr(sig, node->b, is_added);
		break;
	case NODE_NOT:
		add_expr(sig, node->a, is_added);
		break;
	case NODE_MEMBER:
	case NODE_HAS:
		(void)find_part(sig, node->a, 0); /* its type tells */
		break;
	default:
		add_comparison(sig, expr);
	}
}

/** Give each part its place, in the first word with room. */
static void
place_parts(struct signature *sig)
{
	unsigned *used = xcalloc(sig->n_parts + 1, sizeof(*used));
	size_t i;

	for (i = 0; i < sig->n_parts; i++) {
		struct part *part = &sig->parts[i];
		unsigned n = TYPE_BITS + (unsigned)part->n_nodes;

		while (used[part->word] + n > WORD_BITS)
			part->word++;
		part->shift = used[part->word];
		used[part->word] += n;
		if (part->word == sig->n_words)
			sig->n_words++;
	}
	free(used);
	sig->words = xcalloc(sig->n_words + 1, sizeof(*sig->words));
}

struct signature *
signature_new(struct expr_set *set, const int *exprs, size_t n_exprs,
    const int *members, size_t n_members)
{
	struct signature *sig = xcalloc(1, sizeof(*sig));
	bool *is_added = xcalloc(set->n_nodes + 1, sizeof(*is_added));
	size_t i;

	sig->set = set;
	for (i = 0; i < n_members; i++)
		(void)find_part(sig, members[i], 0);
	for (i = 0; i < n_exprs; i++)
		add_expr(sig, exprs[i], is_added);
	free(is_added);
	place_parts(sig);
	sig->texts = text_cache_new(N_REMEMBERED);
	sig->answers = xcalloc(N_REMEMBERED, sizeof(*sig->answers));
	return sig;
}

void
signature_free(struct signature *sig)
{
	if (!sig)
		return;
	text_cache_free(sig->texts);
	free(sig->answers);
	free(sig->parts);
	free(sig->words);
	free(sig);
}

size_t
signature_n_answers(const struct signature *sig)
{
	size_t n = 0, i;

	for (i = 0; i < sig->n_parts; i++)
		n += sig->parts[i].n_nodes;
	return n;
}

/* --- a record's ------------------------------------------------------------
 */

/** Which comparisons of a part hold for the record at hand. */
static uint64_t
ask(struct signature *sig, const struct part *part)
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < part->n_nodes; i++) {
		int node = part->nodes[i];

		if (node < 0 ? expr_is_made(sig->set, ~node)
			     : expr_answer(sig->set, node))
			bits |= UINT64_C(1) << (TYPE_BITS + i);
	}
	return bits;
}

/** What is asked of a list's elements and holds for one. */
static uint64_t
ask_element(struct signature *sig, const struct part *part,
    const struct ndjson_member *element)
{
	uint64_t bits = 0;
	size_t i;

	for (i = 0; i < part->n_nodes; i++) {
		uint64_t bit = UINT64_C(1) << (TYPE_BITS + i);
		if ((part->elements & bit) &&
		    expr_element_holds(sig->set, part->nodes[i], element))
			bits |= bit;
	}
	return bits;
}

static uint64_t ask_list(struct signature *sig, const struct part *part,
    const struct ndjson_member *list);

/** The answers that a text of that type stands for, remembered. */
static uint64_t
answers_of(struct signature *sig, const struct part *part,
    const struct ndjson_member *m, bool is_element)
{
	uint32_t kind = (uint32_t)(part - sig->parts) << (TYPE_BITS + 1) |
			(uint32_t)is_element << TYPE_BITS | m->type;
	int at = text_cache_find(sig->texts, kind, m->value, m->value_len);
	uint64_t bits;

	if (at != TEXT_CACHE_NONE)
		return sig->answers[at];
	bits = is_element                ? ask_element(sig, part, m)
	       : m->type == NDJSON_ARRAY ? ask_list(sig, part, m)
					 : ask(sig, part);
	at = text_cache_claim(sig->texts, kind, m->value, m->value_len);
	if (at != TEXT_CACHE_NONE)
		sig->answers[at] = bits;
	return bits;
}

static uint64_t
ask_list(struct signature *sig, const struct part *part,
    const struct ndjson_member *list)
{
	struct ndjson_member element;
	struct ndjson_iter it;
	uint64_t bits = 0;

	ndjson_iter_init(&it, list);
	while (ndjson_iter_next(&it, &element))
		bits |= answers_of(sig, part, &element, true);
	return bits;
}

/** The type of a part's member, and the answers that it does not tell. */
static uint64_t
bits_of(struct signature *sig, const struct part *part)
{
	const struct ndjson_member *m;
	uint64_t type;

	if (part->member < 0)
		return ask(sig, part);
	m = expr_peek(sig->set, part->member);
	type = m ? m->type + UINT64_C(1) : 0;
	/* constants are of other types than lists, which are all one to them */
	if (m && ((m->type == NDJSON_ARRAY && part->elements) ||
		     (part->n_nodes > 0 && (m->type == NDJSON_STRING ||
					       m->type == NDJSON_NUMBER))))
		return type | answers_of(sig, part, m, false);
	return type;
}

const uint64_t *
signature_of(struct signature *sig, size_t *n_words)
{
	size_t i;

	memset(sig->words, 0, sig->n_words * sizeof(*sig->words));
	for (i = 0; i < sig->n_parts; i++) {
		const struct part *part = &sig->parts[i];

		sig->words[part->word] |= bits_of(sig, part) << part->shift;
	}
	*n_words = sig->n_words;
	return sig->words;
}
