/*
 * pcap.c - the classic capture file: one header, then records
 *
 * The magic number tells the byte order, the unit of the second half of a time
 * stamp, and the size of a record's header (draft-ietf-opsawg-pcap).
 */
#include "wire/pcap.h"

#include "wire/link.h"

#define FILE_HEADER_BYTES 24

#define LINKTYPE_MASK 0x0000ffffu
#define FCS_KNOWN 0x04000000u
#define FCS_SHIFT 28 /* in units of 16 bits */

static const struct magic {
	uint32_t number;
	uint32_t unit_ns;
	size_t record_header_bytes;
} magics[] = {
	{ 0xa1b2c3d4, NS_PER_US, PCAP_RECORD_BYTES },
	{ 0xa1b23c4d, 1, PCAP_RECORD_BYTES },
	{ 0xa1b2cd34, NS_PER_US, MODIFIED_HEADER_BYTES },
};

static const struct magic *
find_magic(const uint8_t *p, bool *ret_big)
{
	uint32_t as_big = load_be32(p);

	for (size_t i = 0; i < COUNT_OF(magics); i++) {
		*ret_big = magics[i].number == as_big;
		if (*ret_big || magics[i].number == __builtin_bswap32(as_big))
			return &magics[i];
	}
	return NULL;
}

bool
pcap_probe(struct str head)
{
	bool big;

	return head.n >= 4 && find_magic((const uint8_t *)head.p, &big);
}

static bool
open_file(struct capture *c)
{
	const uint8_t *p = capture_need(c, FILE_HEADER_BYTES);
	const struct magic *magic;
	struct interface it = { .ns_div = 1 };
	uint32_t link;

	if (!p) {
		capture_break(c, ERR_CUT, "file header cut at byte %zu of %d", capture_left(c),
			      FILE_HEADER_BYTES);
		return false;
	}
	magic = find_magic(p, &c->big);
	it.ns_mul = magic->unit_ns;
	it.snaplen = load_u32(p + 16, c->big);
	link = load_u32(p + 20, c->big);
	it.linktype = link & LINKTYPE_MASK;
	it.fcs_bytes = link & FCS_KNOWN ? (uint8_t)((link >> FCS_SHIFT) * 2) : 0;
	c->header_bytes = magic->record_header_bytes;
	c->stats.snaplen = it.snaplen;
	vec_push(c->arena, &c->interfaces, it);
	if (!link_is_known(it.linktype))
		capture_complain(c, "link type %u is not one that can be read", it.linktype);
	capture_pass(c, FILE_HEADER_BYTES);
	return true;
}

static enum record_result
break_header(struct capture *c)
{
	if (!capture_left(c) && !input_fault(c->in))
		return RECORD_END;
	return capture_break(c, ERR_CUT, "cut at byte %zu of its %zu-byte header", capture_left(c),
			     c->header_bytes);
}

static enum record_result
break_length(struct capture *c, uint32_t have)
{
	return capture_break(c, ERR_FORMAT, "captured length %u at byte %llu, want at most %d",
			     have, (unsigned long long)capture_offset(c) + 8, RECORD_MAX_BYTES);
}

enum record_result
pcap_break(struct capture *c)
{
	size_t header = c->header_bytes;
	const uint8_t *p = capture_need(c, header);
	struct pcap_header h;

	if (!p)
		return break_header(c);
	h = pcap_load_header(p, c->big);
	if (h.have > RECORD_MAX_BYTES)
		return break_length(c, h.have);
	return capture_break(c, ERR_CUT, "cut at byte %zu of %u", capture_left(c) - header, h.have);
}

static enum record_result
next(struct capture *c, struct record *ret)
{
	return pcap_next(c, ret);
}

const struct format pcap_format = { open_file, next };
