/*
 * pair_views.c - which connections two inputs share
 *
 * Segments are looked up by their marks: seq, ack, flags and time stamps, which no
 * router changes. First together with the four numbers, then, for connections that
 * found nothing, without them: address translation changes those.
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
/* Without the four numbers one agreement of 32 bits among millions is chance. */
#define TRANSLATED_VOTES 2

struct sign {
	struct endpoint src, dst; /* zero where they may have been translated */
	uint32_t seq, ack, tsval;
	uint32_t flags;
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
	bool ends; /* the four numbers count */
};

struct candidate {
	uint32_t view;
	uint32_t votes[2]; /* as they stand, and flipped */
};

static uint64_t
sign_hash(const struct signs *s, const struct kept *k)
{
	const struct segment *seg = &k->j.seg;
	struct sign sign;

	memset(&sign, 0, sizeof sign); /* padding is hashed too */
	if (s->ends) {
		sign.src = seg->src;
		sign.dst = seg->dst;
	}
	sign.seq = seg->seq;
	sign.ack = seg->flags & TCP_ACK ? seg->ack : 0;
	sign.tsval = seg->options & OPT_TIMESTAMP ? seg->tsval : 0;
	sign.flags = seg->flags & (TCP_SYN | TCP_FIN | TCP_RST);
	return hash_bytes(&sign, sizeof sign, s->seed);
}

static void
sign_add(struct signs *s, const struct kept *k, uint32_t view, int dir)
{
	uint64_t hash = sign_hash(s, k);
	uint32_t *slot = &s->slots[hash & s->mask];
	unsigned same = 0;

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
			uint64_t hash = sign_hash(s, b->way[d].v[k]);
			unsigned walked = 0;

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
best_of(const struct pair_view *a, const struct pair_view *b, const struct candidate *c, size_t n,
	uint32_t votes_min)
{
	const struct candidate *best = NULL;
	uint32_t best_votes = votes_min - 1;

	for (size_t i = 0; i < n; i++) {
		bool flipped = c[i].votes[1] > c[i].votes[0];
		uint32_t votes = c[i].votes[flipped];

		if (votes <= best_votes || a[c[i].view].paired ||
		    isns_differ(a[c[i].view].conn, b->conn, flipped))
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
	for (int pass = 0; pass < 2; pass++) {
		struct signs s = { .seed = hash_seed(), .ends = !pass };
		struct arena_mark m = arena_mark(arena);

		signs_of(arena, &s, a, na);
		for (size_t i = 0; i < nb && s.n; i++) {
			struct candidate c[SAME_MARK_MAX];
			const struct candidate *best;
			bool flipped;

			if (b[i].paired)
				continue;
			best = best_of(a, &b[i], c, ask(&s, &b[i], c), pass ? TRANSLATED_VOTES : 1);
			if (!best)
				continue;
			flipped = best->votes[1] > best->votes[0];
			a[best->view].paired = b[i].paired = true;
			links[n].a = &a[best->view];
			links[n].b = &b[i];
			links[n].flipped = flipped;
			for (int d = 0; d < 2; d++)
				links[n].passage[d] =
					passage_of(links[n].a, (enum direction)d, &b[i], flipped);
			n++;
		}
		arena_reset(arena, m);
	}
	*ret = links;
	return n;
}
