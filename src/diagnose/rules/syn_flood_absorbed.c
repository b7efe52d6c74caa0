/*
 * syn-flood-absorbed: spoofed SYNs, answered by cookies.
 *
 * A SYN cookie is a SYN-ACK whose sequence number carries what the server must
 * remember, so a SYN costs no memory (net/ipv4/syncookies.c). Senders of a flood
 * never see that SYN-ACK; real clients do, and their final ACK brings the cookie
 * back. So: many sent, few valid ones received. The kernel sends cookies only
 * while the queue of half-open requests is full; a full accept queue drops
 * instead, which is another incident.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/*
 * "Far above": a real client answers its SYN-ACK nine times in ten even on a
 * bad path, so ten unanswered cookies for one answered are no lost packets.
 */
#define SENT_PER_RECEIVED 10
/* A burst of real clients that gave up can leave a few; not a whole backlog. */
#define COOKIES_FEW 16
#define COOKIES_MANY 128 /* the smallest tcp_max_syn_backlog that Linux chooses */
/* Half-open connections without a sign of life, in packets: the same measure. */
#define HALF_OPEN_FEW 16
#define HALF_OPEN_MANY 128

struct flood {
	struct counter_found sent, received, failed, overflows, dropped;
	uint64_t sent_n, received_n;
	const struct log_line *log;
	uint64_t log_n;
};

static void
gather(const struct crux_case *cs, struct flood *fl)
{
	fl->sent = counter_of(cs, "TcpExtSyncookiesSent");
	fl->received = counter_of(cs, "TcpExtSyncookiesRecv");
	fl->failed = counter_of(cs, "TcpExtSyncookiesFailed");
	fl->overflows = counter_of(cs, "TcpExtListenOverflows");
	fl->dropped = counter_of(cs, "TcpExtTCPReqQFullDrop");
	fl->sent_n = fl->sent.found ? fl->sent.growth : 0;
	fl->received_n = fl->received.found ? fl->received.growth : 0;
	fl->log_n = log_count(cs, LOG_SYN_FLOOD, &fl->log);
	if (fl->log_n && !fl->log->says_cookies)
		fl->log_n = 0; /* "Dropping request": cookies are off */
}

static bool
judge_counters(const struct flood *fl, struct finding *f)
{
	if (fl->sent_n == 0)
		return false;
	if (fl->sent_n < SENT_PER_RECEIVED * fl->received_n) {
		finding_not(f, f->id, "SyncookiesSent %s against SyncookiesRecv %s: most came back",
			    say_count(f, fl->sent_n), say_count(f, fl->received_n));
		return false;
	}
	finding_sure(f, 0.35 + 0.6 * ramp((double)fl->sent_n, COOKIES_FEW, COOKIES_MANY));
	finding_at(f, fl->sent.at, "SyncookiesSent %s: SYNs answered without keeping any memory",
		   say_count(f, fl->sent_n));
	if (fl->received.found)
		finding_at(f, fl->received.at,
			   "SyncookiesRecv %s: real clients, whose final ACK brought a valid "
			   "cookie back",
			   say_count(f, fl->received_n));
	if (fl->failed.found)
		finding_at(f, fl->failed.at, "SyncookiesFailed %s: ACKs with a wrong cookie",
			   say_count(f, fl->failed.growth));
	return true;
}

/* The log line alone: cookies were sent, but nobody counted how many came back. */
static void
judge_log(const struct flood *fl, struct finding *f)
{
	if (!fl->log_n)
		return;
	finding_at(f, fl->log->at, "the kernel says that it sends cookies%s",
		   fl->log->port ? say(f, " on port %u", fl->log->port) : "");
	/* real clients that meet a full accept queue bring it about too */
	if (fl->sent_n == 0 && fl->overflows.growth == 0)
		finding_sure(f, 0.45);
}

/*
 * A full queue of half-open requests in ss: with cookies, as they are by default, the
 * rest is answered without a row. Without them it is another incident.
 */
static void
judge_socks(const struct crux_case *cs, const struct flood *fl, struct finding *f)
{
	struct origin at = { 0 };
	uint64_t n = case_sockets_in_state(cs, TCP_SYN_RECEIVED, &at);
	bool off = str_eq(str_trim(case_setting(cs, "net.ipv4.tcp_syncookies")), STR("0"));

	if (n < HALF_OPEN_FEW)
		return;
	finding_at(f, at, "%s sockets in SYN-RECV", say_count(f, n));
	if (!off && !fl->sent.found && fl->overflows.growth == 0)
		finding_sure(f, 0.4 * ramp((double)n, 0, 2 * HALF_OPEN_FEW));
}

struct on_wire {
	uint64_t half_open, silent, sources; /* of those that are kept */
	const struct view *view;	     /* the first silent one */
};

/*
 * SYN once, SYN-ACK sent, and never a word again: nobody is at that address, or somebody
 * who never asked, and says so with a RST.
 */
static bool
is_silent(const struct conn *c)
{
	return c->opening == OPENING_HALF && c->syns == 1 &&
	       c->half[C2S].packets <= 1 + c->half[C2S].resets;
}

/* The service with the most half-open connections that nobody retries. */
static void
count_wire(const struct crux_case *cs, const struct service *s, struct on_wire *w)
{
	struct flow fw = { 0 };

	while (flow_next(cs, &fw)) {
		const struct conn *c = fw.conn;

		if (c->server.port != s->server.port || !addr_eq(&c->server.addr, &s->server.addr))
			continue;
		if (is_silent(c) && w->silent++ == 0)
			w->view = fw.view;
		w->half_open += c->opening == OPENING_HALF;
	}
	w->sources = s->clients;
}

static const struct service *
most_half_open(const struct crux_case *cs)
{
	const struct service *most = NULL;

	for (size_t i = 0; i < cs->services.n; i++)
		if (!most || cs->services.v[i].half_open > most->half_open)
			most = &cs->services.v[i];
	return most;
}

static void
judge_wire(const struct crux_case *cs, const struct flood *fl, struct finding *f)
{
	const struct service *s = most_half_open(cs);
	struct on_wire w = { 0 };
	uint64_t silent;

	if (!s || s->half_open < HALF_OPEN_FEW)
		return;
	count_wire(cs, s, &w);
	/* of a crowd most are counted only: they fared like those that are kept */
	silent = w.half_open
			 ? (uint64_t)((double)s->half_open * (double)w.silent / (double)w.half_open)
			 : 0;
	/*
	 * A real client that misses its SYN-ACK sends the SYN again; spoofed ones
	 * come from many addresses and never do. SYNs that got no answer at all
	 * are dropped ones: cookies would have answered them.
	 */
	if (!w.view || silent < HALF_OPEN_FEW || silent < s->half_open / 2 ||
	    silent < SENT_PER_RECEIVED * s->done || s->unanswered > silent)
		return;
	finding_seen(f, w.view, w.view->conn->syn_packet,
		     "%s to %s answered by SYN-ACK and never heard of again, from %s; %s completed",
		     say_things(f, silent, "SYN", "SYNs"), say_endpoint(f, &s->server),
		     say_things(f, w.sources, "address", "addresses"), say_count(f, s->done));
	f->harm.connections = MAX(f->harm.connections, silent);
	/* packets do not show whether it was a cookie; that it was answered, they do */
	if (fl->dropped.growth == 0)
		finding_sure(f, 0.35 + 0.5 * ramp((double)silent, HALF_OPEN_FEW, HALF_OPEN_MANY));
}

static void
not_others(const struct crux_case *cs, const struct flood *fl, struct finding *f)
{
	if (fl->overflows.found && fl->overflows.growth == 0)
		finding_not(f, "accept-queue-overflow", "ListenOverflows 0: accept() keeps up");
	if (fl->dropped.found && fl->dropped.growth == 0)
		finding_not(f, "syn-backlog-full",
			    "TCPReqQFullDrop 0: no SYN was dropped, cookies answered them");
	else if (fl->sent_n)
		finding_not(f, "syn-backlog-full", "cookies are on: a full queue drops no SYN");
	if (!counter_growth(cs, "TcpExtTCPMemoryPressures"))
		finding_not(f, "memory-pressure",
			    "a cookie keeps no request in memory: what a real request must "
			    "remember is in the sequence number");
	finding_not(f, "close-wait-leak", "SYNs make no socket; none is left open by them");
	finding_not(f, "synack-lost",
		    "clients that miss a SYN-ACK repeat their SYN; these sources never do");
}

static void
speak(const struct flood *fl, struct finding *f)
{
	if (fl->sent_n)
		finding_say(
			f,
			"A SYN flood, and the server is safe: %s SYN cookies were sent, %s came "
			"back valid (the real clients), and no memory is held for the rest.",
			say_count(f, fl->sent_n),
			fl->received.found ? say_count(f, fl->received_n) : "an unknown number");
	else
		finding_say(f, "A SYN flood that SYN cookies absorb: no memory is held for SYNs "
			       "that nobody completes.");
	finding_fix(f, SCOPE_NETWORK,
		    "Leave SYN cookies on; have the flood filtered upstream if its rate hurts.");
	finding_command(f, "must say 1", "sysctl net.ipv4.tcp_syncookies");
	finding_risk(f, "connections made from a cookie without timestamps lose window scaling "
			"and SACK");
	finding_expect(f, NULL, NAN, NAN,
		       "Real clients keep connecting: a cookie is spent only when its final ACK "
		       "comes back, and that rebuilds the request.");
	finding_verify(f, "nstat -az TcpExtSyncookiesSent TcpExtSyncookiesRecv "
			  "TcpExtListenDrops    # twice, 10 s apart");
	finding_refuse(f, "Turn SYN cookies off: then the queue of half-open requests fills and "
			  "real SYNs are dropped.");
	finding_refuse(f, "A memory leak by half-open connections: a cookie's state is in the "
			  "sequence number of the SYN-ACK, not in memory.");
	finding_settle(f, "how many cookies came back: few is a flood, most are real clients",
		       "nstat -az TcpExtSyncookiesSent TcpExtSyncookiesRecv TcpExtListenOverflows");
	finding_settle(f, "sources and rate of the SYNs",
		       "tcpdump -nni any -c 2000 'tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn'");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct flood fl = { 0 };

	gather(cs, &fl);
	judge_counters(&fl, f);
	judge_log(&fl, f);
	judge_socks(cs, &fl, f);
	judge_wire(cs, &fl, f);
	if (fl.dropped.growth > 0) /* cookies answer instead of dropping: they are off */
		finding_doubt(f, 0.3);
	if (f->confidence <= 0) {
		if (fl.sent.found)
			finding_not(f, f->id, "SyncookiesSent 0: no cookie was needed");
		else if (cs->services.n)
			finding_not(f, f->id, "no crowd of half-open connections");
		return;
	}
	speak(&fl, f);
	not_others(cs, &fl, f);
	finding_harm_estimated(f, 0, 0, 0);
}

const struct rule rule_syn_flood_absorbed = {
	.id = "syn-flood-absorbed",
	.title = "a SYN flood that cookies absorb",
	.harm = HARM_HELD,
	.witnesses = WITNESS_COUNTERS | WITNESS_LOG | WITNESS_WIRE | WITNESS_SOCKETS,
	.rivals = { "syn-backlog-full", "accept-queue-overflow", "memory-pressure",
		    "close-wait-leak", "synack-lost" },
	.look = look,
};
