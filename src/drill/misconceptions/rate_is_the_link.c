/*
 * rate-is-the-link: the rate reached is the rate that the link has.
 */
#include "drill/questions/small_window.h"
#include "drill/questions/transfer_limit.h"

/* A full queue moves the RTT by more than a tenth of itself. */
#define STEADY 10

static bool
small_window(const struct question *q, struct wrong *w)
{
	const struct small_window *f = q->facts;
	const struct sock *s = f->sock;
	double rate = f->shown_bps > 0 ? f->shown_bps : f->window_bps;
	struct str steady;

	if (s->has & SOCK_MIN_RTT)
		steady = tell(q, "rtt " STR_F " is near minrtt " STR_F,
			      STR_A(tell_time(q, s->rtt_ns)), STR_A(tell_time(q, s->min_rtt_ns)));
	else if (s->rttvar_ns > 0 && s->rttvar_ns * STEADY <= s->rtt_ns)
		steady = tell(q, "the RTT is steady, " STR_F " +- " STR_F,
			      STR_A(tell_time(q, s->rtt_ns)), STR_A(tell_time(q, s->rttvar_ns)));
	else
		return false;
	w->key = STR("bandwidth");
	w->option =
		tell(q, "The link is full at " STR_F ": buy bandwidth", STR_A(tell_rate(q, rate)));
	w->tempts = tell(q, "a transfer that loses packets at a low rate looks like a full link");
	w->refutes = tell(q,
			  "A full link queues before it drops, and the RTT would grow: " STR_F
			  ". The rate is just cwnd over RTT, " STR_F ".",
			  STR_A(steady), STR_A(tell_rate(q, f->window_bps)));
	return true;
}

/* Where the RTT under load stays near its least, nothing queues. */
#define QUEUED_PERCENT 125

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	const struct transfer_limit *t = q->facts;
	const struct rtt_stats *r = &t->sender->rtt;
	struct str rate = tell_rate(q, t->goodput_bps);
	int64_t mean_ns = r->samples ? r->sum_ns / (int64_t)r->samples : 0;

	/* what holds a congestion window down may well be the link */
	if (!r->samples || t->account == ACCOUNT_CONGESTION_WINDOW ||
	    mean_ns * 100 > r->min_ns * QUEUED_PERCENT)
		return false;
	w->key = STR("bandwidth");
	w->option = tell(q, "The link: " STR_F " is all it has", STR_A(rate));
	w->tempts =
		tell(q, STR_F " is what came through, and a link is an easy reason", STR_A(rate));
	w->refutes = tell(q,
			  "A full link queues, and the RTT grows with it. It is " STR_F
			  " on average and " STR_F " at least: nothing waits on the way.",
			  STR_A(tell_time(q, mean_ns)), STR_A(tell_time(q, r->min_ns)));
	return true;
}

const struct misconception misconception_rate_is_the_link = {
	.id = "rate-is-the-link",
	.belief = "the rate that is reached is the link's",
	.rule = "A full link shows as a growing RTT; a small window as a rate of cwnd/RTT.",
	.models = { { "small-window", small_window }, { "transfer-limit", transfer_limit } },
};
