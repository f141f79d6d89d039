/*
 * mapping.c - a large array that grows where it is.
 *
 * Address space is mapped for twice as much as is needed, so a mapping moves
 * only when it has doubled, and then by its page tables. What has not been
 * touched takes no memory.
 */
#define _GNU_SOURCE /* mremap, MAP_ANONYMOUS, MADV_HUGEPAGE */
#include "vardstrom/mapping.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#ifdef __linux__

enum { PAGE = 2 * 1024 * 1024 /* a large one; areas begin at one */ };

static size_t
round_up(size_t len)
{
	return (len + PAGE - 1) / PAGE * PAGE;
}

/* Address space of len bytes that begins at a large page; NULL: there is none.
 */
static char *
map_aligned(size_t len)
{
	char *mem = mmap(NULL, len + PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;

	if (mem == MAP_FAILED)
		return NULL;
	before = round_up((uintptr_t)mem) - (uintptr_t)mem;
	if (before > 0)
		munmap(mem, before);
	if (before < PAGE)
		munmap(mem + before + len, PAGE - before);
	return mem + before;
}

/* Move to a mapping of len bytes, a multiple of PAGE. */
static void
move(struct mapping *mapping, size_t len)
{
	char *mem = map_aligned(len);

	if (!mem)
		die("out of memory (%zu bytes)", len);
	if (mapping->mapped == 0) {
		if (mapping->len > 0)
			memcpy(mem, mapping->mem, mapping->len);
		free(mapping->mem);
	} else if (mremap(mapping->mem, mapping->mapped, len,
		       MREMAP_MAYMOVE | MREMAP_FIXED, mem) == MAP_FAILED) {
		die("out of memory (%zu bytes)", len);
	}
	mapping->mem = mem;
	mapping->mapped = len;
	/* Advice only: without large pages it is slower. */
	(void)madvise(mem, len, MADV_HUGEPAGE);
}

#endif

void
mapping_reserve(struct mapping *mapping, size_t len)
{
	if (len <= mapping->len)
		return;
#ifdef __linux__
	if (len >= MAPPING_FROM) {
		if (len > SIZE_MAX / 4)
			die("out of memory (%zu bytes)", len);
		if (len > mapping->mapped)
			move(mapping, round_up(2 * len));
		mapping->len = mapping->mapped;
		return;
	}
#endif
	len += len / 8 + 64;
	mapping->mem = xrealloc(mapping->mem, len);
	mapping->len = len;
}

void
mapping_release(struct mapping *mapping)
{
#ifdef __linux__
	if (mapping->mapped > 0)
		munmap(mapping->mem, mapping->mapped);
	else
#endif
		free(mapping->mem);
	*mapping = (struct mapping){ 0 };
}
