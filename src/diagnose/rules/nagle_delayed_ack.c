/*
 * nagle-delayed-ack: small write, small write, read.
 *
 * Nagle's algorithm holds the second small segment until the first is
 * acknowledged (RFC 9293, 3.7.4); the receiver has no answer yet and delays that
 * ACK (3.8.6.3: up to 0.5 s; Linux 40 ms and more, others 200 ms). Both wait for
 * each other in every exchange. A stall is what the ACK was late by, the round trip
 * taken off; a few of them are a coincidence of program and timer.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define STALLS_MIN 3
#define STALLS_YES 6
/* Half of the shortest delayed-ACK timer in use (TCP_DELACK_MIN, 40 ms) … */
#define STALL_NO_NS (20 * (int64_t)NS_PER_MS)
#define STALL_YES_NS (35 * (int64_t)NS_PER_MS)
/* … and never above the longest, with the scheduler's share. */
#define STALL_MOST_NS (700 * (int64_t)NS_PER_MS)
#define SHARE_NO 0.05
#define SHARE_YES 0.25

/* Either side may be the one that writes twice. */
static const struct half *
stalled_half(const struct flow *w)
{
	return w->conn->half[C2S].nagle_stalls >= w->conn->half[S2C].nagle_stalls
		       ? &w->conn->half[C2S]
		       : &w->conn->half[S2C];
}

static double
judge_flow(const struct flow *w)
{
	const struct half *h = stalled_half(w);
	int64_t life_ns = conn_duration_ns(w->conn), mean_ns;

	if (h->nagle_stalls < STALLS_MIN || life_ns <= 0)
		return 0;
	mean_ns = h->nagle_stall_ns / (int64_t)h->nagle_stalls;
	if (mean_ns > STALL_MOST_NS)
		return 0;
	return 0.95 * ramp((double)mean_ns, (double)STALL_NO_NS, (double)STALL_YES_NS) *
	       ramp((double)h->nagle_stall_ns / (double)life_ns, SHARE_NO, SHARE_YES) *
	       (0.6 + 0.4 * ramp((double)h->nagle_stalls, STALLS_MIN, STALLS_YES));
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	const struct half *h = stalled_half(w);
	bool client = h == &w->conn->half[C2S];
	const struct endpoint *from = client ? &w->conn->client : &w->conn->server;
	const struct endpoint *to = client ? &w->conn->server : &w->conn->client;
	int64_t mean_ns = h->nagle_stall_ns / (int64_t)h->nagle_stalls;

	finding_say(f,
		    "%s writes each message in small pieces, and every exchange waits %s for a "
		    "delayed ACK: Nagle at this end, delayed ACK at the other.",
		    say_endpoint(f, from), say_time(f, mean_ns));
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_DELAYED_ACK),
		     "%s of a small segment held until the ACK of the one before: %s of "
		     "%s",
		     say_things(f, h->nagle_stalls, "stall", "stalls"),
		     say_time(f, h->nagle_stall_ns), say_time(f, conn_duration_ns(w->conn)));
	finding_seen(f, w->view, 0,
		     "each ACK came %s later than the path's %s: the receiver delayed it",
		     say_time(f, mean_ns), say_time(f, flow_path_rtt_ns(w)));
	finding_fix(
		f, SCOPE_CODE,
		"At %s write each message with one call (writev, or a buffer); or switch Nagle off "
		"with TCP_NODELAY.",
		say_endpoint(f, from));
	finding_command(f, "this socket, in the program",
			"setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int))");
	finding_command(f, "better: one write for header and body", "writev(fd, parts, 2)");
	finding_risk(f, "TCP_NODELAY with many small writes sends many small packets");
	finding_expect(f, "stall_seconds", ns_to_s(mean_ns), 0,
		       "Each exchange gets %s faster; its round trip of %s is left.",
		       say_time(f, mean_ns), say_time(f, flow_path_rtt_ns(w)));
	finding_verify(f,
		       "tcpdump -ttt -nni any host %s and port %u    # no 40 ms gaps before the "
		       "second piece",
		       say_addr(f, &to->addr), to->port);
	finding_refuse(f,
		       "Blame the server's speed: it has only half of the request while it waits.");
	finding_not(f, "server-think-time",
		    "the rest of the request is still held at the client while "
		    "the server waits");
	if (!h->loss.segments) {
		finding_not(f, "tail-loss-rto", "nothing was sent again");
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	}
	finding_not(f, "application-limited", "the bytes were written; Nagle holds them back");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 }, best = { 0 };
	double best_sure = 0;

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, ns_to_s(stalled_half(&w)->nagle_stall_ns), 0);
		if (sure <= best_sure)
			continue;
		best = w;
		best_sure = sure;
	}
	if (best_sure <= 0)
		return;
	finding_sure(f, best_sure);
	say_flow(&best, f);
}

const struct rule rule_nagle_delayed_ack = {
	.id = "nagle-delayed-ack",
	.title = "Nagle and a delayed ACK wait for each other",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE,
	.explains = { "server-think-time", "application-limited" },
	.rivals = { "server-think-time", "tail-loss-rto", "application-limited",
		    "random-loss-long-rtt" },
	.look = look,
};
