/*
 * note.c - what is noted comes back, to the last field
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "tcp/note.h"

#define BASE_NS 1700000000000000000

static const struct endpoint client = { { .b = { [10] = 0xff, 0xff, 192, 0, 2, 1 } }, 40000 };
static const struct endpoint server = { { .b = { [10] = 0xff, 0xff, 198, 51, 100, 2 } }, 443 };

/* Numbers without a seed of the day: xorshift64*. */
static uint64_t dice = 88172645463325252;

static uint64_t
roll(void)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return dice * 2685821657736338717;
}

static bool
one_in(unsigned n)
{
	return roll() % n == 0;
}

/* Notes as they are written, each with what it is to give back. */
struct book {
	struct kinds kinds;
	struct note_state state;
	struct segment want[64];
	enum direction dir[64];
	enum copy copy[64];
	size_t n, bytes;
	uint8_t log[64 * NOTE_BYTES_MAX + NOTE_SLACK];
};

static void
open_book(struct book *b)
{
	*b = (struct book){ 0 };
	note_state_init(&b->state, BASE_NS);
}

/* How many bytes it took. */
static size_t
note(struct book *b, const struct segment *s, enum copy copy)
{
	enum direction dir = s->src.port == client.port ? C2S : S2C;
	uint8_t kind = (uint8_t)kinds_number(&b->kinds, s);
	size_t bytes = note_put(b->log + b->bytes, &b->state, s, dir, kind, copy);

	assert_in_range(bytes, 2, NOTE_BYTES_MAX);
	note_learn(&b->state, s, dir, kind);
	b->bytes += bytes;
	b->want[b->n] = *s;
	b->dir[b->n] = dir;
	b->copy[b->n++] = copy;
	return bytes;
}

static void
same_segment(const struct segment *a, const struct segment *b)
{
#define SAME(field) assert_true(a->field == b->field)
	SAME(time_ns), SAME(packet), SAME(src.port), SAME(dst.port), SAME(seq), SAME(ack);
	SAME(len), SAME(window), SAME(mss), SAME(flags), SAME(options), SAME(known), SAME(wscale);
	SAME(tsval), SAME(tsecr), SAME(nsack), SAME(checksum), SAME(ttl), SAME(tos), SAME(ip_id);
	SAME(urgent), SAME(interface), SAME(direction), SAME(icmp);
#undef SAME
	for (int i = 0; i < a->nsack; i++)
		assert_memory_equal(a->sack[i], b->sack[i], sizeof a->sack[i]);
	assert_true(addr_eq(&a->src.addr, &b->src.addr));
	assert_true(addr_eq(&a->dst.addr, &b->dst.addr));
}

static void
comes_back(struct book *b)
{
	struct note_reader r;

	memset(b->log + b->bytes, (int)roll(), NOTE_SLACK); /* says nothing */
	note_reader_init(&r, &b->kinds, BASE_NS, &client, &server, b->log);
	for (size_t i = 0; i < b->n; i++) {
		struct note_whose whose = note_get(&r);

		assert_int_equal(whose.dir, b->dir[i]);
		assert_int_equal(whose.copy, b->copy[i]);
		same_segment(&r.latest[whose.dir], &b->want[i]);
	}
	assert_ptr_equal(r.at, b->log + b->bytes);
}

static struct segment
segment(enum direction dir)
{
	return (struct segment){
		.time_ns = BASE_NS + 123456000,
		.packet = 7,
		.src = dir == C2S ? client : server,
		.dst = dir == C2S ? server : client,
		.seq = dir == C2S ? 0xfffffff0 : 0x12345678,
		.window = dir == C2S ? 64240 : 65160,
		.flags = TCP_ACK,
		.options = OPT_TIMESTAMP,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.checksum = CHECKSUM_GOOD,
		.tsval = dir == C2S ? 0xfffffff0 : 1000,
		.ttl = dir == C2S ? 57 : 64,
		.ip_id = dir == C2S ? 0xffff : 0,
	};
}

/* What that sender sends next, when the other has sent theirs. */
static struct segment
next(const struct segment *latest, const struct segment *theirs, uint32_t len)
{
	uint32_t syn = theirs->flags & TCP_SYN ? 1 : 0;
	struct segment s = *latest;

	s.seq += latest->len + (latest->flags & TCP_SYN ? 1 : 0);
	s.flags = TCP_ACK;
	s.time_ns = MAX(latest->time_ns, theirs->time_ns) + 20 * NS_PER_MS;
	s.packet = MAX(latest->packet, theirs->packet) + 900;
	s.ack = theirs->seq + theirs->len + syn;
	s.tsval += 20;
	s.tsecr = theirs->tsval;
	s.ip_id = (uint16_t)(s.ip_id + (s.src.port == client.port)); /* the server's stay 0 */
	s.len = len;
	return s;
}

/* A request, its answer in segments of full size, ACKs: also where all numbers wrap. */
static void
a_conversation_is_short(void **state)
{
	struct segment c = segment(C2S), s = segment(S2C);
	static struct book b;
	size_t request, data, ack;

	(void)state;
	open_book(&b);
	c.flags = TCP_SYN;
	s.flags = TCP_SYN | TCP_ACK;
	s.ack = c.seq + 1;
	s.tsecr = c.tsval;
	note(&b, &c, COPY_UNASKED);
	note(&b, &s, COPY_UNASKED);
	c = next(&c, &s, 0);
	note(&b, &c, COPY_UNASKED);
	c = next(&c, &s, 300);
	request = note(&b, &c, COPY_UNASKED);
	s = next(&s, &c, 1448);
	note(&b, &s, COPY_UNASKED);
	s = next(&s, &c, 1448);
	s.time_ns = b.state.ns + 12 * NS_PER_US;
	s.packet = b.state.packet + 1;
	data = note(&b, &s, COPY_UNASKED);
	c = next(&c, &s, 0);
	ack = note(&b, &c, COPY_UNASKED);
	comes_back(&b);
	assert_in_range(request, 6, 9); /* time 2, packets 2, length 2, clock 1 */
	assert_in_range(data, 6, 8);
	assert_in_range(ack, 6, 8);
}

/* The largest that each length holds, and one more. */
static void
lengths_have_edges(void **state)
{
	static const uint32_t edges[] = { 0,	   1,	       0xff,	   0x100,     0xffff,
					  0x10000, 0x7fffffff, 0x80000000, 0xffffffff };
	static const int64_t times_ns[] = { 0,
					    1,
					    999,
					    1000,
					    65535000,
					    65536000,
					    16777215,
					    16777216,
					    16777215000,
					    16777216000,
					    4294967295,
					    4294967296,
					    -1,
					    -1000,
					    WIRE_TIME_MAX_NS - BASE_NS,
					    -WIRE_TIME_MAX_NS - BASE_NS };
	static const uint64_t packets[] = { 0,		1,	     0xff,	0x100,
					    0xffff,	0x10000,     0xffffff,	0x1000000,
					    0xffffffff, 0x100000000, UINT64_MAX };
	static struct book b;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(edges); i++) {
		struct segment c = segment(C2S), s = segment(S2C);

		open_book(&b);
		note(&b, &c, COPY_UNASKED);
		s.len = edges[i];
		s.ack = c.seq + c.len - edges[i];
		s.tsecr = c.tsval - edges[i];
		note(&b, &s, COPY_UNASKED);
		s.seq += edges[i]; /* as expected, whatever the sum */
		s.tsval += edges[i];
		note(&b, &s, COPY_UNASKED);
		comes_back(&b);
	}
	for (size_t i = 0; i < COUNT_OF(times_ns); i++) {
		struct segment c = segment(C2S);

		open_book(&b);
		c.time_ns = BASE_NS;
		note(&b, &c, COPY_UNASKED);
		c.time_ns += times_ns[i];
		note(&b, &c, COPY_UNASKED);
		comes_back(&b);
	}
	for (size_t i = 0; i < COUNT_OF(packets); i++) {
		struct segment c = segment(C2S);

		open_book(&b);
		note(&b, &c, COPY_UNASKED);
		c.packet += packets[i];
		note(&b, &c, COPY_UNASKED);
		comes_back(&b);
	}
}

static uint32_t
any(void)
{
	return (uint32_t)(roll() >> 32);
}

/* Whatever the bytes on the wire were. */
static void
disturb(struct segment *s)
{
	switch (roll() % 14) {
	case 0:
		s->seq = any();
		break;
	case 1:
		s->ack = any();
		break;
	case 2:
		s->len = any();
		break;
	case 3:
		s->tsval = any();
		s->tsecr = any();
		break;
	case 4:
		s->window = (uint16_t)any();
		break;
	case 5:
		s->flags = (uint8_t)any();
		break;
	case 6:
		s->options = (uint8_t)any();
		break;
	case 7:
		s->known = (uint8_t)any();
		break;
	case 8:
		s->ip_id = (uint16_t)any();
		break;
	case 9:
		s->ttl = (uint8_t)any();
		s->tos = (uint8_t)any();
		break;
	case 10:
		s->mss = (uint16_t)any();
		s->wscale = (uint8_t)(any() % 15);
		s->direction = (uint8_t)(any() % 3);
		s->interface = (uint16_t)any();
		break;
	case 11:
		s->nsack = (uint8_t)(1 + any() % SEG_SACK_MAX);
		for (int i = 0; i < SEG_SACK_MAX * 2; i++)
			s->sack[i / 2][i % 2] = any();
		break;
	case 12:
		s->time_ns = (int64_t)roll() / 2;
		break;
	default:
		s->packet = roll();
		break;
	}
}

static void
anything_comes_back(void **state)
{
	static struct book b;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct segment latest[2] = { segment(C2S), segment(S2C) };

		open_book(&b);
		while (b.n < COUNT_OF(b.want)) {
			enum direction dir = one_in(2) ? C2S : S2C;
			struct segment *s = &latest[dir];
			enum copy copy = one_in(8) ? any() % 3 : COPY_UNASKED;

			*s = next(s, &latest[!dir], any() % 1449);
			s->nsack = 0;
			while (one_in(3))
				disturb(s);
			if (kinds_number(&b.kinds, s) != KIND_NONE)
				note(&b, s, copy);
			else
				b.kinds = (struct kinds){ 0 }, b.n = b.bytes = 0,
				note_state_init(&b.state, BASE_NS);
		}
		comes_back(&b);
	}
}

/* As fingerprints against copies compare them. */
static bool
is_alike(const struct segment *a, const struct segment *b)
{
	return a->src.port == b->src.port && a->seq == b->seq && a->ack == b->ack &&
	       a->tsval == b->tsval && a->tsecr == b->tsecr && a->len == b->len &&
	       a->window == b->window && a->ip_id == b->ip_id && a->flags == b->flags &&
	       a->nsack == b->nsack;
}

static bool
was_there(const struct book *b, const struct segment *s)
{
	for (size_t i = 0; i < b->n; i++)
		if (is_alike(&b->want[i], s))
			return true;
	return false;
}

/* What is fresh was not there before, also where others come again, or go back by little. */
static void
fresh_ones_differ(void **state)
{
	static struct book b;
	unsigned fresh = 0, copies = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct segment latest[2] = { segment(C2S), segment(S2C) };
		bool steady = one_in(2); /* clock and ids that hardly tell */

		open_book(&b);
		while (b.n < 30) {
			enum direction dir = one_in(2) ? C2S : S2C;
			struct segment s = next(&latest[dir], &latest[!dir], one_in(2) ? 1 : 0);

			s.nsack = 0;
			if (steady) {
				s.tsval = latest[dir].tsval + any() % 2;
				s.tsecr = 0;
				s.ip_id = (uint16_t)(latest[dir].ip_id + any() % 2);
			}
			if (b.n && one_in(8))
				s = b.want[roll() % b.n];
			else if (one_in(6))
				s.ip_id--, s.tsval -= any() % 3;
			dir = s.src.port == client.port ? C2S : S2C;
			if (!note_is_fresh(&b.state.end[dir], &s)) {
				copies += was_there(&b, &s);
				break; /* what follows it may be alike as well */
			}
			assert_false(was_there(&b, &s));
			fresh++;
			latest[dir] = s;
			note(&b, &s, COPY_UNASKED);
		}
	}
	assert_in_range(fresh, 40000, 20000 * 30);
	assert_in_range(copies, 2000, 20000);
}

/* Of a row's SYNs it is asked later whether they are copies. */
static void
a_copy_is_marked(void **state)
{
	struct segment c = segment(C2S);
	static struct book b;
	size_t at;

	(void)state;
	open_book(&b);
	note(&b, &c, COPY_NO);
	at = b.bytes;
	c.packet++;
	note(&b, &c, COPY_NO);
	note_is_copy(b.log + at);
	b.copy[1] = COPY_YES;
	note(&b, &c, COPY_UNASKED);
	comes_back(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_conversation_is_short), cmocka_unit_test(lengths_have_edges),
		cmocka_unit_test(anything_comes_back),	   cmocka_unit_test(fresh_ones_differ),
		cmocka_unit_test(a_copy_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
