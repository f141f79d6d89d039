/* convert_list.c - lists: of a text with separators, or element by element. */
#include "convert.h"

#include <string.h>

#include "vardstrom/fold.h"

void
convert_list_begin(struct converter *cv)
{
	strbuf_reset(&cv->list);
	cv->v.form = VALUE_MISSING;
	cv->v.number = 0;
}

const struct fault *
convert_list_add(struct converter *cv, const char *s, size_t len)
{
	const struct fault *fault;
	struct strbuf *list = &cv->list;

	fold_trim(&s, &len);
	if (len == 0)
		return NULL;
	/* "QG003 (i)": the mark of an intervention, not a code of its own */
	if (cv->column->element == PROFILE_KVA && len == 3 &&
	    memcmp(s, "(i)", 3) == 0)
		return NULL;
	fault = cv->element(cv, s, len);
	if (fault)
		return fault;
	strbuf_addch(list, list->len == 0 ? '[' : ',');
	if (cv->v.form == VALUE_TEXT)
		strbuf_addch(list, '"');
	strbuf_add(list, cv->v.s, cv->v.len);
	if (cv->v.form == VALUE_TEXT)
		strbuf_addch(list, '"');
	return NULL;
}

void
convert_list_end(struct converter *cv)
{
	cv->v.form = VALUE_MISSING;
	if (cv->list.len == 0)
		return;
	strbuf_addch(&cv->list, ']');
	strbuf_grow(&cv->list, VALUE_PADDING);
	cv->v.s = cv->list.s;
	cv->v.len = cv->list.len;
	cv->v.form = VALUE_JSON;
}

const struct fault *
convert_list(struct converter *cv, const char *s, size_t len)
{
	const char *end = s + len, *start = s;
	const struct fault *fault;

	convert_list_begin(cv);
	for (;; s++) {
		if (s < end && !cv->is_separator[(unsigned char)*s])
			continue;
		fault = convert_list_add(cv, start, (size_t)(s - start));
		if (fault)
			return fault;
		if (s == end)
			break;
		start = s + 1;
	}
	convert_list_end(cv);
	return NULL;
}
