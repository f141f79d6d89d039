/* profile_form.h - what a profile says of the file as a whole. */
#ifndef NORMALIZE_PROFILE_FORM_H
#define NORMALIZE_PROFILE_FORM_H

#include "profile.h"

/** Read record, format, encoding, delimiter, quote, header and preamble. */
void profile_read_form(struct profile *p, struct config_node top);

#endif
