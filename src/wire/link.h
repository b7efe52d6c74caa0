/*
 * link.h - link types: how the bytes of a capture begin
 */
#ifndef CRUX_WIRE_LINK_H
#define CRUX_WIRE_LINK_H

#include "wire/packet.h"

#define LINKTYPE_ETHERNET 1

/* Whether packets of this link type can be decoded at all. */
bool link_is_known(uint32_t linktype);

enum decode_result link_decode(uint32_t linktype, struct packet *pk);

/* As wire_decode, and fragments are put together; those of NULL stand alone. */
enum decode_result link_decode_at(uint32_t linktype, struct str bytes, uint32_t len_wire,
				  struct fragments *fragments, int64_t now_ns, struct segment *ret);

#endif
