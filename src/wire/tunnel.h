/*
 * tunnel.h - packets within packets: GRE, VXLAN, Geneve
 */
#ifndef CRUX_WIRE_TUNNEL_H
#define CRUX_WIRE_TUNNEL_H

#include "wire/packet.h"

enum decode_result tunnel_gre(struct packet *pk);

/* UDP: a tunnel by its destination port, or DECODE_OTHER. */
enum decode_result tunnel_udp(struct packet *pk);

#endif
