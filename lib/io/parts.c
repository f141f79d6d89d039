/* parts.c - entries on disk, in parts by the hash of their keys. */
#include "parts.h"

#include <stdint.h>
#include <stdlib.h>

#include "vardstrom/siphash.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum { LG_PARTS = 5, N_PARTS = 1 << LG_PARTS, PART_BUFFER = 16 * 1024 };

struct parts {
	struct siphash_key secret;
	struct temp list[N_PARTS];
	struct strbuf entry; /* that was read last */
};

struct parts *
parts_new(void)
{
	struct parts *p = xcalloc(1, sizeof(*p));

	siphash_key_random(&p->secret);
	strbuf_init(&p->entry);
	return p;
}

void
parts_free(struct parts *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < N_PARTS; i++)
		temp_close(&p->list[i]);
	strbuf_release(&p->entry);
	free(p);
}

static int
put(struct temp *part, const char *entry, size_t len, struct strbuf *err)
{
	uint32_t head = (uint32_t)len; /* no line is that long */

	if (!temp_is_open(part) && temp_open(part, PART_BUFFER, err) != 0)
		return -1;
	if (temp_put(part, (const char *)&head, sizeof(head), err) != 0)
		return -1;
	return temp_put(part, entry, len, err);
}

int
parts_add(struct parts *p, const char *entry, size_t len, size_t key_at,
    size_t key_len, struct strbuf *err)
{
	uint64_t hash = siphash13(&p->secret, entry + key_at, key_len);

	return put(&p->list[hash >> (64 - LG_PARTS)], entry, len, err);
}

/** The next entry of a part: 1; 0 at its end; -1. */
static int
get(struct parts *p, struct temp *part, struct strbuf *err)
{
	uint32_t len;
	int got = temp_get(part, &len, sizeof(len), err);

	if (got <= 0)
		return got;
	strbuf_reset(&p->entry);
	strbuf_grow(&p->entry, len);
	if (len > 0 && temp_get(part, p->entry.s, len, err) != 1)
		return -1;
	p->entry.len = len;
	return 1;
}

/** One pass: what is left for later goes to the rest. */
static int
pass(struct parts *p, struct temp *part, struct temp *rest,
    const struct parts_work *work, struct strbuf *err)
{
	int got;

	while ((got = get(p, part, err)) == 1)
		switch (
		    work->take(work->context, p->entry.s, p->entry.len, err)) {
		case PARTS_TAKEN:
			break;
		case PARTS_LATER:
			if (put(rest, p->entry.s, p->entry.len, err) != 0)
				return -1;
			break;
		case PARTS_FAILED:
			return -1;
		}
	return got;
}

static int
settle_part(struct parts *p, struct temp *part, const struct parts_work *work,
    struct strbuf *err)
{
	while (temp_is_open(part)) {
		struct temp rest = { 0 };
		int ret = temp_rewind(part, err);

		if (work->begin)
			work->begin(work->context);
		if (ret == 0)
			ret = pass(p, part, &rest, work, err);
		if (work->end)
			work->end(work->context);
		temp_close(part);
		*part = rest;
		if (ret != 0)
			return -1;
	}
	return 0;
}

int
parts_settle(struct parts *p, const struct parts_work *work, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < N_PARTS; i++)
		if (settle_part(p, &p->list[i], work, err) != 0)
			return -1;
	return 0;
}
