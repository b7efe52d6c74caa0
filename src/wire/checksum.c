/*
 * checksum.c - the Internet checksum over pseudo header and segment
 *
 * One's complement sums do not care for byte order (RFC 1071, 2 B), so words
 * are added as the machine loads them.
 */
#include "wire/checksum.h"

#include <netinet/in.h>
#include <string.h>

#define FIELD_OFFSET 16

/* A sum of 32-bit words; 2^32 of them would be needed to overflow it. */
static uint64_t
sum_bytes(const uint8_t *p, size_t n)
{
	uint64_t sum = 0;
	uint32_t w;

	for (; n >= 4; n -= 4, p += 4) {
		memcpy(&w, p, 4);
		sum += w;
	}
	w = 0;
	memcpy(&w, p, n);
	return sum + w;
}

static uint16_t
fold(uint64_t sum)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)((sum >> 16) + (sum & 0xffff));
}

static uint64_t
pseudo_header(const struct packet *pk)
{
	size_t skip = pk->v4 ? 12 : 0; /* the ::ffff: is ours */
	uint64_t sum = htonl((uint32_t)pk->wire) + (uint64_t)htonl(IPPROTO_TCP);

	for (size_t i = skip; i < 16; i += 4) {
		uint32_t src, dst;

		memcpy(&src, pk->seg->src.addr.b + i, 4);
		memcpy(&dst, pk->seg->dst.addr.b + i, 4);
		sum += (uint64_t)src + dst;
	}
	return sum;
}

enum seg_checksum
checksum_judge(const struct packet *pk)
{
	uint64_t pseudo = pseudo_header(pk);
	bool whole = pk->have >= pk->wire;
	uint16_t field;

	if (pk->part)
		return CHECKSUM_UNKNOWN;
	if (whole && fold(pseudo + sum_bytes(pk->p, pk->wire)) == 0xffff)
		return CHECKSUM_GOOD;
	/*
	 * Linux, as others do, leaves the folded pseudo header in the field for the card
	 * to finish (CHECKSUM_PARTIAL), and virtual links deliver it like that. A cut
	 * segment with a good checksum looks so once in 65536.
	 */
	memcpy(&field, pk->p + FIELD_OFFSET, sizeof field);
	if (field == fold(pseudo))
		return CHECKSUM_OFFLOADED;
	return whole ? CHECKSUM_BAD : CHECKSUM_UNKNOWN;
}
