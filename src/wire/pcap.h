/*
 * pcap.h - the classic capture file: one header, then records
 */
#ifndef CRUX_WIRE_PCAP_H
#define CRUX_WIRE_PCAP_H

#include <string.h>

#include "wire/capture.h"

bool pcap_probe(struct str head);
extern const struct format pcap_format;

#define PCAP_RECORD_BYTES 16 /* in front of a packet */
/* Kuznetzov's: interface, protocol and packet type stand behind the lengths. */
#define MODIFIED_HEADER_BYTES 24

/* The words in front of each packet. */
struct pcap_header {
	uint32_t time_s, time_part, have, wire;
};

static inline struct pcap_header
pcap_load_header(const uint8_t *p, bool big)
{
	struct pcap_header h;

	memcpy(&h, p, sizeof h);
	if (UNLIKELY(big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)))
		h = (struct pcap_header){ __builtin_bswap32(h.time_s),
					  __builtin_bswap32(h.time_part), __builtin_bswap32(h.have),
					  __builtin_bswap32(h.wire) };
	return h;
}

/* Why there is no record where one should be; RECORD_END. */
enum record_result pcap_break(struct capture *c);

ALWAYS_INLINE enum record_result
pcap_next(struct capture *c, struct record *ret)
{
	const struct interface *it = &c->interfaces.v[0];
	size_t header = c->header_bytes;
	const uint8_t *p = capture_need(c, header);
	struct pcap_header h;

	if (UNLIKELY(!p))
		return pcap_break(c);
	h = pcap_load_header(p, c->big);
	if (UNLIKELY(h.have > RECORD_MAX_BYTES))
		return pcap_break(c);
	p = capture_need(c, header + h.have);
	if (UNLIKELY(!p))
		return pcap_break(c);
	capture_pass(c, header + h.have);
	fetch_ahead(p);
	ret->time_ns = (int64_t)h.time_s * NS_PER_S + (int64_t)h.time_part * (int64_t)it->ns_mul;
	ret->bytes = p + header;
	ret->have = h.have;
	ret->wire = MAX(h.wire, h.have);
	ret->linktype = it->linktype;
	ret->interface = 0;
	ret->direction = DIRECTION_UNKNOWN;
	ret->timed = true;
	if (UNLIKELY(header == MODIFIED_HEADER_BYTES))
		ret->interface = (uint16_t)MIN(load_u32(p + 16, c->big), UINT16_MAX);
	if (UNLIKELY(it->fcs_bytes))
		record_strip_fcs(ret, it->fcs_bytes);
	return RECORD_PACKET;
}

#endif
