/* dirty.c - the faults of real exports, planted beside the clean rows. */
#include "dirty.h"

#include <string.h>

#include "columns.h"
#include "rng.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"

/** What is done to a copy of a clean row; the dropped ones are in a row. */
enum act {
	SET,              /* text instead of the cell's */
	WRONG_CHECK,      /* the check digit one too high */
	WRONG_BIRTH,      /* born in month 13 */
	ZERO_SERIAL,      /* serial 000 */
	UNBORN,           /* born a month after the contact */
	YEAR_BEFORE,      /* the same day of the year before; dropped */
	YEAR_AFTER,       /* in the January after; dropped */
	REPEAT,           /* the same row again; dropped */
	REPEAT_CHANGED,   /* with other content, a conflict; dropped */
	REPEAT_OTHERWISE, /* the same, written in other ways; dropped */
	TOO_FEW,          /* cells */
	TOO_MANY,
	EMPTY_TOO_MANY,
	QUOTE_INSIDE, /* an open cell */
	QUOTE_BEHIND, /* a closed one */
	QUOTE_OPEN,   /* to the end of the file */
	NUL_INSIDE,
	BYTE_UNKNOWN /* 0x81: neither UTF-8 nor Windows-1252 */
};

/** A fault that can be planted in a file. */
struct plant {
	enum act act;
	int column;        /* whose field is told; -1: the whole row */
	const char *field; /* its header */
	const char *error; /* reject code, or reason to drop */
	const char *text;  /* for SET */
};

static const struct plant visit_plants[] = {
	{ WRONG_CHECK, VISIT_PERSON, "Personnummer", "bad_check_digit", NULL },
	{ REPEAT, -1, NULL, "repeat", NULL },
	{ SET, VISIT_CLINIC, "Mottagning", "unknown_clinic",
	    "Fysioterapimott. Nedlagda" },
	{ YEAR_BEFORE, VISIT_DATE, NULL, "outside_period", NULL },
	{ SET, VISIT_DATE, "Kontaktdatum", "bad_date", "2025-02-30" },
	{ TOO_FEW, -1, NULL, "ragged_row", NULL },
	{ REPEAT_OTHERWISE, -1, NULL, "repeat", NULL },
	{ WRONG_BIRTH, VISIT_PERSON, "Personnummer", "bad_birth_date", NULL },
	{ QUOTE_INSIDE, VISIT_CLINIC, NULL, "stray_quote", NULL },
	{ SET, VISIT_STATUS, "Status", "unknown_value", "Klar?" },
	{ BYTE_UNKNOWN, VISIT_CLINIC, NULL, "bad_encoding", NULL },
	{ SET, VISIT_PERSON, "Personnummer", "missing", "" },
	{ UNBORN, VISIT_PERSON, "Personnummer", "born_after_contact", NULL },
	{ TOO_MANY, -1, NULL, "ragged_row", NULL },
	{ EMPTY_TOO_MANY, -1, NULL, "ragged_row", NULL },
	{ REPEAT_CHANGED, VISIT_TYPE, NULL, "repeat", "Chatt" },
	{ SET, VISIT_KVA, "KvåKoder", "bad_kva", "QV003 DV2000" },
	{ NUL_INSIDE, VISIT_CLINIC, NULL, "nul_byte", NULL },
	{ YEAR_AFTER, VISIT_DATE, NULL, "outside_period", NULL },
	{ ZERO_SERIAL, VISIT_PERSON, "Personnummer", "bad_serial", NULL },
	{ SET, VISIT_DIAGNOSIS, "Huvuddiagnos", "bad_icd10se", "M5" },
	{ QUOTE_BEHIND, VISIT_CLINIC, NULL, "stray_quote", NULL },
	{ SET, VISIT_PERSON, "Personnummer", "bad_person_id", "okänd" },
	{ SET, VISIT_TYPE, "Kontakttyp", "unknown_value", "Brevkontakt" },
	{ SET, VISIT_DATE, "Kontaktdatum", "missing", "" },
	{ SET, VISIT_PERSON, "Personnummer", "organisation_number",
	    "999900-0004" },
	{ SET, VISIT_OTHERS, "Bidiagnoser", "bad_icd10se", "I109 1E19" },
	{ SET, VISIT_CLINIC, "Mottagning", "missing", "  " },
	{ QUOTE_OPEN, -1, NULL, "unclosed_quote", NULL },
	{ SET, VISIT_STATUS, "Status", "missing", "" },
	{ SET, VISIT_DATE, "Kontaktdatum", "bad_date", "igår" },
};

static const struct plant booking_plants[] = {
	{ SET, BOOKING_KVA, "KvåKod", "bad_kva", "DV20" },
	{ REPEAT, -1, NULL, "repeat", NULL },
	{ WRONG_CHECK, BOOKING_PERSON, "Personnummer", "bad_check_digit",
	    NULL },
	{ YEAR_BEFORE, BOOKING_DATE, NULL, "outside_period", NULL },
	{ SET, BOOKING_CLINIC, "Mottagning", "unknown_clinic", "Gymmet" },
	{ TOO_MANY, -1, NULL, "ragged_row", NULL },
	{ SET, BOOKING_STATUS, "Status", "unknown_value", "Preliminär" },
	{ SET, BOOKING_DATE, "Datum", "bad_date", "20251301" },
	{ QUOTE_INSIDE, BOOKING_CLINIC, NULL, "stray_quote", NULL },
};

static const struct plant wait_plants[] = {
	{ SET, WAIT_COVERED, "Vårdgarantipatient", "bad_boolean", "Kanske" },
	{ REPEAT, -1, NULL, "repeat", NULL },
	{ SET, WAIT_ASSESSED, "Bedömningsdatum", "bad_date", "2025-04-31" },
	{ WRONG_CHECK, WAIT_PERSON, "Personnummer", "bad_check_digit", NULL },
	{ TOO_FEW, -1, NULL, "ragged_row", NULL },
	{ YEAR_BEFORE, WAIT_CONTACT, NULL, "outside_period", NULL },
	{ SET, WAIT_CLINIC, "Mottagning", "unknown_clinic", "Kliniken" },
	{ BYTE_UNKNOWN, WAIT_CLINIC, NULL, "bad_encoding", NULL },
};

static const struct plant clinic_plants[] = {
	{ SET, CLINIC_OPENED, "Öppnad", "bad_date", "2013-02-29" },
	{ SET, CLINIC_REGI, "Regi", "unknown_value", "Kooperativ regi" },
	{ SET, CLINIC_ID, "MottagningsId", "missing", "" },
};

static const struct plant staff_plants[] = {
	{ SET, STAFF_MONTH, "Månad", "bad_month", "2025-13" },
	{ SET, STAFF_FTE, "Heltidsresurs", "bad_number", "1,0O" },
	{ SET, STAFF_CLINIC, "MottagningsId", "unknown_clinic", "gymmet" },
	{ SET, STAFF_FTE, "Heltidsresurs", "missing", "" },
	{ TOO_FEW, -1, NULL, "ragged_row", NULL },
	{ YEAR_BEFORE, STAFF_MONTH, NULL, "outside_period", NULL },
};

static const struct plant link_plants[] = {
	{ WRONG_CHECK, LINK_FROM, "FrånId", "bad_check_digit", NULL },
	{ SET, LINK_TO, "TillId", "missing", "" },
	{ SET, LINK_SINCE, "Giltig", "bad_date", "2025-06-31" },
};

static const struct plant last_plant = { QUOTE_OPEN, -1, NULL, "unclosed_quote",
	NULL };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** What a file has where; -1: no such column. */
static const struct layout {
	const struct plant *plants;
	size_t n_plants;
	int id, day, person, clinic;
} layouts[DIRTY_N_FILES] = {
	{ visit_plants, COUNT(visit_plants), VISIT_ID, VISIT_DATE, VISIT_PERSON,
	    VISIT_CLINIC },
	{ booking_plants, COUNT(booking_plants), BOOKING_ID, BOOKING_DATE,
	    BOOKING_PERSON, BOOKING_CLINIC },
	{ wait_plants, COUNT(wait_plants), WAIT_ID, WAIT_CONTACT, WAIT_PERSON,
	    WAIT_CLINIC },
	{ clinic_plants, COUNT(clinic_plants), CLINIC_ID, -1, -1, -1 },
	{ staff_plants, COUNT(staff_plants), -1, STAFF_MONTH, -1,
	    STAFF_CLINIC },
	{ link_plants, COUNT(link_plants), -1, LINK_SINCE, LINK_FROM, -1 },
};

bool
dirty_parse_share(uint64_t *ppm, const char *text)
{
	const char *s = text;
	uint64_t n = 0, unit = DIRTY_MILLION / 100;

	if (!ascii_is_digit(*s))
		return false;
	for (; ascii_is_digit(*s) && n <= 100; s++)
		n = 10 * n + (uint64_t)ascii_digit(*s);
	n *= unit;
	if (*s == '.') {
		if (!ascii_is_digit(*++s))
			return false;
		for (; ascii_is_digit(*s) && unit > 1; s++) {
			unit /= 10;
			n += unit * (uint64_t)ascii_digit(*s);
		}
	}
	if (strcmp(s, "%") != 0 || n > DIRTY_MILLION)
		return false;
	*ppm = n;
	return true;
}

static const char faults_name[] = "faults.ndjson";

void
dirty_open(struct dirty *d, const struct extract_dress *dress)
{
	extract_row_init(&d->row);
	extract_row_init(&d->noisy);
	strbuf_init(&d->line);
	extract_open(&d->faults, dress, faults_name, NULL);
}

void
dirty_commit(struct dirty *d, struct publication *p)
{
	extract_commit(&d->faults, p);
}

void
dirty_release(struct dirty *d)
{
	extract_row_release(&d->row);
	extract_row_release(&d->noisy);
	strbuf_release(&d->line);
	extract_release(&d->faults);
}

void
dirty_remove(const struct extract_dress *dress, struct publication *p)
{
	extract_remove(p, dress->dir, faults_name, "");
}

static void
tell(struct dirty *d, const struct extract *x, uint64_t line_no,
    const struct plant *p)
{
	struct strbuf *sb = &d->line;
	bool is_dropped = p->act >= YEAR_BEFORE && p->act <= REPEAT_OTHERWISE;

	strbuf_reset(sb);
	strbuf_addf(sb, "{\"file\":\"%s\",\"line\":%llu,\"verdict\":\"%s\"",
	    x->name, (unsigned long long)line_no,
	    is_dropped ? "dropped" : "rejected");
	if (p->field)
		strbuf_addf(sb, ",\"field\":\"%s\"", p->field);
	strbuf_addf(
	    sb, ",\"%s\":\"%s\"}", is_dropped ? "reason" : "error", p->error);
	extract_write_line(&d->faults, sb->s, sb->len);
}

/* YYYYMMDD, where the clean rows have YYYY-MM-DD. */
static void
set_day(struct extract_row *row, int column, int day)
{
	struct strbuf *cell = &row->cells[column];
	struct ymd ymd = day_to_ymd(day);

	strbuf_reset(cell);
	strbuf_addf(cell, "%04d%02d%02d", ymd.year, ymd.month, ymd.day);
}

/* A personnummer of 12 digits, spoiled as the act says. */
static void
set_person(const struct dirty *d, enum act act, struct strbuf *cell,
    const struct dirty_subject *subject)
{
	char id[PEOPLE_TEXT_MAX];
	struct person p = *subject->person;

	if (act == UNBORN) {
		struct ymd ymd =
		    day_to_ymd(d->new_year_day + subject->day + 30);

		p.birth_year = ymd.year;
		p.birth_month = ymd.month;
		p.birth_day_no = ymd.day;
	}
	if (act == WRONG_BIRTH)
		p.birth_month = 13;
	if (act == ZERO_SERIAL)
		p.serial = 0;
	people_write(id, &p, PEOPLE_PERSONNUMMER, PEOPLE_FULL, d->year);
	if (act == WRONG_CHECK)
		id[11] = (char)('0' + (id[11] - '0' + 1) % 10);
	strbuf_reset(cell);
	strbuf_add(cell, id, PEOPLE_ID_LEN);
}

static void
rewrite(struct dirty *d, enum dirty_file file, struct extract_row *row,
    const struct dirty_subject *subject)
{
	const struct layout *l = &layouts[file];
	char id[PEOPLE_TEXT_MAX];
	size_t len = people_write(id, subject->person,
	    people_id_on(subject->person, subject->day), PEOPLE_FULL_DASH,
	    d->year);

	strbuf_reset(&row->cells[l->person]);
	strbuf_add(&row->cells[l->person], id, len);
	/* the subject's day is when the wait was over, not when it began */
	if (file != DIRTY_WAITS)
		set_day(row, l->day, d->new_year_day + subject->day);
	if (subject->other_clinic)
		extract_set(row, l->clinic, subject->other_clinic);
}

/* The date of a row outside the year; a month where the file holds months. */
static void
set_outside(struct dirty *d, enum dirty_file file, struct extract_row *row,
    bool is_after)
{
	int column = layouts[file].day;

	strbuf_reset(&row->cells[column]);
	strbuf_addf(&row->cells[column],
	    file == DIRTY_STAFF ? "%04d-%02d" : "%04d-%02d-17",
	    d->year + (is_after ? 1 : -1), is_after ? 1 : 11);
}

/* Spoil the cell of a name so that the whole row is at fault. */
static void
spoil_text(enum act act, struct strbuf *cell)
{
	switch (act) {
	case QUOTE_INSIDE:
		strbuf_addstr(cell, "\"a");
		break;
	case QUOTE_BEHIND:
		strbuf_reset(cell);
		strbuf_addstr(cell, "\"Gripen\"x");
		break;
	case NUL_INSIDE:
		strbuf_add(cell, "\0", 1);
		break;
	case BYTE_UNKNOWN:
		strbuf_addstr(cell, "x\x81");
		break;
	default:
		break;
	}
}

static void
apply(struct dirty *d, enum dirty_file file, const struct plant *p,
    struct extract_style *style, const struct dirty_subject *subject)
{
	const struct layout *l = &layouts[file];
	struct extract_row *row = &d->row;

	switch (p->act) {
	case SET:
	case REPEAT_CHANGED:
		extract_set(row, p->column, p->text);
		break;
	case WRONG_CHECK:
	case WRONG_BIRTH:
	case ZERO_SERIAL:
	case UNBORN:
		set_person(d, p->act, &row->cells[p->column], subject);
		break;
	case YEAR_BEFORE:
	case YEAR_AFTER:
		set_outside(d, file, row, p->act == YEAR_AFTER);
		break;
	case REPEAT:
		break;
	case REPEAT_OTHERWISE:
		rewrite(d, file, row, subject);
		break;
	case TOO_FEW:
		style->n_cut = 2;
		break;
	case TOO_MANY:
		style->n_extra = 2;
		break;
	case EMPTY_TOO_MANY:
		style->n_empty = 1;
		break;
	case QUOTE_OPEN:
		extract_set(row, l->clinic, "\"Gripen");
		style->bare |= 1U << l->clinic;
		break;
	case QUOTE_INSIDE:
	case QUOTE_BEHIND:
	case NUL_INSIDE:
	case BYTE_UNKNOWN:
		spoil_text(p->act, &row->cells[l->clinic]);
		style->bare |= 1U << l->clinic;
		break;
	}
}

static void
plant(struct dirty *d, enum dirty_file file, struct extract *x,
    const struct plant *p, const struct extract_row *row,
    const struct dirty_subject *subject)
{
	const struct layout *l = &layouts[file];
	struct extract_style style = { 0 };

	extract_row_copy(&d->row, row);
	if (p->act < REPEAT || p->act > REPEAT_OTHERWISE) {
		/* an event of its own, of somebody with a personnummer */
		if (l->id >= 0) {
			strbuf_reset(&d->row.cells[l->id]);
			strbuf_addf(&d->row.cells[l->id], "X%llu",
			    (unsigned long long)d->faults.line_no);
		}
		if (l->person >= 0 && file != DIRTY_LINKS)
			set_person(d, SET, &d->row.cells[l->person], subject);
	}
	apply(d, file, p, &style, subject);
	tell(d, x, extract_write(x, &d->row, &style), p);
}

/* "a b" as "a  b": exports of organisations' names hold double blanks. */
static void
double_blanks(struct strbuf *cell)
{
	size_t n = cell->len;

	for (size_t i = 0; i < n; i++) {
		if (cell->s[i] == ' ')
			strbuf_addch(cell, ' ');
		strbuf_addch(cell, cell->s[i]);
	}
	memmove(cell->s, cell->s + n, cell->len - n);
	cell->len -= n;
}

/* The same row in another dress. */
static void
make_noise(struct dirty *d, enum dirty_file file, struct extract_style *style,
    const struct dirty_subject *subject, uint64_t h)
{
	const struct layout *l = &layouts[file];
	struct extract_row *row = &d->noisy;

	switch (h % 6) {
	case 0:
		if (subject->other_clinic)
			extract_set(row, l->clinic, subject->other_clinic);
		break;
	case 1:
		double_blanks(&row->cells[l->clinic]);
		strbuf_addstr(&row->cells[l->clinic], "  ");
		break;
	case 2:
		style->is_other_encoding = d->has_mixed_encodings;
		break;
	case 3:
		style->quoted = (unsigned)(h >> 8);
		break;
	case 4:
		rewrite(d, file, row, subject);
		break;
	default:
		strbuf_addch(&row->cells[l->person], ' ');
		break;
	}
}

void
dirty_write(struct dirty *d, enum dirty_file file, struct extract *x,
    const struct extract_row *row, const struct dirty_subject *subject)
{
	const struct layout *l = &layouts[file];
	struct extract_style style = { 0 };
	uint64_t h;

	if (!d || !subject->person) {
		extract_write(x, row, NULL);
		return;
	}
	h = rng_of(d->seed, RNG_DIRT, d->n_rows++, 0);
	if (rng_below(h >> 32, DIRTY_MILLION) < d->ppm) {
		extract_row_copy(&d->noisy, row);
		make_noise(d, file, &style, subject, rng_mix(h));
		extract_write(x, &d->noisy, &style);
	} else {
		extract_write(x, row, NULL);
	}
	if (rng_below(h, DIRTY_MILLION) < d->ppm)
		plant(d, file, x,
		    &l->plants[d->n_planted[file]++ % l->n_plants], row,
		    subject);
}

void
dirty_finish(struct dirty *d, enum dirty_file file, struct extract *x,
    const struct extract_row *row, const struct dirty_subject *subject)
{
	const struct layout *l = &layouts[file];

	if (!d)
		return;
	if (file <= DIRTY_WAITS) {
		plant(d, file, x, &last_plant, row, subject);
		return;
	}
	for (size_t i = 0; i < l->n_plants; i++)
		plant(d, file, x, &l->plants[i], row, subject);
}
