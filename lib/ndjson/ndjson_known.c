/* ndjson_known.c - the member names met so far, and what followed them. */
#include "ndjson_known.h"

#include <string.h>

#include "ndjson_names.h"

void
ndjson_known_init(struct ndjson_known *k)
{
	k->n_names = 1;
	k->names[0].n_next = 0;
	memset(k->slots, 0, sizeof(k->slots));
}

/*
 * Chosen collisions cost at most KNOWN_NAMES comparisons, once for each pair
 * of neighbours: no key is needed here.
 */
static size_t
hash(const char *text, size_t len)
{
	uint64_t h = len;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
	return (size_t)(h >> 32);
}

/* Find the name, or make it; NULL: no room. */
static struct ndjson_known_name *
find_name(struct ndjson_known *k, const char *text, size_t len)
{
	size_t slot = hash(text, len) % KNOWN_SLOTS;
	struct ndjson_known_name *name;

	for (; k->slots[slot] != 0; slot = (slot + 1) % KNOWN_SLOTS) {
		name = &k->names[k->slots[slot]];
		if (name->len == len && memcmp(name->text, text, len) == 0)
			return name;
	}
	if (k->n_names == KNOWN_NAMES)
		return NULL;
	k->slots[slot] = (uint16_t)k->n_names;
	name = &k->names[k->n_names++];
	memset(name, 0, sizeof(*name));
	memcpy(name->text, text, len);
	name->len = (uint16_t)len;
	name->number = ndjson_name_number(text + 1, len - 3);
	name->mask = len < 32 ? (UINT32_C(1) << len) - 1 : UINT32_MAX;
	return name;
}

struct ndjson_known_name *
ndjson_known_learn(struct ndjson_known *k, struct ndjson_known_name *prev,
    const char *text, size_t len)
{
	struct ndjson_known_name *name;

	len++; /* the colon */
	if (len > KNOWN_TEXT)
		return NULL;
	name = find_name(k, text, len);
	if (!name) {
		ndjson_known_init(k);
		return NULL;
	}
	/* The last place is for the newest where there are too many. */
	if (prev->n_next < KNOWN_FOLLOWERS)
		prev->n_next++;
	prev->next[prev->n_next - 1] = name;
	return name;
}
