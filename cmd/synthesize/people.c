/* people.c - invented people and their ids. */
#include "people.h"

#include <string.h>

#include "plan.h"
#include "rng.h"
#include "vardstrom/day.h"

enum {
	WOMEN_PERCENT = 60,
	BIRTHDAYS = 365, /* used of every year */
	DAY_STEP = 101,  /* prime to 365: spreads the birthdays */
	TEST_PAIRS = 10, /* serials 980 to 999 */
	FIRST_TEST_SERIAL = 980,
	KINDS = 10000, /* ids are dealt by ten thousandths */
	FIRST_LINK = 185,
	LAST_LINK = 200,         /* the first that is none */
	VARMLAND_MAX_PAIR = 100, /* 4 digits a sex, 25 letters */
	UNKNOWN_MAX_PAIR = 25,   /* one digit, 25 letters */
	NATIONAL_MAX_PAIR = 441  /* 21 letters twice */
};

/* Letters of the two kinds of reserve number. */
static const char varmland_letters[] = "ABCDEFGHIJKLMNOPQRSTUWXYZ";
static const char national_letters[] = "ABCDEFGHJKLMNPRSTUXYZ";

static uint64_t
age_weight(int age)
{
	static const struct {
		int below, weight;
	} steps[] = { { 7, 1 }, { 15, 3 }, { 25, 7 }, { 50, 11 }, { 65, 16 },
		{ 75, 15 }, { 85, 11 }, { 95, 4 } };
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (age < steps[i].below)
			return (uint64_t)steps[i].weight;
	return 1;
}

static uint64_t
divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* A birth year has so many ids and no more; the rest goes where room is. */
static void
cap_cells(uint64_t *cells)
{
	uint64_t room[PEOPLE_CELLS], excess = 0;
	size_t i;

	for (i = 0; i < PEOPLE_CELLS; i++) {
		room[i] = 0;
		if (cells[i] > PEOPLE_CELL_CAP) {
			excess += cells[i] - PEOPLE_CELL_CAP;
			cells[i] = PEOPLE_CELL_CAP;
		} else {
			room[i] = PEOPLE_CELL_CAP - cells[i];
		}
	}
	if (excess == 0)
		return;
	plan_apportion(room, PEOPLE_CELLS, excess);
	for (i = 0; i < PEOPLE_CELLS; i++)
		cells[i] += room[i];
}

void
people_init(struct people *pp, int year, uint64_t seed, uint64_t n)
{
	uint64_t cells[PEOPLE_CELLS];
	size_t i;

	for (i = 0; i < PEOPLE_CELLS; i++) {
		int age = PEOPLE_MIN_AGE + (int)(i / 2);

		cells[i] = age_weight(age) *
			   (i % 2 ? 100 - WOMEN_PERCENT : WOMEN_PERCENT);
	}
	plan_apportion(cells, PEOPLE_CELLS, n);
	cap_cells(cells);
	pp->year = year;
	pp->seed = seed;
	pp->n = n;
	pp->upto[0] = 0;
	for (i = 0; i < PEOPLE_CELLS; i++)
		pp->upto[i + 1] = pp->upto[i] + cells[i];
	/* Steps of the golden section: any run of people is a fair sample. */
	pp->step = n * 618034 / 1000000 + 1;
	while (divisor(pp->step, n) != 1)
		pp->step++;
	pp->start = rng_mix(seed) % n;
}

static size_t
find_cell(const struct people *pp, uint64_t place)
{
	size_t low = 0, high = PEOPLE_CELLS;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (pp->upto[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A date that the state did not know in full; false: not this person. */
static bool
has_partial_date(const struct person *p)
{
	return p->birth_day_no == 1 || p->birth_month == 1 ||
	       (p->birth_month == 8 && p->birth_day_no == 31);
}

/* Whose reserve number was replaced, by what, and when. */
static void
deal_links(struct person *p, uint64_t h)
{
	int first = 20 + (int)rng_below(h, 150);
	int second = first + 20 + (int)rng_below(h >> 16, 150);
	enum people_id reserve = PEOPLE_SAMORDNING;

	if (p->pair < VARMLAND_MAX_PAIR)
		reserve = h >> 40 & 1 ? PEOPLE_VARMLAND : PEOPLE_NATIONAL;
	p->ids[0] = reserve;
	p->n_ids = 1;
	if (reserve != PEOPLE_SAMORDNING && (h >> 44 & 7) == 0) {
		p->ids[p->n_ids] = PEOPLE_SAMORDNING;
		p->from_day[p->n_ids++] = first;
	}
	p->ids[p->n_ids] = PEOPLE_PERSONNUMMER;
	p->from_day[p->n_ids++] = second;
}

static void
deal_ids(struct person *p, uint64_t h)
{
	uint64_t kind = h % KINDS;

	p->n_ids = 1;
	p->from_day[0] = 0;
	p->ids[0] = PEOPLE_PERSONNUMMER;
	if (kind < 120)
		p->ids[0] = has_partial_date(p) ? PEOPLE_SAMORDNING_PARTIAL
						: PEOPLE_SAMORDNING;
	else if (kind < 150 && p->pair < VARMLAND_MAX_PAIR)
		p->ids[0] = PEOPLE_VARMLAND;
	else if (kind < 156 && p->pair < VARMLAND_MAX_PAIR)
		p->ids[0] = PEOPLE_VARMLAND_UNDATED;
	else if (kind < 165 && p->pair < UNKNOWN_MAX_PAIR)
		p->ids[0] = PEOPLE_VARMLAND_UNKNOWN;
	else if (kind < FIRST_LINK && p->pair < NATIONAL_MAX_PAIR)
		p->ids[0] = PEOPLE_NATIONAL;
	else if (kind >= FIRST_LINK && kind < LAST_LINK)
		deal_links(p, h >> 14);
}

static uint64_t
draw_ids(const struct people *pp, uint64_t no)
{
	return rng_of(pp->seed, RNG_ID, no, 0);
}

bool
people_is_linked(const struct people *pp, uint64_t no)
{
	uint64_t kind = draw_ids(pp, no) % KINDS;

	return kind >= FIRST_LINK && kind < LAST_LINK;
}

void
people_get(struct person *p, const struct people *pp, uint64_t no)
{
	uint64_t place = (pp->step * no + pp->start) % pp->n;
	size_t cell = find_cell(pp, place);
	uint64_t k = place - pp->upto[cell], rot;
	struct ymd ymd;

	p->is_woman = cell % 2 == 0;
	p->birth_year = pp->year - PEOPLE_MIN_AGE - (int)(cell / 2);
	rot = rng_of(pp->seed, RNG_BIRTHDAY, cell, 0);
	ymd.year = p->birth_year;
	ymd.month = ymd.day = 1;
	ymd = day_to_ymd(
	    day_from_ymd(ymd) + (int)((k * DAY_STEP + rot) % BIRTHDAYS));
	p->birth_month = ymd.month;
	p->birth_day_no = ymd.day;
	p->pair = (unsigned)(k / BIRTHDAYS);
	if (p->pair < TEST_PAIRS)
		p->serial =
		    FIRST_TEST_SERIAL +
		    2 * (unsigned)((p->pair + k % BIRTHDAYS) % TEST_PAIRS);
	else
		p->serial = FIRST_TEST_SERIAL - 2 - 2 * (p->pair - TEST_PAIRS);
	if (!p->is_woman)
		p->serial++;
	deal_ids(p, draw_ids(pp, no));
}

enum people_id
people_id_on(const struct person *p, int day)
{
	unsigned i = p->n_ids;

	while (--i > 0)
		if (p->from_day[i] <= day)
			break;
	return p->ids[i];
}

static void
people_set_check(char *id)
{
	int sum = 0, i;

	for (i = 2; i < 11; i++) {
		int v = id[i] - '0';

		if (i % 2 == 0)
			v = v < 5 ? 2 * v : 2 * v - 9;
		sum += v;
	}
	id[11] = (char)('0' + (10 - sum % 10) % 10);
}

static void
put_two(char *out, unsigned n)
{
	out[0] = (char)('0' + n / 10);
	out[1] = (char)('0' + n % 10);
}

/* YYYYMMDD */
static void
put_date(char *out, const struct person *p)
{
	put_two(out, (unsigned)p->birth_year / 100);
	put_two(out + 2, (unsigned)p->birth_year % 100);
	put_two(out + 4, (unsigned)p->birth_month);
	put_two(out + 6, (unsigned)p->birth_day_no);
}

static void
put_partial(char *out, const struct person *p)
{
	if (p->birth_day_no == 1) /* the month is known */
		put_two(out + 6, 60);
	else if (p->birth_month == 1) /* the day is known, so to say */
		put_two(out + 4, 0);
	else /* 31 August stands as 31 September */
		put_two(out + 4, 9);
}

/*
 * YYYYMMDDABNC. Source: Region Värmland's form, R-ID rules in
 * pipelines/RULES.md.
 */
static void
put_varmland(char *out, const struct person *p, enum people_id id)
{
	char woman = '2', man = '3';
	unsigned letter = p->pair / 4;

	out[8] = 'S';
	out[9] = id == PEOPLE_VARMLAND           ? 'F'
		 : id == PEOPLE_VARMLAND_UNDATED ? 'U'
						 : 'X';
	if (id == PEOPLE_VARMLAND_UNKNOWN) {
		woman = '0';
		man = '1';
		letter = p->pair;
	} else {
		woman += (char)(2 * (p->pair % 4));
		man += (char)(2 * (p->pair % 4));
	}
	out[10] = p->is_woman ? woman : man;
	out[11] = varmland_letters[letter];
}

/* XXYYMMDDNNGC: the check digit counts a letter as its ASCII code. */
static void
put_national(char *out, const struct person *p)
{
	unsigned n = sizeof(national_letters) - 1, i;
	unsigned century = (unsigned)p->birth_year / 100;
	int sum = 0;

	put_two(out, century + 3 * (1 + p->pair % 20));
	out[8] = national_letters[p->pair / n];
	out[9] = national_letters[p->pair % n];
	out[10] = p->is_woman ? '2' : '1';
	for (i = 0; i < 11; i++) {
		int v = out[i] >= 'A' ? out[i] : out[i] - '0';

		if (i % 2 == 0)
			v *= 2;
		sum += v / 100 + v / 10 % 10 + v % 10;
	}
	out[11] = (char)('0' + (10 - sum % 10) % 10);
}

static void
put_full(char *out, const struct person *p, enum people_id id)
{
	put_date(out, p);
	if (id == PEOPLE_SAMORDNING || id == PEOPLE_SAMORDNING_PARTIAL)
		put_two(out + 6, (unsigned)p->birth_day_no + 60);
	if (id == PEOPLE_SAMORDNING_PARTIAL)
		put_partial(out, p);
	out[8] = (char)('0' + p->serial / 100);
	put_two(out + 9, p->serial % 100);
	switch (id) {
	case PEOPLE_PERSONNUMMER:
	case PEOPLE_SAMORDNING:
	case PEOPLE_SAMORDNING_PARTIAL:
		people_set_check(out);
		break;
	case PEOPLE_VARMLAND:
	case PEOPLE_VARMLAND_UNDATED:
	case PEOPLE_VARMLAND_UNKNOWN:
		put_varmland(out, p, id);
		break;
	case PEOPLE_NATIONAL:
		put_national(out, p);
		break;
	}
}

size_t
people_write(char *out, const struct person *p, enum people_id id,
    enum people_form form, int year)
{
	char full[PEOPLE_ID_LEN];
	bool is_old = year - p->birth_year >= 100;
	size_t skip, n;

	put_full(full, p, id);
	/* Only a personnummer or a full samordningsnummer has a short form. */
	if (id > PEOPLE_SAMORDNING && form != PEOPLE_FULL)
		form = PEOPLE_FULL_DASH;
	/* A reserve number with + would read as a hundred years older. */
	if (id > PEOPLE_SAMORDNING_PARTIAL && is_old)
		form = PEOPLE_FULL;
	if (is_old && form == PEOPLE_SHORT)
		form = PEOPLE_SHORT_DASH;
	skip = form == PEOPLE_SHORT || form == PEOPLE_SHORT_DASH ? 2 : 0;
	n = 8 - skip;
	memcpy(out, full + skip, n);
	if (form == PEOPLE_FULL_DASH || form == PEOPLE_SHORT_DASH)
		out[n++] = is_old ? '+' : '-';
	memcpy(out + n, full + 8, 4);
	return n + 4;
}
