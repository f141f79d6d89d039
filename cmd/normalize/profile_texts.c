/* profile_texts.c - how a column's source writes its values, read, checked. */
#include "profile_texts.h"

#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/dec.h"
#include "vardstrom/fold.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"
#include "written.h"

enum { MAX_ROUNDED = 12 /* decimals that can be asked for */ };

struct json_value
profile_json_text(const char *text)
{
	struct strbuf json = STRBUF_INIT;
	struct json_value v = { .form = VALUE_TEXT };

	strbuf_add_json(&json, text, strlen(text));
	v.s = value_copy(json.s, json.len);
	v.len = json.len;
	strbuf_release(&json);
	return v;
}

static bool
is_of(const struct profile_column *c, enum profile_type a, enum profile_type b)
{
	return c->type == a || c->type == b || c->element == a ||
	       c->element == b;
}

static struct profile_texts *
texts_of(struct profile_column *c)
{
	if (!c->texts)
		c->texts = xcalloc(1, sizeof(*c->texts));
	return c->texts;
}

static bool
is_blank(const char *text)
{
	size_t len = strlen(text);

	fold_trim(&text, &len);
	return len == 0;
}

/* A member of the column, which only these types may have. */
static bool
has(const struct profile_column *c, struct config_node n, enum profile_type a,
    enum profile_type b, const char *types)
{
	if (!config_there(n))
		return false;
	if (is_of(c, a, b))
		return true;
	config_error(n, "only with the type %s", types);
	return false;
}

/* The number of a folded text, which must be a new one. */
static uint32_t
add_text(struct keyset *set, const char *text, struct config_node at,
    const char *twice)
{
	struct strbuf folded = STRBUF_INIT;
	bool is_new;
	uint32_t k;

	fold_name(&folded, text, strlen(text));
	k = keyset_add(set, folded.s, folded.len, &is_new);
	strbuf_release(&folded);
	if (is_blank(text))
		config_error(at, "an empty value is missing as it is");
	else if (!is_new)
		config_error(at, "%s", twice);
	return k;
}

/* --- no value ------------------------------------------------------------- */

/* A text for no value, and why, where that is told. */
static void
add_none(struct profile_column *c, const char *text, const char *kind,
    struct config_node at)
{
	struct profile_texts *t = texts_of(c);
	struct strbuf folded = STRBUF_INIT;
	uint32_t k, n, unused;

	if (!t->none)
		t->none = keyset_new();
	n = keyset_n(t->none);
	k = add_text(t->none, text, at, "the same text is there before it");
	if (k < n)
		return; /* told; its kind has a place already */
	t->kinds = xreallocarray(t->kinds, k + 1, sizeof(*t->kinds));
	memset(&t->kinds[k], 0, sizeof(t->kinds[k]));
	if (kind)
		t->kinds[k] = profile_json_text(kind);
	fold_name(&folded, text, strlen(text));
	if (c->choices &&
	    keyset_find(c->choices, folded.s, folded.len, &unused))
		config_error(at, "one of the values of \"%s\" too",
		    c->as ? c->as : "a column");
	strbuf_release(&folded);
}

/* A list of texts, or an object from texts to why. */
static void
read_none(struct profile_column *c, struct config_node n)
{
	size_t i, count;

	/* after an error nothing more is read, though the types are known */
	if (!config_there(n) || config_failed(n.config))
		return;
	if (config_type(n) == CONFIG_STRING) {
		add_none(c, config_string(n), NULL, n);
		return;
	}
	if (config_type(n) != CONFIG_LIST && config_type(n) != CONFIG_OBJECT) {
		config_error(n, "must be a text, a list of texts, or an object "
				"from texts to why");
		return;
	}
	count = config_n(n);
	for (i = 0; i < count && !config_failed(n.config); i++) {
		bool is_list = config_type(n) == CONFIG_LIST;
		const char *text = NULL, *kind = NULL;
		struct config_node at =
		    is_list ? config_at(n, i) : config_member_at(n, i, &text);

		if (is_list)
			text = config_string(at);
		else
			kind = config_name(at);
		if (text && (is_list || kind))
			add_none(c, text, kind, at);
	}
}

static void
read_default_text(struct profile_column *c, struct config_node n)
{
	struct profile_texts *t = texts_of(c);
	const char *s = config_name(n);
	struct day_clock unused;
	struct ymd ymd;

	if (!s)
		return;
	if (c->type == PROFILE_DATE) {
		if (day_parse_iso(&t->fallback.number, s, strlen(s)) != DAY_OK)
			config_error(n, "must be a day, YYYY-MM-DD");
	} else if (c->type == PROFILE_MONTH) {
		if (written_parse(&ymd, &unused, "YYYY-MM", s, strlen(s)) !=
			DAY_OK ||
		    month_parse(&t->fallback.number, s, strlen(s)) != DAY_OK)
			config_error(n, "must be a month, YYYY-MM");
	}
	if (!config_failed(n.config)) {
		int number = t->fallback.number;

		t->fallback = profile_json_text(s);
		t->fallback.number = number;
	}
}

static void
read_default(struct profile_column *c, struct config_node n)
{
	struct strbuf json = STRBUF_INIT;
	bool is_number =
	    c->type == PROFILE_INTEGER || c->type == PROFILE_DECIMAL;

	if (!config_there(n))
		return;
	if (c->need == PROFILE_VALUE)
		config_error(n, "a value that is required is never missing, so "
				"that this is never taken");
	switch (c->type) {
	case PROFILE_BOOLEAN:
		strbuf_addstr(&json, config_bool(n) ? "true" : "false");
		break;
	case PROFILE_INTEGER:
		strbuf_addi(&json,
		    config_int(n, -999999999999999999LL, 999999999999999999LL));
		break;
	case PROFILE_DECIMAL:
		dec_format(config_dec(n), &json);
		break;
	case PROFILE_STRING:
	case PROFILE_ENUM:
	case PROFILE_DATE:
	case PROFILE_MONTH:
		read_default_text(c, n);
		break;
	default:
		config_error(n, "not with this type");
	}
	if (is_number || c->type == PROFILE_BOOLEAN)
		texts_of(c)->fallback =
		    (struct json_value){ .s = value_copy(json.s, json.len),
			    .len = json.len,
			    .form = VALUE_JSON };
	strbuf_release(&json);
}

/* --- numbers, booleans, days ---------------------------------------------- */

static void
add_unit(struct profile_texts *t, const char *text, struct config_node at)
{
	struct strbuf folded = STRBUF_INIT;
	size_t i;

	fold_name(&folded, text, strlen(text));
	for (i = 0; i < t->n_units; i++)
		if (strcmp(t->units[i], folded.s) == 0)
			config_error(at, "the same unit is there before it");
	if (folded.len == 0 || ascii_is_digit(folded.s[0]) ||
	    ascii_is_digit(folded.s[folded.len - 1]))
		config_error(at, "a unit neither is empty nor begins or ends "
				 "with a digit");
	else if (t->n_units == PROFILE_MAX_UNITS)
		config_error(at, "more than %d units", PROFILE_MAX_UNITS);
	if (config_failed(at.config))
		strbuf_release(&folded);
	else
		t->units[t->n_units++] = strbuf_detach(&folded, NULL);
}

/* Each text of a string or list. */
static void
each_text(struct config_node n, struct profile_texts *t,
    void (*add)(
	struct profile_texts *t, const char *text, struct config_node at))
{
	size_t i;

	if (config_failed(n.config))
		return;
	if (config_type(n) == CONFIG_STRING) {
		add(t, config_string(n), n);
		return;
	}
	if (!config_is(n, CONFIG_LIST))
		return;
	if (config_n(n) == 0)
		config_error(n, "must name at least one");
	for (i = 0; i < config_n(n) && !config_failed(n.config); i++) {
		const char *text = config_string(config_at(n, i));

		if (text)
			add(t, text, config_at(n, i));
	}
}

static void
read_numbers(struct profile_column *c, struct config_node n)
{
	struct config_node unit = config_get(n, "unit");
	struct config_node thousands = config_get(n, "thousands");
	struct config_node decimals = config_get(n, "decimals");
	const char *s;

	if (has(c, unit, PROFILE_INTEGER, PROFILE_DECIMAL,
		"integer or decimal"))
		each_text(unit, texts_of(c), add_unit);
	if (has(c, thousands, PROFILE_INTEGER, PROFILE_DECIMAL,
		"integer or decimal")) {
		s = config_string(thousands);
		if (s && (strlen(s) != 1 || !strchr(".,'", *s)))
			config_error(thousands,
			    "must be a point, a comma or an apostrophe; "
			    "spaces are taken as they are");
		else if (s)
			texts_of(c)->thousands = *s;
	}
	if (has(c, decimals, PROFILE_DECIMAL, PROFILE_DECIMAL, "decimal")) {
		texts_of(c)->is_rounded = true;
		texts_of(c)->decimals =
		    (unsigned)config_int(decimals, 0, MAX_ROUNDED);
	}
}

static void
add_prefix(struct profile_texts *t, const char *text, struct config_node at)
{
	size_t i;

	if (is_blank(text))
		config_error(at, "must hold a text");
	for (i = 0; i < t->n_prefixes; i++)
		if (strncmp(t->prefixes[i], text, strlen(t->prefixes[i])) == 0)
			config_error(at, "begins with one before it, which is "
					 "taken first");
	if (t->n_prefixes == PROFILE_MAX_PREFIXES)
		config_error(at, "more than %d texts", PROFILE_MAX_PREFIXES);
	else
		t->prefixes[t->n_prefixes++] = text;
}

/* What stands before each value and is no part of it. */
static void
read_prefixes(struct profile_column *c, struct config_node n)
{
	struct config_node prefix = config_get(n, "prefix");

	if (!config_there(prefix))
		return;
	if (c->type == PROFILE_LIST || c->type == PROFILE_PERSON_ID)
		config_error(prefix, "not with this type");
	else
		each_text(prefix, texts_of(c), add_prefix);
}

static void
add_boolean(struct profile_texts *t, const char *text, struct config_node at)
{
	add_text(t->booleans, text, at, "the same text is there before it");
}

static void
read_booleans(struct profile_column *c, struct config_node n)
{
	struct config_node yes = config_get(n, "true");
	struct config_node no = config_get(n, "false");
	bool has_yes = has(c, yes, PROFILE_BOOLEAN, PROFILE_BOOLEAN, "boolean");
	bool has_no = has(c, no, PROFILE_BOOLEAN, PROFILE_BOOLEAN, "boolean");

	if (has_yes != has_no && !config_failed(n.config))
		config_error(has_yes ? yes : no, "needs \"%s\" beside it",
		    has_yes ? "false" : "true");
	if (!has_yes || !has_no)
		return;
	texts_of(c)->booleans = keyset_new();
	each_text(yes, c->texts, add_boolean);
	c->texts->n_true = keyset_n(c->texts->booleans);
	each_text(no, c->texts, add_boolean);
}

static void
add_form(struct profile_texts *t, const char *text, struct config_node at)
{
	size_t i;

	for (i = 0; i < t->n_forms; i++)
		if (written_are_alike(t->forms[i], text))
			config_error(at, "a text of this form is of one before "
					 "it, too");
	if (t->n_forms == PROFILE_MAX_FORMS)
		config_error(at, "more than %d forms", PROFILE_MAX_FORMS);
	else
		t->forms[t->n_forms++] = text;
}

static void
read_forms(struct profile_column *c, struct config_node n)
{
	struct config_node written = config_get(n, "written");
	size_t i;

	if (!has(c, written, PROFILE_DATE, PROFILE_MONTH, "date or month"))
		return;
	each_text(written, texts_of(c), add_form);
	for (i = 0; i < c->texts->n_forms; i++) {
		const char *fault = written_fault(
		    c->texts->forms[i], c->element == PROFILE_MONTH);

		if (fault)
			config_error(config_type(written) == CONFIG_LIST
					 ? config_at(written, i)
					 : written,
			    "%s", fault);
	}
}

/* The day of a time with a zone, where it is to be the one in Sweden. */
static void
read_zone(struct profile_column *c, struct config_node n)
{
	static const char *const zones[] = { "sweden", NULL };
	struct config_node zone = config_get(n, "zone");
	bool has_zone = !c->texts || c->texts->n_forms == 0;
	size_t i;

	if (!has(c, zone, PROFILE_DATE, PROFILE_DATE, "date"))
		return;
	texts_of(c)->is_swedish = config_choice(zone, zones) == 0;
	for (i = 0; i < c->texts->n_forms; i++)
		has_zone |= strchr(c->texts->forms[i], 'z') != NULL;
	if (!has_zone)
		config_error(zone, "no form of \"written\" has a zone, z");
}

/* --- ids ------------------------------------------------------------------ */

static void
add_id_form(struct id_rule *rule, struct config_node at)
{
	const char *form = config_name(at);
	const char *fault = form ? id_form_fault(form) : NULL;
	size_t i;

	if (!form)
		return;
	if (fault)
		config_error(at, "%s", fault);
	for (i = 0; i < rule->n; i++)
		if (strcmp(rule->forms[i], form) == 0)
			config_error(at, "the same form is there before it");
	if (rule->n == ID_MAX_FORMS)
		config_error(at, "more than %d forms", ID_MAX_FORMS);
	else
		rule->forms[rule->n++] = form;
}

struct id_rule *
profile_read_id(struct config_node column)
{
	static const char *const checks[] = { "luhn", NULL };
	struct config_node form = config_need(column, "form");
	struct config_node check = config_get(column, "check");
	struct id_rule *rule = xcalloc(1, sizeof(*rule));
	bool has_pattern = false;
	size_t i;

	if (config_there(form) && config_type(form) == CONFIG_STRING)
		add_id_form(rule, form);
	else if (config_there(form) && config_is(form, CONFIG_LIST))
		for (i = 0; i < config_n(form); i++)
			add_id_form(rule, config_at(form, i));
	if (config_there(form) && rule->n == 0)
		config_error(form, "must name at least one");
	for (i = 0; i < rule->n; i++)
		has_pattern |= !id_is_named(rule->forms[i]);
	if (config_there(check))
		rule->has_luhn = config_choice(check, checks) == 0;
	if (config_there(check) && !has_pattern)
		config_error(check, "only with a pattern: the named forms "
				    "have checks of their own");
	return rule;
}

void
profile_read_texts(struct profile_column *c, struct config_node n,
    struct config_node none_of_all)
{
	read_none(c, none_of_all);
	read_none(c, config_get(n, "none"));
	read_numbers(c, n);
	read_prefixes(c, n);
	read_booleans(c, n);
	read_forms(c, n);
	read_zone(c, n);
	read_default(c, config_get(n, "default"));
}

/* Does a text for no value of the column say why? */
static bool
has_kinds(const struct profile_column *c)
{
	uint32_t i,
	    n = c->texts && c->texts->none ? keyset_n(c->texts->none) : 0;

	for (i = 0; i < n; i++)
		if (c->texts->kinds[i].form != VALUE_MISSING)
			return true;
	return false;
}

static bool
is_told(const struct profile *p, size_t column)
{
	size_t i;

	for (i = 0; i < p->n_derived; i++)
		if (p->derived[i].take == PROFILE_TAKE_WHY_MISSING &&
		    (column == p->n_columns ||
			p->derived[i].of[0] == (int)column))
			return true;
	return false;
}

void
profile_check_texts(const struct profile *p, struct config_node top)
{
	struct config_node columns = config_get(top, "columns");
	struct config_node all = config_get(top, "none");
	size_t i;

	if (config_type(all) == CONFIG_OBJECT && !is_told(p, p->n_columns))
		config_error(all, "nothing comes of why: no member is made "
				  "with \"take\": \"why_missing\"");
	for (i = 0; i < p->n_columns; i++) {
		struct config_node none =
		    config_get(config_at(columns, i), "none");

		if (config_type(none) == CONFIG_OBJECT && !is_told(p, i))
			config_error(none,
			    "nothing comes of why: no member is made of this "
			    "column with \"take\": \"why_missing\"");
	}
	for (i = 0; i < p->n_derived; i++)
		if (p->derived[i].take == PROFILE_TAKE_WHY_MISSING &&
		    !has_kinds(&p->columns[p->derived[i].of[0]]))
			config_error(config_at(config_get(top, "derive"), i),
			    "no text of \"none\" says why, so that this never "
			    "has a value");
}

void
profile_free_texts(struct profile_texts *t)
{
	uint32_t i;

	if (!t)
		return;
	for (i = 0; t->none && i < keyset_n(t->none); i++)
		value_free(&t->kinds[i]);
	for (i = 0; i < t->n_units; i++)
		free(t->units[i]);
	value_free(&t->fallback);
	free(t->kinds);
	keyset_free(t->none);
	keyset_free(t->booleans);
	free(t);
}
