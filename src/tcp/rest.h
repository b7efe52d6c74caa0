/*
 * rest.h - a connection that nothing comes for, in few bytes
 *
 * Most of those that are alive at once rest: they wait for an answer, for the user, or
 * for nothing at all. Of a million of them few are heard of within a second. What is
 * known of one that rests is packed, without loss: each number as what is not expected
 * of it. When something comes it is noted behind it (behind.h), or it is unpacked, and is
 * what it was.
 */
#ifndef CRUX_TCP_REST_H
#define CRUX_TCP_REST_H

#include "tcp/behind.h"
#include "tcp/tcp.h"

struct conn_track;
struct tracker;

/* Nearly all are so large, and have room for some notes; a chunk has 18 of them. */
#define REST_LEAST 448

struct rest {
	uint32_t number; /* of the connection */
	uint32_t index;	 /* in the table */
	uint16_t client_port, server_port;
	uint16_t bytes;	 /* of all this */
	uint16_t used;	 /* of log */
	uint16_t packed; /* of it, without notes */
	uint8_t at;	 /* in its chunk */
	uint8_t plain;	 /* conn_is_plain; 0: nothing is noted behind it */
	uint8_t kind;	 /* rest_kind_of */
	uint8_t bits;	 /* behind_bits */
	bool v4 : 1;
	bool lately : 1; /* heard of since memory was short */
	struct behind behind;
	uint8_t log[]; /* addresses (4 or 16 bytes each), values, notes */
};

void rest_ends(const struct rest *r, struct endpoint *ret_client, struct endpoint *ret_server);
/* Whether these are its two ends, in either order. */
bool rest_between(const struct rest *r, const struct endpoint *a, const struct endpoint *b);

/* The same of the ends of s, and which sent it. */
bool rest_is_between(const struct rest *r, const struct segment *s, enum direction *ret_dir);

/* Pack what is at that place, if it is a connection in full that gets smaller by it. */
bool rest_begin(struct tracker *t, uint32_t index);
/* The connection that rests at that place, in full. */
struct conn_track *rest_end(struct tracker *t, uint32_t index);

/*
 * Where too many are in full, let some of those that were not heard of lately rest. Call it
 * once in some dozen segments, where no connection is in hand.
 */
void rest_check(struct tracker *t);

#endif
