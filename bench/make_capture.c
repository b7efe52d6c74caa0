/*
 * make_capture.c - a capture to measure with, the same one each time
 *
 * make-capture [-n packets] [-f flows] [-t client|server|between] [-s snaplen]
 *              [-r seed] [-j truth.json] bulk|churn|full|synflood|crowd|busy|hurt FILE
 *
 * bulk and full are few long transfers, churn is many short ones with thousands
 * at once, synflood is SYNs of which each has a source of its own, crowd is
 * connections that ask once and stay open, busy is ones that ask again and again
 * in turns, hurt the same with an answer lost by one in twenty of them. Sizes of
 * transfers vary, so -n is about right only. What was written is told in one line
 * of JSON.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim.h"

/* A data packet and half an ACK. */
#define PACKETS_PER_MSS_HALVES 3
#define SPREAD_MEAN_HALVES 3 /* of a spread of 2 octaves, over its median, about */
#define FLOOD_GAP_NS 1000    /* a million SYNs a second: what one 1 Gb/s link carries */
#define ANSWER_ONE_IN 100
#define ABORT_ONE_IN 10 /* of the answered: the owner of the address never asked */

struct mode {
	const char *name;
	uint64_t packets, flows;
	uint32_t snaplen;
	void (*make)(struct sim *s, uint64_t packets);
};

static void
make_bulk(struct sim *s, uint64_t packets)
{
	uint64_t bytes = packets * 2 / PACKETS_PER_MSS_HALVES * FRAME_MSS / s->load.flows;

	s->load.answer = (uint32_t)(bytes * 2 / SPREAD_MEAN_HALVES);
	s->load.answer_octaves = 2;
	s->load.answer_max = UINT32_MAX / 4;
	s->load.gap_ns = 10 * MS;
	s->load.bulk = true;
	sim_run(s);
}

static void
make_churn(struct sim *s, uint64_t packets)
{
	(void)packets; /* the flows say how many */
	s->load.answer = 1200;
	s->load.answer_octaves = 4;
	s->load.answer_max = 100000;
	s->load.gap_ns = 60 * US;
	sim_run(s);
}

/* Odd multipliers reach each number once: no source comes twice. */
static void
spoof(struct place *p, uint32_t i, bool ipv6)
{
	uint32_t v = i * 0x9e3779b1u;

	for (int b = 0; b < 4; b++)
		p->addr[(ipv6 ? 8 : 0) + b] = (uint8_t)(v >> (24 - 8 * b));
	if (ipv6)
		memcpy(p->addr, "\x20\x01\x0d\xb8\0\0\0\0", 8);
	p->port = (uint16_t)(1024 + (v >> 7) % 64000);
}

static void
flood_one(struct sim *s, uint32_t i)
{
	struct place client = { 0 }, server = { .addr = { 198, 18, 0, 1 }, .port = 443 };
	struct frame f = {
		.ns = (int64_t)i * FLOOD_GAP_NS,
		.from = &client,
		.to = &server,
		.seq = (uint32_t)random_next(&s->random),
		.ip_id = (uint16_t)random_next(&s->random),
		.flags = FLAG_SYN,
		.window = 64240,
		.ipv6 = i % 10 == 9,
	};

	f.bare = i % 3 == 0;
	spoof(&client, i, f.ipv6);
	if (f.ipv6)
		memcpy(server.addr, "\x20\x01\x0d\xb8\0\1\0\0\0\0\0\0\0\0\0\1", 16);
	writer_put(&s->writer, &f);
	if (i % ANSWER_ONE_IN)
		return;
	f = (struct frame){ .ns = f.ns + 300,
			    .from = &server,
			    .to = &client,
			    .ack = f.seq + 1,
			    .seq = (uint32_t)random_next(&s->random),
			    .flags = FLAG_SYN | FLAG_ACK,
			    .window = 65160,
			    .ipv6 = f.ipv6 };
	writer_put(&s->writer, &f);
	if (i % (ANSWER_ONE_IN * ABORT_ONE_IN))
		return;
	f = (struct frame){ .ns = f.ns + 300,
			    .from = &client,
			    .to = &server,
			    .seq = f.ack,
			    .flags = FLAG_RST,
			    .ipv6 = f.ipv6 };
	writer_put(&s->writer, &f);
}

static void
make_flood(struct sim *s, uint64_t packets)
{
	for (uint32_t i = 0; i < packets; i++)
		flood_one(s, i);
	s->opened = packets;
}

/*
 * What each of a crowd sends: it opens, asks, is answered, and goes on waiting. Steps
 * stand so far apart, in connections that begin.
 */
#define CROWD_GAP_NS 100000
#define CROWD_STEP 300 /* a round trip of 30 ms */
#define CROWD_ASKS 400
#define CROWD_ANSWERS 1200

static const struct {
	uint8_t flags;
	bool server;
	uint16_t len;
	uint32_t seq, ack; /* from each side's first number */
	uint32_t after;	   /* steps */
} crowd_steps[] = {
	{ FLAG_SYN, false, 0, 0, 0, 0 },
	{ FLAG_SYN | FLAG_ACK, true, 0, 0, 1, 0 },
	{ FLAG_ACK, false, 0, 1, 1, 1 },
	{ FLAG_ACK, false, CROWD_ASKS, 1, 1, 1 },
	{ FLAG_ACK, true, 0, 1, 1 + CROWD_ASKS, 1 },
	{ FLAG_ACK, true, CROWD_ANSWERS, 1, 1 + CROWD_ASKS, 2 },
	{ FLAG_ACK, false, 0, 1 + CROWD_ASKS, 1 + CROWD_ANSWERS, 3 },
};

static void
crowd_step(struct sim *s, uint64_t now, uint32_t i, size_t k)
{
	bool server = crowd_steps[k].server;
	struct place client = { 0 }, there = { .addr = { 198, 18, 0, 1 }, .port = 443 };
	uint32_t isn[2] = { i * 0x2545f491u, i * 0x9e3779b1u };
	struct frame f = {
		.ns = (int64_t)now * CROWD_GAP_NS + (int64_t)k * 1000,
		.from = server ? &there : &client,
		.to = server ? &client : &there,
		.seq = isn[server] + crowd_steps[k].seq,
		.ack = k ? isn[!server] + crowd_steps[k].ack : 0,
		.tsval = (uint32_t)(now / 10) + isn[!server],
		.tsecr = k ? (uint32_t)(now / 10) + isn[server] : 0,
		.ip_id = (uint16_t)(isn[server] + k),
		.window = crowd_steps[k].flags & FLAG_SYN ? 64240 : 502,
		.wscale = 7,
		.len = crowd_steps[k].len,
		.flags = crowd_steps[k].flags,
		.ipv6 = i % 10 == 9,
		.timestamps = true,
	};

	spoof(&client, i, f.ipv6);
	if (f.ipv6)
		memcpy(there.addr, "\x20\x01\x0d\xb8\0\1\0\0\0\0\0\0\0\0\0\1", 16);
	writer_put(&s->writer, &f);
}

static void
make_crowd(struct sim *s, uint64_t packets)
{
	size_t steps = sizeof crowd_steps / sizeof *crowd_steps;
	uint64_t flows = s->load.flows;
	uint64_t slots = flows + (uint64_t)crowd_steps[steps - 1].after * CROWD_STEP;

	(void)packets; /* the flows say how many */
	for (uint64_t now = 0; now < slots; now++)
		for (size_t k = 0; k < steps; k++) {
			uint64_t since = (uint64_t)crowd_steps[k].after * CROWD_STEP;

			if (now >= since && now - since < flows)
				crowd_step(s, now, (uint32_t)(now - since), k);
		}
	s->opened = s->alive_most = flows;
}

/*
 * Each of the busy opens, then asks in its turn: it is answered, and acknowledges that. The
 * others' turns are between two of its own. Of the hurt one in so many loses an answer,
 * which is sent again when its timer has run out, before it asks once more.
 */
#define BUSY_GAP_NS 20000
#define BUSY_STEP 50 /* a round trip of a millisecond */
#define BUSY_ASKS 40
#define BUSY_ANSWERS 300
#define BUSY_SPREAD 1000 /* bytes more, at most */
#define BUSY_PACKETS 3	 /* of an exchange; as many open it */
#define HURT_ONE_IN 20
#define HURT_EXCHANGE 5

struct busy {
	uint32_t nxt[2]; /* of the client, of the server */
	uint16_t ids[2];
	uint16_t answer; /* bytes of the latest */
};

static void
busy_put(struct sim *s, struct busy *b, uint32_t i, int64_t ns, struct frame f, bool server)
{
	struct place client = { 0 }, there = { .addr = { 198, 18, 0, 1 }, .port = 443 };

	f.ns = ns;
	f.from = server ? &there : &client;
	f.to = server ? &client : &there;
	f.seq = b->nxt[server];
	f.ack = f.flags & FLAG_ACK ? b->nxt[!server] : 0;
	f.tsval = (uint32_t)(ns / MS) + i * (server ? 77u : 99u);
	f.tsecr = f.flags & FLAG_ACK ? (uint32_t)(ns / MS) + i * (server ? 99u : 77u) : 0;
	f.ip_id = b->ids[server]++;
	f.window = f.flags & FLAG_SYN ? 64240 : 502;
	f.wscale = 7;
	f.timestamps = true;
	spoof(&client, i, false);
	writer_put(&s->writer, &f);
	b->nxt[server] += f.len + (f.flags & FLAG_SYN ? 1u : 0u);
}

/* Packet k of exchange e; 0: the handshake. */
static void
busy_step(struct sim *s, struct busy *b, uint32_t i, int64_t ns, uint64_t e, unsigned k)
{
	static const uint8_t opening[BUSY_PACKETS] = { FLAG_SYN, FLAG_SYN | FLAG_ACK, FLAG_ACK };
	struct frame f = { .flags = e ? FLAG_ACK : opening[k] };
	uint32_t more = random_below(&s->random, BUSY_SPREAD);

	ns += random_below(&s->random, BUSY_GAP_NS / 4);
	if (e && k == 0)
		f.len = (uint16_t)(BUSY_ASKS + more / 4);
	if (e && k == 1)
		f.len = b->answer = (uint16_t)(BUSY_ANSWERS + more);
	busy_put(s, b, i, ns, f, k == 1);
}

/* Nobody acknowledged the answer. */
static void
busy_again(struct sim *s, struct busy *b, uint32_t i, int64_t ns)
{
	b->nxt[1] -= b->answer;
	busy_put(s, b, i, ns, (struct frame){ .flags = FLAG_ACK, .len = b->answer }, true);
}

static void
busy_slot(struct sim *s, struct busy *all, uint64_t now, uint64_t exchanges, bool hurt)
{
	uint64_t flows = s->load.flows;

	for (unsigned k = 0; k < BUSY_PACKETS; k++) {
		uint64_t then = now - (uint64_t)k * BUSY_STEP, e = then / flows;
		uint32_t i = (uint32_t)(then % flows);
		int64_t ns = (int64_t)now * BUSY_GAP_NS + k * (BUSY_GAP_NS / 4);
		bool lost = hurt && e == HURT_EXCHANGE && i % HURT_ONE_IN == 0;

		if (now < (uint64_t)k * BUSY_STEP || e > exchanges)
			continue;
		if (k == 2 && lost)
			busy_again(s, &all[i], i, ns);
		else
			busy_step(s, &all[i], i, ns, e, k);
	}
}

static void
make_turns(struct sim *s, uint64_t packets, bool hurt)
{
	uint64_t flows = s->load.flows, exchanges = packets / BUSY_PACKETS / flows;
	struct busy *all = calloc(flows, sizeof *all);

	s->writer.failed |= !all;
	for (uint64_t i = 0; all && i < flows; i++)
		for (int d = 0; d < 2; d++) {
			all[i].nxt[d] = (uint32_t)random_next(&s->random);
			all[i].ids[d] = (uint16_t)random_next(&s->random);
		}
	for (uint64_t now = 0; all && now < flows * (exchanges + 1) + 2 * BUSY_STEP; now++)
		busy_slot(s, all, now, exchanges, hurt);
	free(all);
	s->opened = s->alive_most = flows;
}

static void
make_busy(struct sim *s, uint64_t packets)
{
	make_turns(s, packets, false);
}

static void
make_hurt(struct sim *s, uint64_t packets)
{
	make_turns(s, packets, true);
}

static const struct mode modes[] = {
	{ "bulk", 10000000, 200, 96, make_bulk }, { "full", 1000000, 200, 65535, make_bulk },
	{ "churn", 0, 1000000, 96, make_churn },  { "synflood", 10000000, 0, 96, make_flood },
	{ "crowd", 0, 1000000, 96, make_crowd },  { "busy", 600000, 10000, 96, make_busy },
	{ "hurt", 600000, 10000, 96, make_hurt },
};

struct request {
	const struct mode *mode;
	uint64_t packets, flows, snaplen, seed;
	int tap;
	const char *truth;
};

static bool
read_number(const char *text, uint64_t *ret)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);

	if (*end || !n || n > 1000000000)
		return false;
	*ret = n;
	return true;
}

static bool
read_tap(const char *text, int *ret)
{
	static const char *const names[] = { "client", "server", "between" };

	for (int i = 0; i < 3; i++)
		if (!strcmp(text, names[i])) {
			*ret = i;
			return true;
		}
	return false;
}

static bool
read_option(int c, const char *text, struct request *r)
{
	switch (c) {
	case 'n':
		return read_number(text, &r->packets);
	case 'f':
		return read_number(text, &r->flows);
	case 's':
		return read_number(text, &r->snaplen);
	case 'r':
		return read_number(text, &r->seed);
	case 't':
		return read_tap(text, &r->tap);
	case 'j':
		r->truth = text;
		return true;
	default:
		return false;
	}
}

static bool
read_options(int argc, char **argv, struct request *r)
{
	for (int c; (c = getopt(argc, argv, "n:f:s:r:t:j:")) != -1;)
		if (!read_option(c, optarg, r))
			return false;
	if (optind + 2 != argc)
		return false;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(argv[optind], modes[i].name))
			r->mode = &modes[i];
	return r->mode;
}

static void
tell(const struct sim *s)
{
	const struct truth *t = &s->total;

	printf("{\"packets\":%llu,\"bytes\":%llu,\"flows\":%llu,\"at_once\":%llu,"
	       "\"retransmissions\":%llu,\"unneeded\":%llu,\"rto\":%llu}\n",
	       (unsigned long long)s->writer.packets, (unsigned long long)s->writer.bytes,
	       (unsigned long long)s->opened, (unsigned long long)s->alive_most,
	       (unsigned long long)t->repeats, (unsigned long long)t->unneeded,
	       (unsigned long long)t->timeouts);
}

static bool
make(const struct request *r, const char *path)
{
	uint64_t snaplen = r->snaplen ? r->snaplen : r->mode->snaplen;
	struct sim s = { .load.flows = r->flows ? r->flows : r->mode->flows,
			 .load.tap = r->tap,
			 .random.state = r->seed };

	if (r->truth && !(s.truth = fopen(r->truth, "w")))
		return false;
	if (!writer_open(&s.writer, path, (uint32_t)snaplen))
		return false;
	r->mode->make(&s, r->packets ? r->packets : r->mode->packets);
	if (s.truth && fclose(s.truth))
		return false;
	if (!writer_close(&s.writer))
		return false;
	tell(&s);
	return true;
}

int
main(int argc, char **argv)
{
	struct request r = { .seed = 1, .tap = -1 };

	if (!read_options(argc, argv, &r)) {
		fprintf(stderr,
			"usage: make-capture [-n packets] [-f flows]"
			" [-t client|server|between] [-s snaplen]\n"
			"       [-r seed] [-j truth.json] bulk|churn|full|synflood|crowd|busy|hurt FILE\n");
		return 2;
	}
	if (make(&r, argv[optind + 1]))
		return EXIT_SUCCESS;
	fprintf(stderr, "make-capture: %s: %s\n", argv[optind + 1], strerror(errno));
	return EXIT_FAILURE;
}
