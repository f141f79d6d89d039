/* answer_private.h - what the files of answer.c share. */
#ifndef CUBE_ANSWER_PRIVATE_H
#define CUBE_ANSWER_PRIVATE_H

#include "answer.h"

/** A group without a record that the cube never met: a count of it is 0. */
#define ANSWER_NOWHERE UINT32_MAX

/** The grouping with one more column, which the formula wanted. */
int answer_finer(const struct answers *as, int grouping, int column);
/** The grouping without a column; itself where it is not among them. */
int answer_coarser(const struct answers *as, int grouping, int column);

/** Was a record of group g counted into something that the node looks at? */
bool answer_is_counted(
    const struct answers *as, int node, int grouping, uint32_t g);

enum formula_status answer_from_ratio(enum ratio_status status);
/** The sign of x - y. */
enum ratio_status answer_compare(
    int *sign, const struct ratio *x, const struct ratio *y);

/** sum_over and the like; rank. */
enum formula_status answer_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g);
enum formula_status answer_rank(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g);
/** standardised, slope_index and relative_index. */
enum formula_status answer_rate(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g);
/** next. */
enum formula_status answer_next(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g);
/** cumulate, rolling, before and baseline. */
enum formula_status answer_window(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g);

#endif
