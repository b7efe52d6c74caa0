/*
 * ledger.c - every nanosecond of a connection to one account
 *
 *	settled_ns          now_ns (previous segment)      this segment
 *	    |---- undecided ----|------ the latest stretch ------|
 *
 * Some stretches speak for themselves while they last: a shut window, a repair
 * under way, a full window. The others are decided by what ends them. Silence
 * after a request was thinking if the server speaks next, and idleness if the
 * client does; a wait for ACKs was the window's fault if the sender goes on at
 * once, and nobody's if it had nothing more to say. So the time stays undecided
 * until somebody sends, and is then settled, split where one thing became
 * another. Nothing is charged twice: settled_ns only moves forward.
 */
#include "tcp/ledger.h"
#include "tcp/mind.h"

#include "tcp/clear.h"

/* Linux delays an ACK by 40 ms at least (TCP_DELACK_MIN), less a tick of HZ=100;
 * RFC 9293, 3.8.6.3 allows up to 500 ms. */
#define DELAYED_ACK_NS (30LL * NS_PER_MS)
/* A pause is idleness that somebody can feel, and longer than a round trip. */
#define PAUSE_NS (10LL * NS_PER_MS)
/* Fewer full segments have no rate: ten are the first flight (RFC 6928). */
#define STREAM_SEGMENTS_MIN 24
/* Slow start doubles the flight each round; with delayed ACKs it grows by half
 * (RFC 3465). Three rounds below a quarter are something else. */
#define SLOW_ROUNDS 3

/* --- charging --- */

/* Where a connection keeps the sums of an account: made when there is none yet. */
static void
sums_grow(struct tracker *t, struct conn_track *c)
{
	struct sums *all = tracker_pool_get(t, sizeof *all);

	*all = (struct sums){ 0 };
	for (int a = 0; a < ACCOUNT_COUNT; a++)
		if (c->sums_of[a]) {
			all->ns[a] = c->sums_ns[c->sums_of[a] - 1];
			all->count[a] = c->sums_count[c->sums_of[a] - 1];
		}
	c->sums = all;
}

/* The slot + 1 of an account that has none yet; 0: all have their place in sums now. */
static __attribute__((noinline)) unsigned
sum_slot(struct tracker *t, struct conn_track *c, enum account a)
{
	if (c->sums_n < SUMS_FIRST)
		return c->sums_of[a] = ++c->sums_n;
	sums_grow(t, c);
	return 0;
}

/* Add to an account; both may be negative, never below zero in sum. */
ALWAYS_INLINE void
sum_add(struct tracker *t, struct conn_track *c, enum account a, int64_t ns, int64_t count)
{
	unsigned slot = c->sums_of[a];
	int64_t *sum;
	uint32_t *n;

	if (UNLIKELY(!slot && !c->sums))
		slot = sum_slot(t, c, a);
	if (UNLIKELY(c->sums)) {
		sum = &c->sums->ns[a];
		n = &c->sums->count[a];
	} else {
		sum = &c->sums_ns[slot - 1];
		n = &c->sums_count[slot - 1];
	}
	*sum += ns;
	*n = (uint32_t)MAX(*n + count, (int64_t)0);
}

void
ledger_tell(const struct conn_track *c, struct ledger *ret)
{
	clear(ret, sizeof *ret);
	ret->longest = c->longest;
	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		unsigned slot = c->sums_of[a];

		if (!c->sums && !slot)
			continue;
		ret->ns[a] = c->sums ? c->sums->ns[a] : c->sums_ns[slot - 1];
		ret->count[a] = c->sums ? c->sums->count[a] : c->sums_count[slot - 1];
	}
	if (c->open_account != ACCOUNT_COUNT)
		ret->ns[c->open_account] += c->settled_ns - c->summed_ns;
}

void
ledger_free(struct tracker *t, struct conn_track *c, bool told)
{
	if (c->sums)
		tracker_pool_put(t, c->sums, sizeof *c->sums);
	if (c->think_histogram)
		tracker_pool_put(t, c->think_histogram, THINK_BUCKETS * sizeof *c->think_histogram);
	if (c->longest && !told)
		tracker_pool_put(t, c->longest, EPISODES_BYTES);
	c->sums = NULL;
	c->think_histogram = NULL;
	c->longest = NULL;
}

static void
keep_episode(struct conn_track *c, const struct episode *e)
{
	struct episode *best;
	int at = EPISODES_KEPT;

	if (!c->longest || e->to_ns <= e->from_ns)
		return;
	best = c->longest[e->account];
	while (at > 0 && best[at - 1].to_ns - best[at - 1].from_ns < e->to_ns - e->from_ns)
		at--;
	for (int i = EPISODES_KEPT - 1; i > at; i--)
		best[i] = best[i - 1];
	if (at < EPISODES_KEPT)
		best[at] = *e;
}

/* Add what of the stretch being extended is not in the sums. */
static void
sum_open(struct tracker *t, struct conn_track *c, bool begins)
{
	if (c->open_account != ACCOUNT_COUNT)
		sum_add(t, c, c->open_account, c->settled_ns - c->summed_ns, begins);
	c->summed_ns = c->settled_ns;
}

static void
keep_open_episode(struct conn_track *c)
{
	struct episode e = {
		.account = c->open_account,
		.dir = c->open_dir,
		.from_ns = c->open_from_ns,
		.to_ns = c->settled_ns,
		.from_packet = c->open_from_packet,
		.to_packet = c->settled_packet,
	};

	keep_episode(c, &e);
}

/* The stretch being extended is over: what is settled later begins another. */
static void
keep_open(struct tracker *t, struct conn_track *c)
{
	sum_open(t, c, false);
	if (UNLIKELY(c->longest) && c->open_account != ACCOUNT_COUNT)
		keep_open_episode(c);
	c->open_account = ACCOUNT_COUNT;
}

static void
charge(struct charge *ch, int64_t from_ns, int64_t until, bool begins)
{
	if (until <= ch->since_ns)
		return;
	ch->ns += until - MAX(from_ns, ch->since_ns);
	ch->stretches += begins && from_ns >= ch->since_ns;
}

static void
begin_stretch(struct tracker *t, struct conn_track *c, enum account a, enum direction dir)
{
	assert(a < ACCOUNT_COUNT);
	keep_open(t, c);
	c->open_account = (uint8_t)a;
	c->open_dir = (uint8_t)dir;
	c->open_from_ns = c->summed_ns = c->settled_ns;
	c->open_from_packet = c->settled_packet;
	sum_add(t, c, a, 0, 1);
}

/* Losses and disorder may turn out to be something else: note how long they took. */
static void
charge_trouble(struct half_track *x, enum account a, int64_t from_ns, int64_t until, bool begins)
{
	if (x->rare == &half_rare_none)
		return;
	if (a == ACCOUNT_LOSS_RECOVERY)
		charge(&rare_own(x)->event_time, from_ns, until, begins);
	if (a == ACCOUNT_REORDERING)
		charge(&rare_own(x)->disorder_time, from_ns, until, begins);
}

/* Charge from settled_ns to until; a time that is past charges nothing. */
static void
settle(struct tracker *t, struct conn_track *c, int64_t until, enum account a, enum direction dir,
       uint64_t packet)
{
	int64_t from_ns = c->settled_ns;
	bool begins = c->open_account != a || c->open_dir != dir;

	if (until <= from_ns)
		return;
	if (begins)
		begin_stretch(t, c, a, dir);
	c->settled_ns = until;
	c->settled_packet = packet;
	charge_trouble(&c->half[dir], a, from_ns, until, begins);
}

/* What of e lies before the charge began is kept as it is; e is the rest, to's. One more? */
static bool
split(struct tracker *t, struct conn_track *c, struct episode *e, enum account to,
      const struct charge *ch)
{
	struct episode before = *e;

	e->account = (uint8_t)to;
	if (before.from_ns >= ch->since_ns)
		return false;
	before.to_ns = e->from_ns = ch->since_ns;
	before.to_packet = e->from_packet = ch->since_packet;
	keep_episode(c, &before);
	sum_add(t, c, to, 0, 1);
	return true;
}

static bool
split_open(struct tracker *t, struct conn_track *c, enum account to, const struct charge *ch)
{
	struct episode e = {
		.account = c->open_account,
		.dir = c->open_dir,
		.from_ns = c->open_from_ns,
		.from_packet = c->open_from_packet,
	};

	bool more = split(t, c, &e, to, ch);

	c->open_account = e.account;
	c->open_from_ns = e.from_ns;
	c->open_from_packet = e.from_packet;
	return more;
}

static bool
concerns(const struct episode *e, enum account from, enum direction dir, const struct charge *ch)
{
	return e->to_ns > ch->since_ns && (!ch->until_ns || e->from_ns < ch->until_ns) &&
	       e->account == from && e->dir == dir;
}

/* The longest stretches of from, those of the charge handed over to to; how many became two. */
static uint32_t
move_episodes(struct tracker *t, struct conn_track *c, enum account from, enum account to,
	      enum direction dir, const struct charge *ch)
{
	struct episode all[EPISODES_KEPT];
	uint32_t more = 0;

	if (!ch->until_ns && c->open_account == from && c->open_dir == dir &&
	    c->settled_ns > ch->since_ns)
		more += split_open(t, c, to, ch);
	if (!c->longest)
		return more;
	memcpy(all, c->longest[from], sizeof all);
	memset(c->longest[from], 0, sizeof all);
	for (size_t i = 0; i < EPISODES_KEPT; i++) {
		if (concerns(&all[i], from, dir, ch))
			more += split(t, c, &all[i], to, ch);
		keep_episode(c, &all[i]);
	}
	return more;
}

/* A gap that is not proved yet lies in what is handed over: its time is to's from here on. */
static void
take_gaps_along(struct conn_track *c, enum account from, enum account to, enum direction dir,
		const struct charge *ch)
{
	for (enum direction d = C2S; d <= S2C; d++) {
		struct half_track *x = &c->half[d];
		struct charge *gap;

		if (x->rare == &half_rare_none)
			continue;
		gap = &rare_own(x)->gap_time;
		if (gap == ch || gap->ns <= 0 || x->rare->gap_account != from ||
		    x->rare->gap_dir != dir || gap->until_ns <= ch->since_ns)
			continue;
		if (gap->since_ns >= ch->since_ns) {
			rare_own(x)->gap_account = (uint8_t)to;
			continue;
		}
		gap->ns -= gap->until_ns - ch->since_ns; /* what comes before stays */
		gap->until_ns = ch->since_ns;
	}
}

uint32_t
ledger_move(struct tracker *t, struct conn_track *c, enum account from, enum account to,
	    enum direction dir, struct charge *ch)
{
	uint32_t stretches = ch->stretches;

	if (ch->ns <= 0)
		return stretches;
	sum_open(t, c, false);
	sum_add(t, c, from, -ch->ns, -(int64_t)ch->stretches);
	sum_add(t, c, to, ch->ns, ch->stretches);
	stretches += move_episodes(t, c, from, to, dir, ch);
	take_gaps_along(c, from, to, dir, ch);
	ch->ns = 0;
	ch->stretches = 0;
	return stretches;
}

/* --- what the time was for --- */

static uint64_t
flight_at(struct half_track *x, int64_t ns)
{
	return view_flight(x, view_at(x, ns));
}

static bool
opening(const struct conn_track *c)
{
	return c->opening != OPENING_UNSEEN && c->opening != OPENING_DONE;
}

/* What learn_window has just taken in belongs to the time after. */
static struct held
held_or_shut(const struct look *l)
{
	struct conn_track *c = l->c;
	enum account a = l->was_shut[S2C] ? ACCOUNT_ZERO_WINDOW
					  : ledger_held_by(c, &c->half[C2S], &c->half[S2C]);

	if (a != ACCOUNT_COUNT)
		return (struct held){ a, C2S };
	a = l->was_shut[C2S] ? ACCOUNT_ZERO_WINDOW
			     : ledger_held_by(c, &c->half[S2C], &c->half[C2S]);
	return (struct held){ a, S2C };
}

void
ledger_look(struct look *l)
{
	struct conn_track *c = l->c;
	struct held held;

	l->before.account = ACCOUNT_COUNT;
	l->before.dir = (uint8_t)l->dir;
	l->view = view_told(l->x, l->now_ns, l->s);
	l->flight_before = view_flight(l->x, l->view);
	if (UNLIKELY(opening(c))) {
		l->before.account = ACCOUNT_HANDSHAKE;
		return;
	}
	if (UNLIKELY(c->dead || (c->half[C2S].fin_seq64 && c->half[S2C].fin_seq64))) {
		l->before.account = ACCOUNT_CLOSING;
		return;
	}
	held = held_or_shut(l);
	l->before.account = (uint8_t)held.account;
	l->before.dir = (uint8_t)held.dir;
}

/*
 * At the sender, or by the time stamps that it echoes. Else what seems to be in flight is what
 * the path holds at the rate of its slowest part: always the same.
 */
static bool
knows_flight(const struct half_track *x, const struct half_track *y)
{
	return x->have_tsval || x->near_ns * 4 <= y->near_ns;
}

/* Nobody has said yet what undecided time was for: the likeliest. */
static void
settle_by_default(struct tracker *t, struct conn_track *c, int64_t until, uint64_t packet)
{
	if (until <= c->settled_ns)
		return;
	if (c->half[C2S].fin_seq64 || c->half[S2C].fin_seq64) {
		settle(t, c, until, ACCOUNT_CLOSING, C2S, packet);
		return;
	}
	for (enum direction d = C2S; d <= S2C; d++) {
		if (!flight_at(&c->half[d], c->settled_ns))
			continue;
		if (c->half[d].snd_una < c->half[d].snd_max) {
			settle(t, c, until, ledger_growth(&c->half[d]), d, packet);
			return;
		}
		/* all arrived: what came after that is another matter */
		if (c->half[d].emptied_ns != TIME_NONE)
			settle(t, c, MIN(c->half[d].emptied_ns, until), ACCOUNT_PATH, d, packet);
	}
	if (c->last_data_dir == C2S && c->exchanges)
		settle(t, c, until, ACCOUNT_SERVER_THINKING, S2C, packet);
	else
		settle(t, c, until, ACCOUNT_SENDER_IDLE, C2S, packet);
}

static int64_t
reaction_ns(const struct conn_track *c)
{
	return MAX(REACTION_NS, view_path_ns(c) / 8);
}

/* It had no more to say: that its flights were alike shows how it writes, and no buffer. */
static void
count_pause(struct look *l, int64_t idle)
{
	l->x->flat_rounds = 0;
	if (idle <= MAX(PAUSE_NS, view_path_ns(l->c)) || !l->s->len)
		return;
	rare_of(l->t, l->x)->pauses++;
	rare_of(l->t, l->x)->pause_ns += idle;
}

/* The sender went on as soon as it heard that all had arrived. */
static void
was_held_back(struct look *l)
{
	struct half_track *x = l->x;
	int64_t way = x->last_tx_ns + view_near_ns(l->c, !l->dir);

	if (!x->last_was_small || x->ack_wait_ns < DELAYED_ACK_NS) {
		/* A burst that ends within a segment had no more to send, though the window
		 * had room: the write was waiting for the send buffer to drain. */
		bool buffer = x->last_was_small &&
			      x->round_max_bytes > 4 * (uint64_t)l->x->mss_seen;

		settle(l->t, l->c, l->now_ns, buffer ? ACCOUNT_SEND_BUFFER : ledger_growth(x),
		       l->dir, l->s->packet);
		return;
	}
	/* Nagle's algorithm held it for an ACK that the receiver delayed (RFC 9293, 3.7.4) */
	settle(l->t, l->c, MIN(way, l->now_ns), ACCOUNT_PATH, l->dir, l->s->packet);
	settle(l->t, l->c, l->now_ns, ACCOUNT_DELAYED_ACK, !l->dir, l->s->packet);
	rare_of(l->t, l->x)->nagle_stalls++;
	rare_of(l->t, l->x)->nagle_stall_ns += x->ack_wait_ns;
}

/*
 * Who paces what its window holds over a round trip sends two segments at once (Linux,
 * tcp_tso_autosize); the rate varies, and may be half of that. What ends with a full
 * segment is the middle of something.
 */
static bool
is_pace(const struct look *l, int64_t gap)
{
	const struct half_track *x = l->x;
	uint64_t most = 4 * (uint64_t)x->mss_seen;

	if (x->last_was_small || x->rtt.srtt_ns <= 0 || l->flight_before < most)
		return false;
	return (double)gap * (double)l->flight_before <= (double)x->rtt.srtt_ns * (double)most;
}

/* Sent because an ACK came, or in one go with what went before. */
static bool
went_on(const struct look *l, int64_t gap)
{
	const struct half_track *x = l->x;
	bool at_sender = view_near_ns(l->c, l->dir) * 4 <= view_near_ns(l->c, !l->dir);
	uint64_t level = MAX(x->round_max_bytes, x->last_round_max_bytes);

	if (l->view->ack > x->known_at_tx)
		return true;
	if (gap <= MAX(reaction_ns(l->c), view_path_ns(l->c) / 4) || is_pace(l, gap))
		return true;
	/* Far from the sender a gap may be the path's: the window was full, or nearly. */
	return !at_sender && l->flight_before * 4 >= level * 3;
}

/*
 * Full segments come as evenly as they did all along: this is the rate of the slowest part of
 * the way, whose queue is not seen from here. Twice the mean is room for what a queue varies.
 */
static bool
is_stream(const struct look *l, int64_t gap)
{
	const struct half_track *x = l->x;
	int64_t since_ns;

	if (knows_flight(x, l->y) || x->last_was_small || x->data_packets < STREAM_SEGMENTS_MIN ||
	    x->first_data_ns == TIME_NONE)
		return false;
	since_ns = l->now_ns - x->first_data_ns;
	return (double)gap * (double)x->unique_bytes <= 2.0 * (double)since_ns * x->mss_seen;
}

/* The same end sends again: because an ACK let it, or because it has news? */
static void
settle_same_sender(struct look *l)
{
	struct conn_track *c = l->c;
	struct half_track *x = l->x;
	/* what is in flight was acknowledged unseen, when nothing was sent */
	int64_t gap = x->last_tx_ns == TIME_NONE ? INT64_MAX : l->now_ns - x->last_tx_ns;
	int64_t idle;

	if (!l->flight_before && x->emptied_ns != TIME_NONE) {
		idle = l->now_ns - x->emptied_ns - view_near_lately_ns(c, l->dir);
		if (idle <= reaction_ns(c) || is_stream(l, gap)) {
			was_held_back(l);
			return;
		}
		settle(l->t, c, l->now_ns - idle, ACCOUNT_PATH, l->dir, l->s->packet);
		settle(l->t, c, l->now_ns, ACCOUNT_SENDER_IDLE, l->dir, l->s->packet);
		count_pause(l, idle);
		return;
	}
	if (went_on(l, gap) || is_stream(l, gap))
		settle(l->t, c, l->now_ns, ledger_growth(x), l->dir, l->s->packet);
	else
		settle(l->t, c, l->now_ns, ACCOUNT_SENDER_IDLE, l->dir, l->s->packet);
}

/* The first answers are noted one by one; with more of them, how many fell where. */
static void
think_count(struct tracker *t, struct conn_track *c, unsigned bucket)
{
	size_t bytes = THINK_BUCKETS * sizeof *c->think_histogram;

	if (c->exchanges < THINK_FIRST) {
		c->think_first[c->exchanges++] = (uint8_t)bucket;
		return;
	}
	if (!c->think_histogram) {
		c->think_histogram = tracker_pool_get(t, bytes);
		memset(c->think_histogram, 0, bytes);
		for (size_t i = 0; i < THINK_FIRST; i++)
			c->think_histogram[c->think_first[i]]++;
	}
	c->think_histogram[bucket]++;
	c->exchanges++;
}

static void
count_exchange(struct look *l, int64_t think)
{
	struct conn_track *c = l->c;
	uint64_t us = (uint64_t)MAX(think, 0) / NS_PER_US;
	unsigned bucket = us ? 64u - (unsigned)__builtin_clzll(us) : 0;

	think_count(l->t, c, MIN(bucket, (unsigned)THINK_BUCKETS - 1));
	c->think_ns += MAX(think, 0);
	if (think > c->think_max_ns || !c->think_max_packet) {
		c->think_max_ns = MAX(think, 0);
		c->think_max_packet = l->s->packet;
	}
}

/* The other end speaks now. */
static void
settle_turn(struct look *l)
{
	struct conn_track *c = l->c;
	int64_t asked = l->c->last_data_dir < 0 ? l->c->settled_ns : l->y->last_tx_ns;
	int64_t reached = MIN(asked + view_near_ns(c, l->dir), l->now_ns);

	l->x->flat_rounds = 0; /* answers may be alike, and no buffer holds them */
	settle(l->t, c, reached, ACCOUNT_PATH, l->dir, l->s->packet);
	if (l->dir == S2C) {
		settle(l->t, c, l->now_ns, ACCOUNT_SERVER_THINKING, S2C, l->s->packet);
		if (l->c->last_data_dir == C2S && l->s->len)
			count_exchange(l, l->now_ns - reached);
	} else {
		settle(l->t, c, l->now_ns, ACCOUNT_SENDER_IDLE, C2S, l->s->packet);
	}
}

static void
settle_new(struct look *l)
{
	if (l->c->last_data_dir == (int8_t)l->dir || (l->flight_before && l->c->last_data_dir >= 0))
		settle_same_sender(l);
	else
		settle_turn(l);
}

static void
settle_undecided(struct look *l)
{
	bool closing = l->c->half[C2S].fin_seq64 || l->c->half[S2C].fin_seq64;

	switch ((enum segment_class)l->j.class) {
	case CLASS_RTO_RETRANSMISSION:
	case CLASS_TAIL_LOSS_PROBE:
		settle(l->t, l->c, l->now_ns, ACCOUNT_RTO, l->dir, l->s->packet);
		return;
	case CLASS_FAST_RETRANSMISSION:
	case CLASS_RETRANSMISSION:
	case CLASS_UNNEEDED_RETRANSMISSION:
		settle(l->t, l->c, l->now_ns, ACCOUNT_LOSS_RECOVERY, l->dir, l->s->packet);
		return;
	case CLASS_RESET:
		settle_by_default(l->t, l->c, l->now_ns, l->s->packet);
		return;
	case CLASS_FIN:
		if (closing && l->y->fin_seq64)
			settle(l->t, l->c, l->now_ns, ACCOUNT_CLOSING, l->dir, l->s->packet);
		else
			settle_new(l);
		return;
	default:
		if (l->s->len && l->new_bytes)
			settle_new(l);
		return; /* an ACK, a probe: what it was for shows later */
	}
}

/* --- learning --- */

/*
 * In this round the flight left no room for one more full segment. Below that at times, as
 * ACKs come several at once, it was held by the window all the same.
 */
static bool
reached_window(const struct half_track *x, const struct half_track *y)
{
	return !y->window_scale_unknown && y->window_seen &&
	       (uint64_t)x->round_max_bytes + x->mss_seen > y->window_bytes;
}

/*
 * A send buffer holds the flight at one level, from the start and without a
 * loss, and so does a rate that is held by a clock: else a window that grows by less than a segment a round looks the same.
 */
void
ledger_end_round(struct half_track *x, const struct half_track *y)
{
	uint64_t last = x->last_round_max_bytes, now = x->round_max_bytes, mss = x->mss_seen;
	bool unharmed = !x->rare->loss.events && !x->rare->ece && knows_flight(x, y) &&
			!mind_is_paced(x);

	if (reached_window(x, y)) {
		x->flat_rounds = FLAT_AT_WINDOW;
	} else if (x->flat_rounds != FLAT_AT_WINDOW && unharmed && now + mss > x->flat_base_bytes &&
		   now < x->flat_base_bytes + mss) {
		x->flat_rounds = (uint8_t)MIN(x->flat_rounds + 1, FLAT_AT_WINDOW - 1);
	} else {
		x->flat_rounds = 0;
		x->flat_base_bytes = x->round_max_bytes;
	}
	if (last && now < last + last / 4)
		x->slow_rounds = (uint8_t)MIN(x->slow_rounds + 1, UINT8_MAX);
	else
		x->slow_rounds = 0;
	if (x->slow_rounds >= SLOW_ROUNDS)
		x->slow_start = false;
	x->last_round_max_bytes = x->round_max_bytes;
	x->round_max_bytes = 0;
}

/*
 * The capture was silent, and what comes now is behind a hole: if nobody ever repairs
 * that, both ends went on meanwhile, and whoever is charged now did nothing. Note what,
 * as a stretch of its own.
 */
static void
note_gap(struct look *l)
{
	struct conn_track *c = l->c;
	struct half_rare *rare = rare_own(l->x);
	const struct hole *last = &rare->holes[rare->holes_n - 1];
	int64_t from_ns = MAX(c->last_ns, c->open_from_ns);

	if (last->since_packet != l->s->packet || c->open_account == ACCOUNT_COUNT ||
	    c->settled_ns != l->now_ns)
		return;
	rare->gap_seq = last->seq;
	rare->gap_account = c->open_account;
	rare->gap_dir = c->open_dir;
	rare->gap_time = (struct charge){
		.since_ns = from_ns,
		.until_ns = l->now_ns,
		.ns = l->now_ns - from_ns,
		.since_packet = c->last_packet,
		.stretches = from_ns == c->open_from_ns,
	};
	keep_open(l->t, c);
}

/* What a loss or disorder took no longer holds the gap that lies in it. */
static void
take_from_trouble(struct conn_track *c, enum account a, enum direction dir,
		  const struct charge *gap)
{
	struct half_track *x = &c->half[dir];
	struct charge *ch;
	int64_t both;

	if (x->rare == &half_rare_none || (a != ACCOUNT_LOSS_RECOVERY && a != ACCOUNT_REORDERING))
		return;
	ch = a == ACCOUNT_LOSS_RECOVERY ? &rare_own(x)->event_time : &rare_own(x)->disorder_time;
	both = gap->until_ns - MAX(gap->since_ns, ch->since_ns);
	if (ch->ns <= 0 || both <= 0)
		return;
	ch->ns -= MIN(both, ch->ns);
	if (gap->since_ns >= ch->since_ns)
		ch->stretches -= MIN(gap->stretches, ch->stretches);
}

void
ledger_gap_proved(struct tracker *t, struct conn_track *c, struct half_track *x)
{
	struct half_rare *rare = rare_own(x);

	if (rare->gap_time.ns > 0)
		take_from_trouble(c, (enum account)rare->gap_account, (enum direction)rare->gap_dir,
				  &rare->gap_time);
	ledger_move(t, c, (enum account)rare->gap_account, ACCOUNT_CAPTURE_GAP,
		    (enum direction)rare->gap_dir, &rare->gap_time);
}

void
ledger_step(struct look *l)
{
	enum account a = l->before.account;

	if (a != ACCOUNT_COUNT) {
		bool timer = l->j.reason == REASON_RTO && l->before.dir == l->dir &&
			     a != ACCOUNT_ZERO_WINDOW;

		/* this repeat shows that what seemed out of order was lost */
		if (a == ACCOUNT_REORDERING && l->c->half[l->before.dir].recovering)
			a = ACCOUNT_LOSS_RECOVERY;
		settle_by_default(l->t, l->c, l->c->last_ns, l->c->last_packet);
		settle(l->t, l->c, l->now_ns, timer ? ACCOUNT_RTO : a, l->before.dir, l->s->packet);
	} else {
		settle_undecided(l);
	}
	if (UNLIKELY(l->x->rare->holes_n) &&
	    l->now_ns - l->c->last_ns > MAX(PAUSE_NS, view_path_ns(l->c)))
		note_gap(l);
	if (l->ack_advances)
		ledger_learn_ack(l->c, l->dir, l->now_ns);
	if (l->s->len && l->new_bytes)
		ledger_learn_data(l->c, l->dir, l->s->len, l->flight_before,
				  view_flight(l->x, l->view));
}

void
ledger_step_held(struct tracker *t, struct conn_track *c, struct held held, int64_t now_ns,
		 uint64_t packet)
{
	settle_by_default(t, c, c->last_ns, c->last_packet);
	settle(t, c, now_ns, held.account, held.dir, packet);
}

void
ledger_step_new(struct look *l)
{
	settle_new(l);
}

void
ledger_finish(struct tracker *t, struct conn_track *c)
{
	enum account a = ACCOUNT_COUNT;
	enum direction dir = C2S;

	if (opening(c))
		a = ACCOUNT_HANDSHAKE;
	else if (c->dead)
		a = ACCOUNT_CLOSING;
	for (enum direction d = C2S; d <= S2C && a == ACCOUNT_COUNT; d++) {
		dir = d;
		if (c->half[!d].window_shut)
			a = ACCOUNT_ZERO_WINDOW;
		else if (c->half[d].rare->rto_backoff)
			a = ACCOUNT_RTO;
	}
	if (a != ACCOUNT_COUNT)
		settle(t, c, c->last_ns, a, dir, c->last_packet);
	else
		settle_by_default(t, c, c->last_ns, c->last_packet);
	keep_open(t, c); /* what is moved later is moved there */
}
