/*
 * wire_fragments.c - fragments of a few datagrams, in any order, cut, copied, overlapping
 *
 * Five bytes are a fragment: which datagram and how the clock goes, where it begins, how
 * long it is, how much of it was captured. Each byte of a payload is made from its place,
 * so that what is put together can be checked.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "wire/fragments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

static uint8_t
byte_at(uint32_t id, size_t place)
{
	return (uint8_t)(id * 31 + place * 7 + (place >> 8));
}

static void
check_whole(const struct packet *pk, uint32_t id)
{
	assert(pk->have <= pk->wire && pk->have <= FRAGMENTS_HEAD_BYTES && pk->wire <= 65535);
	for (size_t i = 0; i < pk->have; i++)
		assert(pk->p[i] == byte_at(id, i));
}

static void
take(struct fragments *f, const uint8_t *how, int64_t now_ns)
{
	static uint8_t payload[4096];
	struct segment s = { .src.addr = addr_from_v4(0x0a000001), .dst.addr.b[0] = how[0] >> 7 };
	struct fragment in = {
		.id = how[0] & 3,
		.offset_bytes = how[1] * 8u,
		.more = how[2] & 1,
		.next = 6,
	};
	size_t wire = (size_t)(how[2] >> 1) * 8 + (in.more ? 0 : how[3] & 7);
	struct packet pk = {
		.p = payload,
		.wire = wire,
		.have = wire - MIN(wire, (size_t)(how[4] & 15 ? 0 : how[3])),
		.seg = &s,
		.v4 = how[0] & 64,
		.now_ns = now_ns,
	};
	uint8_t next = 0;

	for (size_t i = 0; i < wire; i++)
		payload[i] = byte_at(in.id, in.offset_bytes + i);
	if (fragments_take(f, &in, &pk, &next) == FRAGMENT_WHOLE)
		check_whole(&pk, in.id);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct fragments_stats stats;
	struct fragments *f;
	struct arena a;
	int64_t now_ns = 0;

	arena_init(&a, "fuzz", 0);
	f = fragments_new(&a);
	for (; len_bytes >= 5; data += 5, len_bytes -= 5) {
		now_ns += (int64_t)1 << (data[0] >> 2 & 15) << (data[4] >> 4);
		take(f, data, now_ns);
	}
	stats = fragments_stats(f);
	assert(stats.whole <= stats.datagrams);
	arena_fini(&a);
	return 0;
}
