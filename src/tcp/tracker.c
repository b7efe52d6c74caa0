/*
 * tracker.c - segments into connections, one step after the other
 *
 * Each segment takes the same stair: find its connection and direction, unwrap
 * its numbers, see what its ACK says, give it a class, step the states, charge
 * the time that has passed. Judged segments wait in a window before they are
 * delivered, so that proof that comes later is in them.
 */
#include "tcp/mind.h"
#include "tcp/table.h"
#include "tcp/track.h"

#include <assert.h>

/* A round trip and more of the fastest links seen: what DSACK can still reach. */
#define RECORDS_KEPT 65536
#define POOL_CLASSES 40
/* Batches of 16 to 32 hide the latency of memory behind one another. */
#define FEED_AT_ONCE ((size_t)32)

struct pooled {
	struct pooled *next;
};

struct closed {
	int64_t ns;
	uint32_t index;	 /* in the table */
	uint32_t number; /* to know it again: the place may have another one by then */
};

struct tracker {
	struct arena *arena;
	struct tracker_options opt;
	struct table table;
	uint32_t conns_n;	 /* all so far: gives them their numbers */
	VEC(struct closed) wait; /* closed ones, from wait_head on */
	size_t wait_head;
	struct conn *spare;	/* memory of connections that are over */
	struct judged *records; /* ring, when somebody looks */
	uint64_t records_n, delivered;
	struct pooled *pool[POOL_CLASSES];
};

struct arena *
tracker_arena(struct tracker *t)
{
	return t->arena;
}

/* Blocks of a power of two bytes, used again by the next who needs one. */
void *
tracker_pool_get(struct tracker *t, size_t bytes, size_t *ret_bytes)
{
	unsigned class = 64u - (unsigned)__builtin_clzll((unsigned long long)bytes - 1);
	struct pooled *p = t->pool[class];

	*ret_bytes = (size_t)1 << class;
	if (!p)
		return arena_alloc(t->arena, *ret_bytes, _Alignof(max_align_t));
	t->pool[class] = p->next;
	return p;
}

void
tracker_pool_put(struct tracker *t, void *block, size_t bytes)
{
	unsigned class = 64u - (unsigned)__builtin_clzll((unsigned long long)bytes - 1);
	struct pooled *p = block;

	p->next = t->pool[class];
	t->pool[class] = p;
}

struct tracker *
tracker_new(struct arena *a, const struct tracker_options *opt)
{
	struct tracker *t = arena_new(a, struct tracker, 1);

	t->arena = a;
	t->opt = *opt;
	table_init(&t->table, a);
	if (opt->segment)
		t->records = arena_new(a, struct judged, RECORDS_KEPT);
	return t;
}

size_t
tracker_count(const struct tracker *t)
{
	return t->table.conns.n;
}

const struct conn *
tracker_conn(const struct tracker *t, size_t i)
{
	return t->table.conns.v[i];
}

struct conn *
tracker_conn_mutable(struct tracker *t, size_t i)
{
	return t->table.conns.v[i];
}

/* --- records --- */

struct judged *
tracker_record(struct tracker *t, uint64_t record)
{
	if (!t->records || record == NO_RECORD || record < t->delivered || record >= t->records_n)
		return NULL;
	return &t->records[record % RECORDS_KEPT];
}

static void
deliver(struct tracker *t)
{
	t->opt.segment(t->opt.ctx, &t->records[t->delivered % RECORDS_KEPT]);
	t->delivered++;
}

static uint64_t
record_reserve(struct tracker *t)
{
	if (!t->records)
		return NO_RECORD;
	if (t->records_n - t->delivered == RECORDS_KEPT)
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

/* Memory of a connection that is over, or new memory; zeroed. */
static struct conn *
conn_memory(struct tracker *t)
{
	struct conn *c = t->spare;
	struct conn_track *k;

	if (!c) {
		struct conn_block *b = arena_new(t->arena, struct conn_block, 1);

		b->conn.private = &b->track;
		return &b->conn;
	}
	k = track_of(c);
	t->spare = k->next_spare;
	memset(k, 0, sizeof *k);
	*c = (struct conn){ .private = k };
	return c;
}

static struct conn *
conn_start(struct tracker *t, const struct segment *s)
{
	struct conn *c = conn_memory(t);
	struct conn_track *k = track_of(c);
	bool forth = sender_is_client(s);

	c->number = ++t->conns_n;
	c->client = forth ? s->src : s->dst;
	c->server = forth ? s->dst : s->src;
	c->client_sure = s->flags & TCP_SYN;
	c->first_ns = c->last_ns = s->time_ns;
	c->first_packet = s->packet;
	c->has_times = s->known & SEG_HAS_TIME;
	c->syn_ns = c->syn_ack_ns = c->handshake_ack_ns = TIME_NONE;
	c->last_syn_ns = c->last_syn_ack_ns = TIME_NONE;
	c->twin = UINT32_MAX;
	k->settled_ns = k->now_ns = s->time_ns;
	k->settled_packet = k->now_packet = s->packet;
	k->last_data_dir = -1;
	if (t->opt.episodes)
		c->ledger.longest = (struct episode(*)[EPISODES_KEPT])arena_new(
			t->arena, struct episode, ACCOUNT_COUNT * EPISODES_KEPT);
	for (int d = 0; d < 2; d++) {
		struct half_track *xt = &k->h[d];

		c->half[d].first_data_ns = c->half[d].last_data_ns = TIME_NONE;
		c->half[d].last_send_ns = TIME_NONE;
		c->half[d].fin_ns = c->half[d].reset_ns = TIME_NONE;
		c->half[d].rto_ns = NS_PER_S; /* RFC 6298, 2.1 */
		xt->near_ns = TIME_NONE;
		xt->last_ack_ns = xt->last_tx_ns = xt->last_advance_ns = TIME_NONE;
		xt->emptied_ns = xt->request_last_ns = TIME_NONE;
		xt->slow_start = true;
	}
	return c;
}

/* A SYN with another ISN opens a new connection of the same four numbers. */
static bool
opens_anew(const struct conn *c, const struct segment *s)
{
	const struct half *x = &c->half[endpoint_eq(&s->src, &c->client) ? C2S : S2C];

	if ((s->flags & (TCP_SYN | TCP_ACK)) != TCP_SYN || s->flags & TCP_RST)
		return false;
	if (x->have_isn)
		return x->isn != s->seq;
	/* simultaneous open: the other side's SYN is still unanswered */
	return !(c->opening == OPENING_UNANSWERED && !x->packets);
}

/* --- the steps --- */

static void
learn_options(struct look *l)
{
	const struct segment *s = l->s;
	struct half *x = l->x;

	if (!(s->flags & TCP_SYN) || x->options_known)
		return;
	x->options_known = s->known & SEG_HAS_OPTIONS;
	if (s->options & OPT_MSS)
		x->mss = s->mss;
	x->sack_ok = s->options & OPT_SACK_OK;
	x->timestamps = s->options & OPT_TIMESTAMP;
	x->have_wscale = s->options & OPT_WSCALE;
	x->wscale = s->options & OPT_WSCALE ? s->wscale : 0;
}

/*
 * A damaged segment is dropped by its receiver (RFC 9293, 3.1) and nothing in it
 * counts: its RST may be a flipped bit. Where more than one in so many is bad, the
 * capture saw them before a card filled their checksums in.
 */
#define GOOD_FOR_A_BAD 8

static bool
is_damaged(const struct conn *c, enum direction dir, const struct segment *s)
{
	const struct half_track *xt = &track_of(c)->h[dir];

	return s->checksum == CHECKSUM_BAD && xt->good_checksums >= GOOD_FOR_A_BAD &&
	       xt->good_checksums / GOOD_FOR_A_BAD >= c->half[dir].bad_checksums;
}

/* Its numbers as they are, which change nothing. */
static void
unwrap_only(struct look *l)
{
	l->seq = seq_unwrap(l->s->seq, l->x->snd_max) + (l->s->flags & TCP_SYN && l->s->len);
	l->end = l->seq + l->s->len;
	l->has_ack = l->s->flags & TCP_ACK && l->yt->started;
	l->ack = seq_unwrap(l->s->ack, l->y->snd_max);
}

static bool
answers_syn(const struct look *l)
{
	uint64_t ack = seq_unwrap(l->s->ack, l->y->snd_max);

	return l->s->flags & TCP_ACK && ack > l->y->isn64 && ack <= l->y->snd_max;
}

static void
unwrap(struct look *l)
{
	const struct segment *s = l->s;
	struct half *x = l->x, *y = l->y;
	uint64_t flags_take = (s->flags & TCP_SYN ? 1 : 0) + (s->flags & TCP_FIN ? 1 : 0);
	bool told = s->known & SEG_HAS_SEQ;
	/* a RST that answers nothing known, or what ignores the SYN, tells no numbers */
	bool lost = s->flags & TCP_RST ||
		    (l->y->state == TCP_SYN_SENT && !(s->flags & TCP_SYN) && !answers_syn(l));

	l->seq = !told		  ? x->snd_max
		 : l->xt->started ? seq_unwrap(s->seq, x->snd_max)
				  : SEQ64_BASE + s->seq;
	l->end = l->seq + s->len + flags_take;
	if (!l->xt->started && told && !lost) {
		l->xt->started = true;
		x->isn = s->flags & TCP_SYN ? s->seq : s->seq - 1;
		x->isn64 = s->flags & TCP_SYN ? l->seq : l->seq - 1;
		x->snd_una = l->seq;
		x->snd_max = s->flags & TCP_SYN ? l->seq + 1 : l->seq;
	} else if (s->flags & TCP_SYN && !x->unique_bytes) { /* its ISN changed: a new cookie */
		x->isn = s->seq;
		x->isn64 = l->seq;
		x->snd_max = MAX(x->snd_una, l->seq + 1);
	}
	if (s->flags & TCP_SYN)
		x->have_isn = true;
	if (s->flags & TCP_SYN && s->len)
		l->seq++; /* its data begins behind the SYN */
	if (!(s->flags & TCP_ACK))
		return;
	if (!l->yt->started && !lost) {
		l->yt->started = true;
		y->isn = s->ack - 1;
		y->isn64 = SEQ64_BASE + s->ack - 1;
		y->snd_una = y->snd_max = y->isn64 + 1;
	}
	l->has_ack = l->yt->started;
	l->ack = seq_unwrap(s->ack, y->snd_max);
}

static void
learn_window(struct look *l)
{
	const struct segment *s = l->s;
	struct half *x = l->x;
	struct half_track *xt = l->xt;
	bool scaled = x->have_wscale && l->y->have_wscale && !(s->flags & TCP_SYN);
	bool shut;

	if (!(s->known & SEG_HAS_WINDOW) || s->flags & TCP_RST)
		return;
	l->window_bytes = scaled ? (uint64_t)s->window << x->wscale : s->window;
	l->window_changed = xt->window_seen && s->window != xt->window_last;
	x->window_scale_unknown = !x->options_known || !l->y->options_known;
	x->window_bytes = l->window_bytes;
	xt->window_last = s->window;
	xt->window_seen = true;
	if (s->flags & TCP_SYN)
		return;
	if (!x->window_max_bytes || l->window_bytes < x->window_min_bytes)
		x->window_min_bytes = l->window_bytes;
	x->window_max_bytes = MAX(x->window_max_bytes, l->window_bytes);
	shut = s->window == 0 && s->flags & TCP_ACK;
	if (shut && !xt->window_shut) {
		x->zero_windows++;
		xt->window_shut_ns = l->now_ns;
	} else if (!shut && xt->window_shut) {
		x->zero_window_ns += l->now_ns - xt->window_shut_ns;
		x->zero_window_longest_ns =
			MAX(x->zero_window_longest_ns, l->now_ns - xt->window_shut_ns);
	}
	xt->window_shut = shut;
}

/*
 * The same packet seen twice: by two interfaces, or on the way in and out of a
 * router. A repeat by the sender has a new IP id; where ids say nothing (0, or
 * IPv6, or text that leaves them out), only copies at once and alike in all count.
 */
#define COPY_AT_ONCE_NS (1LL * NS_PER_MS)

/* To send numbers again takes a timer or a round trip; a bare ACK takes neither. */
static bool
too_soon_to_repeat(const struct look *l, int64_t apart_ns)
{
	if (l->s->flags & TCP_SYN)
		return true;
	return (l->s->len || l->s->flags & TCP_FIN) && apart_ns < view_path_ns(l->c) / 4;
}

static bool
is_copy(const struct look *l, const struct fingerprint *f)
{
	const struct segment *s = l->s;
	bool told = s->known & SEG_HAS_IP;
	bool same = f->ip_id == s->ip_id && f->seq == s->seq && f->ack == s->ack &&
		    f->len == s->len && f->flags == s->flags && f->window == s->window &&
		    f->nsack == s->nsack && f->tsval == s->tsval && f->tsecr == s->tsecr;

	if (!same || !f->packet)
		return false;
	if (told && s->ip_id)
		return true;
	if (!l->timed || l->now_ns - f->ns >= COPY_AT_ONCE_NS)
		return false;
	return (told && (f->ttl != s->ttl || f->interface != s->interface)) ||
	       too_soon_to_repeat(l, l->now_ns - f->ns);
}

static void
mark_copy(struct look *l, uint64_t of_packet)
{
	l->x->capture_duplicates++;
	l->j.class = CLASS_CAPTURE_DUPLICATE;
	l->j.reason = REASON_COPY;
	l->j.ref_packet = of_packet;
	l->j.needed = -1;
}

/* A copy that comes late, as behind a router's queue: its data is in flight. */
static const struct sent *
copy_in_flight(const struct look *l)
{
	const struct segment *s = l->s;
	const struct sent *e;
	uint32_t i;

	if (!s->len || !s->ip_id || l->seq >= l->x->snd_max || !l->xt->sent_n)
		return NULL;
	i = sent_find(l->xt, l->seq);
	e = i < l->xt->sent_n ? sent_at(l->xt, i) : NULL;
	if (!e || !e->has_ip || e->seq != l->seq || e->end != l->seq + s->len)
		return NULL;
	return s->ip_id == e->ip_id || s->ip_id == e->ip_id_last ? e : NULL;
}

static bool
seen_before(struct look *l)
{
	struct half_track *xt = l->xt;
	const struct segment *s = l->s;
	const struct sent *e;
	struct fingerprint *f;
	uint32_t hash = s->seq ^ s->ack << 7 ^ (uint32_t)s->ip_id << 16 ^ s->len;

	for (uint32_t i = 0; i < FINGERPRINTS; i++)
		if (xt->print_hash[i] == hash && is_copy(l, &xt->prints[i])) {
			mark_copy(l, xt->prints[i].packet);
			return true;
		}
	e = copy_in_flight(l);
	if (e) {
		mark_copy(l, s->ip_id == e->ip_id ? e->first_packet : e->last_packet);
		return true;
	}
	xt->print_hash[xt->prints_n % FINGERPRINTS] = hash;
	f = &xt->prints[xt->prints_n++ % FINGERPRINTS];
	*f = (struct fingerprint){
		.seq = s->seq,
		.ack = s->ack,
		.len = s->len,
		.tsval = s->options & OPT_TIMESTAMP ? s->tsval : 0,
		.tsecr = s->options & OPT_TIMESTAMP ? s->tsecr : 0,
		.ip_id = s->ip_id,
		.window = s->window,
		.flags = s->flags,
		.ttl = s->ttl,
		.nsack = s->nsack,
		.interface = s->interface,
		.packet = s->packet,
		.ns = l->now_ns,
	};
	return false;
}

static void
count_packet(struct look *l)
{
	const struct segment *s = l->s;
	struct half *x = l->x;

	if (x->packets == x->capture_duplicates + 1) {
		x->ttl = s->ttl;
		l->xt->first_flags = s->flags;
	}
	x->ce += (s->tos & 3) == 3;
	x->ece += s->flags & TCP_ECE && !(s->flags & TCP_SYN);
	x->cwr += s->flags & TCP_CWR && !(s->flags & TCP_SYN);
	x->bad_checksums += s->checksum == CHECKSUM_BAD;
	l->xt->good_checksums += s->checksum == CHECKSUM_GOOD;
	x->offloaded_checksums += s->checksum == CHECKSUM_OFFLOADED;
}

static void
learn_id(struct look *l)
{
	uint16_t step = (uint16_t)(l->s->ip_id - l->xt->ip_id_last);

	if (!(l->s->known & SEG_HAS_IP) || !l->s->ip_id)
		return;
	if (l->xt->ip_id_last && l->j.class != CLASS_OUT_OF_ORDER) {
		if (step >= 1 && step <= 64)
			l->xt->ip_id_up++;
		else
			l->xt->ip_id_odd++;
	}
	if (l->j.class != CLASS_OUT_OF_ORDER)
		l->xt->ip_id_last = l->s->ip_id;
}

/* After all is judged: what the next segment will be compared with. */
static void
remember(struct look *l)
{
	struct half *x = l->x;
	struct half_track *xt = l->xt;
	struct trail view = view_window(l, l->view);
	uint64_t known = MAX(view.ack, x->isn64 + 1);

	l->j.flight_bytes = x->snd_max > known ? x->snd_max - known : 0;
	learn_id(l);
	l->sends = (l->s->len || l->s->flags & TCP_FIN) && l->j.class != CLASS_ZERO_WINDOW_PROBE &&
		   l->j.class != CLASS_KEEP_ALIVE;
	if (l->sends) {
		xt->last_tx_ns = l->now_ns;
		x->flight_last_bytes = l->j.flight_bytes;
		x->flight_max_bytes = MAX(x->flight_max_bytes, x->flight_last_bytes);
		view_echo(l);
		mind_sent(l, view.ack);
		xt->known_at_tx = view.ack;
	}
	if (l->sends && l->s->len) {
		if (x->first_data_ns == TIME_NONE)
			x->first_data_ns = l->now_ns;
		x->last_data_ns = l->now_ns;
	}
	x->last_send_ns = l->now_ns;
	x->last_packet = l->s->packet;
}

/* Numbers of before the first one known, or of another life, have no relative form. */
static uint64_t
relative(uint64_t at, const struct half *h)
{
	return at > h->isn64 ? at - h->isn64 : 0;
}

static void
record(struct look *l)
{
	struct judged *j = tracker_record(l->t, l->record);

	if (!j)
		return;
	l->j.seg = *l->s;
	l->j.conn = l->c;
	l->j.dir = (uint8_t)l->dir;
	/* data on a SYN begins behind it, the segment does not */
	l->j.seq64 = l->seq - (l->s->flags & TCP_SYN && l->s->len);
	l->j.ack64 = l->ack;
	l->j.seq_relative = l->xt->started ? relative(l->j.seq64, l->x) : 0;
	l->j.ack_relative = l->has_ack ? relative(l->ack, l->y) : 0;
	l->j.window_bytes = l->window_bytes;
	l->j.client_state = l->c->half[C2S].state;
	l->j.server_state = l->c->half[S2C].state;
	*j = l->j;
}

static void
judge(struct look *l)
{
	bool damaged = is_damaged(l->c, l->dir, l->s);

	if (damaged)
		unwrap_only(l);
	else
		unwrap(l);
	l->x->packets++;
	l->x->bytes += l->s->len;
	if (seen_before(l))
		return; /* its time belongs to what comes next */
	count_packet(l);
	if (damaged) {
		l->j.reason = REASON_DAMAGED;
		l->j.needed = -1;
		return;
	}
	learn_options(l);
	learn_window(l);
	ledger_look(l);
	if (l->has_ack)
		acks_take(l);
	classify(l);
	view_handshake(l);
	view_near(l);
	states_step(l);
	if (l->has_ack && !(l->s->flags & TCP_RST))
		view_trail(l);
	ledger_step(l);
	remember(l);
}

/* --- the end of connections --- */

static void
conn_finish(struct tracker *t, struct conn *c)
{
	for (int d = 0; d < 2; d++) {
		struct half *x = &c->half[d];
		struct half_track *xt = &track_of(c)->h[d];

		if (!xt->window_shut)
			continue;
		x->zero_window_ns += c->last_ns - xt->window_shut_ns;
		x->zero_window_longest_ns =
			MAX(x->zero_window_longest_ns, c->last_ns - xt->window_shut_ns);
	}
	ledger_finish(c);
	repeat_finish(t, c);
	mind_finish(c);
	c->vantage = (uint8_t)view_vantage(c);
}

static void
half_free(struct tracker *t, struct half_track *xt)
{
	sent_free(t, xt);
	trails_free(t, xt);
	if (xt->holes)
		tracker_pool_put(t, xt->holes, HOLES_MAX * sizeof *xt->holes);
	if (xt->repeats)
		tracker_pool_put(t, xt->repeats, REPEATS_MAX * sizeof *xt->repeats);
	xt->holes = NULL;
	xt->repeats = NULL;
	xt->holes_n = xt->repeats_n = 0;
}

/* Tell of it, and keep nothing but its memory. */
static void
conn_over(struct tracker *t, struct conn *c)
{
	struct conn_track *k = track_of(c);

	conn_finish(t, c);
	t->opt.over(t->opt.over_ctx, c);
	table_take(&t->table, k->index);
	for (int d = 0; d < 2; d++) {
		mind_free(t, c, (enum direction)d);
		half_free(t, &k->h[d]);
	}
	k->next_spare = t->spare;
	t->spare = c;
}

static bool
is_closed(const struct conn *c)
{
	uint8_t client = c->half[C2S].state, server = c->half[S2C].state;

	return track_of(c)->dead || (client == TCP_TIME_WAIT && server == TCP_CLOSED) ||
	       (server == TCP_TIME_WAIT && client == TCP_CLOSED);
}

/*
 * A closed connection may still see its last ACK or FIN again: as long as its end
 * stays in TIME-WAIT (60 s in Linux) it is the same one. A crowd of them goes
 * sooner, so that a busy server's memory follows what is alive.
 */
#define LINGER_NS (60LL * NS_PER_S)
#define LINGER_MAX 4096

static void
wait_end(struct tracker *t, int64_t now_ns)
{
	while (t->wait_head < t->wait.n) {
		struct closed *w = &t->wait.v[t->wait_head];
		struct conn *c = t->table.conns.v[w->index];

		if (t->wait.n - t->wait_head <= LINGER_MAX && now_ns - w->ns < LINGER_NS)
			break;
		t->wait_head++;
		if (!c || c->number != w->number)
			continue;
		if (is_closed(c))
			conn_over(t, c);
		else
			track_of(c)->waits = false; /* a RST was not believed */
	}
	/* The queue moves to the front of its array when half of it is behind. */
	if (t->wait_head > 64 && t->wait_head * 2 > t->wait.n) {
		t->wait.n -= t->wait_head;
		memmove(t->wait.v, t->wait.v + t->wait_head, t->wait.n * sizeof *t->wait.v);
		t->wait_head = 0;
	}
}

static void
settle_down(struct tracker *t, struct conn *c)
{
	struct conn_track *k = track_of(c);

	if (!is_closed(c))
		return;
	for (int d = 0; d < 2; d++)
		if (!k->h[d].sent_n)
			sent_free(t, &k->h[d]);
	if (!t->opt.over || k->waits)
		return;
	k->waits = true;
	vec_push(t->arena, &t->wait, (struct closed){ c->last_ns, k->index, c->number });
	wait_end(t, c->last_ns);
}

static struct conn *
conn_of(struct tracker *t, const struct segment *s, uint64_t hash)
{
	struct conn *c = table_find(&t->table, hash, &s->src, &s->dst);
	bool forth = c && endpoint_eq(&s->src, &c->client);
	bool again = c && !is_damaged(c, forth ? C2S : S2C, s) && opens_anew(c, s);

	if (c && !again)
		return c;
	if (c && t->opt.over)
		conn_over(t, c);
	else if (c)
		for (int d = 0; d < 2; d++)
			sent_free(t, &track_of(c)->h[d]);
	c = conn_start(t, s);
	c->reused = again;
	track_of(c)->index = table_put(&t->table, c);
	return c;
}

static void
feed(struct tracker *t, const struct segment *s, uint64_t hash)
{
	struct conn *c = conn_of(t, s, hash);
	struct conn_track *k = track_of(c);
	enum direction dir = endpoint_eq(&s->src, &c->client) ? C2S : S2C;
	struct look l = {
		.t = t,
		.c = c,
		.k = k,
		.s = s,
		.dir = dir,
		.x = &c->half[dir],
		.y = &c->half[!dir],
		.xt = &k->h[dir],
		.yt = &k->h[!dir],
		.now_ns = MAX(k->now_ns, s->time_ns),
		.timed = c->has_times,
		.record = record_reserve(t),
		.was_shut = { k->h[C2S].window_shut, k->h[S2C].window_shut },
	};

	judge(&l);
	record(&l);
	k->now_ns = c->last_ns = l.now_ns;
	k->now_packet = c->last_packet = s->packet;
	c->last_dir = (uint8_t)dir;
	settle_down(t, c);
}

/* What judging a segment reads first: enough lines to keep the memory busy. */
static void
prefetch_conn(const struct conn *c, const struct segment *s)
{
	const struct conn_track *k = track_of_block(c);
	int dir = sender_is_client(s) ? C2S : S2C; /* a guess: c itself is not here yet */

	__builtin_prefetch(c);
	__builtin_prefetch(&c->half[dir]);
	__builtin_prefetch(&c->half[dir].window_bytes);
	__builtin_prefetch(&c->half[!dir]);
	__builtin_prefetch(&c->half[!dir].window_bytes);
	__builtin_prefetch(&k->h[dir]);
	__builtin_prefetch(&k->h[!dir]);
	__builtin_prefetch(&k->settled_ns);
}

void
tracker_feed_all(struct tracker *t, const struct segment *s, size_t n)
{
	uint64_t hash[FEED_AT_ONCE];

	for (; n > FEED_AT_ONCE; s += FEED_AT_ONCE, n -= FEED_AT_ONCE)
		tracker_feed_all(t, s, FEED_AT_ONCE);
	for (size_t i = 0; i < n; i++) {
		hash[i] = table_hash(&t->table, &s[i].src, &s[i].dst);
		table_prefetch_slot(&t->table, hash[i]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct conn *c = table_likely(&t->table, hash[i]);

		if (c)
			prefetch_conn(c, &s[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (!t->opt.until_packet || s[i].packet <= t->opt.until_packet)
			feed(t, &s[i], hash[i]);
}

void
tracker_feed(struct tracker *t, const struct segment *s)
{
	tracker_feed_all(t, s, 1);
}

void
tracker_finish(struct tracker *t)
{
	for (size_t i = 0; i < t->table.conns.n; i++) {
		struct conn *c = t->table.conns.v[i];

		if (c && t->opt.over)
			conn_over(t, c);
		else if (c)
			conn_finish(t, c);
	}
	while (t->delivered < t->records_n)
		deliver(t);
}
