/* causes.c - what differs between two runs, by their manifests. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

void
causes_release(struct causes *c)
{
	strbuf_release(&c->inputs);
	strbuf_release(&c->config);
	free(c->old_version);
	free(c->new_version);
}

/** The checksum of a file in a list; NULL: it is not in it. */
static const char *
sum_of(struct config_node list, const char *name)
{
	size_t i;

	for (i = 0; i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *file = config_string_or(at, "file", "");

		if (strcmp(file, name) == 0)
			return config_string_or(at, "sha256", "");
	}
	return NULL;
}

/** A table that the run made for itself, and targets, change no figure. */
static bool
is_counted(const char *name, bool is_config)
{
	return !is_config ||
	       (strchr(name, '/') && strncmp(name, "targets/", 8) != 0);
}

static void
add_name(struct strbuf *sb, const char *name)
{
	strbuf_addstr(sb, sb->len ? "," : "");
	strbuf_add_json_string(sb, name, strlen(name));
}

/** Files of either list that the other has not, or has with another sum. */
static bool
compare_lists(struct config_node old, struct config_node new, bool is_config,
    struct strbuf *names)
{
	bool is_other = false;
	size_t i;

	for (i = 0; i < config_n(new); i++) {
		struct config_node at = config_at(new, i);
		const char *name = config_string_or(at, "file", "");
		const char *sum = config_string_or(at, "sha256", "");
		const char *before = sum_of(old, name);

		if (before && strcmp(before, sum) == 0)
			continue;
		add_name(names, name);
		is_other |= is_counted(name, is_config);
	}
	for (i = 0; i < config_n(old); i++) {
		const char *name =
		    config_string_or(config_at(old, i), "file", "");

		if (sum_of(new, name))
			continue;
		add_name(names, name);
		is_other |= is_counted(name, is_config);
	}
	return is_other;
}

int
causes_load(struct causes *c, const char *old_manifest,
    const char *new_manifest, struct strbuf *err)
{
	struct config *old = config_load(old_manifest, err);
	struct config *new = old ? config_load(new_manifest, err) : NULL;
	int ret = -1;

	if (!new)
		goto out;
	c->is_known = true;
	c->old_version =
	    xstrdup(config_string_or(config_top(old), "version", ""));
	c->new_version =
	    xstrdup(config_string_or(config_top(new), "version", ""));
	c->is_there[CAUSE_ROWS] =
	    compare_lists(config_get(config_top(old), "inputs"),
		config_get(config_top(new), "inputs"), false, &c->inputs);
	c->is_there[CAUSE_CONFIGURATION] =
	    compare_lists(config_get(config_top(old), "config"),
		config_get(config_top(new), "config"), true, &c->config);
	c->is_there[CAUSE_PROGRAM] =
	    strcmp(c->old_version, c->new_version) != 0;
	if (!config_failed(old) && !config_failed(new))
		ret = 0;
out:
	config_free(old);
	config_free(new);
	return ret;
}

void
causes_name(const struct causes *c, bool is_rows_known, struct strbuf *sb)
{
	static const char *const names[N_CAUSES] = { "rows", "configuration",
		"program" };
	size_t i, n = sb->len;

	for (i = is_rows_known ? CAUSE_CONFIGURATION : CAUSE_ROWS; i < N_CAUSES;
	     i++)
		if (c->is_there[i])
			strbuf_addf(
			    sb, "%s%s", sb->len > n ? "_and_" : "", names[i]);
	if (sb->len == n)
		strbuf_addstr(
		    sb, is_rows_known ? "counted_otherwise" : "unknown");
}
