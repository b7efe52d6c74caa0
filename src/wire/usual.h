/*
 * usual.h - the packet that nearly all are, decoded in one piece
 *
 * The layers (ether.c, ip.c, tcp_header.c) can decode it too, and their words on what
 * is valid count: what is odd in any way is left to them. Here a field is stored once,
 * and nothing is cleared before. It is in line, for who reads millions in a row.
 */
#ifndef CRUX_WIRE_USUAL_H
#define CRUX_WIRE_USUAL_H

#include <netinet/in.h>
#include <string.h>

#include "wire/checksum.h"
#include "wire/ether.h"
#include "wire/tag.h"
#include "wire/tcp_options.h"
#include "wire/wire.h"

/*
 * An Ethernet frame without tags that holds IPv4 without options or IPv6 without
 * extension headers, no fragment, and in it a TCP header that is captured to its end.
 * True, and ret is what the layers would make of it; false for any other, and ret is
 * in no state.
 */
bool usual_decode(const uint8_t *p, size_t have, struct segment *ret);

/* What the layers do not know of a packet. */
struct usual_packet {
	int64_t time_ns;
	uint64_t number;
	uint64_t seed; /* of ends_tag; 0: not asked for */
	uint8_t known; /* beside what the headers tell */
};

#define USUAL_ETHERNET_BYTES 14
#define USUAL_IP4_BYTES 20
#define USUAL_IP6_BYTES 40
#define USUAL_TCP_BYTES 20

#define USUAL_IP4_NO_OPTIONS 0x45
#define USUAL_IP4_FRAGMENT 0x3fff /* more of them, or an offset */

/* have of wire bytes at p; addresses as checksum_judge wants them. */
ALWAYS_INLINE bool
usual_tcp(const uint8_t *p, size_t have, size_t wire, uint64_t addresses, struct usual_packet at,
	  struct segment *s)
{
	size_t header;

	have = MIN(have, wire);
	if (have < USUAL_TCP_BYTES)
		return false;
	header = (size_t)(p[12] >> 4) * 4;
	if (header < USUAL_TCP_BYTES || header > have)
		return false;
	s->time_ns = at.time_ns;
	s->packet = at.number;
	s->src.port = load_be16(p);
	s->dst.port = load_be16(p + 2);
	s->seq = load_be32(p + 4);
	s->ack = load_be32(p + 8);
	s->flags = p[13];
	s->window = load_be16(p + 14);
	s->urgent = load_be16(p + 18);
	s->len = (uint32_t)(wire - header);
	s->known =
		(uint8_t)(SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP | at.known);
	if (UNLIKELY(p[12] & 1))
		s->known |= SEG_AE;
	s->interface = 0;
	s->mss = 0;
	s->wscale = 0;
	s->direction = DIRECTION_UNKNOWN;
	s->nsack = 0;
	s->icmp = ICMP_NONE;
	s->checksum = (uint8_t)checksum_judge(addresses, p, have, wire);
	if (LIKELY(header == USUAL_TCP_BYTES + NOP_NOP_TIMESTAMP_BYTES &&
		   load_be32(p + USUAL_TCP_BYTES) == NOP_NOP_TIMESTAMP)) {
		s->options = OPT_TIMESTAMP;
		s->tsval = load_be32(p + USUAL_TCP_BYTES + 4);
		s->tsecr = load_be32(p + USUAL_TCP_BYTES + 8);
		return true;
	}
	s->options = 0;
	s->tsval = s->tsecr = 0;
	if (header > USUAL_TCP_BYTES)
		tcp_options_walk(s, p + USUAL_TCP_BYTES, header - USUAL_TCP_BYTES);
	return true;
}

/* The address of 16 bytes; its hash, with the port that stands in the TCP header at port. */
ALWAYS_INLINE struct tag_end
usual_end(struct addr *ret, uint64_t hi, uint64_t lo, const uint8_t *port, uint64_t seed)
{
	memcpy(ret->b, &hi, sizeof hi);
	memcpy(ret->b + sizeof hi, &lo, sizeof lo);
	return tag_end(hi, lo, load_be16(port), seed);
}

/* The second half of ::ffff:a.b.c.d. */
ALWAYS_INLINE uint64_t
usual_low_v4(const uint8_t *p)
{
	const uint8_t prefix[4] = { 0, 0, 0xff, 0xff };
	uint32_t half[2];
	uint64_t lo;

	memcpy(&half[0], prefix, sizeof half[0]);
	memcpy(&half[1], p, sizeof half[1]);
	lo = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? (uint64_t)half[0] << 32 | half[1]
						    : (uint64_t)half[1] << 32 | half[0];
	return lo;
}

ALWAYS_INLINE uint64_t
usual_load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* At least USUAL_IP4_BYTES are there. */
ALWAYS_INLINE bool
usual_ip4(const uint8_t *p, size_t have, struct usual_packet at, struct segment *s)
{
	size_t total = load_be16(p + 2);
	const uint8_t *ports = p + USUAL_IP4_BYTES;
	struct tag_end src, dst;

	if (p[0] != USUAL_IP4_NO_OPTIONS || p[9] != IPPROTO_TCP ||
	    load_be16(p + 6) & USUAL_IP4_FRAGMENT ||
	    MIN(total, have) < USUAL_IP4_BYTES + USUAL_TCP_BYTES)
		return false;
	s->tos = p[1];
	s->ip_id = load_be16(p + 4);
	s->ttl = p[8];
	src = usual_end(&s->src.addr, 0, usual_low_v4(p + 12), ports, at.seed);
	dst = usual_end(&s->dst.addr, 0, usual_low_v4(p + 16), ports + 2, at.seed);
	s->ends_tag = at.seed ? tag_of_ends(src, dst, at.seed) : 0;
	return usual_tcp(ports, have - USUAL_IP4_BYTES, total - USUAL_IP4_BYTES,
			 checksum_words(p + 12, 8), at, s);
}

/* The same for USUAL_IP6_BYTES. A length of 0 is one that 16 bits cannot say. */
ALWAYS_INLINE bool
usual_ip6(const uint8_t *p, size_t have, struct usual_packet at, struct segment *s)
{
	size_t payload = load_be16(p + 4);
	const uint8_t *ports = p + USUAL_IP6_BYTES;
	struct tag_end src, dst;

	if (p[0] >> 4 != 6 || p[6] != IPPROTO_TCP || have < USUAL_IP6_BYTES + USUAL_TCP_BYTES)
		return false;
	s->tos = (uint8_t)(load_be16(p) >> 4);
	s->ip_id = 0;
	s->ttl = p[7];
	src = usual_end(&s->src.addr, usual_load(p + 8), usual_load(p + 16), ports, at.seed);
	dst = usual_end(&s->dst.addr, usual_load(p + 24), usual_load(p + 32), ports + 2, at.seed);
	s->ends_tag = at.seed ? tag_of_ends(src, dst, at.seed) : 0;
	return usual_tcp(ports, have - USUAL_IP6_BYTES, payload, checksum_words(p + 8, 32), at, s);
}

ALWAYS_INLINE bool
usual_decode_at(const uint8_t *p, size_t have, struct usual_packet at, struct segment *ret)
{
	uint16_t type;

	if (have < USUAL_ETHERNET_BYTES + USUAL_IP4_BYTES)
		return false;
	type = load_be16(p + 12);
	p += USUAL_ETHERNET_BYTES;
	have -= USUAL_ETHERNET_BYTES;
	if (LIKELY(type == ETHERTYPE_IP4))
		return usual_ip4(p, have, at, ret);
	return type == ETHERTYPE_IP6 && have >= USUAL_IP6_BYTES && usual_ip6(p, have, at, ret);
}

#endif
