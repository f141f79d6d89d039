/*
 * bench_ndjson.c - how fast is a line checked? bench_ndjson FILE [SECONDS]
 *
 * Parses all lines of a file with each variant of the reader, and with the
 * loop that it is measured against (getline, json_loadb, json_decref), turn
 * by turn, so that a busy machine is unfair to all of them alike. Prints a
 * line for each: the median of its turns in MB/s, the best one, and the
 * median's ratio to jansson's. The whole file is held in memory.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "vardstrom/diag.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/opt.h"
#include "vardstrom/xalloc.h"

enum { MAX_TURNS = 1000 };

struct contestant {
	const char *name; /* a variant of VARDSTROM_CPU; NULL: jansson */
	double mb_per_s[MAX_TURNS];
	size_t n_lines, n_members; /* that were accepted */
};

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void
slurp(struct strbuf *sb, const char *path)
{
	char block[65536];
	size_t len;
	FILE *f = fopen(path, "rb");

	if (!f)
		die("%s: %s", path, strerror(errno));
	while ((len = fread(block, 1, sizeof(block), f)) > 0)
		strbuf_add(sb, block, len);
	if (ferror(f))
		die("%s: %s", path, strerror(errno));
	fclose(f);
	strbuf_grow(sb, NDJSON_PADDING);
}

static void
run_variant(struct contestant *one, const struct strbuf *text)
{
	const char *line = text->s, *end = text->s + text->len;
	struct record rec = RECORD_INIT;
	struct ndjson *p;

	if (setenv("VARDSTROM_CPU", one->name, 1) != 0)
		die("setenv: %s", strerror(errno));
	p = ndjson_new();
	while (line < end) {
		const char *lf = memchr(line, '\n', (size_t)(end - line));
		const char *stop = lf ? lf : end;
		size_t at;

		if (ndjson_parse(p, line, (size_t)(stop - line), &rec, &at) ==
		    NDJSON_OK) {
			one->n_lines++;
			one->n_members += rec.n_members;
		}
		line = stop + 1;
	}
	ndjson_free(p);
	record_release(&rec);
}

static void
run_jansson(struct contestant *one, const char *path)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	FILE *f = fopen(path, "rb");

	if (!f)
		die("%s: %s", path, strerror(errno));
	while ((len = getline(&line, &cap, f)) > 0) {
		json_t *json =
		    json_loadb(line, (size_t)len, JSON_REJECT_DUPLICATES, NULL);

		if (json) {
			one->n_lines++;
			one->n_members += json_object_size(json);
			json_decref(json);
		}
	}
	free(line);
	fclose(f);
}

static int
compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(struct contestant *one, size_t n_turns)
{
	qsort(one->mb_per_s, n_turns, sizeof(double), compare_doubles);
	return one->mb_per_s[n_turns / 2];
}

int
main(int argc, char **argv)
{
	static struct contestant all[] = {
		{ .name = NULL },
		{ .name = "base" },
		{ .name = "sse2" },
		{ .name = "avx2" },
	};
	const size_t n_all = sizeof(all) / sizeof(all[0]);
	struct strbuf text = STRBUF_INIT;
	size_t n_turns = 0;
	double until, reference;

	diag_init("bench_ndjson");
	if (argc != 2 && argc != 3)
		die("usage: bench_ndjson FILE [SECONDS]");
	slurp(&text, argv[1]);
	until = now() +
		(argc == 3 ? (double)opt_long("SECONDS", argv[2], 1, 3600) : 5);
	while (n_turns < MAX_TURNS && (n_turns == 0 || now() < until)) {
		for (size_t i = 0; i < n_all; i++) {
			double start = now();

			if (all[i].name)
				run_variant(&all[i], &text);
			else
				run_jansson(&all[i], argv[1]);
			all[i].mb_per_s[n_turns] =
			    (double)text.len / (now() - start) / 1e6;
		}
		n_turns++;
	}
	reference = median(&all[0], n_turns);
	printf("%-8s %8s %8s %8s  (%zu turns)\n", "variant", "MB/s", "best",
	    "ratio", n_turns);
	for (size_t i = 0; i < n_all; i++) {
		double mb = median(&all[i], n_turns);

		printf("%-8s %8.0f %8.0f %8.1f\n",
		    all[i].name ? all[i].name : "jansson", mb,
		    all[i].mb_per_s[n_turns - 1], mb / reference);
		if (all[i].n_lines != all[0].n_lines ||
		    all[i].n_members != all[0].n_members)
			die("%s: another answer than jansson's", all[i].name);
	}
	strbuf_release(&text);
	return EXIT_DONE;
}
