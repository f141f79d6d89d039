/* verify.c - hold what a run left against its manifest. */
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vardstrom/digest.h"
#include "vardstrom/lines.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

static const char changed[] =
    "changed while it was read; wait until it is whole, and run again";

int
verify_fail(struct verify *v, const char *fmt, ...)
{
	va_list ap;

	strbuf_reset(&v->err);
	va_start(ap, fmt);
	strbuf_vaddf(&v->err, fmt, ap);
	va_end(ap);
	return -1;
}

static int
verify_unread(
    struct verify *v, const char *path, const char *name, const char *why)
{
	v->is_trouble = access(path, F_OK) == 0 || errno != ENOENT;
	return verify_fail(v, "%s: %s", name, why);
}

char *
verify_path(const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%s", dir, name);
	return strbuf_detach(&sb, NULL);
}

/** Its checksum; -1 with a sentence, where it also may have changed. */
static int
digest_of(struct verify *v, const char *name, const char *path,
    char hex[DIGEST_HEX + 1])
{
	struct strbuf err = STRBUF_INIT;
	unsigned long long n_bytes;
	int ret = digest_file(path, hex, &n_bytes, &err);

	if (ret == -2) {
		v->is_trouble = true;
		verify_fail(v, "%s: %s", name, changed);
	} else if (ret != 0) {
		verify_unread(v, path, name, err.s);
	}
	strbuf_release(&err);
	return ret == 0 ? 0 : -1;
}

/** Is the file at path still the one that it was when its reading began? */
static bool
is_still(const struct stat *was, const char *path)
{
	struct stat is;

	return stat(path, &is) == 0 && is.st_ino == was->st_ino &&
	       is.st_dev == was->st_dev && is.st_size == was->st_size &&
	       is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       is.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

/** The whole of a small file; 0, or -1. */
static int
read_file(struct verify *v, const char *name, struct strbuf *text)
{
	char *path = verify_path(v->out, name), buffer[16 * 1024];
	FILE *file = fopen(path, "rb");
	struct stat was;
	size_t n;
	int ret = -1;

	if (!file || fstat(fileno(file), &was) != 0) {
		verify_unread(v, path, name, strerror(errno));
		if (file)
			fclose(file);
		free(path);
		return -1;
	}
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0 &&
	       text->len <= CONFIG_MAX_BYTES)
		strbuf_add(text, buffer, n);
	if (ferror(file)) {
		verify_unread(v, path, name, strerror(errno));
	} else if (!is_still(&was, path)) {
		v->is_trouble = true;
		verify_fail(v, "%s: %s", name, changed);
	} else {
		ret = 0;
	}
	fclose(file);
	free(path);
	return ret;
}

/* --- what is whole by itself --------------------------------------------- */

/**
 * The last line ends with "sha256":"..."} of all that is before this
 * member, which is told as closed; so no byte can change without it.
 */
static int
check_own(struct verify *v, const char *name, const struct strbuf *text)
{
	static const char member[] = ",\"sha256\":\"", end[] = "\"}\n";
	const size_t tail = sizeof(member) - 1 + DIGEST_HEX + sizeof(end) - 1;
	char hex[DIGEST_HEX + 1];
	struct digest *d;
	const char *at;

	at = text->s + text->len - tail;
	if (text->len < tail || memcmp(at, member, sizeof(member) - 1) != 0 ||
	    memcmp(text->s + text->len - sizeof(end) + 1, end,
		sizeof(end) - 1) != 0)
		return verify_fail(
		    v, "%s: does not end with its own checksum", name);
	d = digest_new();
	digest_add(d, text->s, text->len - tail);
	digest_hex(d, hex);
	digest_free(d);
	if (memcmp(at + sizeof(member) - 1, hex, DIGEST_HEX) != 0)
		return verify_fail(
		    v, "%s: its own checksum does not hold", name);
	v->n_files++;
	return 0;
}

int
verify_manifest(struct verify *v, const char *out)
{
	static const char *const kinds[] = { "manifest", NULL };
	struct strbuf text = STRBUF_INIT;
	const char *version = NULL;
	int ret = -1;

	memset(v, 0, sizeof(*v));
	strbuf_init(&v->err);
	v->out = out;
	if (read_file(v, "manifest.json", &text) != 0 ||
	    check_own(v, "manifest.json", &text) != 0)
		goto out;
	v->config = config_parse("manifest.json", text.s, text.len, &v->err);
	if (!v->config)
		goto out;
	v->top = config_top(v->config);
	config_choice(config_need(v->top, "record"), kinds);
	v->year = (int)config_int(config_need(v->top, "year"), 1900, 2999);
	version = config_string(config_need(v->top, "version"));
	v->is_spread = config_bool_or(v->top, "spread", false);
	if (config_failed(v->config))
		goto out;
	if (strcmp(version, VARDSTROM_VERSION) != 0)
		verify_fail(v,
		    "manifest.json: made by version %s; this one is %s",
		    version, VARDSTROM_VERSION);
	else
		ret = 0;
out:
	strbuf_release(&text);
	return ret;
}

void
verify_release(struct verify *v)
{
	config_free(v->config);
	strbuf_release(&v->err);
	free(v->extracts);
}

/* --- run.ndjson ---------------------------------------------------------- */

/** Does one program's account in the manifest say what its stats say? */
static bool
is_same_account(struct config_node run, struct config_node stats)
{
	static const char *const counts[] = { "read", "written", "rejected",
		"absorbed", "made", NULL };
	const char *by = config_string(config_get(run, "by"));
	const char *of = config_string(config_get(stats, "by"));
	size_t i;

	if (!by || !of || strcmp(by, of) != 0)
		return false;
	for (i = 0; counts[i]; i++)
		if (config_int_or(run, counts[i], 0, INT64_MAX, -1) !=
		    config_int_or(stats, counts[i], 0, INT64_MAX, -1))
			return false;
	return true;
}

static bool
is_accounted_for(struct verify *v, struct config_node stats)
{
	struct config_node stages = config_need(v->top, "stages");
	size_t i, k;

	for (i = 0; i < config_n(stages); i++) {
		struct config_node runs =
		    config_need(config_at(stages, i), "runs");

		for (k = 0; k < config_n(runs); k++)
			if (is_same_account(config_at(runs, k), stats))
				return true;
	}
	return false;
}

/** One line of run.ndjson; the last one tells where the extracts were. */
static int
check_run_line(struct verify *v, const char *line, size_t len)
{
	struct config *c = config_parse("run.ndjson", line, len, &v->err);
	struct config_node top;
	const char *record, *where;
	int ret = 0;

	if (!c)
		return -1;
	top = config_top(c);
	record = config_string_or(top, "record", "");
	where = config_string_or(top, "extracts", NULL);
	if (strcmp(record, "run") == 0 && where && !v->extracts)
		v->extracts = xstrdup(where);
	else if (strcmp(record, "stats") == 0 && !is_accounted_for(v, top))
		ret = verify_fail(v,
		    "run.ndjson: %s said what is not in the manifest",
		    config_string_or(top, "by", "a program"));
	if (config_failed(c))
		ret = -1;
	config_free(c);
	return ret;
}

int
verify_run(struct verify *v)
{
	struct strbuf text = STRBUF_INIT;
	const char *line, *end;
	int ret = -1;

	if (read_file(v, "run.ndjson", &text) != 0 ||
	    check_own(v, "run.ndjson", &text) != 0)
		goto out;
	for (line = text.s; *line; line = end + 1) {
		end = line + strcspn(line, "\n");
		if (check_run_line(v, line, (size_t)(end - line)) != 0)
			goto out;
		if (!*end)
			break;
	}
	ret = 0;
out:
	strbuf_release(&text);
	return ret;
}

/* --- files --------------------------------------------------------------- */

/** One file of a list, in a folder. */
static int
check_file(
    struct verify *v, struct config_node at, const char *dir, const char *what)
{
	const char *name = config_string(config_need(at, "file"));
	const char *sha256 = config_string_or(at, "sha256", NULL);
	char *path, hex[DIGEST_HEX + 1];
	int ret = -1;

	if (!name || !sha256)
		return verify_fail(
		    v, "manifest.json: %s: a file without a checksum", what);
	path = verify_path(dir, name);
	if (digest_of(v, name, path, hex) != 0) {
		/* said */
	} else if (strcmp(hex, sha256) != 0) {
		verify_fail(v,
		    "%s: is not the %s of the run: its checksum "
		    "differs from the manifest's",
		    name, what);
	} else {
		v->n_files++;
		ret = 0;
	}
	free(path);
	return ret;
}

/** Is a name among the files of a list? */
static bool
is_listed(struct config_node list, const char *name)
{
	size_t i;

	for (i = 0; i < config_n(list); i++) {
		const char *file =
		    config_string(config_get(config_at(list, i), "file"));

		if (file && strcmp(file, name) == 0)
			return true;
		/* a folder of files that are listed one by one */
		if (file && strncmp(file, name, strlen(name)) == 0 &&
		    file[strlen(name)] == '/')
			return true;
	}
	return false;
}

/** Nothing is in the folder that the run did not leave there. */
static int
check_entries(struct verify *v, struct config_node outputs)
{
	DIR *dir = opendir(v->out);
	struct dirent *entry;
	int ret = 0;

	if (!dir)
		return verify_unread(v, v->out, v->out, strerror(errno));
	while (ret == 0 && (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    strcmp(name, "manifest.json") == 0 ||
		    strcmp(name, "run.ndjson") == 0)
			continue;
		if (!is_listed(outputs, name))
			ret = verify_fail(v, "%s: is no file of the run", name);
	}
	closedir(dir);
	return ret;
}

int
verify_outputs(struct verify *v)
{
	struct config_node outputs = config_need(v->top, "outputs");
	size_t i;

	for (i = 0; i < config_n(outputs); i++) {
		const struct config_node file = config_at(outputs, i);

		if (check_file(v, file, v->out, "output") != 0)
			return -1;
		if (strncmp(config_string(config_get(file, "file")), "publish/",
			strlen("publish/")) == 0)
			v->is_published = true;
		if (strcmp(config_string(config_get(file, "file")),
			"released.ndjson") == 0)
			v->has_released = true;
	}
	return check_entries(v, outputs);
}

int
verify_configuration(struct verify *v, const char *dir)
{
	struct config_node list = config_need(v->top, "config");
	size_t i;

	for (i = 0; i < config_n(list); i++) {
		const char *name =
		    config_string(config_need(config_at(list, i), "file"));

		/* a table that the run made for itself, of an extract */
		if (name && !strchr(name, '/'))
			continue;
		if (check_file(v, config_at(list, i), dir, "configuration") !=
		    0)
			return -1;
	}
	return 0;
}

int
verify_extracts(struct verify *v, const char *dir)
{
	struct config_node list = config_need(v->top, "inputs");
	size_t i;

	for (i = 0; i < config_n(list); i++)
		if (check_file(v, config_at(list, i), dir, "extract") != 0)
			return -1;
	return 0;
}

int
verify_again(struct verify *v, const char *again)
{
	struct config_node outputs = config_need(v->top, "outputs");
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	struct verify other = { .out = again, .err = STRBUF_INIT };
	size_t i;
	int ret = -1;

	for (i = 0; i < config_n(outputs); i++)
		if (check_file(v, config_at(outputs, i), again, "same") != 0) {
			const char *name = config_string(
			    config_get(config_at(outputs, i), "file"));

			return v->is_trouble
				   ? -1
				   : verify_fail(v,
					 "%s: the same run today gives another",
					 name);
		}
	if (read_file(v, "manifest.json", &first) != 0)
		goto out;
	if (read_file(&other, "manifest.json", &second) != 0)
		verify_unread(v, again, "manifest.json", other.err.s);
	else if (first.len != second.len ||
		 memcmp(first.s, second.s, first.len) != 0)
		verify_fail(v, "manifest.json: the same run today gives "
			       "another: its configuration or its rows differ");
	else
		ret = 0;
out:
	strbuf_release(&first);
	strbuf_release(&second);
	strbuf_release(&other.err);
	return ret;
}
