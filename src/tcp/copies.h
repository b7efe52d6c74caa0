/*
 * copies.h - the latest packets, as fingerprints
 *
 * Private to src/tcp. In line, as each packet leaves one; what they say is in copies.c.
 */
#ifndef CRUX_TCP_COPIES_H
#define CRUX_TCP_COPIES_H

#include <string.h>

#include "tcp/track.h"

/*
 * A millisecond of 4 million packets a second; it stays in a core's own cache. Where
 * connections are divided, one alone may have most of the packets: of each part a
 * millisecond of a million, a line of 10 Gbit/s full of large ones.
 */
#define PRINTS_KEPT 4096
#define PRINTS_OF_A_PART 1024
#define WAYS 4	      /* in a place, the newest first; the oldest gives way */
#define LINE_BYTES 64 /* of a cache */

/*
 * Four are a line of the cache. Two different packets look alike once in 2^48: 40 bits
 * of the hash and the 8 or 10 that choose the place.
 */
struct fingerprint {
	uint64_t id;	 /* 40 bits of the hash; above them what tells a way: copies_way */
	uint32_t packet; /* its low half, never far behind; 0: none, or as good as that */
	uint32_t ticks;	 /* its time, which comes round after more than an hour */
};
#define TAG_BITS 40
#define PLACE_SHIFT 14 /* its bits stand below those of the tag; the lowest depend on few */
#define TICK_SHIFT 10  /* of 1024 ns */

struct copies {
	struct fingerprint (*prints)[WAYS];
	uint64_t mask; /* of places, a power of two of them */
};

static inline uint64_t
copies_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

_Static_assert(offsetof(struct segment, ack) == offsetof(struct segment, seq) + 4 &&
		       offsetof(struct segment, tsecr) == offsetof(struct segment, tsval) + 4 &&
		       offsetof(struct segment, urgent) == offsetof(struct segment, window) + 2 &&
		       offsetof(struct segment, options) == offsetof(struct segment, window) + 5,
	       "copies_hash takes them together");

/*
 * Of all that two sendings of one packet have in common. Numbers and time stamps, each of
 * which is 0 where there is none, are moved apart by what goes with them, times an odd
 * number without a pattern, and multiplied.
 */
ALWAYS_INLINE uint64_t
copies_hash(const struct segment *s, enum direction dir, uint32_t number)
{
	uint64_t numbers, times, rest;

	memcpy(&numbers, &s->seq, 2 * sizeof s->seq);
	memcpy(&times, &s->tsval, 2 * sizeof s->tsval);
	/* window, urgent pointer, flags and options; what the reader says of them is left out */
	memcpy(&rest, &s->window, sizeof rest);
	rest = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? rest >> 16 : rest & UINT64_MAX >> 16;
	rest |= (uint64_t)s->ip_id << 48;
	if (UNLIKELY(s->nsack))
		rest ^= copies_fold((uint64_t)s->sack[0][0] << 32 | s->sack[0][1],
				    0xa0761d6478bd642f);
	numbers += ((uint64_t)number << 32 | s->len) * 0x9e3779b97f4a7c15;
	times += (rest + dir) * 0x9e3779b97f4a7c15;
	/* segments of a burst differ in little: one more spreads them over all places */
	return copies_fold(numbers, times) * 0x9e3779b97f4a7c15;
}

/* What of a hash a fingerprint has, its place having the rest. */
static inline uint64_t
copies_tag(uint64_t hash)
{
	return hash >> (64 - TAG_BITS);
}

/* The copy that took another way differs in this. */
static inline uint64_t
copies_way(const struct segment *s)
{
	return (uint64_t)s->interface << 8 | s->ttl;
}

static inline bool
fingerprint_has(const struct fingerprint *f, uint64_t tag)
{
	return !((f->id ^ tag) << (64 - TAG_BITS));
}

static inline struct fingerprint *
copies_place(struct copies *all, uint64_t hash)
{
	return all->prints[hash >> PLACE_SHIFT & all->mask];
}

static inline uint32_t
copies_ticks(int64_t ns)
{
	return (uint32_t)((uint64_t)ns >> TICK_SHIFT);
}

static inline void
copies_keep(struct fingerprint *place, uint64_t hash, const struct segment *s, int64_t now_ns)
{
	for (int i = WAYS - 1; i > 0; i--)
		place[i] = place[i - 1];
	place[0].id = copies_tag(hash) | copies_way(s) << TAG_BITS;
	place[0].packet = (uint32_t)s->packet;
	place[0].ticks = copies_ticks(now_ns);
}

/* Keep s, which is known to be none. */
ALWAYS_INLINE void
copies_note(struct copies *all, const struct segment *s, enum direction dir, uint32_t number,
	    int64_t now_ns)
{
	uint64_t hash = copies_hash(s, dir, number);

	copies_keep(copies_place(all, hash), hash, s, now_ns);
}

#endif
