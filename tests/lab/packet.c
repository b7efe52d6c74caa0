/*
 * packet.c - IP packets as bytes: what they say, cutting and joining them
 */
#include "packet.h"

#include <string.h>

#define IPPROTO_TCP_NUMBER 6
#define ECN_CE 3

static uint16_t
get16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

static uint32_t
get32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void
put16(uint8_t *b, size_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

static void
put32(uint8_t *b, uint32_t v)
{
	put16(b, v >> 16);
	put16(b + 2, v & 0xffff);
}

static bool
parse_ip(struct packet *p)
{
	const uint8_t *b = p->bytes;

	if (p->len >= 20 && b[0] >> 4 == 4) {
		p->l4 = (size_t)(b[0] & 15) * 4;
		p->ip_id = get16(b + 4);
		p->ect = b[1] & 3;
		return p->l4 >= 20 && p->l4 <= p->len;
	}
	if (p->len >= 40 && b[0] >> 4 == 6) {
		p->v6 = true;
		p->l4 = 40;
		p->ect = b[1] >> 4 & 3;
		return true;
	}
	return false;
}

bool
packet_parse(uint8_t *bytes, size_t len, struct packet *ret)
{
	struct packet p = { .bytes = bytes, .len = len };
	const uint8_t *t;
	size_t head;

	if (!parse_ip(&p))
		return false;
	*ret = p;
	if (bytes[p.v6 ? 6 : 9] != IPPROTO_TCP_NUMBER || len < p.l4 + 20)
		return true;
	t = bytes + p.l4;
	head = (size_t)(t[12] >> 4) * 4;
	if (head < 20 || p.l4 + head > len)
		return true;
	p.payload = p.l4 + head;
	p.payload_len = (uint32_t)(len - p.payload);
	p.sport = get16(t);
	p.dport = get16(t + 2);
	p.seq = get32(t + 4);
	p.ack = get32(t + 8);
	p.flags = t[13];
	*ret = p;
	return true;
}

static uint32_t
sum(const uint8_t *b, size_t len, uint32_t s)
{
	uint64_t all = s;

	for (size_t i = 0; i + 1 < len; i += 2)
		all += get16(b + i);
	if (len & 1)
		all += (uint32_t)b[len - 1] << 8;
	while (all >> 16)
		all = (all & 0xffff) + (all >> 16);
	return (uint32_t)all;
}

static uint32_t
pseudo_sum(const struct packet *p)
{
	size_t from = p->v6 ? 8 : 12, len = p->len - p->l4;
	uint8_t rest[6] = { 0, IPPROTO_TCP_NUMBER };

	put32(rest + 2, (uint32_t)len);
	return sum(rest, sizeof rest, sum(p->bytes + from, p->v6 ? 32 : 8, 0));
}

static void
ip_header_fix(struct packet *p)
{
	uint8_t *b = p->bytes;

	if (p->v6) {
		put16(b + 4, p->len - 40);
		return;
	}
	put16(b + 2, p->len);
	put16(b + 10, 0);
	put16(b + 10, ~sum(b, p->l4, 0) & 0xffff);
}

void
packet_checksums(struct packet *p)
{
	uint8_t *field = p->bytes + p->l4 + 16;

	ip_header_fix(p);
	if (!p->payload)
		return;
	put16(field, 0);
	put16(field, ~sum(p->bytes + p->l4, p->len - p->l4, pseudo_sum(p)) & 0xffff);
}

void
packet_checksum_partial(struct packet *p)
{
	ip_header_fix(p);
	put16(p->bytes + p->l4 + 16, pseudo_sum(p));
}

void
packet_mark_ce(struct packet *p)
{
	if (p->v6) {
		p->bytes[1] |= ECN_CE << 4;
		return;
	}
	p->bytes[1] |= ECN_CE;
	ip_header_fix(p);
}

bool
packet_piece(const struct packet *whole, size_t size, size_t nth, uint8_t *out, struct packet *ret)
{
	size_t from = nth * size, len = whole->payload_len;
	bool last = from + size >= len;
	uint8_t *t = out + whole->l4;

	if (nth && from >= len)
		return false;
	len = last ? len - from : size;
	memcpy(out, whole->bytes, whole->payload);
	memcpy(out + whole->payload, whole->bytes + whole->payload + from, len);
	put32(t + 4, whole->seq + (uint32_t)from);
	if (!last)
		t[13] &= (uint8_t) ~(TCP_FIN | TCP_PSH);
	if (nth)
		t[13] &= (uint8_t)~TCP_CWR;
	if (!whole->v6) /* the card counts the id up */
		put16(out + 4, (whole->ip_id + nth) & 0xffff);
	packet_parse(out, whole->payload + len, ret);
	packet_checksums(ret);
	return true;
}

/* The headers up to the checksum say the same, but for length, id and numbers. */
static bool
headers_alike(const struct packet *a, const struct packet *b)
{
	const uint8_t *x = a->bytes, *y = b->bytes, *t = x + a->l4, *u = y + b->l4;
	size_t options = a->payload - a->l4 - 20;

	if (a->v6 != b->v6 || a->l4 != b->l4 || a->payload != b->payload || x[1] != y[1])
		return false;
	if (memcmp(x + (a->v6 ? 8 : 12), y + (a->v6 ? 8 : 12), a->v6 ? 32 : 8))
		return false;
	return !memcmp(t, u, 4) && a->ack == b->ack && !memcmp(t + 14, u + 14, 2) &&
	       !memcmp(t + 20, u + 20, options);
}

bool
packet_join(struct packet *p, const struct packet *next, size_t room)
{
	if (!p->payload || !next->payload || !p->payload_len || !next->payload_len)
		return false;
	/* what ends a run: PSH and FIN may only stand at its end */
	if (p->flags != TCP_ACK || (next->flags & ~(TCP_PSH | TCP_FIN)) != TCP_ACK)
		return false;
	if (next->seq != p->seq + p->payload_len || !headers_alike(p, next))
		return false;
	if (p->len + next->payload_len > room)
		return false;
	memcpy(p->bytes + p->len, next->bytes + next->payload, next->payload_len);
	p->bytes[p->l4 + 13] |= next->flags;
	p->flags |= next->flags;
	p->len += next->payload_len;
	p->payload_len += next->payload_len;
	return true;
}
