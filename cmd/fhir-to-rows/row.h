/* row.h - the row of an encounter, as JSON. */
#ifndef ROW_H
#define ROW_H

#include "diagnoses.h"
#include "join.h"

struct row {
	const struct join_ends *const *ends; /* borrowed, as the next one */
	struct referred *referred;
	struct diagnoses diagnoses, measures; /* of the encounter at hand */
	struct strbuf json;
};

void row_init(struct row *row, const struct join_ends *const *ends,
    struct referred *referred);
void row_release(struct row *row);
/** The next encounter: what was gathered is forgotten. */
void row_clear(struct row *row);

/** Write the row; texts are those of resource.texts. */
void row_write(struct row *row, const char *id, size_t id_len,
    const struct place *place, const char *texts);

#endif
