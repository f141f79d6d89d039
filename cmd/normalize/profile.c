/* profile.c - what a profile says, read and checked. */
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/dec.h"
#include "vardstrom/fold.h"
#include "vardstrom/pnr.h"
#include "vardstrom/xalloc.h"

#include "profile_check.h"
#include "profile_derive.h"
#include "profile_form.h"

/* --- small readers -------------------------------------------------------- */

/* A string, or a list of at least one: new array, texts borrowed. */
static size_t
read_names(struct config_node n, const char ***names)
{
	size_t count = 0, i;

	if (config_there(n) && config_type(n) == CONFIG_STRING) {
		*names = xcalloc(1, sizeof(**names));
		(*names)[0] = config_string(n);
		return 1;
	}
	if (config_is(n, CONFIG_LIST)) {
		count = config_n(n);
		if (count == 0)
			config_error(n, "must name at least one");
	}
	*names = xcalloc(count ? count : 1, sizeof(**names));
	for (i = 0; i < count; i++)
		(*names)[i] = config_string(config_at(n, i));
	return count;
}

int
profile_find_column(const struct profile *p, const char *as)
{
	size_t i;

	for (i = 0; i < p->n_columns; i++)
		if (p->columns[i].as && strcmp(p->columns[i].as, as) == 0)
			return (int)i;
	return PROFILE_NONE;
}

/* The column that n names, which must be of one of two types. */
static int
read_column_name(const struct profile *p, struct config_node n,
    enum profile_type type, enum profile_type other)
{
	const char *as = config_string(n);
	int i = as ? profile_find_column(p, as) : PROFILE_NONE;

	if (!as)
		return PROFILE_NONE;
	if (i == PROFILE_NONE) {
		config_error(n, "no column becomes \"%s\"", as);
		return PROFILE_NONE;
	}
	if (p->columns[i].type != type && p->columns[i].type != other) {
		config_error(n, "\"%s\" is of a type that does not fit", as);
		return PROFILE_NONE;
	}
	return i;
}

int
profile_find_table(const struct profile *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->n_tables; i++)
		if (p->tables[i].name && strcmp(p->tables[i].name, name) == 0)
			return (int)i;
	return PROFILE_NONE;
}

/* --- tables --------------------------------------------------------------- */

static void
read_tables(struct profile *p, struct config_node n)
{
	static const char *const known[] = { "record", "key", "names", "note",
		NULL };
	size_t i;

	if (!config_there(n))
		return;
	p->n_tables = config_is(n, CONFIG_OBJECT) ? config_n(n) : 0;
	p->tables = xcalloc(p->n_tables + 1, sizeof(*p->tables));
	for (i = 0; i < p->n_tables; i++) {
		struct profile_table *t = &p->tables[i];
		struct config_node c = config_member_at(n, i, &t->name);
		struct config_node names;

		config_only(c, known);
		t->record = config_string(config_need(c, "record"));
		t->n_keys = read_names(config_need(c, "key"), &t->keys);
		if (t->n_keys > PROFILE_MAX_OF)
			config_error(config_get(c, "key"),
			    "more than %d members", PROFILE_MAX_OF);
		names = config_get(c, "names");
		if (config_there(names) && t->n_keys > 1)
			config_error(
			    names, "not with a key of several members");
		if (config_there(names))
			t->n_names = read_names(names, &t->names);
	}
}

/* --- columns -------------------------------------------------------------- */

static const char *const type_names[] = {
	[PROFILE_STRING] = "string",
	[PROFILE_INTEGER] = "integer",
	[PROFILE_DECIMAL] = "decimal",
	[PROFILE_DATE] = "date",
	[PROFILE_MONTH] = "month",
	[PROFILE_BOOLEAN] = "boolean",
	[PROFILE_ENUM] = "enum",
	[PROFILE_PERSON_ID] = "person_id",
	[PROFILE_ID] = "id",
	[PROFILE_ICD10SE] = "icd10se",
	[PROFILE_KVA] = "kva",
	[PROFILE_ICD10CM] = "icd10cm",
	[PROFILE_ICD9CM] = "icd9cm",
	[PROFILE_SNOMED] = "snomed",
	[PROFILE_LOOKUP] = "lookup",
	[PROFILE_LIST] = "list",
	NULL,
};

static void
read_choices(struct profile_column *c, struct config_node n)
{
	size_t count = config_is(n, CONFIG_OBJECT) ? config_n(n) : 0, i;
	struct strbuf folded = STRBUF_INIT;

	c->choices = keyset_new();
	c->values = xcalloc(count + 1, sizeof(*c->values));
	for (i = 0; i < count; i++) {
		const char *text = NULL, *value;
		struct config_node v = config_member_at(n, i, &text);
		bool is_new;
		uint32_t k;

		value = config_string(v);
		if (!value)
			break;
		strbuf_reset(&folded);
		fold_name(&folded, text, strlen(text));
		k = keyset_add(c->choices, folded.s, folded.len, &is_new);
		if (is_new)
			c->values[k] = profile_json_text(value);
		else
			config_error(v, "the same text as one before it, but "
					"for case, blanks or accents' form");
	}
	strbuf_release(&folded);
}

static unsigned
read_reserves(struct config_node n)
{
	static const char *const names[] = { "varmland", "national", "vgr",
		"stockholm", "carelink", NULL };
	static const unsigned bits[] = { PNR_RESERVE_VARMLAND,
		PNR_RESERVE_NATIONAL, PNR_RESERVE_VGR, PNR_RESERVE_STOCKHOLM,
		PNR_RESERVE_CARELINK };
	unsigned set = 0;
	size_t i, count;

	if (!config_there(n))
		return PNR_RESERVE_ALL;
	count = config_is(n, CONFIG_LIST) ? config_n(n) : 0;
	for (i = 0; i < count; i++) {
		int k = config_choice(config_at(n, i), names);

		if (k >= 0)
			set |= bits[k];
	}
	return set;
}

/* What only columns of one type have. */
static void
check_extras(const struct profile_column *c, struct config_node n)
{
	static const struct {
		const char *name;
		enum profile_type type;
	} extras[] = {
		{ "of", PROFILE_LIST },
		{ "separators", PROFILE_LIST },
		{ "values", PROFILE_ENUM },
		{ "at", PROFILE_PERSON_ID },
		{ "reserves", PROFILE_PERSON_ID },
		{ "form", PROFILE_ID },
		{ "check", PROFILE_ID },
		{ "table", PROFILE_LOOKUP },
		{ "unknown", PROFILE_LOOKUP },
	};
	size_t i;

	for (i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
		struct config_node extra = config_get(n, extras[i].name);

		if (config_there(extra) && extras[i].type != c->type &&
		    extras[i].type != c->element)
			config_error(extra, "only with the type %s",
			    type_names[extras[i].type]);
	}
}

static void
read_list(struct profile_column *c, struct config_node n)
{
	struct config_node of = config_need(n, "of");
	int type = config_choice(of, type_names);

	if (type >= 0)
		c->element = (enum profile_type)type;
	if (type == PROFILE_LIST || type == PROFILE_PERSON_ID ||
	    type == PROFILE_ID)
		config_error(of, "there are no lists of these");
	c->separators = config_string_or(n, "separators", " ,");
	if (c->separators && c->separators[0] == '\0')
		config_error(config_get(n, "separators"),
		    "must hold at least one character");
}

static void
read_look_up(
    const struct profile *p, struct profile_column *c, struct config_node n)
{
	struct config_node table = config_need(n, "table");
	const char *name = config_string(table);

	c->unknown = config_string_or(n, "unknown", "unknown_value");
	if (name)
		c->table = profile_find_table(p, name);
	if (name && c->table == PROFILE_NONE)
		config_error(table, "not among the profile's tables");
	else if (name && p->tables[c->table].n_keys > 1)
		config_error(table, "its key is of several members: take one "
				    "with \"in\" in a derivation");
}

/* By its names in the header, or by its place where there is none. */
static size_t
read_column_names(
    const struct profile *p, struct profile_column *c, struct config_node n)
{
	struct strbuf place = STRBUF_INIT;

	if (p->options.header != TABLE_HEADER_NONE)
		return read_names(n, &c->names);
	c->names = xcalloc(1, sizeof(*c->names));
	c->position = (int)config_int(n, 1, TABLE_MAX_COLUMNS);
	strbuf_addf(&place, "column %d", c->position);
	c->names[0] = c->place = strbuf_detach(&place, NULL);
	return 1;
}

/* The way to a value within nested JSON, which is its name in faults. */
static void
read_path(
    const struct profile *p, struct profile_column *c, struct config_node n)
{
	struct config_node path = config_get(n, "path");
	const char *text = config_string(path);

	c->n_names = read_names(path, &c->names);
	size_t i;

	if (!text)
		return;
	c->path = path_parse(text);
	if (c->path && p->each && path_begins_with(c->path, p->each)) {
		c->is_of_each = true;
		c->path->has_all = false;
		for (i = p->each->n; i < c->path->n; i++)
			c->path->has_all |= c->path->steps[i].is_all;
	}
	if (config_there(config_get(n, "column")))
		config_error(path, "besides \"column\": one of both");
	else if (!p->is_ndjson)
		config_error(path, "only with the format ndjson");
	else if (!c->path)
		config_error(path,
		    "must be names with points between, and "
		    "[0] or [] behind one, of %d steps at most",
		    PATH_MAX_STEPS);
}

static void
read_column(struct profile *p, struct profile_column *c, struct config_node n,
    struct config_node none)
{
	static const char *const known[] = { "column", "as", "type", "required",
		"note", "of", "separators", "values", "at", "reserves", "table",
		"unknown", "none", "default", "unit", "thousands", "decimals",
		"true", "false", "written", "path", "form", "check", "zone",
		"prefix", NULL };
	int type;

	c->at = c->table = PROFILE_NONE;
	if (!config_is(n, CONFIG_OBJECT))
		return;
	config_only(n, known);
	if (config_there(config_get(n, "path")))
		read_path(p, c, n);
	else
		c->n_names = read_column_names(p, c, config_need(n, "column"));
	c->as = config_string(config_need(n, "as"));
	c->need = profile_need(n, &c->is_said_optional);
	type = config_choice(config_need(n, "type"), type_names);
	if (type >= 0)
		c->type = c->element = (enum profile_type)type;
	if (type == PROFILE_LIST)
		read_list(c, n);
	if (c->element == PROFILE_ENUM)
		read_choices(c, config_need(n, "values"));
	if (c->element == PROFILE_LOOKUP)
		read_look_up(p, c, n);
	if (c->element == PROFILE_PERSON_ID)
		c->reserves = read_reserves(config_get(n, "reserves"));
	if (c->type == PROFILE_ID)
		c->id = profile_read_id(n);
	if (type < 0)
		return;
	check_extras(c, n);
	if (c->path && c->path->has_all && c->type != PROFILE_LIST)
		config_error(config_get(n, "path"),
		    "[] makes a list; only with the type list");
	profile_read_texts(c, n, none);
}

static void
read_columns(struct profile *p, struct config_node n, struct config_node none)
{
	size_t count = config_is(n, CONFIG_LIST) ? config_n(n) : 0, i;

	p->columns = xcalloc(count + 1, sizeof(*p->columns));
	for (i = 0; i < count; i++) {
		struct config_node c = config_at(n, i);

		read_column(p, &p->columns[i], c, none);
		if (p->columns[i].as &&
		    profile_find_column(p, p->columns[i].as) != PROFILE_NONE)
			config_error(config_get(c, "as"),
			    "another column becomes that already");
		p->n_columns++;
	}
	for (i = 0; i < count; i++) {
		struct config_node at = config_get(config_at(n, i), "at");

		if (config_there(at))
			p->columns[i].at =
			    read_column_name(p, at, PROFILE_DATE, PROFILE_DATE);
	}
}

/* --- constants and members ------------------------------------------------ */

static void
read_constants(struct profile *p, struct config_node n)
{
	size_t count, i;

	if (!config_there(n))
		return;
	count = config_is(n, CONFIG_OBJECT) ? config_n(n) : 0;
	p->constants = xcalloc(count + 1, sizeof(*p->constants));
	for (i = 0; i < count; i++) {
		struct profile_constant *c = &p->constants[p->n_constants++];
		struct config_node v = config_member_at(n, i, &c->as);
		struct strbuf json = STRBUF_INIT;
		const char *s;

		switch (config_type(v)) {
		case CONFIG_STRING:
			s = config_string(v);
			if (s)
				strbuf_add_json_string(&json, s, strlen(s));
			break;
		case CONFIG_NUMBER:
			dec_format(config_dec(v), &json);
			break;
		case CONFIG_BOOL:
			strbuf_addstr(&json, config_bool(v) ? "true" : "false");
			break;
		default:
			config_error(v, "must be a string, a number or a "
					"boolean");
		}
		c->json = strbuf_detach(&json, NULL);
	}
}

static bool
find_member(struct profile *p, struct profile_member *m)
{
	int k = profile_find_column(p, m->name);
	size_t i;

	if (k != PROFILE_NONE) {
		m->from = PROFILE_FROM_COLUMN;
		m->i = (size_t)k;
		return true;
	}
	for (i = 0; i < p->n_derived; i++) {
		if (p->derived[i].as &&
		    strcmp(p->derived[i].as, m->name) == 0) {
			m->from = PROFILE_FROM_DERIVED;
			m->i = i;
			return true;
		}
	}
	for (i = 0; i < p->n_constants; i++) {
		if (strcmp(p->constants[i].as, m->name) == 0) {
			m->from = PROFILE_FROM_CONSTANT;
			m->i = i;
			return true;
		}
	}
	return false;
}

/* Every derivation and constant must be a member, and nothing twice. */
static void
check_is_member(const struct profile *p, struct config_node n, const char *as)
{
	size_t i, count = 0;

	for (i = 0; as && i < p->n_members; i++)
		count +=
		    p->members[i].name && strcmp(p->members[i].name, as) == 0;
	if (as && count == 0)
		config_error(n, "\"%s\" is not among the members", as);
	else if (as && count > 1)
		config_error(n, "\"%s\" given twice", as);
}

static void
read_members(struct profile *p, struct config_node n)
{
	size_t count = config_is(n, CONFIG_LIST) ? config_n(n) : 0, i;

	p->members = xcalloc(count + 1, sizeof(*p->members));
	for (i = 0; i < count; i++) {
		struct config_node c = config_at(n, i);
		struct profile_member *m = &p->members[p->n_members];

		m->name = config_string(c);
		if (!m->name)
			return;
		if (strcmp(m->name, "record") == 0 ||
		    strcmp(m->name, "source") == 0)
			config_error(c, "every record has that by itself");
		else if (!find_member(p, m))
			config_error(c, "neither a column nor a derivation "
					"nor a constant becomes that");
		p->n_members++;
	}
	for (i = 0; i < p->n_members; i++)
		check_is_member(p, config_at(n, i), p->members[i].name);
	for (i = 0; i < p->n_derived; i++)
		if (p->derived[i].made == PROFILE_NONE)
			check_is_member(p, n, p->derived[i].as);
	for (i = 0; i < p->n_constants; i++)
		check_is_member(p, n, p->constants[i].as);
}

struct profile *
profile_load(const char *path, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "title", "note",
		"record", "format", "delimiter", "quote", "encoding",
		"trailing_delimiters", "header", "preamble", "none", "columns",
		"tables", "derive", "constants", "members", "each", NULL };
	struct config *config = config_load(path, err);
	struct config_node top;
	struct profile *p;

	if (!config)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->config = config;
	top = config_top(config);
	config_only(top, known);
	config_string_or(top, "$schema", NULL);
	config_string_or(top, "title", NULL);
	config_string_or(top, "note", NULL);
	profile_read_form(p, top);
	read_tables(p, config_get(top, "tables"));
	read_columns(p, config_need(top, "columns"), config_get(top, "none"));
	if (!config_failed(config))
		profile_read_derived(p, config_get(top, "derive"));
	read_constants(p, config_get(top, "constants"));
	if (!config_failed(config))
		read_members(p, config_need(top, "members"));
	if (!config_failed(config))
		profile_check(p, top);
	if (config_failed(config)) {
		profile_free(p);
		return NULL;
	}
	return p;
}

static void
free_choices(struct profile_column *c)
{
	uint32_t i;

	if (!c->choices)
		return;
	for (i = 0; i < keyset_n(c->choices); i++)
		value_free(&c->values[i]);
	free(c->values);
	keyset_free(c->choices);
}

void
profile_free(struct profile *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->n_columns + p->n_made; i++) {
		free(p->columns[i].names);
		free(p->columns[i].place);
		path_free(p->columns[i].path);
		free(p->columns[i].id);
		profile_free_texts(p->columns[i].texts);
		free_choices(&p->columns[i]);
	}
	for (i = 0; i < p->n_tables; i++) {
		free(p->tables[i].keys);
		free(p->tables[i].names);
		free(p->tables[i].members);
	}
	for (i = 0; i < p->n_constants; i++)
		free(p->constants[i].json);
	free(p->columns);
	free(p->tables);
	free(p->derived);
	free(p->constants);
	free(p->members);
	path_free(p->each);
	config_free(p->config);
	free(p);
}
