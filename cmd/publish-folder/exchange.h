/* exchange.h - a new folder in the place of an old one, at once. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <stdbool.h>

#include "vardstrom/strbuf.h"

/**
 * Put the folder new in out's place; what was there is then found at *left.
 * With has_old false nothing or an empty folder is there, which is gone then.
 *
 * In one call, where the system has it: out is there at every moment. In two
 * steps otherwise, or where is_in_steps asks for it: out is moved to new.old,
 * and back where the second step fails.
 *
 * Returns: 0; -1 with a finished sentence in err, out being as it was.
 */
int exchange_folders(const char *new, const char *out, bool has_old,
    bool is_in_steps, struct strbuf *left, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
