/*
 * acks.c - what a segment's ACK and SACK blocks say of the other side's data
 */
#include "tcp/mind.h"
#include "tcp/track.h"

/* A capture may begin in the middle, and a window be small: so far off is no slip. */
#define OUTSIDE_MIN ((uint64_t)1 << 20)
#define UNSEEN_MAX ((uint64_t)1 << 30) /* the largest window (RFC 7323, 2.3) */

/*
 * An ACK for data that was never seen: the capture missed it, if its receiver
 * could have had so much. Beyond its window nobody sends: then the ACK itself
 * is of another life, or forged. (After a long gap of the capture the data that
 * follows shows the hole.)
 */
static bool
could_have_got(const struct look *l)
{
	uint64_t window = l->x->window_scale_unknown ? UNSEEN_MAX
						     : MAX(l->x->window_max_bytes, (uint64_t)65535);

	return l->ack - l->y->snd_max <= MIN(window, UNSEEN_MAX);
}

/* RFC 2883, 4: the first block, which s has, is below the ACK, or inside the second. */
static bool
first_is_dsack(const struct segment *s)
{
	if (seq_le(s->sack[0][1], s->ack))
		return true;
	return s->nsack > 1 && seq_le(s->sack[1][0], s->sack[0][0]) &&
	       seq_le(s->sack[0][1], s->sack[1][1]);
}

/*
 * A receiver can only have what was sent and what its window let in. Blocks far from
 * both are of other numbers than those that pass here: somebody rewrites one of them.
 */
static bool
is_outside(const struct look *l, uint64_t left, uint64_t right)
{
	uint64_t room = l->x->window_scale_unknown
				? UNSEEN_MAX
				: MAX(2 * (uint64_t)l->x->window_max_bytes, OUTSIDE_MIN);

	return l->y->data_packets && (left > l->y->snd_max + room || right + room < l->ack);
}

static void
count_outside(struct half_rare *r, uint64_t packet)
{
	if (!r->sacks_outside++)
		r->sacks_outside_packet = packet;
}

/* Who sends blocks was told that it may (RFC 2018, 2), and who hears them repairs by them. */
static void
learn_sack(struct look *l)
{
	l->x->sack_ok |= !l->x->options_known;
	l->y->sack_ok |= !l->y->options_known;
}

static void
blocks(struct look *l)
{
	const struct segment *s = l->s;

	learn_sack(l);
	l->dsack = first_is_dsack(s);
	rare_of(l->t, l->x)->sack_blocks += s->nsack;
	rare_of(l->t, l->x)->dsacks += l->dsack;
	for (unsigned i = 0; i < s->nsack; i++) {
		uint64_t left = seq_unwrap(s->sack[i][0], l->ack);
		uint64_t right = seq_unwrap(s->sack[i][1], l->ack);

		if (right > left && is_outside(l, left, right)) {
			count_outside(rare_of(l->t, l->x), s->packet);
			continue;
		}
		if (right <= left || right > l->y->snd_max + UNSEEN_MAX)
			continue;
		if (!i && l->dsack) {
			need_on_dsack(l, left, right);
			continue;
		}
		if (right <= l->ack)
			continue;
		if (sent_sacked(l->t, l->y, left, right)) {
			l->sacks_new = true;
			need_on_sack(l, left, right);
		}
		rare_of(l->t, l->y)->high_sacked = MAX(l->y->rare->high_sacked, right);
	}
}

static void
count_unseen(struct look *l, uint64_t bytes)
{
	struct half_rare *rare;

	if (!bytes)
		return;
	rare = rare_of(l->t, l->y);
	rare->acked_unseen_bytes += bytes;
	rare->acked_unseen_events += !l->unseen_bytes;
	l->unseen_bytes += bytes;
}

/* The capture was silent before a hole that is acknowledged as it was: it missed both. */
static void
gap_acked(struct look *l)
{
	struct half_track *y = l->y;
	const struct hole *h;

	if (l->ack <= y->rare->gap_seq)
		return;
	h = hole_at(y, y->rare->gap_seq);
	if (h && h->seq == y->rare->gap_seq)
		ledger_gap_proved(l->t, l->c, y);
	rare_own(y)->gap_time.ns = 0;
}

static void
advance(struct look *l)
{
	struct half_track *y = l->y;
	uint64_t flight = y->snd_max - y->snd_una;
	int64_t sample;

	if (UNLIKELY(y->rare->gap_time.ns > 0))
		gap_acked(l);
	if (UNLIKELY(y->rare->unsure_packet))
		need_before_ack(l);
	count_unseen(l, holes_acked(y, l->ack));
	sample = sent_acked(l->t, y, l->s, l->now_ns, l->ack);
	if (sample > 0 && l->timed) {
		l->j.rtt_ns = sample;
		rtt_sample(y, sample, flight * 2 >= y->flight_max_bytes);
	}
	l->acked_bytes = l->ack - y->snd_una;
	y->snd_una = l->ack;
	if (y->rare->rto_backoff)
		rare_own(y)->rto_backoff = 0;
	y->dup_acks = 0;
	y->last_advance_ns = l->now_ns;
	need_on_ack(l, l->ack - l->acked_bytes);
	if (y->recovering && l->ack >= y->rare->recover_end) {
		y->recovering = false;
		mind_recovered(l);
	}
	if (y->disorder && l->ack >= y->rare->disorder_end) {
		y->disorder = false; /* it was reordering: stays charged so */
	}
}

static void
stood_still(struct look *l)
{
	struct half_track *y = l->y;

	if (l->s->len || l->s->flags & (TCP_SYN | TCP_FIN | TCP_RST))
		return;
	need_on_duplicate(l);
	if (y->snd_max > l->ack && (l->sacks_new || (!l->window_changed && !l->dsack)))
		y->dup_acks++;
}

/* Something beyond a hole has arrived at the receiver. */
static void
disorder(struct look *l)
{
	struct half_track *y = l->y;
	struct half_rare *rare;

	if (y->recovering || y->disorder || l->dsack)
		return;
	if (!l->sacks_new && y->dup_acks < 1)
		return;
	y->disorder = true;
	rare = rare_of(l->t, y);
	rare->disorder_end = y->snd_max;
	rare->disorder_time =
		(struct charge){ .since_ns = l->now_ns, .since_packet = l->s->packet };
}

void
acks_take(struct look *l)
{
	struct half_track *y = l->y;

	if (l->ack == l->y->rare->probe_end)
		probe_taken(y);
	if (l->ack > y->snd_max) {
		if (l->s->flags & (TCP_RST | TCP_SYN))
			return;
		if (!could_have_got(l)) {
			l->unacceptable = true;
			return;
		}
		count_unseen(l, l->ack - y->snd_max);
		y->snd_max = l->ack;
	}
	if (l->ack < l->x->last_ack64 && l->ack + UNSEEN_MAX < y->snd_una)
		return; /* of another life of these four numbers */
	if (l->s->nsack)
		blocks(l);
	l->ack_advances = l->ack > y->snd_una;
	if (l->ack_advances)
		advance(l);
	else if (l->ack == y->snd_una)
		stood_still(l);
	if (l->s->flags & TCP_RST)
		return;
	disorder(l);
	l->y->ack_started = true;
	l->y->last_ack_ns = l->now_ns;
	l->x->last_ack64 = MAX(l->x->last_ack64, l->ack);
}
