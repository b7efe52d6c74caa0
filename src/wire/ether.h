/*
 * ether.h - Ethernet, and what an EtherType announces
 */
#ifndef CRUX_WIRE_ETHER_H
#define CRUX_WIRE_ETHER_H

#include "wire/packet.h"

/* IEEE 802's numbers, as far as more than one file needs them. */
#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_IP6 0x86dd
#define ETHERTYPE_BRIDGE 0x6558 /* an Ethernet frame, in GRE and Geneve */
#define ETHERTYPE_ERSPAN 0x88be

enum decode_result ether_decode(struct packet *pk);

/* Go on with what ethertype says stands at pk->p; a value below 1536 is a length. */
enum decode_result ether_payload(struct packet *pk, uint16_t ethertype);

/* PPP: protocol number and what follows, with or without the HDLC address. */
enum decode_result ether_ppp(struct packet *pk);

#endif
