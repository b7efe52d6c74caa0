/*
 * ip.c - IPv4, IPv6 with its chain of extension headers
 *
 * The IP header says how long the packet is: a frame may be padded, and a capture
 * may hold less. Addresses of the innermost IP header stay in the segment.
 */
#include "wire/ip.h"

#include <netinet/in.h>
#include <string.h>

#include "wire/fragments.h"
#include "wire/icmp.h"
#include "wire/tcp_header.h"
#include "wire/tunnel.h"

#define IP4_HEADER_BYTES 20
#define IP6_HEADER_BYTES 40
#define OPTION_JUMBO 0xc2
#define MORE_FRAGMENTS 0x2000
#define FRAGMENT_OFFSET 0x1fff

/* A header that stands before the real payload, and its length in bytes. */
static size_t
units_of_8(const uint8_t *p)
{
	return ((size_t)p[1] + 1) * 8;
}

static size_t
units_of_4(const uint8_t *p)
{
	return ((size_t)p[1] + 2) * 4; /* RFC 4302, 2.2: in 32-bit words, minus 2 */
}

static size_t
fragment_size(const uint8_t *p)
{
	(void)p;
	return 8;
}

static size_t (*const extension_sizes[256])(const uint8_t *p) = {
	[IPPROTO_HOPOPTS] = units_of_8,
	[IPPROTO_ROUTING] = units_of_8,
	[IPPROTO_DSTOPTS] = units_of_8,
	[IPPROTO_FRAGMENT] = fragment_size,
	[IPPROTO_AH] = units_of_4,
	[IPPROTO_MH] = units_of_8,
	[139] = units_of_8,
	/* HIP */[140] = units_of_8, /* Shim6 */
};

static enum decode_result
upper(struct packet *pk, uint8_t proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return tcp_header_decode(pk);
	case IPPROTO_ICMP:
		return icmp4_decode(pk);
	case IPPROTO_ICMPV6:
		return icmp6_decode(pk);
	case IPPROTO_IPIP:
		return ip4_decode(pk);
	case IPPROTO_IPV6:
		return ip6_decode(pk);
	case IPPROTO_GRE:
		return tunnel_gre(pk);
	case IPPROTO_UDP:
		return tunnel_udp(pk);
	default: /* a number from the wire, not one of our own */
		return DECODE_OTHER;
	}
}

/* DECODE_TCP means: go on with *proto, in the whole datagram or what there is of it. */
static enum decode_result
join(struct packet *pk, const struct fragment *in, uint8_t *proto)
{
	enum fragment_result result = FRAGMENT_FIRST;

	*proto = in->next;
	if (pk->fragments)
		result = fragments_take(pk->fragments, in, pk, proto);
	switch (result) {
	case FRAGMENT_WHOLE:
		return DECODE_TCP;
	case FRAGMENT_HELD:
		return DECODE_FRAGMENT;
	case FRAGMENT_BAD:
		return DECODE_BAD;
	case FRAGMENT_FIRST:
		break;
	}
	pk->part = true;
	return in->offset_bytes ? DECODE_FRAGMENT : DECODE_TCP;
}

/* The fragment header of IPv6; without an offset and more to come it means nothing. */
static enum decode_result
join6(struct packet *pk, uint8_t *proto)
{
	const uint8_t *p = pk->p;
	struct fragment in = {
		.id = load_be32(p + 4),
		.offset_bytes = load_be16(p + 2) & 0xfff8u,
		.more = load_be16(p + 2) & 1,
		.next = p[0],
	};

	packet_pass(pk, fragment_size(p));
	*proto = in.next;
	return in.offset_bytes || in.more ? join(pk, &in, proto) : DECODE_TCP;
}

/* Pass what stands before the payload; DECODE_TCP means: go on with *proto. */
static enum decode_result
pass_extensions(struct packet *pk, uint8_t *proto)
{
	while (extension_sizes[*proto]) {
		const uint8_t *p = pk->p;
		size_t n;

		if (pk->have < 8)
			return DECODE_BAD;
		n = extension_sizes[*proto](p);
		if (pk->have < n)
			return DECODE_BAD;
		if (*proto == IPPROTO_FRAGMENT) {
			enum decode_result r = join6(pk, proto);

			if (r != DECODE_TCP)
				return r;
			continue;
		}
		/* The pseudo header has the last address of a route (RFC 8200, 8.1). */
		if (*proto == IPPROTO_ROUTING)
			pk->part |= p[3] != 0;
		*proto = p[0];
		packet_pass(pk, n);
	}
	return DECODE_TCP;
}

static void
set_v4(struct addr *a, const uint8_t *p)
{
	memset(a->b, 0, 10);
	a->b[10] = a->b[11] = 0xff;
	memcpy(a->b + 12, p, 4);
}

/* All but whole TCP: fragments, and what else IPv4 carries. */
static enum decode_result
slow_ip4(struct packet *pk, uint16_t field, uint8_t proto)
{
	struct fragment in = {
		.id = pk->seg->ip_id,
		.offset_bytes = (field & FRAGMENT_OFFSET) * 8u,
		.more = field & MORE_FRAGMENTS,
		.next = proto,
	};
	enum decode_result r = DECODE_TCP;

	if (in.offset_bytes || in.more)
		r = join(pk, &in, &proto);
	if (r == DECODE_TCP && proto == IPPROTO_AH)
		r = pass_extensions(pk, &proto);
	return r == DECODE_TCP ? upper(pk, proto) : r;
}

enum decode_result
ip4_decode(struct packet *pk)
{
	const uint8_t *p = pk->p;
	struct segment *s = pk->seg;
	size_t header, total;
	uint16_t fragment;
	uint8_t proto;

	if (!packet_enter(pk) || pk->have < IP4_HEADER_BYTES || p[0] >> 4 != 4)
		return DECODE_BAD;
	header = (size_t)(p[0] & 15) * 4;
	total = load_be16(p + 2);
	if (!total) /* captured before segmentation by the card: longer than 16 bits say */
		total = pk->wire;
	if (header < IP4_HEADER_BYTES || header > pk->have || header > total)
		return DECODE_BAD;
	s->tos = p[1];
	s->ip_id = load_be16(p + 4);
	s->ttl = p[8];
	s->known |= SEG_HAS_IP;
	pk->v4 = true;
	set_v4(&s->src.addr, p + 12);
	set_v4(&s->dst.addr, p + 16);
	fragment = load_be16(p + 6);
	proto = p[9];
	packet_trim(pk, total);
	packet_pass(pk, header);
	if (LIKELY(!(fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) && proto == IPPROTO_TCP))
		return tcp_header_decode(pk);
	return slow_ip4(pk, fragment, proto);
}

/*
 * RFC 2675, 2: the real length is an option of eight bytes, always of its own. A
 * length that contradicts the packet is not believed.
 */
static void
trim_jumbogram(struct packet *pk)
{
	uint32_t payload;

	if (pk->have < 8 || pk->p[2] != OPTION_JUMBO || pk->p[3] != 4)
		return;
	payload = load_be32(pk->p + 4);
	if (payload > UINT16_MAX && payload <= pk->wire)
		packet_trim(pk, payload);
}

enum decode_result
ip6_decode(struct packet *pk)
{
	const uint8_t *p = pk->p;
	struct segment *s = pk->seg;
	enum decode_result r;
	size_t payload;
	uint8_t proto;

	if (!packet_enter(pk) || pk->have < IP6_HEADER_BYTES || p[0] >> 4 != 6)
		return DECODE_BAD;
	payload = load_be16(p + 4);
	proto = p[6];
	s->tos = (uint8_t)(load_be16(p) >> 4);
	s->ip_id = 0;
	s->ttl = p[7];
	s->known |= SEG_HAS_IP;
	pk->v4 = false;
	memcpy(s->src.addr.b, p + 8, 16);
	memcpy(s->dst.addr.b, p + 24, 16);
	packet_pass(pk, IP6_HEADER_BYTES);
	if (payload) /* 0: a jumbogram, or longer than 16 bits say */
		packet_trim(pk, payload);
	else if (proto == IPPROTO_HOPOPTS)
		trim_jumbogram(pk);
	if (LIKELY(proto == IPPROTO_TCP))
		return tcp_header_decode(pk);
	r = pass_extensions(pk, &proto);
	return r == DECODE_TCP ? upper(pk, proto) : r;
}

enum decode_result
ip_decode(struct packet *pk)
{
	if (!pk->have)
		return DECODE_BAD;
	return pk->p[0] >> 4 == 6 ? ip6_decode(pk) : ip4_decode(pk);
}
