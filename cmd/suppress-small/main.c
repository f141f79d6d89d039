/*
 * main.c - suppress-small: leave out of indicators what may not be seen.
 *
 * In memory: every record of the stream until the last is read, since what
 * must be hidden depends on all of them, and all that they have to do with
 * each other. Records of other kinds pass unchanged; an indicator record that
 * cannot be read is rejected.
 *
 * It is no stage of chain-stages: it writes its first record after it has read
 * the last, so that a thread beside the others would only wait for them.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/confine.h"
#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/near.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "audit.h"
#include "clusters.h"
#include "comparisons.h"
#include "items.h"
#include "model.h"
#include "overlap.h"
#include "protect.h"
#include "rules.h"

static const char usage[] =
    "Example:\n"
    "  suppress-small --rules suppression.json indicators.ndjson "
    ">public.ndjson\n"
    "\n"
    "usage: suppress-small --rules FILE [--before FILE]... [--audit]\n"
    "                      [OPTION]... [FILE]...\n"
    "Leave out of indicators what is too small to be seen.\n"
    "\n"
    "  -r, --rules FILE      what may not be seen, JSON\n"
    "      --before FILE     what was released earlier\n"
    "      --audit           tell what an attacker can know of a suppressed\n"
    "                        stream\n";

enum { OPT_BEFORE = STREAM_OPT_OWN, OPT_AUDIT };

static const struct option longopts[] = {
	{ "rules", required_argument, NULL, 'r' },
	{ "before", required_argument, NULL, OPT_BEFORE },
	{ "audit", no_argument, NULL, OPT_AUDIT },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

struct options {
	struct stream_options so;
	const char *rules;
	const char **before;
	size_t n_before, cap_before;
	bool is_audit;
};

static void
read_all(struct stream *st, struct items *items, bool is_audit)
{
	enum figure_status status;
	struct record *rec;

	while ((rec = stream_next(st))) {
		status = items_add(items, rec);
		if (status == FIGURE_OK && is_audit)
			stream_absorb(st);
		else if (status == FIGURE_OK)
			stream_hold(st);
		else
			stream_reject(st, figure_field(status),
			    figure_code(status), figure_strerror(status));
	}
}

static void
tell_name(struct stream *st, const char *name, const struct near_names *met,
    bool is_strict)
{
	if (!near_has(met, name) &&
	    (is_strict ||
		near_slip(name, (const char *const *)met->list, met->n)))
		stream_tell_nothing(st,
		    "there is a rule for an indicator without figures:", name,
		    met);
}

/*
 * A rule that is misspelt leaves its indicator to the usual ones. Rules may
 * well be for figures that this stream does without.
 */
static void
tell_nothing(struct stream *st, const struct items *items,
    const struct rules *rules, bool is_strict)
{
	struct near_names met = { .n = 0 };
	const char *name;
	char *copy;
	size_t len;

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];

		if ((!item->is_figure && !item->is_withheld) || item->is_before)
			continue;
		name = keyset_key(items->names, item->indicator, &len);
		if (met.n > 0 && strlen(met.list[met.n - 1]) == len &&
		    memcmp(met.list[met.n - 1], name, len) == 0)
			continue;
		copy = xstrndup(name, len);
		near_note(&met, copy);
		free(copy);
	}
	for (size_t i = 0; met.n > 0 && rules_named(rules, i); i++) {
		const struct rule *rule;

		name = rules_named(rules, i);
		tell_name(st, name, &met, is_strict);
		rule = rules_find(rules, name);
		for (size_t k = 0; (name = rules_cluster(rule, k)); k++)
			tell_name(st, name, &met, is_strict);
	}
	near_release(&met);
}

static void
read_before(struct stream *st, struct items *items, const struct options *o)
{
	struct strbuf err = STRBUF_INIT;

	for (size_t i = 0; i < o->n_before; i++) {
		if (items_add_before(
			items, o->before[i], o->so.max_line, &err) < 0)
			die("%s", err.s);
		stream_add_config(st, o->before[i]);
	}
	strbuf_release(&err);
}

static void
write_all(struct stream *st, const struct items *items)
{
	struct strbuf line = STRBUF_INIT;

	for (size_t i = 0; i < items->n; i++) {
		if (items->list[i].is_before)
			continue;
		if (stream_is_refused(st)) {
			stream_held_absorb(st);
			continue;
		}
		strbuf_reset(&line);
		items_format(items, i, &line);
		stream_held_write(st, line.s, line.len);
	}
	strbuf_release(&line);
}

/* Figures over periods that are out: what their differences tell is not known.
   Returns whether there are none. */
static bool
tell_windows(const struct items *items, bool is_before)
{
	const size_t n = items_n_shown(items, is_before);

	if (n > 0)
		diag_error("%zu figures over periods are shown%s: what they "
			   "tell together is not looked at",
		    n, is_before ? " in earlier releases" : "");
	return n == 0;
}

static void
tell_overlap(
    const struct items *items, uint32_t indicator, uint32_t one, uint32_t other)
{
	const uint32_t numbers[] = { indicator, one, other };
	struct strbuf text[3];

	for (int i = 0; i < 3; i++) {
		const size_t kind = i > 0; /* in front of a value */
		size_t len;
		const char *s = keyset_key(items->names, numbers[i], &len);

		strbuf_init(&text[i]);
		strbuf_add(&text[i], s + kind, len - kind);
	}
	diag_limited("figures of periods that overlap",
	    "%s: figures of %s and of %s: what their difference tells is not "
	    "looked at: leave one of them out",
	    text[0].s, text[1].s, text[2].s);
	for (int i = 0; i < 3; i++)
		strbuf_release(&text[i]);
}

/* "visits by clinic, month" */
static void
name_figures(const struct items *items, const struct open_figures *o,
    struct strbuf *name)
{
	uint32_t dimensions[ITEMS_MAX_DIMENSIONS + 1];
	size_t len;
	const char *s = keyset_key(items->names, o->indicator, &len);

	strbuf_reset(name);
	strbuf_add(name, s, len);
	s = keyset_key(items->groupings, o->grouping, &len);
	memcpy(dimensions, s, len);
	for (size_t i = 1; i < len / sizeof(dimensions[0]); i++) {
		size_t name_len;

		s = keyset_key(items->names, dimensions[i], &name_len);
		strbuf_addstr(name, i == 1 ? " by " : ", ");
		strbuf_add(name, s, name_len);
	}
}

/* Which figures stay open, why, and what can be done. */
static void
tell_open(const struct items *items, const struct protection *p)
{
	struct strbuf name = STRBUF_INIT;

	for (size_t i = 0; i < p->n_groups; i++) {
		const struct open_figures *o = &p->open[i];

		name_figures(items, o, &name);
		if (o->why == OPEN_NARROW)
			diag_limited("figures that stay open",
			    "%s: %zu small figures: a reader is left %lld "
			    "values and not %lld even where all is hidden "
			    "that may be: leave out records that these are "
			    "the parts or totals of, or ask for less in "
			    "at_least_values",
			    name.s, o->n, (long long)o->room,
			    (long long)o->wanted);
		else
			diag_limited("figures that stay open",
			    "%s: %zu small figures: %s: leave out records "
			    "that these are the parts or totals of",
			    name.s, o->n,
			    o->why == OPEN_ENDED
				? "the search ended at its limit"
				: "no way to hide them was found");
	}
	strbuf_release(&name);
}

/* What nobody can hide any more, or for which there is no proof. */
static void
tell(struct stream *st, const struct items *items, const struct protection *p,
    size_t n_untold)
{
	stream_stat(st, "small", p->n_small);
	stream_stat(st, "complementary", p->n_complementary);
	stream_stat(st, "untold", n_untold);
	if (n_untold > 0)
		diag_error("%zu numbers that an earlier release hid fit "
			   "nothing that is known of it: what its difference "
			   "to this one tells was not looked at",
		    n_untold);
	if (p->n_released > 0)
		diag_error(
		    "%zu small figures were released earlier", p->n_released);
	tell_open(items, p);
	if (p->n_open > 0)
		diag_error("%zu small figures can be worked out more closely "
			   "than the rules allow",
		    p->n_open);
}

/* Returns whether all that is small is safe. */
static bool
suppress(struct stream *st, struct items *items, const struct options *o)
{
	struct protection result;
	struct model model;
	bool is_safe;

	read_before(st, items, o);
	model_build(&model, items);
	protect(items, &model, PROTECT_MAX_WORK, &result);
	comparisons_withhold(items);
	clusters_withhold(items);
	write_all(st, items);
	tell(st, items, &result, model.n_untold);
	protection_release(&result);
	model_release(&model);
	if (items_n_withheld(items) > 0)
		stream_stat(st, "withheld", items_n_withheld(items));
	is_safe = tell_windows(items, true);
	is_safe &= overlap_find(items, tell_overlap);
	return is_safe && result.n_open + result.n_released == 0;
}

static void
write_interval(struct stream *st, const struct items *items,
    const struct audit_interval *one)
{
	static const char *const names[N_ROLES + 1] = { "value", "numerator",
		"denominator", "n", "rest" };
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line,
	    "{\"record\":\"interval\",\"member\":\"%s\",\"low\":%lld",
	    names[one->role], (long long)one->low);
	if (one->high < ITEMS_MAX_COUNT)
		strbuf_addf(&line, ",\"high\":%lld", (long long)one->high);
	strbuf_addf(&line,
	    ",\"is_narrow\":%s,\"of\":", one->is_narrow ? "true" : "false");
	items_format(items, one->item, &line);
	strbuf_addch(&line, '}');
	stream_make(st, line.s, line.len);
	strbuf_release(&line);
}

/* Returns whether nothing is known more closely than the rules allow. */
static bool
audit(struct stream *st, struct items *items, const struct options *o)
{
	struct audit result;
	bool is_safe;

	read_before(st, items, o);
	audit_run(&result, items);
	for (size_t i = 0; !stream_is_refused(st) && i < result.n; i++)
		write_interval(st, items, &result.list[i]);
	stream_stat(st, "narrow", result.n_narrow);
	stream_stat(st, "contradictory", result.n_contradictory);
	stream_stat(st, "unsolved", result.n_unsolved);
	if (result.n_narrow > 0)
		diag_error("%zu hidden numbers are known more closely than "
			   "the rules allow",
		    result.n_narrow);
	if (result.n_contradictory > 0)
		diag_error("%zu groups of figures contradict themselves",
		    result.n_contradictory);
	if (result.n_unsolved > 0)
		diag_error("%zu groups of figures could not be solved: what "
			   "is known of them is not known",
		    result.n_unsolved);
	is_safe =
	    result.n_narrow + result.n_contradictory + result.n_unsolved == 0;
	is_safe &= tell_windows(items, false);
	is_safe &= tell_windows(items, true);
	is_safe &= overlap_find(items, tell_overlap);
	audit_release(&result);
	return is_safe;
}

static void
read_options(struct options *o, int argc, char **argv)
{
	int c;

	while (
	    (c = opt_next(argc, argv, "r:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'r':
			o->rules = optarg;
			break;
		case OPT_BEFORE:
			GROW(o->before, o->n_before, o->cap_before);
			o->before[o->n_before++] = optarg;
			break;
		case OPT_AUDIT:
			o->is_audit = true;
			break;
		default:
			stream_option(&o->so, c, optarg, usage);
		}
	}
	if (!o->rules)
		die("--rules: a file with the rules is needed");
}

int
main(int argc, char **argv)
{
	struct options o = { .so = STREAM_OPTIONS_INIT };
	struct strbuf err = STRBUF_INIT;
	struct rules *rules;
	struct items items;
	struct stream *st;
	bool is_safe;
	int status;

	diag_init("suppress-small");
	confine();
	read_options(&o, argc, argv);
	rules = rules_load(o.rules, &err);
	if (!rules)
		die("%s", err.s);
	st = stream_open(&o.so, argv + optind, argc - optind);
	stream_add_config(st, o.rules);
	items_init(&items, rules);
	read_all(st, &items, o.is_audit);
	tell_nothing(st, &items, rules, o.so.is_strict);
	is_safe = o.is_audit ? audit(st, &items, &o) : suppress(st, &items, &o);
	status = stream_close(st);
	items_release(&items);
	rules_free(rules);
	free(o.before);
	strbuf_release(&err);
	return status == EXIT_DONE && !is_safe ? EXIT_NO : status;
}
