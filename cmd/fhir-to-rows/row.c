/* row.c - the row of an encounter, as JSON. */
#include "row.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "vardstrom/xalloc.h"

struct text {
	const char *s;
	size_t len;
};

void
row_init(struct row *row, const struct join_ends *const *ends,
    struct referred *referred)
{
	row->ends = ends;
	row->referred = referred;
	diagnoses_init(&row->diagnoses);
	diagnoses_init(&row->measures);
	strbuf_init(&row->json);
}

void
row_release(struct row *row)
{
	diagnoses_release(&row->diagnoses);
	diagnoses_release(&row->measures);
	if (row->json.cap > 0)
		xwipe(row->json.s, row->json.cap);
	strbuf_release(&row->json);
}

void
row_clear(struct row *row)
{
	diagnoses_clear(&row->diagnoses);
	diagnoses_clear(&row->measures);
}

static struct text
next_text(const char **at)
{
	struct text t;

	t.s = unpack_text(at, &t.len);
	return t;
}

static bool
is(struct text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.s, s, t.len) == 0;
}

/* A member that has no value is left out. */
static void
add(struct row *row, const char *name, struct text t)
{
	if (t.len == 0)
		return;
	strbuf_addf(&row->json, ",\"%s\":", name);
	strbuf_add_json_string(&row->json, t.s, t.len);
}

static void
tell(const struct row *row, enum join_news news, const struct place *place)
{
	(*row->ends)->tell((*row->ends)->context, news, place, NULL);
}

/* --- what the encounter refers to ----------------------------------------- */

static struct text
person(
    const struct row *row, const struct text *texts, const struct place *place)
{
	struct text id = texts[TEXT_PATIENT], found = { "", 0 };
	bool is_known =
	    id.len > 0 && referred_find(row->referred, RESOURCE_PATIENT, id.s,
			      id.len, &found.s, &found.len);

	if (found.len > 0)
		return found;
	if (texts[TEXT_PERSON].len > 0)
		return texts[TEXT_PERSON];
	if (is_known)
		tell(row, JOIN_NO_PERSON, place);
	else if (id.len > 0)
		tell(row, JOIN_NO_PATIENT, place);
	return found;
}

/* The id that it says itself, else that of the organisation, else any name. */
static struct text
clinic(const struct row *row, const struct text *texts)
{
	static const char organization[] = "Organization/";
	struct text ref = texts[TEXT_ORGANIZATION], found = { "", 0 };
	size_t n = 0;

	if (texts[TEXT_CLINIC].len > 0)
		return texts[TEXT_CLINIC];
	while (n < ref.len && ref.s[n] != '/')
		n++;
	if (n < ref.len) {
		bool is_organization = n == sizeof(organization) - 2 &&
				       memcmp(ref.s, organization, n) == 0;

		referred_find(row->referred,
		    is_organization ? RESOURCE_ORGANIZATION : RESOURCE_LOCATION,
		    ref.s + n + 1, ref.len - n - 1, &found.s, &found.len);
	}
	if (found.len > 0)
		return found;
	if (texts[TEXT_DISPLAY].len > 0)
		return texts[TEXT_DISPLAY];
	return n < ref.len ? (struct text){ ref.s + n + 1, ref.len - n - 1 }
			   : found;
}

/* The profession of the first participant who has one. */
static struct text
profession(const struct row *row, const char **at, const struct place *place)
{
	uint64_t n = unpack_number(at);
	struct text first = { "", 0 };

	for (uint64_t i = 0; i < n; i++) {
		struct text id = next_text(at), found = { "", 0 };

		if (!referred_find(row->referred, RESOURCE_ROLE, id.s, id.len,
			&found.s, &found.len))
			tell(row, JOIN_NO_ROLE, place);
		else if (first.len == 0)
			first = found;
	}
	return first;
}

/* R-FHIR-04: that nobody came is known by the appointment only. */
static bool
is_no_show(const struct row *row, const char **at, const struct place *place)
{
	uint64_t n = unpack_number(at);
	bool is_missed = false;

	for (uint64_t i = 0; i < n; i++) {
		struct text id = next_text(at), found = { "", 0 };

		if (!referred_find(row->referred, RESOURCE_APPOINTMENT, id.s,
			id.len, &found.s, &found.len))
			tell(row, JOIN_NO_APPOINTMENT, place);
		else if (is(found, "noshow"))
			is_missed = true;
	}
	return is_missed;
}

/* --- lists ---------------------------------------------------------------- */

static int
compare_texts(const void *a, const void *b)
{
	const struct text *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int diff = memcmp(x->s, y->s, len);

	return diff != 0 ? diff : (x->len > y->len) - (x->len < y->len);
}

/* All codes of what was gathered, in its order. New, freed with free(). */
static struct text *
codes_of(const struct diagnoses *d, size_t *n)
{
	struct text *list;
	size_t count = 0;

	for (size_t i = 0; i < d->n; i++)
		count += (size_t)d->list[i].n_codes;
	list = xcalloc(count + 1, sizeof(*list));
	*n = 0;
	for (size_t i = 0; i < d->n; i++) {
		const char *at = d->texts.s + d->list[i].codes_at;

		for (uint64_t k = 0; k < d->list[i].n_codes; k++)
			list[(*n)++] = next_text(&at);
	}
	return list;
}

static void
add_list(struct row *row, const char *name, const struct text *list, size_t n)
{
	if (n == 0)
		return;
	strbuf_addf(&row->json, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			strbuf_addch(&row->json, ',');
		strbuf_add_json_string(&row->json, list[i].s, list[i].len);
	}
	strbuf_addch(&row->json, ']');
}

static void
add_diagnoses(struct row *row, const struct place *place)
{
	bool has_main = diagnoses_settle(&row->diagnoses);
	size_t n;
	struct text *codes = codes_of(&row->diagnoses, &n);

	if (has_main)
		add(row, "diagnosis", codes[0]);
	else if (n > 0)
		tell(row, JOIN_NO_MAIN, place);
	add_list(row, "other_diagnoses", codes + has_main, n - has_main);
	free(codes);
}

/* FHIR gives procedures no order: they stand by their codes. */
static void
add_measures(struct row *row)
{
	size_t n;
	struct text *codes = codes_of(&row->measures, &n);

	qsort(codes, n, sizeof(*codes), compare_texts);
	add_list(row, "procedures", codes, n);
	free(codes);
}

void
row_write(struct row *row, const char *id, size_t id_len,
    const struct place *place, const char *at)
{
	struct text texts[RESOURCE_N_TEXTS], role;

	for (size_t i = 0; i < RESOURCE_N_TEXTS; i++)
		texts[i] = next_text(&at);
	role = profession(row, &at, place);
	if (is_no_show(row, &at, place) && !is(texts[TEXT_STATUS], "finished"))
		texts[TEXT_STATUS] = (struct text){ "noshow", 6 };
	strbuf_reset(&row->json);
	strbuf_addstr(&row->json, "{\"record\":\"encounter\"");
	add(row, "encounter_id", (struct text){ id, id_len });
	add(row, "identifier", texts[TEXT_IDENTIFIER]);
	add(row, "status", texts[TEXT_STATUS]);
	add(row, "class", texts[TEXT_CLASS]);
	add(row, "type", texts[TEXT_TYPE]);
	add(row, "start", texts[TEXT_START]);
	add(row, "date", texts[TEXT_DAY]);
	add(row, "patient", person(row, texts, place));
	add(row, "clinic", clinic(row, texts));
	add_diagnoses(row, place);
	add_measures(row);
	add(row, "profession", role);
	strbuf_addstr(&row->json, ",\"source\":\"");
	(*row->ends)->add_place((*row->ends)->context, place, &row->json);
	strbuf_addstr(&row->json, "\"}");
	(*row->ends)->row((*row->ends)->context, row->json.s, row->json.len);
}
