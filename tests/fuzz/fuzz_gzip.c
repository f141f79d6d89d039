/*
 * fuzz_gzip.c - any bytes as a packed file, read as the programs read it and
 * by gzread of zlib: what is accepted is the same bytes.
 *
 * The first byte says what the rest is: a file as it stands, or texts that
 * become members, of which one byte is then changed or the end cut off.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "../../lib/io/unpack.h"
#include "../../lib/io/zin.h"
#include "given.h"
#include "vardstrom/zmember.h"

enum { ROOM = 1 << 20, MAX_PLAIN = 16 * ROOM };

/* All of it; false with what came before the fault. */
static bool
read_ours(const char *path, struct strbuf *out)
{
	static char block[4096];
	struct strbuf err = STRBUF_INIT;
	struct zin *z = zin_open(path, true, &err);
	ssize_t n;

	assert(z);
	while (
	    (n = zin_read(z, block, sizeof(block))) > 0 && out->len < MAX_PLAIN)
		strbuf_add(out, block, (size_t)n);
	assert(n >= 0 || *zin_error(z));
	zin_close(z);
	strbuf_release(&err);
	return n == 0;
}

static bool
read_zlib(const char *path, struct strbuf *out)
{
	static char block[4096];
	gzFile f = gzopen(path, "rb");
	int n;

	assert(f);
	while ((n = gzread(f, block, sizeof(block))) > 0)
		strbuf_add(out, block, (size_t)n);
	return gzclose(f) == Z_OK && n == 0;
}

/* One member by a library; *used is how much of g it took. */
static enum unpack_status
unpack(const struct unpack_library *library, struct given g, struct strbuf *out,
    size_t *used)
{
	void *state = library->new ();
	struct unpack_span span = { (const unsigned char *)g.s, g.len, NULL,
		0 };
	enum unpack_status status;
	size_t before;

	library->reset(state);
	strbuf_grow(out, ROOM);
	span.out = out->s;
	span.out_len = ROOM;
	do {
		before = span.in_len + span.out_len;
		status = library->some(state, &span);
	} while (status == UNPACK_MORE && span.in_len + span.out_len < before);
	out->len = (size_t)(span.out - out->s);
	*used = g.len - span.in_len;
	library->free(state);
	return status;
}

static void
compare_libraries(struct given g)
{
#ifdef VARDSTROM_ISAL
	struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
	size_t one_used, other_used;
	enum unpack_status a = unpack(&unpack_zlib, g, &one, &one_used);
	enum unpack_status b = unpack(&unpack_isal, g, &other, &other_used);

	assert(a == b);
	if (a == UNPACK_END) {
		assert(one_used == other_used && one.len == other.len);
		assert(memcmp(one.s, other.s, one.len) == 0);
	}
	strbuf_release(&one);
	strbuf_release(&other);
#else
	struct strbuf one = STRBUF_INIT;
	size_t used;

	unpack(&unpack_zlib, g, &one, &used);
	strbuf_release(&one);
#endif
}

static void
compare_files(struct given g)
{
	struct strbuf ours = STRBUF_INIT, theirs = STRBUF_INIT;
	char path[GIVEN_PATH];

	given_file(path, g);
	if (read_ours(path, &ours)) {
		assert(read_zlib(path, &theirs));
		assert(ours.len == theirs.len);
		assert(memcmp(ours.s, theirs.s, ours.len) == 0);
	}
	given_drop(path);
	strbuf_release(&ours);
	strbuf_release(&theirs);
}

/* Members of the texts; what is whole comes back as it was. */
static void
pack(struct given g, unsigned how, unsigned where)
{
	struct strbuf packed = STRBUF_INIT, plain = STRBUF_INIT,
		      back = STRBUF_INIT;
	char path[GIVEN_PATH];

	while (g.len > 0) {
		struct given part = given_cut(&g);

		zmember_add(&packed, part.s, part.len);
		strbuf_add(&plain, part.s, part.len);
	}
	given_file(path, (struct given){ packed.s, packed.len });
	assert(read_ours(path, &back));
	assert(back.len == plain.len);
	assert(memcmp(back.s, plain.s, back.len) == 0);
	given_drop(path);
	if (packed.len > 0 && how == 2)
		packed.s[where % packed.len] ^= (char)(1 << where % 8);
	if (packed.len > 0 && how == 3)
		packed.len = where % packed.len;
	compare_files((struct given){ packed.s, packed.len });
	compare_libraries((struct given){ packed.s, packed.len });
	strbuf_release(&packed);
	strbuf_release(&plain);
	strbuf_release(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given g = given_all(data, len);
	unsigned how = given_byte(&g) % 4, where;

	if (how == 0) {
		compare_files(g);
		compare_libraries(g);
		return 0;
	}
	where = given_byte(&g) << 8;
	where |= given_byte(&g);
	pack(g, how, where);
	return 0;
}
