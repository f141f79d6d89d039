/*
 * main.c - check-targets: hold indicators against their targets.
 *
 * In memory: every record of the stream until the last is read, since the
 * indicator that gives a target may come after the one it is for. Records
 * that no target speaks of pass unchanged; an indicator record that a target
 * speaks of and that cannot be read is rejected.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/confine.h"
#include "vardstrom/config.h"
#include "vardstrom/diag.h"
#include "vardstrom/keyset.h"
#include "vardstrom/near.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "check_targets.h"
#include "stream/stages.h"
#include "targets.h"

static const char usage[] =
    "Example:\n"
    "  check-targets -t targets.json --exit-code indicators.ndjson\n"
    "\n"
    "usage: check-targets --targets FILE [--exit-code] [OPTION]... [FILE]...\n"
    "Hold indicators against their targets.\n"
    "\n"
    "  -t, --targets FILE    the targets, JSON\n"
    "      --indicators FILE the definitions that the figures are made by: a\n"
    "                        target must be for one of them; may be repeated\n"
    "      --exit-code       exit 1 where a target was missed\n";

enum { OPT_EXIT_CODE = STREAM_OPT_OWN, OPT_INDICATORS };

static const struct option longopts[] = {
	{ "targets", required_argument, NULL, 't' },
	{ "exit-code", no_argument, NULL, OPT_EXIT_CODE },
	{ "indicators", required_argument, NULL, OPT_INDICATORS },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/* What the files of definitions define. */
struct defined {
	struct near_names ids;
	struct keyset *figures; /* "ID BY", BY as "a,b" */
};

static void
add_grouping(struct defined *d, const char *id, struct config_node by,
    const char *spread)
{
	struct strbuf sb = STRBUF_INIT;
	const char *name, *comma = "";

	strbuf_addf(&sb, "%s ", id);
	for (size_t i = 0; i < config_n(by); i++) {
		name = config_string(config_at(by, i));
		strbuf_addf(&sb, "%s%s", comma, name ? name : "");
		comma = ",";
	}
	if (spread)
		strbuf_addf(&sb, "%s%s", comma, spread);
	keyset_add(d->figures, sb.s, sb.len, NULL);
	strbuf_release(&sb);
}

static void
load_defined(const char *path, struct defined *d)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c = config_load(path, &err);
	struct config_node list, one, by, spread;
	const char *id;

	if (!d->figures)
		d->figures = keyset_new();
	if (c) {
		list = config_need(config_top(c), "indicators");
		for (size_t i = 0; i < config_n(list); i++) {
			one = config_at(list, i);
			id = config_string(config_need(one, "id"));
			if (!id)
				break;
			near_note(&d->ids, id);
			by = config_get(one, "by");
			spread = config_get(one, "spread");
			for (size_t k = 0; config_there(by) && k < config_n(by);
			     k++)
				add_grouping(d, id, config_at(by, k),
				    config_there(spread)
					? config_string_or(
					      spread, "member", NULL)
					: NULL);
		}
	}
	if (err.len > 0)
		die("%s", err.s);
	config_free(c);
	strbuf_release(&err);
}

/* Before any data: what targets speak of is defined, and by these members. */
static void
hold_defined(void *context, const char *indicator, const char *by)
{
	const struct defined *d = context;
	struct strbuf sb = STRBUF_INIT;
	const char *near;
	uint32_t number;

	if (!near_has(&d->ids, indicator)) {
		near = near_name(
		    indicator, (const char *const *)d->ids.list, d->ids.n);
		die("--targets: %s: no file of --indicators defines it%s%s",
		    indicator, near ? "; the nearest is " : "",
		    near ? near : "");
	}
	strbuf_addf(&sb, "%s %s", indicator, by ? by : "");
	if (by && !keyset_find(d->figures, sb.s, sb.len, &number))
		die("--targets: %s by [%s]: no file of --indicators defines it "
		    "by these members in this order",
		    indicator, by);
	strbuf_release(&sb);
}

/* What the targets speak of is held against the figures that there were. */
struct holding {
	struct stream *st;
	bool is_strict;
	const struct near_names *there, *bys;
	struct near_names told;
};

/* A stream may do without figures that targets speak of. */
static void
hold_name(struct holding *h, const char *what, const char *name,
    const struct near_names *there)
{
	if (near_has(there, name) || near_has(&h->told, name))
		return;
	near_note(&h->told, name);
	if (h->is_strict ||
	    near_name(name, (const char *const *)there->list, there->n))
		stream_tell_nothing(h->st, what, name, there);
}

static void
hold_met(void *context, const char *indicator, const char *by)
{
	struct holding *h = context;

	hold_name(h,
	    "there is a target for an indicator without figures:", indicator,
	    h->there);
	if (by && near_has(h->there, indicator))
		hold_name(h,
		    "there is a target by members that no figure is by:", by,
		    h->bys);
}

static void
hold_figures(struct stream *st, bool is_strict, const struct targets *targets,
    const struct checker *checker)
{
	struct holding h = { .st = st,
		.is_strict = is_strict,
		.there = checker_met(checker),
		.bys = checker_bys(checker) };

	targets_each(targets, hold_met, &h);
	near_release(&h.told);
}

static void
read_all(struct stream *st, struct checker *c)
{
	enum figure_status status;
	struct record *rec;

	while ((rec = stream_next(st))) {
		status = checker_add(c, rec);
		if (status == FIGURE_OK)
			stream_hold(st);
		else
			stream_reject(st, figure_field(status),
			    figure_code(status), figure_strerror(status));
	}
}

/* Returns the number of targets that were missed. */
static uint64_t
write_all(struct stream *st, struct checker *c)
{
	uint64_t n[VERDICT_NOT_ASSESSED + 1] = { 0 };
	struct strbuf line = STRBUF_INIT;

	for (size_t i = 0; i < checker_n(c); i++) {
		n[checker_line(c, i, &line)]++;
		stream_held_write(st, line.s, line.len);
	}
	strbuf_release(&line);
	stream_stat(st, "met", n[VERDICT_MET]);
	stream_stat(st, "missed", n[VERDICT_MISSED]);
	stream_stat(st, "not_assessed", n[VERDICT_NOT_ASSESSED]);
	return n[VERDICT_MISSED];
}

int
check_targets_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct strbuf err = STRBUF_INIT;
	const char *path = NULL;
	bool has_exit_code = false;
	struct defined defined = { .figures = NULL };
	struct targets *targets;
	struct checker *checker;
	struct stream *st;
	uint64_t n_missed;
	int c, status;

	diag_init("check-targets");
	confine();
	while (
	    (c = opt_next(argc, argv, "t:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 't':
			path = optarg;
			break;
		case OPT_EXIT_CODE:
			has_exit_code = true;
			break;
		case OPT_INDICATORS:
			load_defined(optarg, &defined);
			break;
		default:
			stream_option(&so, c, optarg, usage);
		}
	}
	if (!path)
		die("--targets: a file with the targets is needed");
	targets = targets_load(path, &err);
	if (!targets)
		die("%s", err.s);
	if (defined.figures)
		targets_each(targets, hold_defined, &defined);
	st = stream_open(&so, argv + optind, argc - optind);
	stream_add_config(st, path);
	checker = checker_new(targets);
	read_all(st, checker);
	if (checker_n(checker) > 0 && checker_met(checker)->n == 0)
		stream_tell_no_work(st,
		    "no record is an indicator, so no target was looked at; "
		    "check-targets comes behind aggregate --indicators");
	else if (!defined.figures && checker_met(checker)->n > 0)
		hold_figures(st, so.is_strict, targets, checker);
	n_missed = write_all(st, checker);
	status = stream_close(st);
	checker_free(checker);
	targets_free(targets);
	near_release(&defined.ids);
	keyset_free(defined.figures);
	strbuf_release(&err);
	if (status == EXIT_DONE && has_exit_code && n_missed > 0)
		return EXIT_NO;
	return status;
}
