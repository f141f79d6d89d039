/*
 * check_targets.c - hold indicator records against their targets.
 *
 * The indicator that gives a target may come after the one it is for, so all
 * lines are kept. Comparisons are between exact fractions (R-TARGET-07).
 */
#include "check_targets.h"

#include <stdlib.h>
#include <string.h>

#include "rules/figure_set.h"
#include "vardstrom/xalloc.h"

/* Some bytes of the checker's text. */
struct slice {
	size_t at, len;
};

struct held {
	struct slice line;           /* without its '}' where it has a target */
	const struct target *target; /* NULL: written as it is */
	struct slice scope, whole, reason;
	bool has_interval;
	struct dec low, high; /* where it has one */
	struct figure_value figure;
};

struct checker {
	const struct targets *targets;
	struct figure figure; /* of the record at hand */
	struct strbuf text;   /* of all that is held */
	struct held *held;
	size_t n_held, cap_held;
	struct figure_set *figures; /* by indicator and scope */
	struct strbuf key;          /* scratch */
	struct near_names met;      /* indicators */
	struct near_names bys;      /* "a,b" */
};

struct checker *
checker_new(const struct targets *targets)
{
	static const struct figure empty = FIGURE_INIT;
	struct checker *c = xcalloc(1, sizeof(*c));

	c->targets = targets;
	c->figure = empty;
	strbuf_init(&c->text);
	strbuf_init(&c->key);
	c->figures = figure_set_new();
	return c;
}

void
checker_free(struct checker *c)
{
	if (!c)
		return;
	figure_release(&c->figure);
	strbuf_release(&c->text);
	strbuf_release(&c->key);
	figure_set_free(c->figures);
	near_release(&c->met);
	near_release(&c->bys);
	free(c->held);
	free(c);
}

/* --- taking records in ---------------------------------------------------- */

static struct slice
keep(struct checker *c, const char *s, size_t len)
{
	struct slice slice = { c->text.len, len };

	strbuf_add(&c->text, s, len);
	return slice;
}

static void
make_key(
    struct checker *c, const char *indicator, const char *scope, size_t len)
{
	strbuf_reset(&c->key);
	strbuf_addstr(&c->key, indicator);
	strbuf_addch(&c->key, '\0');
	strbuf_add(&c->key, scope, len);
}

static void
remember(struct checker *c, const struct figure *f,
    const struct figure_value *figure)
{
	make_key(c, f->indicator.s, f->scope.s, f->scope.len);
	figure_set_add(c->figures, c->key.s, c->key.len, figure);
}

/* Take off what an earlier check set: it is set anew at the end. */
static void
strip(struct record *rec)
{
	struct field fields[] = { FIELD("target"), FIELD("relation"),
		FIELD("met"), FIELD("not_assessed"), FIELD("gap") };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		record_unset(rec, &fields[i]);
}

static void
hold(struct checker *c, struct record *rec, const struct held *held)
{
	const size_t at = c->text.len;

	GROW(c->held, c->n_held, c->cap_held);
	c->held[c->n_held] = *held;
	if (held->target)
		strip(rec);
	record_format(rec, &c->text);
	if (held->target)
		c->text.len--;
	c->held[c->n_held++].line = (struct slice){ at, c->text.len - at };
}

/* A member's number; false where it is none. */
static bool
read_end(const struct record *rec, const char *name, struct dec *out)
{
	struct field field = { .name = name, .len = strlen(name) };
	const struct ndjson_member *m = record_get(rec, &field);

	return m && m->type == NDJSON_NUMBER &&
	       dec_parse(out, m->value, m->value_len) == DEC_OK;
}

enum figure_status
checker_add(struct checker *c, struct record *rec)
{
	struct figure *f = &c->figure;
	enum figure_status status = figure_read(f, rec);
	struct held held = { 0 };

	if (status == FIGURE_EINDICATOR)
		return status;
	if (status != FIGURE_EOTHER) {
		near_note(&c->met, f->indicator.s);
		near_note(&c->bys, f->by.s);
	}
	if (status == FIGURE_EOTHER ||
	    !targets_name(c->targets, f->indicator.s)) {
		hold(c, rec, &held);
		return FIGURE_OK;
	}
	if (status != FIGURE_OK)
		return status;
	held.figure.value = f->value;
	held.figure.amount = f->amount;
	held.figure.has_value = f->has_value;
	remember(c, f, &held.figure);
	held.target = targets_find(c->targets, f->indicator.s, f->by.s);
	if (held.target) {
		held.has_interval = read_end(rec, "low", &held.low) &&
				    read_end(rec, "high", &held.high);
		held.scope = keep(c, f->scope.s, f->scope.len);
		held.whole = keep(c, f->whole.s, f->whole.len);
		held.reason = keep(c, f->not_assessed.s, f->not_assessed.len);
	}
	hold(c, rec, &held);
	return FIGURE_OK;
}

const struct near_names *
checker_met(const struct checker *c)
{
	return &c->met;
}

const struct near_names *
checker_bys(const struct checker *c)
{
	return &c->bys;
}

size_t
checker_n(const struct checker *c)
{
	return c->n_held;
}

/* --- judging -------------------------------------------------------------- */

/* What is said of one record. */
struct judgement {
	enum verdict verdict;
	const char *reason; /* where it is not assessed */
	size_t reason_len;
	bool has_limit;
	struct dec limit; /* as printed */
	struct dec gap;   /* where it is assessed */
};

/* The figure of an indicator in a scope; NULL where it cannot be used. */
static const struct figure_value *
find(struct checker *c, const char *indicator, struct slice scope)
{
	const struct figure_value *figure;

	make_key(c, indicator, c->text.s + scope.at, scope.len);
	figure = figure_set_find(c->figures, c->key.s, c->key.len);
	return figure && figure->has_value && !figure->is_ambiguous ? figure
								    : NULL;
}

/* The sign of a - b in *sign, and where gap is not NULL a - b itself. */
static bool
compare(struct amount a, struct amount b, int *sign, struct dec *gap)
{
	struct ratio left, right;

	if (amount_ratio(&left, a) != RATIO_OK ||
	    amount_ratio(&right, b) != RATIO_OK ||
	    ratio_sub(&left, &left, &right) != RATIO_OK)
		return false;
	*sign = ratio_is_zero(&left) ? 0 : left.is_negative ? -1 : 1;
	return !gap || ratio_dec(gap, &left) == RATIO_OK;
}

static void
not_assessed(struct judgement *j, const char *reason)
{
	j->verdict = VERDICT_NOT_ASSESSED;
	j->reason = reason;
	j->reason_len = strlen(reason);
}

/* The reason of the first demand that does not hold, or NULL. */
static const char *
unmet_demand(struct checker *c, const struct held *h)
{
	for (size_t i = 0; i < h->target->n_demands; i++) {
		const struct demand *d = &h->target->demands[i];
		const struct figure_value *k =
		    find(c, d->indicator, d->is_whole ? h->whole : h->scope);
		int sign;

		if (!k)
			return "unknown_quality";
		if (!compare(k->amount, amount_from_dec(d->limit), &sign, NULL))
			return "out_of_range";
		if (!relation_holds(d->relation, sign))
			return d->reason;
	}
	return NULL;
}

/* The limit in *limit, and as printed in j. */
static bool
find_limit(struct checker *c, const struct held *h, struct judgement *j,
    struct amount *limit)
{
	const struct target *t = h->target;
	const struct figure_value *k;

	j->limit = t->limit;
	*limit = amount_from_dec(t->limit);
	if (t->other) {
		k = find(c, t->other, h->scope);
		if (!k)
			return false;
		j->limit = k->value;
		*limit = k->amount;
	}
	if (t->decimals >= 0) {
		j->limit = dec_round(j->limit, t->decimals);
		*limit = amount_from_dec(j->limit);
	}
	j->has_limit = true;
	return true;
}

/*
 * R-TARGET-10: met or missed only where all of the interval is. The ends
 * decide, and for == whether the limit is between them.
 */
static void
judge_interval(const struct held *h, struct amount limit, struct judgement *j)
{
	const enum relation relation = h->target->relation;
	int low, high;
	bool is_met, is_missed;

	if (!h->has_interval) {
		not_assessed(j, "no_interval");
		return;
	}
	if (!compare(amount_from_dec(h->low), limit, &low, NULL) ||
	    !compare(amount_from_dec(h->high), limit, &high, NULL)) {
		not_assessed(j, "out_of_range");
		return;
	}
	is_met =
	    relation_holds(relation, low) && relation_holds(relation, high);
	is_missed = relation == RELATION_EQUAL
			? low > 0 || high < 0
			: !relation_holds(relation, low) &&
			      !relation_holds(relation, high);
	if (is_met || is_missed)
		j->verdict = is_met ? VERDICT_MET : VERDICT_MISSED;
	else
		not_assessed(j, "cannot_tell");
}

/* R-TARGET-08: what cannot be judged is told apart from what is missed. */
static void
judge(struct checker *c, const struct held *h, struct judgement *j)
{
	struct amount limit, value = h->figure.amount;
	const char *reason;
	int sign;

	find_limit(c, h, j, &limit);
	if (h->reason.len > 0) {
		j->verdict = VERDICT_NOT_ASSESSED;
		j->reason = c->text.s + h->reason.at;
		j->reason_len = h->reason.len;
		return;
	}
	if (!h->figure.has_value) {
		not_assessed(j, "no_value");
		return;
	}
	reason = unmet_demand(c, h);
	if (reason || !j->has_limit) {
		not_assessed(j, reason ? reason : "no_target");
		return;
	}
	if (h->target->decimals >= 0)
		value = amount_from_dec(
		    dec_round(h->figure.value, h->target->decimals));
	if (!compare(value, limit, &sign, &j->gap))
		not_assessed(j, "out_of_range");
	else if (h->target->is_by_interval)
		judge_interval(h, limit, j);
	else
		j->verdict = relation_holds(h->target->relation, sign)
				 ? VERDICT_MET
				 : VERDICT_MISSED;
}

static void
add_verdict(const struct judgement *j, const char *relation, struct strbuf *sb)
{
	if (j->has_limit) {
		strbuf_addstr(sb, ",\"target\":");
		dec_format(j->limit, sb);
	}
	strbuf_addf(sb, ",\"relation\":\"%s\"", relation);
	if (j->verdict == VERDICT_NOT_ASSESSED) {
		strbuf_addstr(sb, ",\"not_assessed\":");
		strbuf_add_json_string(sb, j->reason, j->reason_len);
	} else {
		strbuf_addf(sb, ",\"met\":%s,\"gap\":",
		    j->verdict == VERDICT_MET ? "true" : "false");
		dec_format(j->gap, sb);
	}
	strbuf_addch(sb, '}');
}

enum verdict
checker_line(struct checker *c, size_t i, struct strbuf *line)
{
	const struct held *h = &c->held[i];
	struct judgement j = { 0 };

	strbuf_reset(line);
	strbuf_add(line, c->text.s + h->line.at, h->line.len);
	if (!h->target)
		return VERDICT_NONE;
	judge(c, h, &j);
	add_verdict(&j, relation_text(h->target->relation), line);
	return j.verdict;
}
