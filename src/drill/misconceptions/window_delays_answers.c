/*
 * window-delays-answers: a slow exchange waits for a larger window.
 */
#include "drill/questions/who_is_slow.h"

static bool
who_is_slow(const struct question *q, struct wrong *w)
{
	const struct who_is_slow *s = q->facts;
	uint64_t window = s->request->window_bytes;

	if (window < 2 * (uint64_t)s->answer->seg.len)
		return false;
	w->key = STR("window");
	w->option = tell(q, "The client's window: %llu bytes are too little for the answer",
			 (unsigned long long)window);
	w->tempts = STR("slow transfers are cured with larger buffers");
	w->refutes =
		tell(q,
		     "Before packet %llu nothing of the answer was in flight, so no window was "
		     "full. Its first %u bytes fit %llu times into it.",
		     (unsigned long long)s->answer->seg.packet, s->answer->seg.len,
		     (unsigned long long)(window / s->answer->seg.len));
	return true;
}

const struct misconception misconception_window_delays_answers = {
	.id = "window-delays-answers",
	.belief = "a larger window makes answers come sooner",
	.rule = "A window limits what is in flight; the first byte never waits for it.",
	.models = { { "who-is-slow", who_is_slow } },
};
