/* prediction.c - a guess at the key of the record that comes next. */
#include "prediction.h"

#include "vardstrom/bytes.h"

void
prediction_init(struct prediction *p)
{
	strbuf_init(&p->key);
	p->hash = 0;
}

void
prediction_release(struct prediction *p)
{
	strbuf_release(&p->key);
}

bool
prediction_has(
    const struct prediction *p, const struct strbuf *key, uint64_t *hash)
{
	if (p->key.len != key->len || key->len == 0 ||
	    !bytes_are_same(p->key.s, key->s, key->len))
		return false;
	*hash = p->hash;
	return true;
}

bool
prediction_make(struct prediction *p, const struct record *rec,
    const struct ndjson_member *m, const struct strbuf *key)
{
	size_t at = (size_t)(m->value - rec->line), len = m->value_len;
	const char *value;

	strbuf_reset(&p->key);
	/* up to and with the byte behind the value */
	if (at + len >= rec->coming_len ||
	    !bytes_are_same(rec->coming, rec->line, at))
		return false;
	value = rec->coming + at;
	if (value[len] != m->value[len])
		return false;
	strbuf_add(&p->key, key->s, key->len - len);
	strbuf_add(&p->key, value, len);
	return true;
}
