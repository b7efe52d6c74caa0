/*
 * slow-means-small-buffer: in flight is little, so the peer offers little.
 */
#include "drill/questions/small_window.h"
#include "drill/questions/transfer_limit.h"

static bool
small_window(const struct question *q, struct wrong *w)
{
	const struct small_window *f = q->facts;
	const struct sock *s = f->sock;
	struct str window = tell_bytes(q, (uint64_t)f->window_bytes);
	struct str more = STR("");

	if (s->has & SOCK_SND_WND) {
		if ((double)s->snd_wnd_bytes < 2 * f->window_bytes)
			return false;
		more = tell(q, " The peer offers snd_wnd:%llu.",
			    (unsigned long long)s->snd_wnd_bytes);
	} else if (s->has & SOCK_SSTHRESH) {
		more = tell(q, " ssthresh:%u shows that loss has cut it.", s->ssthresh_segs);
	} else {
		return false;
	}
	w->key = STR("rmem");
	w->option = tell(q, "The receive buffer: the peer offers too little; raise its tcp_rmem");
	w->tempts = tell(q, "only " STR_F " fly at a time, and small buffers do that too",
			 STR_A(window));
	w->refutes = tell(q,
			  "Those " STR_F " are just what this sender's own cwnd:%u allows." STR_F
			  " The peer's window is not what is full.",
			  STR_A(window), s->cwnd_segs, STR_A(more));
	return true;
}

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	w->tempts = STR("in flight is little for such a path, and small buffers do that");
	return limit_blame(q, ACCOUNT_RECEIVE_WINDOW, w);
}

const struct misconception misconception_slow_means_small_buffer = {
	.id = "slow-means-small-buffer",
	.belief = "little in flight means that the receiver offers little",
	.rule = "The smaller of cwnd and the peer's window limits: find out which it is.",
	.models = { { "small-window", small_window }, { "transfer-limit", transfer_limit } },
};
