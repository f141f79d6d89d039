/* rows.c - the rows behind one figure in two runs. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

#include "figures.h"

void
rows_init(struct rows *r)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	r->contents = keyset_new();
	r->sources = keyset_new();
	for (i = 0; i < N_ROW_KINDS; i++)
		strbuf_init(&r->changes[i].sources);
}

void
rows_release(struct rows *r)
{
	size_t i;

	keyset_free(r->contents);
	keyset_free(r->sources);
	free(r->old.items);
	free(r->new.items);
	free(r->head);
	for (i = 0; i < N_ROW_KINDS; i++)
		strbuf_release(&r->changes[i].sources);
}

/** A number of the member trace; 0 where it is not there. */
static struct dec
number_in(const struct ndjson_member *trace, const char *name)
{
	struct ndjson_member m;
	struct ndjson_iter it;
	struct dec v;

	ndjson_iter_init(&it, trace);
	while (ndjson_iter_next(&it, &m))
		if (m.name_len == strlen(name) &&
		    memcmp(m.name, name, m.name_len) == 0 &&
		    m.type == NDJSON_NUMBER &&
		    dec_parse(&v, m.value, m.value_len) == DEC_OK)
			return v;
	return dec_from_int(0);
}

/** What a row says, without what the run makes of it. */
static void
add_row(struct rows *r, struct row_list *list, struct record *rec,
    const struct ndjson_member *trace)
{
	static const char *const made[] = { "source", "trace", "measures",
		"conditions", "diagnosis_group", "unknown_codes" };
	struct field source = FIELD("source");
	const struct ndjson_member *m = record_get(rec, &source);
	struct strbuf sb = STRBUF_INIT;
	struct row row = { .numerator = number_in(trace, "numerator"),
		.denominator = number_in(trace, "denominator") };
	size_t i;

	row.source = keyset_add(r->sources, m ? m->value : "",
	    m && m->type == NDJSON_STRING ? m->value_len : 0, NULL);
	for (i = 0; i < sizeof(made) / sizeof(*made); i++) {
		struct field f = { .name = made[i], .len = strlen(made[i]) };

		record_unset(rec, &f);
	}
	record_format(rec, &sb);
	row.content = keyset_add(r->contents, sb.s, sb.len, NULL);
	strbuf_release(&sb);
	GROW(list->items, list->n, list->cap);
	list->items[list->n++] = row;
}

static int
read_summary(struct rows *r, struct records *in, const struct record *rec)
{
	char *head = figures_head(rec);
	bool is_other = r->head && strcmp(r->head, head) != 0;

	r->has_denominator |= records_get(rec, "denominator") != NULL;
	r->is_in_parts |= records_get(rec, "numerator_parts") ||
			  records_get(rec, "denominator_parts");
	if (r->head)
		free(head);
	else
		r->head = head;
	return is_other ? records_fault(in, NULL, "the trace of another figure")
			: 0;
}

int
rows_read(struct rows *r, const char *path, bool is_new, size_t max_line,
    struct strbuf *err)
{
	struct records *in = records_open(path, max_line, err);
	struct row_list *list = is_new ? &r->new : &r->old;
	struct record *rec;
	bool has_summary = false;
	int status = -1;

	if (!in)
		return -1;
	while ((status = records_next(in, &rec)) > 0) {
		const struct ndjson_member *kind = records_get(rec, "record");
		const struct ndjson_member *trace = records_get(rec, "trace");

		if (ndjson_is_text(kind, "trace_summary", 13)) {
			has_summary = true;
			status = read_summary(r, in, rec);
			if (status != 0)
				break;
		} else if (trace && trace->type == NDJSON_OBJECT) {
			add_row(r, list, rec, trace);
		}
	}
	if (status == 0 && !has_summary) {
		strbuf_addf(
		    err, "%s: ends without the record trace_summary", path);
		status = -1;
	}
	records_close(in);
	return status;
}

/* --- which row is which -------------------------------------------------- */

/** Add to what a kind changes; sums that are too large stay as they are. */
static void
count(struct rows *r, size_t kind, const struct row *old, const struct row *new)
{
	struct row_change *c = &r->changes[kind];
	const struct row *row = new ? new : old;
	const char *source;
	size_t len;

	c->n++;
	if (new &&
	    (dec_add(&c->numerator, c->numerator, new->numerator) ||
		dec_add(&c->denominator, c->denominator, new->denominator)))
		return;
	if (old &&
	    (dec_sub(&c->numerator, c->numerator, old->numerator) ||
		dec_sub(&c->denominator, c->denominator, old->denominator)))
		return;
	if (kind == ROWS_SAME && dec_cmp(old->numerator, new->numerator) == 0 &&
	    dec_cmp(old->denominator, new->denominator) == 0) {
		c->n--;
		return;
	}
	if (c->n > ROWS_SHOWN)
		return;
	source = keyset_key(r->sources, row->source, &len);
	strbuf_addstr(&c->sources, c->sources.len ? ",\"" : "\"");
	strbuf_add(&c->sources, source, len);
	strbuf_addch(&c->sources, '"');
}

/** Pair rows of the same number, each once, in the order of reading. */
static void
pair_by(struct rows *r, size_t kind, uint32_t n_numbers, bool is_source)
{
	size_t *first = xcalloc((size_t)n_numbers + 1, sizeof(*first));
	size_t *next = xcalloc(r->old.n + 1, sizeof(*next));
	size_t i;

	/* chains of old rows, their places from 1 */
	for (i = r->old.n; i > 0; i--) {
		struct row *old = &r->old.items[i - 1];
		uint32_t no = is_source ? old->source : old->content;

		if (old->is_paired)
			continue;
		next[i] = first[no];
		first[no] = i;
	}
	for (i = 0; i < r->new.n; i++) {
		struct row *new = &r->new.items[i], *old;
		uint32_t no = is_source ? new->source : new->content;

		if (new->is_paired || first[no] == 0)
			continue;
		old = &r->old.items[first[no] - 1];
		first[no] = next[first[no]];
		old->is_paired = new->is_paired = true;
		count(r, kind, old, new);
	}
	free(first);
	free(next);
}

void
rows_pair(struct rows *r)
{
	size_t i;

	r->numerator = r->denominator = dec_from_int(0);
	for (i = 0; i < r->old.n; i++)
		if (dec_add(&r->numerator, r->numerator,
			r->old.items[i].numerator) ||
		    dec_add(&r->denominator, r->denominator,
			r->old.items[i].denominator))
			return;
	pair_by(r, ROWS_SAME, keyset_n(r->contents), false);
	pair_by(r, ROWS_CHANGED, keyset_n(r->sources), true);
	for (i = 0; i < r->old.n; i++)
		if (!r->old.items[i].is_paired)
			count(r, ROWS_GONE, &r->old.items[i], NULL);
	for (i = 0; i < r->new.n; i++)
		if (!r->new.items[i].is_paired)
			count(r, ROWS_NEW, NULL, &r->new.items[i]);
}

bool
rows_value(const struct rows *r, size_t kind, struct dec *out)
{
	struct dec above = r->numerator, below = r->denominator;
	size_t i;

	for (i = 0; i < kind; i++)
		if (dec_add(&above, above, r->changes[i].numerator) ||
		    dec_add(&below, below, r->changes[i].denominator))
			return false;
	*out = above;
	if (!r->has_denominator)
		return true;
	return dec_sign(below) != 0 && dec_div(out, above, below) == DEC_OK;
}
