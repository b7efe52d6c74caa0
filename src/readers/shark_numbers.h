/*
 * shark_numbers.h - what Wireshark prints of numbers, made TCP's own again
 */
#ifndef CRUX_READERS_SHARK_NUMBERS_H
#define CRUX_READERS_SHARK_NUMBERS_H

#include "readers/packet_text.h"

struct shark_numbers {
	struct arena *arena;
	struct map by_ends;  /* both ends → struct talk */
	struct map by_hosts; /* both hosts → struct hosts */
	uint64_t inferred;   /* packets of which only the application was shown */
	uint64_t ambiguous;  /* such ones of hosts that had several connections open */
	/* a FIN that such a packet had, as the ACK shows: it comes before the packet at hand */
	struct packet_text fin;
	bool has_fin;
};

/* What a row tells beside the fields of its TCP header. */
struct shark_row {
	uint32_t frame_bytes; /* 0: not told */
	bool ports_reused;    /* "[TCP Port numbers reused]" */
	bool gap_before;      /* "[TCP Previous segment not captured]" */
	bool again;	      /* "[TCP Fast Retransmission]", and what came late */
	bool needless;	      /* "[TCP Spurious Retransmission]" */
	bool raw, raw_window; /* numbers, window are as in the header */
	bool sack_relative;   /* with raw: but the edges of blocks are not */
	bool maybe_tcp;	      /* an application's row: no ports, no numbers */
};

void shark_numbers_init(struct shark_numbers *n, struct arena *a);

/* Make p, whose ends are known, a segment with numbers of one story. */
void shark_numbers_settle(struct shark_numbers *n, const struct shark_row *row,
			  struct packet_text *p);

#endif
