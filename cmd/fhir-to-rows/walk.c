/* walk.c - into a resource: its members' members, by name. */
#include "walk.h"

#include <string.h>

static bool
has_name(const struct ndjson_member *m, const char *name, size_t len)
{
	struct ndjson_member text = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };

	return ndjson_is_text(&text, name, len);
}

static bool
is_of_type(struct walk *w, const struct ndjson_member *m, const char *name,
    enum ndjson_type type)
{
	if (m->type == type)
		return true;
	if (!w->wrong)
		w->wrong = name;
	return false;
}

bool
walk_to(struct walk *w, const struct ndjson_member *object, const char *name,
    enum ndjson_type type, struct ndjson_member *out)
{
	size_t len = strlen(name);
	struct ndjson_member m;
	struct ndjson_iter it;

	ndjson_iter_init(&it, object);
	while (ndjson_iter_next(&it, &m))
		if (has_name(&m, name, len)) {
			*out = m;
			return is_of_type(w, &m, name, type);
		}
	return false;
}

bool
walk_in(struct walk *w, const struct record *rec, const char *name,
    enum ndjson_type type, struct ndjson_member *out)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < rec->n_members; i++)
		if (has_name(&rec->members[i], name, len)) {
			*out = rec->members[i];
			return is_of_type(w, out, name, type);
		}
	return false;
}

bool
walk_next(struct walk *w, struct ndjson_iter *it, const char *name,
    struct ndjson_member *out)
{
	while (ndjson_iter_next(it, out))
		if (is_of_type(w, out, name, NDJSON_OBJECT))
			return true;
	return false;
}

void
walk_add(struct walk *w, const struct ndjson_member *text, struct strbuf *sb)
{
	const char *s;
	size_t len;

	ndjson_text(text, &w->scratch, &s, &len);
	strbuf_add(sb, s, len);
}

bool
walk_text(struct walk *w, const struct ndjson_member *object, const char *name,
    struct strbuf *sb)
{
	struct ndjson_member m;

	strbuf_reset(sb);
	if (!walk_to(w, object, name, NDJSON_STRING, &m))
		return false;
	walk_add(w, &m, sb);
	return sb->len > 0;
}
