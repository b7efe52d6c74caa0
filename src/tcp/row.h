/*
 * row.h - the opening of a connection in few bytes
 *
 * As long as SYNs and SYN-ACKs are all that was seen, a connection is kept as these
 * segments: the two ends once; of the first its kind and what segments of a kind differ
 * in; of each further one what is not as expected of it.
 * Taken again one after the other they make the connection that it would have been
 * with memory of its own. So a flood or a scan costs a row for each attempt.
 */
#ifndef CRUX_TCP_ROW_H
#define CRUX_TCP_ROW_H

#include <assert.h>

#include "tcp/kinds.h"

#define ROW_BYTES 84
#define ROW_LOG_BYTES (ROW_BYTES - 10)
/* A segment that is all as expected takes four bytes; real ones ten and more. */
#define ROW_SEGMENTS_MAX 8

struct row {
	uint32_t number; /* of the connection */
	uint16_t client_port, server_port;
	uint8_t v4 : 1, reused : 1, lately : 1; /* lately: the tracker's mark */
	uint8_t brief : 1;			/* its first segment is as row_brief has it */
	uint8_t segments : 4;
	uint8_t used;		    /* of log */
	uint8_t log[ROW_LOG_BYTES]; /* addresses (4 or 16 bytes each), then segments */
};
static_assert(sizeof(struct row) == ROW_BYTES, "dense");

/* What rows of one tracker are told against. */
struct row_base {
	int64_t ns; /* from which their times are not far */
	struct kinds kinds;
};

/* One that is in it. */
struct row_segment {
	struct segment s;
	enum direction dir;
	bool is_copy; /* by the capture, as row_mark_copy was told */
};

/* What the connection is when it has taken one more. */
struct row_added {
	enum direction dir; /* of the segment */
	int64_t now_ns;	    /* the latest time, as times may go back */
	bool timed;	    /* its first segment had a time */
	uint8_t at;	    /* for row_mark_copy */
};

/*
 * base is the same in all calls for a row. Begin with the first segment; forth: its sender is the client. False: it is no
 * opening, or tells more than a row can hold.
 */
bool row_start(struct row *r, struct row_base *base, uint32_t number, const struct segment *s,
	       bool forth, struct row_added *ret);

/*
 * One more, between the same ends. False: the row is as it was, and the segment is for
 * a connection in full. A SYN with another ISN is such a one.
 */
bool row_add(struct row *r, const struct row_base *base, const struct segment *s,
	     struct row_added *ret);

/* The segment that was added is a copy. */
void row_mark_copy(struct row *r, const struct row_added *added);

/* All segments, in order; how many. */
size_t row_segments(const struct row *r, const struct row_base *base,
		    struct row_segment ret[ROW_SEGMENTS_MAX]);

/* All that a first segment of its kind has of its own. */
struct row_brief {
	int64_t ns;
	uint32_t packet, seq, tsval;
	uint16_t window, ip_id;
	uint8_t ttl, kind;
	bool is_copy;
};
/* Of a row that is brief. */
struct row_brief row_brief(const struct row *r, const struct row_base *base);

void row_ends(const struct row *r, struct endpoint *ret_client, struct endpoint *ret_server);
/* Whether these are its two ends, in either order. */
bool row_between(const struct row *r, const struct endpoint *a, const struct endpoint *b);

#endif
