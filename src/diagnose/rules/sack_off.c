/*
 * sack-off: no selective acknowledgements.
 *
 * Without SACK a sender learns of one hole at a time: NewReno repairs one segment a
 * round trip (RFC 6582), so a flight with twenty holes takes twenty. The handshake
 * says whether it was agreed (RFC 2018, 2): both ends have to permit it. What it
 * costs is the time in recovery; without losses it costs nothing, and is only said.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/* One loss without SACK is repaired as quickly as with it; several are the sign. */
#define REPAIRS_NO 1
#define REPAIRS_YES 4
/* Share of the connection's life in repairs: felt from a twentieth on. */
#define SHARE_NO 0.01
#define SHARE_YES 0.05
/* Of a row of ss: a segment in a thousand is weather. */
#define ROW_LOSS_NO 0.0005
#define ROW_LOSS_YES 0.005

struct missing {
	bool from_client, from_server; /* whose SYN or SYN-ACK lacks the option */
};

/* True when both steps were seen and SACK was not agreed. */
static bool
not_agreed(const struct conn *c, struct missing *ret)
{
	const struct half *client = &c->half[C2S], *server = &c->half[S2C];

	/* who never finished the handshake has no data to repair: a flood's SYNs are bare */
	if (!client->options_known || !server->options_known || c->opening != OPENING_DONE)
		return false;
	ret->from_client = !client->sack_ok;
	ret->from_server = client->sack_ok && !server->sack_ok;
	return ret->from_client || ret->from_server;
}

/*
 * A SYN-ACK made from a SYN cookie without time stamps has lost all options that the
 * SYN had: that has another cause than a switch.
 */
static bool
all_options_gone(const struct conn *c)
{
	const struct half *client = &c->half[C2S], *server = &c->half[S2C];

	return client->sack_ok && client->have_wscale && !server->sack_ok && !server->have_wscale &&
	       !server->timestamps;
}

static double
repair_seconds(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_LOSS_RECOVERY) + flow_seconds(w, ACCOUNT_RTO);
}

static double
judge_flow(const struct flow *w)
{
	double share = flow_share(w, ACCOUNT_LOSS_RECOVERY) + flow_share(w, ACCOUNT_RTO);
	struct missing m;

	if (!not_agreed(w->conn, &m))
		return 0;
	return (0.3 + 0.65 * ramp((double)w->me->loss.segments, REPAIRS_NO, REPAIRS_YES) *
			      ramp(share, SHARE_NO, SHARE_YES)) *
	       (all_options_gone(w->conn) ? 0.6 : 1);
}

static void
advise(const char *who, const struct endpoint *peer, struct finding *f)
{
	finding_fix(f, SCOPE_HOST,
		    "Turn SACK on at %s; if it is on there, find the device that takes "
		    "the option out of the SYN.",
		    who);
	finding_command(f, "at that host, for new connections", "sysctl -w net.ipv4.tcp_sack=1");
	finding_command(f, "and after a reboot",
			"echo net.ipv4.tcp_sack=1 > /etc/sysctl.d/90-sack.conf && sysctl --system");
	finding_command(
		f,
		"if it is 1 already: the same SYN at both ends; what one sends and the other "
		"lacks was taken out on the way",
		peer ? "tcpdump -nvi any 'tcp[tcpflags] & tcp-syn != 0 and host %s'"
		     : "tcpdump -nvi any 'tcp[tcpflags] & tcp-syn != 0'%s",
		peer ? say_addr(f, &peer->addr) : "");
	finding_risk(f, "none on kernels of the last years; SACK was turned off by hand against "
			"CVE-2019-11477 (fixed in 2019): update the kernel instead");
	finding_verify(f, "ss -tin%s%s    # new connections show the word sack",
		       peer ? " dst " : "", peer ? say_addr(f, &peer->addr) : "");
	finding_verify(
		f, "nstat -az TcpExtTCPRenoRecovery TcpExtTCPSackRecovery    # the first stands "
		   "still, the second counts");
	finding_settle(f, "1: a device takes the option out; 0: this is it",
		       "sysctl net.ipv4.tcp_sack"
		       "    # at both ends");
	finding_refuse(
		f, "Turn time stamps or window scaling off as well: each of them helps recovery.");
}

static void
say_flow(const struct flow *w, const struct missing *m, struct finding *f)
{
	const struct conn *c = w->conn;
	const struct loss_stats *ls = &w->me->loss;
	const struct endpoint *who = m->from_client ? &c->client : &c->server;
	struct endpoint to = flow_receiver(w);

	finding_say(
		f,
		"SACK is off: %s did not permit it, so each lost segment towards %s costs a round "
		"trip of its own.",
		say_endpoint(f, who), say_endpoint(f, &to));
	finding_seen(f, w->view, m->from_client ? c->syn_packet : c->syn_ack_packet,
		     m->from_client ? "the SYN has no SACK-permitted option"
				    : "the SYN permits SACK, the SYN-ACK does not");
	if (ls->events)
		finding_seen(
			f, w->view, flow_packet(w, ACCOUNT_LOSS_RECOVERY),
			"%s repaired in %s, %s in all (the largest: %s); the path's round trip is "
			"%s",
			say_things(f, ls->segments, "segment was", "segments were"),
			say_things(f, ls->events, "recovery", "recoveries"),
			say(f, "%.2f s", repair_seconds(w)),
			say_things(f, ls->largest_event, "segment", "segments"),
			say_time(f, flow_path_rtt_ns(w)));
	finding_not(f, "receive-window-limited", "the window was the limit for %s of the time",
		    say_percent(f, flow_share(w, ACCOUNT_RECEIVE_WINDOW)));
	finding_not(f, "policer", "%s",
		    ls->adjacent * 3 > ls->segments
			    ? "losses come in runs; without SACK each of them costs a round trip"
			    : "losses come singly");
	advise(say_addr(f, &who->addr), &to, f);
	finding_expect(f, "recovery_s", repair_seconds(w), NAN,
		       "A recovery takes one round trip (%s) whatever the number of holes; now the "
		       "repairs took %.2f s.",
		       say_time(f, flow_path_rtt_ns(w)), repair_seconds(w));
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	struct missing m, best_missing = { 0 };
	double best_sure = 0;

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, repair_seconds(&w), w.me->retransmitted_bytes);
		if (sure <= best_sure || !not_agreed(w.conn, &m))
			continue;
		best = w;
		best_missing = m;
		best_sure = sure;
	}
	if (best_sure <= 0)
		return;
	finding_sure(f, best_sure);
	say_flow(&best, &best_missing, f);
}

static bool
is_zero(struct str value)
{
	return str_eq(value, STR("0"));
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	double best_sure = 0;
	uint64_t rows = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		double sure;

		/* ss prints "ts sack" where they were agreed; without "ts" it may have been cut off */
		if (!s->has_options || s->sack || !s->ts || s->state == TCP_LISTEN ||
		    !(s->has & SOCK_WSCALE) || !(s->has & SOCK_CWND))
			continue;
		rows++;
		sure = 0.25 + 0.55 * ramp(sock_loss_rate(s), ROW_LOSS_NO, ROW_LOSS_YES) *
				      ramp((double)s->retrans_total, REPAIRS_NO, REPAIRS_YES);

		if (sure <= best_sure)
			continue;
		best = s;
		best_sure = sure;
	}
	if (!best)
		return;
	finding_sure(f, best_sure);
	finding_at(f, best->at, "%s without sack; %s retransmissions in about %.0f segments here",
		   say_things(f, rows, "connection", "connections"),
		   say_count(f, best->retrans_total), sock_segments(best));
	if (f->summary.n)
		return;
	finding_say(f, "SACK is off on the connection to %s: each lost segment costs a round trip.",
		    say_endpoint(f, &best->peer));
	advise("both ends", &best->peer, f);
	finding_expect(f, NULL, NAN, NAN,
		       "A recovery takes one round trip whatever the number of holes.");
	finding_harm_estimated(
		f, (best->has & SOCK_RTT) ? (double)best->retrans_total * ns_to_s(best->rtt_ns) : 0,
		1, best->bytes_retrans);
}

/* Recoveries of the kernel are of two kinds, and counted apart. */
static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found reno = counter_of(cs, "TcpExtTCPRenoRecovery");
	uint64_t sack = counter_growth(cs, "TcpExtTCPSackRecovery");
	struct str setting = case_setting(cs, "net.ipv4.tcp_sack");

	if (setting.n && is_zero(setting)) {
		finding_sure(f, reno.growth ? 0.9 : 0.3);
		for (size_t i = 0; i < cs->settings.n; i++)
			if (str_eq(cs->settings.v[i].name, STR("net.ipv4.tcp_sack")))
				finding_at(f, cs->settings.v[i].at,
					   "net.ipv4.tcp_sack = 0 on this host");
	}
	if (!reno.found || !reno.growth)
		return;
	finding_sure(f,
		     (growth_is_recent(cs, &reno) ? 1 : 0.6) *
			     (0.2 + 0.55 * ramp((double)reno.growth, REPAIRS_NO, REPAIRS_YES) *
					    ramp((double)reno.growth / (double)(reno.growth + sack),
						 0.1, 0.5)));
	finding_at(f, reno.at, "TCPRenoRecovery %s, TCPSackRecovery %s: %s repaired without SACK",
		   say_count(f, reno.growth), say_count(f, sack),
		   sack ? "a part of the losses was" : "all losses were");
	if (f->summary.n)
		return;
	finding_say(f, "This host repairs losses without SACK, one a round trip: %s of that kind.",
		    say_things(f, reno.growth, "recovery", "recoveries"));
	advise("both ends", NULL, f);
	finding_expect(f, NULL, NAN, NAN,
		       "A recovery takes one round trip whatever the number of holes.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	look_counters(cs, f);
	if (f->confidence <= 0)
		finding_not(f, "sack-off",
			    "SACK was agreed wherever the evidence shows a handshake");
	else if (!f->fix.action.n)
		advise("both ends", NULL, f);
}

const struct rule rule_sack_off = {
	.id = "sack-off",
	.title = "selective acknowledgements are off",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.explains = { "random-loss-long-rtt", "tail-loss-rto" },
	.rivals = { "random-loss-long-rtt", "receive-window-limited", "policer", "bufferbloat" },
	.look = look,
};
