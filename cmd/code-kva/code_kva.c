/* code_kva.c - from the codes of one record to what was done and why. */
#include "code_kva.h"

#include <string.h>

#include "vardstrom/codes.h"
#include "vardstrom/day.h"

void
code_kva_init(struct code_kva *ck, const struct kva_rules *rules,
    const struct codebook *book)
{
	*ck = (struct code_kva){
		.rules = rules,
		.book = book,
		.kva = FIELD("kva"),
		.diagnosis = FIELD("diagnosis"),
		.diagnoses = FIELD("diagnoses"),
		.date = FIELD("date"),
		.measures = FIELD("measures"),
		.conditions = FIELD("conditions"),
		.group = FIELD("diagnosis_group"),
		.unknown = FIELD("unknown_codes"),
		.text = STRBUF_INIT,
		.escaped_main = STRBUF_INIT,
		.json = STRBUF_INIT,
		.strays = STRBUF_INIT,
	};
}

void
code_kva_release(struct code_kva *ck)
{
	strbuf_release(&ck->text);
	strbuf_release(&ck->escaped_main);
	strbuf_release(&ck->json);
	strbuf_release(&ck->strays);
}

/* R-CODE-04: a code that is not in the book on the record's date is told. */
static void
check_book(struct code_kva *ck, const struct code_map *known,
    const struct ndjson_member *m, const char *code, size_t len)
{
	const char *raw;
	size_t raw_len;

	if (known->n_entries == 0 || code_map_has(known, code, len, ck->day))
		return;
	ndjson_raw(m, &raw, &raw_len);
	if (ck->strays.len)
		strbuf_addch(&ck->strays, ',');
	strbuf_add(&ck->strays, raw, raw_len);
	ck->n_strays++;
}

static void
on_kva(struct code_kva *ck, const struct ndjson_member *m)
{
	char code[KVA_LEN];
	const char *s;
	size_t len;

	ndjson_text(m, &ck->text, &s, &len);
	len = kva_parse(code, s, len) ? KVA_LEN : 0;
	(void)code_map_find(&ck->rules->measures.codes, code, len, ck->day,
	    &ck->found_measures);
	if (ck->book)
		check_book(ck, &ck->book->kva, m, code, len);
}

/*
 * The main diagnosis is the member diagnosis or else the first of diagnoses;
 * where it stands in both it is looked at once.
 */
static void
on_diagnosis(struct code_kva *ck, const struct ndjson_member *m)
{
	char code[ICD_MAX_LEN];
	const char *s;
	size_t len;
	bool is_main = !ck->has_main;

	ndjson_text(m, is_main ? &ck->escaped_main : &ck->text, &s, &len);
	if (!is_main && len == ck->main_len && memcmp(s, ck->main, len) == 0)
		return;
	if (is_main) {
		ck->has_main = true;
		ck->main = s;
		ck->main_len = len;
	}
	len = icd_parse(code, s, len);
	(void)code_map_find(&ck->rules->conditions.codes, code, len, ck->day,
	    &ck->found_conditions);
	if (is_main)
		(void)code_map_find(&ck->rules->groups.codes, code, len,
		    ck->day, &ck->found_groups);
	if (ck->book)
		check_book(ck, &ck->book->icd, m, code, len);
}

/* Visit a string, or every string of a list; false where it is neither. */
static bool
visit(struct code_kva *ck, const struct ndjson_member *m,
    void (*on_code)(struct code_kva *, const struct ndjson_member *))
{
	struct ndjson_iter it;
	struct ndjson_member element;

	if (!m)
		return true;
	if (m->type == NDJSON_STRING) {
		on_code(ck, m);
		return true;
	}
	if (m->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element)) {
		if (element.type != NDJSON_STRING)
			return false;
		on_code(ck, &element);
	}
	return true;
}

static const struct ndjson_member *
get(const struct record *rec, struct field *f)
{
	const struct ndjson_member *m = record_get(rec, f);

	return m && m->type != NDJSON_NULL ? m : NULL;
}

static bool
read_date(struct code_kva *ck, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	ck->day = CODE_MAP_NO_DAY;
	if (!m)
		return true;
	if (m->type != NDJSON_STRING)
		return false;
	ndjson_text(m, &ck->text, &s, &len);
	return day_parse(&ck->day, s, len) == DAY_OK;
}

/* The next name in a set from index `from` on; CODE_MAP_MAX_NAMES: no more. */
static unsigned
next_name(const struct code_names *names, unsigned from)
{
	unsigned word = from / 64;
	uint64_t bits;

	if (from >= CODE_MAP_MAX_NAMES)
		return CODE_MAP_MAX_NAMES;
	bits = names->bits[word] >> from % 64 << from % 64;
	while (bits == 0) {
		if (++word == CODE_MAP_WORDS)
			return CODE_MAP_MAX_NAMES;
		bits = names->bits[word];
	}
	return 64 * word + (unsigned)__builtin_ctzll(bits);
}

/* The names found, in the order of the rules, as a list. */
static void
set_names(struct code_kva *ck, struct record *rec, struct field *f,
    const struct rule_list *list, const struct code_names *found)
{
	unsigned i = next_name(found, 0);

	if (i == CODE_MAP_MAX_NAMES) {
		record_unset(rec, f);
		return;
	}
	strbuf_reset(&ck->json);
	for (; i < CODE_MAP_MAX_NAMES; i = next_name(found, i + 1)) {
		strbuf_addstr(&ck->json, ck->json.len ? ",\"" : "[\"");
		strbuf_addstr(&ck->json, list->names[i]);
		strbuf_addch(&ck->json, '"');
	}
	strbuf_addch(&ck->json, ']');
	record_set_raw(rec, f, ck->json.s, ck->json.len);
}

/* R-GROUP-02: coded, but in no group, is "other"; not coded is in none. */
static void
set_group(struct code_kva *ck, struct record *rec)
{
	unsigned i = next_name(&ck->found_groups, 0);
	const char *name =
	    i < CODE_MAP_MAX_NAMES ? ck->rules->groups.names[i] : "other";

	if (ck->has_main)
		record_set_string(rec, &ck->group, name, strlen(name));
	else
		record_unset(rec, &ck->group);
}

static void
set_unknown(struct code_kva *ck, struct record *rec)
{
	if (ck->strays.len == 0) {
		record_unset(rec, &ck->unknown);
		return;
	}
	ck->n_unknown_codes += ck->n_strays;
	ck->n_unknown_records++;
	strbuf_reset(&ck->json);
	strbuf_addch(&ck->json, '[');
	strbuf_add(&ck->json, ck->strays.s, ck->strays.len);
	strbuf_addch(&ck->json, ']');
	record_set_raw(rec, &ck->unknown, ck->json.s, ck->json.len);
}

static void
forget_record(struct code_kva *ck)
{
	static const struct code_names none;

	ck->found_measures = none;
	ck->found_conditions = none;
	ck->found_groups = none;
	ck->has_main = false;
	strbuf_reset(&ck->strays);
	ck->n_strays = 0;
}

enum code_kva_status
code_kva_apply(struct code_kva *ck, struct record *rec)
{
	const struct ndjson_member *kva = get(rec, &ck->kva);
	const struct ndjson_member *diagnosis = get(rec, &ck->diagnosis);
	const struct ndjson_member *diagnoses = get(rec, &ck->diagnoses);

	if (!kva && !diagnosis && !diagnoses)
		return CODE_KVA_OK;
	forget_record(ck);
	if (!read_date(ck, get(rec, &ck->date)))
		return CODE_KVA_EDATE;
	if (!visit(ck, kva, on_kva))
		return CODE_KVA_EKVA;
	if (diagnosis && diagnosis->type != NDJSON_STRING)
		return CODE_KVA_EDIAGNOSIS;
	(void)visit(ck, diagnosis, on_diagnosis);
	if (!visit(ck, diagnoses, on_diagnosis))
		return CODE_KVA_EDIAGNOSES;
	set_names(
	    ck, rec, &ck->measures, &ck->rules->measures, &ck->found_measures);
	set_names(ck, rec, &ck->conditions, &ck->rules->conditions,
	    &ck->found_conditions);
	set_group(ck, rec);
	set_unknown(ck, rec);
	return CODE_KVA_OK;
}

const char *
code_kva_field(enum code_kva_status status)
{
	switch (status) {
	case CODE_KVA_OK:
		break;
	case CODE_KVA_EKVA:
		return "kva";
	case CODE_KVA_EDIAGNOSIS:
		return "diagnosis";
	case CODE_KVA_EDIAGNOSES:
		return "diagnoses";
	case CODE_KVA_EDATE:
		return "date";
	}
	return NULL;
}

const char *
code_kva_code(enum code_kva_status status)
{
	switch (status) {
	case CODE_KVA_OK:
		break;
	case CODE_KVA_EKVA:
		return "bad_kva";
	case CODE_KVA_EDIAGNOSIS:
	case CODE_KVA_EDIAGNOSES:
		return "bad_icd10se";
	case CODE_KVA_EDATE:
		return "bad_date";
	}
	return NULL;
}

const char *
code_kva_strerror(enum code_kva_status status)
{
	switch (status) {
	case CODE_KVA_OK:
		return "coded";
	case CODE_KVA_EKVA:
	case CODE_KVA_EDIAGNOSES:
		return "must be a list of codes";
	case CODE_KVA_EDIAGNOSIS:
		return "must be a code";
	case CODE_KVA_EDATE:
		return "must be a date";
	}
	return "unknown status";
}
