/*
 * relay.h - work that comes in rounds and lanes, shared out among threads
 *
 *     make 0   make 1   make 2   make 3 …     one after the other
 *       └ lane 0 ─ lane 0 ─ lane 0 …          of a lane one after the other,
 *       └ lane 1 ─ lane 1 …                   lanes beside one another
 *           end 0    end 1 …                  one after the other
 *
 * A round is made, then worked on in each of its lanes, then ended. Which thread takes
 * which step is chosen as they come free; what each step finds is the same whoever takes
 * it, and so is the order of the ends. What a step wrote is seen by those after it.
 */
#ifndef CRUX_BASE_RELAY_H
#define CRUX_BASE_RELAY_H

#include <stdbool.h>

#define RELAY_LANES_MAX 16
#define RELAY_THREADS_MAX 8

struct relay_work {
	unsigned lanes; /* 1 to RELAY_LANES_MAX */
	/* Rounds under way at most: the n-th is in slot n modulo slots. */
	unsigned slots;
	/* Make a round in this slot; false: there are no more. */
	bool (*make)(void *ctx, unsigned slot);
	void (*work)(void *ctx, unsigned slot, unsigned lane);
	void (*end)(void *ctx, unsigned slot);
	void *ctx;
};

/*
 * All rounds, by this thread and up to threads - 1 others that live as long as the
 * call; fewer where they cannot be had.
 */
void relay_run(const struct relay_work *w, unsigned threads);

#endif
