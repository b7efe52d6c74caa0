/*
 * note.h - a segment as what differs from what was expected of it
 *
 * Private to src/tcp. The next segment of an end begins where the one before ended,
 * acknowledges what the other has sent, has a clock a little on, the next IP id, and all
 * else as the one before. Two bytes say what is otherwise, and behind them is how: eight to
 * twelve bytes with its time and the number of its packet, where a segment is 128. What is
 * rare costs a third byte. Any segment without urgent data that is about no ICMP error
 * comes back as it was.
 */
#ifndef CRUX_TCP_NOTE_H
#define CRUX_TCP_NOTE_H

#include <assert.h>

#include "tcp/clear.h"
#include "tcp/kinds.h"
#include "tcp/track.h"

/* What one end's next segment is held against. */
struct note_end {
	uint32_t nxt; /* where its latest segment ended, SYN and FIN counted */
	uint32_t tsval;
	uint16_t window, ip_id;
	uint8_t ttl, kind;
	uint8_t id_step; /* 0 where ids stay as they are, as where they are always 0; else 1 */
	bool fin : 1, fin_acked : 1; /* the journal's: seen, and acknowledged by the other */
};

struct note_state {
	int64_t ns;
	uint64_t packet;
	struct note_end end[2]; /* by enum direction */
};
static_assert(sizeof(struct note_state) == 48, "dense");

/* The first byte: bits, and how long its time and its packet's number are. */
enum {
	NOTE_FROM_SERVER = 1 << 0,
	NOTE_RARE = 1 << 1,
	NOTE_KIND = 1 << 2,
	NOTE_WINDOW = 1 << 3,
	NOTE_TIME_SHIFT = 4,
	NOTE_PACKETS_SHIFT = 6,
};
/* The second: how long these are. */
enum {
	NOTE_LEN_SHIFT = 0,
	NOTE_TSVAL_SHIFT = 2,
	NOTE_ACK_SHIFT = 4,
	NOTE_TSECR_SHIFT = 6,
};
/* The third. */
enum {
	NOTE_SEQ = 1 << 0,
	NOTE_TTL = 1 << 1,
	NOTE_ID = 1 << 2,
	NOTE_FAR = 1 << 3, /* time and number as they are */
	NOTE_BLOCKS = 1 << 4,
	NOTE_COPY_SHIFT = 5, /* enum copy */
};

#define NOTE_KIND_NONE 0xff /* of an end that has sent nothing: no kind has this number */
static_assert(KINDS_MAX <= NOTE_KIND_NONE, "a byte has room for more than all kinds");

/* Three bytes; eight for time and number if near, and all that a segment may need. */
#define NOTE_BYTES_MAX (3 + 4 + 4 + 4 * 4 + 2 + 1 + 4 + 1 + 2 + 16 + 1 + SEG_SACK_MAX * 8)
/* So many behind its end may be written and read, and say nothing. */
#define NOTE_SLACK 8

static inline void
note_state_init(struct note_state *st, int64_t ns)
{
	*st = (struct note_state){ .ns = ns };
	st->end[C2S].kind = st->end[S2C].kind = NOTE_KIND_NONE;
}

/* Where its sender stands after it, who stood at nxt. */
ALWAYS_INLINE uint32_t
note_nxt(const struct segment *s, uint32_t nxt)
{
	uint32_t flags_take = (s->flags & TCP_SYN ? 1 : 0) + (s->flags & TCP_FIN ? 1 : 0);

	return LIKELY(s->known & SEG_HAS_SEQ) ? s->seq + s->len + flags_take : nxt;
}

/* After each segment: what comes next will be like it. */
ALWAYS_INLINE void
note_learn(struct note_state *st, const struct segment *s, enum direction dir, uint8_t kind)
{
	struct note_end *e = &st->end[dir];

	st->ns = s->time_ns;
	st->packet = s->packet;
	e->nxt = note_nxt(s, e->nxt);
	e->tsval = s->tsval;
	e->window = s->window;
	e->id_step = s->ip_id != e->ip_id;
	e->ip_id = s->ip_id;
	e->ttl = s->ttl;
	e->kind = kind;
}

/*
 * If all before it were fresh, none of them is alike in all, and so it is no copy of one:
 * numbers go on, or, where it takes none, IP id or clock do and neither goes back. Of some
 * thousand segments; the bounds keep what adds up below 2^32, and a journal has fewer than
 * there are ids.
 */
#define NOTE_TICKS_MAX (1u << 16)
ALWAYS_INLINE bool
note_is_fresh(const struct note_end *e, const struct segment *s)
{
	uint32_t ticks = s->tsval - e->tsval;

	if (!(s->known & SEG_HAS_SEQ))
		return false;
	if (UNLIKELY(e->kind == NOTE_KIND_NONE))
		return true;
	if (s->seq != e->nxt)
		return false;
	if (s->len || s->flags & (TCP_SYN | TCP_FIN))
		return s->len <= UINT16_MAX;
	return s->ip_id == (uint16_t)(e->ip_id + e->id_step) && ticks < NOTE_TICKS_MAX &&
	       (ticks | e->id_step);
}

/* Of how many bits it is, 0 to 32: the length that holds it. */
static const struct note_length {
	uint8_t code, bytes;
} note_lengths[33] = {
	{ 0, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 },
	{ 2, 2 }, { 2, 2 }, { 2, 2 }, { 2, 2 }, { 2, 2 }, { 2, 2 }, { 2, 2 }, { 2, 2 }, { 3, 4 },
	{ 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 },
	{ 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 }, { 3, 4 },
};
/* … by code: its bytes. */
static const uint8_t note_bytes[4] = { 0, 1, 2, 4 };

ALWAYS_INLINE struct note_length
note_length(uint32_t v)
{
	return note_lengths[__builtin_clzll((uint64_t)v << 1 | 1) ^ 63];
}

/* Times of most captures are in microseconds: 2 or 3 bytes of these, or 3 or 4 of nanoseconds. */
#define NOTE_BYTES_3_MAX (((uint64_t)1 << 24) - 1)
static_assert(UINT32_MAX / NS_PER_US <= NOTE_BYTES_3_MAX, "all that is near has room");
static const struct {
	uint16_t unit_ns;
	uint8_t bytes;
} note_times[4] = { { NS_PER_US, 2 }, { NS_PER_US, 3 }, { 1, 3 }, { 1, 4 } };

/* ns: near, else what is returned and set is not read. */
ALWAYS_INLINE unsigned
note_time(uint64_t ns, uint32_t *ret)
{
	uint64_t us = ns / NS_PER_US;

	if (LIKELY(us * NS_PER_US == ns)) {
		*ret = (uint32_t)us;
		return us > UINT16_MAX;
	}
	*ret = (uint32_t)ns;
	return 2 + (ns > NOTE_BYTES_3_MAX);
}

ALWAYS_INLINE uint8_t *
note_put_bytes(uint8_t *at, uint32_t v, unsigned bytes)
{
	memcpy(at, &v, sizeof v);
	return at + bytes;
}

ALWAYS_INLINE uint8_t *
note_put_length(uint8_t *at, uint32_t v, unsigned shift, unsigned *codes)
{
	struct note_length n = note_length(v);

	*codes |= (unsigned)n.code << shift;
	return note_put_bytes(at, v, n.bytes);
}

ALWAYS_INLINE unsigned
note_if(bool is, unsigned bit)
{
	return is * bit;
}

/* Beyond 4 s or 2^32 packets both are told as they are. */
ALWAYS_INLINE bool
note_is_far(const struct note_state *st, const struct segment *s)
{
	uint64_t ns = (uint64_t)s->time_ns - (uint64_t)st->ns;

	return (ns | (s->packet - st->packet)) >> 32;
}

/* Whether something else of the third byte is needed. */
ALWAYS_INLINE bool
note_is_rare(const struct note_end *e, const struct segment *s, enum copy copy)
{
	return (s->seq ^ e->nxt) | (unsigned)(s->ttl ^ e->ttl) |
	       (uint16_t)(s->ip_id - e->ip_id - e->id_step) | s->nsack | (unsigned)copy;
}

static inline unsigned
note_rare(const struct note_end *e, const struct segment *s, enum copy copy)
{
	return note_if(s->seq != e->nxt, NOTE_SEQ) | note_if(s->ttl != e->ttl, NOTE_TTL) |
	       note_if(s->ip_id != (uint16_t)(e->ip_id + e->id_step), NOTE_ID) |
	       note_if(s->nsack, NOTE_BLOCKS) | (unsigned)copy << NOTE_COPY_SHIFT;
}

/* What the third byte tells of. */
static __attribute__((noinline)) uint8_t *
note_put_rare(uint8_t *at, const struct segment *s, unsigned rare)
{
	if (rare & NOTE_SEQ)
		at = note_put_bytes(at, s->seq, 4);
	if (rare & NOTE_TTL)
		*at++ = s->ttl;
	if (rare & NOTE_ID)
		at = note_put_bytes(at, s->ip_id, 2);
	if (rare & NOTE_FAR) {
		memcpy(at, &s->time_ns, 8);
		memcpy(at + 8, &s->packet, 8);
		at += 16;
	}
	if (rare & NOTE_BLOCKS) {
		*at++ = s->nsack;
		memcpy(at, s->sack, s->nsack * sizeof s->sack[0]);
		at += s->nsack * sizeof s->sack[0];
	}
	return at;
}

/* When it came, and where in the capture: how long that is, as bits of the first byte. */
ALWAYS_INLINE unsigned
note_put_when(uint8_t **at, uint64_t ns, uint64_t packets)
{
	unsigned packets_code = ((unsigned)__builtin_clz((uint32_t)packets | 1) ^ 31) / 8;
	uint32_t time;
	unsigned time_code = note_time(ns, &time);

	*at = note_put_bytes(*at, time, note_times[time_code].bytes);
	*at = note_put_bytes(*at, (uint32_t)packets, 1 + packets_code);
	return time_code << NOTE_TIME_SHIFT | packets_code << NOTE_PACKETS_SHIFT;
}

/* What each note has; from at on, behind the third byte if there is one. */
ALWAYS_INLINE uint8_t *
note_put_usual(uint8_t *to, uint8_t *at, const struct note_state *st, const struct segment *s,
	       enum direction dir, uint8_t kind, unsigned bits, uint64_t packets)
{
	const struct note_end *e = &st->end[dir], *o = &st->end[!dir];
	unsigned new_kind = kind != e->kind, new_window = s->window != e->window, codes = 0;

	bits |= note_put_when(&at, (uint64_t)s->time_ns - (uint64_t)st->ns, packets);
	at = note_put_length(at, s->len, NOTE_LEN_SHIFT, &codes);
	at = note_put_length(at, s->tsval - e->tsval, NOTE_TSVAL_SHIFT, &codes);
	at = note_put_length(at, o->nxt - s->ack, NOTE_ACK_SHIFT, &codes);
	at = note_put_length(at, o->tsval - s->tsecr, NOTE_TSECR_SHIFT, &codes);
	*at = kind;
	at += new_kind;
	memcpy(at, &s->window, sizeof s->window);
	at += new_window * sizeof s->window;
	to[0] = (uint8_t)(bits | note_if(dir == S2C, NOTE_FROM_SERVER) | new_kind * NOTE_KIND |
			  new_window * NOTE_WINDOW);
	to[1] = (uint8_t)codes;
	return at;
}

/* The same of one that needs the third byte. */
static __attribute__((noinline)) size_t
note_put_with_rare(uint8_t *to, const struct note_state *st, const struct segment *s,
		   enum direction dir, uint8_t kind, enum copy copy)
{
	bool far = note_is_far(st, s);
	uint64_t packets = far ? 0 : s->packet - st->packet;
	unsigned rare = note_rare(&st->end[dir], s, copy) | note_if(far, NOTE_FAR);
	uint8_t *at;

	to[2] = (uint8_t)rare;
	at = note_put_usual(to, to + 3, st, s, dir, kind, NOTE_RARE, packets);
	return (size_t)(note_put_rare(at, s, rare) - to);
}

/*
 * Write s at to, where there is room for NOTE_BYTES_MAX and NOTE_SLACK; how many bytes. Then
 * let the state learn it.
 */
ALWAYS_INLINE size_t
note_put(uint8_t *to, const struct note_state *st, const struct segment *s, enum direction dir,
	 uint8_t kind, enum copy copy)
{
	uint8_t *end;

	if (UNLIKELY(note_is_rare(&st->end[dir], s, copy) || note_is_far(st, s)))
		return note_put_with_rare(to, st, s, dir, kind, copy);
	end = note_put_usual(to, to + 2, st, s, dir, kind, 0, s->packet - st->packet);
	return (size_t)(end - to);
}

/* It was written with COPY_NO, and is one. */
static inline void
note_is_copy(uint8_t *at)
{
	at[2] = (uint8_t)(at[2] + ((COPY_YES - COPY_NO) << NOTE_COPY_SHIFT));
}

/* The other way: what was known when the next one was written, and the latest of both ends. */
struct note_reader {
	const struct kinds *kinds;
	const uint8_t *at;
	int64_t ns;
	uint64_t packet;
	struct segment latest[2];
	uint32_t nxt[2];
	uint8_t id_step[2];
};

struct note_whose {
	enum direction dir;
	enum copy copy;
};

/* at: the first of them, written against a state of that time. */
static inline void
note_reader_init(struct note_reader *r, const struct kinds *kinds, int64_t ns,
		 const struct endpoint *client, const struct endpoint *server, const uint8_t *at)
{
	clear(r, sizeof *r);
	r->kinds = kinds;
	r->ns = ns;
	r->at = at;
	r->latest[C2S].src = r->latest[S2C].dst = *client;
	r->latest[C2S].dst = r->latest[S2C].src = *server;
}

ALWAYS_INLINE uint32_t
note_get_bytes(const uint8_t **at, unsigned bytes)
{
	static const uint32_t masks[5] = { 0, 0xff, 0xffff, 0xffffff, 0xffffffff };
	uint32_t v;

	memcpy(&v, *at, sizeof v);
	*at += bytes;
	return v & masks[bytes];
}

ALWAYS_INLINE uint32_t
note_get_length(const uint8_t **at, unsigned codes, unsigned shift)
{
	return note_get_bytes(at, note_bytes[codes >> shift & 3]);
}

static __attribute__((noinline)) const uint8_t *
note_get_rare(const uint8_t *at, struct segment *s, unsigned rare)
{
	if (rare & NOTE_SEQ)
		s->seq = note_get_bytes(&at, 4);
	if (rare & NOTE_TTL)
		s->ttl = *at++;
	if (rare & NOTE_ID)
		s->ip_id = (uint16_t)note_get_bytes(&at, 2);
	if (rare & NOTE_FAR) {
		memcpy(&s->time_ns, at, 8);
		memcpy(&s->packet, at + 8, 8);
		at += 16;
	}
	if (rare & NOTE_BLOCKS) {
		s->nsack = *at++;
		memcpy(s->sack, at, s->nsack * sizeof s->sack[0]);
		at += s->nsack * sizeof s->sack[0];
	}
	return at;
}

/* The next one: it is the latest of its end. */
ALWAYS_INLINE struct note_whose
note_get(struct note_reader *r)
{
	const uint8_t *at = r->at;
	unsigned bits = at[0], codes = at[1], rare = bits & NOTE_RARE ? at[2] : 0u;
	enum direction dir = bits & NOTE_FROM_SERVER ? S2C : C2S;
	unsigned time_code = bits >> NOTE_TIME_SHIFT & 3;
	struct segment *s = &r->latest[dir];
	uint16_t ip_id = s->ip_id;

	at += 2 + (rare > 0);
	s->time_ns = r->ns + (int64_t)note_get_bytes(&at, note_times[time_code].bytes) *
				     note_times[time_code].unit_ns;
	s->packet = r->packet + note_get_bytes(&at, 1 + (bits >> NOTE_PACKETS_SHIFT & 3));
	s->len = note_get_length(&at, codes, NOTE_LEN_SHIFT);
	s->tsval += note_get_length(&at, codes, NOTE_TSVAL_SHIFT);
	s->ack = r->nxt[!dir] - note_get_length(&at, codes, NOTE_ACK_SHIFT);
	s->tsecr = r->latest[!dir].tsval - note_get_length(&at, codes, NOTE_TSECR_SHIFT);
	s->seq = r->nxt[dir];
	s->ip_id = (uint16_t)(ip_id + r->id_step[dir]);
	if (UNLIKELY(s->nsack)) /* else not written: it is read soon, with what is beside it */
		s->nsack = 0;
	if (bits & NOTE_KIND)
		kinds_put(r->kinds, *at++, s);
	if (bits & NOTE_WINDOW) {
		memcpy(&s->window, at, sizeof s->window);
		at += sizeof s->window;
	}
	if (UNLIKELY(rare))
		at = note_get_rare(at, s, rare);
	r->at = at;
	r->ns = s->time_ns;
	r->packet = s->packet;
	r->nxt[dir] = note_nxt(s, r->nxt[dir]);
	r->id_step[dir] = s->ip_id != ip_id;
	return (struct note_whose){ dir, (enum copy)(rare >> NOTE_COPY_SHIFT) };
}

#endif
