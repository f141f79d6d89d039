/*
 * mapping.h - a large array that grows where it is: no second copy, and where
 * the system has them, in large pages, which are found sooner.
 */
#ifndef VARDSTROM_MAPPING_H
#define VARDSTROM_MAPPING_H

#include <stddef.h>

/** Memory that belongs to one owner. Made with {0}. */
struct mapping {
	void *mem;     /* NULL: none yet */
	size_t len;    /* bytes that may be used */
	size_t mapped; /* bytes of address space; 0: mem is from xrealloc */
};

enum {
	/* From so many bytes on it is mapped. Up to a large page (2 MiB) is
	 * then in use beyond what was touched. */
	MAPPING_FROM = 8 * 1024 * 1024
};

/**
 * Let at least len bytes be used: what was there stays, what is new has any
 * content. Memory that is not there dies, as with xrealloc.
 */
void mapping_reserve(struct mapping *mapping, size_t len);

/** Give it back; the mapping may be used again. */
void mapping_release(struct mapping *mapping);

#endif
