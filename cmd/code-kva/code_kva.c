/*
 * code_kva.c - from the codes of one record to what was done and why.
 *
 * What the codes of a member say rests on its bytes and on the time that the
 * record is in. So it is found once (find_*) and remembered for the records
 * that say the same, which are nearly all; those cost a look at the memory.
 */
#include "code_kva.h"

#include <string.h>

#include "vardstrom/codes.h"

/* --- making ready --------------------------------------------------------- */

static void
init_part(struct code_part *part, size_t n_places)
{
	part->known = findings_new(n_places);
	strbuf_init(&part->names);
	strbuf_init(&part->group);
	strbuf_init(&part->strays);
}

static void
release_part(struct code_part *part)
{
	findings_free(part->known);
	strbuf_release(&part->names);
	strbuf_release(&part->group);
	strbuf_release(&part->strays);
}

void
code_kva_init(struct code_kva *ck, const struct kva_rules *rules,
    const struct codebook *book)
{
	*ck = (struct code_kva){
		.rules = rules,
		.book = book,
		.epochs = EPOCHS_INIT,
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
	};
	init_part(&ck->by_kva, CODE_KVA_N_KVA);
	init_part(&ck->by_diagnoses, CODE_KVA_N_DIAGNOSES);
	epochs_add(&ck->epochs, &rules->measures.codes);
	epochs_add(&ck->epochs, &rules->conditions.codes);
	epochs_add(&ck->epochs, &rules->groups.codes);
	if (book) {
		epochs_add(&ck->epochs, &book->kva);
		epochs_add(&ck->epochs, &book->icd);
	}
	epochs_sort(&ck->epochs);
}

void
code_kva_release(struct code_kva *ck)
{
	release_part(&ck->by_kva);
	release_part(&ck->by_diagnoses);
	epochs_release(&ck->epochs);
	strbuf_release(&ck->text);
	strbuf_release(&ck->escaped_main);
	strbuf_release(&ck->json);
}

/* --- one code ------------------------------------------------------------- */

/* R-CODE-04: a code that is not in the book on the record's date is told. */
static void
check_book(struct code_kva *ck, struct code_part *part,
    const struct code_map *known, const struct ndjson_member *m,
    const char *code, size_t len)
{
	const char *raw;
	size_t raw_len;

	if (known->n_entries == 0 || code_map_has(known, code, len, ck->day))
		return;
	ndjson_raw(m, &raw, &raw_len);
	if (part->strays.len)
		strbuf_addch(&part->strays, ',');
	strbuf_add(&part->strays, raw, raw_len);
	part->n_strays++;
}

static void
on_kva(struct code_kva *ck, const struct ndjson_member *m)
{
	struct code_part *part = &ck->by_kva;
	char code[KVA_LEN];
	const char *s;
	size_t len;

	ndjson_text(m, &ck->text, &s, &len);
	len = kva_parse(code, s, len) ? KVA_LEN : 0;
	(void)code_map_find(
	    &ck->rules->measures.codes, code, len, ck->day, &part->found);
	if (ck->book)
		check_book(ck, part, &ck->book->kva, m, code, len);
}

/*
 * The main diagnosis is the member diagnosis or else the first of diagnoses;
 * where it is in both it is looked at once.
 */
static void
on_diagnosis(struct code_kva *ck, const struct ndjson_member *m)
{
	struct code_part *part = &ck->by_diagnoses;
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
	(void)code_map_find(
	    &ck->rules->conditions.codes, code, len, ck->day, &part->found);
	if (is_main)
		(void)code_map_find(&ck->rules->groups.codes, code, len,
		    ck->day, &ck->found_groups);
	if (ck->book)
		check_book(ck, part, &ck->book->icd, m, code, len);
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

/* --- all codes of a member ------------------------------------------------ */

static void
begin_part(struct code_part *part)
{
	static const struct code_names none;

	part->found = none;
	strbuf_reset(&part->names);
	strbuf_reset(&part->group);
	strbuf_reset(&part->strays);
	part->n_strays = 0;
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

static void
add_quoted(struct strbuf *sb, const char *name)
{
	strbuf_addch(sb, '"');
	strbuf_addstr(sb, name);
	strbuf_addch(sb, '"');
}

/* The names found, in the order of the rules, as a list; or nothing. */
static void
list_names(struct code_part *part, const struct rule_list *list)
{
	unsigned i;

	for (i = next_name(&part->found, 0); i < CODE_MAP_MAX_NAMES;
	     i = next_name(&part->found, i + 1)) {
		strbuf_addch(&part->names, part->names.len ? ',' : '[');
		add_quoted(&part->names, list->names[i]);
	}
	if (part->names.len)
		strbuf_addch(&part->names, ']');
}

/* R-GROUP-02: coded, but in no group, is "other"; not coded is in none. */
static void
name_group(struct code_kva *ck)
{
	unsigned i = next_name(&ck->found_groups, 0);

	if (ck->has_main)
		add_quoted(&ck->by_diagnoses.group,
		    i < CODE_MAP_MAX_NAMES ? ck->rules->groups.names[i]
					   : "other");
}

static struct finding
finding_of(const struct code_part *part)
{
	return (struct finding){
		.names = { part->names.s, part->names.len },
		.group = { part->group.s, part->group.len },
		.strays = { part->strays.s, part->strays.len },
		.n_strays = part->n_strays,
	};
}

/* False where it is no list of codes. */
static bool
find_by_kva(
    struct code_kva *ck, const struct ndjson_member *kva, struct finding *f)
{
	struct code_part *part = &ck->by_kva;
	const char *s;
	size_t len;

	ndjson_raw(kva, &s, &len);
	if (findings_get(part->known, ck->epoch, s, len, f))
		return true;
	begin_part(part);
	if (!visit(ck, kva, on_kva))
		return false;
	list_names(part, &ck->rules->measures);
	*f = finding_of(part);
	findings_put(part->known, ck->epoch, s, len, f);
	return true;
}

/* The bytes that a record's diagnoses rest on, and of which kind they are. */
struct diagnoses_key {
	const char *s;
	size_t len; /* 0: they lie apart from each other */
	uint32_t kind;
};

static struct diagnoses_key
key_of(const struct code_kva *ck, const struct ndjson_member *diagnosis,
    const struct ndjson_member *diagnoses)
{
	enum { MAIN, LIST, BOTH, N_KINDS };
	struct diagnoses_key key = { NULL, 0, ck->epoch * N_KINDS };
	const char *last;
	size_t last_len;

	ndjson_raw(diagnosis ? diagnosis : diagnoses, &key.s, &key.len);
	if (!diagnosis) {
		key.kind += LIST;
	} else if (!diagnoses) {
		key.kind += MAIN;
	} else if (diagnoses == diagnosis + 1) {
		/* from the one to the end of the other, its name between */
		ndjson_raw(diagnoses, &last, &last_len);
		key.len = (size_t)(last + last_len - key.s);
		key.kind += BOTH;
	} else {
		key.len = 0;
	}
	return key;
}

static enum code_kva_status
find_by_diagnoses(struct code_kva *ck, const struct ndjson_member *diagnosis,
    const struct ndjson_member *diagnoses, struct finding *f)
{
	struct code_part *part = &ck->by_diagnoses;
	struct diagnoses_key key = key_of(ck, diagnosis, diagnoses);

	if (findings_get(part->known, key.kind, key.s, key.len, f))
		return CODE_KVA_OK;
	begin_part(part);
	ck->found_groups = part->found;
	ck->has_main = false;
	if (diagnosis && diagnosis->type != NDJSON_STRING)
		return CODE_KVA_EDIAGNOSIS;
	(void)visit(ck, diagnosis, on_diagnosis);
	if (!visit(ck, diagnoses, on_diagnosis))
		return CODE_KVA_EDIAGNOSES;
	list_names(part, &ck->rules->conditions);
	name_group(ck);
	*f = finding_of(part);
	findings_put(part->known, key.kind, key.s, key.len, f);
	return CODE_KVA_OK;
}

/* --- one record ----------------------------------------------------------- */

static const struct ndjson_member *
get(const struct record *rec, struct field *f)
{
	const struct ndjson_member *m = record_get(rec, f);

	return m && m->type != NDJSON_NULL ? m : NULL;
}

/* Records come in the order of their dates, more or less. */
static bool
read_date(struct code_kva *ck, const struct ndjson_member *m)
{
	const char *s;
	size_t len;
	bool is_plain = m && m->type == NDJSON_STRING &&
			m->value_len == sizeof(ck->date_text);

	if (is_plain &&
	    memcmp(m->value, ck->date_text, sizeof(ck->date_text)) == 0)
		return true;
	ck->date_text[0] = '\0';
	ck->day = CODE_MAP_NO_DAY;
	if (m) {
		if (m->type != NDJSON_STRING)
			return false;
		ndjson_text(m, &ck->text, &s, &len);
		if (day_parse(&ck->day, s, len) != DAY_OK)
			return false;
	}
	ck->epoch = epochs_of(&ck->epochs, ck->day);
	if (is_plain)
		memcpy(ck->date_text, m->value, sizeof(ck->date_text));
	return true;
}

static void
set(struct record *rec, struct field *f, const struct finding_text *json)
{
	if (json->len)
		record_set_raw(rec, f, json->s, json->len);
	else
		record_unset(rec, f);
}

static void
set_unknown(struct code_kva *ck, struct record *rec, const struct finding *a,
    const struct finding *b)
{
	strbuf_reset(&ck->json);
	strbuf_addch(&ck->json, '[');
	strbuf_add(&ck->json, a->strays.s, a->strays.len);
	if (a->strays.len && b->strays.len)
		strbuf_addch(&ck->json, ',');
	strbuf_add(&ck->json, b->strays.s, b->strays.len);
	strbuf_addch(&ck->json, ']');
	record_set_raw(rec, &ck->unknown, ck->json.s, ck->json.len);
	ck->n_unknown_codes += a->n_strays + b->n_strays;
	ck->n_unknown_records++;
}

enum code_kva_status
code_kva_apply(struct code_kva *ck, struct record *rec)
{
	static const struct finding nothing = { { "", 0 }, { "", 0 }, { "", 0 },
		0 };
	const struct ndjson_member *kva = get(rec, &ck->kva);
	const struct ndjson_member *diagnosis = get(rec, &ck->diagnosis);
	const struct ndjson_member *diagnoses = get(rec, &ck->diagnoses);
	struct finding done = nothing, why = nothing;
	enum code_kva_status status;

	if (!kva && !diagnosis && !diagnoses)
		return CODE_KVA_OK;
	ck->is_any = true;
	if (!read_date(ck, get(rec, &ck->date)))
		return CODE_KVA_EDATE;
	if (kva && !find_by_kva(ck, kva, &done))
		return CODE_KVA_EKVA;
	if (diagnosis || diagnoses) {
		status = find_by_diagnoses(ck, diagnosis, diagnoses, &why);
		if (status != CODE_KVA_OK)
			return status;
	}
	set(rec, &ck->measures, &done.names);
	set(rec, &ck->conditions, &why.names);
	set(rec, &ck->group, &why.group);
	if (done.strays.len || why.strays.len)
		set_unknown(ck, rec, &done, &why);
	else
		record_unset(rec, &ck->unknown);
	return CODE_KVA_OK;
}

/* --- what a status is ----------------------------------------------------- */

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
