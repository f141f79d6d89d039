/*
 * area.h - a large array that grows where it is: no second copy, and where
 * the system has them, in large pages, which are found sooner.
 */
#ifndef VARDSTROM_AREA_H
#define VARDSTROM_AREA_H

#include <stddef.h>

/** Memory that belongs to one owner. Made with {0}. */
struct area {
	void *mem;     /* NULL: none yet */
	size_t len;    /* bytes that may be used */
	size_t mapped; /* bytes of address space; 0: mem is from xrealloc */
};

enum {
	/* From so many bytes on it is mapped. Up to a large page (2 MiB) is
	 * then in use beyond what was touched. */
	AREA_MAPPED = 8 * 1024 * 1024
};

/**
 * Let at least len bytes be used: what was there stays, what is new has any
 * content. Memory that is not there dies, as with xrealloc.
 */
void area_reserve(struct area *area, size_t len);

/** Give it back; the area may be used again. */
void area_release(struct area *area);

#endif
