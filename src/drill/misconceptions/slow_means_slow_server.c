/*
 * slow-means-slow-server: a slow transfer has a slow server.
 */
#include "drill/questions/transfer_limit.h"

static bool
transfer_limit(const struct question *q, struct wrong *w)
{
	w->tempts = STR("whoever sends the bytes is asked first why they are late");
	return limit_blame(q, ACCOUNT_SERVER_THINKING, w);
}

const struct misconception misconception_slow_means_slow_server = {
	.id = "slow-means-slow-server",
	.belief = "a slow transfer has a slow server",
	.rule = "A server that thinks sends nothing; here the bytes are on their way.",
	.models = { { "transfer-limit", transfer_limit } },
};
