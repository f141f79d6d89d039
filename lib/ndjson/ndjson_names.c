/* ndjson_names.c - a number for each member name. */
#include "ndjson_names.h"

#include <pthread.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum { N_SLOTS = 2048 }; /* a power of 2, twice the names */

/*
 * Asked once for each name by each reader and each look-up, so one lock does.
 * Chosen collisions cost at most NDJSON_MAX_NAMES comparisons each time.
 */
static struct {
	pthread_mutex_t lock;
	struct {
		char *s;
		size_t len;
	} names[NDJSON_MAX_NAMES + 1]; /* by number, from 1 */
	uint16_t n_names;
	uint16_t slots[N_SLOTS]; /* numbers by hash; 0: free */
} all = { .lock = PTHREAD_MUTEX_INITIALIZER };

static size_t
hash(const char *s, size_t len)
{
	uint64_t h = len;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001B3);
	return (size_t)(h >> 32);
}

/* With the lock held. */
static uint16_t
number_of(const char *name, size_t len)
{
	size_t slot = hash(name, len) % N_SLOTS;
	uint16_t number;

	for (; (number = all.slots[slot]) != 0; slot = (slot + 1) % N_SLOTS)
		if (all.names[number].len == len &&
		    memcmp(all.names[number].s, name, len) == 0)
			return number;
	if (all.n_names == NDJSON_MAX_NAMES)
		return NDJSON_NO_NUMBER;
	number = ++all.n_names;
	all.names[number].s = xstrndup(name, len);
	all.names[number].len = len;
	all.slots[slot] = number;
	return number;
}

uint16_t
ndjson_name_number(const char *name, size_t len)
{
	uint16_t number;

	pthread_mutex_lock(&all.lock);
	number = number_of(name, len);
	pthread_mutex_unlock(&all.lock);
	return number;
}
