/*
 * rest.h - a connection that nothing comes for, in few bytes
 *
 * Most of those that are alive at once rest: they wait for an answer, for the user, or
 * for nothing at all. Of a million of them few are heard of within a second. What is
 * known of one that rests is packed, without loss: each number as what is not expected
 * of it. When something comes it is unpacked, and is what it was.
 */
#ifndef CRUX_TCP_REST_H
#define CRUX_TCP_REST_H

#include "tcp/tcp.h"

struct conn_track;
struct tracker;

struct rest {
	uint32_t number; /* of the connection */
	uint16_t client_port, server_port;
	uint16_t bytes; /* of all this */
	uint8_t v4;
	uint8_t at;    /* in its chunk */
	uint8_t log[]; /* addresses (4 or 16 bytes each), then words */
};

void rest_ends(const struct rest *r, struct endpoint *ret_client, struct endpoint *ret_server);
/* Whether these are its two ends, in either order. */
bool rest_between(const struct rest *r, const struct endpoint *a, const struct endpoint *b);

/* Pack what is at that place, if it is a connection in full that gets smaller by it. */
void rest_begin(struct tracker *t, uint32_t index);
/* The connection that rests at that place, in full. */
struct conn_track *rest_end(struct tracker *t, uint32_t index);

/*
 * So many segments will be fed now: let some of those that were not heard of lately rest,
 * where many are in full. Call it where no connection is in hand.
 */
void rest_check(struct tracker *t, size_t segments);

#endif
