/* normalize.c - a row of an extract to a canonical record, by a profile. */
#include "normalize_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/switches.h"
#include "vardstrom/bytes.h"
#include "vardstrom/xalloc.h"

static const struct fault missing = { "missing", "is required and empty" };

enum {
	N_CACHED = 1024,      /* conversions kept of a column */
	N_CACHED_LISTS = 2048 /* of lists, whose elements combine */
};

/* --- making ready --------------------------------------------------------- */

/* Person ids rest on a date, so columns without an "at" go first. */
static void
choose_order(struct normalizer *n)
{
	size_t count = 0, i;

	for (i = 0; i < n->p->n_columns; i++)
		if (n->p->columns[i].at == PROFILE_NONE)
			n->order[count++] = i;
	for (i = 0; i < n->p->n_columns; i++)
		if (n->p->columns[i].at != PROFILE_NONE)
			n->order[count++] = i;
}

static void
make_caches(struct normalizer *n)
{
	size_t i;

	for (i = 0; i < n->p->n_columns; i++) {
		enum profile_type type = n->p->columns[i].type;

		if (SWITCH_TEXTS && convert_is_remembered(type))
			n->cache[i] = cache_new(
			    type == PROFILE_LIST ? N_CACHED_LISTS : N_CACHED);
	}
}

static void
make_template(struct normalizer *n)
{
	size_t i;

	n->template = template_new(n->p, n->columns, n->derived);
	for (i = 0; i < n->p->n_derived; i++)
		if (!template_makes(n->template, i) &&
		    !n->p->derived[i].is_chained)
			n->to_derive[n->n_to_derive++] = i;
	n->n_unchained = n->n_to_derive;
	for (i = 0; i < n->p->n_derived; i++)
		if (n->p->derived[i].is_chained)
			n->to_derive[n->n_to_derive++] = i;
}

struct normalizer *
normalizer_new(const struct profile *p, struct lookup *const *lookups,
    struct pseudonym *pseudonym)
{
	struct normalizer *n = xcalloc(1, sizeof(*n));
	size_t i, n_columns = p->n_columns, n_all = n_columns + p->n_made;

	n->p = p;
	n->columns = xcalloc(n_all + 1, sizeof(*n->columns));
	n->order = xcalloc(n_columns + 1, sizeof(*n->order));
	n->field_of = xcalloc(n_columns + 1, sizeof(*n->field_of));
	n->texts = xcalloc(n_columns + 1, sizeof(*n->texts));
	n->members = xcalloc(n_columns + 1, sizeof(*n->members));
	n->faults = xcalloc(n_all + p->n_derived + 1, sizeof(*n->faults));
	n->fault_column =
	    xcalloc(n_all + p->n_derived + 1, sizeof(*n->fault_column));
	n->derived = xcalloc(p->n_derived + 1, sizeof(*n->derived));
	n->to_derive = xcalloc(p->n_derived + 1, sizeof(*n->to_derive));
	n->cache = xcalloc(n_columns + 1, sizeof(struct cache *));
	n->conversions = xcalloc(n_columns + 1, sizeof(*n->conversions));
	n->guess = header_guess_new(p);
	n->unknown = unknown_new();
	for (i = 0; i < n_all; i++) {
		int table = p->columns[i].table;

		converter_init(&n->columns[i], &p->columns[i],
		    table == PROFILE_NONE ? NULL : lookups[table]);
		n->columns[i].pseudonym = pseudonym;
	}
	for (i = 0; i < n_columns; i++)
		strbuf_init(&n->texts[i]);
	for (i = 0; i < p->n_derived; i++) {
		derived_init(&n->derived[i]);
		if (p->derived[i].table != PROFILE_NONE)
			n->derived[i].lookup = lookups[p->derived[i].table];
	}
	choose_order(n);
	make_caches(n);
	make_template(n);
	return n;
}

void
normalizer_free(struct normalizer *n)
{
	size_t i;

	if (!n)
		return;
	for (i = 0; i < n->p->n_columns + n->p->n_made; i++)
		converter_release(&n->columns[i]);
	for (i = 0; i < n->p->n_columns; i++) {
		xwipe(n->texts[i].s, n->texts[i].cap);
		strbuf_release(&n->texts[i]);
		cache_free(n->cache[i]);
	}
	for (i = 0; i < n->p->n_derived; i++)
		derived_release(&n->derived[i]);
	template_free(n->template);
	header_guess_free(n->guess);
	unknown_free(n->unknown);
	free(n->columns);
	free(n->derived);
	free(n->to_derive);
	free(n->cache);
	xwipe(n->conversions, n->p->n_columns * sizeof(*n->conversions));
	free(n->conversions);
	free(n->order);
	free(n->field_of);
	free(n->faults);
	free(n->fault_column);
	free(n->texts);
	free(n->members);
	free(n);
}

void
normalizer_set_suggest(struct normalizer *n, struct suggest *suggest)
{
	n->suggest = suggest;
}

size_t
normalizer_unknown(
    struct normalizer *n, struct unknown_name chosen[UNKNOWN_MAX_SHOWN])
{
	return unknown_choose(n->unknown, n->n_rows, chosen);
}

/* What a column that this file lacks is in all its rows. */
static void
leave_out(struct normalizer *n, size_t i)
{
	struct converter *cv = &n->columns[i];

	cv->v.form = VALUE_MISSING;
	cv->is_faulty = false;
	if (cv->column->texts)
		(void)normalizer_convert_text(
		    n, i, "", 0); /* no value has no fault */
}

static void
plan_conversions(struct normalizer *n)
{
	size_t k;

	n->n_conversions = 0;
	for (k = 0; k < n->p->n_columns; k++) {
		size_t i = n->order[k];

		if (n->field_of[i] == PROFILE_NONE)
			leave_out(n, i);
		else
			n->conversions[n->n_conversions++] =
			    (struct conversion){
				    .cv = &n->columns[i],
				    .column = i,
				    .field = n->field_of[i],
				    .cache = n->cache[i],
			    };
	}
}

int
normalizer_begin(struct normalizer *n, const char *name,
    const struct table_row *header, struct strbuf *err, struct strbuf *note)
{
	if (n->suggest)
		suggest_begin(n->suggest, name);
	template_begin(n->template, name);
	if (!header)
		return 0;
	if (header_match(n->p, name, header, n->field_of, err, note) < 0)
		return -1;
	plan_conversions(n);
	return 0;
}

/* --- one row -------------------------------------------------------------- */

static void
add_fault(struct normalizer *n, size_t column, const struct fault *fault)
{
	size_t i = n->n_faults++;

	/* in the profile's order, whatever was converted first */
	for (; i > 0 && n->fault_column[i - 1] > column; i--) {
		n->faults[i] = n->faults[i - 1];
		n->fault_column[i] = n->fault_column[i - 1];
	}
	n->fault_column[i] = column;
	n->faults[i].field = n->p->columns[column].names[0];
	n->faults[i].code = fault->code;
	n->faults[i].message = fault->message;
}

/* What a column needs of others that were converted before it. */
void
normalizer_set_dates(struct normalizer *n, struct converter *cv)
{
	const struct converter *at;

	if (cv->column->at == PROFILE_NONE)
		return;
	at = &n->columns[cv->column->at];
	cv->at = at->is_faulty                 ? CONVERT_AT_FAULTY
		 : at->v.form == VALUE_MISSING ? CONVERT_AT_NONE
					       : CONVERT_AT_DAY;
	cv->at_day = at->v.number;
}

/* Tell of an id that was read from a text, or refused (fault). */
void
normalizer_tell_id(struct normalizer *n, const struct converter *cv,
    const char *s, size_t len, const struct fault *fault)
{
	if (cv->column->type != PROFILE_PERSON_ID || len == 0)
		return;
	if (!fault && cv->pnr.len > 0)
		suggest_met(n->suggest, cv->pnr.id, cv->pnr.len);
	/* without the record's own date, the century would be guessed */
	if (fault && cv->at == CONVERT_AT_DAY)
		suggest_refused(
		    n->suggest, &(struct suggest_text){
				    s, len, cv->at_day, cv->column->reserves });
}

void
normalizer_finish_column(
    struct normalizer *n, size_t i, const struct fault *fault)
{
	struct converter *cv = &n->columns[i];

	if (fault) {
		cv->v.form = VALUE_MISSING;
		cv->v.number = 0; /* of no text that says why */
	} else if (cv->v.form == VALUE_MISSING &&
		   cv->column->need == PROFILE_VALUE) {
		fault = &missing;
	}
	cv->is_faulty = fault != NULL;
	if (fault)
		add_fault(n, i, fault);
}

/* Make the derivation of number i. */
static inline __attribute__((always_inline)) void
derive_one(struct normalizer *n, size_t i)
{
	const struct profile_derived *how = &n->p->derived[i];
	const struct fault *fault = derive(&n->derived[i], how, n->columns);

	if (fault)
		add_fault(n, (size_t)how->of[0], fault);
}

/* Those that rest on others, or others on them, in the profile's order. */
static void
derive_chained(struct normalizer *n)
{
	size_t k;

	for (k = n->n_unchained; k < n->n_to_derive; k++) {
		size_t i = n->to_derive[k];
		int made = n->p->derived[i].made;
		const struct fault *fault;

		derive_one(n, i);
		if (made == PROFILE_NONE)
			continue;
		fault = derive_made(&n->derived[i], &n->columns[made]);
		if (fault)
			add_fault(n, (size_t)made, fault);
	}
}

static void
derive_rest(struct normalizer *n)
{
	size_t k;

	for (k = 0; k < n->n_unchained; k++)
		derive_one(n, n->to_derive[k]);
	if (n->n_unchained < n->n_to_derive)
		derive_chained(n);
}

/* A name that its table lacks, in a row with no other fault. */
static void
note_unknown(struct normalizer *n)
{
	const struct converter *cv = &n->columns[n->fault_column[0]];

	if (n->n_faults == 1 && cv->lookup && cv->is_faulty &&
	    n->faults[0].code == cv->column->unknown)
		unknown_met(n->unknown, n->faults[0].field, cv->lookup,
		    cv->unknown, cv->unknown_len);
}

struct normalized
normalizer_finish(struct normalizer *n, uint64_t line_no)
{
	struct normalized done = { NULL, 0, n->faults, 0 };

	derive_rest(n);
	done.n_faults = n->n_faults;
	n->n_rows++;
	if (n->n_faults == 0)
		done.json = template_join(n->template, line_no, &done.len);
	else
		note_unknown(n);
	return done;
}

/* Convert a text, or remember what became of it. */
static const struct fault *
convert_text(struct normalizer *n, size_t i, const char *s, size_t len)
{
	struct converter *cv = &n->columns[i];
	struct cache *cache = n->cache[i];
	struct fragment *fragments = template_fragments(n->template, i);
	const struct fault *fault;

	if (cache && cache_get(cache, s, len, &cv->v, fragments))
		return NULL;
	fault = convert(cv, s, len);
	if (fault)
		return fault;
	template_make_fragments(n->template, i);
	if (cache)
		cache_put(cache, s, len, &cv->v, fragments);
	return NULL;
}

const struct fault *
normalizer_convert_text(
    struct normalizer *n, size_t i, const char *s, size_t len)
{
	return convert_text(n, i, s, len);
}

/* Is it the text of the row before, whose value still stands? */
static inline bool
is_as_before(
    const struct conversion *conversion, const struct table_field *field)
{
	return field->len == conversion->last_len &&
	       bytes_are_same(field->s, conversion->last, field->len);
}

static inline void
keep_last(struct conversion *conversion, const struct table_field *field)
{
	conversion->last_len = 0;
	if (field->len > MAX_LAST || conversion->cv->v.form == VALUE_MISSING)
		return;
	/* all of it: LINES_PADDING bytes behind a field can be read */
	memcpy(conversion->last, field->s, MAX_LAST);
	conversion->last_len = field->len;
}

/* Nothing, where nothing needs to be: many columns mostly are so. */
static inline bool
take_empty(struct conversion *conversion, const struct table_field *field)
{
	struct converter *cv = conversion->cv;

	if (field->len > 0 || cv->is_empty_news)
		return false;
	cv->v.form = VALUE_MISSING;
	cv->is_faulty = false;
	conversion->last_len = 0;
	return true;
}

static void
convert_field(struct normalizer *n, struct conversion *conversion,
    const struct table_field *field)
{
	struct converter *cv = conversion->cv;
	const struct fault *fault;

	normalizer_set_dates(n, cv);
	fault = convert_text(n, conversion->column, field->s, field->len);
	if (n->suggest)
		normalizer_tell_id(n, cv, field->s, field->len, fault);
	normalizer_finish_column(n, conversion->column, fault);
	if (conversion->cache)
		keep_last(conversion, field);
}

struct normalized
normalizer_row(struct normalizer *n, const struct table_row *row)
{
	struct conversion *conversion, *end = n->conversions + n->n_conversions;

	n->n_faults = 0;
	if (n->suggest)
		suggest_row(n->suggest, row->line_no);
	for (conversion = n->conversions; conversion < end; conversion++) {
		const struct table_field *field =
		    &row->fields[conversion->field];

		/* only what is remembered and not missing has a last text */
		if (conversion->last_len > 0 && is_as_before(conversion, field))
			continue;
		if (take_empty(conversion, field))
			continue;
		conversion->cv->is_plain = !row->has_escape;
		convert_field(n, conversion, field);
	}
	return normalizer_finish(n, row->line_no);
}
