/* cache.c - the last conversions of a column. */
#include "cache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/text_cache.h"
#include "vardstrom/xalloc.h"

/* The value's text and the fragments lie behind each other. */
struct entry {
	uint16_t value_len;
	uint16_t fragment_lens[CACHE_MAX_FRAGMENTS];
	uint16_t form;
	int number;
	char text[CACHE_MAX_TEXT + VALUE_PADDING];
};

struct cache {
	struct text_cache *texts;
	struct entry entries[]; /* by place */
};

struct cache *
cache_new(size_t n_places)
{
	struct cache *k =
	    xcalloc(1, sizeof(*k) + n_places * sizeof(k->entries[0]));

	k->texts = text_cache_new(n_places);
	return k;
}

void
cache_free(struct cache *k)
{
	if (!k)
		return;
	text_cache_free(k->texts);
	free(k);
}

bool
cache_get(const struct cache *k, const char *s, size_t len,
    struct json_value *v, struct fragment *fragments)
{
	int at = text_cache_find(k->texts, 0, s, len);
	const struct entry *e;
	const char *text;
	size_t i;

	if (at == TEXT_CACHE_NONE)
		return false;
	e = &k->entries[at];
	text = e->text;
	v->s = text;
	v->len = e->value_len;
	v->form = (enum value_form)e->form;
	v->number = e->number;
	text += v->len;
	for (i = 0; i < CACHE_MAX_FRAGMENTS; i++) {
		fragments[i].s = text;
		fragments[i].len = e->fragment_lens[i];
		text += fragments[i].len;
	}
	return true;
}

/* Append to the entry's text; false: it is too long. */
static bool
put(struct entry *e, size_t *used, const char *s, size_t len)
{
	if (len > CACHE_MAX_TEXT - *used)
		return false;
	if (len > 0)
		memcpy(e->text + *used, s, len);
	*used += len;
	return true;
}

void
cache_put(struct cache *k, const char *s, size_t len,
    const struct json_value *v, const struct fragment *fragments)
{
	struct entry e = { .form = (uint16_t)v->form, .number = v->number };
	size_t used = 0, i;
	int at;

	if (v->form != VALUE_MISSING) {
		if (!put(&e, &used, v->s, v->len))
			return;
		e.value_len = (uint16_t)v->len;
		for (i = 0; i < CACHE_MAX_FRAGMENTS; i++) {
			if (!put(&e, &used, fragments[i].s, fragments[i].len))
				return;
			e.fragment_lens[i] = (uint16_t)fragments[i].len;
		}
	}
	at = text_cache_claim(k->texts, 0, s, len);
	if (at != TEXT_CACHE_NONE)
		k->entries[at] = e;
}
