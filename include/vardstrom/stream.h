/*
 * stream.h - what every program does: inputs to records to exactly one of
 * written, rejected, dropped or absorbed, counted; seals; outputs.
 *
 * A program:
 *
 *	struct stream_options so = STREAM_OPTIONS_INIT;
 *	... opt_next with STREAM_LONGOPTS, STREAM_SHORTOPTS; in default:
 *	    stream_option(&so, c, optarg, usage)
 *	st = stream_open(&so, argv + optind, argc - optind);
 *	while ((rec = stream_next(st)))
 *		... record_set_*(rec, ...);  stream_write(st);
 *		    or stream_drop, stream_reject, stream_absorb, stream_hold
 *	return stream_close(st);
 *
 * Trouble (unreadable input, a broken seal, a write that failed) ends the
 * program with exit 2 and nothing published.
 */
#ifndef VARDSTROM_STREAM_H
#define VARDSTROM_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/lines.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

#define VARDSTROM_VERSION "0.2.0"

enum {
	STREAM_MAX_LINE = 16 * 1024 * 1024, /* default of --max-line, bytes */
	STREAM_MAX_REASONS = 32,            /* reasons to drop in a program */
	STREAM_MAX_PARTS = 256              /* outputs beside each other */
};

/** What the common options say; main.c holds it and passes it on. */
struct stream_options {
	const char *output;  /* -o; NULL: standard output */
	const char *rejects; /* NULL: none */
	const char *drops;   /* NULL: none */
	const char *stats;   /* NULL: none */
	bool has_max_rejects;
	bool is_max_ppm;       /* max_rejects is in parts per million */
	uint64_t max_rejects;  /* rows, or parts per million (percent * 10^4) */
	size_t max_line;       /* bytes */
	bool is_sealed;        /* --seal */
	bool is_unsealed;      /* --unseal */
	bool is_line_buffered; /* --line-buffered */
	bool is_quiet;
	bool is_strict; /* --strict */
	bool is_text;   /* set by main(): the output is for people;
			   marks are read, and none written */
	bool is_masked; /* set by main(): a reject shows its row without digits,
			   as pseudonym_mask leaves it */
	bool hides_letters; /* set by main(): nor its letters of ASCII, which
			       ids of other kinds hold */
	const char *const *parts; /* set by main(): paths of several outputs */
	size_t n_parts;           /* in place of one; 0: there is one */
	int progress; /* 1 --progress, 0 --no-progress, -1 by itself */
};
#define STREAM_OPTIONS_INIT                                                    \
	{                                                                      \
		.max_line = STREAM_MAX_LINE, .progress = -1                    \
	}

enum {
	STREAM_OPT_REJECTS = 0x1000,
	STREAM_OPT_MAX_REJECTS,
	STREAM_OPT_DROPS,
	STREAM_OPT_STATS,
	STREAM_OPT_MAX_LINE,
	STREAM_OPT_SEAL,
	STREAM_OPT_UNSEAL,
	STREAM_OPT_LINE_BUFFERED,
	STREAM_OPT_PROGRESS,
	STREAM_OPT_NO_PROGRESS,
	STREAM_OPT_STRICT,
	STREAM_OPT_VERSION,
	STREAM_OPT_OWN = 0x2000 /* a program's own long options start here */
};
#define STREAM_SHORTOPTS "o:qh"
#define STREAM_LONGOPTS                                                        \
	{ "output", required_argument, NULL, 'o' },                            \
	    { "rejects", required_argument, NULL, STREAM_OPT_REJECTS },        \
	    { "max-rejects", required_argument, NULL,                          \
		    STREAM_OPT_MAX_REJECTS },                                  \
	    { "drops", required_argument, NULL, STREAM_OPT_DROPS },            \
	    { "stats", required_argument, NULL, STREAM_OPT_STATS },            \
	    { "max-line", required_argument, NULL, STREAM_OPT_MAX_LINE },      \
	    { "seal", no_argument, NULL, STREAM_OPT_SEAL },                    \
	    { "unseal", no_argument, NULL, STREAM_OPT_UNSEAL },                \
	    { "line-buffered", no_argument, NULL, STREAM_OPT_LINE_BUFFERED },  \
	    { "progress", no_argument, NULL, STREAM_OPT_PROGRESS },            \
	    { "no-progress", no_argument, NULL, STREAM_OPT_NO_PROGRESS },      \
	    { "strict", no_argument, NULL, STREAM_OPT_STRICT },                \
	    { "quiet", no_argument, NULL, 'q' },                               \
	    { "help", no_argument, NULL, 'h' },                                \
	{                                                                      \
		"version", no_argument, NULL, STREAM_OPT_VERSION               \
	}

/** The common options' lines for --help; a program's usage text ends with it.
 */
extern const char stream_usage[];

/**
 * Take one option as opt_next returned it. --help prints usage and
 * stream_usage on standard output and exits 0, --version likewise; a bad
 * value dies.
 *
 * Returns: false where the option is none of the common ones.
 */
bool stream_option(
    struct stream_options *so, int c, const char *value, const char *usage);

struct channel;
struct publication;
struct stream;

/**
 * A program that is a stage of a chain (chain-stages) runs in a thread of its
 * own: standard input is what the stage before it hands on, and standard
 * output what the stage after it takes.
 */
struct stream_ends {
	struct channel *from; /* NULL: standard input is the process's own */
	struct channel *to;   /* NULL: likewise, standard output */
	/** The options were read, and the outputs are open. */
	void (*opened)(void *context);
	void *context;
	/** Of the chain: what all its stages publish, at its end. */
	struct publication *publication;
	bool is_whole; /* set by stream_close: all was handed on, and not more
			  rejected than is allowed */
};

/** The channels that this thread's next stream_open() uses; NULL: none. */
void stream_attach(struct stream_ends *ends);

/**
 * Open the outputs; the inputs are opened one after the other as they are
 * read. n_paths 0: standard input.
 *
 * Memory: borrows so and paths until stream_close.
 */
struct stream *stream_open(
    const struct stream_options *so, char *const *paths, int n_paths);

/* --- reading records (NDJSON) ------------------------------------------- */

/**
 * The next record; NULL at the end of the last input. Blank lines are
 * skipped, invalid lines are rejected, seals are checked: a program never
 * sees any of them.
 *
 * Memory: borrowed until the next call.
 */
struct record *stream_next(struct stream *st);

/* --- reading other rows (CSV) ------------------------------------------- */

/**
 * The next input, open, for programs whose input is not NDJSON; NULL after
 * the last. The one before is closed. Borrowed until the next call.
 */
struct lines *stream_next_input(struct stream *st);

/** Die of LINES_EINPUT on the current input, with its place. */
void stream_input_error(struct stream *st) __attribute__((noreturn));

/**
 * Count a row as read; what follows is its verdict. raw is the row as it
 * is in the input, for rejects; borrowed until the verdict.
 */
void stream_take(
    struct stream *st, uint64_t line_no, const char *raw, size_t len);

/** Verdict on a taken row: it became this line of JSON (without LF). */
void stream_write_line(struct stream *st, const char *json, size_t len);

/* --- exactly one verdict on each record or row --------------------------- */

/** Write the record with what was set. */
void stream_write(struct stream *st);

/**
 * Leave the record out, for a stated reason. reason is a string literal
 * such as "repeat".
 */
void stream_drop(struct stream *st, const char *reason);

/** The record was counted into something that is made at the end. */
void stream_absorb(struct stream *st);

/**
 * The record is faulty: written to --rejects, told (without its values) and
 * counted. field may be NULL. code is a string literal such as
 * "bad_check_digit"; message a short sentence without any value of the data.
 */
void stream_reject(struct stream *st, const char *field, const char *code,
    const char *message);

/** A fault of a row that may have several. */
struct stream_fault {
	const char *field; /* or NULL */
	const char *code;
	const char *message;
};
/** Reject once, with all the faults: the first in field, error and message,
 * all of them in "faults" where there are several. */
void stream_reject_all(
    struct stream *st, const struct stream_fault *faults, size_t n_faults);

/** How many rows were rejected so far: the number of the next reject. */
uint64_t stream_n_rejected(const struct stream *st);

/**
 * Append members, each with a comma in front, to a reject; n counts from 0 in
 * the order of rejects.
 */
typedef void stream_hint_fn(void *context, uint64_t n, struct strbuf *members);

/**
 * Have rejects wait, in a temporary file, until stream_close, and then ask
 * for more members of each, in order.
 */
void stream_hint_rejects(
    struct stream *st, stream_hint_fn *hint, void *context);

/**
 * The verdict comes later: the record is counted as held. Each held record is
 * later given its verdict by one of stream_held_*.
 */
void stream_hold(struct stream *st);
void stream_held_write(struct stream *st, const char *json, size_t len);
/**
 * at is what stream_place gave when the record was held, for --drops; NULL
 * and 0 leave its place out.
 */
void stream_held_drop(
    struct stream *st, const char *reason, const char *at, size_t at_len);
void stream_held_absorb(struct stream *st);

/* --- several outputs (stream_options.parts) ------------------------------ */

/** Write the record, with what was set, to one part; i from 0. */
void stream_write_part(struct stream *st, size_t i);

/** Write it to every part: written once, and made for all the others. */
void stream_write_parts(struct stream *st);

/* --- records that were not read ------------------------------------------ */

/** Write a record that the program made itself (counted as "made"). */
void stream_make(struct stream *st, const char *json, size_t len);

/**
 * Write a whole output that is no lines at all, as a workbook (counted as one
 * made). A stage of a chain hands on lines: there it dies.
 */
void stream_make_bytes(struct stream *st, const char *s, size_t len);

/* --- where we are --------------------------------------------------------- */

/**
 * Append the current record's place, for stream_held_drop; nothing where
 * --drops was not asked for.
 */
void stream_place(const struct stream *st, struct strbuf *at);

/** The current input's name as given, "<stdin>" for "-", and line number. */
const char *stream_file(const struct stream *st);
uint64_t stream_line_no(const struct stream *st);

/**
 * Add a member to the program's --stats line, such as
 * ("windows_1252_rows", 17) or ("unknown_codes", 3).
 */
void stream_stat(struct stream *st, const char *name, uint64_t n);

/** The same of a list, as JSON; it is borrowed until stream_close. */
void stream_stat_list(struct stream *st, const char *name, const char *json);

/**
 * A configuration or table file that the program has read besides its inputs,
 * by config_load or to the end of its records: the size and SHA-256 of what
 * was read then go to --stats ("config"). A pipe of records has none.
 */
void stream_add_config(struct stream *st, const char *path);

/**
 * Tell, also under --quiet, that a name which the user gave was met nowhere,
 * or that something asked for cannot be: under --strict it is exit 1, and
 * nothing is published. Before stream_close, and where the program writes at
 * the end only, before that.
 *
 * stream_tell_nothing: "WHAT NAME", the nearest of names, and these.
 * stream_tell_no_member: what that is for a member of the records read.
 */
void stream_tell_no(struct stream *st, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void stream_tell_nothing(struct stream *st, const char *what, const char *name,
    const struct near_names *names);
void stream_tell_no_member(struct stream *st, const char *name);
/**
 * Nothing that was read is of the kind that the program works on, so that the
 * stages may be in the wrong order: a note, or under --strict as above.
 */
void stream_tell_no_work(struct stream *st, const char *why);

/** Is it known that stream_close will publish nothing and say no? */
bool stream_is_refused(const struct stream *st);

/**
 * Finish: the accounts must balance, outputs are flushed, checked and
 * published, stats are written. Frees st.
 *
 * Returns: EXIT_DONE or EXIT_NO (too many rejects: nothing is published).
 */
int stream_close(struct stream *st);

#endif
