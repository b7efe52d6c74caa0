/*
 * fragments.h - IP fragments put together again, as far as their headers matter
 *
 * Nobody above needs the payload: of each datagram its first bytes are kept, and
 * which stretches of it have come. Memory is bounded, whatever comes.
 */
#ifndef CRUX_WIRE_FRAGMENTS_H
#define CRUX_WIRE_FRAGMENTS_H

#include "wire/packet.h"

/* Room for tunnels and their inner headers; of TCP alone 60 would do. */
#define FRAGMENTS_HEAD_BYTES 256

struct fragments;

struct fragments_stats {
	uint64_t datagrams; /* of which a fragment was seen */
	uint64_t whole;	    /* of these put together */
};

/* What one fragment's header says; its payload is what the packet points to. */
struct fragment {
	uint32_t id;
	uint32_t offset_bytes;
	bool more;
	uint8_t next; /* the protocol of the payload's first byte, by this fragment */
};

enum fragment_result {
	FRAGMENT_HELD,	/* others are still to come, or it is a copy of one that came */
	FRAGMENT_WHOLE, /* the packet has the whole datagram's payload now */
	FRAGMENT_FIRST, /* a first one; the capture seems to have only those */
	FRAGMENT_BAD,	/* no such fragment is possible */
};

/* Takes next to no memory until the first fragment. */
struct fragments *fragments_new(struct arena *a);

/*
 * Take the fragment that pk points to; its segment has addresses, traffic class and
 * family already. WHOLE: p, have and wire of pk are those of the datagram, valid
 * until the next call, and *ret_next is its protocol.
 */
enum fragment_result fragments_take(struct fragments *f, const struct fragment *in,
				    struct packet *pk, uint8_t *ret_next);

struct fragments_stats fragments_stats(const struct fragments *f);

#endif
