/* profile_check.h - what a profile says and what would have no effect. */
#ifndef NORMALIZE_PROFILE_CHECK_H
#define NORMALIZE_PROFILE_CHECK_H

#include <stdbool.h>

#include "profile.h"
#include "vardstrom/config.h"

/** What a column says in required; and whether it is false in so many words. */
enum profile_need profile_need(
    struct config_node column, bool *is_said_optional);

/** Tell, as errors of the configuration, what nothing could come of. */
void profile_check(const struct profile *p, struct config_node top);

#endif
