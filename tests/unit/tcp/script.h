/*
 * script.h - a TCP situation as text: packets, and what is expected of each
 *
 * The unit test hands them over as segments; tests/scripts/situations.py makes a capture
 * of whole packets of each script, and holds what crux prints of it against the same.
 *
 * One line is one packet. Numbers are relative to the sender's ISN, as tcpdump
 * prints them; "#" begins a remark.
 *
 *	0.000 > S 0 win 64240 <mss 1460,sackOK>    => syn SYN-SENT/LISTEN
 *	0.030 < S. 0 ack 1 win 65160 <mss 1460>    => syn-ack
 *	+.001 > P. 1:101 ack 1                     => data flight=100
 *
 * TIME is in seconds, with + since the packet before. ">" is sent by the
 * client, "<" by the server. FLAGS as in tcpdump (SFRPU.EW), "-" for none.
 * Then, in this order, all may be left out:
 *	SEQ or FROM:TO	default: behind all that this side sent before
 *	ack N		default: as this side's packet before
 *	win N		the same, first 65535
 *	<OPTIONS>	mss N,sackOK,wscale N,ts VAL ECR,sack L-R L-R,tfo,mptcp,md5,ao
 *	id N, ttl N, urg N, ce, ect, bad, offloaded, abs
 * IP ids count up by one for each side; "id N" sets this one, and the count
 * goes on behind it. "abs" takes seq and ack as they are, not relative.
 *
 * "=>" begins the expectation: words in any order, none is no expectation.
 *	CLASS|CLASS	the contract's names
 *	needed, unneeded, unknown
 *	CLIENT/SERVER	states after the packet, each A|B, "*" any
 *	conn=N flight=N window=N rtt=S seq=N ack=N reason=S count=N ref=LINE
 *			of struct judged; ref is the script's line of that packet;
 *			numbers may be ranges, 1..2
 *
 * Other lines:
 *	TIME > icmp TYPE CODE SEQ [mtu N]	an ICMP error about the segment SEQ of
 *			that side; it is not judged and takes no expectation
 *	isn > N		ISN of the side for what follows (> 1000000, < 4200000)
 *	ports A B	client's and server's port for what follows, numbers from 0
 *	wire WORD	how the packets of the script look in a capture; segments are the
 *			same: ip6, fragments BYTES (of IPv4), and what situation.py has
 *	unknown WORD	from here on the evidence has no: ip, options, window, time
 *	expect [CONN] FIELD VALUE	of struct conn at the end; "expect
 *			connections N"; FIELD as in fields.c: opening, c2s.fast,
 *			ledger.rto; times in seconds; a VALUE may be a range
 *	expected failure: WHY	the script is right and the tracker is wrong
 */
#ifndef CRUX_TEST_TCP_SCRIPT_H
#define CRUX_TEST_TCP_SCRIPT_H

#include "tcp/tcp.h"

struct script_packet {
	struct segment seg;
	struct str expect; /* what stands behind "=>" */
	unsigned line;
};

struct script_fact {
	struct str text; /* what stands behind "expect" */
	unsigned line;
};

struct script {
	struct str name; /* of the file, without its folder */
	VEC(struct script_packet) packets;
	VEC(struct script_fact) facts;
	struct str expected_failure; /* why, n 0 if none */
};

/* Read a script's text; false with e set, "name:12: …". Views into text are kept. */
bool script_parse(struct arena *a, const char *name, struct str text, struct script *ret,
		  struct err *e);

/* The line that packet n (from 1) stands on, 0 if there is none. */
unsigned script_line_of(const struct script *s, uint64_t packet);

/* The whole file as text on a; false with e set. */
bool script_load(struct arena *a, const char *path, struct str *ret, struct err *e);

/* Names of the scripts' files in folder, sorted. */
struct script_names {
	VEC(char *) paths;
};
void script_find(struct arena *a, const char *folder, struct script_names *ret);

#endif
