/*
 * stream.c - what is told of a stream is the same by any number of threads
 *
 * A capture of some thousand conversations, made in memory: opened, unanswered, closed,
 * reset, with ends that are used again and ICMP errors about some; they overlap, and
 * take longer than a closed one is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "tcp/tcp.h"

#define TALKS 6000
#define STEPS 9
#define AT_ONCE 500 /* so many talk in turns */
#define RECORD_BYTES (16 + 20 + 8 + 28)
#define CAPTURE_BYTES (24 + (size_t)TALKS * STEPS * RECORD_BYTES)

static uint8_t file[CAPTURE_BYTES];
static size_t file_n;

/* --- the capture --- */

static uint64_t
dice(uint64_t *state)
{
	*state = *state * 6364136223846793005 + 1442695040888963407;
	return *state >> 33;
}

static void
put_be(size_t bytes, uint64_t v)
{
	for (size_t i = bytes; i-- > 0;)
		file[file_n++] = (uint8_t)(v >> 8 * i);
}

static void
put_ip(uint8_t protocol, size_t bytes, uint32_t from, uint32_t to)
{
	put_be(2, 0x4500);
	put_be(2, 20 + bytes);
	put_be(4, 0);
	put_be(2, 0x4000 | protocol);
	put_be(2, 0);
	put_be(4, from);
	put_be(4, to);
}

static void
put_record(uint64_t us, size_t have, size_t wire)
{
	put_be(4, us / 1000000);
	put_be(4, us % 1000000);
	put_be(4, have);
	put_be(4, wire);
}

struct talk {
	uint32_t client, server;
	uint16_t port;
	unsigned kind, step;
};

static void
put_tcp(const struct talk *t, uint64_t us, bool forth, uint8_t flags, uint32_t len)
{
	uint32_t seq[2] = { 1000 + t->client, 9000 + t->server };
	uint32_t sent = t->step > 2, fin = t->step > 6;

	put_record(us, 40, 40 + len);
	put_ip(6, 20 + len, forth ? t->client : t->server, forth ? t->server : t->client);
	put_be(2, forth ? t->port : 443);
	put_be(2, forth ? 443 : t->port);
	put_be(4, seq[!forth] + (t->step > 1) + (forth ? sent * 100 * (t->step > 3) : 0) + fin);
	put_be(4, flags & TCP_ACK ? seq[forth] + 1 + (forth ? 0 : sent * 100) : 0);
	put_be(2, 0x5000 | flags);
	put_be(2, 64000);
	put_be(4, 0);
}

/* No such host: the client's SYN comes back. */
static void
put_error(const struct talk *t, uint64_t us)
{
	put_record(us, 20 + 8 + 28, 20 + 8 + 28);
	put_ip(1, 8 + 28, 0x0a0000fe, t->client);
	put_be(4, 0x03010000);
	put_be(4, 0);
	put_ip(6, 20, t->client, t->server);
	put_be(2, t->port);
	put_be(2, 443);
	put_be(4, 1000 + t->client);
}

/* The next packet of a talk; false: it is over. */
static bool
go_on(struct talk *t, uint64_t us)
{
	static const struct {
		bool forth;
		uint8_t flags;
		uint32_t len;
	} steps[STEPS] = {
		{ true, TCP_SYN, 0 },
		{ false, TCP_SYN | TCP_ACK, 0 },
		{ true, TCP_ACK, 0 },
		{ true, TCP_ACK | TCP_PSH, 100 },
		{ false, TCP_ACK, 0 },
		{ true, TCP_FIN | TCP_ACK, 0 },
		{ false, TCP_FIN | TCP_ACK, 0 },
		{ true, TCP_ACK, 0 },
	};
	bool silent = t->kind == 0 && t->step > 0, reset = t->kind == 1 && t->step > 3;

	if (t->step == STEPS - 1 || (silent && t->step > 1))
		return false;
	if (silent)
		put_error(t, us);
	else if (reset)
		put_tcp(t, us, false, TCP_RST | TCP_ACK, 0);
	else
		put_tcp(t, us, steps[t->step].forth, steps[t->step].flags, steps[t->step].len);
	t->step = reset ? STEPS - 1 : t->step + 1;
	return true;
}

static struct talk
begin_talk(uint64_t *state)
{
	return (struct talk){
		.client = 0x0a000000 | (uint32_t)dice(state) % 3000,
		.server = 0xc0a80000 | (uint32_t)dice(state) % 4,
		.port = 40000,
		.kind = (unsigned)dice(state) % 6,
	};
}

static void
make_capture(void)
{
	static const uint8_t head[24] = { 0xa1, 0xb2, 0xc3,	   0xd4, 0,	    2,
					  0,	4,    [18] = 0xff, 0xff, [23] = 101 };
	static struct talk talks[AT_ONCE];
	uint64_t state = 7, us = 1700000000000000;
	unsigned begun = AT_ONCE;

	if (file_n)
		return;
	memcpy(file, head, sizeof head);
	file_n = sizeof head;
	for (size_t i = 0; i < AT_ONCE; i++)
		talks[i] = begin_talk(&state);
	while (begun < TALKS) {
		struct talk *t = &talks[dice(&state) % AT_ONCE];

		us += dice(&state) % 4000;
		if (go_on(t, us))
			continue;
		*t = begin_talk(&state);
		begun++;
	}
	assert_true(file_n <= sizeof file);
}

/* --- what is told --- */

/* Compared as bytes. */
struct row {
	uint32_t number, port;
	uint64_t first_packet, last_packet, packets, errors;
	int64_t first_ns, closing_ns;
	struct addr client;
	uint64_t state, opening, reused;
};
_Static_assert(sizeof(struct row) == 9 * 8 + sizeof(struct addr) + 8, "no gaps");

struct told {
	struct arena arena;
	VEC(struct row) rows;
	struct tracker_left_out left_out;
};

static struct row
row_of(const struct conn *c)
{
	struct row r = {
		.number = c->number,
		.port = c->client.port,
		.first_packet = c->first_packet,
		.last_packet = c->last_packet,
		.packets = c->half[C2S].packets + c->half[S2C].packets,
		.first_ns = c->first_ns,
		.closing_ns = c->ledger.ns[ACCOUNT_CLOSING],
		.client = c->client.addr,
		.state = c->half[C2S].state,
		.opening = c->opening,
		.reused = c->reused,
	};

	for (const struct icmp_seen *e = c->half[C2S].icmp; e; e = e->next)
		r.errors += e->count;
	return r;
}

static void
over(void *ctx, const struct conn *c)
{
	struct told *t = ctx;

	vec_push(&t->arena, &t->rows, row_of(c));
}

static void
note(void *ctx, unsigned part, const struct conn *c, struct out *to)
{
	struct row r = row_of(c);

	(void)ctx;
	assert_true(part < ENDS_PARTS);
	out_str(to, (struct str){ (const char *)&r, sizeof r });
}

static void
print(void *ctx, unsigned part, uint32_t number, struct str noted)
{
	struct told *t = ctx;
	struct row r;

	assert_true(part < ENDS_PARTS);
	assert_int_equal(noted.n, sizeof r);
	memcpy(&r, noted.p, sizeof r);
	r.number = number;
	vec_push(&t->arena, &t->rows, r);
}

static void
tell(void *ctx, uint64_t consumed_bytes)
{
	uint64_t *last = ctx;

	assert_true(consumed_bytes >= *last);
	*last = consumed_bytes;
}

static void
play(struct told *t, size_t max_bytes, unsigned threads, bool notes)
{
	struct tracker_options opt = {
		.over = over,
		.over_ctx = t,
		.max_bytes = max_bytes,
		.note = notes ? note : NULL,
		.print = notes ? print : NULL,
	};
	struct arena own;
	struct err e;
	uint64_t consumed = 0;
	struct input *in = input_from_bytes("test", (struct str){ (char *)file, file_n });
	struct capture *c;
	struct stream *st;

	*t = (struct told){ 0 };
	arena_init(&t->arena, "test", 0);
	arena_init(&own, "the capture", 0);
	c = capture_open(&own, in, &e);
	assert_non_null(c);
	st = stream_new(&own, &opt, threads);
	stream_read(st, c, in, &(struct stream_progress){ tell, &consumed });
	stream_finish(st);
	assert_int_equal(consumed, file_n);
	t->left_out = stream_left_out(st);
	arena_fini(&own);
	input_close(in);
}

static void
same(const struct told *a, const struct told *b)
{
	assert_int_equal(a->rows.n, b->rows.n);
	assert_int_equal(a->left_out.connections, b->left_out.connections);
	for (size_t i = 0; i < a->rows.n; i++)
		assert_memory_equal(&a->rows.v[i], &b->rows.v[i], sizeof a->rows.v[i]);
}

/* --- the tests --- */

static void
by_any_number_of_threads(void **state)
{
	static const size_t bounds[] = { 0, (size_t)2 << 20, (size_t)1 << 20 };

	(void)state;
	make_capture();
	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		struct told one;

		play(&one, bounds[i], 1, false);
		assert_true(one.rows.n > TALKS / 2);
		assert_true(!bounds[i] == !one.left_out.connections);
		for (unsigned threads = 2; threads <= 5; threads++) {
			struct told more;

			play(&more, bounds[i], threads, threads % 2);
			same(&one, &more);
			arena_fini(&more.arena);
		}
		arena_fini(&one.arena);
	}
}

/* Each has a number of its own, in order of the first packet, whenever it was told of. */
static void
numbers_follow_packets(void **state)
{
	uint64_t *first, packets = 0, errors = 0;
	struct told t;

	(void)state;
	make_capture();
	play(&t, 0, 3, true);
	first = arena_new(&t.arena, uint64_t, t.rows.n + 1);
	for (size_t i = 0; i < t.rows.n; i++) {
		const struct row *r = &t.rows.v[i];

		assert_in_range(r->number, 1, t.rows.n);
		assert_int_equal(first[r->number], 0);
		first[r->number] = r->first_packet;
		packets += r->packets;
		errors += r->errors;
	}
	for (size_t i = 1; i <= t.rows.n; i++)
		assert_true(first[i] > first[i - 1]);
	assert_true(errors > 100);
	assert_true(packets > TALKS);
	arena_fini(&t.arena);
}

/* What is still open at the end comes in order. */
static void
the_end_is_in_order(void **state)
{
	struct told t;
	size_t n = 0;

	(void)state;
	make_capture();
	for (unsigned threads = 1; threads <= 2; threads++) {
		play(&t, 0, threads, false);
		n = t.rows.n;
		while (n > 1 && t.rows.v[n - 2].number < t.rows.v[n - 1].number)
			n--;
		assert_true(t.rows.n - n > AT_ONCE / 2);
		arena_fini(&t.arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_any_number_of_threads),
		cmocka_unit_test(numbers_follow_packets),
		cmocka_unit_test(the_end_is_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
