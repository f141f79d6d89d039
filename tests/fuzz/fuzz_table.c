/*
 * fuzz_table.c - any bytes as a delimited file: read by the vector scan and
 * by libcsv, in each encoding. Both must tell the same of every row, and
 * every field that they give must be UTF-8.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vardstrom/table.h"
#include "vardstrom/utf8.h"

enum { MAX_LINE = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reader told of a file: statuses, lines and fields in one text. */
static void
read_file(struct strbuf *told, const char *path, struct table_options o)
{
	struct strbuf err = STRBUF_INIT;
	struct table *t = table_new(&o, &err);
	struct lines *l = lines_open(path, MAX_LINE, false, &err);
	struct table_row row;
	enum table_status status;
	size_t i;

	/* bytes that begin as gzip does need not be gzip */
	if (!t || !l || table_begin(t, l, &row, &err) < 0) {
		strbuf_add(told, err.s, err.len);
		goto out;
	}
	do {
		status = table_next(t, &row);
		strbuf_addf(told, "%d %llu\n", (int)status,
		    (unsigned long long)row.line_no);
		if (status == TABLE_OK)
			assert(row.n_fields > 0);
		for (i = 0; i < row.n_fields; i++) {
			assert(
			    utf8_is_valid(row.fields[i].s, row.fields[i].len));
			strbuf_add(told, row.fields[i].s, row.fields[i].len);
			strbuf_addch(told, '\n');
		}
	} while (status != TABLE_EOF && status != TABLE_EINPUT);
out:
	table_free(t);
	lines_close(l);
	strbuf_release(&err);
}

static void
compare_ways(const char *path)
{
	struct table_options o = {
		.delimiter = ';', .quote = '"', .charset = CHARSET_UTF_8
	};
	struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
	int charset;

	for (charset = CHARSET_UTF_8; charset <= CHARSET_AUTO; charset++) {
		o.charset = (enum charset)charset;
		o.is_careful = false;
		strbuf_reset(&one);
		read_file(&one, path, o);
		o.is_careful = true;
		strbuf_reset(&other);
		read_file(&other, path, o);
		assert(one.len == other.len);
		assert(memcmp(one.s, other.s, one.len) == 0);
	}
	strbuf_release(&one);
	strbuf_release(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/vardstrom-fuzz-table-XXXXXX";
	int fd = mkstemp(path);
	FILE *f;

	assert(fd >= 0);
	f = fdopen(fd, "wb");
	assert(f);
	assert(fwrite(data, 1, size, f) == size);
	assert(fclose(f) == 0);
	compare_ways(path);
	unlink(path);
	return 0;
}
