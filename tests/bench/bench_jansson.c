/*
 * bench_jansson.c - the loop that filters are measured against: getline,
 * json_loadb, json_decref. bench_jansson FILE prints the number of records.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "vardstrom/diag.h"

int
main(int argc, char **argv)
{
	char *line = NULL;
	size_t cap = 0, n = 0;
	ssize_t len;
	FILE *f;

	diag_init("bench_jansson");
	if (argc != 2)
		die("usage: bench_jansson FILE");
	f = fopen(argv[1], "rb");
	if (!f)
		die("%s: %s", argv[1], strerror(errno));
	while ((len = getline(&line, &cap, f)) > 0) {
		json_t *json =
		    json_loadb(line, (size_t)len, JSON_REJECT_DUPLICATES, NULL);

		n += json != NULL;
		json_decref(json);
	}
	free(line);
	fclose(f);
	printf("%zu\n", n);
	return EXIT_DONE;
}
