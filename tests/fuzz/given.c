/* given.c - what the fuzzer gives, as readers want it. */
#include "given.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/io/source.h"
#include "vardstrom/xalloc.h"

struct given
given_all(const uint8_t *data, size_t len)
{
	return (struct given){ (const char *)data, len };
}

struct given
given_cut(struct given *rest)
{
	const char *at = rest->len ? memchr(rest->s, '\f', rest->len) : NULL;
	struct given part = *rest;

	if (!at) {
		rest->s += rest->len;
		rest->len = 0;
		return part;
	}
	part.len = (size_t)(at - rest->s);
	rest->s += part.len + 1;
	rest->len -= part.len + 1;
	return part;
}

static const char form[] = "/tmp/vardstrom-fuzz-XXXXXX";

void
given_write(const char *path, struct given g)
{
	FILE *f = fopen(path, "wb");

	assert(f);
	assert(fwrite(g.s, 1, g.len, f) == g.len);
	assert(fclose(f) == 0);
}

void
given_file(char path[GIVEN_PATH], struct given g)
{
	int fd;

	memcpy(path, form, sizeof(form));
	fd = mkstemp(path);
	assert(fd >= 0);
	close(fd);
	given_write(path, g);
}

void
given_drop(const char *path)
{
	unlink(path);
	source_forget();
}

void
given_folder(char path[GIVEN_PATH])
{
	memcpy(path, form, sizeof(form));
	assert(mkdtemp(path));
}

void
given_records(struct given g, given_fn *fn, void *context)
{
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	const char *s = g.s, *end = g.s + g.len;

	while (s < end) {
		const char *lf = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((lf ? lf : end) - s), error_at;
		char *line = xmalloc(n + NDJSON_PADDING);

		memcpy(line, s, n);
		memset(line + n, '"', NDJSON_PADDING);
		if (ndjson_parse(reader, line, n, &rec, &error_at) == NDJSON_OK)
			fn(context, &rec);
		free(line);
		s += n + 1;
	}
	record_release(&rec);
	ndjson_free(reader);
}

unsigned
given_byte(struct given *g)
{
	if (g->len == 0)
		return 0;
	g->len--;
	return (unsigned char)*g->s++;
}
