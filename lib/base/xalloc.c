/* xalloc.c - memory that is there or ends the program. */
#include "vardstrom/xalloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "vardstrom/diag.h"

void *
xmalloc(size_t len)
{
	void *p = malloc(len ? len : 1);

	if (!p)
		die("out of memory (%zu bytes)", len);
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		die("out of memory (%zu times %zu bytes)", n, size);
	return p;
}

void *
xrealloc(void *p, size_t len)
{
	p = realloc(p, len ? len : 1);
	if (!p)
		die("out of memory (%zu bytes)", len);
	return p;
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		die("out of memory (%zu times %zu bytes)", n, size);
	return xrealloc(p, n * size);
}

void
xalloc_failed(void)
{
	die("out of memory");
}

void
xalloc_give_back(void)
{
#ifdef __GLIBC__
	/* else glibc raises it to the largest piece that was freed */
	mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}

char *
xstrndup(const char *s, size_t len)
{
	char *copy = xmalloc(len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

void
xwipe(void *p, size_t len)
{
	if (len > 0)
		memset(p, 0, len);
	__asm__ volatile("" : : "r"(p) : "memory");
}

void
xfree_wiped(void *p, size_t len)
{
	if (p)
		xwipe(p, len);
	free(p);
}
