/*
 * pcapng.c - the capture file of blocks (draft-ietf-opsawg-pcapng)
 *
 * Each block says its type and its length, at both ends. A section header sets
 * the byte order and forgets the interfaces; interface blocks number themselves
 * by their order within the section. Blocks that hold no packets are passed.
 */
#include "wire/pcapng.h"

#include "wire/link.h"

#define BLOCK_SECTION 0x0a0d0d0a /* reads the same in both byte orders */
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET 2 /* obsolete */
#define BLOCK_SIMPLE 3
#define BLOCK_ENHANCED 6

#define BYTE_ORDER_MAGIC 0x1a2b3c4d

#define BLOCK_HEAD_BYTES 8   /* type, length */
#define BLOCK_FRAME_BYTES 12 /* and the length again at the end */
#define PROBE_BYTES 12

/* Fixed parts of the bodies, before data and options. */
#define SECTION_FIXED_BYTES 16
#define INTERFACE_FIXED_BYTES 8
#define PACKET_FIXED_BYTES 20
#define SIMPLE_FIXED_BYTES 4

/* Blocks that we look into: a packet, and as much again for its options. */
#define BLOCK_MAX_BYTES (2 * RECORD_MAX_BYTES)

/* seg.interface has 16 bits, and no host has that many. */
#define INTERFACES_MAX 65536

/* 10^19 is the largest power of ten in 64 bits. */
#define FINEST_TENS 19

#define OPTION_END 0
#define OPTION_TSRESOL 9
#define OPTION_FCSLEN 13
#define OPTION_TSOFFSET 14
#define OPTION_FLAGS 2 /* of a packet: the lowest two bits are its direction */

bool
pcapng_probe(struct str head)
{
	const uint8_t *p = (const uint8_t *)head.p;
	uint32_t magic;

	if (head.n < PROBE_BYTES || load_be32(p) != BLOCK_SECTION)
		return false;
	magic = load_be32(p + 8);
	return magic == BYTE_ORDER_MAGIC || magic == __builtin_bswap32(BYTE_ORDER_MAGIC);
}

/* The next option of a list; false at its end, or where its lengths go wrong. */
static bool
next_option(struct rd *in, bool big, uint16_t *ret_code, struct rd *ret_value)
{
	uint16_t code = rd_u16(in, big), len = rd_u16(in, big);
	const uint8_t *value = rd_bytes(in, len);

	rd_skip(in, MIN(-(size_t)len & 3, rd_left(in)));
	if (!value || code == OPTION_END)
		return false;
	*ret_code = code;
	*ret_value = rd_new(value, len);
	return true;
}

/* if_tsresol: a negative power of 10, or of 2 when the top bit is set. */
static void
set_resolution(struct interface *it, uint8_t v)
{
	it->ns_mul = NS_PER_S;
	it->ns_div = 1;
	it->shift = v & 0x80 ? v & 0x7f : 0;
	if (v & 0x80)
		return;
	for (; v && it->ns_mul > 1; v--)
		it->ns_mul /= 10;
	if (v > FINEST_TENS) /* 2^64 of these are less than 1 ns */
		it->ns_mul = 0;
	for (; v && it->ns_mul; v--)
		it->ns_div *= 10;
}

static int64_t
stamp_to_ns(const struct interface *it, uint64_t stamp)
{
	__int128 ns = (__int128)stamp * (__int128)it->ns_mul;

	if (UNLIKELY(it->ns_div != 1))
		ns /= it->ns_div;
	ns >>= it->shift;
	ns += (__int128)it->offset_s * NS_PER_S;
	if (ns > WIRE_TIME_MAX_NS)
		return WIRE_TIME_MAX_NS;
	return ns < -WIRE_TIME_MAX_NS ? -WIRE_TIME_MAX_NS : (int64_t)ns;
}

static void
interface_option(struct interface *it, uint16_t code, struct rd *value, bool big)
{
	uint64_t hi, lo;

	if (code == OPTION_TSRESOL && rd_left(value) == 1)
		set_resolution(it, rd_u8(value));
	if (code == OPTION_FCSLEN && rd_left(value) == 1)
		it->fcs_bytes = rd_u8(value) / 8;
	if (code == OPTION_TSOFFSET && rd_left(value) == 8) {
		hi = rd_u32(value, big);
		lo = rd_u32(value, big);
		it->offset_s = (int64_t)(big ? hi << 32 | lo : lo << 32 | hi);
	}
}

/* A new interface from its block's body. */
static enum record_result
interface_block(struct capture *c, struct rd in)
{
	struct interface it = { .ns_mul = NS_PER_US, .ns_div = 1 };
	struct rd value;
	uint16_t code;

	it.linktype = rd_u16(&in, c->big);
	rd_skip(&in, 2);
	it.snaplen = rd_u32(&in, c->big);
	if (c->interfaces.n == INTERFACES_MAX)
		return capture_break(c, ERR_LIMIT, "more than %d interfaces", INTERFACES_MAX);
	while (next_option(&in, c->big, &code, &value))
		interface_option(&it, code, &value, c->big);
	if (!link_is_known(it.linktype))
		capture_complain(c, "interface %zu: link type %u is not one that can be read",
				 c->interfaces.n, it.linktype);
	vec_push(c->arena, &c->interfaces, it);
	c->stats.snaplen = MAX(c->stats.snaplen, it.snaplen);
	return RECORD_PACKET;
}

static uint16_t
interface_number(const struct capture *c, uint32_t id)
{
	return (uint16_t)MIN(c->interfaces_before + id, (uint64_t)UINT16_MAX);
}

/* What all packets share, once their interface is known to be there. */
static void
set_record(struct capture *c, struct record *ret, uint32_t id, const uint8_t *bytes)
{
	const struct interface *it = &c->interfaces.v[id];

	ret->bytes = bytes;
	ret->wire = (uint32_t)MAX(ret->wire, ret->have);
	ret->linktype = it->linktype;
	ret->interface = interface_number(c, id);
	ret->direction = DIRECTION_UNKNOWN;
	record_strip_fcs(ret, it->fcs_bytes);
}

static uint8_t
packet_direction(struct rd in, bool big)
{
	struct rd value;
	uint16_t code;
	uint32_t flags;

	while (next_option(&in, big, &code, &value)) {
		if (code != OPTION_FLAGS || rd_left(&value) != 4)
			continue;
		flags = rd_u32(&value, big) & 3;
		return flags == 1 ? DIRECTION_IN : flags == 2 ? DIRECTION_OUT : DIRECTION_UNKNOWN;
	}
	return DIRECTION_UNKNOWN;
}

/* Enhanced, or old: they differ in how the interface is named. */
static enum record_result
packet_block(struct capture *c, struct rd in, bool old, struct record *ret)
{
	const uint8_t *p = rd_bytes(&in, PACKET_FIXED_BYTES);
	uint32_t id = old ? load_u16(p, c->big) : load_u32(p, c->big);
	uint64_t stamp = (uint64_t)load_u32(p + 4, c->big) << 32 | load_u32(p + 8, c->big);
	uint32_t have = load_u32(p + 12, c->big);
	const uint8_t *bytes = rd_bytes(&in, have);

	if (UNLIKELY(!bytes))
		return capture_complain(c, "captured length %u in a shorter block", have);
	if (UNLIKELY(id >= c->interfaces.n))
		return capture_complain(c, "on interface %u, but %zu are described", id,
					c->interfaces.n);
	ret->time_ns = stamp_to_ns(&c->interfaces.v[id], stamp);
	ret->have = have;
	ret->wire = load_u32(p + 16, c->big);
	ret->timed = true;
	set_record(c, ret, id, bytes);
	rd_skip(&in, MIN(-(size_t)have & 3, rd_left(&in)));
	if (rd_left(&in))
		ret->direction = packet_direction(in, c->big);
	return RECORD_PACKET;
}

static enum record_result
simple_block(struct capture *c, struct rd in, struct record *ret)
{
	uint32_t wire = rd_u32(&in, c->big), have;

	if (!c->interfaces.n)
		return capture_complain(c, "without an interface");
	have = (uint32_t)MIN(wire, rd_left(&in));
	if (c->interfaces.v[0].snaplen)
		have = MIN(have, c->interfaces.v[0].snaplen);
	ret->time_ns = c->last_ns;
	ret->have = have;
	ret->wire = wire;
	ret->timed = false;
	set_record(c, ret, 0, in.p);
	return RECORD_PACKET;
}

/* A new section: its byte order stands before anything can be read. */
static bool
section_start(struct capture *c)
{
	const uint8_t *p = capture_need(c, PROBE_BYTES);

	if (!p) {
		capture_break(c, ERR_CUT, "section header cut at byte %zu", capture_left(c));
		return false;
	}
	if (!pcapng_probe((struct str){ (const char *)p, PROBE_BYTES })) {
		capture_break(c, ERR_FORMAT, "byte-order magic 0x%08x at byte %llu, want 0x%08x",
			      load_be32(p + 8), (unsigned long long)capture_offset(c) + 8,
			      BYTE_ORDER_MAGIC);
		return false;
	}
	c->big = load_be32(p + 8) == BYTE_ORDER_MAGIC;
	c->interfaces_before += c->interfaces.n;
	c->interfaces.n = 0;
	return true;
}

enum block_use { USE_NOTHING, USE_SECTION, USE_INTERFACE, USE_SIMPLE, USE_OLD, USE_ENHANCED };

static const struct block {
	uint32_t type;
	uint32_t fixed_bytes; /* the least body */
	enum block_use use;
} blocks[] = {
	{ BLOCK_ENHANCED, PACKET_FIXED_BYTES, USE_ENHANCED },
	{ BLOCK_INTERFACE, INTERFACE_FIXED_BYTES, USE_INTERFACE },
	{ BLOCK_SIMPLE, SIMPLE_FIXED_BYTES, USE_SIMPLE },
	{ BLOCK_PACKET, PACKET_FIXED_BYTES, USE_OLD },
	{ BLOCK_SECTION, SECTION_FIXED_BYTES, USE_SECTION },
};

static const struct block *
find_block(uint32_t type)
{
	static const struct block other = { .use = USE_NOTHING };

	for (size_t i = 0; i < COUNT_OF(blocks); i++)
		if (blocks[i].type == type)
			return &blocks[i];
	return &other;
}

/* "cut at byte 24 of 1514" where a packet's bytes began, else where in the block. */
static enum record_result
break_cut(struct capture *c, const struct block *b, uint32_t len)
{
	size_t left = capture_left(c), before = BLOCK_HEAD_BYTES + PACKET_FIXED_BYTES;
	uint32_t have;

	if ((b->use == USE_ENHANCED || b->use == USE_OLD) && left >= before) {
		have = load_u32(c->at + c->used + before - 8, c->big);
		if (left - before < have)
			return capture_break(c, ERR_CUT, "cut at byte %zu of %u", left - before,
					     have);
	}
	return capture_break(c, ERR_CUT, "block cut at byte %zu of %u", left, len);
}

/* The length stands at both ends; that they differ is how damage shows. */
static enum record_result
check_end(struct capture *c, const uint8_t *end, uint32_t len)
{
	uint32_t again = load_u32(end, c->big);

	if (again == len)
		return RECORD_PACKET;
	return capture_break(c, ERR_FORMAT, "block at byte %llu ends with length %u, want %u",
			     (unsigned long long)capture_offset(c), again, len);
}

/* A block without packets for us may be longer than any window. */
static enum record_result
pass_block(struct capture *c, uint32_t len)
{
	uint64_t start = capture_offset(c);
	const uint8_t *end;

	if (!capture_skip(c, len - 4) || !(end = capture_need(c, 4)))
		return capture_break(
			c, ERR_CUT, "block cut at byte %llu of %u",
			(unsigned long long)(capture_offset(c) - start + capture_left(c)), len);
	if (check_end(c, end, len) == RECORD_END)
		return RECORD_END;
	capture_pass(c, 4);
	return RECORD_PACKET;
}

/* Its length within bounds and by fours? If not, the file is broken. */
static bool
check_length(struct capture *c, const struct block *b, uint32_t len)
{
	uint32_t least = BLOCK_FRAME_BYTES + b->fixed_bytes;

	if (len >= least && len % 4 == 0 && (b->use == USE_NOTHING || len <= BLOCK_MAX_BYTES))
		return true;
	capture_break(c, ERR_FORMAT, "block at byte %llu has length %u, want %u to %d by fours",
		      (unsigned long long)capture_offset(c), len, least, BLOCK_MAX_BYTES);
	return false;
}

/* The next block and its length, NULL at the end. A section is entered. */
static const struct block *
block_start(struct capture *c, uint32_t *ret_len)
{
	const uint8_t *p = capture_need(c, BLOCK_HEAD_BYTES);
	const struct block *b;

	if (!p && !capture_left(c) && !input_fault(c->in))
		return NULL;
	if (!p) {
		capture_break(c, ERR_CUT, "block cut at byte %zu of at least %d", capture_left(c),
			      BLOCK_FRAME_BYTES);
		return NULL;
	}
	if (load_be32(p) == BLOCK_SECTION) {
		if (!section_start(c))
			return NULL;
		p = capture_need(c, BLOCK_HEAD_BYTES);
	}
	b = find_block(load_u32(p, c->big));
	*ret_len = load_u32(p + 4, c->big);
	return check_length(c, b, *ret_len) ? b : NULL;
}

static enum record_result
use_body(struct capture *c, enum block_use use, struct rd body, struct record *ret)
{
	switch (use) {
	case USE_NOTHING:
	case USE_SECTION:
		break;
	case USE_INTERFACE:
		return interface_block(c, body);
	case USE_SIMPLE:
		return simple_block(c, body, ret);
	case USE_OLD:
		return packet_block(c, body, true, ret);
	case USE_ENHANCED:
		return packet_block(c, body, false, ret);
	}
	return RECORD_PACKET;
}

/* Read one block; *ret is a packet when ret->bytes is set. */
static enum record_result
one_block(struct capture *c, struct record *ret)
{
	uint32_t len = 0;
	const struct block *b = block_start(c, &len);
	const uint8_t *p;
	struct rd body;

	if (!b)
		return RECORD_END;
	if (b->use == USE_NOTHING)
		return pass_block(c, len);
	p = capture_need(c, len);
	if (!p)
		return break_cut(c, b, len);
	if (check_end(c, p + len - 4, len) == RECORD_END)
		return RECORD_END;
	body = rd_new(p + BLOCK_HEAD_BYTES, len - BLOCK_FRAME_BYTES);
	capture_pass(c, len);
	return use_body(c, b->use, body, ret);
}

static enum record_result
next(struct capture *c, struct record *ret)
{
	enum record_result result;

	ret->bytes = NULL;
	do
		result = one_block(c, ret);
	while (result == RECORD_PACKET && !ret->bytes);
	return result;
}

static bool
open_file(struct capture *c)
{
	struct record none = { 0 };

	return one_block(c, &none) == RECORD_PACKET;
}

const struct format pcapng_format = { open_file, next };
