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
 * The folder of kvalitetsbokslut: of the tree that this program lies in, or
 * where it was installed. New memory; NULL: there is none.
 */
char *job_pipelines(struct strbuf *err);

/** The configuration that belongs to it. New memory. */
char *job_config(const char *pipelines);

/** An empty folder of our own under $TMPDIR. New memory; NULL: trouble. */
char *job_folder(const char *program, struct strbuf *err);

/** Remove a folder and all that is in it. */
void job_remove(const char *dir);

/** What the job is to do. */
struct job_words {
	int year;
	const char *config, *extracts, *out;
	const char *key, *deployment; /* NULL: none */
};

/** Run it, quietly; false: it could not be, or it ended with trouble. */
bool job_run(
    const char *pipelines, const struct job_words *words, struct strbuf *err);

#endif
