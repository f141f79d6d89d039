/* links_load.c - read links, member by member, with the place of a fault. */
#include "links_load.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/lines.h"
#include "vardstrom/ndjson.h"

struct loader {
	struct links *links;
	struct lines *lines;
	struct ndjson *ndjson;
	struct record rec;
	struct strbuf *err;
	uint32_t file;
	struct strbuf from, to, scratch;
	bool is_in_seal;
	uint64_t n_sealed; /* lines since the begin mark */
};

static int
fail(struct loader *ld, const char *member, const char *reason)
{
	strbuf_addf(ld->err, "%s:%llu: %s%s%s", lines_name(ld->lines),
	    (unsigned long long)lines_no(ld->lines), member ? member : "",
	    member ? ": " : "", reason);
	return -1;
}

static const struct ndjson_member *
get(const struct loader *ld, const char *name)
{
	struct field field = { name, strlen(name), 0 };

	return record_get(&ld->rec, &field);
}

/* The text of a string member; *len 0 where it is missing. -1: no string. */
static int
get_text(struct loader *ld, const char *name, const char **s, size_t *len)
{
	const struct ndjson_member *m = get(ld, name);

	*s = "";
	*len = 0;
	if (!m)
		return 0;
	if (m->type != NDJSON_STRING || m->value_len == 0)
		return fail(ld, name, "must be a text that is not empty");
	*s = m->value;
	*len = m->value_len;
	if (m->value_escaped)
		ndjson_text(m, &ld->scratch, s, len);
	return 0;
}

static int
get_day(struct loader *ld, const char *name, int *day)
{
	const char *s;
	size_t len;
	enum day_status status;

	*day = PNR_NO_DAY;
	if (get_text(ld, name, &s, &len) != 0)
		return -1;
	if (len == 0)
		return 0;
	status = day_parse(day, s, len);
	return status == DAY_OK ? 0 : fail(ld, name, day_strerror(status));
}

/*
 * An id in its canonical form. A year of two digits is understood by the
 * link's own day; other ids are not held against it.
 */
static int
get_id(struct loader *ld, const char *name, int valid_day, struct strbuf *id)
{
	const char *s;
	size_t len;
	struct pnr pnr;
	bool is_short, is_read;

	if (get_text(ld, name, &s, &len) != 0)
		return -1;
	if (len == 0)
		return fail(ld, name, "is missing");
	is_short = len < PNR_MAX_LEN;
	is_read =
	    !(is_short && valid_day == PNR_NO_DAY) &&
	    pnr_parse(&pnr, s, len, is_short ? valid_day : LINKS_LATEST_DAY,
		PNR_RESERVE_ALL) == PNR_OK;
	if (is_read && (pnr.kind == PNR_STAFF || pnr.kind == PNR_SAMPLE))
		return fail(ld, name, "a staff or sample number is no patient");
	strbuf_reset(id);
	if (is_read)
		strbuf_add(id, pnr.id, pnr.len);
	else
		strbuf_add(id, s, len);
	return 0;
}

static int
get_kind(struct loader *ld, const char *name, signed char *kind)
{
	const char *s;
	size_t len;

	if (get_text(ld, name, &s, &len) != 0)
		return -1;
	*kind = -1;
	if (len == 0)
		return 0;
	for (int i = PNR_PERSONNUMMER; i <= PNR_SAMPLE; i++) {
		const char *known = pnr_kind_name((enum pnr_kind)i);

		if (strlen(known) == len && memcmp(known, s, len) == 0)
			*kind = (signed char)i;
	}
	if (*kind < 0)
		return fail(ld, name, "no known kind of person id");
	if (*kind == PNR_STAFF || *kind == PNR_SAMPLE)
		return fail(ld, name, "a staff or sample number is no patient");
	return 0;
}

/* What the link tells of the person that it leads to. */
static int
get_person(struct loader *ld, struct links_person *person)
{
	signed char from_kind;
	const char *s;
	size_t len;

	if (get_kind(ld, "from_kind", &from_kind) != 0 ||
	    get_kind(ld, "to_kind", &person->kind) != 0 ||
	    get_text(ld, "to_sex", &s, &len) != 0)
		return -1;
	person->sex = 0;
	if (len == 1 && (*s == 'F' || *s == 'M'))
		person->sex = *s;
	else if (len > 0)
		return fail(ld, "to_sex", "must be F or M");
	if (get_day(ld, "to_birth_date", &person->birth_day) != 0)
		return -1;
	person->is_told =
	    person->kind >= 0 || person->sex || person->birth_day != PNR_NO_DAY;
	return 0;
}

static int
add_link(struct loader *ld)
{
	struct links_link link = { .file = ld->file,
		.line_no = lines_no(ld->lines) };

	if (get_day(ld, "valid_from", &link.valid_day) != 0 ||
	    get_id(ld, "from", link.valid_day, &ld->from) != 0 ||
	    get_id(ld, "to", link.valid_day, &ld->to) != 0 ||
	    get_person(ld, &link.person) != 0)
		return -1;
	link.from = ld->from.s;
	link.from_len = ld->from.len;
	link.to = ld->to.s;
	link.to_len = ld->to.len;
	links_add(ld->links, &link);
	return 0;
}

/* --- lines -------------------------------------------------------------- */

static bool
is_count(const struct ndjson_member *m, uint64_t n)
{
	uint64_t value = 0;

	if (!m || m->type != NDJSON_NUMBER || m->value_len > 18)
		return false;
	for (size_t i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			return false;
		value = 10 * value + (uint64_t)ascii_digit(m->value[i]);
	}
	return value == n;
}

static int
on_record(struct loader *ld)
{
	const struct ndjson_member *kind = get(ld, "record");

	if (ndjson_is_text(kind, "begin", 5)) {
		if (ld->is_in_seal)
			return fail(ld, "seal", "begins again before its end");
		ld->is_in_seal = true;
		ld->n_sealed = 0;
		return 0;
	}
	if (ndjson_is_text(kind, "end", 3)) {
		if (!ld->is_in_seal ||
		    !is_count(get(ld, "records"), ld->n_sealed))
			return fail(
			    ld, "seal", "rows were lost or added on the way");
		ld->is_in_seal = false;
		return 0;
	}
	ld->n_sealed++;
	if (kind && !ndjson_is_text(kind, "link", 4))
		return fail(ld, "record", "must be \"link\" or missing");
	return add_link(ld);
}

static bool
is_blank_line(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!ascii_is_blank(s[i]) && s[i] != '\r')
			return false;
	return true;
}

static int
load_lines(struct loader *ld)
{
	const char *line;
	size_t len, error_at;
	enum ndjson_status status;

	for (;;) {
		switch (lines_next(ld->lines, &line, &len)) {
		case LINES_OK:
			break;
		case LINES_EOF:
			return ld->is_in_seal
				   ? fail(ld, "seal", "the end mark is missing")
				   : 0;
		case LINES_ETOOLONG:
			return fail(ld, NULL,
			    "the line is longer than --max-line allows");
		case LINES_EINPUT:
			return fail(ld, NULL, lines_error(ld->lines));
		}
		if (is_blank_line(line, len))
			continue;
		status =
		    ndjson_parse(ld->ndjson, line, len, &ld->rec, &error_at);
		if (status != NDJSON_OK)
			return fail(ld, NULL, ndjson_strerror(status));
		if (on_record(ld) != 0)
			return -1;
	}
}

int
links_load(
    struct links *links, const char *path, size_t max_line, struct strbuf *err)
{
	struct loader ld = { .links = links,
		.rec = RECORD_INIT,
		.err = err,
		.from = STRBUF_INIT,
		.to = STRBUF_INIT,
		.scratch = STRBUF_INIT };
	int ret;

	ld.lines = lines_open(path, max_line, false, err);
	if (!ld.lines)
		return -1;
	ld.ndjson = ndjson_new();
	ld.file = links_add_file(links, lines_name(ld.lines));
	ret = load_lines(&ld);
	ndjson_free(ld.ndjson);
	lines_close(ld.lines);
	record_release(&ld.rec);
	strbuf_release(&ld.from);
	strbuf_release(&ld.to);
	strbuf_release(&ld.scratch);
	return ret;
}
