/* pseudonym.c - a keyed hash in place of a person id. */
#include "vardstrom/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/hmac.h>

#include "io/source.h"
#include "vardstrom/ascii.h"
#include "vardstrom/charset.h"
#include "vardstrom/utf8.h"
#include "vardstrom/xalloc.h"

enum { MIN_DIFFERENT = 5 }; /* bytes in a key that was drawn by lot */

struct pseudonym {
	struct hmac_sha256_ctx hmac[PSEUDONYM_N_KINDS];
};

static const char *const kind_names[PSEUDONYM_N_KINDS] = {
	[PSEUDONYM_PERSONNUMMER] = "personnummer",
	[PSEUDONYM_SAMORDNINGSNUMMER] = "samordningsnummer",
	[PSEUDONYM_RESERVNUMMER] = "reservnummer",
	[PSEUDONYM_STAFF] = "staff",
	[PSEUDONYM_SAMPLE] = "sample",
	[PSEUDONYM_FODSELSNUMMER] = "fodselsnummer",
	[PSEUDONYM_HENKILOTUNNUS] = "henkilotunnus",
	[PSEUDONYM_ID] = "id",
	[PSEUDONYM_NEAR] = "near",
};

/* A text and its NUL, so that no two sequences of texts are the same bytes. */
static void
add_text(struct hmac_sha256_ctx *hmac, const char *s)
{
	hmac_sha256_update(hmac, strlen(s) + 1, (const uint8_t *)s);
}

struct pseudonym *
pseudonym_new(const char *key, size_t len, const char *deployment)
{
	struct pseudonym *p = xcalloc(1, sizeof(*p));
	uint8_t own[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx hmac;
	size_t i;

	hmac_sha256_set_key(&hmac, len, (const uint8_t *)key);
	for (i = 0; i < PSEUDONYM_N_KINDS; i++) {
		add_text(&hmac, "vardstrom pseudonym");
		add_text(&hmac, deployment ? deployment : "");
		add_text(&hmac, kind_names[i]);
		hmac_sha256_digest(&hmac, sizeof(own), own);
		hmac_sha256_set_key(&p->hmac[i], sizeof(own), own);
	}
	xwipe(own, sizeof(own));
	xwipe(&hmac, sizeof(hmac));
	return p;
}

void
pseudonym_free(struct pseudonym *p)
{
	if (!p)
		return;
	xwipe(p, sizeof(*p));
	free(p);
}

/* All bytes of the key, at most cap; -1 where it cannot be read. */
static ssize_t
read_key(int fd, char *key, size_t cap)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t n = read(fd, key + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static bool
is_drawn(const char *key, size_t len)
{
	bool is_met[256] = { false };
	size_t n = 0, i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)key[i];

		n += !is_met[c];
		is_met[c] = true;
	}
	return n >= MIN_DIFFERENT;
}

/* Why this file is no place for a key; NULL: it is one. */
static const char *
find_fault(const struct stat *info)
{
	if (!S_ISREG(info->st_mode))
		return "a key is a regular file";
	if (info->st_uid != geteuid() && info->st_uid != 0)
		return "belongs to another user, who knows this key; make "
		       "one of your own";
	if (info->st_mode & (S_IRWXG | S_IRWXO))
		return "others may read or change this key; make it your "
		       "own: chmod 600";
	return NULL;
}

static struct pseudonym *
load(int fd, const char *path, const char *deployment, char *key,
    struct strbuf *err)
{
	struct source_state source;
	const char *fault;
	struct stat info;
	ssize_t len;

	if (fstat(fd, &info) != 0) {
		strbuf_addf(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	fault = find_fault(&info);
	if (fault) {
		strbuf_addf(err, "%s: %s", path, fault);
		return NULL;
	}
	source_begin(&source, &info);
	len = read_key(fd, key, PSEUDONYM_MAX_KEY + 1);
	if (len < 0)
		strbuf_addf(err, "%s: %s", path, strerror(errno));
	else if (source_changed(&source, fd, path))
		strbuf_addf(err, "%s: %s", path, source_has_changed);
	else if (len < PSEUDONYM_MIN_KEY || len > PSEUDONYM_MAX_KEY)
		strbuf_addf(err, "%s: a key has %d to %d bytes", path,
		    PSEUDONYM_MIN_KEY, PSEUDONYM_MAX_KEY);
	else if (!is_drawn(key, (size_t)len))
		strbuf_addf(err,
		    "%s: the same few bytes again and again, which anybody "
		    "can guess; make a key: head -c 32 /dev/urandom",
		    path);
	else
		return pseudonym_new(key, (size_t)len, deployment);
	return NULL;
}

struct pseudonym *
pseudonym_load(const char *path, const char *deployment, struct strbuf *err)
{
	char key[PSEUDONYM_MAX_KEY + 1];
	struct pseudonym *p;
	/* a pipe that nobody writes to would be waited for */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		strbuf_addf(err, "%s: cannot open: %s", path, strerror(errno));
		return NULL;
	}
	p = load(fd, path, deployment, key, err);
	xwipe(key, sizeof(key));
	close(fd);
	return p;
}

void
pseudonym_make(struct pseudonym *p, enum pseudonym_kind kind, const char *id,
    size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[PSEUDONYM_LEN / 2];
	size_t i;

	hmac_sha256_update(&p->hmac[kind], len, (const uint8_t *)id);
	hmac_sha256_digest(&p->hmac[kind], sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
}

/* --- masks ---------------------------------------------------------------- */

/* The code unit of an escape, "\u0664"; -1 where s begins with none. */
static long
read_escape(const char *s, size_t len)
{
	long unit = 0;
	size_t i;

	if (len < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (i = 2; i < 6; i++) {
		char c = ascii_lower(s[i]);

		if (ascii_is_digit(c))
			unit = unit << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			unit = unit << 4 | (c - 'a' + 10);
		else
			return -1;
	}
	return unit;
}

/* Bytes of an escape of a digit, of a pair of surrogates too; 0: none. */
static size_t
digit_escape_len(const char *s, size_t len)
{
	long high = read_escape(s, len), low;

	if (high < 0)
		return 0;
	if (high < 0xd800 || high > 0xdbff)
		return utf8_is_digit((uint32_t)high) ? 6 : 0;
	low = read_escape(s + 6, len - 6);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	return utf8_is_digit((uint32_t)(0x10000 + ((high - 0xd800) << 10) +
					(low - 0xdc00)))
		   ? 12
		   : 0;
}

/*
 * Bytes of a digit that is none of ASCII; 0: none. Superscripts of
 * Windows-1252 (B2, B3, B9) are digits where the row is no UTF-8.
 */
static size_t
digit_len(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];
	size_t n = utf8_char_len(s, len);
	unsigned code;

	if (n == 0)
		return c == 0xb2 || c == 0xb3 || c == 0xb9;
	charset_next(s, s + n, &code);
	return utf8_is_digit(code) ? n : 0;
}

void
pseudonym_mask(struct strbuf *sb, const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t n = 0;

		if (ascii_is_digit(s[i]))
			n = 1;
		else if (s[i] == '\\')
			n = digit_escape_len(s + i, len - i);
		else if ((unsigned char)s[i] >= 0x80)
			n = digit_len(s + i, len - i);
		strbuf_addch(sb, n > 0 ? '#' : s[i]);
		i += n > 0 ? n : 1;
	}
}
