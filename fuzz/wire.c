/*
 * wire.c - any bytes as a capture file
 *
 * Whatever the bytes, reading ends, each packet is counted once, and a segment
 * holds only what its fields allow.
 */
#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

/* Interfaces are all that a capture keeps; 65536 of them are far below this. */
#define MEMORY_MAX_BYTES ((size_t)32 << 20)

#define BATCH 7

static void
must(bool truth)
{
	if (!truth)
		__builtin_trap();
}

static void
check_segment(const struct segment *s, uint64_t after)
{
	char text[ENDPOINT_TEXT_BYTES];

	must(s->packet > after);
	must(s->time_ns >= -WIRE_TIME_MAX_NS && s->time_ns <= WIRE_TIME_MAX_NS);
	must(s->known & SEG_HAS_SEQ);
	must(s->nsack <= SEG_SACK_MAX);
	must(s->wscale <= 14);
	must(s->checksum <= CHECKSUM_OFFLOADED);
	must(s->direction <= DIRECTION_OUT);
	endpoint_text(text, &s->src);
}

static void
read_capture(struct capture *c)
{
	const struct capture_stats *st = capture_stats(c);
	struct segment segs[BATCH];
	uint64_t segments = 0, last = 0;
	size_t n;

	while ((n = capture_read(c, segs, BATCH))) {
		must(n <= BATCH);
		for (size_t i = 0; i < n; i++) {
			check_segment(&segs[i], last);
			last = segs[i].packet;
		}
		segments += n;
	}
	must(capture_read(c, segs, BATCH) == 0);
	must(segments == st->segments && last <= st->packets);
	/* A cut header may be a segment all the same, or not. */
	must(st->packets >= segments + st->other + st->undecodable + st->fragments +
				    st->icmp_unreachable + st->icmp_too_big + st->icmp_exceeded);
	must(st->packets <= segments + st->other + st->undecodable + st->fragments + st->cut +
				    st->icmp_unreachable + st->icmp_too_big + st->icmp_exceeded);
	must(!capture_problem(c) || *capture_problem(c)->text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct str bytes = { (const char *)data, len_bytes };
	struct input *in = input_from_bytes("fuzz", bytes);
	struct err e = { 0 };
	struct arena a;
	struct capture *c;

	if (!in)
		return 0;
	arena_init(&a, "fuzz", MEMORY_MAX_BYTES);
	c = capture_open(&a, in, &e);
	if (c)
		read_capture(c);
	else
		must(e.code && *e.text);
	arena_fini(&a);
	input_close(in);
	return 0;
}
