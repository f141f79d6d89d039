/* hidden.h - temporary names, gone when the program ends in trouble. */
#ifndef HIDDEN_H
#define HIDDEN_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * A name beside the file that is to be published. Whatever it names when the
 * program dies, or is told to end, is removed. One that a killed program left
 * behind is in nobody's way: names are tried until one is free.
 */
struct hidden {
	struct hidden *next;
	char *name;     /* borrowed: where it is; no file until it was made */
	size_t cap;     /* bytes of name */
	size_t stem;    /* of them, before what differs */
	bool is_listed; /* a file may be there */
};

/** A name in the folder of path, for a file that is still to be made. New. */
struct hidden *hidden_new(const char *path);
/** Removes what is there, too. */
void hidden_free(struct hidden *h);

/** Make an empty file of that name; its number, or -1 with errno. */
int hidden_open(struct hidden *h, mode_t mode);
/** Give the name to a file that has none; 0, or -1 with errno. */
int hidden_link_fd(struct hidden *h, int fd);
/** Give the name to the file path, besides its own; 0, or -1 with errno. */
int hidden_link(struct hidden *h, const char *path);

/** What is there belongs to somebody else by now, or is to stay. */
void hidden_forget(struct hidden *h);

/**
 * Between the two nothing ends the process but SIGKILL and die() in the same
 * thread: signals and other threads wait. They may be nested.
 */
void hidden_hold_end(void);
void hidden_allow_end(void);

/** The folder of a path, with its slash; "./" if it names none. New. */
char *hidden_folder(const char *path);

#endif
