/*
 * config_text.h - finding a value again in a text that is known to be JSON.
 *
 * jansson forgets where a value stood. When an error is told, the text is
 * walked once more along the value's path; that costs nothing until then.
 */
#ifndef VARDSTROM_CONFIG_TEXT_H
#define VARDSTROM_CONFIG_TEXT_H

#include <stddef.h>

/** Where something stands, as an editor counts. */
struct config_place {
	size_t line_no;   /* 1-based */
	size_t column_no; /* 1-based, in characters */
};

/** Offset of the first byte from at on that is no blank or line end. */
size_t config_text_skip_blank(const char *s, size_t at);

/** Offset behind the value that starts at at. */
size_t config_text_end(const char *s, size_t at);

/**
 * Find child i of the list or object that starts at at.
 *
 * Units:   i is 0-based and must exist.
 * Returns: the offset of its value; *name_at is the offset of its name's
 *          opening quote in an object, of the value itself in a list.
 */
size_t config_text_child(const char *s, size_t at, size_t i, size_t *name_at);

/** The line and column of the byte at offset at. */
struct config_place config_text_place(const char *s, size_t at);

#endif
