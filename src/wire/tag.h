/*
 * tag.h - ends_tag, of ends that are in hand
 *
 * The ends are hashed each and added; the multiply-and-fold is that of wyhash.
 */
#ifndef CRUX_WIRE_TAG_H
#define CRUX_WIRE_TAG_H

#include <stdint.h>

static inline uint64_t
tag_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* What a tag needs of an end: a hash with the seed, and a sum without. */
struct tag_end {
	uint64_t hash, sum;
};

/* hi, lo: the halves of an address, as the machine loads them. */
static inline struct tag_end
tag_end(uint64_t hi, uint64_t lo, uint16_t port, uint64_t seed)
{
	return (struct tag_end){
		.hash = tag_mix(lo ^ seed, hi ^ 0xa0761d6478bd642f ^ (uint64_t)port << 48),
		.sum = hi + lo + port,
	};
}

static inline uint32_t
tag_of_ends(struct tag_end a, struct tag_end b, uint64_t seed)
{
	uint32_t tag = (uint32_t)(tag_mix(a.hash + b.hash, seed ^ 0xe7037ed1a0b428db) >> 35);
	uint32_t part = (uint32_t)((a.sum + b.sum) * 0x9e3779b97f4a7c15 >> 61);

	return part << 29 | (tag ? tag : 1);
}

#endif
