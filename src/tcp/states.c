/*
 * states.c - both ends' states by RFC 9293, as far as this capture can tell
 *
 * What passes the capture point is taken as received, the best guess there is.
 * An end learns of its peer's FIN when it acknowledges it.
 */
#include "tcp/track.h"

static void
set(struct half_track *h, enum tcp_state s)
{
	h->state = (unsigned)s & 15;
}

/* RFC 9293, 3.3.2 figure 5: what an ACK of our FIN does. */
static enum tcp_state
fin_acked(enum tcp_state s)
{
	switch (s) {
	case TCP_FIN_WAIT_1:
		return TCP_FIN_WAIT_2;
	case TCP_CLOSING:
		return TCP_TIME_WAIT;
	case TCP_LAST_ACK:
		return TCP_CLOSED;
	default:
		return s;
	}
}

/* … what the peer's FIN does. */
static enum tcp_state
fin_received(enum tcp_state s)
{
	switch (s) {
	case TCP_SYN_RECEIVED:
	case TCP_ESTABLISHED:
		return TCP_CLOSE_WAIT;
	case TCP_FIN_WAIT_1:
		return TCP_CLOSING;
	case TCP_FIN_WAIT_2:
		return TCP_TIME_WAIT;
	default:
		return s;
	}
}

/* … what sending our FIN does. */
static enum tcp_state
fin_sent(enum tcp_state s)
{
	switch (s) {
	case TCP_SYN_RECEIVED:
	case TCP_ESTABLISHED:
		return TCP_FIN_WAIT_1;
	case TCP_CLOSE_WAIT:
		return TCP_LAST_ACK;
	default:
		return s;
	}
}

static void
syn_step(struct look *l)
{
	if (!(l->s->flags & TCP_ACK)) {
		if (l->y->state == TCP_SYN_SENT && l->x->state != TCP_SYN_SENT) {
			set(l->x, TCP_SYN_RECEIVED); /* simultaneous open */
			set(l->y, TCP_SYN_RECEIVED);
			return;
		}
		if (l->x->state <= TCP_LISTEN)
			set(l->x, TCP_SYN_SENT);
		if (l->y->state == TCP_STATE_UNKNOWN)
			set(l->y, TCP_LISTEN);
		return;
	}
	if (l->x->state <= TCP_LISTEN)
		set(l->x, TCP_SYN_RECEIVED);
	else if (l->j.reason == REASON_ACCEPTS_AFTER_ACK && !l->x->bytes)
		set(l->x, TCP_SYN_RECEIVED); /* it did not take the final ACK */
	if (l->y->state == TCP_STATE_UNKNOWN)
		set(l->y, TCP_SYN_SENT);
	else if (l->y->state == TCP_SYN_RECEIVED && l->ack > l->y->isn64)
		set(l->y, TCP_ESTABLISHED); /* simultaneous open */
}

/* An ACK that covers our SYN establishes us; sending it establishes its sender. */
static void
ack_step(struct look *l)
{
	if (!l->y->packets && l->c->opening == OPENING_DONE) { /* only one side was captured */
		if (l->x->state == TCP_SYN_RECEIVED)
			set(l->x, TCP_ESTABLISHED);
		if (l->y->state == TCP_SYN_SENT)
			set(l->y, TCP_ESTABLISHED);
	}
	if (l->x->state == TCP_SYN_SENT || l->x->state == TCP_STATE_UNKNOWN)
		set(l->x, TCP_ESTABLISHED);
	/* in LISTEN: its SYN-ACK is not in the capture */
	if (l->y->state == TCP_SYN_RECEIVED || l->y->state == TCP_STATE_UNKNOWN ||
	    (l->y->state == TCP_LISTEN && l->ack > l->y->isn64))
		set(l->y, TCP_ESTABLISHED);
	if (l->y->fin_seq64 && l->ack > l->y->fin_seq64) {
		enum tcp_state was = l->y->state;

		set(l->y, fin_acked(was));
		if (was != l->y->state)
			set(l->x, fin_received(l->x->state));
	}
}

/*
 * RFC 5961, 3: a RST outside the window changes nothing, and one inside it whose
 * number is not the very next is not believed but asked about. What comes next is
 * between what was acknowledged here and what was sent.
 */
static bool
is_believed(const struct look *l)
{
	if (reset_is_for_another(l))
		return false;
	return l->x->state < TCP_ESTABLISHED || l->y->state < TCP_ESTABLISHED ||
	       !(l->s->known & SEG_HAS_SEQ) || (l->seq >= l->x->snd_una && l->seq <= l->x->snd_max);
}

static void
close_both(struct conn_track *c)
{
	set(&c->half[C2S], TCP_CLOSED);
	set(&c->half[S2C], TCP_CLOSED);
	c->dead = true;
}

static void
reset_step(struct look *l)
{
	if (is_believed(l)) {
		l->c->doubted_reset = 0;
		close_both(l->c);
	} else if (l->seq > l->x->snd_max && !l->c->dead && !reset_is_for_another(l)) {
		/* or the capture missed what was sent before it: what comes after tells */
		l->c->doubted_reset = l->s->packet;
	}
}

void
states_step(struct look *l)
{
	if (l->s->flags & TCP_RST) {
		reset_step(l);
		return;
	}
	l->c->doubted_reset = 0;
	if (UNLIKELY(l->x->rare->resets > 0))
		rare_own(l->x)->after_reset++;
	if (l->s->flags & TCP_SYN) {
		syn_step(l);
		return;
	}
	if (l->has_ack)
		ack_step(l);
	if (l->s->flags & TCP_FIN)
		set(l->x, fin_sent(l->x->state));
}

void
states_finish(struct conn_track *c)
{
	if (c->doubted_reset)
		close_both(c);
}
