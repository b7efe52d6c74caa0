/*
 * usual.c - the packet that nearly all are, decoded in one piece
 *
 * The layers (ether.c, ip.c, tcp_header.c) can decode it too, and their words on what
 * is valid count: what is odd in any way is left to them. Here a field is stored once,
 * and nothing is cleared before.
 */
#include "wire/usual.h"

#include <netinet/in.h>

#include "wire/checksum.h"
#include "wire/ether.h"
#include "wire/tcp_options.h"

#define ETHERNET_BYTES 14
#define IP4_BYTES 20
#define IP6_BYTES 40
#define TCP_BYTES 20

#define IP4_NO_OPTIONS 0x45
#define IP4_FRAGMENT 0x3fff /* more of them, or an offset */

/* What only some packets have. */
static void
clear_rare(struct segment *s)
{
	s->time_ns = 0;
	s->packet = 0;
	s->tsval = s->tsecr = 0;
	s->options = 0;
	s->interface = 0;
	s->mss = 0;
	s->wscale = 0;
	s->direction = DIRECTION_UNKNOWN;
	s->nsack = 0;
	s->icmp = ICMP_NONE;
	s->ends_tag = 0;
}

/* have of wire bytes at p; addresses as checksum_judge wants them. */
static inline bool
tcp(const uint8_t *p, size_t have, size_t wire, uint64_t addresses, struct segment *s)
{
	size_t header;

	have = MIN(have, wire);
	if (have < TCP_BYTES)
		return false;
	header = (size_t)(p[12] >> 4) * 4;
	if (header < TCP_BYTES || header > have)
		return false;
	clear_rare(s);
	s->src.port = load_be16(p);
	s->dst.port = load_be16(p + 2);
	s->seq = load_be32(p + 4);
	s->ack = load_be32(p + 8);
	s->flags = p[13];
	s->window = load_be16(p + 14);
	s->urgent = load_be16(p + 18);
	s->len = (uint32_t)(wire - header);
	s->known = (uint8_t)(SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP |
			     (p[12] & 1 ? SEG_AE : 0));
	s->checksum = (uint8_t)checksum_judge(addresses, p, have, wire);
	if (header > TCP_BYTES)
		tcp_options_decode(s, p + TCP_BYTES, header - TCP_BYTES);
	return true;
}

static inline void
set_v4(struct addr *a, const uint8_t *p)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(a->b, prefix, sizeof prefix);
	memcpy(a->b + sizeof prefix, p, 4);
}

/* At least IP4_BYTES are there. */
static inline bool
ip4(const uint8_t *p, size_t have, struct segment *s)
{
	size_t total = load_be16(p + 2);

	if (p[0] != IP4_NO_OPTIONS || p[9] != IPPROTO_TCP || load_be16(p + 6) & IP4_FRAGMENT ||
	    total < IP4_BYTES)
		return false;
	s->tos = p[1];
	s->ip_id = load_be16(p + 4);
	s->ttl = p[8];
	set_v4(&s->src.addr, p + 12);
	set_v4(&s->dst.addr, p + 16);
	return tcp(p + IP4_BYTES, have - IP4_BYTES, total - IP4_BYTES, checksum_words(p + 12, 8),
		   s);
}

/* The same for IP6_BYTES. A length of 0 is one that 16 bits cannot say. */
static inline bool
ip6(const uint8_t *p, size_t have, struct segment *s)
{
	size_t payload = load_be16(p + 4);

	if (p[0] >> 4 != 6 || p[6] != IPPROTO_TCP)
		return false;
	s->tos = (uint8_t)(load_be16(p) >> 4);
	s->ip_id = 0;
	s->ttl = p[7];
	memcpy(s->src.addr.b, p + 8, sizeof s->src.addr.b);
	memcpy(s->dst.addr.b, p + 24, sizeof s->dst.addr.b);
	return tcp(p + IP6_BYTES, have - IP6_BYTES, payload, checksum_words(p + 8, 32), s);
}

bool
usual_decode(const uint8_t *p, size_t have, struct segment *ret)
{
	uint16_t type;

	if (have < ETHERNET_BYTES + IP4_BYTES)
		return false;
	type = load_be16(p + 12);
	p += ETHERNET_BYTES;
	have -= ETHERNET_BYTES;
	if (LIKELY(type == ETHERTYPE_IP4))
		return ip4(p, have, ret);
	return type == ETHERTYPE_IP6 && have >= IP6_BYTES && ip6(p, have, ret);
}
