/* ndjson_record.c - looking members up in a record, changing it, writing it. */
#include "vardstrom/ndjson.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

#include "ndjson_check.h"

void
record_release(struct record *rec)
{
	strbuf_release(&rec->added);
	free(rec->cut);
	*rec = (struct record)RECORD_INIT;
}

static inline bool
is_field(const struct ndjson_member *m, const struct field *f)
{
	if (m->name_escaped)
		return ndjson_is_equal(
		    m->name, m->name_len, true, f->name, f->len);
	return m->name_len == f->len &&
	       ndjson_is_same(m->name, f->name, f->len);
}

/*
 * The index of the member; n_members where there is none. Members that are
 * left out move those behind them down, so below the hint is looked first.
 */
static size_t
find_member(const struct record *rec, struct field *f)
{
	const size_t n = rec->n_members;
	const size_t start = f->hint < n ? f->hint : n;

	if (start < n && is_field(&rec->members[start], f))
		return start;
	if (!(rec->name_bits & ndjson_name_bit(f->name, f->len)))
		return n;
	for (size_t i = start; i > 0; i--) {
		if (is_field(&rec->members[i - 1], f))
			return f->hint = i - 1;
	}
	for (size_t i = start; i < n; i++) {
		if (is_field(&rec->members[i], f))
			return f->hint = i;
	}
	return n;
}

const struct ndjson_member *
record_get(const struct record *rec, struct field *f)
{
	size_t i = find_member(rec, f);

	return i < rec->n_members ? &rec->members[i] : NULL;
}

void
record_unset(struct record *rec, struct field *f)
{
	size_t i = find_member(rec, f), at;

	if (i == rec->n_members)
		return;
	for (at = rec->n_cut; at > 0 && rec->cut[at - 1] > i; at--)
		;
	if (at > 0 && rec->cut[at - 1] == i)
		return;
	GROW(rec->cut, rec->n_cut, rec->cap_cut);
	for (size_t k = rec->n_cut; k > at; k--)
		rec->cut[k] = rec->cut[k - 1];
	rec->cut[at] = (uint32_t)i;
	rec->n_cut++;
}

static void
begin_added(struct record *rec, struct field *f)
{
	record_unset(rec, f);
	strbuf_add(&rec->added, ",\"", 2);
	strbuf_add(&rec->added, f->name, f->len);
	strbuf_add(&rec->added, "\":", 2);
}

void
record_set_string(
    struct record *rec, struct field *f, const char *s, size_t len)
{
	begin_added(rec, f);
	strbuf_add_json_string(&rec->added, s, len);
}

void
record_set_raw(
    struct record *rec, struct field *f, const char *json, size_t len)
{
	begin_added(rec, f);
	strbuf_add(&rec->added, json, len);
}

static const char *
end_of_value(const struct ndjson_member *m)
{
	return m->value + m->value_len + (m->type == NDJSON_STRING ? 1 : 0);
}

/* Members [from, to) with what stands between them, a comma in front. */
static void
add_run(const struct record *rec, size_t from, size_t to, struct strbuf *sb)
{
	const char *s, *end;

	if (from == to)
		return;
	s = rec->members[from].name - 1;
	end = end_of_value(&rec->members[to - 1]);
	strbuf_add(sb, ",", 1);
	strbuf_add(sb, s, (size_t)(end - s));
}

void
record_format(const struct record *rec, struct strbuf *sb)
{
	size_t from = 0, start = sb->len;

	if (rec->n_cut == 0 && rec->added.len == 0) {
		strbuf_add(sb, rec->line, rec->len);
		return;
	}
	strbuf_grow(sb, rec->len + rec->added.len + 2);
	for (size_t i = 0; i < rec->n_cut; i++) {
		add_run(rec, from, rec->cut[i], sb);
		from = rec->cut[i] + 1;
	}
	add_run(rec, from, rec->n_members, sb);
	strbuf_add(sb, rec->added.s, rec->added.len);
	/* Every part begins with a comma; the first one opens the object. */
	if (sb->len == start)
		strbuf_add(sb, "{", 1);
	else
		sb->s[start] = '{';
	strbuf_add(sb, "}", 1);
}
