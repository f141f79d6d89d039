/* extracts.c - the raw rows of two runs, and folders between the two. */
#include "extracts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vardstrom/keyset.h"
#include "vardstrom/lines.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_LINE = 16 * 1024 * 1024,
	MAX_SPAN = 1000, /* lines of one row */
	NOBODY = -1
};

struct raw_row {
	uint32_t text;   /* its number */
	uint64_t line;   /* where it begins */
	int64_t partner; /* in the other run; NOBODY */
	bool is_same;    /* as its partner */
};

struct raw_file {
	const char *name;
	struct raw_row *rows; /* the first is the header */
	size_t n, cap;
};

static char *
path_in(const char *dir, const char *name, const char *end)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%s%s", dir, name, end);
	return strbuf_detach(&sb, NULL);
}

/** The length of a name without .gz. */
static size_t
base_len(const char *name)
{
	size_t len = strlen(name);

	return len > 3 && strcmp(name + len - 3, ".gz") == 0 ? len - 3 : len;
}

/** The file of a list that is the same extract; NULL: none. */
static const char *
find_file(struct config_node list, const char *name, const char **sha256)
{
	size_t len = base_len(name), i;

	for (i = 0; i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *file = config_string_or(at, "file", "");

		if (base_len(file) != len || strncmp(file, name, len) != 0)
			continue;
		*sha256 = config_string_or(at, "sha256", "");
		return file;
	}
	return NULL;
}

/* --- reading ------------------------------------------------------------- */

static bool
has_odd_quotes(const char *s, size_t len)
{
	size_t n = 0, i;

	for (i = 0; i < len; i++)
		n += s[i] == '"';
	return n % 2 != 0;
}

static void
add_row(struct raw_file *f, struct keyset *texts, const char *s, size_t len,
    uint64_t line)
{
	if (len > 0 && s[len - 1] == '\r')
		len--;
	GROW(f->rows, f->n, f->cap);
	f->rows[f->n++] =
	    (struct raw_row){ .text = keyset_add(texts, s, len, NULL),
		    .line = line,
		    .partner = NOBODY };
}

/** A line with an open quote, as far as it goes; else the line alone. */
static void
take_quoted(struct lines *in, const char **s, size_t *len)
{
	size_t n, before = *len;
	bool is_open = true;

	for (n = 0; is_open && n < MAX_SPAN; n++) {
		if (lines_extend(in, s, len) != LINES_OK)
			break;
		is_open ^= has_odd_quotes(*s + before, *len - before);
		before = *len;
	}
	if (is_open)
		lines_retreat(in, s, len);
}

/** All rows of a file; one with a quoted line end is one. */
static int
read_rows(struct raw_file *f, const char *dir, struct keyset *texts,
    struct strbuf *err)
{
	char *path = path_in(dir, f->name, "");
	struct lines *in = lines_open(path, MAX_LINE, false, err);
	enum lines_status status;
	const char *s;
	size_t len;

	free(path);
	if (!in)
		return -1;
	while ((status = lines_next(in, &s, &len)) == LINES_OK) {
		uint64_t line = lines_no(in);

		if (has_odd_quotes(s, len))
			take_quoted(in, &s, &len);
		add_row(f, texts, s, len, line);
	}
	if (status != LINES_EOF)
		strbuf_addf(err, "%s: %s", f->name,
		    status == LINES_ETOOLONG ? "a line is too long"
					     : lines_error(in));
	lines_close(in);
	return status == LINES_EOF ? 0 : -1;
}

/* --- which row is which -------------------------------------------------- */

/** The length of the first n columns of a row; 0: it has not more. */
static size_t
columns_len(const char *s, size_t len, char comma, size_t n)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == comma && --n == 0)
			return i;
	return 0;
}

/** Pair rows, the headers aside: by their texts, or by first columns. */
static void
pair_rows(struct raw_file *old, struct raw_file *new,
    const struct keyset *texts, char comma, size_t n_columns)
{
	struct keyset *keys = keyset_new();
	size_t *first = xcalloc(old->n + 1, sizeof(*first));
	size_t *next = xcalloc(old->n + 1, sizeof(*next));
	size_t i, len;

	/* chains of old rows by key; 0 is the header, so nobody */
	for (i = old->n; i > 1; i--) {
		struct raw_row *row = &old->rows[i - 1];
		const char *s = keyset_key(texts, row->text, &len);
		uint32_t no;

		if (n_columns > 0)
			len = columns_len(s, len, comma, n_columns);
		if (row->partner != NOBODY || len == 0)
			continue;
		no = keyset_add(keys, s, len, NULL);
		next[i - 1] = first[no];
		first[no] = i - 1;
	}
	for (i = 1; i < new->n; i++) {
		struct raw_row *row = &new->rows[i], *other;
		const char *s = keyset_key(texts, row->text, &len);
		uint32_t no;

		if (n_columns > 0)
			len = columns_len(s, len, comma, n_columns);
		if (row->partner != NOBODY || len == 0 ||
		    !keyset_find(keys, s, len, &no) || first[no] == 0)
			continue;
		other = &old->rows[first[no]];
		row->partner = (int64_t)first[no];
		other->partner = (int64_t)i;
		row->is_same = other->is_same = n_columns == 0;
		first[no] = next[first[no]];
	}
	keyset_free(keys);
	free(first);
	free(next);
}

static size_t
n_alone(const struct raw_file *f)
{
	size_t n = 0, i;

	for (i = 1; i < f->n; i++)
		n += f->rows[i].partner == NOBODY;
	return n;
}

static void
pair_all(struct raw_file *old, struct raw_file *new, const struct keyset *texts)
{
	size_t len, n = 0, i;
	const char *s = keyset_key(texts, old->rows[0].text, &len);
	char comma = memchr(s, ';', len) ? ';' : ',';

	if (memchr(s, '\t', len))
		comma = '\t';
	for (i = 0; i < len; i++)
		n += s[i] == comma;
	pair_rows(old, new, texts, comma, 0);
	/* the more columns in common, the sooner */
	for (; n > 0 && n_alone(old) > 0 && n_alone(new) > 0; n--)
		pair_rows(old, new, texts, comma, n);
}

static void
note(struct raw_change *c, const char *name, uint64_t line)
{
	if (c->n++ >= RAW_SHOWN)
		return;
	strbuf_addf(&c->sources, "%s\"%s:%llu\"", c->sources.len ? "," : "",
	    name, (unsigned long long)line);
}

static void
note_all(struct raw_change *changes, const struct raw_file *old,
    const struct raw_file *new)
{
	size_t i;

	for (i = 1; i < old->n; i++)
		if (old->rows[i].partner == NOBODY)
			note(&changes[RAW_GONE], old->name, old->rows[i].line);
	for (i = 1; i < new->n; i++) {
		const struct raw_row *row = &new->rows[i];

		if (row->partner == NOBODY)
			note(&changes[RAW_NEW], new->name, row->line);
		else if (!row->is_same)
			note(&changes[RAW_CHANGED], new->name, row->line);
	}
}

/* --- the folders between ------------------------------------------------- */

/** Put a file into a folder as it is. */
static int
put_link(
    const char *dir, const char *from, const char *name, struct strbuf *err)
{
	char *target = path_in(from, name, ""), *path = path_in(dir, name, "");
	int ret = symlink(target, path);

	if (ret != 0)
		strbuf_addf(err, "%s: %s", path, strerror(errno));
	free(target);
	free(path);
	return ret;
}

/** The old rows that have a partner: as they were, or as they are now. */
static int
write_rows(const char *dir, const struct raw_file *old,
    const struct raw_file *new, bool is_changed, const struct keyset *texts,
    struct strbuf *err)
{
	char *path = path_in(dir, old->name, ""), *end;
	size_t i, len;
	FILE *out;
	int ret = -1;

	end = path + strlen(path) - strlen(old->name);
	end[base_len(old->name)] = '\0';
	out = fopen(path, "wb");
	for (i = 0; out && i < old->n; i++) {
		const struct raw_row *row = &old->rows[i];
		const char *s;

		if (i > 0 && row->partner == NOBODY)
			continue;
		if (i > 0 && is_changed)
			row = &new->rows[row->partner];
		s = keyset_key(texts, row->text, &len);
		fwrite(s, 1, len, out);
		putc('\n', out);
	}
	if (out && !ferror(out))
		ret = 0;
	if (out && fclose(out) != 0)
		ret = -1;
	if (ret != 0)
		strbuf_addf(err, "%s: %s", path, strerror(errno));
	free(path);
	return ret;
}

/* --- all of it ----------------------------------------------------------- */

struct folders {
	const char *without_gone, *with_changed;
};

/** An extract that both have, and that differs. */
static int
compare_file(struct raw_change *changes, const struct raw_side *old_side,
    const char *old_name, const struct raw_side *new_side, const char *new_name,
    const struct folders *to, struct strbuf *err)
{
	struct raw_file old = { .name = old_name }, new = { .name = new_name };
	struct keyset *texts = keyset_new();
	size_t i;
	int ret = -1;

	if (read_rows(&old, old_side->dir, texts, err) != 0 ||
	    read_rows(&new, new_side->dir, texts, err) != 0)
		goto out;
	if (old.n == 0 || new.n == 0 || old.rows[0].text != new.rows[0].text) {
		/* other columns: all of its rows say something else */
		for (i = 1; i < new.n; i++)
			note(&changes[RAW_CHANGED], new_name, new.rows[i].line);
		ret = put_link(to->without_gone, old_side->dir, old_name, err);
		if (ret == 0)
			ret = put_link(
			    to->with_changed, new_side->dir, new_name, err);
		goto out;
	}
	pair_all(&old, &new, texts);
	note_all(changes, &old, &new);
	ret = write_rows(to->without_gone, &old, &new, false, texts, err);
	if (ret == 0)
		ret =
		    write_rows(to->with_changed, &old, &new, true, texts, err);
out:
	keyset_free(texts);
	free(old.rows);
	free(new.rows);
	return ret;
}

/** An extract that one of them has. */
static int
note_file(struct raw_change *c, const struct raw_side *side, const char *name,
    struct strbuf *err)
{
	struct raw_file f = { .name = name };
	struct keyset *texts = keyset_new();
	int ret = read_rows(&f, side->dir, texts, err);
	size_t i;

	for (i = 1; ret == 0 && i < f.n; i++)
		note(c, name, f.rows[i].line);
	keyset_free(texts);
	free(f.rows);
	return ret;
}

int
extracts_compare(struct raw_change *changes, const struct raw_side *old,
    const struct raw_side *new, const char *without_gone,
    const char *with_changed, struct strbuf *err)
{
	struct folders to = { without_gone, with_changed };
	const char *sum, *other_sum = "";
	int ret = 0;
	size_t i;

	for (i = 0; ret == 0 && i < config_n(old->inputs); i++) {
		struct config_node at = config_at(old->inputs, i);
		const char *name = config_string_or(at, "file", "");
		const char *other = find_file(new->inputs, name, &other_sum);

		sum = config_string_or(at, "sha256", "");
		if (!other) {
			ret = note_file(&changes[RAW_GONE], old, name, err);
		} else if (strcmp(sum, other_sum) == 0) {
			ret = put_link(without_gone, old->dir, name, err);
			if (ret == 0)
				ret =
				    put_link(with_changed, old->dir, name, err);
		} else {
			ret = compare_file(
			    changes, old, name, new, other, &to, err);
		}
	}
	for (i = 0; ret == 0 && i < config_n(new->inputs); i++) {
		const char *name =
		    config_string_or(config_at(new->inputs, i), "file", "");

		if (!find_file(old->inputs, name, &sum))
			ret = note_file(&changes[RAW_NEW], new, name, err);
	}
	return ret;
}
