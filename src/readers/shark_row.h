/*
 * shark_row.h - one packet in Wireshark's columns
 */
#ifndef CRUX_READERS_SHARK_ROW_H
#define CRUX_READERS_SHARK_ROW_H

#include "readers/shark_numbers.h"

/* What the Time column has. */
enum shark_time { SHARK_UNTIMED, SHARK_SECONDS, SHARK_CLOCK, SHARK_DATED };

struct shark_line {
	struct packet_text p; /* ends known, or of no TCP */
	struct shark_row row;
	bool numbered;
	uint32_t number;
	enum shark_time time;
	int64_t time_ns;
};

/* False: the line is no packet in columns. */
bool shark_row_parse(struct str line, struct shark_line *ret);

/* "No.     Time           Source …", above the rows or above each */
bool shark_row_is_heading(struct str line);

/*
 * The Info column of a segment, "443 → 57354 [SYN, ACK] Seq=0 Ack=1 …", into p.
 * False if it is something else's.
 */
bool shark_info_parse(struct str info, struct packet_text *p, struct shark_row *row);

/* "SYN, ACK" */
bool shark_flags_parse(struct str list, struct segment *ret);

/* A time of any form that the Time column has, cut off *s. */
enum shark_time shark_time_take(struct str *s, int64_t *ret_ns);

#endif
