/* span.h - years, quarters and months, as the months that they last. */
#ifndef DEFINE_SPAN_H
#define DEFINE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

/** The first and the last month; in months since the year 0. */
struct span {
	int first, last;
};

/**
 * Read "2025", "2025-Q1", "2025Q1" or "2025-03".
 *
 * Returns: false where it is none of these.
 */
bool span_parse(struct span *out, const char *s, size_t len)
    __attribute__((warn_unused_result));

/** How many months it lasts. */
int span_months(struct span span);

#endif
