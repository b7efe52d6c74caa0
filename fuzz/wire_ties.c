/*
 * wire_ties.c - packets of one connection with the same time stamp, of any kind
 *
 * Whatever they are, none is lost, to order them twice is to order them once, and in any
 * order they come out the same but for their numbers. Those that do not tell enough stay
 * as they came.
 */
#include <string.h>

#include "wire/ties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

#define PACKET_BYTES 12

static void
must(bool truth)
{
	if (!truth)
		__builtin_trap();
}

/* A number that is often near to another, and now and then anywhere on the circle. */
static uint32_t
number(uint8_t how, uint8_t byte)
{
	static const uint32_t from[4] = { 1000, 0xffffffc0, 0x80000000, 0x40000000 };

	return from[how & 3] + (byte & 0x3fu) * 10;
}

static struct segment
segment_of(const uint8_t *p, uint64_t packet)
{
	bool back = p[0] & 1;
	struct segment s = {
		.time_ns = 1001,
		.packet = packet,
		.src.port = back ? 443 : 50000,
		.dst.port = back ? 50000 : 443,
		.seq = number(p[1], p[2]),
		.ack = number(p[1] >> 2, p[3]),
		.len = p[4] & 0x1f,
		.flags = p[5],
		.known = (uint8_t)(SEG_HAS_TIME | (p[0] & 2 ? SEG_HAS_IP : 0) |
				   ((p[0] & 0x1c) != 0x1c ? SEG_HAS_SEQ : 0)),
		.options = p[0] & 0x20 ? OPT_TIMESTAMP : 0,
		.tsval = number(p[1] >> 4, p[6]),
		.tsecr = number(p[1] >> 4, p[7]),
		.ip_id = (uint16_t)(p[8] << (p[9] & 8)),
		.window = p[9],
		.nsack = p[10] >> 6,
		.icmp = p[11] > 250 ? ICMP_TOO_BIG : ICMP_NONE,
		.ends_tag = 1,
	};

	for (int i = 0; i < s.nsack && !s.icmp; i++) {
		s.sack[i][0] = s.ack + (uint32_t)(p[10] & 7) * 10 * (uint32_t)i;
		s.sack[i][1] = s.sack[i][0] + (p[10] >> 3 & 7) * 10u;
	}
	if (s.icmp)
		s.nsack = 0;
	return s;
}

static void
settle(struct segment *v, size_t n)
{
	struct ties t = { .fine = true };

	must(ties_settle(&t, v, n, true) == n);
}

static bool
is_same(const struct segment *a, const struct segment *b)
{
	struct segment x = *a;

	x.packet = b->packet;
	return !memcmp(&x, b, sizeof x);
}

static bool
all_same(const struct segment *a, const struct segment *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_same(&a[i], &b[i]))
			return false;
	return true;
}

static void
none_is_lost(const struct segment *was, const struct segment *is, size_t n)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < n; i++) {
		must(is[i].packet >= 1 && is[i].packet <= n);
		must(is_same(&is[i], &was[is[i].packet - 1]));
		seen |= UINT64_C(1) << (is[i].packet - 1);
	}
	must(seen == UINT64_MAX >> (64 - n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct segment v[TIES_MAX], once[TIES_MAX], twice[TIES_MAX], mixed[TIES_MAX],
		other[TIES_MAX];
	size_t n = MIN(len_bytes / PACKET_BYTES, (size_t)TIES_MAX);

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++)
		v[i] = segment_of(data + i * PACKET_BYTES, i + 1);
	memcpy(once, v, n * sizeof *v);
	settle(once, n);
	none_is_lost(v, once, n);
	memcpy(twice, once, n * sizeof *v);
	settle(twice, n);
	must(all_same(once, twice, n));
	/* In another order, and numbered as a file of that order would be. */
	for (size_t i = 0; i < n; i++) {
		mixed[i] = v[(i * 37 + data[0]) % n];
		if (n % 37 == 0)
			mixed[i] = v[n - 1 - i];
		mixed[i].packet = i + 1;
	}
	memcpy(other, mixed, n * sizeof *v);
	settle(other, n);
	must(all_same(once, other, n) || (all_same(once, v, n) && all_same(other, mixed, n)));
	return 0;
}
