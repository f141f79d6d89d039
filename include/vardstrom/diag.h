/* diag.h - messages to the operator, and the end of a program in trouble. */
#ifndef VARDSTROM_DIAG_H
#define VARDSTROM_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** Exit status of every program (see each manual page). */
enum {
	EXIT_DONE = 0,   /* all went well */
	EXIT_NO = 1,     /* done, but the answer is "no" */
	EXIT_TROUBLE = 2 /* the output is not to be used */
};

enum { DIAG_MAX_OF_A_KIND = 10 }; /* after that only their number is told */

/**
 * Name the program for all messages; once, first in main(). A standard stream
 * that is closed stays unusable: no file takes its number.
 *
 * Memory: borrows name for ever (a string literal).
 */
void diag_init(const char *program);

/** The name given to diag_init. */
const char *diag_program(void);

/** Keep notes (diag_note) to ourselves from now on; errors are still told. */
void diag_set_quiet(bool is_quiet);

/**
 * Tell one line on standard error: "PROGRAM: " and the formatted text.
 * Control characters in it and marks that turn text are shown as '?', bytes
 * that are no UTF-8 as "\xE4", so that data cannot steer the terminal. A line
 * break stays where a blank follows. Never pass a value that could identify a
 * patient.
 */
void diag_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** As diag_error, for what is not an error; silent after diag_set_quiet. */
void diag_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * As diag_error, but at most DIAG_MAX_OF_A_KIND times for one kind; the rest
 * is counted and told by diag_finish.
 *
 * Shape: kind is a string literal such as "bad_date", compared by content.
 */
void diag_limited(const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/** Tell how many messages of each kind diag_limited kept back. */
void diag_finish(void);

/**
 * Tell one line and exit with EXIT_TROUBLE. Only for main.c, xalloc, opt and
 * the stream: data never ends a program this way.
 *
 * Of several threads the first who asks ends the process, and has the last
 * word; the others stop where they next speak or ask. So it is with all that
 * end it.
 */
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/** As die, with another exit status. */
void diag_end(int status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/** As die, without a word. */
void diag_exit(int status) __attribute__((noreturn));

/** Our own mistake: tell where, and abort. */
#define BUG(...) diag_bug(__FILE__, __LINE__, __VA_ARGS__)
void diag_bug(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4), noreturn));

#endif
