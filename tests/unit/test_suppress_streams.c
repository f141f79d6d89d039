/*
 * test_suppress_streams.c - over random streams, with nested groupings,
 * shares, spreads, months and an earlier release, nobody works a small figure
 * out of what is published: neither the audit nor who tries every world.
 *
 * A world is a few numbers that nobody sees (contacts of a clinic, a month, a
 * sex), and every figure is a sum of some of them. Who tries every world
 * knows that much, which is more than any reader does, and what the labels
 * mean; what the programs think of their relations is nothing to it.
 *
 * STREAMS=N tries N streams, of those FROM=M on; STREAM=K only the K-th, and
 * shows it.
 *
 * unit: cmd/suppress-small/audit.c
 * unit: cmd/suppress-small/audit_attack.c
 * unit: cmd/suppress-small/audit_time.c
 * unit: cmd/suppress-small/items.c
 * unit: cmd/suppress-small/comparisons.c
 * unit: cmd/suppress-small/model.c
 * unit: cmd/suppress-small/model_assume.c
 * unit: cmd/suppress-small/model_before.c
 * unit: cmd/suppress-small/model_order.c
 * unit: cmd/suppress-small/model_rows.c
 * unit: cmd/suppress-small/model_unite.c
 * unit: cmd/suppress-small/nesting.c
 * unit: cmd/suppress-small/protect.c
 * unit: cmd/suppress-small/protect_limits.c
 * unit: cmd/suppress-small/protect_repair.c
 * unit: cmd/suppress-small/protect_search.c
 * unit: cmd/suppress-small/protect_table.c
 * unit: cmd/suppress-small/rules.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/suppress-small/audit.h"
#include "../../cmd/suppress-small/items.h"
#include "../../cmd/suppress-small/model.h"
#include "../../cmd/suppress-small/protect.h"
#include "../../cmd/suppress-small/rules.h"

#include "suppress_worlds.h"

/* --- the programs --------------------------------------------------------- */

static char *
file_of(const char *text, size_t len)
{
	char *path = strdup("/tmp/vardstrom-streams-XXXXXX");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
	return path;
}

static struct rules *
rules_of(int at_least)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct rules *rules;
	char *path;

	strbuf_addf(&text, "{\"threshold\":%d,\"at_least_values\":%d}",
	    THRESHOLD, at_least);
	path = file_of(text.s, text.len);
	rules = rules_load(path, &err);
	remove(path);
	free(path);
	assert_non_null(rules);
	strbuf_release(&text);
	strbuf_release(&err);
	return rules;
}

/* A figure of the true world as a record. */
static void
write_figure(
    const struct world *w, const struct figure_of *f, struct strbuf *out)
{
	static const char *const names[N_ROLES] = { "value", "numerator",
		"denominator", "n" };
	const int num = sum(f, ROLE_NUMERATOR, w->base),
		  den = sum(f, ROLE_DENOMINATOR, w->base);

	strbuf_addf(out,
	    "{\"record\":\"indicator\",\"indicator\":\"%s\",\"period\":\"2025\""
	    ",\"by\":%s",
	    f->indicator, f->by);
	if (f->is_ratio && den > 0)
		strbuf_addf(out, ",\"value\":%.12f", (double)num / den);
	else if (f->is_ratio)
		strbuf_addstr(out, ",\"not_assessed\":\"no_denominator\"");
	for (int role = 0; role < N_ROLES; role++) {
		if (f->has_part[role])
			strbuf_addf(out, ",\"%s\":%d", names[role],
			    sum(f, role, w->base));
	}
	if (f->is_share)
		strbuf_addstr(out, ",\"unit\":\"share\"");
	strbuf_addstr(out, "}\n");
}

static void
read_lines(struct items *items, const char *text)
{
	struct ndjson *ndjson = ndjson_new();
	struct record rec = RECORD_INIT;
	struct strbuf line = STRBUF_INIT;
	size_t error_at;

	for (const char *end; *text; text = end + 1) {
		size_t len;

		end = strchr(text, '\n');
		len = (size_t)(end - text);
		strbuf_reset(&line);
		strbuf_add(&line, text, len);
		strbuf_grow(&line, NDJSON_PADDING);
		assert_int_equal(
		    ndjson_parse(ndjson, line.s, len, &rec, &error_at),
		    NDJSON_OK);
		assert_int_equal(items_add(items, &rec), FIGURE_OK);
	}
	strbuf_release(&line);
	record_release(&rec);
	ndjson_free(ndjson);
}

static void
open_items(struct items *items, const struct rules *rules, const char *text,
    const struct strbuf *before)
{
	struct strbuf err = STRBUF_INIT;
	char *path;

	items_init(items, rules);
	read_lines(items, text);
	if (!before)
		return;
	path = file_of(before->s, before->len);
	assert_int_equal(items_add_before(items, path, 1 << 20, &err), 0);
	remove(path);
	free(path);
	strbuf_release(&err);
}

/* Suppress one release; its text in out. Returns how many records are hidden;
   -1 where the program says that it cannot. */
static int
suppress(struct world *w, int release, const struct rules *rules,
    const struct strbuf *before, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	struct protection result;
	struct items items;
	struct model model;
	size_t at = 0;

	strbuf_addstr(&text, w->registers);
	for (int i = 0; i < w->n; i++) {
		if (w->list[i].release == release)
			write_figure(w, &w->list[i], &text);
	}
	open_items(&items, rules, text.s, before);
	model_build(&model, &items);
	protect(&items, &model, PROTECT_MAX_WORK, &result);
	for (size_t i = 0; i < items.n; i++) {
		if (items.list[i].is_before)
			continue;
		items_format(&items, i, out);
		strbuf_addch(out, '\n');
		if (!items.list[i].is_figure)
			continue;
		while (w->list[at].release != release)
			at++;
		w->list[at++].mark = items.list[i].mark;
	}
	model_release(&model);
	protection_release(&result);
	items_release(&items);
	strbuf_release(&text);
	return result.n_open + result.n_released > 0
		   ? -1
		   : (int)(result.n_small + result.n_complementary);
}

/* How many hidden numbers the audit of a release finds. */
static size_t
audit(const struct rules *rules, const struct strbuf *out,
    const struct strbuf *before)
{
	struct items items;
	struct audit result;
	size_t n;

	open_items(&items, rules, out->s, before);
	audit_run(&result, &items);
	n = result.n_narrow + result.n_contradictory + result.n_unsolved;
	audit_release(&result);
	items_release(&items);
	return n;
}

/* --- the least ------------------------------------------------------------ */

/* The least number of hidden records that is safe, n at most; -1: not
   searched. */
static int
least(const struct world *w, int n, int at_least)
{
	struct world o = *w;
	int choice[MAX_SEARCHED], n_choices = 0, n_small = 0;
	long n_sets = 0;
	int best = n;

	if (w->n > MAX_SEARCHED || w->has_two_releases)
		return -1;
	for (int i = 0; i < w->n; i++) {
		const struct figure_of *f = &w->list[i];
		bool small = false;

		for (int role = 0; role < N_ROLES; role++)
			small |= f->has_part[role] &&
				 is_small(sum(f, role, w->base));
		small |=
		    f->is_share && is_small(sum(f, ROLE_DENOMINATOR, w->base) -
					    sum(f, ROLE_NUMERATOR, w->base));
		o.list[i].mark = MARK_NONE;
		if (small) {
			o.list[i].mark = MARK_SMALL;
			n_small++;
		} else {
			choice[n_choices++] = i;
		}
	}
	for (unsigned set = 0; set < 1u << n_choices; set++) {
		int n_hidden = n_small, is_learnt;

		for (int i = 0; i < n_choices; i++)
			n_hidden += set >> i & 1;
		if (n_hidden >= best)
			continue;
		if (++n_sets > MAX_SETS)
			return -1;
		for (int i = 0; i < n_choices; i++) {
			struct figure_of *f = &o.list[choice[i]];

			f->mark = set >> i & 1 ? label(f, w->base) : MARK_NONE;
		}
		is_learnt = learns(&o, at_least, 200000, false);
		if (is_learnt < 0)
			return -1;
		if (is_learnt == 0)
			best = n_hidden;
	}
	return best;
}

/* --- the tests ------------------------------------------------------------ */

static int
number_of(const char *name, int otherwise)
{
	const char *s = getenv(name);

	return s ? (int)strtol(s, NULL, 10) : otherwise;
}

/* Did the earlier release show the figure with the same numbers? */
static bool
was_shown(const struct world *w, const struct figure_of *f)
{
	for (int i = 0; i < w->n; i++) {
		const struct figure_of *o = &w->list[i];

		if (o->release != f->release && o->mark == MARK_NONE &&
		    o->indicator == f->indicator && strcmp(o->by, f->by) == 0 &&
		    memcmp(o->weight, f->weight, sizeof(f->weight)) == 0)
			return true;
	}
	return false;
}

/* Is a small figure of some clinics learnt from what is told of them alone? */
static bool
is_hopeless_alone(const struct world *w, int at_least, unsigned inside)
{
	const int n_each = w->n_base / N_CLINICS;
	struct world *o = malloc(sizeof(*o));
	bool ret;

	assert_non_null(o);
	*o = *w;
	o->n = 0;
	for (int i = 0; i < w->n_base; i++)
		o->is_known[i] = !(inside >> (i / n_each) & 1);
	for (int i = 0; i < w->n; i++) {
		const struct figure_of *f = &w->list[i];
		int outside = 0;

		for (int role = 0; role < N_ROLES; role++) {
			for (int k = 0; k < w->n_base; k++)
				outside +=
				    o->is_known[k] ? f->weight[role][k] : 0;
		}
		if (outside == 0)
			o->list[o->n++] = *f;
	}
	ret = learns(o, at_least, MAX_TRIES, false) == 1;
	free(o);
	return ret;
}

static bool
is_hopeless_so(const struct world *w, int at_least)
{
	for (unsigned set = 1; set < 1u << N_CLINICS; set++) {
		if (is_hopeless_alone(w, at_least, set))
			return true;
	}
	return false;
}

/* A zero of this release: which of those that have the same numbers; -1: it is
   none, or not to be chosen. */
static int
zero_of(const struct world *w, const struct figure_of *f)
{
	int n = 0;

	if (f->is_ratio || sum(f, ROLE_VALUE, w->base) != 0)
		return -1;
	for (int i = 0; &w->list[i] != f; i++) {
		const struct figure_of *o = &w->list[i];
		bool is_first =
		    !o->is_ratio && sum(o, ROLE_VALUE, w->base) == 0;

		if (is_first &&
		    memcmp(o->weight[ROLE_VALUE], f->weight[ROLE_VALUE],
			sizeof(f->weight[ROLE_VALUE])) == 0)
			return zero_of(w, o);
		for (int k = 0; is_first && k < i; k++)
			is_first &= memcmp(o->weight[ROLE_VALUE],
					w->list[k].weight[ROLE_VALUE],
					sizeof(o->weight[ROLE_VALUE])) != 0;
		n += is_first;
	}
	return n;
}

/* Would it be learnt although all that can be is hidden, whichever zeros are
   shown? */
static bool
is_hopeless(const struct world *w, int at_least)
{
	enum { MANY = 6 }; /* zeros; then all or none */
	struct world *o = malloc(sizeof(*o));
	int n_zeros = 0;
	bool ret = true;

	assert_non_null(o);
	*o = *w;
	for (int i = 0; i < w->n; i++)
		n_zeros = n_zeros > zero_of(w, &w->list[i])
			      ? n_zeros
			      : zero_of(w, &w->list[i]) + 1;
	for (unsigned zeros = 0;
	     ret && zeros < 1u << (n_zeros < MANY ? n_zeros : MANY); zeros++) {
		for (int i = 0; i < o->n; i++) {
			struct figure_of *f = &o->list[i];
			const int zero = zero_of(w, f);

			if (f->release == (w->has_two_releases ? 1 : 0) &&
			    !was_shown(w, f))
				f->mark =
				    zero >= 0 &&
					    zeros >> (zero < MANY ? zero
								  : MANY - 1) &
						1
					? MARK_NONE
					: label(f, w->base);
		}
		ret = is_hopeless_so(o, at_least);
	}
	free(o);
	return ret;
}

/* The later release was never made. */
static void
forget_later(struct world *w)
{
	int n = 0;

	for (int i = 0; i < w->n; i++) {
		if (w->list[i].release == 0)
			w->list[n++] = w->list[i];
	}
	w->n = n;
	w->has_two_releases = false;
}

struct totals {
	int n_streams, n_hiding, n_two, n_learnt, n_refused, n_audited;
	int n_refused_second, n_hopeless;
	int n_worlds_too_many, n_hidden, n_least, n_searched;
	int n_open_shown, n_open_audited;
};

/* Show again what was hidden for others only: who looks must find something,
   or this is no test. */
static void
try_without(const struct world *w, const struct rules *rules, int at_least,
    struct totals *t)
{
	struct strbuf out = STRBUF_INIT;
	struct world o = *w;

	if (w->has_two_releases)
		return;
	for (int i = 0; i < o.n; i++) {
		if (o.list[i].mark == MARK_COMPLEMENTARY)
			o.list[i].mark = MARK_NONE;
	}
	if (learns(&o, at_least, MAX_TRIES, false) != 1)
		return;
	t->n_open_shown++;
	strbuf_addstr(&out, o.registers);
	for (int i = 0; i < o.n; i++) {
		if (o.list[i].mark == MARK_NONE)
			write_figure(&o, &o.list[i], &out);
		else
			strbuf_addf(&out,
			    "{\"record\":\"indicator\",\"indicator\":\"%s\","
			    "\"period\":\"2025\",\"by\":%s%s,\"suppressed\":"
			    "\"small\"}\n",
			    o.list[i].indicator, o.list[i].by,
			    o.list[i].is_share ? ",\"unit\":\"share\"" : "");
	}
	t->n_open_audited += audit(rules, &out, NULL) > 0;
	strbuf_release(&out);
}

static void
try_stream(int number, struct totals *t, bool is_told)
{
	uint32_t state = (uint32_t)number * 2654435761u + 12345u;
	struct world *w = malloc(sizeof(*w));
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	struct strbuf *last = &first;
	const int at_least = 2 + (int)chance(&state, 2);
	struct rules *rules = rules_of(at_least);
	int n, n_first = 0, is_learnt;
	size_t n_narrow;

	assert_non_null(w);
	make(w, &state);
	n = suppress(w, 0, rules, NULL, &first);
	n_narrow = audit(rules, &first, NULL);
	if (w->has_two_releases && n < 0) {
		forget_later(w);
	} else if (w->has_two_releases) {
		n_first = n;
		n = suppress(w, 1, rules, &first, &second);
		t->n_refused_second += n < 0;
		n_narrow += audit(rules, &second, &first);
		last = &second;
	}
	if (is_told)
		printf("at least %d values\n%s%s%s", at_least,
		    w->has_two_releases ? first.s : "",
		    w->has_two_releases ? "then\n" : "", last->s);
	for (int i = 0; is_told && i < w->n_base; i++)
		printf("%s%d%s", i == 0 ? "# the world: " : " ", w->base[i],
		    i + 1 == w->n_base ? "\n" : "");
	t->n_streams++;
	t->n_two += w->has_two_releases;
	t->n_hiding += n + n_first > 0;
	if (n < 0 && is_hopeless(w, at_least)) {
		t->n_hopeless++;
		if (is_told || getenv("TELL"))
			print_message("# stream %d is hopeless (%d)\n", number,
			    w->has_two_releases);
		goto out;
	}
	t->n_refused += n < 0;
	t->n_audited += n_narrow > 0;
	is_learnt = learns(w, at_least, MAX_TRIES, is_told);
	t->n_learnt += is_learnt == 1;
	t->n_worlds_too_many += is_learnt < 0;
	if (n < 0 || is_learnt != 0 || n_narrow > 0)
		print_message("# stream %d: %s\n", number,
		    n < 0           ? "it says that it cannot hide all"
		    : n_narrow > 0  ? "the audit recovers a figure"
		    : is_learnt > 0 ? "who tries all recovers a figure"
				    : "too many worlds");
	if (n > 0 && !w->has_two_releases) {
		const int l = least(w, n, at_least);

		t->n_searched += l >= 0;
		t->n_least += l >= 0 ? l : 0;
		t->n_hidden += l >= 0 ? n : 0;
		if (is_told && l >= 0)
			print_message("# %d hidden, %d needed\n", n, l);
		try_without(w, rules, at_least, t);
	}
out:
	rules_free(rules);
	strbuf_release(&first);
	strbuf_release(&second);
	free(w);
}

static void
nobody_learns_a_small_figure(void **state)
{
	const int only = number_of("STREAM", -1);
	const int from = number_of("FROM", 0);
	const int n = from + number_of("STREAMS", USUAL_STREAMS);
	struct totals t = { 0 };

	(void)state;
	if (only >= 0) {
		try_stream(only, &t, true);
		return;
	}
	for (int i = from; i < n; i++)
		try_stream(i, &t, false);
	print_message("# %d streams, %d of two releases; in %d something is "
		      "hidden\n",
	    t.n_streams, t.n_two, t.n_hiding);
	print_message("# the audit recovers something in %d, who tries all "
		      "worlds in %d (too many for it in %d); refused %d, %d of "
		      "these the later release; rightly %d\n",
	    t.n_audited, t.n_learnt, t.n_worlds_too_many, t.n_refused,
	    t.n_refused_second, t.n_hopeless);
	print_message("# without complementary suppression: who tries all in "
		      "%d, the audit in %d of these\n",
	    t.n_open_shown, t.n_open_audited);
	print_message("# %d hidden where %d need be, in %d that were "
		      "searched\n",
	    t.n_hidden, t.n_least, t.n_searched);
	assert_int_equal(t.n_audited, 0);
	assert_int_equal(t.n_learnt, 0);
	assert_int_equal(t.n_refused, 0);
	assert_true(20 * t.n_worlds_too_many <= t.n_streams);
	assert_true(2 * t.n_hiding > t.n_streams);
	assert_true(t.n_open_shown > 0);
	assert_true(10 * t.n_open_audited >= 9 * t.n_open_shown);
	assert_true(t.n_searched > 0);
	assert_true(10 * t.n_hidden <= 11 * t.n_least);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_learns_a_small_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
