/*
 * ndjson_walk.h - the walk over one line, compiled once for each variant.
 *
 * A file that includes this first defines WALK, the name of the function;
 * TARGET, the processor it is for; and
 *
 *	find_quote(c, s, is_escaped)	the closing quote of the string whose
 *					inside begins at s, all of it checked;
 *					NULL: not sure
 *	is_name_at(name, s)		does the known name stand at s?
 *
 * Both may read NDJSON_PADDING bytes behind the line. What they find there is
 * caught by comparing with c->end afterwards.
 */

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Up to what is expected, or else to what is no blank. Reads *s. */
TARGET static inline const char *
walk_blanks_to(char expected, const char *s, const char *end)
{
	if (LIKELY(*s == expected))
		return s;
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
		s++;
	return s;
}

/* Digits only are walked here; signs, points and exponents elsewhere. */
TARGET static inline const char *
walk_number(struct ndjson_cursor *c, const char *s)
{
	const char *start = s;

	while (s < c->end && ascii_is_digit(*s))
		s++;
	if (LIKELY(s > start && (*start != '0' || s == start + 1) &&
		   *s != '.' && *s != 'e' && *s != 'E'))
		return s;
	c->p = start;
	return ndjson_check_number(c) ? c->p : NULL;
}

TARGET static inline const char *
walk_word(const char *s, const char *word, size_t len)
{
	return memcmp(s, word, len) == 0 ? s + len : NULL;
}

TARGET static const char *
walk_nested(struct ndjson *p, struct ndjson_cursor *c, const char *s)
{
	c->p = s;
	c->depth = 1;
	return ndjson_check_value(p, c) ? c->p : NULL;
}

/* Lists of codes are the arrays that records have: strings, no blanks. */
TARGET static const char *
walk_array(struct ndjson *p, struct ndjson_cursor *c, const char *start)
{
	const char *s = start + 1;
	bool is_escaped;

	if (*s == ']')
		return s + 1;
	while (*s == '"') {
		s = find_quote(c, s + 1, &is_escaped);
		if (!s)
			return NULL;
		s++;
		if (*s == ']')
			return s + 1;
		if (*s != ',')
			break;
		s++;
	}
	return walk_nested(p, c, start);
}

/* A value of any kind but a string; *s is its first byte. */
TARGET static inline const char *
walk_other(struct ndjson *p, struct ndjson_cursor *c, const char *s,
    struct ndjson_member *m)
{
	const char *behind;

	m->value = s;
	m->value_escaped = false;
	if (ascii_is_digit(*s) || *s == '-') {
		m->type = NDJSON_NUMBER;
		behind = walk_number(c, s);
	} else if (*s == '[') {
		m->type = NDJSON_ARRAY;
		behind = walk_array(p, c, s);
	} else if (*s == 't') {
		m->type = NDJSON_TRUE;
		behind = walk_word(s, "true", 4);
	} else if (*s == 'f') {
		m->type = NDJSON_FALSE;
		behind = walk_word(s, "false", 5);
	} else if (*s == 'n') {
		m->type = NDJSON_NULL;
		behind = walk_word(s, "null", 4);
	} else {
		m->type = NDJSON_OBJECT;
		behind = walk_nested(p, c, s);
	}
	if (behind)
		m->value_len = (uint32_t)(behind - s);
	return behind;
}

TARGET static inline const char *
walk_value(struct ndjson *p, struct ndjson_cursor *c, const char *s,
    struct ndjson_member *m)
{
	const char *quote;

	if (*s != '"')
		return walk_other(p, c, s, m);
	s++;
	quote = find_quote(c, s, &m->value_escaped);
	if (UNLIKELY(!quote))
		return NULL;
	m->type = NDJSON_STRING;
	m->value = s;
	m->value_len = (uint32_t)(quote - s);
	return quote + 1;
}

/* A name that prev was never followed by. */
TARGET static struct ndjson_known_name *
walk_new_name(struct ndjson *p, struct ndjson_cursor *c,
    struct ndjson_known_name *prev, const char *s)
{
	const char *quote;
	bool is_escaped;

	if (*s != '"')
		return NULL;
	quote = find_quote(c, s + 1, &is_escaped);
	if (!quote || is_escaped || quote + 1 >= c->end || quote[1] != ':')
		return NULL;
	return ndjson_known_learn(&p->known, prev, s, (size_t)(quote + 1 - s));
}

TARGET static inline struct ndjson_known_name *
walk_name(struct ndjson *p, struct ndjson_cursor *c,
    struct ndjson_known_name *prev, const char *s)
{
	for (size_t i = 0; i < prev->n_next; i++) {
		if (LIKELY(is_name_at(prev->next[i], s)))
			return prev->next[i];
	}
	return walk_new_name(p, c, prev, s);
}

TARGET bool
WALK(struct ndjson *p, struct ndjson_cursor *c)
{
	struct ndjson_known_name *name = &p->known.names[0];
	const uint64_t line_no = ++p->known.line_no;
	const char *s = walk_blanks_to('{', c->p, c->end), *const end = c->end;
	struct ndjson_member *m;

	c->is_numbered = true;
	if (s == end || *s != '{')
		return false;
	do {
		s = walk_blanks_to('"', s + 1, end);
		name = walk_name(p, c, name, s);
		if (UNLIKELY(!name || name->line_no == line_no))
			return false;
		name->line_no = line_no;
		if (UNLIKELY(c->n_members == p->cap_members))
			ndjson_grow_members(p);
		p->numbers[c->n_members] = name->number;
		c->is_numbered &= name->number != NDJSON_NO_NUMBER;
		m = &p->members[c->n_members++];
		m->name = s + 1;
		m->name_len = name->len - 3U;
		m->name_escaped = false;
		s += name->len;
		if (UNLIKELY(s >= end))
			return false;
		s = walk_blanks_to('"', s, end);
		s = walk_value(p, c, s, m);
		if (UNLIKELY(!s))
			return false;
		s = walk_blanks_to(',', s, end);
		if (UNLIKELY(s >= end))
			return false;
	} while (LIKELY(*s == ','));
	c->p = s + 1;
	return *s == '}';
}
