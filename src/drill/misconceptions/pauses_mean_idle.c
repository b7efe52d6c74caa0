/*
 * pauses-mean-idle: silence between flights means that there is nothing to send.
 */
#include "drill/questions/transfer_limit.h"

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	w->tempts = STR("a capture shows bursts with silence between them, as if nobody had data");
	return limit_blame(q, ACCOUNT_SENDER_IDLE, w);
}

const struct misconception misconception_pauses_mean_idle = {
	.id = "pauses-mean-idle",
	.belief = "between flights the application rests",
	.rule = "Silence with bytes in flight is waiting for an ACK; without, it is idleness.",
	.models = { { "transfer-limit", transfer_limit } },
};
