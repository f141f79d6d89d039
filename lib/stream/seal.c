/* seal.c - the marks around a stream as their reader sees them. */
#include "seal.h"

#include <stdio.h>
#include <string.h>

#include "vardstrom/ascii.h"

enum { MAX_DIGITS = 18 }; /* of a number of records */

enum seal_kind
seal_kind(struct seal *s, const struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &s->record);

	if (ndjson_is_text(m, "begin", 5))
		return SEAL_BEGIN;
	return ndjson_is_text(m, "end", 3) ? SEAL_END : SEAL_NONE;
}

static bool
read_count(const struct ndjson_member *m, uint64_t *n)
{
	uint64_t v = 0;
	uint32_t i;

	if (!m || m->type != NDJSON_NUMBER || m->value_len > MAX_DIGITS)
		return false;
	for (i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			return false;
		v = 10 * v + (uint64_t)ascii_digit(m->value[i]);
	}
	*n = v;
	return true;
}

/* Who wrote a mark; false: a name that no program has. */
static bool
read_by(struct seal *s, const struct record *rec, const char **by, size_t *len)
{
	const struct ndjson_member *m = record_get(rec, &s->by_f);

	*by = m ? m->value : "";
	*len = m ? m->value_len : 0;
	return !m || (m->type == NDJSON_STRING && m->value_len <= SEAL_MAX_BY);
}

/* A sentence with the name of who began the stream. */
static const char *
say(struct seal *s, const char *before, const char *behind)
{
	snprintf(s->why, sizeof(s->why), "%s of %.*s%s", before, (int)s->by_len,
	    s->by, behind);
	return s->why;
}

const char *
seal_take(struct seal *s, enum seal_kind kind, const struct record *rec)
{
	const char *by;
	uint64_t n;
	size_t len;

	if (!read_by(s, rec, &by, &len))
		return "a mark that no program wrote";
	if (kind == SEAL_BEGIN) {
		if (s->is_open)
			return "begins again before its end mark";
		memcpy(s->by, by, len);
		s->by_len = len;
		s->is_open = true;
		s->n_lines = 0;
		return NULL;
	}
	if (!s->is_open)
		return "an end mark without a begin mark";
	if (len != s->by_len || memcmp(s->by, by, len) != 0)
		return "the end mark is of another program than the begin "
		       "mark: the end of one stream and the beginning of "
		       "another are missing";
	if (!read_count(record_get(rec, &s->records), &n))
		return "an end mark without a number of records";
	if (n != s->n_lines)
		return say(s,
		    "the number of records is not that of the end mark",
		    ": rows were lost or added behind it; run it again, "
		    "or give --unseal where a filter of another kind stands "
		    "between");
	s->is_open = false;
	return NULL;
}

const char *
seal_end(struct seal *s)
{
	if (!s->is_open)
		return NULL;
	return say(s, "the end mark",
	    " is missing: it did not finish, so this is "
	    "not all; mend what it told of and run it again, and what comes "
	    "after it");
}
