/* links.h - which ids are one person, and which of them stands. */
#ifndef LINKS_H
#define LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/pnr.h"
#include "vardstrom/strbuf.h"

enum {
	LINKS_MAX_LINK = 0x7fffffff, /* links in all files */
	LINKS_SHOWN = 8,             /* places named for a circle */
	LINKS_LATEST_DAY = 2932896   /* 9999-12-31: refuses no birth date */
};

/** What is known of a person; unknown: kind -1, sex 0, PNR_NO_DAY. */
struct links_person {
	int birth_day;    /* days since 1970-01-01 */
	signed char kind; /* enum pnr_kind */
	char sex;         /* 'F', 'M' */
	bool is_told;     /* by the links file; else drawn from the id */
};

/** One link: from is the same person as to. */
struct links_link {
	const char *from, *to; /* ids as canonical records write them */
	size_t from_len, to_len;
	int valid_day;              /* PNR_NO_DAY: before all others */
	struct links_person person; /* what the link tells of to */
	uint32_t file;              /* number from links_add_file */
	uint64_t line_no;
};

/**
 * Links, then (after links_finish) persons. Memory: about 120 bytes a link
 * while they are read, about 40 bytes an id afterwards.
 */
struct links;

struct links *links_new(void);
void links_free(struct links *links);

/** Number a file for messages. Memory: keeps a copy of name. */
uint32_t links_add_file(struct links *links, const char *name);

/** Take a link; in any order. Copies what it needs. */
void links_add(struct links *links, const struct links_link *link);

/**
 * Find out who is whom: ids that are joined by links, in whatever order they
 * came, are one person. Of a person's ids the one stands from which no link
 * leads on; of several such the one with the latest link to it, and of these
 * the bytewise greatest (R-LINK-02).
 *
 * Returns: 0; -1 where links go round in a circle (R-LINK-03), with a
 *          finished sentence that names its lines in err.
 */
int links_finish(struct links *links, struct strbuf *err);

/**
 * The id that stands for the person with this id.
 *
 * Returns: false where id is in no link, or stands itself. Otherwise *standing
 *          (borrowed until links_free) and *person.
 */
bool links_follow(const struct links *links, const char *id, size_t len,
    const char **standing, size_t *standing_len, struct links_person *person);

size_t links_bytes(const struct links *links);

#endif
