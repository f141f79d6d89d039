/* foresee.c - a guess at the key of the record that comes next. */
#include "foresee.h"

#include "vardstrom/bytes.h"

void
foresee_init(struct foresee *f)
{
	strbuf_init(&f->key);
	f->hash = 0;
}

void
foresee_release(struct foresee *f)
{
	strbuf_release(&f->key);
}

bool
foresee_has(const struct foresee *f, const struct strbuf *key, uint64_t *hash)
{
	if (f->key.len != key->len || key->len == 0 ||
	    !bytes_are_same(f->key.s, key->s, key->len))
		return false;
	*hash = f->hash;
	return true;
}

bool
foresee_next(struct foresee *f, const struct record *rec,
    const struct ndjson_member *m, const struct strbuf *key)
{
	size_t at = (size_t)(m->value - rec->line), len = m->value_len;
	const char *value;

	strbuf_reset(&f->key);
	/* up to and with the byte behind the value */
	if (at + len >= rec->coming_len ||
	    !bytes_are_same(rec->coming, rec->line, at))
		return false;
	value = rec->coming + at;
	if (value[len] != m->value[len])
		return false;
	strbuf_add(&f->key, key->s, key->len - len);
	strbuf_add(&f->key, value, len);
	return true;
}
