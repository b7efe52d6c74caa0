/*
 * small-window: a socket whose congestion window is small on a long path.
 *
 * The row holds all that is needed to reckon: the window over the RTT is the
 * rate, and the loss explains the window.
 */
#include "drill/questions/small_window.h"

#include <math.h>

#include "predict/predict.h"

#define RTT_LONG_NS (50LL * NS_PER_MS) /* below it a small window still is a fast socket */
/* Fewer repeats, or a smaller share, leave the window to grow between two of them. */
#define RETRANS_MIN 10
#define LOSS_MIN 0.001
/* The window is what limits if the rate shown is about its own. */
#define RATE_LOW 0.75
#define RATE_HIGH 1.33
/* An RTT twice the smallest is a queue: that is another question. */
#define QUEUED 2
#define RWND_LIMITED_SHARE 5
/* A window swings about its mean; far above it this loss has not ruled for long. */
#define WINDOW_TO_MEAN 2

static const char *const words[] = {
	"ESTAB",   "cubic",	     "reno",	    "wscale:",	    "rtt:",	"mss:",
	"cwnd:",   "ssthresh:",	     "bytes_sent:", "bytes_acked:", "retrans:", "rate:",
	"minrtt:", "data_segs_out:", "reordering:", "send ",	    "snd_wnd:", "delivery_rate ",
	NULL,
};

static double
segments_sent(const struct sock *s)
{
	if (s->has & SOCK_DATA_SEGS_OUT)
		return (double)s->data_segs_out;
	if ((s->has & SOCK_BYTES_SENT) && s->mss)
		return (double)s->bytes_sent / s->mss;
	return 0;
}

static bool
loss_based(const struct sock *s)
{
	return str_eq(s->cc, STR("cubic")) || str_eq(s->cc, STR("reno"));
}

/* Other limits that the kernel itself names, or a queue that the RTT shows. */
static bool
limited_otherwise(const struct sock *s)
{
	if (s->ts && !s->sack) /* repairs are what is slow then */
		return true;
	if ((s->has & SOCK_RWND_LIMITED) && (s->has & SOCK_BUSY) &&
	    s->rwnd_limited_ns > s->busy_ns / RWND_LIMITED_SHARE)
		return true;
	return (s->has & SOCK_MIN_RTT) && s->rtt_ns > QUEUED * s->min_rtt_ns;
}

static bool
look(const struct sock *s, struct small_window *f)
{
	const uint32_t needed = SOCK_RTT | SOCK_CWND | SOCK_MSS | SOCK_RETRANS;

	if ((s->has & needed) != needed || s->rtt_ns < RTT_LONG_NS || !s->mss || !s->cwnd_segs ||
	    !loss_based(s) || s->retrans_total < RETRANS_MIN || limited_otherwise(s))
		return false;
	f->sock = s;
	f->rtt_s = ns_to_s(s->rtt_ns);
	f->window_bytes = (double)s->cwnd_segs * s->mss;
	f->window_bps = window_rate_bps(f->window_bytes, f->rtt_s);
	f->segments = segments_sent(s);
	f->loss = f->segments > 0 ? (double)s->retrans_total / f->segments : 0;
	/* what arrives, where ss tells it: its own "send" is just this window's rate */
	f->shown_bps = s->has & SOCK_DELIVERY_RATE ? (double)s->delivery_rate_bps
		       : s->has & SOCK_SEND_RATE   ? (double)s->send_rate_bps
						   : 0;
	f->holds_segs = str_eq(s->cc, STR("reno")) ? reno_window_segs(f->loss)
						   : cubic_window_segs(f->rtt_s, f->loss);
	return f->loss >= LOSS_MIN && isfinite(f->holds_segs) &&
	       s->cwnd_segs <= WINDOW_TO_MEAN * f->holds_segs &&
	       (f->shown_bps <= 0 || (f->shown_bps >= RATE_LOW * f->window_bps &&
				      f->shown_bps <= RATE_HIGH * f->window_bps));
}

/* The row, and the indented lines of details behind it. */
static void
show_row(struct question *q, struct origin at)
{
	const struct case_input *in = &q->cs->inputs.v[at.input];
	struct str line;

	do {
		show_line(q, at, words);
		at.line++;
		line = line_text(q->cs, at);
	} while (at.line <= in->lines && line.n && char_is_space(line.p[0]));
}

/* As its papers spell it. */
static const char *
spelled(struct str cc)
{
	return str_eq(cc, STR("reno")) ? "Reno" : "CUBIC";
}

static void
word(struct question *q, const struct small_window *f)
{
	const struct sock *s = f->sock;
	struct str rtt = tell_time(q, s->rtt_ns), shown = STR("");

	if (f->shown_bps > 0)
		shown = tell(q, ", " STR_F, STR_A(tell_rate(q, f->shown_bps)));
	q->prompt = tell(q,
			 "cwnd %u at an RTT of " STR_F STR_F
			 ". What limits this socket, and which one change?",
			 s->cwnd_segs, STR_A(rtt), STR_A(shown));
	q->hint = tell(q, "Reckon cwnd x mss / rtt, and how many of the segments were sent again.");
	q->right = tell(q, "Loss that %s takes for congestion: use BBR for this socket or path",
			spelled(s->cc));
	q->right_key = STR("loss");
	q->because = tell(q,
			  "%u x %u B / " STR_F " = " STR_F
			  "%s: the window sets the rate. %llu of about " STR_F " segments, " STR_F
			  ", were sent again, and at that loss %s"
			  " holds about %.0f segments (RFC 9438, 5.1).",
			  s->cwnd_segs, s->mss, STR_A(rtt), STR_A(tell_rate(q, f->window_bps)),
			  f->shown_bps > 0 ? ", about what is shown" : "",
			  (unsigned long long)s->retrans_total,
			  STR_A(tell_count(q, (uint64_t)(f->segments + 0.5))),
			  STR_A(tell_share(q, f->loss, 1)), spelled(s->cc), f->holds_segs);
}

static bool
ask(struct question *q)
{
	struct small_window *f = arena_new(q->arena, struct small_window, 1);

	for (size_t i = 0; i < q->cs->socks.n; i++) {
		const struct sock *s = &q->cs->socks.v[i];

		if (s->state != TCP_ESTABLISHED || !look(s, f))
			continue;
		q->facts = f;
		question_source(q, s->at.input);
		show_row(q, s->at);
		word(q, f);
		return q->shown.n > 0;
	}
	return false;
}

const struct question_kind question_small_window = {
	.id = "small-window",
	.title = "a small congestion window on a long path",
	.needs = "ss -ti of a cubic or reno socket with loss on a long path",
	.read = "RFC 9438, 5.1: CUBIC's window at a loss rate; BBR, ACM Queue 14 (5)",
	.seconds = 180,
	.ask = ask,
};
