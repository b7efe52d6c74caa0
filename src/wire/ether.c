/*
 * ether.c - Ethernet, VLAN tags, MPLS, PPPoE, LLC
 */
#include "wire/ether.h"

#include "wire/ip.h"

#define ETHERNET_BYTES 14
#define ETHERTYPE_MIN 1536 /* less is the length of an 802.3 frame */

typedef enum decode_result layer_fn(struct packet *pk);

static enum decode_result
vlan(struct packet *pk)
{
	uint16_t type;

	if (!packet_enter(pk) || pk->have < 4)
		return DECODE_BAD;
	type = load_be16(pk->p + 2);
	packet_pass(pk, 4);
	return ether_payload(pk, type);
}

/*
 * MPLS does not say what it carries. Behind the last label is IP by its version,
 * or a pseudowire: a control word that begins with 0, then Ethernet (RFC 4385).
 */
static enum decode_result
mpls(struct packet *pk)
{
	bool last = false;

	while (!last) {
		if (pk->have < 5)
			return DECODE_BAD;
		last = pk->p[2] & 1;
		packet_pass(pk, 4);
	}
	if (pk->p[0] >> 4 == 4 || pk->p[0] >> 4 == 6)
		return ip_decode(pk);
	if (pk->p[0] >> 4 || pk->have < 4)
		return DECODE_OTHER;
	packet_pass(pk, 4);
	return ether_decode(pk);
}

static enum decode_result
ppp_protocol(struct packet *pk)
{
	static const struct {
		uint16_t protocol;
		layer_fn *decode;
	} known[] = {
		{ 0x0021, ip4_decode },
		{ 0x0057, ip6_decode },
		{ 0x0281, mpls },
	};
	size_t n = 2;
	uint16_t protocol;

	if (pk->have < n)
		return DECODE_BAD;
	protocol = load_be16(pk->p);
	if (pk->p[0] & 1) { /* compressed to one byte (RFC 1661, 6.5) */
		protocol = pk->p[0];
		n = 1;
	}
	packet_pass(pk, n);
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].protocol == protocol)
			return known[i].decode(pk);
	return DECODE_OTHER;
}

enum decode_result
ether_ppp(struct packet *pk)
{
	if (pk->have >= 2 && load_be16(pk->p) == 0xff03)
		packet_pass(pk, 2);
	return ppp_protocol(pk);
}

static enum decode_result
pppoe(struct packet *pk)
{
	if (pk->have < 6)
		return DECODE_BAD;
	packet_pass(pk, 6);
	return ppp_protocol(pk);
}

/* 802.2: only SNAP carries an EtherType. */
static enum decode_result
llc(struct packet *pk)
{
	const uint8_t *p = pk->p;
	uint16_t type;

	if (pk->have < 8)
		return DECODE_OTHER;
	if (load_be16(p) != 0xaaaa || p[2] != 3 || p[3] || load_be16(p + 4))
		return DECODE_OTHER;
	type = load_be16(p + 6);
	packet_pass(pk, 8);
	return type < ETHERTYPE_MIN ? DECODE_OTHER : ether_payload(pk, type);
}

static const struct {
	uint16_t type;
	layer_fn *decode;
} payloads[] = {
	{ ETHERTYPE_IP4, ip4_decode },
	{ ETHERTYPE_IP6, ip6_decode },
	{ 0x8100, vlan }, /* 802.1Q */
	{ 0x88a8, vlan }, /* 802.1ad */
	{ 0x9100, vlan }, /* the same before there was a standard */
	{ 0x9200, vlan },
	{ 0x8847, mpls },
	{ 0x8848, mpls },
	{ 0x8864, pppoe },
	{ 0x880b, ether_ppp }, /* in PPTP's GRE */
	{ ETHERTYPE_BRIDGE, ether_decode },
};

enum decode_result
ether_payload(struct packet *pk, uint16_t ethertype)
{
	if (ethertype < ETHERTYPE_MIN)
		return llc(pk);
	for (size_t i = 0; i < COUNT_OF(payloads); i++)
		if (payloads[i].type == ethertype)
			return payloads[i].decode(pk);
	return DECODE_OTHER;
}

enum decode_result
ether_decode(struct packet *pk)
{
	uint16_t type;

	if (!packet_enter(pk) || pk->have < ETHERNET_BYTES)
		return DECODE_BAD;
	type = load_be16(pk->p + 12);
	packet_pass(pk, ETHERNET_BYTES);
	if (LIKELY(type == ETHERTYPE_IP4))
		return ip4_decode(pk);
	return ether_payload(pk, type);
}
