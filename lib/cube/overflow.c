/*
 * overflow.c - counts on disk, added up part by part.
 *
 * An entry is a count and, as its key, slot, group and the key's bytes.
 */
#include "overflow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "io/parts.h"
#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

/* What stands before each key. */
struct head {
	uint32_t count;
	uint32_t slot, group; /* with the key, they are what is counted */
};

/* Bytes of a head before what is counted. */
enum { PLACE_AT = sizeof(uint32_t) };

struct overflow {
	struct parts *parts;
	struct strbuf entry;
};

struct overflow *
overflow_new(void)
{
	struct overflow *o = xcalloc(1, sizeof(*o));

	o->parts = parts_new();
	strbuf_init(&o->entry);
	return o;
}

void
overflow_free(struct overflow *o)
{
	if (!o)
		return;
	parts_free(o->parts);
	strbuf_release(&o->entry);
	free(o);
}

int
overflow_add(struct overflow *o, uint32_t slot, uint32_t group, const char *key,
    size_t len, uint32_t count, struct strbuf *err)
{
	struct head head = { count, slot, group };

	strbuf_reset(&o->entry);
	strbuf_add(&o->entry, (const char *)&head, sizeof(head));
	strbuf_add(&o->entry, key, len);
	return parts_add(o->parts, o->entry.s, o->entry.len, PLACE_AT,
	    o->entry.len - PLACE_AT, err);
}

/* --- adding up ------------------------------------------------------------ */

/* The counts of one pass; each key's number is its index. */
struct sums {
	struct keyset *keys;
	uint32_t *counts;
	size_t cap;
	size_t budget;
	overflow_fn *tell;
	void *context;
};

static void
begin_pass(void *context)
{
	struct sums *s = context;

	s->keys = keyset_new();
	s->counts = NULL;
	s->cap = 0;
}

/* Is there room for one more text? There always is for the first. */
static bool
has_room(const struct sums *s, size_t len)
{
	size_t n = keyset_n(s->keys);

	return n == 0 || keyset_bytes(s->keys) + n * sizeof(*s->counts) + len <=
			     s->budget;
}

static enum parts_verdict
add_up(void *context, const char *entry, size_t entry_len, struct strbuf *err)
{
	struct sums *s = context;
	const char *text = entry + PLACE_AT;
	size_t len = entry_len - PLACE_AT;
	uint64_t hash = keyset_hash(s->keys, text, len);
	uint32_t count, i;

	memcpy(&count, entry, sizeof(count));
	if (!keyset_find_hashed(s->keys, text, len, hash, &i)) {
		if (!has_room(s, len))
			return PARTS_LATER;
		i = keyset_add_hashed(s->keys, text, len, hash, NULL);
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
		return PARTS_FAILED;
	}
	s->counts[i] += count;
	return PARTS_TAKEN;
}

/* Tell all of a pass; where it failed, what is told is of no use. */
static void
end_pass(void *context)
{
	struct sums *s = context;
	uint32_t place[2], i, n = keyset_n(s->keys);
	size_t len;

	for (i = 0; i < n; i++) {
		memcpy(place, keyset_key(s->keys, i, &len), sizeof(place));
		s->tell(s->context, place[0], place[1], s->counts[i]);
	}
	keyset_free(s->keys);
	free(s->counts);
}

int
overflow_finish(struct overflow *o, size_t budget, overflow_fn *tell,
    void *context, struct strbuf *err)
{
	struct sums sums = {
		.budget = budget, .tell = tell, .context = context
	};
	struct parts_work work = { &sums, begin_pass, add_up, end_pass };

	return parts_settle(o->parts, &work, err);
}

/* --- another's ------------------------------------------------------------ */

struct taking {
	struct overflow *to;
	overflow_group_fn *group_here;
	void *context;
};

static enum parts_verdict
take(void *context, const char *entry, size_t len, struct strbuf *err)
{
	struct taking *t = context;
	struct head head;

	memcpy(&head, entry, sizeof(head));
	return overflow_add(t->to, head.slot,
		   t->group_here(t->context, head.slot, head.group),
		   entry + sizeof(head), len - sizeof(head), head.count,
		   err) == 0
		   ? PARTS_TAKEN
		   : PARTS_FAILED;
}

int
overflow_take(struct overflow *o, struct overflow *other,
    overflow_group_fn *group_here, void *context, struct strbuf *err)
{
	struct taking t = { o, group_here, context };
	struct parts_work work = { &t, NULL, take, NULL };

	return parts_settle(other->parts, &work, err);
}
