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

/* Sums of 32-bit words, side by side. */
typedef uint64_t sums __attribute__((vector_size(16)));

#define BLOCK_BYTES (2 * sizeof(sums))

/* n is a multiple of BLOCK_BYTES. */
static uint64_t
sum_blocks(const uint8_t *p, size_t n)
{
	const sums low_half = { UINT32_MAX, UINT32_MAX };
	sums low = { 0 }, high = { 0 }, a, b;

	for (const uint8_t *end = p + n; p < end; p += BLOCK_BYTES) {
		fetch_ahead(p);
		memcpy(&a, p, sizeof a);
		memcpy(&b, p + sizeof a, sizeof b);
		low += (a & low_half) + (b & low_half);
		high += (a >> 32) + (b >> 32);
	}
	low += high;
	return low[0] + low[1];
}

/* Up to three bytes, as if zeros followed. */
static uint32_t
last_word(const uint8_t *p, size_t n)
{
	uint8_t bytes[4] = { 0 };
	uint32_t w;

	for (size_t i = 0; i < n; i++)
		bytes[i] = p[i];
	memcpy(&w, bytes, sizeof w);
	return w;
}

static uint64_t
sum_bytes(const uint8_t *p, size_t n)
{
	size_t blocks = n - n % BLOCK_BYTES, words = n - n % 4;
	uint64_t sum = sum_blocks(p, blocks) + checksum_words(p + blocks, words - blocks);

	return n > words ? sum + last_word(p + words, n - words) : sum;
}

/* Its halves added to each other, the carry too, twice; 0 only for 0. */
static uint16_t
fold(uint64_t sum)
{
	uint32_t half = (uint32_t)((sum + (sum << 32 | sum >> 32)) >> 32);

	return (uint16_t)((half + (half << 16 | half >> 16)) >> 16);
}

enum seg_checksum
checksum_judge(uint64_t addresses, const uint8_t *p, size_t have, size_t wire)
{
	uint64_t pseudo = addresses + htonl((uint32_t)wire) + htonl(IPPROTO_TCP);
	uint16_t field;

	if (have >= wire && fold(pseudo + sum_bytes(p, wire)) == 0xffff)
		return CHECKSUM_GOOD;
	/*
	 * Linux, as others do, leaves the folded pseudo header in the field for the card
	 * to finish (CHECKSUM_PARTIAL), and virtual links deliver it like that. A cut
	 * segment with a good checksum looks so once in 65536.
	 */
	memcpy(&field, p + FIELD_OFFSET, sizeof field);
	if (field == fold(pseudo))
		return CHECKSUM_OFFLOADED;
	return have >= wire ? CHECKSUM_BAD : CHECKSUM_UNKNOWN;
}
