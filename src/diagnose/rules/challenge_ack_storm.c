/*
 * challenge-ack-storm: two ends disagree and answer each other's ACKs.
 *
 * A segment whose numbers do not fit is answered by an ACK with the own numbers (RFC
 * 9293, 3.10.7.4; RFC 5961). Where both ends hold numbers that the other cannot accept,
 * each such ACK is answered by the next: bare ACKs go back and forth as fast as the path
 * lets them, and nothing else. Linux limits it to two a second for each socket
 * (tcp_invalid_ratelimit, 500 ms); where that is 0, or an end is another system, nothing
 * does.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* An ACK for each segment of data, window updates, keep-alives: as many again. */
#define BESIDE_DATA 3
#define SPARE 20
/* With the limit of 500 ms each end sends two a second. */
#define RATE_LIMITED 5.0
#define RATE_STORM 20.0
#define ACKS_MANY 200
/* Challenges are for what does not belong: a handful is an old connection met. */
#define COUNTED_FEW 20
#define COUNTED_MANY 1000

struct storm {
	uint64_t n, acks, unacceptable;
	struct end first;
	double rate; /* of both ends, a second, of the worst */
	uint64_t most;
	double seconds;
	uint64_t challenges, skipped;
	struct origin at;
	const struct sock *sock, *before;
	uint64_t sock_acks;
};

/* Bare ACKs of x that data of the other end does not account for. */
static uint64_t
idle_acks(const struct half *x, const struct half *y)
{
	uint64_t mss = y->mss_seen ? y->mss_seen : 536;
	uint64_t due = MAX(y->data_packets, y->bytes / mss) + y->keep_alives + y->window_probes +
		       y->fins + x->window_probes + x->zero_windows;

	due = BESIDE_DATA * due + SPARE;
	return x->pure_acks > due ? x->pure_acks - due : 0;
}

static void
gather_wire(const struct crux_case *cs, struct storm *k, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		uint64_t a = idle_acks(w.me, w.peer), b = idle_acks(w.peer, w.me);
		double seconds = ns_to_s(conn_duration_ns(w.conn));

		/* back and forth: one for one, but for what was lost or not captured */
		if (!a || !b || MIN(a, b) * 2 < MAX(a, b) || seconds <= 0)
			continue;
		k->n++;
		k->acks += a + b;
		k->unacceptable += w.me->unacceptable_acks + w.peer->unacceptable_acks;
		if (a + b > k->most) {
			k->most = a + b;
			k->rate = (double)(a + b) / seconds;
			k->seconds = seconds;
			k->first = (struct end){ .view = w.view,
						 .conn = w.conn,
						 .dir = w.dir,
						 .me = w.me,
						 .peer = w.peer };
		}
		finding_harm(f, w.view, seconds, 0);
	}
}

static void
gather_counters(const struct crux_case *cs, struct storm *k)
{
	static const char *const skipped[] = {
		"TcpExtTCPACKSkippedSynRecv",  "TcpExtTCPACKSkippedPAWS",
		"TcpExtTCPACKSkippedSeq",      "TcpExtTCPACKSkippedFinWait2",
		"TcpExtTCPACKSkippedTimeWait", "TcpExtTCPACKSkippedChallenge",
	};
	struct counter_found c = counter_of(cs, "TcpExtTCPChallengeACK");

	k->challenges = c.found ? c.growth : 0;
	k->at = c.at;
	for (size_t i = 0; i < COUNT_OF(skipped); i++) {
		c = counter_of(cs, skipped[i]);
		if (!c.found || !c.growth)
			continue;
		if (!k->challenges && !k->skipped)
			k->at = c.at;
		k->skipped += c.growth;
	}
}

/* ss -i, twice: segments go in and out, and no byte of data with them. */
static void
gather_socks(const struct crux_case *cs, struct arena *a, struct storm *k)
{
	struct sock_seen seen;

	sock_seen_init(&seen, a);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i], *first;
		uint64_t out, in;

		if (!(s->has & SOCK_SEGS_OUT) || !(s->has & SOCK_SEGS_IN))
			continue;
		first = sock_seen_first(&seen, s);
		if (!first || s->bytes_acked != first->bytes_acked ||
		    s->bytes_received != first->bytes_received || s->segs_out < first->segs_out ||
		    s->segs_in < first->segs_in)
			continue;
		out = s->segs_out - first->segs_out;
		in = s->segs_in - first->segs_in;
		if (MIN(out, in) <= SPARE || MIN(out, in) * 2 < MAX(out, in) ||
		    out + in <= k->sock_acks)
			continue;
		k->sock = s;
		k->before = first;
		k->sock_acks = out + in;
	}
}

static double
judge(const struct storm *k)
{
	double not_sure = 1;
	uint64_t told = k->challenges + k->skipped;

	if (k->n) {
		not_sure *= 1 - 0.85 * ramp((double)k->most, SPARE, ACKS_MANY) *
					ramp(k->rate, RATE_LIMITED / 2, RATE_STORM);
		if (k->unacceptable > SPARE)
			not_sure *= 0.3;
	}
	if (k->sock)
		not_sure *= 1 - 0.7 * ramp((double)k->sock_acks, SPARE, ACKS_MANY);
	not_sure *= 1 - 0.6 * ramp((double)told, COUNTED_FEW, COUNTED_MANY);
	return 1 - not_sure;
}

static void
speak(const struct crux_case *cs, const struct storm *k, struct finding *f)
{
	if (k->n) {
		struct endpoint from = end_sender(&k->first), to = end_peer(&k->first);

		finding_say(f,
			    "%s and %s answer each other's ACKs: %s bare ACKs, %.0f a second, and "
			    "no data.",
			    say_endpoint(f, &from), say_endpoint(f, &to), say_count(f, k->most),
			    k->rate);
		finding_seen(f, k->first.view, 0,
			     "%s and %s bare ACKs, %s and %s segments of data: one answers the "
			     "other",
			     say_count(f, k->first.me->pure_acks),
			     say_count(f, k->first.peer->pure_acks),
			     say_count(f, k->first.me->data_packets),
			     say_count(f, k->first.peer->data_packets));
		if (k->unacceptable)
			finding_seen(f, k->first.view, 0,
				     "%s of them acknowledge what was never sent: the two hold "
				     "different numbers for one connection",
				     say_count(f, k->unacceptable));
	}
	if (k->sock) {
		int64_t apart_ns = sock_apart_ns(cs, k->before, k->sock);

		finding_at(f, k->sock->at,
			   "%s: %s segments out and %s in%s, and no byte acknowledged or received",
			   say_endpoint(f, &k->sock->peer),
			   say_count(f, k->sock->segs_out - k->before->segs_out),
			   say_count(f, k->sock->segs_in - k->before->segs_in),
			   apart_ns > 0 ? say(f, " within %s", say_time(f, apart_ns)) : "");
		if (!f->summary.n)
			finding_say(f,
				    "%s and %s answer each other's ACKs: %s segments between two "
				    "samples, and no data.",
				    say_endpoint(f, &k->sock->local),
				    say_endpoint(f, &k->sock->peer), say_count(f, k->sock_acks));
		if (!f->harm.connections)
			finding_harm_estimated(f, ns_to_s(apart_ns), 1, 0);
	}
	if (k->challenges || k->skipped)
		finding_at(f, k->at,
			   "TCPChallengeACK %s, and %s more held back by the rate limit "
			   "(TCPACKSkipped*)",
			   say_count(f, k->challenges), say_count(f, k->skipped));
	if (!f->summary.n)
		finding_say(f, "Segments that fit no connection were answered %s.",
			    say_things(f, k->challenges + k->skipped, "time", "times"));
}

static void
advise(const struct storm *k, struct finding *f)
{
	struct endpoint b = k->n      ? end_peer(&k->first)
			    : k->sock ? k->sock->peer
				      : (struct endpoint){ 0 };
	uint16_t port = b.port;

	finding_fix(f, SCOPE_SOCKET,
		    "End the connection at one end, then find who holds stale numbers: a NAT or "
		    "balancer that gave its four numbers away again, a restored machine, a forged "
		    "ACK.");
	finding_command(f, "end it (a kernel with CONFIG_INET_DIAG_DESTROY)",
			"ss -K dst %s dport = %u", b.port ? say_addr(f, &b.addr) : "PEER", port);
	finding_command(f, "on both ends at once: whose sequence numbers differ?",
			"tcpdump -nSi any -c 50 'host %s and port %u'",
			b.port ? say_addr(f, &b.addr) : "PEER", port);
	finding_command(f, "the limit that ends such a loop: 500 ms is the default, 0 is none",
			"sysctl -w net.ipv4.tcp_invalid_ratelimit=500");
	finding_command(f, "to keep it over a restart",
			"echo net.ipv4.tcp_invalid_ratelimit=500 > /etc/sysctl.d/90-acks.conf");
	finding_risk(f,
		     "ending it loses what the connection still had to carry: it carried nothing");
	finding_expect(f, "acks_per_second", k->n ? k->rate : NAN, 0,
		       "No bare ACKs without data between them; at worst two a second.");
	finding_verify(f,
		       "nstat -az | grep -e ChallengeACK -e ACKSkipped    # twice: stands still");
	finding_settle(f, "whether ACKs go back and forth without data",
		       "tcpdump -nSi any -c 200 'tcp[tcpflags] == tcp-ack and greater 40 and less "
		       "80'");
	finding_refuse(f, "Take it for loss of ACKs and tune buffers: every ACK arrives, that is "
			  "the trouble.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct storm k = { 0 };

	gather_wire(cs, &k, f);
	gather_counters(cs, &k);
	gather_socks(cs, f->arena, &k);
	finding_sure(f, judge(&k));
	if (f->confidence < 0.05) {
		f->confidence = 0;
		finding_not(f, f->id, "no two ends that answer each other's bare ACKs");
		return;
	}
	speak(cs, &k, f);
	advise(&k, f);
	finding_not(f, "ack-path-loss", "ACKs arrive and are answered: there are too many of them");
	finding_not(f, "random-loss-long-rtt", "there is no data that could be lost");
	finding_not(f, "keepalive-race", "no FIN is under way");
	finding_not(f, "dead-peer-timeout", "both ends answer, at once");
}

const struct rule rule_challenge_ack_storm = {
	.id = "challenge-ack-storm",
	.title = "two ends answer each other's ACKs",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS | WITNESS_SOCKETS,
	.explains = { "ack-path-loss", "half-open-peer", "application-limited" },
	.rivals = { "ack-path-loss", "random-loss-long-rtt", "keepalive-race",
		    "dead-peer-timeout" },
	.look = look,
};
