/*
 * copies.h - the latest packets, as fingerprints
 *
 * Private to src/tcp. In line, as each packet leaves one; what they say is in copies.c.
 */
#ifndef CRUX_TCP_COPIES_H
#define CRUX_TCP_COPIES_H

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
#define TICK_SHIFT 10 /* of 1024 ns */

struct copies {
	struct fingerprint (*prints)[WAYS];
	uint64_t mask; /* of places, a power of two of them */
};

static inline uint64_t
copies_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m =
		(unsigned __int128)(a ^ 0x9e3779b97f4a7c15) * (b ^ 0xe7037ed1a0b428db);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Of all that two sendings of one packet have in common. */
ALWAYS_INLINE uint64_t
copies_hash(const struct segment *s, enum direction dir, uint32_t number)
{
	uint64_t times = s->options & OPT_TIMESTAMP ? (uint64_t)s->tsecr << 32 | s->tsval : 0;
	uint64_t numbers = copies_fold((uint64_t)s->ack << 32 | s->seq, times);
	uint64_t sizes = (uint64_t)s->len << 32 | (uint32_t)s->window << 16 | s->ip_id;

	if (s->nsack)
		numbers = copies_fold(numbers, (uint64_t)s->sack[0][0] << 32 | s->sack[0][1]);
	return copies_fold(numbers ^ sizes, (uint64_t)number << 16 | (uint32_t)dir << 8 | s->flags);
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
	return all->prints[hash & all->mask];
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
