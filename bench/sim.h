/*
 * sim.h - hosts that talk over paths that lose, seen by one capture
 *
 *   client ---- path ----[tap]---- path ---- server
 *
 * A discrete-event simulation: both ends run a real TCP (slow start, congestion
 * avoidance, SACK, fast retransmission, RTO with backoff, delayed ACKs, windows,
 * probes), the path has a bottleneck with a queue, random and burst losses, late
 * packets and stalls. What passes the tap is written, in the order of time, and
 * as both ends are known, so is the truth: which packet repeats data, and
 * whether that was needed.
 */
#ifndef CRUX_BENCH_SIM_H
#define CRUX_BENCH_SIM_H

#include <stdio.h>

#include "events.h"
#include "frame.h"
#include "random.h"

#define US 1000LL
#define MS 1000000LL
#define S 1000000000LL
#define NO_SEG UINT32_MAX
#define SIM_SACKS 3 /* beside timestamps (RFC 2018, 3) */

enum side { CLIENT, SERVER };
enum tap { TAP_CLIENT, TAP_SERVER, TAP_BETWEEN };
enum closing { CLOSE_BY_CLIENT, CLOSE_BY_SERVER, CLOSE_BY_RESET, CLOSE_REFUSED };
enum event_kind { EV_OPEN, EV_TAP, EV_ARRIVE, EV_TIMER, EV_DELACK, EV_APP, EV_READ };

struct seg {
	uint32_t seq;
	uint16_t len;
	uint8_t flags; /* SYN, FIN, PSH */
	uint8_t tries;
	bool sacked, lost; /* as its sender believes */
	bool survives;	   /* a copy of it was not lost on the way */
	bool arrived;	   /* its receiver has it */
	bool timed_out;	   /* its last repeat was the timer's */
	int64_t tx_ns;
};

/* What the tap saw of one direction. */
struct truth {
	uint64_t packets, bytes, repeats, unneeded, timeouts;
};

struct end {
	/* sender: segments una … nxt in a ring */
	struct seg *segs;
	uint32_t room, una, nxt, una_seq, nxt_seq;
	uint64_t unsent;
	bool fin_wanted, fin_sent, dead, open;
	uint32_t mss, cwnd, ssthresh, cwnd_part;
	uint32_t sacked_n, lost_n, high_sacked, recovery_to;
	bool recovery, timeout_recovery;
	uint32_t timeout_tsval;
	int64_t srtt, rttvar, newest_tx_ns;
	uint32_t backoff;
	int64_t timer_ns, timer_event_ns; /* due; when the heap will ask; 0 none */
	uint64_t peer_window;

	/* receiver */
	uint32_t rcv_nxt, rcv_seq, rcv_holes; /* a segment of the peer; segments beyond it */
	uint32_t unacked, acks_at_once, recent[SIM_SACKS];
	uint32_t dup_from, dup_to; /* to tell in the next ACK (RFC 2883); equal: none */
	uint64_t delivered, expected, unread, buffer;
	int64_t delack_ns, delack_event_ns, read_every_ns;
	bool reads_scheduled, awaits; /* awaits: the application wants all that is expected */
	uint32_t ts_recent, ts_offset;
	uint8_t wscale;

	/* its way out */
	int64_t nic_free_ns, link_free_ns, stall_end_ns;
	uint32_t burst_left;
	uint16_t ip_id;
	struct truth truth;
};

struct flow {
	struct end end[2];
	struct place place[2];
	uint32_t number, events; /* events that name it: 0 means it is over */
	int64_t rtt, think, pause;
	uint64_t rate_bps; /* of the bottleneck */
	int64_t queue_ns;
	uint32_t loss, bursts, late, stalls; /* per million packets */
	uint32_t exchanges, request, answer;
	uint8_t tap, closing;
	bool ipv6, timestamps;
};

struct packet {
	uint32_t flow, next_free, seg;
	uint32_t seq, ack, ack_seg, tsval, tsecr;
	uint32_t sack[SIM_SACKS][2], sack_seg[SIM_SACKS][2];
	uint32_t window;
	int64_t arrive_ns;
	uint16_t len, ip_id, raw_window;
	uint8_t flags, nsack, side; /* who sent it */
	bool lost, repeat, needed, timed_out, has_dup;
};

struct load {
	uint64_t flows;
	int64_t gap_ns;	 /* between openings, on average */
	uint32_t answer; /* median bytes */
	uint32_t answer_octaves, answer_max;
	bool bulk; /* few and long rather than many and short */
	int tap;   /* enum tap, or -1: any */
};

struct sim {
	struct load load;
	struct random random;
	struct writer writer;
	struct events events;
	struct flow *flows;
	uint32_t flows_room, *idle, idle_n;
	struct packet *packets;
	uint32_t packets_room, packets_free;
	uint64_t opened, alive, alive_most;
	struct truth total;
	int64_t now;
	FILE *truth; /* NULL: nobody asks */
};

/* sim.c */
void sim_run(struct sim *s);
void sim_at(struct sim *s, int64_t ns, enum event_kind kind, struct flow *f, enum side side);
/* The receiver has all up to here: let the application have its turn. */
void app_read(struct sim *s, struct flow *f, enum side side);
void app_opened(struct sim *s, struct flow *f, enum side side);
void app_finished(struct sim *s, struct flow *f, enum side side);

/* path.c: from an end to the tap and to the other end */
void path_send(struct sim *s, struct flow *f, enum side side, struct packet p);
void path_tap(struct sim *s, uint32_t packet);
uint32_t packet_new(struct sim *s);
void packet_free(struct sim *s, uint32_t packet);

/* sender.c */
struct seg *seg_at(const struct end *e, uint32_t i);
void sender_queue(struct end *e, uint8_t flags);
void sender_push(struct sim *s, struct flow *f, enum side side);
void sender_acked(struct sim *s, struct flow *f, enum side side, const struct packet *p);
void sender_timer(struct sim *s, struct flow *f, enum side side);

/* receiver.c */
/* An ACK alone brings its time stamp, too (RFC 7323, 4.3). */
void receiver_note_time(struct end *e, const struct packet *p);
void receiver_take(struct sim *s, struct flow *f, enum side side, const struct packet *p);
void receiver_ack(struct sim *s, struct flow *f, enum side side);
void receiver_delack(struct sim *s, struct flow *f, enum side side);
/* What every packet of this end says about what it has. */
void receiver_say(struct sim *s, struct flow *f, enum side side, struct packet *p);

#endif
