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
	uint64_t seed; /* of ends_tag */
	bool tagged;   /* it is asked for */
	uint8_t known; /* beside what the headers tell */
};

#define USUAL_ETHERNET_BYTES 14
#define USUAL_IP4_BYTES 20
#define USUAL_IP6_BYTES 40
#define USUAL_TCP_BYTES 20

#define USUAL_IP4_NO_OPTIONS 0x45
#define USUAL_IP4_FRAGMENT 0x3fff /* more of them, or an offset */

_Static_assert(offsetof(struct segment, ack) == offsetof(struct segment, seq) + 4 &&
		       offsetof(struct segment, tsecr) == offsetof(struct segment, tsval) + 4,
	       "they are stored in pairs");

/* Two numbers that stand beside each other in a header, to where the first of them is at. */
ALWAYS_INLINE void
usual_pair(struct segment *s, size_t at, const uint8_t *p)
{
	uint64_t v = load_be32_pair(p);

	memcpy((char *)s + at, &v, sizeof v);
}

/* An IP header: what of it TCP needs. Halves of addresses are as the machine loads them. */
struct usual_ip {
	uint64_t src_hi, src_lo, dst_hi, dst_lo;
	uint64_t addresses; /* as checksum_judge wants them */
	size_t have, wire;  /* of the TCP header and what follows */
};

ALWAYS_INLINE void
usual_addr(struct addr *ret, uint64_t hi, uint64_t lo)
{
	memcpy(ret->b, &hi, sizeof hi);
	memcpy(ret->b + sizeof hi, &lo, sizeof lo);
}

/* The ends, and their tag. p: the TCP header. */
ALWAYS_INLINE void
usual_ends(const uint8_t *p, const struct usual_ip *ip, const struct usual_packet *at,
	   struct segment *s)
{
	uint16_t src_port = load_be16(p), dst_port = load_be16(p + 2);

	s->src.port = src_port;
	s->dst.port = dst_port;
	usual_addr(&s->src.addr, ip->src_hi, ip->src_lo);
	usual_addr(&s->dst.addr, ip->dst_hi, ip->dst_lo);
	s->ends_tag = 0;
	if (at->tagged)
		s->ends_tag = tag_of_ends(tag_end(ip->src_hi, ip->src_lo, src_port, at->seed),
					  tag_end(ip->dst_hi, ip->dst_lo, dst_port, at->seed),
					  at->seed);
}

/* header: its bytes, all of which are captured. */
ALWAYS_INLINE enum seg_checksum
usual_checksum(const uint8_t *p, size_t header, const struct usual_ip *ip)
{
	size_t have = MIN(ip->have, ip->wire);

	return header == CHECKSUM_BARE_ACK ? checksum_judge_timed(ip->addresses, p, have, ip->wire)
					   : checksum_judge(ip->addresses, p, have, ip->wire);
}

/* All but the options; header: its bytes. */
ALWAYS_INLINE void
usual_fixed(const uint8_t *p, size_t header, const struct usual_ip *ip,
	    const struct usual_packet *at, struct segment *s)
{
	usual_ends(p, ip, at, s);
	usual_pair(s, offsetof(struct segment, seq), p + 4);
	s->flags = p[13];
	s->window = load_be16(p + 14);
	s->urgent = load_be16(p + 18);
	s->len = (uint32_t)(ip->wire - header);
	s->known =
		(uint8_t)(SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP | at->known);
	s->interface = 0;
	s->mss = 0;
	s->wscale = 0;
	s->direction = DIRECTION_UNKNOWN;
	s->nsack = 0;
	s->icmp = ICMP_NONE;
	s->checksum = (uint8_t)usual_checksum(p, header, ip);
}

/* The second half of ::ffff:a.b.c.d. */
ALWAYS_INLINE uint64_t
usual_low_v4(uint32_t addr)
{
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? (uint64_t)0xffff << 32 | addr
						      : (uint64_t)addr << 32 | 0xffff0000;
}

ALWAYS_INLINE uint32_t
usual_load_32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

ALWAYS_INLINE uint64_t
usual_load_64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* An IPv4 header without options. */
ALWAYS_INLINE struct usual_ip
usual_ip4(const uint8_t *p, size_t have, struct segment *s)
{
	uint32_t src = usual_load_32(p + 12), dst = usual_load_32(p + 16);

	s->tos = p[1];
	s->ip_id = load_be16(p + 4);
	s->ttl = p[8];
	return (struct usual_ip){
		.src_lo = usual_low_v4(src),
		.dst_lo = usual_low_v4(dst),
		.addresses = (uint64_t)src + dst,
		.have = have - USUAL_IP4_BYTES,
		.wire = (size_t)load_be16(p + 2) - USUAL_IP4_BYTES,
	};
}

/* Of those the rest: IPv6, and TCP with other options or none. */
bool usual_other(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *ret);

#define USUAL_TIMED_TCP_BYTES (USUAL_TCP_BYTES + NOP_NOP_TIMESTAMP_BYTES)
#define USUAL_TIMED_BYTES (USUAL_ETHERNET_BYTES + USUAL_IP4_BYTES + USUAL_TIMED_TCP_BYTES)

/* IPv4, and of TCP's options a time stamp alone: what most are, told by five comparisons. */
ALWAYS_INLINE bool
usual_is_timed(const uint8_t *p, size_t have)
{
	const uint8_t *ip = p + USUAL_ETHERNET_BYTES, *tcp = ip + USUAL_IP4_BYTES;

	return have >= USUAL_TIMED_BYTES &&
	       (load_be32(p + 12) & ~0xffu) == (ETHERTYPE_IP4 << 16 | USUAL_IP4_NO_OPTIONS << 8) &&
	       (load_be32(ip + 6) & (USUAL_IP4_FRAGMENT << 16 | 0xff)) == IPPROTO_TCP &&
	       tcp[12] == USUAL_TIMED_TCP_BYTES / 4 << 4 &&
	       load_be32(tcp + USUAL_TCP_BYTES) == NOP_NOP_TIMESTAMP &&
	       load_be16(ip + 2) >= USUAL_IP4_BYTES + USUAL_TIMED_TCP_BYTES;
}

ALWAYS_INLINE void
usual_timed(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *s)
{
	const uint8_t *tcp = p + USUAL_ETHERNET_BYTES + USUAL_IP4_BYTES;
	struct usual_ip ip = usual_ip4(p + USUAL_ETHERNET_BYTES, have - USUAL_ETHERNET_BYTES, s);

	usual_fixed(tcp, USUAL_TIMED_TCP_BYTES, &ip, at, s);
	s->options = OPT_TIMESTAMP;
	usual_pair(s, offsetof(struct segment, tsval), tcp + USUAL_TCP_BYTES + 4);
}

/* usual_decode of who reads millions in a row, and knows their times and numbers. */
ALWAYS_INLINE bool
usual_decode_at(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *ret)
{
	if (UNLIKELY(!usual_is_timed(p, have)))
		return usual_other(p, have, at, ret);
	usual_timed(p, have, at, ret);
	return true;
}

#endif
