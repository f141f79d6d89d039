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
	config_free(c->manifests[0]);
	config_free(c->manifests[1]);
	strbuf_release(&c->err);
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
bool
causes_is_counted(const char *name, bool is_config)
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
		is_other |= causes_is_counted(name, is_config);
	}
	for (i = 0; i < config_n(old); i++) {
		const char *name =
		    config_string_or(config_at(old, i), "file", "");

		if (sum_of(new, name))
			continue;
		add_name(names, name);
		is_other |= causes_is_counted(name, is_config);
	}
	return is_other;
}

struct config_node
causes_inputs(const struct causes *c, size_t run)
{
	return config_get(config_top(c->manifests[run]), "inputs");
}

struct config_node
causes_config(const struct causes *c, size_t run)
{
	return config_get(config_top(c->manifests[run]), "config");
}

bool
causes_is_config_of(const struct causes *c, size_t run, const char *out)
{
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct strbuf names = STRBUF_INIT;
	struct config *manifest;
	bool is_same;

	strbuf_addf(&path, "%s/manifest.json", out);
	manifest = config_load(path.s, &err);
	is_same = manifest &&
		  !compare_lists(causes_config(c, run),
		      config_get(config_top(manifest), "config"), true, &names);
	config_free(manifest);
	strbuf_release(&names);
	strbuf_release(&err);
	strbuf_release(&path);
	return is_same;
}

/** One of the manifests; 0, -1. */
static int
load(struct causes *c, size_t run, const char *path, char **version)
{
	struct config *m = c->manifests[run] = config_load(path, &c->err);

	if (!m)
		return -1;
	*version = xstrdup(config_string_or(config_top(m), "version", ""));
	c->years[run] = (int)config_int_or(config_top(m), "year", 0, 9999, 0);
	return config_failed(m) ? -1 : 0;
}

int
causes_load(struct causes *c, const char *old_manifest,
    const char *new_manifest, struct strbuf *err)
{
	if (load(c, 0, old_manifest, &c->old_version) == 0 &&
	    load(c, 1, new_manifest, &c->new_version) == 0) {
		c->is_known = true;
		c->is_there[CAUSE_ROWS] = compare_lists(causes_inputs(c, 0),
		    causes_inputs(c, 1), false, &c->inputs);
		c->is_there[CAUSE_CONFIGURATION] = compare_lists(
		    causes_config(c, 0), causes_config(c, 1), true, &c->config);
		c->is_there[CAUSE_PROGRAM] =
		    strcmp(c->old_version, c->new_version) != 0;
	}
	strbuf_add(err, c->err.s, c->err.len);
	return c->is_known && c->err.len == 0 ? 0 : -1;
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
