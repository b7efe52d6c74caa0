/*
 * capture.h - what the two file formats share: a window on the input, records
 */
#ifndef CRUX_WIRE_CAPTURE_H
#define CRUX_WIRE_CAPTURE_H

#include "wire/wire.h"

struct fragments;
struct ties;

/* One packet as the file has it. */
struct record {
	int64_t time_ns; /* within WIRE_TIME_MAX_NS */
	const uint8_t *bytes;
	size_t have;   /* captured; 0 leaves bytes set all the same */
	uint32_t wire; /* on the wire, never less than have */
	uint32_t linktype;
	uint16_t interface;
	uint8_t direction; /* enum seg_direction */
	bool timed;	   /* false: time_ns is that of the packet before it */
};

enum record_result {
	RECORD_PACKET,
	RECORD_STRANGE, /* a packet, but not to be decoded; capture_complain said why */
	RECORD_END	/* the end, or capture_break said where it broke */
};

struct interface {
	uint32_t linktype;
	uint32_t snaplen;  /* 0: no bound */
	uint8_t fcs_bytes; /* behind each packet, when it is whole */
	/* A time stamp counts ns_mul / ns_div >> shift ns; one of the last two is neutral. */
	uint64_t ns_mul, ns_div;
	uint8_t shift;
	int64_t offset_s;
};

struct capture;

struct format {
	/* Read the file's header; capture_break and false when it is none. */
	bool (*open)(struct capture *c);
	enum record_result (*next)(struct capture *c, struct record *ret);
};

struct capture {
	struct arena *arena;
	struct input *in;
	const struct format *format;
	enum capture_kind kind;

	/* The window: have bytes at at, the first used of them passed. */
	const uint8_t *at;
	size_t have, used;

	bool opened;			  /* the file header is read: what breaks now is a packet */
	bool big;			  /* the numbers of this file or section */
	size_t header_bytes;		  /* of a pcap record */
	VEC(struct interface) interfaces; /* of this section; pcap has one */
	uint64_t interfaces_before;	  /* in sections that are over */
	int64_t last_ns;		  /* the newest time, for packets without */

	uint64_t seed; /* of the hash of both ends */
	struct fragments *fragments;
	struct ties *ties;
	bool expects_more; /* another piece goes on where this one ends */
	struct capture_stats stats;
	struct err problem;   /* it broke here */
	struct err complaint; /* the first thing that was odd, but did not break it */
};

/*
 * A packet or block longer than this is damage. It is libpcap's bound for a
 * snap length (MAXIMUM_SNAPLEN); the kernel's largest packets are just under.
 */
#define RECORD_MAX_BYTES 262144

/*
 * n bytes from the current place, or NULL when there are fewer: then
 * capture_left says how many. Valid until the next call.
 */
static inline const uint8_t *capture_need(struct capture *c, size_t n);
/* Go on; the bytes were needed before. */
static inline void capture_pass(struct capture *c, size_t n);

/* The slow half of capture_need: move the window. */
bool capture_refill(struct capture *c, size_t n);
/* Pass n bytes that may be more than a window; false at an early end. */
bool capture_skip(struct capture *c, uint64_t n);
/* Where in the file (uncompressed) the current place is. */
uint64_t capture_offset(const struct capture *c);

/* The file broke; always RECORD_END. The packet's number goes in front. */
enum record_result capture_break(struct capture *c, enum err_code code, const char *fmt, ...)
	PRINTF(3, 4);
/* Something is odd in one packet; kept if it is the first. Always RECORD_STRANGE. */
enum record_result capture_complain(struct capture *c, const char *fmt, ...) PRINTF(2, 3);

static inline size_t
capture_left(const struct capture *c)
{
	return c->have - c->used;
}

static inline const uint8_t *
capture_need(struct capture *c, size_t n)
{
	if (UNLIKELY(capture_left(c) < n) && !capture_refill(c, n))
		return NULL;
	return c->at + c->used;
}

static inline void
capture_pass(struct capture *c, size_t n)
{
	c->used += n;
}

/* The frame check sequence is behind the packet, and may be captured in part. */
static inline void
record_strip_fcs(struct record *r, uint8_t fcs_bytes)
{
	r->wire -= MIN(r->wire, (uint32_t)fcs_bytes);
	r->have = MIN(r->have, (size_t)r->wire);
}

#endif
