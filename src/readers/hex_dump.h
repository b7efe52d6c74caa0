/*
 * hex_dump.h - the bytes of a packet, printed below it
 */
#ifndef CRUX_READERS_HEX_DUMP_H
#define CRUX_READERS_HEX_DUMP_H

#include "readers/reader.h"

/* A jumbo frame: the checksum is over all of it. Of longer ones the front is kept. */
#define HEX_DUMP_BYTES 9216

struct hex_dump {
	uint32_t n;	/* bytes that were printed */
	uint16_t known; /* of them in bytes */
	bool broken;	/* a line is missing: the rest has no place */
	uint8_t bytes[HEX_DUMP_BYTES];
};

/* Forget the bytes; those of zeroed memory are none. */
void hex_dump_clear(struct hex_dump *h);

/*
 * Take one line more, of tcpdump ("	0x0010:  0a2c 0c05 …  .,.."), of tshark
 * ("0010  0a 2c 0c 05 …   .,.."), or of an old tcpdump without offsets
 * ("			 0a2c 0c05 …"). False: no such line. One with the
 * offset 0 begins anew.
 */
bool hex_dump_line(struct hex_dump *h, struct str line);

/* Whether a line begins a dump: its offset is 0. */
bool hex_dump_begins(struct str line);

/*
 * The segment in the bytes. ports are what the line above printed, 0: not told.
 * The link type is found by trying: only one makes sense of the bytes.
 */
enum decode_result hex_dump_decode(const struct hex_dump *h, const uint16_t ports[2],
				   struct segment *ret);

#endif
