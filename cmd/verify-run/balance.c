/* balance.c - the rows of a manifest, added up once more. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vardstrom/lines.h"

#include "verify.h"

enum { LONGEST_LINE = 256 * 1024 * 1024 };
static const long long most_rows = 999999999999999;

/** What a program, a stage or a run did with its rows. */
struct rows {
	long long read, written, rejected, dropped, absorbed, made;
};

static long long
count_of(struct config_node at, const char *name)
{
	return config_int_or(at, name, 0, most_rows, 0);
}

static struct rows
rows_of(struct config_node at)
{
	struct rows r = { .read = count_of(at, "read"),
		.written = count_of(at, "written"),
		.rejected = count_of(at, "rejected"),
		.absorbed = count_of(at, "absorbed"),
		.made = count_of(at, "made") };
	struct config_node dropped = config_get(at, "dropped");
	const char *reason;
	size_t i;

	for (i = 0; i < config_n(dropped); i++)
		r.dropped += config_int(
		    config_member_at(dropped, i, &reason), 0, most_rows);
	return r;
}

static void
add(struct rows *sum, const struct rows *more)
{
	sum->read += more->read;
	sum->written += more->written;
	sum->rejected += more->rejected;
	sum->dropped += more->dropped;
	sum->absorbed += more->absorbed;
	sum->made += more->made;
}

/** One stage: its programs balance, and it is their sum. */
static int
check_stage(struct verify *v, struct config_node at, struct rows *stage)
{
	const char *name = config_string(config_need(at, "stage"));
	struct config_node runs = config_need(at, "runs");
	struct rows sum = { 0 };
	size_t i;

	*stage = rows_of(at);
	for (i = 0; i < config_n(runs); i++) {
		struct rows r = rows_of(config_at(runs, i));

		if (r.read != r.written + r.rejected + r.dropped + r.absorbed)
			return verify_fail(v,
			    "manifest.json: %s: rows were read that nothing "
			    "is said of",
			    name);
		add(&sum, &r);
	}
	if (memcmp(&sum, stage, sizeof(sum)) != 0)
		return verify_fail(v,
		    "manifest.json: %s: is not the sum of its programs", name);
	return 0;
}

/** The stages hand over all, and the whole is their sum. */
static int
check_chain(struct verify *v, struct rows *whole)
{
	struct config_node stages = config_need(v->top, "stages");
	struct config_node rows = config_need(v->top, "rows");
	long long handed = 0, aside = 0;
	struct rows said = rows_of(rows);
	bool is_first = true;
	size_t i;

	memset(whole, 0, sizeof(*whole));
	for (i = 0; i < config_n(stages); i++) {
		struct config_node at = config_at(stages, i);
		struct rows stage;

		if (check_stage(v, at, &stage) != 0)
			return -1;
		add(whole, &stage);
		if (config_bool_or(at, "aside", false)) {
			aside += stage.written + stage.made;
			continue;
		}
		if (!is_first && stage.read != handed)
			return verify_fail(v,
			    "manifest.json: %s: read %lld rows of %lld that "
			    "were handed to it",
			    config_string(config_get(at, "stage")), stage.read,
			    handed);
		/* what was handed over counts as read once, at its source */
		if (!is_first)
			whole->read -= stage.read;
		handed = stage.written + stage.made;
		is_first = false;
	}
	whole->written = 0; /* by all stages: no number of the whole */
	if (memcmp(whole, &said, sizeof(said)) != 0 ||
	    aside != count_of(rows, "aside") ||
	    handed != count_of(rows, "put_out"))
		return verify_fail(
		    v, "manifest.json: the rows are not the sum of the stages");
	whole->written = handed;
	if (whole->read + whole->made !=
	    whole->rejected + whole->dropped + whole->absorbed + aside + handed)
		return verify_fail(v,
		    "manifest.json: from end to end, %lld rows were read or "
		    "made, and not as many are accounted for",
		    whole->read + whole->made);
	return 0;
}

/** A file has so many lines. */
static int
check_lines(struct verify *v, const char *name, long long n_rows)
{
	char *path = verify_path(v->out, name);
	struct lines *l = lines_open(path, LONGEST_LINE, false, &v->err);
	enum lines_status status = LINES_EOF;
	long long n = 0;
	const char *line;
	size_t len;

	if (!l) {
		v->is_trouble = access(path, F_OK) == 0;
		free(path);
		return -1;
	}
	free(path);
	while ((status = lines_next(l, &line, &len)) == LINES_OK)
		n++;
	lines_close(l);
	if (status != LINES_EOF) {
		v->is_trouble = true;
		return verify_fail(v, "%s: cannot be read", name);
	}
	if (n != n_rows)
		return verify_fail(v,
		    "%s: has %lld lines, where the manifest says %lld rows",
		    name, n, n_rows);
	return 0;
}

int
verify_balance(struct verify *v)
{
	struct rows whole;

	if (check_chain(v, &whole) != 0)
		return -1;
	if (!config_bool(config_need(v->top, "balances")))
		return verify_fail(v, "manifest.json: says that it does not "
				      "balance");
	if (config_failed(v->config))
		return -1;
	if (check_lines(v, "rejects.ndjson", whole.rejected) != 0 ||
	    check_lines(v, "drops.ndjson", whole.dropped) != 0)
		return -1;
	return check_lines(v, "indicators.ndjson", whole.written);
}
