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

/* The value that the column's path leads to, from the record's member m. */
static const struct fault *
convert_path(struct normalizer *n, size_t i, const struct ndjson_member *m)
{
	const struct path *path = n->p->columns[i].path;
	struct ndjson_member at = *m;
	const struct fault *fault;
	size_t step = 1;

	strbuf_reset(&n->texts[i]);
	if (path->has_all) {
		convert_list_begin(&n->columns[i]);
		fault = gather(n, i, at, step);
		if (fault)
			return fault;
		convert_list_end(&n->columns[i]);
		template_make_fragments(n->template, i);
		return NULL;
	}
	switch (follow(path, &step, &at)) {
	case PATH_FOUND:
		return convert_member(n, i, &at);
	case PATH_MISSING:
		return normalizer_convert_text(n, i, "", 0);
	case PATH_ESHAPE:
		break;
	}
	return &no_way;
}

struct normalized
normalizer_record(
    struct normalizer *n, const struct record *rec, uint64_t line_no)
{
	size_t k;

	n->n_faults = 0;
	header_guess_record(n->guess, rec, n->members);
	if (n->suggest)
		suggest_row(n->suggest, line_no);
	for (k = 0; k < n->p->n_columns; k++) {
		size_t i = n->order[k];
		const struct fault *fault = NULL;

		normalizer_set_dates(n, &n->columns[i]);
		n->columns[i].v.form = VALUE_MISSING;
		if (n->members[i] && n->p->columns[i].path)
			fault = convert_path(n, i, n->members[i]);
		else if (n->members[i])
			fault = convert_member(n, i, n->members[i]);
		else if (n->columns[i].is_empty_news)
			fault = normalizer_convert_text(n, i, "", 0);
		if (n->suggest && n->members[i]) {
			const char *s = n->texts[i].s;
			size_t len = n->texts[i].len;

			fold_trim(&s, &len);
			normalizer_tell_id(n, &n->columns[i], s, len, fault);
		}
		normalizer_finish_column(n, i, fault);
	}
	return normalizer_finish(n, line_no);
}
