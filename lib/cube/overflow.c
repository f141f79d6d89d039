/*
 * overflow.c - counts on disk, in parts, added up part by part.
 *
 * In files, numbers stand as they do in memory: no other program reads them.
 */
#include "overflow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/siphash.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum { PART_BUFFER = 16 * 1024 };

/* What stands before each key. */
struct head {
	uint32_t len; /* no line is that long */
	uint32_t count;
	uint32_t slot, group; /* with the key, they are what is counted */
};

/* Bytes of a head that belong to what is counted. */
enum { PLACE_BYTES = 2 * sizeof(uint32_t) };

struct overflow {
	struct siphash_key secret; /* for the parts */
	struct temp parts[OVERFLOW_PARTS];
	struct strbuf text; /* slot, group and key */
};

struct overflow *
overflow_new(void)
{
	struct overflow *o = xcalloc(1, sizeof(*o));

	siphash_key_random(&o->secret);
	strbuf_init(&o->text);
	return o;
}

void
overflow_free(struct overflow *o)
{
	size_t i;

	if (!o)
		return;
	for (i = 0; i < OVERFLOW_PARTS; i++)
		temp_close(&o->parts[i]);
	strbuf_release(&o->text);
	free(o);
}

/* Write a head and the text behind it. */
static int
put(struct temp *part, const struct head *head, const struct strbuf *text,
    struct strbuf *err)
{
	if (!temp_is_open(part) && temp_open(part, PART_BUFFER, err) != 0)
		return -1;
	if (temp_put(part, (const char *)head, sizeof(*head), err) != 0)
		return -1;
	return temp_put(
	    part, text->s + PLACE_BYTES, text->len - PLACE_BYTES, err);
}

/* The head's slot and group as the beginning of the text. */
static void
begin_text(struct strbuf *text, const struct head *head)
{
	strbuf_reset(text);
	strbuf_add(text, (const char *)&head->slot, sizeof(head->slot));
	strbuf_add(text, (const char *)&head->group, sizeof(head->group));
}

int
overflow_add(struct overflow *o, uint32_t slot, uint32_t group, const char *key,
    size_t len, uint32_t count, struct strbuf *err)
{
	struct head head = { (uint32_t)len, count, slot, group };
	uint64_t hash;

	begin_text(&o->text, &head);
	strbuf_add(&o->text, key, len);
	hash = siphash13(&o->secret, o->text.s, o->text.len);
	return put(&o->parts[hash % OVERFLOW_PARTS], &head, &o->text, err);
}

/* --- adding up ------------------------------------------------------------ */

/* The counts of one pass; each key's number is its index. */
struct sums {
	struct keyset *keys;
	uint32_t *counts;
	size_t cap;
	size_t budget;
};

/* Is there room for one more text? There always is for the first. */
static bool
has_room(const struct sums *s, size_t len)
{
	size_t n = keyset_n(s->keys);

	return n == 0 || keyset_bytes(s->keys) + n * sizeof(*s->counts) + len <=
			     s->budget;
}

/* Add to the count of a text: 1; 0: it is new, and there is no room; -1. */
static int
sums_add(struct sums *s, const struct strbuf *text, uint32_t count,
    struct strbuf *err)
{
	uint64_t hash = keyset_hash(s->keys, text->s, text->len);
	uint32_t i;

	if (!keyset_find_hashed(s->keys, text->s, text->len, hash, &i)) {
		if (!has_room(s, text->len))
			return 0;
		i = keyset_add_hashed(s->keys, text->s, text->len, hash, NULL);
		if (i == s->cap) {
			s->cap += s->cap / 8 + 1024;
			s->counts = xreallocarray(
			    s->counts, s->cap, sizeof(*s->counts));
		}
		s->counts[i] = 0;
	}
	if (s->counts[i] > UINT32_MAX - count) {
		strbuf_addf(err, "a value was counted more than %lu times",
		    (unsigned long)UINT32_MAX);
		return -1;
	}
	s->counts[i] += count;
	return 1;
}

/* The next head and its text: 1; 0 at the part's end; -1. */
static int
get(struct overflow *o, struct temp *part, struct head *head,
    struct strbuf *err)
{
	int got = temp_get(part, head, sizeof(*head), err);

	if (got <= 0)
		return got;
	begin_text(&o->text, head);
	strbuf_grow(&o->text, (size_t)head->len);
	if (head->len > 0 && temp_get(part, o->text.s + PLACE_BYTES,
				 (size_t)head->len, err) != 1)
		return -1;
	o->text.len = PLACE_BYTES + (size_t)head->len;
	return 1;
}

static void
tell_all(const struct sums *s, overflow_fn *tell, void *context)
{
	uint32_t i, n = keyset_n(s->keys);
	struct head head;
	size_t len;

	for (i = 0; i < n; i++) {
		const char *text = keyset_key(s->keys, i, &len);

		memcpy(&head.slot, text, sizeof(head.slot));
		memcpy(
		    &head.group, text + sizeof(head.slot), sizeof(head.group));
		tell(context, head.slot, head.group, s->counts[i]);
	}
}

/* One pass over a part: what there is room for is told; the rest, kept. */
static int
pass(struct overflow *o, struct temp *part, struct temp *rest, struct sums *s,
    struct strbuf *err)
{
	struct head head;
	int got;

	while ((got = get(o, part, &head, err)) == 1) {
		int added = sums_add(s, &o->text, head.count, err);

		if (added < 0)
			return -1;
		if (added == 0 && put(rest, &head, &o->text, err) != 0)
			return -1;
	}
	return got;
}

static int
settle_part(struct overflow *o, struct temp *part, size_t budget,
    overflow_fn *tell, void *context, struct strbuf *err)
{
	while (temp_is_open(part)) {
		struct temp rest = { 0 };
		struct sums sums = { .keys = keyset_new(), .budget = budget };
		int ret = temp_rewind(part, err);

		if (ret == 0)
			ret = pass(o, part, &rest, &sums, err);
		if (ret == 0)
			tell_all(&sums, tell, context);
		keyset_free(sums.keys);
		free(sums.counts);
		temp_close(part);
		*part = rest;
		if (ret != 0)
			return -1;
	}
	return 0;
}

int
overflow_settle(struct overflow *o, size_t budget, overflow_fn *tell,
    void *context, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < OVERFLOW_PARTS; i++)
		if (settle_part(o, &o->parts[i], budget, tell, context, err) !=
		    0)
			return -1;
	return 0;
}

/* --- another's ------------------------------------------------------------ */

static int
take_part(struct overflow *o, struct overflow *other, struct temp *part,
    overflow_group_fn *group_here, void *context, struct strbuf *err)
{
	struct head head;
	int got;

	if (!temp_is_open(part))
		return 0;
	if (temp_rewind(part, err) != 0)
		return -1;
	while ((got = get(other, part, &head, err)) == 1)
		if (overflow_add(o, head.slot,
			group_here(context, head.slot, head.group),
			other->text.s + PLACE_BYTES,
			other->text.len - PLACE_BYTES, head.count, err) != 0)
			return -1;
	temp_close(part);
	return got;
}

int
overflow_take(struct overflow *o, struct overflow *other,
    overflow_group_fn *group_here, void *context, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < OVERFLOW_PARTS; i++)
		if (take_part(o, other, &other->parts[i], group_here, context,
			err) != 0)
			return -1;
	return 0;
}
