/*
 * job.h - the main job, run by a program that asks what comes of it.
 *
 * Errors are finished sentences in err.
 */
#ifndef IO_JOB_H
#define IO_JOB_H

#include <stdbool.h>

#include "vardstrom/strbuf.h"

/**
 * The folder of kvalitetsbokslut: of the tree that this program is in, or
 * where it was installed. New memory; NULL: there is none.
 */
char *job_pipelines(struct strbuf *err);

/** The configuration that belongs to it. New memory. */
char *job_config(const char *pipelines);

/** A folder of our own; all zero: none. */
struct job_folder {
	char *dir;
	int fd;    /* open for as long as we live */
	int guard; /* the process that removes it then */
};

/**
 * An empty folder under $TMPDIR. It is removed when this program ends, in
 * whatever way. 0, -1.
 */
int job_folder_open(
    struct job_folder *f, const char *program, struct strbuf *err);

/** Remove it and all that is in it. */
void job_folder_close(struct job_folder *f);

/** What the job is to do. */
struct job_words {
	int year;
	const char *config, *extracts, *out;
	const char *key, *deployment; /* NULL: none */
	bool is_published;            /* with what anybody may see */
	const char *released;         /* before it; NULL: nothing was */
	bool is_spread;               /* its stages as tasks, one by one */
};

/** Run it, quietly; false: it could not be, or it ended with trouble. */
bool job_run(
    const char *pipelines, const struct job_words *words, struct strbuf *err);

#endif
