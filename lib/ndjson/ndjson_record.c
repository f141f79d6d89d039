/* ndjson_record.c - looking members up in a record, changing it, writing it. */
#include "vardstrom/ndjson.h"

#include <stdlib.h>

#include "vardstrom/bytes.h"
#include "vardstrom/xalloc.h"

#include "ndjson_check.h"
#include "ndjson_names.h"

void
record_release(struct record *rec)
{
	strbuf_release(&rec->added);
	free(rec->sets);
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
	       (f->len == 0 || bytes_are_same(m->name, f->name, f->len));
}

/*
 * The index of the member; n_members where there is none. Members that are
 * left out move those behind them down, so below the hint is looked first.
 */
static size_t
find_by_text(const struct record *rec, struct field *f)
{
	const size_t n = rec->n_members;
	const size_t start = f->hint < n ? f->hint : n;

	for (size_t i = start; i > 0; i--) {
		if (is_field(&rec->members[i - 1], f))
			return f->hint = (uint32_t)(i - 1);
	}
	for (size_t i = start; i < n; i++) {
		if (is_field(&rec->members[i], f))
			return f->hint = (uint32_t)i;
	}
	return n;
}

/*
 * A name without a number is in no record whose names all have theirs. It is
 * asked for again each time: a field is seldom looked for before it was met.
 */
static uint32_t
number_of(struct field *f)
{
	if (f->number == NDJSON_NO_NUMBER)
		f->number = ndjson_name_number(f->name, f->len);
	return f->number;
}

/*
 * The index of the number among n; n where it is not. Four at a time: the
 * lowest of them that becomes zero has its highest bit set (above it, others
 * may, too).
 */
static size_t
find_number(const uint16_t *numbers, size_t n, uint32_t number)
{
	const uint64_t each = UINT64_C(0x0001000100010001);
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		uint64_t four;

		memcpy(&four, numbers + i, sizeof(four));
		four ^= each * number;
		if ((four - each) & ~four & each << 15)
			break;
	}
	while (i < n && numbers[i] != number)
		i++;
	return i;
}

static inline size_t
find_member(const struct record *rec, struct field *f)
{
	const size_t n = rec->n_members;
	uint32_t number;
	size_t i;

	if (!rec->numbers)
		return find_by_text(rec, f);
	number = number_of(f);
	if (f->hint < n && rec->numbers[f->hint] == number)
		return f->hint;
	i = find_number(rec->numbers, n, number);
	if (i < n)
		f->hint = (uint32_t)i;
	return i;
}

const struct ndjson_member *
record_find(const struct record *rec, struct field *f)
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

/* --- setting members ------------------------------------------------------ */

static struct record_set *
begin_set(struct record *rec, struct field *f)
{
	struct record_set *set;

	record_unset(rec, f);
	GROW(rec->sets, rec->n_sets, rec->cap_sets);
	set = &rec->sets[rec->n_sets++];
	strbuf_add(&rec->added, ",\"", 2);
	set->name_at = (uint32_t)rec->added.len;
	set->name_len = (uint32_t)f->len;
	set->number = (uint16_t)number_of(f);
	strbuf_add(&rec->added, f->name, f->len);
	strbuf_add(&rec->added, "\":", 2);
	set->value_at = (uint32_t)rec->added.len;
	return set;
}

/* The value was appended. */
static void
end_set(struct record *rec, struct record_set *set)
{
	const char *value = rec->added.s + set->value_at;
	size_t len = rec->added.len - set->value_at;

	set->type = (uint8_t)ndjson_type_of(*value);
	set->value_escaped = false;
	if (set->type == NDJSON_STRING) {
		set->value_at++;
		len -= 2;
		set->value_escaped = memchr(value + 1, '\\', len) != NULL;
	}
	set->value_len = (uint32_t)len;
}

void
record_set_string(
    struct record *rec, struct field *f, const char *s, size_t len)
{
	struct record_set *set = begin_set(rec, f);

	strbuf_add_json_string(&rec->added, s, len);
	end_set(rec, set);
}

void
record_set_raw(
    struct record *rec, struct field *f, const char *json, size_t len)
{
	struct record_set *set = begin_set(rec, f);

	strbuf_add(&rec->added, json, len);
	end_set(rec, set);
}

void
record_reset(struct record *rec)
{
	rec->n_cut = 0;
	rec->n_sets = 0;
	strbuf_reset(&rec->added);
}

/* --- writing it ----------------------------------------------------------- */

/* Where a copy of a record has got to. */
struct copy {
	char *to;
	struct ndjson_member *members; /* NULL: not wanted */
	uint16_t *numbers;             /* NULL: not known */
	size_t n_members;
};

/* Copy len bytes at s, and the members [from, to) that are in them. */
static void
copy_text(struct copy *c, const char *s, size_t len, const struct record *rec,
    size_t from, size_t to)
{
	memcpy(c->to, s, len);
	for (size_t i = from; c->members && i < to; i++) {
		struct ndjson_member *m = &c->members[c->n_members];

		if (c->numbers)
			c->numbers[c->n_members] = rec->numbers[i];
		c->n_members++;
		*m = rec->members[i];
		m->name = c->to + (m->name - s);
		m->value = c->to + (m->value - s);
	}
	c->to += len;
}

static const char *
end_of_value(const struct ndjson_member *m)
{
	return m->value + m->value_len + (m->type == NDJSON_STRING ? 1 : 0);
}

/* Members [from, to) with what is between them, a comma in front. */
static void
copy_run(struct copy *c, const struct record *rec, size_t from, size_t to)
{
	const char *s;

	if (from == to)
		return;
	s = rec->members[from].name - 1;
	*c->to++ = ',';
	copy_text(c, s, (size_t)(end_of_value(&rec->members[to - 1]) - s), rec,
	    from, to);
}

static void
copy_sets(struct copy *c, const struct record *rec)
{
	memcpy(c->to, rec->added.s, rec->added.len);
	for (size_t i = 0; c->members && i < rec->n_sets; i++) {
		const struct record_set *set = &rec->sets[i];

		if (set->number == NDJSON_NO_NUMBER)
			c->numbers = NULL;
		if (c->numbers)
			c->numbers[c->n_members] = set->number;
		c->members[c->n_members++] = (struct ndjson_member){
			.name = c->to + set->name_at,
			.name_len = set->name_len,
			.value = c->to + set->value_at,
			.value_len = set->value_len,
			.type = set->type,
			.value_escaped = set->value_escaped,
		};
	}
	c->to += rec->added.len;
}

/* Copy the record as it is now. Every part of a changed one begins with a
 * comma; the first of them opens the object. */
static void
copy_record(struct copy *c, const struct record *rec)
{
	char *start = c->to;
	size_t from = 0;

	if (rec->n_cut == 0 && rec->added.len == 0) {
		copy_text(c, rec->line, rec->len, rec, 0, rec->n_members);
		return;
	}
	for (size_t i = 0; i < rec->n_cut; i++) {
		copy_run(c, rec, from, rec->cut[i]);
		from = rec->cut[i] + 1;
	}
	copy_run(c, rec, from, rec->n_members);
	copy_sets(c, rec);
	if (c->to == start)
		c->to++;
	*start = '{';
	*c->to++ = '}';
}

size_t
record_max_len(const struct record *rec)
{
	return rec->len + rec->added.len + 2;
}

size_t
record_max_members(const struct record *rec)
{
	return rec->n_members + rec->n_sets;
}

static void
set_copy(struct record *copy, const struct copy *c, const char *line)
{
	copy->line = line;
	copy->len = (size_t)(c->to - line);
	copy->members = c->members;
	copy->numbers = c->numbers;
	copy->n_members = c->n_members;
}

void
record_copy(const struct record *rec, char *line, struct ndjson_member *members,
    uint16_t *numbers, struct record *copy)
{
	struct copy c = { .to = line, .members = members };

	if (rec->numbers)
		c.numbers = numbers;
	copy_record(&c, rec);
	set_copy(copy, &c, line);
}

void
record_append(const struct record *rec, char *line,
    struct ndjson_member *members, uint16_t *numbers, struct record *copy)
{
	struct copy c = { line + rec->len - 1, members, NULL, rec->n_members };

	if (rec->numbers)
		c.numbers = numbers;
	copy_sets(&c, rec); /* a comma takes the place of the last brace */
	*c.to++ = '}';
	set_copy(copy, &c, line);
}

size_t
record_write(const struct record *rec, char *to)
{
	struct copy c = { .to = to };

	copy_record(&c, rec);
	return (size_t)(c.to - to);
}

void
record_format(const struct record *rec, struct strbuf *sb)
{
	strbuf_grow(sb, record_max_len(rec));
	sb->len += record_write(rec, sb->s + sb->len);
	sb->s[sb->len] = '\0';
}
