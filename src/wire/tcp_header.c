/*
 * tcp_header.c - the TCP header and its options
 *
 * A snap length may cut the header anywhere. What stands before the cut is told,
 * and segment.known says what was; options count as told when all were there.
 */
#include "wire/tcp_header.h"

#include "wire/checksum.h"
#include "wire/tcp_options.h"

#define HEADER_BYTES 20
#define QUOTED_END 8 /* ports and seq (RFC 792) */
#define FLAGS_END 14 /* ports, seq, ack, offset and flags: the least to judge by */
#define WINDOW_END 16

static void
fixed_part(struct segment *s, const uint8_t *p, size_t have)
{
	s->src.port = load_be16(p);
	s->dst.port = load_be16(p + 2);
	s->seq = load_be32(p + 4);
	s->ack = load_be32(p + 8);
	s->flags = p[13];
	s->known |= (uint8_t)(SEG_HAS_SEQ | (p[12] & 1 ? SEG_AE : 0));
	if (have < WINDOW_END)
		return;
	s->window = load_be16(p + 14);
	s->known |= SEG_HAS_WINDOW;
	if (have >= HEADER_BYTES)
		s->urgent = load_be16(p + 18);
}

/* What an ICMP error quotes of a header may end behind the number. */
static enum decode_result
short_header(struct packet *pk)
{
	struct segment *s = pk->seg;

	if (!pk->quoted || pk->have < QUOTED_END)
		return pk->wire < HEADER_BYTES ? DECODE_BAD : DECODE_CUT;
	s->src.port = load_be16(pk->p);
	s->dst.port = load_be16(pk->p + 2);
	s->seq = load_be32(pk->p + 4);
	return DECODE_TCP;
}

/* Of a fragment, or behind a route, there is not all that the checksum covers. */
static void
checksum(const struct packet *pk)
{
	struct segment *s = pk->seg;
	size_t skip = pk->v4 ? sizeof s->src.addr.b - 4 : 0; /* the ::ffff: is ours */
	size_t n = sizeof s->src.addr.b - skip;
	uint64_t addresses =
		checksum_words(s->src.addr.b + skip, n) + checksum_words(s->dst.addr.b + skip, n);

	if (!pk->part && pk->have >= CHECKSUM_HAVE_LEAST)
		s->checksum = (uint8_t)checksum_judge(addresses, pk->p, pk->have, pk->wire);
}

enum decode_result
tcp_header_decode(struct packet *pk)
{
	struct segment *s = pk->seg;
	size_t header;

	if (pk->have < FLAGS_END)
		return short_header(pk);
	header = (size_t)(pk->p[12] >> 4) * 4;
	if (header < HEADER_BYTES || header > pk->wire)
		return DECODE_BAD;
	fixed_part(s, pk->p, pk->have);
	s->len = (uint32_t)(pk->wire - header);
	checksum(pk);
	if (pk->have >= header)
		s->known |= SEG_HAS_OPTIONS;
	if (pk->have > HEADER_BYTES)
		tcp_options_decode(s, pk->p + HEADER_BYTES, MIN(pk->have, header) - HEADER_BYTES);
	return DECODE_TCP;
}
