/* suggest.c - near misses of person ids among those that were met. */
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/keyset.h"
#include "vardstrom/pnr.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_TEXT = PNR_MAX_LEN + 1, /* with its separator */
	LINE_BITS = 40              /* of a place: the line; above: the file */
};
/** The reject of the row at hand, which has no number yet. */
#define PENDING UINT32_MAX

/* An id that was refused. */
struct miss {
	uint32_t reject_no;
	int at_day;
	char text[MAX_TEXT];
	uint8_t len, reserves;
};

struct suggest {
	struct pseudonym *pseudonym;
	struct keyset *ids;
	uint64_t *places; /* of each id's first row, by its number */
	size_t cap_places;
	char **files;
	size_t n_files, cap_files;
	uint64_t place; /* of the row at hand */
	struct miss *misses;
	size_t n_misses, cap_misses;
	size_t next; /* miss that was not told yet */
};

struct suggest *
suggest_new(struct pseudonym *pseudonym)
{
	struct suggest *sg = xcalloc(1, sizeof(*sg));

	sg->pseudonym = pseudonym;
	sg->ids = keyset_new();
	return sg;
}

void
suggest_free(struct suggest *sg)
{
	size_t i;

	if (!sg)
		return;
	for (i = 0; i < sg->n_files; i++)
		free(sg->files[i]);
	free(sg->files);
	free(sg->places);
	xfree_wiped(sg->misses, sg->cap_misses * sizeof(*sg->misses));
	keyset_free(sg->ids);
	free(sg);
}

void
suggest_begin(struct suggest *sg, const char *file)
{
	GROW(sg->files, sg->n_files, sg->cap_files);
	sg->files[sg->n_files++] = xstrdup(file);
}

/* What was refused of a row that was not rejected is forgotten. */
static void
forget_pending(struct suggest *sg)
{
	while (sg->n_misses > 0 &&
	       sg->misses[sg->n_misses - 1].reject_no == PENDING)
		sg->n_misses--;
}

void
suggest_row(struct suggest *sg, uint64_t line_no)
{
	forget_pending(sg);
	sg->place = (uint64_t)(sg->n_files - 1) << LINE_BITS | line_no;
}

/* The key of an id; borrowed from id or made in out. */
static const char *
key_of(struct suggest *sg, const char *id, size_t *len, char *out)
{
	if (!sg->pseudonym)
		return id;
	pseudonym_make(sg->pseudonym, PSEUDONYM_NEAR, id, *len, out);
	*len = PSEUDONYM_LEN;
	return out;
}

void
suggest_met(struct suggest *sg, const char *id, size_t len)
{
	char made[PSEUDONYM_LEN];
	const char *key = key_of(sg, id, &len, made);
	uint32_t number;
	bool is_new;

	number = keyset_add(sg->ids, key, len, &is_new);
	if (!is_new)
		return;
	if (number == sg->cap_places) {
		sg->cap_places += sg->cap_places / 8 + 1024;
		sg->places = xreallocarray(
		    sg->places, sg->cap_places, sizeof(*sg->places));
	}
	sg->places[number] = sg->place;
}

void
suggest_refused(struct suggest *sg, const struct suggest_text *text)
{
	struct miss *miss;

	if (text->len > MAX_TEXT)
		return;
	GROW(sg->misses, sg->n_misses, sg->cap_misses);
	miss = &sg->misses[sg->n_misses++];
	memset(miss, 0, sizeof(*miss));
	miss->reject_no = PENDING;
	miss->at_day = text->at_day;
	memcpy(miss->text, text->s, text->len);
	miss->len = (uint8_t)text->len;
	miss->reserves = (uint8_t)text->reserves;
}

void
suggest_rejected(struct suggest *sg, uint64_t reject_no)
{
	size_t i = sg->n_misses;

	/* more rejects than that have no hints */
	if (reject_no >= PENDING) {
		forget_pending(sg);
		return;
	}
	while (i > 0 && sg->misses[i - 1].reject_no == PENDING)
		sg->misses[--i].reject_no = (uint32_t)reject_no;
}

/* --- looking for ids ------------------------------------------------------ */

/* The numbers of ids, rising and each once. */
struct found {
	uint32_t numbers[SUGGEST_MAX + 1];
	size_t n;
};

/* Put a number in; of more than SUGGEST_MAX the greatest falls out. */
static void
add_found(struct found *f, uint32_t number)
{
	size_t i = f->n;

	while (i > 0 && f->numbers[i - 1] > number)
		i--;
	if (i > 0 && f->numbers[i - 1] == number)
		return;
	memmove(f->numbers + i + 1, f->numbers + i,
	    (f->n - i) * sizeof(*f->numbers));
	f->numbers[i] = number;
	if (f->n < SUGGEST_MAX)
		f->n++;
}

/* Is a text, read as its miss was, an id that was met? */
static void
try(struct suggest *sg, const struct miss *miss, const char *text,
    struct found *f)
{
	char made[PSEUDONYM_LEN];
	struct pnr pnr;
	const char *key;
	size_t len;
	uint32_t number;

	if (pnr_parse(&pnr, text, miss->len, miss->at_day, miss->reserves) !=
	    PNR_OK)
		return;
	len = pnr.len;
	key = key_of(sg, pnr.id, &len, made);
	if (keyset_find(sg->ids, key, len, &number))
		add_found(f, number);
	xwipe(&pnr, sizeof(pnr));
}

static bool
is_separator(char c)
{
	return c == '-' || c == '+';
}

/* Put each digit at i in place of what is there. */
static void
try_digits(struct suggest *sg, const struct miss *miss, char *text, size_t i,
    struct found *f)
{
	char was = text[i];
	char c;

	for (c = '0'; c <= '9'; c++) {
		text[i] = c;
		if (c != was)
			try(sg, miss, text, f);
	}
	text[i] = was;
}

/* Swap the character at i with the next one that is no separator. */
static void
try_swap(struct suggest *sg, const struct miss *miss, char *text, size_t i,
    struct found *f)
{
	size_t k = i + 1;
	char was = text[i];

	if (k < miss->len && is_separator(text[k]))
		k++;
	if (k >= miss->len || text[k] == was)
		return;
	text[i] = text[k];
	text[k] = was;
	try(sg, miss, text, f);
	text[k] = text[i];
	text[i] = was;
}

/* R-ID-13: one wrong digit, or two neighbours swapped. */
static void
find_near(struct suggest *sg, const struct miss *miss, struct found *f)
{
	char text[MAX_TEXT];
	size_t i;

	memcpy(text, miss->text, MAX_TEXT);
	for (i = 0; i < miss->len; i++) {
		if (is_separator(text[i]))
			continue;
		try_digits(sg, miss, text, i, f);
		try_swap(sg, miss, text, i, f);
	}
	xwipe(text, sizeof(text));
}

static void
add_place(const struct suggest *sg, uint64_t place, struct strbuf *sb)
{
	const char *file = sg->files[place >> LINE_BITS];
	uint64_t line_no = place & ((UINT64_C(1) << LINE_BITS) - 1);

	strbuf_addch(sb, '"');
	strbuf_add_json(sb, file, strlen(file));
	strbuf_addf(sb, ":%llu\"", (unsigned long long)line_no);
}

void
suggest_format(struct suggest *sg, uint64_t reject_no, struct strbuf *member)
{
	struct found f = { .n = 0 };
	uint64_t last = UINT64_MAX;
	size_t i;

	while (sg->next < sg->n_misses &&
	       sg->misses[sg->next].reject_no < reject_no)
		sg->next++;
	for (; sg->next < sg->n_misses &&
	       sg->misses[sg->next].reject_no == reject_no;
	     sg->next++)
		find_near(sg, &sg->misses[sg->next], &f);
	for (i = 0; i < f.n; i++) {
		uint64_t place = sg->places[f.numbers[i]];

		/* a row may have two ids; they were met one after the other */
		if (place == last)
			continue;
		strbuf_addstr(member, i ? "," : ",\"suggest\":[");
		add_place(sg, place, member);
		last = place;
	}
	if (f.n > 0)
		strbuf_addch(member, ']');
}
