/*
 * first-byte: why the first data begins at ISN + 1, and what its ACK confirms.
 *
 * Two numbers that many read as counts: the sequence number is a place, and the
 * ACK is the next place expected.
 */
#include "drill/questions/first_byte.h"

/* Its ACK covers the other end's SYN and nothing more. */
static bool
fits(const struct judged *data, const struct half *x, const struct half *y)
{
	const uint8_t known = data->seg.known & (SEG_HAS_SEQ | SEG_RELATIVE);

	return known == SEG_HAS_SEQ && data->class == CLASS_DATA && data->seg.len && x->have_isn &&
	       y->have_isn && data->seg.seq == x->isn + 1 && data->seg.ack == y->isn + 1 &&
	       (data->seg.flags & TCP_ACK) && !(data->seg.flags & TCP_SYN);
}

static const struct judged *
first_data(const struct question *q, const struct conn *c)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(q->packets, c, &i)))
		if (j->seg.len)
			return fits(j, &c->half[j->dir], &c->half[!j->dir]) ? j : NULL;
	return NULL;
}

/* Show what came before it; the bare ACK that carries the same number counts. */
static void
show_opening(struct question *q, struct first_byte *f)
{
	const struct conn *c = f->data->conn;
	const struct judged *j;
	size_t i = 0;

	show_ends(q, c);
	while ((j = packet_next(q->packets, c, &i)) && j != f->data) {
		if (j->class == CLASS_SYN || j->class == CLASS_SYN_ACK || packet_is_bare_ack(j))
			show_packet(q, j);
		if (j->class == (f->data->dir == C2S ? CLASS_SYN_ACK : CLASS_HANDSHAKE_ACK))
			f->answer = j;
		if (packet_is_bare_ack(j) && (j->seg.known & SEG_HAS_SEQ) &&
		    j->dir == f->data->dir && j->seg.seq == f->data->seg.seq)
			f->before = j;
	}
	show_packet(q, f->data);
}

static bool
look(struct question *q, const struct conn *c, struct first_byte *f)
{
	if (c->handshake != HANDSHAKE_FULL || c->syns != 1 || c->syn_acks != 1)
		return false;
	f->data = first_data(q, c);
	if (!f->data)
		return false;
	f->isn = c->half[f->data->dir].isn;
	f->other_isn = c->half[!f->data->dir].isn;
	f->sender = f->data->dir == C2S ? "client" : "server";
	f->other = f->data->dir == C2S ? "server" : "client";
	show_opening(q, f);
	return f->answer != NULL;
}

static void
word(struct question *q, const struct first_byte *f)
{
	const struct segment *s = &f->data->seg;

	q->prompt =
		tell(q,
		     "Packet %llu carries %u bytes starting at %u. Why there, and what does ack "
		     "%u confirm?",
		     (unsigned long long)s->packet, s->len, s->seq, s->ack);
	q->hint = tell(q,
		       "Packet %llu carries no data either. Which number does it acknowledge, "
		       "and what had been sent by then?",
		       (unsigned long long)f->answer->seg.packet);
	q->right = tell(q, "The SYN took number %u; %u is the next number expected from the %s",
			f->isn, s->ack, f->other);
	q->right_key = STR("syn takes one, ack is next");
	q->because = tell(q,
			  "%u + 1 for the SYN = %u. %u = the %s's %u + 1: its SYN has arrived, and "
			  "no data of it is confirmed, as it has sent none.",
			  f->isn, s->seq, s->ack, f->other, f->other_isn);
}

static bool
ask(struct question *q)
{
	for (size_t i = 0; i < q->cs->views.n; i++) {
		struct first_byte *f = arena_new(q->arena, struct first_byte, 1);

		q->shown.n = 0;
		if (!look(q, q->cs->views.v[i].conn, f))
			continue;
		q->facts = f;
		question_source(q, q->cs->views.v[i].input);
		word(q, f);
		return true;
	}
	return false;
}

const struct question_kind question_first_byte = {
	.id = "first-byte",
	.title = "sequence and ACK numbers",
	.needs = "packets of a whole handshake and the data after it",
	.read = "RFC 9293, 3.4: sequence numbers",
	.seconds = 120,
	.ask = ask,
};
