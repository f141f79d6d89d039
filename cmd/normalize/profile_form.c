/* profile_form.c - what a profile says of the file as a whole. */
#include "profile_form.h"

#include <string.h>

#include "path.h"

/* One byte of ASCII that can stand between fields. */
static char
read_mark(struct config_node n, char fallback, bool may_be_empty)
{
	const char *s;

	if (!config_there(n))
		return fallback;
	s = config_string(n);
	if (!s || (may_be_empty && s[0] == '\0'))
		return '\0';
	if (s[1] != '\0' || (s[0] != '\t' && (s[0] < ' ' || s[0] > '~')))
		config_error(n, "must be one character of ASCII");
	return s[0];
}

/* Where the columns' names stand. */
static void
read_header(struct profile *p, struct config_node top)
{
	struct config_node rows = config_get(top, "header");
	struct config_node before = config_get(top, "preamble");
	static const enum table_header headers[] = { TABLE_HEADER_NONE,
		TABLE_HEADER_ONE, TABLE_HEADER_TWO };

	if (config_there(rows))
		p->options.header = headers[config_int(rows, 0, 2)];
	if (!config_there(before))
		return;
	if (config_type(before) != CONFIG_STRING) {
		p->options.n_before =
		    (unsigned)config_int(before, 1, PROFILE_MAX_PREAMBLE);
		return;
	}
	p->options.starts = config_string(before);
	if (p->options.starts && p->options.starts[0] == '\0')
		config_error(before, "every line begins with nothing");
}

/* The list of which each element makes a record. */
static void
read_each(struct profile *p, struct config_node each)
{
	const char *text;
	size_t i, n_all = 0;

	if (!config_there(each))
		return;
	text = config_string(each);
	p->each = text ? path_parse(text) : NULL;
	for (i = 0; p->each && i < p->each->n; i++)
		n_all += p->each->steps[i].is_all;
	if (!p->is_ndjson)
		config_error(each, "only with the format ndjson");
	else if (!p->each || n_all != 1 || !p->each->steps[i - 1].is_all)
		config_error(each, "must be a path to a list, with [] at its "
				   "end and nowhere else");
}

void
profile_read_form(struct profile *p, struct config_node top)
{
	static const char *const formats[] = { "csv", "ndjson", NULL };
	struct config_node n;
	int i;

	p->record = config_string(config_need(top, "record"));
	n = config_get(top, "format");
	if (config_there(n))
		p->is_ndjson = config_choice(n, formats) == 1;
	read_each(p, config_get(top, "each"));
	p->options.charset = CHARSET_UTF_8;
	n = config_get(top, "encoding");
	if (config_type(n) == CONFIG_STRING &&
	    charset_of_others(config_string(n)))
		config_error(
		    n, "write %s", charset_of_others(config_string(n)));
	if (config_there(n) && (i = config_choice(n, charset_names)) >= 0)
		p->options.charset = (enum charset)i;
	p->options.delimiter =
	    read_mark(config_get(top, "delimiter"), ';', false);
	n = config_get(top, "quote");
	p->options.quote = read_mark(n, '"', true);
	if (p->options.delimiter == p->options.quote)
		config_error(n, "must differ from the delimiter");
	if (p->options.quote == ' ' || p->options.quote == '\t')
		config_error(n, "must not be a blank");
	read_header(p, top);
	n = config_get(top, "trailing_delimiters");
	if (config_there(n))
		p->options.may_trail = config_bool(n);
}
