/*
 * wire.h - from the bytes of a capture to TCP segments
 *
 * A capture is opened over an input and read in batches. What is not TCP is
 * counted; what is damaged ends the reading with a problem that says where,
 * and all that stood before it is given.
 */
#ifndef CRUX_WIRE_WIRE_H
#define CRUX_WIRE_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"

/* An IPv6 address, or IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). */
struct addr {
	uint8_t b[16];
};

struct endpoint {
	struct addr addr;
	uint16_t port;
};

#define ADDR_TEXT_BYTES 48
#define ENDPOINT_TEXT_BYTES 56

struct addr addr_from_v4(uint32_t host_order);
bool addr_is_v4(const struct addr *a);
bool addr_eq(const struct addr *a, const struct addr *b);
int addr_cmp(const struct addr *a, const struct addr *b);
bool addr_is_any(const struct addr *a); /* 0.0.0.0 or :: */
/* "192.0.2.7", "2001:db8::7" (RFC 5952). Returns buf. */
char *addr_text(char buf[ADDR_TEXT_BYTES], const struct addr *a);
/* The same where p stands, without a NUL (put.h); ADDR_TEXT_BYTES at most. */
char *addr_put(char *p, const struct addr *a);
/* "192.0.2.7:443", "[2001:db8::7]:443". Returns buf. */
char *endpoint_text(char buf[ENDPOINT_TEXT_BYTES], const struct endpoint *e);
/* The whole view as an address: v4, v6, "::ffff:1.2.3.4", "[v6]", with or without %zone. */
bool addr_parse(struct str s, struct addr *ret);

enum tcp_flag {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_PSH = 0x08,
	TCP_ACK = 0x10,
	TCP_URG = 0x20,
	TCP_ECE = 0x40,
	TCP_CWR = 0x80,
};

/* TCP options that a segment carries. */
enum seg_option {
	OPT_MSS = 0x01,
	OPT_WSCALE = 0x02,
	OPT_SACK_OK = 0x04,
	OPT_SACK = 0x08,
	OPT_TIMESTAMP = 0x10,
	OPT_FASTOPEN = 0x20,
	OPT_MD5_AO = 0x40,
	OPT_MPTCP = 0x80,
};

/* What the evidence tells of a segment: text leaves things out. */
enum seg_known {
	SEG_HAS_TIME = 0x01,
	SEG_HAS_SEQ = 0x02, /* tcpdump text prints none for a bare ACK */
	SEG_HAS_WINDOW = 0x04,
	SEG_HAS_OPTIONS = 0x08, /* all options are told, also that there are none */
	SEG_HAS_IP = 0x10,	/* ip_id, ttl and tos are told */
	SEG_RELATIVE = 0x20,	/* numbers are relative to an unknown ISN */
	SEG_AE = 0x40,		/* the ninth flag: AE (RFC 9768, 3.1), NS before it */
};

/*
 * OFFLOADED: the field holds the pseudo header's sum only, as a host leaves it whose
 * card is to fill it in after the capture. Not damage: sent on this host, or by a
 * guest or container on it.
 */
enum seg_checksum { CHECKSUM_UNKNOWN, CHECKSUM_GOOD, CHECKSUM_BAD, CHECKSUM_OFFLOADED };

/* Where the capturing host said that the packet went; most captures do not tell. */
enum seg_direction { DIRECTION_UNKNOWN, DIRECTION_IN, DIRECTION_OUT };

/* Times of captures are clamped to plus and minus this: 146 years around 1970. */
#define WIRE_TIME_MAX_NS (INT64_MAX / 2)

#define SEG_SACK_MAX 4 /* 40 bytes of options hold at most four blocks (RFC 2018) */

/*
 * What an ICMP error says of a segment (RFC 792, RFC 4443). HOST is all that routers
 * say when there is no way: no route, no such host.
 */
enum icmp_error {
	ICMP_NONE,
	ICMP_TOO_BIG, /* fragmentation needed, packet too big */
	ICMP_HOST_UNREACHABLE,
	ICMP_PORT_UNREACHABLE,
	ICMP_PROTOCOL_UNREACHABLE,
	ICMP_PROHIBITED,    /* a filter says so */
	ICMP_TIME_EXCEEDED, /* the TTL went to 0 */
	ICMP_REASSEMBLY_EXCEEDED,
	ICMP_PARAMETER_PROBLEM,
};
/* "fragmentation-needed" */
const char *icmp_error_name(enum icmp_error e);

/*
 * One TCP segment as somebody saw it; numbers in host order. With icmp set it is none,
 * but an ICMP error about one: ends and seq are those of the segment quoted, time,
 * packet and all of IP those of the error; the rest says nothing.
 *
 * Two lines of a cache. What is in the union is not set unless it is told of.
 */
struct segment {
	int64_t time_ns; /* since 1970, or since an unknown midnight in text; captures
			    keep within WIRE_TIME_MAX_NS, so differences fit */
	uint64_t packet; /* its number in its input, from 1 */
	struct endpoint src, dst;
	uint32_t ends_tag; /* of src and dst, reckoned while the capture is read; 0: not */
	uint32_t seq, ack;
	uint32_t len;	       /* payload bytes on the wire, though the capture may hold fewer */
	uint32_t tsval, tsecr; /* with OPT_TIMESTAMP */
	uint16_t window;       /* as sent: not scaled */
	uint16_t urgent;       /* with TCP_URG */
	uint8_t flags;	       /* enum tcp_flag */
	uint8_t options;       /* enum seg_option */
	uint8_t known;	       /* enum seg_known */
	uint8_t checksum;      /* enum seg_checksum */
	uint16_t ip_id;	       /* 0 for IPv6 */
	uint8_t ttl;	       /* or hop limit */
	uint8_t tos;	       /* traffic class: its two low bits are ECN (RFC 3168) */
	uint16_t interface; /* pcapng's, counted over all sections, or a cooked capture's index */
	uint16_t mss;	    /* with OPT_MSS */
	uint8_t wscale;	    /* with OPT_WSCALE; at most 14 (RFC 7323, 2.3) */
	uint8_t direction;  /* enum seg_direction */
	uint8_t nsack;
	uint8_t icmp; /* enum icmp_error */
	union {
		uint32_t sack[SEG_SACK_MAX][2]; /* left and right edge, nsack of them */
		struct {			/* with icmp */
			struct addr icmp_from;	/* who says so */
			uint16_t icmp_mtu;	/* with ICMP_TOO_BIG: of the next hop; 0 not told */
			uint8_t icmp_type, icmp_code;
		};
	};
};

/*
 * A hash of two ends, the same in either direction and never 0. Seeded by hash_seed, as
 * addresses and ports are chosen by whoever sends.
 */
uint32_t ends_tag(const struct endpoint *a, const struct endpoint *b, uint64_t seed);

/*
 * Its highest bits do not depend on the seed: connections are divided by them, and what
 * depends on that is the same in each run.
 */
#define ENDS_PARTS 8
static inline unsigned
ends_part(uint32_t tag)
{
	return tag >> 29;
}

enum capture_kind { CAPTURE_PCAP, CAPTURE_PCAPNG };

/* What was met while reading; grows until the end of the capture. */
struct capture_stats {
	uint64_t packets;	   /* records read, of any protocol */
	uint64_t segments;	   /* of them TCP, whole enough to be judged */
	uint64_t other;		   /* ARP, UDP, ICMP … */
	uint64_t undecodable;	   /* link or network header not understood or cut */
	uint64_t fragments;	   /* IP fragments, but for the last of each whole datagram */
	uint64_t datagrams_whole;  /* put together of these */
	uint64_t datagrams_lone;   /* of which some fragments never came */
	uint64_t cut;		   /* TCP segments with a header that the snap length cut off */
	uint64_t unplaced;	   /* of a text: of some connection, and not told of which */
	uint64_t icmp_unreachable; /* ICMP type 3 or ICMPv6 type 1 */
	uint64_t icmp_exceeded;	   /* type 11, or ICMPv6 type 3 */
	uint64_t icmp_too_big;	   /* type 3 code 4, or ICMPv6 type 2: path MTU at work */
	int64_t first_ns, last_ns; /* TIME_NONE before the first packet */
	uint32_t snaplen;
};

struct capture;

/* Whether these first bytes (16 are enough) begin a capture file. */
bool capture_probe(struct str head, enum capture_kind *ret_kind);

/* NULL with e set when the file header cannot be read. in stays the caller's. */
struct capture *capture_open(struct arena *a, struct input *in, struct err *e);

/*
 * Go on with in, which is the next piece of the same capture: as tcpdump -C and -G and
 * dumpcap -b write them. Packets are counted on, and so is all of capture_stats; the
 * problem of the piece before is forgotten. False with e set when its header cannot be
 * read, or it is of another kind; then this was the end.
 */
MUST_USE bool capture_go_on(struct capture *c, struct input *in, struct err *e);

/*
 * Packets of one connection with the same time stamp are given in an order that follows
 * from what is in them (ties.c), not from chance: a run of so many at most. Each keeps
 * its number. To read by fewer than CAPTURE_ORDERED at a time leaves them as they stand.
 */
#define TIES_MAX 64
#define CAPTURE_ORDERED (2 * TIES_MAX)

/*
 * The next TCP segments, and ICMP errors about such, at most n; 0 at the end.
 * Nothing is allocated per packet.
 */
size_t capture_read(struct capture *c, struct segment *ret_segs, size_t n);

/*
 * Whether capture_go_on is to come at the end of this piece: packets with the time of the
 * last one are given then, or when this is taken back. True: such wait for capture_read.
 */
bool capture_expects_more(struct capture *c, bool more);

/*
 * The same order for packets that come one by one, as text has them. s may be NULL, at
 * the end: how many are ready now.
 */
struct ties;
#define TIES_READY_MAX (TIES_MAX + 1)
struct ties *ties_new(struct arena *a);
size_t ties_add(struct ties *t, const struct segment *s, struct segment ret[TIES_READY_MAX]);

enum capture_kind capture_kind(const struct capture *c);
const struct capture_stats *capture_stats(const struct capture *c);
/* Where and how the file broke ("packet 1841: cut at byte 24 of 1514"), or NULL. */
const struct err *capture_problem(const struct capture *c);

/*
 * Decode one packet of a link type (the LINKTYPE_ registry) into ret; time,
 * packet and interface are the caller's. len_wire is the length on the wire.
 * Also used for hex dumps in text. Fragments stand alone here: the first one gives a
 * segment with what it has.
 */
enum decode_result {
	DECODE_TCP,
	DECODE_OTHER,
	DECODE_BAD,
	DECODE_FRAGMENT,
	DECODE_CUT,
	DECODE_ICMP_UNREACHABLE,
	DECODE_ICMP_TOO_BIG,
	DECODE_ICMP_EXCEEDED
};
enum decode_result wire_decode(uint32_t linktype, struct str bytes, uint32_t len_wire,
			       struct segment *ret);

/*
 * The same in blocks, read by this thread or, ahead, by a second one that goes on while
 * a block is looked at. The segments are the same, in the same order.
 */
struct pipeline;

/*
 * Until pipeline_stop leave c, its input and the arena it was opened in alone; the
 * pipeline itself lives in a. Where no thread can be had it is read without.
 */
struct pipeline *pipeline_start(struct arena *a, struct capture *c, bool ahead);

/* The next segments, until the next call of one of these; 0 at the end. */
size_t pipeline_next(struct pipeline *p, const struct segment **ret_segs);

/* Of the input's own bytes, up to the last block: for progress. */
uint64_t pipeline_consumed(const struct pipeline *p);

/* Also before the end. c is the caller's again, and stands somewhere behind what was given. */
void pipeline_stop(struct pipeline *p);

#endif
