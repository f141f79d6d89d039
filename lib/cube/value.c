/* value.c - values of members as keys. */
#include "value.h"

#include "vardstrom/bytes.h"
#include "vardstrom/dec.h"
#include "vardstrom/same.h"

static const char mark = '\xff'; /* no byte of UTF-8 */

struct value
value_of(const struct ndjson_member *m, struct strbuf *scratch)
{
	struct value v;

	if (!m) {
		v.s = &mark;
		v.len = 1;
		return v;
	}
	if (m->type == NDJSON_STRING) {
		ndjson_text(m, scratch, &v.s, &v.len);
		return v;
	}
	strbuf_reset(scratch);
	strbuf_addch(scratch, mark);
	same_key(scratch, m);
	v.s = scratch->s;
	v.len = scratch->len;
	return v;
}

enum value_type
value_type(struct value v)
{
	if (v.len == 0 || *v.s != mark)
		return VALUE_STRING;
	if (v.len == 1)
		return VALUE_MISSING;
	switch (v.s[1]) {
	case 'n':
		return VALUE_NULL;
	case 'f':
		return VALUE_FALSE;
	case 't':
		return VALUE_TRUE;
	case '[':
		return VALUE_ARRAY;
	case '{':
		return VALUE_OBJECT;
	default:
		return VALUE_NUMBER;
	}
}

int
value_cmp(struct value a, struct value b)
{
	enum value_type a_type = value_type(a), b_type = value_type(b);
	int order = 0;

	if (a_type != b_type)
		return a_type < b_type ? -1 : 1;
	if (a_type == VALUE_NUMBER)
		order = dec_cmp_text(a.s + 1, a.len - 1, b.s + 1, b.len - 1);
	return order != 0 ? order : bytes_compare(a.s, a.len, b.s, b.len);
}

void
value_json(struct value v, struct strbuf *sb)
{
	if (value_type(v) == VALUE_STRING)
		strbuf_add_json_string(sb, v.s, v.len);
	else
		strbuf_add(sb, v.s + 1, v.len - 1);
}
