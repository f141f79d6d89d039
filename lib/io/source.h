/*
 * source.h - a file that is read: is it still the one that it was, and what
 * it held.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

#include <sys/stat.h>

enum { SOURCE_HEX = 64 /* digits of a SHA-256 */ };

/** What a file was before its first byte was read. */
struct source_state {
	bool is_plain; /* only of a plain file more is known */
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

extern const char source_has_changed[]; /* a sentence, without the file */

/** Note what the file is; info is what fstat said of it. */
void source_begin(struct source_state *source, const struct stat *info);

/**
 * After its last byte: is the file another than it was, or does its name now
 * lead to another, or nowhere?
 *
 * Shape: path: NULL where it has none (standard input).
 */
bool source_changed(
    const struct source_state *source, int fd, const char *path);

/*
 * Files beside the stream (configuration, tables) are read once, and their
 * checksum is that of these bytes: it is kept here, for the thread, until
 * source_forget.
 */

/**
 * Keep what a file held, under its name as it was given.
 *
 * Returns: false: it was read before, and held something else.
 */
bool source_keep(const char *path, const char hex[SOURCE_HEX + 1],
    unsigned long long n_bytes);

/** The same again; false: no such file was read. */
bool source_kept(
    const char *path, char hex[SOURCE_HEX + 1], unsigned long long *n_bytes);

void source_forget(void);

#endif
