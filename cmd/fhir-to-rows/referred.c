/* referred.c - the resources that others refer to, in memory. */
#include "referred.h"

#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "vardstrom/xalloc.h"

void
referred_init(struct referred *r)
{
	*r = (struct referred){
		.keys = keyset_new(), .texts = STRBUF_INIT, .key = STRBUF_INIT
	};
}

void
referred_release(struct referred *r)
{
	keyset_free(r->keys);
	free(r->items);
	if (r->texts.cap > 0)
		xwipe(r->texts.s, r->texts.cap);
	strbuf_release(&r->texts);
	strbuf_release(&r->key);
}

static void
make_key(
    struct referred *r, enum resource_type type, const char *id, size_t len)
{
	strbuf_reset(&r->key);
	strbuf_addch(&r->key, (char)type);
	strbuf_add(&r->key, id, len);
}

static void
set(struct referred *r, struct referred_item *item,
    const struct resource *resource, const struct place *place)
{
	const char *at = resource->texts.s, *s;
	size_t len;

	s = unpack_text(&at, &len);
	item->place = *place;
	item->text_at = r->texts.len;
	item->text_len = len;
	memcpy(item->age, resource->age, RESOURCE_AGE);
	strbuf_add(&r->texts, s, len);
}

enum referred_verdict
referred_add(struct referred *r, const struct resource *resource,
    const struct place *place, struct place *before)
{
	struct referred_item *item;
	uint32_t number;
	bool is_new;
	int diff;

	make_key(r, resource->type, resource->id.s, resource->id.len);
	number = keyset_add(r->keys, r->key.s, r->key.len, &is_new);
	if (is_new) {
		GROW(r->items, r->n, r->cap);
		set(r, &r->items[r->n++], resource, place);
		return REFERRED_NEW;
	}
	item = &r->items[number];
	*before = item->place;
	diff = memcmp(resource->age, item->age, RESOURCE_AGE);
	if (diff > 0)
		return REFERRED_OLDER;
	if (diff == 0)
		return item->place.hash == place->hash ? REFERRED_REPEAT
						       : REFERRED_CONFLICT;
	set(r, item, resource, place);
	return REFERRED_NEWER;
}

bool
referred_find(struct referred *r, enum resource_type type, const char *id,
    size_t id_len, const char **text, size_t *len)
{
	uint32_t number;

	make_key(r, type, id, id_len);
	if (!keyset_find(r->keys, r->key.s, r->key.len, &number))
		return false;
	*text = r->texts.s + r->items[number].text_at;
	*len = r->items[number].text_len;
	return true;
}
