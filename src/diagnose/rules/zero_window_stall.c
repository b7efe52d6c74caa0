/*
 * zero-window-stall: the receiving application does not read.
 *
 * A closed window is ordinary for a moment. It is a stall once the sender has to
 * probe, so the threshold is that sender's own RTO and no constant (RFC 9293,
 * 3.8.6.1; RFC 1122, 4.2.2.17).
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"
#include "predict/predict.h"

/* Longer than one RTO: certain at four, when the second probe has gone out. */
#define RTOS_NO 1.0
#define RTOS_YES 4.0
#define RTO_FLOOR_NS (200 * (int64_t)NS_PER_MS) /* Linux TCP_RTO_MIN */
/* Of the connection's life: below it nobody waits long for the reader. */
#define SHARE_NO 0.02
#define SHARE_YES 0.15

/* A reader that takes too little at a time holds the sender for so much of its life. */
#define HELD_NO 0.25
#define HELD_YES 0.6

/* Windows are advertised by the receiver: its half carries the numbers. */
static const struct half *
shut_half(const struct flow *w)
{
	return w->peer->zero_window_longest_ns >= w->me->zero_window_longest_ns ? w->peer : w->me;
}

static double
held_share(const struct flow *w)
{
	return flow_share(w, ACCOUNT_RECEIVE_WINDOW) + flow_share(w, ACCOUNT_ZERO_WINDOW);
}

/* It reads, but less than is sent: no stall is long, and there is always another. */
static double
judge_slow(const struct flow *w)
{
	return 0.9 * flow_reader_lags(w) * ramp(held_share(w), HELD_NO, HELD_YES);
}

static double
judge_stall(const struct flow *w)
{
	const struct half *reader = shut_half(w);
	const struct half *sender = reader == w->peer ? w->me : w->peer;
	double rto_ns = (double)MAX(sender->rto_ns, RTO_FLOOR_NS);
	int64_t life_ns = conn_duration_ns(w->conn);

	if (!reader->zero_window_longest_ns || life_ns <= 0)
		return 0;
	return 0.95 * ramp((double)reader->zero_window_longest_ns / rto_ns, RTOS_NO, RTOS_YES) *
	       ramp((double)reader->zero_window_ns / (double)life_ns, SHARE_NO, SHARE_YES);
}

static double
judge_flow(const struct flow *w)
{
	return MAX(judge_stall(w), judge_slow(w));
}

static void
advise(const struct endpoint *reader, struct finding *f)
{
	finding_fix(
		f, SCOPE_CODE,
		"Fix the reader at %s: it leaves the socket unread. Read in a loop that nothing "
		"else can block.",
		say_endpoint(f, reader));
	finding_command(f, "Recv-Q that stays: whose socket (at the reader)",
			"ss -tanp '( sport = :%u or dport = :%u )'", reader->port, reader->port);
	finding_command(f, "what that process waits for instead",
			"strace -fp PID; cat /proc/PID/stack");
	finding_risk(f, "none: data that is read is acknowledged already");
	finding_expect(f, NULL, NAN, NAN,
		       "The window stays open, and the sender sends no more probes.");
	finding_verify(f,
		       "nstat -az TcpExtTCPToZeroWindowAdv TcpExtTCPWantZeroWindowAdv    # at the "
		       "reader");
	finding_settle(f, "whether unread bytes stand in the reader's queue",
		       "ss -tanm    # at the reader: Recv-Q, twice");
	finding_refuse(f, "A larger receive buffer: a reader that stops fills any buffer, a little "
			  "later.");
}

static void
say_flow(const struct flow *w, struct finding *f)
{
	const struct half *reader = shut_half(w), *sender = reader == w->peer ? w->me : w->peer;
	struct endpoint at = reader == &w->conn->half[C2S] ? w->conn->client : w->conn->server;

	if (judge_slow(w) > judge_stall(w))
		finding_say(f,
			    "The application at %s reads too slowly, %s: its window was shut %s.",
			    say_endpoint(f, &at), say_rate(f, flow_goodput_bps(w)),
			    say_things(f, reader->zero_windows, "time", "times"));
	else
		finding_say(f, "The application at %s does not read: its window was shut for %s%s.",
			    say_endpoint(f, &at), say_time(f, reader->zero_window_longest_ns),
			    reader->zero_windows > 1 ? " at the longest" : "");
	finding_seen(f, w->view, flow_packet(w, ACCOUNT_ZERO_WINDOW),
		     "window 0 %s, %s of %s in all; the sender's RTO is %s",
		     say_things(f, reader->zero_windows, "time", "times"),
		     say_time(f, reader->zero_window_ns), say_time(f, conn_duration_ns(w->conn)),
		     say_time(f, MAX(sender->rto_ns, RTO_FLOOR_NS)));
	if (sender->window_probes)
		finding_seen(f, w->view, 0, "%s answered by window 0: the host is alive",
			     say_things(f, sender->window_probes, "window probe", "window probes"));
	if (flow_reader_lags(w) > 0.5)
		finding_not(f, "receive-window-limited",
			    "its window of %s would carry %s if it were read at once",
			    say_bytes(f, (double)w->peer->window_max_bytes),
			    say_rate(f, window_rate_bps((double)w->peer->window_max_bytes,
							ns_to_s(flow_path_rtt_ns(w)))));
	finding_not(f, "dead-peer-timeout", "the receiver answers, with window 0");
	if (!sender->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "server-think-time",
		    "the sender has data that the receiver does not let in");
	advise(&at, f);
}

/* What the sender waited for the reader: for one that lags, all the time at the window. */
static double
harm_s(const struct flow *w)
{
	double shut_s = ns_to_s(shut_half(w)->zero_window_ns);

	return judge_slow(w) > judge_stall(w)
		       ? MAX(shut_s, held_share(w) * ns_to_s(conn_duration_ns(w->conn)))
		       : shut_s;
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w);

		if (sure >= 0.5)
			finding_harm(f, w.view, harm_s(&w), 0);
		surest_takes(&best, &w, sure);
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, f);
}

/*
 * At the sender the persist timer runs while data waits and nothing is out; its
 * retries say how long. At the reader unread bytes stand in Recv-Q.
 */
static double
judge_sender(const struct sock *s)
{
	uint32_t probes;

	if (!(s->has & SOCK_TIMER) || s->timer != TIMER_PERSIST || s->send_q == 0)
		return 0;
	if (s->state != TCP_ESTABLISHED && s->state != TCP_CLOSE_WAIT)
		return 0.4; /* closed by its program: nobody waits for it */
	probes = MAX((uint32_t)s->timer_retries,
		     s->backoff); /* answered ones do not count as retries */
	return probes >= 2 ? 0.85 : probes == 1 ? 0.65 : 0.4;
}

#define READ_BY_NOBODY 0.75
#define READ_SLOWLY 0.7

/* skmem: full to the buffer */
static bool
is_full(const struct sock *s)
{
	return s->state == TCP_ESTABLISHED && s->recv_q && (s->has & SOCK_SKMEM) && s->skmem_rb &&
	       s->skmem_r * 10 >= s->skmem_rb * 9;
}

/*
 * Data older than a second that nobody took; or a buffer that was full at another
 * look, too: who reads at once is met with an empty one nearly always.
 */
static double
judge_reader(struct map *full, const struct sock *s)
{
	uint8_t key[FOUR_BYTES];
	const struct sock *before;
	void **place;

	if (!is_full(s))
		return 0;
	place = map_put(full, four_key(key, &s->local, &s->peer));
	before = *place;
	*place = (void *)(uintptr_t)s;
	if (!(s->has & SOCK_LAST_TIMES) || s->lastrcv_ns > NS_PER_S)
		return READ_BY_NOBODY;
	return before && before->sample != s->sample ? READ_SLOWLY : 0;
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	struct map full;

	map_init(&full, f->arena);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		double sender = judge_sender(s), reader = judge_reader(&full, s);
		const struct endpoint *at = sender > 0 ? &s->peer : &s->local;

		if (sender <= 0 && reader <= 0)
			continue;
		if (sender > 0)
			finding_at(f, s->at, "persist timer: %s wait for %s to open its window",
				   say_bytes(f, (double)s->send_q), say_endpoint(f, at));
		else
			finding_at(f, s->at, "Recv-Q %s: the buffer is full, %s",
				   say_count(f, s->recv_q),
				   reader > READ_SLOWLY ? "and read by nobody"
							: "as at an earlier look");
		finding_sure(f, MAX(sender, reader));
		if (!f->summary.n) {
			finding_say(f,
				    sender > 0 || reader > READ_SLOWLY
					    ? "The application at %s does not read: its receive "
					      "window is shut."
					    : "The application at %s reads too slowly: its receive "
					      "buffer stays full.",
				    say_endpoint(f, at));
			advise(at, f);
		}
		if (!f->harm.connections)
			finding_harm_estimated(f, 0, 1, s->send_q);
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
}

const struct rule rule_zero_window_stall = {
	.id = "zero-window-stall",
	.title = "the receiving application does not read",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "receive-window-limited", "server-think-time", "application-limited" },
	.rivals = { "receive-window-limited", "dead-peer-timeout", "random-loss-long-rtt",
		    "server-think-time" },
	.look = look,
};
