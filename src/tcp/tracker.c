/*
 * tracker.c - segments into connections, one step after the other
 *
 * Each segment takes the same stair: find its connection and direction, unwrap
 * its numbers, see what its ACK says, give it a class, step the states, charge
 * the time that has passed. Judged segments wait in a window before they are
 * delivered, so that proof that comes later is in them.
 */
#include "tcp/tracker.h"

#include <stdlib.h>

#include "tcp/clear.h"
#include "tcp/mind.h"
#include "tcp/view.h"

/* A round trip and more of the fastest links seen: what DSACK can still reach. */
#define RECORDS_KEPT 65536

#define LINE_BYTES 64 /* of a cache */

const struct half_rare half_rare_none = { .delivered_tx_ns = TIME_NONE };

struct copies *
tracker_copies(struct tracker *t)
{
	return t->copies;
}

void *
tracker_pool_get(struct tracker *t, size_t bytes)
{
	return pool_get(&t->pool, bytes);
}

void
tracker_pool_put(struct tracker *t, void *p, size_t bytes)
{
	pool_put(&t->pool, p, bytes);
}

struct tracker *
tracker_new(struct arena *a, const struct tracker_options *opt)
{
	struct tracker *t = arena_new(a, struct tracker, 1);

	t->arena = a;
	t->opt = *opt;
	t->records_kept = opt->records_kept ? opt->records_kept : RECORDS_KEPT;
	assert(!(t->records_kept & (t->records_kept - 1)));
	pool_init(&t->pool, a);
	table_init(&t->table, &t->pool);
	t->copies = copies_new(a, opt->parts);
	if (opt->segment)
		t->records = arena_new(a, struct judged, t->records_kept);
	return t;
}

size_t
tracker_count(const struct tracker *t)
{
	return t->told.n;
}

const struct conn *
tracker_conn(const struct tracker *t, size_t i)
{
	return t->told.v[i];
}

struct conn *
tracker_conn_mutable(struct tracker *t, size_t i)
{
	return t->told.v[i];
}

/* --- records --- */

struct judged *
tracker_record(struct tracker *t, uint64_t record)
{
	if (!t->records || record == NO_RECORD || record < t->delivered || record >= t->records_n)
		return NULL;
	return &t->records[record & (t->records_kept - 1)];
}

static void
deliver(struct tracker *t)
{
	const struct judged *j = &t->records[t->delivered & (t->records_kept - 1)];
	const struct conn_track *c = j->conn->private;

	if (c)
		conn_tell(c, c->told);
	t->opt.segment(t->opt.ctx, j);
	t->delivered++;
}

void
tracker_deliver_all(struct tracker *t)
{
	while (t->delivered < t->records_n)
		deliver(t);
}

static uint64_t
record_reserve(struct tracker *t)
{
	if (!t->records)
		return NO_RECORD;
	if (t->records_n - t->delivered == t->records_kept)
		deliver(t);
	return t->records_n++;
}

/* --- finding the connection --- */

/*
 * A SYN, or a SYN-ACK, names its sides. Without one, the lower port is the
 * server's, as services listen on low ports and clients get high ones.
 */
static bool
sender_is_client(const struct segment *s)
{
	if (s->flags & TCP_SYN)
		return !(s->flags & TCP_ACK);
	if (s->src.port != s->dst.port)
		return s->src.port > s->dst.port;
	return true;
}

static void
half_start(struct half_track *x)
{
	x->first_data_ns = x->last_data_ns = x->last_send_ns = x->fin_ns = TIME_NONE;
	x->last_ack_ns = x->last_tx_ns = x->last_advance_ns = x->emptied_ns = TIME_NONE;
	x->rto_ns = NS_PER_S; /* RFC 6298, 2.1 */
	x->slow_start = true;
	x->rare = &half_rare_none;
}

static struct conn *
told_new(struct tracker *t, const struct conn_track *c)
{
	struct conn *told = pool_get(&t->pool, sizeof *told);

	*told = (struct conn){ .number = c->number, .twin = UINT32_MAX };
	return told;
}

static struct episode (*episodes_new(struct tracker *t))[EPISODES_KEPT]
{
	return memset(pool_get(&t->pool, EPISODES_BYTES), 0, EPISODES_BYTES);
}

struct conn_track *
conn_start(struct tracker *t, const struct segment *s, uint32_t number)
{
	struct conn_track *c = pool_get(&t->pool, sizeof *c);
	bool forth = sender_is_client(s);

	clear(c, sizeof *c);
	c->number = number;
	c->client = forth ? s->src : s->dst;
	c->server = forth ? s->dst : s->src;
	c->client_sure = s->flags & TCP_SYN;
	c->first_ns = c->last_ns = c->settled_ns = s->time_ns;
	c->first_packet = c->last_packet = c->settled_packet = s->packet;
	c->has_times = s->known & SEG_HAS_TIME;
	c->syn_ns = c->syn_ack_ns = c->handshake_ack_ns = TIME_NONE;
	c->last_syn_ns = c->last_syn_ack_ns = TIME_NONE;
	c->open_account = ACCOUNT_COUNT;
	c->last_data_dir = -1;
	half_start(&c->half[C2S]);
	half_start(&c->half[S2C]);
	if (t->opt.episodes)
		c->longest = episodes_new(t);
	if (!t->records)
		return c;
	c->told = told_new(t, c);
	c->told->private = c;
	return c;
}

/*
 * A damaged segment is dropped by its receiver (RFC 9293, 3.1) and nothing in it
 * counts: its RST may be a flipped bit. Where more than one in so many is bad, the
 * capture saw them before a card filled their checksums in.
 */
#define GOOD_FOR_A_BAD 8

static bool
is_damaged(const struct half_track *x, const struct segment *s)
{
	return s->checksum == CHECKSUM_BAD && x->good_checksums >= GOOD_FOR_A_BAD &&
	       x->good_checksums / GOOD_FOR_A_BAD >= x->rare->bad_checksums;
}

/* A SYN with another ISN opens a new connection of the same four numbers. */
static bool
opens_anew(const struct conn_track *c, enum direction dir, const struct segment *s)
{
	const struct half_track *x = &c->half[dir];

	if (LIKELY((s->flags & (TCP_SYN | TCP_ACK)) != TCP_SYN) || s->flags & TCP_RST)
		return false;
	if (is_damaged(x, s))
		return false;
	if (x->have_isn)
		return (uint32_t)x->isn64 != s->seq;
	/* simultaneous open: the other side's SYN is still unanswered */
	return !(c->opening == OPENING_UNANSWERED && !x->packets);
}

/* --- the steps --- */

/* The three flags of accurate ECN as a number: AE, CWR, ECE (RFC 9768, 3.1). */
static uint8_t
ace_of(const struct segment *s)
{
	return (uint8_t)((s->known & SEG_AE ? 4 : 0) | (s->flags & TCP_CWR ? 2 : 0) |
			 (s->flags & TCP_ECE ? 1 : 0));
}

/*
 * Accurate ECN is asked for with all three flags, and taken by a SYN-ACK that tells with
 * them how the SYN's own ECN field arrived (RFC 9768, 3.1.1, table 2).
 */
static void
learn_ecn(struct conn_track *c, const struct segment *s)
{
	static const bool takes[8] = { [2] = true, [3] = true, [4] = true, [6] = true };

	if (!(s->flags & TCP_ACK))
		c->accecn_asked = ace_of(s) == 7;
	else
		c->accecn = c->accecn_asked && takes[ace_of(s)];
}

static void
learn_options(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x;

	if (!(s->flags & TCP_SYN) || x->options_known)
		return;
	learn_ecn(l->c, s);
	x->options_known = s->known & SEG_HAS_OPTIONS;
	x->window_steady = l->y->window_steady = false;
	if (s->options & OPT_MSS)
		x->mss = s->mss;
	x->sack_ok = s->options & OPT_SACK_OK;
	x->timestamps = s->options & OPT_TIMESTAMP;
	x->have_wscale = s->options & OPT_WSCALE;
	x->wscale = s->options & OPT_WSCALE ? s->wscale & 15u : 0;
}

/* Its numbers as they are, which change nothing. */
static void
unwrap_only(struct look *l)
{
	l->seq = seq_unwrap(l->s->seq, l->x->snd_max) + (l->s->flags & TCP_SYN && l->s->len);
	l->end = l->seq + l->s->len;
	l->has_ack = l->s->flags & TCP_ACK && l->y->started;
	l->ack = seq_unwrap(l->s->ack, l->y->snd_max);
}

static bool
answers_syn(const struct look *l)
{
	uint64_t ack = seq_unwrap(l->s->ack, l->y->snd_max);

	return l->s->flags & TCP_ACK && ack > l->y->isn64 && ack <= l->y->snd_max;
}

/* Its numbers, where one side or both have not shown theirs yet, or show others. */
static void
unwrap_first(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x, *y = l->y;
	uint64_t flags_take = (s->flags & TCP_SYN ? 1 : 0) + (s->flags & TCP_FIN ? 1 : 0);
	bool told = s->known & SEG_HAS_SEQ;
	/* a RST that answers nothing known, or what ignores the SYN, tells no numbers */
	bool lost = s->flags & TCP_RST ||
		    (l->y->state == TCP_SYN_SENT && !(s->flags & TCP_SYN) && !answers_syn(l));

	l->seq = !told		 ? x->snd_max
		 : l->x->started ? seq_unwrap(s->seq, x->snd_max)
				 : SEQ64_BASE + s->seq;
	l->end = l->seq + s->len + flags_take;
	if (!l->x->started && told && !lost) {
		l->x->started = true;
		x->isn64 = s->flags & TCP_SYN ? l->seq : l->seq - 1;
		x->snd_una = l->seq;
		x->snd_max = s->flags & TCP_SYN ? l->seq + 1 : l->seq;
	} else if (s->flags & TCP_SYN && !x->unique_bytes) { /* its ISN changed: a new cookie */
		x->isn64 = l->seq;
		x->snd_max = MAX(x->snd_una, l->seq + 1);
		x->room_until = 0;
		sent_forget_blocks(x);
		holes_forget(x);
	}
	if (s->flags & TCP_SYN)
		x->have_isn = true;
	if (s->known & SEG_RELATIVE)
		x->isn_relative = true;
	if (s->flags & TCP_SYN && s->len)
		l->seq++; /* its data begins behind the SYN */
	if (!(s->flags & TCP_ACK))
		return;
	if (!l->y->started && !lost) {
		l->y->started = true;
		y->isn64 = SEQ64_BASE + s->ack - 1;
		y->snd_una = y->snd_max = y->isn64 + 1;
	}
	l->has_ack = l->y->started;
	l->ack = seq_unwrap(s->ack, y->snd_max);
}

static void
unwrap(struct look *l)
{
	const struct segment *s = l->s;

	if (UNLIKELY(!l->x->started || !l->y->started || s->flags & TCP_SYN ||
		     !(s->known & SEG_HAS_SEQ))) {
		unwrap_first(l);
		return;
	}
	l->seq = seq_unwrap(s->seq, l->x->snd_max);
	l->end = l->seq + s->len + !!(s->flags & TCP_FIN);
	l->has_ack = s->flags & TCP_ACK;
	if (l->has_ack)
		l->ack = seq_unwrap(s->ack, l->y->snd_max);
}

static void
count_shut(struct half_rare *x, int64_t until_ns)
{
	int64_t ns = until_ns - x->window_shut_ns;

	x->zero_window_ns += ns;
	x->zero_window_longest_ns = MAX(x->zero_window_longest_ns, ns);
}

static void
learn_window(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x;
	bool scaled, shut;

	if (LIKELY(x->window_steady && s->window == x->window_last &&
		   !(s->flags & (TCP_SYN | TCP_RST)) && s->known & SEG_HAS_WINDOW)) {
		l->window_bytes = x->window_bytes;
		return;
	}
	if (!(s->known & SEG_HAS_WINDOW) || s->flags & TCP_RST) {
		l->window_bytes = x->window_bytes; /* as it was told before */
		return;
	}
	scaled = x->have_wscale && l->y->have_wscale && !(s->flags & TCP_SYN);
	l->window_bytes = scaled ? (uint32_t)s->window << x->wscale : s->window;
	l->window_changed = x->window_seen && s->window != x->window_last;
	x->window_scale_unknown = !x->options_known || !l->y->options_known;
	x->window_bytes = l->window_bytes;
	x->window_last = s->window;
	x->window_seen = true;
	x->window_steady = false;
	if (s->flags & TCP_SYN) {
		x->window_syn = s->window;
		return;
	}
	if (!x->window_max_bytes || l->window_bytes < x->window_min_bytes)
		x->window_min_bytes = l->window_bytes;
	x->window_max_bytes = MAX(x->window_max_bytes, l->window_bytes);
	shut = s->window == 0 && s->flags & TCP_ACK;
	if (shut && !x->window_shut) {
		rare_of(l->t, x)->zero_windows++;
		rare_own(x)->window_shut_ns = l->now_ns;
	} else if (!shut && x->window_shut) {
		count_shut(rare_own(x), l->now_ns);
	}
	x->window_shut = shut;
	x->window_steady = s->window;
}

#define ACE_KNOWN 0x80
#define ACE_FIRST 5 /* where both counters begin (RFC 9768, 3.2.1) */

/*
 * The counter of marked packets that this end has received, modulo 8. In the client's
 * first ACK it tells how the SYN-ACK arrived instead: 6 is with a mark (3.2.2.1).
 */
static void
count_accurate(struct half_rare *x, uint8_t ace, bool client)
{
	uint8_t last = x->ace_last & 7;

	if (!(x->ace_last & ACE_KNOWN)) {
		bool tells_of_syn_ack = client && (ace == 2 || ace == 3 || ace == 4 || ace == 6);

		last = ACE_FIRST;
		if (tells_of_syn_ack)
			ace = ace == 6 ? ACE_FIRST + 1 : ACE_FIRST;
	}
	x->ece += (ace - last) & 7;
	x->ace_last = ace | ACE_KNOWN;
}

static void
count_echoes(struct half_rare *x, const struct look *l)
{
	const struct segment *s = l->s;

	if (s->flags & (TCP_SYN | TCP_RST))
		return;
	if (l->c->accecn) {
		count_accurate(x, ace_of(s), l->dir == C2S);
		return;
	}
	x->ece += !!(s->flags & TCP_ECE);
	x->cwr += !!(s->flags & TCP_CWR);
}

static void
count_marks(struct half_rare *x, const struct look *l)
{
	const struct segment *s = l->s;

	x->ce += (s->tos & 3) == 3;
	count_echoes(x, l);
	x->bad_checksums += s->checksum == CHECKSUM_BAD;
}

static void
count_packet(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x;
	bool marked = s->flags & (TCP_ECE | TCP_CWR) || (s->tos & 3) == 3 || l->c->accecn;

	if (x->packets == x->rare->capture_duplicates + 1) {
		x->ttl = s->ttl;
		x->first_flags = s->flags;
		x->ttl_known = true;
	}
	x->good_checksums += s->checksum == CHECKSUM_GOOD;
	x->offloaded_checksums += s->checksum == CHECKSUM_OFFLOADED;
	if (UNLIKELY(marked || s->checksum == CHECKSUM_BAD))
		count_marks(rare_of(l->t, x), l);
}

/* Nothing that was sent before this carries its numbers: no path made it late. */
static bool
is_newest(const struct look *l)
{
	if (l->s->len || l->s->flags & TCP_FIN)
		return l->end > l->x->snd_max;
	return l->has_ack && l->ack > l->x->last_ack64;
}

/*
 * The newest time stamp of each sender, and whether its clock went back. An older one on
 * what is late or lost and found says nothing.
 */
static void
learn_clock(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x;
	struct half_rare *r;

	if (!(s->options & OPT_TIMESTAMP) || s->flags & TCP_RST)
		return;
	if (LIKELY(!x->have_tsval || !seq_lt(s->tsval, x->tsval))) {
		x->have_tsval = true;
		x->tsval = s->tsval;
		return;
	}
	if (!x->rare->ts_back_packet && (!x->started || !is_newest(l)))
		return;
	r = rare_of(l->t, x);
	if (!r->ts_back_packet) {
		r->ts_back_packet = s->packet;
		r->ts_back_seq64 = l->seq;
		r->ts_back_ticks = x->tsval - s->tsval;
	}
	r->ts_back_segments++;
}

/* After all is judged: what the next segment will be compared with. */
static void
remember(struct look *l)
{
	struct half_track *x = l->x;
	const struct trail *view = view_window(x, l->y, l->view, l->now_ns, l->timed);
	uint64_t known = MAX(view->ack, x->isn64 + 1);

	l->j.flight_bytes = x->snd_max > known ? x->snd_max - known : 0;
	if (l->j.class != CLASS_OUT_OF_ORDER)
		learn_id(x, l->s);
	l->sends = (l->s->len || l->s->flags & TCP_FIN) && l->j.class != CLASS_ZERO_WINDOW_PROBE &&
		   l->j.class != CLASS_KEEP_ALIVE;
	if (l->sends) {
		x->last_tx_ns = l->now_ns;
		x->flight_last_bytes = flight_u32(l->j.flight_bytes);
		x->flight_max_bytes = MAX(x->flight_max_bytes, x->flight_last_bytes);
		view_echo(l);
		mind_sent(l, view->ack);
		x->known_at_tx = view->ack;
	}
	if (l->sends && l->s->len) {
		if (x->first_data_ns == TIME_NONE)
			x->first_data_ns = l->now_ns;
		x->last_data_ns = l->now_ns;
	}
	x->last_was_new = l->new_bytes > 0;
	x->last_send_ns = l->now_ns;
	x->last_packet = l->s->packet;
}

/* Numbers of before the first one known, or of another life, have no relative form. */
static uint64_t
relative(uint64_t at, const struct half_track *h)
{
	return at > h->isn64 ? at - h->isn64 : 0;
}

static void
record(struct look *l)
{
	struct judged *j = tracker_record(l->t, l->record);
	/* data on a SYN begins behind it, the segment does not */
	uint64_t seq64 = l->seq - (l->s->flags & TCP_SYN && l->s->len);

	if (!j)
		return;
	*j = (struct judged){
		.seg = *l->s,
		.conn = l->c->told,
		.seq64 = seq64,
		.ack64 = l->ack,
		.seq_relative = l->x->started ? relative(seq64, l->x) : 0,
		.ack_relative = l->has_ack ? relative(l->ack, l->y) : 0,
		.window_bytes = l->window_bytes,
		.flight_bytes = l->j.flight_bytes,
		.ref_packet = l->j.ref_packet,
		.reason_ns = l->j.reason_ns,
		.reason_count = l->j.reason_count,
		.rtt_ns = l->j.rtt_ns,
		.dir = (uint8_t)l->dir,
		.class = l->j.class,
		.needed = l->j.needed,
		.reason = l->j.reason,
		.proof = l->j.proof,
		.client_state = l->c->half[C2S].state,
		.server_state = l->c->half[S2C].state,
	};
}

static void
judge(struct look *l)
{
	bool damaged = is_damaged(l->x, l->s);

	if (UNLIKELY(damaged))
		unwrap_only(l);
	else
		unwrap(l);
	l->x->packets++;
	l->x->bytes += l->s->len;
	if (copies_take(l))
		return; /* its time belongs to what comes next */
	count_packet(l);
	if (damaged) {
		l->j.reason = REASON_DAMAGED;
		l->j.needed = -1;
		return;
	}
	learn_options(l);
	learn_window(l);
	learn_clock(l);
	ledger_look(l);
	if (l->has_ack)
		acks_take(l);
	classify(l);
	view_handshake(l);
	if (l->timed && l->j.rtt_ns > 0)
		view_learn_near(l->x, l->j.rtt_ns);
	states_step(l);
	if (l->has_ack && !(l->s->flags & TCP_RST))
		/* a SYN's window is not scaled (RFC 7323, 2.2), and window_bytes knows it */
		view_trail(l->t, l->c, l->dir, l->s, l->now_ns, l->ack, l->ack + l->window_bytes);
	ledger_step(l);
	remember(l);
}

/* --- the end of connections --- */

void
conn_finish(struct tracker *t, struct conn_track *c)
{
	for (int d = 0; d < 2; d++)
		if (c->half[d].window_shut)
			count_shut(rare_own(&c->half[d]), c->last_ns);
	states_finish(c);
	ledger_finish(t, c);
	for (enum direction d = C2S; d <= S2C; d++)
		need_finish(t, &c->half[d]);
	mind_finish(c); /* it asks what the last loss was, which loss_finish closes */
	for (enum direction d = C2S; d <= S2C; d++)
		loss_finish(t, c, d);
}

struct half_rare *
rare_new(struct tracker *t, struct half_track *x)
{
	struct half_rare *r = tracker_pool_get(t, sizeof *r);

	*r = half_rare_none;
	x->rare = r;
	return r;
}

static void
rare_free(struct tracker *t, struct half_track *x)
{
	struct half_rare *r;

	if (x->rare == &half_rare_none)
		return;
	r = rare_own(x);
	icmp_free(t, r);
	if (r->holes)
		tracker_pool_put(t, r->holes, HOLES_MAX * sizeof *r->holes);
	need_free(t, r);
	loss_free(t, r);
	tracker_pool_put(t, r, sizeof *r);
	x->rare = &half_rare_none;
}

static void
half_free(struct tracker *t, struct half_track *x, bool told)
{
	sent_free(t, x);
	trails_free(t, x);
	if (told && x->rare->icmp)
		rare_own(x)->icmp = NULL;
	if (!told)
		mind_free(t, x);
	rare_free(t, x);
}

void
conn_free(struct tracker *t, struct conn_track *c, bool told)
{
	t->openings_in_full -= c->opening_only;
	half_free(t, &c->half[C2S], told);
	half_free(t, &c->half[S2C], told);
	ledger_free(t, c, told);
	pool_put(&t->pool, c, sizeof *c);
}

/* Tell of it, and keep nothing but its memory. */
void
conn_over(struct tracker *t, struct conn_track *c)
{
	conn_finish(t, c);
	conn_tell(c, &t->telling);
	if (!t->opt.over)
		t->telling.ledger.longest = NULL; /* that is not told twice */
	give(t, c->index, &t->telling);
	if (!t->finished) /* else nobody looks for it any more */
		table_take(&t->table, c->index);
	t->live--;
	conn_free(t, c, false);
}

/* The same at the end, where connections are kept. */
static void
conn_keep(struct tracker *t, struct conn_track *c)
{
	struct conn *told = c->told ? c->told : told_new(t, c);

	conn_finish(t, c);
	conn_tell(c, told);
	told->private = NULL;
	vec_push(t->arena, &t->told, told);
	conn_free(t, c, true);
}

bool
conn_is_closed(const struct conn_track *c)
{
	uint8_t client = c->half[C2S].state, server = c->half[S2C].state;

	return c->dead || (client == TCP_TIME_WAIT && server == TCP_CLOSED) ||
	       (server == TCP_TIME_WAIT && client == TCP_CLOSED);
}

/* The connection of that number, in full from now on, if it is at that place and no row. */
static struct conn_track *
conn_in_full(struct tracker *t, uint32_t index, uint32_t number)
{
	struct conn_track *c = table_conn(&t->table, index);
	const struct rest *r = table_rest(&t->table, index);
	const struct journal *j = table_journal(&t->table, index);

	if (c)
		return c->number == number ? c : NULL;
	if (j)
		return j->number == number ? journal_grow(t, index, true) : NULL;
	return r && r->number == number ? rest_end(t, index) : NULL;
}

/*
 * A closed connection may still see its last ACK or FIN again: as long as its end
 * stays in TIME-WAIT (60 s in Linux) it is the same one. A crowd of them goes
 * sooner, so that a busy server's memory follows what is alive.
 */
#define LINGER_NS (60LL * NS_PER_S)
#define LINGER_MAX 4096 /* in all parts together */

static void
wait_end(struct tracker *t, int64_t now_ns)
{
	while (t->wait_head < t->wait.n) {
		struct closed *w = &t->wait.v[t->wait_head];
		struct conn_track *c;

		if (t->wait.n - t->wait_head <= part_of(t, LINGER_MAX) &&
		    now_ns - w->ns < LINGER_NS)
			break;
		t->wait_head++;
		c = conn_in_full(t, w->index, w->number);
		if (!c)
			continue;
		if (conn_is_closed(c))
			conn_over(t, c);
		else
			c->waits = false; /* a RST was not believed */
	}
	/* The queue moves to the front of its array when half of it is behind. */
	if (t->wait_head > 64 && t->wait_head * 2 > t->wait.n) {
		t->wait.n -= t->wait_head;
		memmove(t->wait.v, t->wait.v + t->wait_head, t->wait.n * sizeof *t->wait.v);
		t->wait_head = 0;
	}
}

/*
 * The one that is told of next, when one more is closed, was not heard of for thousands
 * of segments: its memory is asked for now.
 */
static void
fetch_next_over(const struct tracker *t)
{
	const struct conn_track *c;
	const struct journal *j;
	uint32_t index;

	if (t->wait.n - t->wait_head < part_of(t, LINGER_MAX))
		return;
	index = t->wait.v[t->wait_head].index;
	__builtin_prefetch(&t->table.places[t->wait.v[t->wait_head + 1].index]);
	c = table_conn(&t->table, index);
	j = table_journal(&t->table, index);
	if (j)
		journal_prefetch(j);
	for (size_t at = 0; c && at < sizeof *c; at += LINE_BYTES)
		__builtin_prefetch((const char *)c + at);
}

void
closed_waits(struct tracker *t, int64_t ns, uint32_t index, uint32_t number)
{
	vec_push(t->arena, &t->wait, (struct closed){ ns, index, number });
	wait_end(t, ns);
	fetch_next_over(t);
}

static void
settle_down(struct tracker *t, struct conn_track *c)
{
	for (int d = 0; d < 2; d++)
		if (!c->half[d].sent_n)
			sent_free(t, &c->half[d]);
	/* at the end each is told of in its turn */
	if (!t->opt.over || c->waits || t->finished)
		return;
	c->waits = true;
	closed_waits(t, c->last_ns, c->index, c->number);
}

/* It was told as far as it went; another takes its ends. */
static void
conn_replaced(struct tracker *t, struct conn_track *c)
{
	if (t->opt.over)
		conn_over(t, c);
	else
		for (int d = 0; d < 2; d++)
			if (!c->half[d].sent_n) /* what was never answered is told of */
				sent_free(t, &c->half[d]);
}

/* A new connection in full; NULL: it is a row or a journal. */
static struct conn_track *
conn_new(struct tracker *t, const struct segment *s, uint32_t tag, bool again)
{
	struct conn_track *c;

	if (s->flags & TCP_SYN && opening_begins(t, s, tag, again))
		return NULL;
	if (journal_begins(t, s, tag, sender_is_client(s), again))
		return NULL;
	c = conn_start(t, s, ++t->conns_n);
	c->reused = again;
	c->index = table_add(&t->table, tag, &s->src, &s->dst);
	table_set_conn(&t->table, c->index, c);
	begun(t, c->index);
	t->live++;
	c->opening_only = true;
	t->openings_in_full++;
	return c;
}

struct conn_track *
conn_made_full(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index);

	if (c)
		return c;
	if (table_rest(&t->table, index))
		return rest_end(t, index);
	return table_journal(&t->table, index) ? journal_grow(t, index, false)
					       : opening_grow(t, index);
}

/* What is at index is not in full, and has taken s as it is, or as a journal. */
static bool
took_in_brief(struct tracker *t, const struct segment *s, uint32_t index)
{
	if (table_rest(&t->table, index))
		return false;
	if (table_row(&t->table, index)) {
		if (opening_goes_on(t, s, index))
			return true;
		if (!journal_of_row(t, index))
			return false;
	}
	return journal_goes_on(t, table_journal(&t->table, index), s);
}

/* The connection in full that s is for; NULL: it is in a row or a journal. */
static struct conn_track *
conn_of(struct tracker *t, const struct segment *s, uint32_t tag, enum direction *ret_dir)
{
	uint32_t index = table_find(&t->table, tag, &s->src, &s->dst);
	bool again = index != TABLE_NONE;
	struct conn_track *c;

	if (LIKELY(again)) {
		c = table_conn(&t->table, index);
		if (UNLIKELY(!c)) {
			if (took_in_brief(t, s, index))
				return NULL;
			c = conn_made_full(t, index);
		}
		*ret_dir = direction_of(c, s);
		if (LIKELY(!opens_anew(c, *ret_dir, s)))
			return c;
		conn_replaced(t, c);
	}
	c = conn_new(t, s, tag, again);
	if (c)
		*ret_dir = direction_of(c, s);
	return c;
}

/* About a segment of a connection that was never seen: it could be anybody's. */
static void
feed_icmp(struct tracker *t, const struct segment *s, uint32_t tag)
{
	uint32_t index = table_find(&t->table, tag, &s->src, &s->dst);

	if (index != TABLE_NONE)
		icmp_take(t, conn_made_full(t, index), s);
}

static void
opened(struct tracker *t, struct conn_track *c)
{
	c->opening_only = false;
	t->openings_in_full--;
}

void
conn_take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	  enum copy copy)
{
	struct look l;

	clear(&l, sizeof l);
	l.t = t;
	l.c = c;
	l.s = s;
	l.dir = dir;
	l.x = &c->half[dir];
	l.y = &c->half[!dir];
	l.now_ns = MAX(c->last_ns, s->time_ns);
	l.timed = c->has_times;
	l.copy = (uint8_t)copy;
	l.record = record_reserve(t);
	l.was_shut[C2S] = c->half[C2S].window_shut;
	l.was_shut[S2C] = c->half[S2C].window_shut;
	judge(&l);
	if (t->records)
		record(&l);
	c->last_ns = l.now_ns;
	c->last_packet = s->packet;
	c->last_dir = (uint8_t)dir;
	c->lately = c->busy = true;
	if (UNLIKELY(c->opening_only) && !(s->flags & TCP_SYN))
		opened(t, c);
	c->plain = t->records || t->opt.long_way ? 0 : conn_is_plain(c);
	if (UNLIKELY(conn_is_closed(c)))
		settle_down(t, c);
}

/* Not each time, so that what is plain is taken in one go as well. */
#define DENSE_EVERY 4

ALWAYS_INLINE void
feed_segment(struct tracker *t, const struct segment *s, uint32_t tag)
{
	enum direction dir;
	struct conn_track *c = conn_at_once(table_likely(&t->table, tag), s, &dir);
	uint32_t index;

	if (UNLIKELY(!c || opens_anew(c, dir, s)))
		c = conn_of(t, s, tag, &dir);
	if (!c)
		return;
	index = c->index;
	conn_take(t, c, dir, s, COPY_UNASKED);
	if (UNLIKELY(t->opt.dense) && s->packet % DENSE_EVERY == 0)
		rest_begin(t, index);
}

ALWAYS_INLINE void
feed(struct tracker *t, const struct segment *s, uint32_t tag)
{
	if (UNLIKELY(s->icmp))
		feed_icmp(t, s, tag);
	else
		feed_segment(t, s, tag);
}

void
tracker_take(struct tracker *t, const struct segment *s, uint32_t tag)
{
	if (t->opt.until_packet && s->packet > t->opt.until_packet)
		return;
	t->fed++;
	feed(t, s, tag);
}

static int
by_number(const void *pa, const void *pb)
{
	const struct conn *a = *(struct conn *const *)pa, *b = *(struct conn *const *)pb;

	return (a->number > b->number) - (a->number < b->number);
}

void
tracker_end(struct tracker *t, uint32_t place)
{
	if (table_row(&t->table, place))
		opening_over(t, place);
	else
		conn_over(t, conn_made_full(t, place));
}

static void
give_all(struct tracker *t)
{
	struct left l;

	for (tracker_left(t, &l); l.place != TABLE_NONE; tracker_left_next(t, &l))
		tracker_end(t, l.place);
}

static void
keep_all(struct tracker *t)
{
	for (uint32_t i = 0; i < t->table.n; i++) {
		if (!t->table.places[i].it)
			continue;
		if (table_row(&t->table, i) && gives_away(t))
			opening_over(t, i);
		else
			conn_keep(t, conn_made_full(t, i));
	}
	if (t->left_out.connections && t->told.n) /* places were used again */
		qsort(t->told.v, t->told.n, sizeof *t->told.v, by_number);
}

void
tracker_finish(struct tracker *t)
{
	t->finished = true;
	if (t->opt.over)
		give_all(t);
	else
		keep_all(t);
	tracker_deliver_all(t);
}

struct tracker_left_out
tracker_left_out(const struct tracker *t)
{
	return t->left_out;
}
