/*
 * small_window.h - facts of one slow socket, as ss shows it
 */
#ifndef CRUX_DRILL_QUESTIONS_SMALL_WINDOW_H
#define CRUX_DRILL_QUESTIONS_SMALL_WINDOW_H

#include "drill/question.h"

struct small_window {
	const struct sock *sock;
	double rtt_s, window_bytes, window_bps; /* cwnd * mss, and that over the RTT */
	double shown_bps;			/* the rate that the row tells, 0 none */
	double segments, loss;			/* sent in all; share sent again */
	double holds_segs; /* what its congestion control holds on average at that loss */
};

#endif
