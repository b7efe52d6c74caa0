/*
 * packet.h - one packet while its headers are taken off, outermost first
 *
 * Each decoder looks at the bytes at p, passes its own header and calls the next
 * one. Two lengths go along: what the capture holds and what was on the wire.
 */
#ifndef CRUX_WIRE_PACKET_H
#define CRUX_WIRE_PACKET_H

#include "wire/wire.h"

struct fragments;

struct packet {
	const uint8_t *p; /* the next header */
	size_t have;	  /* captured bytes from p on */
	size_t wire;	  /* bytes on the wire from p on; never less than have */
	struct segment *seg;
	bool v4;	 /* the family of the innermost IP header */
	unsigned layers; /* headers that hold other packets, met so far */
	bool part;   /* the TCP checksum covers more than is here: a fragment, a routed header */
	bool quoted; /* by an ICMP error: as little as 8 bytes of the TCP header */
	struct fragments *fragments; /* to put them together; NULL: each stands alone */
	int64_t now_ns;		     /* for these */
};

/*
 * Nobody stacks more tunnels and tags than this; each may call itself again, so
 * the bound is also that of our stack.
 */
#define PACKET_LAYERS_MAX 16

/* Count one layer; false when there are too many. */
static inline bool
packet_enter(struct packet *pk)
{
	return ++pk->layers <= PACKET_LAYERS_MAX;
}

/* Pass n bytes, which are captured. */
static inline void
packet_pass(struct packet *pk, size_t n)
{
	pk->p += n;
	pk->have -= n;
	pk->wire -= n;
}

/* What follows p is n bytes long by its own header: drop padding and trailers. */
static inline void
packet_trim(struct packet *pk, size_t n)
{
	pk->wire = n;
	pk->have = MIN(pk->have, n);
}

#endif
