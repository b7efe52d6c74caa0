/*
 * ties.h - packets of one connection with the same time stamp, in an order of their own
 *
 * A clock that cannot tell two packets apart leaves their order to chance: queues of a
 * card are emptied one after the other, tools sort by time. So a run of segments with one
 * time is put into an order that follows from what is in them, and not from where they
 * stand in the file; see ties.c. Each keeps its number. Segments of other connections
 * keep their places.
 */
#ifndef CRUX_WIRE_TIES_H
#define CRUX_WIRE_TIES_H

#include "wire/wire.h"

struct ties {
	struct segment held[TIES_MAX]; /* the run at the end, which may go on */
	size_t held_n;
	bool fine;	 /* the clock was seen to tell less than TIES_COARSE_NS */
	bool long_run;	 /* the last run is too long, and may go on */
	int64_t long_ns; /* its time */
};

/*
 * v has n segments, of which the first held_n were held back before. Order what is
 * complete in them, hold back what may go on, unless this is the end, and return how many
 * stay in v. So many are more than none where n is more than TIES_MAX.
 */
size_t ties_settle(struct ties *t, struct segment *v, size_t n, bool end);

/* Move what was held back to v, as far as there is room; how many. */
size_t ties_take_held(struct ties *t, struct segment *v, size_t room);

#endif
