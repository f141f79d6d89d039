/* test_unpack.c - whichever library unpacks gzip, the bytes are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "../../lib/io/unpack.h"

enum { TEXT = 20000, PACKED = 2 * TEXT };

static char text[TEXT];
static unsigned char packed[PACKED];
static size_t packed_len;

/** Text that packs neither to nothing nor not at all; fixed seed. */
static int
make_member(void **state)
{
	uint32_t x = 1;
	z_stream z = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < TEXT; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = i > 100 && x >> 30 ? text[i - 100 + (x >> 28)]
					     : (char)('a' + (x >> 24) % 26);
	}
	deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)text;
	z.avail_in = TEXT;
	z.next_out = packed;
	z.avail_out = PACKED;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		return -1;
	packed_len = PACKED - z.avail_out;
	return deflateEnd(&z);
}

/**
 * Unpack with step bytes of input and of room at a time.
 *
 * Returns: UNPACK_END, UNPACK_CORRUPT, or UNPACK_MORE if it is cut off.
 */
static enum unpack_status
unpack(const struct unpack_library *lib, const unsigned char *in, size_t len,
    size_t step, char *out, size_t *out_len)
{
	void *state = lib->new ();
	enum unpack_status status = UNPACK_MORE;
	size_t at = 0;

	*out_len = 0;
	lib->reset(state);
	while (status == UNPACK_MORE) {
		struct unpack_span span;
		size_t room = TEXT + 1 - *out_len;

		span.in = in + at;
		span.in_len = len - at < step ? len - at : step;
		span.out = out + *out_len;
		span.out_len = room < step ? room : step;
		status = lib->some(state, &span);
		/* nothing left to read, or more text than there was */
		if (span.in == in + at && span.out == out + *out_len)
			break;
		at = (size_t)(span.in - in);
		*out_len = (size_t)(span.out - out);
	}
	lib->free(state);
	return status;
}

static const struct unpack_library *const libraries[] = {
	&unpack_zlib,
	&UNPACK_BEST,
};
enum { N_LIBRARIES = sizeof(libraries) / sizeof(*libraries) };

static void
test_steps(void **state)
{
	static const size_t steps[] = { 1, 2, 7, 64, 1000, 4096, TEXT + 1 };
	char out[TEXT + 1];
	size_t i, k, len;

	(void)state;
	for (i = 0; i < N_LIBRARIES; i++) {
		for (k = 0; k < sizeof(steps) / sizeof(*steps); k++) {
			assert_int_equal(unpack(libraries[i], packed,
					     packed_len, steps[k], out, &len),
			    UNPACK_END);
			assert_int_equal(len, TEXT);
			assert_memory_equal(out, text, TEXT);
		}
	}
}

static void
test_cut_off(void **state)
{
	char out[TEXT + 1];
	size_t i, n, len;

	(void)state;
	for (i = 0; i < N_LIBRARIES; i++)
		for (n = 0; n < packed_len; n += 1 + packed_len / 200)
			assert_int_equal(
			    unpack(libraries[i], packed, n, TEXT, out, &len),
			    UNPACK_MORE);
}

/** A flipped bit is found by both, or by the checksum, or changes nothing. */
static void
test_flipped_bits(void **state)
{
	char out[TEXT + 1];
	size_t i, at, len;

	(void)state;
	for (at = 10; at < packed_len; at += 1 + packed_len / 300) {
		packed[at] ^= 4;
		for (i = 0; i < N_LIBRARIES; i++)
			if (unpack(libraries[i], packed, packed_len, TEXT, out,
				&len) == UNPACK_END)
				fail_msg("%s took a flipped bit at %zu",
				    libraries[i]->name, at);
		packed[at] ^= 4;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_flipped_bits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_member, NULL) != 0;
}
