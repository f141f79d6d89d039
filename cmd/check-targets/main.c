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

#include "vardstrom/config.h"
#include "vardstrom/diag.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"

#include "check_targets.h"
#include "stream/stages.h"
#include "targets.h"

static const char usage[] =
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

/* The ids that a file of definitions has. */
static void
load_ids(const char *path, struct near_names *ids)
{
	struct strbuf err = STRBUF_INIT;
	struct config *c = config_load(path, &err);
	struct config_node list;
	const char *id;

	if (c) {
		list = config_need(config_top(c), "indicators");
		for (size_t i = 0; i < config_n(list); i++) {
			id = config_string(
			    config_need(config_at(list, i), "id"));
			if (id)
				near_note(ids, id);
		}
	}
	if (err.len > 0)
		die("%s", err.s);
	config_free(c);
	strbuf_release(&err);
}

/* What the targets speak of is held against what there is. */
struct holding {
	struct stream *st; /* NULL: against the definitions, before any data */
	bool is_strict;
	const struct near_names *there;
	struct near_names told;
};

static void
hold_name(void *context, const char *indicator)
{
	struct holding *h = context;
	const char *near;

	if (near_has(h->there, indicator) || near_has(&h->told, indicator))
		return;
	near_note(&h->told, indicator);
	near = near_name(
	    indicator, (const char *const *)h->there->list, h->there->n);
	/* a stream may do without figures that targets speak of */
	if (h->st && (near || h->is_strict))
		stream_tell_nothing(h->st,
		    "there is a target for an indicator without figures:",
		    indicator, h->there);
	if (h->st)
		return;
	die("--targets: %s: no file of --indicators defines it%s%s", indicator,
	    near ? "; the nearest is " : "", near ? near : "");
}

static void
hold_names(struct stream *st, bool is_strict, const struct targets *targets,
    const struct near_names *there)
{
	struct holding h = { .st = st, .is_strict = is_strict, .there = there };

	targets_each(targets, hold_name, &h);
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
	struct near_names ids = { .n = 0 };
	struct targets *targets;
	struct checker *checker;
	struct stream *st;
	uint64_t n_missed;
	int c, status;

	diag_init("check-targets");
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
			load_ids(optarg, &ids);
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
	if (ids.n > 0)
		hold_names(NULL, false, targets, &ids);
	st = stream_open(&so, argv + optind, argc - optind);
	stream_add_config(st, path);
	checker = checker_new(targets);
	read_all(st, checker);
	if (checker_n(checker) > 0 && checker_met(checker)->n == 0)
		stream_tell_no_work(st,
		    "no record is an indicator, so no target was looked at; "
		    "check-targets comes behind aggregate --indicators");
	else if (ids.n == 0 && checker_met(checker)->n > 0)
		hold_names(st, so.is_strict, targets, checker_met(checker));
	n_missed = write_all(st, checker);
	status = stream_close(st);
	checker_free(checker);
	targets_free(targets);
	near_release(&ids);
	strbuf_release(&err);
	if (status == EXIT_DONE && has_exit_code && n_missed > 0)
		return EXIT_NO;
	return status;
}
