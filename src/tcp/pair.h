/*
 * pair.h - the same connections, captured in two places
 *
 * Judged segments of several inputs are kept, connections that two inputs share
 * are found by the marks of their packets (so that address translation does not
 * hide them), and their packets are matched. Then it is known what arrived, what
 * was lost on the way, how long it took, and how the two clocks differ.
 *
 * Memory: a kept segment takes about 400 bytes, and at most segments_max of them
 * are kept, whatever the captures hold; matching adds about 150 bytes for each
 * segment of the pair of inputs under way and gives them back. Beyond the bound
 * nothing is matched: half of a capture would call the other half lost.
 */
#ifndef CRUX_TCP_PAIR_H
#define CRUX_TCP_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

struct judged;

/* Pairs of more captures than this are not looked for: their number is a square. */
#define PAIR_INPUTS_MAX 8
/* About 400 MB, two fifths of the memory that a run may take. */
#define PAIR_SEGMENTS_MAX ((size_t)1 << 20)

/* What the other capture tells of a segment. */
enum fate_kind {
	FATE_NONE,    /* no other capture holds this connection, or a copy by the capture */
	FATE_ARRIVED, /* it is in the capture nearer the receiver */
	FATE_PARTLY,  /* only some of its bytes are there */
	FATE_DAMAGED, /* it is there, with a bad checksum */
	FATE_LOST,    /* it is not there: lost between the two */
	FATE_MISSED,  /* nor is any repeat, yet the receiver has it: the capture missed it */
	FATE_BEYOND,  /* the other capture began later or ended earlier */
	FATE_SENT,    /* seen nearer the receiver: this is the packet at the sender */
	FATE_UNSENT,  /* seen here only: made on the way, or missed near the sender */
	FATE_COUNT
};
/* For machines "arrived", for NONE NULL. */
const char *fate_name(enum fate_kind k);

struct fate {
	uint8_t kind;	   /* enum fate_kind */
	uint64_t packet;   /* in the other capture, 0 none */
	uint64_t last;	   /* the last, where offload cut it into several; else packet */
	uint32_t missing;  /* bytes that did not arrive, of PARTLY */
	bool absolute;	   /* delay_ns is the whole way, not what is above the least */
	int64_t delay_ns;  /* from the sender's side to here or there; TIME_NONE unknown */
	const char *other; /* the other capture */
};

/*
 * The clock of the second input minus that of the first. The paths there and back are
 * taken to be equally long when nothing is queued (as in NTP); error_ns is how wrong
 * that can be: the whole of the path might lie on one side.
 */
struct pair_clock {
	bool known; /* packets were matched both ways */
	bool drift_known;
	bool drifts;		     /* the drift is larger than its error, and taken off */
	int64_t offset_ns, error_ns; /* at since_ns */
	double drift_ppm, drift_error_ppm;
	int64_t since_ns; /* by the first input's clock */
	/* not known, as one of the clocks was set: before this packet of the first; 0 it was not */
	uint64_t set_packet;
	int64_t set_ns; /* by so much, the second against the first */
};

/* A stretch of packets that waited far longer than the others. */
struct pair_spike {
	uint64_t from_packet, to_packet; /* of the capture they were sent near, both ends */
	uint64_t worst_packet;
	int64_t queued_ns; /* of that */
};
#define PAIR_SPIKES 3

/* All packets of one direction between two captures. */
struct pair_way {
	uint64_t matched; /* packets of the one nearer the sender */
	uint64_t lost, lost_data, lost_bytes;
	uint64_t damaged;
	uint64_t missed; /* by the capture nearer the receiver */
	uint64_t unsent; /* not in the capture nearer the sender */
	uint64_t beyond;
	uint64_t timed; /* matched ones that the delays below are of */
	bool absolute;	/* the least delay is known, not only what is above it */
	int64_t min_ns, median_ns, max_ns;
	struct pair_spike spikes[PAIR_SPIKES]; /* the worst first */
	uint32_t spikes_n;		       /* all */
};

struct pair_summary {
	const char *first, *second; /* the captures */
	uint32_t connections;	    /* that both hold */
	uint32_t unplaced;	    /* of which it is not known which stands nearer to whom */
	uint64_t same_place;	    /* packets matched in those */
	uint32_t rewritten;	    /* whose sequence numbers are others in the second */
	struct pair_clock clock;
	struct pair_way way[2]; /* from the first to the second, and back */
};

struct pairs;

/* All lives in a. segments_max 0: PAIR_SEGMENTS_MAX. */
struct pairs *pairs_new(struct arena *a, size_t segments_max);
/* What is added from now on is of another input; name is kept. */
void pairs_begin_input(struct pairs *p, const char *name);
/*
 * Keep a segment; its conn must outlive p. False when there are too many: then it
 * is not kept, and pairs_match finds nothing.
 */
bool pairs_add(struct pairs *p, const struct judged *j);
/*
 * Match. Of what was kept, fate is set where another input holds the connection,
 * and class, reason, needed and proof become what both captures together prove.
 */
void pairs_match(struct pairs *p, struct arena *scratch);

size_t pairs_inputs(const struct pairs *p);
const char *pairs_input_name(const struct pairs *p, size_t input);
/* Kept segments of an input, in the order of adding. */
size_t pairs_segments(const struct pairs *p, size_t input);
const struct judged *pairs_segment(const struct pairs *p, size_t input, size_t i);
size_t pairs_summaries(const struct pairs *p);
const struct pair_summary *pairs_summary(const struct pairs *p, size_t i);

#endif
