/* members.c - the members of each kind of record, and what asks for them. */
#include "members.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE = 1024 * 1024 };

/** A member of a kind; of "*" where the kind is NULL. */
struct made {
	char *kind;
	char *name;
	unsigned types;            /* enum expr_types; 0: any */
	struct near_names *values; /* own; NULL: any, or not known */
	char *of_kind, *of_name;   /* is taken of this member; NULL: is not */
};

struct members {
	struct made *list;
	size_t n, cap;
	struct near_names kinds;
	struct near_names names;
	struct ndjson *ndjson;
	const char *kind; /* that is being asked about */
};

void
members_free(struct members *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->n; i++) {
		free(m->list[i].kind);
		free(m->list[i].name);
		free(m->list[i].of_kind);
		free(m->list[i].of_name);
		if (m->list[i].values)
			near_release(m->list[i].values);
		free(m->list[i].values);
	}
	free(m->list);
	near_release(&m->kinds);
	near_release(&m->names);
	ndjson_free(m->ndjson);
	free(m);
}

static char *
copy_text(const struct ndjson_member *m)
{
	struct strbuf scratch = STRBUF_INIT;
	const char *s;
	char *copy;
	size_t len;

	if (!m || m->type != NDJSON_STRING)
		return NULL;
	ndjson_text(m, &scratch, &s, &len);
	copy = xstrndup(s, len);
	strbuf_release(&scratch);
	return copy;
}

static unsigned
types_of(const struct ndjson_member *type)
{
	return ndjson_is_text(type, "string", 6)    ? EXPR_STRING
	       : ndjson_is_text(type, "number", 6)  ? EXPR_NUMBER
	       : ndjson_is_text(type, "boolean", 7) ? EXPR_BOOLEAN
	       : ndjson_is_text(type, "list", 4)    ? EXPR_LIST
						    : 0;
}

/* The member that was added since first and has that name; NULL: none. */
static struct made *
find_added(struct members *m, size_t first, const struct ndjson_member *name)
{
	for (; first < m->n; first++)
		if (strlen(m->list[first].name) == name->name_len &&
		    memcmp(m->list[first].name, name->name, name->name_len) ==
			0)
			return &m->list[first];
	return NULL;
}

/* {"status":["done","no_show"]} */
static void
add_values(struct members *m, size_t first, const struct ndjson_member *object)
{
	struct ndjson_member of, one;
	struct ndjson_iter it, elements;
	struct made *made;
	char *text;

	if (!object || object->type != NDJSON_OBJECT)
		return;
	ndjson_iter_init(&it, object);
	while (ndjson_iter_next(&it, &of)) {
		made = find_added(m, first, &of);
		if (!made || made->values || of.type != NDJSON_ARRAY)
			continue;
		made->values = xcalloc(1, sizeof(*made->values));
		ndjson_iter_init(&elements, &of);
		while (ndjson_iter_next(&elements, &one)) {
			text = copy_text(&one);
			if (text)
				near_note(made->values, text);
			free(text);
		}
	}
}

/*
 * Where an earlier profile makes the same member of the same kind, it can be
 * what either makes; if one of them tells no values, anything.
 */
static void
join_values(struct members *m, size_t first)
{
	for (size_t i = first; i < m->n; i++) {
		const struct made *made = &m->list[i], *other;
		size_t k;

		for (k = first; made->values && made->kind && k-- > 0;) {
			other = &m->list[k];
			if (!other->kind || !other->values ||
			    strcmp(other->kind, made->kind) != 0 ||
			    strcmp(other->name, made->name) != 0)
				continue;
			for (size_t v = 0; v < other->values->n; v++)
				near_note(made->values, other->values->list[v]);
			break; /* it has those before it */
		}
	}
}

/* {"regi":["clinic","regi"]}: it is what that member of that kind is. */
static void
add_taken(struct members *m, size_t first, const struct ndjson_member *object)
{
	struct ndjson_member of, kind, name;
	struct ndjson_iter it, elements;
	struct made *made;

	if (!object || object->type != NDJSON_OBJECT)
		return;
	ndjson_iter_init(&it, object);
	while (ndjson_iter_next(&it, &of)) {
		made = find_added(m, first, &of);
		if (!made || made->of_kind || of.type != NDJSON_ARRAY)
			continue;
		ndjson_iter_init(&elements, &of);
		if (ndjson_iter_next(&elements, &kind) &&
		    ndjson_iter_next(&elements, &name)) {
			made->of_kind = copy_text(&kind);
			made->of_name = copy_text(&name);
		}
	}
}

static int
add_record(struct members *m, struct records *file, const struct record *rec)
{
	const struct ndjson_member *list = records_get(rec, "members");
	char *kind = copy_text(records_get(rec, "of"));
	struct ndjson_member member;
	struct ndjson_iter it;
	struct made *made;
	size_t first = m->n;

	if (!kind || !list || list->type != NDJSON_OBJECT ||
	    !ndjson_is_text(records_get(rec, "record"), "members", 7)) {
		free(kind);
		return records_fault(
		    file, NULL, "not a record that normalize --members wrote");
	}
	if (strcmp(kind, "*") != 0)
		near_note(&m->kinds, kind);
	ndjson_iter_init(&it, list);
	while (ndjson_iter_next(&it, &member)) {
		GROW(m->list, m->n, m->cap);
		made = &m->list[m->n++];
		made->kind = strcmp(kind, "*") == 0 ? NULL : xstrdup(kind);
		made->name = xstrndup(member.name, member.name_len);
		made->types = types_of(&member);
		made->values = NULL;
		made->of_kind = made->of_name = NULL;
		near_note(&m->names, made->name);
	}
	add_values(m, first, records_get(rec, "values"));
	join_values(m, first);
	add_taken(m, first, records_get(rec, "taken"));
	free(kind);
	return 0;
}

struct members *
members_load(const char *path, struct strbuf *err)
{
	struct members *m = xcalloc(1, sizeof(*m));
	struct records *file = records_open(path, MAX_LINE, err);
	struct record *rec;
	int got = -1;

	m->ndjson = ndjson_new();
	while (file && (got = records_next(file, &rec)) > 0)
		if (add_record(m, file, rec) != 0) {
			got = -1;
			break;
		}
	if (file)
		records_close(file);
	if (got == 0 && m->kinds.n > 0)
		return m;
	if (got == 0)
		strbuf_addf(err, "%s: tells of no kind of record", path);
	members_free(m);
	return NULL;
}

static const struct made *
find(const struct members *m, const char *kind, const char *name)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if ((!m->list[i].kind || !kind ||
			strcmp(m->list[i].kind, kind) == 0) &&
		    strcmp(m->list[i].name, name) == 0)
			return &m->list[i];
	return NULL;
}

/* The names that a kind has; all where kind is NULL. */
static void
names_of(const struct members *m, const char *kind, struct near_names *names)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (!kind || !m->list[i].kind ||
		    strcmp(m->list[i].kind, kind) == 0)
			near_note(names, m->list[i].name);
}

static void
add_near(struct strbuf *err, const char *name, const struct near_names *names)
{
	const char *near =
	    near_name(name, (const char *const *)names->list, names->n);
	size_t i;

	if (near && strcmp(near, name) != 0) {
		strbuf_addf(err, "; did you mean %s?", near);
		return;
	}
	for (i = 0; i < names->n; i++)
		strbuf_addf(
		    err, "%s%s", i > 0 ? ", " : "; there are ", names->list[i]);
}

bool
members_have(const struct members *m, const char *name, struct strbuf *err)
{
	if (find(m, NULL, name))
		return true;
	strbuf_addf(err, "no record is given a member %s", name);
	add_near(err, name, &m->names);
	return false;
}

/* --- what an expression asks of records of one kind ----------------------- */

struct asking {
	const struct members *m;
	const char *missing; /* the first member that the kind has not */
};

static void
ask_member(void *context, const char *name)
{
	struct asking *a = context;

	if (!a->missing && !find(a->m, a->m->kind, name))
		a->missing = name;
}

static unsigned
ask_types(void *context, const char *name)
{
	const struct asking *a = context;
	const struct made *made = find(a->m, a->m->kind, name);

	return made ? made->types : 0;
}

/*
 * What a member of the kind can be: the last that is made of it has the values
 * of all. It is not known where one of them may be anything, nor of a member
 * that is taken of one that is taken.
 */
static const struct near_names *
values_of(
    const struct members *m, const char *kind, const char *name, bool is_taken)
{
	const struct near_names *values = NULL, *taken = NULL;
	const struct made *made;
	size_t i, n = 0, n_taken = 0;

	for (i = 0; i < m->n; i++) {
		made = &m->list[i];
		if ((made->kind && strcmp(made->kind, kind) != 0) ||
		    strcmp(made->name, name) != 0)
			continue;
		values = made->values;
		if (made->of_kind && made->of_name && !is_taken) {
			values =
			    values_of(m, made->of_kind, made->of_name, true);
			if (taken && values != taken)
				return NULL;
			taken = values;
			n_taken++;
		}
		/* a full list may have been cut */
		if (!values || values->n == NEAR_MAX_NAMES)
			return NULL;
		n++;
	}
	return n_taken == 0 || n_taken == n ? values : NULL;
}

static const struct near_names *
ask_values(void *context, const char *name)
{
	const struct asking *a = context;

	return values_of(a->m, a->m->kind, name, false);
}

static bool
fits_kind(
    const struct members *m, struct expr_set *set, int expr, struct strbuf *err)
{
	struct asking a = { .m = m };
	struct near_names names = { .n = 0 };

	expr_each_member(set, expr, ask_member, &a);
	if (!a.missing)
		return expr_check_types(set, expr, ask_types, &a, err) &&
		       expr_check_values(set, expr, ask_values, &a, err);
	strbuf_addf(
	    err, "records %s are given no member %s", m->kind, a.missing);
	names_of(m, m->kind, &names);
	add_near(err, a.missing, &names);
	near_release(&names);
	return false;
}

/* Turn the expressions to a record of which only its kind is known. */
static void
begin_kind(struct members *m, struct expr_set *set, struct record *rec,
    const char *kind, struct strbuf *line)
{
	size_t at;

	m->kind = kind;
	strbuf_reset(line);
	strbuf_addstr(line, "{\"record\":");
	strbuf_add_json_string(line, kind, strlen(kind));
	strbuf_addch(line, '}');
	if (ndjson_parse(m->ndjson, line->s, line->len, rec, &at) == NDJSON_OK)
		expr_begin(set, rec);
}

bool
members_fit(struct members *m, struct expr_set *set, int expr,
    const char *member, struct strbuf *err)
{
	int record = expr_member(set, "record", 6), left;
	struct strbuf line = STRBUF_INIT;
	struct record rec = RECORD_INIT;
	bool is_fit = true, is_there = !member;
	size_t i, n_kinds = 0;

	for (i = 0; is_fit && i < m->kinds.n; i++) {
		begin_kind(m, set, &rec, m->kinds.list[i], &line);
		if (expr >= 0 && !expr_may_hold(set, expr, record))
			continue;
		n_kinds++;
		is_there |= member && find(m, m->kind, member);
		left = expr < 0 ? -1 : expr_given(set, expr, record);
		is_fit = left < 0 || fits_kind(m, set, left, err);
	}
	if (is_fit && n_kinds == 0) {
		strbuf_addstr(err, "holds of no kind of record");
		add_near(err, "", &m->kinds);
		is_fit = false;
	} else if (is_fit && !is_there) {
		strbuf_addf(
		    err, "no record that counts is given a member %s", member);
		if (!find(m, NULL, member))
			add_near(err, member, &m->names);
		is_fit = false;
	}
	strbuf_release(&line);
	record_release(&rec);
	return is_fit;
}

/* --- what is needed ------------------------------------------------------- */

bool
members_kind_has(const struct members *m, const char *kind, const char *name)
{
	return find(m, kind, name) != NULL;
}

struct visiting {
	members_visit_fn *visit;
	void *context;
	const char *kind;
};

static void
visit_member(void *context, const char *name)
{
	const struct visiting *v = context;

	v->visit(v->context, v->kind, name);
}

void
members_each_need(struct members *m, struct expr_set *set, int expr,
    const char *member, members_visit_fn *visit, void *context)
{
	int record = expr_member(set, "record", 6), left;
	struct visiting v = { visit, context, NULL };
	struct strbuf line = STRBUF_INIT;
	struct record rec = RECORD_INIT;
	size_t i;

	for (i = 0; i < m->kinds.n; i++) {
		v.kind = m->kinds.list[i];
		begin_kind(m, set, &rec, v.kind, &line);
		if ((expr >= 0 && !expr_may_hold(set, expr, record)) ||
		    (member && !find(m, v.kind, member)))
			continue;
		visit(context, v.kind, NULL);
		if (member)
			visit(context, v.kind, member);
		left = expr < 0 ? -1 : expr_given(set, expr, record);
		if (left >= 0)
			expr_each_member(set, left, visit_member, &v);
	}
	strbuf_release(&line);
	record_release(&rec);
}
