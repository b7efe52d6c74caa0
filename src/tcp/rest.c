/*
 * rest.c - connections that nothing comes for, packed
 *
 * A connection in full and what hangs on it are taken as words of 64 bits. Of most there
 * is a word that it is near to: a time is near to the one before, what was acknowledged
 * to what was sent. What differs is kept, as many bytes as it has. Of each
 * 64 words a mask tells which differ at all, and a code of four bits how each is kept.
 */
#include "tcp/rest.h"

#include <assert.h>

#include "tcp/mind.h"
#include "tcp/tracker.h"
#include "tcp/view.h"

/*
 * So many are in full all the same: some megabytes. Below that packing would cost
 * more time than the memory is worth.
 */
#define IN_FULL 1024 /* by all parts together */
/*
 * To pack and to unpack takes as long as two or three segments. One of so many segments may
 * be followed by that, fewer than the least of a connection: so those that rest after their
 * first request are packed in time. Who has to be unpacked again rested too early; where
 * all are busy, that makes it rare.
 */
#define SEGMENTS_FOR_ONE 6
#define SEGMENTS_FOR_A_BACK 32
#define CREDIT_MOST 65536 /* a round of the hand may find nobody */
#define DEBT_MOST 1024
/* So many marks are taken away at most for one batch of segments. */
#define LOOKS 32
/* A connection that gives less back stays as it is: it was in trouble, or is large. */
#define PART_MOST(bytes) ((bytes) / 4 * 3)
/* Longer rings stay as they are. */
#define RING_MOST 16

/*
 * How a word that is not 0 is kept: so many bytes, 1 to 8, or two halves that are small:
 * CODE_SHORTS and so many, 3 or 4, or both in two bytes.
 */
#define CODE_SHORTS 8
#define CODE_BYTES 13

/* Behind the ends, which stand in front: in rest as in conn_track. */
#define FIRST offsetof(struct conn_track, index)
#define WORDS ((sizeof(struct conn_track) - FIRST) / 8)
static_assert(FIRST % 8 == 0 && sizeof(struct conn_track) % 8 == 0, "words");

#define AT(field) ((offsetof(struct conn_track, field) - FIRST) / 8)

/*
 * What is expected, in an order in which each that another is like comes before it; of
 * those that do not come here, 0.
 */
#define SEQ_LIKE(E, x)              \
	E(x.snd_una, x.isn64)       \
	E(x.snd_max, x.snd_una)     \
	E(x.known_at_tx, x.snd_una) \
	E(x.round_end, x.snd_max)
#define HALF_LIKE(E, x, y)                     \
	E(x.last_ack64, y.snd_una)             \
	E(x.unique_bytes, x.bytes)             \
	E(x.last_packet, last_packet)          \
	E(x.last_ack_ns, y.last_send_ns)       \
	E(x.near_lately_ns, x.near_ns)         \
	E(x.rtt.max_ns, x.rtt.min_ns)          \
	E(x.rtt.sum_ns, x.rtt.max_ns)          \
	E(x.rtt.srtt_ns, x.rtt.max_ns)         \
	E(x.rtt.loaded_sum_ns, x.rtt.sum_ns)   \
	E(x.rtt.loaded_samples, x.rtt.samples) \
	E(x.last_tx_ns, x.last_data_ns)        \
	E(x.fin_ns, x.last_tx_ns)
#define LIKE(E)                                          \
	E(last_ns, first_ns)                             \
	E(last_packet, first_packet)                     \
	E(syn_ns, first_ns)                              \
	E(syn_ack_ns, syn_ns)                            \
	E(handshake_ack_ns, syn_ack_ns)                  \
	E(last_syn_ns, syn_ns)                           \
	E(last_syn_ack_ns, syn_ack_ns)                   \
	E(syn_packet, first_packet)                      \
	E(syn_ack_packet, syn_packet)                    \
	E(handshake_ack_packet, syn_ack_packet)          \
	SEQ_LIKE(E, half[0])                             \
	SEQ_LIKE(E, half[1])                             \
	E(half[0].last_send_ns, last_ns)                 \
	E(half[1].last_send_ns, last_ns)                 \
	E(half[0].first_data_ns, handshake_ack_ns)       \
	E(half[0].last_data_ns, half[0].first_data_ns)   \
	E(half[1].last_data_ns, half[1].last_send_ns)    \
	E(half[1].first_data_ns, half[1].last_data_ns)   \
	HALF_LIKE(E, half[0], half[1])                   \
	HALF_LIKE(E, half[1], half[0])                   \
	E(half[0].last_advance_ns, half[0].last_data_ns) \
	E(half[1].last_advance_ns, half[1].last_ack_ns)  \
	E(half[0].emptied_ns, half[0].last_advance_ns)   \
	E(half[1].emptied_ns, half[1].last_advance_ns)   \
	E(settled_ns, half[1].last_data_ns)              \
	E(settled_packet, half[1].last_packet)           \
	E(open_from_ns, half[0].last_data_ns)            \
	E(summed_ns, open_from_ns)                       \
	E(open_from_packet, handshake_ack_packet)        \
	E(think_max_ns, think_ns)                        \
	E(think_max_packet, settled_packet)

static const struct {
	uint8_t at, like;
} expected[] = {
#define E(field, is_like) { AT(field), AT(is_like) },
	LIKE(E)
#undef E
};

static_assert(WORDS < 256, "eight bits for a place");

/* --- words --- */

static uint64_t
word_at(const void *p, size_t i)
{
	uint64_t v;

	memcpy(&v, (const char *)p + 8 * i, sizeof v);
	return v;
}

static void
set_word(void *p, size_t i, uint64_t v)
{
	memcpy((char *)p + 8 * i, &v, sizeof v);
}

/* The sign goes to the lowest bit, so that small is short either way. */
static inline uint64_t
fold(uint64_t off)
{
	return off << 1 ^ -(off >> 63);
}

static inline uint64_t
unfold(uint64_t bits)
{
	return bits >> 1 ^ -(bits & 1);
}

/*
 * How far v is from what it is like. Where a time is not known that would take all eight
 * bytes: such a one changes places with the one that is 1 less than expected.
 */
#define OFF_NONE 1 /* fold(-1) */

static inline uint64_t
off_of(uint64_t v, uint64_t like)
{
	uint64_t none = fold((uint64_t)TIME_NONE - like), off = fold(v - like);

	if (!none) /* like is none itself */
		return off;
	return off == none ? OFF_NONE : off == OFF_NONE ? none : off;
}

static inline uint64_t
of_off(uint64_t off, uint64_t like)
{
	uint64_t none = fold((uint64_t)TIME_NONE - like);

	if (none)
		off = off == OFF_NONE ? none : off == none ? OFF_NONE : off;
	return like + unfold(off);
}

/* Words are gathered, then written in groups: which are not 0, their codes, their bytes. */
#define GROUP 64

struct pen {
	uint64_t *words;
	size_t n;
};

static inline uint8_t *
put_word(uint64_t v, uint8_t *at, uint8_t *ret_code)
{
	uint64_t low = v & UINT32_MAX, high = v >> 32;
	bool shorts = high && (low | high) <= UINT16_MAX;
	bool bytes = high && (low | high) <= UINT8_MAX;
	unsigned n;

	v = shorts ? low | high << 16 : v;
	v = bytes ? low | high << 8 : v;
	n = (71u - (unsigned)__builtin_clzll(v)) / 8;
	*ret_code = (uint8_t)(bytes ? CODE_BYTES : shorts ? CODE_SHORTS + n : n);
	memcpy(at, &v, sizeof v); /* there is room for eight */
	return at + n;
}

static uint8_t *
put_group(const uint64_t words[GROUP], uint8_t *to)
{
	uint64_t mask = 0;
	uint8_t codes[GROUP + 1], *at = to + sizeof mask;
	unsigned n = 0;

	for (unsigned i = 0; i < GROUP; i++)
		mask |= (uint64_t) !!words[i] << i;
	set_word(to, 0, mask);
	to = at + ((unsigned)__builtin_popcountll(mask) + 1) / 2;
	for (; mask; mask &= mask - 1)
		to = put_word(words[__builtin_ctzll(mask)], to, &codes[n++]);
	codes[n] = 0;
	for (unsigned i = 0; i < n; i += 2)
		*at++ = (uint8_t)(codes[i] | codes[i + 1] << 4);
	return to;
}

/* Those of a last group that are not there are 0. */
static uint8_t *
put_groups(struct pen *p, uint8_t *to)
{
	memset(p->words + p->n, 0, GROUP * sizeof *p->words);
	for (size_t i = 0; i < p->n; i += GROUP)
		to = put_group(p->words + i, to);
	return to;
}

static inline void
put(struct pen *p, uint64_t v)
{
	p->words[p->n++] = v;
}

static void
put_words(struct pen *p, const void *from, size_t n)
{
	memcpy(p->words + p->n, from, n * sizeof *p->words);
	p->n += n;
}

struct eye {
	const uint8_t *at;
	uint64_t words[GROUP];
	size_t n; /* so many of the group are taken */
};

static inline const uint8_t *
get_word(const uint8_t *at, unsigned code, uint64_t *ret)
{
	unsigned n = code == CODE_BYTES ? 2 : code > 8 ? code - CODE_SHORTS : code;
	uint64_t v;

	memcpy(&v, at, sizeof v); /* RESTS_SPARE */
	v &= UINT64_MAX >> (64 - 8 * n);
	if (code > 8)
		v = code == CODE_BYTES ? (v & UINT8_MAX) | v >> 8 << 32
				       : (v & UINT16_MAX) | v >> 16 << 32;
	*ret = v;
	return at + n;
}

static void
get_group(struct eye *e)
{
	uint64_t mask = word_at(e->at, 0);
	const uint8_t *codes = e->at + sizeof mask;
	unsigned n = 0;

	e->at = codes + ((unsigned)__builtin_popcountll(mask) + 1) / 2;
	memset(e->words, 0, sizeof e->words);
	for (; mask; mask &= mask - 1, n++) {
		unsigned code = codes[n / 2] >> 4 * (n & 1) & 15;

		e->at = get_word(e->at, code, &e->words[__builtin_ctzll(mask)]);
	}
	e->n = 0;
}

static inline uint64_t
get(struct eye *e)
{
	if (e->n == GROUP)
		get_group(e);
	return e->words[e->n++];
}

static void
get_words(struct eye *e, void *to, size_t n)
{
	for (size_t some; n; n -= some) {
		if (e->n == GROUP)
			get_group(e);
		some = MIN(n, GROUP - e->n);
		memcpy(to, e->words + e->n, some * sizeof *e->words);
		e->n += some;
		to = (char *)to + some * sizeof *e->words;
	}
}

static inline void
put_like(struct pen *p, uint64_t v, uint64_t like)
{
	put(p, off_of(v, like));
}

static inline uint64_t
get_like(struct eye *e, uint64_t like)
{
	return of_off(get(e), like);
}

/* --- what hangs on it --- */

/* Instead of a pointer: what it pointed at is packed, too. */
#define IS_PACKED ((void *)1)

/* Of the latest ACK that dir got. */
static struct trail
trail_expected(const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];

	return (struct trail){ .ns = x->last_ack_ns,
			       .tsval = y->tsval,
			       .ack = x->snd_una,
			       .edge = x->snd_una + y->window_bytes };
}

/* From the latest on each is near to the next. */
static void
put_trails(struct pen *p, const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir];
	uint32_t n = MIN(x->trails_n, x->trails_cap);
	struct trail last = trail_expected(c, dir);

	for (uint32_t i = 1; i <= n; i++) {
		const struct trail *e = trail_at(x, x->trails_n - i);

		put_like(p, (uint64_t)e->ns, (uint64_t)last.ns);
		put_like(p, e->tsval | (uint64_t)e->has_ts << 32, last.tsval | (uint64_t)1 << 32);
		put_like(p, e->ack, last.ack);
		put_like(p, e->edge, e->ack + (last.edge - last.ack));
		last = *e;
	}
}

static void
get_trails(struct eye *eye, struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	uint32_t n = MIN(x->trails_n, x->trails_cap);
	struct trail last = trail_expected(c, dir);

	x->trails = tracker_pool_get(t, x->trails_cap * sizeof *x->trails);
	for (uint32_t i = 1; i <= n; i++) {
		uint64_t ts;

		last.ns = (int64_t)get_like(eye, (uint64_t)last.ns);
		ts = get_like(eye, last.tsval | (uint64_t)1 << 32);
		last.tsval = (uint32_t)ts;
		last.has_ts = ts >> 32;
		last.edge -= last.ack;
		last.ack = get_like(eye, last.ack);
		last.edge = get_like(eye, last.ack + last.edge);
		*trail_at(x, x->trails_n - i) = last;
	}
}

#define SENT_WORDS (sizeof(struct sent) / 8)

static void
put_sent(struct pen *p, const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir];
	struct sent last = { .end = x->snd_una,
			     .last_ns = c->last_ns,
			     .last_packet = c->last_packet,
			     .tsval_last = x->tsval };

	for (uint32_t i = 0; i < x->sent_n; i++) {
		const struct sent *e = &x->sent[(x->sent_head + i) & (x->sent_cap - 1)];

		put_like(p, e->seq, last.end);
		put_like(p, e->end, e->seq);
		put_like(p, (uint64_t)e->first_ns, (uint64_t)last.last_ns);
		put_like(p, (uint64_t)e->last_ns, (uint64_t)e->first_ns);
		put_like(p, e->first_packet, last.last_packet);
		put_like(p, e->last_packet, e->first_packet);
		put_like(p, e->tsval_first, last.tsval_last);
		put_like(p, e->tsval_last, e->tsval_first);
		put(p, word_at(e, SENT_WORDS - 1));
		last = *e;
	}
}
static_assert(offsetof(struct sent, ip_id) == (SENT_WORDS - 1) * 8, "the last word");

static void
get_sent(struct eye *eye, struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	struct sent last = { .end = x->snd_una,
			     .last_ns = c->last_ns,
			     .last_packet = c->last_packet,
			     .tsval_last = x->tsval };

	x->sent = tracker_pool_get(t, x->sent_cap * sizeof *x->sent);
	for (uint32_t i = 0; i < x->sent_n; i++) {
		uint64_t v;

		last.seq = get_like(eye, last.end);
		last.end = get_like(eye, last.seq);
		last.first_ns = (int64_t)get_like(eye, (uint64_t)last.last_ns);
		last.last_ns = (int64_t)get_like(eye, (uint64_t)last.first_ns);
		last.first_packet = get_like(eye, last.last_packet);
		last.last_packet = get_like(eye, last.first_packet);
		last.tsval_first = (uint32_t)get_like(eye, last.tsval_last);
		last.tsval_last = (uint32_t)get_like(eye, last.tsval_first);
		v = get(eye);
		memcpy((char *)&last + (SENT_WORDS - 1) * 8, &v, sizeof v);
		*sent_at(x, i) = last;
	}
}

/* A piece of words that few have, by where the pointer to it stands. */
struct hanging {
	size_t at, bytes;
};
#define HANGING 6

static void
hanging_of(struct hanging ret[HANGING])
{
	ret[0] = (struct hanging){ offsetof(struct conn_track, sums), sizeof(struct sums) };
	ret[1] = (struct hanging){ offsetof(struct conn_track, think_histogram),
				   THINK_BUCKETS * sizeof(uint32_t) };
	for (size_t d = 0; d < 2; d++) {
		size_t half = offsetof(struct conn_track, half) + d * sizeof(struct half_track);

		ret[2 + d] = (struct hanging){ half + offsetof(struct half_track, rare),
					       sizeof(struct half_rare) };
		ret[4 + d] =
			(struct hanging){ half + offsetof(struct half_track, mind), mind_bytes };
	}
}
static_assert(sizeof(struct sums) % 8 == 0 && sizeof(struct half_rare) % 8 == 0 &&
		      THINK_BUCKETS * sizeof(uint32_t) % 8 == 0,
	      "words");

static void *
pointer_at(const struct conn_track *c, const struct hanging *h)
{
	void *p;

	memcpy(&p, (const char *)c + h->at, sizeof p);
	return p;
}

static void
set_pointer(struct conn_track *c, const struct hanging *h, void *p)
{
	memcpy((char *)c + h->at, &p, sizeof p);
}

/* --- all of it --- */

#define RINGS_WORDS ((size_t)2 * RING_MOST * (4 + 9))
#define WORDS_MOST 2048
/* Of each word eight bytes, a code and a bit; one is read and written by eights. */
#define LOG_BYTES_MOST ((WORDS_MOST + GROUP) * 9 + 32 + 8)

static size_t
address_bytes(bool v4)
{
	return v4 ? 4 : 16;
}

static uint8_t *
put_addresses(const struct conn_track *c, bool v4, uint8_t *to)
{
	size_t n = address_bytes(v4);

	memcpy(to, c->client.addr.b + sizeof c->client.addr.b - n, n);
	memcpy(to + n, c->server.addr.b + sizeof c->server.addr.b - n, n);
	return to + 2 * n;
}

static struct addr
address_at(const struct rest *r, size_t which)
{
	struct addr a = addr_from_v4(0);
	size_t n = address_bytes(r->v4);

	memcpy(a.b + sizeof a.b - n, r->log + which * n, n);
	return a;
}

/* Each as it is, or how far it is from what it is like. */
static void
put_conn(struct pen *p, const struct conn_track *c)
{
	const char *words = (const char *)c + FIRST;
	uint64_t *off = p->words + p->n;

	put_words(p, words, WORDS);
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		size_t at = expected[i].at;

		off[at] = off_of(off[at], word_at(words, expected[i].like));
	}
}

static void
get_conn(struct eye *e, struct conn_track *c)
{
	char *words = (char *)c + FIRST;

	get_words(e, words, WORDS);
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		size_t at = expected[i].at;

		set_word(words, at, of_off(word_at(words, at), word_at(words, expected[i].like)));
	}
}

/* c with its pieces, as words; was: c, but for the pointers to what stays. The bytes it took. */
static size_t
put_all(struct pen *p, const struct conn_track *c, struct conn_track *ret_was)
{
	struct hanging h[HANGING];
	size_t bytes = sizeof *c;

	hanging_of(h);
	*ret_was = *c;
	for (enum direction d = C2S; d <= S2C; d++) {
		struct half_track *x = &ret_was->half[d];

		if (x->rare == &half_rare_none)
			x->rare = NULL;
		if (x->trails && x->trails_cap <= RING_MOST)
			x->trails = IS_PACKED;
		if (x->sent && x->sent_cap <= RING_MOST)
			x->sent = IS_PACKED;
	}
	for (size_t i = 0; i < HANGING; i++)
		if (pointer_at(ret_was, &h[i]))
			set_pointer(ret_was, &h[i], IS_PACKED);
	put_conn(p, ret_was);
	for (size_t i = 0; i < HANGING; i++)
		if (pointer_at(ret_was, &h[i])) {
			put_words(p, pointer_at(c, &h[i]), h[i].bytes / 8);
			bytes += h[i].bytes;
		}
	for (enum direction d = C2S; d <= S2C; d++) {
		const struct half_track *x = &ret_was->half[d];

		if (x->trails == IS_PACKED) {
			put_trails(p, c, d);
			bytes += x->trails_cap * sizeof *x->trails;
		}
		if (x->sent == IS_PACKED) {
			put_sent(p, c, d);
			bytes += x->sent_cap * sizeof *x->sent;
		}
	}
	return bytes;
}

static void
get_all(struct eye *e, struct tracker *t, struct conn_track *c)
{
	struct hanging h[HANGING];

	hanging_of(h);
	get_conn(e, c);
	for (size_t i = 0; i < HANGING; i++)
		if (pointer_at(c, &h[i])) {
			void *p = tracker_pool_get(t, h[i].bytes);

			get_words(e, p, h[i].bytes / 8);
			set_pointer(c, &h[i], p);
		}
	for (enum direction d = C2S; d <= S2C; d++) {
		struct half_track *x = &c->half[d];

		if (!x->rare)
			x->rare = &half_rare_none;
		if (x->trails == IS_PACKED)
			get_trails(e, t, c, d);
		if (x->sent == IS_PACKED)
			get_sent(e, t, c, d);
	}
}

/* What is packed in was needs no piece of memory any more. */
static void
give_pieces_back(struct tracker *t, struct conn_track *c, const struct conn_track *was)
{
	struct hanging h[HANGING];

	hanging_of(h);
	for (size_t i = 0; i < HANGING; i++)
		if (pointer_at(was, &h[i]))
			tracker_pool_put(t, pointer_at(c, &h[i]), h[i].bytes);
	for (enum direction d = C2S; d <= S2C; d++) {
		if (was->half[d].trails == IS_PACKED)
			trails_free(t, &c->half[d]);
		if (was->half[d].sent == IS_PACKED)
			sent_free(t, &c->half[d]);
	}
	tracker_pool_put(t, c, sizeof *c);
}

void
rest_begin(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index), was;
	uint64_t words[WORDS_MOST + GROUP];
	uint8_t log[LOG_BYTES_MOST], *end, at;
	struct pen p = { .words = words };
	struct rest *r;
	size_t before, bytes;
	bool v4;

	static_assert(WORDS + RINGS_WORDS +
				      (2 * sizeof(struct half_rare) + sizeof(struct sums)) / 8 +
				      THINK_BUCKETS / 2 <
			      WORDS_MOST / 2,
		      "room, with as much for the minds");
	assert(2 * mind_bytes / 8 < WORDS_MOST / 2);
	if (!c || c->told)
		return;
	v4 = addr_is_v4(&c->client.addr) && addr_is_v4(&c->server.addr);
	before = put_all(&p, c, &was);
	end = put_groups(&p, put_addresses(c, v4, log));
	bytes = sizeof *r + (size_t)(end - log);
	if (bytes > RESTS_MOST || (bytes > PART_MOST(before) && !t->opt.dense))
		return;
	r = rests_add(&t->rests, bytes, &at);
	*r = (struct rest){ .number = c->number,
			    .client_port = c->client.port,
			    .server_port = c->server.port,
			    .bytes = (uint16_t)bytes,
			    .v4 = v4,
			    .at = at };
	memcpy(r->log, log, bytes - sizeof *r);
	give_pieces_back(t, c, &was);
	table_set_rest(&t->table, index, r);
	t->resting++;
}

struct conn_track *
rest_end(struct tracker *t, uint32_t index)
{
	struct rest *r = table_rest(&t->table, index);
	struct conn_track *c = tracker_pool_get(t, sizeof *c);
	struct eye e;

	e.at = r->log + 2 * address_bytes(r->v4);
	e.n = GROUP;
	c->number = r->number;
	rest_ends(r, &c->client, &c->server);
	get_all(&e, t, c);
	rests_remove(&t->rests, r, r->bytes, r->at);
	table_set_conn(&t->table, index, c);
	t->resting--;
	t->rest_credit = MAX(t->rest_credit - SEGMENTS_FOR_A_BACK, -DEBT_MOST);
	return c;
}

void
rest_ends(const struct rest *r, struct endpoint *ret_client, struct endpoint *ret_server)
{
	*ret_client = (struct endpoint){ address_at(r, 0), r->client_port };
	*ret_server = (struct endpoint){ address_at(r, 1), r->server_port };
}

bool
rest_between(const struct rest *r, const struct endpoint *a, const struct endpoint *b)
{
	struct endpoint client, server;

	rest_ends(r, &client, &server);
	return (endpoint_eq(&client, a) && endpoint_eq(&server, b)) ||
	       (endpoint_eq(&client, b) && endpoint_eq(&server, a));
}

/* --- who rests --- */

/* A hand goes round those in full: who was heard of since it last came by is passed over. */
static bool
rests_now(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index);

	if (c->busy || c->waits) { /* one that is closed will be over soon */
		c->busy = false;
		return false;
	}
	rest_begin(t, index);
	return true;
}

void
rest_check(struct tracker *t, size_t segments)
{
	/* some that wait may be gone: then they are too few */
	size_t not_asked = t->rows_live + t->journals_live + t->resting + t->wait.n - t->wait_head -
			   t->journals_waiting;

	if (LIKELY(t->live <= not_asked + part_of(t, IN_FULL)) || t->records)
		return;
	t->rest_credit = MIN(t->rest_credit + (int)segments, CREDIT_MOST);
	for (unsigned i = 0; i < LOOKS && t->rest_credit >= SEGMENTS_FOR_ONE; i++) {
		t->rest_hand = table_next_conn(&t->table, t->rest_hand);
		if (rests_now(t, t->rest_hand))
			t->rest_credit -= SEGMENTS_FOR_ONE;
	}
}
