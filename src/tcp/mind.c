/*
 * mind.c - what a sender had in mind, from what it sent and when
 *
 *	   first flight      round            round
 *	|---- no ACK ----|-- ACK of all --|-- sent before it --|
 *
 * A sender that always has more to say, and room for it at the receiver, sends
 * as much as its congestion window allows: the largest flight of a round is then
 * the window. What the receiver has SACKed no longer counts (RFC 6675, "pipe").
 * A round in which window or application held the sender tells only a floor.
 */
#include "tcp/mind.h"
#include "tcp/mind_signs.h"
#include "tcp/view.h"

#include <math.h>

/* Slow start grows a round's flight by half at least (RFC 3465, delayed ACKs);
 * three rounds below a quarter are no slow start any more. */
#define SLOW_ROUNDS 3
/* In smaller windows a segment more or less turns one factor into another:
 * 0.7 of 10 and 0.5 of 10 are two segments apart. */
#define FACTOR_SEGMENTS_MIN 10
/* What is as near as that to a factor is like it; rounding and a round's growth are
 * a segment and a half. Wider apart than the factors of reno and CUBIC are they are not. */
#define FACTOR_OFF 0.05
#define FACTOR_OFF_SEGMENTS 1.5
/* In the middle between both a segment more or less makes it the one or the other: neither. */
#define FACTOR_BETWEEN_SEGMENTS 0.5
#define FACTOR_RENO 0.5
#define FACTOR_CUBIC 0.7
/* What has not fallen by an eighth has not reacted: a round's growth after it is less. */
#define FACTOR_NONE_MIN 0.87
/* Beyond all rounding and all that a round adds: it went faster through the loss. */
#define FACTOR_UP_MIN 1.25
/* ProbeRTT holds four segments (BBRv1; half a BDP later); one more is rounding. */
#define DIP_SEGMENTS 5
#define DIP_FROM_SEGMENTS 12
/* What stands apart by a quarter of the even spacing was not sent in one burst. */
#define SPACED(even_ns) ((even_ns) / 4)
/* Timers of a host that is busy: closer than this is together. */
#define SPACED_MIN_NS (50LL * NS_PER_US)
/* A busy host's scheduling, and the tick of HZ=100 halved by chance. */
#define REACTION_NS (5LL * NS_PER_MS)
/* RFC 9293, 3.7.1: what is smaller than the default is a write, not a full segment. */
#define MSS_LEAST (536 - 12)
/* A sender that waits longer than that part of a round trip waits for something. */
#define PROMPT(srtt_ns) ((srtt_ns) / 8)

struct mind_track {
	/* what each segment of data touches stands in front, together */
	uint64_t round_end, round_max; /* of the round under way */
	uint64_t last_max;	       /* of the one before */
	uint64_t until;		/* no round is begun before the sender knows of so much; 0 none */
	uint64_t idle_end;	/* behind the first flight after a rest; 0 none */
	int64_t apart_ns;	/* what follows later than that was not sent in one burst */
	uint32_t sends, spaced; /* bursts, and those that no ACK let go */
	uint32_t event;		/* of the loss event known here */
	bool started;
	bool round_window, round_application;
	bool last_limited;
	bool small; /* the latest segment was not full: was that all it had to say? */
	bool in_episode, after_pending;
	bool slow_start;
	bool dipped;
	bool below;	      /* ssthresh, after a rest or a timeout: it doubles again */
	bool left_by_episode; /* slow start: if that was for nothing, it goes on */

	int64_t round_ns; /* when the round began, and snd_max then */
	uint64_t round_seq;
	uint32_t slow_rounds;
	uint64_t slow_bytes, slow_packet; /* where growth stopped first */
	int64_t slow_ns;
	uint64_t idle_from, idle_before;
	uint64_t dip_from;
	uint64_t cut_from; /* the window of the reduction that set ssthresh to what is not known */
	uint64_t una_then; /* snd_una when the latest episode began */
	double factor_sum;
	int64_t mdev_ns, mdev_max_ns, var_ns; /* tcp_rtt_estimator's, four times the deviation */
	uint64_t var_end;		      /* snd_max when var_ns was let down last */
	struct mind_episode now;
	struct signs signs;
	struct mind m;
};

const size_t mind_bytes = sizeof(struct mind_track);
_Static_assert(sizeof(struct mind_track) % 8 == 0, "words");

/* How each word is packed (rest_values.c): what is not said here is a number. */
#define AT(field) [offsetof(struct mind_track, field) / 8]
#define EPISODE_AT(e)                                                                    \
	AT(e.from_ns) = WORD_NS, AT(e.to_ns) = WORD_NS, AT(e.from_packet) = WORD_PACKET, \
	AT(e.to_packet) = WORD_PACKET, AT(e.segments) = WORD_PAIR
const uint8_t mind_word_kinds[sizeof(struct mind_track) / 8] = {
	AT(round_end) = WORD_SEQ,
	AT(until) = WORD_SEQ,
	AT(idle_end) = WORD_SEQ,
	AT(sends) = WORD_PAIR,
	AT(event) = WORD_BOOLS,
	AT(mdev_max_ns) = WORD_RTO,
	AT(var_ns) = WORD_RTO,
	AT(round_ns) = WORD_NS,
	AT(round_seq) = WORD_SEQ,
	AT(slow_packet) = WORD_PACKET,
	AT(slow_ns) = WORD_NS,
	AT(idle_from) = WORD_SEQ,
	AT(var_end) = WORD_SEQ,
	EPISODE_AT(now),
	AT(signs.shape_n) = WORD_PAIR,
	AT(signs.shape_skip) = WORD_PAIR,
	AT(m.slow_start_left_ns) = WORD_TIME,
	AT(m.slow_start_left_packet) = WORD_PACKET,
	EPISODE_AT(m.longest[0]),
	EPISODE_AT(m.longest[1]),
	EPISODE_AT(m.longest[2]),
	EPISODE_AT(m.longest[3]),
	AT(m.factor_mean) = WORD_NAN,
	AT(m.paced) = WORD_NAN,
};
#undef AT
#undef EPISODE_AT

static uint64_t
mss_of(const struct half_track *x, const struct half_track *y)
{
	uint64_t mss = x->mss_seen ? x->mss_seen : 536;

	/* offload makes segments larger than those on the wire: the option's room is known */
	if (y->mss && mss + 12 > y->mss && x->timestamps && y->timestamps)
		mss = MIN(mss, (uint64_t)MAX(y->mss, 100) - 12);
	return mss;
}

static void
begin(struct look *l)
{
	struct half_track *x = l->x;
	uint64_t mss = mss_of(l->x, l->y);
	struct mind_track *k;

	k = tracker_pool_get(l->t, sizeof *k);
	*k = (struct mind_track){ .slow_start = true };
	k->m.slow_start_left_ns = TIME_NONE;
	k->m.factor_mean = k->m.paced = NAN;
	/* a window is filled by whole segments; what ends within one had no more to say, and
	 * the receiver's may have been smaller */
	if (l->c->handshake == HANDSHAKE_FULL && mss >= MSS_LEAST &&
	    x->first_flight_bytes % mss == 0 &&
	    (l->y->window_scale_unknown || x->first_flight_bytes + mss <= l->y->window_min_bytes))
		k->m.initial_window_bytes = x->first_flight_bytes;
	/* the first flight was a round, if it is over; a later one is under way */
	k->m.rounds = k->m.slow_start_rounds = l->c->handshake == HANDSHAKE_FULL;
	k->mdev_ns = 4 * x->rtt.rttvar_ns;
	k->var_ns = MAX(k->mdev_ns, RTO_MIN_NS);
	k->mdev_max_ns = RTO_MIN_NS;
	k->var_end = x->snd_max;
	/* rounds until now were not seen as such; the largest flight was in the latest, and
	 * what duplicates let go (RFC 3042) is in it */
	k->round_max = x->recovering ? x->flight_max_bytes : 0;
	k->last_limited = x->recovering;
	x->mind = k;
}

/*
 * As Linux does and RFC 6298 does not: the deviation rises at once and falls once a
 * round trip, and a short sample counts an eighth of a long one (tcp_rtt_estimator).
 */
void
mind_rtt(struct half_track *x, int64_t off_ns)
{
	struct mind_track *k = x->mind;
	int64_t m = (off_ns < 0 ? -off_ns : off_ns) - k->mdev_ns / 4;

	k->mdev_ns += off_ns < 0 && m > 0 ? m / 8 : m;
	k->mdev_max_ns = MAX(k->mdev_max_ns, k->mdev_ns);
	k->var_ns = MAX(k->var_ns, k->mdev_max_ns);
	if (x->snd_una <= k->var_end)
		return;
	k->var_ns -= (k->var_ns - k->mdev_max_ns) / 4;
	k->mdev_max_ns = RTO_MIN_NS;
	k->var_end = x->snd_max;
}

/* --- episodes --- */

static void
keep_longest(struct mind *m, const struct mind_episode *e)
{
	int at = MIND_EPISODES;

	while (at > 0 &&
	       (!m->longest[at - 1].from_packet ||
		m->longest[at - 1].to_ns - m->longest[at - 1].from_ns < e->to_ns - e->from_ns))
		at--;
	for (int i = MIND_EPISODES - 1; i > at; i--)
		m->longest[i] = m->longest[i - 1];
	if (at < MIND_EPISODES)
		m->longest[at] = *e;
}

static void
count_factor(struct mind_track *k, uint64_t mss)
{
	const struct mind_episode *e = &k->now;
	struct mind *m = &k->m;
	double factor, from_reno, from_cubic, off, between;

	if (e->by_timeout || e->limited || !e->after_bytes || !(e->segments || e->by_ecn) ||
	    e->before_bytes < FACTOR_SEGMENTS_MIN * mss)
		return;
	factor = (double)e->after_bytes / (double)e->before_bytes;
	m->factors++;
	k->factor_sum += factor;
	m->factor_mean = k->factor_sum / (double)m->factors;
	from_reno = fabs(factor - FACTOR_RENO);
	from_cubic = fabs(factor - FACTOR_CUBIC);
	off = MAX(FACTOR_OFF, FACTOR_OFF_SEGMENTS * (double)mss / (double)e->before_bytes);
	between = FACTOR_BETWEEN_SEGMENTS * (double)mss / (double)e->before_bytes;
	m->factors_reno += from_reno <= off && from_reno + between <= from_cubic;
	m->factors_cubic += from_cubic <= off && from_cubic + between <= from_reno;
	m->factors_none += factor >= FACTOR_NONE_MIN;
	m->factors_up += factor >= FACTOR_UP_MIN;
}

/* The episode is complete, with what was in flight after it or without. */
static void
episode_end(struct mind_track *k, uint64_t mss)
{
	struct mind *m = &k->m;

	if (!k->in_episode && !k->after_pending)
		return;
	k->in_episode = k->after_pending = false;
	count_factor(k, mss);
	if (k->now.by_ecn) {
		m->ecn_reductions++;
		return;
	}
	m->recoveries++;
	m->recoveries_by_timeout += k->now.by_timeout;
	m->recovery_segments += k->now.segments;
	m->recovery_ns += k->now.to_ns - k->now.from_ns;
	keep_longest(m, &k->now);
}

static void
left_slow_start(struct mind_track *k, bool loss, int64_t ns, uint64_t packet, uint64_t bytes)
{
	if (!k->slow_start)
		return;
	k->slow_start = false;
	k->m.slow_start_left_by_loss = loss;
	k->m.slow_start_left_ns = ns;
	k->m.slow_start_left_packet = packet;
	k->m.slow_start_left_bytes = bytes;
	k->m.ssthresh_bytes = loss ? 0 : bytes;
}

/* It had left for nothing. */
static void
enter_slow_start(struct mind_track *k)
{
	k->slow_start = true;
	k->slow_rounds = 0;
	k->m.slow_start_left_ns = TIME_NONE;
	k->m.slow_start_left_by_loss = false;
	k->m.slow_start_left_packet = k->m.slow_start_left_bytes = 0;
}

static void
episode_begin(struct look *l, struct mind_track *k, uint64_t mss, bool by_ecn)
{
	episode_end(k, mss);
	signs_growth_over(&k->signs, &k->m, mss);
	k->in_episode = true;
	k->now = (struct mind_episode){
		.from_ns = l->now_ns,
		.to_ns = l->now_ns,
		.from_packet = l->s->packet,
		.before_bytes = MAX(k->round_max, k->last_max),
		.by_ecn = by_ecn,
		.limited = k->last_limited || k->round_window || k->round_application,
	};
	k->left_by_episode = k->slow_start;
	if (k->slow_rounds) /* it had stopped before: HyStart */
		left_slow_start(k, false, k->slow_ns, k->slow_packet, k->slow_bytes);
	left_slow_start(k, true, l->now_ns, l->s->packet, k->now.before_bytes);
	k->m.cwnd_max_bytes = MAX(k->m.cwnd_max_bytes, k->now.before_bytes);
	k->una_then = l->x->snd_una;
	k->idle_end = 0;
	k->below = false;
}

static uint32_t
needed_repeats(const struct half_track *x)
{
	const struct half_rare *r = x->rare;

	return r->event_repeats - MIN(r->event_repeats, r->event_unneeded);
}

/* The window is reduced: what is sent once the sender knows of all up to here shows to what. */
static void
reduced(struct look *l, struct mind_track *k, uint64_t until)
{
	k->now.to_ns = l->now_ns;
	k->now.to_packet = l->s->packet;
	k->in_episode = false;
	k->after_pending = true;
	k->until = until;
	k->started = false; /* the next send begins a round */
	k->round_end = 0;
	k->round_max = k->last_max = 0;
	k->round_window = k->round_application = k->last_limited = k->small = false;
}

void
mind_recovered(struct look *l)
{
	struct mind_track *k = l->y->mind;
	const struct half_rare *r = l->y->rare;

	if (!k || !k->in_episode)
		return;
	k->now.segments = needed_repeats(l->y);
	k->now.by_timeout = r->by_timeout;
	/* seen elsewhere than at the sender, the ACK has still to travel there */
	reduced(l, k, r->recover_end);
}

/*
 * CWR says that the window is being reduced (RFC 3168, 6.1.2): over a round trip,
 * by as much as for a loss.
 */
static void
ecn_reduction(struct look *l, struct mind_track *k, uint64_t mss)
{
	episode_begin(l, k, mss, true);
	reduced(l, k, l->x->snd_max);
}

/* --- rounds --- */

static void
note_growth(struct look *l, struct mind_track *k, uint64_t mss)
{
	uint64_t now = k->round_max, last = k->last_max;
	bool doubles = now >= last + last / 4 && now > last + 2 * mss;

	if (!k->slow_start && doubles) {
		signs_growth_over(&k->signs, &k->m, mss);
		return;
	}
	if (!k->slow_start) {
		if (k->below) /* that is how far slow start went */
			k->m.ssthresh_bytes = now;
		k->below = false;
		k->m.growth_rounds++;
		k->m.growth_bytes += (int64_t)now - (int64_t)last;
		signs_flight(&k->signs, now);
		return;
	}
	if (now >= last + last / 4) {
		k->slow_rounds = 0;
		return;
	}
	if (!k->slow_rounds++) {
		k->slow_ns = l->now_ns;
		k->slow_packet = l->s->packet;
		k->slow_bytes = now;
	}
	if (k->slow_rounds >= SLOW_ROUNDS)
		left_slow_start(k, false, k->slow_ns, k->slow_packet, k->slow_bytes);
}

static void
note_dip(struct mind_track *k, uint64_t mss)
{
	if (k->round_max <= DIP_SEGMENTS * mss) {
		if (!k->dipped && k->last_max >= DIP_FROM_SEGMENTS * mss) {
			k->dipped = true;
			k->dip_from = k->last_max;
		}
		return;
	}
	/* back at once, not doubling its way up as after a timeout */
	if (k->dipped && k->round_max * 2 >= k->dip_from)
		k->m.window_dips++;
	k->dipped = false;
}

/* Linux restores the window, and at least that part of it as ssthresh (tcp_current_ssthresh). */
static uint64_t
kept_ssthresh(const struct mind *m, uint64_t window)
{
	return m->ssthresh_bytes ? MAX(m->ssthresh_bytes, window / 4 * 3) : 0;
}

/* The first round after a reduction: to what, if it was one? */
static void
note_after(const struct look *l, struct mind_track *k, bool limited)
{
	struct mind_episode *e = &k->now;
	struct mind *m = &k->m;

	/* proof that nothing was lost may come with the ACK that ends it, or a little later */
	if (!e->by_ecn && k->event == l->x->rare->event)
		e->segments = needed_repeats(l->x);
	if (!limited && !e->by_timeout)
		e->after_bytes = k->round_max;
	k->below = e->by_timeout && e->segments;
	if (!e->segments && !e->by_ecn) {
		m->ssthresh_bytes = kept_ssthresh(m, e->before_bytes);
		if (k->left_by_episode)
			enter_slow_start(k);
	} else if (e->after_bytes) {
		m->ssthresh_bytes = e->after_bytes;
	} else {
		/* not what it was: where growth bends will tell, or the family */
		m->ssthresh_bytes = 0;
		k->cut_from = e->before_bytes;
	}
}

static void
round_over(struct look *l, struct mind_track *k, uint64_t mss)
{
	struct mind *m = &k->m;
	bool limited = k->round_window || k->round_application;
	double sent = (double)(l->x->snd_max - k->round_seq);

	m->rounds++;
	m->slow_start_rounds += k->slow_start;
	m->rounds_window_limited += k->round_window;
	m->rounds_application_limited += k->round_application && !k->round_window;
	m->cwnd_max_bytes = MAX(m->cwnd_max_bytes, k->round_max);
	m->cwnd_is_floor = limited;
	/* that of before a reduction is gone, and a round that is held does not tell to what */
	m->cwnd_bytes = limited && !k->after_pending ? MAX(m->cwnd_bytes, k->round_max)
						     : k->round_max;
	if (k->after_pending) {
		note_after(l, k, limited);
		episode_end(k, mss);
	} else if (!limited && !k->last_limited && k->last_max) {
		note_growth(l, k, mss);
		note_dip(k, mss);
		if (!k->slow_start && l->now_ns > k->round_ns)
			signs_rate(&k->signs, m, sent / (double)(l->now_ns - k->round_ns));
	}
	k->last_limited = limited;
	k->last_max = k->round_max;
	k->round_max = 0;
	k->round_window = k->round_application = false;
}

/* --- sends --- */

static bool
window_left(const struct look *l, uint64_t mss)
{
	uint64_t edge = l->view->edge;

	return !edge || l->y->window_scale_unknown || l->x->snd_max + mss <= edge;
}

/* All was acknowledged, and it did not go on at once. */
static bool
rested(const struct look *l)
{
	int64_t emptied = l->x->emptied_ns;

	return !l->flight_before && l->timed && emptied != TIME_NONE &&
	       l->now_ns - emptied > l->x->rtt.srtt_ns / 4 + REACTION_NS;
}

/* RFC 5681, 4.1: after a rest longer than the RTO the window is the initial one. */
static void
note_rest(struct look *l, struct mind_track *k)
{
	int64_t last = l->x->last_data_ns;

	if (l->flight_before || !l->new_bytes || last == TIME_NONE || !l->timed ||
	    l->now_ns - last <= l->x->rto_ns)
		return;
	k->idle_end = l->x->snd_max;
	k->idle_from = l->seq;
	k->idle_before = k->m.cwnd_bytes;
}

/* It waited for most of a round trip: for the first ACK, whenever that was seen here. */
static bool
waited(const struct look *l)
{
	int64_t last = l->x->last_data_ns, path_ns = view_path_ns(l->c);

	return l->timed && last != TIME_NONE && path_ns > 0 && l->now_ns - last > path_ns / 2;
}

/* Whether it restarted or not, it has shown no more of its window since it rested. */
static void
after_rest(struct mind_track *k, uint64_t after)
{
	if (after >= k->m.cwnd_bytes)
		return;
	k->m.cwnd_bytes = after;
	k->m.cwnd_is_floor = true;
}

/* The first flight after a rest has ended, because the first ACK of it came. */
static void
rest_over(struct look *l, struct mind_track *k, uint64_t known, uint64_t mss)
{
	uint64_t after = k->idle_end - k->idle_from;
	uint64_t initial = k->m.initial_window_bytes ? k->m.initial_window_bytes : 10 * mss;

	if (known <= k->idle_from && !waited(l)) {
		k->idle_end = l->x->snd_max;
		return;
	}
	k->idle_end = 0;
	after_rest(k, after);
	/* it had more to say, and more than a restart lets it in any case */
	if (after % mss || k->idle_before <= initial + mss)
		return;
	k->m.idle_before_bytes = k->idle_before;
	k->m.idle_after_bytes = after;
	k->below = after < k->idle_before;
	if (k->below) {
		k->m.ssthresh_bytes = kept_ssthresh(&k->m, k->idle_before);
		k->m.cwnd_bytes = after;
	}
	/* Linux halves the window for each RTO of rest, down to the initial one */
	if (after + mss >= initial && (after <= initial + mss || after <= k->idle_before / 2))
		k->m.idle_restarts++;
	else if (after > initial)
		k->m.idle_kept++;
}

/*
 * A send that starts a burst was let go by an ACK just before, or by the
 * sender's own clock: that is pacing.
 */
static void
note_pacing(const struct half_track *x, struct mind_track *k, uint64_t flight_before,
	    int64_t now_ns)
{
	int64_t last = x->last_data_ns, ack = x->last_ack_ns;
	bool begins;

	/* no data before this: what is in flight was not in the capture */
	if (UNLIKELY(last == TIME_NONE || !flight_before || !x->rtt.srtt_ns || ack == TIME_NONE))
		return;
	/* without a branch: whether it begins a burst is as good as a coin */
	begins = now_ns - last > k->apart_ns;
	k->sends += begins;
	k->spaced += begins & (now_ns - ack > k->apart_ns);
}

bool
mind_is_paced(const struct half_track *x)
{
	return x->mind && signs_paced(x->mind->spaced, x->mind->sends);
}

static void
round_begin(struct look *l, struct mind_track *k, uint64_t mss)
{
	uint64_t window = MAX(k->last_max, mss);
	double even = (double)l->x->rtt.srtt_ns * (double)mss / (double)window;

	k->started = true;
	k->round_end = k->round_seq = l->x->snd_max;
	k->round_ns = l->now_ns;
	k->apart_ns = MAX(SPACED((int64_t)even), SPACED_MIN_NS);
}

/*
 * A segment that is not full was the last that it had to say, unless it goes on at
 * once, or as an ACK makes room: then it was cut so for another reason.
 */
static bool
had_no_more(const struct look *l)
{
	int64_t last = l->x->last_data_ns, ack = l->x->last_ack_ns;
	int64_t prompt = PROMPT(l->x->rtt.srtt_ns) + SPACED_MIN_NS;

	if (!l->timed || !l->flight_before || last == TIME_NONE || ack == TIME_NONE)
		return true;
	return l->now_ns - last > prompt && l->now_ns - MAX(ack, last) > prompt;
}

static void
note_application(struct look *l, struct mind_track *k)
{
	if (!k->small)
		return;
	k->small = false;
	if (had_no_more(l)) /* that was in the round before, if one begins now */
		k->round_application = k->last_limited = true;
}

void
mind_take(struct look *l, uint64_t known)
{
	struct mind_track *k = l->x->mind;
	uint64_t mss = mss_of(l->x, l->y), sacked = l->x->rare->sacked_bytes;
	uint64_t pipe;

	/* without SACK each duplicate tells of one segment that has left the path */
	if (!l->x->sack_ok || !l->y->sack_ok)
		sacked = l->x->dup_acks * mss;
	pipe = l->j.flight_bytes - MIN(l->j.flight_bytes, sacked);
	if (!k) {
		begin(l);
		k = l->x->mind;
	}
	if (l->x->recovering && l->x->rare->event != k->event) {
		k->event = l->x->rare->event;
		episode_begin(l, k, mss, false);
	}
	if (l->x->recovering || !l->new_bytes || known < k->until)
		return;
	k->until = 0;
	if (l->s->flags & TCP_CWR && !l->c->accecn) {
		ecn_reduction(l, k, mss);
		return;
	}
	note_application(l, k);
	if (k->idle_end)
		rest_over(l, k, known, mss);
	else
		note_rest(l, k);
	if (known >= k->round_end) {
		if (k->started)
			round_over(l, k, mss);
		round_begin(l, k, mss);
	}
	k->round_max = MAX(k->round_max, pipe);
	k->round_window |= !window_left(l, mss);
	k->small = l->s->len < mss;
	k->round_application |= rested(l);
	if (l->timed)
		note_pacing(l->x, k, l->flight_before, l->now_ns);
}

bool
mind_goes_on(const struct conn_track *c, enum direction dir, uint32_t len, int64_t now_ns,
	     uint64_t edge, uint64_t flight_before, uint64_t flight_bytes, uint64_t known)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	struct mind_track *k = x->mind;
	uint64_t mss, sacked = x->rare->sacked_bytes;

	if (x->recovering)
		return x->rare->event == k->event;
	if (known < k->until)
		return true;
	if (!flight_before || k->small || k->idle_end || known >= k->round_end)
		return false;
	mss = mss_of(x, y);
	if (UNLIKELY(!x->sack_ok || !y->sack_ok))
		sacked = x->dup_acks * mss;
	k->until = 0;
	k->round_max = MAX(k->round_max, flight_bytes - MIN(flight_bytes, sacked));
	if (x->snd_max + mss > edge && edge && !y->window_scale_unknown)
		k->round_window = true;
	k->small = len < mss;
	note_pacing(x, k, flight_before, now_ns);
	return true;
}

/* --- the end --- */

/* Where the window was not seen after a reduction, the family tells what it comes to. */
static void
reduce_by_family(struct mind *m, uint64_t from_bytes)
{
	static const double factors[CC_FAMILY_COUNT] = {
		[CC_RENO] = FACTOR_RENO,
		[CC_CUBIC] = FACTOR_CUBIC,
	};

	if (m->family != CC_BBR)
		m->ssthresh_bytes = (uint64_t)(factors[m->family] * (double)from_bytes);
}

/*
 * A window of congestion that nothing else holds grows: reno's by a segment a round, CUBIC's by
 * half of that at least (RFC 9438, 4.3). A flight that stays at one level for so many rounds
 * without a loss is what a send buffer lets out, or a rate. BBR's own level it may be too.
 */
#define LEVEL_ROUNDS_MIN 16
#define LEVEL_GROWTH(mss) ((mss) / 4)

static bool
is_level(const struct mind *m, uint64_t mss)
{
	return m->growth_rounds >= LEVEL_ROUNDS_MIN && !m->recoveries && !m->ecn_reductions &&
	       m->growth_bytes < (int64_t)(m->growth_rounds * LEVEL_GROWTH(mss));
}

/* What ended its doubling was not its window. */
static void
something_else_held(struct mind *m)
{
	m->cwnd_is_floor = true;
	if (m->slow_start_left_by_loss)
		return;
	m->ssthresh_bytes = 0;
	m->slow_start_left_ns = TIME_NONE;
}

/*
 * Where neither the sender nor time stamps tell which ACK let a segment go, the queues of the
 * way are not in what seems to be in flight: it is what the path alone holds, or less.
 */
static void
only_floors(struct mind *m)
{
	something_else_held(m);
	m->ssthresh_bytes = m->initial_window_bytes = 0;
	m->rto_ns = 0;
	m->factors = m->factors_reno = m->factors_cubic = m->factors_none = m->factors_up = 0;
	m->factor_mean = NAN;
	m->family = CC_UNKNOWN;
	m->confidence = 0;
}

/* The last round is not over: it may have gone further than those before. */
static void
take_unfinished(struct mind_track *k)
{
	struct mind *m = &k->m;

	if (k->in_episode || k->round_max <= m->cwnd_bytes)
		return;
	m->cwnd_bytes = k->round_max;
	/* what ended within a segment may have been all it had to say */
	m->cwnd_is_floor = k->round_window || k->round_application || k->small;
}

/* The end came within a recovery, or before a flight after it: what is its window now? */
static void
end_within(struct half_track *x, struct mind_track *k, uint64_t mss, bool over)
{
	struct mind *m = &k->m;
	uint64_t acked = x->rare->rto_backoff ? 0 : x->snd_una - MIN(k->una_then, x->snd_una);

	if (m->family == CC_BBR)
		return;
	if (over && !k->now.by_ecn && k->event == x->rare->event && !needed_repeats(x)) {
		/* nothing was lost: it is taken back, as note_after does */
		m->ssthresh_bytes = kept_ssthresh(m, k->now.before_bytes);
		m->cwnd_bytes = k->now.before_bytes;
		m->cwnd_is_floor |= k->now.limited;
		return;
	}
	reduce_by_family(m, k->now.before_bytes);
	/* that of before is gone, whether it is known how far */
	m->cwnd_bytes = over ? MAX(m->ssthresh_bytes, k->round_max) : m->ssthresh_bytes;
	if (x->recovering && x->rare->by_timeout) {
		/* RFC 5681, 3.1: from the loss window on it is slow start again, up to ssthresh */
		m->cwnd_bytes = mss + acked;
		if (m->ssthresh_bytes > mss)
			m->cwnd_bytes = MIN(m->cwnd_bytes, m->ssthresh_bytes);
	}
	m->cwnd_is_floor &= m->cwnd_bytes > 0;
}

static void
finish(struct conn_track *c, enum direction d)
{
	struct half_track *x = &c->half[d];
	struct mind_track *k = x->mind;
	uint64_t mss = mss_of(x, &c->half[!d]);
	bool at_sender = view_near_ns(c, d) * 4 <= view_near_ns(c, !d);
	bool within, over = !k->in_episode;

	k->m.slow_start = k->slow_start;
	if (!over)
		k->now.to_ns = MAX(k->now.from_ns, c->last_ns);
	within = k->in_episode || k->after_pending;
	if (k->idle_end)
		after_rest(k, k->idle_end - k->idle_from);
	take_unfinished(k);
	episode_end(k, mss);
	signs_growth_over(&k->signs, &k->m, mss);
	k->m.cwnd_max_bytes = MAX(k->m.cwnd_max_bytes, k->m.cwnd_bytes);
	k->m.paced_of = at_sender ? k->sends : 0;
	/* of elsewhere the rest of the way is missing in it */
	k->m.rto_ns = x->rtt.srtt_ns + k->var_ns + (at_sender ? 0 : view_near_lately_ns(c, d));
	if (k->m.paced_of)
		k->m.paced = (double)k->spaced / (double)k->sends;
	signs_decide(&k->m, at_sender);
	if (within)
		end_within(x, k, mss, over);
	else if (k->cut_from && !k->m.ssthresh_bytes)
		reduce_by_family(&k->m, k->cut_from);
	if (k->m.family != CC_BBR && is_level(&k->m, mss))
		something_else_held(&k->m);
	if (!at_sender && k->m.family == CC_UNKNOWN) /* it may be paced, which is not seen */
		k->m.cwnd_is_floor = true;
	if (!at_sender && !x->have_tsval)
		only_floors(&k->m);
}

void
mind_finish(struct conn_track *c)
{
	for (enum direction d = C2S; d <= S2C; d++)
		if (c->half[d].mind)
			finish(c, d);
}

const struct mind *
mind_of(const struct half_track *x)
{
	return x->mind ? &x->mind->m : NULL;
}

void
mind_free(struct tracker *t, struct half_track *x)
{
	if (x->mind)
		tracker_pool_put(t, x->mind, sizeof *x->mind);
	x->mind = NULL;
}
