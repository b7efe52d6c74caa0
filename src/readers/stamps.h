/*
 * stamps.h - the times of packets, each of which may be since the one before
 */
#ifndef CRUX_READERS_STAMPS_H
#define CRUX_READERS_STAMPS_H

#include "readers/packet_text.h"

/* What the times of a section are. */
enum stamp_mode {
	STAMPS_AS_TOLD, /* of the day or since 1970 */
	STAMPS_DELTA,	/* each since the line before: -ttt */
	STAMPS_ELAPSED, /* each since the first: -ttttt */
};

/* What a first look over a section tells of them. */
struct stamp_overview {
	size_t n, falls; /* times; those before the one above */
	int64_t first_ns, last_ns, max_ns;
	bool clock, delta, indented;
	int64_t dated_ns; /* the first with a day; 0: none */
};

struct stamps {
	enum stamp_mode mode;
	int64_t now_ns;		       /* of the last line with a time; with deltas their sum */
	int64_t last_clock_ns, day_ns; /* a clock that passed midnight */
	enum clock clock;	       /* what now_ns is */
};

void stamp_overview_add(struct stamp_overview *o, enum stamp_form form, int64_t ns, bool indented);

/* How tcpdump was asked for times. t: letters t in its options, 0 unknown. */
enum stamp_mode stamp_mode(const struct stamp_overview *o, unsigned t);

/* More than one in eight lines is before the one above: these are pauses. */
bool stamps_are_pauses(const struct stamp_overview *o);

/* Set how times are to be taken. Those without a day are of the day that others tell. */
void stamps_init(struct stamps *s, enum stamp_mode mode, const struct stamp_overview *o);

/* The time of the next packet, in ns that only grow or jump as the capture's did. */
int64_t stamps_next(struct stamps *s, enum stamp_form form, int64_t ns);

#endif
