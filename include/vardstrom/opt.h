/* opt.h - option values, checked, with the limits in the message. */
#ifndef VARDSTROM_OPT_H
#define VARDSTROM_OPT_H

#include <getopt.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The next option, as getopt_long gives it; an unknown or incomplete one is
 * told under the program's own name, with the nearest long option, and ends
 * the program (exit 2).
 *
 * Returns: the option's val; -1 after the last.
 */
int opt_next(int argc, char **argv, const char *shortopts,
    const struct option *longopts);

/** An integer in [min, max]; dies otherwise. name as typed: "--year". */
long long opt_long(
    const char *name, const char *text, long long min, long long max);

/** A size in bytes: 4096, 64K, 32M, 1G (powers of 1024); dies otherwise. */
size_t opt_size(const char *name, const char *text, size_t min, size_t max);

/**
 * The same for memory to use at most, up to 64 TiB on every machine; what is
 * more than its addresses reach is half of them.
 */
size_t opt_memory(const char *name, const char *text, size_t min);

/**
 * A list "a,b, c" cut in place in a copy; blanks around a name are not part
 * of it.
 *
 * Memory: *names is new, freed with one free(); the texts live in it. An
 *         empty name dies.
 */
size_t opt_list(const char *name, const char *text, const char ***names);

#endif
