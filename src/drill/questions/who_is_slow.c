/*
 * who-is-slow: a slow answer is the server's time or the path's.
 *
 * The handshake gives the path's round trip without anybody's thinking in it.
 */
#include "drill/questions/who_is_slow.h"

/* Clear either way: the answer takes many round trips, or hardly more than one. */
#define SERVER_ROUND_TRIPS 4
#define PATH_PERCENT 125
#define TOTAL_MIN_NS (10LL * NS_PER_MS) /* nobody calls less slow */

/* The path's round trip: both halves of the handshake, wherever it was captured. */
static int64_t
handshake_rtt_ns(const struct conn *c)
{
	if (c->handshake != HANDSHAKE_FULL || c->syns != 1 || c->syn_acks != 1 || !c->has_times)
		return 0;
	return c->handshake_ack_ns - c->syn_ns;
}

/* Request and answer around the slowest answer; nothing else of data between. */
static bool
find_exchange(const struct question *q, const struct conn *c, struct who_is_slow *s)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(q->packets, c, &i))) {
		if (j->dir == C2S && j->seg.len) {
			s->request = j;
			s->ack = NULL;
		}
		if (j->seg.packet == c->think_max_packet) {
			s->answer = j;
			break;
		}
		if (j->dir == S2C && packet_is_bare_ack(j) && s->request && !s->ack &&
		    j->ack64 >= s->request->seq64 + s->request->seg.len)
			s->ack = j;
	}
	return s->request && s->answer && s->answer->dir == S2C && s->answer->seg.len &&
	       s->request->class == CLASS_DATA && s->answer->class == CLASS_DATA;
}

static bool
look(const struct question *q, const struct conn *c, struct who_is_slow *s)
{
	*s = (struct who_is_slow){ .rtt_ns = handshake_rtt_ns(c) };
	if (s->rtt_ns <= 0 || !c->exchanges || !find_exchange(q, c, s))
		return false;
	s->total_ns = s->answer->seg.time_ns - s->request->seg.time_ns;
	if (s->ack) /* a queue on the way, or a delayed ACK: not the server's work */
		s->rtt_ns = MAX(s->rtt_ns, s->ack->seg.time_ns - s->request->seg.time_ns);
	if (s->total_ns < TOTAL_MIN_NS)
		return false;
	s->server = s->total_ns >= SERVER_ROUND_TRIPS * s->rtt_ns;
	/* from the client's place only: elsewhere part of the path is missing */
	return s->server ||
	       (c->vantage == VANTAGE_CLIENT && s->total_ns * 100 <= s->rtt_ns * PATH_PERCENT);
}

static void
show_exchange(struct question *q, const struct who_is_slow *s)
{
	const struct conn *c = s->request->conn;
	const struct judged *step;

	show_ends(q, c);
	step = packet_of_class(q->packets, c, CLASS_SYN, C2S);
	if (step)
		show_packet(q, step);
	step = packet_of_class(q->packets, c, CLASS_SYN_ACK, S2C);
	if (step)
		show_packet(q, step);
	step = packet_of_class(q->packets, c, CLASS_HANDSHAKE_ACK, C2S);
	if (step)
		show_packet(q, step);
	show_packet(q, s->request);
	if (s->ack)
		show_packet(q, s->ack);
	show_packet(q, s->answer);
}

static void
word(struct question *q, const struct who_is_slow *s)
{
	struct str total = tell_time(q, s->total_ns), rtt = tell_time(q, s->rtt_ns);
	unsigned long long answer = s->answer->seg.packet, request = s->request->seg.packet;

	q->prompt = tell(q,
			 "The answer in packet %llu begins " STR_F
			 " after the request in packet %llu. Who takes that time?",
			 answer, STR_A(total), request);
	q->hint = STR("The handshake shows what one round trip takes when nobody has to think.");
	q->right = s->server ? STR("The server's application: it has the request, and works on it")
			     : tell(q, "The path: " STR_F " is its round trip", STR_A(total));
	q->right_key = s->server ? STR("server") : STR("path");
	q->because =
		s->server
			? tell(q,
			       "A round trip takes " STR_F " here, as the handshake%s show%s; the "
			       "answer took " STR_F ": the rest of it passed inside the server.",
			       STR_A(rtt), s->ack ? " and the ACK" : "", s->ack ? "" : "s",
			       STR_A(total))
			: tell(q,
			       "A round trip takes " STR_F
			       " here, without any work; the answer took " STR_F ", hardly more.",
			       STR_A(rtt), STR_A(total));
}

static bool
ask(struct question *q)
{
	struct who_is_slow *s = arena_new(q->arena, struct who_is_slow, 1), next;

	for (size_t i = 0; i < q->cs->views.n; i++) {
		const struct view *v = &q->cs->views.v[i];

		if (!look(q, v->conn, &next) || next.total_ns <= s->total_ns)
			continue;
		*s = next;
		question_source(q, v->input);
	}
	if (!s->answer)
		return false;
	q->facts = s;
	show_exchange(q, s);
	word(q, s);
	return true;
}

const struct question_kind question_who_is_slow = {
	.id = "who-is-slow",
	.title = "server or network",
	.needs = "packets of a whole handshake, a request and its answer",
	.read = "RFC 6298, 3: what is a round trip; crux flows: the time by account",
	.seconds = 90,
	.ask = ask,
};
