/* sentence.h - sentences of a report with figures in their places. */
#ifndef RENDER_REPORT_SENTENCE_H
#define RENDER_REPORT_SENTENCE_H

#include "page.h"

/**
 * Write those of the sentences whose figures are all there, with a blank
 * between them. What stands between two stars becomes bold. Placeholders:
 *
 *	{period} {before} {clinic}
 *	{ID}                 the figure of all, or of the page's clinic
 *	{ID@MEMBER=VALUE}    the figure of one group
 *	{all:ID}             the figure of all, also on a clinic's page
 *	{change:ID}          "3,1 % fler" than the year before
 *	{met:ID/BY} {missed:ID/BY} {assessed:ID/BY}   how many groups
 *	{outside:ID/BY} {judged:ID/BY}   how many lie outside their widest
 *	                     funnel limits, of how many that have some
 *	{least:ID/BY} {most:ID/BY}                    the figures
 *	{name1:ID/BY} {value1:ID/BY}   of the greatest; also 2 to 9
 *
 * Returns: how many were written.
 */
size_t sentences(struct page *page, const struct texts *texts);

/** Call name for each indicator that a sentence speaks of. */
typedef void sentence_name_fn(void *context, const char *indicator);
void sentence_names(const char *s, sentence_name_fn *name, void *context);

#endif
