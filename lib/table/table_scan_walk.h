/*
 * table_scan_walk.h - the pass over a line, made once for each size of
 * vector by table_scan_x86.c, which says what the words in capitals are.
 *
 * Only the delimiters become a bit mask in each block; all else is gathered
 * in vectors that are looked at behind the last one, since nearly no line
 * has any of it.
 */

/* What was gathered of all blocks; a byte counts where its high bit is set. */
struct GATHERED {
	VECTOR odd;   /* quotes, backslashes, controls */
	VECTOR high;  /* all bytes */
	VECTOR wrong; /* no UTF-8 of one or two bytes */
	VECTOR leads; /* of the last block: first bytes of two */
};

/*
 * UTF-8 of two bytes is all of Swedish. It is right where a continuation
 * is behind each leading byte and nowhere else. As signed numbers,
 * continuations 80..BF are below -64, leading bytes C2..DF are -62 to -33.
 * Where a tab is the delimiter, it is in no field.
 */
TARGET static inline void
GATHER(struct GATHERED *g, VECTOR b, VECTOR quote, VECTOR is_delimiter)
{
	VECTOR high = ABOVE(ZERO, b);
	VECTOR next = ABOVE(ALL(-64), b);
	VECTOR leads = AND(ABOVE(b, ALL(-63)), ABOVE(ALL(-32), b));
	VECTOR controls = EQUAL(LOWER_OF(b, ALL(0x1f)), b);
	VECTOR escaped = OR(EQUAL(b, ALL('"')), EQUAL(b, ALL('\\')));

	g->odd = OR(OR(g->odd, LESS(is_delimiter, controls)),
	    OR(EQUAL(b, quote), escaped));
	g->high = OR(g->high, b);
	g->wrong = OR(OR(g->wrong, XOR(SHIFTED(g->leads, leads), next)),
	    XOR(OR(leads, next), high));
	g->leads = leads;
}

TARGET unsigned
SCAN(struct table_fields *fields, const struct table_options *options,
    const char *s, size_t len)
{
	enum { BLOCK = sizeof(VECTOR) };
	const VECTOR delimiter = ALL(options->delimiter);
	const VECTOR quote = ALL(options->quote);
	struct GATHERED g = { ZERO, ZERO, ZERO, ZERO };
	const char *start = s;
	unsigned found = 0;
	size_t i, n_fields = 0;

	for (i = 0; i <= len; i += BLOCK) {
		VECTOR b = LOAD(s + i);
		VECTOR is_delimiter = EQUAL(b, delimiter);
		uint32_t ends = BITS(is_delimiter);
		struct table_field *field;

		if (len - i < BLOCK) {
			/* blanks for what is behind the line */
			VECTOR in = LOAD(in_line + 32 - (len - i));

			b = OR(AND(in, b), LESS(in, ALL(' ')));
			ends &= (UINT32_C(1) << (len - i)) - 1;
		}
		GATHER(&g, b, quote, is_delimiter);
		table_want_fields(fields, n_fields + BLOCK + 1);
		field = fields->at + n_fields;
		for (; ends; ends &= ends - 1) {
			const char *end = s + i + __builtin_ctzll(ends);

			field->s = start;
			field->len = (size_t)(end - start);
			field++;
			start = end + 1;
		}
		n_fields = (size_t)(field - fields->at);
	}
	fields->at[n_fields].s = start;
	fields->at[n_fields].len = (size_t)(s + len - start);
	fields->n = n_fields + 1;
	if (BITS(g.high))
		found |= TABLE_HAS_HIGH;
	if (BITS(g.wrong))
		found |= TABLE_HAS_LONG;
	if (BITS(g.odd))
		found |= table_look_closer(options, s, len);
	return found;
}

#undef TARGET
#undef VECTOR
#undef ZERO
#undef ALL
#undef LOAD
#undef AND
#undef OR
#undef XOR
#undef LESS
#undef EQUAL
#undef ABOVE
#undef LOWER_OF
#undef BITS
#undef SHIFTED
#undef GATHERED
#undef GATHER
#undef SCAN
