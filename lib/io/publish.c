/* publish.c - all outputs of a run get their names, or none does. */
#include "vardstrom/publish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "append.h"
#include "hidden.h"
#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

struct publication {
	struct output *outputs;
	size_t n_outputs, cap_outputs;
	struct append *appends;
	size_t n_appends, cap_appends;
	size_t n_written; /* of appends */
};

struct publication *
publication_new(void)
{
	return xcalloc(1, sizeof(struct publication));
}

void
publication_add(struct publication *p, struct output *o)
{
	output_finish(o);
	if (!o->path)
		return; /* it was written directly, and is closed */
	GROW(p->outputs, p->n_outputs, p->cap_outputs);
	p->outputs[p->n_outputs++] = *o;
	memset(o, 0, sizeof(*o));
	o->fd = -1;
}

void
publication_remove(struct publication *p, const char *path)
{
	struct output o;

	if (output_open_removal(&o, path))
		publication_add(p, &o);
}

void
publication_append(struct publication *p, const char *path, struct strbuf *line)
{
	struct append a = { .path = xstrdup(path), .line = *line, .fd = -1 };

	strbuf_init(line);
	GROW(p->appends, p->n_appends, p->cap_appends);
	p->appends[p->n_appends++] = a;
}

/* The stages of a chain do not know of each other's outputs. */
static void
check_twice(const struct publication *p)
{
	size_t i, k;

	for (i = 1; i < p->n_outputs; i++)
		for (k = 0; k < i; k++)
			if (strcmp(p->outputs[i].path, p->outputs[k].path) == 0)
				die("%s: is an output of this run already",
				    p->outputs[i].name);
}

static void
undo_appends(struct publication *p)
{
	while (p->n_written > 0)
		append_undo(&p->appends[--p->n_written]);
}

/* This may wait for others. */
static void
open_appends(struct publication *p)
{
	struct strbuf err = STRBUF_INIT;
	size_t i;

	for (i = 0; i < p->n_appends; i++)
		if (append_open(&p->appends[i], p->appends, i, &err) != 0)
			die("%s", err.s);
}

static void
write_appends(struct publication *p)
{
	struct strbuf err = STRBUF_INIT;

	for (; p->n_written < p->n_appends; p->n_written++) {
		if (append_write(&p->appends[p->n_written], p->appends,
			p->n_written, &err) == 0)
			continue;
		undo_appends(p);
		die("%s", err.s);
	}
}

/** The output that failed, or NULL; errno says why. */
static struct output *
exchange(struct publication *p, struct output **lost)
{
	size_t i, k;
	int error;

	for (i = 0; i < p->n_outputs; i++) {
		if (output_put_in_place(
			&p->outputs[i], i + 1 == p->n_outputs) == 0)
			continue;
		error = errno;
		for (k = i; k-- > 0;)
			if (output_take_back(&p->outputs[k]) != 0)
				*lost = &p->outputs[k];
		errno = error;
		return &p->outputs[i];
	}
	return NULL;
}

void
publication_commit(struct publication *p)
{
	struct output *failed, *lost = NULL;
	int error;
	size_t i;

	check_twice(p);
	open_appends(p);
	hidden_hold_end();
	write_appends(p);
	failed = exchange(p, &lost);
	error = errno;
	if (failed)
		undo_appends(p);
	hidden_allow_end();
	if (lost)
		diag_error("%s: could not be put back as it was: the old file "
			   "is %s",
		    lost->path, lost->old ? lost->old->name : "none");
	if (failed)
		die("%s: %s", failed->name, strerror(error));
	for (i = 0; i < p->n_appends; i++)
		append_keep(&p->appends[i]);
}

void
publication_free(struct publication *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->n_outputs; i++)
		output_release(&p->outputs[i]);
	for (i = 0; i < p->n_appends; i++)
		append_release(&p->appends[i]);
	free(p->outputs);
	free(p->appends);
	free(p);
}
