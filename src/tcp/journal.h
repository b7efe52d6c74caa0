/*
 * journal.h - the first segments of a connection, kept as they came
 *
 * Private to src/tcp. Where thousands of connections are alive, one in full is lines of
 * cache that each of its segments has to wait for; most are short. So the first ten
 * segments are only noted, 32 bytes each, and taken one after the other when more comes
 * than fits, when the end is near, or when the connection is to be told of: it is then
 * what it would have been, and its memory is waited for once.
 */
#ifndef CRUX_TCP_JOURNAL_H
#define CRUX_TCP_JOURNAL_H

#include <assert.h>

#include "tcp/kinds.h"

struct note {
	uint64_t when; /* since the first: ns, packets; whether it is a copy (enum copy) */
	uint32_t seq, ack, tsval, tsecr;
	uint16_t len, window, ip_id;
	uint8_t ttl;
	uint8_t kind; /* kinds_number, and who sent it: NOTE_FROM_SERVER */
};
static_assert(sizeof(struct note) == 32, "two are a line of the cache");

#define NOTE_FROM_SERVER KINDS_MAX
#define NOTE_COPY_BITS 2
#define NOTE_PACKET_BITS 22
#define NOTE_NS_SHIFT (NOTE_COPY_BITS + NOTE_PACKET_BITS)
#define NOTE_NS_MAX (((int64_t)1 << (64 - NOTE_NS_SHIFT)) - 1) /* 18 minutes */
#define NOTE_PACKETS_MAX (((uint64_t)1 << NOTE_PACKET_BITS) - 1)

/* With its place, its slots and what the allocator adds a connection is 450 bytes. */
#define JOURNAL_NOTES 10

struct journal {
	uint32_t number; /* of the connection */
	uint8_t n;	 /* of notes */
	bool reused, lately : 1;
	bool opening_only : 1; /* nothing but SYNs and SYN-ACKs so far */
	bool fin[2];	       /* of each end, seen */
	struct endpoint client, server;
	int64_t first_ns;
	uint64_t first_packet;
	struct note notes[JOURNAL_NOTES];
};
static_assert(sizeof(struct journal) == 384, "a size that the pool has");

#endif
