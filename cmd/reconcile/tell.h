/* tell.h - what was found, in words. */
#ifndef RECONCILE_TELL_H
#define RECONCILE_TELL_H

#include "conflict.h"

enum tongue { TONGUE_SV, TONGUE_EN, N_TONGUES };

/** Which cells cannot be, why, and which of them could be wrong. */
void tell_conflict(struct strbuf *out, enum tongue tongue,
    const struct print *print, const struct conflict *conflict);

/** Why parts that come to something else than the whole are no error. */
void tell_parts(struct strbuf *out, enum tongue tongue, bool is_sum,
    struct dec parts, const struct range *possible);

/** One thing under two names. */
void tell_names(struct strbuf *out, enum tongue tongue, const struct place *a,
    const struct place *b);

/** A printed number that is not the figure. */
void tell_differs(struct strbuf *out, enum tongue tongue,
    const struct place *place, const struct ratio *value);

/** The name of a kind of contradiction. */
const char *tell_kind(
    const struct print *print, const struct conflict *conflict);

#endif
