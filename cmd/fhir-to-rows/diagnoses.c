/* diagnoses.c - the codes of one encounter, in order: the main one first. */
#include "diagnoses.h"

#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "vardstrom/xalloc.h"

/* As diagnosis, with what it points to: qsort hands nothing else on. */
struct sortable {
	struct diagnosis d;
	const char *id;
};

void
diagnoses_init(struct diagnoses *d)
{
	*d = (struct diagnoses){ .texts = STRBUF_INIT };
}

void
diagnoses_release(struct diagnoses *d)
{
	free(d->list);
	strbuf_release(&d->texts);
}

void
diagnoses_clear(struct diagnoses *d)
{
	d->n = 0;
	strbuf_reset(&d->texts);
}

void
diagnoses_add(struct diagnoses *d, const char *id, size_t id_len, uint64_t rank,
    uint64_t position, const char *codes, size_t codes_len)
{
	const char *at = codes;
	struct diagnosis *one;

	GROW(d->list, d->n, d->cap);
	one = &d->list[d->n++];
	one->n_codes = unpack_number(&at);
	one->rank = rank;
	one->position = position;
	one->id_at = d->texts.len;
	one->id_len = id_len;
	strbuf_add(&d->texts, id, id_len);
	one->codes_at = d->texts.len;
	one->codes_len = codes_len - (size_t)(at - codes);
	strbuf_add(&d->texts, at, one->codes_len);
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_ids(const struct sortable *a, const struct sortable *b)
{
	size_t len = a->d.id_len < b->d.id_len ? a->d.id_len : b->d.id_len;
	int diff = memcmp(a->id, b->id, len);

	return diff != 0 ? diff : compare_numbers(a->d.id_len, b->d.id_len);
}

static int
by_order(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	int diff = compare_numbers(x->d.rank, y->d.rank);

	if (diff == 0)
		diff = compare_numbers(x->d.position, y->d.position);
	return diff != 0 ? diff : compare_ids(x, y);
}

/* Of one id the one that stands first in the order above. */
static int
by_id(const void *a, const void *b)
{
	int diff = compare_ids(a, b);

	return diff != 0 ? diff : by_order(a, b);
}

static size_t
leave_out_repeats(struct sortable *list, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (kept == 0 || compare_ids(&list[kept - 1], &list[i]) != 0)
			list[kept++] = list[i];
	return kept;
}

/* Rank 1, where there are ranks; else the first listed; else the only one. */
static bool
is_main(const struct diagnoses *d)
{
	const struct diagnosis *first = &d->list[0];

	if (first->rank != UINT32_MAX)
		return first->rank == 1;
	return first->position != UINT32_MAX || d->n == 1;
}

bool
diagnoses_settle(struct diagnoses *d)
{
	struct sortable *list;

	if (d->n == 0)
		return false;
	list = xcalloc(d->n, sizeof(*list));
	for (size_t i = 0; i < d->n; i++) {
		list[i].d = d->list[i];
		list[i].id = d->texts.s + d->list[i].id_at;
	}
	qsort(list, d->n, sizeof(*list), by_id);
	d->n = leave_out_repeats(list, d->n);
	qsort(list, d->n, sizeof(*list), by_order);
	for (size_t i = 0; i < d->n; i++)
		d->list[i] = list[i].d;
	free(list);
	return is_main(d);
}
