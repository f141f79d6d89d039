/* stream_report.c - rejects, drops and stats: the account of every row. */
#define _DEFAULT_SOURCE /* ru_maxrss */
#include "stream_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "vardstrom/ascii.h"
#include "vardstrom/diag.h"
#include "vardstrom/digest.h"
#include "vardstrom/pseudonym.h"
#include "vardstrom/utf8.h"

static void
add_text(struct strbuf *sb, const char *name, const char *s)
{
	strbuf_addf(sb, ",\"%s\":", name);
	strbuf_add_json_string(sb, s, strlen(s));
}

/** "FILE:LINE" of the row in this program's input, as a JSON string. */
static void
add_place(const struct stream *st, struct strbuf *sb)
{
	const char *file = stream_file(st);

	strbuf_addch(sb, '"');
	strbuf_add_json(sb, file, strlen(file));
	strbuf_addf(sb, ":%llu\"", (unsigned long long)st->line_no);
}

/**
 * The row's place. A record that says where it came from (source) is told by
 * that, and then "at" tells where this program read it.
 */
static void
add_source(const struct stream *st, struct strbuf *sb)
{
	struct field source = FIELD("source");
	const struct ndjson_member *m =
	    st->is_record ? record_get(&st->rec, &source) : NULL;

	strbuf_addstr(sb, ",\"source\":");
	if (st->so->is_masked)
		m = NULL; /* it is the data's own word */
	if (m && m->type == NDJSON_STRING) {
		const char *s;
		size_t len;

		ndjson_raw(m, &s, &len);
		strbuf_add(sb, s, len);
		strbuf_addstr(sb, ",\"at\":");
	}
	add_place(st, sb);
}

/**
 * The row as it stood in the input. One that is not UTF-8, or holds a NUL, is
 * no JSON string: it is shown with U+FFFD for such bytes, and given exactly
 * in raw_base64.
 */
static void
add_raw(const struct stream *st, struct strbuf *sb)
{
	const char *s = st->raw;
	size_t len = st->raw_len, at = 0;
	const char *nul = memchr(s, 0, len); /* the next one, if any */
	bool is_exact = true;

	strbuf_addstr(sb, ",\"raw\":\"");
	while (at < len) {
		size_t n, end;

		if (nul && nul < s + at)
			nul = memchr(s + at, 0, len - at);
		end = nul ? (size_t)(nul - s) : len;
		n = utf8_valid_len(s + at, end - at);
		strbuf_add_json(sb, s + at, n);
		at += n;
		if (at < len) {
			strbuf_addstr(sb, "\xef\xbf\xbd");
			is_exact = false;
			at++;
		}
	}
	strbuf_addch(sb, '"');
	if (!is_exact) {
		strbuf_addstr(sb, ",\"raw_base64\":\"");
		digest_base64(sb, (const unsigned char *)s, len);
		strbuf_addch(sb, '"');
	}
	if (st->is_cut)
		strbuf_addstr(sb, ",\"raw_cut\":true");
}

static void
add_fault(struct strbuf *sb, const struct stream_fault *f)
{
	if (f->field)
		add_text(sb, "field", f->field);
	add_text(sb, "error", f->code);
	add_text(sb, "message", f->message);
}

/** The row that is to be shown without its digits. */
static void
mask(struct stream *st, struct strbuf *masked)
{
	size_t i;

	pseudonym_mask(masked, st->raw, st->raw_len);
	for (i = 0; st->so->hides_letters && i < masked->len; i++)
		if (ascii_is_alpha(masked->s[i]))
			masked->s[i] = '#';
	st->raw = masked->s;
	st->raw_len = masked->len;
}

void
stream_write_reject(
    struct stream *st, const struct stream_fault *faults, size_t n_faults)
{
	struct strbuf *sb = &st->scratch;
	struct strbuf masked = STRBUF_INIT;
	size_t i, at;

	if (st->so->is_masked)
		mask(st, &masked);
	strbuf_reset(sb);
	strbuf_addstr(sb, "{\"record\":\"reject\"");
	add_text(sb, "by", diag_program());
	add_source(st, sb);
	add_fault(sb, &faults[0]);
	if (n_faults > 1)
		strbuf_addstr(sb, ",\"faults\":[");
	for (i = 0; n_faults > 1 && i < n_faults; i++) {
		/* add_fault begins with a comma; an object does not */
		strbuf_addstr(sb, i ? ",{" : "{");
		at = sb->len;
		add_fault(sb, &faults[i]);
		memmove(sb->s + at, sb->s + at + 1, sb->len - at);
		sb->len--;
		strbuf_addch(sb, '}');
	}
	if (n_faults > 1)
		strbuf_addch(sb, ']');
	add_raw(st, sb);
	strbuf_addch(sb, '}');
	strbuf_release(&masked);
	if (st->hint) {
		stream_keep_reject(st, sb);
		return;
	}
	output_add(&st->rejects, sb->s, sb->len);
	output_end_line(&st->rejects);
}

void
stream_place(const struct stream *st, struct strbuf *at)
{
	if (st->drops.fd >= 0)
		add_source(st, at);
}

void
stream_write_drop(
    struct stream *st, const char *reason, const char *at, size_t at_len)
{
	struct strbuf *sb = &st->scratch;

	strbuf_reset(sb);
	strbuf_addstr(sb, "{\"record\":\"drop\"");
	add_text(sb, "by", diag_program());
	strbuf_add(sb, at, at_len);
	add_text(sb, "reason", reason);
	strbuf_addch(sb, '}');
	output_add(&st->drops, sb->s, sb->len);
	output_end_line(&st->drops);
}

/* --- stats --------------------------------------------------------------- */

static int
compare_reasons(const void *a, const void *b)
{
	const struct stream_reason *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
add_inputs(struct strbuf *sb, const char *name,
    const struct stream_input *inputs, size_t n)
{
	size_t i;

	strbuf_addf(sb, ",\"%s\":[", name);
	for (i = 0; i < n; i++) {
		strbuf_addstr(sb, i ? ",{\"file\":" : "{\"file\":");
		strbuf_add_json_string(
		    sb, inputs[i].name, strlen(inputs[i].name));
		strbuf_addf(sb, ",\"bytes\":%llu",
		    (unsigned long long)inputs[i].n_bytes);
		if (inputs[i].sha256[0])
			add_text(sb, "sha256", inputs[i].sha256);
		strbuf_addch(sb, '}');
	}
	strbuf_addch(sb, ']');
}

static void
add_count(struct strbuf *sb, const char *name, uint64_t n)
{
	strbuf_addf(sb, ",\"%s\":%llu", name, (unsigned long long)n);
}

void
stream_format_stats(struct stream *st, struct strbuf *sb)
{
	struct rusage usage;
	size_t i;

	qsort(
	    st->reasons, st->n_reasons, sizeof(*st->reasons), compare_reasons);
	getrusage(RUSAGE_SELF, &usage);
	strbuf_addstr(sb, "{\"record\":\"stats\"");
	add_text(sb, "by", diag_program());
	add_text(sb, "version", VARDSTROM_VERSION);
	add_count(sb, "read", st->n_read);
	add_count(sb, "written", st->n_written);
	add_count(sb, "rejected", st->n_rejected);
	strbuf_addstr(sb, ",\"dropped\":{");
	for (i = 0; i < st->n_reasons; i++)
		strbuf_addf(sb, "%s\"%s\":%llu", i ? "," : "",
		    st->reasons[i].name, (unsigned long long)st->reasons[i].n);
	strbuf_addch(sb, '}');
	add_count(sb, "absorbed", st->n_absorbed);
	add_count(sb, "made", st->n_made);
	for (i = 0; i < st->n_stats; i++)
		if (st->stats[i].json)
			strbuf_addf(sb, ",\"%s\":%s", st->stats[i].name,
			    st->stats[i].json);
		else
			add_count(sb, st->stats[i].name, st->stats[i].n);
	add_inputs(sb, "inputs", st->inputs, st->n_inputs);
	if (st->n_configs)
		add_inputs(sb, "config", st->configs, st->n_configs);
	strbuf_addf(sb, ",\"seconds\":%.3f", stream_seconds(st));
	add_count(sb, "max_rss_bytes", (uint64_t)usage.ru_maxrss * 1024);
	strbuf_addstr(sb, "}\n");
}
