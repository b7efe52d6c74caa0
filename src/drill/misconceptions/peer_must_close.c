/*
 * peer-must-close: CLOSE-WAIT waits for the other side to close.
 */
#include "drill/questions/close_wait.h"

static bool
close_wait(const struct question *q, struct wrong *w)
{
	const struct close_wait *c = q->facts;

	w->key = STR("peer");
	w->option = tell(q, "At the peers: " STR_F " clients never send their FIN; make them close",
			 STR_A(tell_count(q, c->close_wait)));
	w->tempts = STR("the name reads like \"waiting for the close\", of somebody else");
	w->refutes = tell(q,
			  "The peer's FIN is what puts a socket there, so all " STR_F
			  " peers have closed. Before it the socket would be ESTABLISHED%s.",
			  STR_A(tell_count(q, c->close_wait)),
			  c->established ? ", and after our own close() in FIN-WAIT" : "");
	return true;
}

const struct misconception misconception_peer_must_close = {
	.id = "peer-must-close",
	.belief = "CLOSE-WAIT waits for the peer to close",
	.rule = "CLOSE-WAIT: the peer has closed, ours is missing. FIN-WAIT: the reverse.",
	.models = { { "close-wait", close_wait } },
};
