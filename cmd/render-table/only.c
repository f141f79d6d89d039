/* only.c - records whose members have given values. */
#include "only.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

bool
onlies_add(struct onlies *o, const char *text)
{
	const char *equals = strchr(text, '=');
	struct only *new;

	if (!equals || equals == text)
		return false;
	GROW(o->list, o->n, o->cap);
	new = &o->list[o->n++];
	*new = (struct only){ .name = xstrdup(text) };
	new->value = new->name + (equals - text) + 1;
	new->value[-1] = '\0';
	return true;
}

void
onlies_release(struct onlies *o)
{
	for (size_t i = 0; i < o->n; i++)
		free(o->list[i].name);
	free(o->list);
	strbuf_release(&o->scratch);
	strbuf_release(&o->text);
}

static void
add_text(struct onlies *o, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	if (m->type == NDJSON_STRING)
		ndjson_text(m, &o->scratch, &s, &len);
	else
		ndjson_raw(m, &s, &len);
	strbuf_add(&o->text, s, len);
}

static void
set_text(struct onlies *o, const struct ndjson_member *m)
{
	struct ndjson_member one;
	struct ndjson_iter it;
	const char *comma = "";

	strbuf_reset(&o->text);
	if (m->type != NDJSON_ARRAY) {
		add_text(o, m);
		return;
	}
	ndjson_iter_init(&it, m);
	for (; ndjson_iter_next(&it, &one); comma = ",") {
		strbuf_addstr(&o->text, comma);
		add_text(o, &one);
	}
}

bool
onlies_hold(struct onlies *o, const struct record *rec)
{
	bool holds = true;

	for (size_t i = 0; i < o->n; i++) {
		struct only *only = &o->list[i];
		struct field field = { .name = only->name,
			.len = strlen(only->name) };
		const struct ndjson_member *m = record_get(rec, &field);
		bool is_same;

		if (!m) {
			holds = false;
			continue;
		}
		only->is_member_met = true;
		set_text(o, m);
		is_same = o->text.len == strlen(only->value) &&
			  memcmp(o->text.s, only->value, o->text.len) == 0;
		only->is_value_met |= is_same;
		holds = holds && is_same;
	}
	return holds;
}

void
onlies_tell(const struct onlies *o, struct stream *st)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct only *only = &o->list[i];

		if (!only->is_member_met)
			stream_tell_no_member(st, only->name);
		else if (!only->is_value_met)
			stream_tell_no(st, "--only: no record has %s=%s",
			    only->name, only->value);
	}
}
