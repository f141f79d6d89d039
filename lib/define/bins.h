/* bins.h - spans of numbers with labels: "1", "6-10", "21-". */
#ifndef DEFINE_BINS_H
#define DEFINE_BINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bin {
	char *label; /* as written */
	uint32_t low;
	uint32_t high; /* inclusive; UINT32_MAX: no end */
};

/** Spans in rising order that do not meet; gaps are allowed. */
struct bins {
	struct bin *list;
	size_t n, cap;
};

/**
 * Add a span by its label.
 *
 * Returns: false where it is none, or not above those before it.
 */
bool bins_add(struct bins *bins, const char *label)
    __attribute__((warn_unused_result));
void bins_release(struct bins *bins);

/** The index of the span that holds v; bins->n: none. */
size_t bins_find(const struct bins *bins, uint32_t v);

#endif
