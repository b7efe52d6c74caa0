/*
 * track.h - what the tracker remembers of a connection beyond what it tells
 *
 * All in here is private to src/tcp. Sequence numbers are unwrapped (seq.h).
 */
#ifndef CRUX_TCP_TRACK_H
#define CRUX_TCP_TRACK_H

#include <assert.h>

#include "tcp/seq.h"
#include "tcp/tcp.h"
#include "tcp/why.h"

#define NO_RECORD UINT64_MAX

/*
 * A sender knows of an ACK only after it has travelled there. near_ns is the
 * round trip between the capture point and an end: 0 when captured on it.
 */
#define TRAILS_FIRST 2 /* a request and its answer need no more */
#define TRAILS_LEAST 8 /* so far back a ring goes in any case */
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
	uint8_t returned;	    /* of these, by ICMP errors */
	uint8_t ttl;
	bool sacked : 1;
	bool lost_by_rto : 1; /* a timeout declared it lost: sent again as ACKs return */
	bool has_ip : 1;
	uint8_t rest : 5; /* with it a whole byte is written, and not read before */
};
_Static_assert(sizeof(struct sent) == 64,
	       "as many bytes as a cache line: blocks of a power of two are full");

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

/* A retransmission, of which later proof may tell whether it was needed. */
#define REPEATS_FIRST 4
#define REPEATS_KEPT 128 /* so long a DSACK may come, also when the bytes have arrived */
#define REPEATS_MAX 4096 /* as many are under way at most: 6 MB sent again in one round trip */
struct repeat {
	uint64_t seq, end, packet;
	int64_t ns;
	uint64_t record; /* its judged record */
	uint32_t tsval;
	uint32_t event;	     /* number of its loss event */
	uint32_t told_bytes; /* of it that DSACKs have told of */
	uint64_t along_with; /* the ACK that reached past it for another's arrival, 0 none */
	uint8_t class;	     /* the kind, were it needed */
	bool has_ts, is_fin; /* a FIN alone: it counts for no statistics */
	bool arrived;	     /* an ACK or SACK says that the receiver has the bytes */
	bool unneeded, never_passed; /* never_passed: the original, at the capture point */
	bool known;		     /* that it was needed, when it came */
	bool same_tsval; /* as an earlier transmission: its echo does not tell them apart */
	bool soon;	 /* less than a round trip behind one of them: nothing could tell */
	bool unsure;	 /* needed, unless something older comes behind it */
};

/* A recovery that is over. */
#define LOSS_EVENTS_KEPT 4
struct loss_event {
	uint64_t flight_bytes;
	int64_t rtt_ns;
	uint32_t number, repeats, unneeded, adjacent;
	bool by_timeout;
};

#define THINK_BUCKETS COUNT_OF(((struct conn *)0)->think_histogram)
#define THINK_FIRST 4

/* Of the longest stretches that a connection keeps, where somebody asks. */
#define EPISODES_BYTES sizeof(struct episode[ACCOUNT_COUNT][EPISODES_KEPT])

struct copies;
struct tracker;

/* What the ledger charged for one thing since it began, so that it can be moved. */
struct charge {
	int64_t since_ns, ns;
	int64_t until_ns; /* 0: to this day */
	uint64_t since_packet;
	uint32_t stretches; /* begun since then */
};

/*
 * What few senders need: losses, shut windows, resets, marks. All of them share
 * half_rare_none, where nothing was seen, until something is written (rare_of).
 */
struct half_rare {
	/* counted: see struct half */
	uint64_t retransmissions, retransmitted_bytes;
	uint64_t fast, rto, tlp, unneeded, retransmissions_unknown;
	uint64_t out_of_order, late_max_packets;
	uint64_t capture_duplicates, keep_alives, window_probes;
	uint64_t solid_copies; /* copies of data and FINs, alike in all */
	uint64_t duplicate_acks, sack_blocks, dsacks;
	uint64_t sacks_outside, sacks_outside_packet;
	uint64_t zero_windows;
	int64_t zero_window_ns, zero_window_longest_ns;
	uint64_t resets, challenge_acks;
	struct rtt_stats echo;
	uint64_t reset_packet;
	int64_t reset_ns; /* of the first, if there was one */
	uint64_t ce, ece, cwr;
	uint64_t bad_checksums, over_mss;
	uint64_t acked_unseen_bytes, acked_unseen_events;
	uint64_t ahead; /* the highest number of a bare ACK beyond snd_max */
	uint64_t unacceptable_acks, after_reset;
	int64_t reset_off_bytes;
	uint64_t pauses, nagle_stalls;
	int64_t pause_ns, nagle_stall_ns;
	struct loss_stats loss;
	uint32_t rto_backoff, rto_backoff_max;
	uint8_t reset_kind, reset_ttl;
	uint8_t ace_last; /* with accurate ECN: the counter in its last packet, 0x80 known */
	bool by_timeout;
	bool no_probes;		 /* its timer has shown that it sends none */
	int64_t delivered_tx_ns; /* when the newest of what has arrived was sent (RACK.xmit_ts) */

	uint32_t holes_n;
	struct hole *holes;		 /* HOLES_MAX, NULL until the first */
	struct repeat *repeats;		 /* a ring of repeats_cap (a power of two) */
	uint32_t repeats_n, repeats_cap; /* all so far, less those that moved out */
	uint32_t repeats_open;		 /* of those kept, not arrived */
	uint64_t unsure_packet; /* behind the last repeat that older ones may come after, or 0 */
	uint32_t repeats_first_open; /* no later than the first of these */
	uint64_t repeats_top;	     /* where the highest of all so far ends */
	struct loss_event *events;   /* LOSS_EVENTS_KEPT that are over, NULL none */
	uint32_t events_n;	     /* all so far */

	uint32_t ghosts;      /* segments up to ghost_end that were lost before here */
	uint64_t ghost_end;   /* where they end, if they are of full size */
	uint8_t ghost_kind;   /* enum segment_class of their repeats */
	uint32_t ids_strange; /* steps of the IP id that nothing explains */

	uint32_t event; /* number of the latest recovery */
	uint32_t event_repeats, event_unneeded, event_adjacent;
	uint64_t event_flight_bytes, event_last_end; /* last_end: of its latest repeat */
	int64_t event_rtt_ns;			     /* 0 unknown */
	int64_t event_ns;			     /* its first repeat */
	struct charge event_time;		     /* charged to loss recovery for it */
	uint64_t recover_end;			     /* snd_max when it began */
	uint64_t disorder_end;
	struct charge disorder_time; /* charged to reordering since then */

	/* silence of the capture that ended with a hole, and whom it was charged to */
	struct charge gap_time; /* ns 0: none */
	uint64_t gap_seq;	/* the hole's */
	uint8_t gap_account, gap_dir;

	uint64_t sacked_bytes;
	uint64_t high_sacked; /* right edge of the highest SACK block */
	/* the latest blocks: all that was sent within them then is marked */
	struct block {
		uint64_t left, right;
	} sacked[SEG_SACK_MAX];
	int64_t window_shut_ns;
	uint64_t keep_alive_packet;
	uint64_t probe_end; /* behind the byte of a window probe, which may not be taken; 0 none */
	struct icmp_seen *icmp; /* from the tracker's pool */
	uint32_t ts_back_ticks;
	uint64_t ts_back_packet, ts_back_seq64, ts_back_segments;
};
extern const struct half_rare half_rare_none;

/*
 * One sender, seen from the capture point: what every packet or ACK touches.
 * Fields that struct half has as well mean the same. Bytes in flight are kept in
 * 32 bits and stay at the highest: no window is above 1 GiB (RFC 7323, 2.3), more
 * is seen only where the ACKs are not. Counts of 32 bits are those of which 2^32
 * would take a capture of hundreds of gigabytes of this one sender, and of which a
 * share or a mean is told.
 */
struct half_track {
	uint64_t packets, data_packets;
	uint64_t bytes, unique_bytes;
	uint64_t isn64, snd_una, snd_max;
	uint64_t fin_seq64; /* of the FIN, 0 none */
	uint64_t last_packet;
	uint64_t last_ack64;  /* highest this half acknowledged, as a receiver */
	uint32_t tsval;	      /* the newest */
	uint64_t known_at_tx; /* the highest ACK it knew when it last sent */
	uint64_t room_until;  /* up to here its window has room for a segment: ledger_window_full */

	bool started : 1;     /* snd_max is meaningful */
	bool ack_started : 1; /* the other side has acknowledged something */
	bool accepted : 1;    /* it has sent a SYN-ACK */
	bool have_tsval : 1;
	bool have_isn : 1, isn_relative : 1, sack_ok : 1, timestamps : 1, have_wscale : 1,
		options_known : 1;
	bool window_scale_unknown : 1;
	bool ttl_known : 1;
	bool window_seen : 1, window_shut : 1;
	bool window_steady : 1;	 /* not shut: the same number again changes nothing */
	bool last_was_small : 1; /* last data segment was below an MSS */
	bool last_was_new : 1;	 /* its last packet carried data not sent before */
	bool slow_start : 1;
	bool recovering : 1; /* from a loss */
	bool near_known : 1;
	bool disorder : 1;	       /* SACKed above a hole, not yet repaired */
	uint8_t wscale : 4, state : 4; /* at most 14 (RFC 7323, 2.3); enum tcp_state */
	uint8_t ttl, first_flags;
	uint16_t mss, mss_seen;
	uint16_t window_last, window_syn, ip_id_last;
	uint32_t window_bytes, window_min_bytes, window_max_bytes;
	uint32_t flight_last_bytes, flight_max_bytes;
	uint32_t first_flight_bytes; /* before its first ACK */
	uint32_t dup_acks;	     /* for this sender's data, in a row */
	uint32_t fins, pure_acks;
	uint32_t small_segments, full_segments, bursts;
	uint32_t ip_id_up, ip_id_odd; /* steps of the id by 1 to 64, and all others */
	uint32_t good_checksums, offloaded_checksums;

	int64_t first_data_ns, last_data_ns;
	int64_t last_send_ns;
	int64_t last_ack_ns; /* of an ACK for this sender's data */
	int64_t last_tx_ns;  /* of data or FIN */
	int64_t last_advance_ns;
	int64_t emptied_ns;  /* when all of this half's data was acknowledged */
	int64_t ack_wait_ns; /* how long the last emptying ACK took */
	int64_t fin_ns;
	int64_t near_ns;	/* least round trip capture point - this end; 0 unless near_known */
	int64_t near_lately_ns; /* smoothed, 0 unknown */
	struct rtt_stats rtt;
	int64_t rto_ns;

	/* growth of the window, by rounds */
	uint64_t round_end;
	uint32_t round_max_bytes, last_round_max_bytes, flat_base_bytes;
	uint8_t flat_rounds, slow_rounds; /* stay at UINT8_MAX */

	uint32_t trails_n;			     /* all so far */
	uint32_t trail_seen, trail_told, trail_wide; /* where view_at … view_window found it */
	uint32_t trail_fell; /* the last one that took back announced room */
	uint32_t trails_cap; /* a power of two */
	uint32_t sent_head, sent_n, sent_cap;
	struct sent *sent;    /* ring of sent_cap (a power of two), sorted by seq */
	struct trail *trails; /* ACKs for this sender: a ring of trails_cap */
	const struct half_rare *rare;
	struct mind_track *mind; /* NULL until it has sent some (mind.c) */
};

/*
 * The first accounts that a connection needs, by slot; when these are full, all.
 */
#define SUMS_FIRST 6
struct sums {
	int64_t ns[ACCOUNT_COUNT];
	uint32_t count[ACCOUNT_COUNT];
};

/* A live connection. struct conn is made of it when it is told (tell.c). */
struct conn_track {
	struct endpoint client, server;
	uint32_t number;
	uint32_t index;		   /* in the table */
	int64_t first_ns, last_ns; /* last_ns: latest time, never backward */
	uint64_t first_packet, last_packet;
	int64_t settled_ns; /* the ledger is decided up to here */
	uint64_t settled_packet;
	/* the stretch being extended, up to there; account ACCOUNT_COUNT: none */
	int64_t open_from_ns;
	int64_t summed_ns; /* of it the sums know up to here */
	uint64_t open_from_packet;
	uint8_t open_account, open_dir;
	uint8_t handshake, opening; /* as in struct conn */
	uint8_t last_dir;
	int8_t last_data_dir; /* -1 before data */
	bool client_sure : 1, has_times : 1, reused : 1, simultaneous_open : 1;
	bool waits : 1;	       /* closed, in the queue of those */
	bool lately : 1;       /* heard of since memory was short */
	bool busy : 1;	       /* … since the one after which it may rest (rest.c) */
	bool accecn_asked : 1; /* the SYN offers accurate ECN */
	bool accecn : 1;       /* and the SYN-ACK takes it: flags are a counter of marks */
	bool opening_only : 1; /* nothing but SYNs and SYN-ACKs so far */
	bool dead : 1;
	uint8_t plain; /* conn_is_plain */

	uint8_t sums_n; /* slots taken; sums_of[account]: its slot + 1, 0 none */
	uint8_t sums_of[ACCOUNT_COUNT];
	uint32_t sums_count[SUMS_FIRST];
	int64_t sums_ns[SUMS_FIRST];
	struct sums *sums;			  /* NULL: the slots do */
	struct episode (*longest)[EPISODES_KEPT]; /* NULL: nobody asks */

	uint32_t syns, syn_acks;
	int64_t syn_ns, syn_ack_ns, handshake_ack_ns;
	int64_t last_syn_ns, last_syn_ack_ns;
	uint64_t syn_packet, syn_ack_packet, handshake_ack_packet;
	uint32_t syn_acks_after_ack;
	uint32_t data_before_accept_repeats;
	uint16_t syns_fastopen, syns_plain, syn_data_bytes; /* stay at UINT16_MAX */
	uint64_t unacceptable_packet;			    /* to be answered by an ACK */
	uint64_t doubted_reset; /* the RST that its receiver asks about, 0 none */

	uint32_t exchanges;
	uint8_t think_first[THINK_FIRST]; /* buckets of the first answers */
	uint32_t *think_histogram;	  /* of THINK_BUCKETS; NULL: these are all */
	int64_t think_ns, think_max_ns;
	uint64_t think_max_packet;

	struct conn *told; /* where connections are kept; NULL: none yet */
	struct half_track half[2];
};

/* All that a live connection costs, but for its place in the table, ACKs (trails) and trouble. */
_Static_assert(sizeof(struct conn_track) <= 1280, "a million of them are to fit in memory");

/* The judged record of a number, NULL when it is delivered or was never kept. */
struct judged *tracker_record(struct tracker *t, uint64_t record);
/* Memory for what comes and goes; not zeroed. */
void *tracker_pool_get(struct tracker *t, size_t bytes);
void tracker_pool_put(struct tracker *t, void *p, size_t bytes);
/* Whether so much more is within the bound. Little needs not ask: it is looked after. */
bool tracker_may_take(const struct tracker *t, size_t bytes);
struct copies *tracker_copies(struct tracker *t);

/* x's own struct half_rare, which it gets now if it had none. */
struct half_rare *rare_new(struct tracker *t, struct half_track *x);
static inline struct half_rare *
rare_of(struct tracker *t, struct half_track *x)
{
	return x->rare == &half_rare_none ? rare_new(t, x) : (struct half_rare *)x->rare;
}

/* The same where x is known to have one. */
static inline struct half_rare *
rare_own(struct half_track *x)
{
	assert(x->rare != &half_rare_none);
	return (struct half_rare *)x->rare;
}

static inline uint32_t
flight_u32(uint64_t bytes)
{
	return (uint32_t)MIN(bytes, (uint64_t)UINT32_MAX);
}

/* What was found out about a segment, as struct judged tells it. */
struct verdict {
	uint64_t ref_packet;
	int64_t reason_ns;
	uint64_t reason_count;
	int64_t rtt_ns;
	uint64_t flight_bytes;
	uint8_t class;
	int8_t needed;
	uint8_t reason;
	uint8_t proof;
};

/* Whether a segment is a copy by the capture, where that was found out when it came. */
enum copy { COPY_UNASKED, COPY_NO, COPY_YES };

/* What one segment is in the light of its connection; filled step by step. */
struct look {
	struct tracker *t;
	struct conn_track *c;
	const struct segment *s;
	enum direction dir;	  /* of the segment */
	struct half_track *x, *y; /* its sender, and the other */
	uint64_t seq, end, ack;	  /* unwrapped; end counts SYN and FIN */
	uint64_t acked_bytes;	  /* newly acknowledged of y's data */
	uint64_t unseen_bytes;	  /* of it, not in this capture */
	bool unacceptable;	  /* its ACK is for what was never sent */
	bool was_shut[2];	  /* the window of each end, before this segment */
	bool has_ack, ack_advances, sacks_new, dsack, window_changed;
	uint32_t window_bytes;
	uint64_t new_bytes;	  /* payload never sent before, as far as seen */
	const struct trail *view; /* what x knew of y's ACKs when it sent this */
	uint64_t flight_before;	  /* of x, as x saw it, before this segment */
	bool sends;		  /* carries data or FIN that is new or a repeat */
	int64_t now_ns;		  /* never backward */
	bool timed;
	struct {
		uint8_t account; /* ACCOUNT_COUNT: to be decided by what comes next */
		uint8_t dir;	 /* the sender concerned */
	} before;
	uint8_t copy;	  /* enum copy: what a row knew of it */
	struct verdict j; /* under way */
	uint64_t record;  /* its record's number */
};

/* The round trip between the capture point and an end, 0 unknown. */
static inline int64_t
view_near_ns(const struct conn_track *c, enum direction dir)
{
	return c->half[dir].near_ns;
}

/* The round trip between both ends, 0 unknown. */
static inline int64_t
view_path_ns(const struct conn_track *c)
{
	return c->half[C2S].near_ns + c->half[S2C].near_ns;
}

/* sent.c: the scoreboard */
void sent_add(struct tracker *t, struct half_track *x, const struct segment *s, int64_t now_ns,
	      uint64_t seq, uint64_t end);
static inline struct sent *
sent_at(struct half_track *x, uint32_t i)
{
	return &x->sent[(x->sent_head + i) & (x->sent_cap - 1)];
}
/* One by one: what is made elsewhere and moved there costs more than the rest of it. */
ALWAYS_INLINE void
sent_set(struct sent *e, const struct segment *s, int64_t now_ns, uint64_t seq, uint64_t end)
{
	e->seq = seq;
	e->end = end;
	e->first_ns = e->last_ns = now_ns;
	e->first_packet = e->last_packet = s->packet;
	e->tsval_first = e->tsval_last = s->tsval;
	e->ip_id = e->ip_id_last = s->ip_id;
	e->transmissions = 1;
	e->returned = 0;
	e->ttl = s->ttl;
	e->sacked = e->lost_by_rto = false;
	e->has_ip = true;
	e->rest = 0;
	if (UNLIKELY(!(s->known & SEG_HAS_IP)))
		e->has_ip = false;
}
/* sent_add of what follows on all that was sent. */
#define SENT_MAX_UNACKED \
	1024 /* without a single ACK nothing is known to be in flight: keep little */
ALWAYS_INLINE void
sent_append(struct tracker *t, struct half_track *x, const struct segment *s, int64_t now_ns,
	    uint64_t seq, uint64_t end)
{
	if (UNLIKELY(x->sent_n == x->sent_cap ||
		     (x->sent_n >= SENT_MAX_UNACKED && !x->ack_started))) {
		sent_add(t, x, s, now_ns, seq, end);
		return;
	}
	sent_set(sent_at(x, x->sent_n++), s, now_ns, seq, end);
}
/* First entry that ends after seq; sent_n when there is none. */
uint32_t sent_find(const struct half_track *x, uint64_t seq);
/* Take away all of y's that ends at or below ack; the RTT sample that s gives by it, or 0. */
int64_t sent_acked(struct tracker *t, struct half_track *y, const struct segment *s, int64_t now_ns,
		   uint64_t ack);
/* Mark a SACKed range; the bytes newly marked. */
uint64_t sent_sacked(struct tracker *t, struct half_track *x, uint64_t left, uint64_t right);
/* Something was put in between: blocks that were marked have to be marked again. */
void sent_forget_blocks(struct half_track *x);
void sent_free(struct tracker *t, struct half_track *x);

/* holes.c: what never passed here */
void hole_add(struct look *l, uint64_t seq, uint64_t end);
/* The hole that holds seq, or NULL. */
struct hole *hole_at(struct half_track *x, uint64_t seq);
void hole_fill(struct half_track *x, uint64_t seq, uint64_t end);
/* Its numbers are others from here on. */
void holes_forget(struct half_track *x);
/* Holes below ack are acknowledged: the capture missed them. Bytes. */
uint64_t holes_acked(struct half_track *x, uint64_t ack);
uint64_t holes_bytes(const struct half_track *x, uint64_t seq, uint64_t end);

void trails_free(struct tracker *t, struct half_track *x);

/* repeat.c: retransmissions, their kind and need */
void repeat_judge(struct look *l);
/* It repeats what was lost before the capture point (unseen.c). */
void repeat_of_unseen(struct look *l, enum segment_class kind, enum reason why, int64_t silent);
/* A FIN that carries nothing comes again. */
void repeat_of_fin(struct look *l);

/* unseen.c: what was sent and lost before the capture point */
/* A greater leap is a whole window lost: nobody counts that by ids of 16 bits. */
#define IDS_MISSING_MAX 1024
/* So many steps of one, and none backward, before the ids are believed. */
#define IDS_ENOUGH 4
/* The ids tell of nothing that is missing between x's last packet and s; cheap, and careful. */
static inline bool
unseen_nothing(const struct half_track *x, const struct segment *s)
{
	uint16_t step = (uint16_t)(s->ip_id - x->ip_id_last);

	return step < 2 || step > IDS_MISSING_MAX || !s->ip_id || !x->ip_id_last ||
	       x->ip_id_up < IDS_ENOUGH || x->ip_id_odd;
}
/* Data that has not passed here: has it been sent before? Call before it is taken in. */
bool unseen_repeat(struct look *l, int64_t silent, enum segment_class *ret_kind,
		   enum reason *ret_why);
/* This is a repeat of what is below snd_max: what was lost just before it? */
void unseen_before_repair(struct look *l, int64_t silent);

/* need.c: whether they were needed */
/* Enter this segment: bytes, class and is_fin are told in r, the rest is taken from l. */
void need_enter(struct look *l, struct repeat r, int needed, enum proof proof);
/* This segment's ACK is about to move on; it has, from before; it SACKs; it says what came twice. */
void need_before_ack(struct look *l);
void need_on_ack(struct look *l, uint64_t before);
void need_on_sack(struct look *l, uint64_t left, uint64_t right);
void need_on_dsack(struct look *l, uint64_t left, uint64_t right);
/* … or nothing new. */
void need_on_duplicate(struct look *l);
/* This segment is older than a repeat of the same bytes: that one was not needed. */
bool need_original_came(struct look *l);
/* This sender sends no tail-loss probes: what was taken for one was a timeout. */
void need_no_probes(struct look *l);
void need_finish(struct tracker *t, struct half_track *x);
void need_free(struct tracker *t, struct half_rare *rare);

/* loss.c: recoveries */
/* This segment, up to end, repairs a loss, as far as is known now. */
void loss_repair(struct look *l, enum segment_class kind, uint64_t end);
/* … and one of that event did not. */
void loss_take_back(struct half_rare *rare, uint32_t event);
/* That event took the retransmission timer after all. */
void loss_by_timeout(struct half_rare *rare, uint32_t event);
void loss_finish(struct tracker *t, struct conn_track *c, enum direction dir);
void loss_free(struct tracker *t, struct half_rare *rare);

/* RFC 2675, 5: an MSS of that is no bound, as segments of jumbograms are larger. */
#define MSS_NO_BOUND 65535
/* The sizes of x's data, for a peer with y's MSS. */
ALWAYS_INLINE void
count_sizes(struct tracker *t, struct half_track *x, const struct half_track *y, uint32_t len)
{
	uint16_t mss = y->mss ? y->mss : 536; /* RFC 9293, 3.7.1: the default */
	uint32_t at_most = y->mss ? mss : MSS_NO_BOUND;

	if (len != x->mss_seen) {
		if (UNLIKELY(len > at_most && at_most != MSS_NO_BOUND))
			rare_of(t, x)->over_mss++;
		if (x->mss_seen < MIN(len, at_most)) {
			x->mss_seen = (uint16_t)MIN(len, at_most);
			x->room_until = 0;
		}
	}
	/* with time stamps 12 bytes of the MSS go to options (RFC 6691) */
	if (len + 12u >= mss)
		x->full_segments++;
	else if (len < mss / 2)
		x->small_segments++;
}

/* The IP ids of a sender, but for those of what comes late. */
ALWAYS_INLINE void
learn_id(struct half_track *x, const struct segment *s)
{
	uint16_t step = (uint16_t)(s->ip_id - x->ip_id_last);

	if (!(s->known & SEG_HAS_IP) || !s->ip_id)
		return;
	if (LIKELY(step - 1u < 64 && x->ip_id_last))
		x->ip_id_up++;
	else if (x->ip_id_last)
		x->ip_id_odd++;
	x->ip_id_last = s->ip_id;
}

/* classify.c: the byte of a window probe was taken after all */
void probe_taken(struct half_track *x);

/* acks.c: what an ACK says of the other side's data */
void acks_take(struct look *l);

/* classify.c */
void classify(struct look *l);
/* A RST of somebody who was asked by SYN and answers something else: it changes nothing. */
bool reset_is_for_another(const struct look *l);

/*
 * copies.c: whether the capture shows this packet a second time; then it is marked so,
 * and counts for nothing else
 */
struct copies *copies_new(struct arena *a, bool of_a_part);
bool copies_take(struct look *l);
/* The same where it can be none: it is kept. False: there is one alike, and nothing is done. */
bool copies_pass(struct tracker *t, const struct segment *s, enum direction dir, uint32_t number,
		 int64_t now_ns);
/* The same of a SYN or SYN-ACK of a connection that is no more than its number yet. */
struct row_added;
bool copies_take_opening(struct tracker *t, uint32_t number, const struct segment *s,
			 const struct row_added *added);

/* icmp.c: an error about a segment of c */
void icmp_take(struct tracker *t, struct conn_track *c, const struct segment *s);
void icmp_free(struct tracker *t, struct half_rare *r);

/* states.c */
void states_step(struct look *l);
/* A RST in doubt that nothing came after was believed. */
void states_finish(struct conn_track *c);

/* plain.c: the segment that nearly all are */
/*
 * Take those that are such, one after the other, up to one that is not; its place, from
 * the place from on. Also up to one before which memory is to be looked at. Not where
 * segments are told of.
 */
struct batch;
size_t plain_run(const struct batch *b, size_t from);
/*
 * The same for one; false: it is not plain, and nothing is done. COPY_NO: nor will one come, or
 * its fingerprint is there.
 */
bool plain_take(struct tracker *t, struct conn_track *c, enum direction dir,
		const struct segment *s, enum copy copy);
/*
 * Of which segments plain_run has to ask no more than they tell themselves: those that
 * say nothing new of what dir has sent, those that acknowledge some of it. What it takes
 * does not change that.
 */
#define PLAIN_WAIT(dir) (1u << (dir))
#define PLAIN_ACKED(dir) (4u << (dir))
#define PLAIN_CALM 16u	 /* neither repairs anything */
#define PLAIN_UNLIKE 32u /* nothing was left out that may come again and be taken */
uint8_t conn_is_plain(const struct conn_track *c);

/* tell.c: what is told of a connection, from what is kept while it lives */
/* ret is all 0, or told of this or another one before: each of its fields is written. */
void conn_tell(const struct conn_track *c, struct conn *ret);

/* rtt.c */
#define RTO_MIN_NS (200LL * NS_PER_MS) /* Linux TCP_RTO_MIN; RFC 6298 2.4 says 1 s */
/* Count a sample into r; false: it is none. ret_off_ns: from the smoothed one before. */
bool rtt_count(struct rtt_stats *r, int64_t ns, bool loaded, int64_t *ret_off_ns);
void rtt_sample(struct half_track *x, int64_t ns, bool loaded);

/* ledger.c */
/* Charge the time up to this segment, which is judged, and learn from it. */
void ledger_step(struct look *l);
/* What the ledger needs to know of the time before this segment; call first. */
void ledger_look(struct look *l);
void ledger_finish(struct tracker *t, struct conn_track *c);
void ledger_tell(const struct conn_track *c, struct ledger *ret);
void ledger_free(struct tracker *t, struct conn_track *c, bool told);
/* The hole behind which x's silence ended was acknowledged, and nobody had filled it. */
void ledger_gap_proved(struct tracker *t, struct conn_track *c, struct half_track *x);
/* What dir was charged for, from's, was to's after all; the charge is then none. The stretches of
 * it that begin there: one that had begun before became two. */
uint32_t ledger_move(struct tracker *t, struct conn_track *c, enum account from, enum account to,
		     enum direction dir, struct charge *charge);

#endif
