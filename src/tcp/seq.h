/*
 * seq.h - sequence numbers wrap: compared and unwrapped here only
 */
#ifndef CRUX_TCP_SEQ_H
#define CRUX_TCP_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/* Where the 64-bit line of a half begins, so that earlier numbers fit below. */
#define SEQ64_BASE ((uint64_t)1 << 32)

/* a comes before b, on the circle of 2^32 (RFC 9293, 3.4) */
static inline bool
seq_lt(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static inline bool
seq_le(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) <= 0;
}

/* The point of the 64-bit line with these low bits that is nearest to ref; also for packets. */
static inline uint64_t
seq_unwrap(uint32_t seq, uint64_t ref)
{
	return ref + (uint64_t)(int64_t)(int32_t)(seq - (uint32_t)ref);
}

/* IP identification of a later packet of the same host, on the circle of 2^16 */
static inline bool
ip_id_lt(uint16_t a, uint16_t b)
{
	return (int16_t)(a - b) < 0;
}

#endif
