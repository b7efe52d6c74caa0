/*
 * slow-means-loss: a slow transfer is a lossy one.
 */
#include "drill/questions/transfer_limit.h"

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	const struct transfer_limit *t = q->facts;

	/* it may be what keeps that window small */
	if (t->account == ACCOUNT_CONGESTION_WINDOW && t->sender->loss.segments)
		return false;
	w->tempts = STR("a few retransmissions are in every capture, and are found first");
	return limit_blame(q, ACCOUNT_LOSS_RECOVERY, w);
}

const struct misconception misconception_slow_means_loss = {
	.id = "slow-means-loss",
	.belief = "slow transfers are slow because of loss",
	.rule = "Loss costs what its repair takes: charge the time before blaming it.",
	.models = { { "transfer-limit", transfer_limit } },
};
