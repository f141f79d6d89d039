/* plan.h - what the command line says, and the tables that come of it. */
#ifndef RENDER_TABLE_PLAN_H
#define RENDER_TABLE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/titles.h"

#include "flat.h"
#include "layout.h"
#include "only.h"
#include "pivot.h"
#include "tables.h"
#include "turn.h"
#include "write.h"

/* What the command line says, and the tables that are made of it. */
struct job {
	struct stream_options common;
	struct stream *stream;
	const char **rows, **columns, **percent;
	const char **row_names; /* rows, and across */
	size_t n_percent;
	struct onlies only;
	const char *across; /* NULL: not asked for, as the next */
	bool is_over;
	size_t top;              /* 0: all rows */
	struct turn turns[2];    /* across, and over */
	struct pivot *unturned;  /* what they were made of; NULL: none */
	const char **flat_names; /* labels of records, then columns */
	size_t n_labels;
	char **made_headings;
	size_t n_made, cap_made;
	struct pivot_options pivot;
	struct layout_options layout;
	const char **titles_paths;
	struct titles **titles;
	size_t n_titles, cap_titles;
	const char *tables_path, *pick;
	bool is_list_tables;
	struct tables *plans;
	struct table *tables;
	size_t n_tables;
	struct flat_options flat_options;
	struct flat *flat; /* NULL: tables of figures */
	struct keyset *clinics;
	char **clinic_names;
	size_t n_clinics, cap_clinics;
	struct strbuf scratch;
};

/** The names of languages, by enum layout_language; NULL-ended. */
extern const char *const plan_languages[];

/**
 * All options are read: check them, and make the tables ready.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int plan_tables(struct job *job, struct strbuf *err)
    __attribute__((warn_unused_result));

/** Lay out the columns of a table under their headings. */
void plan_layout(struct job *job, struct table *table);

bool plan_is_listed(const char *name, const char *const *list, size_t n);

#endif
