/* join.c - resources to rows. */
#include "join.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "diagnoses.h"
#include "pack.h"
#include "row.h"
#include "sorted.h"
#include "vardstrom/xalloc.h"

/*
 * The keys of both sorts: what is asked for, an id, a NUL, a kind, and what
 * orders those of one kind. An id has no byte below '-'.
 */
enum kind {
	/* by a Condition's or Procedure's own id */
	KIND_SELF, /* the newest version first */
	KIND_USE,  /* an encounter's reference to it */
	/* by the encounter's id */
	KIND_ENCOUNTER, /* the newest version first */
	KIND_DIAGNOSIS, /* a Condition that names the encounter */
	KIND_USED,      /* a Condition that the encounter names */
	KIND_MEASURE    /* a Procedure */
};

/** The resource of which a group of entries is, in its newest version. */
struct group {
	struct strbuf key;  /* all but the kind and what follows */
	struct strbuf self; /* its entry's data; empty: was not read */
	unsigned char age[RESOURCE_AGE];
	struct place place;
	enum resource_reason reason;
	size_t used_no; /* among the used; 0: no encounter lists it */
};

/** A Condition that encounters list: where to, once their rows are known. */
struct used {
	struct place place;
	const char *reason; /* why it is in no row; NULL: it is in one */
};

struct join {
	const struct join_ends *ends; /* of the pass at hand */
	struct join_ends some;        /* of a pass that only tells, or writes */
	struct referred referred;
	struct sorted *selves; /* Conditions and Procedures by their ids */
	struct sorted *rows;   /* all of an encounter, by its id */
	struct group group;
	struct row row;
	struct used *used;
	size_t n_used, cap_used;
	struct strbuf key, data;
};

struct join *
join_new(const struct join_ends *ends, size_t memory)
{
	struct join *j = xcalloc(1, sizeof(*j));

	j->ends = ends;
	referred_init(&j->referred);
	j->selves = sorted_new(memory / 2);
	j->rows = sorted_new(memory / 2);
	strbuf_init(&j->group.key);
	strbuf_init(&j->group.self);
	strbuf_init(&j->key);
	strbuf_init(&j->data);
	row_init(&j->row, &j->ends, &j->referred);
	return j;
}

void
join_free(struct join *j)
{
	referred_release(&j->referred);
	sorted_free(j->selves);
	sorted_free(j->rows);
	free(j->used);
	strbuf_release(&j->group.key);
	strbuf_release(&j->group.self);
	strbuf_release(&j->key);
	strbuf_release(&j->data);
	row_release(&j->row);
	free(j);
}

/* --- entries -------------------------------------------------------------- */

static void
begin_key(struct join *j, const char *id, size_t len, enum kind kind)
{
	strbuf_reset(&j->key);
	strbuf_add(&j->key, id, len);
	strbuf_addch(&j->key, '\0');
	strbuf_addch(&j->key, (char)kind);
}

/* The same of a Condition or Procedure, whose ids are two sets. */
static void
begin_own_key(struct join *j, enum resource_type type, const char *id,
    size_t len, enum kind kind)
{
	strbuf_reset(&j->data);
	strbuf_addch(&j->data, type == RESOURCE_CONDITION ? 'C' : 'P');
	strbuf_add(&j->data, id, len);
	begin_key(j, j->data.s, j->data.len, kind);
	strbuf_reset(&j->data);
}

static void
pack_place(struct strbuf *sb, const struct place *place)
{
	strbuf_add(sb, (const char *)place, sizeof(*place));
}

static struct place
unpack_place(const char **at)
{
	struct place place;

	memcpy(&place, *at, sizeof(place));
	*at += sizeof(place);
	return place;
}

static int
put(struct join *j, struct sorted *to, struct strbuf *err)
{
	return sorted_add(
	    to, j->key.s, j->key.len, j->data.s, j->data.len, err);
}

/* Where a key's id ends, by the NUL behind it. */
static size_t
id_end(const struct sorted_entry *e)
{
	const char *nul = memchr(e->key, '\0', e->key_len);

	return (size_t)(nul - e->key);
}

static enum kind
kind_of(const struct sorted_entry *e)
{
	return (enum kind)e->key[id_end(e) + 1];
}

/* --- in ------------------------------------------------------------------- */

static int
add_encounter(struct join *j, const struct resource *r,
    const struct place *place, struct strbuf *err)
{
	begin_key(j, r->id.s, r->id.len, KIND_ENCOUNTER);
	strbuf_add(&j->key, (const char *)r->age, RESOURCE_AGE);
	strbuf_reset(&j->data);
	pack_place(&j->data, place);
	pack_number(&j->data, r->reason);
	strbuf_add(&j->data, r->texts.s, r->texts.len);
	if (put(j, j->rows, err) != 0)
		return -1;
	for (size_t i = 0; i < r->n_uses; i++) {
		const struct resource_use *use = &r->uses[i];

		begin_own_key(j, RESOURCE_CONDITION, r->names.s + use->at,
		    use->len, KIND_USE);
		pack_place(&j->data, place);
		pack_text(&j->data, r->id.s, r->id.len);
		pack_number(&j->data, use->rank);
		pack_number(&j->data, i);
		if (put(j, j->selves, err) != 0)
			return -1;
	}
	return 0;
}

static int
add_self(struct join *j, const struct resource *r, const struct place *place,
    struct strbuf *err)
{
	begin_own_key(j, r->type, r->id.s, r->id.len, KIND_SELF);
	strbuf_add(&j->key, (const char *)r->age, RESOURCE_AGE);
	pack_place(&j->data, place);
	pack_number(&j->data, r->reason);
	pack_text(&j->data, r->encounter.s, r->encounter.len);
	strbuf_add(&j->data, r->texts.s, r->texts.len);
	return put(j, j->selves, err);
}

static void
add_referred(
    struct join *j, const struct resource *r, const struct place *place)
{
	const struct join_ends *ends = j->ends;
	struct place before;

	switch (referred_add(&j->referred, r, place, &before)) {
	case REFERRED_NEW:
		break;
	case REFERRED_NEWER:
		ends->drop(ends->context, "older_version", &before);
		break;
	case REFERRED_OLDER:
		ends->drop(ends->context, "older_version", place);
		break;
	case REFERRED_CONFLICT:
		ends->tell(ends->context, JOIN_CONFLICT, place, &before);
		/* fallthrough */
	case REFERRED_REPEAT:
		ends->drop(ends->context, "repeat", place);
		break;
	}
}

int
join_add(struct join *j, const struct resource *r, const struct place *place,
    struct strbuf *err)
{
	switch (r->type) {
	case RESOURCE_ENCOUNTER:
		return add_encounter(j, r, place, err);
	case RESOURCE_CONDITION:
	case RESOURCE_PROCEDURE:
		return add_self(j, r, place, err);
	default:
		add_referred(j, r, place);
		return 0;
	}
}

/* --- groups: the newest version stands ------------------------------------ */

static bool
is_of_group(const struct group *g, const struct sorted_entry *e)
{
	size_t end = id_end(e);

	return g->key.len == end && memcmp(g->key.s, e->key, end) == 0;
}

static void
begin_group(struct group *g, const struct sorted_entry *e)
{
	strbuf_reset(&g->key);
	strbuf_add(&g->key, e->key, id_end(e));
	strbuf_reset(&g->self);
	g->used_no = 0;
	g->reason = RESOURCE_COUNTS;
}

/* A version of the group's resource: the first stands, others are dropped. */
static void
take_version(struct join *j, const struct sorted_entry *e)
{
	const struct join_ends *ends = j->ends;
	const char *age = e->key + e->key_len - RESOURCE_AGE, *at = e->data;
	struct group *g = &j->group;
	struct place place = unpack_place(&at);

	if (g->self.len == 0) {
		memcpy(g->age, age, RESOURCE_AGE);
		g->place = place;
		g->reason = (enum resource_reason)unpack_number(&at);
		strbuf_add(&g->self, at, e->len - (size_t)(at - e->data));
		return;
	}
	if (memcmp(g->age, age, RESOURCE_AGE) != 0) {
		ends->drop(ends->context, "older_version", &place);
		return;
	}
	if (g->place.hash != place.hash)
		ends->tell(ends->context, JOIN_CONFLICT, &place, &g->place);
	ends->drop(ends->context, "repeat", &place);
}

/* --- by a Condition's or Procedure's own id ------------------------------- */

/* That the encounter at place lists a Condition that no file has. */
static int
put_missing(struct join *j, const char *id, size_t len,
    const struct place *place, struct strbuf *err)
{
	begin_key(j, id, len, KIND_USED);
	strbuf_reset(&j->data);
	pack_place(&j->data, place);
	return put(j, j->rows, err);
}

/*
 * What an encounter refers to goes to it, if it is there and counts. Whether
 * the version that refers to it stands is not known yet.
 */
static int
use_condition(struct join *j, const struct sorted_entry *e, struct strbuf *err)
{
	struct group *g = &j->group;
	const char *at = e->data, *self = g->self.s, *id;
	struct place place = unpack_place(&at);
	size_t len;

	id = unpack_text(&at, &len);
	if (g->self.len == 0)
		return put_missing(j, id, len, &place, err);
	if (g->reason != RESOURCE_COUNTS)
		return 0;
	if (g->used_no == 0) {
		GROW(j->used, j->n_used, j->cap_used);
		j->used[j->n_used++] =
		    (struct used){ g->place, "no_encounter" };
		g->used_no = j->n_used;
	}
	begin_key(j, id, len, KIND_USED);
	strbuf_reset(&j->data);
	pack_place(&j->data, &place);
	pack_number(&j->data, unpack_number(&at)); /* the rank */
	pack_number(&j->data, unpack_number(&at)); /* the position */
	pack_number(&j->data, g->used_no);
	pack_text(&j->data, g->key.s, g->key.len);
	unpack_text(&self, &len); /* the encounter that it names */
	strbuf_add(&j->data, self, g->self.len - (size_t)(self - g->self.s));
	return put(j, j->rows, err);
}

/* The group is whole: its resource is dropped, or goes to its encounter. */
static int
end_self(struct join *j, struct strbuf *err)
{
	const struct join_ends *ends = j->ends;
	struct group *g = &j->group;
	const char *at = g->self.s, *id;
	size_t len;

	if (g->self.len == 0)
		return 0;
	if (g->reason != RESOURCE_COUNTS) {
		ends->drop(
		    ends->context, resource_strreason(g->reason), &g->place);
		return 0;
	}
	id = unpack_text(&at, &len);
	if (len == 0 && g->used_no == 0)
		ends->drop(ends->context, "no_encounter", &g->place);
	if (len == 0)
		return 0;
	begin_key(
	    j, id, len, g->key.s[0] == 'C' ? KIND_DIAGNOSIS : KIND_MEASURE);
	strbuf_add(&j->key, g->key.s, g->key.len);
	strbuf_reset(&j->data);
	pack_place(&j->data, &g->place);
	pack_number(&j->data, g->used_no);
	pack_text(&j->data, g->key.s, g->key.len);
	strbuf_add(&j->data, at, g->self.len - (size_t)(at - g->self.s));
	return put(j, j->rows, err);
}

static int
sort_out_selves(struct join *j, struct strbuf *err)
{
	struct sorted_entry e;
	int got;

	while ((got = sorted_next(j->selves, &e, err)) == 1) {
		if (!is_of_group(&j->group, &e)) {
			if (end_self(j, err) != 0)
				return -1;
			begin_group(&j->group, &e);
		}
		if (kind_of(&e) == KIND_SELF)
			take_version(j, &e);
		else if (use_condition(j, &e, err) != 0)
			return -1;
	}
	return got < 0 ? -1 : end_self(j, err);
}

/* --- by the encounter's id ------------------------------------------------ */

static void
end_row(struct join *j)
{
	const struct join_ends *ends = j->ends;
	struct group *g = &j->group;

	if (g->self.len == 0)
		return;
	if (g->reason != RESOURCE_COUNTS) {
		ends->drop(
		    ends->context, resource_strreason(g->reason), &g->place);
		return;
	}
	row_write(&j->row, g->key.s, g->key.len, &g->place, g->self.s);
}

/* A Condition or Procedure that names the encounter. */
static void
take_part(struct join *j, const struct sorted_entry *e, struct diagnoses *to)
{
	const struct join_ends *ends = j->ends;
	struct group *g = &j->group;
	const char *at = e->data, *id;
	struct place place = unpack_place(&at);
	size_t used_no = (size_t)unpack_number(&at), len;

	if (g->self.len == 0 || g->reason != RESOURCE_COUNTS) {
		const char *reason = g->self.len == 0
					 ? "unknown_encounter"
					 : resource_strreason(g->reason);

		if (used_no == 0)
			ends->drop(ends->context, reason, &place);
		else if (j->used[used_no - 1].reason)
			j->used[used_no - 1].reason = reason;
		return;
	}
	id = unpack_text(&at, &len);
	diagnoses_add(to, id, len, UINT32_MAX, UINT32_MAX, at,
	    e->len - (size_t)(at - e->data));
	if (used_no == 0)
		ends->absorb(ends->context);
	else
		j->used[used_no - 1].reason = NULL;
}

/* A Condition that the encounter names: in the version that stands. */
static void
take_used(struct join *j, const struct sorted_entry *e)
{
	struct group *g = &j->group;
	const char *at = e->data, *id;
	struct place place = unpack_place(&at);
	uint64_t rank, position;
	size_t len;

	if (place.file != g->place.file || place.line_no != g->place.line_no ||
	    g->reason != RESOURCE_COUNTS)
		return;
	if (e->len == sizeof(place)) {
		j->ends->tell(
		    j->ends->context, JOIN_NO_CONDITION, &place, NULL);
		return;
	}
	rank = unpack_number(&at);
	position = unpack_number(&at);
	j->used[unpack_number(&at) - 1].reason = NULL;
	id = unpack_text(&at, &len);
	diagnoses_add(&j->row.diagnoses, id, len, rank, position, at,
	    e->len - (size_t)(at - e->data));
}

static int
write_rows(struct join *j, struct strbuf *err)
{
	struct group *g = &j->group;
	struct sorted_entry e;
	int got;

	strbuf_reset(&g->key);
	strbuf_reset(&g->self);
	while ((got = sorted_next(j->rows, &e, err)) == 1) {
		if (!is_of_group(g, &e)) {
			end_row(j);
			begin_group(g, &e);
			row_clear(&j->row);
		}
		switch (kind_of(&e)) {
		case KIND_ENCOUNTER:
			take_version(j, &e);
			break;
		case KIND_DIAGNOSIS:
			take_part(j, &e, &j->row.diagnoses);
			break;
		case KIND_MEASURE:
			take_part(j, &e, &j->row.measures);
			break;
		default:
			take_used(j, &e);
		}
	}
	if (got == 0)
		end_row(j);
	return got;
}

/* What encounters list is in a row or, where none of them stands, is told. */
static void
settle_used(struct join *j)
{
	const struct join_ends *ends = j->ends;

	for (size_t i = 0; i < j->n_used; i++) {
		const struct used *used = &j->used[i];

		if (used->reason)
			ends->drop(ends->context, used->reason, &used->place);
		else
			ends->absorb(ends->context);
	}
}

/* --- passes --------------------------------------------------------------- */

static void
no_row(void *context, const char *json, size_t len)
{
	(void)context;
	(void)json;
	(void)len;
}

static void
no_drop(void *context, const char *reason, const struct place *place)
{
	(void)context;
	(void)reason;
	(void)place;
}

static void
no_absorb(void *context)
{
	(void)context;
}

static void
no_news(void *context, enum join_news news, const struct place *place,
    const struct place *other)
{
	(void)context;
	(void)news;
	(void)place;
	(void)other;
}

int
join_check(struct join *j, struct strbuf *err)
{
	const struct join_ends *ends = j->ends;
	int ret;

	if (sort_out_selves(j, err) != 0)
		return -1;
	sorted_free(j->selves);
	j->selves = NULL;
	j->some = *ends;
	j->some.row = no_row;
	j->some.drop = no_drop;
	j->some.absorb = no_absorb;
	j->ends = &j->some;
	ret = write_rows(j, err);
	j->some = *ends;
	j->some.tell = no_news;
	return ret != 0 ? -1 : sorted_rewind(j->rows, err);
}

int
join_finish(struct join *j, struct strbuf *err)
{
	if (j->selves && sort_out_selves(j, err) != 0)
		return -1;
	sorted_free(j->selves);
	j->selves = NULL;
	if (write_rows(j, err) != 0)
		return -1;
	settle_used(j);
	for (size_t i = 0; i < j->referred.n; i++)
		j->ends->absorb(j->ends->context);
	return 0;
}
