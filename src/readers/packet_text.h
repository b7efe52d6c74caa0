/*
 * packet_text.h - one line of tcpdump's text
 */
#ifndef CRUX_READERS_PACKET_TEXT_H
#define CRUX_READERS_PACKET_TEXT_H

#include "readers/reader.h"

enum packet_form {
	PACKET_NONE,	/* no line of tcpdump */
	PACKET_TCP,	/* a segment with its flags */
	PACKET_QUIET,	/* -q: TCP, but neither flags nor numbers */
	PACKET_OTHER,	/* ARP, UDP, ICMP … */
	PACKET_HEADER,	/* -v: the IP header; the packet is on the next line */
	PACKET_MESSAGE, /* tcpdump speaks of itself: "listening on eth0 …" */
	PACKET_HEX,	/* -x: "	0x0000:  4500 …" */
};

enum stamp_form {
	STAMP_NONE,
	STAMP_CLOCK, /* 14:02:11.001, and what -ttt and -ttttt print */
	STAMP_DATED, /* since 1970: a date and a time */
	STAMP_EPOCH, /* the same in seconds, which are UTC's; of tshark also since the first */
	STAMP_DELTA, /* microseconds since the line before: -ttt of old tcpdumps */
};

/* What -v tells of the IP header. */
struct ip_text {
	bool told;
	uint8_t ttl, tos;
	uint16_t id;
	uint32_t len_bytes; /* of the whole packet; 0 unknown */
	bool later_fragment;
	bool tcp; /* the next protocol is TCP */
};

struct packet_text {
	enum packet_form form;
	enum stamp_form stamp;
	int64_t stamp_ns;
	bool indented;
	struct str interface; /* -i any: "eth0"; empty: not told */
	enum seg_direction direction;
	struct ip_text ip;
	struct str src, dst; /* host and port as printed, joined by a point */
	bool ends_known;     /* seg has both ends: src and dst are empty */
	bool numbers_final;  /* the reader made them what they are to be */
	bool relative;	     /* with that: to an ISN that nobody knows */
	bool has_seq, has_seq_end, has_ack, has_window, has_len, has_options;
	bool options_cut;      /* "options […]": somebody left some out */
	bool whole;	       /* nothing was cut off its end */
	uint32_t seq_end;      /* as printed */
	uint32_t window_shown; /* Wireshark's, which it has multiplied */
	uint32_t checksum;     /* as it stood in the packet, with seg.checksum known */
	struct segment seg;    /* numbers as printed; addresses, time, known not set */
	bool icmp, icmp_unreachable, icmp_too_big, icmp_exceeded;
	uint64_t dropped; /* PACKET_MESSAGE: "12 packets dropped by kernel" */
};

/* Take a line apart. */
struct packet_text packet_text_parse(struct str line);

#endif
