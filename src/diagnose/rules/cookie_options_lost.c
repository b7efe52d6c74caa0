/*
 * cookie-options-lost: a connection made from a SYN cookie has no window scale, no SACK.
 *
 * A cookie keeps the MSS in the sequence number of the SYN-ACK, and what else was agreed
 * in its time stamp (net/ipv4/syncookies.c, cookie_timestamp). A client that sends no
 * time stamps gets a SYN-ACK with the MSS alone: 64 KB at most in flight, one repair a
 * round trip, as long as the connection lives. A device that strips options does so
 * always; a cookie only while the queue of half-open requests is full.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define HALF_OPEN_FEW 16 /* as many as syn-flood-absorbed asks for */
#define BARE_MANY 4
#define ROW_BYTES_MIN 100000 /* a connection that 64 KB can hold up */

struct bare {
	const struct view *worst; /* held the longest by its window */
	uint64_t n, whole;	  /* whole: answered with what they asked for, by the same server */
	double held_s, worst_s;
	bool flooded; /* on the wire */
	const struct sock *row;
	struct counter_found sent, received;
	const struct log_line *log;
};

/* Asked for window scale and SACK, without time stamps; answered with neither. */
static bool
is_bare(const struct conn *c)
{
	const struct half *client = &c->half[C2S], *server = &c->half[S2C];

	return c->syns && c->syn_acks && client->options_known && server->options_known &&
	       client->have_wscale && client->sack_ok && !client->timestamps &&
	       !server->have_wscale && !server->sack_ok && !server->timestamps;
}

static bool
is_whole(const struct conn *c)
{
	return c->syns && c->syn_acks && c->half[C2S].have_wscale && c->half[S2C].have_wscale;
}

static void
gather_wire(const struct crux_case *cs, struct bare *b, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		double held_s;

		if (is_whole(w.conn))
			b->whole++;
		if (!is_bare(w.conn) || w.conn->opening != OPENING_DONE)
			continue;
		held_s = flow_seconds(&w, ACCOUNT_RECEIVE_WINDOW);
		b->n++;
		b->held_s += held_s;
		finding_harm(f, w.view, held_s, w.me->unique_bytes);
		if (!b->worst || held_s > b->worst_s) {
			b->worst = w.view;
			b->worst_s = held_s;
		}
	}
}

static void
gather_flood(const struct crux_case *cs, struct bare *b)
{
	b->sent = counter_of(cs, "TcpExtSyncookiesSent");
	b->received = counter_of(cs, "TcpExtSyncookiesRecv");
	if (!log_count(cs, LOG_SYN_FLOOD, &b->log) || !b->log->says_cookies)
		b->log = NULL;
	for (size_t i = 0; i < cs->services.n; i++)
		b->flooded |= cs->services.v[i].half_open >= HALF_OPEN_FEW;
}

static bool
are_cookies_at_work(const struct bare *b)
{
	return b->received.growth > 0 || b->sent.growth > 0 || b->log != NULL;
}

static void
say_cookies(const struct bare *b, struct finding *f)
{
	if (b->received.growth)
		finding_at(f, b->received.at,
			   "SyncookiesRecv %s: connections that were made from a cookie",
			   say_count(f, b->received.growth));
	else if (b->sent.growth)
		finding_at(f, b->sent.at, "SyncookiesSent %s", say_count(f, b->sent.growth));
	if (b->log)
		finding_at(f, b->log->at, "\"" STR_F "\"", STR_A(str_sub(b->log->text, 0, 120)));
}

static void
judge_wire(const struct bare *b, struct finding *f)
{
	const struct conn *c;

	if (!b->worst)
		return;
	c = b->worst->conn;
	finding_seen(f, b->worst, c->syn_ack_packet,
		     "the SYN offers window scale and SACK and no time stamps; the SYN-ACK has "
		     "MSS %u and nothing else: %s",
		     c->half[S2C].mss, say_things(f, b->n, "connection", "connections"));
	if (b->worst_s > 0)
		finding_seen(f, b->worst, 0, "it then waited %s for room in a window of %s",
			     say_time(f, (int64_t)(b->worst_s * NS_PER_S)),
			     say_bytes(f, (double)MAX(c->half[C2S].window_max_bytes,
						      c->half[S2C].window_max_bytes)));
	if (are_cookies_at_work(b))
		finding_sure(f, 0.9);
	else if (b->flooded)
		finding_sure(f, 0.8);
	else if (b->sent.found) /* this host sent none: something else takes options away */
		finding_not(f, f->id, "SyncookiesSent 0: no connection was made from a cookie");
	else
		finding_sure(f, b->whole ? 0.35 + 0.1 * ramp((double)b->n, 0, BARE_MANY) : 0.35);
}

/* A row of the server without ts, sack and wscale, while cookies are in use. */
static void
judge_rows(const struct crux_case *cs, struct bare *b, struct finding *f)
{
	uint64_t whole = 0, bare = 0;

	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];

		/* before the SYN-ACK nothing is agreed on */
		if (!s->has_options || s->state == TCP_LISTEN || s->state == TCP_SYN_SENT ||
		    !(s->has & SOCK_CWND))
			continue;
		if (s->ts || s->sack || (s->has & SOCK_WSCALE)) {
			whole++;
			continue;
		}
		bare++;
		if (!b->row || s->bytes_acked > b->row->bytes_acked)
			b->row = s;
	}
	if (!b->row || !are_cookies_at_work(b))
		return;
	finding_at(f, b->row->at,
		   "ss shows neither ts, sack nor wscale for %s: %s so, %s with them",
		   say_endpoint(f, &b->row->peer), say_count(f, bare), say_count(f, whole));
	finding_sure(f, b->received.growth && b->row->bytes_acked >= ROW_BYTES_MIN ? 0.75 : 0.55);
	if (!b->worst)
		finding_harm_estimated(f, ns_to_s(b->row->rwnd_limited_ns), bare,
				       b->row->bytes_acked);
}

/* --- words --- */

static void
say_fix(const struct bare *b, struct finding *f)
{
	uint16_t port = b->worst ? b->worst->conn->server.port : b->row ? b->row->local.port : 0;

	finding_fix(f, SCOPE_HOST,
		    "Leave cookies on. End the flood (filter upstream) or make the queue of "
		    "half-open requests long enough for the real clients, and have clients send "
		    "time stamps.");
	finding_command(f, "at the client: a cookie can then carry the options",
			"sysctl -w net.ipv4.tcp_timestamps=1");
	finding_command(f, "at the server: room for more requests before cookies are needed",
			"sysctl -w net.ipv4.tcp_max_syn_backlog=4096 net.core.somaxconn=4096");
	finding_command(f, "for good",
			"printf '%%s\\n' 'net.ipv4.tcp_max_syn_backlog = 4096' "
			"'net.core.somaxconn = 4096' > /etc/sysctl.d/60-backlog.conf");
	finding_command(f, "the listener's backlog bounds this queue, too", "listen(fd, 4096)");
	finding_command(f, "at the server: one address that sends more than 50 SYNs a second",
			"nft add rule inet filter input tcp dport %s tcp flags syn meter synmeter "
			"'{ ip saddr limit rate over 50/second burst 100 packets }' drop",
			port ? say(f, "%u", port) : "PORT");
	finding_risk(f,
		     "connections that are already made stay as they are: reconnect the long ones");
	finding_expect(
		f, "window_bytes", 65535, NAN,
		"New connections agree on window scale and SACK: more than 64 KB in flight.");
	finding_verify(f, "ss -tin state established%s    # ts sack … wscale: in every row",
		       port ? say(f, " 'sport = :%u'", port) : "");
	finding_verify(
		f, "nstat -az TcpExtSyncookiesSent TcpExtSyncookiesRecv    # twice: both stand");
	finding_settle(f, "whether cookies are in use",
		       "nstat -az TcpExtSyncookiesSent TcpExtSyncookiesRecv");
	finding_refuse(f, "Turn SYN cookies off: then these connections would not exist at all.");
	finding_refuse(f,
		       "Raise tcp_rmem: without window scale no more than 64 KB can be announced.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct bare b = { 0 };

	gather_flood(cs, &b);
	gather_wire(cs, &b, f);
	judge_wire(&b, f);
	judge_rows(cs, &b, f);
	if (f->confidence <= 0) {
		if (cs->views.n)
			finding_not(f, f->id,
				    "no SYN-ACK lacks what its SYN offered as a cookie's does");
		return;
	}
	say_cookies(&b, f);
	finding_say(f, "%s made from a SYN cookie and lost window scale and SACK%s.",
		    b.n ? say_things(f, b.n, "connection was", "connections were")
			: "Connections were",
		    b.held_s > 0 ? say(f, ": %s held for %s by a window of 64 KB",
				       b.n == 1 ? "it was" : "they were",
				       say_time(f, (int64_t)(b.held_s * NS_PER_S)))
				 : "");
	say_fix(&b, f);
	finding_not(f, "window-scaling-off",
		    "the client offers it, and the server has it: a cookie "
		    "has no room for it");
	finding_not(f, "sack-off", "the client offers it: a cookie has no room for it");
	finding_not(f, "random-loss-long-rtt", "the window, not loss, holds the sender");
	finding_not(f, "receive-window-limited",
		    "the reader's buffer is not asked: more than 64 KB "
		    "cannot be said");
}

const struct rule rule_cookie_options_lost = {
	.id = "cookie-options-lost",
	.title = "a SYN cookie cost window scale and SACK",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS | WITNESS_LOG,
	.explains = { "window-scaling-off", "sack-off", "receive-window-limited",
		      "send-buffer-limited" },
	.behind = { "syn-flood-absorbed" },
	.rivals = { "window-scaling-off", "sack-off", "receive-window-limited",
		    "random-loss-long-rtt" },
	.look = look,
};
