/*
 * switches.h - mechanisms that save time and change no answer: a build for
 * tests is without them, so that nothing can come to lean on one.
 *
 *	make check SWITCHES=off		without any
 *	make SWITCHES='BASES TEXTS'	without these
 */
#ifndef VARDSTROM_SWITCHES_H
#define VARDSTROM_SWITCHES_H

enum {
/* a tally is counted by one base grouping, see cube/cube_private.h */
#ifdef WITHOUT_BASES
	SWITCH_BASES = 0,
#else
	SWITCH_BASES = 1,
#endif
/* what a kind of record cannot count into is not asked, cube/dispatch.h */
#ifdef WITHOUT_KINDS
	SWITCH_KINDS = 0,
#else
	SWITCH_KINDS = 1,
#endif
/* what a record counts into is kept by its signature, cube/dispatch.h */
#ifdef WITHOUT_HITS
	SWITCH_HITS = 0,
#else
	SWITCH_HITS = 1,
#endif
/* keys wait for their places in memory, see cube/prefetch.h */
#ifdef WITHOUT_QUEUE
	SWITCH_QUEUE = 0,
#else
	SWITCH_QUEUE = 1,
#endif
/* short values of a column have their numbers at hand, in the cube */
#ifdef WITHOUT_VALUES
	SWITCH_VALUES = 0,
#else
	SWITCH_VALUES = 1,
#endif
/* what is made of a text is made once, see vardstrom/text_cache.h */
#ifdef WITHOUT_TEXTS
	SWITCH_TEXTS = 0
#else
	SWITCH_TEXTS = 1
#endif
};

#endif
