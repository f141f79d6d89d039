/* loader.h - what the files that load definitions share. Private to them. */
#ifndef DEFINE_LOADER_H
#define DEFINE_LOADER_H

#include <stdbool.h>

#include "vardstrom/config.h"
#include "vardstrom/strbuf.h"

#include "indicators.h"

/** What loading needs at hand. */
struct loader {
	struct indicators *ins;
	struct wanted *wanted;
	const char *path;
	bool has_period;
	const char *source; /* of indicators that name none */
	struct strbuf err;  /* of one expression or formula */
};

/** Letters, digits and _; is_taken: before, in this file. */
bool loader_is_good_name(
    struct config_node at, const char *name, bool is_taken);
/** A name for expressions: $NAME. */
bool loader_is_new_param(
    struct loader *l, struct config_node at, const char *name);

/** Define the values of a file. */
void loader_values(struct loader *l, struct config_node values);

/** Compile the formula at a node; -1 with the error told. */
int loader_formula(struct loader *l, struct config_node at);

/** Standard populations: what each value of a member weighs. */
void loader_weights(struct loader *l, struct config_node weights);

/** How sure an indicator's figures are; its figure has been loaded. */
void loader_sure(struct loader *l, struct indicator *in, struct config_node at);

/** Spans of numbers; the values are from first on. */
void loader_bins(struct bins *bins, struct config_node list, uint32_t first);
/** Members that are made of others: age groups of age, quarters of dates. */
void loader_classes(struct loader *l, struct config_node classes);

/**
 * Hold a measure, and a member to group by, against the members that records
 * have, where these are known; what cannot be is an error at the node.
 */
void loader_hold_measure(struct loader *l, struct config_node at, int measure);
void loader_hold_column(struct loader *l, struct config_node at, int column);

/**
 * Windows over periods: a formula's need their member in each grouping that it
 * is wanted by, or it is an error at the node; and an indicator says which its
 * figures are seen through.
 */
void loader_hold_windows(struct loader *l, struct config_node at,
    const struct indicator *in, int node);
void loader_note_windows(struct loader *l, struct indicator *in);

/** Months from which on an indicator is known to count something else. */
void loader_changes(struct indicator *in, struct config_node list);

#endif
