/*
 * link.c - link types: how the bytes of a capture begin
 *
 * Numbers are those of the LINKTYPE_ registry at tcpdump.org.
 */
#include "wire/link.h"

#include <string.h>

#include "wire/ether.h"
#include "wire/ip.h"

#define SLL_BYTES 16
#define SLL2_BYTES 20
#define SLL_OUTGOING 4

#define PKTAP_LEAST_BYTES 40 /* up to the flags; they were 108 when this was written */
#define NFLOG_PAYLOAD 9

/* Address families above this are in the other byte order. */
#define FAMILY_MAX 0xffff

static enum decode_result
null(struct packet *pk)
{
	uint32_t family;

	if (pk->have < 4)
		return DECODE_BAD;
	family = load_be32(pk->p);
	if (family > FAMILY_MAX)
		family = __builtin_bswap32(family);
	packet_pass(pk, 4);
	switch (family) {
	case 2:
		return ip4_decode(pk);
	case 10: /* Linux */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		return ip6_decode(pk);
	default: /* a number from the file */
		return DECODE_OTHER;
	}
}

/* The kernel's packet type: 0 to 2 came in, 4 went out, 3 was for others. */
static uint8_t
direction(unsigned packet_type)
{
	if (packet_type == SLL_OUTGOING)
		return DIRECTION_OUT;
	return packet_type < 3 ? DIRECTION_IN : DIRECTION_UNKNOWN;
}

static enum decode_result
cooked(struct packet *pk)
{
	uint16_t protocol;

	if (pk->have < SLL_BYTES)
		return DECODE_BAD;
	pk->seg->direction = direction(load_be16(pk->p));
	protocol = load_be16(pk->p + 14);
	packet_pass(pk, SLL_BYTES);
	return ether_payload(pk, protocol);
}

static enum decode_result
cooked2(struct packet *pk)
{
	uint16_t protocol;

	if (pk->have < SLL2_BYTES)
		return DECODE_BAD;
	protocol = load_be16(pk->p);
	pk->seg->interface = (uint16_t)MIN(load_be32(pk->p + 4), UINT16_MAX);
	pk->seg->direction = direction(pk->p[10]);
	packet_pass(pk, SLL2_BYTES);
	return ether_payload(pk, protocol);
}

/* Cisco HDLC: address, control, EtherType. */
static enum decode_result
chdlc(struct packet *pk)
{
	uint16_t protocol;

	if (pk->have < 4)
		return DECODE_BAD;
	protocol = load_be16(pk->p + 2);
	packet_pass(pk, 4);
	return ether_payload(pk, protocol);
}

/*
 * Apple's: which link type follows, and the direction. The numbers are in the
 * capturing machine's order, which is little endian on all that make them today.
 */
static enum decode_result
pktap(struct packet *pk)
{
	uint32_t header, inner, flags;

	if (!packet_enter(pk) || pk->have < PKTAP_LEAST_BYTES)
		return DECODE_BAD;
	header = load_u32(pk->p, false);
	inner = load_u32(pk->p + 8, false);
	flags = load_u32(pk->p + 36, false) & 3;
	if (header < PKTAP_LEAST_BYTES || header > pk->have)
		return DECODE_BAD;
	pk->seg->direction = flags == 1 ? DIRECTION_IN : flags == 2 ? DIRECTION_OUT : 0;
	packet_pass(pk, header);
	return link_decode(inner, pk);
}

/*
 * Linux' netfilter log: a list of attributes, one of which is the packet. Their
 * order is the capturing machine's; lengths are small, so the order that makes the
 * first one smaller is the right one.
 */
static enum decode_result
nflog(struct packet *pk)
{
	bool big;

	if (pk->have < 8)
		return DECODE_BAD;
	packet_pass(pk, 4);
	big = load_u16(pk->p, true) < load_u16(pk->p, false);
	while (pk->have >= 4) {
		size_t len = load_u16(pk->p, big);

		if (len < 4 || len > pk->wire)
			return DECODE_BAD;
		if (load_u16(pk->p + 2, big) == NFLOG_PAYLOAD) {
			packet_pass(pk, 4);
			packet_trim(pk, len - 4);
			return ip_decode(pk);
		}
		packet_pass(pk, MIN((len + 3) & ~(size_t)3, pk->have));
	}
	return DECODE_OTHER;
}

static const struct {
	uint32_t linktype;
	enum decode_result (*decode)(struct packet *pk);
} links[] = {
	{ LINKTYPE_ETHERNET, ether_decode },
	{ 113, cooked },    /* LINUX_SLL */
	{ 276, cooked2 },   /* LINUX_SLL2 */
	{ 101, ip_decode }, /* RAW */
	{ 0, null },
	{ 108, null }, /* LOOP: in network order */
	{ 228, ip4_decode },
	{ 229, ip6_decode },
	{ 12, ip_decode }, /* RAW, by the number of most systems */
	{ 14, ip_decode }, /* RAW, by OpenBSD's */
	{ 9, ether_ppp },
	{ 50, ether_ppp }, /* PPP_HDLC */
	{ 104, chdlc },
	{ 258, pktap },
	{ 149, pktap }, /* what Apple used before it was registered */
	{ 239, nflog },
};

bool
link_is_known(uint32_t linktype)
{
	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (links[i].linktype == linktype)
			return true;
	return false;
}

enum decode_result
link_decode(uint32_t linktype, struct packet *pk)
{
	for (size_t i = 0; i < COUNT_OF(links); i++)
		if (links[i].linktype == linktype)
			return links[i].decode(pk);
	return DECODE_BAD;
}

enum decode_result
link_decode_at(uint32_t linktype, struct str bytes, uint32_t len_wire, struct fragments *fragments,
	       int64_t now_ns, struct segment *ret)
{
	struct packet pk = {
		.p = (const uint8_t *)bytes.p,
		.have = bytes.n,
		.wire = MAX((size_t)len_wire, bytes.n),
		.seg = ret,
		.fragments = fragments,
		.now_ns = now_ns,
	};

	*ret = (struct segment){ 0 };
	return link_decode(linktype, &pk);
}

enum decode_result
wire_decode(uint32_t linktype, struct str bytes, uint32_t len_wire, struct segment *ret)
{
	return link_decode_at(linktype, bytes, len_wire, NULL, 0, ret);
}
