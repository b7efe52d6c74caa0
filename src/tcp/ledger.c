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
#include "tcp/track.h"

/* Reaction of a host to a packet: scheduling and timer ticks of a busy machine. */
#define REACTION_NS (3LL * NS_PER_MS)
/* Linux delays an ACK by 40 ms at least (TCP_DELACK_MIN), less a tick of HZ=100;
 * RFC 9293, 3.8.6.3 allows up to 500 ms. */
#define DELAYED_ACK_NS (30LL * NS_PER_MS)
/* A pause is idleness that somebody can feel, and longer than a round trip. */
#define PAUSE_NS (10LL * NS_PER_MS)
/* Rounds without growth, where slow start would double the flight and congestion
 * avoidance add a segment each: eight such rounds are no coincidence. */
#define FLAT_ROUNDS 8
/* Slow start doubles the flight each round; with delayed ACKs it grows by half
 * (RFC 3465). Three rounds below a quarter are something else. */
#define SLOW_ROUNDS 3

/* --- charging --- */

static void
keep_episode(struct conn *c, const struct episode *e)
{
	struct episode *best;
	int at = EPISODES_KEPT;

	if (!c->ledger.longest || e->to_ns <= e->from_ns)
		return;
	best = c->ledger.longest[e->account];
	while (at > 0 && best[at - 1].to_ns - best[at - 1].from_ns < e->to_ns - e->from_ns)
		at--;
	for (int i = EPISODES_KEPT - 1; i > at; i--)
		best[i] = best[i - 1];
	if (at < EPISODES_KEPT)
		best[at] = *e;
}

/* Whether it is a stretch of its own, not a longer one. */
static bool
extend(struct conn *c, enum account a, enum direction dir, int64_t until, uint64_t packet)
{
	struct conn_track *k = track_of(c);
	struct episode *e = &k->open;

	if (e->to_packet && e->account == a && e->dir == dir) {
		e->to_ns = until;
		e->to_packet = packet;
		return false;
	}
	keep_episode(c, e);
	c->ledger.count[a]++;
	*e = (struct episode){
		.account = (uint8_t)a,
		.dir = (uint8_t)dir,
		.from_ns = k->settled_ns,
		.to_ns = until,
		.from_packet = k->settled_packet,
		.to_packet = packet,
	};
	return true;
}

static void
charge(struct charge *ch, int64_t from_ns, int64_t until, bool begins)
{
	if (until <= ch->since_ns)
		return;
	ch->ns += until - MAX(from_ns, ch->since_ns);
	ch->stretches += begins && from_ns >= ch->since_ns;
}

/* Charge from settled_ns to until; a time that is past charges nothing. */
static void
settle(struct conn *c, int64_t until, enum account a, enum direction dir, uint64_t packet)
{
	struct conn_track *k = track_of(c);
	int64_t from_ns = k->settled_ns;
	bool begins;

	if (until <= from_ns)
		return;
	begins = extend(c, a, dir, until, packet);
	c->ledger.ns[a] += until - from_ns;
	k->settled_ns = until;
	k->settled_packet = packet;
	if (a == ACCOUNT_LOSS_RECOVERY)
		charge(&k->h[dir].event_time, from_ns, until, begins);
	if (a == ACCOUNT_REORDERING)
		charge(&k->h[dir].disorder_time, from_ns, until, begins);
}

/* What of e lies before the charge began is kept as it is; e is the rest, to's. */
static void
split(struct conn *c, struct episode *e, enum account to, const struct charge *ch)
{
	struct episode before = *e;

	if (before.from_ns < ch->since_ns) {
		before.to_ns = e->from_ns = ch->since_ns;
		before.to_packet = e->from_packet = ch->since_packet;
		keep_episode(c, &before);
		c->ledger.count[to]++;
	}
	e->account = (uint8_t)to;
}

static bool
concerns(const struct episode *e, enum account from, enum direction dir, const struct charge *ch)
{
	return e->to_ns > ch->since_ns && e->account == from && e->dir == dir;
}

/* The longest stretches of from, those of the charge handed over to to. */
static void
move_episodes(struct conn *c, enum account from, enum account to, enum direction dir,
	      const struct charge *ch)
{
	struct episode *open = &track_of(c)->open, all[EPISODES_KEPT];

	if (concerns(open, from, dir, ch))
		split(c, open, to, ch);
	if (!c->ledger.longest)
		return;
	memcpy(all, c->ledger.longest[from], sizeof all);
	memset(c->ledger.longest[from], 0, sizeof all);
	for (size_t i = 0; i < EPISODES_KEPT; i++) {
		if (concerns(&all[i], from, dir, ch))
			split(c, &all[i], to, ch);
		keep_episode(c, &all[i]);
	}
}

void
ledger_move(struct conn *c, enum account from, enum account to, enum direction dir,
	    struct charge *ch)
{
	struct ledger *l = &c->ledger;

	if (ch->ns <= 0)
		return;
	l->ns[from] -= ch->ns;
	l->ns[to] += ch->ns;
	l->count[from] -= MIN(l->count[from], ch->stretches);
	l->count[to] += ch->stretches;
	move_episodes(c, from, to, dir, ch);
	ch->ns = 0;
	ch->stretches = 0;
}

/* --- what the time was for --- */

static uint64_t
flight_in(const struct half *x, const struct trail *view)
{
	uint64_t known = MAX(view->ack, x->isn64 + 1);

	return x->snd_max > known ? x->snd_max - known : 0;
}

static uint64_t
flight_at(const struct conn *c, enum direction dir, int64_t ns)
{
	struct trail view = view_of(c, dir, ns, NULL);

	return flight_in(&c->half[dir], &view);
}

/* The advertised window leaves no room for one more full segment. */
static bool
window_full(const struct conn *c, enum direction dir, int64_t ns)
{
	const struct half *x = &c->half[dir], *y = &c->half[!dir];
	struct trail view = view_of(c, dir, ns, NULL);
	uint64_t mss = x->mss_seen ? x->mss_seen : 536;

	if (!view.edge || y->window_scale_unknown || !x->unique_bytes)
		return false;
	/* receiver-side silly window avoidance opens by a segment at least (RFC 9293, 3.8.6.2.2) */
	return x->snd_max > view.ack && x->snd_max + mss > view.edge;
}

static enum account
growth(const struct half_track *xt)
{
	if (xt->flat_rounds >= FLAT_ROUNDS && !xt->recovering)
		return ACCOUNT_SEND_BUFFER;
	return xt->slow_start ? ACCOUNT_SLOW_START : ACCOUNT_CONGESTION_WINDOW;
}

static bool
opening(const struct conn *c)
{
	return c->opening != OPENING_UNSEEN && c->opening != OPENING_DONE;
}

void
ledger_look(struct look *l)
{
	struct conn *c = l->c;
	struct conn_track *k = l->k;

	l->before.account = ACCOUNT_COUNT;
	l->before.dir = (uint8_t)l->dir;
	l->view = view_of(c, l->dir, l->now_ns, l->s);
	l->flight_before = flight_in(l->x, &l->view);
	if (opening(c)) {
		l->before.account = ACCOUNT_HANDSHAKE;
		return;
	}
	if (k->dead || (c->half[C2S].fin_seq64 && c->half[S2C].fin_seq64)) {
		l->before.account = ACCOUNT_CLOSING;
		return;
	}
	for (enum direction d = C2S; d <= S2C; d++) {
		struct half_track *xt = &k->h[d];
		/* what learn_window has just taken in belongs to the time after */
		if (l->was_shut[!d])
			l->before.account = ACCOUNT_ZERO_WINDOW;
		else if (xt->recovering)
			l->before.account = ACCOUNT_LOSS_RECOVERY;
		else if (xt->disorder)
			l->before.account = ACCOUNT_REORDERING;
		else if (window_full(c, d, k->now_ns))
			l->before.account = ACCOUNT_RECEIVE_WINDOW;
		else
			continue;
		l->before.dir = (uint8_t)d;
		return;
	}
}

/* Nobody has said yet what undecided time was for: the likeliest. */
static void
settle_by_default(struct conn *c, int64_t until, uint64_t packet)
{
	struct conn_track *k = track_of(c);

	if (c->half[C2S].fin_seq64 || c->half[S2C].fin_seq64) {
		settle(c, until, ACCOUNT_CLOSING, C2S, packet);
		return;
	}
	for (enum direction d = C2S; d <= S2C; d++) {
		if (!flight_at(c, d, k->settled_ns))
			continue;
		if (c->half[d].snd_una < c->half[d].snd_max) {
			settle(c, until, growth(&k->h[d]), d, packet);
			return;
		}
		/* all arrived: what came after that is another matter */
		if (k->h[d].emptied_ns != TIME_NONE)
			settle(c, MIN(k->h[d].emptied_ns, until), ACCOUNT_PATH, d, packet);
	}
	if (k->last_data_dir == C2S && c->exchanges)
		settle(c, until, ACCOUNT_SERVER_THINKING, S2C, packet);
	else
		settle(c, until, ACCOUNT_SENDER_IDLE, C2S, packet);
}

static int64_t
reaction_ns(const struct conn *c)
{
	return MAX(REACTION_NS, view_path_ns(c) / 8);
}

static void
count_pause(struct look *l, int64_t idle)
{
	if (idle <= MAX(PAUSE_NS, view_path_ns(l->c)) || !l->s->len)
		return;
	l->x->pauses++;
	l->x->pause_ns += idle;
}

/* The sender went on as soon as it heard that all had arrived. */
static void
was_held_back(struct look *l)
{
	struct half_track *xt = l->xt;
	int64_t way = xt->last_tx_ns + view_near_ns(l->c, !l->dir);

	if (!xt->last_was_small || xt->ack_wait_ns < DELAYED_ACK_NS) {
		/* A burst that ends within a segment had no more to send, though the window
		 * had room: the write was waiting for the send buffer to drain. */
		bool buffer = xt->last_was_small && xt->round_max > 4 * (uint64_t)l->x->mss_seen;

		settle(l->c, l->now_ns, buffer ? ACCOUNT_SEND_BUFFER : growth(xt), l->dir,
		       l->s->packet);
		return;
	}
	/* Nagle's algorithm held it for an ACK that the receiver delayed (RFC 9293, 3.7.4) */
	settle(l->c, MIN(way, l->now_ns), ACCOUNT_PATH, l->dir, l->s->packet);
	settle(l->c, l->now_ns, ACCOUNT_DELAYED_ACK, !l->dir, l->s->packet);
	l->x->nagle_stalls++;
	l->x->nagle_stall_ns += xt->ack_wait_ns;
}

/* Sent because an ACK came, or in one go with what went before. */
static bool
went_on(const struct look *l, int64_t gap)
{
	const struct half_track *xt = l->xt;
	bool at_sender = view_near_ns(l->c, l->dir) * 4 <= view_near_ns(l->c, !l->dir);
	uint64_t level = MAX(xt->round_max, xt->last_round_max);

	if (l->view.ack > xt->known_at_tx)
		return true;
	if (gap <= MAX(reaction_ns(l->c), view_path_ns(l->c) / 4))
		return true;
	/* Far from the sender a gap may be the path's: the window was full, or nearly. */
	return !at_sender && l->flight_before * 4 >= level * 3;
}

/* The same end sends again: because an ACK let it, or because it has news? */
static void
settle_same_sender(struct look *l)
{
	struct conn *c = l->c;
	struct half_track *xt = l->xt;
	/* what is in flight was acknowledged unseen, when nothing was sent */
	int64_t gap = xt->last_tx_ns == TIME_NONE ? INT64_MAX : l->now_ns - xt->last_tx_ns;
	int64_t idle;

	if (!l->flight_before && xt->emptied_ns != TIME_NONE) {
		idle = l->now_ns - xt->emptied_ns - view_near_lately_ns(c, l->dir);
		if (idle <= reaction_ns(c)) {
			was_held_back(l);
			return;
		}
		settle(c, l->now_ns - idle, ACCOUNT_PATH, l->dir, l->s->packet);
		settle(c, l->now_ns, ACCOUNT_SENDER_IDLE, l->dir, l->s->packet);
		count_pause(l, idle);
		return;
	}
	if (went_on(l, gap))
		settle(c, l->now_ns, growth(xt), l->dir, l->s->packet);
	else
		settle(c, l->now_ns, ACCOUNT_SENDER_IDLE, l->dir, l->s->packet);
}

static void
count_exchange(struct look *l, int64_t think)
{
	struct conn *c = l->c;
	uint64_t us = (uint64_t)MAX(think, 0) / NS_PER_US;
	unsigned bucket = us ? 64u - (unsigned)__builtin_clzll(us) : 0;

	c->exchanges++;
	c->think_ns += MAX(think, 0);
	c->think_histogram[MIN(bucket, (unsigned)COUNT_OF(c->think_histogram) - 1)]++;
	if (think > c->think_max_ns || !c->think_max_packet) {
		c->think_max_ns = MAX(think, 0);
		c->think_max_packet = l->s->packet;
	}
}

/* The other end speaks now. */
static void
settle_turn(struct look *l)
{
	struct conn *c = l->c;
	int64_t asked = l->k->last_data_dir < 0 ? l->k->settled_ns : l->yt->last_tx_ns;
	int64_t reached = MIN(asked + view_near_ns(c, l->dir), l->now_ns);

	settle(c, reached, ACCOUNT_PATH, l->dir, l->s->packet);
	if (l->dir == S2C) {
		settle(c, l->now_ns, ACCOUNT_SERVER_THINKING, S2C, l->s->packet);
		if (l->k->last_data_dir == C2S && l->s->len)
			count_exchange(l, l->now_ns - reached);
	} else {
		settle(c, l->now_ns, ACCOUNT_SENDER_IDLE, C2S, l->s->packet);
	}
}

static void
settle_new(struct look *l)
{
	if (l->k->last_data_dir == (int8_t)l->dir || (l->flight_before && l->k->last_data_dir >= 0))
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
		settle(l->c, l->now_ns, ACCOUNT_RTO, l->dir, l->s->packet);
		return;
	case CLASS_FAST_RETRANSMISSION:
	case CLASS_RETRANSMISSION:
	case CLASS_UNNEEDED_RETRANSMISSION:
		settle(l->c, l->now_ns, ACCOUNT_LOSS_RECOVERY, l->dir, l->s->packet);
		return;
	case CLASS_RESET:
		settle_by_default(l->c, l->now_ns, l->s->packet);
		return;
	case CLASS_FIN:
		if (closing && l->y->fin_seq64)
			settle(l->c, l->now_ns, ACCOUNT_CLOSING, l->dir, l->s->packet);
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
 * A send buffer holds the flight at one level, from the start and without a
 * loss: else a window that grows by less than a segment a round looks the same.
 */
static void
end_round(const struct half *x, struct half_track *xt)
{
	uint64_t last = xt->last_round_max, now = xt->round_max, mss = x->mss_seen;
	bool unharmed = !x->loss.events && !x->ece;

	if (unharmed && now + mss > xt->flat_base && now < xt->flat_base + mss) {
		xt->flat_rounds++;
	} else {
		xt->flat_rounds = 0;
		xt->flat_base = now;
	}
	if (last && now < last + last / 4)
		xt->slow_rounds++;
	else
		xt->slow_rounds = 0;
	if (xt->slow_rounds >= SLOW_ROUNDS)
		xt->slow_start = false;
	xt->last_round_max = now;
	xt->round_max = 0;
}

static void
learn_round(struct look *l)
{
	struct half_track *xt = l->xt;
	uint64_t flight = flight_in(l->x, &l->view);

	xt->round_max = MAX(xt->round_max, flight);
	if (l->x->snd_max - flight < xt->round_end)
		return;
	if (xt->round_end)
		end_round(l->x, xt);
	xt->round_end = l->x->snd_max;
}

static void
learn(struct look *l)
{
	struct half_track *yt = l->yt;

	if (l->ack_advances && l->y->snd_una >= l->y->snd_max) {
		yt->emptied_ns = l->now_ns;
		yt->ack_wait_ns = yt->last_tx_ns == TIME_NONE
					  ? 0
					  : l->now_ns - yt->last_tx_ns - view_near_ns(l->c, l->dir);
	}
	if (!l->s->len || !l->new_bytes)
		return;
	if (l->k->last_data_dir != (int8_t)l->dir || !l->flight_before) {
		l->x->bursts++;
		l->xt->burst_bytes = 0;
	}
	l->xt->burst_bytes += l->new_bytes;
	l->x->burst_max_bytes = MAX(l->x->burst_max_bytes, l->xt->burst_bytes);
	l->xt->last_was_small = l->s->len + 12u < (l->y->mss ? l->y->mss : 536u);
	l->k->last_data_dir = (int8_t)l->dir;
	learn_round(l);
}

void
ledger_step(struct look *l)
{
	struct conn_track *k = l->k;
	enum account a = l->before.account;

	if (a != ACCOUNT_COUNT) {
		bool timer = l->j.reason == REASON_RTO && l->before.dir == l->dir &&
			     a != ACCOUNT_ZERO_WINDOW;

		/* this repeat shows that what seemed out of order was lost */
		if (a == ACCOUNT_REORDERING && k->h[l->before.dir].recovering)
			a = ACCOUNT_LOSS_RECOVERY;
		settle_by_default(l->c, k->now_ns, k->now_packet);
		settle(l->c, l->now_ns, timer ? ACCOUNT_RTO : a, l->before.dir, l->s->packet);
	} else {
		settle_undecided(l);
	}
	learn(l);
}

void
ledger_finish(struct conn *c)
{
	struct conn_track *k = track_of(c);
	enum account a = ACCOUNT_COUNT;
	enum direction dir = C2S;

	if (opening(c))
		a = ACCOUNT_HANDSHAKE;
	else if (k->dead)
		a = ACCOUNT_CLOSING;
	for (enum direction d = C2S; d <= S2C && a == ACCOUNT_COUNT; d++) {
		dir = d;
		if (k->h[!d].window_shut)
			a = ACCOUNT_ZERO_WINDOW;
		else if (c->half[d].rto_backoff)
			a = ACCOUNT_RTO;
	}
	if (a != ACCOUNT_COUNT)
		settle(c, c->last_ns, a, dir, c->last_packet);
	else
		settle_by_default(c, c->last_ns, c->last_packet);
	keep_episode(c, &k->open);
	k->open = (struct episode){ 0 }; /* kept: what is moved later is moved there */
}
