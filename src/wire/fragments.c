/*
 * fragments.c - IP fragments put together again, as far as their headers matter
 *
 * A datagram is its first bytes and the stretches that have come, merged as they
 * touch. Stretches that overlap in part are what attacks are made of, and hosts
 * drop such a datagram (RFC 5722, and Linux for IPv4 too); one that lies within
 * what has come is a copy by the capture and says nothing new.
 */
#include "wire/fragments.h"

#include <string.h>

#define DATAGRAMS_MAX 64 /* at a time; fragments of one follow each other closely */
#define SPANS_MAX 16	 /* stretches with holes between them; in order it is one */
#define PAYLOAD_MAX 65535

/* Linux waits so long for the rest (net.ipv4.ipfrag_time). */
#define WAIT_NS (30LL * NS_PER_S)
/*
 * A second interface or a mirror shows its copies within this. Later the same id is
 * another datagram: ids of IPv4 come round after 65536 packets (RFC 4963).
 */
#define COPY_NS (100LL * NS_PER_MS)
/*
 * A filter on ports lets first fragments pass only. After so many of these, and
 * never another, what the first ones tell is taken as it is.
 */
#define LONELY_MAX 4

struct span {
	uint32_t from, to;
};

struct datagram {
	bool used, done, v4;
	uint8_t next; /* the protocol, by the first fragment once it is here */
	bool ce;      /* one of its fragments met congestion (RFC 3168, 5.3) */
	uint32_t id;
	struct addr src, dst;
	int64_t first_ns, last_ns;
	uint32_t total; /* 0: the last fragment has not come */
	uint32_t head_bytes;
	unsigned spans_n;
	struct span spans[SPANS_MAX]; /* by place, never touching */
	uint8_t head[FRAGMENTS_HEAD_BYTES];
};

struct fragments {
	struct arena *arena;
	struct datagram *all; /* DATAGRAMS_MAX, NULL until the first */
	bool later_seen;      /* a fragment that is no first one */
	unsigned lonely;      /* firsts taken while there was none */
	struct fragments_stats stats;
};

struct fragments *
fragments_new(struct arena *a)
{
	struct fragments *f = arena_new(a, struct fragments, 1);

	f->arena = a;
	return f;
}

struct fragments_stats
fragments_stats(const struct fragments *f)
{
	return f->stats;
}

/* ---- one datagram ---- */

enum adding { ADDED, IS_COPY, IN_CONFLICT };

static enum adding
span_add(struct datagram *d, struct span new)
{
	unsigned at = 0;
	bool joins_left, joins_right;

	while (at < d->spans_n && d->spans[at].to < new.from)
		at++;
	for (unsigned i = at; i < d->spans_n && d->spans[i].from < new.to; i++) {
		if (d->spans[i].from <= new.from &&new.to <= d->spans[i].to)
			return IS_COPY;
		if (d->spans[i].to > new.from)
			return IN_CONFLICT;
	}
	joins_left = at < d->spans_n && d->spans[at].to == new.from;
	if (joins_left)
		new.from = d->spans[at].from;
	joins_right = at + joins_left < d->spans_n && d->spans[at + joins_left].from == new.to;
	if (joins_right)
		new.to = d->spans[at + joins_left].to;
	if (!joins_left && !joins_right && d->spans_n == SPANS_MAX)
		return IN_CONFLICT;
	/* one more, as many, or one less from here on */
	memmove(&d->spans[at + 1], &d->spans[at + joins_left + joins_right],
		(d->spans_n - at - joins_left - joins_right) * sizeof *d->spans);
	d->spans_n += 1u - joins_left - joins_right;
	d->spans[at] = new;
	return ADDED;
}

static void
keep_head(struct datagram *d, uint32_t from, const struct packet *pk)
{
	size_t room = from < FRAGMENTS_HEAD_BYTES ? FRAGMENTS_HEAD_BYTES - from : 0;

	memcpy(d->head + MIN(from, FRAGMENTS_HEAD_BYTES), pk->p, MIN(room, pk->have));
	if (pk->have < pk->wire) /* the snap length cut it */
		d->head_bytes = MIN(d->head_bytes, from + (uint32_t)pk->have);
}

static bool
is_whole(const struct datagram *d)
{
	return d->total && d->spans_n == 1 && !d->spans[0].from && d->spans[0].to == d->total;
}

/* The end that one fragment gives and the stretches of the others must agree. */
static bool
ends_agree(const struct datagram *d, const struct fragment *in, uint32_t end)
{
	uint32_t top = d->spans_n ? d->spans[d->spans_n - 1].to : 0;

	if (!in->more)
		return (!d->total || d->total == end) && top <= end;
	return !d->total || end <= d->total;
}

static enum adding
add(struct datagram *d, const struct fragment *in, const struct packet *pk)
{
	uint32_t end = in->offset_bytes + (uint32_t)pk->wire;
	enum adding result;

	if (!ends_agree(d, in, end))
		return IN_CONFLICT;
	result = span_add(d, (struct span){ in->offset_bytes, end });
	if (result != ADDED)
		return result;
	keep_head(d, in->offset_bytes, pk);
	if (!in->more)
		d->total = end;
	if (!in->offset_bytes)
		d->next = in->next;
	d->ce |= (pk->seg->tos & 3) == 3;
	d->last_ns = pk->now_ns;
	return ADDED;
}

/* ---- all of them ---- */

static bool
is_of(const struct datagram *d, const struct fragment *in, const struct packet *pk)
{
	return d->used && d->id == in->id && d->v4 == pk->v4 &&
	       addr_eq(&d->src, &pk->seg->src.addr) && addr_eq(&d->dst, &pk->seg->dst.addr) &&
	       (!pk->v4 || d->next == in->next);
}

static void
begin(struct fragments *f, struct datagram *d, const struct fragment *in, const struct packet *pk)
{
	*d = (struct datagram){
		.used = true,
		.v4 = pk->v4,
		.next = in->next,
		.id = in->id,
		.src = pk->seg->src.addr,
		.dst = pk->seg->dst.addr,
		.first_ns = pk->now_ns,
		.last_ns = pk->now_ns,
		.head_bytes = FRAGMENTS_HEAD_BYTES,
	};
	f->stats.datagrams++;
}

static bool
is_over(const struct datagram *d, int64_t now_ns)
{
	return !d->used || now_ns - d->first_ns > WAIT_NS ||
	       (d->done && now_ns - d->last_ns > COPY_NS);
}

/* The datagram of this fragment; else a free place, or that of the oldest, begun anew. */
static struct datagram *
datagram_of(struct fragments *f, const struct fragment *in, const struct packet *pk)
{
	struct datagram *place = &f->all[0];

	for (size_t i = 0; i < DATAGRAMS_MAX; i++) {
		struct datagram *d = &f->all[i];

		if (is_over(d, pk->now_ns))
			d->used = false;
		else if (is_of(d, in, pk))
			return d;
		if (!place->used)
			continue;
		if (!d->used || d->first_ns < place->first_ns)
			place = d;
	}
	begin(f, place, in, pk);
	return place;
}

static enum fragment_result
hold(struct fragments *f, const struct fragment *in, struct packet *pk, uint8_t *ret_next)
{
	struct datagram *d = datagram_of(f, in, pk);
	bool late = pk->now_ns - d->last_ns > COPY_NS;
	enum adding result = d->done ? IS_COPY : add(d, in, pk);

	if (result == IS_COPY && late) { /* the id came round */
		begin(f, d, in, pk);
		result = add(d, in, pk);
	}
	if (result == IN_CONFLICT)
		d->used = false;
	if (result != ADDED || !is_whole(d))
		return FRAGMENT_HELD;
	d->done = true;
	f->stats.whole++;
	pk->p = d->head;
	pk->wire = d->total;
	pk->have = MIN(d->total, d->head_bytes);
	pk->seg->tos |= d->ce ? 3 : 0;
	*ret_next = d->next;
	return FRAGMENT_WHOLE;
}

enum fragment_result
fragments_take(struct fragments *f, const struct fragment *in, struct packet *pk, uint8_t *ret_next)
{
	if (!pk->wire || in->offset_bytes + pk->wire > PAYLOAD_MAX || (in->more && pk->wire % 8))
		return FRAGMENT_BAD;
	f->later_seen |= in->offset_bytes > 0;
	if (!f->later_seen && f->lonely++ >= LONELY_MAX) {
		f->stats.datagrams++;
		return FRAGMENT_FIRST;
	}
	if (!f->all)
		f->all = arena_new(f->arena, struct datagram, DATAGRAMS_MAX);
	return hold(f, in, pk, ret_next);
}
