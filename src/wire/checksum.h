/*
 * checksum.h - whether a segment's checksum fits
 */
#ifndef CRUX_WIRE_CHECKSUM_H
#define CRUX_WIRE_CHECKSUM_H

#include "wire/wire.h"

#define CHECKSUM_HAVE_LEAST 18 /* then the field is captured */

/*
 * p is the TCP header, of which at least CHECKSUM_HAVE_LEAST bytes are captured;
 * addresses is checksum_words of both addresses of the IP header.
 */
enum seg_checksum checksum_judge(uint64_t addresses, const uint8_t *p, size_t have, size_t wire);

/*
 * The sum of n bytes, a multiple of four, as 32-bit words in the machine's order.
 * Such sums can be added; one of 2^32 words would overflow.
 */
static inline uint64_t
checksum_words(const uint8_t *p, size_t n)
{
	uint64_t sum = 0;
	uint32_t w;

	for (size_t i = 0; i < n; i += sizeof w) {
		memcpy(&w, p + i, sizeof w);
		sum += w;
	}
	return sum;
}

#endif
