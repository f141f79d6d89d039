/* siphash.c - SipHash with the rounds as a parameter, folded by the compiler.
 */
#include "vardstrom/siphash.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "vardstrom/bytes.h"
#include "vardstrom/diag.h"

/* The four words that the rounds stir. */
struct state {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t
rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void
stir(struct state *v, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		v->v0 += v->v1;
		v->v2 += v->v3;
		v->v1 = rotate(v->v1, 13) ^ v->v0;
		v->v3 = rotate(v->v3, 16) ^ v->v2;
		v->v0 = rotate(v->v0, 32);
		v->v2 += v->v1;
		v->v0 += v->v3;
		v->v1 = rotate(v->v1, 17) ^ v->v2;
		v->v3 = rotate(v->v3, 21) ^ v->v0;
		v->v2 = rotate(v->v2, 32);
	}
}

static inline uint64_t
word_at(const unsigned char *s)
{
	return bytes_number_8((const char *)s);
}

/* The last n bytes, fewer than 8, of a text of len; s is where they begin. */
static inline uint64_t
last_word(const unsigned char *s, size_t n, size_t len)
{
	uint64_t w = 0;

	if (n == 0)
		return 0;
	if (len >= 8)
		return word_at(s + n - 8) >> (64 - 8 * n);
	for (size_t i = 0; i < n; i++)
		w |= (uint64_t)s[i] << (8 * i);
	return w;
}

static inline uint64_t
siphash(const struct siphash_key *key, const char *text, size_t len, int rounds,
    int last_rounds)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t left = len;
	struct state v = { key->k0 ^ UINT64_C(0x736f6d6570736575),
		key->k1 ^ UINT64_C(0x646f72616e646f6d),
		key->k0 ^ UINT64_C(0x6c7967656e657261),
		key->k1 ^ UINT64_C(0x7465646279746573) };
	uint64_t w;

	for (; left >= 8; left -= 8, s += 8) {
		w = word_at(s);
		v.v3 ^= w;
		stir(&v, rounds);
		v.v0 ^= w;
	}
	w = (uint64_t)len << 56 | last_word(s, left, len);
	v.v3 ^= w;
	stir(&v, rounds);
	v.v0 ^= w;
	v.v2 ^= 0xff;
	stir(&v, last_rounds);
	return v.v0 ^ v.v1 ^ v.v2 ^ v.v3;
}

void
siphash_key_random(struct siphash_key *key)
{
	char bytes[sizeof(*key)];
	size_t n = 0;

	while (n < sizeof(bytes)) {
		ssize_t got = getrandom(bytes + n, sizeof(bytes) - n, 0);

		if (got > 0)
			n += (size_t)got;
		else if (errno != EINTR)
			die("no random bytes: %s", strerror(errno));
	}
	memcpy(key, bytes, sizeof(bytes));
}

uint64_t
siphash13(const struct siphash_key *key, const char *s, size_t len)
{
	return siphash(key, s, len, 1, 3);
}

uint64_t
siphash24(const struct siphash_key *key, const char *s, size_t len)
{
	return siphash(key, s, len, 2, 4);
}
