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

struct kind {
	uint64_t a, b; /* kind_words; b 0: not taken; its bit 62 is free */
};

struct kinds {
	struct kind v[KINDS_MAX];
};

static inline struct kind
kind_words(const struct segment *s)
{
	return (struct kind){
		.a = (uint64_t)s->mss << 48 | (uint64_t)s->wscale << 40 | (uint64_t)s->tos << 32 |
		     (uint32_t)s->checksum << 24 | (uint32_t)s->known << 16 |
		     (uint32_t)s->options << 8 | s->flags,
		.b = (uint64_t)1 << 63 | (uint32_t)s->direction << 16 | s->interface,
	};
}

/*
 * The number of s's kind, below KINDS_MAX; KIND_NONE: there are too many. Asks for a
 * segment without SACK blocks, ICMP or urgent data.
 */
static inline uint32_t
kinds_number(struct kinds *k, const struct segment *s)
{
	struct kind w = kind_words(s);
	uint32_t at = (uint32_t)(((w.a ^ w.b << 17) * 0x9e3779b97f4a7c15) >> (64 - KIND_BITS));

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

/* These fields of s, as they were. */
static inline void
kinds_put(const struct kinds *k, uint32_t number, struct segment *s)
{
	struct kind w = k->v[number];

	s->mss = (uint16_t)(w.a >> 48);
	s->wscale = (uint8_t)(w.a >> 40);
	s->tos = (uint8_t)(w.a >> 32);
	s->checksum = (uint8_t)(w.a >> 24);
	s->known = (uint8_t)(w.a >> 16);
	s->options = (uint8_t)(w.a >> 8);
	s->flags = (uint8_t)w.a;
	s->direction = (uint8_t)(w.b >> 16);
	s->interface = (uint16_t)w.b;
}

#endif
