/*
 * nagle-delayed-ack: small write, small write, read.
 *
 * Nagle's algorithm holds the second small segment until the first is
 * acknowledged (RFC 9293, 3.7.4); the receiver has no answer yet and delays that
 * ACK (3.8.6.3: up to 0.5 s; Linux 40 ms and more, others 200 ms). Both wait for
 * each other in every exchange. A stall is what the ACK was late by, the round trip
 * taken off; a few of them are a coincidence of program and timer.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define STALLS_MIN 3
#define STALLS_YES 6
/* Half of the shortest delayed-ACK timer in use (TCP_DELACK_MIN, 40 ms) … */
#define STALL_NO_NS (20 * (int64_t)NS_PER_MS)
#define STALL_YES_NS (35 * (int64_t)NS_PER_MS)
/* … and never above the longest, with the scheduler's share. */
#define STALL_MOST_NS (700 * (int64_t)NS_PER_MS)
/* Rows of ss: the RTT that a delayed ACK adds to, smoothed over those that are not. */
#define ROW_LATE_NO_MS 5.0
#define ROW_LATE_YES_MS 15.0
#define ROW_ONCE 0.4
#define ROW_TWICE 0.65
#define SHARE_NO 0.05
#define SHARE_YES 0.25

/* Either side may be the one that writes twice. */
static const struct half *
stalled_half(const struct flow *w)
{
	return w->conn->half[C2S].nagle_stalls >= w->conn->half[S2C].nagle_stalls
		       ? &w->conn->half[C2S]
		       : &w->conn->half[S2C];
}

static double
judge_flow(const struct flow *w)
{
	const struct half *h = stalled_half(w);
	int64_t life_ns = conn_duration_ns(w->conn), mean_ns;

	if (h->nagle_stalls < STALLS_MIN || life_ns <= 0)
		return 0;
	mean_ns = h->nagle_stall_ns / (int64_t)h->nagle_stalls;
	if (mean_ns > STALL_MOST_NS)
		return 0;
	return 0.95 * ramp((double)mean_ns, (double)STALL_NO_NS, (double)STALL_YES_NS) *
	       ramp((double)h->nagle_stall_ns / (double)life_ns, SHARE_NO, SHARE_YES) *
	       (0.6 + 0.4 * ramp((double)h->nagle_stalls, STALLS_MIN, STALLS_YES));
}

static void
advise(const struct endpoint *from, const struct endpoint *to, int64_t late_ns, int64_t path_ns,
       struct finding *f)
{
	finding_fix(
		f, SCOPE_CODE,
		"At %s write each message with one call (writev, or a buffer); or switch Nagle off "
		"with TCP_NODELAY.",
		say_endpoint(f, from));
	finding_command(f, "this socket, in the program",
			"setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int))");
	finding_command(f, "better: one write for header and body", "writev(fd, parts, 2)");
	finding_risk(f, "TCP_NODELAY with many small writes sends many small packets");
	finding_expect(f, "stall_seconds", ns_to_s(late_ns), 0,
		       "Each exchange gets %s faster; its round trip of %s is left.",
		       say_time(f, late_ns), say_time(f, path_ns));
	finding_verify(f,
		       "tcpdump -ttt -nni any host %s and port %u    # no 40 ms gaps before the "
		       "second piece",
		       say_addr(f, &to->addr), to->port);
	finding_refuse(f,
		       "Blame the server's speed: it has only half of the request while it waits.");
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	const struct half *h = stalled_half(w);
	bool client = h == &w->conn->half[C2S];
	const struct endpoint *from = client ? &w->conn->client : &w->conn->server;
	const struct endpoint *to = client ? &w->conn->server : &w->conn->client;
	int64_t mean_ns = h->nagle_stall_ns / (int64_t)h->nagle_stalls;

	finding_say(f,
		    "%s writes each message in small pieces, and every exchange waits %s for a "
		    "delayed ACK: Nagle at this end, delayed ACK at the other.",
		    say_endpoint(f, from), say_time(f, mean_ns));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_DELAYED_ACK),
		     "%s of a small segment held until the ACK of the one before: %s of "
		     "%s",
		     say_things(f, h->nagle_stalls, "stall", "stalls"),
		     say_time(f, h->nagle_stall_ns), say_time(f, conn_duration_ns(w->conn)));
	finding_seen(f, w->view, 0,
		     "each ACK came %s later than the path's %s: the receiver delayed it",
		     say_time(f, mean_ns), say_time(f, flow_path_rtt_ns(w)));
	advise(from, to, mean_ns, flow_path_rtt_ns(w), f);
	finding_not(f, "server-think-time",
		    "the rest of the request is still held at the client while "
		    "the server waits");
	if (!h->loss.segments) {
		finding_not(f, "tail-loss-rto", "nothing was sent again");
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	}
	finding_not(f, "application-limited", "the bytes were written; Nagle holds them back");
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, ns_to_s(stalled_half(&w)->nagle_stall_ns), 0);
		surest_takes(&best, &w, sure);
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, f);
}

/*
 * A row of ss in the middle of it: less than a segment waits unsent behind a single
 * segment, though both windows have room, and the RTT as the sender measures it is
 * the path's and a delayed ACK's.
 */
static double
judge_sock(const struct sock *s)
{
	double late_ms;

	if (s->state != TCP_ESTABLISHED || !(s->has & SOCK_NOTSENT) || !s->notsent_bytes ||
	    !(s->has & SOCK_UNACKED) || s->unacked != 1 || !(s->has & SOCK_MSS) ||
	    s->notsent_bytes >= s->mss || !(s->has & SOCK_CWND) || s->cwnd_segs <= s->unacked ||
	    !(s->has & SOCK_RTT) || !(s->has & SOCK_MIN_RTT))
		return 0;
	if ((s->has & SOCK_SND_WND) && s->snd_wnd_bytes < 2 * (uint64_t)s->mss)
		return 0;
	late_ms = (double)(s->rtt_ns - s->min_rtt_ns) / NS_PER_MS;
	return ramp(late_ms, ROW_LATE_NO_MS, ROW_LATE_YES_MS);
}

static void
say_sock(const struct sock *s, struct finding *f)
{
	finding_at(f, s->at,
		   "%s wait unsent behind one segment, though cwnd %u has room; rtt %s, minrtt %s",
		   say_bytes(f, (double)s->notsent_bytes), s->cwnd_segs, say_time(f, s->rtt_ns),
		   say_time(f, s->min_rtt_ns));
	if (f->summary.n)
		return;
	finding_say(f,
		    "%s writes each message in small pieces, and the second waits for the ACK of "
		    "the first, which %s delays: Nagle here, delayed ACK there.",
		    say_endpoint(f, &s->local), say_endpoint(f, &s->peer));
	advise(&s->local, &s->peer, s->rtt_ns - s->min_rtt_ns, s->min_rtt_ns, f);
	finding_not(f, "server-think-time", "the rest of the message has not left yet");
	if (!(s->has & SOCK_RETRANS)) {
		finding_not(f, "tail-loss-rto", "ss shows no retransmission");
		finding_not(f, "random-loss-long-rtt", "ss shows no retransmission");
	}
	finding_settle(f, "whether the second piece leaves with the ACK of the first",
		       "tcpdump -ttt -nni any host %s and port %u", say_addr(f, &s->peer.addr),
		       s->peer.port);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	double best_sure = 0, seen = 0;
	struct map wire;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(&cs->socks.v[i]);

		if (sure <= 0 || wire_map_covers(&wire, &cs->socks.v[i]))
			continue;
		seen += sure;
		if (sure <= best_sure)
			continue;
		best = &cs->socks.v[i];
		best_sure = sure;
	}
	if (!best)
		return;
	/* any writer is caught so for a moment, now and then; twice is no accident */
	finding_sure(f, best_sure * (ROW_ONCE + (ROW_TWICE - ROW_ONCE) * ramp(seen, 1, 2)));
	say_sock(best, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, 1, best->bytes_acked);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	if (f->confidence <= 0)
		look_socks(cs, f);
	if (f->confidence <= 0 && cs->incidents)
		finding_not(f, "nagle-delayed-ack",
			    "no small segment was held again and again until a late ACK came");
}

const struct rule rule_nagle_delayed_ack = {
	.id = "nagle-delayed-ack",
	.title = "Nagle and a delayed ACK wait for each other",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "server-think-time", "application-limited" },
	.rivals = { "server-think-time", "tail-loss-rto", "application-limited",
		    "random-loss-long-rtt" },
	.look = look,
};
