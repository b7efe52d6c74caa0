/*
 * paws-drop: time stamps go back, and the receiver drops the segments.
 *
 * RFC 7323, 5: a segment whose TSval is older than the newest seen on its connection is
 * an old duplicate; it is dropped and answered by an ACK. One clock never goes back, so
 * it is two behind one address, or a device that writes its own stamps. To the sender
 * that is silence at 0.2, 0.4, 0.8 s with a duplicate ACK each time. Linux up to 4.11
 * with tcp_tw_recycle held SYNs against the last stamp of their address, too, and
 * dropped those without a word: clients behind one NAT.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define SEGMENTS_FEW 1 /* dropped: one could be anything, its repeats are dropped as well */
#define SEGMENTS_MANY 4
/* Old duplicates on a path that reorders are dropped too, in ones and twos. */
#define SHARE_SOME 0.0005
#define SHARE_MANY 0.01
#define SYNS_FEW 1
#define SYNS_MANY 4

struct back {
	const struct view *view; /* with the most segments dropped */
	enum direction dir;
	uint64_t n, segments;
	uint64_t deaf;		/* of n, those whose ACKs alone are dropped */
	const struct view *syn; /* an unanswered SYN with a stamp older than one before */
	uint32_t syn_older_by;
	uint64_t syns_old, syns_old_taken, syns_new_lost;
	struct counter_found estab, passive, active, waits;
};

/* --- packets --- */

/* Sent with an older stamp, data, and nothing of it was ever acknowledged. */
static bool
is_dropped(const struct half *h)
{
	return h->ts_back_packet && h->snd_max > h->ts_back_seq64 && h->snd_una <= h->ts_back_seq64;
}

/*
 * It only acknowledges, with an older stamp: the other side does not take the ACKs, and
 * repeats what they say has arrived.
 */
static bool
is_deaf_to(const struct half *h, const struct half *other)
{
	return h->ts_back_packet && h->snd_max <= h->ts_back_seq64 &&
	       h->ts_back_segments > SEGMENTS_FEW && other->unneeded > SEGMENTS_FEW &&
	       other->unneeded * 2 >= other->retransmissions;
}

static void
gather_segments(const struct crux_case *cs, struct back *b, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		for (int dir = C2S; dir <= S2C; dir++) {
			const struct half *h = &w.conn->half[dir];

			bool deaf = is_deaf_to(h, &w.conn->half[!dir]);

			if (!deaf && !is_dropped(h))
				continue;
			b->n++;
			b->deaf += deaf;
			b->segments += h->ts_back_segments;
			finding_harm(f, w.view,
				     flow_seconds(&w, ACCOUNT_RTO) +
					     flow_seconds(&w, ACCOUNT_LOSS_RECOVERY),
				     deaf ? 0 : h->snd_max - h->ts_back_seq64);
			if (b->view &&
			    h->ts_back_segments <= b->view->conn->half[b->dir].ts_back_segments)
				continue;
			b->view = w.view;
			b->dir = (enum direction)dir;
		}
}

struct stamp { /* the newest of one client address towards one service */
	uint32_t tsval;
	int64_t ns;
};

#define KEY_BYTES (sizeof(struct addr) * 2 + sizeof(uint16_t))

static struct stamp *
stamp_of(struct map *m, struct arena *a, const struct conn *c)
{
	char key[KEY_BYTES];
	void **slot;

	memcpy(key, &c->client.addr, sizeof c->client.addr);
	memcpy(key + sizeof c->client.addr, &c->server.addr, sizeof c->server.addr);
	memcpy(key + 2 * sizeof c->client.addr, &c->server.port, sizeof c->server.port);
	slot = map_put(m, (struct str){ key, KEY_BYTES });
	if (!*slot)
		*slot = arena_new(a, struct stamp, 1);
	return *slot;
}

static void
take_syn(struct back *b, struct map *m, const struct opened *o, struct arena *a)
{
	const struct conn *c = o->server->conn;
	struct stamp *s;
	int32_t newer;

	if (c->syn_ns == TIME_NONE || !c->half[C2S].timestamps || !c->half[C2S].tsval)
		return;
	s = stamp_of(m, a, c);
	newer = (int32_t)(c->half[C2S].tsval - s->tsval);
	if (s->tsval && newer < 0 && c->syn_ns >= s->ns) {
		b->syns_old_taken += c->opening == OPENING_DONE;
		if (c->opening == OPENING_UNANSWERED && c->syns > 1) {
			b->syns_old++;
			b->syn = o->server;
			b->syn_older_by = 0 - (uint32_t)newer;
		}
		return;
	}
	b->syns_new_lost += c->opening == OPENING_UNANSWERED && c->syns > 1;
	/* what was refused teaches the server nothing */
	if (c->opening == OPENING_DONE)
		*s = (struct stamp){ .tsval = c->half[C2S].tsval, .ns = c->syn_ns };
}

static void
gather_syns(const struct crux_case *cs, struct back *b, struct arena *a)
{
	struct opened o = { 0 };
	struct map stamps;
	bool any = false;

	for (size_t i = 0; i < cs->services.n; i++)
		any |= cs->services.v[i].unanswered && cs->services.v[i].done;
	map_init(&stamps, a);
	while (any && opened_next(cs, &o))
		take_syn(b, &stamps, &o, a);
}

static void
judge_segments(const struct back *b, struct finding *f)
{
	const struct half *h;
	const struct conn *c;

	if (!b->view)
		return;
	c = b->view->conn;
	h = &c->half[b->dir];
	if (b->deaf == b->n) {
		finding_seen(f, b->view, h->ts_back_packet,
			     "the time stamps of %s went back by %s here; its ACKs are not taken: "
			     "what they acknowledge was sent again %s",
			     say_endpoint(f, b->dir == C2S ? &c->client : &c->server),
			     say_count(f, h->ts_back_ticks),
			     say_things(f, c->half[!b->dir].unneeded, "time", "times"));
		finding_explains(f, "ack-path-loss");
		finding_explains(f, "spurious-rto");
		finding_explains(f, "reordering");
	} else {
		finding_seen(f, b->view, h->ts_back_packet,
			     "the time stamps of %s went back by %s here, and nothing since was "
			     "acknowledged: %s with old stamps, %s sent again",
			     say_endpoint(f, b->dir == C2S ? &c->client : &c->server),
			     say_count(f, h->ts_back_ticks),
			     say_things(f, h->ts_back_segments, "segment", "segments"),
			     say_count(f, h->retransmissions));
	}
	finding_sure(f, 0.3 + 0.6 * ramp((double)b->segments, SEGMENTS_FEW, SEGMENTS_MANY));
}

static void
judge_syns(const struct back *b, struct finding *f)
{
	/* what takes the newer ones as well, or takes no notice of older ones, is another thing */
	if (!b->syn || b->syns_old_taken || b->syns_new_lost * 2 >= b->syns_old)
		return;
	finding_seen(f, b->syn, b->syn->conn->syn_packet,
		     "a SYN without an answer has a TSval %s older than one that %s sent before: "
		     "%s so, and none such was answered",
		     say_count(f, b->syn_older_by), say_addr(f, &b->syn->conn->client.addr),
		     say_count(f, b->syns_old));
	finding_sure(f, 0.4 + 0.4 * ramp((double)b->syns_old, SYNS_FEW, SYNS_MANY));
}

/* --- counters --- */

static void
judge_counter(const struct counter_found *c, const char *name, const char *words, double most,
	      double share, struct finding *f)
{
	if (!c->growth)
		return;
	finding_at(f, c->at, "%s %s: %s", name, say_count(f, c->growth), words);
	finding_sure(f, 0.2 + (most - 0.2) * ramp(share, SHARE_SOME, SHARE_MANY));
}

/*
 * What was overtaken on the way has an older stamp than what overtook it, and no clock
 * went back. The same host counts what came late in other ways, too.
 */
static uint64_t
came_late(const struct crux_case *cs)
{
	static const char *const names[] = {
		"TcpExtTCPSACKReorder", "TcpExtTCPTSReorder",	 "TcpExtTCPRenoReorder",
		"TcpExtTCPDSACKRecv",	"TcpExtTCPDSACKOldSent",
	};
	uint64_t late = 0;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		late += counter_growth(cs, names[i]);
	return late;
}

static void
judge_counters(const struct crux_case *cs, struct back *b, struct finding *f)
{
	double in = (double)MAX(counter_growth(cs, "TcpInSegs"), 1);
	double opens = (double)MAX(counter_growth(cs, "TcpPassiveOpens"), 1);

	b->estab = counter_of(cs, "TcpExtPAWSEstab");
	b->passive = counter_of(cs, "TcpExtPAWSPassive");
	b->active = counter_of(cs, "TcpExtPAWSActive");
	b->waits = counter_of(cs, "TcpExtPAWSTimewait");
	judge_counter(&b->estab, "PAWSEstab", "segments dropped for an old time stamp",
		      b->view ? 0.97 : 0.8, (double)b->estab.growth / in, f);
	if (!b->view && !b->syn && b->estab.growth && came_late(cs) * 2 >= b->estab.growth)
		finding_doubt(f, 0.4);
	judge_counter(&b->passive, "PAWSPassive", "SYNs dropped for an old time stamp",
		      b->syn ? 0.95 : 0.8, (double)b->passive.growth / opens, f);
	judge_counter(&b->active, "PAWSActive", "SYN-ACKs with an old time stamp", 0.5,
		      (double)b->active.growth / opens, f);
	judge_counter(&b->waits, "PAWSTimewait", "old time stamps met TIME-WAIT", 0.5,
		      (double)b->waits.growth / in, f);
	/* the segments of the capture were taken by a receiver that dropped none */
	if (b->estab.found && !b->estab.growth && b->view) {
		finding_doubt(f, 0.6);
		finding_at(f, b->estab.at, "PAWSEstab 0 on this host: is it the sender's?");
	}
}

/* --- words --- */

static void
say_fix(const struct back *b, struct finding *f)
{
	const struct conn *c = b->view ? b->view->conn : b->syn ? b->syn->conn : NULL;
	bool syns = b->syn || b->passive.growth;

	finding_fix(
		f, SCOPE_NETWORK,
		syns ? "Turn tcp_tw_recycle off on the server; it takes clients behind one NAT "
		       "for one clock."
		     : "Find what gives one connection two clocks (a NAT, a load balancer or "
		       "proxy that writes time stamps, a restored virtual machine) and fix it.");
	if (syns)
		finding_command(f, "on the server; Linux 4.12 has it no more",
				"sysctl -w net.ipv4.tcp_tw_recycle=0");
	if (c) {
		finding_command(
			f, "where the stamps change: compare both sides of each device",
			"tcpdump -nni any -v 'host %s and tcp port %u' | grep -o 'TS val [0-9]*'",
			say_addr(f, &c->client.addr), c->server.port);
		finding_command(f,
				"until then, at that device: new connections without time stamps",
				"%s -t mangle -A FORWARD -p tcp -d %s --dport %u --syn -j "
				"TCPOPTSTRIP --strip-options timestamp",
				addr_is_v4(&c->server.addr) ? "iptables" : "ip6tables",
				say_addr(f, &c->server.addr), c->server.port);
	} else {
		finding_command(f, "whose segments: at the host that counts them",
				"tcpdump -nni any -v 'tcp and not port 22' | grep 'TS val'");
	}
	finding_risk(f,
		     "without time stamps a connection loses protection against wrapped "
		     "sequence numbers (RFC 7323) above some 100 Mbit/s, and cookies lose options");
	finding_expect(
		f, NULL, NAN, NAN,
		"PAWSEstab and PAWSPassive stand still, and the segment that was repeated is "
		"acknowledged within one round trip.");
	finding_verify(f, "nstat -az TcpExtPAWSEstab TcpExtPAWSPassive TcpExtTCPACKSkippedPAWS    "
			  "# twice, 10 s apart, at the receiver");
	finding_settle(f, "at the receiver: whether it drops for old time stamps",
		       "nstat -az TcpExtPAWSEstab TcpExtPAWSPassive TcpExtPAWSActive");
	finding_refuse(f, "Turn time stamps off everywhere: they measure the RTT and guard against "
			  "old duplicates; only one device is wrong.");
}

static void
not_others(const struct back *b, struct finding *f)
{
	if (b->view) {
		finding_not(f, "random-loss-long-rtt",
			    "each repeat arrives, and is answered by a duplicate ACK at once");
		finding_not(f, "dead-peer-timeout",
			    "the peer answers each repeat: it is alive, and does not take it");
		finding_not(f, "pmtu-blackhole",
			    "it is the old stamp that is not taken, not the "
			    "size: answers come to each repeat");
		finding_not(f, "syn-blackholed", "the connection was made");
	} else {
		finding_not(f, "syn-blackholed", "SYNs with newer time stamps are answered");
	}
}

static void
speak(const struct back *b, struct finding *f)
{
	if (b->view)
		finding_say(f,
			    "Time stamps of %s go back, so its peer drops what it sends: %s, "
			    "%s in all.",
			    say_endpoint(f, b->dir == C2S ? &b->view->conn->client
							  : &b->view->conn->server),
			    say_things(f, b->n, "connection hangs", "connections hang"),
			    say_things(f, b->segments, "segment", "segments"));
	else if (b->estab.growth >= b->passive.growth && b->estab.growth)
		finding_say(f, "Segments with time stamps that go back are dropped: %s.",
			    say_count(f, b->estab.growth));
	else
		finding_say(f,
			    "SYNs with time stamps older than the last of their address are "
			    "dropped: %s.",
			    say_count(f, MAX(b->passive.growth, b->syns_old)));
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct back b = { 0 };

	gather_segments(cs, &b, f);
	gather_syns(cs, &b, f->arena);
	judge_segments(&b, f);
	judge_syns(&b, f);
	judge_counters(cs, &b, f);
	if (f->confidence <= 0) {
		if (b.estab.found)
			finding_not(f, f->id, "PAWSEstab 0: no segment had an old time stamp");
		else if (cs->views.n)
			finding_not(f, f->id, "no sender's time stamps go back");
		return;
	}
	speak(&b, f);
	say_fix(&b, f);
	not_others(&b, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, b.passive.growth + b.syns_old, 0);
}

const struct rule rule_paws_drop = {
	.id = "paws-drop",
	.title = "segments with old time stamps are dropped",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "dead-peer-timeout", "challenge-ack-storm", "tail-loss-rto",
		      "random-loss-long-rtt", "syn-blackholed", "last-ack-stuck", "pmtu-blackhole",
		      "half-open-peer" },
	.rivals = { "syn-blackholed", "random-loss-long-rtt", "dead-peer-timeout",
		    "pmtu-blackhole" },
	.look = look,
};
