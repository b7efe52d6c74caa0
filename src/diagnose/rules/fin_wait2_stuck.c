/*
 * fin-wait2-stuck: we closed, the peer does not.
 *
 * After our FIN was acknowledged the socket waits in FIN-WAIT-2 for the peer's. An
 * orphan (the program has called close()) waits for tcp_fin_timeout, 60 s, and ss shows
 * that timer. A socket that was only shut down (shutdown(SHUT_WR)) waits for ever:
 * RFC 9293, 3.6 knows no timer there. The peer holds it in CLOSE-WAIT, and it is there
 * that somebody does not call close(). The other end's rule is close-wait-leak.
 */
#include "diagnose/closing.h"
#include "diagnose/rule.h"

/* It takes a round trip and what the peer has left to send: a moment, for a few. */
#define FEW 3
#define SOME 10
#define STAYS_NS (2 * (int64_t)NS_PER_S)
#define QUIET_RTTS 10
#define ORPHAN_NS (65 * (int64_t)NS_PER_S) /* tcp_fin_timeout is 60 s, and timers are coarse */

struct stuck {
	uint64_t most, here, orphans, stayed; /* most: of any one sample, rows or counts */
	uint64_t outlived;		      /* longer than an orphan is kept */
	uint64_t held_there;		      /* their other ends are in CLOSE-WAIT */
	bool timers_shown;		      /* a row without one has none */
	struct origin at;
	const struct sock *example;
	uint64_t wire, wire_closed;
	struct end first;
	int64_t quiet_ns;
};

/* ss -o prints timers: then a row without one has none. */
static bool
shows_timers(const struct crux_case *cs, const struct sock *s)
{
	struct str command, word;

	if (s->sample >= cs->samples.n)
		return false;
	command = cs->samples.v[s->sample].command;
	while (str_word(&command, &word))
		if (word.n > 1 && word.p[0] == '-' && word.p[1] != '-' && str_has(word, STR("o")))
			return true;
	return false;
}

static bool
is_orphan(const struct sock *s)
{
	return (s->has & SOCK_TIMER) && s->timer == TIMER_TIMEWAIT;
}

static void
ends_swapped(const struct sock *s, struct sock *ret)
{
	*ret = (struct sock){ .local = s->peer, .peer = s->local };
}

/* The rows of one sample stand together. */
static void
count_rows(const struct crux_case *cs, struct arena *a, struct stuck *k)
{
	struct sock_seen seen, waiting;
	uint64_t here = 0;
	uint32_t sample = NO_SAMPLE;

	sock_seen_init(&seen, a);
	sock_seen_init(&waiting, a);
	for (size_t i = 0; i < cs->socks.n; i++)
		if (cs->socks.v[i].state == TCP_CLOSE_WAIT)
			sock_seen_first(&waiting, &cs->socks.v[i]);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i], *first;
		struct sock other;

		if (s->state != TCP_FIN_WAIT_2)
			continue;
		k->orphans += is_orphan(s);
		if (is_orphan(s))
			continue;
		if (s->sample != sample)
			here = 0;
		sample = s->sample;
		if (++here > k->most) {
			k->most = here;
			k->at = s->at;
		}
		first = sock_seen_first(&seen, s);
		if (!first) {
			k->here++;
			k->example = k->example ? k->example : s;
			k->timers_shown |= shows_timers(cs, s);
			ends_swapped(s, &other);
			k->held_there += sock_seen_first(&waiting, &other) != NULL;
		} else {
			k->stayed += sock_apart_ns(cs, first, s) > STAYS_NS;
			k->outlived += sock_apart_ns(cs, first, s) > ORPHAN_NS;
		}
	}
}

/* This sender closed, was acknowledged, and waits since. */
static bool
waits(const struct crux_case *cs, const struct end *e, int64_t *ret_quiet_ns)
{
	const struct half *me = e->me, *peer = e->peer;

	*ret_quiet_ns = view_end_ns(cs, e->view) - e->conn->last_ns;
	return me->state == TCP_FIN_WAIT_2 && me->fins && !peer->fins && !me->resets &&
	       !peer->resets && peer->ahead_bytes == 0 &&
	       *ret_quiet_ns > MAX(STAYS_NS, QUIET_RTTS * conn_rtt_ns(e->conn));
}

/* The capture stands at the end that closed: its sender's round trip is the path's. */
static bool
is_at(const struct end *e)
{
	return e->conn->vantage == (e->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER);
}

static void
gather_wire(const struct crux_case *cs, struct stuck *k, struct finding *f)
{
	struct end e = { 0 };

	while (end_next(cs, &e)) {
		int64_t quiet_ns;

		k->wire_closed += e.me->fins && e.peer->fins;
		/* seen from both ends it is the other one's matter, see close-wait-leak */
		if (!is_at(&e) || e.conn->twin != NO_TWIN || !waits(cs, &e, &quiet_ns))
			continue;
		if (k->wire++ == 0) {
			k->first = e;
			k->quiet_ns = quiet_ns;
		}
		finding_harm(f, e.view, 0, 0);
	}
	k->wire_closed /= 2;
}

static double
judge(const struct stuck *k)
{
	double sure = 0;

	if (k->most >= FEW) {
		/* orphans are so as well, for a minute: only their timer tells, or the minute */
		sure = 0.25 + 0.2 * ramp((double)k->most, FEW, SOME);
		if (k->timers_shown)
			sure += 0.25;
		if (k->outlived >= FEW || (k->stayed >= FEW && k->timers_shown))
			sure = MAX(sure, 0.85);
		if (k->held_there >= FEW)
			sure = MAX(sure, k->timers_shown ? 0.9 : 0.6);
	}
	if (k->wire >= FEW)
		sure = MAX(sure,
			   0.4 + 0.2 * ramp((double)k->wire, FEW, SOME) +
				   0.15 * ramp((double)k->wire / (double)(k->wire + k->wire_closed),
					       0.05, 0.5));
	return sure;
}

static void
say_rows(const struct stuck *k, struct finding *f)
{
	finding_say(f, "%s does not close: %s wait in FIN-WAIT-2 for its FIN%s.",
		    k->example ? say_endpoint(f, &k->example->peer) : "The peer",
		    say_things(f, k->most, "socket", "sockets"),
		    k->timers_shown ? ", without a timer that would end them" : "");
	finding_at(f, k->at,
		   "%s in FIN-WAIT-2: this side's FIN was acknowledged, the peer's has "
		   "not come",
		   say_things(f, k->most, "socket", "sockets"));
	if (k->timers_shown && k->example)
		finding_at(f, k->example->at,
			   "no timer beside them: a program holds them open after shutdown(), "
			   "tcp_fin_timeout does not apply");
	if (k->stayed)
		finding_at(f, k->at, "%s there in samples more than %s apart: they stay",
			   say_things(f, k->stayed, "row is", "rows are"), say_time(f, STAYS_NS));
	if (k->held_there)
		finding_at(f, k->example->at,
			   "%s of them are in CLOSE-WAIT at the other end: its program has not "
			   "called close()",
			   say_count(f, k->held_there));
	finding_harm_estimated(f, 0, k->most, 0);
}

static void
say_wire(const struct stuck *k, struct finding *f)
{
	const struct end *e = &k->first;
	struct endpoint to = end_peer(e);

	if (!f->summary.n)
		finding_say(f,
			    "%s does not close: %s have sent it a FIN, and it has sent none in "
			    "return.",
			    say_endpoint(f, &to),
			    say_things(f, k->wire, "connection", "connections"));
	finding_seen(f, e->view, e->peer->last_packet,
		     "the FIN is acknowledged; no FIN in return for %s, until the capture ends: %s "
		     "so",
		     say_time(f, k->quiet_ns), say_things(f, k->wire, "connection", "connections"));
}

static void
advise(const struct stuck *k, struct finding *f)
{
	struct endpoint to = { 0 };

	if (k->example)
		to = k->example->peer;
	else if (k->wire)
		to = end_peer(&k->first);
	finding_fix(f, SCOPE_CODE,
		    "Let the program at %s close() when it reads end-of-file; on this side bound "
		    "the wait after shutdown().",
		    to.port ? say_endpoint(f, &to) : "the peer");
	finding_command(f, "there: who holds them in CLOSE-WAIT",
			"ss -tanp state close-wait 'sport = :%u'", to.port);
	finding_command(f,
			"here, in the program: after shutdown(fd, SHUT_WR) read for 10 s at "
			"most, then close(): the kernel drops it after 60 s more",
			"struct timeval tv = { 10, 0 }; setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, "
			"&tv, sizeof tv);");
	finding_command(f, "how long the kernel keeps those that were closed (60 s)",
			"sysctl net.ipv4.tcp_fin_timeout");
	finding_risk(f, "who closes before the peer has sent all loses the rest of its answer");
	finding_expect(f, "fin_wait_2", (double)MAX(k->most, k->wire), 0,
		       "FIN-WAIT-2 stays near 0: each lasts a round trip.");
	finding_verify(f, "watch -n 10 'ss -Htan state fin-wait-2 | wc -l'    # must not grow");
	finding_settle(f, "whether they stay, and whether a timer will end them",
		       "ss -tanop state fin-wait-2    # twice, 10 s apart");
	finding_refuse(f, "Lower tcp_fin_timeout: it is for orphans, and a socket that a program "
			  "still holds is none.");
	finding_refuse(f, "tcp_tw_reuse or tcp_tw_recycle: these are not in TIME-WAIT.");
}

static void
others(const struct stuck *k, struct finding *f)
{
	finding_not(f, "time-wait-normal",
		    "TIME-WAIT comes after the peer's FIN; here it has not come");
	finding_not(f, "last-ack-stuck", "this side's FIN was acknowledged");
	finding_not(f, "dead-peer-timeout", "the peer's kernel has acknowledged the FIN: it lives");
	if (!k->held_there)
		finding_not(f, "close-wait-leak",
			    "that is the other end of it: look for CLOSE-WAIT there");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct stuck k = { 0 };
	struct origin at;
	uint64_t told, waiting;

	count_rows(cs, f->arena, &k);
	told = case_sockets_in_state(cs, TCP_FIN_WAIT_2, &at);
	if (told > k.most + k.orphans) {
		k.most = told;
		k.at = at;
	}
	gather_wire(cs, &k, f);
	finding_sure(f, judge(&k));
	if (f->confidence <= 0) {
		if (k.orphans)
			finding_not(
				f, f->id,
				"%s in FIN-WAIT-2 have a timer: the kernel ends them after 60 s",
				say_things(f, k.orphans, "socket", "sockets"));
		else
			finding_not(f, f->id, "no FIN-WAIT-2 that stays");
		return;
	}
	if (k.most >= FEW)
		say_rows(&k, f);
	if (k.wire >= FEW)
		say_wire(&k, f);
	/* the same sockets, seen from the other end */
	waiting = case_sockets_in_state(cs, TCP_CLOSE_WAIT, &at);
	if ((k.held_there >= FEW && k.timers_shown) ||
	    (k.wire >= FEW && (k.most < FEW || !waiting)))
		finding_explains(f, "close-wait-leak");
	advise(&k, f);
	others(&k, f);
}

const struct rule rule_fin_wait2_stuck = {
	.id = "fin-wait2-stuck",
	.title = "this side has closed, the peer does not",
	.harm = HARM_LEAK,
	.witnesses = WITNESS_SOCKETS | WITNESS_WIRE,
	.rivals = { "time-wait-normal", "last-ack-stuck", "dead-peer-timeout", "close-wait-leak" },
	.look = look,
};
