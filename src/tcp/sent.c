/*
 * sent.c - the scoreboard: data segments in flight, as the capture saw them
 *
 * A ring sorted by sequence number. New data goes to its end, ACKs take from
 * its front; a late original is put in between, which is rare. It is bounded:
 * beyond SENT_MAX the oldest are given up, as they would be where only one
 * direction was captured and no ACK ever comes.
 */
#include "tcp/tracker.h"

#include <assert.h>

#define SENT_FIRST 2
/* Who empties it again and again needs not begin so small each time. */
#define SENT_AGAIN 64
#define SENT_KEPT 16 /* a kilobyte */
/* 65,536 segments of 1,460 bytes: a window of 95 MB, 1 s at 760 Mbit/s */
#define SENT_MAX 65536

static void
grow(struct tracker *t, struct half_track *x)
{
	size_t want = x->sent_cap ? (size_t)x->sent_cap * 2
				  : MAX((size_t)x->sent_head, (size_t)SENT_FIRST);
	struct sent *p = tracker_pool_get(t, want * sizeof *p);

	for (uint32_t i = 0; i < x->sent_n; i++)
		p[i] = *sent_at(x, i);
	if (x->sent_cap)
		tracker_pool_put(t, x->sent, x->sent_cap * sizeof *p);
	x->sent = p;
	x->sent_cap = (uint32_t)want;
	x->sent_head = 0;
}

void
sent_free(struct tracker *t, struct half_track *x)
{
	if (!x->sent_cap)
		return;
	tracker_pool_put(t, x->sent, x->sent_cap * sizeof *x->sent);
	x->sent = NULL;
	x->sent_head = MIN(x->sent_cap, SENT_AGAIN); /* so large to begin with */
	x->sent_cap = x->sent_n = 0;
}

/* Nothing in flight takes no memory, but where few are alive: these keep a short ring. */
static void
emptied(struct tracker *t, struct half_track *x)
{
	if (x->sent_cap <= SENT_KEPT && few_live(t))
		x->sent_head = 0;
	else
		sent_free(t, x);
}

/*
 * Most are of one size, so that one is where its number says, within a few: lo and hi
 * close in on it from there.
 */
#define SENT_SPREAD 16
static void
narrow(const struct half_track *x, uint64_t seq, uint32_t *lo, uint32_t *hi)
{
	const struct sent *all = x->sent, *first, *last;
	uint32_t mask = x->sent_cap - 1, n = x->sent_n, guess;

	first = &all[x->sent_head & mask];
	last = &all[(x->sent_head + n - 1) & mask];
	if (seq <= first->seq || seq >= last->end) {
		*lo = seq >= last->end ? n : 0;
		*hi = seq >= last->end ? n : 1;
		return;
	}
	guess = (uint32_t)((seq - first->seq) * n / (last->end - first->seq));
	for (uint32_t step = 2; guess < n; step *= 4) {
		bool before = all[(x->sent_head + guess) & mask].end <= seq;

		if (before)
			*lo = MAX(*lo, guess + 1);
		else
			*hi = MIN(*hi, guess);
		if (before ? guess + step >= *hi : guess < *lo + step)
			return;
		guess = before ? guess + step : guess - step;
	}
}

uint32_t
sent_find(const struct half_track *x, uint64_t seq)
{
	uint32_t lo = 0, hi = x->sent_n;

	if (hi > SENT_SPREAD)
		narrow(x, seq, &lo, &hi);
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (x->sent[(x->sent_head + mid) & (x->sent_cap - 1)].end <= seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
drop_first(struct half_track *x)
{
	if (sent_at(x, 0)->sacked)
		rare_own(x)->sacked_bytes -= sent_at(x, 0)->end - sent_at(x, 0)->seq;
	x->sent_head = (x->sent_head + 1) & (x->sent_cap - 1);
	x->sent_n--;
}

/* A board that is full and large does not grow where memory is short. */
static bool
is_large_enough(const struct tracker *t, const struct half_track *x)
{
	return x->sent_n == x->sent_cap && x->sent_cap >= SENT_MAX_UNACKED &&
	       !tracker_may_take(t, x->sent_cap * sizeof *x->sent);
}

void
sent_add(struct tracker *t, struct half_track *x, const struct segment *s, int64_t now_ns,
	 uint64_t seq, uint64_t end)
{
	uint32_t most = x->ack_started ? SENT_MAX : SENT_MAX_UNACKED, at;

	if (x->sent_n >= most || is_large_enough(t, x))
		drop_first(x);
	if (x->sent_n == x->sent_cap)
		grow(t, x);
	at = x->sent_n;
	x->sent_n++;
	for (; at > 0 && sent_at(x, at - 1)->seq > seq; at--)
		*sent_at(x, at) = *sent_at(x, at - 1);
	sent_set(sent_at(x, at), s, now_ns, seq, end);
}

/*
 * Karn: a repeated segment gives no sample, unless the time stamp that is echoed
 * tells that it was the last sending (RFC 7323, 4).
 */
static int64_t
sample_of(const struct segment *s, int64_t now_ns, const struct sent *e)
{
	bool echoes = s->options & OPT_TIMESTAMP && e->tsval_last != e->tsval_first &&
		      s->tsecr == e->tsval_last;

	if (e->transmissions == 1)
		return now_ns - e->first_ns;
	return echoes ? now_ns - e->last_ns : 0;
}

/* What was sent before this and has not arrived is lost, or late (RFC 8985, 6.2). */
static void
note_delivered(struct half_track *x, const struct sent *e)
{
	if (x->rare != &half_rare_none && e->last_ns > x->rare->delivered_tx_ns)
		rare_own(x)->delivered_tx_ns = e->last_ns;
}

int64_t
sent_acked(struct tracker *t, struct half_track *y, const struct segment *s, int64_t now_ns,
	   uint64_t ack)
{
	int64_t sample = 0, of_repeat = 0, newest_ns = TIME_NONE;
	bool repeated = false;

	while (y->sent_n) {
		struct sent *e = sent_at(y, 0);

		if (e->end > ack) {
			if (e->seq < ack && !e->sacked)
				e->seq = ack; /* partly acknowledged */
			break;
		}
		/* SACK told of it before; or it waited for what filled a hole in front of it */
		if (!e->sacked && e->first_ns >= newest_ns) {
			newest_ns = e->first_ns;
			sample = sample_of(s, now_ns, e);
		}
		if (e->transmissions > 1) {
			repeated = true;
			of_repeat = sample_of(s, now_ns, e);
		}
		note_delivered(y, e);
		drop_first(y);
	}
	if (!y->sent_n)
		emptied(t, y);
	/* what came before the repeat that filled its hole has waited for it */
	return repeated ? of_repeat : sample;
}

/*
 * A receiver tells of each block several times, and of one that grows with each segment.
 * What was marked stays so; a segment that an ACK has cut may have come to lie within a
 * block, but for those that begin above all ACKs.
 */
static bool
is_marked(const struct half_track *x, const struct block *b, uint64_t seq, uint64_t end)
{
	return seq >= b->left && end <= b->right && b->left > x->snd_una;
}

/* The block of before that this one is, or has grown from; NULL: none. */
static struct block *
block_of(struct half_rare *r, uint64_t left, uint64_t right)
{
	for (size_t i = 0; i < COUNT_OF(r->sacked); i++)
		if (r->sacked[i].left < right && r->sacked[i].right > left)
			return &r->sacked[i];
	return NULL;
}

static void
keep_block(struct half_rare *r, struct block *was, struct block is)
{
	if (!was)
		was = &r->sacked[COUNT_OF(r->sacked) - 1];
	for (; was > r->sacked; was--)
		*was = was[-1];
	*was = is;
}

void
sent_forget_blocks(struct half_track *x)
{
	if (x->rare != &half_rare_none)
		memset(rare_own(x)->sacked, 0, sizeof x->rare->sacked);
}

uint64_t
sent_sacked(struct tracker *t, struct half_track *x, uint64_t left, uint64_t right)
{
	struct half_rare *r = rare_of(t, x);
	struct block *was = block_of(r, left, right), known = { 0 };
	uint64_t fresh = 0, from = left;

	if (was && is_marked(x, was, left, right))
		return 0;
	if (was)
		known = *was;
	/* what lies in a known block is passed at once */
	if (is_marked(x, &known, left, left))
		from = known.right;
	for (uint32_t i = sent_find(x, from); i < x->sent_n; i++) {
		struct sent *e = sent_at(x, i);

		if (e->seq >= right)
			break;
		if (is_marked(x, &known, e->seq, e->end)) {
			i = sent_find(x, known.right) - 1;
			continue;
		}
		if (e->sacked || e->seq < left || e->end > right)
			continue;
		e->sacked = true;
		note_delivered(x, e);
		fresh += e->end - e->seq;
	}
	/* what is sent later is not marked yet */
	keep_block(r, was, (struct block){ left, MIN(right, x->snd_max) });
	r->sacked_bytes += fresh;
	return fresh;
}
