/*
 * between.h - runs between two runs, which part the causes of a difference.
 *
 * From OLD to NEW one thing after the other is changed: the program, the
 * configuration, the rows that are gone, that changed, that are new. After
 * each but the last, the job runs again where all is at hand that it needs:
 * the extracts of the runs, as run.ndjson names them, and a configuration that
 * is that of one of the runs. Where it is not, two causes stay one.
 */
#ifndef COMPARE_FIGURES_BETWEEN_H
#define COMPARE_FIGURES_BETWEEN_H

#include "io/job.h"

#include "causes.h"
#include "extracts.h"
#include "figures.h"

enum { MAX_STEPS = MAX_RUNS - RUN_BETWEEN + 1 };

struct between {
	struct strbuf names[MAX_STEPS]; /* of the causes, in their order */
	size_t n_steps;                 /* 0: nothing is known to differ */
	struct raw_change rows[N_RAW_KINDS];
	bool has_rows;         /* they are known, by kind */
	struct strbuf why_not; /* what could not be parted; "": all was */
	/* private */
	struct job_folder made;
	char *extracts[2];
};

/** Where to look. */
struct between_options {
	const char *old, *new; /* folders */
	const char *config;    /* NULL: what the programs came with */
	bool is_no_run;
};

void between_init(struct between *b);

/**
 * Find the steps, and make the runs between them: indicators.ndjson of run i
 * is between_file(b, i).
 *
 * Returns: 0; -1 with a finished sentence in err, where there is no folder for
 *          what is made.
 */
int between_make(struct between *b, const struct causes *c,
    const struct between_options *o, struct strbuf *err);
/** New memory. */
char *between_file(const struct between *b, size_t i);
/** Removes what was made. */
void between_release(struct between *b);

#endif
