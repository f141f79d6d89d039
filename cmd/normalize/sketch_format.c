/* sketch_format.c - a profile of what was seen. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sketch_private.h"
#include "vardstrom/ascii.h"
#include "vardstrom/charset.h"
#include "vardstrom/fold.h"
#include "vardstrom/xalloc.h"

enum {
	MIN_COMPACT = 3, /* values without hyphens that make a day or month */
	MIN_CODES = 3    /* different values that make a column of codes */
};

/* What column becomes what; in step with the sketch's columns. */
struct chosen {
	char *as; /* own; NULL: the column is left out */
	int kind; /* enum sketch_kind, or one of these */
	int at;   /* PERSON: a column, or PROFILE_NONE */
};

enum { KIND_STRING = -1, KIND_ENUM = -2, KIND_LIST = -3 };

/* --- names ---------------------------------------------------------------- */

/* The plain letters of one of a European name; "": it has none. */
static const char *
plain_letters(unsigned code)
{
	static const struct {
		unsigned first, last;
		const char *plain;
	} letters[] = {
		{ 0xc0, 0xc5, "a" },
		{ 0xc6, 0xc6, "ae" },
		{ 0xc7, 0xc7, "c" },
		{ 0xc8, 0xcb, "e" },
		{ 0xcc, 0xcf, "i" },
		{ 0xd1, 0xd1, "n" },
		{ 0xd2, 0xd6, "o" },
		{ 0xd8, 0xd8, "o" },
		{ 0xd9, 0xdc, "u" },
		{ 0xdd, 0xdd, "y" },
		{ 0xdf, 0xdf, "ss" },
	};
	size_t i;

	if (code >= 0xe0 && code <= 0xfe)
		code -= 0x20;
	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (code >= letters[i].first && code <= letters[i].last)
			return letters[i].plain;
	return "";
}

static bool
is_capital(unsigned code)
{
	return (code >= 'A' && code <= 'Z') || (code >= 0xc0 && code <= 0xde);
}

/* "KontaktId" and "Kontakt-id" as "kontakt_id". */
static void
add_member_name(struct strbuf *sb, const struct strbuf *name)
{
	const char *s = name->s, *end = name->s + name->len;
	bool was_small = false, is_gap = false;

	while (s < end) {
		unsigned code;
		char plain[2] = "";
		const char *letters = plain;

		s = charset_next(s, end, &code);
		if (code < 0x80 && ascii_is_alnum((char)code))
			plain[0] = ascii_lower((char)code);
		else if (code >= 0x80)
			letters = plain_letters(code);
		if (letters[0] == '\0') {
			/* a mark of the letter before is no gap */
			is_gap |= code < 0x300 || code > 0x36f;
			continue;
		}
		if (sb->len > 0 && (is_gap || (was_small && is_capital(code))))
			strbuf_addch(sb, '_');
		if (sb->len == 0 && ascii_is_digit(letters[0]))
			strbuf_addstr(sb, "c_");
		strbuf_addstr(sb, letters);
		was_small = !is_capital(code);
		is_gap = false;
	}
}

/* A member's name that no column before has. */
static char *
name_member(struct keyset *taken, const struct strbuf *name, size_t column)
{
	struct strbuf sb = STRBUF_INIT;
	size_t len, n = 1;
	bool is_new;

	add_member_name(&sb, name);
	if (sb.len == 0)
		strbuf_addf(&sb, "column_%zu", column + 1);
	len = sb.len;
	do {
		sb.len = len;
		if (n > 1)
			strbuf_addf(&sb, "_%zu", n);
		n++;
		keyset_add(taken, sb.s, sb.len, &is_new);
	} while (!is_new);
	return strbuf_detach(&sb, NULL);
}

/* --- types ---------------------------------------------------------------- */

static bool
has_word(const struct sketch_column *c, const char *const *words)
{
	struct strbuf folded = STRBUF_INIT;
	bool has = false;

	fold_name(&folded, c->name.s, c->name.len);
	for (; *words && !has; words++)
		has = strstr(folded.s, *words) != NULL;
	strbuf_release(&folded);
	return has;
}

/* A header that says that texts under it are of one person or of prose. */
static bool
is_free_text(const struct sketch_column *c)
{
	static const char *const words[] = { "namn", "name", "adress",
		"address", "gata", "street", "telefon", "phone", "mail", "text",
		"anteckn", "kommentar", "comment", "note", "notering",
		"beskriv", "descr", NULL };

	return has_word(c, words);
}

/* Every value another: what tells rows or persons apart. */
static bool
is_id_like(const struct sketch_column *c)
{
	return c->n_values > 1 &&
	       (!c->distinct || c->n_distinct == c->n_values);
}

/* Do too few persons share the text, by any column that has some? */
static bool
is_of_few(const struct sketch *sk, const struct sketch_choice *choice)
{
	size_t i;

	if (sk->n_persons > SKETCH_MAX_PERSONS)
		return true;
	for (i = 0; i < sk->n_persons; i++)
		if (choice->n_persons[i] < SKETCH_MIN_PERSONS)
			return true;
	return false;
}

static bool
is_enum(const struct sketch *sk, const struct sketch_column *c)
{
	uint32_t i, n = c->folded ? keyset_n(c->folded) : 0;

	if (n == 0 || c->n_lists > 0 || is_free_text(c))
		return false;
	for (i = 0; i < n; i++) {
		const struct sketch_choice *choice = &c->choices[i];

		if (choice->n_rows < SKETCH_MIN_ROWS || is_of_few(sk, choice))
			return false;
	}
	return true;
}

static bool
is_codes(const struct sketch_column *c, const char *const *words)
{
	return has_word(c, words) ||
	       (c->n_distinct >= MIN_CODES && !is_id_like(c));
}

static bool
is_sure(const struct sketch *sk, const struct sketch_column *c,
    enum sketch_kind kind)
{
	static const char *const icd[] = { "diag", "icd", NULL };
	static const char *const kva[] = { "kv\xc3\xa5", "kva",
		"\xc3\xa5tg\xc3"
		"\xa4rd",
		NULL };

	(void)sk;
	switch (kind) {
	case SKETCH_PERSON:
		return c->n_checked * 10 >= c->n_values * 9;
	case SKETCH_UUID:
		return true; /* nothing else looks so */
	case SKETCH_DATE:
	case SKETCH_MONTH:
		return !c->is_compact ||
		       (!c->is_out_of_time && c->n_values >= MIN_COMPACT);
	case SKETCH_BOOLEAN:
		return c->has_letter;
	case SKETCH_ICD:
	case SKETCH_ICD_LIST:
		return is_codes(c, icd);
	case SKETCH_KVA:
	case SKETCH_KVA_LIST:
		return is_codes(c, kva);
	case SKETCH_INTEGER:
		return !c->has_zero_before && c->n_shaped == 0 &&
		       !(is_id_like(c) && c->longest >= 5 &&
			   c->shortest == c->longest);
	case SKETCH_DECIMAL:
		return !c->can[SKETCH_INTEGER] && !c->has_zero_before &&
		       !(c->has_point && c->is_grouped);
	case SKETCH_N_KINDS:
		break;
	}
	return false;
}

static int
choose_at(const struct sketch *sk, const struct sketch_column *c)
{
	size_t i;

	for (i = 0; i < sk->n && i < SKETCH_MAX_AT; i++)
		if (!(c->cannot_be_at >> i & 1) && !sk->columns[i].is_twice &&
		    is_sure(sk, &sk->columns[i], SKETCH_DATE))
			return (int)i;
	return PROFILE_NONE;
}

static void
choose(const struct sketch *sk, const struct sketch_column *c,
    struct chosen *chosen)
{
	int kind;

	chosen->kind = KIND_STRING;
	chosen->at = PROFILE_NONE;
	if (c->n_lists > 0)
		chosen->kind = KIND_LIST;
	if (c->n_lists > 0 || c->n_values == 0)
		return;
	for (kind = 0; kind < SKETCH_N_KINDS; kind++) {
		if (!c->can[kind] || !is_sure(sk, c, (enum sketch_kind)kind))
			continue;
		if (kind == SKETCH_PERSON && c->has_short_year) {
			chosen->at = choose_at(sk, c);
			if (chosen->at == PROFILE_NONE)
				continue;
		}
		chosen->kind = kind;
		return;
	}
	if (is_enum(sk, c))
		chosen->kind = KIND_ENUM;
}

/* --- text ----------------------------------------------------------------- */

static void
add_string(struct strbuf *sb, const char *before, const char *s)
{
	strbuf_addstr(sb, before);
	strbuf_add_json_string(sb, s, strlen(s));
}

/* The texts for no value that were met, as the profile has them. */
static void
add_none(struct strbuf *sb, const struct sketch_column *c)
{
	const char *before = ", \"none\": [";
	size_t i;

	for (i = 0; i < SKETCH_N_NONE; i++) {
		if (c->n_none[i] == 0)
			continue;
		add_string(sb, before, sketch_none[i]);
		before = ", ";
	}
	strbuf_addstr(sb, strlen(before) == 2 ? "]" : "");
}

static void
add_type(struct strbuf *sb, const struct sketch_column *c,
    const struct chosen *chosen, const struct chosen *all)
{
	static const char *const types[] = {
		[SKETCH_PERSON] = "\"person_id\"",
		[SKETCH_UUID] = "\"id\", \"form\": \"uuid\"",
		[SKETCH_DATE] = "\"date\"",
		[SKETCH_MONTH] = "\"month\"",
		[SKETCH_BOOLEAN] = "\"boolean\"",
		[SKETCH_ICD] = "\"icd10se\"",
		[SKETCH_KVA] = "\"kva\"",
		[SKETCH_ICD_LIST] = "\"list\", \"of\": \"icd10se\"",
		[SKETCH_KVA_LIST] = "\"list\", \"of\": \"kva\"",
		[SKETCH_INTEGER] = "\"integer\"",
		[SKETCH_DECIMAL] = "\"decimal\"",
	};
	uint32_t i, n;

	if (chosen->kind >= 0)
		strbuf_addstr(sb, types[chosen->kind]);
	else if (chosen->kind == KIND_LIST)
		strbuf_addstr(sb, "\"list\", \"of\": \"string\"");
	else
		strbuf_addstr(
		    sb, chosen->kind == KIND_ENUM ? "\"enum\"" : "\"string\"");
	if (chosen->at != PROFILE_NONE)
		add_string(sb, ", \"at\": ", all[chosen->at].as);
	if (chosen->kind != KIND_STRING && chosen->kind != KIND_LIST)
		add_none(sb, c);
	if (chosen->kind != KIND_ENUM)
		return;
	n = keyset_n(c->folded);
	for (i = 0; i < n; i++) {
		add_string(sb,
		    i ? ",\n\t\t\t\t"
		      : ",\n\t\t\t\"values\": {\n"
			"\t\t\t\t",
		    c->choices[i].text);
		add_string(sb, ": ", c->choices[i].text);
	}
	strbuf_addstr(sb, "\n\t\t\t}");
}

static void
add_count(struct strbuf *sb, uint64_t n, const char *what)
{
	strbuf_addf(sb, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s");
}

/* What may make it another type than the one that was taken. */
static void
add_doubt(struct strbuf *sb, const struct sketch_column *c,
    const struct chosen *chosen)
{
	if (chosen->kind == KIND_STRING && c->n_shaped > 0) {
		strbuf_addf(sb, "; %" PRIu64 " have the form of a personnummer",
		    c->n_shaped);
		if (!c->can[SKETCH_PERSON])
			strbuf_addstr(sb, ", but not all are valid");
		else if (c->has_short_year)
			strbuf_addstr(sb, ", of two-digit years, and no date "
					  "is in each of their rows");
	} else if (chosen->kind == KIND_STRING && c->can[SKETCH_DATE] &&
		   c->n_values > 0) {
		strbuf_addstr(sb, "; may be a date");
	} else if (chosen->kind == KIND_STRING && c->can[SKETCH_DECIMAL] &&
		   c->n_values > 0) {
		strbuf_addstr(
		    sb, c->has_point && c->is_grouped
			    ? "; three digits behind every point: are they "
			      "thousands?"
			    : "; digits, but with a zero in front or each row "
			      "another");
	} else if (chosen->kind == SKETCH_INTEGER && c->can[SKETCH_BOOLEAN]) {
		strbuf_addstr(sb, "; only 0 and 1: may be a boolean");
	}
	if (chosen->at != PROFILE_NONE)
		strbuf_addstr(sb, "; two-digit years, judged by the first date "
				  "that each row has: is it the record's own?");
}

static void
add_note(struct strbuf *sb, const struct sketch *sk,
    const struct sketch_column *c, const struct chosen *chosen)
{
	uint64_t n_empty = sk->n_rows - c->n_values;
	size_t i;

	strbuf_addstr(sb, ",\n\t\t\t\"note\": \"");
	for (i = 0; i < SKETCH_N_NONE; i++) {
		/* NDJSON: names that fold to one may both be in a row */
		n_empty -= c->n_none[i] < n_empty ? c->n_none[i] : n_empty;
		if (c->n_none[i] > 0)
			strbuf_addf(sb,
			    "'%s' in %" PRIu64 " of %" PRIu64 " rows; ",
			    sketch_none[i], c->n_none[i], sk->n_rows);
	}
	if (c->n_values == 0) {
		strbuf_addstr(sb, n_empty == sk->n_rows ? "empty in every row\""
							: "no other value\"");
		return;
	}
	if (n_empty == 0)
		strbuf_addstr(sb, "never empty");
	else
		strbuf_addf(sb,
		    "empty in %" PRIu64 " of %" PRIu64 " rows (%" PRIu64 " %%)",
		    n_empty, sk->n_rows, n_empty * 100 / sk->n_rows);
	if (c->n_lists == 0) {
		strbuf_addstr(sb, c->distinct ? "; " : "; more than ");
		add_count(sb, c->n_distinct, "different value");
	}
	if (c->longest > 0 && c->shortest < c->longest)
		strbuf_addf(sb, " of %zu to", c->shortest);
	else if (c->longest > 0)
		strbuf_addstr(sb, " of");
	if (c->longest > 0) {
		strbuf_addch(sb, ' ');
		add_count(sb, c->longest, "byte");
	}
	add_doubt(sb, c, chosen);
	strbuf_addch(sb, '"');
}

/* The file's name as the kind of its records: "fys002.csv.gz" is "fys002". */
static void
add_record(struct strbuf *sb, const char *file)
{
	struct strbuf stem = STRBUF_INIT, record = STRBUF_INIT;
	const char *slash = strrchr(file, '/'), *dot;

	file = slash ? slash + 1 : file;
	dot = strchr(file + (*file == '.'), '.');
	strbuf_add_shown(
	    &stem, file, dot ? (size_t)(dot - file) : strlen(file));
	add_member_name(&record, &stem);
	add_string(sb, "\t\"record\": ", record.len > 0 ? record.s : "row");
	strbuf_release(&stem);
	strbuf_release(&record);
}

/* Columns that the profile does not have, by name, and why. */
static void
add_left_out(struct strbuf *sb, const struct sketch *sk)
{
	size_t i;

	for (i = 0; i < sk->n; i++) {
		const struct sketch_column *c = &sk->columns[i];

		if (!c->is_twice && !c->has_deep && c->name.len > 0)
			continue;
		strbuf_addstr(sb, "; left out: ");
		strbuf_add_json(sb, c->name.s, c->name.len);
		strbuf_addstr(sb, c->name.len == 0 ? "a column without a name"
				  : c->is_twice    ? ", several have this name"
						   : ", which holds objects");
	}
	if (sk->has_nameless)
		strbuf_addstr(sb, "; left out: members whose names look like "
				  "data");
	if (sk->n_lost > 0)
		strbuf_addstr(sb, "; more columns than can be described");
}

static void
add_form(
    struct strbuf *sb, const struct sketch *sk, const struct sketch_form *form)
{
	const char mark[] = { form->delimiter, '\0' };
	const char *slash = strrchr(form->name, '/');
	const char *name = slash ? slash + 1 : form->name;
	struct strbuf shown = STRBUF_INIT;

	strbuf_add_shown(&shown, name, strlen(name));
	strbuf_addstr(sb, "{\n\t\"note\": \"sketched from ");
	strbuf_add_json(sb, shown.s, shown.len);
	strbuf_addstr(sb, ": ");
	add_count(sb, sk->n_rows, "row");
	if (sk->n_faulty > 0) {
		strbuf_addstr(sb, "; cannot be read so: ");
		add_count(sb, sk->n_faulty, "row");
	}
	add_left_out(sb, sk);
	strbuf_addstr(sb, "\",\n");
	add_record(sb, form->name);
	add_string(sb, ",\n\t\"format\": ", form->is_ndjson ? "ndjson" : "csv");
	if (!form->is_ndjson) {
		add_string(sb, ",\n\t\"delimiter\": ", mark);
		add_string(sb, ",\n\t\"encoding\": ", form->encoding);
		if (form->n_before > 0)
			strbuf_addf(
			    sb, ",\n\t\"preamble\": %zu", form->n_before);
		if (form->is_headless)
			strbuf_addstr(sb, ",\n\t\"header\": 0");
	}
	strbuf_release(&shown);
}

void
sketch_format(
    struct sketch *sk, const struct sketch_form *form, struct strbuf *sb)
{
	struct chosen *chosen = xcalloc(sk->n + 1, sizeof(*chosen));
	struct keyset *taken = keyset_new();
	const char *gap = "\n";
	size_t i;

	keyset_add(taken, "record", 6, NULL);
	keyset_add(taken, "source", 6, NULL);
	for (i = 0; i < sk->n; i++) {
		const struct sketch_column *c = &sk->columns[i];

		if (c->is_twice || c->has_deep || c->name.len == 0)
			continue;
		choose(sk, c, &chosen[i]);
		chosen[i].as = name_member(taken, &c->name, i);
	}
	add_form(sb, sk, form);
	strbuf_addstr(sb, ",\n\t\"columns\": [");
	for (i = 0; i < sk->n; i++) {
		if (!chosen[i].as)
			continue;
		strbuf_addstr(sb, gap);
		gap = ",\n";
		if (form->is_headless)
			strbuf_addf(sb, "\t\t{ \"column\": %zu", i + 1);
		else
			add_string(
			    sb, "\t\t{ \"column\": ", sk->columns[i].name.s);
		add_string(sb, ", \"as\": ", chosen[i].as);
		strbuf_addstr(sb, ", \"type\": ");
		add_type(sb, &sk->columns[i], &chosen[i], chosen);
		if (!form->is_ndjson)
			strbuf_addstr(sb, ", \"required\": \"column\"");
		add_note(sb, sk, &sk->columns[i], &chosen[i]);
		strbuf_addstr(sb, " }");
	}
	strbuf_addstr(sb, "\n\t],\n\t\"members\": [");
	gap = "\n\t\t";
	for (i = 0; i < sk->n; i++) {
		if (chosen[i].as)
			add_string(sb, gap, chosen[i].as);
		gap = chosen[i].as ? ",\n\t\t" : gap;
		free(chosen[i].as);
	}
	strbuf_addstr(sb, "\n\t]\n}\n");
	free(chosen);
	keyset_free(taken);
}
