/* aim.c - the target that a traced figure is held against. */
#include "aim.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

static bool
is_by(struct config_node list, const char *const *by, size_t n_by)
{
	size_t i, k;

	if (config_n(list) != n_by)
		return false;
	for (i = 0; i < n_by; i++) {
		for (k = 0; k < n_by; k++) {
			const char *name = config_string(config_at(list, k));

			if (name && strcmp(by[i], name) == 0)
				break;
		}
		if (k == n_by)
			return false;
	}
	return true;
}

static void
take(struct aim *a, struct config_node at)
{
	struct config_node limit = config_need(at, "target");
	const char *relation = config_string(config_need(at, "relation"));
	const char *other;

	aim_release(a);
	a->is_there = true;
	a->relation = xstrdup(relation ? relation : "");
	a->other = NULL;
	if (config_type(limit) != CONFIG_OBJECT) {
		a->limit = config_dec(limit);
		return;
	}
	other = config_string(config_need(limit, "indicator"));
	a->other = xstrdup(other ? other : "");
}

int
aim_load(struct aim *a, const char *path, const char *indicator,
    const char *const *by, size_t n_by, struct strbuf *err)
{
	struct config *c = config_load(path, err);
	struct config_node list;
	bool is_exact = false;
	size_t i;
	int ret;

	if (!c)
		return -1;
	list = config_need(config_top(c), "targets");
	for (i = 0; i < config_n(list) && !is_exact; i++) {
		struct config_node at = config_at(list, i);
		struct config_node names = config_get(at, "by");
		const char *id = config_string(config_need(at, "indicator"));

		if (!id || strcmp(id, indicator) != 0)
			continue;
		is_exact = config_there(names) && is_by(names, by, n_by);
		if (is_exact || !config_there(names))
			take(a, at);
	}
	ret = config_failed(c) ? -1 : 0;
	config_free(c);
	return ret;
}

void
aim_release(struct aim *a)
{
	free(a->relation);
	free(a->other);
	a->relation = a->other = NULL;
	a->is_there = false;
}
