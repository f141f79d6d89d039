/*
 * canonical.c - the canonical order in which members are compared.
 *
 * A set of names is a key: the names sorted, each with its length in front.
 * Its order is kept as ranks among the sorted names. A set for which there is
 * no room is never given any later, so equal sets are always treated alike.
 */
#include "canonical.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"
#include "varint.h"

/* A member by its name, which is decoded. */
struct named {
	const char *name;
	size_t len;
	size_t at; /* its place in the record, skip not counted */
	const struct ndjson_member *member;
};

struct canonical {
	struct keyset *sets;
	uint32_t **ranks; /* by set: rank of the first member, and so on */
	size_t n_ranks, cap_ranks;
	struct named *sorted; /* members of the record at hand */
	size_t n_sorted, cap_sorted;
	struct strbuf names, set, scratch;
};

struct canonical *
canonical_new(void)
{
	struct canonical *o = xcalloc(1, sizeof(*o));

	o->sets = keyset_new();
	strbuf_init(&o->names);
	strbuf_init(&o->set);
	strbuf_init(&o->scratch);
	return o;
}

void
canonical_free(struct canonical *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n_ranks; i++)
		free(o->ranks[i]);
	free(o->ranks);
	free(o->sorted);
	keyset_free(o->sets);
	strbuf_release(&o->names);
	strbuf_release(&o->set);
	strbuf_release(&o->scratch);
	free(o);
}

static int
compare_names(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return bytes_compare(x->name, x->len, y->name, y->len);
}

/* Append a name or a text, decoded. */
static void
add_decoded(struct canonical *o, const char *s, size_t len, bool is_escaped,
    struct strbuf *sb)
{
	const struct ndjson_member text = { .value = s,
		.value_len = (uint32_t)len,
		.type = NDJSON_STRING,
		.value_escaped = is_escaped };

	ndjson_text(&text, &o->scratch, &s, &len);
	strbuf_add(sb, s, len);
}

/* Fill sorted, and set with the key that it is. */
static void
sort_members(struct canonical *o, const struct record *rec,
    const struct ndjson_member *skip)
{
	const char *name;

	strbuf_reset(&o->names);
	o->n_sorted = 0;
	for (size_t i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];
		size_t start = o->names.len;

		if (m == skip)
			continue;
		add_decoded(
		    o, m->name, m->name_len, m->name_escaped, &o->names);
		GROW(o->sorted, o->n_sorted, o->cap_sorted);
		o->sorted[o->n_sorted] = (struct named){ .member = m,
			.at = o->n_sorted,
			.len = o->names.len - start };
		o->n_sorted++;
	}
	name = o->names.s;
	for (size_t i = 0; i < o->n_sorted; name += o->sorted[i++].len)
		o->sorted[i].name = name;
	if (o->n_sorted > 1)
		qsort(
		    o->sorted, o->n_sorted, sizeof(*o->sorted), compare_names);
	strbuf_reset(&o->set);
	for (size_t i = 0; i < o->n_sorted; i++) {
		varint_add(&o->set, o->sorted[i].len);
		strbuf_add(&o->set, o->sorted[i].name, o->sorted[i].len);
	}
}

/* The ranks of the set at hand; NULL: it is compared in sorted order. */
static const uint32_t *
ranks_of_set(struct canonical *o)
{
	uint32_t number, *ranks;

	if (keyset_find(o->sets, o->set.s, o->set.len, &number))
		return o->ranks[number];
	if (o->n_sorted == 0 ||
	    keyset_bytes_with(o->sets, o->set.len) > CANONICAL_BYTES)
		return NULL;
	keyset_add(o->sets, o->set.s, o->set.len, NULL);
	ranks = xreallocarray(NULL, o->n_sorted, sizeof(*ranks));
	for (size_t i = 0; i < o->n_sorted; i++)
		ranks[o->sorted[i].at] = (uint32_t)i;
	GROW(o->ranks, o->n_ranks, o->cap_ranks);
	o->ranks[o->n_ranks++] = ranks;
	return ranks;
}

static void
write_member(const struct named *named, struct strbuf *text)
{
	const struct ndjson_member *m = named->member;

	strbuf_add_json_string(text, named->name, named->len);
	strbuf_addch(text, ':');
	same_key(text, m);
}

bool
canonical_write(struct canonical *o, const struct record *rec,
    const struct ndjson_member *skip, struct strbuf *text)
{
	const uint32_t *ranks;
	bool is_own = true;

	sort_members(o, rec, skip);
	ranks = ranks_of_set(o);
	for (size_t i = 0; i < o->n_sorted; i++) {
		const struct named *named = &o->sorted[ranks ? ranks[i] : i];

		if (named->at != i)
			is_own = false;
		strbuf_addch(text, i == 0 ? '{' : ',');
		write_member(named, text);
	}
	return is_own;
}
