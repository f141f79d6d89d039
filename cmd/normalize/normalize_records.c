/* normalize_records.c - records of NDJSON, with members and paths. */
#include "normalize_private.h"

#include <string.h>

#include "vardstrom/dec.h"
#include "vardstrom/fold.h"

static const struct fault not_a_list = { "unknown_value",
	"a list or an object where one value belongs" };

static const struct fault no_way = { "unknown_value",
	"neither an object nor a list where the path goes on" };

/* The text of a member as a field would have it; false: it is no scalar. */
static bool
text_of(struct strbuf *text, const struct ndjson_member *m,
    const struct profile_column *column)
{
	const char *s;
	size_t len;

	strbuf_reset(text);
	switch (m->type) {
	case NDJSON_ARRAY:
	case NDJSON_OBJECT:
		return false;
	case NDJSON_NULL:
		break;
	case NDJSON_STRING:
		ndjson_text(m, text, &s, &len);
		if (s != text->s)
			strbuf_add(text, s, len);
		break;
	case NDJSON_NUMBER:
		/* one of the profile's texts, however long it is written */
		if (column->element == PROFILE_ENUM) {
			dec_key(text, m->value, m->value_len);
			break;
		}
		/* fallthrough */
	default:
		strbuf_add(text, m->value, m->value_len);
	}
	strbuf_grow(text, LINES_PADDING);
	memset(text->s + text->len, 0, LINES_PADDING);
	return true;
}

/* A table's names are strings, and a number is never one. */
static bool
is_no_name(const struct profile_column *column, const struct ndjson_member *m)
{
	return column->element == PROFILE_LOOKUP && m->type != NDJSON_STRING &&
	       m->type != NDJSON_NULL;
}

static const struct fault *
unknown_name(struct converter *cv)
{
	cv->fault.code = cv->column->unknown;
	cv->fault.message = "no string, as the names in the table are";
	return &cv->fault;
}

/* Add a scalar of JSON to the list at hand. */
static const struct fault *
add_element(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	struct converter *cv = &n->columns[i];
	struct strbuf *text = &n->texts[i];

	if (!text_of(text, m, cv->column))
		return &not_a_list;
	if (is_no_name(cv->column, m))
		return unknown_name(cv);
	return convert_list_add(cv, text->s, text->len);
}

static const struct fault *
convert_array(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	struct converter *cv = &n->columns[i];
	struct ndjson_member element;
	struct ndjson_iter it;

	convert_list_begin(cv);
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &element)) {
		const struct fault *fault = add_element(n, i, &element);

		if (fault)
			return fault;
	}
	convert_list_end(cv);
	template_make_fragments(n->template, i);
	return NULL;
}

static const struct fault *
convert_member(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	struct converter *cv = &n->columns[i];
	struct strbuf *text = &n->texts[i];
	const char *s;
	size_t len;

	if (m->type == NDJSON_ARRAY && cv->column->type == PROFILE_LIST)
		return convert_array(n, i, m);
	if (!text_of(text, m, cv->column))
		return &not_a_list;
	if (is_no_name(cv->column, m))
		return unknown_name(cv);
	s = text->s;
	len = text->len;
	fold_trim(&s, &len);
	return normalizer_convert_text(n, i, s, len);
}

/* Follow the column's path from step on, to a step of []: where it ends. */
static enum path_status
follow(const struct path *path, size_t *step, struct ndjson_member *m)
{
	enum path_status status = PATH_FOUND;

	while (status == PATH_FOUND && *step < path->n &&
	       !path->steps[*step].is_all) {
		struct ndjson_member next;

		status = path_take(&path->steps[(*step)++], m, &next);
		*m = status == PATH_FOUND ? next : *m;
	}
	return status;
}

/* Add all that the steps from step on lead to, from m, to the list at hand. */
static const struct fault *
gather(struct normalizer *n, size_t i, struct ndjson_member m, size_t step)
{
	const struct path *path = n->p->columns[i].path;
	enum path_status status = follow(path, &step, &m);
	const struct fault *fault = NULL;
	struct ndjson_member element;
	struct ndjson_iter it;

	if (status == PATH_MISSING || m.type == NDJSON_NULL)
		return NULL;
	if (status == PATH_FOUND && step == path->n && m.type != NDJSON_ARRAY)
		return add_element(n, i, &m);
	if (status == PATH_ESHAPE || m.type != NDJSON_ARRAY)
		return &no_way;
	ndjson_iter_init(&it, &m);
	while (!fault && ndjson_iter_next(&it, &element))
		fault = step == path->n ? add_element(n, i, &element)
					: gather(n, i, element, step + 1);
	return fault;
}

/* The value that the column's path leads to, from m, where step begins. */
static const struct fault *
convert_path(
    struct normalizer *n, size_t i, struct ndjson_member m, size_t step)
{
	const struct path *path = n->p->columns[i].path;
	const struct fault *fault;

	strbuf_reset(&n->texts[i]);
	if (path->has_all) {
		convert_list_begin(&n->columns[i]);
		fault = gather(n, i, m, step);
		if (fault)
			return fault;
		convert_list_end(&n->columns[i]);
		template_make_fragments(n->template, i);
		return NULL;
	}
	switch (follow(path, &step, &m)) {
	case PATH_FOUND:
		return convert_member(n, i, &m);
	case PATH_MISSING:
		return normalizer_convert_text(n, i, "", 0);
	case PATH_ESHAPE:
		break;
	}
	return &no_way;
}

/* Column i, from m, where its path has step to go on with; m may be NULL. */
static void
convert_column(
    struct normalizer *n, size_t i, const struct ndjson_member *m, size_t step)
{
	const struct fault *fault = NULL;

	normalizer_set_dates(n, &n->columns[i]);
	n->columns[i].v.form = VALUE_MISSING;
	if (m && n->p->columns[i].path)
		fault = convert_path(n, i, *m, step);
	else if (m)
		fault = convert_member(n, i, m);
	else if (n->columns[i].is_empty_news)
		fault = normalizer_convert_text(n, i, "", 0);
	if (n->suggest && m) {
		const char *s = n->texts[i].s;
		size_t len = n->texts[i].len;

		fold_trim(&s, &len);
		normalizer_tell_id(n, &n->columns[i], s, len, fault);
	}
	normalizer_finish_column(n, i, fault);
}

static void
begin_record(struct normalizer *n, const struct record *rec, uint64_t line_no)
{
	n->n_faults = 0;
	header_guess_record(n->guess, rec, n->members);
	if (n->suggest)
		suggest_row(n->suggest, line_no);
}

struct normalized
normalizer_record(
    struct normalizer *n, const struct record *rec, uint64_t line_no)
{
	size_t k;

	begin_record(n, rec, line_no);
	for (k = 0; k < n->p->n_columns; k++) {
		size_t i = n->order[k];

		convert_column(n, i, n->members[i], 1);
	}
	return normalizer_finish(n, line_no);
}

/* --- a record for each element of a list ---------------------------------- */

/* Is the column made anew for each element: of it, or judged by its date? */
static bool
is_of_element(const struct profile *p, size_t i)
{
	int at = p->columns[i].at;

	return p->columns[i].is_of_each ||
	       (at != PROFILE_NONE && p->columns[at].is_of_each);
}

/* The columns of an element, or, where it is NULL, all others. */
static void
convert_columns(struct normalizer *n, const struct ndjson_member *element)
{
	const struct profile *p = n->p;
	size_t k;

	for (k = 0; k < p->n_columns; k++) {
		size_t i = n->order[k];

		if (is_of_element(p, i) != (element != NULL))
			continue;
		if (p->columns[i].is_of_each)
			convert_column(n, i, element, p->each->n);
		else
			convert_column(n, i, n->members[i], 1);
	}
}

/* The list; false: it is none. *list is of the type null where it lacks. */
static bool
find_list(const struct normalizer *n, struct ndjson_member *list)
{
	enum path_status status;
	size_t i, step = 1;

	list->type = NDJSON_NULL;
	for (i = 0; !n->p->columns[i].is_of_each; i++)
		;
	if (!n->members[i])
		return true;
	*list = *n->members[i];
	status = follow(n->p->each, &step, list);
	if (status == PATH_MISSING)
		list->type = NDJSON_NULL;
	return status != PATH_ESHAPE &&
	       (list->type == NDJSON_NULL || list->type == NDJSON_ARRAY);
}

struct normalized
normalizer_elements(struct normalizer *n, const struct record *rec,
    uint64_t line_no, struct strbuf *lines, size_t *n_lines)
{
	struct normalized done = { NULL, 0, n->faults, 0 };
	struct ndjson_member list, element;
	struct ndjson_iter it;

	strbuf_reset(lines);
	*n_lines = 0;
	begin_record(n, rec, line_no);
	convert_columns(n, NULL);
	done.n_faults = n->n_faults;
	if (!find_list(n, &list)) {
		n->faults[0] = (struct stream_fault){ n->p->each->text,
			"unknown_value", "no list" };
		done.n_faults = 1;
		return done;
	}
	if (list.type == NDJSON_NULL)
		return done;
	ndjson_iter_init(&it, &list);
	while (ndjson_iter_next(&it, &element)) {
		if (++*n_lines > PROFILE_MAX_ELEMENTS) {
			n->faults[0] = (struct stream_fault){ n->p->each->text,
				"too_many_elements",
				"more than 65536 elements" };
			done.n_faults = 1;
			return done;
		}
		convert_columns(n, &element);
		done = normalizer_finish(n, line_no);
		if (done.n_faults > 0)
			return done;
		strbuf_add(lines, done.json, done.len);
		strbuf_addch(lines, '\n');
	}
	return done;
}
