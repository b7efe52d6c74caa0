/*
 * made.h - cases made by hand: from a text, or from facts of connections
 *
 * A made connection is a healthy one: its handshake was seen at the server, it
 * moved some data, nothing was lost. A test changes what it is about.
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_MADE_H
#define CRUX_TESTS_UNIT_DIAGNOSE_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "case/hosts.h"
#include "diagnose/diagnose.h"
#include "readers/readers.h"

#define MADE_MS ((int64_t)NS_PER_MS)
#define MADE_MSS 1448

struct made {
	struct arena arena, scratch;
	struct crux_case cs;
};

static inline void
made_init(struct made *m)
{
	*m = (struct made){ 0 };
	arena_init(&m->arena, "the case", 0);
	arena_init(&m->scratch, "scratch", 0);
	case_init(&m->cs, &m->arena);
}

static inline void
made_fini(struct made *m)
{
	arena_fini(&m->scratch);
	arena_fini(&m->arena);
}

/* Take a text in, as a file of that name. */
static inline void
made_text(struct made *m, const char *name, const char *text)
{
	struct reading r = {
		.arena = &m->arena,
		.scratch = &m->scratch,
		.cs = &m->cs,
		.tracker = { .episodes = true }, /* as crux diagnose has it */
	};

	read_text(&r, name, str_from(text));
}

/* After the last text. */
static inline struct diagnosis *
made_judge_texts(struct made *m)
{
	case_finish(&m->cs);
	return diagnose(&m->arena, &m->cs);
}

/* An input that is a capture; made connections stand in input 0. */
static inline void
made_capture(struct made *m)
{
	struct case_input *in = case_input(&m->cs, case_add_input(&m->cs, "made.pcap"));

	in->kind = "pcap";
	in->readable = true;
	in->capture.packets = 1000;
	in->capture.first_ns = 0;
	in->capture.last_ns = 100 * (int64_t)NS_PER_S;
}

/* 10 s, 2,000 segments from the server over a path of 40 ms. */
static inline struct conn *
made_conn(struct made *m)
{
	struct conn *c = arena_new(&m->arena, struct conn, 1);
	struct half *client = &c->half[C2S], *server = &c->half[S2C];
	uint32_t n = m->cs.incidents++;

	if (m->cs.inputs.n == 0)
		made_capture(m);
	*c = (struct conn){
		.number = n + 1,
		.client = { addr_from_v4(0xc0000200 + n % 200 + 1), (uint16_t)(40000 + n) },
		.server = { addr_from_v4(0xc6336405), 443 },
		.client_sure = true,
		.last_ns = 10 * (int64_t)NS_PER_S,
		.first_packet = 10 * n + 1,
		.last_packet = 10 * n + 9,
		.handshake = HANDSHAKE_FULL,
		.opening = OPENING_DONE,
		.vantage = VANTAGE_SERVER,
		.has_times = true,
		.syns = 1,
		.syn_acks = 1,
		.syn_ack_ns = MADE_MS,
		.handshake_ack_ns = 40 * MADE_MS,
		.last_syn_ack_ns = MADE_MS,
		.syn_packet = 10 * n + 1,
		.twin = NO_TWIN,
	};
	*server = (struct half){
		.packets = 2002,
		.bytes = 2000 * MADE_MSS,
		.unique_bytes = 2000 * MADE_MSS,
		.data_packets = 2000,
		.full_segments = 2000,
		.mss = 1460,
		.mss_seen = MADE_MSS,
		.ttl = 64,
		.window_max_bytes = 1 << 20,
		.flight_max_bytes = 30 * MADE_MSS,
		.rto_ns = 240 * MADE_MS,
		.first_data_ns = 100 * MADE_MS,
		.last_data_ns = 9900 * MADE_MS,
		.last_send_ns = 10 * (int64_t)NS_PER_S,
		.fin_ns = TIME_NONE,
		.reset_ns = TIME_NONE,
		.unacked_ns = TIME_NONE,
		.rtt = { .samples = 1000,
			 .min_ns = 40 * MADE_MS,
			 .max_ns = 60 * MADE_MS,
			 .sum_ns = 1000 * 45 * MADE_MS,
			 .loaded_samples = 800,
			 .loaded_sum_ns = 800 * 46 * MADE_MS },
		.state = TCP_ESTABLISHED,
	};
	*client = (struct half){
		.packets = 1002,
		.pure_acks = 1000,
		.mss = 1460,
		.ttl = 60,
		.window_max_bytes = 1 << 20,
		.window_min_bytes = 1 << 16,
		.rto_ns = 240 * MADE_MS,
		.first_data_ns = TIME_NONE,
		.last_data_ns = TIME_NONE,
		.fin_ns = TIME_NONE,
		.reset_ns = TIME_NONE,
		.unacked_ns = TIME_NONE,
		.rtt = { .samples = 1, .min_ns = 1000, .max_ns = 1000, .sum_ns = 1000 },
		.state = TCP_ESTABLISHED,
	};
	for (int dir = C2S; dir <= S2C; dir++) {
		c->half[dir].sack_ok = c->half[dir].timestamps = true;
		c->half[dir].have_wscale = c->half[dir].options_known = true;
		c->half[dir].wscale = 7;
	}
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 9 * (int64_t)NS_PER_S;
	c->ledger.ns[ACCOUNT_SLOW_START] = 1 * (int64_t)NS_PER_S;
	vec_push(&m->arena, &m->cs.views, (struct view){ .conn = c, .incident = n });
	return c;
}

/* Charge ns to one account, and take it from the congestion window's. */
static inline void
made_charge(struct conn *c, enum account a, int64_t ns)
{
	c->ledger.ns[a] += ns;
	c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] -= ns;
	c->ledger.count[a]++;
}

/* Count what was made into the one service of it all. */
static inline struct diagnosis *
made_judge(struct made *m)
{
	struct service s = { 0 };

	hosts_line_up(&m->cs);
	for (size_t i = 0; i < m->cs.views.n; i++) {
		const struct conn *c = m->cs.views.v[i].conn;

		s.server = c->server;
		s.connections++;
		s.clients++;
		s.syns += c->syns;
		s.done += c->opening == OPENING_DONE;
		s.unanswered += c->opening == OPENING_UNANSWERED;
		s.refused += c->opening == OPENING_REFUSED;
		s.half_open += c->opening == OPENING_HALF;
	}
	if (s.connections)
		vec_push(&m->arena, &m->cs.services, s);
	return diagnose(&m->arena, &m->cs);
}

/* NULL when the rule found nothing. */
static inline const struct finding *
made_found(const struct diagnosis *d, const char *id)
{
	for (size_t i = 0; i < d->findings.n; i++)
		if (strcmp(d->findings.v[i]->id, id) == 0)
			return d->findings.v[i];
	return strcmp(d->verdict->id, id) == 0 ? d->verdict : NULL;
}

static inline bool
made_has_reason(const struct finding *f, const char *id)
{
	for (size_t i = 0; i < f->rules_out.n; i++)
		if (strcmp(f->rules_out.v[i].id, id) == 0)
			return f->rules_out.v[i].because.n > 0;
	return false;
}

#endif
