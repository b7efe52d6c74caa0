/*
 * shark_details.h - a packet as a tree of its fields: tshark -V, and exported text
 */
#ifndef CRUX_READERS_SHARK_DETAILS_H
#define CRUX_READERS_SHARK_DETAILS_H

#include "readers/shark_row.h"

enum shark_layer { LAYER_OTHER, LAYER_FRAME, LAYER_LINK, LAYER_IP, LAYER_TCP };

/* What was said of one packet so far. Zeroed is nothing. */
struct shark_details {
	enum shark_layer layer;
	bool raw_seq, raw_ack;	   /* the numbers of the header were told */
	uint32_t seq_raw, ack_raw; /* they */
	bool window_raw;	   /* the window of the header was */
	int64_t time_ns;	   /* valid with timed */
	bool timed;
	int64_t since_first_ns; /* valid with elapsed */
	bool elapsed;
};

/* "Frame 12: 80 bytes on wire …": another packet begins. */
bool shark_frame_begins(struct str line, uint32_t *ret_number);

/* Whether a line is one that such a tree has, as far as one can tell from it alone. */
bool shark_detail_is_known(struct str line);

/* A line of the tree into the packet. */
void shark_detail_take(struct shark_details *d, struct str line, struct packet_text *p,
		       struct shark_row *row);

/* All lines of the packet were taken: numbers of the header instead of relative ones. */
void shark_details_finish(const struct shark_details *d, struct packet_text *p,
			  struct shark_row *row);

#endif
