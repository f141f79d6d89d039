/* block.h - the blocks of a chapter: tables and plots. */
#ifndef RENDER_REPORT_BLOCK_H
#define RENDER_REPORT_BLOCK_H

#include "page.h"

/** Write a block; nothing where the stream has none of its figures. */
void block_write(struct page *page, const struct block *b);

/* --- what the files block_*.c share --------------------------------------- */

/** A row of a block: the values of its members. */
struct group {
	const char *labels[STORE_MAX_BY];
	size_t n;
	struct maybe sort;
};

/**
 * The groups that any of the block's indicators has, in the block's order.
 *
 * Returns: how many; *groups is new, freed with free().
 */
size_t block_groups(
    const struct page *page, const struct block *b, struct group **groups);

/** The figure of a group. */
const struct fact *block_fact(const struct page *page, const struct block *b,
    const char *indicator, const struct group *g);

/** A group's names in one cell; a clinic links to its page. */
void block_label(
    struct page *page, const struct block *b, const struct group *g);

/** Begin and end a table that may scroll, with its caption and findings. */
void block_begin(struct page *page, const struct block *b, const char *class,
    const char *alternative);
void block_end(struct page *page, const struct block *b);
/** What stands below it. */
void block_notes(struct page *page, const struct block *b);

enum { LONG_ROWS = 25 /* with more a table may be over two pages */ };

/**
 * Cannot the outcome be told from chance? The interval has the requirement
 * within it, or is withheld.
 */
bool block_is_open(const struct fact *f);
/** The mark and word for a verdict; nothing without one. */
void block_verdict(struct page *page, const struct fact *f);

/** The figure, finer where it would print as its missed requirement does. */
void block_judged(struct page *page, const struct fact *f);

/** The requirement that a figure is held against. */
void block_target(struct page *page, const struct fact *f);

/** "1 196-1 247"; nothing without an interval. */
void block_interval(struct page *page, const struct fact *f);

/** An axis: from and to on steps of 1, 2 or 5. */
struct axis {
	double from, to, step;
};
struct axis block_axis(double from, double to);
/** Where on it, in per cent of the width, margins of 5 within. */
double block_x(const struct axis *axis, double value);
/** A number of the axis. */
void block_tick(
    struct page *page, const struct axis *axis, double value, const char *unit);

void block_key(struct page *page, const struct block *b);
void block_table(struct page *page, const struct block *b);
void block_dots(struct page *page, const struct block *b);
void block_bars(struct page *page, const struct block *b);
void block_pyramid(struct page *page, const struct block *b);
void block_months(struct page *page, const struct block *b);
void block_list(struct page *page, const struct block *b);
void block_clinics(struct page *page, const struct block *b);

#endif
