/*
 * icmp_text.h - ICMP errors as tcpdump prints them
 */
#ifndef CRUX_READERS_ICMP_TEXT_H
#define CRUX_READERS_ICMP_TEXT_H

#include "readers/reader.h"

struct icmp_text {
	uint8_t error; /* enum icmp_error */
	uint8_t type, code;
	uint16_t mtu; /* 0: not told */
	struct addr from, to;
	bool has_far; /* the far end of the packet that it is about is told */
	struct addr far;
	uint16_t far_port; /* 0: not told */
};

/*
 * "10.0.0.1 > 10.0.0.5: ICMP host 10.0.0.9 unreachable, length 68". False for what is no
 * error, or one about another protocol than TCP.
 */
bool icmp_text_parse(struct str line, struct icmp_text *ret);

#endif
