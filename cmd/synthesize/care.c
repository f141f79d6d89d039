/* care.c - what is wrong with a patient, and what was done at a contact. */
#include "care.h"

#include <stddef.h>
#include <string.h>

enum {
	ADULT = 20,
	MIDDLE_AGE = 45, /* the age from which wear and tear begins */
	CODE_LEN = 5,
	/* permille of contacts */
	NOT_DIAGNOSED = 60,
	NOT_CODED = 120,
	DOTTED = 150
};

/** A diagnosis, how common it is, and what is done about it. */
struct care_diagnosis {
	const char *code;
	unsigned weight;
	char who; /* 'a' anyone, 'o' from middle age, 'w' grown women */
	const char *actions; /* KVÅ codes of CODE_LEN, a blank between */
};

static const char back[] = "QV003 QG003 QG001 PB009 QB008 QV010 DV086";
static const char neck[] = "QG003 QG001 QV003 PG003 QB008 DA001 QV010";
static const char pain[] = "PB009 QV003 QB008 DA021 QG003 QG001";
static const char injury[] = "QG003 QG001 PG003 QM015 QV011 QG005";
static const char aftercare[] = "QG003 QG001 QM015 QM016 PG007 QV011";
static const char neurology[] = "QB001 QG004 QM015 PB003 QG005 QD016";
static const char lungs[] = "AV076 QA003 QD016 QD012 QV002 QD015";
static const char heart[] = "AV076 QD016 PD009 QV002 QA003";
static const char stroke[] = "QN004 QN016 QB001 QD016 QM015 QG003 AU124";
static const char dizzy[] = "QB002 QB001 PB003 QV002";
static const char stress[] = "QK005 QG007 DV086 QV001 DV093";
static const char bones[] = "QB003 QB001 QG003 QV003";
static const char chronic[] = "QV007 DV093 QV003 QK003 AW011 DV086";
static const char pelvis[] = "QF001 QF002 QV003 QF003";

/* Those of osteoarthritis leave out training: that is drawn per patient. */
static const char worn[] = "QV003 QG001 QB008 PG003 PB009";

static const struct care_diagnosis worn_joints[] = {
	{ "M170", 20, 'o', worn },
	{ "M171", 35, 'o', worn },
	{ "M179", 45, 'o', worn },
	{ "M160", 12, 'o', worn },
	{ "M161", 18, 'o', worn },
	{ "M169", 25, 'o', worn },
};

static const struct care_diagnosis others[] = {
	{ "M545", 150, 'a', back },
	{ "M544", 48, 'a', back },
	{ "M543", 20, 'a', back },
	{ "M511K", 22, 'a', back },
	{ "M472", 14, 'o', back },
	{ "M480", 16, 'o', back },
	{ "M542", 84, 'a', neck },
	{ "M751", 62, 'a', neck },
	{ "M754", 24, 'a', neck },
	{ "M501", 10, 'a', neck },
	{ "M791B", 12, 'a', neck },
	{ "R529", 60, 'a', pain },
	{ "M796G", 34, 'a', pain },
	{ "M255F", 24, 'a', pain },
	{ "M791", 18, 'a', pain },
	{ "M549", 14, 'a', pain },
	{ "S835R", 18, 'a', injury },
	{ "S834L", 10, 'a', injury },
	{ "S934", 26, 'a', injury },
	{ "S5250", 18, 'a', injury },
	{ "S8260", 12, 'a', injury },
	{ "S430", 10, 'a', injury },
	{ "S134B", 12, 'a', injury },
	{ "Z478", 26, 'a', aftercare },
	{ "Z479", 18, 'a', aftercare },
	{ "Z966F", 16, 'o', aftercare },
	{ "Z966G", 18, 'o', aftercare },
	{ "Z094G", 8, 'a', aftercare },
	{ "Z544", 6, 'a', aftercare },
	{ "G20", 7, 'o', neurology },
	{ "G35", 5, 'a', neurology },
	{ "G442", 12, 'a', neurology },
	{ "G430", 5, 'a', neurology },
	{ "J449", 5, 'o', lungs },
	{ "J441", 2, 'o', lungs },
	{ "I509", 4, 'o', heart },
	{ "I639", 2, 'o', stroke },
	{ "I694", 4, 'o', stroke },
	{ "G459", 1, 'o', stroke },
	{ "R42", 7, 'a', dizzy },
	{ "H811", 5, 'a', dizzy },
	{ "F438A", 5, 'a', stress },
	{ "F432", 3, 'a', stress },
	{ "Z733", 3, 'a', stress },
	{ "F419", 3, 'a', stress },
	{ "F329", 3, 'a', stress },
	{ "F509", 1, 'a', stress },
	{ "M819", 6, 'o', bones },
	{ "R522A", 14, 'a', chronic },
	{ "R522B", 6, 'a', chronic },
	{ "R522C", 7, 'a', chronic },
	{ "M797", 8, 'a', chronic },
	{ "N393", 8, 'w', pelvis },
	{ "N394C", 4, 'w', pelvis },
	{ "R32", 3, 'w', pelvis },
	{ "M766", 18, 'a', injury },
	{ "M771", 14, 'a', injury },
	{ "M722", 10, 'a', injury },
	{ "M224", 12, 'a', injury },
};

enum {
	N_WORN = sizeof(worn_joints) / sizeof(worn_joints[0]),
	N_OTHERS = sizeof(others) / sizeof(others[0])
};

static const struct care_diagnosis *
pick_diagnosis(const struct care_diagnosis *table, size_t n, struct rng *r)
{
	uint64_t sum = 0, at;
	size_t i;

	for (i = 0; i < n; i++)
		sum += table[i].weight;
	at = rng_pick(r, sum);
	for (i = 0; at >= table[i].weight; i++)
		at -= table[i].weight;
	return &table[i];
}

static bool
fits(const struct care_diagnosis *d, const struct person *person, int age)
{
	if (d->who == 'o')
		return age >= MIDDLE_AGE;
	if (d->who == 'w')
		return person->is_woman && age >= ADULT;
	return true;
}

void
care_of_patient(struct care *care, const struct calibration_arthrosis *a,
    const struct person *person, int age, uint64_t draw)
{
	struct rng r = { draw };

	care->is_schooled = care->is_trained = false;
	/* two patients of three are middle-aged or more */
	if (age >= MIDDLE_AGE &&
	    rng_chance(&r, (unsigned)(a->permille * 3 / 2))) {
		care->diagnosis = pick_diagnosis(worn_joints, N_WORN, &r);
		care->is_schooled =
		    rng_chance(&r, (unsigned)(10 * a->school_percent));
		care->is_trained =
		    rng_chance(&r, (unsigned)(10 * a->training_percent));
		return;
	}
	do
		care->diagnosis = pick_diagnosis(others, N_OTHERS, &r);
	while (!fits(care->diagnosis, person, age));
}

enum care_type
care_pick_type(struct rng *r, bool is_new)
{
	uint64_t v = rng_pick(r, 1000);

	if (is_new)
		return v < 940 ? CARE_FIRST : v < 975 ? CARE_PHONE : CARE_VIDEO;
	if (v < 745)
		return CARE_RETURN;
	if (v < 790)
		return CARE_FIRST; /* a new problem */
	if (v < 890)
		return CARE_GROUP;
	if (v < 950)
		return CARE_PHONE;
	return CARE_VIDEO;
}

const char *
care_type_text(enum care_type type)
{
	static const char *const texts[] = { "Enskilt nybesök",
		"Enskilt återbesök", "Gruppbesök", "Telefonsamtal",
		"Videobesök", "Chatt", "" };

	return texts[type];
}

void
care_add_diagnosis(struct strbuf *sb, const struct care *care, struct rng *r)
{
	const char *code = care->diagnosis->code;
	uint64_t v = rng_pick(r, 1000);

	if (v < NOT_DIAGNOSED)
		return;
	if (v >= NOT_DIAGNOSED + DOTTED || strlen(code) < 4) {
		strbuf_addstr(sb, code);
		return;
	}
	strbuf_add(sb, code, 3);
	strbuf_addch(sb, '.');
	strbuf_addstr(sb, code + 3);
}

void
care_add_others(struct strbuf *sb, struct rng *r)
{
	static const char *const also[] = { "I109", "E119", "R529", "M545",
		"J449", "I509", "M819", "F329", "Z733", "M179" };
	uint64_t v = rng_pick(r, 1000);

	if (v >= 120)
		return;
	strbuf_addstr(sb, also[v % 10]);
	if (v < 30)
		strbuf_addf(sb, "%s%s", v & 1 ? " " : ", ", also[(v + 3) % 10]);
}

const char *
care_action(const struct care *care, struct rng *r)
{
	const char *actions = care->diagnosis->actions;
	size_t n = (strlen(actions) + 1) / (CODE_LEN + 1);

	return actions + rng_pick(r, n) * (CODE_LEN + 1);
}

/* Each code once a contact. */
static void
add_code(struct strbuf *sb, size_t start, const char *code)
{
	for (size_t i = start; i < sb->len; i += CODE_LEN + 1)
		if (memcmp(sb->s + i, code, CODE_LEN) == 0)
			return;
	if (sb->len > start)
		strbuf_addch(sb, ' ');
	strbuf_add(sb, code, CODE_LEN);
}

/* Codes for how the contact was made. */
static void
add_form(struct strbuf *sb, size_t start, enum care_type type)
{
	switch (type) {
	case CARE_FIRST:
	case CARE_RETURN:
		add_code(sb, start, "XS900");
		break;
	case CARE_GROUP:
		add_code(sb, start, "XS903");
		break;
	case CARE_PHONE:
		add_code(sb, start, "XS012");
		break;
	case CARE_VIDEO:
		add_code(sb, start, "ZV051");
		break;
	case CARE_CHAT:
		add_code(sb, start, "XS003");
		add_code(sb, start, "ZV051");
		break;
	case CARE_UNTOLD:
		break;
	}
}

/* Advice on living habits, now and then. */
static void
add_habits(struct strbuf *sb, size_t start, struct rng *r)
{
	static const char *const advice[] = { "DV131", "DV132", "DV132",
		"DV133", "DV141", "DV142", "DV111", "DV112", "DV121", "DV122" };
	uint64_t v = rng_pick(r, 1000);

	if (v < 80)
		add_code(sb, start, advice[v % 10]);
}

void
care_add_kva(struct strbuf *sb, const struct care *care, enum care_type type,
    bool is_new, bool is_far, struct rng *r)
{
	size_t start = sb->len;
	bool is_bound = is_far;

	if (is_new && care->is_schooled) {
		add_code(sb, start, "GB020");
		is_bound = true;
	}
	if (care->is_trained && (is_new || type == CARE_GROUP)) {
		add_code(sb, start, type == CARE_GROUP ? "QV012" : "QG003");
		is_bound = true;
	}
	if (is_far)
		add_code(sb, start, "DV200");
	if (!is_bound && rng_chance(r, NOT_CODED))
		return;
	add_code(sb, start, care_action(care, r));
	if (rng_chance(r, 450))
		add_code(sb, start, care_action(care, r));
	add_habits(sb, start, r);
	if (rng_chance(r, 600))
		add_form(sb, start, type);
	else if (type == CARE_VIDEO)
		add_code(sb, start, "ZV051");
}
