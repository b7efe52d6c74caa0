/*
 * sim.c - flows open, applications ask and answer, events take their turn
 */
#include "sim.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define IPV6_ONE_IN 10
#define NO_TIMESTAMPS_ONE_IN 12
#define SLOW_READER_ONE_IN 16
#define SERVERS 4096u
#define INITIAL_WINDOW 10 /* RFC 6928 */
#define BUFFER_SCALE 7	  /* what Linux announces for buffers of up to 8 MiB */

void
sim_at(struct sim *s, int64_t ns, enum event_kind kind, struct flow *f, enum side side)
{
	f->events++;
	events_add(&s->events, (struct event){ .ns = ns,
					       .what = (uint32_t)(f - s->flows),
					       .kind = (uint8_t)kind,
					       .side = (uint8_t)side });
}

/* --- the applications --- */

static void
send_reset(struct sim *s, struct flow *f, enum side side, uint32_t seq, uint32_t ack)
{
	struct packet p = {
		.seg = NO_SEG,
		.seq = seq,
		.ack = ack,
		.flags = FLAG_RST | (ack ? FLAG_ACK : 0),
	};

	f->end[side].dead = true;
	path_send(s, f, side, p);
}

static void
write_bytes(struct sim *s, struct flow *f, enum side side, uint32_t bytes)
{
	struct end *peer = &f->end[!side];

	f->end[side].unsent += bytes;
	peer->expected += bytes;
	peer->awaits = true;
	sender_push(s, f, side);
}

static void
close_it(struct sim *s, struct flow *f)
{
	enum side side = f->closing == CLOSE_BY_SERVER ? SERVER : CLIENT;

	if (f->closing == CLOSE_BY_RESET) {
		send_reset(s, f, side, f->end[side].nxt_seq, f->end[side].rcv_seq);
		return;
	}
	f->end[side].fin_wanted = true;
	sender_push(s, f, side);
}

static void
app_turn(struct sim *s, struct flow *f, enum side side)
{
	if (f->end[side].dead)
		return;
	if (side == SERVER)
		write_bytes(s, f, side, f->answer);
	else if (f->exchanges)
		write_bytes(s, f, side, f->request);
	else
		close_it(s, f);
}

void
app_opened(struct sim *s, struct flow *f, enum side side)
{
	f->end[side].open = true;
	if (side == SERVER)
		return;
	receiver_ack(s, f, side);
	sim_at(s, s->now + 50 * US, EV_APP, f, side);
}

void
app_read(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];
	int64_t rest = side == SERVER ? f->think : f->pause;

	if (e->read_every_ns && e->unread && !e->reads_scheduled) {
		e->reads_scheduled = true;
		sim_at(s, s->now + e->read_every_ns, EV_READ, f, side);
	}
	if (!e->awaits || e->delivered < e->expected)
		return;
	e->awaits = false;
	if (side == CLIENT && !--f->exchanges)
		rest = 0;
	sim_at(s, s->now + random_spread(&s->random, rest + 20 * US, 2), EV_APP, f, side);
}

/* The slow application takes all; its host says so when there was little room. */
static void
slow_read(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];
	bool tight = e->unread > e->buffer / 2;

	e->reads_scheduled = false;
	e->unread = 0;
	if (tight && !e->dead)
		receiver_ack(s, f, side);
}

void
app_finished(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	app_read(s, f, side);
	e->fin_wanted = true;
	sender_push(s, f, side);
}

/* --- flows --- */

static void
name_places(struct sim *s, struct flow *f)
{
	struct place *client = &f->place[CLIENT], *server = &f->place[SERVER];
	uint32_t host = f->number & 0xfffff;
	uint32_t c = htonl(0x0a000000u | host), v = htonl(0xc6120000u | f->number % SERVERS);
	static const uint8_t prefix[4] = { 0x20, 0x01, 0x0d, 0xb8 };

	if (f->ipv6) {
		memcpy(client->addr, prefix, 4);
		memcpy(server->addr, prefix, 4);
		server->addr[5] = 1;
	}
	memcpy(client->addr + (f->ipv6 ? 12 : 0), &c, 4);
	memcpy(server->addr + (f->ipv6 ? 12 : 0), &v, 4);
	client->port = (uint16_t)(32768 + (f->number * 7919u + (f->number >> 20)) % 28232);
	server->port = random_below(&s->random, 4) ? 443 : 8080;
}

static void
make_end(struct sim *s, const struct flow *f, struct end *e)
{
	struct random *r = &s->random;
	struct seg *segs = e->segs;
	uint32_t room = e->room;

	*e = (struct end){ .segs = segs, .room = room };
	e->mss = FRAME_MSS - (f->ipv6 ? 20u : 0) - (f->timestamps ? 12u : 0);
	e->cwnd = INITIAL_WINDOW;
	e->ssthresh = UINT32_MAX / 16;
	e->una_seq = e->nxt_seq = (uint32_t)random_next(r);
	e->ts_offset = (uint32_t)random_next(r);
	e->ip_id = (uint16_t)random_next(r);
	e->wscale = BUFFER_SCALE;
	e->acks_at_once = 8; /* as Linux begins */
	e->buffer = (uint64_t)random_between(r, 64 << 10, 512 << 10);
	if (!random_below(r, SLOW_READER_ONE_IN))
		e->read_every_ns = random_between(r, 5 * MS, 250 * MS);
}

static enum closing
choose_closing(struct sim *s)
{
	uint32_t dice = random_below(&s->random, 100);

	if (dice < 2)
		return s->load.bulk ? CLOSE_BY_SERVER : CLOSE_REFUSED;
	return dice < 6 ? CLOSE_BY_RESET : dice < 55 ? CLOSE_BY_CLIENT : CLOSE_BY_SERVER;
}

static uint32_t
most(int64_t v, uint32_t max)
{
	return v > max ? max : (uint32_t)v;
}

static void
choose_path(struct sim *s, struct flow *f)
{
	struct random *r = &s->random;

	f->rtt = random_spread(r, 24 * MS, 4);
	f->rate_bps = (uint64_t)random_spread(r, 40000000, 4);
	f->queue_ns = f->rtt / 2 + random_between(r, 5 * MS, 60 * MS);
	f->loss = most(random_spread(r, 800, 8), 30000);
	f->bursts = f->loss / 8;
	f->late = random_below(r, 4) ? 0 : most(random_spread(r, 500, 4), 10000);
	f->stalls = random_below(r, 8) ? 0 : s->load.bulk ? 60 : 2000;
	f->tap = (uint8_t)(s->load.tap >= 0 ? (uint32_t)s->load.tap : f->number % 3);
}

static void
choose_work(struct sim *s, struct flow *f)
{
	struct random *r = &s->random;
	uint32_t most_bytes = s->load.answer_max;

	f->request = most(random_spread(r, 400, 4), 60000);
	f->answer = most(random_spread(r, s->load.answer, s->load.answer_octaves), most_bytes);
	f->exchanges = 1;
	if (!random_below(r, s->load.bulk ? 2 : 8))
		f->exchanges += random_below(r, s->load.bulk ? 20 : 4);
	f->think = random_spread(r, 6 * MS, 4);
	f->pause = random_spread(r, 60 * MS, 4);
	if (s->load.bulk)
		f->answer /= f->exchanges;
	if (!random_below(r, 5)) { /* an upload */
		uint32_t swap = f->request;

		f->request = f->answer;
		f->answer = swap;
	}
}

static struct flow *
free_flow(struct sim *s)
{
	if (!s->idle_n) {
		uint32_t old = s->flows_room, room = old ? old * 2 : 256;

		s->flows = must_grow(s->flows, room * sizeof(*s->flows));
		s->idle = must_grow(s->idle, room * sizeof(*s->idle));
		memset(s->flows + old, 0, (room - old) * sizeof(*s->flows));
		for (uint32_t i = room; i > old;)
			s->idle[s->idle_n++] = --i;
		s->flows_room = room;
	}
	return &s->flows[s->idle[--s->idle_n]];
}

static void
open_flow(struct sim *s)
{
	struct flow *f = free_flow(s);

	f->number = (uint32_t)s->opened++;
	f->events = 0;
	memset(f->place, 0, sizeof(f->place));
	f->ipv6 = f->number % IPV6_ONE_IN == IPV6_ONE_IN - 1;
	f->timestamps = random_below(&s->random, NO_TIMESTAMPS_ONE_IN) > 0;
	f->closing = (uint8_t)choose_closing(s);
	name_places(s, f);
	choose_path(s, f);
	choose_work(s, f);
	make_end(s, f, &f->end[CLIENT]);
	make_end(s, f, &f->end[SERVER]);
	if (++s->alive > s->alive_most)
		s->alive_most = s->alive;
	sender_queue(&f->end[CLIENT], FLAG_SYN);
	sender_push(s, f, CLIENT);
	if (s->opened < s->load.flows)
		events_add(&s->events,
			   (struct event){ .ns = s->now +
						 random_between(&s->random, 0, 2 * s->load.gap_ns),
					   .kind = EV_OPEN });
}

static void
tell_half(struct sim *s, const char *name, const struct truth *t)
{
	fprintf(s->truth,
		",\"%s\":{\"packets\":%llu,\"bytes\":%llu,\"retransmissions\":%llu,"
		"\"unneeded\":%llu,\"rto\":%llu}",
		name, (unsigned long long)t->packets, (unsigned long long)t->bytes,
		(unsigned long long)t->repeats, (unsigned long long)t->unneeded,
		(unsigned long long)t->timeouts);
}

static void
tell_flow(struct sim *s, const struct flow *f)
{
	static const char *const taps[] = { "client", "server", "between" };
	char client[INET6_ADDRSTRLEN], server[INET6_ADDRSTRLEN];
	int family = f->ipv6 ? AF_INET6 : AF_INET;

	inet_ntop(family, f->place[CLIENT].addr, client, sizeof(client));
	inet_ntop(family, f->place[SERVER].addr, server, sizeof(server));
	fprintf(s->truth,
		"{\"client\":\"%s\",\"client_port\":%u,\"server\":\"%s\",\"server_port\":%u,"
		"\"tap\":\"%s\"",
		client, f->place[CLIENT].port, server, f->place[SERVER].port, taps[f->tap]);
	tell_half(s, "c2s", &f->end[CLIENT].truth);
	tell_half(s, "s2c", &f->end[SERVER].truth);
	fputs("}\n", s->truth);
}

static void
add_truth(struct truth *sum, const struct truth *t)
{
	sum->packets += t->packets;
	sum->bytes += t->bytes;
	sum->repeats += t->repeats;
	sum->unneeded += t->unneeded;
	sum->timeouts += t->timeouts;
}

/* Nothing is to happen to it any more: its memory is for the next. */
static void
end_flow(struct sim *s, struct flow *f)
{
	if (s->truth && f->end[CLIENT].truth.packets + f->end[SERVER].truth.packets)
		tell_flow(s, f);
	add_truth(&s->total, &f->end[CLIENT].truth);
	add_truth(&s->total, &f->end[SERVER].truth);
	s->alive--;
	s->idle[s->idle_n++] = (uint32_t)(f - s->flows);
}

/* --- events --- */

static void
take_syn(struct sim *s, struct flow *f, enum side side, const struct packet *p)
{
	struct end *e = &f->end[side];

	if (side == SERVER && f->closing == CLOSE_REFUSED) {
		send_reset(s, f, side, 0, p->seq + 1);
		return;
	}
	seg_at(&f->end[!side], p->seg)->arrived = true;
	e->rcv_nxt = p->seg + 1;
	e->rcv_seq = p->seq + 1;
	e->ts_recent = p->tsval;
	if (side == SERVER) {
		sender_queue(e, FLAG_SYN);
		sender_push(s, f, side);
	} else {
		sender_acked(s, f, side, p);
	}
}

static void
take_packet(struct sim *s, struct flow *f, const struct packet *p)
{
	enum side side = p->side == CLIENT ? SERVER : CLIENT;
	struct end *e = &f->end[side];

	if (p->flags & FLAG_RST) {
		e->dead = true;
	} else if (e->dead) {
		send_reset(s, f, side, p->ack, 0);
	} else if (!e->rcv_nxt) {
		if (p->flags & FLAG_SYN)
			take_syn(s, f, side, p);
	} else {
		if (p->seg == NO_SEG)
			receiver_note_time(e, p);
		sender_acked(s, f, side, p);
		if (p->seg != NO_SEG)
			receiver_take(s, f, side, p);
		else if (p->seq == e->rcv_seq - 1)
			receiver_ack(s, f, side); /* a probe */
	}
}

static void
happen_to_flow(struct sim *s, struct flow *f, const struct event *e)
{
	enum side side = e->side;

	if (e->kind == EV_TIMER)
		sender_timer(s, f, side);
	else if (e->kind == EV_DELACK)
		receiver_delack(s, f, side);
	else if (e->kind == EV_APP)
		app_turn(s, f, side);
	else
		slow_read(s, f, side);
	f->events--;
}

static struct flow *
happen(struct sim *s, const struct event *e)
{
	struct flow *f;

	if (e->kind == EV_TAP) {
		f = &s->flows[s->packets[e->what].flow];
		path_tap(s, e->what);
	} else if (e->kind == EV_ARRIVE) {
		struct packet p = s->packets[e->what]; /* answers may move the pool */

		packet_free(s, e->what);
		f = &s->flows[p.flow];
		take_packet(s, f, &p);
		f->events--;
	} else {
		f = &s->flows[e->what];
		happen_to_flow(s, f, e);
	}
	return f;
}

void
sim_run(struct sim *s)
{
	struct event e;

	s->packets_free = NO_SEG;
	events_add(&s->events, (struct event){ .kind = EV_OPEN });
	while (events_next(&s->events, &e)) {
		s->now = e.ns;
		if (e.kind == EV_OPEN) {
			open_flow(s);
		} else {
			struct flow *f = happen(s, &e);

			if (!f->events)
				end_flow(s, f);
		}
	}
	for (uint32_t i = 0; i < s->flows_room; i++)
		for (int side = 0; side < 2; side++)
			free(s->flows[i].end[side].segs);
	free(s->flows);
	free(s->idle);
	free(s->packets);
	free(s->events.v);
}
