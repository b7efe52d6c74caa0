/*
 * row.h - the opening of a connection in few bytes
 *
 * As long as SYNs and SYN-ACKs are all that was seen, a connection is kept as these
 * segments: the two ends once, then of each segment what is not as expected of it.
 * Taken again one after the other they make the connection that it would have been
 * with memory of its own. So a flood or a scan costs a row for each attempt.
 */
#ifndef CRUX_TCP_ROW_H
#define CRUX_TCP_ROW_H

#include <assert.h>

#include "tcp/tcp.h"

#define ROW_BYTES 88
#define ROW_LOG_BYTES (ROW_BYTES - 11)
/* A segment that is all as expected takes four bytes; real ones ten and more. */
#define ROW_SEGMENTS_MAX 8

struct row {
	uint32_t number; /* of the connection */
	uint16_t client_port, server_port;
	uint8_t v4 : 1, reused : 1;
	uint8_t segments;
	uint8_t used;		    /* of log */
	uint8_t log[ROW_LOG_BYTES]; /* addresses (4 or 16 bytes each), then segments */
};
static_assert(sizeof(struct row) == ROW_BYTES, "dense");

/*
 * Begin with the first segment. False: it is no opening, or tells more than a row can
 * hold. forth: its sender is the client.
 */
bool row_start(struct row *r, uint32_t number, const struct segment *s, bool forth);

/*
 * One more, between the same ends. False: the row is as it was, and the segment is for
 * a connection in full. A SYN with another ISN is such a one.
 */
bool row_add(struct row *r, const struct segment *s);

/* All segments, in order; how many. */
size_t row_segments(const struct row *r, struct segment ret[ROW_SEGMENTS_MAX]);

void row_ends(const struct row *r, struct endpoint *ret_client, struct endpoint *ret_server);
/* Whether these are its two ends, in either order. */
bool row_between(const struct row *r, const struct endpoint *a, const struct endpoint *b);

#endif
