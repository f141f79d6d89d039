/* links_load.c - read links, member by member, with the place of a fault. */
#include "links_load.h"

#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/records.h"

struct loader {
	struct links *links;
	struct records *file;
	struct record *rec;
	bool has_file;
	uint32_t file_no;        /* of that name: */
	struct strbuf file_name; /* where the last link came from */
	struct strbuf from, to, scratch;
};

/* The text of a string member; *len 0 where it is missing. -1: no string. */
static int
get_text(struct loader *ld, const char *name, const char **s, size_t *len)
{
	const struct ndjson_member *m = records_get(ld->rec, name);

	*s = "";
	*len = 0;
	if (!m)
		return 0;
	if (m->type != NDJSON_STRING || m->value_len == 0)
		return records_fault(
		    ld->file, name, "must be a text that is not empty");
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
	return status == DAY_OK
		   ? 0
		   : records_fault(ld->file, name, day_strerror(status));
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
		return records_fault(ld->file, name, "is missing");
	is_short = len < PNR_MAX_LEN;
	is_read =
	    !(is_short && valid_day == PNR_NO_DAY) &&
	    pnr_parse(&pnr, s, len, is_short ? valid_day : LINKS_LATEST_DAY,
		PNR_RESERVE_ALL) == PNR_OK;
	if (is_read && (pnr.kind == PNR_STAFF || pnr.kind == PNR_SAMPLE))
		return records_fault(
		    ld->file, name, "a staff or sample number is no patient");
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
		return records_fault(
		    ld->file, name, "no known kind of person id");
	if (*kind == PNR_STAFF || *kind == PNR_SAMPLE)
		return records_fault(
		    ld->file, name, "a staff or sample number is no patient");
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
		return records_fault(ld->file, "to_sex", "must be F or M");
	if (get_day(ld, "to_birth_date", &person->birth_day) != 0)
		return -1;
	person->is_told =
	    person->kind >= 0 || person->sex || person->birth_day != PNR_NO_DAY;
	return 0;
}

/* The line that the link came from, and its file's number. */
static uint64_t
get_origin(struct loader *ld)
{
	struct strbuf name = STRBUF_INIT;
	uint64_t line_no = records_origin(ld->file, &name);

	if (!ld->has_file || strcmp(name.s, ld->file_name.s) != 0)
		ld->file_no = links_add_file(ld->links, name.s);
	ld->has_file = true;
	strbuf_reset(&ld->file_name);
	strbuf_addstr(&ld->file_name, name.s);
	strbuf_release(&name);
	return line_no;
}

/*
 * What a link may leave out would be missed by nobody if it were misspelt. The
 * first names are read; the rest are others' that are not far from them.
 */
static int
check_names(struct loader *ld)
{
	static const char *const names[] = { "valid_from", "from_kind",
		"to_kind", "to_sex", "to_birth_date", "from", "to", "record",
		"source", "valid_to", "valid_until", "from_sex",
		"from_birth_date" };
	enum { N_LEFT_OUT = 5, N = sizeof(names) / sizeof(names[0]) };
	char name[32];

	for (size_t i = 0; i < ld->rec->n_members; i++) {
		const struct ndjson_member *m = &ld->rec->members[i];
		const char *near;

		if (m->name_len >= sizeof(name))
			continue;
		memcpy(name, m->name, m->name_len);
		name[m->name_len] = '\0';
		near = near_name(name, names, N);
		if (!near || strcmp(near, name) == 0)
			continue;
		for (size_t k = 0; k < N_LEFT_OUT; k++)
			if (near == names[k] && !records_get(ld->rec, names[k]))
				return records_fault(ld->file, names[k],
				    "is missing, and a member is nearly "
				    "called so");
	}
	return 0;
}

static int
add_link(struct loader *ld)
{
	struct links_link link = { .line_no = get_origin(ld),
		.file = ld->file_no };

	if (check_names(ld) != 0 ||
	    get_day(ld, "valid_from", &link.valid_day) != 0 ||
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

/* --- the file ------------------------------------------------------------ */

static int
on_record(struct loader *ld)
{
	const struct ndjson_member *kind = records_get(ld->rec, "record");

	if (kind && !ndjson_is_text(kind, "link", 4))
		return records_fault(
		    ld->file, "record", "must be \"link\" or missing");
	return add_link(ld);
}

int
links_load(
    struct links *links, const char *path, size_t max_line, struct strbuf *err)
{
	struct loader ld = { .links = links,
		.from = STRBUF_INIT,
		.to = STRBUF_INIT,
		.scratch = STRBUF_INIT,
		.file_name = STRBUF_INIT };
	int n;

	ld.file = records_open(path, max_line, err);
	if (!ld.file)
		return -1;
	do
		n = records_next(ld.file, &ld.rec);
	while (n > 0 && on_record(&ld) == 0);
	records_close(ld.file);
	strbuf_release(&ld.from);
	strbuf_release(&ld.to);
	strbuf_release(&ld.scratch);
	strbuf_release(&ld.file_name);
	return n == 0 ? 0 : -1;
}
