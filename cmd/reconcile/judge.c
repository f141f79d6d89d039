/* judge.c - printed cells against figures, and against each other. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "conflict.h"
#include "names.h"
#include "print.h"

struct judging {
	struct print *print;
	struct figures *f;
	struct verdicts *v;
	bool words;
	enum tongue tongue;
	judge_line_fn *fn;
	void *context;
	struct strbuf line;
};

/* --- one cell ------------------------------------------------------------- */

static void
add_end(struct strbuf *line, const char *name, const struct end *end)
{
	if (end->is_none)
		return;
	strbuf_addf(line, ",\"%s\":", name);
	dec_format(end->at, line);
}

static void
add_text(struct strbuf *line, const char *name, const char *text)
{
	strbuf_addf(line, "\"%s\":", name);
	strbuf_add_json_string(line, text, strlen(text));
}

static void
add_place(struct strbuf *line, const struct place *place)
{
	add_text(line, "table", place->table->id);
	strbuf_addch(line, ',');
	add_text(line, "row", place->table->names[place->row]);
}

static void
add_cell(struct strbuf *line, const struct place *place)
{
	add_place(line, place);
	strbuf_addch(line, ',');
	add_text(line, "column", place_column(place)->name);
	strbuf_addch(line, ',');
	add_text(line, "printed", place_cell(place)->text);
}

/* Both languages, or the sentence alone. */
static void
add_message(struct judging *j, const struct strbuf text[N_TONGUES])
{
	if (j->words) {
		strbuf_reset(&j->line);
		strbuf_addstr(&j->line, text[j->tongue].s);
		return;
	}
	strbuf_addstr(&j->line, ",\"message\":{");
	add_text(&j->line, "sv", text[TONGUE_SV].s);
	strbuf_addch(&j->line, ',');
	add_text(&j->line, "en", text[TONGUE_EN].s);
	strbuf_addch(&j->line, '}');
}

static bool value_of(const struct print *print, size_t number, struct ratio *v);

/* What a sum's parts come to as they are printed. */
static bool
parts_of(const struct print *print, size_t relation, struct ratio *v)
{
	const struct system *s = print->system;
	size_t n;
	const size_t *numbers = system_numbers_of(s, relation, &n);
	struct ratio one;
	int scale;

	if (system_is_quotient(s, relation, &scale)) {
		struct ratio by;

		ratio_set_int(&by, scale);
		return value_of(print, numbers[1], v) &&
		       value_of(print, numbers[2], &one) &&
		       !ratio_is_zero(&one) &&
		       ratio_mul(v, v, &by) == RATIO_OK &&
		       ratio_div(v, v, &one) == RATIO_OK;
	}
	ratio_set_int(v, 0);
	for (size_t i = 0; i < n; i++) {
		if (system_sign_of(s, relation, i) > 0)
			continue;
		if (!value_of(print, numbers[i], &one) ||
		    ratio_add(v, v, &one) != RATIO_OK)
			return false;
	}
	return true;
}

static bool
value_of(const struct print *print, size_t number, struct ratio *v)
{
	const struct place *place = print_place(print, number);

	if (place) {
		ratio_set_dec(v, place_cell(place)->value);
		return true;
	}
	for (size_t i = 0; i < system_n_relations(print->system); i++) {
		if (print->relations[i].result == (int)number)
			return parts_of(print, i, v);
	}
	return false;
}

/*
 * The relation that makes a cell up, if what is printed allows it; or the one
 * that it is printed a second time.
 */
static bool
find_maker(struct print *print, const struct place *place, bool or_same,
    size_t *relation)
{
	const int number = print_number(print, place);

	for (size_t i = 0; i < system_n_relations(print->system); i++) {
		const enum print_kind kind = print->relations[i].kind;

		if (print->relations[i].result != number ||
		    (kind == PRINT_SAME && !or_same) || kind == PRINT_SHARE ||
		    kind == PRINT_MEAN || !system_fits_alone(print->system, i))
			continue;
		*relation = i;
		return true;
	}
	return false;
}

/* Parts that, as printed, come to something else than the whole. */
static void
explain_parts(struct judging *j, const struct place *place)
{
	struct print *print = j->print;
	const int number = print_number(print, place);
	struct strbuf text[N_TONGUES] = { STRBUF_INIT, STRBUF_INIT };
	struct range possible;
	struct ratio v;
	struct dec parts;
	size_t relation;
	int scale;

	if (!find_maker(print, place, false, &relation) ||
	    !parts_of(print, relation, &v) || ratio_dec(&parts, &v) != RATIO_OK)
		return;
	parts = dec_round(parts, place_cell(place)->decimals);
	if (dec_cmp(parts, place_cell(place)->value) == 0)
		return;
	system_free_number(print->system, (size_t)number, true);
	system_fits_alone(print->system, relation);
	possible = *system_left(print->system, (size_t)number);
	system_free_number(print->system, (size_t)number, false);
	strbuf_addstr(&j->line, ",\"parts\":");
	dec_format(parts, &j->line);
	for (int i = 0; i < N_TONGUES; i++)
		tell_parts(&text[i], (enum tongue)i,
		    !system_is_quotient(print->system, relation, &scale), parts,
		    &possible);
	if (j->words) {
		strbuf_reset(&j->line);
		strbuf_addf(&j->line, "%s / %s / %s (%s): ", place->table->id,
		    place->table->names[place->row], place_column(place)->name,
		    place_cell(place)->text);
		strbuf_addstr(&j->line, text[j->tongue].s);
		j->fn(j->context, &j->line);
	} else {
		add_message(j, text);
	}
	for (int i = 0; i < N_TONGUES; i++)
		strbuf_release(&text[i]);
}

static const char *
verdict_of(struct judging *j, const struct place *place, const struct range *r,
    bool has_figure, const struct ratio *value)
{
	size_t relation;

	if (has_figure && range_has(r, value)) {
		j->v->n_equal++;
		return "equal";
	}
	if (has_figure) {
		j->v->n_differs++;
		return "differs";
	}
	if (find_maker(j->print, place, true, &relation)) {
		j->v->n_explained++;
		return "explained";
	}
	j->v->n_missing++;
	return "missing";
}

static void
judge_cell(struct judging *j, const struct place *place)
{
	const char *verdict;
	struct ratio value;
	struct range r;
	bool has_figure, is_other;

	if (!place_cell(place)->is_number) {
		j->v->n_no_numbers += place_cell(place)->text[0] != '\0';
		return;
	}
	print_range(place, j->print->rounding, &r);
	has_figure = figures_find(j->f, place, &value);
	verdict = verdict_of(j, place, &r, has_figure, &value);
	is_other = strcmp(verdict, "differs") == 0;
	strbuf_reset(&j->line);
	strbuf_addstr(&j->line, "{\"record\":\"reconciliation\",");
	add_cell(&j->line, place);
	add_end(&j->line, "low", &r.low);
	add_end(&j->line, "high", &r.high);
	if (has_figure) {
		struct dec d;

		if (ratio_dec(&d, &value) == RATIO_OK) {
			strbuf_addstr(&j->line, ",\"value\":");
			dec_format(d, &j->line);
		}
	}
	strbuf_addf(&j->line, ",\"verdict\":\"%s\"", verdict);
	if (is_other && j->words) {
		strbuf_reset(&j->line);
		strbuf_addf(&j->line, "%s / %s / %s: ", place->table->id,
		    place->table->names[place->row], place_column(place)->name);
		tell_differs(&j->line, j->tongue, place, &value);
		j->fn(j->context, &j->line);
		return;
	}
	if (!is_other)
		explain_parts(j, place);
	if (j->words)
		return;
	strbuf_addch(&j->line, '}');
	j->fn(j->context, &j->line);
}

/* --- contradictions ------------------------------------------------------- */

static void
add_mends(struct strbuf *line, const char *mends)
{
	strbuf_addstr(line, ",\"mends\":[");
	while (*mends) {
		const size_t len = strcspn(mends, ";");

		strbuf_add_json_string(line, mends, len);
		mends += len;
		if (*mends == ';') {
			strbuf_addch(line, ',');
			mends++;
		}
	}
	strbuf_addch(line, ']');
}

static void
add_suspects(struct judging *j, const struct conflict *c)
{
	for (size_t i = 0; i < c->n_suspects; i++) {
		const struct suspect *s = &c->suspects[i];

		strbuf_addstr(&j->line, i > 0 ? ",{" : "{");
		add_cell(&j->line, print_place(j->print, s->number));
		if (c->is_alone) {
			add_end(&j->line, "low", &s->fits.low);
			add_end(&j->line, "high", &s->fits.high);
			add_mends(&j->line, s->mends.s);
		}
		strbuf_addch(&j->line, '}');
	}
}

/* Write the line with what it says in words, which is released. */
static void
end_contradiction(struct judging *j, struct strbuf text[N_TONGUES])
{
	add_message(j, text);
	if (!j->words)
		strbuf_addch(&j->line, '}');
	j->fn(j->context, &j->line);
	for (int i = 0; i < N_TONGUES; i++)
		strbuf_release(&text[i]);
}

static void
write_conflict(void *context, struct print *print, const struct conflict *c)
{
	struct strbuf text[N_TONGUES] = { STRBUF_INIT, STRBUF_INIT };
	struct judging *j = context;

	j->v->n_contradictions++;
	strbuf_reset(&j->line);
	strbuf_addf(&j->line,
	    "{\"record\":\"contradiction\",\"kind\":\"%s\",\"alone\":%s,"
	    "\"cells\":[",
	    tell_kind(print, c), c->is_alone ? "true" : "false");
	add_suspects(j, c);
	strbuf_addch(&j->line, ']');
	for (int i = 0; i < N_TONGUES; i++)
		tell_conflict(&text[i], (enum tongue)i, print, c);
	end_contradiction(j, text);
}

static void
write_names(void *context, const struct place *a, const struct place *b)
{
	struct strbuf text[N_TONGUES] = { STRBUF_INIT, STRBUF_INIT };
	struct judging *j = context;

	j->v->n_names++;
	strbuf_reset(&j->line);
	strbuf_addstr(&j->line,
	    "{\"record\":\"contradiction\",\"kind\":\"name\",\"cells\":[{");
	add_place(&j->line, a);
	strbuf_addstr(&j->line, "},{");
	add_place(&j->line, b);
	strbuf_addstr(&j->line, "}]");
	for (int i = 0; i < N_TONGUES; i++)
		tell_names(&text[i], (enum tongue)i, a, b);
	end_contradiction(j, text);
}

void
judge(const struct published *p, struct figures *f, enum rounding rounding,
    struct verdicts *v, bool words, enum tongue tongue, judge_line_fn *fn,
    void *context)
{
	struct judging j = { .print = print_new(p, rounding),
		.f = f,
		.v = v,
		.words = words,
		.tongue = tongue,
		.fn = fn,
		.context = context,
		.line = STRBUF_INIT };

	memset(v, 0, sizeof(*v));
	for (size_t i = 0; i < published_n(p); i++) {
		struct place at = { .table = published_at(p, i) };

		for (at.row = 0; at.row < at.table->n_rows; at.row++) {
			for (at.column = 0; at.column < at.table->n_columns;
			     at.column++)
				judge_cell(&j, &at);
		}
	}
	conflicts_find(j.print, write_conflict, &j);
	names_find(p, write_names, &j);
	v->n_unprinted = j.print->n_unprinted;
	strbuf_release(&j.line);
	v->is_cut = system_is_cut(j.print->system);
	print_free(j.print);
}

size_t
judge_n_differs(
    const struct published *p, struct figures *f, enum rounding rounding)
{
	size_t n = 0;

	for (size_t i = 0; i < published_n(p); i++) {
		struct place at = { .table = published_at(p, i) };

		for (at.row = 0; at.row < at.table->n_rows; at.row++) {
			for (at.column = 0; at.column < at.table->n_columns;
			     at.column++) {
				struct ratio value;
				struct range r;

				if (!place_cell(&at)->is_number ||
				    !figures_find(f, &at, &value))
					continue;
				print_range(&at, rounding, &r);
				n += !range_has(&r, &value);
			}
		}
	}
	return n;
}

/* Relations that cannot be; one for those that cannot be together. */
static size_t
n_impossible(const struct published *p, enum rounding rounding)
{
	struct print *print = print_new(p, rounding);
	size_t n = 0;

	if (!print_is_possible(print)) {
		n = 1;
		for (size_t i = 0; i < system_n_relations(print->system); i++)
			n += !system_fits_alone(print->system, i);
	}
	print_free(print);
	return n;
}

enum rounding
judge_rounding(const struct published *p, struct figures *f)
{
	enum rounding best = ROUND_HALF_UP;
	size_t fewest = SIZE_MAX;

	for (int i = 0; i < N_ROUNDINGS; i++) {
		const size_t n = judge_n_differs(p, f, (enum rounding)i) +
				 n_impossible(p, (enum rounding)i);

		if (n < fewest) {
			fewest = n;
			best = (enum rounding)i;
		}
	}
	return best;
}
