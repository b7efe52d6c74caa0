/*
 * predict.h - what TCP does next, from where a trace ends
 */
#ifndef CRUX_PREDICT_PREDICT_H
#define CRUX_PREDICT_PREDICT_H

#include "base/base.h"
#include "tcp/tcp.h"

/*
 * Response functions: what a sender holds on average at a steady share of lost
 * segments. loss: share of segments lost, above 0 and below 1; outside of that,
 * or with mss or RTT not above 0, the answer is NAN. All are upper bounds: they
 * leave out retransmission timeouts, which rule once the window is below about
 * four segments (Padhye et al. 1998).
 * Reno: AIMD(1, 1/2) of RFC 5681, by Mathis et al. 1997: sqrt(3/2) / sqrt(p).
 * CUBIC: RFC 9438, 5.1 with C 0.4 and beta 0.7; never below Reno (4.3).
 */
double reno_window_segs(double loss);
double cubic_window_segs(double rtt_s, double loss);
/* The same as goodput in bits a second: window * mss / rtt. */
double reno_goodput_bps(double mss_bytes, double rtt_s, double loss);
double cubic_goodput_bps(double mss_bytes, double rtt_s, double loss);
/*
 * A sender that does not slow down for each lost segment (BBR): the bottleneck
 * is its bound, of which it uses what is not lost. NAN without a bottleneck
 * (not above 0), and above LOSS_BLIND_MAX, where BBR too gives up rate.
 */
#define LOSS_BLIND_MAX 0.15 /* Cardwell et al. 2016, figure 8: full rate to 15 % loss */
double loss_blind_goodput_bps(double bottleneck_bps, double loss);
/* cwnd * mss / rtt */
double window_rate_bps(double window_bytes, double rtt_s);

enum timer_kind {
	NEXT_SYN_RETRY,
	NEXT_SYN_ACK_RETRY,
	NEXT_RTO,
	NEXT_TAIL_LOSS_PROBE,
	NEXT_DELAYED_ACK,
	NEXT_PERSIST,
	NEXT_KEEP_ALIVE,
	NEXT_FIN_WAIT_2,
	NEXT_TIME_WAIT,
	NEXT_GIVE_UP,
	NEXT_KIND_COUNT
};
/* For machines: "syn-retry", "retransmission" … */
const char *timer_kind_name(enum timer_kind k);

/* A timer that runs at the end of the trace. */
struct timer_next {
	enum timer_kind kind;
	enum direction dir;		/* whose */
	int64_t earliest_ns, latest_ns; /* since the connection's last packet */
	bool depends;			/* on a setting that the trace does not show */
	struct str what;		/* "sends SYN again, seq 1000000 (retry 1 of 6)" */
	struct str why;			/* arithmetic and source */
};

/* A segment that one end may send next. */
struct segment_next {
	enum direction dir;
	uint32_t seq, ack;
	bool seq_known, ack_known;
	struct str what; /* "acknowledges 1000015" */
	struct str why;	 /* "1000001 + 14 bytes" */
	double likely;	 /* order only: the first is the likeliest */
};

struct prediction {
	const struct conn *conn;
	struct str client, server;	   /* "ESTABLISHED, next 1000015" … */
	VEC(struct segment_next) segments; /* the likeliest first */
	VEC(struct timer_next) timers;	   /* the earliest first */
};

/* From where the connection stands after its last packet. On a. */
struct prediction *predict_conn(struct arena *a, const struct conn *c);

#endif
