/*
 * usual.c - what of the usual packets is not quite as usual
 */
#include "wire/usual.h"

/* The TCP header at p. */
ALWAYS_INLINE bool
take_tcp(const uint8_t *p, struct usual_ip ip, const struct usual_packet *at, struct segment *s)
{
	size_t have = MIN(ip.have, ip.wire), header;

	if (have < USUAL_TCP_BYTES)
		return false;
	header = (size_t)(p[12] >> 4) * 4;
	if (header < USUAL_TCP_BYTES || header > have)
		return false;
	usual_fixed(p, header, &ip, at, s);
	if (UNLIKELY(p[12] & 1))
		s->known |= SEG_AE;
	s->options = 0;
	s->tsval = s->tsecr = 0;
	if (header > USUAL_TCP_BYTES)
		tcp_options_walk(s, p + USUAL_TCP_BYTES, header - USUAL_TCP_BYTES);
	return true;
}

/* At least USUAL_IP4_BYTES are there. */
static bool
take_ip4(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *s)
{
	if (p[0] != USUAL_IP4_NO_OPTIONS || p[9] != IPPROTO_TCP ||
	    load_be16(p + 6) & USUAL_IP4_FRAGMENT ||
	    MIN((size_t)load_be16(p + 2), have) < USUAL_IP4_BYTES + USUAL_TCP_BYTES)
		return false;
	return take_tcp(p + USUAL_IP4_BYTES, usual_ip4(p, have, s), at, s);
}

/* The same for USUAL_IP6_BYTES. A length of 0 is one that 16 bits cannot say. */
static bool
take_ip6(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *s)
{
	struct usual_ip ip;

	if (p[0] >> 4 != 6 || p[6] != IPPROTO_TCP || have < USUAL_IP6_BYTES + USUAL_TCP_BYTES)
		return false;
	s->tos = (uint8_t)(load_be16(p) >> 4);
	s->ip_id = 0;
	s->ttl = p[7];
	ip = (struct usual_ip){
		.src_hi = usual_load_64(p + 8),
		.src_lo = usual_load_64(p + 16),
		.dst_hi = usual_load_64(p + 24),
		.dst_lo = usual_load_64(p + 32),
		.addresses = checksum_words(p + 8, 32),
		.have = have - USUAL_IP6_BYTES,
		.wire = load_be16(p + 4),
	};
	return take_tcp(p + USUAL_IP6_BYTES, ip, at, s);
}

__attribute__((noinline)) bool
usual_other(const uint8_t *p, size_t have, const struct usual_packet *at, struct segment *ret)
{
	uint16_t type;

	if (have < USUAL_ETHERNET_BYTES + USUAL_IP4_BYTES)
		return false;
	type = load_be16(p + 12);
	p += USUAL_ETHERNET_BYTES;
	have -= USUAL_ETHERNET_BYTES;
	if (type == ETHERTYPE_IP4)
		return take_ip4(p, have, at, ret);
	return type == ETHERTYPE_IP6 && have >= USUAL_IP6_BYTES && take_ip6(p, have, at, ret);
}

bool
usual_decode(const uint8_t *p, size_t have, struct segment *ret)
{
	ret->time_ns = 0;
	ret->packet = 0;
	return usual_decode_at(p, have, &(struct usual_packet){ 0 }, ret);
}
