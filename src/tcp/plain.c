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
#include "tcp/ledger.h"
#include "tcp/mind.h"

#define KNOWN_ALL (SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP)

/* Beyond, numbers of 32 bits do not tell before from behind (RFC 9293, 3.4). */
#define FLIGHT_MAX ((uint64_t)1 << 31)

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
	       !r->rto_backoff && !r->sacked_bytes && !r->gap_time.ns;
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

uint8_t
conn_is_plain(const struct conn_track *c)
{
	const struct half_track *client = &c->half[C2S], *server = &c->half[S2C];

	if (!c->has_times || !is_open(c) || !may_send(client) || !may_send(server))
		return 0;
	return (uint8_t)(may_wait(client) * PLAIN_WAIT(C2S) | may_wait(server) * PLAIN_WAIT(S2C) |
			 may_be_acked(client) * PLAIN_ACKED(C2S) |
			 may_be_acked(server) * PLAIN_ACKED(S2C));
}

/* A byte alone may be a probe, and marks and damage are counted elsewhere. */
ALWAYS_INLINE bool
segment_is_plain(const struct segment *s)
{
	return (s->flags & ~TCP_PSH) == TCP_ACK && s->known == KNOWN_ALL && !s->nsack &&
	       s->checksum != CHECKSUM_BAD && (s->tos & 3) != 3 && s->window && s->len != 1;
}

ALWAYS_INLINE bool
clock_went_back(const struct half_track *x, const struct segment *s)
{
	return s->options & OPT_TIMESTAMP && x->have_tsval && seq_lt(s->tsval, x->tsval);
}

/* It says something, all of it new and nothing of it strange. */
ALWAYS_INLINE bool
goes_on(const struct conn_track *c, enum direction dir, const struct segment *s)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	uint64_t flight = y->snd_max - y->snd_una;
	uint32_t acked = s->ack - (uint32_t)y->snd_una;
	unsigned want = acked ? PLAIN_ACKED(!dir) : PLAIN_WAIT(!dir);

	return c->plain & want && s->seq == (uint32_t)x->snd_max && flight < FLIGHT_MAX &&
	       acked <= flight && (acked || s->len) && (!s->len || unseen_nothing(x, s)) &&
	       !clock_went_back(x, s);
}

ALWAYS_INLINE uint32_t
learn_window(struct half_track *x, const struct half_track *y, const struct segment *s)
{
	uint32_t bytes = s->window;

	if (LIKELY(x->window_steady && s->window == x->window_last))
		return x->window_bytes;
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

/* One packet of a connection, and what was found out before it was taken. */
struct plain {
	struct tracker *t;
	struct conn_track *c;
	struct half_track *x, *y;
	const struct segment *s;
	const struct trail *view;
	uint64_t ack, flight_before;
	int64_t now_ns;
	enum direction dir;
	bool advances;
};

/* For what is seldom asked, the look that the long way has: here so much is known. */
static struct look
look_of(const struct plain *p)
{
	return (struct look){
		.t = p->t,
		.c = p->c,
		.s = p->s,
		.dir = p->dir,
		.x = p->x,
		.y = p->y,
		.seq = p->x->snd_max - p->s->len,
		.end = p->x->snd_max,
		.ack = p->ack,
		.has_ack = true,
		.ack_advances = p->advances,
		.new_bytes = p->s->len,
		.view = p->view,
		.flight_before = p->flight_before,
		.sends = p->s->len,
		.now_ns = p->now_ns,
		.timed = true,
		.j.class = p->s->len ? CLASS_DATA : CLASS_ACK,
		.record = NO_RECORD,
	};
}

ALWAYS_INLINE void
take_ack(const struct plain *p)
{
	struct half_track *y = p->y;
	uint64_t flight = y->snd_max - y->snd_una;
	int64_t sample;

	y->ack_started = true;
	y->last_ack_ns = p->now_ns;
	p->x->last_ack64 = MAX(p->x->last_ack64, p->ack);
	if (!p->advances)
		return;
	sample = sent_acked(p->t, y, p->s, p->now_ns, p->ack);
	if (sample > 0) {
		rtt_sample(y, sample, flight * 2 >= y->flight_max_bytes);
		view_learn_near(p->x, sample);
	}
	y->snd_una = p->ack;
	y->last_advance_ns = p->now_ns;
}

ALWAYS_INLINE void
take_data(const struct plain *p)
{
	struct half_track *x = p->x;
	uint64_t seq = x->snd_max;
	uint32_t len = p->s->len;

	for (uint32_t i = 0; i < x->rare->holes_n; i++)
		x->rare->holes[i].packets_after++;
	count_sizes(p->t, x, p->y, len);
	x->data_packets++;
	sent_append(p->t, x, p->s, p->now_ns, seq, seq + len);
	x->snd_max = seq + len;
	x->unique_bytes += len;
}

static __attribute__((noinline)) void
echo(const struct plain *p)
{
	struct look l = look_of(p);

	view_echo(&l);
}

static __attribute__((noinline)) void
mind(const struct plain *p, uint64_t flight_bytes, uint64_t known)
{
	struct look l = look_of(p);

	l.j.flight_bytes = flight_bytes;
	mind_take(&l, known);
}

ALWAYS_INLINE void
remember(const struct plain *p)
{
	struct half_track *x = p->x;
	uint32_t len = p->s->len;
	const struct trail *view = view_window(x, p->y, p->view, p->now_ns, true);
	uint64_t known = MAX(view->ack, x->isn64 + 1), flight = 0;

	learn_id(x, p->s);
	x->last_was_new = len > 0;
	x->last_send_ns = p->now_ns;
	x->last_packet = p->s->packet;
	if (!len)
		return;
	flight = x->snd_max > known ? x->snd_max - known : 0;
	x->last_tx_ns = p->now_ns;
	x->flight_last_bytes = flight_u32(flight);
	x->flight_max_bytes = MAX(x->flight_max_bytes, x->flight_last_bytes);
	if (p->flight_before && p->view->ack > x->known_at_tx && p->view->edge)
		echo(p);
	if (view->ack <= x->isn64 + 1)
		x->first_flight_bytes = flight_u32(flight);
	if ((x->mind || x->data_packets >= MIND_SEGMENTS_MIN) &&
	    (!x->mind || !mind_goes_on(p->c, p->dir, len, p->now_ns, p->view->edge,
				       p->flight_before, flight, view->ack)))
		mind(p, flight, view->ack);
	x->known_at_tx = view->ack;
	if (x->first_data_ns == TIME_NONE)
		x->first_data_ns = p->now_ns;
	x->last_data_ns = p->now_ns;
}

/* Once for each direction, so that the compiler knows where both halves are. */
ALWAYS_INLINE bool
take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s)
{
	struct plain p = {
		.t = t,
		.c = c,
		.x = &c->half[dir],
		.y = &c->half[!dir],
		.s = s,
		.now_ns = MAX(c->last_ns, s->time_ns),
		.dir = dir,
	};
	struct half_track *x = p.x;
	uint32_t window_bytes;
	struct held held;

	if (!segment_is_plain(s) || !goes_on(c, dir, s) ||
	    !copies_pass(t, s, dir, c->number, p.now_ns))
		return false;
	p.ack = p.y->snd_una + (uint32_t)(s->ack - (uint32_t)p.y->snd_una);
	p.advances = p.ack > p.y->snd_una;
	x->packets++;
	x->bytes += s->len;
	x->good_checksums += s->checksum == CHECKSUM_GOOD;
	x->offloaded_checksums += s->checksum == CHECKSUM_OFFLOADED;
	window_bytes = learn_window(x, p.y, s);
	if (s->options & OPT_TIMESTAMP) {
		x->have_tsval = true;
		x->tsval = s->tsval;
	}
	p.view = view_told(x, p.now_ns, s);
	p.flight_before = view_flight(x, p.view);
	held = ledger_held(c);
	take_ack(&p);
	if (s->len)
		take_data(&p);
	else
		x->pure_acks++;
	view_trail(t, c, dir, s, p.now_ns, p.ack, p.ack + window_bytes);
	if (held.account != ACCOUNT_COUNT)
		ledger_step_held(t, c, held, p.now_ns, s->packet);
	else if (s->len && !ledger_goes_on(c, dir, s, p.now_ns, p.view, p.flight_before)) {
		struct look l = look_of(&p);

		ledger_step_new(&l);
	}
	if (p.advances)
		ledger_learn_ack(c, dir, p.now_ns);
	if (s->len)
		ledger_learn_data(c, dir, s->len, p.view, p.flight_before);
	remember(&p);
	c->last_ns = p.now_ns;
	c->last_packet = s->packet;
	c->last_dir = (uint8_t)dir;
	c->lately = true;
	return true;
}

static __attribute__((noinline)) bool
take_c2s(struct tracker *t, struct conn_track *c, const struct segment *s)
{
	return take(t, c, C2S, s);
}

static __attribute__((noinline)) bool
take_s2c(struct tracker *t, struct conn_track *c, const struct segment *s)
{
	return take(t, c, S2C, s);
}

bool
plain_take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s)
{
	return dir == C2S ? take_c2s(t, c, s) : take_s2c(t, c, s);
}
