/*
 * tcp_options.h - the options of one TCP header
 */
#ifndef CRUX_WIRE_TCP_OPTIONS_H
#define CRUX_WIRE_TCP_OPTIONS_H

#include "wire/wire.h"

/* NOP NOP TIMESTAMP 10: the layout that RFC 7323, appendix A, proposes. */
#define NOP_NOP_TIMESTAMP 0x0101080au
#define NOP_NOP_TIMESTAMP_BYTES 12

/*
 * Add to s what the n bytes of options at p tell. A length that cannot be ends
 * the reading, as it does in a receiver; what stands before it counts.
 */
void tcp_options_walk(struct segment *s, const uint8_t *p, size_t n);

/* The same, and at once for the layout that nearly all segments have. */
static inline void
tcp_options_decode(struct segment *s, const uint8_t *p, size_t n)
{
	if (UNLIKELY(n != NOP_NOP_TIMESTAMP_BYTES || load_be32(p) != NOP_NOP_TIMESTAMP)) {
		tcp_options_walk(s, p, n);
		return;
	}
	s->options |= OPT_TIMESTAMP;
	s->tsval = load_be32(p + 4);
	s->tsecr = load_be32(p + 8);
}

#endif
