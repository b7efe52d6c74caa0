/*
 * kinds.h - what segments of a kind have in common, as one number
 *
 * Private to src/tcp. Of millions of segments nearly all have one of a few dozen
 * combinations of flags, options, MSS, scale and so on: their hosts are of few makes.
 * What is kept in few bytes names its kind, and has beside it what differs.
 */
#ifndef CRUX_TCP_KINDS_H
#define CRUX_TCP_KINDS_H

#include <assert.h>
#include <string.h>

#include "tcp/tcp.h"

#define KIND_BITS 7
#define KINDS_MAX (1u << KIND_BITS)
#define KIND_NONE UINT32_MAX
/* Who makes up kinds whose hashes meet is not looked for further: his have no number. */
#define KIND_STEPS 8

/*
 * As they stand in a segment, so that they are read and written as words: flags to
 * checksum and the TOS; interface, MSS, scale and direction. b 0: not taken; else bit 63,
 * and bit 62 is free.
 */
struct kind {
	uint64_t a, b;
};
#define KIND_A_MASK 0xff000000ffffffff
#define KIND_B_MASK 0x0000ffffffffffff
static_assert(offsetof(struct segment, checksum) == offsetof(struct segment, flags) + 3 &&
		      offsetof(struct segment, tos) == offsetof(struct segment, flags) + 7 &&
		      offsetof(struct segment, nsack) == offsetof(struct segment, interface) + 6,
	      "they stand as the masks have them");

struct kinds {
	struct kind v[KINDS_MAX];
};

ALWAYS_INLINE struct kind
kind_words(const struct segment *s)
{
	struct kind w;

	memcpy(&w.a, &s->flags, sizeof w.a);
	memcpy(&w.b, (const char *)s + offsetof(struct segment, interface), sizeof w.b);
	w.a &= KIND_A_MASK;
	w.b = (w.b & KIND_B_MASK) | (uint64_t)1 << 63;
	return w;
}

/* The number of kind w, which is not at that place. */
static __attribute__((noinline)) uint32_t
kinds_look(struct kinds *k, struct kind w, uint32_t at)
{
	for (uint32_t i = 0; i < KIND_STEPS; i++, at = (at + 1) % KINDS_MAX) {
		if (k->v[at].a == w.a && k->v[at].b == w.b)
			return at;
		if (!k->v[at].b) {
			k->v[at] = w;
			return at;
		}
	}
	return KIND_NONE;
}

/*
 * The number of s's kind, below KINDS_MAX; KIND_NONE: there are too many. SACK blocks, ICMP
 * and urgent data have no part in it.
 */
ALWAYS_INLINE uint32_t
kinds_number(struct kinds *k, const struct segment *s)
{
	struct kind w = kind_words(s);
	uint32_t at = (uint32_t)(((w.a ^ w.b << 17) * 0x9e3779b97f4a7c15) >> (64 - KIND_BITS));

	if (LIKELY(k->v[at].a == w.a && k->v[at].b == w.b))
		return at;
	return kinds_look(k, w, at);
}

/* These fields of s, as they were. */
static inline void
kinds_put(const struct kinds *k, uint32_t number, struct segment *s)
{
	const struct kind *w = &k->v[number];

	memcpy(&s->flags, &w->a, 4); /* to checksum */
	s->tos = (uint8_t)(w->a >> 56);
	memcpy(&s->interface, &w->b, 6); /* to direction */
}

#endif
