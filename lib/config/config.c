/* config.c - JSON configuration: profiles, rules, indicators, targets. */
#include "vardstrom/config.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "io/kind.h"
#include "io/source.h"
#include "vardstrom/ascii.h"
#include "vardstrom/digest.h"
#include "vardstrom/near.h"
#include "vardstrom/xalloc.h"

#include "config_text.h"

/* How a node was reached from another: the path of an error is built of it. */
struct path_part {
	size_t parent;    /* id of the node above; the top is its own */
	const char *name; /* borrowed from jansson; NULL: an element */
	size_t i;         /* 0-based place among the parent's children */
};

struct config {
	char *path;         /* as given, for messages */
	char *text;         /* the file, without a byte-order mark */
	json_t *root;       /* all nodes point into it */
	struct strbuf *err; /* the loader's: the first error goes there */
	bool is_failed;
	struct path_part *parts; /* id of a node: its index here */
	size_t n_parts, cap_parts;
	json_t *walked;  /* the object config_member_at was last asked about */
	void *walked_it; /* its iterator ... */
	size_t walked_i; /* ... and the index that it is at */
};

static const struct config_node NOT_THERE;

enum { MAX_DIGITS = 5 /* shown of a text; more may be a person's id */ };

/* --- errors --------------------------------------------------------------- */

/* Offset of the node's value in the text, and of its name's quote. */
static size_t
find_in_text(const struct config *c, size_t id, size_t *name_at)
{
	size_t n_up = 0, at, *ids;

	for (size_t i = id; i != 0; i = c->parts[i].parent)
		n_up++;
	ids = xcalloc(n_up + 1, sizeof(*ids));
	for (size_t i = id, k = n_up; i != 0; i = c->parts[i].parent)
		ids[--k] = i;
	at = config_text_skip_blank(c->text, 0);
	*name_at = at;
	for (size_t k = 0; k < n_up; k++) {
		at =
		    config_text_child(c->text, at, c->parts[ids[k]].i, name_at);
	}
	free(ids);
	return at;
}

/* Can the name stand in a path without quotes? */
static bool
is_plain(const char *name)
{
	return name[0] != '\0' && strpbrk(name, " \t.:[]\"") == NULL;
}

static void
add_name(struct strbuf *sb, const char *name, bool is_first)
{
	if (!is_plain(name)) {
		strbuf_addch(sb, '[');
		strbuf_add_json_string(sb, name, strlen(name));
		strbuf_addch(sb, ']');
		return;
	}
	if (!is_first)
		strbuf_addch(sb, '.');
	strbuf_addstr(sb, name);
}

/* measures[2].codes; nothing for the top. */
static void
add_path(struct strbuf *sb, const struct config *c, size_t id)
{
	const struct path_part *s = &c->parts[id];

	if (id == 0)
		return;
	add_path(sb, c, s->parent);
	if (s->name)
		add_name(sb, s->name, s->parent == 0);
	else
		strbuf_addf(sb, "[%zu]", s->i);
}

/* Finish the sentence: the place, the path if there is one, the reason. */
static void __attribute__((format(printf, 4, 0)))
tell(struct config *c, size_t at, const char *path, const char *fmt, va_list ap)
{
	struct config_place place = config_text_place(c->text, at);
	va_list again;
	int len;
	char *text;

	c->is_failed = true;
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(len >= 0);
	text = xmalloc((size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	strbuf_addf(c->err, "%s:%zu:%zu: %s%s%s", c->path, place.line_no,
	    place.column_no, path, path[0] != '\0' ? ": " : "", text);
	free(text);
}

/*
 * An error about a node. is_name: point at its name, not at its value.
 * missing: it is about a member of that name that the node does not have.
 */
static void __attribute__((format(printf, 4, 0)))
tell_node(struct config_node n, bool is_name, const char *missing,
    const char *fmt, va_list ap)
{
	struct strbuf path = STRBUF_INIT;
	size_t at, name_at;

	if (!n.config || n.config->is_failed)
		return;
	at = find_in_text(n.config, n.id, &name_at);
	add_path(&path, n.config, n.id);
	if (missing)
		add_name(&path, missing, n.id == 0);
	tell(n.config, is_name ? name_at : at, path.s, fmt, ap);
	strbuf_release(&path);
}

void
config_error(struct config_node n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell_node(n, false, NULL, fmt, ap);
	va_end(ap);
}

static void __attribute__((format(printf, 2, 3)))
name_error(struct config_node n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell_node(n, true, NULL, fmt, ap);
	va_end(ap);
}

static void __attribute__((format(printf, 3, 4)))
missing_error(struct config_node n, const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell_node(n, false, name, fmt, ap);
	va_end(ap);
}

bool
config_failed(const struct config *c)
{
	return c->is_failed;
}

/* --- reading the file ----------------------------------------------------- */

static int
read_file(const char *path, struct strbuf *text, struct strbuf *err)
{
	FILE *f = fopen(path, "rb");
	struct source_state source = { 0 };
	struct stat info;
	char block[8192];
	size_t n;
	int ret = -1;

	if (!f) {
		strbuf_addf(err, "%s: cannot open: %s", path, strerror(errno));
		return -1;
	}
	if (fstat(fileno(f), &info) == 0)
		source_begin(&source, &info);
	while ((n = fread(block, 1, sizeof(block), f)) > 0) {
		strbuf_add(text, block, n);
		if (text->len > CONFIG_MAX_BYTES) {
			strbuf_addf(err, "%s: larger than %d bytes", path,
			    CONFIG_MAX_BYTES);
			goto out;
		}
	}
	if (ferror(f)) {
		strbuf_addf(err, "%s: cannot read: %s", path, strerror(errno));
		goto out;
	}
	if (source_changed(&source, fileno(f), path)) {
		strbuf_addf(err, "%s: %s", path, source_has_changed);
		goto out;
	}
	ret = 0;
out:
	fclose(f);
	return ret;
}

/* The checksum of a file is that of the bytes that were used. */
static bool
keep_digest(const char *path, const struct strbuf *text)
{
	struct digest *d = digest_new();
	char hex[DIGEST_HEX + 1];
	bool is_same;

	digest_add(d, text->s, text->len);
	digest_hex(d, hex);
	is_same = source_keep(path, hex, text->len);
	digest_free(d);
	return is_same;
}

bool
config_digest(const char *path, char hex[65])
{
	unsigned long long n_bytes;

	return source_kept(path, hex, &n_bytes);
}

struct config *
config_load(const char *path, struct strbuf *err)
{
	struct strbuf text = STRBUF_INIT;
	struct config *c = NULL;

	if (read_file(path, &text, err) == 0) {
		const char *kind = kind_of(text.s, text.len);

		if (kind)
			strbuf_addf(err, "%s: %s", path, kind);
		else if (keep_digest(path, &text))
			c = config_parse(path, text.s, text.len, err);
		else
			strbuf_addf(err, "%s: %s", path, source_has_changed);
	}
	strbuf_release(&text);
	return c;
}

/*
 * How much of jansson's sentence may be shown. It quotes the text near the
 * fault, which is a patient's where an extract was given for a profile.
 */
static int
len_to_show(const char *sentence)
{
	const char *near = strstr(sentence, " near '"), *p;
	size_t n_digits = 0;

	if (!near)
		return (int)strlen(sentence);
	for (p = near; *p; p++)
		n_digits += ascii_is_digit(*p);
	if (n_digits > MAX_DIGITS)
		return (int)(near - sentence);
	return (int)strlen(sentence);
}

/* The JSON of text as an object, or NULL with the sentence in err. */
static json_t *
parse(const char *path, const char *text, size_t len, struct strbuf *err)
{
	json_error_t why;
	json_t *root;

	json_set_alloc_funcs(xmalloc, free);
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
	if (!root && strncmp(why.text, "'['", 3) == 0) {
		strbuf_addf(err, "%s:1:1: no JSON, which begins with {", path);
		return NULL;
	}
	if (!root) {
		strbuf_addf(err, "%s:%d:%d: %.*s", path,
		    why.line > 0 ? why.line : 1,
		    why.column > 0 ? why.column : 1, len_to_show(why.text),
		    why.text);
		return NULL;
	}
	if (!json_is_object(root)) {
		strbuf_addf(err, "%s:1:1: the top must be an object", path);
		json_decref(root);
		return NULL;
	}
	return root;
}

struct config *
config_parse(const char *path, const char *text, size_t len, struct strbuf *err)
{
	struct config *c;
	json_t *root;

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	root = parse(path, text, len, err);
	if (!root)
		return NULL;
	c = xcalloc(1, sizeof(*c));
	c->path = xstrdup(path);
	c->text = xstrndup(text, len);
	c->root = root;
	c->err = err;
	GROW(c->parts, c->n_parts, c->cap_parts);
	c->parts[c->n_parts++] = (struct path_part){ 0, NULL, 0 };
	return c;
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	json_decref(c->root);
	free(c->parts);
	free(c->text);
	free(c->path);
	free(c);
}

/* --- nodes ---------------------------------------------------------------- */

struct config_node
config_top(struct config *c)
{
	return (struct config_node){ c, c->root, 0 };
}

/* Readers do nothing for what is not there, and after the first error. */
static bool
is_silent(struct config_node n)
{
	return !n.config || n.config->is_failed;
}

static struct config_node
child(struct config_node n, json_t *json, const char *name, size_t i)
{
	struct config *c = n.config;

	GROW(c->parts, c->n_parts, c->cap_parts);
	c->parts[c->n_parts] = (struct path_part){ n.id, name, i };
	return (struct config_node){ c, json, c->n_parts++ };
}

bool
config_there(struct config_node n)
{
	return n.config != NULL;
}

enum config_type
config_type(struct config_node n)
{
	if (!n.config)
		return CONFIG_NULL;
	switch (json_typeof((const json_t *)n.json)) {
	case JSON_OBJECT:
		return CONFIG_OBJECT;
	case JSON_ARRAY:
		return CONFIG_LIST;
	case JSON_STRING:
		return CONFIG_STRING;
	case JSON_INTEGER:
	case JSON_REAL:
		return CONFIG_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return CONFIG_BOOL;
	default:
		return CONFIG_NULL;
	}
}

bool
config_is(struct config_node n, enum config_type type)
{
	static const char *const kinds[] = {
		[CONFIG_STRING] = "a string",
		[CONFIG_NUMBER] = "a number",
		[CONFIG_BOOL] = "true or false",
		[CONFIG_LIST] = "a list",
		[CONFIG_OBJECT] = "an object",
		[CONFIG_NULL] = "null",
	};

	if (is_silent(n))
		return false;
	if (config_type(n) == type)
		return true;
	config_error(n, "must be %s", kinds[type]);
	return false;
}

struct config_node
config_get(struct config_node n, const char *name)
{
	json_t *json;
	void *it;
	size_t i = 0;

	if (!config_is(n, CONFIG_OBJECT))
		return NOT_THERE;
	json = json_object_get(n.json, name);
	if (!json)
		return NOT_THERE;
	for (it = json_object_iter(n.json);
	     strcmp(json_object_iter_key(it), name) != 0;
	     it = json_object_iter_next(n.json, it))
		i++;
	return child(n, json, json_object_iter_key(it), i);
}

struct config_node
config_need(struct config_node n, const char *name)
{
	struct config_node found = config_get(n, name);

	if (!found.config)
		missing_error(n, name, "missing");
	return found;
}

size_t
config_n(struct config_node n)
{
	if (is_silent(n))
		return 0;
	if (json_is_array((const json_t *)n.json))
		return json_array_size(n.json);
	if (json_is_object((const json_t *)n.json))
		return json_object_size(n.json);
	config_error(n, "must be a list or an object");
	return 0;
}

struct config_node
config_at(struct config_node n, size_t i)
{
	json_t *json;

	if (!config_is(n, CONFIG_LIST))
		return NOT_THERE;
	json = json_array_get(n.json, i);
	return json ? child(n, json, NULL, i) : NOT_THERE;
}

/* A walk from the first member to the last costs one step a member. */
static void *
member_iter(struct config *c, json_t *object, size_t i)
{
	if (c->walked != object || c->walked_i > i || !c->walked_it) {
		c->walked = object;
		c->walked_it = json_object_iter(object);
		c->walked_i = 0;
	}
	while (c->walked_it && c->walked_i < i) {
		c->walked_it = json_object_iter_next(object, c->walked_it);
		c->walked_i++;
	}
	return c->walked_it;
}

struct config_node
config_member_at(struct config_node n, size_t i, const char **name)
{
	void *it;

	*name = NULL;
	if (!config_is(n, CONFIG_OBJECT))
		return NOT_THERE;
	it = member_iter(n.config, n.json, i);
	if (!it)
		return NOT_THERE;
	*name = json_object_iter_key(it);
	return child(n, json_object_iter_value(it), *name, i);
}

/* --- unknown members ------------------------------------------------------ */

enum { MAX_NAME = 64 }; /* longer ones get no suggestion, bytes */

static void
add_names(struct strbuf *sb, const char *const *names)
{
	for (size_t i = 0; names[i]; i++) {
		strbuf_addstr(sb, i > 0 ? ", " : "");
		strbuf_addstr(sb, names[i]);
	}
}

static void
tell_unknown(
    struct config_node member, const char *name, const char *const *known)
{
	size_t n = 0;
	const char *near;
	struct strbuf names = STRBUF_INIT;

	while (known[n])
		n++;
	near = near_name(name, known, n);
	if (near) {
		name_error(member, "unknown member; did you mean %s?", near);
	} else {
		add_names(&names, known);
		name_error(
		    member, "unknown member; the known ones are %s", names.s);
	}
	strbuf_release(&names);
}

static bool
is_among(const char *name, const char *const *names)
{
	for (size_t i = 0; names[i]; i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

void
config_only(struct config_node n, const char *const *known)
{
	size_t i = 0;

	if (!config_is(n, CONFIG_OBJECT))
		return;
	for (void *it = json_object_iter(n.json); it;
	     it = json_object_iter_next(n.json, it), i++) {
		const char *name = json_object_iter_key(it);

		if (is_among(name, known))
			continue;
		tell_unknown(
		    child(n, json_object_iter_value(it), name, i), name, known);
		return;
	}
}

/* --- values --------------------------------------------------------------- */

const char *
config_string(struct config_node n)
{
	return config_is(n, CONFIG_STRING) ? json_string_value(n.json) : NULL;
}

bool
config_bool(struct config_node n)
{
	return config_is(n, CONFIG_BOOL) &&
	       json_is_true((const json_t *)n.json);
}

long long
config_int(struct config_node n, long long min, long long max)
{
	long long v;

	if (is_silent(n))
		return 0;
	v = json_integer_value(n.json);
	if (!json_is_integer((const json_t *)n.json) || v < min || v > max) {
		config_error(
		    n, "must be a whole number from %lld to %lld", min, max);
		return 0;
	}
	return v;
}

struct dec
config_dec(struct config_node n)
{
	struct dec d = { 0, 0 };
	enum dec_status status;
	size_t at, name_at;

	if (!config_is(n, CONFIG_NUMBER))
		return d;
	if (json_is_integer((const json_t *)n.json))
		return dec_from_int(json_integer_value(n.json));
	at = find_in_text(n.config, n.id, &name_at);
	status = dec_parse(
	    &d, n.config->text + at, config_text_end(n.config->text, at) - at);
	if (status != DEC_OK)
		config_error(n, "%s", dec_strerror(status));
	return d;
}

const char *
config_string_or(struct config_node n, const char *name, const char *fallback)
{
	struct config_node member = config_get(n, name);

	return config_there(member) ? config_string(member) : fallback;
}

bool
config_bool_or(struct config_node n, const char *name, bool fallback)
{
	struct config_node member = config_get(n, name);

	return config_there(member) ? config_bool(member) : fallback;
}

long long
config_int_or(struct config_node n, const char *name, long long min,
    long long max, long long fallback)
{
	struct config_node member = config_get(n, name);

	return config_there(member) ? config_int(member, min, max) : fallback;
}

int
config_choice(struct config_node n, const char *const *names)
{
	const char *s = config_string(n);
	struct strbuf all = STRBUF_INIT;

	if (!s)
		return -1;
	for (int i = 0; names[i]; i++) {
		if (strcmp(s, names[i]) == 0)
			return i;
	}
	add_names(&all, names);
	config_error(n, "must be one of %s", all.s);
	strbuf_release(&all);
	return -1;
}
