/*
 * stream.c - inputs to records to exactly one of written, rejected, dropped
 * or absorbed.
 */
#include "vardstrom/stream.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "io/source.h"
#include "stream_kind.h"
#include "stream_private.h"
#include "vardstrom/ascii.h"
#include "vardstrom/diag.h"
#include "vardstrom/digest.h"
#include "vardstrom/xalloc.h"

/* --- opening ------------------------------------------------------------- */

struct stream *
stream_open(const struct stream_options *so, char *const *paths, int n_paths)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash };
	struct stream *st = xcalloc(1, sizeof(*st));

	/* a parent that ignores it would make `| head` an error message */
	signal(SIGPIPE, SIG_DFL);
	clock_gettime(CLOCK_MONOTONIC, &st->began);
	st->so = so;
	st->paths = n_paths ? paths : only_stdin;
	st->n_paths = n_paths ? n_paths : 1;
	st->ndjson = ndjson_new();
	st->seal = (struct seal)SEAL_INIT;
	strbuf_init(&st->rec.added);
	strbuf_init(&st->scratch);
	strbuf_init(&st->place);
	stream_link_join(st);
	stream_open_outputs(st);
	if (so->is_sealed)
		stream_begin_seal(st);
	stream_progress_start(st);
	if (st->ends)
		st->ends->opened(st->ends->context);
	return st;
}

/** Is there an input that is open? */
static bool
has_input(const struct stream *st)
{
	return st->lines || st->is_linked;
}

uint64_t
stream_input_line(const struct stream *st)
{
	return st->is_linked ? st->link_lines : lines_no(st->lines);
}

static void
close_input(struct stream *st)
{
	struct stream_input *in;

	stream_check_seal(st);
	GROW(st->inputs, st->n_inputs, st->cap_inputs);
	in = &st->inputs[st->n_inputs++];
	in->name = xstrdup(stream_file(st));
	in->n_bytes = st->is_linked ? st->link_bytes : lines_bytes(st->lines);
	in->sha256[0] = '\0';
	if (st->so->stats && st->lines)
		lines_sha256(st->lines, in->sha256);
	st->done_bytes += in->n_bytes;
	lines_close(st->lines);
	st->lines = NULL;
	st->is_linked = false;
}

/** Open the next input, whatever it holds; false after the last. */
static bool
open_input(struct stream *st)
{
	struct strbuf err = STRBUF_INIT;
	const char *path;

	if (st->is_pending)
		BUG("a row without a verdict");
	if (has_input(st))
		close_input(st);
	if (st->n_paths == 0) {
		st->is_at_end = st->out_lines == 0;
		return false;
	}
	path = *st->paths++;
	st->n_paths--;
	st->is_begun = false;
	if (st->from && strcmp(path, "-") == 0) {
		st->is_linked = true;
		st->link_lines = st->link_bytes = 0;
		return true;
	}
	st->lines =
	    lines_open(path, st->so->max_line, st->so->stats != NULL, &err);
	if (!st->lines)
		die("%s", err.s);
	return true;
}

struct lines *
stream_next_input(struct stream *st)
{
	if (!open_input(st))
		return NULL;
	if (st->is_linked)
		die("reads no records here, so it comes first in a chain");
	return st->lines;
}

void
stream_input_error(struct stream *st)
{
	die("%s:%llu: %s", lines_name(st->lines),
	    (unsigned long long)lines_no(st->lines), lines_error(st->lines));
}

/* --- reading ------------------------------------------------------------- */

void
stream_take(struct stream *st, uint64_t line_no, const char *raw, size_t len)
{
	if (st->is_pending)
		BUG("a row without a verdict");
	st->is_pending = true;
	st->is_record = false;
	st->is_cut = false;
	st->line_no = line_no;
	st->raw = raw;
	st->raw_len = len;
	st->n_read++;
	stream_progress(st);
}

/** The first line of an input is no record: it may be no NDJSON at all. */
static void
end_if_other_kind(struct stream *st, const char *kind)
{
	if (kind)
		die("%s:%llu: %s", stream_file(st),
		    (unsigned long long)stream_input_line(st), kind);
}

static void
reject_long_line(struct stream *st, const char *line, size_t len)
{
	if (!st->is_begun && !st->is_linked)
		end_if_other_kind(st, stream_kind_of(line, len, "", 0));
	st->is_begun = true;
	seal_count(&st->seal);
	stream_take(st, stream_input_line(st), line, len);
	st->is_cut = true;
	stream_reject(st, NULL, "line_too_long",
	    "the line is longer than --max-line allows");
}

static enum lines_status
read_line(struct stream *st, const char **line, size_t *len)
{
	if (!st->is_linked)
		return lines_next(st->lines, line, len);
	return stream_link_next(st, line, len);
}

/** The next line that holds something; NULL at the end of all inputs. */
static const char *
next_line(struct stream *st, size_t *len)
{
	const char *line = NULL;

	if (!has_input(st) && !open_input(st))
		return NULL;
	for (;;) {
		switch (read_line(st, &line, len)) {
		case LINES_OK:
			if (!ascii_is_blank_line(line, *len))
				return line;
			break;
		case LINES_EOF:
			if (!open_input(st))
				return NULL;
			break;
		case LINES_ETOOLONG:
			reject_long_line(st, line, *len);
			break;
		case LINES_EINPUT:
			stream_input_error(st);
		}
	}
}

/** Check the line, and look at what comes behind it. */
static enum ndjson_status
parse(struct stream *st, const char *line, size_t len)
{
	struct record *rec = &st->rec;
	enum ndjson_status status;
	size_t error_at;

	if (st->is_linked)
		return stream_link_parse(st);
	status = ndjson_parse(st->ndjson, line, len, rec, &error_at);
	rec->coming = lines_coming(st->lines, &rec->coming_len);
	return status;
}

struct record *
stream_next(struct stream *st)
{
	const char *line;
	size_t len;

	if (st->is_pending)
		BUG("a record without a verdict");
	while ((line = next_line(st, &len))) {
		enum ndjson_status status = parse(st, line, len);

		if (status != NDJSON_OK && !st->is_begun && !st->is_linked)
			end_if_other_kind(
			    st, stream_kind(st->lines, &line, &len));
		st->is_begun = true;
		if (status == NDJSON_OK && stream_is_mark(st))
			continue;
		seal_count(&st->seal);
		stream_take(st, stream_input_line(st), line, len);
		if (status == NDJSON_OK) {
			st->is_record = true;
			stream_note_names(st);
			return &st->rec;
		}
		stream_reject(
		    st, NULL, ndjson_code(status), ndjson_strerror(status));
	}
	return NULL;
}

/* --- verdicts ------------------------------------------------------------ */

void
stream_take_verdict(struct stream *st)
{
	if (!st->is_pending)
		BUG("a verdict without a record");
	st->is_pending = false;
}

/** A row leaves what it held; the caller counts where it goes. */
static void
take_held_verdict(struct stream *st)
{
	if (st->n_held == 0)
		BUG("a verdict without a held record");
	st->n_held--;
}

/*
 * An answer that is known to be refused is no answer, and does not reach
 * standard output either. What was written as it was read is out already.
 */
static bool
is_withheld(const struct stream *st)
{
	return st->is_at_end && stream_is_refused(st);
}

void
stream_put_line(struct stream *st, const char *json, size_t len)
{
	if (st->n_parts > 0)
		BUG("a line that belongs to no part");
	if (is_withheld(st))
		return;
	st->out_lines++;
	if (st->to) {
		stream_link_line(st, json, len);
		return;
	}
	output_add(&st->out, json, len);
	output_end_line(&st->out);
}

/* The record as it is now, straight into the output where it has the room. */
static void
put_record(struct stream *st)
{
	const struct record *rec = &st->rec;
	char *to = output_room(&st->out, record_max_len(rec));

	if (!to) {
		strbuf_reset(&st->scratch);
		record_format(rec, &st->scratch);
		output_add(&st->out, st->scratch.s, st->scratch.len);
	} else {
		output_added(&st->out, record_write(rec, to));
	}
	output_end_line(&st->out);
}

void
stream_write(struct stream *st)
{
	if (!st->is_record || st->n_parts > 0)
		BUG("stream_write of a row that is no record, or into parts");
	stream_take_verdict(st);
	st->n_written++;
	st->out_lines++;
	if (st->to)
		stream_link_record(st);
	else
		put_record(st);
}

void
stream_write_line(struct stream *st, const char *json, size_t len)
{
	stream_take_verdict(st);
	st->n_written++;
	stream_put_line(st, json, len);
}

static void
count_reason(struct stream *st, const char *name)
{
	size_t i;

	for (i = 0; i < st->n_reasons; i++)
		if (strcmp(st->reasons[i].name, name) == 0)
			break;
	if (i == STREAM_MAX_REASONS)
		BUG("more than %d reasons to drop", STREAM_MAX_REASONS);
	if (i == st->n_reasons) {
		st->reasons[i].name = name;
		st->n_reasons++;
	}
	st->reasons[i].n++;
	st->n_dropped++;
}

void
stream_drop(struct stream *st, const char *reason)
{
	stream_take_verdict(st);
	count_reason(st, reason);
	if (st->drops.fd >= 0) {
		strbuf_reset(&st->place);
		stream_place(st, &st->place);
		stream_write_drop(st, reason, st->place.s, st->place.len);
	}
}

void
stream_absorb(struct stream *st)
{
	stream_take_verdict(st);
	st->n_absorbed++;
}

void
stream_reject_all(
    struct stream *st, const struct stream_fault *faults, size_t n_faults)
{
	size_t i;

	stream_take_verdict(st);
	st->n_rejected++;
	for (i = 0; i < n_faults; i++) {
		const struct stream_fault *f = &faults[i];

		diag_limited(f->code, "%s:%llu: %s%s%s", stream_file(st),
		    (unsigned long long)st->line_no, f->field ? f->field : "",
		    f->field ? ": " : "", f->message);
	}
	if (st->rejects.fd >= 0)
		stream_write_reject(st, faults, n_faults);
}

void
stream_reject(
    struct stream *st, const char *field, const char *code, const char *message)
{
	struct stream_fault fault = { field, code, message };

	stream_reject_all(st, &fault, 1);
}

void
stream_hold(struct stream *st)
{
	stream_take_verdict(st);
	st->n_held++;
}

void
stream_held_write(struct stream *st, const char *json, size_t len)
{
	take_held_verdict(st);
	st->n_written++;
	stream_put_line(st, json, len);
}

void
stream_held_drop(
    struct stream *st, const char *reason, const char *at, size_t at_len)
{
	take_held_verdict(st);
	count_reason(st, reason);
	if (st->drops.fd >= 0)
		stream_write_drop(st, reason, at, at_len);
}

void
stream_held_absorb(struct stream *st)
{
	take_held_verdict(st);
	st->n_absorbed++;
}

void
stream_make(struct stream *st, const char *json, size_t len)
{
	st->n_made++;
	stream_put_line(st, json, len);
}

void
stream_make_bytes(struct stream *st, const char *s, size_t len)
{
	if (st->to)
		die("the next stage reads lines, and this is no text");
	st->n_made++;
	if (is_withheld(st))
		return;
	st->out_lines++;
	output_add(&st->out, s, len);
}

/* --- where we are -------------------------------------------------------- */

const char *
stream_file(const struct stream *st)
{
	if (st->is_linked)
		return "<stdin>";
	return st->lines ? lines_name(st->lines) : "<none>";
}

uint64_t
stream_line_no(const struct stream *st)
{
	return st->line_no;
}

void
stream_stat(struct stream *st, const char *name, uint64_t n)
{
	if (st->n_stats == STREAM_MAX_STATS)
		BUG("more than %d members for --stats", STREAM_MAX_STATS);
	st->stats[st->n_stats++] = (struct stream_stat){ name, n, NULL };
}

void
stream_stat_list(struct stream *st, const char *name, const char *json)
{
	stream_stat(st, name, 0);
	st->stats[st->n_stats - 1].json = json;
}

void
stream_add_config(struct stream *st, const char *path)
{
	char hex[DIGEST_HEX + 1];
	struct stream_input *in;
	unsigned long long n_bytes = 0;

	stream_check_read(st, path);
	if (!st->so->stats)
		return;
	if (!source_kept(path, hex, &n_bytes)) {
		diag_note("%s: no regular file, so its checksum is not in "
			  "--stats",
		    path);
		return;
	}
	GROW(st->configs, st->n_configs, st->cap_configs);
	in = &st->configs[st->n_configs++];
	memcpy(in->sha256, hex, sizeof(in->sha256));
	in->name = xstrdup(path);
	in->n_bytes = n_bytes;
}

/* --- closing ------------------------------------------------------------- */

enum { PPM = 1000000 }; /* parts in the whole */

static bool
is_too_many(const struct stream *st)
{
	const struct stream_options *so = st->so;

	if (!so->has_max_rejects)
		return !so->rejects && st->n_rejected > 0;
	if (!so->is_max_ppm)
		return st->n_rejected > so->max_rejects;
	/* rejected * 10^6 > max * read, in numbers that fit */
	return st->n_rejected > so->max_rejects * (st->n_read / PPM) +
				    so->max_rejects * (st->n_read % PPM) / PPM;
}

static void
check_accounts(const struct stream *st)
{
	uint64_t sum =
	    st->n_written + st->n_rejected + st->n_dropped + st->n_absorbed;

	if (st->is_pending || st->n_held || sum != st->n_read)
		BUG("the accounts do not balance: read %llu, written %llu, "
		    "rejected %llu, dropped %llu, absorbed %llu, held %llu",
		    (unsigned long long)st->n_read,
		    (unsigned long long)st->n_written,
		    (unsigned long long)st->n_rejected,
		    (unsigned long long)st->n_dropped,
		    (unsigned long long)st->n_absorbed,
		    (unsigned long long)st->n_held);
}

static void
free_inputs(struct stream_input *inputs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(inputs[i].name);
	free(inputs);
}

static void
stream_free(struct stream *st)
{
	free_inputs(st->inputs, st->n_inputs);
	free_inputs(st->configs, st->n_configs);
	source_forget();
	ndjson_free(st->ndjson);
	record_release(&st->rec);
	strbuf_release(&st->scratch);
	strbuf_release(&st->place);
	near_release(&st->names);
	free(st);
}

bool
stream_is_refused(const struct stream *st)
{
	return is_too_many(st) || (st->so->is_strict && st->n_nothing > 0);
}

int
stream_close(struct stream *st)
{
	bool is_no;

	if (has_input(st))
		close_input(st);
	check_accounts(st);
	stream_progress_end(st);
	is_no = stream_is_refused(st);
	if (st->n_nothing > 0)
		stream_stat(st, "unmet_names", st->n_nothing);
	/* without its end mark the output is refused by its reader */
	if (st->is_out_sealed && !is_no)
		stream_end_seal(st);
	stream_tell_kept_rejects(st);
	stream_close_outputs(st, is_no);
	diag_finish();
	if (st->n_rejected)
		diag_note("%llu of %llu rejected%s",
		    (unsigned long long)st->n_rejected,
		    (unsigned long long)st->n_read,
		    is_too_many(st) ? ", more than allowed" : "");
	if (st->ends)
		st->ends->is_whole = !is_no;
	stream_free(st);
	return is_no ? EXIT_NO : EXIT_DONE;
}
