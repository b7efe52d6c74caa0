/*
 * frame.h - TCP packets as bytes in a pcap file, checksums right
 */
#ifndef CRUX_BENCH_FRAME_H
#define CRUX_BENCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLAG_FIN = 1, FLAG_SYN = 2, FLAG_RST = 4, FLAG_PSH = 8, FLAG_ACK = 16 };

#define FRAME_MSS 1460	   /* Ethernet's 1500 less IPv4 and TCP */
#define FRAME_SACKS 4	   /* as many as 40 bytes of options take (RFC 2018, 3) */
#define FRAME_PAYLOAD 1460 /* at most, in one frame */

struct place {
	uint8_t addr[16]; /* IPv4 in the first four */
	uint16_t port;
};

struct frame {
	int64_t ns;
	const struct place *from, *to;
	uint32_t seq, ack, tsval, tsecr;
	uint32_t sack[FRAME_SACKS][2];
	uint16_t ip_id, window, len;
	uint8_t flags, nsack, wscale; /* the scale is for SYNs */
	bool ipv6, bare;	      /* bare: a SYN without options */
	bool timestamps;
};

struct writer {
	int fd;
	uint32_t snaplen;
	uint8_t *buffer;
	size_t used;
	uint64_t packets, bytes; /* of the file */
	bool failed;
};

bool writer_open(struct writer *w, const char *path, uint32_t snaplen);
/* Its number in the file, from 1. */
uint64_t writer_put(struct writer *w, const struct frame *f);
/* false when anything could not be written; errno says why. */
bool writer_close(struct writer *w);

#endif
