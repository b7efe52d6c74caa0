/*
 * stream.h - the parts of a stream of connections, for the files that make it
 */
#ifndef CRUX_TCP_STREAM_H
#define CRUX_TCP_STREAM_H

#include "tcp/tracker.h"

/* One in eight of the connections. */
struct part {
	/* whoever is at work on it */
	struct stream *stream;
	unsigned number;
	struct arena arena; /* its own: it may be another thread's turn */
	struct tracker *tracker;
	struct ear ear;
	struct lane *lane; /* what it tells goes here, where threads share the work */
	char apart[APART_BYTES];
	/* whoever makes rounds; at the end: what is not told of yet */
	struct left left;
	char apart_too[APART_BYTES];
	/* The numbers of connections by their places. Whoever prints knows them, nobody else. */
	uint32_t *numbers;
	uint32_t numbers_cap;
	char apart_again[APART_BYTES];
};

struct stream {
	struct arena arena;
	struct pool pool; /* of the numbers */
	struct tracker_options opt;
	unsigned threads;
	struct tracker *trackers[ENDS_PARTS];
	struct tracker_left_out left_out;
	char apart[APART_BYTES];
	struct part parts[ENDS_PARTS];
	uint32_t conns_n;		   /* begun so far */
	uint32_t left_numbers[ENDS_PARTS]; /* of the next that is left in each part */
};

/* In the order of packets: a connection begins in part p; another is over. */
void stream_begun(struct stream *st, struct part *p, uint32_t place);
static inline uint32_t
stream_number(const struct part *p, uint32_t place)
{
	return p->numbers[place];
}

/* At the end: the one that began first of what is not told of yet; NULL: none is left. */
struct part *stream_left(struct stream *st, uint32_t *ret_place);

/* share.c: stream_read and stream_finish by several threads. */
void stream_share(struct stream *st, struct capture *c, struct input *in,
		  const struct stream_progress *progress);
void stream_share_left(struct stream *st); /* tracker_left of each part */
void stream_share_end(struct stream *st);

#endif
