/*
 * checksum.h - whether a segment's checksum fits
 */
#ifndef CRUX_WIRE_CHECKSUM_H
#define CRUX_WIRE_CHECKSUM_H

#include <netinet/in.h>
#include <string.h>

#include "wire/wire.h"

#define CHECKSUM_OFFSET 16
#define CHECKSUM_HAVE_LEAST 18 /* then the field is captured */

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

/* Its halves added to each other, the carry too, twice; 0 only for 0. */
static inline uint16_t
checksum_fold(uint64_t sum)
{
	uint32_t half = (uint32_t)((sum + (sum << 32 | sum >> 32)) >> 32);

	return (uint16_t)((half + (half << 16 | half >> 16)) >> 16);
}

/* Whether all n bytes and the pseudo header's sum are as they should be. */
bool checksum_is_good(uint64_t pseudo, const uint8_t *p, size_t n);

/* A header with a time stamp, and nothing else: what most bare ACKs are. */
#define CHECKSUM_BARE_ACK 32

/*
 * p is the TCP header, of which at least CHECKSUM_HAVE_LEAST bytes are captured;
 * addresses is checksum_words of both addresses of the IP header.
 */
ALWAYS_INLINE enum seg_checksum
checksum_judge(uint64_t addresses, const uint8_t *p, size_t have, size_t wire)
{
	uint64_t pseudo = addresses + htonl((uint32_t)wire) + htonl(IPPROTO_TCP);
	uint16_t field;

	if (have >= wire && checksum_is_good(pseudo, p, wire))
		return CHECKSUM_GOOD;
	/*
	 * Linux, as others do, leaves the folded pseudo header in the field for the card
	 * to finish (CHECKSUM_PARTIAL), and virtual links deliver it like that. A cut
	 * segment with a good checksum looks so once in 65536.
	 */
	memcpy(&field, p + CHECKSUM_OFFSET, sizeof field);
	if (UNLIKELY(field == checksum_fold(pseudo)))
		return CHECKSUM_OFFLOADED;
	return have >= wire ? CHECKSUM_BAD : CHECKSUM_UNKNOWN;
}

/*
 * The same where CHECKSUM_BARE_ACK bytes are captured in any case. They are summed without a
 * branch on whether that is all: in a cut capture, data or an ACK, nothing foretells it.
 */
ALWAYS_INLINE enum seg_checksum
checksum_judge_timed(uint64_t addresses, const uint8_t *p, size_t have, size_t wire)
{
	uint64_t pseudo = addresses + htonl((uint32_t)wire) + htonl(IPPROTO_TCP);
	bool whole = wire == CHECKSUM_BARE_ACK;
	bool sum = checksum_fold(pseudo + checksum_words(p, CHECKSUM_BARE_ACK)) == 0xffff;
	uint16_t field;

	memcpy(&field, p + CHECKSUM_OFFSET, sizeof field);
	if (UNLIKELY(((have >= wire) & !whole) | (whole & !sum) | (field == checksum_fold(pseudo))))
		return checksum_judge(addresses, p, have, wire);
	return whole ? CHECKSUM_GOOD : CHECKSUM_UNKNOWN;
}

#endif
