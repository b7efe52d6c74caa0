/*
 * fastopen-blackhole: SYNs with Fast Open are dropped on the way, plain ones pass.
 *
 * RFC 7413, 7.3 and 4.1.3.1: some devices drop a SYN that carries data or an option
 * they do not know. The client waits a whole initial RTO of 1 s, and sends a SYN without
 * both, which is answered in one round trip. So each connection opens a second late.
 * Linux counts such as TCPFastOpenActiveFail, and in some cases pauses Fast Open for
 * all (TCPFastOpenBlackhole); a server that merely does not take the data answers the
 * first SYN, and costs nothing.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define MANY 4
/* Chance loss takes plain SYNs, too: so much more often must it be those with Fast Open. */
#define SHARE_SOME 0.1
#define SHARE_MANY 0.5

struct hole {
	const struct view *first;
	uint64_t lost, tried, plain, plain_lost, missing;
	double waited_s;
	int64_t rtt_ns;
	struct counter_found failed, paused, active, again;
};

/* The SYN with the option is repeated without it, and that one is answered. */
static bool
is_lost(const struct conn *c)
{
	return c->syns_fastopen && c->syns_plain && c->syn_ack_ns != TIME_NONE &&
	       c->syn_ack_ns >= c->last_syn_ns;
}

static void
take(struct hole *h, const struct opened *o, struct finding *f)
{
	const struct conn *c = o->client->conn;
	const struct conn *server = o->server->conn;
	double waited_s = ns_to_s(c->last_syn_ns - c->syn_ns);

	h->lost++;
	/* the other capture has the plain SYN alone */
	h->missing += server != c && !server->syns_fastopen && server->syns;
	h->waited_s += waited_s;
	h->rtt_ns = c->syn_ack_ns - c->last_syn_ns;
	finding_harm(f, o->client, waited_s, 0);
	if (!h->first)
		h->first = o->client;
}

static void
gather(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	struct opened o = { 0 };

	while (opened_next(cs, &o)) {
		const struct conn *c = o.client->conn;

		h->tried += c->syns_fastopen > 0;
		h->plain += c->syns && !c->syns_fastopen;
		h->plain_lost += c->syns > 1 && !c->syns_fastopen;
		if (is_lost(c))
			take(h, &o, f);
	}
}

static void
judge_wire(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	const struct conn *c;
	double share, plain;

	gather(cs, h, f);
	if (!h->lost)
		return;
	c = h->first->conn;
	share = (double)h->lost / (double)h->tried;
	plain = h->plain ? (double)h->plain_lost / (double)h->plain : 0;
	finding_seen(f, h->first, c->syn_packet,
		     "a SYN with Fast Open%s got no answer; sent again without it after %s, it was "
		     "answered in %s: %s of %s so",
		     c->syn_data_bytes ? say(f, " and %u bytes of data", c->syn_data_bytes) : "",
		     say_time(f, c->last_syn_ns - c->syn_ns), say_time(f, h->rtt_ns),
		     say_count(f, h->lost),
		     say_things(f, h->tried, "with Fast Open", "with Fast Open"));
	if (h->missing)
		finding_seen(f, h->first, c->syn_packet,
			     "another capture has the plain SYNs alone: %s with Fast Open are lost "
			     "before it",
			     say_count(f, h->missing));
	finding_sure(f, (0.3 + 0.55 * ramp((double)h->lost, 1, MANY) + (h->missing ? 0.15 : 0)) *
				ramp(share - plain, 0, SHARE_SOME));
}

static void
judge_counters(const struct crux_case *cs, struct hole *h, struct finding *f)
{
	double share;

	h->failed = counter_of(cs, "TcpExtTCPFastOpenActiveFail");
	h->paused = counter_of(cs, "TcpExtTCPFastOpenBlackhole");
	h->active = counter_of(cs, "TcpExtTCPFastOpenActive");
	h->again = counter_of(cs, "TcpExtTCPSynRetrans");
	if (h->paused.growth) {
		finding_at(f, h->paused.at,
			   "TCPFastOpenBlackhole %s: the kernel paused Fast Open for it",
			   say_count(f, h->paused.growth));
		finding_sure(f, 0.85);
	}
	if (!h->failed.growth)
		return;
	share = (double)h->failed.growth / (double)(h->failed.growth + h->active.growth);
	finding_at(f, h->failed.at, "TCPFastOpenActiveFail %s%s: SYNs with Fast Open that failed",
		   say_count(f, h->failed.growth),
		   h->again.growth ? say(f, ", TCPSynRetrans %s", say_count(f, h->again.growth))
				   : "");
	/* without a SYN sent again the server was asked and did not take it */
	if (h->again.found && h->again.growth < h->failed.growth) {
		finding_doubt(f, h->lost ? 0.7 : 0.3);
		finding_sure(f, 0.2);
		return;
	}
	finding_sure(f, 0.35 + (h->again.found ? 0.4 : 0.1) * ramp(share, SHARE_SOME, SHARE_MANY) *
					ramp((double)h->failed.growth, 0, MANY));
	if (h->lost)
		finding_sure(f, 0.9);
}

/* --- words --- */

static void
say_fix(const struct crux_case *cs, struct finding *f)
{
	uint64_t now = setting_u64(cs, "net.ipv4.tcp_fastopen", 1);

	finding_fix(f, SCOPE_SOCKET,
		    "Leave Fast Open out on that path: in the program, or let the kernel's "
		    "blackhole timer pause it; then have the device repaired.");
	finding_command(
		f, "in the program that connects: no MSG_FASTOPEN, and",
		"setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &(int){ 0 }, sizeof(int))");
	finding_command(f, "let the kernel pause it for an hour once it fails; 0 never does",
			"sysctl -w net.ipv4.tcp_fastopen_blackhole_timeout_sec=3600");
	finding_command(f, "for all clients on this host; bit 1 is the client's",
			"sysctl -w net.ipv4.tcp_fastopen=%llu",
			(unsigned long long)(now & ~UINT64_C(1)));
	finding_command(f, "for good",
			"echo 'net.ipv4.tcp_fastopen = %llu' > /etc/sysctl.d/60-fastopen.conf",
			(unsigned long long)(now & ~UINT64_C(1)));
	finding_risk(f, "without Fast Open each new connection takes one round trip more than it "
			"could");
}

static void
say_more(const struct hole *h, struct finding *f)
{
	double now_s = h->lost ? h->waited_s / (double)h->lost : 1;

	if (h->lost)
		finding_expect(f, "connect_seconds", now_s + ns_to_s(h->rtt_ns), ns_to_s(h->rtt_ns),
			       "Connections open in one round trip (%s) instead of after %s.",
			       say_time(f, h->rtt_ns),
			       say_time(f, (int64_t)(now_s * NS_PER_S) + h->rtt_ns));
	else
		finding_expect(f, NULL, NAN, NAN,
			       "Connections open in one round trip instead of after 1 s.");
	finding_verify(f,
		       "nstat -az TcpExtTCPFastOpenActiveFail TcpExtTCPSynRetrans    # twice: both "
		       "stand");
	if (h->first)
		finding_settle(
			f, "at the server: do SYNs with data or the option arrive?",
			"tcpdump -nni any -v 'src host %s and tcp port %u and tcp[tcpflags] == "
			"tcp-syn'",
			say_addr(f, &h->first->conn->client.addr), h->first->conn->server.port);
	else
		finding_settle(f, "a SYN with tfo that is sent again without",
			       "tcpdump -nni any -v 'tcp[tcpflags] == tcp-syn'");
	finding_refuse(f, "Lower the initial RTO or tcp_syn_retries: the first SYN is still lost, "
			  "every time.");
}

static void
not_others(const struct hole *h, struct finding *f)
{
	finding_not(f, "syn-blackholed", "the same SYN without Fast Open is answered at once");
	finding_not(f, "synack-lost", "the first answer to a plain SYN arrives");
	finding_not(f, "server-think-time", "the second passes before the connection is made");
	if (h->lost > 1 && !h->plain_lost)
		finding_not(f, "random-loss-long-rtt", "no plain SYN was lost");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct hole h = { 0 };

	judge_wire(cs, &h, f);
	judge_counters(cs, &h, f);
	if (f->confidence <= 0) {
		if (h.tried)
			finding_not(f, f->id,
				    "%s with Fast Open, none had to be sent again without",
				    say_things(f, h.tried, "SYN", "SYNs"));
		else if (cs->views.n || h.failed.found)
			finding_not(f, f->id, "nobody tried Fast Open");
		return;
	}
	if (h.lost)
		finding_say(f,
			    "SYNs with Fast Open vanish on the way to %s: %s of %s had to be sent "
			    "again without, and waited %s each.",
			    say_endpoint(f, &h.first->conn->server), say_count(f, h.lost),
			    say_count(f, h.tried),
			    say_time(f, (int64_t)(h.waited_s / (double)h.lost * NS_PER_S)));
	else
		finding_say(f, "SYNs with Fast Open vanish on the way: %s failed.",
			    say_count(f, MAX(h.failed.growth, h.paused.growth)));
	say_fix(cs, f);
	say_more(&h, f);
	not_others(&h, f);
	if (!h.lost)
		finding_harm_estimated(f, (double)h.failed.growth, h.failed.growth, 0);
}

const struct rule rule_fastopen_blackhole = {
	.id = "fastopen-blackhole",
	.title = "SYNs with Fast Open are dropped on the way",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "syn-blackholed", "accept-queue-overflow", "server-think-time",
		      "connection-churn" },
	.rivals = { "syn-blackholed", "synack-lost", "server-think-time", "random-loss-long-rtt" },
	.look = look,
};
