/*
 * pairing.h - what the files of the pairing share
 */
#ifndef CRUX_TCP_PAIRING_H
#define CRUX_TCP_PAIRING_H

#include "tcp/tcp.h"
#include "tcp/why.h"

struct kept {
	struct judged j;
	struct fate fate;
	uint8_t score; /* how good the pair was that fate is from, 0: not as its sender's */
};

/* Segments that one end of one connection sent, as one input holds them. */
struct stream {
	struct kept **v;
	size_t n;
};

/* One connection in one input. */
struct pair_view {
	const struct conn *conn;
	struct stream way[2]; /* by the view's own enum direction */
	uint32_t input;
	bool paired; /* in the pair of inputs under way */
};

/* Where a segment is in the other stream: indexes + 1, 0 none. */
struct met {
	uint32_t first, last;
	uint32_t bytes; /* of it that are there */
	bool alone;	/* it is one packet there, and that is this one only */
};

/* Packets of one direction: from the capture nearer the sender to the other. */
struct passage {
	struct stream *from, *to;
	const struct pair_view *from_view, *to_view;
	const char *from_name, *to_name;
	enum direction from_dir, to_dir; /* of each view's conn */
	struct met *out, *in;		 /* of from and to */
	uint64_t shift;			 /* seq64 of to = seq64 of from + shift */
	bool aligned;			 /* shift is known */
	/* of a device that rewrites numbers: to's are larger by so much, modulo 2^32 */
	uint32_t seq_rewritten, ack_rewritten;
	bool least_known; /* least_ns is */
	int64_t least_ns; /* of to's time minus from's */
	int64_t slack_ns; /* what drift and jitter may make of it */
	bool forward;	  /* from is the first input */
	bool placed;	  /* it is known that from stands nearer the sender */
};

/* A connection in two inputs. */
struct link {
	struct pair_view *a, *b;
	bool flipped;		   /* a's client is b's server */
	bool rewritten;		   /* the numbers are others there */
	struct passage passage[2]; /* by a's enum direction */
};

#define PAIR_DIFF_MAX_NS (10LL * 365 * 86400 * NS_PER_S)

static inline bool
kept_timed(const struct kept *k)
{
	return k->j.seg.known & SEG_HAS_TIME;
}

/* Copies by the capture are no packets of their own. */
static inline bool
kept_counts(const struct kept *k)
{
	return k->j.class != CLASS_CAPTURE_DUPLICATE && k->j.seg.known & SEG_HAS_SEQ &&
	       !(k->j.seg.known & SEG_RELATIVE);
}

static inline uint64_t
kept_end(const struct kept *k)
{
	return k->j.seq64 + k->j.seg.len + !!(k->j.seg.flags & TCP_SYN) +
	       !!(k->j.seg.flags & TCP_FIN);
}

/* pair_views.c: connections that inputs a and b share; returns how many, on arena. */
size_t pair_views_link(struct arena *arena, struct pair_view *a, size_t na, struct pair_view *b,
		       size_t nb, struct link **ret);

/* pair_match.c: fill out and in, on arena. */
void passage_match(struct arena *arena, struct passage *p);
/* By how much the numbers of from were rewritten on the way to to; 0 not at all, or unknown. */
uint32_t passage_rewriting(struct arena *scratch, struct passage *p);

/* pair_clock.c: one clock for all links of two inputs. scratch is given back. */
struct pair_span { /* when an input saw packets; by its own clock */
	int64_t from_ns, to_ns;
};
struct pair_clock pair_clock_find(struct arena *scratch, const struct link *links, size_t n);
/* How far ahead the second clock is at the time of the first. */
int64_t pair_clock_at(const struct pair_clock *c, int64_t first_ns);

/*
 * pair_fate.c: what became of each segment, and what that proves. score, from 1: how
 * near the two captures stand to the ends.
 */
void passage_judge(struct arena *scratch, struct passage *p, const struct pair_clock *clock,
		   const struct pair_span *from_span, const struct pair_span *to_span,
		   uint8_t score, struct pair_way *way);

/* pair_delay.c: delays of all passages that go one way between two inputs. */
void pair_delays(struct arena *scratch, const struct link *links, size_t n, bool forward,
		 const struct pair_clock *clock, struct pair_way *way);

#endif
