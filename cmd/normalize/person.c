/* person.c - the members of a person with a personnummer as one text. */
#include "person.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

struct person *
person_new(void)
{
	struct person *p = xcalloc(1, sizeof(*p));

	strbuf_init(&p->text);
	return p;
}

void
person_free(struct person *p)
{
	if (!p)
		return;
	xwipe(p->text.s, p->text.cap);
	strbuf_release(&p->text);
	free(p);
}

bool
person_has(const struct person *p, enum person_member member)
{
	switch (member) {
	case PERSON_ID:
		return p->id_at > 0;
	case PERSON_SEX:
		return p->sex_at > 0;
	case PERSON_BIRTH_DATE:
		return p->birth_date_at > 0;
	case PERSON_KIND:
		break;
	}
	return false;
}

void
person_add(
    struct person *p, enum person_member member, const char *prefix, size_t len)
{
	static const char id[PNR_MAX_LEN + 1] = "000000000000";
	size_t at;

	strbuf_add(&p->text, prefix, len);
	at = p->text.len;
	switch (member) {
	case PERSON_ID:
		p->id_at = at;
		strbuf_addstr(&p->text, id);
		break;
	case PERSON_KIND:
		strbuf_addstr(&p->text, pnr_kind_name(PNR_PERSONNUMMER));
		break;
	case PERSON_SEX:
		p->sex_at = at;
		strbuf_addch(&p->text, '0');
		break;
	case PERSON_BIRTH_DATE:
		p->birth_date_at = at;
		strbuf_addstr(&p->text, "0000-00-00");
		break;
	}
	strbuf_addch(&p->text, '"');
	strbuf_grow(&p->text, VALUE_PADDING);
	memset(p->text.s + p->text.len, 0, VALUE_PADDING);
}
