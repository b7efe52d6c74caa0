/*
 * packet.h - one IP packet on its way through the path
 */
#ifndef CRUX_LAB_PACKET_H
#define CRUX_LAB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_PSH 0x08
#define TCP_ACK 0x10
#define TCP_CWR 0x80

/* Where things are in the bytes, and what they say; made by packet_parse. */
struct packet {
	uint8_t *bytes;
	size_t len;
	size_t l4, payload; /* offsets; payload 0: not TCP */
	uint32_t seq, ack, payload_len;
	uint16_t sport, dport, ip_id; /* ip_id 0 with IPv6 */
	uint8_t flags;
	bool v6, ect;
};

/* False: not IP at all. What is not TCP has payload 0. */
bool packet_parse(uint8_t *bytes, size_t len, struct packet *ret);
/* Both checksums anew, after the bytes were changed. */
void packet_checksums(struct packet *p);
/* Only what the sender of a partial checksum leaves: that of the pseudo header. */
void packet_checksum_partial(struct packet *p);
/* Congestion experienced (RFC 3168, 5). */
void packet_mark_ce(struct packet *p);
/*
 * The nth piece of a packet that offload made larger than the wire allows, as the
 * card would cut it: headers and at most size bytes of payload. False: no such piece.
 * out holds headers + size bytes.
 */
bool packet_piece(const struct packet *whole, size_t size, size_t nth, uint8_t *out,
		  struct packet *ret);
/*
 * Put next behind p, as GRO does, if the two differ in nothing but where they
 * stand. p's buffer holds room bytes. The checksum is to be made afterwards.
 */
bool packet_join(struct packet *p, const struct packet *next, size_t room);

#endif
