/*
 * ndjson_names.h - inside the NDJSON reader: a number for each member name.
 *
 * To find a member by its name's number is to compare small integers that lie
 * side by side. A number means the same name in the whole process, so that
 * records may go from one thread to another with them.
 */
#ifndef NDJSON_NAMES_H
#define NDJSON_NAMES_H

#include <stddef.h>
#include <stdint.h>

enum {
	NDJSON_MAX_NAMES = 1023, /* that get a number; the first ones met */
	NDJSON_NO_NUMBER = 0     /* of a name that came too late */
};

/**
 * The number of a name, now and ever after. It has no escapes.
 *
 * Memory: its own copy of each name, 60 bytes and less, until the end.
 */
uint16_t ndjson_name_number(const char *name, size_t len);

#endif
