/*
 * checksum.c - the Internet checksum over pseudo header and segment
 *
 * One's complement sums do not care for byte order (RFC 1071, 2 B), so words
 * are added as the machine loads them.
 */
#include "wire/checksum.h"

#include <string.h>

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

bool
checksum_is_good(uint64_t pseudo, const uint8_t *p, size_t n)
{
	return checksum_fold(pseudo + sum_bytes(p, n)) == 0xffff;
}
