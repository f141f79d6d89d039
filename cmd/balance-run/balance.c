/* balance.c - the account of a run: its stages, files and sums. */
#include "balance.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/digest.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

enum { MAX_UNKNOWNS = 3 /* names that the summary tells */ };

struct stage_account {
	char *name;
	bool is_aside;
	size_t n_runs;
	struct strbuf runs; /* their JSON objects, with commas between */
	struct counts counts;
};

struct balance {
	struct stage_account *stages;
	size_t n_stages, cap_stages;
	const char **prefixes;
	size_t n_prefixes, cap_prefixes;
	struct files inputs, configs, outputs;
	struct strbuf version; /* of the first program, a JSON string */
	char **faults;
	size_t n_faults, cap_faults;
	struct counts total;
	struct unknowns unknowns;
	uint64_t n_aside;   /* rows that stages aside wrote */
	uint64_t n_put_out; /* rows that the last stage wrote and made */
	bool is_spread;
};

struct balance *
balance_new(void)
{
	struct balance *b = xcalloc(1, sizeof(*b));

	strbuf_init(&b->version);
	return b;
}

void
balance_free(struct balance *b)
{
	size_t i;

	for (i = 0; i < b->n_stages; i++) {
		free(b->stages[i].name);
		strbuf_release(&b->stages[i].runs);
		counts_release(&b->stages[i].counts);
	}
	for (i = 0; i < b->n_faults; i++)
		free(b->faults[i]);
	free(b->stages);
	free(b->faults);
	free(b->prefixes);
	strbuf_release(&b->version);
	files_release(&b->inputs);
	files_release(&b->configs);
	files_release(&b->outputs);
	counts_release(&b->total);
	unknowns_release(&b->unknowns);
	free(b);
}

void
balance_strip(struct balance *b, const char *prefix)
{
	GROW(b->prefixes, b->n_prefixes, b->cap_prefixes);
	b->prefixes[b->n_prefixes++] = prefix;
}

size_t
balance_add_stage(
    struct balance *b, const char *name, size_t len, bool is_aside)
{
	struct stage_account *s =
	    b->n_stages ? &b->stages[b->n_stages - 1] : NULL;

	if (s && s->is_aside == is_aside && strlen(s->name) == len &&
	    memcmp(s->name, name, len) == 0)
		return b->n_stages - 1;
	GROW(b->stages, b->n_stages, b->cap_stages);
	s = &b->stages[b->n_stages];
	memset(s, 0, sizeof(*s));
	s->name = xstrndup(name, len);
	s->is_aside = is_aside;
	strbuf_init(&s->runs);
	return b->n_stages++;
}

/* --- JSON ---------------------------------------------------------------- */

static void
add_text(struct strbuf *sb, const char *s)
{
	strbuf_add_json_string(sb, s, strlen(s));
}

static void
add_counts(struct strbuf *sb, const struct counts *c)
{
	size_t i;

	strbuf_addf(sb, ",\"rejected\":%" PRIu64 ",\"dropped\":{", c->rejected);
	for (i = 0; i < c->n_reasons; i++)
		strbuf_addf(sb, "%s\"%s\":%" PRIu64, i ? "," : "",
		    c->reasons[i].name, c->reasons[i].n);
	strbuf_addf(sb, "},\"absorbed\":%" PRIu64, c->absorbed);
}

/** The name without the prefix that it begins with, if there is one. */
static const char *
shown_name(const struct balance *b, const char *name)
{
	size_t i, len;

	for (i = 0; i < b->n_prefixes; i++) {
		len = strlen(b->prefixes[i]);
		if (strncmp(name, b->prefixes[i], len) == 0)
			return name + len;
	}
	return name;
}

static void
add_names(const struct balance *b, struct strbuf *sb, const struct files *files)
{
	size_t i;

	strbuf_addch(sb, '[');
	for (i = 0; i < files->n; i++) {
		strbuf_addstr(sb, i ? "," : "");
		add_text(sb, shown_name(b, files->items[i].name));
	}
	strbuf_addch(sb, ']');
}

static void
add_files(const struct balance *b, struct strbuf *sb, const char *name,
    const struct files *files)
{
	size_t i;

	strbuf_addf(sb, ",\"%s\":[", name);
	for (i = 0; i < files->n; i++) {
		const struct file *f = &files->items[i];

		strbuf_addstr(sb, i ? ",{\"file\":" : "{\"file\":");
		add_text(sb, shown_name(b, f->name));
		strbuf_addf(sb, ",\"bytes\":%" PRIu64, f->n_bytes);
		if (f->sha256) {
			strbuf_addstr(sb, ",\"sha256\":");
			add_text(sb, f->sha256);
		}
		strbuf_addch(sb, '}');
	}
	strbuf_addch(sb, ']');
}

/** What one program said, as the manifest shows it. */
static void
add_run(const struct balance *b, struct strbuf *sb, const struct stats *s)
{
	const struct counts *c = &s->counts;

	strbuf_addf(sb, "{\"by\":%s,\"inputs\":", s->by.s);
	add_names(b, sb, &s->inputs);
	strbuf_addf(sb, ",\"read\":%" PRIu64 ",\"written\":%" PRIu64, c->read,
	    c->written);
	add_counts(sb, c);
	strbuf_addf(sb, ",\"made\":%" PRIu64 "%s}", c->made, s->extra.s);
}

static void
add_stage(struct strbuf *sb, const struct stage_account *s)
{
	const struct counts *c = &s->counts;

	strbuf_addstr(sb, "{\"stage\":");
	add_text(sb, s->name);
	if (s->is_aside)
		strbuf_addstr(sb, ",\"aside\":true");
	strbuf_addf(sb, ",\"read\":%" PRIu64 ",\"written\":%" PRIu64, c->read,
	    c->written);
	add_counts(sb, c);
	strbuf_addf(sb, ",\"made\":%" PRIu64 ",\"runs\":[", c->made);
	strbuf_add(sb, s->runs.s, s->runs.len);
	strbuf_addstr(sb, "]}");
}

void
balance_close(struct strbuf *sb)
{
	struct digest *d = digest_new();
	char hex[DIGEST_HEX + 1];

	digest_add(d, sb->s, sb->len);
	digest_hex(d, hex);
	digest_free(d);
	strbuf_addf(sb, ",\"sha256\":\"%s\"}", hex);
}

void
balance_set_spread(struct balance *b)
{
	b->is_spread = true;
}

void
balance_format(const struct balance *b, int year, struct strbuf *sb)
{
	size_t i;

	strbuf_addf(sb, "{\"record\":\"manifest\",\"version\":%s",
	    b->version.len ? b->version.s : "\"" VARDSTROM_VERSION "\"");
	if (year)
		strbuf_addf(sb, ",\"year\":%d", year);
	if (b->is_spread)
		strbuf_addstr(sb, ",\"spread\":true");
	strbuf_addf(sb, ",\"balances\":%s", b->n_faults ? "false" : "true");
	if (b->n_faults)
		strbuf_addstr(sb, ",\"faults\":[");
	for (i = 0; i < b->n_faults; i++) {
		strbuf_addstr(sb, i ? "," : "");
		add_text(sb, b->faults[i]);
	}
	if (b->n_faults)
		strbuf_addch(sb, ']');
	strbuf_addf(sb, ",\"rows\":{\"read\":%" PRIu64, b->total.read);
	add_counts(sb, &b->total);
	strbuf_addf(sb,
	    ",\"aside\":%" PRIu64 ",\"made\":%" PRIu64 ",\"put_out\":%" PRIu64
	    "}",
	    b->n_aside, b->total.made, b->n_put_out);
	strbuf_addstr(sb, ",\"stages\":[");
	for (i = 0; i < b->n_stages; i++) {
		strbuf_addstr(sb, i ? "," : "");
		add_stage(sb, &b->stages[i]);
	}
	strbuf_addch(sb, ']');
	add_files(b, sb, "inputs", &b->inputs);
	add_files(b, sb, "config", &b->configs);
	add_files(b, sb, "outputs", &b->outputs);
	balance_close(sb);
}

/* The commonest first; those of equal number by their names. */
static int
compare_unknowns(const void *a, const void *b)
{
	const struct unknown *x = a, *y = b;

	if (x->n_rows != y->n_rows)
		return x->n_rows > y->n_rows ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
add_unknowns(const struct balance *b, struct strbuf *sb)
{
	size_t i;

	for (i = 0; i < b->unknowns.n && i < MAX_UNKNOWNS; i++) {
		const struct unknown *u = &b->unknowns.items[i];

		strbuf_addf(sb, "%s\"%s\" %" PRIu64,
		    i ? ", " : "; in no table: ", u->name, u->n_rows);
		if (u->near)
			strbuf_addf(sb, " (did you mean \"%s\"?)", u->near);
	}
}

void
balance_summarize(const struct balance *b, struct strbuf *sb)
{
	const struct counts *t = &b->total;
	size_t i;

	strbuf_addf(sb,
	    "%" PRIu64 " rows read, %" PRIu64 " rejected, %" PRIu64 " dropped",
	    t->read, t->rejected, t->dropped);
	for (i = 0; i < t->n_reasons; i++)
		strbuf_addf(sb, "%s%s %" PRIu64, i ? ", " : " (",
		    t->reasons[i].name, t->reasons[i].n);
	strbuf_addstr(sb, t->n_reasons ? ")" : "");
	strbuf_addf(sb, ", %" PRIu64 " records put out", b->n_put_out);
	add_unknowns(b, sb);
}

/* --- adding and checking ------------------------------------------------- */

static void __attribute__((format(printf, 2, 3)))
add_fault(struct balance *b, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	GROW(b->faults, b->n_faults, b->cap_faults);
	b->faults[b->n_faults++] = strbuf_detach(&sb, NULL);
}

/** Is it the first of the chain or aside? Then what it read came from outside.
 */
static bool
is_source(const struct balance *b, size_t stage)
{
	size_t i;

	if (b->stages[stage].is_aside)
		return true;
	for (i = 0; i < stage; i++)
		if (!b->stages[i].is_aside)
			return false;
	return true;
}

void
balance_add(struct balance *b, size_t stage, const struct stats *s)
{
	struct stage_account *to = &b->stages[stage];
	const struct counts *c = &s->counts;
	size_t i;

	if (b->version.len == 0)
		strbuf_add(&b->version, s->version.s, s->version.len);
	if (strcmp(b->version.s, s->version.s) != 0)
		add_fault(b, "%s: version %s, where the first program is %s",
		    to->name, s->version.s, b->version.s);
	if (c->read != c->written + c->rejected + c->dropped + c->absorbed)
		add_fault(b,
		    "%s: read %" PRIu64 ", but written %" PRIu64
		    ", rejected %" PRIu64 ", dropped %" PRIu64
		    ", absorbed %" PRIu64,
		    to->name, c->read, c->written, c->rejected, c->dropped,
		    c->absorbed);
	if (to->n_runs++)
		strbuf_addch(&to->runs, ',');
	add_run(b, &to->runs, s);
	counts_add(&to->counts, c);
	for (i = 0; is_source(b, stage) && i < s->inputs.n; i++)
		files_add(&b->inputs, &s->inputs.items[i]);
	for (i = 0; i < s->configs.n; i++)
		files_add(&b->configs, &s->configs.items[i]);
	for (i = 0; i < s->unknowns.n; i++)
		unknowns_add(&b->unknowns, &s->unknowns.items[i]);
}

void
balance_add_output(struct balance *b, const struct file *f)
{
	files_add(&b->outputs, f);
}

void
balance_add_config(struct balance *b, const struct file *f)
{
	files_add(&b->configs, f);
}

/** From end to end: what came in or was made went somewhere. */
static void
check_ends(struct balance *b)
{
	const struct counts *t = &b->total;
	uint64_t came, went;

	came = t->read + t->made;
	went = t->rejected + t->dropped + t->absorbed;
	went += b->n_aside + b->n_put_out;
	if (came != went)
		add_fault(b,
		    "from end to end: %" PRIu64 " rows were read or made, but "
		    "%" PRIu64 " are accounted for",
		    came, went);
}

size_t
balance_check(struct balance *b)
{
	const struct stage_account *before = NULL;
	size_t i;

	for (i = 0; i < b->n_stages; i++) {
		const struct stage_account *s = &b->stages[i];

		if (s->n_runs == 0)
			add_fault(
			    b, "%s: no stats: it did not finish", s->name);
		counts_add(&b->total, &s->counts);
		if (s->is_aside) {
			b->n_aside += s->counts.written + s->counts.made;
			continue;
		}
		if (before && s->counts.read != b->n_put_out)
			add_fault(b,
			    "%s: read %" PRIu64 ", but %s put out %" PRIu64,
			    s->name, s->counts.read, before->name,
			    b->n_put_out);
		/* What was handed over counts as read once, at its source. */
		if (before)
			b->total.read -= s->counts.read;
		b->n_put_out = s->counts.written + s->counts.made;
		before = s;
	}
	check_ends(b);
	if (b->unknowns.n > 0)
		qsort(b->unknowns.items, b->unknowns.n,
		    sizeof(*b->unknowns.items), compare_unknowns);
	return b->n_faults;
}

const char *
balance_fault(const struct balance *b, size_t i)
{
	return b->faults[i];
}
