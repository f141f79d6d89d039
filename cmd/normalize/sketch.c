/* sketch.c - what the values of an unknown file could be. */
#include "sketch.h"

#include <stdlib.h>
#include <string.h>

#include "sketch_private.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/fold.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_DISTINCT_BYTES = 256 * 1024, /* of the values of one column */
	MAX_CHOICE = 48,                 /* bytes of a text of an enum */
	MAX_CHOICE_DIGITS = 2,           /* and digits */
	DAY_FIRST = -43829,              /* 1850-01-01 */
	DAY_LAST = 47846,                /* 2100-12-31 */
	/* 2099-12-31: of years of two digits 00 is then a leap year */
	DAY_FAR = 47481,
	LONG_NUMBER = 6, /* digits that no header has in a row */
	TEN = 10         /* digits of a person's id without its century */
};

/* --- the delimiter -------------------------------------------------------- */

static const char marks[] = ";,\t|";

void
sketch_marks_line(struct sketch_marks *m, const char *s, size_t len)
{
	bool is_quoted = false;
	size_t i, k;

	for (i = 0; i < len; i++) {
		if (s[i] == '"')
			is_quoted = !is_quoted;
		for (k = 0; k < 4; k++)
			m->n[m->n_lines][k] += !is_quoted && s[i] == marks[k];
	}
	m->n_lines++;
}

/* Lines that have as many of a mark as line i. */
static size_t
count_same(const struct sketch_marks *m, size_t i, size_t mark)
{
	size_t n = 0, k;

	for (k = 0; k < m->n_lines; k++)
		n += m->n[k][mark] == m->n[i][mark];
	return n;
}

char
sketch_marks_best(const struct sketch_marks *m, size_t *n_before)
{
	size_t best = 0, best_same = 0, best_n = 0, i, k;

	for (k = 0; k < 4; k++) {
		for (i = 0; i < m->n_lines; i++) {
			size_t n = m->n[i][k], same = count_same(m, i, k);

			if (n == 0 || same < best_same ||
			    (same == best_same && n <= best_n))
				continue;
			best = k;
			best_same = same;
			best_n = n;
		}
	}
	*n_before = 0;
	while (best_same * 2 > m->n_lines && m->n[*n_before][best] == 0)
		++*n_before;
	return marks[best];
}

/* --- making --------------------------------------------------------------- */

struct sketch *
sketch_new(void)
{
	static const struct profile_column as[] = {
		[SKETCH_PERSON] = { .type = PROFILE_PERSON_ID,
		    .element = PROFILE_PERSON_ID,
		    .reserves = PNR_RESERVE_ALL },
		[SKETCH_UUID] = { .type = PROFILE_ID, .element = PROFILE_ID },
		[SKETCH_DATE] = { .type = PROFILE_DATE,
		    .element = PROFILE_DATE },
		[SKETCH_MONTH] = { .type = PROFILE_MONTH,
		    .element = PROFILE_MONTH },
		[SKETCH_BOOLEAN] = { .type = PROFILE_BOOLEAN,
		    .element = PROFILE_BOOLEAN },
		[SKETCH_ICD] = { .type = PROFILE_ICD10SE,
		    .element = PROFILE_ICD10SE },
		[SKETCH_KVA] = { .type = PROFILE_KVA, .element = PROFILE_KVA },
		[SKETCH_ICD_LIST] = { .type = PROFILE_LIST,
		    .element = PROFILE_ICD10SE,
		    .separators = " ," },
		[SKETCH_KVA_LIST] = { .type = PROFILE_LIST,
		    .element = PROFILE_KVA,
		    .separators = " ," },
		[SKETCH_INTEGER] = { .type = PROFILE_INTEGER,
		    .element = PROFILE_INTEGER },
		[SKETCH_DECIMAL] = { .type = PROFILE_DECIMAL,
		    .element = PROFILE_DECIMAL },
	};
	struct sketch *sk = xcalloc(1, sizeof(*sk));
	size_t i;

	sk->names = keyset_new();
	sk->persons = keyset_new();
	sk->uuid = (struct id_rule){ .forms = { "uuid" }, .n = 1 };
	for (i = 0; i < SKETCH_N_KINDS; i++) {
		sk->as[i] = as[i];
		sk->as[i].at = sk->as[i].table = PROFILE_NONE;
		if (i == SKETCH_UUID)
			sk->as[i].id = &sk->uuid;
		converter_init(&sk->converters[i], &sk->as[i], NULL);
	}
	return sk;
}

static void
release_column(struct sketch_column *c)
{
	size_t i;

	for (i = 0; i < SKETCH_MAX_CHOICES; i++)
		free(c->choices[i].text);
	strbuf_release(&c->name);
	xwipe(c->text.s, c->text.cap);
	strbuf_release(&c->text);
	keyset_free(c->distinct);
	keyset_free(c->folded);
}

void
sketch_free(struct sketch *sk)
{
	size_t i;

	if (!sk)
		return;
	for (i = 0; i < sk->n; i++)
		release_column(&sk->columns[i]);
	for (i = 0; i < SKETCH_N_KINDS; i++)
		converter_release(&sk->converters[i]);
	keyset_free(sk->names);
	keyset_free(sk->persons);
	free(sk->columns);
	free(sk);
}

int
sketch_column(struct sketch *sk, const char *name, size_t len)
{
	struct strbuf folded = STRBUF_INIT;
	struct sketch_column *c;
	uint32_t k = 0;
	bool is_known;
	size_t i;

	fold_name(&folded, name, len);
	is_known = keyset_find(sk->names, folded.s, folded.len, &k);
	if (!is_known && sk->n < SKETCH_MAX_COLUMNS)
		k = keyset_add(sk->names, folded.s, folded.len, NULL);
	strbuf_release(&folded);
	if (is_known)
		return (int)k;
	if (sk->n == SKETCH_MAX_COLUMNS) {
		sk->n_lost++;
		return -1;
	}
	GROW(sk->columns, sk->n, sk->cap);
	c = &sk->columns[sk->n];
	memset(c, 0, sizeof(*c));
	strbuf_init(&c->name);
	strbuf_init(&c->text);
	strbuf_add_text(&c->name, name, len);
	for (i = 0; i < SKETCH_N_KINDS; i++)
		c->can[i] = true;
	c->distinct = keyset_new();
	c->folded = keyset_new();
	c->is_grouped = true;
	return (int)sk->n++;
}

void
sketch_twice(struct sketch *sk, size_t column)
{
	sk->columns[column].is_twice = true;
}

void
sketch_nameless(struct sketch *sk)
{
	sk->has_nameless = true;
}

/* --- one value ------------------------------------------------------------ */

static size_t
count_digits(const char *s, size_t len)
{
	size_t n = 0, i;

	for (i = 0; i < len; i++)
		n += ascii_is_digit(s[i]);
	return n;
}

bool
sketch_is_data(struct sketch *sk, const char *s, size_t len)
{
	struct converter *person = &sk->converters[SKETCH_PERSON];
	size_t i, run = 0;

	for (i = 0; i < len && run < LONG_NUMBER; i++)
		run = ascii_is_digit(s[i]) ? run + 1 : 0;
	if (run >= LONG_NUMBER)
		return true;
	if (len == 0 || count_digits(s, len) < LONG_NUMBER)
		return false;
	person->at = CONVERT_AT_DAY;
	person->at_day = DAY_FAR;
	return !convert(&sk->converters[SKETCH_DATE], s, len) ||
	       !convert(person, s, len);
}

/* Ten or twelve digits, with or without a sign before the last four. */
static bool
looks_like_person(const char *s, size_t len)
{
	size_t n = count_digits(s, len);

	return (n == 10 || n == 12) &&
	       (len == n ||
		   (len == n + 1 && (s[n - 4] == '-' || s[n - 4] == '+')));
}

/*
 * The row's person in this column. It is who is meant, right or wrong, that
 * may not be alone with a text: so a faulty id counts, and the same person
 * with and without a century or a sign is one.
 */
static void
note_person(
    struct sketch *sk, struct sketch_column *c, const char *s, size_t len)
{
	char digits[TEN];
	size_t n = TEN, i = len;

	while (n > 0 && i-- > 0)
		if (s[i] != '-' && s[i] != '+')
			digits[--n] = s[i];
	if (c->person_no == 0)
		c->person_no = ++sk->n_persons;
	if (c->person_no <= SKETCH_MAX_PERSONS)
		sk->person[c->person_no - 1] =
		    keyset_hash(sk->persons, digits + n, TEN - n) | 1;
	xwipe(digits, sizeof(digits));
}

static void
look_at_person(
    struct sketch *sk, struct sketch_column *c, const char *s, size_t len)
{
	struct converter *cv = &sk->converters[SKETCH_PERSON];
	const struct pnr *pnr = &cv->pnr;
	bool is_shaped = looks_like_person(s, len);

	c->n_shaped += is_shaped;
	if (is_shaped)
		note_person(sk, c, s, len);
	if (!c->can[SKETCH_PERSON])
		return;
	cv->at = CONVERT_AT_DAY;
	cv->at_day = DAY_FAR;
	if (convert(cv, s, len)) {
		c->can[SKETCH_PERSON] = false;
		return;
	}
	c->n_checked +=
	    pnr->kind == PNR_PERSONNUMMER || pnr->kind == PNR_SAMORDNINGSNUMMER;
	c->has_short_year |= is_shaped && len < 12;
	if (!is_shaped)
		note_person(sk, c, pnr->id, pnr->len); /* a reserve number */
}

static void
look_at_date(
    struct sketch *sk, struct sketch_column *c, const char *s, size_t len)
{
	const struct converter *cv = &sk->converters[SKETCH_DATE];

	if (!c->can[SKETCH_DATE])
		return;
	c->day = cv->v.number;
	c->is_compact |= len < DAY_TEXT_LEN || s[4] != '-';
	c->is_out_of_time |= c->day < DAY_FIRST || c->day > DAY_LAST;
}

static void
look_at_month(struct sketch *sk, struct sketch_column *c, const char *s)
{
	int month = sk->converters[SKETCH_MONTH].v.number;

	if (!c->can[SKETCH_MONTH] || c->can[SKETCH_DATE])
		return;
	c->is_compact |= s[4] != '-';
	c->is_out_of_time |=
	    month < (1850 - 1970) * 12 || month >= (2101 - 1970) * 12;
}

static void
look_at_number(struct sketch_column *c, const char *s, size_t len)
{
	const char *point = memchr(s, '.', len);

	c->has_zero_before |= len > 1 && s[0] == '0' && ascii_is_digit(s[1]);
	c->has_point |= point != NULL;
	if ((point && (size_t)(s + len - point) != 4) || memchr(s, ',', len))
		c->is_grouped = false;
}

static void
count_distinct(struct sketch_column *c, const char *s, size_t len)
{
	bool is_new;

	if (!c->distinct)
		return;
	keyset_add(c->distinct, s, len, &is_new);
	c->n_distinct += is_new;
	if (c->n_distinct < SKETCH_MAX_DISTINCT &&
	    (c->n_distinct < 512 ||
		keyset_bytes(c->distinct) < MAX_DISTINCT_BYTES))
		return;
	keyset_free(c->distinct);
	c->distinct = NULL;
}

static void
add_person(struct sketch_choice *choice, size_t column, uint64_t person)
{
	uint64_t *persons = choice->persons[column];
	unsigned i, n = choice->n_persons[column];

	if (n == SKETCH_MIN_PERSONS || person == 0)
		return;
	for (i = 0; i < n; i++)
		if (persons[i] == person)
			return;
	persons[choice->n_persons[column]++] = person;
}

static void
forget_choices(struct sketch_column *c)
{
	keyset_free(c->folded);
	c->folded = NULL;
}

static void
count_choice(
    struct sketch *sk, struct sketch_column *c, const char *s, size_t len)
{
	struct strbuf folded = STRBUF_INIT;
	uint32_t k;
	bool is_new;
	size_t i;

	if (!c->folded)
		return;
	if (len > MAX_CHOICE || count_digits(s, len) > MAX_CHOICE_DIGITS) {
		forget_choices(c);
		return;
	}
	fold_name(&folded, s, len);
	k = keyset_add(c->folded, folded.s, folded.len, &is_new);
	strbuf_release(&folded);
	if (k == SKETCH_MAX_CHOICES) {
		forget_choices(c);
		return;
	}
	if (is_new)
		c->choices[k].text = xstrndup(s, len);
	c->choices[k].n_rows++;
	for (i = 0; i < sk->n_persons && i < SKETCH_MAX_PERSONS; i++)
		add_person(&c->choices[k], i, sk->person[i]);
}

const char *const sketch_none[SKETCH_N_NONE] = { "-", "--", ".", "..", "null",
	"n/a", "na", "nan", "saknas", "uppgift saknas" };

/* Count a text for no value, once a row; false: it is a value. */
static bool
count_none(struct sketch_column *c, const char *s, size_t len)
{
	struct strbuf folded = STRBUF_INIT;
	bool is_none = false;
	size_t i;

	fold_name(&folded, s, len);
	for (i = 0; i < SKETCH_N_NONE && !is_none; i++) {
		is_none = strcmp(folded.s, sketch_none[i]) == 0;
		c->n_none[i] += is_none && !c->is_none_there;
	}
	c->is_none_there |= is_none;
	strbuf_release(&folded);
	return is_none;
}

void
sketch_value(struct sketch *sk, size_t column, const char *s, size_t len)
{
	struct sketch_column *c = &sk->columns[column];
	size_t kind;

	if (len == 0 || c->is_there || count_none(c, s, len))
		return;
	c->is_there = true;
	if (c->n_values++ == 0 || len < c->shortest)
		c->shortest = len;
	if (len > c->longest)
		c->longest = len;
	for (kind = SKETCH_UUID; kind < SKETCH_N_KINDS; kind++)
		if (c->can[kind] && convert(&sk->converters[kind], s, len))
			c->can[kind] = false;
	look_at_person(sk, c, s, len);
	look_at_date(sk, c, s, len);
	look_at_month(sk, c, s);
	look_at_number(c, s, len);
	c->has_letter |= len > 0 && !ascii_is_digit(s[0]);
	count_distinct(c, s, len);
	strbuf_reset(&c->text);
	strbuf_add(&c->text, s, len);
	strbuf_grow(&c->text, VALUE_PADDING);
	memset(c->text.s + len, 0, VALUE_PADDING);
}

void
sketch_list(struct sketch *sk, size_t column, bool is_plain)
{
	struct sketch_column *c = &sk->columns[column];

	c->has_deep |= !is_plain;
	c->n_lists++;
	if (c->is_there)
		return;
	c->is_there = true;
	c->n_values++;
	strbuf_reset(&c->text);
}

/* --- rows ----------------------------------------------------------------- */

void
sketch_row(struct sketch *sk)
{
	size_t i;

	sk->n_rows++;
	memset(sk->person, 0, sizeof(sk->person));
	for (i = 0; i < sk->n; i++)
		sk->columns[i].is_there = sk->columns[i].is_none_there = false;
}

/* Which of the row's days could be the record's own date of a person id? */
static void
judge_dates(struct sketch *sk, struct sketch_column *c)
{
	struct converter *cv = &sk->converters[SKETCH_PERSON];
	size_t i;

	if (!c->can[SKETCH_PERSON] || !c->is_there)
		return;
	for (i = 0; i < sk->n && i < SKETCH_MAX_AT; i++) {
		const struct sketch_column *at = &sk->columns[i];

		cv->at = CONVERT_AT_DAY;
		cv->at_day = at->day;
		if (!at->is_there || !at->can[SKETCH_DATE] ||
		    convert(cv, c->text.s, c->text.len))
			c->cannot_be_at |= UINT64_C(1) << i;
	}
}

void
sketch_row_end(struct sketch *sk)
{
	size_t i;

	for (i = 0; i < sk->n; i++) {
		struct sketch_column *c = &sk->columns[i];

		if (!c->is_there)
			continue;
		judge_dates(sk, c);
		if (c->text.len > 0)
			count_choice(sk, c, c->text.s, c->text.len);
	}
}

void
sketch_faulty(struct sketch *sk)
{
	sk->n_faulty++;
}
