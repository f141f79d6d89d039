/* strbuf.h - a growing buffer of bytes. */
#ifndef VARDSTROM_STRBUF_H
#define VARDSTROM_STRBUF_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/**
 * Always NUL-terminated at s[len] once something was added; s is never NULL
 * (an empty one borrows a static ""). Contents may hold NUL bytes.
 */
struct strbuf {
	char *s;    /* the bytes */
	size_t len; /* bytes used, without the ending NUL */
	size_t cap; /* bytes allocated; 0: s is borrowed and empty */
};

extern char strbuf_empty[1];
#define STRBUF_INIT                                                            \
	{                                                                      \
		strbuf_empty, 0, 0                                             \
	}

void strbuf_init(struct strbuf *sb);
/** Free the contents; the buffer may be used again. */
void strbuf_release(struct strbuf *sb);
/** Make room for extra more bytes and the NUL. */
void strbuf_grow(struct strbuf *sb, size_t extra);
/** New memory with the contents, freed with free(); the buffer is empty. */
char *strbuf_detach(struct strbuf *sb, size_t *len);

/** Forget the contents, keep the memory. */
static inline void
strbuf_reset(struct strbuf *sb)
{
	sb->len = 0;
	if (sb->cap)
		sb->s[0] = '\0';
}

/** Append len bytes. They may not lie in the buffer itself. */
static inline void
strbuf_add(struct strbuf *sb, const char *s, size_t len)
{
	if (sb->cap - sb->len <= len)
		strbuf_grow(sb, len);
	if (len > 0) /* s may be NULL then */
		memcpy(sb->s + sb->len, s, len);
	sb->len += len;
	sb->s[sb->len] = '\0';
}

static inline void
strbuf_addstr(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

static inline void
strbuf_addch(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

/** Append formatted text. */
void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/** Append an unsigned or signed integer in decimal. */
void strbuf_addu(struct strbuf *sb, unsigned long long v);
void strbuf_addi(struct strbuf *sb, long long v);

/**
 * Append len bytes of UTF-8 as the inside of a JSON string: quotes, backslash
 * and control characters escaped, everything else as it is. A byte that is no
 * UTF-8, as file names may have, becomes the four characters \xE4.
 */
void strbuf_add_json(struct strbuf *sb, const char *s, size_t len);

/** The same with the quotes around it. */
void strbuf_add_json_string(struct strbuf *sb, const char *s, size_t len);

/**
 * Append a text that is to become a C string: a NUL in it, which JSON may have,
 * as U+FFFD.
 */
void strbuf_add_text(struct strbuf *sb, const char *s, size_t len);

/** A new C string of such a text. */
char *strbuf_textdup(const char *s, size_t len);

/** Append a text as a person may see it (shown.h). */
void strbuf_add_shown(struct strbuf *sb, const char *s, size_t len);

#endif
