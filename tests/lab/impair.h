/*
 * impair.h - what one direction of the path does to packets
 *
 * An impairment is told in words "key=value" (the table in impair.c has them all)
 * and decides about each packet from its number, a seed and the time that it is
 * given: the same packets at the same times always fare alike.
 */
#ifndef CRUX_LAB_IMPAIR_H
#define CRUX_LAB_IMPAIR_H

#include "packet.h"

#define NAMED_MAX 16

enum fate {
	FATE_SENT,
	FATE_MTU,      /* larger than the path takes, and nobody says so */
	FATE_NAMED,    /* this very packet was to be lost */
	FATE_IDLE,     /* the flow rested longer than the middle remembers */
	FATE_BLACKOUT, /* nothing passes at this time */
	FATE_RANDOM,
	FATE_BURST,
	FATE_ACK, /* random, of pure ACKs only */
	FATE_POLICER,
	FATE_QUEUE,
	FATE_NO_ROOM, /* of the emulator itself: an error of the lab */
	FATE_COUNT
};
const char *fate_name(enum fate f);

/* Packets of a flow by their content or number: "byte:70000*2", "data:5+3", "syn*1". */
struct named {
	enum named_kind {
		NAMED_BYTE, /* that carry this byte of the stream, from 0 */
		NAMED_DATA, /* with payload, from the nth of the flow on, from 1 */
		NAMED_ACK,  /* without */
		NAMED_SYN,
		NAMED_FIN,
	} kind;
	uint64_t at, times;
};

struct named_list {
	struct named named[NAMED_MAX];
	size_t n;
};

struct span {
	int64_t from_ns, to_ns; /* since the first packet; both 0: never */
};

/* Zero is: as if it were not there. */
struct impair {
	int64_t delay_ns, jitter_ns;
	bool disorder; /* jitter may let one packet overtake another */
	uint64_t rate_bps, queue_bytes, queue_packets, ecn_bytes;
	double loss, burst_enter, burst_leave, ack_loss;
	double late, duplicate, corrupt;
	int64_t late_ns;
	uint64_t police_bps, police_bytes;
	uint64_t mtu;
	int64_t idle_ns;
	struct span blackout, hold;
	int64_t step_ns, step_delay_ns; /* from this time on, that much longer */
	struct named_list drop, delay;
	bool gro; /* what arrives together is joined */
	uint64_t seed;
};

/* Read one word; false with words in err. */
bool impair_word(struct impair *im, char *word, const char **err);

struct verdict {
	enum fate fate;
	int64_t deliver_ns;
	uint64_t backlog_bytes; /* in the queue before it */
	bool late, duplicate, corrupt, ce;
};

struct flow_memory;
/* What a direction remembers from packet to packet; begins as zeros. */
struct impair_state {
	uint64_t n;
	bool bad; /* of Gilbert's two states */
	int64_t free_ns, last_deliver_ns;
	double tokens;
	int64_t tokens_ns;
	bool tokens_known;
};

/* One for both directions: who was heard of when. */
struct flow_memory *flow_memory_new(void);

/* now_ns counts from the first packet of the run. dir 0 or 1. */
struct verdict impair_decide(const struct impair *im, struct impair_state *st,
			     struct flow_memory *memory, int dir, const struct packet *p,
			     int64_t now_ns);

#endif
