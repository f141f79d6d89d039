/* judge.c - printed cells against figures, and against each other. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct known {
	struct amount amount;
	bool has_value;
};

struct figures {
	struct keyset *keys;
	struct known *known;
	size_t cap;
	struct keyset *names; /* of clinics, and by number ... */
	char **ids;           /* ... their ids */
	size_t cap_ids;
	struct figure figure; /* scratch */
	struct strbuf key;    /* scratch */
};

struct judging {
	const struct published *p;
	const struct figures *f;
	enum rounding rounding;
	struct verdicts *v;
	judge_line_fn *fn;
	void *context;
	struct strbuf line, key;
};

/* A cell that a contradiction speaks of. */
struct place {
	size_t row, column;
	const struct printed_table *table; /* NULL: the one that is spoken of */
};

/* --- figures -------------------------------------------------------------- */

struct figures *
figures_new(void)
{
	static const struct figure empty = FIGURE_INIT;
	struct figures *f = xcalloc(1, sizeof(*f));

	f->keys = keyset_new();
	f->names = keyset_new();
	f->figure = empty;
	strbuf_init(&f->key);
	return f;
}

void
figures_free(struct figures *f)
{
	for (uint32_t i = 0; i < keyset_n(f->names); i++)
		free(f->ids[i]);
	free(f->ids);
	keyset_free(f->names);
	keyset_free(f->keys);
	free(f->known);
	figure_release(&f->figure);
	strbuf_release(&f->key);
	free(f);
}

static void
add_name(struct strbuf *key, const char *s, size_t len)
{
	strbuf_addch(key, '\0');
	strbuf_add(key, s, len);
}

/* What the figure is of: indicator, period, then each member and its value. */
static void
figure_key(struct figures *f, const struct record *rec)
{
	struct strbuf *key = &f->key;
	const char *name = f->figure.by.s;

	strbuf_reset(key);
	strbuf_add(key, f->figure.indicator.s, f->figure.indicator.len);
	add_name(key, f->figure.period.s, f->figure.period.len);
	while (*name) {
		const size_t len = strcspn(name, ",");
		struct field field = { .name = name, .len = len };
		const struct ndjson_member *m = record_get(rec, &field);
		const char *s = "";
		size_t value_len = 0;

		if (m && m->type == NDJSON_STRING)
			ndjson_text(m, &f->figure.scratch, &s, &value_len);
		add_name(key, name, len);
		add_name(key, s, value_len);
		name += len + (name[len] == ',');
	}
}

static void
add_clinic_name(
    struct figures *f, const struct ndjson_member *m, const struct strbuf *id)
{
	const char *s;
	uint32_t number;
	size_t len;
	bool is_new;

	if (!m || m->type != NDJSON_STRING)
		return;
	ndjson_text(m, &f->figure.scratch, &s, &len);
	number = keyset_add(f->names, s, len, &is_new);
	if (!is_new)
		return;
	GROW(f->ids, number, f->cap_ids);
	f->ids[number] = xstrndup(id->s, id->len);
}

/* A clinic is printed by its name, or another of its names. */
static void
add_clinic(struct figures *f, const struct record *rec)
{
	struct field clinic = FIELD("clinic"), name = FIELD("name"),
		     aliases = FIELD("aliases");
	const struct ndjson_member *m = record_get(rec, &clinic);
	struct strbuf id = STRBUF_INIT;
	struct ndjson_member one;
	struct ndjson_iter it;
	const char *s;
	size_t len;

	if (!m || m->type != NDJSON_STRING)
		return;
	ndjson_text(m, &f->figure.scratch, &s, &len);
	strbuf_add(&id, s, len);
	add_clinic_name(f, record_get(rec, &name), &id);
	m = record_get(rec, &aliases);
	if (m && m->type == NDJSON_ARRAY) {
		ndjson_iter_init(&it, m);
		while (ndjson_iter_next(&it, &one))
			add_clinic_name(f, &one, &id);
	}
	strbuf_release(&id);
}

enum figure_status
figures_add(struct figures *f, const struct record *rec)
{
	const enum figure_status status = figure_read(&f->figure, rec);
	struct field record = FIELD("record");
	uint32_t number;

	if (status == FIGURE_EOTHER &&
	    ndjson_is_text(record_get(rec, &record), "clinic", 6))
		add_clinic(f, rec);
	if (status != FIGURE_OK)
		return status;
	figure_key(f, rec);
	number = keyset_add(f->keys, f->key.s, f->key.len, NULL);
	GROW(f->known, number, f->cap);
	f->known[number] =
	    (struct known){ f->figure.amount, f->figure.has_value };
	return FIGURE_OK;
}

/* --- one cell ------------------------------------------------------------- */

static const struct printed *
cell_at(const struct printed_table *t, size_t row, size_t column)
{
	return &t->cells[row * t->n_columns + column];
}

static bool
is_total(const struct printed_table *t, size_t row)
{
	return t->total_row && strcmp(t->names[row], t->total_row) == 0;
}

/* What the print lets the number be; false: the cell has no number. */
static bool
range_of(const struct judging *j, const struct printed_table *t, size_t row,
    size_t column, struct range *r)
{
	const struct printed *p = cell_at(t, row, column);

	if (!p->is_number)
		return false;
	if (t->columns[column].is_count)
		range_exact(r, p->value);
	else
		range_of_print(r, p->value, p->decimals, j->rounding);
	return true;
}

/* The value of by that a row's name is. */
static const char *
row_value(const struct figures *f, const struct printed_table *t, size_t row)
{
	const char *name = t->names[row];
	uint32_t number;

	if (strcmp(t->by, "clinic") == 0 &&
	    keyset_find(f->names, name, strlen(name), &number))
		return f->ids[number];
	return name;
}

static bool
find_figure(struct judging *j, const struct printed_table *t, size_t row,
    const struct column *c, struct ratio *value)
{
	const char *period = t->period ? t->period : t->names[row];
	struct ratio scale;
	uint32_t number;

	if (!c->indicator)
		return false;
	strbuf_reset(&j->key);
	strbuf_addstr(
	    &j->key, is_total(t, row) ? c->total_indicator : c->indicator);
	add_name(&j->key, period, strlen(period));
	if (t->by && !is_total(t, row)) {
		add_name(&j->key, t->by, strlen(t->by));
		add_name(&j->key, row_value(j->f, t, row),
		    strlen(row_value(j->f, t, row)));
	}
	if (c->member[0]) {
		add_name(&j->key, c->member[0], strlen(c->member[0]));
		add_name(&j->key, c->member[1], strlen(c->member[1]));
	}
	if (!keyset_find(j->f->keys, j->key.s, j->key.len, &number) ||
	    !j->f->known[number].has_value ||
	    amount_ratio(value, j->f->known[number].amount) != RATIO_OK)
		return false;
	ratio_set_int(&scale, c->scale);
	return ratio_mul(value, value, &scale) == RATIO_OK;
}

static size_t
column_of(const struct printed_table *t, const char *name)
{
	size_t i = 0;

	while (i < t->n_columns && strcmp(t->columns[i].name, name) != 0)
		i++;
	return i;
}

/* --- what the cells say of each other ------------------------------------- */

/* What the quotient of the row's printed parts can be. */
static bool
quotient(const struct judging *j, const struct printed_table *t, size_t row,
    const struct column *c, struct range *r)
{
	struct range a, b;
	size_t above, below;

	if (!c->ratio[0])
		return false;
	above = column_of(t, c->ratio[0]);
	below = column_of(t, c->ratio[1]);
	return above < t->n_columns && below < t->n_columns &&
	       range_of(j, t, row, above, &a) &&
	       range_of(j, t, row, below, &b) && range_div(r, &a, &b);
}

/* What the printed rows of a column add up to. */
static bool
column_sum(const struct judging *j, const struct printed_table *t, size_t total,
    size_t column, struct range *r)
{
	size_t n = 0;

	if (!t->columns[column].is_summed)
		return false;
	for (size_t i = 0; i < t->n_rows; i++) {
		struct range one;

		if (i == total || !range_of(j, t, i, column, &one))
			continue;
		if (n++ == 0)
			*r = one;
		else
			range_add(r, r, &one);
	}
	return n > 0;
}

static bool
row_sum(const struct judging *j, const struct printed_table *t, size_t row,
    const struct sum *s, struct range *r)
{
	for (size_t i = 0; i < s->n_parts; i++) {
		const size_t column = column_of(t, s->parts[i]);
		struct range one;

		if (column >= t->n_columns ||
		    !range_of(j, t, row, column, &one))
			return false;
		if (i == 0)
			*r = one;
		else
			range_add(r, r, &one);
	}
	return s->n_parts > 0;
}

/* Is the cell possible by what it is made of? */
static bool
is_explained(const struct judging *j, const struct printed_table *t, size_t row,
    size_t column, const struct range *printed)
{
	struct range made;

	if (quotient(j, t, row, &t->columns[column], &made) &&
	    range_meets(&made, printed))
		return true;
	if (is_total(t, row) && column_sum(j, t, row, column, &made) &&
	    range_meets(&made, printed))
		return true;
	for (size_t i = 0; i < t->n_sums; i++) {
		const struct sum *s = &t->sums[i];

		if (s->total && column_of(t, s->total) == column &&
		    row_sum(j, t, row, s, &made) && range_meets(&made, printed))
			return true;
	}
	return false;
}

static void
add_end(struct strbuf *line, const char *name, const struct ratio *end)
{
	struct dec d;

	if (ratio_dec(&d, end) != RATIO_OK)
		return;
	strbuf_addf(line, ",\"%s\":", name);
	dec_format(d, line);
}

static void
add_text(struct strbuf *line, const char *name, const char *text)
{
	strbuf_addf(line, "\"%s\":", name);
	strbuf_add_json_string(line, text, strlen(text));
}

static void
judge_cell(
    struct judging *j, const struct printed_table *t, size_t row, size_t column)
{
	const struct column *c = &t->columns[column];
	const char *verdict = "missing";
	struct ratio value;
	struct range r;
	bool has_figure;

	if (!range_of(j, t, row, column, &r))
		return;
	has_figure = find_figure(j, t, row, c, &value);
	if (has_figure && range_has(&r, &value)) {
		verdict = "equal";
		j->v->n_equal++;
	} else if (has_figure) {
		verdict = "differs";
		j->v->n_differs++;
	} else if (is_explained(j, t, row, column, &r)) {
		verdict = "explained";
		j->v->n_explained++;
	} else {
		j->v->n_missing++;
	}
	if (!j->fn)
		return;
	strbuf_reset(&j->line);
	strbuf_addstr(&j->line, "{\"record\":\"reconciliation\",");
	add_text(&j->line, "table", t->id);
	strbuf_addch(&j->line, ',');
	add_text(&j->line, "row", t->names[row]);
	strbuf_addch(&j->line, ',');
	add_text(&j->line, "column", c->name);
	strbuf_addch(&j->line, ',');
	add_text(&j->line, "printed", cell_at(t, row, column)->text);
	add_end(&j->line, "low", &r.low);
	add_end(&j->line, "high", &r.high);
	if (has_figure)
		add_end(&j->line, "value", &value);
	strbuf_addf(&j->line, ",\"verdict\":\"%s\"}", verdict);
	j->fn(j->context, &j->line);
}

/* --- contradictions ------------------------------------------------------- */

static void
contradict(struct judging *j, const struct printed_table *t, const char *kind,
    const struct place *places, size_t n, const char *sv, const char *en)
{
	j->v->n_contradictions++;
	if (!j->fn)
		return;
	strbuf_reset(&j->line);
	strbuf_addf(&j->line,
	    "{\"record\":\"contradiction\",\"kind\":\"%s\",\"cells\":[", kind);
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &places[i];
		const struct printed_table *of = p->table ? p->table : t;

		strbuf_addstr(&j->line, i > 0 ? ",{" : "{");
		add_text(&j->line, "table", of->id);
		strbuf_addch(&j->line, ',');
		add_text(&j->line, "row", of->names[p->row]);
		strbuf_addch(&j->line, ',');
		add_text(&j->line, "column", of->columns[p->column].name);
		strbuf_addch(&j->line, ',');
		add_text(
		    &j->line, "printed", cell_at(of, p->row, p->column)->text);
		strbuf_addch(&j->line, '}');
	}
	strbuf_addstr(&j->line, "],\"message\":{");
	add_text(&j->line, "sv", sv);
	strbuf_addch(&j->line, ',');
	add_text(&j->line, "en", en);
	strbuf_addstr(&j->line, "}}");
	j->fn(j->context, &j->line);
}

static void
check_ratio(
    struct judging *j, const struct printed_table *t, size_t row, size_t column)
{
	const struct column *c = &t->columns[column];
	struct range made, printed;
	struct place places[3];

	if (!quotient(j, t, row, c, &made) ||
	    !range_of(j, t, row, column, &printed) ||
	    range_meets(&made, &printed))
		return;
	places[0] = (struct place){ row, column, NULL };
	places[1] = (struct place){ row, column_of(t, c->ratio[0]), NULL };
	places[2] = (struct place){ row, column_of(t, c->ratio[1]), NULL };
	contradict(j, t, "ratio", places, 3,
	    "kvoten kan inte bli den tryckta, hur delarna \xc3\xa4n "
	    "avrundats: en av cellerna \xc3\xa4r fel",
	    "the ratio cannot be the printed one, however its parts were "
	    "rounded: one of the cells is wrong");
}

static void
check_total(
    struct judging *j, const struct printed_table *t, size_t row, size_t column)
{
	struct range made, printed;
	struct place *places;
	size_t n = 0;

	if (!is_total(t, row) || !column_sum(j, t, row, column, &made) ||
	    !range_of(j, t, row, column, &printed) ||
	    range_meets(&made, &printed))
		return;
	places = xcalloc(t->n_rows, sizeof(*places));
	for (size_t i = 0; i < t->n_rows; i++) {
		if (cell_at(t, i, column)->is_number)
			places[n++] = (struct place){ i, column, NULL };
	}
	contradict(j, t, "total", places, n,
	    "raderna kan inte summera till den tryckta summan, hur de "
	    "\xc3\xa4n "
	    "avrundats: en av cellerna \xc3\xa4r fel",
	    "the rows cannot add up to the printed total, however they were "
	    "rounded: one of the cells is wrong");
	free(places);
}

static void
check_sum(struct judging *j, const struct printed_table *t, size_t row,
    const struct sum *s)
{
	struct place places[PUBLISHED_MAX_TERMS + 1];
	struct range made, total;
	size_t n = 0;

	if (!row_sum(j, t, row, s, &made))
		return;
	for (size_t i = 0; i < s->n_parts; i++)
		places[n++] =
		    (struct place){ row, column_of(t, s->parts[i]), NULL };
	if (!s->total) {
		range_exact(&total, s->number);
	} else {
		places[n] = (struct place){ row, column_of(t, s->total), NULL };
		if (places[n].column >= t->n_columns ||
		    !range_of(j, t, row, places[n].column, &total))
			return;
		n++;
	}
	if (range_meets(&made, &total))
		return;
	contradict(j, t, "sum", places, n,
	    "delarna kan inte summera till helheten, hur de \xc3\xa4n "
	    "avrundats: en av cellerna \xc3\xa4r fel",
	    "the parts cannot add up to the whole, however they were "
	    "rounded: one of the cells is wrong");
}

/* A share of a whole in per cent: some whole number must be printed so. */
static void
check_share(
    struct judging *j, const struct printed_table *t, size_t row, size_t column)
{
	const char *whole = t->columns[column].share_of;
	const size_t of = whole ? column_of(t, whole) : t->n_columns;
	struct range printed;
	struct place places[2];
	uint64_t n;

	if (of >= t->n_columns || !cell_at(t, row, of)->is_number ||
	    !dec_whole(&n, cell_at(t, row, of)->value) || n == 0 ||
	    n > 1000000 || !range_of(j, t, row, column, &printed))
		return;
	for (uint64_t k = 0; k <= n; k++) {
		struct ratio share, whole_number;

		ratio_set_int(&share, 100 * (int64_t)k);
		ratio_set_int(&whole_number, (int64_t)n);
		if (ratio_div(&share, &share, &whole_number) == RATIO_OK &&
		    range_has(&printed, &share))
			return;
	}
	places[0] = (struct place){ row, column, NULL };
	places[1] = (struct place){ row, of, NULL };
	contradict(j, t, "share", places, 2,
	    "inget helt antal av helheten ger den tryckta andelen: en av "
	    "cellerna \xc3\xa4r fel",
	    "no whole number out of the whole gives the printed share: one "
	    "of the cells is wrong");
}

/* The table and the place of one side of a pair; false: not printed. */
static bool
find_place(const struct published *p, const struct same *same, int side,
    struct place *place)
{
	for (size_t i = 0; i < published_n(p); i++) {
		const struct printed_table *t = published_at(p, i);

		if (strcmp(t->id, same->table[side]) != 0)
			continue;
		place->table = t;
		place->column = column_of(t, same->column[side]);
		for (size_t row = 0; row < t->n_rows; row++) {
			place->row = row;
			if (strcmp(t->names[row], same->row[side]) == 0)
				return place->column < t->n_columns;
		}
	}
	return false;
}

static void
check_same(struct judging *j, const struct same *same)
{
	struct place places[2];
	struct range a, b;

	if (!find_place(j->p, same, 0, &places[0]) ||
	    !find_place(j->p, same, 1, &places[1]) ||
	    !range_of(
		j, places[0].table, places[0].row, places[0].column, &a) ||
	    !range_of(
		j, places[1].table, places[1].row, places[1].column, &b) ||
	    range_meets(&a, &b))
		return;
	contradict(j, places[0].table, "same", places, 2,
	    "samma tal \xc3\xa4r tryckt p\xc3\xa5 tv\xc3\xa5 "
	    "s\xc3\xa4tt: en av cellerna \xc3\xa4r fel",
	    "the same number is printed in two ways: one of the cells is "
	    "wrong");
}

static void
judge_table(struct judging *j, const struct printed_table *t)
{
	for (size_t row = 0; row < t->n_rows; row++) {
		for (size_t c = 0; c < t->n_columns; c++)
			judge_cell(j, t, row, c);
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		for (size_t c = 0; c < t->n_columns; c++) {
			check_ratio(j, t, row, c);
			check_total(j, t, row, c);
			check_share(j, t, row, c);
		}
		for (size_t i = 0; i < t->n_sums; i++)
			check_sum(j, t, row, &t->sums[i]);
	}
}

void
judge(const struct published *p, const struct figures *f,
    enum rounding rounding, struct verdicts *v, judge_line_fn *fn,
    void *context)
{
	struct judging j = { p, f, rounding, v, fn, context, STRBUF_INIT,
		STRBUF_INIT };

	memset(v, 0, sizeof(*v));
	for (size_t i = 0; i < published_n(p); i++)
		judge_table(&j, published_at(p, i));
	for (size_t i = 0; i < published_n_same(p); i++)
		check_same(&j, published_same_at(p, i));
	strbuf_release(&j.line);
	strbuf_release(&j.key);
}

enum rounding
judge_rounding(const struct published *p, const struct figures *f)
{
	enum rounding best = ROUND_HALF_UP;
	size_t fewest = SIZE_MAX;

	for (int i = 0; i < N_ROUNDINGS; i++) {
		struct verdicts v;

		judge(p, f, (enum rounding)i, &v, NULL, NULL);
		if (v.n_differs + v.n_contradictions < fewest) {
			fewest = v.n_differs + v.n_contradictions;
			best = (enum rounding)i;
		}
	}
	return best;
}
