/*
 * tcp_header.h - the TCP header and its options (RFC 9293, 3.1)
 */
#ifndef CRUX_WIRE_TCP_HEADER_H
#define CRUX_WIRE_TCP_HEADER_H

#include "wire/packet.h"

/* Fill pk->seg from the header at pk->p; the addresses are in it already. */
enum decode_result tcp_header_decode(struct packet *pk);

#endif
