/* findings.c - what those codes said that were met last. */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/text_cache.h"
#include "vardstrom/xalloc.h"

/* The texts are behind each other. */
struct cached_finding {
	uint16_t names_len, group_len, strays_len;
	uint16_t n_strays;
	char text[FINDINGS_MAX_TEXT];
};

struct findings {
	struct text_cache *codings;
	struct cached_finding entries[]; /* by place */
};

struct findings *
findings_new(size_t n_places)
{
	struct findings *known =
	    xcalloc(1, sizeof(*known) + n_places * sizeof(known->entries[0]));

	known->codings = text_cache_new(n_places);
	return known;
}

void
findings_free(struct findings *known)
{
	if (!known)
		return;
	text_cache_free(known->codings);
	free(known);
}

bool
findings_get(const struct findings *known, uint32_t kind, const char *s,
    size_t len, struct finding *f)
{
	int at = text_cache_find(known->codings, kind, s, len);
	const struct cached_finding *e;

	if (at == TEXT_CACHE_NONE)
		return false;
	e = &known->entries[at];
	f->names.s = e->text;
	f->names.len = e->names_len;
	f->group.s = f->names.s + f->names.len;
	f->group.len = e->group_len;
	f->strays.s = f->group.s + f->group.len;
	f->strays.len = e->strays_len;
	f->n_strays = e->n_strays;
	return true;
}

static char *
put(char *to, const struct finding_text *text)
{
	memcpy(to, text->s, text->len);
	return to + text->len;
}

void
findings_put(struct findings *known, uint32_t kind, const char *s, size_t len,
    const struct finding *f)
{
	struct cached_finding *e;
	char *to;
	int at;

	if (f->names.len > FINDINGS_MAX_TEXT ||
	    f->group.len > FINDINGS_MAX_TEXT - f->names.len ||
	    f->strays.len > FINDINGS_MAX_TEXT - f->names.len - f->group.len)
		return;
	at = text_cache_claim(known->codings, kind, s, len);
	if (at == TEXT_CACHE_NONE)
		return;
	e = &known->entries[at];
	e->names_len = (uint16_t)f->names.len;
	e->group_len = (uint16_t)f->group.len;
	e->strays_len = (uint16_t)f->strays.len;
	e->n_strays = (uint16_t)f->n_strays;
	to = put(e->text, &f->names);
	to = put(to, &f->group);
	put(to, &f->strays);
}
