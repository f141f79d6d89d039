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
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

/* A program at work. */
struct worker {
	const struct stage *stage;
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
		why = "too many rejects: the stages behind it publish nothing";
	w->end(w->status, why);
}

static void *
work(void *context)
{
	struct worker *w = context;

	name_thread(w->stage->argv[0]);
	stream_stand_between(&w->ends);
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
start(struct worker *w, const struct stage *stage, chain_end_fn *end,
    struct channel *from, struct channel *to)
{
	*w = (struct worker){ .stage = stage, .end = end };
	w->ends = (struct stream_ends){
		.from = from, .to = to, .opened = set_ready, .context = w
	};
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->changed, NULL);
	optind = 0; /* getopt begins anew */
	if (pthread_create(&w->thread, NULL, work, w) != 0)
		end(EXIT_TROUBLE, "no thread could be started");
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
	int status = EXIT_DONE;
	size_t i;

	for (i = 0; i < n_stages; i++)
		channels[i] = channel_new(pool);
	for (i = n_stages; i-- > 0;)
		start(
		    &workers[i], &stages[i], end, channels[i], channels[i + 1]);
	for (i = 0; i < n_sources; i++) {
		start(&source, &sources[i], end, NULL, channels[0]);
		status = greater(status, finish(&source));
	}
	/* each stage has read all when the one before it has ended well */
	for (i = 0; i < n_stages; i++) {
		channel_end(channels[i]);
		status = greater(status, finish(&workers[i]));
	}
	for (i = 0; i < n_stages; i++)
		channel_free(channels[i]);
	pool_free(pool);
	free(channels);
	free(workers);
	return status;
}
