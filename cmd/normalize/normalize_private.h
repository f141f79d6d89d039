/* normalize_private.h - what rows and records of a normalizer share. */
#ifndef NORMALIZE_NORMALIZE_PRIVATE_H
#define NORMALIZE_NORMALIZE_PRIVATE_H

#include "normalize.h"

#include "cache.h"
#include "convert.h"
#include "derive.h"
#include "header.h"
#include "template.h"
#include "unknown.h"

enum { MAX_LAST = 32 /* bytes of a text that is compared with the next */ };

/* What a row's field goes through. Columns that a file lacks are left out. */
struct conversion {
	struct converter *cv;
	size_t column;
	int field;
	struct cache *cache; /* NULL: none */
	/* the last row's text, where its value still is in cv; or "" */
	size_t last_len;
	char last[MAX_LAST];
};

struct normalizer {
	const struct profile *p;
	struct converter *columns;
	struct derived *derived;
	size_t *to_derive; /* derivations that the template does not make */
	size_t n_to_derive;
	size_t n_unchained;   /* so many of them come first, in any order */
	struct cache **cache; /* of each column; NULL: none */
	struct conversion *conversions;
	size_t n_conversions;
	struct template *template;
	size_t *order; /* columns as they are converted */
	int *field_of; /* of a column in the row, or PROFILE_NONE */
	struct header_guess *guess;
	struct suggest *suggest; /* NULL: not asked for */
	struct unknown *unknown;
	uint64_t n_rows;
	struct stream_fault *faults;
	size_t *fault_column; /* beside faults, to put them in order */
	size_t n_faults;
	struct strbuf *texts; /* NDJSON: decoded strings, one a column */
	const struct ndjson_member **members; /* NDJSON: by column */
};

/** Convert a text of column i, or remember what became of it. */
const struct fault *normalizer_convert_text(
    struct normalizer *n, size_t i, const char *s, size_t len);

/** What a column needs of others that were converted before it. */
void normalizer_set_dates(struct normalizer *n, struct converter *cv);

/** Tell of an id that was read from a text, or refused (fault). */
void normalizer_tell_id(struct normalizer *n, const struct converter *cv,
    const char *s, size_t len, const struct fault *fault);

/** The value of column i stands, or its fault. */
void normalizer_finish_column(
    struct normalizer *n, size_t i, const struct fault *fault);

/** All columns are finished: derive, and join the record. */
struct normalized normalizer_finish(struct normalizer *n, uint64_t line_no);

#endif
