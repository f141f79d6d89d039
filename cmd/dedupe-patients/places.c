/* places.c - a place is the number of a base and the low bits of a line. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/keyset.h"
#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

enum {
	PART_BYTES = sizeof(uint64_t) /* a base: the part's number, the file */
};

struct places {
	struct keyset *bases;
	size_t max_bytes; /* of bases */
	struct strbuf base;
	/* That of the record before: mostly that of the next one, too. */
	struct strbuf last_file;
	uint64_t last_part;
	uint32_t last; /* its number */
	bool has_last;
	struct strbuf scratch;
};

struct places *
places_new(size_t max_bytes)
{
	struct places *places = xcalloc(1, sizeof(*places));

	places->bases = keyset_new();
	places->max_bytes = max_bytes;
	strbuf_init(&places->base);
	strbuf_init(&places->last_file);
	strbuf_init(&places->scratch);
	return places;
}

void
places_free(struct places *places)
{
	if (!places)
		return;
	keyset_free(places->bases);
	strbuf_release(&places->base);
	strbuf_release(&places->last_file);
	strbuf_release(&places->scratch);
	free(places);
}

/* Number a part of a file, as last; false where there are too many. */
static bool
number_base(
    struct places *places, const char *file, size_t file_len, uint64_t part)
{
	struct strbuf *base = &places->base;

	strbuf_reset(base);
	strbuf_add(base, (const char *)&part, PART_BYTES);
	strbuf_add(base, file, file_len);
	if (keyset_n(places->bases) < PLACES_MAX_BASES &&
	    keyset_bytes(places->bases) + base->len < places->max_bytes)
		places->last =
		    keyset_add(places->bases, base->s, base->len, NULL);
	else if (!keyset_find(places->bases, base->s, base->len, &places->last))
		return false;
	strbuf_reset(&places->last_file);
	strbuf_add(&places->last_file, file, file_len);
	places->last_part = part;
	return true;
}

static uint64_t
place_in(
    struct places *places, const char *file, size_t file_len, uint64_t line_no)
{
	uint64_t part = line_no >> PLACES_LINE_BITS;

	if (!places->has_last || part != places->last_part ||
	    file_len != places->last_file.len || file_len == 0 ||
	    !bytes_are_same(file, places->last_file.s, file_len))
		places->has_last = number_base(places, file, file_len, part);
	if (!places->has_last)
		return PLACE_UNKNOWN;
	return (uint64_t)places->last << PLACES_LINE_BITS |
	       (line_no & ((1 << PLACES_LINE_BITS) - 1));
}

uint64_t
places_of(struct places *places, const struct ndjson_member *source,
    const char *file, uint64_t line_no)
{
	const char *s;
	size_t len, file_len;

	if (source && source->type == NDJSON_STRING) {
		s = source->value;
		len = source->value_len;
		if (source->value_escaped)
			ndjson_text(source, &places->scratch, &s, &len);
		if (records_split_source(s, len, &file_len, &line_no))
			return place_in(places, s, file_len, line_no);
	}
	return place_in(places, file, strlen(file), line_no);
}

void
places_format(const struct places *places, uint64_t place, struct strbuf *sb)
{
	const char *base;
	uint64_t part;
	size_t len;

	if (place == PLACE_UNKNOWN) {
		strbuf_addstr(sb, "an unknown place");
		return;
	}
	base = keyset_key(
	    places->bases, (uint32_t)(place >> PLACES_LINE_BITS), &len);
	memcpy(&part, base, PART_BYTES);
	strbuf_add(sb, base + PART_BYTES, len - PART_BYTES);
	strbuf_addch(sb, ':');
	strbuf_addu(sb,
	    part << PLACES_LINE_BITS | (place & ((1 << PLACES_LINE_BITS) - 1)));
}
