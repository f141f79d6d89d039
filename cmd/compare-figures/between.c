/* between.c - runs between two runs, which part the causes of a difference. */
#include "between.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "vardstrom/digest.h"
#include "vardstrom/records.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE = 1024 * 1024 };

/** One thing that is changed. */
enum stage {
	STAGE_PROGRAM,
	STAGE_CONFIGURATION,
	STAGE_GONE, /* the three in the order of enum raw_kind */
	STAGE_CHANGED,
	STAGE_NEW,
	STAGE_ROWS, /* which, is not known */
	N_STAGES
};

/** What is at hand, and how far we are. */
struct walk {
	struct between *b;
	const struct causes *causes;
	const struct between_options *o;
	char *pipelines, *config;
	char *without_gone, *with_changed; /* folders */
	bool has_extracts[2], has_config[2];
	bool is_possible;
	enum stage stages[N_STAGES];
	size_t n_stages;
	/* so far */
	bool is_done[N_STAGES]; /* since the last run */
	size_t is_new_config;
	const char *rows; /* a folder of extracts; NULL: not at hand */
};

void
between_init(struct between *b)
{
	size_t i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < MAX_STEPS; i++)
		strbuf_init(&b->names[i]);
	for (i = 0; i < N_RAW_KINDS; i++)
		strbuf_init(&b->rows[i].sources);
	strbuf_init(&b->why_not);
}

static char *
path_in(const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%s", dir, name);
	return strbuf_detach(&sb, NULL);
}

static void
cannot(struct between *b, const char *what, const char *why)
{
	if (b->why_not.len == 0)
		strbuf_addf(&b->why_not, "%s: %s", what, why);
}

/* --- what is at hand ----------------------------------------------------- */

/** Where a run found its extracts; NULL: it does not say. */
static char *
find_extracts(const char *out)
{
	struct strbuf err = STRBUF_INIT;
	char *path = path_in(out, "run.ndjson"), *found = NULL;
	struct records *in = records_open(path, MAX_LINE, &err);
	struct record *rec;

	while (in && records_next(in, &rec) > 0) {
		const struct ndjson_member *m = records_get(rec, "extracts");

		if (!m || m->type != NDJSON_STRING || *m->value != '/' ||
		    memchr(m->value, '\\', m->value_len))
			continue;
		free(found);
		found = xstrndup(m->value, m->value_len);
	}
	if (in)
		records_close(in);
	strbuf_release(&err);
	free(path);
	return found;
}

/** Do the files of a list lie in a folder as they were? */
static bool
holds_list(struct config_node list, const char *dir, bool is_config)
{
	struct strbuf err = STRBUF_INIT;
	char hex[DIGEST_HEX + 1], *path;
	unsigned long long n_bytes;
	bool is_same = true;
	size_t i;

	for (i = 0; is_same && i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *name = config_string_or(at, "file", "");

		if (!causes_is_counted(name, is_config))
			continue;
		path = path_in(dir, name);
		is_same = digest_file(path, hex, &n_bytes, &err) == 0 &&
			  strcmp(hex, config_string_or(at, "sha256", "")) == 0;
		free(path);
	}
	strbuf_release(&err);
	return is_same;
}

static void
look_around(struct walk *w)
{
	const struct causes *c = w->causes;
	const char *const outs[2] = { w->o->old, w->o->new };
	struct strbuf err = STRBUF_INIT;
	size_t i;

	w->pipelines = job_pipelines(&err);
	if (w->o->config)
		w->config = xstrdup(w->o->config);
	else if (w->pipelines)
		w->config = job_config(w->pipelines);
	for (i = 0; i < 2; i++) {
		char *dir = w->b->extracts[i] = find_extracts(outs[i]);

		w->has_extracts[i] =
		    dir && holds_list(causes_inputs(c, i), dir, false);
		w->has_config[i] = w->config && holds_list(causes_config(c, i),
						    w->config, true);
		if (!w->has_extracts[i])
			cannot(w->b, outs[i],
			    "its extracts are not where they were, or not what "
			    "they were");
	}
	if (!w->pipelines)
		cannot(w->b, "compare-figures", err.s);
	else if (!w->has_config[0] && !w->has_config[1])
		cannot(w->b, w->config,
		    "is the configuration of neither run; give --config");
	else if (strcmp(c->new_version, VARDSTROM_VERSION) != 0)
		cannot(w->b, w->o->new, "was made by another version");
	else if (c->years[0] != c->years[1])
		cannot(w->b, w->o->new, "is of another year");
	else
		w->is_possible = true;
	strbuf_release(&err);
}

/* --- the way ------------------------------------------------------------- */

/** Which rows differ: the folders between, and a stage for each kind. */
static void
add_row_stages(struct walk *w)
{
	struct between *b = w->b;
	struct raw_side old = { b->extracts[0], causes_inputs(w->causes, 0) };
	struct raw_side new = { b->extracts[1], causes_inputs(w->causes, 1) };
	struct strbuf err = STRBUF_INIT;
	size_t i, n = w->n_stages;

	if (w->has_extracts[0] && w->has_extracts[1]) {
		if (extracts_compare(b->rows, &old, &new, w->without_gone,
			w->with_changed, &err) == 0)
			b->has_rows = true;
		else
			cannot(b, "compare-figures", err.s);
	}
	for (i = 0; b->has_rows && i < N_RAW_KINDS; i++)
		if (b->rows[i].n > 0)
			w->stages[w->n_stages++] = (enum stage)(STAGE_GONE + i);
	if (w->n_stages == n)
		w->stages[w->n_stages++] = STAGE_ROWS;
	strbuf_release(&err);
}

static void
find_way(struct walk *w)
{
	const bool *is_there = w->causes->is_there;
	/* the configuration first, unless only the old one is at hand */
	bool is_rows_first = !w->has_config[1] && w->has_config[0];

	if (is_there[CAUSE_PROGRAM])
		w->stages[w->n_stages++] = STAGE_PROGRAM;
	if (is_there[CAUSE_ROWS] && is_rows_first)
		add_row_stages(w);
	if (is_there[CAUSE_CONFIGURATION])
		w->stages[w->n_stages++] = STAGE_CONFIGURATION;
	if (is_there[CAUSE_ROWS] && !is_rows_first)
		add_row_stages(w);
}

/** Take a stage: what the state is behind it. */
static void
take(struct walk *w, size_t i)
{
	enum stage stage = w->stages[i];
	bool is_last_of_rows =
	    i + 1 == w->n_stages || w->stages[i + 1] < STAGE_GONE;

	w->is_done[stage] = true;
	if (stage == STAGE_CONFIGURATION)
		w->is_new_config = 1;
	if (stage < STAGE_GONE)
		return;
	if (is_last_of_rows)
		w->rows = w->has_extracts[1] ? w->b->extracts[1] : NULL;
	else
		w->rows =
		    stage == STAGE_GONE ? w->without_gone : w->with_changed;
}

/** Run the job at the state that we are in; false: it cannot be. */
static bool
run_here(struct walk *w)
{
	struct between *b = w->b;
	struct strbuf err = STRBUF_INIT;
	char *file = between_file(b, b->n_steps), *out = xstrdup(file);
	struct job_words words = { w->causes->years[1], w->config, w->rows, out,
		NULL, NULL, false, NULL, false };
	bool is_run = false;

	*strrchr(out, '/') = '\0';
	if (!w->is_possible)
		;
	else if (!w->has_config[w->is_new_config])
		cannot(b, w->config,
		    "is the configuration of one run only; causes stay "
		    "together");
	else if (w->rows)
		is_run = job_run(w->pipelines, &words, &err);
	if (err.len > 0)
		cannot(b, "compare-figures", err.s);
	if (is_run && !causes_is_config_of(w->causes, w->is_new_config, out)) {
		cannot(b, w->config, "has more files than the run had");
		is_run = false;
	}
	strbuf_release(&err);
	free(out);
	free(file);
	return is_run;
}

/** What was changed since the last run, as one cause. */
static void
end_step(struct walk *w)
{
	static const char *const kinds[] = { "rows_gone", "rows_changed",
		"rows_new" };
	struct strbuf *name = &w->b->names[w->b->n_steps++];
	const bool *is_done = w->is_done;
	size_t n = 0, i;

	for (i = 0; i < N_RAW_KINDS; i++)
		n += is_done[STAGE_GONE + i];
	for (i = 0; n == 1 && i < N_RAW_KINDS; i++)
		if (is_done[STAGE_GONE + i])
			strbuf_addstr(name, kinds[i]);
	if (n > 1 || is_done[STAGE_ROWS])
		strbuf_addstr(name, "rows");
	if (is_done[STAGE_CONFIGURATION])
		strbuf_addf(
		    name, "%sconfiguration", name->len > 0 ? "_and_" : "");
	if (is_done[STAGE_PROGRAM])
		strbuf_addf(name, "%sprogram", name->len > 0 ? "_and_" : "");
	memset(w->is_done, 0, sizeof(w->is_done));
}

static int
make_folders(struct walk *w, struct strbuf *err)
{
	const char *dir;

	if (job_folder_open(&w->b->made, "compare-figures", err) != 0)
		return -1;
	dir = w->b->made.dir;
	w->without_gone = path_in(dir, "without-gone");
	w->with_changed = path_in(dir, "with-changed");
	if (mkdir(w->without_gone, 0700) == 0 &&
	    mkdir(w->with_changed, 0700) == 0)
		return 0;
	strbuf_addf(err, "%s: %s", dir, strerror(errno));
	return -1;
}

int
between_make(struct between *b, const struct causes *c,
    const struct between_options *o, struct strbuf *err)
{
	struct walk w = { .b = b, .causes = c, .o = o };
	size_t i;
	int ret = -1;

	if (make_folders(&w, err) != 0)
		goto out;
	if (!o->is_no_run)
		look_around(&w);
	w.rows = w.has_extracts[0] ? b->extracts[0] : NULL;
	find_way(&w);
	for (i = 0; i < w.n_stages; i++) {
		take(&w, i);
		if (i + 1 == w.n_stages || run_here(&w))
			end_step(&w);
	}
	ret = 0;
out:
	free(w.pipelines);
	free(w.config);
	free(w.without_gone);
	free(w.with_changed);
	return ret;
}

char *
between_file(const struct between *b, size_t i)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%zu/indicators.ndjson", b->made.dir, i);
	return strbuf_detach(&sb, NULL);
}

void
between_release(struct between *b)
{
	size_t i;

	job_folder_close(&b->made);
	for (i = 0; i < 2; i++)
		free(b->extracts[i]);
	for (i = 0; i < MAX_STEPS; i++)
		strbuf_release(&b->names[i]);
	for (i = 0; i < N_RAW_KINDS; i++)
		strbuf_release(&b->rows[i].sources);
	strbuf_release(&b->why_not);
}
