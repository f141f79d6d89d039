/* job.c - which records count, into what, and which records come of it. */
#include "job.h"

#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

void
job_init(struct job *job)
{
	memset(job, 0, sizeof(*job));
	wanted_init(&job->wanted);
	job->where = -1;
	job->table.n_decimals = -1;
	job->asked = digest_new();
	cube_parts_init(&job->parts);
}

void
job_release(struct job *job)
{
	cube_state_release(&job->input);
	cube_state_release(&job->output);
	digest_free(job->asked);
	if (job->counted)
		digest_free(job->counted);
	cube_parts_release(&job->parts);
	report_release(&job->report);
	indicators_release(&job->indicators);
	table_release(&job->table);
	order_release(&job->order);
	cube_free(job->cube);
	wanted_release(&job->wanted);
}

/** What two parts must have alike, each word with its kind and end. */
static void
ask(struct job *job, char kind, const char *word)
{
	digest_add(job->asked, &kind, 1);
	digest_add(job->asked, word, strlen(word) + 1);
}

int
job_set_period(struct job *job, const char *text, struct strbuf *err)
{
	ask(job, 'p', text);
	if (period_parse(&job->period, text, job->wanted.exprs))
		return 0;
	strbuf_addstr(err, "--period: must be a year 2025, a month 2025-03, a "
			   "quarter 2025-Q1 or a range 2024-07..2025-06");
	return -1;
}

int
job_set_where(struct job *job, const char *text, struct strbuf *err)
{
	ask(job, 'w', text);
	strbuf_addstr(err, "-w: ");
	job->where = expr_compile(job->wanted.exprs, text, strlen(text), err);
	if (job->where < 0)
		return -1;
	strbuf_reset(err);
	return 0;
}

int
job_set_functions(struct job *job, const char **by, size_t n_by,
    const char *const *words, size_t n_words, struct strbuf *err)
{
	struct table *t = &job->table;
	size_t i, k;

	for (i = 0; i < n_words; i++) {
		enum function_status status;

		GROW(t->functions, t->n_functions, t->cap_functions);
		status = function_parse(&t->functions[t->n_functions],
		    &job->wanted, words[i], -1, false, err);
		if (status == FUNCTION_ERROR)
			return -1;
		if (status == FUNCTION_NONE)
			break;
		t->n_functions++;
		ask(job, 'f', words[i]);
	}
	for (k = 0; k < n_by; k++)
		ask(job, 'g', by[k]);
	t->by = by;
	t->n_by = n_by;
	if (table_prepare(t, &job->wanted, -1, err) < 0)
		return -1;
	return (int)i;
}

int
job_set_order(struct job *job, const char *sort, size_t top, struct strbuf *err)
{
	job->order.top = top;
	if (!sort && top == 0)
		return 0;
	return order_parse(&job->order, &job->table, sort, err);
}

/* Parts are of the same definitions where their files are. */
static void
ask_file(struct job *job, const char *path)
{
	char hex[DIGEST_HEX + 1];

	if (!config_digest(path, hex))
		BUG("a definition file that was not read");
	ask(job, 'i', hex);
}

int
job_set_indicators(struct job *job, const char *path, struct strbuf *err)
{
	size_t n_borrowed = job->indicators.n_borrowed;

	job->has_indicators = true;
	if (indicators_load(&job->indicators, &job->wanted, path,
		job->period.len > 0, err) < 0)
		return -1;
	ask_file(job, path);
	for (; n_borrowed < job->indicators.n_borrowed; n_borrowed++)
		ask_file(job, job->indicators.borrowed[n_borrowed]);
	return 0;
}

/** The column of the member that is whole in parts; -1: none counts it. */
static int
whole_column(const struct job *job)
{
	size_t i;

	for (i = 0; i < job->wanted.n_columns; i++)
		if (strcmp(wanted_name(&job->wanted, (int)i), job->whole) == 0)
			return (int)i;
	return -1;
}

int
job_begin(struct job *job, struct strbuf *err)
{
	struct cube_options options = { .budget = job->budget,
		.is_apart = job->is_partial || job->is_merge };
	char hex[DIGEST_HEX + 1];
	int column;

	job->cube = cube_new(&job->wanted, &options);
	if (job->whole)
		ask(job, 'W', job->whole);
	digest_hex(job->asked, hex);
	cube_state_init(&job->input, job->cube, &job->parts, hex);
	cube_state_init(&job->output, job->cube, &job->parts, hex);
	if (job->is_partial && !job->is_merge)
		job->counted = digest_new();
	if (!job->whole)
		return 0;
	column = whole_column(job);
	if (column >= 0 && cube_state_set_whole(&job->input, column) &&
	    cube_state_set_whole(&job->output, column))
		return 0;
	strbuf_addf(err,
	    "--whole: nothing counts different values of %s, or "
	    "their order is wanted, too",
	    job->whole);
	return -1;
}

bool
job_is_all_outside(const struct job *job)
{
	const struct cube_state *s = job->is_merge ? &job->input : &job->output;

	return s->n_outside > 0 && s->n_within == 0;
}

enum job_verdict
job_count(struct job *job, const struct record *rec, struct cube_fault *fault)
{
	struct expr_set *exprs = job->wanted.exprs;

	if (job->is_merge) {
		fault->message = cube_state_read(&job->input, rec);
		return fault->message ? JOB_DAMAGE : JOB_COUNTED;
	}
	if (job->counted) {
		digest_add(job->counted, rec->line, rec->len);
		digest_add(job->counted, "\n", 1);
	}
	cube_begin(job->cube, rec);
	if (job->where >= 0 && !expr_holds(exprs, job->where))
		return JOB_WHERE;
	if (!period_holds(&job->period, exprs)) {
		job->output.n_outside++;
		return JOB_PERIOD;
	}
	job->output.n_within++;
	switch (cube_add(job->cube, fault)) {
	case CUBE_COUNTED:
		return JOB_COUNTED;
	case CUBE_NO_MEASURE:
		return JOB_NO_INDICATOR;
	case CUBE_FAULT:
		break;
	}
	return JOB_FAULT;
}

const char *
job_next_missing(const struct job *job, int *from)
{
	const struct expr_set *exprs = job->wanted.exprs;
	const struct period *p = &job->period;

	/* definitions name members of records that a stream may do without */
	if (job->has_indicators || job->is_merge)
		return NULL;
	while ((*from = expr_never_there(exprs, *from)) >= 0) {
		int member = (*from)++;

		if (member == job->wanted.record)
			continue;
		/* a period looks for all three, and needs one of them */
		if (p->len > 0 && (member == p->year || member == p->month ||
				      member == p->date))
			continue;
		return expr_member_name(exprs, member);
	}
	return NULL;
}

bool
job_next_unmet(const struct job *job, int *from, struct strbuf *sb)
{
	if (job->has_indicators || job->is_merge)
		return false;
	*from = expr_never_met(job->wanted.exprs, *from, sb);
	return (*from)++ >= 0;
}

bool
job_next_unmade(const struct job *job, int *from, struct strbuf *sb)
{
	if (job->has_indicators || job->is_merge)
		return false;
	while (*from < (int)job->wanted.n_columns)
		if (cube_never_made(job->cube, (*from)++, sb))
			return true;
	return false;
}

/** The part is of these records. */
static void
name_part(struct job *job)
{
	struct strbuf why = STRBUF_INIT;
	char hex[DIGEST_HEX + 1];

	digest_hex(job->counted, hex);
	if (!cube_parts_take(&job->parts, job->part,
		job->part ? strlen(job->part) : 0, hex, &why))
		BUG("the first part is one too many");
	strbuf_release(&why);
}

int
job_finish(struct job *job, struct strbuf *err)
{
	if (cube_finish(job->cube, err) != 0)
		return -1;
	if (job->is_merge) {
		const char *why = cube_state_end(&job->input);

		if (why) {
			strbuf_addstr(err, why);
			return -1;
		}
		job->output.n_within = job->input.n_within;
		job->output.n_outside = job->input.n_outside;
	} else if (job->counted) {
		name_part(job);
	}
	if (job->has_indicators)
		report_init(&job->report, &job->indicators, &job->wanted,
		    job->cube, &job->period);
	else
		table_sort(&job->table, job->cube);
	if (job->order.n_keys == 0 || job->is_partial)
		return 0;
	return order_apply(&job->order, &job->table, job->cube, err);
}

int
job_next(struct job *job, struct strbuf *sb, struct strbuf *err)
{
	if (job->is_partial)
		return cube_state_next(&job->output, sb);
	if (job->has_indicators)
		return report_next(&job->report, sb);
	if (job->n_made == job->table.n_groups)
		return 0;
	if (table_format(&job->table, job->cube, job->n_made, sb, err) < 0)
		return -1;
	job->n_made++;
	return 1;
}
