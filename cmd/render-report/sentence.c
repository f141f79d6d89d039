/* sentence.c - sentences of a report with figures in their places. */
#include "sentence.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/* A placeholder's parts: WHAT:ID/BY or ID@MEMBER=VALUE. */
struct hole {
	char what[16], id[128], by[128], value[128];
};

static bool
copy(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

static bool
cut(struct hole *h, const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len), *mark;

	memset(h, 0, sizeof(*h));
	if (colon) {
		if (!copy(h->what, sizeof(h->what), s, (size_t)(colon - s)))
			return false;
		len -= (size_t)(colon + 1 - s);
		s = colon + 1;
	}
	mark = memchr(s, colon ? '/' : '@', len);
	if (!mark)
		return copy(h->id, sizeof(h->id), s, len);
	if (!copy(h->id, sizeof(h->id), s, (size_t)(mark - s)))
		return false;
	len -= (size_t)(mark + 1 - s);
	s = mark + 1;
	mark = memchr(s, '=', len);
	if (!mark)
		return copy(h->by, sizeof(h->by), s, len);
	return copy(h->by, sizeof(h->by), s, (size_t)(mark - s)) &&
	       copy(h->value, sizeof(h->value), mark + 1,
		   len - (size_t)(mark + 1 - s));
}

static bool
add_fact(struct page *page, const struct fact *f)
{
	if (!f || !f->value.is_there || *f->suppressed != '\0')
		return false;
	page_figure(page, f);
	return true;
}

/* How many have funnel limits, or lie outside the widest of theirs. */
static bool
add_outside(struct page *page, const struct hole *h)
{
	const bool is_outside = strcmp(h->what, "outside") == 0;
	const struct fact **list;
	const size_t n = store_list(page->store, h->id, h->by, &list);
	size_t judged = 0, outside = 0;

	for (size_t i = 0; i < n; i++) {
		const struct fact *f = list[i];
		const struct maybe *limit = f->limits[STORE_MAX_LIMITS - 1];

		if (!f->value.is_there || *f->suppressed != '\0' ||
		    !limit[0].is_there || !limit[1].is_there)
			continue;
		judged++;
		outside += dec_cmp(f->value.value, limit[0].value) < 0 ||
			   dec_cmp(f->value.value, limit[1].value) > 0;
	}
	free(list);
	if (judged > 0)
		strbuf_addu(page->out, is_outside ? outside : judged);
	return judged > 0;
}

static bool
add_count(struct page *page, const struct hole *h)
{
	const struct fact **list;
	const size_t n = store_list(page->store, h->id, h->by, &list);
	size_t met = 0, missed = 0, count;

	for (size_t i = 0; i < n; i++) {
		met += list[i]->verdict == VERDICT_MET;
		missed += list[i]->verdict == VERDICT_MISSED;
	}
	free(list);
	count = strcmp(h->what, "met") == 0      ? met
		: strcmp(h->what, "missed") == 0 ? missed
						 : met + missed;
	if (met + missed == 0)
		return false;
	strbuf_addu(page->out, count);
	return true;
}

static int
compare_values(const void *a, const void *b)
{
	const struct fact *x = *(const struct fact *const *)a,
			  *y = *(const struct fact *const *)b;

	return dec_cmp(y->value.value, x->value.value);
}

/* Of the groups that have a name: the greatest first. */
static size_t
list_by_value(
    struct page *page, const struct hole *h, const struct fact ***list)
{
	const size_t n = page_list(page, h->id, h->by, list);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct fact *f = (*list)[i];

		if (f->value.is_there && *f->suppressed == '\0' &&
		    *f->not_assessed == '\0' && *page_label(page, f, 0) != '\0')
			(*list)[kept++] = f;
	}
	if (kept > 0)
		qsort(*list, kept, sizeof(**list), compare_values);
	return kept;
}

static bool
add_ranked(struct page *page, const struct hole *h)
{
	const struct fact **list;
	const size_t n = list_by_value(page, h, &list);
	const bool is_name = strncmp(h->what, "name", 4) == 0,
		   is_value = strncmp(h->what, "value", 5) == 0;
	size_t at = 0;
	bool is_done;

	if (is_name)
		at = (size_t)(h->what[4] - '1');
	else if (is_value)
		at = (size_t)(h->what[5] - '1');
	else if (strcmp(h->what, "least") == 0)
		at = n - 1;
	is_done = n > 0 && at < n;
	if (is_done && is_name)
		html_text(page->out,
		    page_value(page, h->by, page_label(page, list[at], 0)));
	else if (is_done)
		is_done = add_fact(page, list[at]);
	free(list);
	return is_done;
}

/* By how much more or less than the year before; beyond 1 %, see REPORT. */
static bool
add_change(struct page *page, const struct hole *h)
{
	static const char *const said[3][2] = {
		{ "fler", "more" },
		{ "färre", "fewer" },
		{ "i stort sett oförändrat", "much the same" },
	};
	const char *period = store_period_before(page->store);
	const struct fact *now =
			      store_find(page->store, h->id, NULL, "", NULL, 0),
			  *then = store_find(
			      page->store, h->id, period, "", NULL, 0);
	const size_t language = page->language == LANGUAGE_EN;
	struct dec ratio, more;
	int sign;

	if (!now || !then || !now->value.is_there || !then->value.is_there ||
	    dec_sign(then->value.value) <= 0 ||
	    dec_div(&ratio, now->value.value, then->value.value) != DEC_OK ||
	    dec_sub(&more, ratio, dec_from_int(1)) != DEC_OK)
		return false;
	sign = dec_sign(dec_round(more, 2));
	if (sign == 0) {
		strbuf_addstr(page->out, said[2][language]);
		return true;
	}
	if (sign < 0 && dec_sub(&more, dec_from_int(1), ratio) != DEC_OK)
		return false;
	page_amount(page, more, 1, "share");
	strbuf_addf(page->out, " %s", said[sign < 0][language]);
	return true;
}

static bool
add_hole(struct page *page, const char *s, size_t len)
{
	struct hole h;
	const char *value;

	if (!cut(&h, s, len))
		return false;
	value = h.value;
	if (strcmp(h.what, "met") == 0 || strcmp(h.what, "missed") == 0 ||
	    strcmp(h.what, "assessed") == 0)
		return add_count(page, &h);
	if (strcmp(h.what, "outside") == 0 || strcmp(h.what, "judged") == 0)
		return add_outside(page, &h);
	if (strcmp(h.what, "change") == 0)
		return add_change(page, &h);
	if (strcmp(h.what, "all") == 0)
		return add_fact(
		    page, store_find(page->store, h.id, NULL, "", NULL, 0));
	if (h.what[0] != '\0')
		return add_ranked(page, &h);
	if (strcmp(h.id, "period") == 0) {
		html_text(page->out, store_period(page->store));
		return true;
	}
	if (strcmp(h.id, "before") == 0) {
		html_text(page->out, store_period_before(page->store));
		return *store_period_before(page->store) != '\0';
	}
	if (strcmp(h.id, "clinic") == 0) {
		html_text(page->out, page->clinic ? page->clinic->name : "");
		return page->clinic != NULL;
	}
	return add_fact(
	    page, page_find(page, h.id, h.by, &value, h.by[0] != '\0'));
}

/* One sentence; false, and nothing written, where a figure is not there. */
static bool
add_sentence(struct page *page, const char *s)
{
	const size_t from = page->out->len;
	bool is_bold = false;

	for (; *s != '\0'; s++) {
		const char *end = *s == '{' ? strchr(s, '}') : NULL;

		if (end) {
			if (!add_hole(page, s + 1, (size_t)(end - s - 1))) {
				page->out->len = from;
				page->out->s[from] = '\0';
				return false;
			}
			s = end;
		} else if (*s == '*') {
			is_bold = !is_bold;
			strbuf_addstr(page->out, is_bold ? "<b>" : "</b>");
		} else {
			const char one[] = { *s, '\0' };

			html_text(page->out, one);
		}
	}
	return true;
}

size_t
sentences(struct page *page, const struct texts *texts)
{
	size_t n = 0;

	for (size_t i = 0; i < texts->n; i++) {
		const size_t from = page->out->len;

		if (n > 0)
			strbuf_addch(page->out, ' ');
		if (add_sentence(page, texts->list[i]))
			n++;
		else if (n > 0)
			page->out->len = from;
	}
	if (page->out->cap)
		page->out->s[page->out->len] = '\0';
	return n;
}

void
sentence_names(const char *s, sentence_name_fn *name, void *context)
{
	static const char *const words[] = { "period", "before", "clinic" };
	struct hole h;
	const char *end;
	bool is_word;

	for (; (s = strchr(s, '{')) && (end = strchr(s, '}')); s = end) {
		if (!cut(&h, s + 1, (size_t)(end - s - 1)))
			continue;
		is_word = false;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			is_word = is_word || (h.what[0] == '\0' &&
						 strcmp(h.id, words[i]) == 0);
		if (!is_word)
			name(context, h.id);
	}
}
