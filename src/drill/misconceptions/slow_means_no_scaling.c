/*
 * slow-means-no-scaling: a long path that is slow lacks window scaling.
 */
#include "drill/questions/small_window.h"

#include "predict/predict.h"

#define UNSCALED_MAX_BYTES 65535 /* RFC 9293, 3.1: 16 bits of window */

static bool
small_window(const struct question *q, struct wrong *w)
{
	const struct small_window *f = q->facts;
	const struct sock *s = f->sock;
	double unscaled_bps = window_rate_bps(UNSCALED_MAX_BYTES, f->rtt_s);

	/* without the option in the row the evidence refutes nothing */
	if (!(s->has & SOCK_WSCALE) || !s->snd_wscale || unscaled_bps < 2 * f->window_bps)
		return false;
	w->key = STR("scaling");
	w->option = tell(q, "Window scaling is off: 65,535 bytes in flight are all; turn it on");
	w->tempts = tell(q, "a long path with a low rate is what the 64 KB limit looks like");
	w->refutes = tell(q,
			  "wscale:%u,%u was negotiated. And that limit would be " STR_F
			  " here, %.0f times the " STR_F " of this window.",
			  s->snd_wscale, s->rcv_wscale, STR_A(tell_rate(q, unscaled_bps)),
			  unscaled_bps / f->window_bps, STR_A(tell_rate(q, f->window_bps)));
	return true;
}

const struct misconception misconception_slow_means_no_scaling = {
	.id = "slow-means-no-scaling",
	.belief = "a slow long path lacks window scaling",
	.rule = "Without scaling 64 KB fly per round trip: reckon that rate, then compare.",
	.models = { { "small-window", small_window } },
};
