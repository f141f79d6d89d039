/* unmet.c - indicators that the report names and that nothing has. */
#include "unmet.h"

#include <string.h>

#include "vardstrom/near.h"

#include "sentence.h"

struct telling {
	const struct unmet *u;
	struct near_names there, told;
};

static bool
is_defined(const struct unmet *u, const char *name)
{
	for (size_t i = 0; i < u->n_titles; i++)
		if (titles_find(u->titles[i], name) != name)
			return true;
	return false;
}

static void
hold_name(void *context, const char *name)
{
	struct telling *t = context;
	const struct unmet *u = t->u;

	if (store_has(u->store, name) || is_defined(u, name) ||
	    near_has(&t->told, name))
		return;
	near_note(&t->told, name);
	if (t->there.n == 0)
		store_note_names(u->store, &t->there);
	if (u->is_strict || u->n_titles > 0 ||
	    near_slip(name, (const char *const *)t->there.list, t->there.n))
		stream_tell_nothing(u->st,
		    "the report names an indicator without figures:", name,
		    &t->there);
}

static void
hold_names(struct telling *t, const struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		hold_name(t, names->list[i]);
}

static void
hold_texts(struct telling *t, const struct texts *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		sentence_names(texts->list[i], hold_name, t);
}

static void
hold_block(struct telling *t, const struct block *b)
{
	hold_names(t, &b->values);
	hold_texts(t, &b->findings);
	hold_texts(t, &b->notes);
	if (b->weight)
		hold_name(t, b->weight);
	if (b->sort)
		hold_name(t, b->sort);
}

static void
hold_chapters(struct telling *t, const struct chapters *all)
{
	hold_texts(t, &all->lead);
	for (size_t i = 0; i < all->n; i++) {
		const struct chapter *c = &all->list[i];

		hold_names(t, &c->needs);
		hold_texts(t, &c->texts);
		for (size_t j = 0; j < c->n_blocks; j++)
			hold_block(t, &c->blocks[j]);
	}
}

void
unmet_tell(const struct unmet *u, const struct plan *plan)
{
	struct telling t = { .u = u };

	hold_chapters(&t, plan_report(plan));
	hold_chapters(&t, plan_clinic(plan));
	near_release(&t.there);
	near_release(&t.told);
}
