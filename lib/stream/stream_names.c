/*
 * stream_names.c - names that the user gave and that nothing had: told with
 * what there is, also under --quiet, and exit 1 under --strict.
 */
#include "stream_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/diag.h"
#include "vardstrom/near.h"
#include "vardstrom/xalloc.h"

enum {
	MAX_SHOWN = 24, /* names in a message */
	MAX_NAME = 64,  /* bytes */
	MAX_DIGITS = 5, /* in a name; more may be a person's id */
	ALL_OF = 256,   /* records that are looked at one by one, */
	EACH = 1024     /* then one in so many: names are hints */
};

/* Names are shown: no ids, nothing that steers a terminal. */
static bool
is_fit(const char *s, size_t len)
{
	size_t n_digits = 0, i;

	for (i = 0; i < len; i++) {
		n_digits += ascii_is_digit(s[i]);
		if ((unsigned char)s[i] < ' ' || s[i] == '\\')
			return false;
	}
	return len > 0 && len <= MAX_NAME && n_digits <= MAX_DIGITS;
}

void
stream_note_names(struct stream *st)
{
	const struct record *rec = &st->rec;
	char name[MAX_NAME + 1];
	size_t i;

	if (st->n_read > ALL_OF && st->n_read % EACH != 0)
		return;
	for (i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		if (!is_fit(m->name, m->name_len))
			continue;
		memcpy(name, m->name, m->name_len);
		name[m->name_len] = '\0';
		near_note(&st->names, name);
	}
}

void
stream_tell_nothing(struct stream *st, const char *what, const char *name,
    const struct near_names *names)
{
	const char *near =
	    near_name(name, (const char *const *)names->list, names->n);
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addf(&sb, "%s %s", what, name);
	if (near)
		strbuf_addf(&sb, " (did you mean %s?)", near);
	for (i = 0; i < names->n && i < MAX_SHOWN; i++)
		strbuf_addf(
		    &sb, "%s%s", i > 0 ? ", " : "; there are ", names->list[i]);
	if (names->n > MAX_SHOWN)
		strbuf_addf(&sb, " and %zu more", names->n - MAX_SHOWN);
	stream_tell_no(st, "%s", sb.s);
	strbuf_release(&sb);
}

void
stream_tell_no_member(struct stream *st, const char *name)
{
	stream_tell_nothing(st, "no record has a member", name, &st->names);
}

void
stream_tell_no(struct stream *st, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	diag_error("%s", sb.s);
	strbuf_release(&sb);
	st->n_nothing++;
}

void
stream_tell_no_work(struct stream *st, const char *why)
{
	if (st->n_read == 0)
		return;
	if (st->so->is_strict)
		stream_tell_no(st, "%s", why);
	else
		diag_note("%s", why);
}
