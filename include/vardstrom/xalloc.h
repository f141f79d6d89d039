/* xalloc.h - memory that is there or ends the program (exit 2). */
#ifndef VARDSTROM_XALLOC_H
#define VARDSTROM_XALLOC_H

#include <stddef.h>

/** New memory of len bytes (len 0 gives a pointer that can be freed). */
void *xmalloc(size_t len) __attribute__((returns_nonnull));

/** New zeroed memory of n * size bytes; an overflow is "out of memory". */
void *xcalloc(size_t n, size_t size) __attribute__((returns_nonnull));

/** As realloc; the old pointer is dead. */
void *xrealloc(void *p, size_t len) __attribute__((returns_nonnull));

/** As xrealloc for n * size bytes, with a check against overflow. */
void *xreallocarray(void *p, size_t n, size_t size)
    __attribute__((returns_nonnull));

/**
 * For a program that lets go of large memory and takes new: have the system
 * get each large piece back at once, whatever was allocated in between.
 */
void xalloc_give_back(void);

/** End as xmalloc does where there is no memory, for what allocates itself. */
void xalloc_failed(void) __attribute__((noreturn));

/** A new NUL-terminated copy of the len bytes at s. */
char *xstrndup(const char *s, size_t len) __attribute__((returns_nonnull));

/** A new copy of the NUL-terminated s. */
char *xstrdup(const char *s) __attribute__((returns_nonnull));

/** Overwrite len bytes at p in a way that no compiler leaves out. */
void xwipe(void *p, size_t len);

/** Overwrite the len bytes of p, then free it: what was there was raw data. */
void xfree_wiped(void *p, size_t len);

/**
 * Make room in an array for one element at index n, doubling its capacity.
 * Use: GROW(v->items, v->n_items, v->cap);
 */
#define GROW(array, n, cap)                                                    \
	do {                                                                   \
		if ((n) >= (cap)) {                                            \
			(cap) = (cap) ? 2 * (cap) : 16;                        \
			(array) =                                              \
			    xreallocarray((array), (cap), sizeof(*(array)));   \
		}                                                              \
	} while (0)

#endif
