/* titles.c - the titles of indicators, from the file that defines them. */
#include "vardstrom/titles.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

struct titled {
	const char *id, *title;
};

struct titles {
	struct config *config; /* the texts live here */
	struct titled *list;
	size_t n, cap;
};

static void
load_list(struct titles *t, struct config_node list, const char *language)
{
	if (!config_is(list, CONFIG_LIST))
		return;
	for (size_t i = 0; i < config_n(list); i++) {
		struct config_node n = config_at(list, i);
		struct config_node title = config_need(n, "title");

		GROW(t->list, t->n, t->cap);
		t->list[t->n].id = config_string(config_need(n, "id"));
		t->list[t->n++].title =
		    config_string(config_need(title, language));
	}
}

struct titles *
titles_load(const char *path, const char *language, struct strbuf *err)
{
	struct config *config = config_load(path, err);
	struct titles *t;

	if (!config)
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->config = config;
	load_list(t, config_need(config_top(config), "indicators"), language);
	if (config_failed(config)) {
		titles_free(t);
		return NULL;
	}
	return t;
}

void
titles_free(struct titles *t)
{
	if (!t)
		return;
	free(t->list);
	config_free(t->config);
	free(t);
}

const char *
titles_find(const struct titles *t, const char *indicator)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->list[i].id, indicator) == 0)
			return t->list[i].title;
	}
	return indicator;
}
