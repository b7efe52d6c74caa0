/*
 * silly-window: the receiver opens its window a little at a time.
 *
 * A window that opens by less than a segment makes the sender cut its data to fit
 * (RFC 813). A good receiver waits until it has a segment or half its buffer to
 * offer (RFC 9293, 3.8.6.2.2); with a buffer of little more than a segment that
 * does not help. So: the window holds the sender for much of the time, and what is
 * sent is far below the MSS for no other reason.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* Linux cuts its segments to half of the largest window ever seen (tcp_bound_to_half_wnd). */
#define WINDOW_SEGS_NO 3.0
#define WINDOW_SEGS_YES 2.0
/* Of a window that was large once: most segments are cut all the same. */
#define PART_NO 0.75
#define PART_YES 0.5
#define SMALL_NO 0.4
#define SMALL_YES 0.7
#define HELD_NO 0.3
#define HELD_YES 0.6
/* A handful of segments into a full buffer is how any stall ends. */
#define SEGMENTS_NO 8.0
#define SEGMENTS_YES 20.0
#define MSS_ETHERNET 1448 /* what a row of ss does not tell */

struct silly {
	double window_bytes, mean_bytes, mss, segments, held_s;
	uint64_t shut;
	struct endpoint from, to;
};

/* ---- packets ---- */

static double
held_s(const struct flow *w)
{
	return flow_seconds(w, ACCOUNT_RECEIVE_WINDOW) + flow_seconds(w, ACCOUNT_ZERO_WINDOW);
}

static double
judge_flow(const struct flow *w, struct silly *s)
{
	double life_s = ns_to_s(conn_duration_ns(w->conn)), segments, small, tight;

	segments = (double)w->me->data_packets -
		   (double)MIN(w->me->retransmissions, w->me->data_packets);
	if (segments < SEGMENTS_NO || life_s <= 0 || w->peer->window_scale_unknown ||
	    !w->peer->window_max_bytes)
		return 0;
	*s = (struct silly){
		.window_bytes = (double)w->peer->window_max_bytes,
		.segments = segments,
		.mean_bytes = (double)w->me->unique_bytes / segments,
		.mss = flow_room_bytes(w),
		.held_s = held_s(w),
		.shut = w->peer->zero_windows,
		.from = flow_sender(w),
		.to = flow_receiver(w),
	};
	small = (double)w->me->small_segments / segments;
	/* never room for two segments, or room once and crumbs ever since */
	tight = MAX(ramp(s->window_bytes / s->mss, WINDOW_SEGS_NO, WINDOW_SEGS_YES),
		    0.8 * ramp(small, SMALL_NO, SMALL_YES));
	return 0.95 * ramp(s->mean_bytes / s->mss, PART_NO, PART_YES) * tight *
	       ramp(s->held_s / life_s, HELD_NO, HELD_YES) *
	       (0.5 + 0.5 * ramp(segments, SEGMENTS_NO, SEGMENTS_YES));
}

/* ---- words ---- */

static void
advise(const struct silly *s, struct finding *f)
{
	finding_fix(f, SCOPE_CODE,
		    "At %s give the socket a buffer of many segments (no SO_RCVBUF) and read as "
		    "much as is there with each call.",
		    say_endpoint(f, &s->to));
	finding_command(f, "how little it reads, and who made the buffer so small (there)",
			"strace -fp PID -e trace=read,recv,recvfrom,recvmsg,setsockopt");
	finding_command(f, "read what is there", "read(fd, buffer, 65536)");
	finding_risk(f, "more memory for each connection; the reader must take what it reads");
	finding_expect(f, "segment_bytes", s->mean_bytes, s->mss,
		       "Segments of %.0f bytes instead of %.0f, %.0f times fewer for the same "
		       "data, and none waits for crumbs of room.",
		       s->mss, s->mean_bytes, s->mss / MAX(s->mean_bytes, 1));
	finding_verify(f,
		       "ss -tinm 'sport = :%u'    # there: rb and rcv_space of many segments, "
		       "Recv-Q near 0",
		       s->to.port);
	finding_settle(f, "how large the receive buffer is, and how full it stands",
		       "ss -tinm src %s    # skmem r and rb, rcv_space, Recv-Q",
		       say_addr(f, &s->to.addr));
	finding_refuse(f, "Switch Nagle or delayed ACKs off: the window, not the ACK, is late.");
}

static void
say_flow(const struct flow *w, const struct silly *s, struct finding *f)
{
	finding_say(f,
		    "%s opens its window a little at a time: %.0f bytes at most, so that %s sends "
		    "%.0f bytes in a segment where %.0f would fit.",
		    say_endpoint(f, &s->to), s->window_bytes, say_endpoint(f, &s->from),
		    s->mean_bytes, s->mss);
	finding_seen(f, w->view,
		     flow_packet(w, s->shut ? ACCOUNT_ZERO_WINDOW : ACCOUNT_RECEIVE_WINDOW),
		     "the window held the sender for %s of %s; it was shut %s",
		     say(f, "%.2f s", s->held_s), say_time(f, conn_duration_ns(w->conn)),
		     say_things(f, s->shut, "time", "times"));
	finding_seen(f, w->view, 0,
		     "largest window %s, in segments of %.0f bytes: %.1f; mean payload %.0f bytes",
		     say_bytes(f, s->window_bytes), s->mss, s->window_bytes / s->mss,
		     s->mean_bytes);
	finding_not(f, "small-writes", "the sender has more to say: the window cuts it");
	finding_not(f, "zero-window-stall",
		    "the program reads all the time, a little at a time: the window opens again "
		    "and again");
	finding_not(f, "receive-window-limited",
		    "the window is not only small: it opens by less than a segment");
	finding_not(f, "nagle-delayed-ack", "what waits, waits for room at the receiver");
	if (!w->me->loss.segments)
		finding_not(f, "random-loss-long-rtt", "no segment was lost");
	advise(s, f);
}

static void
look_flows(const struct crux_case *cs, struct finding *f)
{
	struct flow w = { 0 };
	struct surest best = { 0 };
	struct silly s = { 0 }, best_s = { 0 };

	while (flow_next(cs, &w)) {
		double sure = judge_flow(&w, &s);

		if (sure >= 0.5)
			finding_harm(f, w.view, s.held_s, w.me->unique_bytes);
		if (surest_takes(&best, &w, sure))
			best_s = s;
	}
	if (surest_tells(&best, f))
		say_flow(&best.w, &best_s, f);
}

/* ---- rows of ss ---- */

/*
 * At the sender the segment size itself tells: Linux never sends more than half of the
 * largest window it was offered, so mss is below what the path carries.
 */
static double
judge_sender(const struct sock *s, struct silly *ret)
{
	double sent = sock_segments(s), share;

	if (!(s->has & SOCK_MSS) || !(s->has & SOCK_RWND_LIMITED) || !(s->has & SOCK_BUSY) ||
	    s->busy_ns <= 0 || sent < SEGMENTS_NO)
		return 0;
	share = (double)s->rwnd_limited_ns / (double)s->busy_ns;
	*ret = (struct silly){
		.window_bytes = (s->has & SOCK_SND_WND) && s->snd_wnd_bytes
					? (double)s->snd_wnd_bytes
					: 2.0 * s->mss,
		.segments = sent,
		.mean_bytes = (double)MAX(s->bytes_sent, s->bytes_acked) / sent,
		.mss = MSS_ETHERNET,
		.held_s = ns_to_s(s->rwnd_limited_ns),
		.from = s->local,
		.to = s->peer,
	};
	return 0.85 * ramp(ret->mean_bytes / ret->mss, PART_NO, PART_YES) *
	       ramp(ret->window_bytes / ret->mss, WINDOW_SEGS_NO, WINDOW_SEGS_YES) *
	       ramp(share, HELD_NO, HELD_YES) * (0.5 + 0.5 * ramp(sent, SEGMENTS_NO, SEGMENTS_YES));
}

/* At the receiver: a buffer of hardly a segment, and it is full. */
static double
judge_receiver(const struct sock *s, struct silly *ret)
{
	double mss = (s->has & SOCK_MSS) && s->mss ? s->mss : MSS_ETHERNET;

	/* the kernel counts a segment with its head: a buffer holds half of it in data */
	if (!(s->has & SOCK_SKMEM) || !s->skmem_rb ||
	    (double)s->skmem_rb / 2 > WINDOW_SEGS_NO * mss)
		return 0;
	*ret = (struct silly){
		.window_bytes = (double)s->skmem_rb / 2,
		.mean_bytes = (double)s->skmem_rb / 4,
		.mss = mss,
		.from = s->peer,
		.to = s->local,
	};
	return 0.75 * ramp(ret->window_bytes / mss, WINDOW_SEGS_NO, WINDOW_SEGS_YES) *
	       ramp((double)MAX(s->recv_q, s->skmem_r / 2) / ret->window_bytes, 0.1, 0.5) *
	       ((double)s->bytes_received >= SEGMENTS_NO * ret->window_bytes / 2 ? 1 : 0.5);
}

static void
look_socks(const struct crux_case *cs, struct finding *f)
{
	const struct sock *best = NULL;
	struct silly s = { 0 }, best_s = { 0 };
	double best_sure = 0;
	struct map wire;

	wire_map_init(&wire, f->arena, cs);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *k = &cs->socks.v[i];
		double sure = judge_sender(k, &s);

		if (sure <= 0)
			sure = judge_receiver(k, &s);
		if (sure <= best_sure || k->state != TCP_ESTABLISHED || wire_map_covers(&wire, k))
			continue;
		best = k;
		best_s = s;
		best_sure = sure;
	}
	if (!best || best_sure <= f->confidence)
		return;
	finding_sure(f, best_sure);
	finding_at(f, best->at, "room for about %.0f bytes at %s, segments of about %.0f",
		   best_s.window_bytes, say_endpoint(f, &best_s.to), best_s.mean_bytes);
	if (f->summary.n)
		return;
	finding_say(f,
		    "%s opens its window a little at a time: about %.0f bytes at most, where a "
		    "segment takes %.0f.",
		    say_endpoint(f, &best_s.to), best_s.window_bytes, best_s.mss);
	advise(&best_s, f);
	finding_harm_estimated(f, best_s.held_s, 1, best->bytes_acked);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_flows(cs, f);
	look_socks(cs, f);
	if (f->confidence <= 0 && cs->incidents)
		finding_not(f, "silly-window", "no window opened by less than a segment for long");
}

const struct rule rule_silly_window = {
	.id = "silly-window",
	.title = "the receiver opens its window a little at a time",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_SOCKETS,
	.explains = { "zero-window-stall", "receive-window-limited", "reset-with-unread-data",
		      "nagle-delayed-ack", "small-writes", "application-limited" },
	.rivals = { "zero-window-stall", "receive-window-limited", "small-writes",
		    "nagle-delayed-ack", "window-scale-mangled", "random-loss-long-rtt" },
	.look = look,
};
