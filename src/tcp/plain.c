/*
 * plain.c - the segment that nearly all are, taken in one go
 *
 * Where nothing is lost, late, shut or closing, the next data in order and an ACK of data
 * in flight can be nothing else, and most of what the long way asks has a known answer
 * (as with header prediction in kernels: Van Jacobson, 1990). Each step here does what
 * its file does on the long way, and nothing else is left of it: what is told must be
 * the same, and the tests hold both ways against each other.
 *
 * What is asked of the connection (conn_is_plain) is only changed by the long way, and
 * so is found out at its end. All that is asked of the segment is asked before the first
 * thing is changed.
 */
#include "tcp/plain.h"
#include "tcp/clear.h"
#include "tcp/copies.h"
#include "tcp/ledger.h"
#include "tcp/mind.h"
#include "tcp/tracker.h"

/* It may send what is plain, also while losses of it are repaired. */
static bool
may_send(const struct half_track *x)
{
	return x->state == TCP_ESTABLISHED && x->started && x->ttl_known && x->window_seen &&
	       !x->window_shut && !x->fin_seq64 && !x->rare->probe_end && !x->rare->ghosts &&
	       !x->rare->resets;
}

/* An ACK may come for what it has sent: it ends nothing but a wait. */
static bool
may_be_acked(const struct half_track *x)
{
	const struct half_rare *r = x->rare;

	return !x->recovering && !x->disorder && !x->dup_acks && !r->holes_n && !r->repeats_open &&
	       !r->rto_backoff && !r->sacked_bytes && !r->gap_time.ns && !r->unsure_packet;
}

/* … that ACKs nothing more: if it is a duplicate of those before, that was seen then. */
static bool
may_wait(const struct half_track *x)
{
	return !x->dup_acks || x->recovering || x->disorder;
}

static bool
is_open(const struct conn_track *c)
{
	bool begun = c->opening == OPENING_DONE || c->opening == OPENING_UNSEEN;
	bool acked = c->handshake_ack_ns != TIME_NONE || !(c->syns || c->syn_acks);

	return begun && acked && !c->opening_only && !c->dead && !c->doubted_reset &&
	       !c->unacceptable_packet && !c->accecn;
}

static bool
is_calm(const struct conn_track *c)
{
	const struct half_track *client = &c->half[C2S], *server = &c->half[S2C];

	return !client->recovering && !client->disorder && !server->recovering && !server->disorder;
}

/* All that came was taken in: what was damaged, or acknowledged what nobody sent, was not. */
static bool
passed_nothing(const struct conn_track *c)
{
	const struct half_rare *client = c->half[C2S].rare, *server = c->half[S2C].rare;

	return !client->bad_checksums && !client->unacceptable_acks && !server->bad_checksums &&
	       !server->unacceptable_acks;
}

uint8_t
conn_is_plain(const struct conn_track *c)
{
	const struct half_track *client = &c->half[C2S], *server = &c->half[S2C];

	if (!c->has_times || !is_open(c) || !may_send(client) || !may_send(server))
		return 0;
	return (uint8_t)(is_calm(c) * PLAIN_CALM | passed_nothing(c) * PLAIN_UNLIKE |
			 may_wait(client) * PLAIN_WAIT(C2S) | may_wait(server) * PLAIN_WAIT(S2C) |
			 may_be_acked(client) * PLAIN_ACKED(C2S) |
			 may_be_acked(server) * PLAIN_ACKED(S2C));
}

ALWAYS_INLINE bool
clock_went_back(const struct half_track *x, const struct segment *s)
{
	return s->options & OPT_TIMESTAMP && x->have_tsval && seq_lt(s->tsval, x->tsval);
}

/* Without a branch on whether it carries data, as far as may be: nothing foretells that. */
ALWAYS_INLINE bool
no_id_is_missing(const struct half_track *x, const struct segment *s)
{
	return LIKELY(!s->len | ((uint16_t)(s->ip_id - x->ip_id_last) < 2)) || unseen_nothing(x, s);
}

/* It says something, all of it new and nothing of it strange; acked: bytes of y's. */
ALWAYS_INLINE bool
goes_on(const struct conn_track *c, enum direction dir, const struct segment *s, uint32_t acked)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	uint64_t flight = y->snd_max - y->snd_una;
	unsigned want = acked ? PLAIN_ACKED(!dir) : PLAIN_WAIT(!dir);

	return c->plain & want && s->seq == (uint32_t)x->snd_max && flight < FLIGHT_MAX &&
	       acked <= flight && (acked | s->len) && no_id_is_missing(x, s) &&
	       !clock_went_back(x, s);
}

/*
 * What moves snd_max or snd_una cannot have been seen before, but where the one before
 * was passed over. So it is not looked for.
 */
ALWAYS_INLINE bool
no_copy(struct tracker *t, const struct conn_track *c, enum direction dir, const struct segment *s,
	int64_t now_ns)
{
	if (UNLIKELY(!(c->plain & PLAIN_UNLIKE)))
		return copies_pass(t, s, dir, c->number, now_ns);
	copies_note(t->copies, s, dir, c->number, now_ns);
	return true;
}

ALWAYS_INLINE void
count(struct half_track *x, const struct segment *s)
{
	x->packets++;
	x->bytes += s->len;
	if (!s->checksum)
		return;
	x->good_checksums += s->checksum == CHECKSUM_GOOD;
	x->offloaded_checksums += s->checksum == CHECKSUM_OFFLOADED;
}

static __attribute__((noinline)) uint32_t
new_window(struct half_track *x, const struct half_track *y, const struct segment *s)
{
	uint32_t bytes = s->window;

	if (x->have_wscale && y->have_wscale)
		bytes <<= x->wscale;
	x->window_scale_unknown = !x->options_known || !y->options_known;
	x->window_bytes = bytes;
	x->window_last = s->window;
	x->window_steady = true;
	if (!x->window_max_bytes || bytes < x->window_min_bytes)
		x->window_min_bytes = bytes;
	x->window_max_bytes = MAX(x->window_max_bytes, bytes);
	return bytes;
}

ALWAYS_INLINE uint32_t
learn_window(struct half_track *x, const struct half_track *y, const struct segment *s)
{
	if (LIKELY(x->window_steady && s->window == x->window_last))
		return x->window_bytes;
	return new_window(x, y, s);
}

ALWAYS_INLINE void
learn_tsval(struct half_track *x, const struct segment *s)
{
	if (s->options & OPT_TIMESTAMP) {
		x->have_tsval = true;
		x->tsval = s->tsval;
	}
}

/* What held a sender until now; nobody is in trouble. */
ALWAYS_INLINE struct held
held_until_now(struct conn_track *c)
{
	if (LIKELY(c->plain & PLAIN_CALM && ledger_has_room(&c->half[C2S]) &&
		   ledger_has_room(&c->half[S2C])))
		return (struct held){ ACCOUNT_COUNT, S2C };
	return ledger_held(c);
}

ALWAYS_INLINE void
take_ack(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	 int64_t now_ns, uint32_t acked)
{
	struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	uint64_t ack = y->snd_una + acked, flight = y->snd_max - y->snd_una;
	int64_t sample;

	y->ack_started = true;
	y->last_ack_ns = now_ns;
	if (x->last_ack64 < ack)
		x->last_ack64 = ack;
	if (!acked)
		return;
	sample = sent_acked(t, y, s, now_ns, ack);
	if (sample > 0) {
		rtt_sample(y, sample, flight * 2 >= y->flight_max_bytes);
		view_learn_near(x, sample);
	}
	y->snd_una = ack;
	y->last_advance_ns = now_ns;
}

ALWAYS_INLINE void
take_data(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	  int64_t now_ns)
{
	struct half_track *x = &c->half[dir];
	uint64_t seq = x->snd_max;
	uint32_t len = s->len;

	for (uint32_t i = 0; i < x->rare->holes_n; i++)
		x->rare->holes[i].packets_after++;
	count_sizes(t, x, &c->half[!dir], len);
	x->data_packets++;
	sent_append(t, x, s, now_ns, seq, seq + len);
	x->snd_max = seq + len;
	x->unique_bytes += len;
}

/* For what is seldom asked, the look that the long way has: here so much is known. */
static void
look_at(struct look *ret, struct tracker *t, struct conn_track *c, enum direction dir,
	const struct segment *s, const struct trail *view, uint64_t flight_before)
{
	struct half_track *x = &c->half[dir], *y = &c->half[!dir];

	clear(ret, sizeof *ret);
	ret->t = t;
	ret->c = c;
	ret->s = s;
	ret->dir = dir;
	ret->x = x;
	ret->y = y;
	ret->seq = x->snd_max - s->len;
	ret->end = x->snd_max;
	ret->ack = y->snd_una;
	ret->has_ack = true;
	ret->new_bytes = s->len;
	ret->view = view;
	ret->flight_before = flight_before;
	ret->sends = s->len;
	ret->now_ns = MAX(c->last_ns, s->time_ns);
	ret->timed = true;
	ret->j.class = s->len ? CLASS_DATA : CLASS_ACK;
	ret->record = NO_RECORD;
}

static __attribute__((noinline)) void
step_new(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	 const struct trail *view, uint64_t flight_before)
{
	struct look l;

	look_at(&l, t, c, dir, s, view, flight_before);
	ledger_step_new(&l);
}

static __attribute__((noinline)) void
echo(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
     const struct trail *view, uint64_t flight_before)
{
	struct look l;

	look_at(&l, t, c, dir, s, view, flight_before);
	view_echo(&l);
}

static __attribute__((noinline)) void
mind(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
     const struct trail *view, uint64_t flight_before, uint64_t known)
{
	struct look l;

	look_at(&l, t, c, dir, s, view, flight_before);
	l.j.flight_bytes = l.end - MIN(MAX(known, l.x->isn64 + 1), l.end);
	mind_take(&l, known);
}

/*
 * Of data, after all is judged: what the next segment will be compared with. flight: with
 * it, as x knew by its view.
 */
ALWAYS_INLINE void
remember_data(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	      int64_t now_ns, const struct trail *view, uint64_t flight_before, uint64_t flight)
{
	struct half_track *x = &c->half[dir];
	const struct trail *window = view_window(x, &c->half[!dir], view, now_ns, true);
	uint64_t window_ack = window->ack;

	if (UNLIKELY(window != view))
		flight = view_flight(x, window);
	x->last_tx_ns = now_ns;
	x->flight_last_bytes = flight_u32(flight);
	if (x->flight_max_bytes < x->flight_last_bytes)
		x->flight_max_bytes = x->flight_last_bytes;
	if (flight_before && view->ack > x->known_at_tx && view->edge)
		echo(t, c, dir, s, view, flight_before);
	if (UNLIKELY(window_ack <= x->isn64 + 1))
		x->first_flight_bytes = flight_u32(flight);
	if (x->mind ? !mind_goes_on(c, dir, s->len, now_ns, view->edge, flight_before, flight,
				    window_ack)
		    : x->data_packets >= MIND_SEGMENTS_MIN)
		mind(t, c, dir, s, view, flight_before, window_ack);
	x->known_at_tx = window_ack;
	if (UNLIKELY(x->first_data_ns == TIME_NONE))
		x->first_data_ns = now_ns;
	x->last_data_ns = now_ns;
	if (!x->last_was_new)
		x->last_was_new = true;
}

ALWAYS_INLINE void
remember(struct conn_track *c, enum direction dir, const struct segment *s, int64_t now_ns)
{
	c->half[dir].last_send_ns = now_ns;
	c->half[dir].last_packet = s->packet;
	c->last_ns = now_ns;
	c->last_packet = s->packet;
	c->last_dir = (uint8_t)dir;
	c->lately = c->busy = true;
}

/* Who knows of more than was sent was told so by an ACK that nobody should have sent. */
ALWAYS_INLINE uint64_t
behind(const struct half_track *x, uint64_t known)
{
	return x->snd_max > known ? x->snd_max - known : 0;
}

/*
 * Once for each direction, so that the compiler knows where both halves are. alone: it is
 * known to be no copy, and none of it will come.
 */
ALWAYS_INLINE bool
take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
     bool alone)
{
	struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	uint32_t acked = s->ack - (uint32_t)y->snd_una, window_bytes;
	int64_t now_ns = MAX(c->last_ns, s->time_ns);
	const struct trail *view;
	uint64_t flight_before, known;
	struct held held;

	if (!segment_is_plain(s) || !goes_on(c, dir, s, acked))
		return false;
	if (!alone && !no_copy(t, c, dir, s, now_ns))
		return false;
	count(x, s);
	window_bytes = learn_window(x, y, s);
	learn_tsval(x, s);
	view = view_told(x, now_ns, s);
	known = view_known(x, view);
	flight_before = behind(x, known);
	held = held_until_now(c);
	take_ack(t, c, dir, s, now_ns, acked);
	if (s->len)
		take_data(t, c, dir, s, now_ns);
	else
		x->pure_acks++;
	view_trail(t, c, dir, s, now_ns, y->snd_una, y->snd_una + window_bytes);
	if (UNLIKELY(held.account != ACCOUNT_COUNT))
		ledger_step_held(t, c, held, now_ns, s->packet);
	else if (s->len && !ledger_goes_on(c, dir, s, now_ns, view, flight_before))
		step_new(t, c, dir, s, view, flight_before);
	if (acked)
		ledger_learn_ack(c, dir, now_ns);
	learn_id(x, s);
	if (s->len) {
		ledger_learn_data(c, dir, s->len, flight_before, behind(x, known));
		remember_data(t, c, dir, s, now_ns, view, flight_before, behind(x, known));
	} else {
		view_window(x, y, view, now_ns, true);
		if (x->last_was_new)
			x->last_was_new = false;
	}
	remember(c, dir, s, now_ns);
	return true;
}

/* It repeats the last ACK, and only tells what lies beyond a hole. */
static bool
stands_still(const struct conn_track *c, enum direction dir, const struct segment *s)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	uint64_t flight = y->snd_max - y->snd_una;

	return c->plain && !s->len && !s->icmp && s->seq == (uint32_t)x->snd_max &&
	       s->ack == (uint32_t)y->snd_una && flight && flight < FLIGHT_MAX &&
	       x->window_steady && s->window == x->window_last && !clock_went_back(x, s);
}

/*
 * A duplicate ACK with SACK blocks, next in number where something is lost: what its
 * blocks say is found out as on the long way, but all else is known.
 */
static __attribute__((noinline)) bool
take_blocks(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s)
{
	struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	bool was_in_trouble = y->recovering || y->disorder;
	int64_t now_ns = MAX(c->last_ns, s->time_ns);
	const struct trail *view;
	struct held held;
	struct look l;

	if (!has_plain_header(s) || !stands_still(c, dir, s) ||
	    !copies_pass(t, s, dir, c->number, now_ns))
		return false;
	count(x, s);
	learn_tsval(x, s);
	view = view_told(x, now_ns, s);
	held = held_until_now(c);
	look_at(&l, t, c, dir, s, view, view_flight(x, view));
	l.before.account = (uint8_t)held.account;
	l.before.dir = (uint8_t)held.dir;
	acks_take(&l);
	x->pure_acks++;
	rare_of(t, x)->duplicate_acks++;
	view_trail(t, c, dir, s, now_ns, y->snd_una, y->snd_una + x->window_bytes);
	ledger_step(&l);
	learn_id(x, s);
	view_window(x, y, view, now_ns, true);
	x->last_was_new = false;
	remember(c, dir, s, now_ns);
	/* in trouble is in trouble, however much was SACKed: nothing else has changed */
	if (!was_in_trouble || !(y->recovering || y->disorder))
		c->plain = conn_is_plain(c);
	return true;
}

bool
plain_take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	   enum copy copy)
{
	bool alone = copy == COPY_NO;

	return dir == C2S ? take(t, c, C2S, s, alone) : take(t, c, S2C, s, alone);
}

static bool
note(struct tracker *t, const struct segment *s, struct place p)
{
	struct journal *j = journal_at_once(p, s);

	if (LIKELY(j))
		return !journal_may_close(j, s) && journal_goes_on(t, j, s);
	return place_rest(p) && behind_note(t, place_rest(p), s);
}

size_t
plain_run(const struct batch *b, size_t from)
{
	size_t i;

	for (i = from; i < b->n; i++) {
		struct tracker *t = b->of[ends_part(b->tag[i])];
		const struct segment *s = &b->segs[b->items[i]];
		enum direction dir;
		struct place p = table_likely(&t->table, b->tag[i]);
		struct conn_track *c = conn_at_once(p, s, &dir);

		if (UNLIKELY(t->fed >= MEMORY_CHECKED) && !b->grouped)
			break;
		if (UNLIKELY(!c)) {
			if (!note(t, s, p))
				break;
		} else if (!(dir == C2S ? take(t, c, C2S, s, false) : take(t, c, S2C, s, false)) &&
			   !(s->nsack && take_blocks(t, c, dir, s))) {
			break;
		}
		t->fed++;
	}
	return i;
}
