/* names.c - one thing under two names. */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/fold.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

enum { LONG_WORD = 6 /* bytes; shorter ones differ by a letter often */ };

static bool
is_and(const char *s, size_t len)
{
	static const char *const words[] = { "&", "o", "och", "and" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0)
			return true;
	}
	return false;
}

/* Does one byte more, less or other make one of the other? */
static bool
is_slip(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t i = 0, tail = 0;
	const size_t least = a_len < b_len ? a_len : b_len;
	const size_t most = a_len < b_len ? b_len : a_len;

	if (most - least > 1 || least < LONG_WORD)
		return false;
	while (i < least && a[i] == b[i])
		i++;
	while (tail < least - i && a[a_len - 1 - tail] == b[b_len - 1 - tail])
		tail++;
	return most - i - tail <= 1;
}

static bool
has_digit(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			return true;
	}
	return false;
}

static bool
is_near_word(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len == b_len && memcmp(a, b, a_len) == 0)
		return true;
	if (is_and(a, a_len) && is_and(b, b_len))
		return true;
	return !has_digit(a, a_len) && !has_digit(b, b_len) &&
	       is_slip(a, a_len, b, b_len);
}

static bool
are_near_folded(const char *a, const char *b)
{
	while (*a && *b) {
		const size_t a_len = strcspn(a, " "), b_len = strcspn(b, " ");

		if (!is_near_word(a, a_len, b, b_len))
			return false;
		a += a_len + (a[a_len] == ' ');
		b += b_len + (b[b_len] == ' ');
	}
	return !*a && !*b;
}

bool
names_are_near(const char *a, const char *b)
{
	struct strbuf x = STRBUF_INIT, y = STRBUF_INIT;
	bool is_near;

	fold_name(&x, a, strlen(a));
	fold_name(&y, b, strlen(b));
	is_near = x.len > 0 && y.len > 0 && are_near_folded(x.s, y.s);
	strbuf_release(&x);
	strbuf_release(&y);
	return is_near;
}

static bool
is_row(const struct place *place, const struct cell_name *name)
{
	return strcmp(place->table->id, name->table) == 0 &&
	       strcmp(place->table->names[place->row], name->row) == 0;
}

/* Does the description say that they are one? */
static bool
is_told(const struct published *p, const struct place *a, const struct place *b)
{
	for (size_t i = 0; i < published_n_same(p); i++) {
		const struct same *s = published_same_at(p, i);

		if ((is_row(a, &s->of[0]) && is_row(b, &s->of[1])) ||
		    (is_row(b, &s->of[0]) && is_row(a, &s->of[1])))
			return true;
	}
	return false;
}

/* The names of a table's rows, folded; freed with free_names. */
static char **
fold_names(const struct printed_table *t)
{
	char **names = xcalloc(t->n_rows + 1, sizeof(*names));
	struct strbuf name = STRBUF_INIT;

	for (size_t i = 0; i < t->n_rows; i++) {
		strbuf_reset(&name);
		fold_name(&name, t->names[i], strlen(t->names[i]));
		names[i] = xstrndup(name.s ? name.s : "", name.len);
	}
	strbuf_release(&name);
	return names;
}

static void
free_names(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

/* A table and its rows' names, folded. */
struct folded {
	const struct printed_table *table;
	char **names;
};

/* Tables of the same things name them in one way. */
static size_t
find_between(const struct published *p, const struct folded *t,
    const struct folded *u, names_fn *fn, void *context)
{
	struct place a = { .table = t->table }, b = { .table = u->table };
	size_t n = 0;

	for (a.row = 0; a.row < a.table->n_rows; a.row++) {
		for (b.row = t == u ? a.row + 1 : 0; b.row < b.table->n_rows;
		     b.row++) {
			if (!*t->names[a.row] ||
			    !are_near_folded(
				t->names[a.row], u->names[b.row]) ||
			    strcmp(a.table->names[a.row],
				b.table->names[b.row]) == 0 ||
			    is_told(p, &a, &b))
				continue;
			fn(context, &a, &b);
			n++;
		}
	}
	return n;
}

static size_t
find_among(const struct published *p, names_fn *fn, void *context)
{
	const size_t n_tables = published_n(p);
	struct folded *tables = xcalloc(n_tables + 1, sizeof(*tables));
	size_t n = 0;

	for (size_t i = 0; i < n_tables; i++) {
		tables[i].table = published_at(p, i);
		tables[i].names = fold_names(tables[i].table);
	}
	for (size_t i = 0; i < n_tables; i++)
		for (size_t j = i; j < n_tables; j++)
			n += find_between(
			    p, &tables[i], &tables[j], fn, context);
	for (size_t i = 0; i < n_tables; i++)
		free_names(tables[i].names, tables[i].table->n_rows);
	free(tables);
	return n;
}

size_t
names_find(const struct published *p, names_fn *fn, void *context)
{
	size_t n = 0;

	for (size_t i = 0; i < published_n_same(p); i++) {
		const struct same *s = published_same_at(p, i);
		struct place a, b;

		/* a year and a total are no two names of one thing */
		if (!published_find(p, &s->of[0], &a) ||
		    !published_find(p, &s->of[1], &b) || !a.table->by ||
		    !b.table->by || table_is_total(a.table, a.row) ||
		    table_is_total(b.table, b.row) ||
		    strcmp(s->of[0].row, s->of[1].row) == 0)
			continue;
		fn(context, &a, &b);
		n++;
	}
	return n + find_among(p, fn, context);
}
