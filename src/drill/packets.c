/*
 * packets.c - judged packets kept for questions
 */
#include "drill/packets.h"

struct drill_packets *
drill_packets_new(struct arena *a)
{
	struct drill_packets *p = arena_new(a, struct drill_packets, 1);

	p->arena = a;
	return p;
}

void
drill_packet(void *packets, const struct judged *j)
{
	struct drill_packets *p = packets;

	if (p->v.n < DRILL_PACKETS_MAX)
		vec_push(p->arena, &p->v, *j);
}

const struct judged *
packet_next(const struct drill_packets *p, const struct conn *c, size_t *i)
{
	while (*i < p->v.n) {
		const struct judged *j = &p->v.v[(*i)++];

		if (!c || j->conn == c)
			return j;
	}
	return NULL;
}

const struct judged *
packet_of_class(const struct drill_packets *p, const struct conn *c, enum segment_class class,
		enum direction dir)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(p, c, &i)))
		if (j->class == class && j->dir == dir)
			return j;
	return NULL;
}

const struct judged *
packet_numbered(const struct drill_packets *p, const struct conn *c, uint64_t number)
{
	const struct judged *j;
	size_t i = 0;

	while ((j = packet_next(p, c, &i)))
		if (j->seg.packet == number)
			return j;
	return NULL;
}

bool
packet_is_bare_ack(const struct judged *j)
{
	return !j->seg.len && (j->seg.flags & TCP_ACK) &&
	       !(j->seg.flags & (TCP_SYN | TCP_FIN | TCP_RST));
}
