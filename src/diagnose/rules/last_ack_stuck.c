/*
 * last-ack-stuck: our FIN is not acknowledged.
 *
 * All data has arrived, the peer's packets come in, and the FIN is sent again and again
 * (LAST-ACK, FIN-WAIT-1 or CLOSING with a timer) until tcp_orphan_retries gives up,
 * which is 8 or some 100 s. Firewalls that have seen one FIN and forget the connection
 * at once drop the second. At the other end the FIN is missing, while later ACKs already
 * count the number that it takes.
 */
#include <string.h>

#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* FIN and two repeats: one in a thousand even where a tenth of all is lost. */
#define SENT_LEAST 3
#define SENT_SURE 6
#define RETRIES_LEAST 2
#define RETRIES_PROVED 4 /* six seconds at least, of nothing but timers */
#define MANY 5
#define STAYS_NS ((int64_t)NS_PER_S)

struct stuck {
	uint64_t n, alive, elsewhere; /* alive: the peer was heard of meanwhile */
	struct end first;
	struct silence s;
	uint32_t sent;	  /* FINs of one connection */
	uint64_t missing; /* seen from the other end: a FIN counted and never here */
	struct end lacks;
	uint64_t socks, stayed, data_waits;
	unsigned retries;
	const struct sock *sock;
};

/* Only its FIN waits, and has been sent again. */
static bool
repeats_fin(const struct end *e, struct silence *s)
{
	return end_is_unanswered(e, s) && s->fin_only && e->me->fins >= SENT_LEAST &&
	       e->peer->resets == 0;
}

/* e has closed; what the peer sends since counts one number that is not here. */
static bool
lacks_fin(const struct end *e)
{
	return e->me->fins && e->me->state == TCP_FIN_WAIT_2 && !e->peer->fins &&
	       e->peer->ahead_bytes == 1 && e->peer->packets > 1;
}

static void
gather_wire(const struct crux_case *cs, struct stuck *k, struct finding *f)
{
	struct end e = { 0 };

	while (end_next(cs, &e)) {
		const struct view *far;
		struct silence s;

		if (lacks_fin(&e)) {
			if (k->missing++ == 0)
				k->lacks = e;
			finding_harm(f, e.view, 0, 0);
			continue;
		}
		if (!repeats_fin(&e, &s))
			continue;
		if (k->n++ == 0 || e.me->fins > k->sent) {
			k->first = e;
			k->s = s;
			k->sent = (uint32_t)MIN(e.me->fins, UINT32_MAX);
		}
		k->alive += s.heard_ns != TIME_NONE && s.heard_ns > s.since_ns;
		far = end_other_view(cs, &e);
		k->elsewhere += far && far->conn->half[e.dir].fins == 0;
		finding_harm(f, e.view, ns_to_s(s.lasted_ns), 0);
	}
}

/* Linux counts the FIN as a byte of Send-Q. */
static bool
waits(const struct sock *s)
{
	unsigned times;

	if (s->state != TCP_LAST_ACK && s->state != TCP_FIN_WAIT_1 && s->state != TCP_CLOSING)
		return false;
	return sock_retries(s, &times) && times >= RETRIES_LEAST && s->send_q <= 1;
}

/* Data of others waits as well: nothing passes there, FIN or not. */
static bool
data_waits(const struct sock *s)
{
	unsigned times;

	return sock_retries(s, &times) && times >= 1 && s->send_q > 1;
}

/* A command of an input; of a long one the beginning tells. */
static struct str
sample_key(const struct sample *s, char buf[80])
{
	size_t n = MIN(s->command.n, 80 - sizeof s->at.input);

	memcpy(buf, &s->at.input, sizeof s->at.input);
	if (n)
		memcpy(buf + sizeof s->at.input, s->command.p, n);
	return (struct str){ buf, n + sizeof s->at.input };
}

/* For each command its latest run: what is not there any more is over. */
static void
latest_runs(const struct crux_case *cs, struct map *ret)
{
	for (size_t i = 0; i < cs->samples.n; i++) {
		char buf[80];

		*map_put(ret, sample_key(&cs->samples.v[i], buf)) = &cs->samples.v[i];
	}
}

static bool
is_latest(const struct crux_case *cs, const struct map *latest, uint32_t sample)
{
	char buf[80];

	return sample < cs->samples.n &&
	       map_get(latest, sample_key(&cs->samples.v[sample], buf)) == &cs->samples.v[sample];
}

/*
 * A row that was gone in a later sample was answered in the end, unless it had been sent
 * again so often that an outage is no reason any more.
 */
static void
gather_socks(const struct crux_case *cs, struct arena *a, struct stuck *k)
{
	struct sock_seen seen;
	struct map latest;

	sock_seen_init(&seen, a);
	map_init(&latest, a);
	latest_runs(cs, &latest);
	for (size_t i = cs->socks.n; i-- > 0;) {
		const struct sock *s = &cs->socks.v[i], *later;
		unsigned times;

		k->data_waits += data_waits(s);
		if (!waits(s))
			continue;
		later = sock_seen_first(&seen, s);
		if (later) {
			k->stayed += sock_apart_ns(cs, s, later) > STAYS_NS;
			continue;
		}
		sock_retries(s, &times);
		if (!is_latest(cs, &latest, s->sample) && times < RETRIES_PROVED)
			continue;
		k->socks++;
		if (times > k->retries) {
			k->retries = times;
			k->sock = s;
		}
	}
}

static double
judge(const struct stuck *k)
{
	double sure = 0;

	if (k->n) {
		sure = 0.45 + 0.2 * ramp(k->sent, SENT_LEAST, SENT_SURE) +
		       0.2 * ramp((double)k->n, 1, MANY);
		if (k->elsewhere)
			sure = MAX(sure, 0.9);
	}
	/* each a single number that a bare ACK counts: plain, and never sent again here */
	if (k->missing)
		sure = MAX(sure, 0.5 + 0.3 * ramp((double)k->missing, 1, MANY));
	if (k->socks && k->data_waits < k->socks)
		sure = MAX(sure, 0.4 + 0.2 * ramp(k->retries, RETRIES_LEAST, SENT_SURE) +
					 0.15 * ramp((double)k->socks, 1, MANY) +
					 (k->stayed ? 0.15 : 0));
	return sure;
}

static void
speak(struct finding *f, const struct stuck *k, const struct endpoint *from,
      const struct endpoint *to)
{
	finding_say(f, "%s never acknowledges the FIN of %s: %s cannot be closed.",
		    say_addr(f, &to->addr), say_endpoint(f, from),
		    say_things(f, MAX(MAX(k->n, k->missing), k->socks), "connection",
			       "connections"));
	if (k->n) {
		finding_seen(f, k->first.view, 0,
			     "all data is acknowledged; the FIN was sent %s over %s, and nothing "
			     "acknowledges it",
			     say_things(f, k->sent, "time", "times"), say_time(f, k->s.lasted_ns));
		if (k->alive)
			finding_seen(f, k->first.view, k->first.peer->last_packet,
				     "the peer was heard of meanwhile in %s: it is alive",
				     say_things(f, k->alive, "connection", "connections"));
		if (k->elsewhere)
			finding_seen(f, k->first.view, 0,
				     "the capture at the other end has no FIN of it: it is dropped "
				     "on the way");
	}
	if (k->missing)
		finding_seen(f, k->lacks.view, k->lacks.peer->last_packet,
			     "this ACK already counts the number that a FIN takes, and no FIN is "
			     "in the capture: it never arrived here (%s so)",
			     say_things(f, k->missing, "connection", "connections"));
	if (k->sock)
		finding_at(f, k->sock->at,
			   "%s, timer:(on) with %u, Send-Q 1: the FIN, sent again; %s "
			   "so",
			   tcp_state_name((enum tcp_state)k->sock->state), k->retries,
			   say_things(f, k->socks, "socket", "sockets"));
	if (k->stayed && k->sock)
		finding_at(f, k->sock->at, "the same sockets are there more than %s later",
			   say_time(f, STAYS_NS));
}

static void
advise(const struct stuck *k, const struct endpoint *from, const struct endpoint *to,
       struct finding *f)
{
	uint16_t port = MIN(from->port, to->port);

	finding_fix(f, SCOPE_NETWORK,
		    "Find where FINs from %s to %s are dropped, and let that device pass them; "
		    "until then the kernel gives up by itself.",
		    say_addr(f, &from->addr), say_addr(f, &to->addr));
	finding_command(f, "at both ends at once: where do the FINs stop?",
			"tcpdump -ni any 'host %s and port %u and tcp[tcpflags] & tcp-fin != 0'",
			say_addr(f, &to->addr), port);
	finding_command(f, "on a Linux firewall between: does it drop them as INVALID?",
			"conntrack -S | grep -o 'invalid=[0-9]*'; nft list ruleset | grep -n -i -e "
			"invalid -e fin");
	finding_command(f, "if they pile up: give up after some 6 s instead of 100 s",
			"sysctl -w net.ipv4.tcp_orphan_retries=3");
	finding_command(f, "to keep it over a restart",
			"echo net.ipv4.tcp_orphan_retries=3 > /etc/sysctl.d/90-orphans.conf");
	finding_risk(f, "fewer retries also give up data that closed sockets have still to "
			"deliver over a bad path");
	finding_expect(f, "last_ack", (double)MAX(MAX(k->n, k->missing), k->socks), 0,
		       "LAST-ACK lasts a round trip: the FIN is acknowledged at once.");
	finding_verify(f, "ss -tano state last-ack state fin-wait-1 state closing    # near empty");
	finding_settle(f, "whether its FIN arrives there",
		       "tcpdump -ni any 'host %s and tcp[tcpflags] & tcp-fin != 0'    # on %s",
		       say_addr(f, &from->addr), say_addr(f, &to->addr));
	finding_refuse(f, "Lower tcp_fin_timeout: it is for FIN-WAIT-2, after the FIN was "
			  "acknowledged.");
}

static void
others(const struct stuck *k, struct finding *f)
{
	finding_not(f, "close-wait-leak",
		    k->missing && !k->n
			    ? "that end has closed: its ACKs count a FIN that is lost on the way"
			    : "this side has called close(): its FIN is sent");
	finding_not(f, "time-wait-normal", "TIME-WAIT comes after the last ACK, which is missing");
	finding_not(f, "random-loss-long-rtt", "data arrives, only the FIN never does");
	if (k->alive)
		finding_not(f, "dead-peer-timeout", "the peer was heard of meanwhile");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct stuck k = { 0 };
	struct endpoint from, to;

	gather_wire(cs, &k, f);
	gather_socks(cs, f->arena, &k);
	finding_sure(f, judge(&k));
	if (f->confidence <= 0) {
		finding_not(f, f->id, "no FIN is sent again and again");
		return;
	}
	if (k.n) {
		from = end_sender(&k.first);
		to = end_peer(&k.first);
	} else if (k.sock) {
		from = k.sock->local;
		to = k.sock->peer;
	} else {
		from = end_peer(&k.lacks);
		to = end_sender(&k.lacks);
	}
	speak(f, &k, &from, &to);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, k.socks, 0);
	advise(&k, &from, &to, f);
	others(&k, f);
}

const struct rule rule_last_ack_stuck = {
	.id = "last-ack-stuck",
	.title = "the FIN is not acknowledged",
	.harm = HARM_LEAK,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "tail-loss-rto", "close-wait-leak", "fin-wait2-stuck" },
	.rivals = { "close-wait-leak", "time-wait-normal", "random-loss-long-rtt",
		    "dead-peer-timeout" },
	.look = look,
};
