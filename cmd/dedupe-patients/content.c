/*
 * content.c - a fingerprint of a record's content.
 *
 * Hashed is what canonical_write makes of a record. A line is that already, up
 * to its `source`, where it has no blanks and no escapes and its members stand
 * in their set's order; so it is hashed as it is, in long steps. Whether
 * it is so is seen from the members: their lengths add up to the line's, and
 * a hash of the names, each at its place, is among those known.
 */
#include "content.h"

#include <stdbool.h>
#include <string.h>

#include "base/wide.h"
#include "canonical.h"
#include "vardstrom/bytes.h"
#include "vardstrom/dec.h"

enum { STEP = 64 /* bytes */ };

void
content_init(struct content *c)
{
	struct siphash_key seed;

	siphash_key_random(&seed);
	for (uint64_t i = 0; i < CONTENT_SECRETS; i++)
		c->secrets[i] = siphash24(&seed, (const char *)&i, sizeof(i));
	memset(c->known, 0, sizeof(c->known));
	c->n_known = 0;
	c->canonical = canonical_new();
	strbuf_init(&c->text);
}

void
content_release(struct content *c)
{
	canonical_free(c->canonical);
	strbuf_release(&c->text);
}

/* Both halves of the product of a and b, folded together. */
static inline uint64_t
fold(uint64_t a, uint64_t b)
{
	uint64_t hi, lo;

	wide_multiply(&hi, &lo, a, b);
	return lo ^ hi;
}

/* Two words onto h. */
static inline uint64_t
stir(uint64_t h, const char *s, uint64_t secret)
{
	return fold(
	    bytes_number_8(s) ^ secret, bytes_number_8(s + sizeof(h)) ^ h);
}

/* Four lanes that do not wait for each other. */
struct lanes {
	uint64_t a, b, c, d;
};

static inline void
stir_step(struct lanes *h, const char *s, const uint64_t *secrets)
{
	h->a = stir(h->a, s, secrets[4]);
	h->b = stir(h->b, s + 16, secrets[5]);
	h->c = stir(h->c, s + 32, secrets[6]);
	h->d = stir(h->d, s + 48, secrets[7]);
}

/*
 * Hash bytes in long steps, of which the last reaches back into the one before
 * or, where there is none, has zeros behind the bytes. The length tells apart
 * what is the same then.
 */
static uint64_t
hash_bytes(const uint64_t *secrets, const char *s, size_t len)
{
	struct lanes h = { secrets[0] ^ len, secrets[1], secrets[2],
		secrets[3] };
	char few[STEP] = { 0 };
	const char *last = few;

	if (len < STEP) {
		memcpy(few, s, len);
	} else {
		last = s + len - STEP;
		for (; s < last; s += STEP)
			stir_step(&h, s, secrets);
	}
	stir_step(&h, last, secrets);
	return fold(fold(h.a ^ secrets[4], h.b) ^ secrets[5],
	    fold(h.c ^ secrets[6], h.d));
}

/*
 * A hash of a name at its place, which is told by salt. 8 bytes may be read
 * from s, which is inside a line.
 */
static inline uint64_t
hash_name(const uint64_t *secrets, uint64_t salt, const char *s, size_t len)
{
	uint64_t w;

	if (len == 0)
		w = 0;
	else if (len <= 8)
		w = bytes_number_8(s) << (64 - 8 * len);
	else if (len <= 16)
		w = bytes_number_8(s) ^
		    bytes_number_8(s + len - 8) * secrets[7];
	else
		w = hash_bytes(secrets, s, len);
	return fold(w ^ secrets[4], salt + len);
}

/*
 * Is the line of rec, up to source, what canonical_write may write? Then *order
 * is a hash of the names in their order.
 */
static bool
is_plain(const struct content *c, const struct record *rec,
    const struct ndjson_member *source, uint64_t *order)
{
	const size_t n = rec->n_members - (source ? 1 : 0);
	uint64_t salt = c->secrets[5], sum = 0;
	size_t len = 1; /* of the line: its brace, and a comma a member */
	bool is_escaped = false;

	if (n == 0 || (source && source != &rec->members[n]))
		return false;
	for (size_t i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		len += (size_t)m->name_len + m->value_len +
		       (m->type == NDJSON_STRING ? 6 : 4);
		is_escaped |= m->name_escaped | m->value_escaped;
		if (m->type == NDJSON_NUMBER &&
		    !dec_is_key(m->value, m->value_len))
			return false;
		if (i == n)
			break;
		sum += hash_name(c->secrets, salt, m->name, m->name_len);
		salt += c->secrets[6];
	}
	*order = sum;
	return len == rec->len && !is_escaped;
}

/* --- orders that are known ------------------------------------------------ */

/* Where order is among those known, or where it may be put. */
static uint64_t *
place_of(struct content *c, uint64_t order)
{
	size_t i = (size_t)(order % CONTENT_SLOTS);

	while (c->known[i] != 0 && c->known[i] != order)
		i = (i + 1) % CONTENT_SLOTS;
	return &c->known[i];
}

static void
remember(struct content *c, uint64_t order)
{
	if (c->n_known == CONTENT_SLOTS / 2 || order == 0)
		return;
	*place_of(c, order) = order;
	c->n_known++;
}

/* --- the fingerprint ------------------------------------------------------ */

uint64_t
content_fingerprint(struct content *c, const struct record *rec,
    const struct ndjson_member *source)
{
	uint64_t order = 0, hash;
	bool may_stand = is_plain(c, rec, source, &order);

	if (may_stand && order != 0 && *place_of(c, order) == order) {
		/* the comma and the quote before the name, or the brace */
		const char *end =
		    source ? source->name - 2 : rec->line + rec->len - 1;

		hash = hash_bytes(
		    c->secrets, rec->line, (size_t)(end - rec->line));
	} else {
		strbuf_reset(&c->text);
		if (canonical_write(c->canonical, rec, source, &c->text) &&
		    may_stand)
			remember(c, order);
		hash = hash_bytes(c->secrets, c->text.s, c->text.len);
	}
	return hash >> (64 - 8 * CONTENT_BYTES);
}
