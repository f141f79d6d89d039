/* figures.c - the figures of two runs, side by side. */
#include "figures.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

void
figures_init(struct figures *fs)
{
	static const struct figure empty = FIGURE_INIT;

	memset(fs, 0, sizeof(*fs));
	fs->keys = keyset_new();
	fs->figure = empty;
	strbuf_init(&fs->key);
	strbuf_init(&fs->scratch);
}

static struct side *
side_of(struct pair *p, size_t run)
{
	if (run == RUN_OLD)
		return &p->old;
	return run == RUN_NEW ? &p->new : &p->between[run - RUN_BETWEEN];
}

void
figures_release(struct figures *fs)
{
	uint32_t i;
	size_t k;

	for (i = 0; i < keyset_n(fs->keys); i++) {
		free(fs->pairs[i].head);
		for (k = 0; k < MAX_RUNS; k++)
			free(side_of(&fs->pairs[i], k)->not_assessed);
	}
	free(fs->pairs);
	keyset_free(fs->keys);
	figure_release(&fs->figure);
	strbuf_release(&fs->key);
	strbuf_release(&fs->scratch);
}

static void
make_key(struct figures *fs)
{
	strbuf_reset(&fs->key);
	strbuf_add(&fs->key, fs->figure.indicator.s, fs->figure.indicator.len);
	strbuf_addch(&fs->key, '\0');
	strbuf_add(&fs->key, fs->figure.scope.s, fs->figure.scope.len);
}

/** Is a member one of those that say whose figure it is? */
static bool
is_head(const struct ndjson_member *m, const struct ndjson_member *by)
{
	static const char *const own[] = { "indicator", "period", "by" };
	struct ndjson_member name;
	struct ndjson_iter it;
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strlen(own[i]) == m->name_len &&
		    memcmp(own[i], m->name, m->name_len) == 0)
			return true;
	if (!by || by->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, by);
	while (ndjson_iter_next(&it, &name))
		if (name.value_len == m->name_len &&
		    memcmp(name.value, m->name, m->name_len) == 0)
			return true;
	return false;
}

char *
figures_head(const struct record *rec)
{
	struct field field = FIELD("by");
	const struct ndjson_member *by = record_get(rec, &field);
	struct strbuf sb = STRBUF_INIT;
	const char *raw;
	size_t len, i;

	for (i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		if (!is_head(m, by))
			continue;
		ndjson_raw(m, &raw, &len);
		strbuf_addstr(&sb, ",\"");
		strbuf_add(&sb, m->name, m->name_len);
		strbuf_addstr(&sb, "\":");
		strbuf_add(&sb, raw, len);
	}
	return strbuf_detach(&sb, NULL);
}

enum figure_status
figures_add(
    struct figures *fs, const struct record *rec, size_t run, bool *is_twice)
{
	enum figure_status status = figure_read(&fs->figure, rec);
	const struct figure *f = &fs->figure;
	struct pair *pair;
	struct side *side;
	bool is_first;
	uint32_t no;

	*is_twice = false;
	if (status != FIGURE_OK)
		return status;
	make_key(fs);
	no = keyset_add(fs->keys, fs->key.s, fs->key.len, &is_first);
	GROW(fs->pairs, no, fs->cap_pairs);
	pair = &fs->pairs[no];
	if (is_first) {
		memset(pair, 0, sizeof(*pair));
		pair->head = figures_head(rec);
		pair->no = no;
	}
	side = side_of(pair, run);
	*is_twice = side->is_there;
	if (side->is_there)
		return FIGURE_OK;
	side->is_there = true;
	side->has_value = f->has_value;
	side->value = f->has_value ? f->value : dec_from_int(0);
	if (f->not_assessed.len > 0)
		side->not_assessed = xstrdup(f->not_assessed.s);
	return FIGURE_OK;
}

bool
figures_differ(const struct side *a, const struct side *b)
{
	const char *old = a->not_assessed, *new = b->not_assessed;

	if (a->is_there != b->is_there || a->has_value != b->has_value ||
	    dec_cmp(a->value, b->value) != 0)
		return true;
	return !old || !new ? old != new : strcmp(old, new) != 0;
}

static struct dec
size_of(struct dec v)
{
	struct dec out = v;

	if (dec_sign(v) < 0 && dec_sub(&out, dec_from_int(0), v) != DEC_OK)
		return v;
	return out;
}

static void
work_out(struct pair *p)
{
	if (dec_sub(&p->difference, p->new.value, p->old.value) != DEC_OK)
		p->difference = dec_from_int(0);
	p->share = dec_from_int(-1);
	if (p->old.has_value &&
	    p->new.has_value &&dec_sign(p->old.value) != 0 &&
	    dec_div(&p->share, size_of(p->difference), size_of(p->old.value)) !=
		DEC_OK)
		p->share = dec_from_int(-1);
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	bool x_of_none = dec_sign(x->share) < 0;
	bool y_of_none = dec_sign(y->share) < 0;
	int order;

	if (x_of_none != y_of_none)
		return x_of_none ? -1 : 1;
	order = dec_cmp(y->share, x->share);
	if (order == 0)
		order = dec_cmp(size_of(y->difference), size_of(x->difference));
	if (order != 0)
		return order;
	return x->no < y->no ? -1 : x->no > y->no;
}

size_t
figures_rank(struct figures *fs, struct dec least)
{
	uint32_t all = keyset_n(fs->keys), i;
	size_t n = 0;

	for (i = 0; i < all; i++) {
		struct pair *p = &fs->pairs[i], kept;

		if (!figures_differ(&p->old, &p->new))
			continue;
		work_out(p);
		if (dec_sign(p->share) >= 0 && dec_cmp(p->share, least) < 0)
			continue;
		kept = fs->pairs[n];
		fs->pairs[n++] = *p;
		*p = kept;
	}
	if (n > 0)
		qsort(fs->pairs, n, sizeof(*fs->pairs), compare_pairs);
	return n;
}
