/*
 * tag.h - ends_tag, of ends that are in hand
 *
 * The ends are put in order, so that both directions are one; the multiply-and-fold is
 * that of wyhash. Two ends of IPv4 fit into one of it as they are.
 */
#ifndef CRUX_WIRE_TAG_H
#define CRUX_WIRE_TAG_H

#include <stdint.h>

#include "base/base.h"

static inline uint64_t
tag_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* What a tag needs of an end: a key, and a sum that has nothing to do with the seed. */
struct tag_end {
	uint64_t key, sum;
};

/* lo: the second half of an address whose first is 0. ret: its last four bytes. */
static inline bool
tag_is_v4(uint64_t lo, uint64_t *ret)
{
	const bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	*ret = big ? lo & UINT32_MAX : lo >> 32;
	return big ? lo >> 32 == 0xffff : (lo & UINT32_MAX) == 0xffff0000;
}

/* hi, lo: the halves of an address, as the machine loads them. */
static inline struct tag_end
tag_end(uint64_t hi, uint64_t lo, uint16_t port, uint64_t seed)
{
	uint64_t v4;

	if (!hi && tag_is_v4(lo, &v4)) /* with the port it is its own key */
		return (struct tag_end){ .key = v4 << 16 | port, .sum = v4 << 16 | port };
	return (struct tag_end){
		.key = tag_mix(lo ^ seed, hi ^ 0xa0761d6478bd642f ^ (uint64_t)port << 48),
		.sum = hi + lo + port,
	};
}

static inline uint32_t
tag_of_ends(struct tag_end a, struct tag_end b, uint64_t seed)
{
	uint64_t low = MIN(a.key, b.key), high = MAX(a.key, b.key);
	uint32_t tag = (uint32_t)(tag_mix(low ^ seed, high ^ seed ^ 0xe7037ed1a0b428db) >> 35);
	uint32_t part = (uint32_t)((a.sum + b.sum) * 0x9e3779b97f4a7c15 >> 61);

	return part << 29 | MAX(tag, 1u);
}

#endif
