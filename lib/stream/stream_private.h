/* stream_private.h - the stream's inside, shared by the stream_*.c files. */
#ifndef STREAM_PRIVATE_H
#define STREAM_PRIVATE_H

#include <time.h>

#include "seal.h"
#include "vardstrom/output.h"
#include "vardstrom/publish.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/temp.h"

enum {
	STREAM_MAX_STATS = 16 /* members that a program adds to --stats */
};

struct stream_reason {
	const char *name; /* borrowed: a literal */
	uint64_t n;
};

/** What a program adds to its stats. */
struct stream_stat {
	const char *name; /* borrowed: a literal */
	uint64_t n;
	const char *json; /* in place of n; NULL: n it is */
};

/** One of several outputs. */
struct stream_part {
	struct output out;
	uint64_t n_lines; /* since our own begin mark */
};

/** What is known of an input that was read to its end. */
struct stream_input {
	char *name;
	uint64_t n_bytes;
	char sha256[65];
};

struct stream {
	const struct stream_options *so;
	char *const *paths; /* the inputs that remain */
	int n_paths;
	struct lines *lines; /* the current input, or NULL */
	struct ndjson *ndjson;
	struct record rec;

	/* in a chain */
	struct stream_ends *ends;  /* NULL: no stage of one */
	struct channel *from, *to; /* of ends; NULL: none */
	bool is_linked;            /* the current input is from */
	bool is_begun;             /* a line of the current input was read */
	struct batch *batch;       /* read, or gathered for to */
	uint64_t link_lines;       /* taken from from */
	uint64_t link_bytes;       /* of them, with their line ends */

	/* the row that waits for its verdict */
	bool is_pending;
	bool is_record; /* rec is it; otherwise raw is all there is */
	bool is_cut;    /* raw is only the beginning of it */
	uint64_t line_no;
	const char *raw;
	size_t raw_len;

	/* the accounts */
	uint64_t n_read, n_written, n_rejected, n_dropped, n_absorbed;
	uint64_t n_made, n_held;
	struct stream_reason reasons[STREAM_MAX_REASONS];
	size_t n_reasons;
	struct stream_stat stats[STREAM_MAX_STATS];
	size_t n_stats;

	/* seals */
	struct seal seal; /* of the current input */
	bool is_out_sealed;
	uint64_t out_lines; /* lines since our own begin mark */
	bool is_at_end;     /* all was read, and nothing written until then */

	struct output out, rejects, drops;
	struct publication *publication; /* of the run */
	struct stream_part *parts; /* in place of out, where there are some */
	size_t n_parts;
	struct strbuf scratch;
	struct strbuf place; /* of a row that is dropped */
	struct stream_input *inputs, *configs;
	size_t n_inputs, cap_inputs, n_configs, cap_configs;

	struct near_names names; /* of members, as far as they were noted */
	unsigned n_nothing;      /* names that nothing had */

	stream_hint_fn *hint; /* NULL: rejects do not wait */
	void *hint_context;
	struct temp kept_rejects;

	/* progress */
	struct timespec began;
	double shown_seconds; /* when it was last shown, since began */
	bool is_progress_on, was_shown;
	unsigned until_look; /* records until the clock is read again */
	uint64_t done_bytes; /* of the inputs before the current one */
};

/* stream_seal.c */
void stream_begin_seal(struct stream *st);
void stream_end_seal(struct stream *st);
/** Is the record just read a mark? Then it is checked and used up. */
bool stream_is_mark(struct stream *st);
/** An input has ended: no seal may be open. */
void stream_check_seal(struct stream *st);

/* stream.c */
/** The row that waited has got its verdict; the caller counts it. */
void stream_take_verdict(struct stream *st);

/** Number of the line of the current input that was read last. */
uint64_t stream_input_line(const struct stream *st);
/** A line for the output. */
void stream_put_line(struct stream *st, const char *json, size_t len);

/* stream_link.c: a stage of a chain */
/** Take the place in the chain that this thread was given, if any. */
void stream_link_join(struct stream *st);
/** The next line of the stage before, as lines_next. */
enum lines_status stream_link_next(
    struct stream *st, const char **line, size_t *len);
/** Check the line just taken, or find what a stage before found. */
enum ndjson_status stream_link_parse(struct stream *st);
/** Hand a line, or the current record as it is now, to the stage after. */
void stream_link_line(struct stream *st, const char *json, size_t len);
void stream_link_record(struct stream *st);
/** Hand on what was gathered. */
void stream_link_flush(struct stream *st);

/* stream_outputs.c */
void stream_open_outputs(struct stream *st);
/** One of the outputs must not be a file that is read. */
void stream_check_read(struct stream *st, const char *path);
/**
 * Publish all of them, and the stats, or in a chain make ready to; is_no:
 * leave all as it was.
 */
void stream_close_outputs(struct stream *st, bool is_no);

/* stream_parts.c */
void stream_open_parts(struct stream *st);
/** Make them ready to be published; or leave all as it was. */
void stream_close_parts(struct stream *st, bool is_no);

/* stream_names.c */
/** Remember the names of the members of the record at hand, now and then. */
void stream_note_names(struct stream *st);

/* stream_hints.c */
/** A finished reject waits; then all get what is to be said of them. */
void stream_keep_reject(struct stream *st, const struct strbuf *line);
void stream_tell_kept_rejects(struct stream *st);

/* stream_report.c */
void stream_write_reject(
    struct stream *st, const struct stream_fault *faults, size_t n_faults);
void stream_write_drop(
    struct stream *st, const char *reason, const char *at, size_t at_len);
/** The line for --stats. */
void stream_format_stats(struct stream *st, struct strbuf *sb);
double stream_seconds(const struct stream *st);

/* stream_progress.c */
void stream_progress_start(struct stream *st);
void stream_progress_look(struct stream *st);
void stream_progress_end(struct stream *st);

enum { STREAM_LOOK_EVERY = 4096 }; /* records between looks at the clock */

static inline void
stream_progress(struct stream *st)
{
	if (st->is_progress_on && --st->until_look == 0)
		stream_progress_look(st);
}

#endif
