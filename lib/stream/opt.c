/* opt.c - option values, checked, with the limits in the message. */
#include "vardstrom/opt.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/diag.h"
#include "vardstrom/near.h"
#include "vardstrom/xalloc.h"

enum { MAX_OPTIONS = 100 }; /* of a program, that are compared */

/** The long option most like the one typed, or NULL if none is near. */
static const char *
nearest(const char *typed, const struct option *longopts)
{
	const char *names[MAX_OPTIONS], *like;
	char *name = xstrndup(typed, strcspn(typed, "="));
	size_t n = 0;

	for (; longopts->name && n < MAX_OPTIONS; longopts++)
		names[n++] = longopts->name;
	like = near_name(name, names, n);
	free(name);
	return like;
}

int
opt_next(
    int argc, char **argv, const char *shortopts, const struct option *longopts)
{
	const char *word, *like;
	int c;

	opterr = 0;
	if (optind == 0) /* it is to begin anew */
		word = argc > 1 ? argv[1] : "";
	else
		word = optind < argc ? argv[optind] : "";
	c = getopt_long(argc, argv, shortopts, longopts, NULL);
	if (c != '?' && c != ':')
		return c;
	if (strncmp(word, "--", 2) != 0)
		word = argv[optind - 1];
	if (strncmp(word, "--", 2) != 0)
		die("-%c: unknown option, or its value is missing "
		    "(see %s --help)",
		    optopt, diag_program());
	if (optopt)
		die("%s: an option without its value, or with one that it "
		    "does not take (see %s --help)",
		    word, diag_program());
	like = nearest(word + 2, longopts);
	die("%s: unknown option%s%s (see %s --help)", word,
	    like ? "; the nearest is --" : "", like ? like : "",
	    diag_program());
}

long long
opt_long(const char *name, const char *text, long long min, long long max)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || *end || errno || ascii_is_blank(*text))
		die("%s: must be a whole number from %lld to %lld", name, min,
		    max);
	if (v < min || v > max)
		die("%s: must be from %lld to %lld", name, min, max);
	return v;
}

/* A size that is in [min, max]; dies otherwise. */
static uint64_t
read_size(const char *name, const char *text, uint64_t min, uint64_t max)
{
	static const char units[] = "KMGT";
	unsigned long long v;
	unsigned shift = 0;
	char *end;

	errno = 0;
	v = strtoull(text, &end, 10);
	if (!ascii_is_digit(*text) || errno)
		die("%s: must be a size such as 4096, 64K, 32M or 1G", name);
	if (*end && strchr(units, ascii_upper(*end))) {
		shift = 10 * (unsigned)(strchr(units, ascii_upper(*end)) -
					units + 1);
		end++;
	}
	if (*end)
		die("%s: must be a size such as 4096, 64K, 32M or 1G", name);
	if (v > max >> shift || (v << shift) < min)
		die("%s: must be from %" PRIu64 " to %" PRIu64 " bytes", name,
		    min, max);
	return v << shift;
}

size_t
opt_size(const char *name, const char *text, size_t min, size_t max)
{
	return (size_t)read_size(name, text, min, max);
}

size_t
opt_memory(const char *name, const char *text, size_t min)
{
	uint64_t len = read_size(name, text, min, UINT64_C(1) << 46);

	return len > SIZE_MAX / 2 ? SIZE_MAX / 2 + 1 : (size_t)len;
}

/** A name without the blanks around it, cut in place. */
static char *
trim(char *name)
{
	char *end;

	while (ascii_is_blank(*name))
		name++;
	end = name + strlen(name);
	while (end > name && ascii_is_blank(end[-1]))
		*--end = '\0';
	return name;
}

size_t
opt_list(const char *name, const char *text, const char ***names)
{
	size_t len = strlen(text), n = 1, i, k = 0;
	const char **list;
	char *copy, *comma;

	for (i = 0; i < len; i++)
		n += text[i] == ',';
	list = xmalloc(n * sizeof(*list) + len + 1);
	copy = (char *)(list + n);
	memcpy(copy, text, len + 1);
	for (; (comma = strchr(copy, ',')); copy = comma + 1) {
		*comma = '\0';
		list[k++] = trim(copy);
	}
	list[k] = trim(copy);
	for (i = 0; i < n; i++) {
		if (!*list[i])
			die("%s: an empty name in the list", name);
		for (k = 0; k < i; k++)
			if (strcmp(list[k], list[i]) == 0)
				die("%s: %s given twice", name, list[i]);
	}
	*names = list;
	return n;
}
