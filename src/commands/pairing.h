/*
 * pairing.h - explain, when several inputs may hold the same connections
 */
#ifndef CRUX_COMMANDS_PAIRING_H
#define CRUX_COMMANDS_PAIRING_H

#include "commands/gather.h"

/* Whether the operands can be more than one input: two of them, or a folder. */
bool pairing_is_possible(const struct arguments *args);

/*
 * All operands in one case, their segments kept. emit gets each with what both
 * captures prove, input by input; done after the last of an input; end at the end,
 * with the pairs. Where the segments are too many, they are emitted as read.
 * Returns the exit status.
 */
struct pairing_calls {
	void (*emit)(struct listing *l, size_t input, const struct judged *j);
	void (*done)(struct listing *l, size_t input);
	void (*end)(struct listing *l, const struct pairs *p);
};
int pairing_run(const struct arguments *args, const struct pairing_calls *calls, void *ctx);

#endif
