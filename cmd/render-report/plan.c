/* plan.c - what a report holds: chapters and their blocks, from a file. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

/* pipelines/report/kvalitetsbokslut.json */
static const unsigned char built_in[] = {
#include "kvalitetsbokslut.inc"
};

/* A text for a name of a kind; the member of value texts in member. */
struct word {
	const char *kind, *member, *name, *text;
};

struct plan {
	struct config *config; /* the texts live here */
	enum language language;
	struct chapters report, clinic;
	struct word *words;
	size_t n_words, cap_words;
};

static const char *const languages[] = { "sv", "en" };

/* --- words ---------------------------------------------------------------- */

static const char *
text_of(const struct plan *p, struct config_node n)
{
	static const char *const known[] = { "sv", "en", NULL };

	if (!config_is(n, CONFIG_OBJECT))
		return NULL;
	config_only(n, known);
	return config_string(config_need(n, languages[p->language]));
}

static void
add_word(struct plan *p, const char *kind, const char *member, const char *name,
    struct config_node text)
{
	struct word *w;

	GROW(p->words, p->n_words, p->cap_words);
	w = &p->words[p->n_words++];
	w->kind = kind;
	w->member = member;
	w->name = name;
	w->text = text_of(p, text);
}

/* An object of texts by name. */
static void
load_words(
    struct plan *p, const char *kind, const char *member, struct config_node n)
{
	const char *name;

	if (!config_there(n) || !config_is(n, CONFIG_OBJECT))
		return;
	for (size_t i = 0; i < config_n(n); i++) {
		struct config_node text = config_member_at(n, i, &name);

		add_word(p, kind, member, name, text);
	}
}

static void
load_members(struct plan *p, struct config_node members)
{
	static const char *const known[] = { "title", "values", NULL };
	const char *name;

	for (size_t i = 0; i < config_n(members); i++) {
		struct config_node n = config_member_at(members, i, &name);

		config_only(n, known);
		add_word(p, "members", "", name, config_need(n, "title"));
		load_words(p, "values", name, config_get(n, "values"));
	}
}

static const char *
find_word(const struct plan *p, const char *kind, const char *member,
    const char *name)
{
	for (size_t i = 0; i < p->n_words; i++) {
		const struct word *w = &p->words[i];

		if (strcmp(w->kind, kind) == 0 && strcmp(w->name, name) == 0 &&
		    strcmp(w->member, member) == 0)
			return w->text;
	}
	return NULL;
}

const char *
plan_heading(const struct plan *p, const char *indicator)
{
	return find_word(p, "headings", "", indicator);
}

const char *
plan_meaning(const struct plan *p, const char *indicator)
{
	return find_word(p, "meanings", "", indicator);
}

const char *
plan_member(const struct plan *p, const char *member)
{
	const char *text = find_word(p, "members", "", member);

	return text ? text : member;
}

const char *
plan_value(const struct plan *p, const char *member, const char *value)
{
	return find_word(p, "values", member, value);
}

const char *
plan_unit(const struct plan *p, const char *unit)
{
	const char *text = find_word(p, "units", "", unit);

	return text ? text : "";
}

const char *
plan_reason(const struct plan *p, const char *reason)
{
	const char *text = find_word(p, "reasons", "", reason);

	return text ? text : reason;
}

/* --- chapters ------------------------------------------------------------- */

static void
load_texts(const struct plan *p, struct config_node n, struct texts *out)
{
	if (!config_there(n) || !config_is(n, CONFIG_LIST))
		return;
	out->n = config_n(n);
	out->list = xcalloc(out->n, sizeof(*out->list));
	for (size_t i = 0; i < out->n; i++)
		out->list[i] = text_of(p, config_at(n, i));
}

static void
load_names(struct config_node n, struct names *out)
{
	if (!config_there(n) || !config_is(n, CONFIG_LIST))
		return;
	out->n = config_n(n);
	out->list = xcalloc(out->n, sizeof(*out->list));
	for (size_t i = 0; i < out->n; i++)
		out->list[i] = config_string(config_at(n, i));
}

/* What a kind cannot do without. */
static void
check_block(struct config_node n, const struct block *b)
{
	static const size_t n_rows[] = { [BLOCK_TABLE] = 1,
		[BLOCK_DOTS] = 1,
		[BLOCK_BARS] = 1,
		[BLOCK_PYRAMID] = 2,
		[BLOCK_CLINICS] = 0 };
	const size_t need = b->kind <= BLOCK_PYRAMID ? n_rows[b->kind] : 0;

	if (b->rows.n < need)
		config_error(n, "needs rows");
	if (b->values.n == 0)
		config_error(n, "needs values");
	if (b->kind == BLOCK_KEY && !b->split)
		config_error(n, "needs split");
}

static void
load_block(const struct plan *p, struct config_node n, struct block *b)
{
	static const char *const kinds[] = { "key", "table", "dots", "bars",
		"pyramid", "months", "list", "clinics", NULL };
	static const char *const known[] = { "kind", "title", "findings",
		"notes", "rows", "values", "weight", "sort", "last", "split",
		"total", "from_zero", "signals", "only_signals", "most", NULL };
	const int kind = config_choice(config_need(n, "kind"), kinds);

	config_only(n, known);
	b->kind = kind < 0 ? BLOCK_TABLE : (enum block_kind)kind;
	b->title = text_of(p, config_need(n, "title"));
	load_texts(p, config_get(n, "findings"), &b->findings);
	load_texts(p, config_get(n, "notes"), &b->notes);
	load_names(config_get(n, "rows"), &b->rows);
	load_names(config_get(n, "values"), &b->values);
	b->weight = config_string_or(n, "weight", NULL);
	b->sort = config_string_or(n, "sort", NULL);
	b->last = config_string_or(n, "last", NULL);
	b->split = config_string_or(n, "split", NULL);
	b->has_total = config_bool_or(n, "total", false);
	b->is_from_zero = config_bool_or(n, "from_zero", false);
	b->has_signals = config_bool_or(n, "signals", false);
	b->is_only_signals = config_bool_or(n, "only_signals", false);
	b->most = (size_t)config_int_or(n, "most", 1, 10000, 0);
	if (!config_failed(p->config))
		check_block(n, b);
}

static void
load_chapter(const struct plan *p, struct config_node n, struct chapter *c)
{
	static const char *const known[] = { "id", "title", "needs", "texts",
		"blocks", NULL };
	struct config_node blocks = config_get(n, "blocks");

	config_only(n, known);
	c->id = config_string(config_need(n, "id"));
	c->title = text_of(p, config_need(n, "title"));
	load_names(config_get(n, "needs"), &c->needs);
	load_texts(p, config_get(n, "texts"), &c->texts);
	if (!config_there(blocks) || !config_is(blocks, CONFIG_LIST))
		return;
	c->n_blocks = config_n(blocks);
	c->blocks = xcalloc(c->n_blocks, sizeof(*c->blocks));
	for (size_t i = 0; i < c->n_blocks; i++)
		load_block(p, config_at(blocks, i), &c->blocks[i]);
}

static void
load_chapters(const struct plan *p, struct config_node n, struct chapters *c)
{
	static const char *const known[] = { "title", "lead", "chapters",
		NULL };
	struct config_node list = config_need(n, "chapters");

	config_only(n, known);
	c->title = text_of(p, config_need(n, "title"));
	load_texts(p, config_get(n, "lead"), &c->lead);
	if (!config_is(list, CONFIG_LIST))
		return;
	c->n = config_n(list);
	c->list = xcalloc(c->n, sizeof(*c->list));
	for (size_t i = 0; i < c->n; i++)
		load_chapter(p, config_at(list, i), &c->list[i]);
}

struct plan *
plan_load(const char *path, enum language language, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "members", "units",
		"headings", "meanings", "reasons", "tables", "report", "clinic",
		NULL };
	struct config *config =
	    path ? config_load(path, err)
		 : config_parse("report/kvalitetsbokslut.json",
		       (const char *)built_in, sizeof(built_in), err);
	struct config_node top;
	struct plan *p;

	if (!config)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->config = config;
	p->language = language;
	top = config_top(config);
	config_only(top, known);
	load_members(p, config_get(top, "members"));
	load_words(p, "units", "", config_get(top, "units"));
	load_words(p, "headings", "", config_get(top, "headings"));
	load_words(p, "meanings", "", config_get(top, "meanings"));
	load_words(p, "reasons", "", config_get(top, "reasons"));
	load_chapters(p, config_need(top, "report"), &p->report);
	load_chapters(p, config_need(top, "clinic"), &p->clinic);
	if (config_failed(config)) {
		plan_free(p);
		return NULL;
	}
	return p;
}

static void
free_chapters(struct chapters *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct chapter *chapter = &c->list[i];

		for (size_t j = 0; j < chapter->n_blocks; j++) {
			struct block *b = &chapter->blocks[j];

			free(b->findings.list);
			free(b->notes.list);
			free(b->rows.list);
			free(b->values.list);
		}
		free(chapter->blocks);
		free(chapter->needs.list);
		free(chapter->texts.list);
	}
	free(c->list);
	free(c->lead.list);
}

void
plan_free(struct plan *p)
{
	if (!p)
		return;
	free_chapters(&p->report);
	free_chapters(&p->clinic);
	free(p->words);
	config_free(p->config);
	free(p);
}

const struct chapters *
plan_report(const struct plan *p)
{
	return &p->report;
}

const struct chapters *
plan_clinic(const struct plan *p)
{
	return &p->clinic;
}
