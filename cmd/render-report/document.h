/* document.h - whole pages: the report, a clinic's page, the definitions. */
#ifndef RENDER_REPORT_DOCUMENT_H
#define RENDER_REPORT_DOCUMENT_H

#include "page.h"

/** The head of a page up to its <main>; the title is HTML without elements. */
void document_begin(struct page *page, const char *title);
void document_end(struct page *page);

/** The report, or the page of page->clinic. */
void document_report(struct page *page);

/**
 * The definitions of indicators, an anchor each.
 *
 * Shape:   paths are the files that aggregate reads.
 * Returns: 0; -1 with a finished sentence in err.
 */
int document_definitions(struct page *page, const char *const *paths,
    size_t n_paths, struct strbuf *err);

#endif
