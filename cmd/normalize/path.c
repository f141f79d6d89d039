/* path.c - the way to a value within nested JSON. */
#include "path.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

enum { MAX_INDEX_DIGITS = 6 };

/* "[N]" or "[]" at s; its bytes, 0: neither. */
static size_t
read_element(struct path_step *step, const char *s)
{
	size_t n = 1;

	*step = (struct path_step){ NULL, 0, s[1] == ']', 0 };
	while (ascii_is_digit(s[n]) && n <= MAX_INDEX_DIGITS)
		step->index = step->index * 10 + (size_t)ascii_digit(s[n++]);
	if (s[n] != ']' || (n == 1 && !step->is_all))
		return 0;
	return n + 1;
}

static bool
read_steps(struct path *p)
{
	const char *s = p->text;

	for (;;) {
		struct path_step *step = &p->steps[p->n];
		size_t n = strcspn(s, ".[");

		if (p->n == PATH_MAX_STEPS || n == 0)
			return false;
		*step = (struct path_step){ s, n, false, 0 };
		p->n++;
		for (s += n; *s == '['; s += n) {
			if (p->n == PATH_MAX_STEPS)
				return false;
			n = read_element(&p->steps[p->n], s);
			if (n == 0)
				return false;
			p->has_all |= p->steps[p->n++].is_all;
		}
		if (*s == '\0')
			return true;
		if (*s++ != '.')
			return false;
	}
}

struct path *
path_parse(const char *text)
{
	struct path *p = xcalloc(1, sizeof(*p));

	p->text = xstrdup(text);
	if (read_steps(p))
		return p;
	path_free(p);
	return NULL;
}

bool
path_begins_with(const struct path *b, const struct path *a)
{
	size_t len = strlen(a->text);

	return strncmp(b->text, a->text, len) == 0 &&
	       (b->text[len] == '\0' || b->text[len] == '.' ||
		   b->text[len] == '[');
}

void
path_free(struct path *p)
{
	if (!p)
		return;
	free(p->text);
	free(p);
}

/* Is that the member's name, which may be written with escapes? */
static bool
is_named(const struct ndjson_member *m, const struct path_step *step)
{
	const struct ndjson_member name = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };

	return ndjson_is_text(&name, step->name, step->len);
}

enum path_status
path_take(const struct path_step *step, const struct ndjson_member *m,
    struct ndjson_member *found)
{
	struct ndjson_iter it;
	size_t i;

	if (m->type == NDJSON_NULL)
		return PATH_MISSING;
	if (m->type != (step->name ? NDJSON_OBJECT : NDJSON_ARRAY))
		return PATH_ESHAPE;
	ndjson_iter_init(&it, m);
	for (i = 0; ndjson_iter_next(&it, found); i++)
		if (step->name ? is_named(found, step) : i == step->index)
			return PATH_FOUND;
	return PATH_MISSING;
}
