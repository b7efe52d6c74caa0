/*
 * tcp.h - connections, as far as a capture can tell
 *
 * A tracker takes the segments of one input in capture order, sorts them into
 * connections, judges each, and charges the life of each connection to
 * accounts. Late, doubled or damaged segments are evidence, not errors.
 *
 * struct conn and struct half are plain data for those above; only src/tcp
 * writes them.
 */
#ifndef CRUX_TCP_TCP_H
#define CRUX_TCP_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "tcp/pair.h"
#include "wire/wire.h"

/* RFC 9293, 3.3.2; in that order, for tables */
enum tcp_state {
	TCP_STATE_UNKNOWN,
	TCP_CLOSED,
	TCP_LISTEN,
	TCP_SYN_SENT,
	TCP_SYN_RECEIVED,
	TCP_ESTABLISHED,
	TCP_FIN_WAIT_1,
	TCP_FIN_WAIT_2,
	TCP_CLOSE_WAIT,
	TCP_CLOSING,
	TCP_LAST_ACK,
	TCP_TIME_WAIT,
	TCP_STATE_COUNT
};
/* "ESTABLISHED", as RFC 9293 spells it. */
const char *tcp_state_name(enum tcp_state s);
/* "ESTAB", "SYN-SENT", "ESTABLISHED", "SYN_RECV" … as ss, netstat and the RFC have it. */
bool tcp_state_parse(struct str s, enum tcp_state *ret);

enum segment_class {
	CLASS_OTHER,
	CLASS_SYN,
	CLASS_SYN_ACK,
	CLASS_HANDSHAKE_ACK,
	CLASS_DATA,
	CLASS_ACK,
	CLASS_WINDOW_UPDATE,
	CLASS_DUPLICATE_ACK,
	CLASS_FAST_RETRANSMISSION,
	CLASS_RTO_RETRANSMISSION,
	CLASS_TAIL_LOSS_PROBE,
	CLASS_UNNEEDED_RETRANSMISSION,
	CLASS_RETRANSMISSION,
	CLASS_OUT_OF_ORDER,
	CLASS_KEEP_ALIVE,
	CLASS_KEEP_ALIVE_ACK,
	CLASS_ZERO_WINDOW,
	CLASS_ZERO_WINDOW_PROBE,
	CLASS_FIN,
	CLASS_RESET,
	CLASS_CHALLENGE_ACK,
	CLASS_SYN_RETRANSMISSION,
	CLASS_CAPTURE_DUPLICATE,
	CLASS_COUNT
};
/* The contract's spelling: "fast-retransmission". */
const char *segment_class_name(enum segment_class c);

/* Who is charged for a stretch of time. Exclusive: their sum is the duration. */
enum account {
	ACCOUNT_HANDSHAKE,	 /* from the first SYN to the final ACK, retries included */
	ACCOUNT_SENDER_IDLE,	 /* all is acknowledged, nobody has been asked: applications rest */
	ACCOUNT_SERVER_THINKING, /* the request is with the server, no answer yet */
	ACCOUNT_RECEIVE_WINDOW,	 /* data in flight fills the advertised window */
	ACCOUNT_ZERO_WINDOW,	 /* the window is shut */
	ACCOUNT_SEND_BUFFER,	 /* flight flat below both windows, ACK-clocked */
	ACCOUNT_CONGESTION_WINDOW, /* the sender waits for ACKs, the window being its own */
	ACCOUNT_SLOW_START,	   /* the same while that window still doubles each round */
	ACCOUNT_LOSS_RECOVERY,	   /* from the first sign of a loss to its repair */
	ACCOUNT_RTO,		   /* nothing moves until the retransmission timer ends */
	ACCOUNT_DELAYED_ACK,	   /* the sender waits for an ACK that the receiver delays */
	ACCOUNT_PATH,		   /* the last bytes are on their way: one round trip */
	ACCOUNT_REORDERING,	   /* a hole waits for a late original */
	ACCOUNT_CLOSING,	   /* from the first FIN with nothing left to say */
	ACCOUNT_CAPTURE_GAP,	   /* the capture misses packets that both ends have */
	ACCOUNT_COUNT
};
/* For machines "receive_window", for people "receive window". */
const char *account_name(enum account a);
const char *account_words(enum account a);

enum direction { C2S, S2C };

enum vantage { VANTAGE_UNKNOWN, VANTAGE_CLIENT, VANTAGE_SERVER, VANTAGE_BETWEEN };
const char *vantage_name(enum vantage v);

enum handshake {
	HANDSHAKE_NONE,	   /* picked up in mid-stream */
	HANDSHAKE_PARTIAL, /* some of the three steps seen */
	HANDSHAKE_FULL,
};

/* How an attempt to open ended, by what was seen. */
enum opening {
	OPENING_UNSEEN,	    /* picked up in mid-stream */
	OPENING_DONE,	    /* the final ACK or data was seen */
	OPENING_UNANSWERED, /* SYN, and nothing came back */
	OPENING_REFUSED,    /* RST answers the SYN */
	OPENING_HALF,	    /* SYN-ACK sent, no final ACK */
};

enum reset_kind {
	RESET_NONE,
	RESET_REFUSED,	   /* answers a SYN (RFC 9293, 3.10.7.1) */
	RESET_UNREAD_DATA, /* close() with bytes not read: RST instead of, or after, FIN */
	RESET_AFTER_CLOSE, /* data came after the application had closed */
	RESET_NO_SUCH,	   /* answers a segment of a connection it does not know */
	RESET_ABORT,	   /* in mid-stream, by its own side */
	RESET_AFTER_DONE,  /* after both FINs: harmless */
};
const char *reset_kind_name(enum reset_kind k);

struct rtt_stats {
	uint64_t samples;
	int64_t min_ns, max_ns, sum_ns; /* 0 before a sample */
	int64_t srtt_ns, rttvar_ns;	/* RFC 6298; 0 before a sample */
	int64_t loaded_sum_ns; /* of samples with at least half of the largest flight out */
	uint64_t loaded_samples;
};

/* Repairs of loss, of one sender. An event is one recovery, whatever it took. */
struct loss_stats {
	uint64_t events;
	uint64_t single_events;	   /* one segment was repaired */
	uint64_t segments;	   /* needed repairs, or of unknown need */
	uint64_t flight_sum_bytes; /* at the start of each event */
	uint64_t flight_min_bytes, flight_max_bytes;
	uint64_t flight_next_bytes; /* the second smallest; 0 there is but one */
	int64_t rtt_sum_ns;	    /* latest RTT sample at the start of each event */
	uint64_t rtt_events;	    /* events with a sample */
	uint64_t timeouts;	    /* events that took the retransmission timer */
	uint64_t largest_event;	    /* segments */
	uint64_t adjacent; /* repairs that begin where the one before ended: lost in a run */
};

/* What kind of congestion control a sender seems to run. */
enum cc_family { CC_UNKNOWN, CC_RENO, CC_CUBIC, CC_BBR, CC_FAMILY_COUNT };
/* "unknown", "reno", "cubic", "bbr": a likeness, not a name. */
const char *cc_family_name(enum cc_family f);

/* One recovery from loss; the window around it is that in flight, less what is SACKed. */
struct mind_episode {
	int64_t from_ns, to_ns;		 /* first repair; ACK of all that was sent before it */
	uint64_t from_packet, to_packet; /* to_packet 0: the capture ends in it */
	uint64_t before_bytes;		 /* the largest of the two rounds before */
	uint64_t after_bytes;		 /* the largest of the round after; 0 not known */
	uint32_t segments;		 /* sent again, less those known to be unneeded */
	bool by_timeout;
	bool by_ecn;  /* no loss: the network asked for it */
	bool limited; /* before it something else held the sender: after/before says nothing */
};

#define MIND_EPISODES 4	     /* the longest are kept */
#define MIND_SEGMENTS_MIN 24 /* below so many there is nothing to estimate from */

/*
 * What a sender had in mind, as far as what it sent shows it: of halves with at
 * least MIND_SEGMENTS_MIN segments of data. Estimates, from rounds: a round ends
 * when all that was sent before it is acknowledged, as its sender knew.
 */
struct mind {
	uint64_t cwnd_bytes;	 /* largest flight of the last round that it filled */
	uint64_t cwnd_max_bytes; /* of all rounds */
	bool cwnd_is_floor; /* the last round was held by window or application: cwnd may be more */
	uint64_t ssthresh_bytes; /* flight after the last reduction (RFC 5681, 3.1); 0 not known */
	uint64_t
		initial_window_bytes; /* first flight, before its first ACK; 0: it did not fill it */
	uint64_t rounds, slow_start_rounds;
	uint64_t rounds_window_limited, rounds_application_limited;
	bool slow_start; /* never left */
	bool slow_start_left_by_loss;
	int64_t slow_start_left_ns; /* TIME_NONE: never */
	uint64_t slow_start_left_packet, slow_start_left_bytes;

	uint64_t recoveries, recoveries_by_timeout, recovery_segments;
	int64_t recovery_ns;
	uint64_t ecn_reductions;		    /* for marks, none of these */
	struct mind_episode longest[MIND_EPISODES]; /* from_packet 0: none */
	uint64_t factors;   /* reductions measured: fast, the sender filling its window */
	double factor_mean; /* after/before of these: 0.5 reno, 0.7 CUBIC (RFC 9438, 4.6); NAN */
	uint64_t factors_reno, factors_cubic, factors_none; /* by which they are like */
	uint64_t factors_up;				    /* of the last, those that even rose */

	uint64_t growth_rounds;		       /* in avoidance, filled */
	int64_t growth_bytes;		       /* over these */
	uint64_t growth_linear, growth_curved; /* stretches between losses, by their halves */
	uint64_t growth_reno, growth_cubic; /* by a segment a round; by a curve or another slope */

	int64_t rto_ns; /* as Linux reckons it, before any backoff */

	uint64_t idle_restarts; /* fell by half or to the initial window after an RTO of rest */
	uint64_t idle_kept;	/* rested as long, and went on with more */
	uint64_t idle_before_bytes, idle_after_bytes; /* of the last of both */

	double paced;	      /* 0..1: bursts that no ACK let go; NAN: not seen from here */
	uint64_t paced_of;    /* of so many bursts */
	uint64_t gain_cycles; /* rounds that went faster, and then slower: BBR's probing */
	uint64_t window_dips; /* to four segments and back without a loss: ProbeRTT */

	enum cc_family family;
	double confidence; /* 0..1 */
};

/*
 * ICMP errors of one kind about what one end sent. From beside the way anybody can
 * send one, but hardly with a number that is in flight (RFC 5927).
 */
#define ICMP_KINDS_MAX 8 /* routers and hosts send few; more is somebody who plays */
struct icmp_seen {
	struct icmp_seen *next; /* another kind, in order of the first packet; NULL: none */
	uint64_t count;
	uint64_t out_of_flight; /* of these with a number that was not in flight: stale or forged */
	uint64_t first_packet, last_packet;
	int64_t first_ns, last_ns;
	struct addr from; /* who sent the first */
	uint16_t mtu;	  /* the least one told; 0 none was */
	uint8_t error;	  /* enum icmp_error */
	uint8_t type, code;
};

/*
 * One direction: what one end sent. Bytes, segments, ns. What every packet
 * touches stands in front: two cache lines of 64 bytes, and rtt behind them.
 */
struct half {
	uint64_t packets;
	uint64_t bytes;	       /* payload, repeats and copies by the capture included */
	uint64_t unique_bytes; /* payload, each byte once */
	uint64_t data_packets; /* with payload */
	uint64_t pure_acks;
	/* sequence space, unwrapped: relative to 0 of a 64-bit line */
	uint64_t isn64;	  /* of the ISN, or of one before the first byte seen */
	uint64_t snd_una; /* acknowledged by the other side */
	uint64_t snd_max; /* highest sent + 1, FIN and SYN counted */

	uint64_t window_bytes;			     /* last advertised by this end, scaled */
	uint64_t window_min_bytes, window_max_bytes; /* after the handshake */
	uint64_t flight_max_bytes;		     /* largest in flight */
	uint64_t flight_last_bytes;
	uint64_t fin_seq64; /* of the FIN, 0 none */
	uint32_t isn;
	uint16_t mss;	     /* announced by this end; 0 unknown */
	uint16_t mss_seen;   /* largest segment sent, at most its peer's mss when known */
	uint16_t window_syn; /* of its SYN or SYN-ACK, which is never scaled; 0 not seen */
	uint8_t wscale;	     /* shift for the windows that this end announces */
	uint8_t state;	     /* enum tcp_state of this end */
	bool have_isn, sack_ok, timestamps, have_wscale, options_known;
	bool isn_relative;	   /* a text counted from it: what it was is not told */
	bool window_scale_unknown; /* no handshake seen: window is unscaled */
	bool has_rare;		   /* src/tcp only: what few senders have is told of it */

	uint64_t small_segments; /* below half an MSS, not the last of a burst */
	uint64_t full_segments;	 /* at least one MSS */
	int64_t last_data_ns;	 /* TIME_NONE before data */
	int64_t last_send_ns;	 /* any packet of this half */
	uint64_t last_packet;
	int64_t rto_ns;	      /* as the sender reckons it now (RFC 6298, Linux floor) */
	struct rtt_stats rtt; /* of this sender's segments, from this vantage */

	/*
	 * Between the capture point and this sender, by the time stamps that its data
	 * echoes, in transfers: where rtt says nothing, as at the receiver, how long
	 * the queue in front of it is.
	 */
	struct rtt_stats echo;

	uint32_t tsval; /* the newest TSval that it sent; 0 none */
	/*
	 * Its time stamps went back, on a segment that is newer by its numbers: the first
	 * such, by how many ticks, where its data begins, and how many segments since then
	 * were older than tsval. Their receiver drops them (RFC 7323, 5).
	 */
	uint32_t ts_back_ticks;
	uint64_t ts_back_packet, ts_back_seq64, ts_back_segments;

	uint64_t retransmissions; /* with payload, SYN or FIN ones apart */
	uint64_t retransmitted_bytes;
	uint64_t fast, rto, tlp, unneeded, retransmissions_unknown;
	uint64_t out_of_order;	     /* late originals */
	uint64_t late_max_packets;   /* the most packets that overtook one of them */
	uint64_t capture_duplicates; /* counted here and nowhere else */
	uint64_t keep_alives, window_probes;
	uint64_t duplicate_acks, sack_blocks, dsacks;
	uint64_t sacks_outside; /* blocks of its ACKs of what can never have been sent or let in */
	uint64_t sacks_outside_packet; /* the first */
	uint64_t zero_windows;	       /* times the window was shut */
	int64_t zero_window_ns, zero_window_longest_ns;
	uint64_t resets, fins, challenge_acks;
	uint64_t reset_packet;
	uint64_t ce, ece, cwr; /* ECN: marks on packets of this half; echoes it sent */
	uint64_t bad_checksums;
	uint64_t offloaded_checksums; /* left for the network card to finish */
	uint64_t over_mss;	      /* segments above the peer's MSS: offload */
	uint64_t acked_unseen_bytes;  /* acknowledged by the peer, never in the capture */
	uint64_t acked_unseen_events;
	/* numbers that its bare ACKs count beyond snd_max: sent, and not in this capture */
	uint64_t ahead_bytes;
	uint64_t unacceptable_acks; /* for what was never sent: of another life, or forged */
	/* the oldest of its data or FIN that nobody has acknowledged; TIME_NONE: nothing */
	int64_t unacked_ns; /* first sent */
	uint64_t unacked_packet;
	/*
	 * Its first RST: how far its number is off what comes next, 0 none (RFC 5961, 3: not
	 * believed then), and what its supposed sender went on to send, RSTs not counted.
	 */
	int64_t reset_off_bytes;
	uint64_t after_reset;
	uint8_t reset_kind;	/* enum reset_kind, of the first */
	uint8_t reset_ttl, ttl; /* of the first reset; of the first other packet */
	uint32_t rto_backoff;	/* consecutive timeouts of the same data, now */
	uint32_t rto_backoff_max;
	struct loss_stats loss;
	int64_t first_data_ns;	  /* TIME_NONE before data */
	int64_t fin_ns, reset_ns; /* of its first FIN and RST, TIME_NONE none */

	/* pauses: nothing in flight, then more without being asked */
	uint64_t pauses;
	int64_t pause_ns;
	uint64_t bursts; /* stretches of sending between pauses or answers */
	/* a small segment held back until the ACK of one before (Nagle), the ACK delayed */
	uint64_t nagle_stalls;
	int64_t nagle_stall_ns;

	const struct icmp_seen *icmp; /* errors about what it sent; NULL: none */
	const struct mind
		*mind; /* NULL: too little was sent; settled when the connection is over */
};

/* A stretch of a connection's life with one account, and where it stands. */
struct episode {
	uint8_t account;
	uint8_t dir; /* enum direction of the sender concerned */
	int64_t from_ns, to_ns;
	uint64_t from_packet, to_packet; /* the packets at its two ends */
};

#define EPISODES_KEPT 3 /* the longest of each account */

struct ledger {
	int64_t ns[ACCOUNT_COUNT];
	uint32_t count[ACCOUNT_COUNT]; /* stretches, joined when they touch */
	/* NULL unless tracker_options.episodes; [account][rank], to_ns 0: none */
	struct episode (*longest)[EPISODES_KEPT];
};

struct conn {
	uint32_t number; /* in its input, from 1, in order of first packet */
	struct endpoint client, server;
	bool client_sure;    /* by a SYN, not by port numbers */
	struct half half[2]; /* [C2S] sent by the client, [S2C] by the server */
	int64_t first_ns, last_ns;
	uint64_t first_packet, last_packet;
	uint8_t handshake; /* enum handshake */
	uint8_t opening;   /* enum opening */
	uint8_t vantage;   /* enum vantage */
	uint8_t last_dir;  /* of the last packet */
	bool has_times;	   /* the evidence gives times */
	bool reused;	   /* the same four numbers were used before */
	bool simultaneous_open;

	/* opening: packets and times, TIME_NONE when not seen */
	uint32_t syns, syn_acks;     /* sent, repeats included */
	uint32_t syn_acks_after_ack; /* the server had not taken the final ACK */
	int64_t syn_ns, syn_ack_ns,
		handshake_ack_ns; /* first SYN, first SYN-ACK, first final ACK */
	int64_t last_syn_ns, last_syn_ack_ns;
	uint64_t syn_packet, syn_ack_packet, handshake_ack_packet;
	uint64_t data_before_accept_repeats; /* client data sent again while SYN-ACKs repeat */
	/* Fast Open (RFC 7413): SYNs that asked for it, those that did not, data on the first */
	uint32_t syns_fastopen, syns_plain;
	uint32_t syn_data_bytes;

	/* answers: the client sent, then the server answered */
	uint64_t exchanges;
	int64_t think_ns, think_max_ns; /* server thinking, path time taken off */
	uint64_t think_max_packet;	/* the first packet of the slowest answer */
	uint32_t think_histogram[40];	/* by power of two of microseconds */

	struct ledger ledger;
	/*
	 * Not 0: of the connections of one input that are told with the same words here, only
	 * their numbers, ends, packets and times differ, and of the first half the sequence
	 * numbers, window, TTL and time stamp.
	 */
	uint64_t like[2];
	uint32_t input; /* set by the case */
	uint32_t twin;	/* set by the case: see case.h */
	void *private;	/* src/tcp only */
};

static inline int64_t
conn_duration_ns(const struct conn *c)
{
	return c->last_ns - c->first_ns;
}

/* The q-quantile (0..1) of the server's thinking time, to a factor of two; 0 if none. */
int64_t conn_think_quantile_ns(const struct conn *c, double q);

/* Why a segment was put into its class: words are made by judged_why. */
struct judged {
	struct segment seg;
	const struct conn *conn;
	uint64_t seq64, ack64; /* unwrapped */
	uint64_t seq_relative, ack_relative;
	uint64_t window_bytes;		    /* scaled where the scale is known */
	uint64_t flight_bytes;		    /* of its sender, after it */
	uint64_t ref_packet;		    /* the packet that the reason points to, 0 none */
	int64_t reason_ns;		    /* a time in the reason: a gap, an RTT */
	uint64_t reason_count;		    /* a number in the reason: nth duplicate, bytes */
	int64_t rtt_ns;			    /* the sample that this segment's ACK gave, 0 none */
	uint8_t dir;			    /* enum direction */
	uint8_t class;			    /* enum segment_class */
	int8_t needed;			    /* retransmissions: 1 yes, 0 no, -1 cannot be known */
	uint8_t reason;			    /* why this class: enum reason in why.h */
	uint8_t proof;			    /* why needed or not: enum proof in why.h */
	uint8_t client_state, server_state; /* after it */
	const struct fate *fate;	    /* what another capture tells of it; NULL: none asked */
};

/* The reason in words, one or more sentences without a line end. */
void judged_why(const struct judged *j, struct out *o);

struct tracker;

struct tracker_options {
	bool episodes; /* keep the longest stretches of each account */
	/*
	 * Called for each segment in the order that they came in, late enough for proof that
	 * comes after it (DSACK) to be in the verdict. NULL: nobody looks.
	 */
	void (*segment)(void *ctx, const struct judged *j);
	void *ctx;
	/*
	 * So many segments wait for such proof, a power of two; 0: 65536, what the fastest
	 * links seen send in a round trip. They take 220 bytes each.
	 */
	uint32_t records_kept;
	uint64_t until_packet; /* know nothing of later packets; 0: no such end */
	/*
	 * Called once for each connection, when it has been closed for a while or at the
	 * end. Afterwards its memory serves another one: memory follows what is alive,
	 * and tracker_conn has nothing to give. Not together with segment. NULL: all
	 * connections are kept.
	 */
	void (*over)(void *ctx, const struct conn *c);
	void *over_ctx;
	/*
	 * The same in two steps, for threads that share the work (stream_new): of c all but
	 * its number is noted, by any of them, but of one part (below ENDS_PARTS) by one at
	 * a time. Then what was noted is printed, in order. NULL: over gets a copy of c.
	 */
	void (*note)(void *ctx, unsigned part, const struct conn *c, struct out *to);
	void (*print)(void *ctx, unsigned part, uint32_t number, struct str noted);
	/*
	 * Without over and segment: called for each connection that tracker_conn will not
	 * have, by max_bytes or because only its opening was seen and there are thousands
	 * like it. c is good during the call, without its episodes. NULL: nobody asks.
	 */
	void (*left)(void *ctx, const struct conn *c);
	void *left_ctx;
	/*
	 * Beyond so many bytes the connections that have been idle the longest are ended
	 * early; 0: no bound. With over they are given to it. With segment they are among
	 * those of tracker_conn, as they stood. Else they are left out there and counted.
	 */
	size_t max_bytes;
	bool lets_go; /* segment keeps nothing that points at a connection: leave them out, too */
	/*
	 * Keep each connection as dense as can be: as long as only its opening was seen, and
	 * packed after each few segments. Else that is done where they are many; what is told
	 * is the same.
	 */
	bool dense;
	/*
	 * Note the first segments of each connection, and take them later. Else that is done
	 * where there are hundreds; what is told is the same.
	 */
	bool journals;
	/*
	 * It has one part in so many of the connections: bounds on how many are kept in
	 * some way are meant for all parts together. 0: it has them all.
	 */
	uint32_t parts;
	/* Judge each segment by all that could be asked, also the plain ones: for tests. */
	bool long_way;
};

/* What max_bytes made of it. */
struct tracker_left_out {
	uint64_t connections; /* ended early */
	uint64_t packets;     /* of those that nothing else is told of */
};

/* The tracker and its connections live in a. */
struct tracker *tracker_new(struct arena *a, const struct tracker_options *opt);
/* ICMP errors go the same way, and change nothing but what icmp says. */
void tracker_feed(struct tracker *t, const struct segment *s);
/* The same for n segments in a row, faster: what one needs is fetched for all. */
void tracker_feed_all(struct tracker *t, const struct segment *s, size_t n);
/* The capture ends here: settle what is open. No feed after it. */
void tracker_finish(struct tracker *t);
struct tracker_left_out tracker_left_out(const struct tracker *t);

/*
 * The connections of a capture, told of as soon as they are over and not kept, by one
 * thread or several: what is told is the same, and so is its order.
 */
struct stream;

/* Called now and then while a capture is read, with the bytes of its input so far. */
struct stream_progress {
	void (*tell)(void *ctx, uint64_t consumed_bytes);
	void *ctx;
};

/*
 * opt as for a tracker, with over; it is called by one thread at a time. max_bytes is
 * divided among parts of the connections, each of which keeps to its own. threads: at
 * most RELAY_THREADS_MAX, while stream_read and stream_finish last.
 */
struct stream *stream_new(struct arena *a, const struct tracker_options *opt, unsigned threads);
/* All of c, which reads from in. */
void stream_read(struct stream *st, struct capture *c, struct input *in,
		 const struct stream_progress *progress);
/* The same for segments that come from elsewhere. */
void stream_feed(struct stream *st, const struct segment *segs, size_t n);
/* The end: tell of what is open, in order of the first packet. Nothing else follows. */
void stream_finish(struct stream *st);
struct tracker_left_out stream_left_out(const struct stream *st);

/* Memory of one kind: how many pieces, and bytes with what the allocator adds. */
struct tracker_part {
	uint64_t n, bytes;
};
struct tracker_weight {
	uint64_t live, closed; /* connections; closed: of those in full */
	struct tracker_part in_full, resting, journals, openings;
	/* what hangs on those in full: rings of ACKs, segments in flight, … */
	struct tracker_part acks, in_flight, trouble, minds, accounts;
	struct tracker_part table;
	uint64_t all_bytes, spare_bytes; /* taken from the system, and of it in no use now */
};
/* What is live now takes; each piece is looked at. */
void tracker_weigh(const struct tracker *t, struct tracker_weight *ret);
/* All connections, in order of their first packet, once it is finished. */
size_t tracker_count(const struct tracker *t);
const struct conn *tracker_conn(const struct tracker *t, size_t i);
struct conn *tracker_conn_mutable(struct tracker *t, size_t i); /* for the case's marks */

#endif
