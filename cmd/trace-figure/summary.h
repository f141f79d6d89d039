/* summary.h - the figure that was traced, and what is not in it. */
#ifndef TRACE_FIGURE_SUMMARY_H
#define TRACE_FIGURE_SUMMARY_H

#include "aim.h"
#include "trace.h"

/**
 * Append the record trace_summary, once all was counted and written.
 *
 * Returns: 0; -1 with a finished sentence in err: the rows do not add up to
 *          the figure.
 */
int summary_format(struct trace *t, const struct aim *aim, struct strbuf *sb,
    struct strbuf *err);

#endif
