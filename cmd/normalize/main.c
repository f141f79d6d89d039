/*
 * normalize - a raw extract to canonical records, as a profile says.
 *
 * Holds the profile, the tables named by --table and one row. A row with a
 * fault is rejected whole, with all its faults.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/confine.h"
#include "installed.h"
#include "members.h"
#include "normalize.h"
#include "sketch.h"
#include "vardstrom/diag.h"
#include "vardstrom/fold.h"
#include "vardstrom/opt.h"
#include "vardstrom/stream.h"
#include "vardstrom/xalloc.h"

#include "stream/stages.h"

static const char usage[] =
    "Example:\n"
    "  normalize -p fys002.json --table clinics=clinics.ndjson fys002.csv\n"
    "\n"
    "usage: normalize -p PROFILE [--table NAME=FILE]... [--pseudonymize "
    "KEYFILE]\n"
    "       [--suggest] [OPTION]... [FILE]...\n"
    "       normalize --sketch FILE\n"
    "Make canonical records (NDJSON) of raw extracts (CSV or NDJSON).\n"
    "\n"
    "  -p, --profile FILE    what the extract looks like and becomes; a "
    "NAME\n"
    "                        without slash and .json: one of those installed\n"
    "      --table NAME=FILE the records that a look-up of NAME goes to\n"
    "      --pseudonymize KEYFILE\n"
    "                        a keyed hash in place of each person id\n"
    "      --deployment NAME another hash than under other names\n"
    "      --suggest         say in --rejects which rows have an id that a\n"
    "                        refused one is a near miss of\n"
    "      --members         say which members the records of each profile\n"
    "                        have, in place of reading FILE, a profile\n"
    "      --sketch          write a first profile for an unknown FILE\n"
    "\n";

enum {
	OPT_TABLE = STREAM_OPT_OWN,
	OPT_PSEUDONYMIZE,
	OPT_DEPLOYMENT,
	OPT_SUGGEST,
	OPT_MEMBERS,
	OPT_SKETCH
};

static const struct option longopts[] = {
	{ "profile", required_argument, NULL, 'p' },
	{ "table", required_argument, NULL, OPT_TABLE },
	{ "pseudonymize", required_argument, NULL, OPT_PSEUDONYMIZE },
	{ "deployment", required_argument, NULL, OPT_DEPLOYMENT },
	{ "suggest", no_argument, NULL, OPT_SUGGEST },
	{ "members", no_argument, NULL, OPT_MEMBERS },
	{ "sketch", no_argument, NULL, OPT_SKETCH },
	STREAM_LONGOPTS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line says, and what was loaded for it. */
struct job {
	const char *profile_name; /* as given */
	char *profile_path;       /* own */
	char **tables;            /* NAME=FILE as given; borrowed */
	size_t n_tables, cap_tables;
	const char *key_path;   /* NULL: no pseudonyms */
	const char *deployment; /* NULL: none is named */
	bool is_suggesting;
	struct strbuf err;
	struct strbuf lines;
	/* of a row with each */ /* as long as the profile lives */
	struct profile *profile;
	struct lookup **lookups;
	const char **lookup_paths;
	struct table *table; /* NULL: NDJSON */
	struct normalizer *normalizer;
	struct stream *stream;
	struct pseudonym *pseudonym; /* NULL: ids stay */
	struct suggest *suggest;     /* NULL: not asked for */
	uint64_t n_converted;        /* rows that were read as Windows-1252 */
};

/* --- loading -------------------------------------------------------------- */

static void
load_table(struct job *job, const char *text, size_t max_line)
{
	const char *equals = strchr(text, '=');
	char *name;
	int i;

	if (!equals || equals[1] == '\0')
		die("--table: must be NAME=FILE, not \"%s\"", text);
	name = xstrndup(text, (size_t)(equals - text));
	i = profile_find_table(job->profile, name);
	if (i == PROFILE_NONE)
		die("--table: %s has no table \"%s\"", job->profile_path, name);
	if (job->lookups[i])
		die("--table: \"%s\" is given twice", name);
	free(name);
	job->lookup_paths[i] = equals + 1;
	job->lookups[i] = lookup_load(
	    &job->profile->tables[i], equals + 1, max_line, &job->err);
	if (!job->lookups[i])
		die("%s", job->err.s);
}

static void
load_key(struct job *job)
{
	job->pseudonym =
	    pseudonym_load(job->key_path, job->deployment, &job->err);
	if (!job->pseudonym)
		die("%s", job->err.s);
}

static char *
find_profile(const char *name)
{
	struct strbuf err = STRBUF_INIT;
	char *path = installed_profile(name, &err);

	if (!path)
		die("%s", err.s);
	return path;
}

static void
load(struct job *job, const struct stream_options *so)
{
	struct profile *p;
	size_t i;

	if (!job->profile_name)
		die("--profile is needed (see normalize --help)");
	job->profile_path = find_profile(job->profile_name);
	p = job->profile = profile_load(job->profile_path, &job->err);
	if (!p)
		die("%s", job->err.s);
	job->lookups = xcalloc(p->n_tables + 1, sizeof(*job->lookups));
	job->lookup_paths =
	    xcalloc(p->n_tables + 1, sizeof(*job->lookup_paths));
	for (i = 0; i < job->n_tables; i++)
		load_table(job, job->tables[i], so->max_line);
	for (i = 0; i < p->n_tables; i++)
		if (!job->lookups[i])
			die("%s needs --table %s=FILE", job->profile_path,
			    p->tables[i].name);
	if (!p->is_ndjson) {
		job->table = table_new(&p->options, &job->err);
		if (!job->table)
			die("%s", job->err.s);
	}
	if (job->deployment && !job->key_path)
		die("--deployment: needs --pseudonymize");
	if (job->key_path)
		load_key(job);
	job->normalizer = normalizer_new(p, job->lookups, job->pseudonym);
	if (job->is_suggesting && !so->rejects)
		die("--suggest: needs --rejects, where the suggestions go");
	if (job->is_suggesting) {
		job->suggest = suggest_new(job->pseudonym);
		normalizer_set_suggest(job->normalizer, job->suggest);
	}
}

static void
release(struct job *job)
{
	size_t i;

	normalizer_free(job->normalizer);
	suggest_free(job->suggest);
	pseudonym_free(job->pseudonym);
	table_free(job->table);
	for (i = 0; i < job->profile->n_tables; i++)
		lookup_free(job->lookups[i]);
	free(job->lookups);
	free(job->lookup_paths);
	free(job->tables);
	free(job->profile_path);
	profile_free(job->profile);
	strbuf_release(&job->err);
	strbuf_release(&job->lines);
}

/* --- the loop ------------------------------------------------------------- */

static void
give_verdict(struct job *job, const struct normalized *done)
{
	struct stream *st = job->stream;

	if (done->json) {
		stream_write_line(st, done->json, done->len);
		return;
	}
	if (job->suggest)
		suggest_rejected(job->suggest, stream_n_rejected(st));
	stream_reject_all(st, done->faults, done->n_faults);
}

/* More to say of a reject, once all ids have been met. */
static void
hint(void *context, uint64_t reject_no, struct strbuf *members)
{
	suggest_format(context, reject_no, members);
}

static void
begin(struct job *job, const char *name, const struct table_row *header)
{
	struct strbuf note = STRBUF_INIT;

	if (normalizer_begin(job->normalizer, name, header, &job->err, &note) <
	    0)
		die("%s", job->err.s);
	if (note.len > 0)
		stream_tell_no(job->stream, "%s", note.s);
	strbuf_release(&note);
}

static void
run_table(struct job *job, struct lines *lines)
{
	struct stream *st = job->stream;
	struct table_row row;
	enum table_status status;

	if (table_begin(job->table, lines, &row, &job->err) < 0)
		die("%s", job->err.s);
	begin(job, lines_name(lines), &row);
	while ((status = table_next(job->table, &row)) != TABLE_EOF) {
		if (status == TABLE_EINPUT)
			stream_input_error(st);
		stream_take(st, row.line_no, row.raw, row.raw_len);
		job->n_converted += row.is_converted;
		if (status == TABLE_OK) {
			struct normalized done =
			    normalizer_row(job->normalizer, &row);

			give_verdict(job, &done);
		} else if (status == TABLE_EHEADER) {
			stream_drop(st, "repeated_header");
		} else {
			stream_reject(st, NULL, table_code(status),
			    table_strerror(status));
		}
	}
}

/* What became of a row of which each element of a list makes a record. */
static void
run_elements(struct job *job, const struct record *rec)
{
	struct stream *st = job->stream;
	const char *line, *end;
	size_t n;
	struct normalized done = normalizer_elements(
	    job->normalizer, rec, stream_line_no(st), &job->lines, &n);

	if (done.n_faults > 0) {
		done.json = NULL;
		give_verdict(job, &done);
	} else if (n == 0) {
		stream_drop(st, "no_element");
	}
	/* the last of them is what the row becomes, the others are made */
	for (line = job->lines.s; done.n_faults == 0 && n > 0; line = end + 1) {
		end = strchr(line, '\n');
		(--n > 0 ? stream_make : stream_write_line)(
		    st, line, (size_t)(end - line));
	}
}

static void
run_records(struct job *job)
{
	struct stream *st = job->stream;
	struct strbuf name = STRBUF_INIT;
	const struct record *rec;

	while ((rec = stream_next(st))) {
		const char *file = stream_file(st);
		struct normalized done;

		if (name.len == 0 || strcmp(name.s, file) != 0) {
			strbuf_reset(&name);
			strbuf_addstr(&name, file);
			begin(job, file, NULL);
		}
		if (job->profile->each) {
			run_elements(job, rec);
			continue;
		}
		done =
		    normalizer_record(job->normalizer, rec, stream_line_no(st));
		give_verdict(job, &done);
	}
	strbuf_release(&name);
}

/* The commonest names that a table lacks, for who keeps the table. */
static void
tell_unknown(struct job *job, struct strbuf *stat)
{
	struct unknown_name names[UNKNOWN_MAX_SHOWN];
	size_t n = normalizer_unknown(job->normalizer, names), i;

	for (i = 0; i < n; i++) {
		const struct unknown_name *u = &names[i];

		diag_note("%s: \"%s\" is not in the table, in %" PRIu64
			  " row%s%s%s%s",
		    u->column, u->name, u->n_rows, u->n_rows == 1 ? "" : "s",
		    u->near ? " (did you mean \"" : "", u->near ? u->near : "",
		    u->near ? "\"?)" : "");
		strbuf_addstr(stat, i ? ",{\"field\":" : "[{\"field\":");
		strbuf_add_json_string(stat, u->column, strlen(u->column));
		strbuf_addstr(stat, ",\"name\":");
		strbuf_add_json_string(stat, u->name, strlen(u->name));
		strbuf_addf(stat, ",\"rows\":%" PRIu64, u->n_rows);
		if (u->near) {
			strbuf_addstr(stat, ",\"near\":");
			strbuf_add_json_string(stat, u->near, strlen(u->near));
		}
		strbuf_addch(stat, '}');
	}
	if (n == 0)
		return;
	strbuf_addch(stat, ']');
	stream_stat_list(job->stream, "unknown_names", stat->s);
}

/* No data is read. */
static int
tell_members(char *const *paths)
{
	struct strbuf sb = STRBUF_INIT, err = STRBUF_INIT;

	for (; *paths; paths++) {
		char *path = find_profile(*paths);
		struct profile *p = profile_load(path, &err);

		free(path);
		if (!p)
			die("%s", err.s);
		members_format(p, &sb);
		profile_free(p);
	}
	if (fwrite(sb.s, 1, sb.len, stdout) != sb.len || fflush(stdout) != 0)
		die("<stdout>: could not be written");
	strbuf_release(&sb);
	strbuf_release(&err);
	return EXIT_DONE;
}

/* --- a first profile ------------------------------------------------------ */

/* How the file is written, by its first lines. */
static void
look_at_form(struct sketch_form *form, const char *path, size_t max_line)
{
	struct strbuf err = STRBUF_INIT;
	struct sketch_marks marks = { 0 };
	struct lines *lines = lines_open(path, max_line, false, &err);
	const char *line;
	size_t len;

	if (!lines)
		die("%s", err.s);
	while (marks.n_lines < SKETCH_MAX_LINES &&
	       lines_next(lines, &line, &len) == LINES_OK) {
		sketch_marks_line(&marks, line, len);
		fold_trim(&line, &len);
		form->is_ndjson |=
		    marks.n_lines == 1 && len > 0 && *line == '{';
	}
	form->delimiter = sketch_marks_best(&marks, &form->n_before);
	lines_close(lines);
}

/* Does the row that should name the columns hold values? */
static bool
is_data(struct sketch *sk, const struct table_row *header)
{
	size_t i;

	for (i = 0; i < header->n_fields; i++)
		if (sketch_is_data(
			sk, header->fields[i].s, header->fields[i].len))
			return true;
	return false;
}

/* Columns that nobody named, by their places; -1: beyond the last. */
static void
sketch_places(struct sketch *sk, size_t n, int *columns)
{
	struct strbuf name = STRBUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		strbuf_reset(&name);
		strbuf_addf(&name, "column %zu", i + 1);
		columns[i] = sketch_column(sk, name.s, name.len);
	}
	strbuf_release(&name);
}

static void
sketch_header(struct sketch *sk, const struct table_row *header, int *columns)
{
	size_t i, n = 0;

	for (i = 0; i < header->n_fields; i++) {
		const struct table_field *f = &header->fields[i];

		columns[i] = sketch_column(sk, f->s, f->len);
		if (columns[i] < 0)
			continue;
		if ((size_t)columns[i] < n)
			sketch_twice(sk, (size_t)columns[i]);
		else
			n++;
	}
}

/* Where each field is a column of its own but for those of one name. */
static void
sketch_fields(
    struct sketch *sk, const int *columns, const struct table_row *row)
{
	size_t i;

	sketch_row(sk);
	for (i = 0; i < row->n_fields; i++)
		if (columns[i] >= 0)
			sketch_value(sk, (size_t)columns[i], row->fields[i].s,
			    row->fields[i].len);
	sketch_row_end(sk);
}

static bool
is_ascii(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

static void
sketch_table(struct sketch *sk, struct sketch_form *form, struct stream *st)
{
	const struct table_options options = { .delimiter = form->delimiter,
		.quote = '"',
		.charset = CHARSET_AUTO,
		.n_before = (unsigned)form->n_before };
	struct strbuf err = STRBUF_INIT;
	struct table *table = table_new(&options, &err);
	struct lines *lines = stream_next_input(st);
	uint64_t n_converted = 0, n_utf_8 = 0;
	enum table_status status;
	struct table_row row;
	int *columns;

	if (!table || table_begin(table, lines, &row, &err) < 0)
		die("%s", err.s);
	form->is_headless = is_data(sk, &row);
	if (form->is_headless)
		row.n_fields = table_header_is_row(table, &row);
	columns = xcalloc(row.n_fields + 1, sizeof(*columns));
	if (form->is_headless)
		sketch_places(sk, row.n_fields, columns);
	else
		sketch_header(sk, &row, columns);
	do {
		n_converted += row.is_converted;
		n_utf_8 += !row.is_converted && !is_ascii(row.raw, row.raw_len);
		status = table_next(table, &row);
		if (status == TABLE_EINPUT)
			stream_input_error(st);
		if (status == TABLE_EOF)
			break;
		stream_take(st, row.line_no, row.raw, row.raw_len);
		stream_absorb(st);
		if (status == TABLE_OK)
			sketch_fields(sk, columns, &row);
		else if (status != TABLE_EHEADER)
			sketch_faulty(sk);
	} while (true);
	form->encoding = n_converted == 0 ? "utf-8"
			 : n_utf_8 == 0   ? "windows-1252"
					  : "auto";
	free(columns);
	table_free(table);
	strbuf_release(&err);
}

/* Is it a list of values, none of them a list or an object? */
static bool
is_plain_list(const struct ndjson_member *m)
{
	struct ndjson_member element;
	struct ndjson_iter it;

	if (m->type != NDJSON_ARRAY)
		return false;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element))
		if (element.type == NDJSON_ARRAY ||
		    element.type == NDJSON_OBJECT)
			return false;
	return true;
}

/* A trimmed copy with LINES_PADDING bytes behind it, as a field has them. */
static void
pad(struct strbuf *padded, const char *s, size_t len)
{
	fold_trim(&s, &len);
	strbuf_reset(padded);
	strbuf_add(padded, s, len);
	strbuf_grow(padded, LINES_PADDING);
	memset(padded->s + len, 0, LINES_PADDING);
}

/* The column of a member's name; -1: none, which is told. */
static int
sketch_name(struct sketch *sk, const struct ndjson_member *m,
    struct strbuf *scratch, struct strbuf *padded)
{
	struct ndjson_member name = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };
	const char *s;
	size_t len;

	ndjson_text(&name, scratch, &s, &len);
	pad(padded, s, len);
	if (!sketch_is_data(sk, padded->s, padded->len))
		return sketch_column(sk, s, len);
	sketch_nameless(sk);
	return -1;
}

static void
sketch_member(struct sketch *sk, const struct ndjson_member *m,
    struct strbuf *scratch, struct strbuf *padded)
{
	int k = sketch_name(sk, m, scratch, padded);
	const char *s = m->value;
	size_t len = m->value_len;

	if (k < 0 || m->type == NDJSON_NULL)
		return;
	if (m->type == NDJSON_ARRAY || m->type == NDJSON_OBJECT) {
		sketch_list(sk, (size_t)k, is_plain_list(m));
		return;
	}
	if (m->type == NDJSON_STRING)
		ndjson_text(m, scratch, &s, &len);
	pad(padded, s, len);
	sketch_value(sk, (size_t)k, padded->s, padded->len);
}

static void
sketch_records(struct sketch *sk, struct stream *st)
{
	struct strbuf scratch = STRBUF_INIT, padded = STRBUF_INIT;
	const struct record *rec;
	size_t i;

	while ((rec = stream_next(st))) {
		sketch_row(sk);
		for (i = 0; i < rec->n_members; i++)
			sketch_member(sk, &rec->members[i], &scratch, &padded);
		sketch_row_end(sk);
		stream_absorb(st);
	}
	xwipe(scratch.s, scratch.cap);
	xwipe(padded.s, padded.cap);
	strbuf_release(&scratch);
	strbuf_release(&padded);
}

static int
sketch(struct stream_options *so, char *const *paths, int n)
{
	struct sketch *sk = sketch_new();
	struct strbuf profile = STRBUF_INIT;
	struct sketch_form form = { 0 };
	struct stat st;
	struct stream *stream;

	if (n != 1 || strcmp(paths[0], "-") == 0 ||
	    (stat(paths[0], &st) == 0 && !S_ISREG(st.st_mode)))
		die("--sketch: needs one FILE, which is read twice");
	form.name = paths[0];
	so->is_text = true;
	look_at_form(&form, paths[0], so->max_line);
	stream = stream_open(so, paths, n);
	if (form.is_ndjson)
		sketch_records(sk, stream);
	else
		sketch_table(sk, &form, stream);
	sketch_format(sk, &form, &profile);
	stream_make_bytes(stream, profile.s, profile.len);
	sketch_free(sk);
	strbuf_release(&profile);
	return stream_close(stream);
}

int
normalize_main(int argc, char **argv)
{
	struct stream_options so = STREAM_OPTIONS_INIT;
	struct job job = { .err = STRBUF_INIT, .lines = STRBUF_INIT };
	bool is_members = false, is_sketch = false;
	struct strbuf unknown = STRBUF_INIT;
	struct lines *lines;
	size_t i;
	int c, status;

	diag_init("normalize");
	confine();
	while (
	    (c = opt_next(argc, argv, "p:" STREAM_SHORTOPTS, longopts)) != -1) {
		switch (c) {
		case 'p':
			job.profile_name = optarg;
			break;
		case OPT_TABLE:
			GROW(job.tables, job.n_tables, job.cap_tables);
			job.tables[job.n_tables++] = optarg;
			break;
		case OPT_MEMBERS:
			is_members = true;
			break;
		case OPT_SKETCH:
			is_sketch = true;
			break;
		case OPT_SUGGEST:
			job.is_suggesting = true;
			break;
		case OPT_PSEUDONYMIZE:
			job.key_path = optarg;
			break;
		case OPT_DEPLOYMENT:
			job.deployment = optarg;
			break;
		default:
			stream_option(&so, c, optarg, usage);
		}
	}
	if (is_members)
		return tell_members(argv + optind);
	if (is_sketch) {
		if (job.profile_name || job.n_tables > 0 || job.key_path)
			die("--sketch: takes no profile, table or key");
		return sketch(&so, argv + optind, argc - optind);
	}
	so.is_masked = job.key_path != NULL;
	load(&job, &so);
	for (i = 0; i < job.profile->n_columns; i++)
		so.hides_letters |= so.is_masked && job.profile->columns[i].id;
	job.stream = stream_open(&so, argv + optind, argc - optind);
	if (job.suggest)
		stream_hint_rejects(job.stream, hint, job.suggest);
	stream_add_config(job.stream, job.profile_path);
	for (i = 0; i < job.profile->n_tables; i++)
		stream_add_config(job.stream, job.lookup_paths[i]);
	if (!job.table)
		run_records(&job);
	while (job.table && (lines = stream_next_input(job.stream)))
		run_table(&job, lines);
	if (job.profile->options.charset == CHARSET_AUTO)
		stream_stat(job.stream, "windows_1252_rows", job.n_converted);
	tell_unknown(&job, &unknown);
	/* reject codes of the profile are told when the stream is closed */
	status = stream_close(job.stream);
	strbuf_release(&unknown);
	release(&job);
	return status;
}
