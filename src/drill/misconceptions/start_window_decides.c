/*
 * start-window-decides: the initial window sets the rate of a transfer.
 */
#include "drill/questions/small_window.h"
#include "drill/questions/transfer_limit.h"

/* From then on the start is no part of what is seen. */
#define WINDOWS_SENT_MIN 20

static bool
small_window(const struct question *q, struct wrong *w)
{
	const struct small_window *f = q->facts;
	double windows = f->segments / f->sock->cwnd_segs;

	if (windows < WINDOWS_SENT_MIN)
		return false;
	w->key = STR("initcwnd");
	w->option = STR("The window starts too small: raise the initial window, initcwnd");
	w->tempts = tell(q, "cwnd:%u is close to the 10 with which a connection starts",
			 f->sock->cwnd_segs);
	w->refutes = tell(q,
			  "This one has sent " STR_F
			  " segments, %.0f such windows: it has long left "
			  "the start, and loss brings any window back here.",
			  STR_A(tell_count(q, (uint64_t)(f->segments + 0.5))), windows);
	return true;
}

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	w->tempts = STR("each connection starts with ten segments, and that seems little");
	return limit_blame(q, ACCOUNT_SLOW_START, w);
}

const struct misconception misconception_start_window_decides = {
	.id = "start-window-decides",
	.belief = "the initial window sets the rate of a transfer",
	.rule = "initcwnd shapes the first round trips; later loss and RTT set the window.",
	.models = { { "small-window", small_window }, { "transfer-limit", transfer_limit } },
};
