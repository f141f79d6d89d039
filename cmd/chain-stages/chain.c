/* chain.c - programs as stages of one process, each in a thread of its own. */
#define _GNU_SOURCE /* pthread_setname_np */
#include "chain.h"

#include <getopt.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "vardstrom/channel.h"
#include "vardstrom/diag.h"
#include "vardstrom/publish.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

/* What all the stages have in common. */
struct chain {
	const struct stage *sources, *stages;
	size_t n_sources;
	chain_end_fn *end;
	struct publication *publication; /* of all their outputs */
};

/* For the end of the process, which any thread may bring about. */
static int tell_fd = -1;                     /* set before there are threads */
static _Thread_local size_t place_of_thread; /* of its program; 0: none */

/* A program at work. */
struct worker {
	const struct stage *stage;
	size_t place; /* in the chain, from 1 */
	chain_end_fn *end;
	struct stream_ends ends;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_ready; /* its options are read, or it has ended */
	int status;
};

static void
set_ready(void *context)
{
	struct worker *w = context;

	pthread_mutex_lock(&w->lock);
	w->is_ready = true;
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

/* `top -H` shows the stages by name. */
static void
name_thread(const char *name)
{
	char cut[16]; /* Linux takes no more */

	snprintf(cut, sizeof(cut), "%s", name);
	(void)pthread_setname_np(pthread_self(), cut);
}

/*
 * A stage has ended, but not with all that it was to do. Those before it would
 * wait for ever for a reader, and those behind it make figures of what is left.
 */
static void
give_up(const struct worker *w)
{
	const char *why = NULL;

	if (w->status == EXIT_DONE)
		w->end(EXIT_TROUBLE, "ended before its time");
	if (w->status == EXIT_NO && w->ends.to)
		why = "its answer is no: the stages behind it publish nothing";
	w->end(w->status, why);
}

static void *
work(void *context)
{
	struct worker *w = context;

	name_thread(w->stage->argv[0]);
	place_of_thread = w->place;
	stream_attach(&w->ends);
	w->status = w->stage->run(w->stage->argc, w->stage->argv);
	if (!w->ends.is_whole)
		give_up(w);
	set_ready(w);
	return NULL;
}

/*
 * Start it, and wait until it has read its options: getopt knows but one
 * command line at a time, and what is wrong with them is told in order.
 */
static void
start(struct worker *w, const struct stage *stage, const struct chain *c,
    struct channel *from, struct channel *to)
{
	size_t place = from ? c->n_sources + (size_t)(stage - c->stages) + 1
			    : (size_t)(stage - c->sources) + 1;

	*w = (struct worker){ .stage = stage, .place = place, .end = c->end };
	w->ends = (struct stream_ends){ .from = from,
		.to = to,
		.opened = set_ready,
		.context = w,
		.publication = c->publication };
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	optind = 0; /* getopt begins anew */
	if (pthread_create(&w->thread, NULL, work, w) != 0)
		c->end(EXIT_TROUBLE, "no thread could be started");
	pthread_mutex_lock(&w->lock);
	while (!w->is_ready)
		pthread_cond_wait(&w->changed, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

/* Wait for its end; its exit status. */
static int
finish(struct worker *w)
{
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	return w->status;
}

static void
tell_place(void)
{
	if (place_of_thread > 0)
		dprintf(tell_fd, "%zu\n", place_of_thread);
}

void
chain_tell_failed(int fd)
{
	tell_fd = fd;
	atexit(tell_place);
}

static int
greater(int a, int b)
{
	return a > b ? a : b;
}

int
chain_run(const struct stage *sources, size_t n_sources,
    const struct stage *stages, size_t n_stages, chain_end_fn *end)
{
	struct pool *pool = pool_new();
	/* channel i leads to stage i; behind the last there is none */
	struct channel **channels = xcalloc(n_stages + 1, sizeof(*channels));
	struct worker *workers = xcalloc(n_stages + 1, sizeof(*workers));
	struct worker source;
	struct chain c = { .sources = sources,
		.stages = stages,
		.n_sources = n_sources,
		.end = end,
		.publication = publication_new() };
	int status = EXIT_DONE;
	size_t i;

	for (i = 0; i < n_stages; i++)
		channels[i] = channel_new(pool);
	for (i = n_stages; i-- > 0;)
		start(
		    &workers[i], &stages[i], &c, channels[i], channels[i + 1]);
	for (i = 0; i < n_sources; i++) {
		start(&source, &sources[i], &c, NULL, channels[0]);
		status = greater(status, finish(&source));
	}
	/* each stage has read all when the one before it has ended well */
	for (i = 0; i < n_stages; i++) {
		channel_end(channels[i]);
		status = greater(status, finish(&workers[i]));
	}
	publication_commit(c.publication);
	publication_free(c.publication);
	for (i = 0; i < n_stages; i++)
		channel_free(channels[i]);
	pool_free(pool);
	free(channels);
	free(workers);
	return status;
}
