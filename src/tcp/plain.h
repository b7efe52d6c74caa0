/*
 * plain.h - the segment that nearly all are, by what it tells itself
 *
 * Private to src/tcp. What is asked of its connection as well is in plain.c.
 */
#ifndef CRUX_TCP_PLAIN_H
#define CRUX_TCP_PLAIN_H

#include "tcp/track.h"

#define KNOWN_ALL (SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP)

/* What a segment tells in four bytes beside each other, asked at once. */
struct told {
	uint8_t flags, options, known, checksum;
};
_Static_assert(offsetof(struct segment, options) == offsetof(struct segment, flags) + 1 &&
		       offsetof(struct segment, known) == offsetof(struct segment, flags) + 2 &&
		       offsetof(struct segment, icmp) == offsetof(struct segment, nsack) + 1,
	       "they stand as struct told has them");

/* Beyond, numbers of 32 bits do not tell before from behind (RFC 9293, 3.4). */
#define FLIGHT_MAX ((uint64_t)1 << 31)

/* Marks and damage are counted elsewhere. */
ALWAYS_INLINE bool
has_plain_header(const struct segment *s)
{
	const struct told asked = { .flags = (uint8_t)~TCP_PSH, .known = 0xff };
	const struct told plain = { .flags = TCP_ACK, .known = KNOWN_ALL };
	uint32_t told, mask, want;

	memcpy(&told, (const char *)s + offsetof(struct segment, flags), sizeof told);
	memcpy(&mask, &asked, sizeof mask);
	memcpy(&want, &plain, sizeof want);
	return (told & mask) == want && s->checksum != CHECKSUM_BAD && (s->tos & 3) != 3 &&
	       s->window;
}

/* A byte alone may be a probe. */
ALWAYS_INLINE bool
segment_is_plain(const struct segment *s)
{
	uint16_t blocks_and_icmp;

	memcpy(&blocks_and_icmp, (const char *)s + offsetof(struct segment, nsack),
	       sizeof blocks_and_icmp);
	return has_plain_header(s) && !blocks_and_icmp && s->len != 1;
}

#endif
