/* chain.h - programs as stages of one process, each in a thread of its own. */
#ifndef CHAIN_H
#define CHAIN_H

#include <stddef.h>

/** A program's main(). */
typedef int program_fn(int argc, char **argv);

/** A program and its command line. */
struct stage {
	program_fn *run;
	int argc;
	char **argv; /* argv[0] is the program's name; ends with NULL */
};

/**
 * End the process, as the thread that asks; why is the last line of that
 * program, or NULL: it has told already. Does not return.
 */
typedef void chain_end_fn(int status, const char *why);

/**
 * Where one of them ends the process, write its place to fd: 1 is the first
 * source. Once, before chain_run.
 */
void chain_tell_failed(int fd);

/**
 * Run the sources one after the other, and all that they write through the
 * stages at the same time. Each reads what the one before it writes: the
 * first source has the process's standard input, the last stage its standard
 * output.
 *
 * Shape:   n_sources at least 1, and exactly 1 where n_stages is 0.
 * Returns: the greatest of their exit statuses. Trouble in one of them ends
 *          the process at once; so does end, which is asked where one has not
 *          done all that it was to do (too many rejects). None of them
 *          publishes anything then: all do, at the end of the chain, or none.
 */
int chain_run(const struct stage *sources, size_t n_sources,
    const struct stage *stages, size_t n_stages, chain_end_fn *end);

#endif
