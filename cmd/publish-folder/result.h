/*
 * result.h - a folder of results: is it ours, to disk with it, away with it.
 *
 * A result is a folder with a manifest.json of ours, and nothing else in it, at
 * any depth, than the files that the manifest names and a few named beside it.
 */
#ifndef RESULT_H
#define RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

/** What a folder may hold: sorted paths within it. */
struct result_files {
	char **paths;
	size_t n_paths, cap_paths;
};

/** What stands where a result is to be. */
enum result_kind {
	RESULT_NONE,  /* nothing */
	RESULT_EMPTY, /* an empty folder */
	RESULT_OURS,  /* a result, which may be replaced */
	RESULT_OTHER  /* anything else: err says what */
};

/**
 * Look at a folder and everything in it.
 *
 * Shape:   also: paths beside those of the manifest, NULL-ended.
 * Returns: the kind; with RESULT_OTHER a finished sentence in err.
 * Memory:  files is filled for RESULT_OURS, freed with result_release; some
 *          words for each file.
 */
enum result_kind result_look(struct result_files *files, const char *folder,
    const char *const *also, struct strbuf *err);

void result_release(struct result_files *files);

/**
 * Write a folder's files, and the folders themselves, to disk.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int result_sync(const char *folder, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Remove the files named, and the folders that this leaves empty: anything
 * else that came in meanwhile stays.
 *
 * The paths of files are used up: only result_release may follow.
 *
 * Returns: 0; -1 where the folder is left, errno saying why.
 * Memory:  allocates nothing where path, a scratch buffer, has the room that
 *          result_path_max tells: what comes after an exchange cannot fail
 *          for want of memory.
 */
int result_remove(const char *folder, struct result_files *files,
    struct strbuf *path) __attribute__((warn_unused_result));

/** Bytes of the longest path of a file in the folder. */
size_t result_path_max(const char *folder, const struct result_files *files);

#endif
