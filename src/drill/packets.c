/*
 * packets.c - judged packets kept for questions
 */
#include "drill/packets.h"

struct drill_packets *
drill_packets_new(struct arena *a)
{
	struct drill_packets *p = arena_new(a, struct drill_packets, 1);

	p->arena = a;
	map_init(&p->conns, a);
	return p;
}

static struct str
key_of(const struct conn *const *c)
{
	return (struct str){ (const char *)c, sizeof *c };
}

void
drill_packet(void *packets, const struct judged *j)
{
	struct drill_packets *p = packets;
	struct kept_ends *ends;
	uint32_t place;
	void **value;

	if (p->v.n >= DRILL_PACKETS_MAX)
		return;
	vec_push(p->arena, &p->v, (struct kept){ .judged = *j });
	place = (uint32_t)p->v.n;
	value = map_put(&p->conns, key_of(&j->conn));
	if (!*value)
		*value = arena_new(p->arena, struct kept_ends, 1);
	ends = *value;
	if (ends->last)
		p->v.v[ends->last - 1].next = place;
	else
		ends->first = place;
	ends->last = place;
}

const struct judged *
packet_next(const struct drill_packets *p, const struct conn *c, size_t *i)
{
	if (!c) {
		*i += 1;
	} else if (*i) {
		*i = p->v.v[*i - 1].next;
	} else {
		const struct kept_ends *ends = map_get(&p->conns, key_of(&c));

		*i = ends ? ends->first : 0;
	}
	return *i && *i <= p->v.n ? &p->v.v[*i - 1].judged : NULL;
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
