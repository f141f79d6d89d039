/* lines.c - the lines of one input, as slices of one block of memory. */
#include "vardstrom/lines.h"

#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "vardstrom/xalloc.h"
#include "zin.h"

enum { BLOCK = 256 * 1024 }; /* bytes at first; grows for longer lines */

struct lines {
	struct zin *zin;
	char *name;
	size_t max_line;
	char *buf;                    /* cap bytes and LINES_PADDING more */
	size_t cap, len;              /* allocated, filled */
	size_t from;                  /* where the current line begins */
	size_t end;                   /* where it ends, before its LF */
	size_t next;                  /* where the line after it begins */
	size_t first_end, first_next; /* the same of its first line */
	uint64_t line_no;             /* 1-based, of the current line */
	uint64_t n_extended;          /* lines that lines_extend took */
	bool is_end;                  /* everything is in buf */
	bool is_started, had_bom, had_newline, first_had_newline;
	const char *kind; /* of a file of another kind; else NULL */
};

struct lines *
lines_open(
    const char *path, size_t max_line, bool is_hashed, struct strbuf *err)
{
	struct zin *zin = zin_open(path, is_hashed, err);
	struct lines *l;

	if (!zin)
		return NULL;
	l = xcalloc(1, sizeof(*l));
	l->zin = zin;
	l->name = xstrdup(strcmp(path, "-") == 0 ? "<stdin>" : path);
	l->max_line = max_line;
	l->cap = BLOCK;
	l->buf = xcalloc(1, l->cap + LINES_PADDING);
	return l;
}

void
lines_close(struct lines *l)
{
	if (!l)
		return;
	zin_close(l->zin);
	free(l->name);
	xfree_wiped(l->buf, l->cap);
	free(l);
}

/** Forget what is before the current line; the offsets move along. */
static void
move_to_front(struct lines *l)
{
	size_t by = l->from;

	if (by == 0)
		return;
	memmove(l->buf, l->buf + by, l->len - by);
	l->len -= by;
	l->end -= by;
	l->next -= by;
	l->first_end -= by;
	l->first_next -= by;
	l->from = 0;
}

/** Read more behind what is there. Returns 1, 0 at the end, -1 on error. */
static int
fill(struct lines *l)
{
	ssize_t n;

	if (l->is_end)
		return 0;
	if (l->len == l->cap)
		move_to_front(l);
	if (l->len == l->cap) {
		l->cap *= 2;
		l->buf = xrealloc(l->buf, l->cap + LINES_PADDING);
	}
	n = zin_read(l->zin, l->buf + l->len, l->cap - l->len);
	if (n < 0)
		return -1;
	l->len += (size_t)n;
	memset(l->buf + l->len, 0, LINES_PADDING);
	l->is_end = n == 0;
	return n > 0;
}

static int
start(struct lines *l)
{
	int n = 1;

	l->is_started = true;
	while (l->len < KIND_FEW && n > 0)
		n = fill(l);
	while (l->len < KIND_MANY && n > 0 && kind_is_suspect(l->buf, KIND_FEW))
		n = fill(l);
	if (n < 0)
		return -1;
	l->kind = kind_of(l->buf, l->len);
	if (l->kind) {
		l->line_no = 1;
		return -1;
	}
	if (l->len >= 3 && memcmp(l->buf, "\xef\xbb\xbf", 3) == 0) {
		l->had_bom = true;
		l->next = 3;
	}
	return 0;
}

/**
 * The offset of the line end of the line that begins at l->next; where the
 * input ends without one, the end of it.
 *
 * Returns: LINES_OK with *end; LINES_EOF: there is no line; LINES_ETOOLONG:
 *          more than max_line bytes from l->next on, *end is not known.
 */
static enum lines_status
find_end(struct lines *l, size_t *end)
{
	size_t seen = 0; /* bytes from l->next on that hold no LF */

	for (;;) {
		size_t from = l->next + seen;
		const char *lf = NULL;
		int n;

		if (from < l->len)
			lf = memchr(l->buf + from, '\n', l->len - from);
		seen = (lf ? (size_t)(lf - l->buf) : l->len) - l->next;
		if (seen > l->max_line)
			return LINES_ETOOLONG;
		if (lf)
			break;
		n = fill(l);
		if (n < 0)
			return LINES_EINPUT;
		if (n == 0 && seen == 0)
			return LINES_EOF;
		if (n == 0)
			break;
	}
	*end = l->next + seen;
	return LINES_OK;
}

static void
take(struct lines *l, size_t end)
{
	l->end = end;
	l->had_newline = end < l->len;
	l->next = end + l->had_newline;
}

/** Leave out the rest of a line that is too long, but for its beginning. */
static enum lines_status
skip_long(struct lines *l)
{
	size_t shown = l->max_line < LINES_SHOWN ? l->max_line : LINES_SHOWN;

	l->from = l->next;
	move_to_front(l);
	for (;;) {
		char *lf = memchr(l->buf + shown, '\n', l->len - shown);
		int n;

		if (lf) {
			take(l, (size_t)(lf - l->buf));
			break;
		}
		l->len = shown;
		n = fill(l);
		if (n < 0)
			return LINES_EINPUT;
		if (n == 0) {
			take(l, l->len);
			break;
		}
	}
	l->end = shown;
	return LINES_ETOOLONG;
}

enum lines_status
lines_next(struct lines *l, const char **line, size_t *len)
{
	enum lines_status status;
	size_t end = 0;

	if (!l->is_started && start(l) != 0)
		return LINES_EINPUT;
	l->from = l->next;
	l->line_no += 1 + l->n_extended;
	l->n_extended = 0;
	status = find_end(l, &end);
	if (status == LINES_OK)
		take(l, end);
	else if (status == LINES_ETOOLONG)
		status = skip_long(l);
	if (status == LINES_OK || status == LINES_ETOOLONG) {
		l->first_end = l->end;
		l->first_next = l->next;
		l->first_had_newline = l->had_newline;
		*line = l->buf + l->from;
		*len = l->end - l->from;
	}
	return status;
}

enum lines_status
lines_extend(struct lines *l, const char **line, size_t *len)
{
	enum lines_status status;
	size_t end = 0;

	if (!l->had_newline)
		return LINES_EOF;
	status = find_end(l, &end);
	if (status == LINES_OK && end - l->from > l->max_line)
		status = LINES_ETOOLONG;
	if (status == LINES_OK) {
		take(l, end);
		l->n_extended++;
	}
	if (status != LINES_EINPUT) {
		*line = l->buf + l->from;
		*len = l->end - l->from;
	}
	return status;
}

void
lines_retreat(struct lines *l, const char **line, size_t *len)
{
	l->end = l->first_end;
	l->next = l->first_next;
	l->had_newline = l->first_had_newline;
	l->n_extended = 0;
	*line = l->buf + l->from;
	*len = l->end - l->from;
}

const char *
lines_coming(const struct lines *l, size_t *len)
{
	*len = l->len - l->next;
	return l->buf + l->next;
}

uint64_t
lines_no(const struct lines *l)
{
	return l->line_no;
}

bool
lines_had_bom(const struct lines *l)
{
	return l->had_bom;
}

const char *
lines_error(const struct lines *l)
{
	return l->kind ? l->kind : zin_error(l->zin);
}

uint64_t
lines_bytes(const struct lines *l)
{
	return zin_bytes(l->zin);
}

uint64_t
lines_size(const struct lines *l)
{
	return zin_size(l->zin);
}

void
lines_sha256(struct lines *l, char hex[65])
{
	zin_sha256(l->zin, hex);
}

const char *
lines_name(const struct lines *l)
{
	return l->name;
}
