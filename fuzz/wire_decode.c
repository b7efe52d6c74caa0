/*
 * wire_decode.c - one packet: two bytes of link type, two of length, the packet
 *
 * The length is how much longer the packet was on the wire than it is here.
 */
#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

#define HEAD_BYTES 4

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct segment s;
	struct str bytes;
	uint32_t linktype, wire;

	if (len_bytes < HEAD_BYTES)
		return 0;
	linktype = load_be16(data);
	wire = (uint32_t)(len_bytes - HEAD_BYTES) + load_be16(data + 2);
	bytes = (struct str){ (const char *)data + HEAD_BYTES, len_bytes - HEAD_BYTES };
	if (wire_decode(linktype, bytes, wire, &s) != DECODE_TCP)
		return 0;
	if (s.nsack > SEG_SACK_MAX || s.wscale > 14 || s.checksum > CHECKSUM_OFFLOADED ||
	    !(s.known & SEG_HAS_SEQ) || s.time_ns || s.packet)
		__builtin_trap();
	return 0;
}
