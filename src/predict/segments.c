/*
 * segments.c - which segments may come next, with their numbers
 *
 * Each row of the table is one thing that an end may do: when it may, with
 * which numbers, and how likely it is beside the others. SYN and FIN take one
 * number each, data one for each byte, an ACK alone none (RFC 9293, 3.4).
 */
#include "predict/segments.h"

#include <inttypes.h>
#include <stdlib.h>

/* One end, and what it may know. */
struct stand {
	struct arena *a;
	struct prediction *p;
	const struct conn *c;
	enum direction dir;
	const struct half *me, *peer;
	uint8_t state, peer_state; /* enum tcp_state */
	uint32_t next, una, rcv_nxt;
	bool rcv_sure; /* rcv_nxt is what it will acknowledge, not only the most */
};

#define MSS_TYPICAL 1460 /* Ethernet, RFC 6691; where none is known */

uint32_t
wire_number(uint64_t seq64)
{
	return (uint32_t)seq64;
}

bool
half_in_flight(const struct half *h)
{
	return h->packets && h->snd_max > h->snd_una;
}

bool
half_owes_ack(const struct conn *c, enum direction dir)
{
	return half_in_flight(&c->half[!dir]);
}

static struct segment_next *
add(struct stand *s, double likely, struct str what, struct str why)
{
	struct segment_next *n = vec_add(s->a, &s->p->segments);

	*n = (struct segment_next){
		.dir = s->dir,
		.seq = s->next,
		.ack = s->rcv_nxt,
		.seq_known = s->me->packets > 0,
		.ack_known = s->rcv_sure,
		.what = what,
		.why = why,
		.likely = likely,
	};
	return n;
}

static const char *
up_to(const struct stand *s)
{
	return s->rcv_sure ? "" : "up to ";
}

static bool
is_open(uint8_t state)
{
	return state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
}

/* "SYN 1000000 + 1", "1000001 + 14 bytes": how the peer's next number comes about. */
static struct str
peer_arithmetic(const struct stand *s)
{
	uint64_t una = s->peer->snd_una, max = s->peer->snd_max;
	bool fin = s->peer->fin_seq64 && max > s->peer->fin_seq64;
	uint64_t bytes = max - una - fin;

	if (s->peer->have_isn && una <= s->peer->isn64)
		return str_printf(s->a, "the SYN %u takes one number", s->peer->isn);
	if (fin && !bytes)
		return str_printf(s->a, "the FIN at %u takes one number", wire_number(max - 1));
	return str_printf(s->a, "%u + %" PRIu64 " bytes%s = %u", wire_number(una), bytes,
			  fin ? " + 1 for the FIN" : "", wire_number(max));
}

/* Where the next new byte gets its number from. */
static struct str
own_arithmetic(const struct stand *s)
{
	if (s->me->have_isn && s->me->snd_max == s->me->isn64 + 1)
		return str_printf(s->a, "the SYN took %u, so the first byte is %u", s->me->isn,
				  s->next);
	return str_printf(s->a, "all before %u has been sent", s->next);
}

static void
accept_syn(struct stand *s)
{
	struct segment_next *n;

	if (s->peer_state != TCP_SYN_SENT || s->c->syn_acks || !s->peer->have_isn)
		return;
	n = add(s, 0.8,
		str_printf(s->a, "SYN-ACK: accepts, with an ISN of its own, ack %u", s->rcv_nxt),
		str_printf(s->a, "the SYN took %u; nobody can know the server's ISN",
			   s->peer->isn));
	n->seq_known = false;
	n = add(s, 0.2, str_printf(s->a, "RST: refuses, seq 0, ack %u", s->rcv_nxt),
		str_printf(s->a, "a reset that answers a SYN (RFC 9293, 3.10.7.1)"));
	n->seq = 0;
	n->seq_known = true;
}

static void
finish_handshake(struct stand *s)
{
	if (s->dir != C2S || s->peer_state != TCP_SYN_RECEIVED || s->state != TCP_SYN_SENT ||
	    !s->me->have_isn || !s->peer->have_isn)
		return;
	add(s, 1.0,
	    str_printf(s->a, "ACK that ends the handshake: seq %u, ack %u", s->next, s->rcv_nxt),
	    str_printf(s->a, "each SYN takes one number: %u + 1 and %u + 1", s->me->isn,
		       s->peer->isn));
}

/* What new data needs: an open state and room in the peer's window. */
static bool
may_send_data(const struct stand *s)
{
	uint64_t flight = s->me->snd_max - s->me->snd_una;

	if (s->state == TCP_SYN_SENT)
		return s->peer_state == TCP_SYN_RECEIVED;
	/* an unscaled window says less than what is allowed */
	return is_open(s->state) && s->me->packets &&
	       (s->peer->window_scale_unknown || flight < s->peer->window_bytes);
}

/* The client speaks first in most protocols; later whoever was asked does. */
static double
data_likely(const struct stand *s)
{
	bool any = s->c->half[C2S].data_packets || s->c->half[S2C].data_packets;

	if (!any)
		return s->dir == C2S ? 0.9 : 0.3;
	if (s->peer->last_data_ns > s->me->last_data_ns)
		return 0.6; /* it is this end's turn */
	return half_in_flight(s->me) ? 0.5 : 0.4;
}

static void
send_data(struct stand *s)
{
	if (!may_send_data(s))
		return;
	add(s, data_likely(s),
	    str_printf(s->a, "new data from %u, ack %s%u", s->next, up_to(s), s->rcv_nxt),
	    own_arithmetic(s));
}

static void
acknowledge(struct stand *s)
{
	/* LAST-ACK, CLOSING and TIME-WAIT acknowledge too; CLOSED and earlier do not */
	if (!half_owes_ack(s->c, s->dir) || s->state < TCP_ESTABLISHED)
		return;
	add(s, 0.8, str_printf(s->a, "acknowledges %s%u", up_to(s), s->rcv_nxt),
	    peer_arithmetic(s));
}

static void
close_end(struct stand *s)
{
	if (!is_open(s->state) || !s->me->packets)
		return;
	add(s, s->state == TCP_CLOSE_WAIT ? 0.7 : 0.1,
	    str_printf(s->a, "FIN at %u, if the application closes", s->next),
	    str_printf(s->a, "the FIN takes one number: its ACK will be %u", s->next + 1));
}

static void
repeat(struct stand *s)
{
	struct segment_next *n;

	if (!half_in_flight(s->me) || s->state == TCP_CLOSED || s->state == TCP_STATE_UNKNOWN)
		return;
	n = add(s, 0.15, str_printf(s->a, "the same again from %u, if no ACK comes", s->una),
		str_printf(s->a, "%" PRIu64 " of its numbers are not acknowledged",
			   s->me->snd_max - s->me->snd_una));
	n->seq = s->una;
}

static void
probe_window(struct stand *s)
{
	struct segment_next *n;

	if (!is_open(s->state) || half_in_flight(s->me) || s->peer->window_bytes ||
	    !s->peer->packets || s->peer->window_scale_unknown)
		return;
	n = add(s, 0.6, str_printf(s->a, "probe of the shut window, no data: seq %u", s->next - 1),
		str_printf(s->a, "the window is 0; Linux probes with the number before the next"));
	n->seq = s->next - 1;
}

static void (*const things_to_do[])(struct stand *s) = {
	accept_syn, finish_handshake, send_data, acknowledge, close_end, repeat, probe_window,
};

/*
 * Seen from afar, an end may be still on its way through what is in flight: with
 * more than a segment of it, its next ACK may name a number on the way.
 */
static bool
is_rcv_sure(const struct stand *s)
{
	uint64_t flight = s->peer->snd_max - s->peer->snd_una;
	uint16_t mss = s->peer->mss_seen ? s->peer->mss_seen : MSS_TYPICAL;
	bool near = s->c->vantage == (s->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER);

	return s->peer->packets && (near || flight <= mss);
}

static struct stand
stand_of(struct arena *a, struct prediction *p, enum direction dir)
{
	const struct conn *c = p->conn;
	struct stand s = { .a = a, .p = p, .c = c, .dir = dir };

	s.me = &c->half[dir];
	s.peer = &c->half[!dir];
	s.state = s.me->state;
	s.peer_state = s.peer->state;
	s.next = wire_number(s.me->snd_max);
	s.una = wire_number(s.me->snd_una);
	s.rcv_nxt = wire_number(s.peer->snd_max);
	s.rcv_sure = is_rcv_sure(&s);
	return s;
}

static int
by_likely(const void *a, const void *b)
{
	const struct segment_next *x = a, *y = b;

	if (x->likely != y->likely)
		return x->likely < y->likely ? 1 : -1;
	return (int)x->dir - (int)y->dir;
}

void
segments_predict(struct arena *a, struct prediction *p)
{
	for (int dir = C2S; dir <= S2C; dir++) {
		struct stand s = stand_of(a, p, (enum direction)dir);

		for (size_t i = 0; i < COUNT_OF(things_to_do); i++)
			things_to_do[i](&s);
	}
	if (p->segments.n)
		qsort(p->segments.v, p->segments.n, sizeof *p->segments.v, by_likely);
}
