/*
 * mind_signs.h - by what congestion controls are told apart: the shapes of growth, cycles of the rate
 *
 * Private to mind.c.
 */
#ifndef CRUX_TCP_MIND_SIGNS_H
#define CRUX_TCP_MIND_SIGNS_H

#include "tcp/tcp.h"

/* The shape of growth needs two halves of some rounds each. */
#define SHAPE_ROUNDS_MIN 8
#define SHAPE_POINTS 32

struct signs {
	/* growth since the last reduction: every step-th round */
	uint32_t shape_n, shape_step, shape_skip;
	uint32_t shape[SHAPE_POINTS]; /* bytes */
	/* the rate of late: where it is level, and a rise under way */
	double rate_level;
	uint32_t rate_rise, rate_odd; /* rounds left for the fall; rounds away from the level */
};

/* One more round of avoidance that the window alone held; its largest flight. */
void signs_flight(struct signs *s, uint64_t flight_bytes);
/* A round in which so much was sent a second; adds to m what it completes. */
void signs_rate(struct signs *s, struct mind *m, double rate);
/* Growth ends here, by a loss or otherwise: what was its shape? */
void signs_growth_over(struct signs *s, struct mind *m, uint64_t mss);
/* Of so many bursts so many were let go by no ACK: by a clock of its own? */
bool signs_paced(uint64_t spaced, uint64_t of);
/* All that was seen of it: which family is it like? */
void signs_decide(struct mind *m, bool seen_at_sender);

#endif
