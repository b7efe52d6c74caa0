/*
 * repeats-mean-mtu: full segments are too large for the path.
 */
#include "drill/questions/small_window.h"

static bool
small_window(const struct question *q, struct wrong *w)
{
	const struct small_window *f = q->facts;
	const struct sock *s = f->sock;

	/* what was acknowledged took full segments, hundreds of them */
	if (!(s->has & SOCK_BYTES_ACKED) || s->bytes_acked / s->mss < 100)
		return false;
	w->key = STR("mss");
	w->option =
		tell(q, "Segments of %u bytes are too large for the path: clamp the MSS", s->mss);
	w->tempts = tell(q, "%llu repeats on a long path, and tunnels do lower the MTU",
			 (unsigned long long)s->retrans_total);
	w->refutes = tell(q,
			  STR_F " were acknowledged with mss:%u. Over a path that takes no such "
				"segments not one would have come through.",
			  STR_A(tell_bytes(q, s->bytes_acked)), s->mss);
	return true;
}

const struct misconception misconception_repeats_mean_mtu = {
	.id = "repeats-mean-mtu",
	.belief = "many repeats on a long path mean that segments are too large",
	.rule = "Too large a segment never arrives, at no attempt; loss takes some.",
	.models = { { "small-window", small_window } },
};
