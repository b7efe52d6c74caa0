/*
 * next-ack: the number that confirms a segment.
 *
 * Asked with a segment in mid-stream, where the wrong models give different
 * numbers: the last byte, a count of bytes, a count of segments.
 */
#include "drill/questions/next_ack.h"

/* In the first few the numbers of some models are the same. */
#define SEGMENTS_BEFORE 2
#define LINES_BEFORE 5

/* New data with no FIN, after others of the same end, all of them seen. */
static bool
fits(const struct judged *j, const struct next_ack *n)
{
	return (j->seg.known & (SEG_HAS_SEQ | SEG_RELATIVE)) == SEG_HAS_SEQ &&
	       j->class == CLASS_DATA && j->seg.len > 1 && n->segments > SEGMENTS_BEFORE &&
	       !(j->seg.flags & (TCP_FIN | TCP_SYN | TCP_URG)) &&
	       j->seq_relative == (uint64_t)n->counted - j->seg.len + 1;
}

static bool
look(const struct question *q, const struct conn *c, enum direction dir, struct next_ack *n)
{
	const struct judged *j;
	size_t i = 0;

	if (!c->half[dir].have_isn)
		return false;
	while ((j = packet_next(q->packets, c, &i))) {
		if (j->dir != dir || !j->seg.len)
			continue;
		if (j->class != CLASS_DATA)
			return false; /* the counts of the wrong models would be unclear */
		n->counted += j->seg.len;
		n->segments++;
		if (!fits(j, n))
			continue;
		n->data = j;
		n->seq = j->seg.seq;
		n->len = j->seg.len;
		n->right = n->seq + n->len;
		return true;
	}
	return false;
}

/* The last few packets before it, and it. */
static void
show_before(struct question *q, const struct next_ack *n)
{
	const struct judged *last[LINES_BEFORE], *j;
	size_t seen = 0, i = 0;

	show_ends(q, n->data->conn);
	while ((j = packet_next(q->packets, n->data->conn, &i)) && j != n->data)
		last[seen++ % LINES_BEFORE] = j;
	for (size_t k = seen > LINES_BEFORE ? seen - LINES_BEFORE : 0; k < seen; k++)
		show_packet(q, last[k % LINES_BEFORE]);
	show_packet(q, n->data);
}

static void
word(struct question *q, const struct next_ack *n)
{
	q->prompt = tell(q,
			 "Packet %llu carries %u bytes starting at %u. When all up to its end has "
			 "arrived, which ack says so?",
			 (unsigned long long)n->data->seg.packet, n->len, n->seq);
	q->hint = tell(q,
		       "The first of the %u bytes has number %u. Which number has the last, and "
		       "what comes after it?",
		       n->len, n->seq);
	q->right = tell(q, "%u", n->right);
	q->because = tell(q, "%u + %u bytes = %u: the next number that the receiver expects.",
			  n->seq, n->len, n->right);
}

static bool
ask(struct question *q)
{
	for (size_t i = 0; i < 2 * q->cs->views.n; i++) {
		const struct view *v = &q->cs->views.v[i / 2];
		struct next_ack *n = arena_new(q->arena, struct next_ack, 1);

		if (!look(q, v->conn, i % 2 ? C2S : S2C, n))
			continue;
		q->facts = n;
		question_source(q, v->input);
		show_before(q, n);
		word(q, n);
		return true;
	}
	return false;
}

const struct question_kind question_next_ack = {
	.id = "next-ack",
	.title = "which ack confirms a segment",
	.needs = "packets from the SYN on, with a few data segments of one end",
	.read = "RFC 9293, 3.4: sequence numbers",
	.seconds = 60,
	.ask = ask,
};
