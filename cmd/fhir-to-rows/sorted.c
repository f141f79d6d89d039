/* sorted.c - entries by their keys: runs in memory or on disk, merged. */
#include "sorted.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/mapping.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_RUNS = 64, /* so many are merged into one */
	RUN_BUFFER = 64 * 1024,
	MIN_ITEMS = 1024
};

/* As an entry lies in memory and in a file: this, the key, the data. */
struct head {
	uint32_t key_len, len;
};

struct item {
	uint64_t prefix; /* the key's first bytes, as a number */
	uint64_t at;     /* of the entry in the bytes */
};

struct run {
	struct temp file;
	struct strbuf entry; /* that is read: head, key, data */
};

struct sorted {
	size_t budget;
	struct mapping bytes; /* entries one behind the other */
	size_t n_bytes;
	struct mapping items, other; /* struct item; room to sort them */
	size_t n, cap;
	bool is_settled;
	size_t next; /* without runs: the item to give next */
	struct run runs[MAX_RUNS];
	size_t n_runs;
	size_t heap[MAX_RUNS], n_heap; /* of runs, the first entry on top */
	bool is_top_given;
};

struct sorted *
sorted_new(size_t budget)
{
	struct sorted *s = xcalloc(1, sizeof(*s));

	s->budget = budget;
	for (size_t i = 0; i < MAX_RUNS; i++)
		strbuf_init(&s->runs[i].entry);
	return s;
}

void
sorted_free(struct sorted *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < MAX_RUNS; i++) {
		temp_close(&s->runs[i].file);
		strbuf_release(&s->runs[i].entry);
	}
	mapping_release(&s->bytes);
	mapping_release(&s->items);
	mapping_release(&s->other);
	free(s);
}

/* --- entries -------------------------------------------------------------- */

static void
look_at(struct sorted_entry *e, const char *at)
{
	struct head head;

	memcpy(&head, at, sizeof(head));
	e->key = at + sizeof(head);
	e->key_len = head.key_len;
	e->data = e->key + head.key_len;
	e->len = head.len;
}

static int
compare_keys(const struct sorted_entry *a, const struct sorted_entry *b)
{
	size_t len = a->key_len < b->key_len ? a->key_len : b->key_len;
	int diff = memcmp(a->key, b->key, len);

	return diff != 0
		   ? diff
		   : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

static uint64_t
prefix_of(const char *key, size_t len)
{
	uint64_t prefix = 0;

	for (size_t i = 0; i < sizeof(prefix); i++)
		prefix = prefix << 8 | (i < len ? (unsigned char)key[i] : 0);
	return prefix;
}

/* --- in memory ------------------------------------------------------------ */

/* Does b come before a? Of equal ones a stays in front. */
static bool
is_behind(const struct sorted *s, const struct item *a, const struct item *b)
{
	const char *bytes = s->bytes.mem;
	struct sorted_entry x, y;

	if (a->prefix != b->prefix)
		return a->prefix > b->prefix;
	look_at(&x, bytes + a->at);
	look_at(&y, bytes + b->at);
	return compare_keys(&x, &y) > 0;
}

/* Two sorted neighbours of from, [low, mid) and [mid, high), into to. */
static void
merge_neighbours(const struct sorted *s, const struct item *from,
    struct item *to, size_t low, size_t mid, size_t high)
{
	size_t i = low, k = mid;

	for (size_t at = low; at < high; at++) {
		bool is_second =
		    i == mid || (k < high && is_behind(s, &from[i], &from[k]));

		to[at] = is_second ? from[k++] : from[i++];
	}
}

static size_t
lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* From pairs up: stable, and n log n whatever the keys are. */
static void
sort_items(struct sorted *s)
{
	for (size_t width = 1; width < s->n; width *= 2) {
		struct mapping sorted = s->other;

		for (size_t low = 0; low < s->n; low += 2 * width)
			merge_neighbours(s, s->items.mem, s->other.mem, low,
			    lesser(low + width, s->n),
			    lesser(low + 2 * width, s->n));
		s->other = s->items;
		s->items = sorted;
	}
}

static void
need_items(struct sorted *s)
{
	if (s->n < s->cap)
		return;
	s->cap = s->cap ? 2 * s->cap : MIN_ITEMS;
	mapping_reserve(&s->items, s->cap * sizeof(struct item));
	mapping_reserve(&s->other, s->cap * sizeof(struct item));
}

static void
keep(struct sorted *s, const char *key, size_t key_len, const char *data,
    size_t len)
{
	struct head head = { (uint32_t)key_len, (uint32_t)len };
	struct item *items;
	char *at;

	need_items(s);
	if (s->bytes.len - s->n_bytes < sizeof(head) + key_len + len)
		mapping_reserve(
		    &s->bytes, 2 * s->n_bytes + sizeof(head) + key_len + len);
	items = s->items.mem;
	at = (char *)s->bytes.mem + s->n_bytes;
	items[s->n++] = (struct item){ prefix_of(key, key_len), s->n_bytes };
	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), key, key_len);
	if (len > 0)
		memcpy(at + sizeof(head) + key_len, data, len);
	s->n_bytes += sizeof(head) + key_len + len;
}

/* --- on disk -------------------------------------------------------------- */

static int
put_entry(struct run *run, const char *at, struct strbuf *err)
{
	struct sorted_entry e;

	look_at(&e, at);
	return temp_put(
	    &run->file, at, sizeof(struct head) + e.key_len + e.len, err);
}

/* The run's next entry: 1; 0: it has no more; -1. */
static int
read_entry(struct run *run, struct strbuf *err)
{
	struct head head;
	size_t len;
	int got = temp_get(&run->file, &head, sizeof(head), err);

	if (got <= 0)
		return got;
	strbuf_reset(&run->entry);
	strbuf_add(&run->entry, (const char *)&head, sizeof(head));
	len = (size_t)head.key_len + head.len;
	strbuf_grow(&run->entry, len);
	if (len > 0 &&
	    temp_get(&run->file, run->entry.s + sizeof(head), len, err) != 1)
		return -1;
	return 1;
}

/* Does run a come before run b? Of equal ones the older run does. */
static bool
is_before(const struct sorted *s, size_t a, size_t b)
{
	struct sorted_entry x, y;
	int diff;

	look_at(&x, s->runs[a].entry.s);
	look_at(&y, s->runs[b].entry.s);
	diff = compare_keys(&x, &y);
	return diff != 0 ? diff < 0 : a < b;
}

static void
sift_down(struct sorted *s, size_t i)
{
	for (;;) {
		size_t least = i, child = 2 * i + 1, run;

		for (size_t k = child; k < child + 2 && k < s->n_heap; k++)
			if (is_before(s, s->heap[k], s->heap[least]))
				least = k;
		if (least == i)
			return;
		run = s->heap[i];
		s->heap[i] = s->heap[least];
		s->heap[least] = run;
		i = least;
	}
}

static int
begin_merge(struct sorted *s, struct strbuf *err)
{
	s->n_heap = 0;
	for (size_t i = 0; i < s->n_runs; i++) {
		if (temp_rewind(&s->runs[i].file, err) != 0 ||
		    read_entry(&s->runs[i], err) != 1)
			return -1; /* no run is empty */
		s->heap[s->n_heap++] = i;
	}
	for (size_t i = s->n_heap / 2; i-- > 0;)
		sift_down(s, i);
	s->is_top_given = false;
	return 0;
}

/* The bytes of the next entry of all runs: 1; 0; -1. */
static int
merge_next(struct sorted *s, const char **at, struct strbuf *err)
{
	if (s->is_top_given && s->n_heap > 0) {
		int got = read_entry(&s->runs[s->heap[0]], err);

		if (got < 0)
			return -1;
		if (got == 0)
			s->heap[0] = s->heap[--s->n_heap];
		sift_down(s, 0);
	}
	s->is_top_given = true;
	if (s->n_heap == 0)
		return 0;
	*at = s->runs[s->heap[0]].entry.s;
	return 1;
}

/* All runs become one. */
static int
merge_runs(struct sorted *s, struct strbuf *err)
{
	struct run merged = { .entry = STRBUF_INIT };
	const char *at;
	int got = -1;

	if (temp_open(&merged.file, RUN_BUFFER, err) != 0 ||
	    begin_merge(s, err) != 0)
		goto out;
	while ((got = merge_next(s, &at, err)) == 1)
		if (put_entry(&merged, at, err) != 0) {
			got = -1;
			goto out;
		}
out:
	if (got != 0) {
		temp_close(&merged.file);
		return -1;
	}
	for (size_t i = 0; i < s->n_runs; i++)
		temp_close(&s->runs[i].file);
	s->runs[0].file = merged.file;
	s->n_runs = 1;
	return 0;
}

static int
write_run(struct sorted *s, struct strbuf *err)
{
	struct run *run;

	if (s->n_runs == MAX_RUNS && merge_runs(s, err) != 0)
		return -1;
	run = &s->runs[s->n_runs];
	if (temp_open(&run->file, RUN_BUFFER, err) != 0)
		return -1;
	s->n_runs++;
	sort_items(s);
	for (size_t i = 0; i < s->n; i++) {
		const struct item *items = s->items.mem;
		const char *bytes = s->bytes.mem;

		if (put_entry(run, bytes + items[i].at, err) != 0)
			return -1;
	}
	s->n = s->n_bytes = 0;
	return 0;
}

/* --- in and out ----------------------------------------------------------- */

int
sorted_add(struct sorted *s, const char *key, size_t key_len, const char *data,
    size_t len, struct strbuf *err)
{
	size_t taken = s->n_bytes + 2 * s->n * sizeof(struct item);

	if (s->n > 0 && taken + key_len + len > s->budget &&
	    write_run(s, err) != 0)
		return -1;
	keep(s, key, key_len, data, len);
	return 0;
}

static int
settle(struct sorted *s, struct strbuf *err)
{
	s->is_settled = true;
	if (s->n_runs == 0) {
		sort_items(s);
		return 0;
	}
	if (s->n > 0 && write_run(s, err) != 0)
		return -1;
	mapping_release(&s->bytes);
	mapping_release(&s->items);
	mapping_release(&s->other);
	return begin_merge(s, err);
}

int
sorted_next(struct sorted *s, struct sorted_entry *entry, struct strbuf *err)
{
	const char *at;

	if (!s->is_settled && settle(s, err) != 0)
		return -1;
	if (s->n_runs > 0) {
		int got = merge_next(s, &at, err);

		if (got != 1)
			return got;
	} else {
		const struct item *items = s->items.mem;
		const char *bytes = s->bytes.mem;

		if (s->next == s->n)
			return 0;
		at = bytes + items[s->next++].at;
	}
	look_at(entry, at);
	return 1;
}

int
sorted_rewind(struct sorted *s, struct strbuf *err)
{
	s->next = 0;
	return s->n_runs > 0 ? begin_merge(s, err) : 0;
}
