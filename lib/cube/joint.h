/*
 * joint.h - count a record once for many groupings.
 *
 * A clinic has one provider, one form of management and one municipality. So
 * a measure that is wanted by each of these is counted by all of them
 * together, which are hardly more groups than clinics, and what each grouping
 * comes to is made of that after the last record. Nothing of this is taken on
 * trust: a joint grouping has the members of all, so that each of its groups
 * lies in one group of each of them, whatever the records hold.
 *
 * A tally is counted by one joint grouping from the first record on: a key has
 * few groups of it, mostly one, and has to be looked for once and not for each
 * grouping. What is no tally is counted as it is wanted.
 *
 * Memory: for a tally 13 to 15 bytes a pair of joint group and key, in place
 *         of as many for each grouping; after the last record, as many groups'
 *         parents as there are joint groups, for each grouping.
 */
#ifndef AGGREGATE_JOINT_H
#define AGGREGATE_JOINT_H

#include <stdint.h>

struct book;
struct measure;

/** Before the first record is counted: decide what is counted into. */
void joint_plan(struct book *b);

/**
 * When all tallies have just been poured out to the disk: count by no joint
 * grouping whose groups take much of the budget, since these stay.
 */
void joint_part_poured(struct book *b);

/**
 * After the last record: make the slots. Tallies that went to the disk, or
 * have to since they would outgrow the budget, are left to book_settle.
 */
void joint_settle(struct book *b);

/**
 * For each group of a joint grouping the group of another in which it lies.
 *
 * Memory: new; freed with free.
 */
uint32_t *joint_parents(struct book *b, int joint, int grouping);

#endif
