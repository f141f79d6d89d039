/* group.c - read what records are grouped by. */
#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/expr.h"
#include "vardstrom/xalloc.h"

/** A part of a group's text. */
struct part {
	const char *s, *end;
};

/** What is wrong, the whole text, and a caret under the place. */
static int
fail(struct strbuf *err, const char *text, const char *at, const char *why)
{
	strbuf_addf(err, "%s\n  %s\n  ", why, text);
	for (; text < at; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			strbuf_addch(err, ' ');
	strbuf_addch(err, '^');
	return -1;
}

static struct part
trim(const char *s, const char *end)
{
	while (s < end && ascii_is_blank(*s))
		s++;
	while (end > s && ascii_is_blank(end[-1]))
		end--;
	return (struct part){ s, end };
}

/**
 * The next comma outside of brackets and of quotes within them; end where
 * there is none.
 */
static const char *
find_comma(const char *s, const char *end)
{
	char quote = '\0';
	int depth = 0;

	for (; s < end; s++) {
		if (quote) {
			quote = *s == quote ? '\0' : quote;
		} else if (depth > 0 && (*s == '"' || *s == '\'')) {
			quote = *s;
		} else if (*s == '(') {
			depth++;
		} else if (*s == ')') {
			depth -= depth > 0;
		} else if (*s == ',' && depth == 0) {
			break;
		}
	}
	return s;
}

int
group_split(const char *text, const char ***groups, struct strbuf *err)
{
	size_t len = strlen(text), n = 1, k;
	const char *end = text + len, *s = text;
	const char **list;
	char *copy;
	int i = 0;

	for (k = 0; k < len; k++)
		n += text[k] == ',';
	list = xmalloc(n * sizeof(*list) + len + 1);
	copy = (char *)(list + n);
	for (;; s++) {
		const char *comma = find_comma(s, end);
		struct part group = trim(s, comma);
		size_t own = (size_t)(group.end - group.s);

		if (own == 0) {
			strbuf_addstr(err, "-g: an empty name in the list");
			break;
		}
		memcpy(copy, group.s, own);
		copy[own] = '\0';
		for (k = 0; k < (size_t)i; k++)
			if (strcmp(list[k], copy) == 0)
				break;
		list[i++] = copy;
		if (k + 1 < (size_t)i) {
			strbuf_addf(err, "-g: %s given twice", copy);
			break;
		}
		copy += own + 1;
		s = comma;
		if (s == end) {
			*groups = list;
			return i;
		}
	}
	free(list);
	return -1;
}

/* --- one group ------------------------------------------------------------ */

bool
group_is_each(const char *text)
{
	size_t len = strlen(text);

	return len > 2 && strcmp(text + len - 2, "[]") == 0;
}

static bool
is_word(char c)
{
	return ascii_is_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

/** How long the word is that a "(" follows at once; 0: there is none. */
static size_t
called_len(struct part p)
{
	const char *s = p.s;

	while (s < p.end && is_word(*s))
		s++;
	return s < p.end && *s == '(' ? (size_t)(s - p.s) : 0;
}

static bool
is_called(struct part p, const char *word)
{
	return called_len(p) == strlen(word) &&
	       memcmp(p.s, word, strlen(word)) == 0;
}

/** Being read. */
struct reading {
	struct wanted *w;
	const char *text; /* the whole */
	struct strbuf *err;
	struct wanted_column is;
	struct strbuf name; /* where none is given */
	bool is_made;       /* more than the member itself */
};

static void
add_name(void *context, const char *member)
{
	struct reading *r = context;

	if (r->name.len > 0)
		strbuf_addch(&r->name, '_');
	strbuf_addstr(&r->name, member);
}

/** A member or a value, or each element of it. */
static int
read_source(struct reading *r, struct part p)
{
	struct expr_set *exprs = r->w->exprs;
	size_t len = (size_t)(p.end - p.s), called = called_len(p);

	if (len >= 2 && memcmp(p.end - 2, "[]", 2) == 0) {
		if (called > 0)
			return fail(r->err, r->text, p.end - 2,
			    "[] stands behind a member that is a list");
		r->is.is_each = r->is_made = true;
		p = trim(p.s, p.end - 2);
		len = (size_t)(p.end - p.s);
	}
	if (len == 0)
		return fail(r->err, r->text, p.s, "expected a member");
	if (called > 0 && !expr_gives_value(p.s, called))
		return fail(r->err, r->text, p.s,
		    "no function to group by; there are "
		    "bins(member, \"0-17,18-\"), first(member, 3), year, "
		    "month, quarter, weekday, day, days and product");
	if (called > 0 || *p.s == '`') {
		r->is.source = expr_compile_value(exprs, p.s, len, r->err);
		r->is_made = true;
	} else {
		r->is.source =
		    expr_member_value(exprs, expr_member(exprs, p.s, len));
	}
	if (r->is.source < 0)
		return -1;
	if (called > 0 && r->name.len > 0)
		strbuf_addch(&r->name, '_');
	strbuf_add(&r->name, p.s, called);
	expr_each_of_value(exprs, r->is.source, add_name, r);
	return 0;
}

/** The spans between quotes. */
static int
read_bins(struct reading *r, struct part p)
{
	static const char why[] =
	    "expected spans of whole numbers in rising order, between quotes: "
	    "\"0-17,18-64,65-\"";
	const char *s, *end;

	if (p.end - p.s < 3 || (*p.s != '"' && *p.s != '\'') ||
	    p.end[-1] != *p.s)
		return fail(r->err, r->text, p.s, why);
	for (s = p.s + 1, p.end--; s <= p.end; s = end + 1) {
		struct strbuf label = STRBUF_INIT;
		struct part one;
		bool is_added;

		for (end = s; end < p.end && *end != ','; end++)
			;
		one = trim(s, end);
		strbuf_add(&label, one.s, (size_t)(one.end - one.s));
		is_added = bins_add(&r->is.bins, label.s);
		strbuf_release(&label);
		if (!is_added)
			return fail(r->err, r->text, one.s, why);
	}
	return 0;
}

static int
read_first(struct reading *r, struct part p)
{
	const char *s;

	for (s = p.s; s < p.end && ascii_is_digit(*s); s++) {
		r->is.n_first = r->is.n_first * 10 + (unsigned)ascii_digit(*s);
		if (r->is.n_first > WANTED_MAX_FIRST)
			break;
	}
	if (s == p.end && r->is.n_first > 0)
		return 0;
	return fail(r->err, r->text, p.s,
	    "expected how many characters, from 1 to 1000");
}

/** bins(SOURCE, "SPANS") or first(SOURCE, N). */
static int
read_class(struct reading *r, struct part p, bool is_bins)
{
	const char *inner = p.s + called_len(p) + 1, *comma;

	if (p.end[-1] != ')')
		return fail(r->err, r->text, p.end, "expected )");
	p.end--;
	comma = find_comma(inner, p.end);
	if (comma == p.end)
		return fail(r->err, r->text, p.end,
		    is_bins ? "expected spans: bins(member, \"0-17,18-\")"
			    : "expected how many: first(member, 3)");
	strbuf_addstr(&r->name, is_bins ? "bins" : "first");
	r->is_made = true;
	if (read_source(r, trim(inner, comma)) < 0)
		return -1;
	p = trim(comma + 1, p.end);
	return is_bins ? read_bins(r, p) : read_first(r, p);
}

/** Take a name before "=" off. */
static struct part
take_name(struct part *p)
{
	struct part name = { p->s, p->s };
	const char *s = p->s;

	while (s < p->end && is_word(*s))
		s++;
	if (s < p->end && *s == '=' && s > p->s && !ascii_is_digit(*p->s)) {
		name.end = s;
		*p = trim(s + 1, p->end);
	}
	return name;
}

int
group_column(struct wanted *w, const char *text, struct strbuf *err)
{
	struct reading r = { .w = w,
		.text = text,
		.err = err,
		.is = { .source = -1 },
		.name = STRBUF_INIT };
	struct part p = trim(text, text + strlen(text));
	struct part name = take_name(&p);
	int column = -1, status;

	status = is_called(p, "bins") || is_called(p, "first")
		     ? read_class(&r, p, is_called(p, "bins"))
		     : read_source(&r, p);
	if (status == 0 && name.s == name.end) {
		name.s = r.name.s;
		name.end = r.name.s + r.name.len;
	} else if (status == 0) {
		r.is_made = true;
	}
	if (status == 0 && !r.is_made)
		column = wanted_column(w, name.s, (size_t)(name.end - name.s));
	else if (status == 0)
		column =
		    wanted_class(w, name.s, (size_t)(name.end - name.s), &r.is);
	if (status == 0 && column < 0)
		strbuf_addf(err, "%.*s: another member is called so",
		    (int)(name.end - name.s), name.s);
	bins_release(&r.is.bins);
	strbuf_release(&r.name);
	return column;
}
