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

#include "tcp/kinds.h"
#include "tcp/track.h"

/* What one end's next segment is held against. */
struct note_end {
	uint32_t nxt; /* where its latest segment ended, SYN and FIN counted */
	uint32_t tsval;
	uint16_t window, ip_id;
	uint8_t ttl, kind;
	bool id_stays; /* as where it is always 0: else the next is one more */
	uint8_t unused;
};

struct note_state {
	int64_t ns;
	uint64_t packet;
	struct note_end end[2]; /* by enum direction */
};
static_assert(sizeof(struct note_state) == 48, "dense");

/* The two bytes: bits, then how long what differs is. */
enum {
	NOTE_FROM_SERVER = 1 << 0,
	NOTE_RARE = 1 << 1,
	NOTE_KIND = 1 << 2,
	NOTE_WINDOW = 1 << 3,
	NOTE_TIME_SHIFT = 4,
	NOTE_PACKETS_SHIFT = 6,
	NOTE_LEN_SHIFT = 8,
	NOTE_TSVAL_SHIFT = 10,
	NOTE_ACK_SHIFT = 12,
	NOTE_TSECR_SHIFT = 14,
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

/* After each segment: what comes next will be like it. */
ALWAYS_INLINE void
note_learn(struct note_state *st, const struct segment *s, enum direction dir, uint8_t kind)
{
	struct note_end *e = &st->end[dir];
	uint32_t flags_take = (s->flags & TCP_SYN ? 1 : 0) + (s->flags & TCP_FIN ? 1 : 0);

	st->ns = s->time_ns;
	st->packet = s->packet;
	if (LIKELY(s->known & SEG_HAS_SEQ))
		e->nxt = s->seq + s->len + flags_take;
	e->tsval = s->tsval;
	e->window = s->window;
	e->id_stays = s->ip_id == e->ip_id;
	e->ip_id = s->ip_id;
	e->ttl = s->ttl;
	e->kind = kind;
}

/* 0, 1, 2 or 4 bytes hold v. */
ALWAYS_INLINE unsigned
note_length(uint32_t v)
{
	return (unsigned)(v > 0) + (v > UINT8_MAX) + (v > UINT16_MAX);
}

ALWAYS_INLINE unsigned
note_length_bytes(unsigned code)
{
	return 0x4210u >> 4 * (code & 3) & 7;
}

/*
 * Times of most captures are in microseconds: 2 or 3 bytes of these, up to 16 s, or 3 or 4 of
 * nanoseconds, up to 4 s.
 */
#define NOTE_US_MAX (((uint64_t)1 << 24) - 1)

ALWAYS_INLINE unsigned
note_time_bytes(unsigned code)
{
	return 0x4332u >> 4 * (code & 3) & 7;
}

ALWAYS_INLINE unsigned
note_time(uint64_t ns, uint32_t *ret)
{
	uint64_t us = ns / 1000;

	if (LIKELY(us * 1000 == ns && us <= NOTE_US_MAX)) {
		*ret = (uint32_t)us;
		return us > UINT16_MAX;
	}
	*ret = (uint32_t)ns;
	return 2 + (ns > NOTE_US_MAX);
}

ALWAYS_INLINE uint8_t *
note_put_bytes(uint8_t *at, uint32_t v, unsigned bytes)
{
	memcpy(at, &v, sizeof v);
	return at + bytes;
}

static inline uint8_t *
note_put_blocks(uint8_t *at, const struct segment *s)
{
	*at++ = s->nsack;
	memcpy(at, s->sack, s->nsack * sizeof s->sack[0]);
	return at + s->nsack * sizeof s->sack[0];
}

/* What the third byte tells of. */
static inline uint8_t *
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
	if (rare & NOTE_BLOCKS)
		at = note_put_blocks(at, s);
	return at;
}

ALWAYS_INLINE unsigned
note_if(bool is, unsigned bit)
{
	return is * bit;
}

/*
 * Write s at to, where there is room for NOTE_BYTES_MAX and NOTE_SLACK; how many bytes. Then
 * let the state learn it.
 */
ALWAYS_INLINE size_t
note_put(uint8_t *to, const struct note_state *st, const struct segment *s, enum direction dir,
	 uint8_t kind, enum copy copy)
{
	const struct note_end *e = &st->end[dir], *o = &st->end[!dir];
	uint64_t ns = (uint64_t)s->time_ns - (uint64_t)st->ns, packets = s->packet - st->packet;
	uint32_t tsval = s->tsval - e->tsval, ack = o->nxt - s->ack, tsecr = o->tsval - s->tsecr;
	unsigned rare = note_if(s->seq != e->nxt, NOTE_SEQ) | note_if(s->ttl != e->ttl, NOTE_TTL) |
			note_if(s->ip_id != (uint16_t)(e->ip_id + !e->id_stays), NOTE_ID) |
			note_if(s->nsack, NOTE_BLOCKS) | (unsigned)copy << NOTE_COPY_SHIFT;
	unsigned time_code, packets_code, mask;
	uint8_t *at = to + 2;
	uint32_t time;

	time_code = note_time(ns, &time);
	if (UNLIKELY((ns > UINT32_MAX && time_code == 3) || packets > UINT32_MAX)) {
		rare |= NOTE_FAR;
		packets = 0;
	}
	packets_code = (unsigned)(packets > UINT8_MAX) + (packets > UINT16_MAX) +
		       (packets > 0xffffff);
	mask = note_if(dir == S2C, NOTE_FROM_SERVER) | note_if(rare, NOTE_RARE) |
	       note_if(kind != e->kind, NOTE_KIND) | note_if(s->window != e->window, NOTE_WINDOW) |
	       time_code << NOTE_TIME_SHIFT | packets_code << NOTE_PACKETS_SHIFT |
	       note_length(s->len) << NOTE_LEN_SHIFT | note_length(tsval) << NOTE_TSVAL_SHIFT |
	       note_length(ack) << NOTE_ACK_SHIFT | note_length(tsecr) << NOTE_TSECR_SHIFT;
	to[0] = (uint8_t)mask;
	to[1] = (uint8_t)(mask >> 8);
	*at = (uint8_t)rare;
	at += rare > 0;
	at = note_put_bytes(at, time, note_time_bytes(time_code));
	at = note_put_bytes(at, (uint32_t)packets, 1 + packets_code);
	at = note_put_bytes(at, s->len, note_length_bytes(mask >> NOTE_LEN_SHIFT));
	at = note_put_bytes(at, tsval, note_length_bytes(mask >> NOTE_TSVAL_SHIFT));
	at = note_put_bytes(at, ack, note_length_bytes(mask >> NOTE_ACK_SHIFT));
	at = note_put_bytes(at, tsecr, note_length_bytes(mask >> NOTE_TSECR_SHIFT));
	*at = kind;
	at += kind != e->kind;
	at = note_put_bytes(at, s->window, 2 * (s->window != e->window));
	if (UNLIKELY(rare))
		at = note_put_rare(at, s, rare);
	return (size_t)(at - to);
}

/* It was written with COPY_NO, and is one. */
static inline void
note_is_copy(uint8_t *at)
{
	at[2] = (uint8_t)(at[2] + ((COPY_YES - COPY_NO) << NOTE_COPY_SHIFT));
}

/* The other way: */

ALWAYS_INLINE uint32_t
note_get_bytes(const uint8_t **at, unsigned bytes)
{
	uint32_t v;

	memcpy(&v, *at, sizeof v);
	*at += bytes;
	return v & (uint32_t)(((uint64_t)1 << 8 * bytes) - 1);
}

ALWAYS_INLINE uint32_t
note_get_length(const uint8_t **at, unsigned code)
{
	return note_get_bytes(at, note_length_bytes(code));
}

static inline const uint8_t *
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

struct note_whose {
	enum direction dir;
	enum copy copy;
};

/*
 * What note_put wrote at *at, where the state was then as it is now; the state learns it. segs
 * are the latest of both ends, in the first instance with nothing but src and dst: by
 * direction, one of them is the next one then.
 */
ALWAYS_INLINE struct note_whose
note_get(const uint8_t **at, struct note_state *st, const struct kinds *kinds,
	 struct segment segs[2])
{
	unsigned mask = (*at)[0] | (unsigned)(*at)[1] << 8, rare = mask & NOTE_RARE ? (*at)[2] : 0u;
	enum direction dir = mask & NOTE_FROM_SERVER ? S2C : C2S;
	const struct note_end *e = &st->end[dir], *o = &st->end[!dir];
	unsigned time_code = mask >> NOTE_TIME_SHIFT & 3;
	struct segment *s = &segs[dir];
	uint8_t kind = e->kind;

	*at += rare ? 3 : 2;
	s->time_ns = st->ns + (int64_t)note_get_bytes(at, note_time_bytes(time_code)) *
				      (time_code < 2 ? 1000 : 1);
	s->packet = st->packet + note_get_bytes(at, 1 + (mask >> NOTE_PACKETS_SHIFT & 3));
	s->len = note_get_length(at, mask >> NOTE_LEN_SHIFT);
	s->tsval = e->tsval + note_get_length(at, mask >> NOTE_TSVAL_SHIFT);
	s->ack = o->nxt - note_get_length(at, mask >> NOTE_ACK_SHIFT);
	s->tsecr = o->tsval - note_get_length(at, mask >> NOTE_TSECR_SHIFT);
	s->seq = e->nxt;
	s->ip_id = (uint16_t)(e->ip_id + !e->id_stays);
	s->nsack = 0;
	if (mask & NOTE_KIND) {
		kind = *(*at)++;
		kinds_put(kinds, kind, s);
	}
	if (mask & NOTE_WINDOW)
		s->window = (uint16_t)note_get_bytes(at, 2);
	if (rare)
		*at = note_get_rare(*at, s, rare);
	note_learn(st, s, dir, kind);
	return (struct note_whose){ dir, (enum copy)(rare >> NOTE_COPY_SHIFT) };
}

#endif
