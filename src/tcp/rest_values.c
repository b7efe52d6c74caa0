/*
 * rest_values.c - what is expected of each field of a connection
 *
 * The list of fields is said once, as macros, and read twice: to write how far each is from
 * what is expected, and to set it by that. So what is expected may use fields that
 * stand before it, and nothing else. A field that is not in the list would be lost: where
 * connections are packed for tests, each is unpacked at once and compared (rest.c).
 */
#include "tcp/rest_values.h"

#include <math.h>

#include "tcp/mind.h"
#include "tcp/tracker.h"
#include "tcp/view.h"

/* Longer rings stay as they are, with the pointer to them. */
#define RING_MOST 16
#define REPEATS_MOST 16

/* Instead of a pointer: what it pointed at is packed, too. */
#define IS_PACKED ((void *)1)

/* --- fields that are read as numbers of 32 bits, of what has no better form --- */

#define CONN_BITS offsetof(struct conn_track, open_account)
#define HALF_BITS (offsetof(struct half_track, room_until) + sizeof(uint64_t))
static_assert(offsetof(struct conn_track, sums_count) - CONN_BITS == 28 &&
		      offsetof(struct half_track, mss) - HALF_BITS <= 8 &&
		      offsetof(struct half_track, mss_seen) - HALF_BITS == 8,
	      "as struct rest_kind has them");

static uint32_t
bits_at(const void *p, size_t at, size_t i)
{
	uint32_t v;

	memcpy(&v, (const char *)p + at + i * sizeof v, sizeof v);
	return v;
}

static void
set_bits(void *p, size_t at, size_t i, uint32_t v)
{
	memcpy((char *)p + at + i * sizeof v, &v, sizeof v);
}

/* --- the list ---
 *
 * P(type, field, like)	a number
 * N(type, field, like)	a number that may be 0 for none
 * U(type, field)	a number that is small, or like none
 * T(field, like)	a time
 * B(struct, at, i, like) bits
 */

/* A sum of times is such, where they are. */
static int64_t
whole_us(uint64_t ns)
{
	return (int64_t)(ns - ns % NS_PER_US);
}

/* Of both halves first, as each is held against the other. */
#define HALF_FRONT(x, d)                                        \
	P(uint64_t, x.isn64, SEQ64_BASE + (UINT32_MAX / 2))     \
	U(uint64_t, x.unique_bytes)                             \
	P(uint64_t, x.snd_max, x.isn64 + 1 + x.unique_bytes)    \
	P(uint64_t, x.snd_una, x.snd_max)                       \
	B(x, HALF_BITS, 0, k->half[d][0])                       \
	B(x, HALF_BITS, 1, k->half[d][1])                       \
	P(uint16_t, x.window_syn, k->window_syn[d])             \
	P(uint32_t, x.window_max_bytes, k->window_max_bytes[d]) \
	P(uint32_t, x.window_bytes, x.window_max_bytes)         \
	P(uint16_t, x.window_last, x.window_bytes >> x.wscale)  \
	P(uint32_t, x.tsval, x.have_tsval ? UINT32_MAX / 2 : 0) \
	N(uint16_t, x.ip_id_last, UINT16_MAX / 2)               \
	U(uint32_t, x.ip_id_odd)

#define CONN_OPENING                                            \
	P(uint32_t, c->syns, 1)                                 \
	P(uint32_t, c->syn_acks, 1)                             \
	T(c->syn_ns, c->first_ns)                               \
	T(c->syn_ack_ns, c->syn_ns)                             \
	T(c->handshake_ack_ns, c->syn_ack_ns)                   \
	T(c->last_syn_ns, c->syn_ns)                            \
	T(c->last_syn_ack_ns, c->syn_ack_ns)                    \
	P(uint64_t, c->syn_packet, c->first_packet)             \
	P(uint64_t, c->syn_ack_packet, c->syn_packet)           \
	P(uint64_t, c->handshake_ack_packet, c->syn_ack_packet) \
	U(uint32_t, c->syn_acks_after_ack)                      \
	U(uint32_t, c->data_before_accept_repeats)              \
	U(uint16_t, c->syns_fastopen)                           \
	P(uint16_t, c->syns_plain, 1)                           \
	U(uint16_t, c->syn_data_bytes)                          \
	U(uint64_t, c->unacceptable_packet)                     \
	U(uint64_t, c->doubted_reset)

#define HALF_COUNTS(x, d)                                                 \
	P(uint64_t, x.bytes, x.unique_bytes)                              \
	U(uint64_t, x.data_packets)                                       \
	U(uint32_t, x.pure_acks)                                          \
	U(uint32_t, x.fins)                                               \
	P(uint64_t, x.packets, x.data_packets + x.pure_acks + x.fins + 1) \
	P(uint16_t, x.mss_seen, k->mss_seen[d])                           \
	P(uint32_t, x.window_min_bytes, x.window_max_bytes)               \
	U(uint32_t, x.flight_max_bytes)                                   \
	P(uint32_t, x.flight_last_bytes, x.flight_max_bytes)              \
	P(uint32_t, x.first_flight_bytes, x.flight_max_bytes)             \
	U(uint32_t, x.dup_acks)                                           \
	U(uint32_t, x.full_segments)                                      \
	P(uint32_t, x.small_segments, x.data_packets - x.full_segments)   \
	P(uint32_t, x.bursts, x.data_packets)                             \
	P(uint32_t, x.ip_id_up, x.packets - 1)                            \
	N(uint32_t, x.good_checksums, x.packets)                          \
	U(uint32_t, x.offloaded_checksums)                                \
	U(uint32_t, x.round_max_bytes)                                    \
	P(uint32_t, x.last_round_max_bytes, x.flight_last_bytes)          \
	P(uint32_t, x.flat_base_bytes, x.last_round_max_bytes)            \
	U(uint8_t, x.flat_rounds)                                         \
	U(uint8_t, x.slow_rounds)

#define HALF_NUMBERS(x, y)                                                     \
	U(uint64_t, x.fin_seq64)                                               \
	P(uint64_t, x.last_packet, c->last_packet)                             \
	P(uint64_t, x.last_ack64, y.snd_una)                                   \
	P(uint64_t, x.known_at_tx, x.snd_max - x.flight_last_bytes)            \
	P(uint64_t, x.round_end, x.snd_max)                                    \
	N(uint64_t, x.room_until, x.known_at_tx + y.window_bytes - x.mss_seen) \
	P(uint32_t, x.trails_n, 8)                                             \
	P(uint32_t, x.trail_seen, x.trails_n - 1u)                             \
	P(uint32_t, x.trail_told, x.trail_seen)                                \
	P(uint32_t, x.trail_wide, x.trail_seen)                                \
	U(uint32_t, x.trail_fell)                                              \
	P(uint32_t, x.trails_cap, 8)                                           \
	U(uint32_t, x.sent_n)                                                  \
	U(uint32_t, x.sent_head)                                               \
	U(uint32_t, x.sent_cap)

#define RTT(r, of)                                            \
	P(uint64_t, r.samples, of)                            \
	T(r.max_ns, r.min_ns)                                 \
	P(int64_t, r.srtt_ns, r.max_ns)                       \
	P(int64_t, r.rttvar_ns, 0)                            \
	T(r.sum_ns, whole_us((uint64_t)r.srtt_ns *r.samples)) \
	P(uint64_t, r.loaded_samples, r.samples - 1)          \
	T(r.loaded_sum_ns, whole_us((uint64_t)r.srtt_ns *r.loaded_samples))

#define HALF_TIMES(x, y)                                          \
	T(x.last_send_ns, c->last_ns)                             \
	T(x.last_data_ns, x.last_send_ns)                         \
	T(x.first_data_ns, MAX(c->handshake_ack_ns, c->first_ns)) \
	T(x.last_tx_ns, x.last_data_ns)                           \
	T(x.fin_ns, x.fin_seq64 ? x.last_tx_ns : TIME_NONE)       \
	T(x.ack_wait_ns, 0)                                       \
	T(x.near_ns, 0)                                           \
	P(int64_t, x.near_lately_ns, x.near_ns)
#define HALF_ACKED(x, y)                    \
	T(x.last_ack_ns, y.last_send_ns)    \
	T(x.last_advance_ns, x.last_ack_ns) \
	T(x.emptied_ns, x.last_advance_ns)  \
	T(x.rtt.min_ns, y.near_ns)          \
	RTT(x.rtt, x.data_packets)          \
	P(int64_t, x.rto_ns,                \
	  (uint64_t)x.rtt.srtt_ns + MAX(4 * (uint64_t)x.rtt.rttvar_ns, (uint64_t)RTO_MIN_NS))

#define CONN_LEDGER                                                                               \
	P(uint32_t, c->exchanges, c->half[0].bursts)                                              \
	T(c->settled_ns, c->half[1].last_data_ns)                                                 \
	P(uint64_t, c->settled_packet, c->half[1].last_packet)                                    \
	T(c->open_from_ns, c->half[0].last_data_ns)                                               \
	T(c->summed_ns, c->open_from_ns)                                                          \
	P(uint64_t, c->open_from_packet, c->settled_packet)                                       \
	N(uint32_t, c->sums_count[0], c->exchanges)                                               \
	N(uint32_t, c->sums_count[1], c->exchanges)                                               \
	N(uint32_t, c->sums_count[2], c->exchanges)                                               \
	N(uint32_t, c->sums_count[3], c->exchanges)                                               \
	N(uint32_t, c->sums_count[4], c->exchanges)                                               \
	N(uint32_t, c->sums_count[5], c->exchanges)                                               \
	T(c->sums_ns[5], 0)                                                                       \
	T(c->sums_ns[4], 0)                                                                       \
	T(c->sums_ns[3], 0)                                                                       \
	T(c->sums_ns[2], 0)                                                                       \
	T(c->sums_ns[1], 0)                                                                       \
	T(c->sums_ns[0],                                                                          \
	  (int64_t)((uint64_t)c->summed_ns - (uint64_t)c->first_ns - (uint64_t)c->sums_ns[1] -    \
		    (uint64_t)c->sums_ns[2] - (uint64_t)c->sums_ns[3] - (uint64_t)c->sums_ns[4] - \
		    (uint64_t)c->sums_ns[5]))                                                     \
	U(uint8_t, c->think_first[0])                                                             \
	P(uint8_t, c->think_first[1], c->think_first[0])                                          \
	P(uint8_t, c->think_first[2], c->think_first[0])                                          \
	P(uint8_t, c->think_first[3], c->think_first[0])                                          \
	T(c->think_ns, 0)                                                                         \
	T(c->think_max_ns, c->exchanges ? c->think_ns / c->exchanges : 0)                         \
	N(uint64_t, c->think_max_packet, c->last_packet)

#define CONN                                         \
	T(c->first_ns, t->base->ns)                  \
	T(c->last_ns, c->first_ns)                   \
	U(uint64_t, c->first_packet)                 \
	P(uint64_t, c->last_packet, c->first_packet) \
	HALF_FRONT(c->half[0], 0)                    \
	HALF_FRONT(c->half[1], 1)                    \
	B(*c, CONN_BITS, 0, k->conn[0])              \
	B(*c, CONN_BITS, 1, k->conn[1])              \
	B(*c, CONN_BITS, 2, k->conn[2])              \
	B(*c, CONN_BITS, 3, k->conn[3])              \
	B(*c, CONN_BITS, 4, k->conn[4])              \
	B(*c, CONN_BITS, 5, k->conn[5])              \
	B(*c, CONN_BITS, 6, k->conn[6])              \
	CONN_OPENING                                 \
	HALF_COUNTS(c->half[0], 0)                   \
	HALF_COUNTS(c->half[1], 1)                   \
	HALF_NUMBERS(c->half[0], c->half[1])         \
	HALF_NUMBERS(c->half[1], c->half[0])         \
	HALF_TIMES(c->half[0], c->half[1])           \
	HALF_TIMES(c->half[1], c->half[0])           \
	HALF_ACKED(c->half[0], c->half[1])           \
	HALF_ACKED(c->half[1], c->half[0])           \
	CONN_LEDGER

static const struct rest_kind *
kind_at(const struct tracker *t, uint8_t kind)
{
	return &t->rest_kinds[kind];
}

#define P(type, field, like) put_like(p, (uint64_t)(field), (uint64_t)(like));
#define N(type, field, like) put_if(p, (uint64_t)(field), (uint64_t)(like));
#define U(type, field) pen_put(p, field);
#define T(field, like) put_time(p, (field), (like));
#define B(of, at, i, like) pen_put(p, bits_at(&(of), at, i) ^ (like));
static void
put_conn(struct pen *p, const struct tracker *t, const struct conn_track *c,
	 const struct rest_kind *k)
{
	CONN
}
#undef P
#undef N
#undef U
#undef T
#undef B

#define P(type, field, like) (field) = (type)get_like(e, (uint64_t)(like));
#define N(type, field, like) (field) = (type)get_if(e, (uint64_t)(like));
#define U(type, field) (field) = (type)get_number(e);
#define T(field, like) (field) = get_time(e, (like));
#define B(of, at, i, like) set_bits(&(of), at, i, get_bits(e) ^ (like));
static uint64_t
get_number(struct eye *e)
{
	bool far = false;

	return eye_get(e, &far);
}

static uint32_t
get_bits(struct eye *e)
{
	return (uint32_t)get_number(e);
}

static void
get_conn(struct eye *e, const struct tracker *t, struct conn_track *c, const struct rest_kind *k)
{
	CONN
}
#undef P
#undef N
#undef U
#undef T
#undef B

/* --- what is alike --- */

static void
describe(const struct conn_track *c, struct rest_kind *ret)
{
	clear(ret, sizeof *ret);
	for (size_t i = 0; i < COUNT_OF(ret->conn); i++)
		ret->conn[i] = bits_at(c, CONN_BITS, i);
	for (size_t d = 0; d < 2; d++) {
		const struct half_track *x = &c->half[d];

		for (size_t i = 0; i < COUNT_OF(ret->half[d]); i++)
			ret->half[d][i] = bits_at(x, HALF_BITS, i);
		ret->window_syn[d] = x->window_syn;
		ret->mss_seen[d] = x->mss_seen;
		ret->window_max_bytes[d] = x->window_max_bytes;
	}
	ret->taken = true;
}

#define KIND_BITS_BYTES offsetof(struct rest_kind, window_syn)
#define KIND_TRIES 4

uint8_t
rest_kind_of(struct tracker *t, const struct conn_track *c)
{
	uint64_t hash = 0;
	struct rest_kind is;
	size_t at, i;

	if (!t->rest_kinds)
		t->rest_kinds = arena_new(t->arena, struct rest_kind, REST_KINDS);
	describe(c, &is);
	for (i = 0; i < COUNT_OF(is.conn); i++)
		hash = (hash ^ is.conn[i]) * 0x9e3779b97f4a7c15;
	for (i = 0; i < 4; i++)
		hash = (hash ^ is.half[i / 2][i % 2]) * 0x9e3779b97f4a7c15;
	at = hash >> 32;
	for (i = 0; i < KIND_TRIES; i++) {
		struct rest_kind *k = &t->rest_kinds[(at + i) % REST_KINDS];

		if (!k->taken)
			*k = is;
		if (!memcmp(k, &is, KIND_BITS_BYTES))
			break;
	}
	return (uint8_t)((at + i % KIND_TRIES) % REST_KINDS); /* else the first is near enough */
}

/* --- rings --- */

/* Of the latest ACK that dir got. */
static struct trail
trail_expected(const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];

	return (struct trail){ .ns = x->last_ack_ns,
			       .tsval = y->tsval,
			       .has_ts = true,
			       .ack = x->snd_una,
			       .edge = x->snd_una + y->window_bytes };
}

/* Its time stamp, by a clock of milliseconds as most have. */
static uint32_t
tsval_expected(const struct trail *next, int64_t ns)
{
	return next->tsval - (uint32_t)(((uint64_t)next->ns - (uint64_t)ns) / NS_PER_MS);
}

/* From the latest on each is near to the next. */
static void
put_trails(struct pen *p, const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir];
	uint32_t n = MIN(x->trails_n, x->trails_cap);
	struct trail next = trail_expected(c, dir);

	for (uint32_t i = 1; i <= n; i++) {
		const struct trail *e = trail_at(x, x->trails_n - i);

		put_time(p, e->ns, next.ns);
		pen_put(p, fold((uint64_t)(int32_t)(e->tsval - tsval_expected(&next, e->ns))) << 1 |
				   (e->has_ts != next.has_ts));
		put_like(p, e->ack, next.ack);
		put_like(p, e->edge, e->ack + (next.edge - next.ack));
		next = *e;
	}
}

static void
get_trails(struct eye *eye, struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	uint32_t n = MIN(x->trails_n, x->trails_cap);
	struct trail next = trail_expected(c, dir);
	bool far;

	x->trails = tracker_pool_get(t, x->trails_cap * sizeof *x->trails);
	for (uint32_t i = 1; i <= n; i++) {
		uint64_t ack = next.ack, room = next.edge - next.ack, v;
		int64_t ns = get_time(eye, next.ns);

		v = eye_get(eye, &far);
		next.tsval = tsval_expected(&next, ns) + (uint32_t)unfold(v >> 1);
		next.has_ts ^= v & 1;
		next.ns = ns;
		next.ack = get_like(eye, ack);
		next.edge = get_like(eye, next.ack + room);
		*trail_at(x, x->trails_n - i) = next;
	}
}

static struct sent
sent_expected(const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir];

	return (struct sent){ .end = x->snd_una,
			      .last_ns = c->last_ns,
			      .last_packet = c->last_packet,
			      .tsval_last = x->tsval };
}

/* Its last word: ids, counts and bits. */
#define SENT_WORD (sizeof(struct sent) - 8)
static_assert(offsetof(struct sent, ip_id) == SENT_WORD, "the last word");

static void
put_sent(struct pen *p, const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir];
	struct sent last = sent_expected(c, dir);

	for (uint32_t i = 0; i < x->sent_n; i++) {
		const struct sent *e = &x->sent[(x->sent_head + i) & (x->sent_cap - 1)];

		put_like(p, e->seq, last.end);
		put_like(p, e->end, e->seq);
		put_time(p, e->first_ns, last.last_ns);
		put_time(p, e->last_ns, e->first_ns);
		put_like(p, e->first_packet, last.last_packet);
		put_like(p, e->last_packet, e->first_packet);
		put_like(p, e->tsval_first, last.tsval_last);
		put_like(p, e->tsval_last, e->tsval_first);
		pen_put(p, bits_at(e, SENT_WORD, 0));
		pen_put(p, bits_at(e, SENT_WORD, 1));
		last = *e;
	}
}

static void
get_sent(struct eye *eye, struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	struct sent last = sent_expected(c, dir);

	x->sent = tracker_pool_get(t, x->sent_cap * sizeof *x->sent);
	for (uint32_t i = 0; i < x->sent_n; i++) {
		last.seq = get_like(eye, last.end);
		last.end = get_like(eye, last.seq);
		last.first_ns = get_time(eye, last.last_ns);
		last.last_ns = get_time(eye, last.first_ns);
		last.first_packet = get_like(eye, last.last_packet);
		last.last_packet = get_like(eye, last.first_packet);
		last.tsval_first = (uint32_t)get_like(eye, last.tsval_last);
		last.tsval_last = (uint32_t)get_like(eye, last.tsval_first);
		set_bits(&last, SENT_WORD, 0, get_bits(eye));
		set_bits(&last, SENT_WORD, 1, get_bits(eye));
		*sent_at(x, i) = last;
	}
}

/* --- what few have, by words --- */

struct likes {
	uint64_t of[WORD_KINDS];
};

static struct likes
likes_of(const struct conn_track *c, const struct half_track *x)
{
	return (struct likes){ { [WORD_SEQ] = x->snd_max,
				 [WORD_NS] = (uint64_t)c->last_ns,
				 [WORD_TIME] = (uint64_t)c->last_ns,
				 [WORD_PACKET] = c->last_packet } };
}

static uint64_t
nan_bits(void)
{
	double nan = NAN;
	uint64_t v;

	memcpy(&v, &nan, sizeof v);
	return v;
}

/* Four bytes of 0 or 1 as so many bits. */
static uint64_t
bools_packed(uint64_t v)
{
	return (v & 1) | (v >> 7 & 2) | (v >> 14 & 4) | (v >> 21 & 8);
}

static uint64_t
bools_unpacked(uint64_t bits)
{
	return (bits & 1) | (bits & 2) << 7 | (bits & 4) << 14 | (bits & 8) << 21;
}

static void
put_word(struct pen *p, uint64_t v, enum word_kind kind, const struct likes *l)
{
	switch (kind) {
	case WORD_PAIR:
		pen_put(p, v & UINT32_MAX);
		pen_put(p, v >> 32);
		break;
	case WORD_RTO:
		put_like(p, v, RTO_MIN_NS);
		break;
	case WORD_BOOLS:
		pen_put(p, v & UINT32_MAX);
		pen_put(p, bools_packed(v >> 32));
		break;
	case WORD_NAN:
		pen_put(p, v ^ nan_bits());
		break;
	case WORD_TIME:
		put_time(p, (int64_t)v, (int64_t)l->of[kind]);
		break;
	case WORD_NS:
		put_time_if(p, (int64_t)v, (int64_t)l->of[kind]);
		break;
	case WORD_SEQ:
	case WORD_PACKET:
		put_if(p, v, l->of[kind]);
		break;
	case WORD_NUMBER:
	case WORD_KINDS:
		pen_put(p, v);
		break;
	}
}

static uint64_t
get_word(struct eye *e, enum word_kind kind, const struct likes *l)
{
	bool far = false;
	uint64_t v;

	switch (kind) {
	case WORD_PAIR:
		v = eye_get(e, &far);
		return v | eye_get(e, &far) << 32;
	case WORD_RTO:
		return get_like(e, RTO_MIN_NS);
	case WORD_BOOLS:
		v = eye_get(e, &far);
		return v | bools_unpacked(eye_get(e, &far)) << 32;
	case WORD_NAN:
		return eye_get(e, &far) ^ nan_bits();
	case WORD_TIME:
		return (uint64_t)get_time(e, (int64_t)l->of[kind]);
	case WORD_NS:
		return (uint64_t)get_time_if(e, (int64_t)l->of[kind]);
	case WORD_SEQ:
	case WORD_PACKET:
		return get_if(e, l->of[kind]);
	case WORD_NUMBER:
	case WORD_KINDS:
		break;
	}
	return eye_get(e, &far);
}

static void
put_words(struct pen *p, const void *from, size_t bytes, const uint8_t *kinds,
	  const struct likes *l)
{
	for (size_t i = 0; i < bytes / 8; i++) {
		uint64_t v;

		memcpy(&v, (const char *)from + 8 * i, sizeof v);
		put_word(p, v, kinds ? (enum word_kind)kinds[i] : WORD_NUMBER, l);
	}
}

static void
get_words(struct eye *e, void *to, size_t bytes, const uint8_t *kinds, const struct likes *l)
{
	for (size_t i = 0; i < bytes / 8; i++) {
		uint64_t v = get_word(e, kinds ? (enum word_kind)kinds[i] : WORD_NUMBER, l);

		memcpy((char *)to + 8 * i, &v, sizeof v);
	}
}

#define RARE(field) [offsetof(struct half_rare, field) / 8]
static const uint8_t rare_kinds[sizeof(struct half_rare) / 8] = {
	RARE(sacks_outside_packet) = WORD_PACKET,
	RARE(reset_packet) = WORD_PACKET,
	RARE(reset_ns) = WORD_NS,
	RARE(ahead) = WORD_SEQ,
	RARE(rto_backoff) = WORD_PAIR,
	RARE(delivered_tx_ns) = WORD_TIME,
	RARE(repeats_n) = WORD_PAIR,
	RARE(unsure_packet) = WORD_PACKET,
	RARE(repeats_top) = WORD_SEQ,
	RARE(events_n) = WORD_PAIR,
	RARE(ghost_end) = WORD_SEQ,
	RARE(ghost_kind) = WORD_PAIR,
	RARE(event) = WORD_PAIR,
	RARE(event_unneeded) = WORD_PAIR,
	RARE(event_last_end) = WORD_SEQ,
	RARE(event_ns) = WORD_NS,
	RARE(event_time.since_ns) = WORD_NS,
	RARE(event_time.until_ns) = WORD_NS,
	RARE(event_time.since_packet) = WORD_PACKET,
	RARE(recover_end) = WORD_SEQ,
	RARE(disorder_end) = WORD_SEQ,
	RARE(disorder_time.since_ns) = WORD_NS,
	RARE(disorder_time.until_ns) = WORD_NS,
	RARE(disorder_time.since_packet) = WORD_PACKET,
	RARE(gap_time.since_ns) = WORD_NS,
	RARE(gap_time.until_ns) = WORD_NS,
	RARE(gap_time.since_packet) = WORD_PACKET,
	RARE(gap_seq) = WORD_SEQ,
	RARE(high_sacked) = WORD_SEQ,
	RARE(sacked[0].left) = WORD_SEQ,
	RARE(sacked[0].right) = WORD_SEQ,
	RARE(sacked[1].left) = WORD_SEQ,
	RARE(sacked[1].right) = WORD_SEQ,
	RARE(sacked[2].left) = WORD_SEQ,
	RARE(sacked[2].right) = WORD_SEQ,
	RARE(sacked[3].left) = WORD_SEQ,
	RARE(sacked[3].right) = WORD_SEQ,
	RARE(window_shut_ns) = WORD_NS,
	RARE(keep_alive_packet) = WORD_PACKET,
	RARE(probe_end) = WORD_SEQ,
	RARE(ts_back_packet) = WORD_PACKET,
	RARE(ts_back_seq64) = WORD_SEQ,
};
#define REPEAT(field) [offsetof(struct repeat, field) / 8]
static const uint8_t repeat_kinds[sizeof(struct repeat) / 8] = {
	REPEAT(seq) = WORD_SEQ, REPEAT(end) = WORD_SEQ,	   REPEAT(packet) = WORD_PACKET,
	REPEAT(ns) = WORD_NS,	REPEAT(tsval) = WORD_PAIR, REPEAT(along_with) = WORD_SEQ,
};
#define EVENT(field) [offsetof(struct loss_event, field) / 8]
static const uint8_t event_kinds[sizeof(struct loss_event) / 8] = {
	EVENT(number) = WORD_PAIR,
	EVENT(unneeded) = WORD_PAIR,
};
static_assert(sizeof(struct sums) % 8 == 0 && sizeof(struct half_rare) % 8 == 0 &&
		      sizeof(struct repeat) % 8 == 0 && sizeof(struct loss_event) % 8 == 0 &&
		      THINK_BUCKETS * sizeof(uint32_t) % 8 == 0,
	      "words");

static bool
packs_repeats(const struct half_rare *r)
{
	return r->repeats && r->repeats_cap <= REPEATS_MOST;
}

static uint32_t
events_of(const struct half_rare *r)
{
	return MIN(r->events_n, (uint32_t)LOSS_EVENTS_KEPT);
}

/* The latest come first, of those that are kept. */
static struct repeat *
repeat_before(const struct half_rare *r, uint32_t i)
{
	return &r->repeats[(r->repeats_n - 1 - i) & (r->repeats_cap - 1)];
}

static void
put_rare(struct pen *p, const struct half_rare *r, const struct likes *l)
{
	struct half_rare was = *r;

	if (packs_repeats(r))
		was.repeats = IS_PACKED;
	if (r->events)
		was.events = IS_PACKED;
	put_words(p, &was, sizeof was, rare_kinds, l);
	if (packs_repeats(r))
		for (uint32_t i = 0; i < MIN(r->repeats_n, r->repeats_cap); i++) {
			struct repeat e = *repeat_before(r, i);

			e.record -= NO_RECORD;
			put_words(p, &e, sizeof e, repeat_kinds, l);
		}
	for (uint32_t i = 0; r->events && i < events_of(r); i++)
		put_words(p, &r->events[i], sizeof *r->events, event_kinds, l);
}

static void
get_rare(struct eye *e, struct tracker *t, struct half_rare *r, const struct likes *l)
{
	get_words(e, r, sizeof *r, rare_kinds, l);
	if (r->repeats == IS_PACKED) {
		r->repeats = tracker_pool_get(t, r->repeats_cap * sizeof *r->repeats);
		for (uint32_t i = 0; i < MIN(r->repeats_n, r->repeats_cap); i++) {
			struct repeat *to = repeat_before(r, i);

			get_words(e, to, sizeof *to, repeat_kinds, l);
			to->record += NO_RECORD;
		}
	}
	if (r->events == IS_PACKED) {
		r->events = tracker_pool_get(t, LOSS_EVENTS_KEPT * sizeof *r->events);
		for (uint32_t i = 0; i < events_of(r); i++)
			get_words(e, &r->events[i], sizeof *r->events, event_kinds, l);
	}
}

/* --- all of it --- */

/* What hangs on it, a bit for each. */
enum {
	HAS_SUMS = 1 << 0,
	HAS_THINK = 1 << 1,
	HAS_LONGEST = 1 << 2, /* as a pointer, to what stays */
	HAS_RARE = 1 << 3,    /* and of the server */
	HAS_MIND = 1 << 5,
	HAS_TRAILS = 1 << 7,
	FAR_TRAILS = 1 << 9, /* as a pointer */
	HAS_SENT = 1 << 11,
	FAR_SENT = 1 << 13,
};
/* What most have, who have sent something and got it acknowledged. */
#define HAS_USUALLY (HAS_TRAILS | HAS_TRAILS << 1)

static unsigned
has_of(const struct conn_track *c)
{
	unsigned has = (c->sums ? HAS_SUMS : 0) | (c->think_histogram ? HAS_THINK : 0) |
		       (c->longest ? HAS_LONGEST : 0);

	for (unsigned d = 0; d < 2; d++) {
		const struct half_track *x = &c->half[d];
		unsigned of = (x->rare != &half_rare_none ? HAS_RARE : 0) |
			      (x->mind ? HAS_MIND : 0);

		if (x->trails)
			of |= x->trails_cap <= RING_MOST ? HAS_TRAILS : FAR_TRAILS;
		if (x->sent)
			of |= x->sent_cap <= RING_MOST ? HAS_SENT : FAR_SENT;
		has |= of << d;
	}
	return has;
}

static size_t
put_half(struct pen *p, const struct conn_track *c, enum direction dir, unsigned has)
{
	const struct half_track *x = &c->half[dir];
	struct likes l = likes_of(c, x);
	size_t bytes = 0;

	if (has & HAS_RARE) {
		put_rare(p, x->rare, &l);
		bytes += sizeof *x->rare +
			 packs_repeats(x->rare) * x->rare->repeats_cap * sizeof *x->rare->repeats;
	}
	if (has & HAS_MIND) {
		put_words(p, x->mind, mind_bytes, mind_word_kinds, &l);
		bytes += mind_bytes;
	}
	if (has & HAS_TRAILS) {
		put_trails(p, c, dir);
		bytes += x->trails_cap * sizeof *x->trails;
	}
	if (has & HAS_SENT) {
		put_sent(p, c, dir);
		bytes += x->sent_cap * sizeof *x->sent;
	}
	if (has & FAR_TRAILS)
		pen_put(p, (uintptr_t)x->trails);
	if (has & FAR_SENT)
		pen_put(p, (uintptr_t)x->sent);
	return bytes;
}

size_t
rest_put(struct pen *p, const struct tracker *t, const struct conn_track *c, uint8_t kind)
{
	struct likes none = { { 0 } };
	unsigned has = has_of(c);
	size_t bytes = sizeof *c;

	put_conn(p, t, c, kind_at(t, kind));
	pen_put(p, has ^ HAS_USUALLY);
	if (has & HAS_SUMS) {
		put_words(p, c->sums->ns, sizeof c->sums->ns, NULL, &none);
		for (size_t i = 0; i < ACCOUNT_COUNT; i++)
			pen_put(p, c->sums->count[i]);
		bytes += sizeof *c->sums;
	}
	if (has & HAS_THINK) {
		for (size_t i = 0; i < THINK_BUCKETS; i++)
			pen_put(p, c->think_histogram[i]);
		bytes += THINK_BUCKETS * sizeof *c->think_histogram;
	}
	if (has & HAS_LONGEST)
		pen_put(p, (uintptr_t)c->longest);
	for (unsigned d = 0; d < 2; d++)
		bytes += put_half(p, c, (enum direction)d, has >> d);
	return bytes;
}

static void *
get_pointer(struct eye *e)
{
	bool far = false;

	return (void *)(uintptr_t)eye_get(e, &far);
}

static void
get_half(struct eye *e, struct tracker *t, struct conn_track *c, enum direction dir, unsigned has)
{
	struct half_track *x = &c->half[dir];
	struct likes l = likes_of(c, x);

	x->rare = &half_rare_none;
	if (has & HAS_RARE)
		get_rare(e, t, rare_new(t, x), &l);
	if (has & HAS_MIND) {
		x->mind = tracker_pool_get(t, mind_bytes);
		get_words(e, x->mind, mind_bytes, mind_word_kinds, &l);
	}
	if (has & HAS_TRAILS)
		get_trails(e, t, c, dir);
	if (has & HAS_SENT)
		get_sent(e, t, c, dir);
	if (has & FAR_TRAILS)
		x->trails = get_pointer(e);
	if (has & FAR_SENT)
		x->sent = get_pointer(e);
}

static void
get_hanging(struct eye *e, struct tracker *t, struct conn_track *c)
{
	struct likes none = { { 0 } };
	unsigned has = get_bits(e) ^ HAS_USUALLY;

	if (has & HAS_SUMS) {
		c->sums = tracker_pool_get(t, sizeof *c->sums);
		clear(c->sums, sizeof *c->sums);
		get_words(e, c->sums->ns, sizeof c->sums->ns, NULL, &none);
		for (size_t i = 0; i < ACCOUNT_COUNT; i++)
			c->sums->count[i] = get_bits(e);
	}
	if (has & HAS_THINK) {
		c->think_histogram = tracker_pool_get(t, THINK_BUCKETS * sizeof(uint32_t));
		for (size_t i = 0; i < THINK_BUCKETS; i++)
			c->think_histogram[i] = get_bits(e);
	}
	if (has & HAS_LONGEST)
		c->longest = get_pointer(e);
	for (unsigned d = 0; d < 2; d++)
		get_half(e, t, c, (enum direction)d, has >> d);
}

void
rest_get(struct eye *e, struct tracker *t, struct conn_track *c, uint8_t kind)
{
	get_conn(e, t, c, kind_at(t, kind));
	get_hanging(e, t, c);
}

void
rest_free(struct tracker *t, struct conn_track *c)
{
	unsigned has = has_of(c);

	if (has & HAS_SUMS)
		tracker_pool_put(t, c->sums, sizeof *c->sums);
	if (has & HAS_THINK)
		tracker_pool_put(t, c->think_histogram, THINK_BUCKETS * sizeof(uint32_t));
	for (unsigned d = 0; d < 2; d++) {
		struct half_track *x = &c->half[d];
		struct half_rare *r = has >> d & HAS_RARE ? rare_own(x) : NULL;

		if (r && packs_repeats(r))
			tracker_pool_put(t, r->repeats, r->repeats_cap * sizeof *r->repeats);
		if (r && r->events)
			tracker_pool_put(t, r->events, LOSS_EVENTS_KEPT * sizeof *r->events);
		if (r)
			tracker_pool_put(t, r, sizeof *r);
		if (has >> d & HAS_MIND)
			tracker_pool_put(t, x->mind, mind_bytes);
		if (has >> d & HAS_TRAILS)
			tracker_pool_put(t, x->trails, x->trails_cap * sizeof *x->trails);
		if (has >> d & HAS_SENT)
			tracker_pool_put(t, x->sent, x->sent_cap * sizeof *x->sent);
	}
	tracker_pool_put(t, c, sizeof *c);
}
