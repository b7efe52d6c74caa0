/*
 * pmtu-blackhole: full-size segments vanish, small ones pass.
 *
 * Somewhere on the way a link takes less than both ends believe, and the ICMP error
 * that would say so is filtered (RFC 2923, 2.1). The handshake and a request pass, the
 * first full segments never arrive, however often they are sent. A path that is gone
 * stops small packets, too, and as a rule not at the first full segment; so the signs
 * are that none of full size was ever acknowledged, and that small ones still pass.
 */
#include <string.h>

#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* Every IPv6 link takes 1280 bytes (RFC 8200, 5): with headers 1220 of payload. */
#define PAYLOAD_SURE 1220
/* No timer ends four times in a row by chance: 200 ms + 400 + 800 + 1600 of silence. */
#define TRIES_NO 1
#define TRIES_YES 3

struct hole {
	uint64_t segment_bytes; /* payload */
	uint64_t packet_bytes;	/* with all headers, of its IP version */
	uint64_t tries;
	bool small_pass; /* small packets were seen to pass while it was tried */
	bool reported;	 /* ICMP says so, and it is not heeded */
	uint16_t mtu;	 /* told by it; 0 not told */
	struct addr by;
};

static const struct icmp_seen *
too_big(const struct half *h)
{
	for (const struct icmp_seen *i = h->icmp; i; i = i->next)
		if (i->error == ICMP_TOO_BIG)
			return i;
	return NULL;
}

/* Data of one full segment or more has been acknowledged. */
static bool
full_size_passed(const struct half *h)
{
	return h->snd_una > h->isn64 + 1 + h->mss_seen;
}

/* What was captured on arrival did not vanish on the way. */
static bool
is_at_receiver(const struct conn *c, int dir)
{
	return c->vantage == (dir == C2S ? VANTAGE_SERVER : VANTAGE_CLIENT);
}

/* RFC 9293: 20 bytes of TCP, 12 more with time stamps; 20 of IPv4, 40 of IPv6. */
static uint64_t
packet_bytes(const struct addr *a, uint64_t payload_bytes, bool timestamps)
{
	return payload_bytes + (timestamps ? 32 : 20) + (addr_is_v4(a) ? 20 : 40);
}

static bool
of_half(const struct conn *c, int dir, struct hole *ret)
{
	const struct half *me = &c->half[dir], *peer = &c->half[dir == C2S ? S2C : C2S];
	const struct icmp_seen *icmp = too_big(me);

	if (c->opening != OPENING_DONE || is_at_receiver(c, dir) || !me->full_segments ||
	    me->mss_seen <= 536 || full_size_passed(me) || !me->rto_backoff_max)
		return false;
	*ret = (struct hole){
		.segment_bytes = me->mss_seen,
		.packet_bytes = packet_bytes(&c->server.addr, me->mss_seen,
					     me->timestamps && peer->timestamps),
		.tries = me->rto_backoff_max,
		/* the tail of the flight arrived, or the other side still talks */
		.small_pass = peer->sack_blocks || peer->duplicate_acks ||
			      (peer->last_send_ns != TIME_NONE && me->first_data_ns != TIME_NONE &&
			       peer->last_send_ns > me->first_data_ns + 2 * me->rto_ns),
		.reported = icmp != NULL,
	};
	if (icmp) {
		ret->mtu = icmp->mtu;
		ret->by = icmp->from;
	}
	return true;
}

static double
judge_half(const struct conn *c, const struct hole *h)
{
	double sure = 0.72 * ramp((double)h->tries, TRIES_NO, TRIES_YES);

	if (h->small_pass)
		sure = MAX(sure, 0.9 * ramp((double)h->tries, 0, TRIES_YES));
	if (h->reported)
		sure = 0.93;
	/* nothing between has to take less than that */
	if (h->segment_bytes <= PAYLOAD_SURE)
		sure *= 0.5;
	return c->handshake == HANDSHAKE_FULL ? sure : 0.7 * sure;
}

static void
advise(const struct endpoint *from, const struct endpoint *to, uint16_t mtu, uint64_t packet,
       struct finding *f)
{
	const char *peer = to ? say_addr(f, &to->addr) : "PEER";
	bool v6 = to && !addr_is_v4(&to->addr);
	unsigned headers = v6 ? 48 : 28; /* of ping: IP and ICMP */
	const char *size = mtu ? say(f, "%u", mtu) : "SIZE";

	finding_fix(f, SCOPE_NETWORK,
		    "Let ICMP \"%s through to %s, or clamp the MSS where the small link begins.",
		    v6 ? "packet too big\" (type 2)" : "fragmentation needed\" (type 3 code 4)",
		    from ? say_addr(f, &from->addr) : "the sender");
	finding_command(
		f,
		mtu ? "at the sender, this peer only; keep the route's other words"
		    : "at the sender, this peer only; SIZE is the largest packet that passes",
		"ip route replace %s via GATEWAY dev DEV mtu lock %s", peer, size);
	finding_command(f, "at the sender, new sockets: find the size without ICMP (RFC 4821)",
			"sysctl -w net.ipv4.tcp_mtu_probing=1");
	finding_command(f, "and after a reboot",
			"echo net.ipv4.tcp_mtu_probing=1 > /etc/sysctl.d/90-mtu.conf && sysctl "
			"--system");
	finding_command(f, "on the router in front of the small link",
			"%s -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS "
			"--clamp-mss-to-pmtu",
			v6 ? "ip6tables" : "iptables");
	finding_command(
		f, "on every filter on the way back",
		v6 ? "ip6tables -I FORWARD -p icmpv6 --icmpv6-type packet-too-big -j ACCEPT"
		   : "iptables -I FORWARD -p icmp --icmp-type fragmentation-needed -j ACCEPT");
	finding_risk(f,
		     "a clamped MSS costs a percent or two of header bytes; new connections only");
	finding_verify(f, "ss -tin dst %s    # bytes_acked grows, retrans stands still", peer);
	finding_settle(
		f,
		"no answer at that size, one at a smaller: the largest that passes is the path's",
		"ping -M do -s %u -c 3 %s; tracepath -n %s",
		(unsigned)((packet ? packet : 1500) - headers), peer, peer);
	finding_refuse(
		f, "Blame the server for being slow: it has answered, and the answer is too large "
		   "for the path.");
	finding_refuse(f, "Lower the MTU of all hosts: one link is small; clamp there.");
}

static void
say_half(const struct view *v, int dir, const struct hole *h, struct finding *f)
{
	const struct conn *c = v->conn;
	const struct half *me = &c->half[dir];
	const struct endpoint *from = dir == C2S ? &c->client : &c->server;
	const struct endpoint *to = dir == C2S ? &c->server : &c->client;

	finding_say(
		f,
		"Full-size segments from %s to %s vanish while small ones pass: %llu bytes were sent "
		"%llu times over and never acknowledged.",
		say_endpoint(f, from), say_endpoint(f, to), (unsigned long long)h->segment_bytes,
		(unsigned long long)h->tries + 1);
	finding_seen(f, v, c->syn_packet, "the handshake passed, and %s of small data",
		     say_bytes(f,
			       (double)(c->half[dir == C2S ? S2C : C2S].unique_bytes +
					(me->snd_una > me->isn64 + 1 ? me->snd_una - me->isn64 - 1
								     : 0))));
	finding_seen(
		f, v, me->last_packet,
		"segments of %llu bytes: none acknowledged, %s out, %s by timer, the last after %s",
		(unsigned long long)h->segment_bytes, say_bytes(f, (double)me->flight_max_bytes),
		say_things(f, me->retransmissions, "repeat", "repeats"),
		say_time(f, me->last_send_ns - me->first_data_ns));
	if (h->reported)
		finding_seen(
			f, v, too_big(me)->first_packet,
			"ICMP from %s says that %s bytes are the most, and the sender goes on: the "
			"error does not reach it, or is filtered on that host",
			say_addr(f, &h->by), h->mtu ? say(f, "%u", h->mtu) : "fewer");
	finding_not(f, "syn-blackholed", "the handshake passed");
	finding_not(f, "random-loss-long-rtt", "not some but all segments of full size are lost");
	finding_not(f, "dead-peer-timeout",
		    h->small_pass
			    ? "small packets still pass"
			    : "it stops at the first full-size segment, a moment after small ones "
			      "passed");
	finding_not(f, "zero-window-stall", "the window was open: %s",
		    say_bytes(f, (double)c->half[dir == C2S ? S2C : C2S].window_bytes));
	finding_not(f, "server-think-time", "what is waited for was sent %s times",
		    say_count(f, h->tries + 1));
	advise(from, to, h->mtu, h->packet_bytes, f);
	finding_expect(
		f, NULL, NAN, NAN,
		"The answer arrives one round trip (%s) after it is sent, in smaller segments.",
		say_time(f, c->handshake_ack_ns != TIME_NONE && c->syn_ns != TIME_NONE
				    ? c->handshake_ack_ns - c->syn_ns
				    : 0));
}

/*
 * The same way, by another connection or another capture: full size passed, or was
 * captured at the other end. Asked for the best candidates only.
 */
static bool
passes_elsewhere(const struct crux_case *cs, const struct view *v, int dir)
{
	const struct conn *c = v->conn;
	const struct addr *from = dir == C2S ? &c->client.addr : &c->server.addr;
	const struct addr *to = dir == C2S ? &c->server.addr : &c->client.addr;

	for (size_t i = 0; i < cs->views.n; i++) {
		const struct conn *o = cs->views.v[i].conn;

		for (int d = C2S; d <= S2C; d++) {
			const struct half *h = &o->half[d];

			if (!h->full_segments || h->mss_seen < c->half[dir].mss_seen ||
			    memcmp(d == C2S ? &o->client.addr : &o->server.addr, from,
				   sizeof *from) ||
			    memcmp(d == C2S ? &o->server.addr : &o->client.addr, to, sizeof *to))
				continue;
			if (full_size_passed(h) || is_at_receiver(o, d))
				return true;
		}
	}
	return false;
}

static void
count_harm(const struct crux_case *cs, struct finding *f)
{
	struct hole h;

	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		for (int dir = C2S; dir <= S2C; dir++)
			if (of_half(v->conn, dir, &h) && judge_half(v->conn, &h) >= 0.5)
				finding_harm(f, v,
					     ns_to_s(v->conn->ledger.ns[ACCOUNT_RTO] +
						     v->conn->ledger.ns[ACCOUNT_LOSS_RECOVERY]),
					     v->conn->half[dir].unique_bytes);
	}
}

/* By both directions: the one that is stuck is seldom the heavier by what was acknowledged. */
static void
look_wire(const struct crux_case *cs, struct finding *f)
{
	const struct view *best = NULL;
	struct hole h, best_hole = { 0 };
	double best_sure = 0;
	int best_dir = 0;

	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		for (int dir = C2S; dir <= S2C; dir++) {
			double sure;

			if (!of_half(v->conn, dir, &h))
				continue;
			sure = judge_half(v->conn, &h);
			if (sure <= best_sure || passes_elsewhere(cs, v, dir))
				continue;
			best = v;
			best_dir = dir;
			best_hole = h;
			best_sure = sure;
		}
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	if (best_sure >= 0.5)
		count_harm(cs, f);
	say_half(best, best_dir, &best_hole, f);
}

static double
judge_sock(const struct sock *s)
{
	bool acked = (s->has & SOCK_BYTES_ACKED) && s->bytes_acked > s->mss;
	/* waits to be acknowledged, or to be sent: a full segment at least */
	bool full = s->has_queues ? s->send_q >= s->mss : s->unacked > 1;

	if (s->state == TCP_SYN_SENT || s->state == TCP_SYN_RECEIVED || !(s->has & SOCK_MSS) ||
	    s->mss <= 536 || !(s->has & SOCK_UNACKED) || !s->unacked || acked || !full ||
	    s->backoff < 2)
		return 0;
	/* rows of kernels before 4.x do not tell what was acknowledged */
	if (!(s->has & (SOCK_BYTES_SENT | SOCK_BYTES_ACKED | SOCK_BYTES_RECEIVED)))
		return 0.2;
	return 0.6 * ramp(s->backoff, TRIES_NO, TRIES_YES) * (s->mss <= PAYLOAD_SURE ? 0.5 : 1) *
	       ((s->has & SOCK_BYTES_RECEIVED) && s->bytes_received ? 1 : 0.8);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	double best_sure = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(&cs->socks.v[i]);

		if (sure <= best_sure)
			continue;
		best = &cs->socks.v[i];
		best_sure = sure;
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	finding_at(
		f, best->at,
		"%u segments of up to %u bytes out, backoff %u, %s: nothing of full size was ever "
		"acknowledged, %s were received",
		best->unacked, best->mss, best->backoff,
		say_things(f, best->retrans_total, "repeat", "repeats"),
		say_bytes(f, (double)best->bytes_received));
	if (f->summary.n)
		return;
	finding_say(
		f,
		"Full-size segments to %s do not arrive: since the handshake none of %u bytes was "
		"acknowledged.",
		say_endpoint(f, &best->peer), best->mss);
	finding_not(f, "syn-blackholed", "the connection is established");
	advise(&best->local, &best->peer, 0, packet_bytes(&best->peer.addr, best->mss, best->ts),
	       f);
	finding_expect(f, NULL, NAN, NAN, "bytes_acked grows, in smaller segments.");
	finding_harm_estimated(f, (best->has & SOCK_BUSY) ? ns_to_s(best->busy_ns) : 0, 1,
			       best->bytes_sent);
}

static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found found = counter_of(cs, "TcpExtTCPMTUPSuccess");
	struct counter_found fail = counter_of(cs, "TcpExtTCPMTUPFail");

	if (fail.growth) {
		/* a probe that asks for too much fails as it should: more than find something is odd */
		finding_sure(f, growth_is_recent(cs, &fail) && fail.growth > 2 * found.growth
					? 0.4
					: 0.15);
		finding_at(f, fail.at, "TCPMTUPFail %s: probes for the path's size were lost",
			   say_count(f, fail.growth));
	}
	if (found.growth) {
		finding_at(f, found.at, "TCPMTUPSuccess %s: the size was found by probing",
			   say_count(f, found.growth));
	}
	if (f->confidence <= 0 || f->summary.n)
		return;
	finding_say(
		f,
		"Probes for the path's packet size fail: some path takes less than its ends think.");
	advise(NULL, NULL, 0, 0, f);
	finding_expect(f, NULL, NAN, NAN, "Full segments of the path's size pass.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_wire(cs, f);
	look_socks(cs, f);
	look_counters(cs, f);
	if (f->confidence <= 0)
		finding_not(
			f, "pmtu-blackhole",
			"no connection whose full-size segments were sent over and over and never "
			"acknowledged");
}

const struct rule rule_pmtu_blackhole = {
	.id = "pmtu-blackhole",
	.title = "full-size segments vanish, small ones pass",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.explains = { "dead-peer-timeout", "tail-loss-rto", "server-think-time" },
	.rivals = { "syn-blackholed", "random-loss-long-rtt", "dead-peer-timeout",
		    "server-think-time", "zero-window-stall" },
	.look = look,
};
