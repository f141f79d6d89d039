/* sum.c - the accounts of a stage's parts as the one of the stage. */
#include "sum.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

void
sum_init(struct sum *sum)
{
	static const struct sum fields = { .by = STRBUF_INIT,
		.version = STRBUF_INIT,
		.seconds_f = FIELD("seconds"),
		.max_rss_f = FIELD("max_rss_bytes") };

	*sum = fields;
}

void
sum_release(struct sum *sum)
{
	size_t i;

	counts_release(&sum->counts);
	strbuf_release(&sum->by);
	strbuf_release(&sum->version);
	for (i = 0; i < sum->n_extras; i++)
		free(sum->extras[i].name);
	free(sum->extras);
	files_release(&sum->configs);
}

/** Take the larger of two numbers; one that is none is left. */
static void
take_most(struct dec *most, const struct record *rec, struct field *f)
{
	const struct ndjson_member *m = record_get(rec, f);
	struct dec v;

	if (m && m->type == NDJSON_NUMBER &&
	    dec_parse(&v, m->value, m->value_len) == DEC_OK &&
	    dec_cmp(v, *most) > 0)
		*most = v;
}

/** Is it what each account has? Then it is in stats, or of no account. */
static bool
is_common(const struct ndjson_member *m)
{
	static const char *const names[] = { "record", "by", "version", "read",
		"written", "rejected", "dropped", "absorbed", "made", "inputs",
		"config", "seconds", "max_rss_bytes", "unmet_names" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (m->name_len == strlen(names[i]) &&
		    memcmp(m->name, names[i], m->name_len) == 0)
			return true;
	return false;
}

static bool
add_extra(struct sum *sum, const struct ndjson_member *m)
{
	uint64_t n = 0;
	size_t i;

	if (m->type != NDJSON_NUMBER || m->value_len > STATS_MAX_DIGITS)
		return false;
	for (i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			return false;
		n = 10 * n + (uint64_t)ascii_digit(m->value[i]);
	}
	for (i = 0; i < sum->n_extras; i++)
		if (strlen(sum->extras[i].name) == m->name_len &&
		    memcmp(sum->extras[i].name, m->name, m->name_len) == 0)
			break;
	if (i == sum->n_extras) {
		GROW(sum->extras, sum->n_extras, sum->cap_extras);
		sum->extras[sum->n_extras++] =
		    (struct sum_extra){ .name =
					    xstrndup(m->name, m->name_len) };
	}
	sum->extras[i].n += n;
	return true;
}

/** The same program, whose rows all went somewhere? */
static const char *
check(const struct sum *sum, const struct stats *s)
{
	const struct counts *c = &s->counts;

	if (c->read != c->written + c->rejected + c->dropped + c->absorbed)
		return "its rows do not balance";
	if (sum->by.len > 0 && strcmp(sum->by.s, s->by.s) != 0)
		return "is of another program than the first";
	if (sum->version.len > 0 && strcmp(sum->version.s, s->version.s) != 0)
		return "is of another version than the first";
	return NULL;
}

static void
take_resources(struct sum *sum, const struct stats *s, const struct record *rec)
{
	size_t i;

	for (i = 0; i < s->configs.n; i++)
		files_add(&sum->configs, &s->configs.items[i]);
	take_most(&sum->seconds, rec, &sum->seconds_f);
	take_most(&sum->max_rss, rec, &sum->max_rss_f);
}

const char *
sum_add(struct sum *sum, const struct stats *s, const struct record *rec)
{
	const char *why = check(sum, s);
	size_t i;

	if (why)
		return why;
	if (sum->n_parts++ == 0) {
		strbuf_add(&sum->by, s->by.s, s->by.len);
		strbuf_add(&sum->version, s->version.s, s->version.len);
	}
	counts_add(&sum->counts, &s->counts);
	for (i = 0; i < rec->n_members; i++)
		if (!is_common(&rec->members[i]) &&
		    !add_extra(sum, &rec->members[i]))
			return "has what cannot be added up";
	for (i = 0; i < s->inputs.n; i++)
		sum->n_bytes += s->inputs.items[i].n_bytes;
	take_resources(sum, s, rec);
	return NULL;
}

const char *
sum_merged(struct sum *sum, const struct stats *s, const struct record *rec)
{
	const char *why = check(sum, s);

	if (why)
		return why;
	if (s->counts.read != sum->counts.written + sum->counts.made)
		return "read other than what the parts made";
	if (s->counts.absorbed != s->counts.read)
		return "left out of what the parts made";
	sum->counts.made = s->counts.made;
	take_resources(sum, s, rec);
	return NULL;
}

static void
add_number(struct strbuf *sb, const char *name, uint64_t n)
{
	strbuf_addf(sb, ",\"%s\":%" PRIu64, name, n);
}

static void
add_configs(const struct sum *sum, struct strbuf *sb)
{
	size_t i;

	for (i = 0; i < sum->configs.n; i++) {
		const struct file *f = &sum->configs.items[i];

		strbuf_addstr(sb, i ? "," : ",\"config\":[");
		strbuf_addstr(sb, "{\"file\":");
		strbuf_add_json_string(sb, f->name, strlen(f->name));
		add_number(sb, "bytes", f->n_bytes);
		if (f->sha256)
			strbuf_addf(sb, ",\"sha256\":\"%s\"", f->sha256);
		strbuf_addch(sb, '}');
	}
	if (sum->configs.n > 0)
		strbuf_addch(sb, ']');
}

void
sum_format(const struct sum *sum, struct strbuf *sb)
{
	const struct counts *c = &sum->counts;
	size_t i;

	strbuf_addf(sb, "{\"record\":\"stats\",\"by\":%s,\"version\":%s",
	    sum->by.s, sum->version.s);
	add_number(sb, "read", c->read);
	add_number(sb, "written", c->written);
	add_number(sb, "rejected", c->rejected);
	strbuf_addstr(sb, ",\"dropped\":{");
	for (i = 0; i < c->n_reasons; i++)
		strbuf_addf(sb, "%s\"%s\":%" PRIu64, i ? "," : "",
		    c->reasons[i].name, c->reasons[i].n);
	strbuf_addch(sb, '}');
	add_number(sb, "absorbed", c->absorbed);
	add_number(sb, "made", c->made);
	for (i = 0; i < sum->n_extras; i++)
		add_number(sb, sum->extras[i].name, sum->extras[i].n);
	strbuf_addf(sb,
	    ",\"inputs\":[{\"file\":\"<stdin>\",\"bytes\":%" PRIu64 "}]",
	    sum->n_bytes);
	add_configs(sum, sb);
	strbuf_addstr(sb, ",\"seconds\":");
	dec_format(sum->seconds, sb);
	strbuf_addstr(sb, ",\"max_rss_bytes\":");
	dec_format(sum->max_rss, sb);
	strbuf_addch(sb, '}');
}
