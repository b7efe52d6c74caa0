/*
 * track.h - what the tracker remembers of a connection beyond what it tells
 *
 * All in here is private to src/tcp. Sequence numbers are unwrapped (seq.h).
 */
#ifndef CRUX_TCP_TRACK_H
#define CRUX_TCP_TRACK_H

#include "tcp/seq.h"
#include "tcp/tcp.h"
#include "tcp/why.h"

#define NO_RECORD UINT64_MAX

/*
 * A sender knows of an ACK only after it has travelled there. near_ns is the
 * round trip between the capture point and an end: 0 when captured on it.
 */
#define TRAILS_FIRST 8
#define TRAILS_MAX 128
struct trail { /* an ACK, as the other end will learn of it */
	int64_t ns;
	uint32_t tsval;
	bool has_ts;
	uint64_t ack, edge; /* edge: ack + window, the last byte allowed + 1 */
};

/* A data segment in flight. */
struct sent {
	uint64_t seq, end;
	int64_t first_ns, last_ns;
	uint64_t first_packet, last_packet;
	uint32_t tsval_first, tsval_last;
	uint16_t ip_id, ip_id_last; /* of the first and the latest transmission */
	uint8_t transmissions;	    /* saturates */
	bool sacked;
	bool lost_by_rto; /* a timeout declared it lost: sent again as ACKs return */
	bool has_ip;
	uint8_t ttl;
};

/* Bytes below snd_max that never passed the capture point (so far). */
#define HOLES_MAX 64
struct hole {
	uint64_t seq, end;
	int64_t since_ns;
	uint64_t since_packet; /* the segment behind it */
	uint32_t tsval_after;
	uint16_t ip_id_before, ip_id_after;
	bool has_ts, has_ip;
	bool sacked; /* the receiver has it: the capture lost it */
	uint64_t packets_after;
};

/* A retransmission whose need is not settled. */
#define REPEATS_MAX 64
struct repeat {
	uint64_t seq, end, packet;
	int64_t ns, acked_ns;
	uint64_t record; /* its judged record */
	uint32_t tsval;
	uint32_t event; /* number of its loss event */
	uint8_t class;	/* the kind, were it needed */
	bool has_ts, acked, settled, original_never_passed;
};

struct fingerprint { /* to know a second copy of the same packet */
	uint32_t seq, ack, len, tsval, tsecr;
	uint16_t ip_id, window;
	uint8_t flags, ttl, nsack;
	uint16_t interface;
	uint64_t packet;
	int64_t ns;
};
/* Copies of ACKs come at once; those of data are found on the scoreboard too. */
#define FINGERPRINTS 4

/* What the ledger charged for one thing since it began, so that it can be moved. */
struct charge {
	int64_t since_ns, ns;
	uint64_t since_packet;
	uint32_t stretches; /* begun since then */
};

/* One sender, seen from the capture point. */
struct half_track {
	uint32_t print_hash[FINGERPRINTS]; /* of prints: most packets look no further */
	uint32_t prints_n;
	struct sent *sent; /* ring of sent_cap (a power of two), sorted by seq */
	uint32_t sent_head, sent_n, sent_cap;
	uint32_t holes_n;
	struct hole *holes; /* HOLES_MAX, NULL until the first */
	struct repeat *repeats;
	uint32_t repeats_n; /* all so far: index modulo REPEATS_MAX */
	uint64_t sacked_bytes;
	uint64_t high_sacked; /* right edge of the highest SACK block */

	bool started;	     /* snd_max is meaningful */
	bool ack_started;    /* the other side has acknowledged something */
	bool accepted;	     /* it has sent a SYN-ACK */
	uint32_t dup_acks;   /* for this sender's data, in a row */
	int64_t last_ack_ns; /* of an ACK for this sender's data */
	int64_t last_tx_ns;  /* of data or FIN */
	int64_t last_advance_ns;
	uint64_t last_ack64; /* highest this half acknowledged, as a receiver */
	uint32_t ts_max;
	bool has_ts_max;
	uint16_t ip_id_last;
	uint32_t ip_id_up, ip_id_odd; /* steps of the id by 1 to 64, and all others */
	uint16_t window_last;
	bool window_seen, window_shut;
	int64_t window_shut_ns;

	/* recovery of this sender's losses */
	bool recovering, by_timeout;
	uint64_t recover_end; /* snd_max when it began */
	uint32_t event;	      /* number of the latest event */
	uint32_t event_repeats, event_unneeded, event_adjacent;
	uint64_t event_flight_bytes;
	int64_t event_rtt_ns;	  /* 0 unknown */
	struct charge event_time; /* charged to loss recovery for it */
	bool disorder;		  /* SACKed above a hole, not yet repaired */
	uint64_t disorder_end;
	struct charge disorder_time; /* charged to reordering since then */

	/* growth of the window, by rounds */
	bool slow_start;
	uint64_t round_end, round_max, last_round_max;
	uint64_t flat_base;
	uint32_t flat_rounds, slow_rounds;

	int64_t near_ns;	 /* least round trip capture point - this end; TIME_NONE unknown */
	int64_t near_lately_ns;	 /* smoothed, 0 unknown */
	uint64_t known_at_tx;	 /* the highest ACK it knew when it last sent */
	struct mind_track *mind; /* NULL until it has sent some (mind.c) */
	uint64_t first_flight_bytes;   /* before its first ACK */
	struct trail *trails;	       /* ACKs for this sender: a ring of trails_cap */
	uint32_t trails_n, trails_cap; /* all so far; a power of two */

	int64_t request_last_ns; /* this half's last data before the other's turn */
	bool last_was_small;	 /* last data segment was below an MSS */
	int64_t ack_wait_ns;	 /* how long the last emptying ACK took */
	int64_t emptied_ns;	 /* when all of this half's data was acknowledged */
	uint64_t burst_bytes;
	uint64_t keep_alive_packet;
	uint64_t probe_end; /* behind the byte of a window probe, which may not be taken; 0 none */
	uint8_t first_flags;
	uint64_t good_checksums;
	struct fingerprint prints[FINGERPRINTS];
};

struct conn_track {
	struct half_track h[2];
	int64_t settled_ns; /* the ledger is decided up to here */
	uint64_t settled_packet;
	int64_t now_ns; /* latest time, never backward */
	uint64_t now_packet;
	int8_t last_data_dir;	      /* -1 before data */
	uint64_t unacceptable_packet; /* to be answered by an ACK */
	uint64_t doubted_reset;	      /* the RST that its receiver may not believe, 0 none */
	uint8_t state_before[2];      /* that RST, by enum direction */
	struct conn *next_spare;
	uint32_t index; /* in the table */
	bool waits;	/* closed, in the queue of those */
	bool dead;
	uint8_t ledger_last; /* account of the latest stretch */
	uint8_t ledger_last_dir;
	struct episode open; /* the stretch being extended, to_ns 0 none */
};

struct tracker;

/* Both in one piece: where one is, the other's address is known without a read. */
struct conn_block {
	struct conn conn;
	struct conn_track track;
};

static inline const struct conn_track *
track_of_block(const struct conn *c)
{
	return &((const struct conn_block *)c)->track;
}

static inline struct conn_track *
track_of(const struct conn *c)
{
	return c->private;
}

/* The judged record of a number, NULL when it is delivered or was never kept. */
struct judged *tracker_record(struct tracker *t, uint64_t record);
void *tracker_pool_get(struct tracker *t, size_t bytes, size_t *ret_bytes);
void tracker_pool_put(struct tracker *t, void *p, size_t bytes);
struct arena *tracker_arena(struct tracker *t);

/* What one segment is in the light of its connection; filled step by step. */
struct look {
	struct tracker *t;
	struct conn *c;
	struct conn_track *k;
	const struct segment *s;
	enum direction dir; /* of the segment */
	struct half *x, *y; /* its sender, and the other */
	struct half_track *xt, *yt;
	uint64_t seq, end, ack; /* unwrapped; end counts SYN and FIN */
	uint64_t acked_bytes;	/* newly acknowledged of y's data */
	uint64_t unseen_bytes;	/* of it, not in this capture */
	bool unacceptable;	/* its ACK is for what was never sent */
	bool was_shut[2];	/* the window of each end, before this segment */
	bool has_ack, ack_advances, sacks_new, dsack, window_changed;
	uint64_t window_bytes;
	uint64_t new_bytes;	/* payload never sent before, as far as seen */
	struct trail view;	/* what x knew of y's ACKs when it sent this */
	uint64_t flight_before; /* of x, as x saw it, before this segment */
	bool sends;		/* carries data or FIN that is new or a repeat */
	int64_t now_ns;		/* never backward */
	bool timed;
	struct {
		uint8_t account; /* ACCOUNT_COUNT: to be decided by what comes next */
		uint8_t dir;	 /* the sender concerned */
	} before;
	struct judged j; /* the verdict under way */
	uint64_t record; /* its record's number */
};

/* sent.c: the scoreboard */
void sent_add(struct look *l, uint64_t seq, uint64_t end);
struct sent *sent_at(struct half_track *xt, uint32_t i);
/* First entry that ends after seq; sent_n when there is none. */
uint32_t sent_find(const struct half_track *xt, uint64_t seq);
/* Take away all that ends at or below ack; the RTT sample it gives, or 0. */
int64_t sent_acked(struct look *l, uint64_t ack);
/* Mark a SACKed range; the bytes newly marked. */
uint64_t sent_sacked(struct half_track *xt, uint64_t left, uint64_t right);
void sent_free(struct tracker *t, struct half_track *xt);

/* holes.c: what never passed here */
void hole_add(struct look *l, uint64_t seq, uint64_t end);
/* The hole that holds seq, or NULL. */
struct hole *hole_at(struct half_track *xt, uint64_t seq);
void hole_fill(struct half_track *xt, uint64_t seq, uint64_t end);
/* Holes below ack are acknowledged: the capture missed them. Bytes. */
uint64_t holes_acked(struct half_track *xt, uint64_t ack);
uint64_t holes_bytes(const struct half_track *xt, uint64_t seq, uint64_t end);

void trails_free(struct tracker *t, struct half_track *xt);

/* repeat.c: retransmissions, their kind and need */
void repeat_judge(struct look *l);
void repeat_on_ack(struct look *l);
void repeat_on_dsack(struct look *l, uint64_t left, uint64_t right);
/* This segment is older than a repeat of the same bytes: mark that one. */
bool repeat_original_came(struct look *l);
/* A loss event of the half is over or never was: add it to the statistics. */
void repeat_event_close(struct conn *c, enum direction dir);
void repeat_finish(struct tracker *t, struct conn *c);

/* classify.c: the byte of a window probe was taken after all */
void probe_taken(struct half *x, struct half_track *xt);

/* acks.c: what an ACK says of the other side's data */
void acks_take(struct look *l);

/* view.c: where the capture was taken, and what a sender knows when */
void view_trail(struct look *l);
/*
 * The newest ACK that dir's sender knows: when it sent s, told by the time stamp
 * that s echoes; or, s being NULL or without one, at a time, by near_ns.
 */
struct trail view_of(const struct conn *c, enum direction dir, int64_t ns, const struct segment *s);
/* The round trip between the capture point and an end, as it was of late. */
int64_t view_near_lately_ns(const struct conn *c, enum direction dir);
/* This segment of x follows an ACK at once: so far is x away. */
void view_echo(struct look *l);
void view_handshake(struct look *l);
void view_near(struct look *l);
/* This data would overrun the window of seen: x knew of a newer ACK, and is nearer. */
struct trail view_window(struct look *l, struct trail seen);
enum vantage view_vantage(const struct conn *c);
int64_t view_near_ns(const struct conn *c, enum direction dir);

/* classify.c */
void classify(struct look *l);

/* states.c */
void states_step(struct look *l);

/* The round trip between both ends, 0 unknown. */
int64_t view_path_ns(const struct conn *c);

/* rtt.c */
void rtt_sample(struct half *x, int64_t ns, bool loaded);

/* ledger.c */
/* Charge the time up to this segment, which is judged, and learn from it. */
void ledger_step(struct look *l);
/* What the ledger needs to know of the time before this segment; call first. */
void ledger_look(struct look *l);
void ledger_finish(struct conn *c);
/* What dir was charged for, from's, was to's after all; the charge is then none. */
void ledger_move(struct conn *c, enum account from, enum account to, enum direction dir,
		 struct charge *charge);

#endif
