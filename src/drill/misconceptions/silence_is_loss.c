/*
 * silence-is-loss: what is not answered was lost on the way.
 */
#include "drill/questions/syn_cookies.h"

static bool
syn_cookies(const struct question *q, struct wrong *w)
{
	const struct syn_cookies *c = q->facts;
	struct str share = tell_share(q, (double)c->open, (double)c->sent);

	struct str none = STR("");

	if (c->half_open && !c->syn_repeated)
		none = STR("; none here did");
	w->key = STR("path");
	w->option = tell(q, STR_F " of the handshakes are lost on the path: look for the bad link",
			 STR_A(share));
	w->tempts = STR("a SYN-ACK without an ACK is what loss looks like, seen at the server");
	w->refutes =
		tell(q,
		     "A client that lost the SYN-ACK sends its SYN again after 1 s, from the same "
		     "port" STR_F ". A path that loses " STR_F " would hardly let " STR_F
		     " handshakes end.",
		     STR_A(none), STR_A(share), STR_A(tell_count(q, c->received)));
	return true;
}

const struct misconception misconception_silence_is_loss = {
	.id = "silence-is-loss",
	.belief = "a SYN-ACK that is not answered was lost",
	.rule = "A spoofed source never asked, so it never answers: nothing was lost.",
	.models = { { "syn-cookies", syn_cookies } },
};
