/* members.h - which members the records of a profile have, and of what type. */
#ifndef NORMALIZE_MEMBERS_H
#define NORMALIZE_MEMBERS_H

#include "profile.h"
#include "vardstrom/strbuf.h"

/** Append the record that tells of them, with its line end. */
void members_format(const struct profile *p, struct strbuf *sb);

#endif
