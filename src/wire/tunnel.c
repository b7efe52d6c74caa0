/*
 * tunnel.c - packets within packets: GRE, VXLAN, Geneve
 *
 * A tunnel that does not look like one is somebody else's use of the same port
 * or protocol, and so DECODE_OTHER rather than damage.
 */
#include "wire/tunnel.h"

#include "wire/ether.h"

#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING 0x4000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACK 0x0080 /* version 1 only (RFC 2637) */
#define GRE_VERSION 0x0007

#define PORT_VXLAN 4789	      /* RFC 7348 */
#define PORT_VXLAN_LINUX 8472 /* Linux's own before there was a registered one */
#define PORT_GENEVE 6081      /* RFC 8926 */

#define UDP_HEADER_BYTES 8
#define VXLAN_HEADER_BYTES 8
#define VXLAN_FLAG_VNI 0x08

static enum decode_result
inner(struct packet *pk, size_t header, uint16_t ethertype)
{
	enum decode_result r;

	if (pk->have < header)
		return DECODE_OTHER;
	packet_pass(pk, header);
	r = ether_payload(pk, ethertype);
	return r == DECODE_BAD ? DECODE_OTHER : r;
}

enum decode_result
tunnel_gre(struct packet *pk)
{
	uint16_t flags, type;
	size_t header = 4;

	if (!packet_enter(pk) || pk->have < header)
		return DECODE_BAD;
	flags = load_be16(pk->p);
	type = load_be16(pk->p + 2);
	/* Source routing was withdrawn with RFC 2784, and its size is not fixed. */
	if ((flags & GRE_ROUTING) || (flags & GRE_VERSION) > 1)
		return DECODE_OTHER;
	header += flags & GRE_CHECKSUM ? 4 : 0;
	header += flags & GRE_KEY ? 4 : 0;
	header += flags & GRE_SEQUENCE ? 4 : 0;
	header += (flags & GRE_VERSION) && (flags & GRE_ACK) ? 4 : 0;
	/* ERSPAN II tells itself from I by the sequence number, and has 8 bytes more. */
	if (type == ETHERTYPE_ERSPAN) {
		header += flags & GRE_SEQUENCE ? 8 : 0;
		type = ETHERTYPE_BRIDGE;
	}
	return inner(pk, header, type);
}

static enum decode_result
vxlan(struct packet *pk)
{
	if (pk->have < VXLAN_HEADER_BYTES || !(pk->p[0] & VXLAN_FLAG_VNI))
		return DECODE_OTHER;
	return inner(pk, VXLAN_HEADER_BYTES, ETHERTYPE_BRIDGE);
}

static enum decode_result
geneve(struct packet *pk)
{
	if (pk->have < 8 || pk->p[0] >> 6)
		return DECODE_OTHER;
	return inner(pk, 8 + (size_t)(pk->p[0] & 0x3f) * 4, load_be16(pk->p + 2));
}

enum decode_result
tunnel_udp(struct packet *pk)
{
	uint16_t port;

	if (!packet_enter(pk) || pk->have < UDP_HEADER_BYTES)
		return DECODE_OTHER;
	port = load_be16(pk->p + 2);
	packet_pass(pk, UDP_HEADER_BYTES);
	if (port == PORT_VXLAN || port == PORT_VXLAN_LINUX)
		return vxlan(pk);
	return port == PORT_GENEVE ? geneve(pk) : DECODE_OTHER;
}
