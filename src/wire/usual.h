/*
 * usual.h - the packet that nearly all are, decoded in one piece
 */
#ifndef CRUX_WIRE_USUAL_H
#define CRUX_WIRE_USUAL_H

#include "wire/wire.h"

/*
 * An Ethernet frame without tags that holds IPv4 without options or IPv6 without
 * extension headers, no fragment, and in it a TCP header that is captured to its end.
 * True, and ret is what the layers would make of it; false for any other, and ret is
 * in no state.
 */
bool usual_decode(const uint8_t *p, size_t have, struct segment *ret);

#endif
