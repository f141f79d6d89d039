/* sample.c - which groupings make few groups together. */
#include "sample.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

enum {
	MET_SLOTS = 1024 /* a power of 2, far above SAMPLE_RECORDS */
};

/** One number for a record's values of these columns; never 0. */
static uint64_t
mix_of(const uint32_t *numbers, uint32_t columns)
{
	uint64_t mix = 1;

	for (; columns != 0; columns >>= 1, numbers++)
		if (columns & 1) {
			mix = (mix ^ *numbers) * UINT64_C(0x9e3779b97f4a7c15);
			mix ^= mix >> 29;
		}
	return mix | 1;
}

/* Combinations that mix alike are taken for one: a guess is enough. */
size_t
sample_n_groups(const struct sample *s, uint32_t columns)
{
	uint64_t met[MET_SLOTS] = { 0 };
	size_t n = 0, i;

	for (i = 0; i < s->n; i++) {
		uint64_t mix = mix_of(s->numbers[i], columns);
		size_t at = (size_t)(mix >> 32) % MET_SLOTS;

		while (met[at] != 0 && met[at] != mix)
			at = (at + 1) % MET_SLOTS;
		n += met[at] == 0;
		met[at] = mix;
	}
	return n;
}

static size_t
n_bits(uint32_t bits)
{
	size_t n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

/** The columns that have one value only. Of these nothing is known: the first
 * records of a year are of one month. */
static uint32_t
constants(const struct sample *s)
{
	uint32_t columns = 0;
	size_t i;

	for (i = 0; i < s->n_columns; i++)
		if (sample_n_groups(s, UINT32_C(1) << i) == 1)
			columns |= UINT32_C(1) << i;
	return columns;
}

/** Take a set into a joint, where that makes few groups more. */
static bool
take_in(struct sample_joint *joint, const struct sample *s, uint32_t set,
    uint32_t unknown, size_t max_columns)
{
	uint32_t both = joint->columns | set;
	size_t n;

	if (both != joint->columns) {
		if (n_bits(both) > max_columns ||
		    (joint->columns & unknown) != (both & unknown))
			return false;
		n = sample_n_groups(s, both);
		if (n > SAMPLE_FEW && n > joint->n_groups * 9 / 8)
			return false;
		joint->columns = both;
		joint->n_groups = n;
	}
	joint->n_sets++;
	return true;
}

/** The finest sets first: the others mostly lie in them. */
static size_t *
by_size(const struct sample *s, const uint32_t *sets, size_t n_sets)
{
	size_t *order = xcalloc(n_sets, sizeof(*order));
	size_t *sizes = xcalloc(n_sets, sizeof(*sizes));
	size_t i, k;

	for (i = 0; i < n_sets; i++) {
		size_t n = sample_n_groups(s, sets[i]);

		for (k = i; k > 0 && sizes[k - 1] < n; k--) {
			sizes[k] = sizes[k - 1];
			order[k] = order[k - 1];
		}
		sizes[k] = n;
		order[k] = i;
	}
	free(sizes);
	return order;
}

size_t
sample_join(const struct sample *s, const uint32_t *sets, size_t n_sets,
    size_t max_columns, struct sample_joint *joints, size_t *choice)
{
	size_t *order = by_size(s, sets, n_sets);
	uint32_t unknown = constants(s);
	size_t n_joints = 0, i, k;

	for (i = 0; i < n_sets; i++) {
		uint32_t set = sets[order[i]];

		for (k = 0; k < n_joints; k++)
			if (take_in(&joints[k], s, set, unknown, max_columns))
				break;
		choice[order[i]] = k;
		if (k < n_joints)
			continue;
		joints[n_joints++] =
		    (struct sample_joint){ set, sample_n_groups(s, set), 1 };
	}
	free(order);
	return n_joints;
}
