/*
 * ip.h - IPv4 and IPv6 with their extension headers
 */
#ifndef CRUX_WIRE_IP_H
#define CRUX_WIRE_IP_H

#include "wire/packet.h"

enum decode_result ip4_decode(struct packet *pk);
enum decode_result ip6_decode(struct packet *pk);

/* Whichever the first four bits name. */
enum decode_result ip_decode(struct packet *pk);

#endif
