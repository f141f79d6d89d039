/*
 * fuzz_links.c - any file of links: who is whom, against a slow search of the
 * same links, where no id is one that is rewritten.
 *
 * unit: cmd/dedupe-patients/links.c
 * unit: cmd/dedupe-patients/links_load.c
 */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "../../cmd/dedupe-patients/links.h"
#include "../../cmd/dedupe-patients/links_load.h"
#include "given.h"
#include "vardstrom/strbuf.h"

enum { MAX_LINKS = 40, MAX_LINE = 1 << 20 };

/* One link as it is read slowly. */
struct slow_link {
	char from[16], to[16], day[16];
};

struct slow {
	struct slow_link list[MAX_LINKS];
	size_t n;
	bool is_odd; /* too many, or of a form that the slow one leaves */
};

/* A text of plain letters, which no reader rewrites. */
static bool
copy_plain(char out[16], const json_t *value, const char *letters)
{
	const char *s = json_string_value(value);

	if (!s || strlen(s) > 15 || strlen(s) != json_string_length(value) ||
	    s[strspn(s, letters)] != '\0')
		return false;
	memcpy(out, s, strlen(s) + 1);
	return true;
}

static void
take(void *context, struct record *rec)
{
	struct slow *slow = context;
	struct slow_link *link = &slow->list[slow->n];
	json_t *o = json_loadb(rec->line, rec->len, 0, NULL);

	if (slow->n == MAX_LINKS || slow->is_odd ||
	    !copy_plain(link->from, json_object_get(o, "from"), "abcdefgh") ||
	    !copy_plain(link->to, json_object_get(o, "to"), "abcdefgh") ||
	    json_object_size(o) != (json_object_get(o, "valid_from") ? 3 : 2)) {
		slow->is_odd = true;
	} else {
		link->day[0] = '\0';
		if (json_object_get(o, "valid_from"))
			slow->is_odd = !copy_plain(link->day,
			    json_object_get(o, "valid_from"), "0123456789-");
		/* of the two forms of a day only one compares as text */
		slow->is_odd |= link->day[0] && strlen(link->day) != 10;
		slow->n++;
	}
	json_decref(o);
}

/* Is there a way along links from one id to another? */
static bool
leads(const struct slow *s, const char *from, const char *to, size_t depth)
{
	if (depth > s->n)
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->list[i].from, from) == 0 &&
		    strcmp(s->list[i].to, from) != 0 &&
		    (strcmp(s->list[i].to, to) == 0 ||
			leads(s, s->list[i].to, to, depth + 1)))
			return true;
	return false;
}

/* Marks of the links whose ids are of the same person as id. */
static void
mark(const struct slow *s, const char *id, bool *is_of)
{
	bool is_more = true;

	memset(is_of, 0, MAX_LINKS);
	while (is_more) {
		is_more = false;
		for (size_t i = 0; i < s->n; i++) {
			const struct slow_link *l = &s->list[i];
			bool is_near =
			    strcmp(l->from, id) == 0 || strcmp(l->to, id) == 0;

			for (size_t k = 0; k < s->n && !is_near; k++)
				is_near =
				    is_of[k] &&
				    (strcmp(s->list[k].from, l->from) == 0 ||
					strcmp(s->list[k].to, l->to) == 0 ||
					strcmp(s->list[k].from, l->to) == 0 ||
					strcmp(s->list[k].to, l->from) == 0);
			is_more |= is_near && !is_of[i];
			is_of[i] |= is_near;
		}
	}
}

/* The id that stands, by R-LINK-02; circles have been told of. */
static const char *
slow_follow(const struct slow *s, const char *id)
{
	const struct slow_link *best = NULL;
	bool is_of[MAX_LINKS];

	mark(s, id, is_of);
	for (size_t i = 0; i < s->n; i++) {
		const struct slow_link *l = &s->list[i];
		bool is_end = is_of[i];

		for (size_t k = 0; k < s->n && is_end; k++)
			is_end = strcmp(s->list[k].from, l->to) != 0 ||
				 strcmp(s->list[k].to, l->to) == 0;
		if (is_end && (!best || strcmp(l->day, best->day) > 0 ||
				  (strcmp(l->day, best->day) == 0 &&
				      strcmp(l->to, best->to) > 0)))
			best = l;
	}
	return best ? best->to : id;
}

static void
check(const struct links *links, const struct slow *s)
{
	for (size_t i = 0; i < s->n; i++)
		for (int end = 0; end < 2; end++) {
			const char *id = end ? s->list[i].to : s->list[i].from;
			const char *want = slow_follow(s, id), *is = id;
			size_t len = strlen(id);
			struct links_person person;

			if (links_follow(links, id, len, &is, &len, &person))
				assert(!links_follow(links, is, len, &id,
				    &(size_t){ 0 }, &person));
			assert(len == strlen(want));
			assert(memcmp(is, want, len) == 0);
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf err = STRBUF_INIT;
	struct links *links = links_new();
	struct slow slow = { .n = 0 };
	char path[GIVEN_PATH];
	bool has_circle = false;

	given_file(path, given_all(data, len));
	if (links_load(links, path, MAX_LINE, &err) == 0) {
		int ret = links_finish(links, &err);

		given_records(given_all(data, len), take, &slow);
		for (size_t i = 0; i < slow.n && !slow.is_odd; i++)
			has_circle |= leads(
			    &slow, slow.list[i].from, slow.list[i].from, 0);
		if (!slow.is_odd)
			assert((ret != 0) == has_circle);
		if (ret == 0 && !slow.is_odd)
			check(links, &slow);
	} else {
		assert(err.len > 0);
	}
	given_drop(path);
	links_free(links);
	strbuf_release(&err);
	return 0;
}
