/*
 * copied.h - what record_copy makes of a record, against what the reader
 * finds in the line that record_format writes.
 */
#ifndef COPIED_H
#define COPIED_H

#include <stdlib.h>
#include <string.h>

#include "../../lib/ndjson/ndjson_names.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

/* As offsets, since they lie in different lines. */
static inline bool
is_same_place(const struct record *a, const struct record *b, size_t i)
{
	const struct ndjson_member *m = &a->members[i], *n = &b->members[i];

	return m->name - a->line == n->name - b->line &&
	       m->value - a->line == n->value - b->line &&
	       m->name_len == n->name_len && m->value_len == n->value_len &&
	       m->type == n->type && m->name_escaped == n->name_escaped &&
	       m->value_escaped == n->value_escaped;
}

/* Where there are numbers, each is that of its name. */
static inline bool
has_its_numbers(const struct record *rec)
{
	for (size_t i = 0; rec->numbers && i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		if (m->name_escaped || rec->numbers[i] == NDJSON_NO_NUMBER ||
		    rec->numbers[i] != ndjson_name_number(m->name, m->name_len))
			return false;
	}
	return true;
}

static inline bool
is_same_record(const struct record *copy, const struct record *again)
{
	if (copy->len != again->len || copy->n_members != again->n_members ||
	    memcmp(copy->line, again->line, copy->len) != 0)
		return false;
	for (size_t i = 0; i < copy->n_members; i++)
		if (!is_same_place(copy, again, i))
			return false;
	return has_its_numbers(copy) && has_its_numbers(again);
}

/*
 * Memory of exactly the size that is promised, so that the sanitizers see
 * where it ends. p is the reader of what was written.
 */
static inline bool
is_copied_as_written(struct ndjson *p, const struct record *rec)
{
	size_t n = record_max_members(rec), at;
	char *line = xmalloc(record_max_len(rec));
	struct ndjson_member *members = xcalloc(n + 1, sizeof(*members));
	uint16_t *numbers = xcalloc(n + 1, sizeof(*numbers));
	struct record copy = RECORD_INIT, again = RECORD_INIT;
	struct strbuf text = STRBUF_INIT;
	bool is_same;

	record_copy(rec, line, members, numbers, &copy);
	record_format(rec, &text);
	strbuf_grow(&text, NDJSON_PADDING);
	memset(text.s + text.len, '"', NDJSON_PADDING);
	is_same = ndjson_parse(p, text.s, text.len, &again, &at) == NDJSON_OK &&
		  is_same_record(&copy, &again);
	strbuf_release(&text);
	free(numbers);
	free(members);
	free(line);
	return is_same;
}

#endif
