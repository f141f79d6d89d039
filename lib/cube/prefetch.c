/* prefetch.c - keys on their way into a set, and from there into tallies. */
#include "prefetch.h"

#include <string.h>

static bool
waits(const struct prefetch_key *key)
{
	return key->n_pairs > 0 || key->log;
}

/** Its number is needed now; ask for its places in tallies. */
static void
know(struct prefetch_key *key)
{
	uint32_t i;

	if (!key->is_known && waits(key))
		key->number = keyset_add_hashed(
		    key->keys, key->bytes, key->len, key->hash, NULL);
	key->is_known = true;
	for (i = 0; i < key->n_pairs; i++)
		tally_prefetch(key->tallies[i], key->groups[i], key->number);
}

static void
count(struct prefetch_key *key)
{
	uint32_t i;

	for (i = 0; i < key->n_pairs; i++)
		tally_add(key->tallies[i], key->groups[i], key->number, 1);
	if (key->log)
		keylog_add(key->log, key->number, key->place, 1);
	key->n_pairs = 0;
	key->log = NULL;
}

/** The key that came so many before the next one. */
static struct prefetch_key *
earlier(struct prefetch_queue *q, unsigned by)
{
	return &q->list[(q->next - by) % PREFETCH_KEYS];
}

/** The next place; those who wait go one step on each. */
static struct prefetch_key *
step(struct prefetch_queue *q)
{
	struct prefetch_key *key = earlier(q, PREFETCH_KEYS);
	struct prefetch_key *old = earlier(q, PREFETCH_KEYS / 4);

	if (!old->is_known && waits(old))
		keyset_prefetch_key(old->keys, old->hash);
	know(earlier(q, PREFETCH_KEYS / 2));
	count(key);
	q->next++;
	return key;
}

struct prefetch_key *
prefetch_key(
    struct prefetch_queue *q, struct keyset *keys, const char *s, size_t len)
{
	struct prefetch_key *key = step(q);

	key->keys = keys;
	key->is_known = false;
	key->len = (uint8_t)len;
	if (len > 0)
		memcpy(key->bytes, s, len);
	key->hash = keyset_hash(keys, s, len);
	keyset_prefetch(keys, key->hash);
	return key;
}

struct prefetch_key *
prefetch_number(struct prefetch_queue *q, struct keyset *keys, uint32_t number)
{
	struct prefetch_key *key = step(q);

	key->keys = keys;
	key->is_known = true;
	key->number = number;
	return key;
}

void
prefetch_catch_up(struct prefetch_queue *q)
{
	unsigned i;

	for (i = 0; i < PREFETCH_KEYS; i++) {
		know(&q->list[i]);
		count(&q->list[i]);
	}
}
