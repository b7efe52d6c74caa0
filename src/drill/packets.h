/*
 * packets.h - judged packets kept for questions
 */
#ifndef CRUX_DRILL_PACKETS_H
#define CRUX_DRILL_PACKETS_H

#include "drill/drill.h"

/*
 * Enough for a question: it shows a handful of packets, most of them from the
 * start of a connection. 20,000 are about 5 MB.
 */
#define DRILL_PACKETS_MAX 20000

/* A packet, and the next one of its connection: index + 1, 0 none. */
struct kept {
	struct judged judged;
	uint32_t next;
};

/* The first and last kept packet of a connection: index + 1. */
struct kept_ends {
	uint32_t first, last;
};

struct drill_packets {
	struct arena *arena;
	VEC(struct kept) v;
	struct map conns; /* by the bytes of the pointer: struct kept_ends */
};

/*
 * The next packet of c behind place *i, 0 being the start; NULL at the end, and
 * then ask no more. *i moves on. c NULL: of any connection.
 */
const struct judged *packet_next(const struct drill_packets *p, const struct conn *c, size_t *i);

/* The first packet of c with that class from dir, NULL if there is none. */
const struct judged *packet_of_class(const struct drill_packets *p, const struct conn *c,
				     enum segment_class class, enum direction dir);

/* The packet of c with that number, NULL if it was not kept. */
const struct judged *packet_numbered(const struct drill_packets *p, const struct conn *c,
				     uint64_t number);

/* Whether text prints it as a bare ACK: no payload, SYN, FIN or RST. */
bool packet_is_bare_ack(const struct judged *j);

#endif
