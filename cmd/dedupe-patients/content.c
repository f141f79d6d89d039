/*
 * content.c - a fingerprint of a record's content.
 *
 * Only the answer "the same or not" is drawn from it, so the hash need not
 * withstand someone who can see it: words of eight bytes are folded together
 * with secret factors, which costs a few cycles each.
 */
#include "content.h"

#include <string.h>

void
content_init(struct content *c)
{
	siphash_key_random(&c->secret);
	c->source = (struct field)FIELD("source");
	strbuf_init(&c->scratch);
	strbuf_init(&c->plain);
}

void
content_release(struct content *c)
{
	strbuf_release(&c->scratch);
	strbuf_release(&c->plain);
}

/* Both halves of the product of a and b, folded together. */
static inline uint64_t
fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
load8(const char *s)
{
	uint64_t w;

	memcpy(&w, s, sizeof(w));
	return w;
}

static inline uint64_t
load4(const char *s)
{
	uint32_t w;

	memcpy(&w, s, sizeof(w));
	return w;
}

static inline uint64_t
load_few(const char *s, size_t len)
{
	uint64_t w = 0;

	for (size_t i = 0; i < len; i++)
		w = w << 8 | (unsigned char)s[i];
	return w;
}

/* Hash bytes onto seed; the length takes part. */
static uint64_t
hash_bytes(
    const struct siphash_key *secret, uint64_t seed, const char *s, size_t len)
{
	uint64_t a = 0, b = 0, h = fold(seed ^ len, secret->k0);

	for (; len > 16; len -= 16, s += 16)
		h = fold(load8(s) ^ secret->k1, load8(s + 8) ^ h);
	/* The last 16 bytes or fewer: two words that may overlap. */
	if (len >= 8) {
		a = load8(s);
		b = load8(s + len - 8);
	} else if (len >= 4) {
		a = load4(s);
		b = load4(s + len - 4);
	} else {
		a = load_few(s, len);
	}
	return fold(a ^ secret->k1, b ^ h);
}

/* The name; returns its length, in bytes. */
static size_t
add_name(struct content *c, const struct ndjson_member *m)
{
	struct ndjson_member name = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };
	const char *s;
	size_t len;

	ndjson_text(&name, &c->scratch, &s, &len);
	strbuf_add(&c->plain, s, len);
	return len;
}

/* What hash_member hashes of a member that is written in another way. */
static size_t
write_plain(struct content *c, const struct ndjson_member *m)
{
	const char *s = m->value;
	size_t len = m->value_len, name_len;

	strbuf_reset(&c->plain);
	name_len = add_name(c, m);
	strbuf_addstr(&c->plain, m->type == NDJSON_STRING ? "\":\"" : "\":");
	if (m->type == NDJSON_STRING)
		ndjson_text(m, &c->scratch, &s, &len);
	strbuf_add(&c->plain, s, len);
	return name_len;
}

/*
 * All bytes of name":"value or name":value at once, as nearly every member
 * stands in its line. The name's length tells where it ends, also where a
 * name or a value has such bytes in it.
 */
static uint64_t
hash_member(struct content *c, const struct ndjson_member *m)
{
	const bool is_text = m->type == NDJSON_STRING;
	const size_t between = is_text ? 3 : 2;
	size_t name_len = m->name_len;
	size_t len = name_len + between + m->value_len;
	const char *s = m->name;

	if (m->name_escaped || m->value_escaped ||
	    m->value != m->name + m->name_len + between) {
		name_len = write_plain(c, m);
		s = c->plain.s;
		len = c->plain.len;
	}
	return hash_bytes(
	    &c->secret, (uint64_t)name_len << 1 | is_text, s, len);
}

uint64_t
content_fingerprint(struct content *c, const struct record *rec)
{
	const struct ndjson_member *source = record_get(rec, &c->source);
	uint64_t sum = rec->n_members - (source ? 1 : 0);

	for (size_t i = 0; i < rec->n_members; i++)
		if (&rec->members[i] != source)
			sum += hash_member(c, &rec->members[i]);
	/* A sum's low bits are as good as its high ones after this. */
	return fold(sum ^ c->secret.k1, c->secret.k0) >>
	       (64 - 8 * CONTENT_BYTES);
}
