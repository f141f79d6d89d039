/* profile_derive.h - the members that a profile has made of columns, read. */
#ifndef NORMALIZE_PROFILE_DERIVE_H
#define NORMALIZE_PROFILE_DERIVE_H

#include "profile.h"

/** Read "derive", where it is there, after the columns and the tables. */
void profile_read_derived(struct profile *p, struct config_node n);

#endif
