/*
 * mind.h - what a sender had in mind: its window, its rounds, its recoveries
 *
 * Private to src/tcp; what it finds is struct mind in tcp.h.
 */
#ifndef CRUX_TCP_MIND_H
#define CRUX_TCP_MIND_H

#include "tcp/track.h"

/* The half has sent enough to be worth an estimate, or has one. */
void mind_take(struct look *l, uint64_t known);

/*
 * dir, which has a mind, has sent new data, knowing of an ACK up to known and a window up
 * to edge. In the middle of a round this is all of mind_take; false: do that.
 */
bool mind_goes_on(const struct conn_track *c, enum direction dir, uint32_t len, int64_t now_ns,
		  uint64_t edge, uint64_t flight_before, uint64_t flight_bytes, uint64_t known);

/* l->x has sent data or FIN, knowing of an ACK up to known; call before known_at_tx moves. */
static inline void
mind_sent(struct look *l, uint64_t known)
{
	struct half_track *x = l->x;

	if (known <= x->isn64 + 1)
		x->first_flight_bytes = flight_u32(l->j.flight_bytes);
	else if (x->known_at_tx <= x->isn64 + 1 && l->new_bytes && l->seq > x->isn64)
		/* up to the first that an ACK let go, though some of it may not have passed here */
		x->first_flight_bytes = flight_u32(l->seq - (x->isn64 + 1));
	if (x->mind || l->x->data_packets >= MIND_SEGMENTS_MIN)
		mind_take(l, known);
}

/* A round trip was measured, so far off the smoothed one; x has a mind. */
void mind_rtt(struct half_track *x, int64_t off_ns);
/* x lets most of its segments go by a clock of its own, as far as is known by now. */
bool mind_is_paced(const struct half_track *x);
/* An ACK has ended the recovery of l->y. */
void mind_recovered(struct look *l);
/* The connection is over: decide what its halves' minds say. */
void mind_finish(struct conn_track *c);
/* What it says, in memory that mind_free takes back; NULL: too little was sent. */
const struct mind *mind_of(const struct half_track *x);
void mind_free(struct tracker *t, struct half_track *x);
extern const size_t mind_bytes; /* of the memory behind half_track.mind: words */
/* How a word is packed: what it is near to (rest_values.c). */
enum word_kind {
	WORD_NUMBER,
	WORD_PAIR,   /* two of 32 bits */
	WORD_BOOLS,  /* the same, of which the second is four bools */
	WORD_RTO,    /* a duration, which mostly is the least timeout */
	WORD_SEQ,    /* as numbers of its sender, or 0 */
	WORD_NS,     /* a time, or 0 */
	WORD_TIME,   /* a time, or TIME_NONE */
	WORD_PACKET, /* or 0 */
	WORD_NAN,    /* a double, which mostly is none */
	WORD_KINDS,
};
extern const uint8_t mind_word_kinds[]; /* enum word_kind of each of them */

#endif
