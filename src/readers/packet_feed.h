/*
 * packet_feed.h - packets as text, of any tool, into the tracker of their input
 *
 * A packet waits until the next one begins, as its bytes may be printed below it.
 */
#ifndef CRUX_READERS_PACKET_FEED_H
#define CRUX_READERS_PACKET_FEED_H

#include "readers/hex_dump.h"
#include "readers/packet_text.h"
#include "readers/relative.h"

/*
 * Segments that an ICMP error may be about: it comes a round trip later at most, and by
 * then a fast sender has sent so many at the rate that text can be printed at.
 */
#define RECENT_SEGMENTS 256

struct recent {
	struct endpoint src, dst;
	uint32_t seq;
	bool has_seq;
};

struct packet_feed {
	struct reading *r;
	const struct section *s;
	struct case_input *in;
	struct dialogs dialogs;
	struct map interfaces;
	struct map named; /* host names that were told already */
	bool options;	  /* some lines have options: those without have none */
	bool waits;	  /* a packet does, with its line and its time */
	struct packet_text p;
	struct line line;
	int64_t time_ns;  /* TIME_NONE: not told */
	enum clock clock; /* what times are: to be set by the reader */
	struct hex_dump hex;
	uint64_t quiet; /* segments of which only ends and length are told */
	uint64_t cut;	/* those of which not even that is */
	struct recent recent[RECENT_SEGMENTS];
	uint64_t n_recent;
	/* asked when the packet at hand is whole, before it goes on; NULL: nobody */
	void (*settle)(void *ctx, struct packet_text *p);
	void *ctx;
};

void packet_feed_init(struct packet_feed *f, struct reading *r, const struct section *s);

/* The next packet: TCP or other. time_ns may be TIME_NONE. */
void packet_feed_take(struct packet_feed *f, const struct line *l, const struct packet_text *p,
		      int64_t time_ns);

/* A line of bytes below the packet; false if it is none. */
bool packet_feed_hex(struct packet_feed *f, struct str line);

/* From settle: one that the text only tells of, before the packet at hand. */
void packet_feed_before(struct packet_feed *f, const struct packet_text *p);

/* There are no more; also between two packets. */
void packet_feed_flush(struct packet_feed *f);

/* The input ends: what waited for packets with the same time goes to its tracker. */
void packet_feed_end(struct case_input *in);

#endif
