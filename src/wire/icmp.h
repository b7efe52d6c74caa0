/*
 * icmp.h - ICMP errors, and which TCP segment each is about
 */
#ifndef CRUX_WIRE_ICMP_H
#define CRUX_WIRE_ICMP_H

#include "wire/packet.h"

/*
 * An error quotes the packet that it answers: its ends and number go into the
 * segment, with segment.icmp set, when that was TCP.
 */
enum decode_result icmp4_decode(struct packet *pk);
enum decode_result icmp6_decode(struct packet *pk);

#endif
