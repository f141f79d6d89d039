/* codebook.c - which codes there are, and when: the code book of the year. */
#include "codebook.h"

#include "vardstrom/codes.h"
#include "vardstrom/day.h"

void
codebook_init(struct codebook *book)
{
	*book = (struct codebook){
		.kva = CODE_MAP_INIT,
		.icd = CODE_MAP_INIT,
		.code = FIELD("code"),
		.system = FIELD("system"),
		.valid_from = FIELD("valid_from"),
		.valid_to = FIELD("valid_to"),
		.text = STRBUF_INIT,
	};
}

void
codebook_release(struct codebook *book)
{
	code_map_release(&book->kva);
	code_map_release(&book->icd);
	strbuf_release(&book->text);
}

/* A day, or fallback where the member is missing, null or empty. */
static bool
read_day(struct codebook *book, const struct ndjson_member *m, int fallback,
    int *day)
{
	const char *s;
	size_t len;

	*day = fallback;
	if (!m || m->type == NDJSON_NULL)
		return true;
	if (m->type != NDJSON_STRING)
		return false;
	ndjson_text(m, &book->text, &s, &len);
	return len == 0 || day_parse(day, s, len) == DAY_OK;
}

enum codebook_status
codebook_add(struct codebook *book, const struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &book->system);
	bool is_icd = ndjson_is_text(m, "icd10se", 7);
	struct code_map *map = is_icd ? &book->icd : &book->kva;
	char code[ICD_MAX_LEN];
	const char *s;
	size_t len;
	int from_day, to_day;

	if (m && !is_icd && !ndjson_is_text(m, "kva", 3))
		return CODEBOOK_ESYSTEM;
	if (!read_day(book, record_get(rec, &book->valid_from),
		CODE_MAP_FIRST_DAY, &from_day) ||
	    !read_day(book, record_get(rec, &book->valid_to), CODE_MAP_LAST_DAY,
		&to_day))
		return CODEBOOK_EDATE;
	if (from_day > to_day)
		return CODEBOOK_EORDER;
	m = record_get(rec, &book->code);
	if (!m || m->type != NDJSON_STRING)
		return CODEBOOK_ECODE;
	ndjson_text(m, &book->text, &s, &len);
	if (is_icd)
		len = icd_parse(code, s, len);
	else
		len = kva_parse(code, s, len) ? KVA_LEN : 0;
	if (len == 0)
		return CODEBOOK_ECODE;
	if (map->n_entries == CODEBOOK_MAX_CODES)
		return CODEBOOK_EFULL;
	code_map_add(map, code, len, from_day, to_day, 0);
	return CODEBOOK_OK;
}

void
codebook_sort(struct codebook *book)
{
	code_map_sort(&book->kva);
	code_map_sort(&book->icd);
}

const char *
codebook_strerror(enum codebook_status status)
{
	switch (status) {
	case CODEBOOK_OK:
		return "a code";
	case CODEBOOK_ECODE:
		return "code: must be a code of its system";
	case CODEBOOK_EDATE:
		return "valid_from, valid_to: must be days, YYYY-MM-DD";
	case CODEBOOK_EORDER:
		return "valid_to: is before valid_from";
	case CODEBOOK_ESYSTEM:
		return "system: must be kva or icd10se";
	case CODEBOOK_EFULL:
		return "too many codes";
	}
	return "unknown status";
}
