/*
 * spill.c - items in one file, their keys in parts, and runs of answers.
 *
 * In files, numbers stand as they do in memory: no other program reads them.
 */
#include "spill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firsts.h"
#include "vardstrom/siphash.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum {
	LG_PARTS = 5,
	N_PARTS = 1 << LG_PARTS,
	PART_BUFFER = 16 * 1024,
	ITEM_BUFFER = 256 * 1024,
	MIN_RUN_BUFFER = 4 * 1024,
	MAX_RUN_BUFFER = 64 * 1024
};

/* What stands before each key in a part: its item's number, its length. */
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
	struct siphash_key secret; /* for the parts */
	size_t note_len;
	uint64_t n_items, next_no;
	struct temp items, parts[N_PARTS], answers;
	struct strbuf text; /* a key with what stands before it, or an item */
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

	siphash_key_random(&sp->secret);
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
	for (size_t i = 0; i < N_PARTS; i++)
		temp_close(&sp->parts[i]);
	for (size_t i = 0; i < sp->n_runs; i++)
		free(sp->runs[i].buffer);
	free(sp->runs);
	free(sp->first);
	strbuf_release(&sp->text);
	free(sp);
}

/* --- adding ------------------------------------------------------------- */

static int
put_key(struct spill *sp, struct temp *part, uint64_t item_no, const char *key,
    size_t key_len, const unsigned char *note, struct strbuf *err)
{
	struct key_head head = { item_no, key_len };

	strbuf_reset(&sp->text);
	strbuf_add(&sp->text, (const char *)&head, sizeof(head));
	strbuf_add(&sp->text, key, key_len);
	if (sp->note_len)
		strbuf_add(&sp->text, (const char *)note, sp->note_len);
	return temp_put(part, sp->text.s, sp->text.len, err);
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
	if (key) {
		struct temp *part =
		    &sp->parts[siphash13(&sp->secret, key, key_len) >>
			       (64 - LG_PARTS)];

		if (!temp_is_open(part) &&
		    temp_open(part, PART_BUFFER, err) != 0)
			return -1;
		if (put_key(sp, part, sp->n_items, key, key_len, note, err) !=
		    0)
			return -1;
	}
	sp->n_items++;
	return 0;
}

/* --- settling ----------------------------------------------------------- */

/* One key of a part, with what stands before and after it. */
struct key_entry {
	struct key_head head;
	const char *key;
	const unsigned char *note;
};

/* Returns 1, 0 at the part's end, -1 with err. */
static int
get_key(struct spill *sp, struct temp *part, struct key_entry *entry,
    struct strbuf *err)
{
	size_t rest;
	int got = temp_get(part, &entry->head, sizeof(entry->head), err);

	if (got <= 0)
		return got;
	rest = (size_t)entry->head.key_len + sp->note_len;
	strbuf_reset(&sp->text);
	strbuf_grow(&sp->text, rest);
	if (temp_get(part, sp->text.s, rest, err) != 1)
		return -1;
	entry->key = sp->text.s;
	entry->note = (const unsigned char *)sp->text.s + entry->head.key_len;
	return 1;
}

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

/*
 * One pass over a part: what memory has room for is answered, in a run; the
 * rest goes into another part, for the next pass.
 */
static int
settle_pass(struct spill *sp, struct temp *part, struct temp *rest,
    size_t budget, struct strbuf *err)
{
	struct firsts *firsts = firsts_new(sp->note_len, budget);
	const unsigned char *first = NULL;
	struct key_entry e;
	uint64_t hash;
	int got, ret = 0;

	while (ret == 0 && (got = get_key(sp, part, &e, err)) != 0) {
		if (got < 0) {
			ret = -1;
			break;
		}
		hash = firsts_hash(firsts, e.key, (size_t)e.head.key_len);
		switch (firsts_meet(firsts, e.key, (size_t)e.head.key_len, hash,
		    e.note, &first)) {
		case FIRSTS_NEW:
			break;
		case FIRSTS_AGAIN:
			ret = put_answer(sp, e.head.item_no, first, err);
			break;
		case FIRSTS_FULL:
			if (!temp_is_open(rest))
				ret = temp_open(rest, PART_BUFFER, err);
			if (ret == 0)
				ret = temp_put(rest, (const char *)&e.head,
				    sizeof(e.head), err);
			if (ret == 0)
				ret = temp_put(rest, e.key,
				    (size_t)e.head.key_len + sp->note_len, err);
		}
	}
	firsts_free(firsts);
	return ret;
}

static int
settle_part(
    struct spill *sp, struct temp *part, size_t budget, struct strbuf *err)
{
	while (temp_is_open(part)) {
		struct temp rest = { 0 };
		struct run run = { .at = temp_len(&sp->answers) };

		if (temp_rewind(part, err) != 0 ||
		    settle_pass(sp, part, &rest, budget, err) != 0) {
			temp_close(&rest);
			return -1;
		}
		temp_close(part);
		*part = rest;
		run.end = temp_len(&sp->answers);
		if (run.end > run.at) {
			GROW(sp->runs, sp->n_runs, sp->cap_runs);
			sp->runs[sp->n_runs++] = run;
		}
	}
	return 0;
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
spill_settle(struct spill *sp, size_t budget, struct strbuf *err)
{
	if (temp_open(&sp->answers, PART_BUFFER, err) != 0)
		return -1;
	for (size_t i = 0; i < N_PARTS; i++)
		if (settle_part(sp, &sp->parts[i], budget, err) != 0)
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
