/* cube_parts.c - the parts that a merge has read, held against a plan. */
#include "cube_parts.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/lines.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_LINE = 4096, /* of a plan, bytes */
	MAX_SHOWN = 5    /* missing parts that are named */
};

/* What sha256sum says of nothing. */
static const char of_nothing[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

void
cube_parts_init(struct cube_parts *p)
{
	memset(p, 0, sizeof(*p));
	p->names = keyset_new();
}

void
cube_parts_release(struct cube_parts *p)
{
	if (p->names)
		keyset_free(p->names);
	free(p->list);
}

bool
cube_parts_is_name(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
	return len > 0 && len <= CUBE_PARTS_MAX_NAME &&
	       utf8_is_valid(name, len) && name[0] != ' ' &&
	       name[len - 1] != ' ';
}

static struct cube_part *
find_or_add(struct cube_parts *p, const char *name, size_t len)
{
	bool is_new;
	uint32_t i = keyset_add(p->names, name, len, &is_new);

	if (is_new) {
		GROW(p->list, p->n, p->cap);
		memset(&p->list[p->n++], 0, sizeof(*p->list));
	}
	return &p->list[i];
}

/* --- the plan ------------------------------------------------------------- */

/** How many bytes of a plan's line are a checksum and what is behind it. */
static size_t
checksum_len(const char *line, size_t len)
{
	size_t i;

	if (len < DIGEST_HEX + 3)
		return 0;
	for (i = 0; i < DIGEST_HEX; i++)
		if (!ascii_is_digit(line[i]) &&
		    (line[i] < 'a' || line[i] > 'f'))
			return 0;
	if (line[i] != ' ' || (line[i + 1] != ' ' && line[i + 1] != '*'))
		return 0;
	return DIGEST_HEX + 2;
}

/** NULL, or what is wrong with a line; static. */
static const char *
plan(struct cube_parts *p, const char *line, size_t len)
{
	size_t before = checksum_len(line, len);
	struct cube_part *part;

	if (!cube_parts_is_name(line + before, len - before))
		return "must be the name of a part, or the SHA-256 of its "
		       "input, two blanks and its name";
	part = find_or_add(p, line + before, len - before);
	if (part->is_planned)
		return "the part is there twice";
	part->is_planned = true;
	if (before > 0)
		memcpy(part->input, line, DIGEST_HEX);
	return NULL;
}

int
cube_parts_load(struct cube_parts *p, const char *path, struct strbuf *err)
{
	struct lines *in = lines_open(path, MAX_LINE, false, err);
	enum lines_status status;
	const char *line, *why = NULL;
	size_t len;

	if (!in)
		return -1;
	p->has_plan = true;
	while (!why && (status = lines_next(in, &line, &len)) == LINES_OK) {
		if (len > 0 && line[len - 1] == '\r')
			len--;
		if (len > 0)
			why = plan(p, line, len);
	}
	if (!why && status == LINES_ETOOLONG)
		why = "the line is too long";
	if (!why && status == LINES_EINPUT)
		strbuf_addf(err, "%s: %s", path, lines_error(in));
	else if (why)
		strbuf_addf(err, "%s:%llu: %s", path,
		    (unsigned long long)lines_no(in), why);
	else if (p->n == 0)
		strbuf_addf(err, "%s: names no part", path);
	lines_close(in);
	return err->len > 0 ? -1 : 0;
}

/* --- what is met ---------------------------------------------------------- */

static void
add_part(struct strbuf *sb, const char *name, size_t len)
{
	strbuf_addstr(sb, "part ");
	strbuf_add_shown(sb, name, len);
}

static bool
take_nameless(
    struct cube_parts *p, const char input[DIGEST_HEX + 1], struct strbuf *why)
{
	struct cube_part *part;

	if (p->has_plan) {
		strbuf_addstr(why, "a part without a name, where a plan says "
				   "which there are");
		return false;
	}
	if (memcmp(input, of_nothing, DIGEST_HEX) == 0)
		return true;
	part = find_or_add(p, input, DIGEST_HEX);
	if (part->is_there) {
		strbuf_addstr(why,
		    "two parts without a name are of the same input; parts "
		    "that are alike need names (--part)");
		return false;
	}
	part->is_there = true;
	memcpy(part->input, input, DIGEST_HEX);
	return true;
}

bool
cube_parts_take(struct cube_parts *p, const char *name, size_t len,
    const char input[DIGEST_HEX + 1], struct strbuf *why)
{
	struct cube_part *part;

	if (len == 0)
		return take_nameless(p, input, why);
	part = find_or_add(p, name, len);
	add_part(why, name, len);
	if (p->has_plan && !part->is_planned) {
		strbuf_addstr(why, ": is none of the plan's");
	} else if (part->input[0] &&
		   memcmp(part->input, input, DIGEST_HEX) != 0) {
		strbuf_addstr(why,
		    part->is_there ? ": is there twice, and of different inputs"
				   : ": is of another input than the plan's");
	} else if (part->is_there) {
		strbuf_addstr(why, ": is there twice");
	} else {
		part->is_there = true;
		memcpy(part->input, input, DIGEST_HEX);
		strbuf_reset(why);
		return true;
	}
	return false;
}

bool
cube_parts_are_all(const struct cube_parts *p, struct strbuf *why)
{
	size_t i, n_missing = 0;

	for (i = 0; i < p->n; i++) {
		size_t len;
		const char *name = keyset_key(p->names, (uint32_t)i, &len);

		if (p->list[i].is_there || ++n_missing > MAX_SHOWN)
			continue;
		if (n_missing == 1)
			strbuf_addstr(why, "missing, of the plan: ");
		else
			strbuf_addstr(why, ", ");
		add_part(why, name, len);
	}
	if (n_missing > MAX_SHOWN)
		strbuf_addf(why, " and %zu more", n_missing - MAX_SHOWN);
	return n_missing == 0;
}

/* --- what was met --------------------------------------------------------- */

struct named {
	const char *name;
	size_t len;
	const struct cube_part *part;
};

static int
compare(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

void
cube_parts_json(const struct cube_parts *p, struct strbuf *sb)
{
	struct named *all = xcalloc(p->n + 1, sizeof(*all));
	size_t i, n = 0;

	for (i = 0; i < p->n; i++) {
		if (!p->list[i].is_there)
			continue;
		all[n].name = keyset_key(p->names, (uint32_t)i, &all[n].len);
		all[n++].part = &p->list[i];
	}
	qsort(all, n, sizeof(*all), compare);
	strbuf_addch(sb, '[');
	for (i = 0; i < n; i++) {
		const char *input = all[i].part->input;

		strbuf_addstr(sb, i > 0 ? ",{" : "{");
		if (all[i].len != DIGEST_HEX ||
		    memcmp(all[i].name, input, DIGEST_HEX) != 0) {
			strbuf_addstr(sb, "\"part\":");
			strbuf_add_json_string(sb, all[i].name, all[i].len);
			strbuf_addch(sb, ',');
		}
		strbuf_addf(sb, "\"input\":\"%s\"}", input);
	}
	strbuf_addch(sb, ']');
	free(all);
}
