/* exchange.c - a new folder in the place of an old one, at once. */
#define _GNU_SOURCE /* renameat2, which only Linux has */
#include "exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static int
tell(struct strbuf *err, const char *out)
{
	strbuf_addf(err, "%s: cannot be replaced: %s; it is as it was", out,
	    strerror(errno));
	return -1;
}

static int
in_one_call(const char *new, const char *out)
{
#ifdef RENAME_EXCHANGE
	return renameat2(AT_FDCWD, new, AT_FDCWD, out, RENAME_EXCHANGE);
#else
	(void)new;
	(void)out;
	errno = ENOSYS;
	return -1;
#endif
}

/* Where the kernel, the C library or the file system cannot exchange. */
static bool
cannot_exchange(void)
{
	return errno == ENOSYS || errno == EINVAL || errno == EOPNOTSUPP;
}

static int
in_steps(
    const char *new, const char *out, struct strbuf *left, struct strbuf *err)
{
	strbuf_addstr(left, ".old");
	if (rename(out, left->s) != 0)
		return tell(err, out);
	if (rename(new, out) == 0)
		return 0;
	tell(err, out);
	if (rename(left->s, out) != 0) {
		strbuf_reset(err);
		strbuf_addf(err,
		    "%s: cannot be replaced: %s; what was there "
		    "is in %s",
		    out, strerror(errno), left->s);
	}
	return -1;
}

int
exchange_folders(const char *new, const char *out, bool has_old,
    bool is_in_steps, struct strbuf *left, struct strbuf *err)
{
	strbuf_addstr(left, new);
	if (!has_old)
		return rename(new, out) == 0 ? 0 : tell(err, out);
	if (!is_in_steps) {
		if (in_one_call(new, out) == 0)
			return 0;
		if (!cannot_exchange())
			return tell(err, out);
	}
	return in_steps(new, out, left, err);
}
