/*
 * epochs.h - the days on which the meaning of codes changes, and the time
 * between them: on all days of an epoch, each code means the same.
 */
#ifndef CODE_KVA_EPOCHS_H
#define CODE_KVA_EPOCHS_H

#include <stddef.h>
#include <stdint.h>

#include "code_map.h"

/** Made by adding maps, then sorting once, then looking up. */
struct epochs {
	int *first_days; /* of each epoch but the first */
	size_t n, cap;
};
#define EPOCHS_INIT                                                            \
	{                                                                      \
		NULL, 0, 0                                                     \
	}

void epochs_release(struct epochs *e);

/** Take in the days of all entries. */
void epochs_add(struct epochs *e, const struct code_map *map);

void epochs_sort(struct epochs *e);

/**
 * The number of the epoch that a day is in, from 1 in the order of time; 0
 * for CODE_MAP_NO_DAY.
 */
uint32_t epochs_of(const struct epochs *e, int day);

#endif
