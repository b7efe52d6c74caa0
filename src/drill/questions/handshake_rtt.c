/*
 * handshake-rtt: which part of a handshake is the round trip, seen from one end.
 *
 * At the client it is SYN to SYN-ACK, at the server SYN-ACK to ACK: the other
 * part is what a host takes to answer.
 */
#include "drill/questions/handshake_rtt.h"

/* The two parts must be told apart at a glance, and a host answers fast. */
#define PARTS_APART 5
#define RTT_MIN_NS (1LL * NS_PER_MS)

int64_t
handshake_right_ns(const struct handshake_rtt *h)
{
	return h->at_client ? h->first_ns : h->second_ns;
}

int64_t
handshake_other_ns(const struct handshake_rtt *h)
{
	return h->at_client ? h->second_ns : h->first_ns;
}

static void
find_exchange(const struct question *q, const struct conn *c, struct handshake_rtt *h)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(q->packets, c, &i))) {
		if (!j->seg.len)
			continue;
		if (j->dir == C2S && !h->answer)
			h->request = j;
		if (j->dir != S2C || !h->request)
			continue;
		h->answer = j;
		h->answer_ns = j->seg.time_ns - h->request->seg.time_ns;
		return;
	}
}

static bool
look(const struct question *q, const struct conn *c, struct handshake_rtt *h)
{
	*h = (struct handshake_rtt){ .at_client = c->vantage == VANTAGE_CLIENT };
	if (c->handshake != HANDSHAKE_FULL || c->syns != 1 || c->syn_acks != 1 || !c->has_times ||
	    (c->vantage != VANTAGE_CLIENT && c->vantage != VANTAGE_SERVER))
		return false;
	h->syn = packet_of_class(q->packets, c, CLASS_SYN, C2S);
	h->syn_ack = packet_of_class(q->packets, c, CLASS_SYN_ACK, S2C);
	h->ack = packet_numbered(q->packets, c, c->handshake_ack_packet);
	if (!h->syn || !h->syn_ack || !h->ack)
		return false;
	h->first_ns = h->syn_ack->seg.time_ns - h->syn->seg.time_ns;
	h->second_ns = h->ack->seg.time_ns - h->syn_ack->seg.time_ns;
	find_exchange(q, c, h);
	return handshake_right_ns(h) >= RTT_MIN_NS && handshake_other_ns(h) > 0 &&
	       handshake_right_ns(h) >= PARTS_APART * handshake_other_ns(h);
}

static void
show_packets(struct question *q, const struct handshake_rtt *h)
{
	show_ends(q, h->syn->conn);
	show_packet(q, h->syn);
	show_packet(q, h->syn_ack);
	show_packet(q, h->ack);
	if (!h->answer)
		return;
	if (h->request != h->ack)
		show_packet(q, h->request);
	show_packet(q, h->answer);
}

static void
word(struct question *q, const struct handshake_rtt *h)
{
	const char *place = h->at_client ? "client" : "server";
	const struct judged *from = h->at_client ? h->syn : h->syn_ack;
	const struct judged *to = h->at_client ? h->syn_ack : h->ack;

	q->prompt = tell(q,
			 "This was captured at the %s. How long is the round trip between the two?",
			 place);
	q->hint = tell(q, "Which packet does the %s answer to a packet that was seen leaving here?",
		       h->at_client ? "server" : "client");
	q->right = tell_time(q, handshake_right_ns(h));
	q->because = tell(
		q,
		"At the %s packet %llu is seen leaving, and packet %llu is the answer to it: "
		"the time between is there and back.",
		place, (unsigned long long)from->seg.packet, (unsigned long long)to->seg.packet);
}

static bool
ask(struct question *q)
{
	struct handshake_rtt *h = arena_new(q->arena, struct handshake_rtt, 1);

	for (size_t i = 0; i < q->cs->views.n; i++) {
		const struct view *v = &q->cs->views.v[i];

		if (!look(q, v->conn, h))
			continue;
		q->facts = h;
		question_source(q, v->input);
		show_packets(q, h);
		word(q, h);
		return true;
	}
	return false;
}

const struct question_kind question_handshake_rtt = {
	.id = "handshake-rtt",
	.title = "the round trip in a handshake",
	.needs = "packets of a whole handshake over 1 ms or more, taken at one end",
	.read = "RFC 6298, 3: taking RTT samples",
	.seconds = 60,
	.ask = ask,
};
