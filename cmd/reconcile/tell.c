/* tell.c - what was found, in words. */
#include "tell.h"

#include <string.h>

#include "vardstrom/diag.h"

enum { MOST_NAMED = 6 /* cells or relations; of more, their number is told */ };

struct teller {
	struct strbuf *out;
	enum tongue tongue;
	const struct print *print;
};

static void
say(const struct teller *t, const char *sv, const char *en)
{
	strbuf_addstr(t->out, t->tongue == TONGUE_SV ? sv : en);
}

/* A decimal as people write it. */
static void
say_dec(const struct teller *t, struct dec v)
{
	const size_t at = t->out->len;

	dec_format(v, t->out);
	for (size_t i = at; i < t->out->len; i++) {
		if (t->out->s[i] == '.' && t->tongue == TONGUE_SV)
			t->out->s[i] = ',';
	}
}

static void
say_range(const struct teller *t, const struct range *r, int decimals)
{
	const struct dec low = dec_round(r->low.at, decimals);
	const struct dec high = dec_round(r->high.at, decimals);

	if (r->low.is_none && r->high.is_none) {
		say(t, "vad som helst", "anything");
	} else if (r->low.is_none) {
		say(t, "h\xc3\xb6gst ", "at most ");
		say_dec(t, high);
	} else if (r->high.is_none) {
		say(t, "minst ", "at least ");
		say_dec(t, low);
	} else if (dec_cmp(low, high) == 0) {
		say_dec(t, low);
	} else {
		say_dec(t, low);
		say(t, " till ", " to ");
		say_dec(t, high);
	}
}

static void
say_place(const struct teller *t, const struct place *place)
{
	const struct printed *p = place_cell(place);

	strbuf_addf(t->out, "%s / %s / %s (%s)", place->table->id,
	    place->table->names[place->row], place_column(place)->name,
	    p->text);
}

/* Does a relation make the number up? */
static bool
is_made_up(const struct teller *t, size_t number)
{
	for (size_t i = 0; i < system_n_relations(t->print->system); i++)
		if (t->print->relations[i].result == (int)number)
			return true;
	return false;
}

/* A number by its cell; what is printed nowhere, by what it is. */
static void
say_number(const struct teller *t, size_t number)
{
	const struct place *place = print_place(t->print, number);

	if (place)
		say_place(t, place);
	else if (is_made_up(t, number))
		say(t, "en summa", "a sum");
	else
		say(t, "ett tal som inte \xc3\xa4r tryckt",
		    "a number that is not printed");
}

/* The numbers of one sign in a sum, but for one. */
static void
say_terms(const struct teller *t, size_t relation, int sign, int except)
{
	const struct system *s = t->print->system;
	size_t n, n_said = 0, n_all = 0;
	const size_t *numbers = system_numbers_of(s, relation, &n);

	for (size_t i = 0; i < n; i++)
		n_all += system_sign_of(s, relation, i) == sign &&
			 (int)numbers[i] != except;
	for (size_t i = 0; i < n; i++) {
		if (system_sign_of(s, relation, i) != sign ||
		    (int)numbers[i] == except)
			continue;
		if (n_said == MOST_NAMED - 1 && n_all > MOST_NAMED) {
			say(t, " och ", " and ");
			strbuf_addf(t->out, "%zu", n_all - n_said);
			say(t, " till", " more");
			return;
		}
		if (n_said > 0)
			say(t, n_said + 1 == n_all ? " och " : ", ",
			    n_said + 1 == n_all ? " and " : ", ");
		say_number(t, numbers[i]);
		n_said++;
	}
}

/* What a number can be by this relation alone. */
static void
say_possible(const struct teller *t, size_t relation, size_t number)
{
	struct system *s = t->print->system;
	const struct place *place = print_place(t->print, number);

	system_free_number(s, number, true);
	if (system_fits_alone(s, relation))
		say_range(t, system_left(s, number),
		    place ? place_cell(place)->decimals + 1 : 1);
	else
		say(t, "inget tal", "no number");
	system_free_number(s, number, false);
}

static void
say_sum(const struct teller *t, size_t relation)
{
	const struct print_relation *r = &t->print->relations[relation];
	const struct range *right = system_right(t->print->system, relation);
	struct range all;
	size_t n;
	const size_t *numbers;

	if (r->result != PRINT_NONE) {
		say_number(t, (size_t)r->result);
		say(t, " \xc3\xa4r summan av ", " is the sum of ");
		say_terms(t, relation, -1, PRINT_NONE);
		say(t, ", som kan ge ", ", which can come to ");
		say_possible(t, relation, (size_t)r->result);
		return;
	}
	numbers = system_numbers_of(t->print->system, relation, &n);
	all = *system_known(t->print->system, numbers[0]);
	for (size_t i = 1; i < n; i++)
		range_add(
		    &all, &all, system_known(t->print->system, numbers[i]));
	say_terms(t, relation, 1, PRINT_NONE);
	say(t, " ska tillsammans bli ", " should come to ");
	say_range(t, right, DEC_SCALE);
	say(t, " och ger ", " and come to ");
	say_range(t, &all, 3);
}

/* The whole numbers below and above, and what they would be printed as. */
static void
say_neighbours(const struct teller *t, size_t quotient, size_t below)
{
	const struct place *place = print_place(t->print, quotient);
	const struct place *whole = print_place(t->print, below);
	const struct dec scale = dec_from_int(100);
	struct dec k, n = place_cell(whole)->value;
	uint64_t part;

	if (dec_sign(n) <= 0 || dec_mul(&k, place_cell(place)->value, n) ||
	    dec_div(&k, k, scale) != DEC_OK || !dec_whole(&part, k))
		return;
	for (int i = 0; i < 2; i++, part++) {
		struct dec share;

		if (dec_mul(&share, dec_from_int((int64_t)part), scale) ||
		    dec_div(&share, share, n) != DEC_OK)
			return;
		say(t, i == 0 ? ": " : ", ", i == 0 ? ": " : ", ");
		strbuf_addf(t->out, "%llu", (unsigned long long)part);
		say(t, " ger ", " give ");
		say_dec(t, dec_round(share, place_cell(place)->decimals));
	}
}

static void
say_quotient(const struct teller *t, size_t relation)
{
	const struct print_relation *r = &t->print->relations[relation];
	size_t n;
	const size_t *numbers =
	    system_numbers_of(t->print->system, relation, &n);

	say_number(t, numbers[0]);
	if (r->kind == PRINT_SHARE) {
		say(t, " \xc3\xa4r en andel av ", " is a share of ");
		say_number(t, numbers[2]);
		say(t, ", allts\xc3\xa5 ett helt antal av dem",
		    ", and so a whole number of them");
		say_neighbours(t, numbers[0], numbers[2]);
		return;
	}
	if (r->kind == PRINT_MEAN) {
		say(t, " \xc3\xa4r ett medelv\xc3\xa4rde \xc3\xb6ver ",
		    " is a mean over ");
		say_number(t, numbers[2]);
		say(t, ", allts\xc3\xa5 ett helt antal delat med dem",
		    ", and so a whole number divided by them");
		return;
	}
	say(t, " \xc3\xa4r kvoten av ", " is the quotient of ");
	say_number(t, numbers[1]);
	say(t, " och ", " and ");
	say_number(t, numbers[2]);
	say(t, ", som kan ge ", ", which can come to ");
	say_possible(t, relation, numbers[0]);
}

static void
say_relation(const struct teller *t, size_t relation)
{
	const struct print_relation *r = &t->print->relations[relation];
	const struct range *right = system_right(t->print->system, relation);
	size_t n;
	const size_t *numbers =
	    system_numbers_of(t->print->system, relation, &n);

	switch (r->kind) {
	case PRINT_TOTAL:
	case PRINT_SUM:
		say_sum(t, relation);
		break;
	case PRINT_RATIO:
	case PRINT_SHARE:
	case PRINT_MEAN:
		say_quotient(t, relation);
		break;
	case PRINT_SAME:
		say_number(t, numbers[0]);
		say(t, " och ", " and ");
		say_number(t, numbers[1]);
		say(t, " \xc3\xa4r samma tal", " are one number");
		break;
	case PRINT_BOUND:
		say_number(t, numbers[0]);
		say(t, " ska vara ", " should be ");
		say_range(t, right, DEC_SCALE);
		break;
	case PRINT_ORDER:
		say_number(t, numbers[0]);
		if (r->is_strict)
			say(t, " ska vara mer \xc3\xa4n ",
			    " should be more than ");
		else
			say(t, " ska vara minst ", " should be at least ");
		say_number(t, numbers[1]);
		break;
	case PRINT_ROWS:
		say_number(t, numbers[0]);
		say(t, " \xc3\xa4r r\xc3\xa4knade rader, och de ger ",
		    " is counted from rows, and they give ");
		say_range(t, right, 1);
		break;
	}
}

static void
say_mends(const struct teller *t, const char *mends)
{
	size_t n = 1;

	for (const char *s = mends; *s; s++)
		n += *s == ';';
	if (n > MOST_NAMED) {
		say(t, "flera passar", "several fit");
		return;
	}
	for (; *mends; mends++) {
		if (*mends == ';')
			say(t, " eller ", " or ");
		else
			strbuf_addch(t->out, *mends);
	}
}

static void
say_suspect(const struct teller *t, const struct suspect *s)
{
	const struct place *place = print_place(t->print, s->number);

	say_place(t, place);
	say(t, ", som d\xc3\xa5 vore ", ", which then would be ");
	say_range(t, &s->fits, place_cell(place)->decimals + 1);
	if (s->mends.len == 0)
		return;
	say(t, " (en siffra \xc3\xa4ndrad: ", " (one digit changed: ");
	say_mends(t, s->mends.s);
	strbuf_addch(t->out, ')');
}

static void
say_suspects(const struct teller *t, const struct conflict *c)
{
	if (!c->is_alone) {
		say(t,
		    "Ingen av cellerna kan ensam f\xc3\xb6rklara det: "
		    "minst tv\xc3\xa5 \xc3\xa4r fel.",
		    "No one of the cells can explain it: at least two are "
		    "wrong.");
		return;
	}
	if (c->n_suspects == 1)
		say(t, "Bara en cell kan ensam vara fel: ",
		    "Only one cell could be wrong alone: ");
	else
		say(t, "En av dessa kan ensam vara fel: ",
		    "One of these could be wrong alone: ");
	for (size_t i = 0; i < c->n_suspects; i++) {
		if (i == MOST_NAMED && c->n_suspects > MOST_NAMED + 1) {
			strbuf_addf(t->out, "; %zu", c->n_suspects - i);
			say(t, " till", " more");
			break;
		}
		if (i > 0)
			strbuf_addstr(t->out, "; ");
		say_suspect(t, &c->suspects[i]);
	}
	strbuf_addch(t->out, '.');
	for (size_t i = 0; i < c->n_relations; i++) {
		if (t->print->relations[c->relations[i]].kind == PRINT_ROWS) {
			say(t, " Eller s\xc3\xa5 \xc3\xa4r det raderna.",
			    " Or it is the rows.");
			break;
		}
	}
}

void
tell_conflict(struct strbuf *out, enum tongue tongue, const struct print *print,
    const struct conflict *c)
{
	const struct teller t = { out, tongue, print };

	say(&t, "Det g\xc3\xa5r inte ihop, hur talen \xc3\xa4n avrundats: ",
	    "This cannot be, however the numbers were rounded: ");
	for (size_t i = 0; i < c->n_relations; i++) {
		if (i == MOST_NAMED && c->n_relations > MOST_NAMED + 1) {
			strbuf_addf(out, "; %zu", c->n_relations - i);
			say(&t, " samband till", " relations more");
			break;
		}
		if (i > 0)
			strbuf_addstr(out, "; ");
		say_relation(&t, c->relations[i]);
	}
	strbuf_addstr(out, ". ");
	say_suspects(&t, c);
}

void
tell_parts(struct strbuf *out, enum tongue tongue, bool is_sum,
    struct dec parts, const struct range *possible)
{
	const struct teller t = { out, tongue, NULL };

	if (is_sum)
		say(&t, "De tryckta delarna summerar till ",
		    "The printed parts add up to ");
	else
		say(&t, "De tryckta talen ger kvoten ",
		    "The printed numbers give the quotient ");
	say_dec(&t, parts);
	say(&t,
	    ". Det \xc3\xa4r inget fel: vart och ett av dem \xc3\xa4r "
	    "avrundat, och oavrundade kan de ge ",
	    ". That is no error: each of them is rounded, and before that "
	    "they can give ");
	say_range(&t, possible, 3);
	strbuf_addch(out, '.');
}

void
tell_names(struct strbuf *out, enum tongue tongue, const struct place *a,
    const struct place *b)
{
	const struct teller t = { out, tongue, NULL };

	say(&t, "Samma sak heter ", "One thing is called ");
	strbuf_addf(out, "\"%s\" (%s)", a->table->names[a->row], a->table->id);
	say(&t, " och ", " and ");
	strbuf_addf(out, "\"%s\" (%s)", b->table->names[b->row], b->table->id);
	strbuf_addch(out, '.');
}

void
tell_differs(struct strbuf *out, enum tongue tongue, const struct place *place,
    const struct ratio *value)
{
	const struct teller t = { out, tongue, NULL };
	const int decimals = place_cell(place)->decimals;
	struct dec v;

	if (ratio_dec(&v, value) != RATIO_OK)
		return;
	say(&t, "Tryckt \xc3\xa4r ", "Printed is ");
	strbuf_addstr(out, place_cell(place)->text);
	say(&t, ", och raderna ger ", ", and the rows give ");
	say_dec(&t,
	    dec_round(v, decimals + 2 > DEC_SCALE ? DEC_SCALE : decimals + 2));
	strbuf_addch(out, '.');
}

const char *
tell_kind(const struct print *print, const struct conflict *c)
{
	static const char *const kinds[] = { [PRINT_TOTAL] = "total",
		[PRINT_SUM] = "sum",
		[PRINT_RATIO] = "ratio",
		[PRINT_SHARE] = "share",
		[PRINT_MEAN] = "mean",
		[PRINT_SAME] = "same",
		[PRINT_BOUND] = "bound",
		[PRINT_ORDER] = "order",
		[PRINT_ROWS] = "rows" };

	return c->n_relations == 1
		   ? kinds[print->relations[c->relations[0]].kind]
		   : "joint";
}
