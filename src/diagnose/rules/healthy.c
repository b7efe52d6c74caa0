/*
 * healthy: nothing is wrong.
 *
 * Always found, and as sure as there is evidence for it: what was looked at, less
 * what is not as it should be. A doubt that no rule can name makes it a
 * suspicion, and then it says what the doubt is.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

struct health {
	uint64_t connections, lost, segments, resets, unfinished, late, challenges, packets;
	uint64_t blind; /* without a number: whatever was lost or reset is not seen */
	int64_t life_ns, stalled_ns, held_ns, longest_ns;
	const struct view *slowest; /* the slowest answer */
	double doubt;
};

#define SHORT_PATH_NS NS_PER_MS
#define FELT_NO_S 0.02
#define FELT_YES_S 0.1

/* Accounts that are nobody's wish. */
static const enum account stalls[] = { ACCOUNT_ZERO_WINDOW, ACCOUNT_LOSS_RECOVERY, ACCOUNT_RTO,
				       ACCOUNT_DELAYED_ACK };

/* Text may tell of a connection who sent how much when, and nothing else. */
static bool
is_blind(const struct conn *c)
{
	return c->handshake == HANDSHAKE_NONE && c->opening == OPENING_UNSEEN && !c->syns &&
	       !c->half[C2S].isn64 && !c->half[S2C].isn64;
}

static void
add(const struct crux_case *cs, struct health *h, const struct flow *w)
{
	const struct conn *c = w->conn, *first = c;

	h->connections++;
	h->blind += is_blind(c);
	h->life_ns += conn_duration_ns(c);
	for (size_t i = 0; i < COUNT_OF(stalls); i++) {
		h->stalled_ns += c->ledger.ns[stalls[i]];
		if (c->ledger.longest)
			h->longest_ns =
				MAX(h->longest_ns, c->ledger.longest[stalls[i]][0].to_ns -
							   c->ledger.longest[stalls[i]][0].from_ns);
	}
	h->held_ns += c->ledger.ns[ACCOUNT_RECEIVE_WINDOW];
	/* on a short path a flight stands still because nothing more is needed */
	if (flow_path_rtt_ns(w) >= SHORT_PATH_NS)
		h->held_ns += c->ledger.ns[ACCOUNT_SEND_BUFFER];
	for (int dir = C2S; dir <= S2C; dir++) {
		const struct half *half = &c->half[dir];

		h->lost += half->loss.segments;
		h->segments += half->data_packets;
		h->packets += half->packets;
		h->challenges += half->challenge_acks;
		h->resets += half->resets && half->reset_kind != RESET_AFTER_DONE;
	}
	h->unfinished += c->opening == OPENING_UNANSWERED || c->opening == OPENING_REFUSED ||
			 c->opening == OPENING_HALF;
	/* the client's own capture has the SYNs that were lost before another */
	if (c->twin != NO_TWIN)
		first = case_view_for(cs, w->view->incident, C2S)->conn;
	h->late += c->opening == OPENING_DONE && first->syns > 1;
	if (c->exchanges && (!h->slowest || c->think_max_ns > h->slowest->conn->think_max_ns))
		h->slowest = w->view;
}

static void
doubt(struct health *h, double d)
{
	h->doubt = MAX(h->doubt, d);
}

static void
doubt_wire(struct health *h, struct finding *f)
{
	double stalled = h->life_ns > 0 ? (double)h->stalled_ns / (double)h->life_ns : 0;
	double held = h->life_ns > 0 ? (double)h->held_ns / (double)h->life_ns : 0;
	double lost = h->segments ? (double)h->lost / (double)h->segments : 0;

	/* less than that is nobody's wait, whatever share of a short life it is */
	stalled *= ramp(ns_to_s(h->stalled_ns), FELT_NO_S, FELT_YES_S);
	held *= ramp(ns_to_s(h->held_ns), FELT_NO_S, FELT_YES_S);
	doubt(h, 0.5 * ramp(stalled, 0.05, 0.3));
	/* a window or a buffer that holds the sender most of the time is too small */
	doubt(h, 0.5 * ramp(held, 0.3, 0.6));
	doubt(h, 0.6 * ramp(stalled + held, 0.3, 0.6));
	/* ends that agree challenge nothing; one or two meet an old connection */
	doubt(h, 0.6 * ramp((double)h->challenges / (double)MAX(h->packets, 1), 0.01, 0.1));
	/* a lost segment in a thousand is the weather of the Internet */
	doubt(h, 0.5 * ramp(lost, 0.001, 0.02));
	doubt(h, 0.6 * ramp((double)h->resets / (double)MAX(h->connections, 1), 0, 0.3));
	doubt(h, 0.6 * ramp((double)h->unfinished / (double)MAX(h->connections, 1), 0, 0.3));
	/* a SYN that was sent again is a second lost; one in a hundred is the weather */
	doubt(h, 0.6 * ramp((double)h->late / (double)MAX(h->connections, 1), 0.02, 0.3));
	if (h->unfinished)
		finding_settle(f, "connections that were not made",
			       "crux flows FILE | grep -v established");
}

/* Counters and states that stand at 0, or low, on a host without trouble. */
static const struct {
	const char *name, *means;
} troubles[] = {
	{ "TcpExtListenOverflows", "the accept queue overflowed" },
	{ "TcpExtListenDrops", "a listener dropped handshakes" },
	{ "TcpExtTCPReqQFullDrop", "half-open requests were dropped" },
	{ "TcpExtPAWSEstab", "segments with old time stamps were dropped" },
	{ "TcpExtTCPAbortOnMemory", "connections were dropped for memory" },
	{ "TcpExtTCPMemoryPressures", "TCP ran short of memory" },
	{ "TcpExtTCPAbortOnTimeout", "connections ended by timeout" },
	{ "TcpExtTCPRcvQDrop", "the receive queue dropped segments" },
	{ "TcpExtTCPBacklogDrop", "the socket backlog dropped segments" },
	{ "TcpExtRcvPruned", "the receive queue was pruned" },
	{ "TcpInCsumErrors", "segments arrived damaged" },
	{ "TcpExtTCPAbortOnClose", "sockets were closed with unread data" },
	{ "TcpExtTCPSpuriousRTOs", "timeouts were taken back: a delay longer than the timer" },
	{ "TcpExtTCPLossUndo", "timeouts were taken back: a delay longer than the timer" },
	{ "TcpExtTCPChallengeACK", "an end met segments that do not belong" },
};

static void
doubt_counters(const struct crux_case *cs, struct health *h, struct finding *f)
{
	for (size_t i = 0; i < COUNT_OF(troubles); i++) {
		struct counter_found c = counter_of(cs, troubles[i].name);

		if (!c.found || c.growth == 0)
			continue;
		doubt(h, 0.5);
		finding_at(f, c.at, "%s %s: %s",
			   troubles[i].name +
				   (str_starts(str_from(troubles[i].name), STR("TcpExt")) ? 6 : 0),
			   say_count(f, c.growth), troubles[i].means);
	}
}

static void
doubt_retransmissions(const struct crux_case *cs, struct health *h, struct finding *f)
{
	struct counter_found again = counter_of(cs, "TcpRetransSegs");
	struct counter_found out = counter_of(cs, "TcpOutSegs");
	uint64_t needless = counter_growth(cs, "TcpExtTCPDSACKRecv");
	uint64_t needed = again.growth > needless ? again.growth - needless : 0;
	double share = out.growth ? (double)needed / (double)out.growth : 0;

	if (!again.found || needed < 3)
		return;
	doubt(h, 0.6 * ramp(share, 0.001, 0.02));
	if (share > 0.001)
		finding_at(f, again.at, "%s of %s segments were sent again", say_count(f, needed),
			   say_count(f, out.growth));
}

static void
doubt_states(const struct crux_case *cs, struct health *h, struct finding *f)
{
	static const enum tcp_state states[] = { TCP_CLOSE_WAIT, TCP_FIN_WAIT_2, TCP_LAST_ACK,
						 TCP_SYN_SENT,	 TCP_FIN_WAIT_1, TCP_SYN_RECEIVED };

	for (size_t i = 0; i < COUNT_OF(states); i++) {
		struct origin at;
		uint64_t n = case_sockets_in_state(cs, states[i], &at);

		/* one or two are passing through */
		if (n < 3)
			continue;
		doubt(h, 0.3 + 0.3 * ramp((double)n, 3, 20));
		finding_at(f, at, "%s in %s: a state that is passed through in a moment",
			   say_things(f, n, "socket", "sockets"), tcp_state_name(states[i]));
	}
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *k = &cs->socks.v[i];

		/* 3 s and more: no way there and back takes that long */
		if ((k->state == TCP_SYN_SENT || k->state == TCP_SYN_RECEIVED) &&
		    (k->has & SOCK_TIMER) && k->timer_retries >= 2) {
			doubt(h, 0.6);
			break;
		}
	}
	for (size_t i = 0; i < cs->logs.n; i++)
		if (cs->logs.v[i].kind != LOG_OTHER) {
			doubt(h, 0.6);
			finding_at(f, cs->logs.v[i].at, "\"" STR_F "\"",
				   STR_A(str_sub(cs->logs.v[i].text, 0, 100)));
		}
}

/* How much there was to look at. */
static double
known(const struct crux_case *cs, const struct health *h)
{
	if (h->connections > h->blind)
		return 0.95;
	if (cs->counters.n)
		return 0.8;
	return cs->socks.n || cs->state_counts.n ? 0.7 : 0.3;
}

static void
say_wire(const struct health *h, struct finding *f)
{
	finding_say(f, "Nothing is wrong with TCP here: %s, %s, %s.",
		    say_things(f, h->connections, "connection", "connections"),
		    h->lost ? say_things(f, h->lost, "lost segment", "lost segments") : "no loss",
		    h->longest_ns > 0 ? say(f, "no stall above %s", say_time(f, h->longest_ns))
				      : "no stall");
	if (h->slowest && h->slowest->conn->think_max_ns > 0)
		finding_seen(
			f, h->slowest, h->slowest->conn->think_max_packet,
			"the slowest answer came from %s, %s after its request: look there if it "
			"felt slow",
			say_endpoint(f, &h->slowest->conn->server),
			say_time(f, h->slowest->conn->think_max_ns));
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct health h = { 0 };
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		add(cs, &h, &w);
	doubt_wire(&h, f);
	doubt_counters(cs, &h, f);
	doubt_retransmissions(cs, &h, f);
	doubt_states(cs, &h, f);
	finding_sure(f, known(cs, &h) - h.doubt);
	finding_sure(f, 0.05); /* always found */
	if (f->confidence < 0.5)
		finding_say(f, h.doubt > 0
				       ? "Not all is well, but the evidence fits no known incident."
				       : "There is too little evidence to say that anything is "
					 "wrong, or that nothing is.");
	else if (h.connections > h.blind)
		say_wire(&h, f);
	else
		finding_say(f, "Nothing in this evidence says that TCP is ill.");
	finding_fix(f, SCOPE_NONE,
		    f->confidence < 0.5 ? "None yet: get more evidence first." : "None is needed.");
	finding_expect(f, NULL, NAN, NAN, "It stays as it is.");
	finding_verify(
		f, "nstat -az | grep -E 'Overflows|Drops|Abort|Timeouts|RetransSegs'    # twice");
	finding_settle(f, "packets of a slow moment, at both ends if possible",
		       "tcpdump -ni any -s 96 -w x.pcap tcp");
	finding_settle(f, "windows, RTT and loss of live sockets", "ss -tinmoe");
}

const struct rule rule_healthy = {
	.id = "healthy",
	.title = "nothing is wrong",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS | WITNESS_COUNTERS,
	.look = look,
};
