/* confine.h - what a filter never does, it can no longer do. */
#ifndef VARDSTROM_CONFINE_H
#define VARDSTROM_CONFINE_H

#include <stdbool.h>

/**
 * Have the system refuse, from here on and in each thread made later, what no
 * filter does: sockets, other programs and processes, what belongs to others
 * (ptrace and its kin), and what changes the machine (mount, bpf, io_uring,
 * keys, modules, text pushed into the terminal). Privileges can no longer be
 * gained. Whoever makes a fault run code of his own in a program gets files,
 * with the rights of its user, and no way to run or send anything.
 *
 * In a process it is done once; a stage of a chain has it from the chain.
 *
 * Returns: false where the system cannot (old, or emulated, or a processor
 *          that is not known here): the program goes on as it would without.
 */
bool confine(void);

/** The same, for one who runs the main job; so confines that as well. */
bool confine_but_run(void);

#endif
