/* balance.h - the account of a run: its stages, files and sums. */
#ifndef BALANCE_H
#define BALANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats.h"
#include "vardstrom/strbuf.h"

struct balance;

struct balance *balance_new(void);
void balance_free(struct balance *b);

/** Leave prefix out of file names that begin with it. Borrows prefix. */
void balance_strip(struct balance *b, const char *prefix);

/**
 * Add a stage after those before it. The stage added last is found again by
 * its name: programs that ran side by side belong to one. A stage that is
 * aside has no part in the chain: what it wrote is a table for another.
 *
 * Returns: the stage's index, 0-based.
 */
size_t balance_add_stage(
    struct balance *b, const char *name, size_t len, bool is_aside);

/** Add what one program of the stage said. */
void balance_add(struct balance *b, size_t stage, const struct stats *s);

/** Add a file that the run left behind. */
void balance_add_output(struct balance *b, const struct file *f);
/** Add a file of configuration that no program of the run read itself. */
void balance_add_config(struct balance *b, const struct file *f);

/**
 * Check, once and last, that every program balances, that each stage read
 * what the one before it put out, and that all come from one version.
 *
 * Returns: the number of faults, each told by a sentence of balance_fault.
 */
size_t balance_check(struct balance *b);
/** Fault i, 0-based; borrowed until balance_free. */
const char *balance_fault(const struct balance *b, size_t i);

/** Append the run in one line, without a line end. After the check. */
void balance_summarize(const struct balance *b, struct strbuf *sb);

/** Say in the manifest that the stages were spread over tasks. */
void balance_set_spread(struct balance *b);

/** Append the manifest, one JSON object; year 0: none. After the check. */
void balance_format(const struct balance *b, int year, struct strbuf *sb);

/**
 * End a JSON object, its members before, with the SHA-256 of all that sb
 * holds: a text that tells by itself whether it has changed.
 */
void balance_close(struct strbuf *sb);

#endif
