/* forest.h - a union-find forest: things joined, and which are together. */
#ifndef BASE_FOREST_H
#define BASE_FOREST_H

#include <stddef.h>
#include <stdint.h>

/** Each thing by itself: its own parent. */
static inline void
forest_init(uint32_t *parents, size_t n)
{
	for (size_t i = 0; i < n; i++)
		parents[i] = (uint32_t)i;
}

/** The one that represents all that i is together with. */
static inline uint32_t
forest_root(uint32_t *parents, uint32_t i)
{
	while (parents[i] != i) {
		parents[i] = parents[parents[i]]; /* shorter the next time */
		i = parents[i];
	}
	return i;
}

#endif
