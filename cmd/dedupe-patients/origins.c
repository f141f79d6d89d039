/* origins.c - an origin is the number of a base and the low bits of a line. */
#include "origins.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/keyset.h"
#include "vardstrom/records.h"
#include "vardstrom/xalloc.h"

enum {
	PART_BYTES = sizeof(uint64_t) /* a base: the part's number, the file */
};

struct origins {
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

struct origins *
origins_new(size_t max_bytes)
{
	struct origins *origins = xcalloc(1, sizeof(*origins));

	origins->bases = keyset_new();
	origins->max_bytes = max_bytes;
	strbuf_init(&origins->base);
	strbuf_init(&origins->last_file);
	strbuf_init(&origins->scratch);
	return origins;
}

void
origins_free(struct origins *origins)
{
	if (!origins)
		return;
	keyset_free(origins->bases);
	strbuf_release(&origins->base);
	strbuf_release(&origins->last_file);
	strbuf_release(&origins->scratch);
	free(origins);
}

/* Number a part of a file, as last; false where there are too many. */
static bool
number_base(
    struct origins *origins, const char *file, size_t file_len, uint64_t part)
{
	struct strbuf *base = &origins->base;

	strbuf_reset(base);
	strbuf_add(base, (const char *)&part, PART_BYTES);
	strbuf_add(base, file, file_len);
	if (keyset_n(origins->bases) < ORIGINS_MAX_BASES &&
	    keyset_bytes(origins->bases) + base->len < origins->max_bytes)
		origins->last =
		    keyset_add(origins->bases, base->s, base->len, NULL);
	else if (!keyset_find(
		     origins->bases, base->s, base->len, &origins->last))
		return false;
	strbuf_reset(&origins->last_file);
	strbuf_add(&origins->last_file, file, file_len);
	origins->last_part = part;
	return true;
}

static uint64_t
origin_in(struct origins *origins, const char *file, size_t file_len,
    uint64_t line_no)
{
	uint64_t part = line_no >> ORIGINS_LINE_BITS;

	if (!origins->has_last || part != origins->last_part ||
	    file_len != origins->last_file.len || file_len == 0 ||
	    !bytes_are_same(file, origins->last_file.s, file_len))
		origins->has_last = number_base(origins, file, file_len, part);
	if (!origins->has_last)
		return ORIGIN_UNKNOWN;
	return (uint64_t)origins->last << ORIGINS_LINE_BITS |
	       (line_no & ((1 << ORIGINS_LINE_BITS) - 1));
}

uint64_t
origins_of(struct origins *origins, const struct ndjson_member *source,
    const char *file, uint64_t line_no)
{
	const char *s;
	size_t len, file_len;

	if (source && source->type == NDJSON_STRING) {
		s = source->value;
		len = source->value_len;
		if (source->value_escaped)
			ndjson_text(source, &origins->scratch, &s, &len);
		if (records_split_source(s, len, &file_len, &line_no))
			return origin_in(origins, s, file_len, line_no);
	}
	return origin_in(origins, file, strlen(file), line_no);
}

void
origins_format(
    const struct origins *origins, uint64_t origin, struct strbuf *sb)
{
	const char *base;
	uint64_t part;
	size_t len;

	if (origin == ORIGIN_UNKNOWN) {
		strbuf_addstr(sb, "an unknown place");
		return;
	}
	base = keyset_key(
	    origins->bases, (uint32_t)(origin >> ORIGINS_LINE_BITS), &len);
	memcpy(&part, base, PART_BYTES);
	strbuf_add(sb, base + PART_BYTES, len - PART_BYTES);
	strbuf_addch(sb, ':');
	strbuf_addu(sb, part << ORIGINS_LINE_BITS |
			    (origin & ((1 << ORIGINS_LINE_BITS) - 1)));
}
