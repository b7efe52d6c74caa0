/*
 * checksum.h - is the checksum of a TCP segment right (RFC 9293, 3.1)
 */
#ifndef CRUX_WIRE_CHECKSUM_H
#define CRUX_WIRE_CHECKSUM_H

#include "wire/packet.h"

/*
 * Judge the segment that begins at pk->p, whose addresses are in pk->seg.
 * At least 18 bytes are captured.
 */
enum seg_checksum checksum_judge(const struct packet *pk);

#endif
