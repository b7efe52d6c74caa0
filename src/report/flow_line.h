/*
 * flow_line.h - what a line of JSON tells of a connection, and nothing else
 *
 * A struct conn is 2 KB, and moving it from one processor's cache to another's costs as
 * much as to print it. This is a quarter of it, a tenth for a SYN that nobody answers.
 */
#ifndef CRUX_REPORT_FLOW_LINE_H
#define CRUX_REPORT_FLOW_LINE_H

#include "report/report.h"

#define FLOW_TALLIES 21 /* counters of a half */

struct half_line {
	bool silent; /* it sent nothing: the fields from isn to rtt are not set */
	bool have_wscale, have_isn;
	uint8_t wscale;
	uint16_t mss; /* 0 unknown */
	uint32_t rto_backoff_max;
	const struct mind *mind;      /* NULL: none */
	const struct icmp_seen *icmp; /* NULL: none */
	uint32_t isn;
	uint64_t counts[FLOW_TALLIES];
	struct {
		uint64_t samples; /* 0: the rest is not set */
		int64_t min_ns, mean_ns, max_ns, srtt_ns;
	} rtt;
};

struct flow_line {
	uint32_t number;
	struct endpoint client, server;
	bool has_times;
	uint8_t client_state, server_state, vantage, handshake, opening;
	int64_t first_ns, duration_ns;
	int64_t handshake_ns; /* how long it took; TIME_NONE not known */
	uint64_t first_packet, last_packet;
	int64_t ledger_ns[ACCOUNT_COUNT];
	struct half_line half[2];
};

/* It points at what c points at. */
void flow_line_take(struct flow_line *ret, const struct conn *c);
void flow_lines_put(struct flow_lines *l, const struct flow_line *f);

#endif
