/*
 * spill.c - items in one file, their keys in parts, and runs of answers.
 *
 * In files, numbers stand as they do in memory: no other program reads them.
 */
#include "spill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/parts.h"
#include "seen.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum {
	ANSWER_BUFFER = 16 * 1024,
	ITEM_BUFFER = 256 * 1024,
	MIN_RUN_BUFFER = 4 * 1024,
	MAX_RUN_BUFFER = 64 * 1024
};

/* What is before each key in a part: its item's number, its length. */
struct key_head {
	uint64_t item_no;
	uint64_t key_len;
};

/* A stretch of the runs' file: answers, ordered by item. */
struct run {
	uint64_t at, end;      /* offsets of what is not in the buffer yet */
	unsigned char *buffer; /* whole answers */
	size_t used, len;      /* of the buffer, in bytes */
};

struct spill {
	size_t note_len;
	uint64_t n_items, next_no;
	struct temp items, answers;
	struct parts *keys;
	struct seen *seen;  /* of a pass over a part */
	size_t budget;      /* of it, in bytes */
	struct strbuf text; /* a key with what is before it, or an item */
	struct run *runs;
	size_t n_runs, cap_runs;
	size_t n_waiting; /* runs, ordered as a heap by their next answer */
	size_t run_cap;   /* bytes of each run's buffer, whole answers */
	unsigned char *first;
};

static size_t
answer_bytes(const struct spill *sp)
{
	return sizeof(uint64_t) + sp->note_len;
}

struct spill *
spill_new(size_t note_len)
{
	struct spill *sp = xcalloc(1, sizeof(*sp));

	sp->keys = parts_new();
	sp->note_len = note_len;
	sp->first = xmalloc(note_len);
	strbuf_init(&sp->text);
	return sp;
}

void
spill_free(struct spill *sp)
{
	if (!sp)
		return;
	temp_close(&sp->items);
	temp_close(&sp->answers);
	parts_free(sp->keys);
	for (size_t i = 0; i < sp->n_runs; i++)
		free(sp->runs[i].buffer);
	free(sp->runs);
	free(sp->first);
	strbuf_release(&sp->text);
	free(sp);
}

/* --- adding ------------------------------------------------------------- */

static int
put_key(struct spill *sp, const char *key, size_t key_len,
    const unsigned char *note, struct strbuf *err)
{
	struct key_head head = { sp->n_items, key_len };

	strbuf_reset(&sp->text);
	strbuf_add(&sp->text, (const char *)&head, sizeof(head));
	strbuf_add(&sp->text, key, key_len);
	if (sp->note_len)
		strbuf_add(&sp->text, (const char *)note, sp->note_len);
	return parts_add(
	    sp->keys, sp->text.s, sp->text.len, sizeof(head), key_len, err);
}

int
spill_add(struct spill *sp, const char *key, size_t key_len,
    const unsigned char *note, const char *item, size_t len, struct strbuf *err)
{
	uint64_t item_len = len;

	if (!temp_is_open(&sp->items) &&
	    temp_open(&sp->items, ITEM_BUFFER, err) != 0)
		return -1;
	if (temp_put(&sp->items, (const char *)&item_len, sizeof(item_len),
		err) != 0 ||
	    temp_put(&sp->items, item, len, err) != 0)
		return -1;
	if (key && put_key(sp, key, key_len, note, err) != 0)
		return -1;
	sp->n_items++;
	return 0;
}

/* --- settling ----------------------------------------------------------- */

static int
put_answer(struct spill *sp, uint64_t item_no, const unsigned char *first,
    struct strbuf *err)
{
	if (temp_put(&sp->answers, (const char *)&item_no, sizeof(item_no),
		err) != 0)
		return -1;
	if (sp->note_len == 0)
		return 0;
	return temp_put(&sp->answers, (const char *)first, sp->note_len, err);
}

/* A pass over a part: what memory has room for is answered, in a run. */
static void
begin_pass(void *context)
{
	struct spill *sp = context;

	sp->seen = seen_new(sp->note_len, sp->budget);
	GROW(sp->runs, sp->n_runs, sp->cap_runs);
	sp->runs[sp->n_runs] = (struct run){ .at = temp_len(&sp->answers) };
}

static enum parts_verdict
answer_key(void *context, const char *entry, size_t len, struct strbuf *err)
{
	struct spill *sp = context;
	const unsigned char *first = NULL;
	const char *key = entry + sizeof(struct key_head);
	struct key_head head;
	uint64_t hash;

	(void)len;
	memcpy(&head, entry, sizeof(head));
	hash = seen_hash(sp->seen, key, (size_t)head.key_len);
	switch (seen_meet(sp->seen, key, (size_t)head.key_len, hash,
	    (const unsigned char *)key + head.key_len, &first)) {
	case SEEN_NEW:
		break;
	case SEEN_BEFORE:
		if (put_answer(sp, head.item_no, first, err) != 0)
			return PARTS_FAILED;
		break;
	case SEEN_FULL:
		return PARTS_LATER;
	}
	return PARTS_TAKEN;
}

static void
end_pass(void *context)
{
	struct spill *sp = context;
	struct run *run = &sp->runs[sp->n_runs];

	seen_free(sp->seen);
	run->end = temp_len(&sp->answers);
	sp->n_runs += run->end > run->at;
}

/* --- merging ------------------------------------------------------------ */

static uint64_t
next_answer(const struct run *run)
{
	uint64_t item_no;

	memcpy(&item_no, run->buffer + run->used, sizeof(item_no));
	return item_no;
}

/* Read more of a run; 0 where it has ended. */
static int
run_fill(struct spill *sp, struct run *run, struct strbuf *err)
{
	uint64_t left = run->end - run->at;
	size_t len = left < sp->run_cap ? (size_t)left : sp->run_cap;

	run->used = 0;
	run->len = len;
	if (len == 0)
		return 0;
	if (temp_get_at(&sp->answers, run->buffer, len, run->at, err) != 0)
		return -1;
	run->at += len;
	return 1;
}

static size_t
run_cap(const struct spill *sp, size_t budget)
{
	size_t cap = budget / 2 / (sp->n_runs + 1);

	if (cap < MIN_RUN_BUFFER)
		cap = MIN_RUN_BUFFER;
	if (cap > MAX_RUN_BUFFER)
		cap = MAX_RUN_BUFFER;
	return cap - cap % answer_bytes(sp);
}

/* Move the run at i down to where it belongs. */
static void
sift_down(struct spill *sp, size_t i)
{
	struct run run = sp->runs[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= sp->n_waiting)
			break;
		if (child + 1 < sp->n_waiting &&
		    next_answer(&sp->runs[child + 1]) <
			next_answer(&sp->runs[child]))
			child++;
		if (next_answer(&run) <= next_answer(&sp->runs[child]))
			break;
		sp->runs[i] = sp->runs[child];
		i = child;
	}
	sp->runs[i] = run;
}

static int
begin_merge(struct spill *sp, struct strbuf *err)
{
	sp->n_waiting = sp->n_runs;
	for (size_t i = 0; i < sp->n_runs; i++) {
		sp->runs[i].buffer = xmalloc(sp->run_cap);
		if (run_fill(sp, &sp->runs[i], err) < 0)
			return -1;
	}
	for (size_t i = sp->n_waiting / 2; i-- > 0;)
		sift_down(sp, i);
	return 0;
}

int
spill_finish(struct spill *sp, size_t budget, struct strbuf *err)
{
	struct parts_work work = { sp, begin_pass, answer_key, end_pass };

	sp->budget = budget;
	if (temp_open(&sp->answers, ANSWER_BUFFER, err) != 0 ||
	    parts_settle(sp->keys, &work, err) != 0)
		return -1;
	if (temp_rewind(&sp->items, err) != 0 ||
	    temp_rewind(&sp->answers, err) != 0)
		return -1;
	sp->run_cap = run_cap(sp, budget);
	return begin_merge(sp, err);
}

/* Take the answer that is next among all runs. */
static int
take_answer(struct spill *sp, struct strbuf *err)
{
	struct run *run = &sp->runs[0];

	memcpy(sp->first, run->buffer + run->used + sizeof(uint64_t),
	    sp->note_len);
	run->used += answer_bytes(sp);
	if (run->used == run->len) {
		int got = run_fill(sp, run, err);

		if (got < 0)
			return -1;
		if (got == 0) {
			struct run done = *run;

			sp->n_waiting--;
			*run = sp->runs[sp->n_waiting];
			sp->runs[sp->n_waiting] = done;
		}
	}
	if (sp->n_waiting > 0)
		sift_down(sp, 0);
	return 0;
}

int
spill_next(struct spill *sp, const char **item, size_t *len,
    const unsigned char **first, struct strbuf *err)
{
	uint64_t item_len;

	if (sp->next_no == sp->n_items)
		return 0;
	if (temp_get(&sp->items, &item_len, sizeof(item_len), err) != 1)
		return -1;
	strbuf_reset(&sp->text);
	strbuf_grow(&sp->text, (size_t)item_len);
	if (item_len > 0 &&
	    temp_get(&sp->items, sp->text.s, (size_t)item_len, err) != 1)
		return -1;
	*first = NULL;
	if (sp->n_waiting > 0 && next_answer(&sp->runs[0]) == sp->next_no) {
		if (take_answer(sp, err) != 0)
			return -1;
		*first = sp->first;
	}
	sp->next_no++;
	*item = sp->text.s;
	*len = (size_t)item_len;
	return 1;
}
