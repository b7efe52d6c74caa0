/*
 * small-writes: a stream of tiny segments.
 *
 * A program that writes a few bytes at a time with Nagle off sends each write as a
 * packet: more header than payload, and on both hosts the work of a full segment
 * for each. It is told from what only looks like it by three things: one way
 * (questions and answers are short by nature), fast (a hand that types is not), and
 * not because the receiver lets no more in.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* An Ethernet packet without payload: 14, 20 and 32 bytes of headers. */
#define HEADERS_BYTES 66.0
/* Less payload than a quarter of a segment; below a tenth nobody meant it. */
#define PART_NO 0.25
#define PART_YES 0.1
/* Hands and meters make a few tens a second at most; what costs a CPU is hundreds. */
#define RATE_NO 30.0
#define RATE_YES 100.0
#define SEGMENTS_NO 40.0
#define SEGMENTS_YES 400.0
/* Answers of the other side, for each segment: a dialogue. */
#define ANSWERS_NO 0.4
#define ANSWERS_YES 0.1
/* Held by the window: another trouble makes them small. */
#define HELD_NO 0.5
#define HELD_YES 0.2
/* A pause is not part of the stream. */
#define STREAM_MIN_S 0.25

struct tiny {
	double mean_bytes, mss, segments, rate;
	struct endpoint from, to;
};

/* ---- packets ---- */

static double
answers_each(const struct flow *w, double segments)
{
	double other = (double)w->peer->data_packets;

	return MAX(other, (double)w->conn->exchanges) / segments;
}

static double
held_share(const struct flow *w)
{
	return flow_share(w, ACCOUNT_RECEIVE_WINDOW) + flow_share(w, ACCOUNT_ZERO_WINDOW);
}

/* Time in which it streams: its own pauses taken off. */
static double
stream_s(const struct flow *w)
{
	const struct half *h = w->me;

	if (h->first_data_ns == TIME_NONE || h->last_data_ns <= h->first_data_ns)
		return 0;
	return ns_to_s(h->last_data_ns - h->first_data_ns -
		       MIN(h->pause_ns, h->last_data_ns - h->first_data_ns));
}

static double
judge_flow(const struct flow *w, struct tiny *t)
{
	double stream = stream_s(w), new_segments;

	new_segments = (double)w->me->data_packets -
		       (double)MIN(w->me->retransmissions, w->me->data_packets);
	if (new_segments < SEGMENTS_NO || stream < STREAM_MIN_S)
		return 0;
	*t = (struct tiny){
		.segments = new_segments,
		.mean_bytes = (double)w->me->unique_bytes / new_segments,
		/* what it sends is small by itself: what it might send counts */
		.mss = flow_room_bytes(w),
		.rate = new_segments / stream,
		.from = flow_sender(w),
		.to = flow_receiver(w),
	};
	return 0.92 * ramp(t->mean_bytes / t->mss, PART_NO, PART_YES) *
	       ramp(t->rate, RATE_NO, RATE_YES) * ramp(new_segments, SEGMENTS_NO, SEGMENTS_YES) *
	       ramp(answers_each(w, new_segments), ANSWERS_NO, ANSWERS_YES) *
	       ramp(held_share(w), HELD_NO, HELD_YES);
}

/* ---- words ---- */

static void
advise(const struct tiny *t, struct finding *f)
{
	double wire = t->mean_bytes + HEADERS_BYTES;
	double full = t->segments * t->mean_bytes / t->mss;

	finding_fix(f, SCOPE_CODE,
		    "At %s gather what belongs together before writing: a buffer, writev, or "
		    "MSG_MORE on all but the last piece.",
		    say_endpoint(f, &t->from));
	finding_command(f, "what it writes, and how often (there)",
			"strace -fp PID -e trace=write,send,sendto,sendmsg,setsockopt");
	finding_command(f, "more follows: hold it back until it fills a segment",
			"send(fd, piece, n, MSG_MORE)");
	finding_command(f, "the same for a stretch of writes: on before, off behind it",
			"setsockopt(fd, IPPROTO_TCP, TCP_CORK, &(int){ 1 }, sizeof(int))");
	finding_risk(f, "what waits in a buffer arrives later: flush at the end of each message");
	finding_expect(f, "packets", t->segments, MAX(full, 1),
		       "%s packets of %.0f bytes become about %s full ones; headers fall from "
		       "%s of the bytes to %s.",
		       say_count(f, (uint64_t)t->segments), t->mean_bytes,
		       say_count(f, (uint64_t)MAX(full, 1)), say_percent(f, HEADERS_BYTES / wire),
		       say_percent(f, HEADERS_BYTES / (HEADERS_BYTES + t->mss)));
	finding_verify(f,
		       "nstat -n; sleep 10; nstat TcpOutSegs IpExtOutOctets    # at %s: more "
		       "bytes a segment",
		       say_addr(f, &t->from.addr));
	finding_refuse(f, "Switch Nagle on again and leave the writes: each waits for an ACK then, "
			  "which the receiver may delay by 40 ms.");
}

static void
say_flow(const struct flow *w, const struct tiny *t, struct finding *f)
{
	finding_say(f,
		    "%s writes in tiny pieces: %s segments of %.0f bytes to %s, %.0f a second, "
		    "where %.0f fit into one.",
		    say_endpoint(f, &t->from), say_count(f, (uint64_t)t->segments), t->mean_bytes,
		    say_endpoint(f, &t->to), t->rate, t->mss);
	finding_seen(f, w->view, 0,
		     "%s of payload in %s segments: %.0f bytes each, headers are "
		     "%s of what is sent",
		     say_bytes(f, (double)w->me->unique_bytes), say_count(f, (uint64_t)t->segments),
		     t->mean_bytes,
		     say_percent(f, HEADERS_BYTES / (HEADERS_BYTES + t->mean_bytes)));
	finding_seen(f, w->view, 0,
		     "up to %s in flight at once: none waits for the ACK of the "
		     "one before",
		     say_things(f, (uint64_t)((double)w->me->flight_max_bytes / t->mean_bytes),
				"segment", "segments"));
	finding_not(f, "nagle-delayed-ack",
		    "the small segments do not wait for ACKs: Nagle is off");
	finding_not(f, "silly-window", "the receiver's window is %s: it would let more in",
		    say_bytes(f, (double)w->peer->window_max_bytes));
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	finding_not(f, "zero-window-stall", "the window stood open");
	advise(t, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct tiny t = { 0 }, best_t = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w, &t);

		/* packets, not time: nobody waits for the headers */
		if (sure >= 0.5)
			finding_harm(f, w.view, 0, (uint64_t)(t.segments * HEADERS_BYTES));
		if (surest_takes(&best, &w, sure))
			best_t = t;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_t, f);
}

/* ---- rows of ss ---- */

/*
 * Little's law: what is in flight leaves within a round trip. Where several tiny ones
 * are under way at once the stream is that fast.
 */
static double
rate_now(const struct sock *s)
{
	double rtt_s = (s->has & SOCK_MIN_RTT) ? ns_to_s(s->min_rtt_ns) : ns_to_s(s->rtt_ns);

	return (s->has & SOCK_UNACKED) && s->unacked > 1 && rtt_s > 0 ? s->unacked / rtt_s : 0;
}

/* While it had something under way at all: a program that asks and waits is idle between. */
static double
rate_busy(const struct sock *s)
{
	double busy_s = (s->has & SOCK_BUSY) ? ns_to_s(s->busy_ns) : 0;

	return busy_s >= STREAM_MIN_S ? (double)s->data_segs_out / busy_s : 0;
}

static double
judge_sock(const struct sock *s, struct tiny *t)
{
	double sent = (double)s->data_segs_out, answered;

	if (!(s->has & SOCK_DATA_SEGS_OUT) || !(s->has & (SOCK_BYTES_SENT | SOCK_BYTES_ACKED)) ||
	    !(s->has & SOCK_MSS) || !s->mss || sent < SEGMENTS_NO)
		return 0;
	*t = (struct tiny){
		.segments = sent,
		.mean_bytes = (double)MAX(s->bytes_sent, s->bytes_acked) / sent,
		.mss = s->mss,
		.rate = rate_now(s) > 0 ? MIN(rate_now(s), rate_busy(s)) : rate_busy(s),
		.from = s->local,
		.to = s->peer,
	};
	/* answers of the same kind; rows without the field come from short dialogues too */
	answered = (s->has & SOCK_BYTES_RECEIVED)
			   ? (double)s->bytes_received / MAX((double)s->bytes_acked, 1)
			   : 0;
	return (rate_now(s) > 0 ? 0.8 : 0.45) * ramp(t->mean_bytes / t->mss, PART_NO, PART_YES) *
	       ramp(t->rate, RATE_NO, RATE_YES) * ramp(sent, SEGMENTS_NO, SEGMENTS_YES) *
	       ramp(answered, ANSWERS_NO, ANSWERS_YES) *
	       ((s->has & SOCK_RWND_LIMITED) && s->rwnd_limited_ns * 2 > s->busy_ns ? 0.3 : 1);
}

static void
say_sock(const struct sock *s, const struct tiny *t, struct finding *f)
{
	finding_at(f, s->at, "%s of data in %s segments: %.0f bytes each, mss %u",
		   say_bytes(f, t->mean_bytes * t->segments), say_count(f, (uint64_t)t->segments),
		   t->mean_bytes, s->mss);
	if (s->has & SOCK_UNACKED)
		finding_at(f, s->at, "%s under way at once, on %s",
			   say_things(f, s->unacked, "segment", "segments"),
			   say_time(f, s->rtt_ns));
	finding_say(f,
		    "%s writes in tiny pieces: segments of %.0f bytes where %.0f fit into one, "
		    "about %.0f a second while it sends.",
		    say_endpoint(f, &t->from), t->mean_bytes, t->mss, t->rate);
	if (s->has & SOCK_SND_WND)
		finding_not(f, "silly-window", "the peer's window is %s",
			    say_bytes(f, (double)s->snd_wnd_bytes));
	finding_settle(f, "how many packets a second, and how large",
		       "tcpdump -ni any -s 96 -w x.pcap host %s and port %u    # 10 s",
		       say_addr(f, &t->to.addr), t->to.port);
	advise(t, f);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	struct tiny t = { 0 }, best_t = { 0 };
	double best_sure = 0;
	struct map wire;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		double sure = judge_sock(&cs->socks.v[i], &t);

		if (sure <= best_sure || wire_map_covers(&wire, &cs->socks.v[i]))
			continue;
		best = &cs->socks.v[i];
		best_t = t;
		best_sure = sure;
	}
	if (!best || best_sure <= f->confidence)
		return;
	finding_sure(f, best_sure);
	say_sock(best, &best_t, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, 1, (uint64_t)(best_t.segments * HEADERS_BYTES));
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	if (f->confidence <= 0)
		look_socks(cs, f);
	if (f->confidence <= 0 && cs->incidents)
		finding_not(f, "small-writes",
			    "no stream of small segments: they are large, few, or answers to one "
			    "another");
}

const struct rule rule_small_writes = {
	.id = "small-writes",
	.title = "a stream of tiny segments",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "application-limited", "send-buffer-limited" },
	.rivals = { "nagle-delayed-ack", "silly-window", "random-loss-long-rtt",
		    "zero-window-stall" },
	.look = look,
};
