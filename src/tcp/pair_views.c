/*
 * pair_views.c - which connections two inputs share
 *
 * Segments are looked up by their marks: seq, ack, flags and time stamps, which no
 * router changes. First together with the four numbers, then, for connections that
 * found nothing, without them: address translation changes those. Then without seq and
 * ack, which some firewalls and proxies of SYNs rewrite: by time stamps, or by IP ids
 * and the place in the stream.
 */
#include "tcp/pairing.h"

#include <stdlib.h>

/*
 * Segments looked at in each view: its SYNs, and enough of what follows for a capture
 * that began in the middle, or some seconds later.
 */
#define MARKS_EACH 4096
/* Views of one mark, and candidates of one view: what a flood of equal marks may cost. */
#define SAME_MARK_MAX 8

/* What signs are made of, and how many of them have to agree. */
struct signing {
	bool ends;    /* the four numbers */
	bool numbers; /* seq and ack, as they are */
	bool stamps;  /* time stamps; without numbers only what has one is a sign */
	bool relative; /* seq and ack from the ISNs on, and the IP id: one that has none is no sign */
	uint32_t votes_min;
};

static const struct signing signings[] = {
	{ .ends = true, .numbers = true, .votes_min = 1 },
	/* without the four numbers one agreement of 32 bits among millions is chance */
	{ .numbers = true, .stamps = true, .votes_min = 2 },
	/* a capture that cuts packets short has none: a SYN's ack tells nothing either */
	{ .numbers = true, .votes_min = 4 },
	/* time stamps run alike for all connections of an old host, and stand still for a tick */
	{ .ends = true, .stamps = true, .votes_min = 8 },
	{ .ends = true, .relative = true, .votes_min = 8 },
	{ .stamps = true, .votes_min = 16 },
};

struct sign {
	struct endpoint src, dst; /* zero where they may have been translated */
	uint32_t seq, ack, tsval, tsecr, len;
	uint32_t flags, id;
};

struct entry {
	uint64_t hash;
	uint32_t view, next; /* index + 1 */
	uint8_t dir;
};

struct signs {
	struct entry *v;
	size_t n;
	uint32_t *slots;
	size_t mask;
	uint64_t seed;
	const struct signing *how;
};

struct candidate {
	uint32_t view;
	uint32_t votes[2]; /* as they stand, and flipped */
};

/* From the ISN of that half on; false: nobody saw its SYN. */
static bool
from_isn(const struct half *h, uint32_t number, uint32_t *ret)
{
	*ret = number - h->isn;
	return h->have_isn && !h->isn_relative;
}

/* False: this segment is no such sign. */
static bool
sign_of(const struct signing *how, const struct kept *k, struct sign *ret)
{
	const struct segment *seg = &k->j.seg;
	const struct half *half = &k->j.conn->half[k->j.dir];
	bool stamp = how->stamps && seg->options & OPT_TIMESTAMP;

	memset(ret, 0, sizeof *ret); /* padding is hashed too */
	if (how->ends) {
		ret->src = seg->src;
		ret->dst = seg->dst;
	}
	ret->flags = seg->flags & (TCP_SYN | TCP_FIN | TCP_RST);
	ret->tsval = stamp ? seg->tsval : 0;
	if (how->numbers) {
		ret->seq = seg->seq;
		ret->ack = seg->flags & TCP_ACK ? seg->ack : 0;
		return true;
	}
	ret->len = seg->len;
	ret->tsecr = stamp ? seg->tsecr : 0;
	if (!how->relative)
		return stamp;
	ret->id = seg->ip_id;
	return seg->known & SEG_HAS_IP && seg->ip_id && seg->flags & TCP_ACK &&
	       from_isn(half, seg->seq, &ret->seq) &&
	       from_isn(&k->j.conn->half[!k->j.dir], seg->ack, &ret->ack);
}

static bool
sign_hash(const struct signs *s, const struct kept *k, uint64_t *ret)
{
	struct sign sign;

	if (!sign_of(s->how, k, &sign))
		return false;
	*ret = hash_bytes(&sign, sizeof sign, s->seed);
	return true;
}

static void
sign_add(struct signs *s, const struct kept *k, uint32_t view, int dir)
{
	unsigned same = 0;
	uint32_t *slot;
	uint64_t hash;

	if (!sign_hash(s, k, &hash))
		return;
	slot = &s->slots[hash & s->mask];
	for (uint32_t i = *slot; i; i = s->v[i - 1].next) {
		if (s->v[i - 1].hash != hash)
			continue;
		if (s->v[i - 1].view == view || ++same == SAME_MARK_MAX)
			return;
	}
	s->v[s->n] = (struct entry){ hash, view, *slot, (uint8_t)dir };
	*slot = (uint32_t)++s->n;
}

static void
signs_of(struct arena *arena, struct signs *s, const struct pair_view *views, size_t n)
{
	size_t all = 0, slots = 16;

	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < 2 && !views[i].paired; d++)
			all += MIN(views[i].way[d].n, (size_t)MARKS_EACH);
	while (slots < all * 2)
		slots *= 2;
	s->v = arena_new(arena, struct entry, all);
	s->slots = arena_new(arena, uint32_t, slots);
	s->mask = slots - 1;
	for (size_t i = 0; i < n; i++) {
		if (views[i].paired)
			continue;
		for (int d = 0; d < 2; d++)
			for (size_t k = 0; k < MIN(views[i].way[d].n, (size_t)MARKS_EACH); k++)
				sign_add(s, views[i].way[d].v[k], (uint32_t)i, d);
	}
}

static void
vote(struct candidate *c, size_t *n, uint32_t view, bool flipped)
{
	size_t i = 0;

	while (i < *n && c[i].view != view)
		i++;
	if (i == SAME_MARK_MAX)
		return;
	if (i == *n)
		c[(*n)++] = (struct candidate){ .view = view };
	c[i].votes[flipped]++;
}

static size_t
ask(const struct signs *s, const struct pair_view *b, struct candidate *c)
{
	size_t n = 0;

	for (int d = 0; d < 2; d++) {
		/* the other capture may have begun later: all of this one is asked */
		for (size_t k = 0; k < b->way[d].n; k++) {
			unsigned walked = 0;
			uint64_t hash;

			if (!sign_hash(s, b->way[d].v[k], &hash))
				continue;
			for (uint32_t i = s->slots[hash & s->mask]; i; i = s->v[i - 1].next)
				if (s->v[i - 1].hash == hash)
					vote(c, &n, s->v[i - 1].view, s->v[i - 1].dir != d);
				else if (++walked > 64) /* chance makes no such chain */
					break;
		}
	}
	return n;
}

/* An ISN that both know and that differs: another life of the same four numbers. */
static bool
isns_differ(const struct conn *a, const struct conn *b, bool flipped)
{
	for (int d = 0; d < 2; d++) {
		const struct half *x = &a->half[d], *y = &b->half[flipped ? !d : d];

		if (x->have_isn && y->have_isn && !x->isn_relative && !y->isn_relative &&
		    x->isn != y->isn)
			return true;
	}
	return false;
}

static const struct candidate *
best_of(const struct signing *how, const struct pair_view *a, const struct pair_view *b,
	const struct candidate *c, size_t n)
{
	const struct candidate *best = NULL;
	uint32_t best_votes = how->votes_min - 1;

	for (size_t i = 0; i < n; i++) {
		bool flipped = c[i].votes[1] > c[i].votes[0];
		uint32_t votes = c[i].votes[flipped];

		if (votes <= best_votes || a[c[i].view].paired ||
		    (how->numbers && isns_differ(a[c[i].view].conn, b->conn, flipped)))
			continue;
		best = &c[i];
		best_votes = votes;
	}
	return best;
}

static struct passage
passage_of(struct pair_view *from, enum direction from_dir, struct pair_view *to, bool flipped)
{
	enum direction to_dir = flipped ? !from_dir : from_dir;

	return (struct passage){
		.from = &from->way[from_dir],
		.to = &to->way[to_dir],
		.from_view = from,
		.to_view = to,
		.from_dir = from_dir,
		.to_dir = to_dir,
		.forward = true,
	};
}

static struct link
link_of(struct pair_view *a, struct pair_view *b, bool flipped, bool rewritten)
{
	struct link l = { .a = a, .b = b, .flipped = flipped, .rewritten = rewritten };

	a->paired = b->paired = true;
	for (int d = 0; d < 2; d++)
		l.passage[d] = passage_of(a, (enum direction)d, b, flipped);
	return l;
}

/* Connections that are not paired yet, by signs of one kind; returns how many. */
static size_t
link_by(struct arena *scratch, const struct signing *how, struct pair_view *a, size_t na,
	struct pair_view *b, size_t nb, struct link *ret)
{
	struct signs s = { .seed = hash_seed(), .how = how };
	struct arena_mark m = arena_mark(scratch);
	size_t n = 0;

	signs_of(scratch, &s, a, na);
	for (size_t i = 0; i < nb && s.n; i++) {
		struct candidate c[SAME_MARK_MAX];
		const struct candidate *best;

		if (b[i].paired)
			continue;
		best = best_of(how, a, &b[i], c, ask(&s, &b[i], c));
		if (best)
			ret[n++] = link_of(&a[best->view], &b[i], best->votes[1] > best->votes[0],
					   !how->numbers);
	}
	arena_reset(scratch, m);
	return n;
}

size_t
pair_views_link(struct arena *arena, struct pair_view *a, size_t na, struct pair_view *b, size_t nb,
		struct link **ret)
{
	struct link *links = arena_new(arena, struct link, MIN(na, nb) + 1);
	size_t n = 0;

	for (size_t i = 0; i < na; i++)
		a[i].paired = false;
	for (size_t i = 0; i < nb; i++)
		b[i].paired = false;
	for (size_t k = 0; k < COUNT_OF(signings); k++)
		n += link_by(arena, &signings[k], a, na, b, nb, links + n);
	*ret = links;
	return n;
}
