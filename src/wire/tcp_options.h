/*
 * tcp_options.h - the options of one TCP header
 */
#ifndef CRUX_WIRE_TCP_OPTIONS_H
#define CRUX_WIRE_TCP_OPTIONS_H

#include <stddef.h>

#include "wire/wire.h"

/*
 * Add to s what the n bytes of options at p tell. A length that cannot be ends
 * the reading, as it does in a receiver; what stands before it counts.
 */
void tcp_options_decode(struct segment *s, const uint8_t *p, size_t n);

#endif
