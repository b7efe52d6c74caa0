/*
 * ring.h - slots that go from one thread to another and back
 *
 * One thread fills slots in turn, another empties them in the same order. The ring
 * knows how many are filled, not what is in them: slot i is the caller's i-th block.
 * Whoever is ahead waits, first in a short loop, then asleep.
 *
 *     filling: while ((i = ring_fill(r)) != RING_OVER) { …; ring_filled(r); }
 *              ring_end(r);
 *     emptying: while ((i = ring_empty(r)) != RING_OVER) { …; ring_emptied(r); }
 *              ring_leave(r);
 */
#ifndef CRUX_BASE_RING_H
#define CRUX_BASE_RING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define RING_OVER UINT32_MAX
/* Between what two threads write: a cache line, and the one that is fetched with it. */
#define RING_APART_BYTES 128

/* What one side tells the other. */
struct ring_side {
	_Atomic uint64_t done; /* slots, since the beginning */
	_Atomic bool over;     /* it will do no more */
	_Atomic bool sleeps;   /* and is to be woken */
	pthread_cond_t woken;
	char apart[RING_APART_BYTES];
};

struct ring {
	uint32_t slots;
	char apart[RING_APART_BYTES];
	struct ring_side filler, emptier;
	pthread_mutex_t lock; /* of those who sleep */
};

/* slots: at least 2. The ring must not move until ring_fini, when one thread is left. */
void ring_init(struct ring *r, uint32_t slots);
void ring_fini(struct ring *r);

/* The next slot to fill, when there is a free one; RING_OVER: nobody will empty it. */
uint32_t ring_fill(struct ring *r);
/* It is full: the other side may have it. */
void ring_filled(struct ring *r);
/* There is no more. */
void ring_end(struct ring *r);

/* The next slot that is full, when there is one; RING_OVER: all were emptied and no more come. */
uint32_t ring_empty(struct ring *r);
/* What was in it is not needed any more. */
void ring_emptied(struct ring *r);
/* No more is wanted: who fills is told at its next slot. */
void ring_leave(struct ring *r);

#endif
