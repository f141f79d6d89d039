/*
 * area.c - a large array that grows where it is.
 *
 * Address space is mapped for twice as much as is needed, so an area moves
 * only when it has doubled, and then by its page tables. What has not been
 * touched takes no memory.
 */
#define _GNU_SOURCE /* mremap, MAP_ANONYMOUS, MADV_HUGEPAGE */
#include "vardstrom/area.h"

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
move(struct area *area, size_t len)
{
	char *mem = map_aligned(len);

	if (!mem)
		die("out of memory (%zu bytes)", len);
	if (area->mapped == 0) {
		if (area->len > 0)
			memcpy(mem, area->mem, area->len);
		free(area->mem);
	} else if (mremap(area->mem, area->mapped, len,
		       MREMAP_MAYMOVE | MREMAP_FIXED, mem) == MAP_FAILED) {
		die("out of memory (%zu bytes)", len);
	}
	area->mem = mem;
	area->mapped = len;
	/* Advice only: without large pages it is slower. */
	(void)madvise(mem, len, MADV_HUGEPAGE);
}

#endif

void
area_reserve(struct area *area, size_t len)
{
	if (len <= area->len)
		return;
#ifdef __linux__
	if (len >= AREA_MAPPED) {
		if (len > SIZE_MAX / 4)
			die("out of memory (%zu bytes)", len);
		if (len > area->mapped)
			move(area, round_up(2 * len));
		area->len = area->mapped;
		return;
	}
#endif
	len += len / 8 + 64;
	area->mem = xrealloc(area->mem, len);
	area->len = len;
}

void
area_release(struct area *area)
{
#ifdef __linux__
	if (area->mapped > 0)
		munmap(area->mem, area->mapped);
	else
#endif
		free(area->mem);
	*area = (struct area){ 0 };
}
