/*
 * rate.h - cases for the rules of rate and windows; see rules.c
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_RATE_H
#define CRUX_TESTS_UNIT_DIAGNOSE_RATE_H

#include "rows.h"

/* ---- window-scaling-off ---- */

/* Held by 64 KB for 8 of 10 s, by what the SYN and the SYN-ACK carry. */
static struct conn *
held_at_64k(struct made *m, bool syn, bool syn_ack)
{
	struct conn *c = made_conn(m);

	c->half[C2S].have_wscale = syn;
	c->half[S2C].have_wscale = syn_ack;
	c->half[C2S].window_max_bytes = 65535;
	c->half[S2C].flight_max_bytes = 65535;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 8 * (int64_t)NS_PER_S);
	return c;
}

static void
server_gives_no_scale(struct made *m)
{
	held_at_64k(m, true, false);
}

static void
client_offers_no_scale(struct made *m)
{
	held_at_64k(m, false, false);
}

static void
scales_and_64k(struct made *m)
{
	held_at_64k(m, true, true);
}

static void
no_scale_and_a_small_buffer(struct made *m)
{
	held_at_64k(m, true, false)->half[C2S].window_max_bytes = 16384;
}

static void
no_scale_that_holds_nobody(struct made *m)
{
	struct conn *c = made_conn(m);

	c->half[S2C].have_wscale = false;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 200 * MADE_MS);
}

static void
no_options_at_all_in_the_answer(struct made *m)
{
	struct conn *c = held_at_64k(m, true, false);

	c->half[S2C].sack_ok = c->half[S2C].timestamps = false;
	made_text(m, "nstat.txt", "$ nstat -asz\n#kernel\nTcpExtSyncookiesRecv 40 0.0\n");
}

/* ---- small-writes, silly-window ---- */

/* Segments of so many bytes in 10 s, from the server. */
static struct half *
pieces(struct made *m, uint64_t n, uint64_t bytes_each)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->bytes = h->unique_bytes = n * bytes_each;
	h->data_packets = n;
	h->packets = n + 2;
	h->full_segments = 0;
	h->small_segments = n;
	h->mss_seen = (uint16_t)bytes_each;
	h->flight_max_bytes = 8 * bytes_each;
	return h;
}

static void
tiny_pieces(struct made *m)
{
	pieces(m, 4000, 40);
}

static void
a_hand_that_types(struct made *m)
{
	pieces(m, 180, 40);
}

static void
a_dialogue(struct made *m)
{
	pieces(m, 4000, 40);
	m->cs.views.v[0].conn->half[C2S].data_packets = 4000;
	m->cs.views.v[0].conn->half[C2S].unique_bytes = 100000;
	m->cs.views.v[0].conn->exchanges = 4000;
}

static void
pieces_of_half_a_segment(struct made *m)
{
	pieces(m, 4000, 700);
}

static void
window(struct made *m, uint64_t window_bytes, uint64_t segments, uint64_t bytes_each)
{
	struct conn *c;

	pieces(m, segments, bytes_each);
	c = m->cs.views.v[0].conn;
	c->half[C2S].window_max_bytes = window_bytes;
	c->half[C2S].zero_windows = segments / 4;
	c->half[C2S].zero_window_ns = 7 * (int64_t)NS_PER_S;
	c->half[C2S].zero_window_longest_ns = 300 * MADE_MS;
	made_charge(c, ACCOUNT_ZERO_WINDOW, 7 * (int64_t)NS_PER_S);
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 1 * (int64_t)NS_PER_S);
}

static void
window_of_crumbs(struct made *m)
{
	window(m, 1200, 80, 600);
}

static void
crumbs_after_a_large_window(struct made *m)
{
	window(m, 65535, 300, 200);
}

static void
window_of_many_segments(struct made *m)
{
	window(m, 65535, 300, 1448);
	m->cs.views.v[0].conn->half[S2C].small_segments = 0;
	m->cs.views.v[0].conn->half[S2C].full_segments = 300;
}

/* ---- texts ---- */

#define RATE_ROW(details)                                                               \
	"$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" \
	"ESTAB 0 300000 192.0.2.5:443 198.51.100.9:40001\n\t " details "\n"
#define SOCKSTAT(mem)                                                                       \
	"$ cat /proc/net/sockstat\nsockets: used 42\nTCP: inuse 41 orphan 1 tw 0 alloc 82 " \
	"mem " mem "\n$ sysctl net.ipv4.tcp_mem\nnet.ipv4.tcp_mem = 150\t220\t300\n"

static const struct row rate_rows[] = {
	{ "window-scaling-off", FINDS, "the server gives no scale", NULL, server_gives_no_scale },
	{ "window-scaling-off", FINDS, "the client offers none", NULL, client_offers_no_scale },
	{ "window-scaling-off", NOT, "both scale, and 64 KB hold", NULL, scales_and_64k },
	{ "window-scaling-off", NOT, "a buffer of 16 KB", NULL, no_scale_and_a_small_buffer },
	{ "window-scaling-off", NOT, "nobody is held", NULL, no_scale_that_holds_nobody },
	{ "window-scaling-off", NOT, "cookies lost all options", NULL,
	  no_options_at_all_in_the_answer },
	{ "window-scaling-off", FINDS, "a row: no wscale, rwnd_limited",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:92 bytes_sent:1791176 "
		   "bytes_acked:1726016 busy:3040ms rwnd_limited:2710ms(89.1%) unacked:46 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },
	{ "window-scaling-off", FINDS, "a row of an older ss: the flight fills 64 KB",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:92 bytes_acked:1726016 "
		   "unacked:45"),
	  NULL },
	{ "window-scaling-off", NOT, "a row: no wscale, a short life",
	  RATE_ROW("ts sack cubic rto:310 rtt:105/9 mss:1448 cwnd:10 bytes_acked:14480 "
		   "unacked:10"),
	  NULL },
	{ "window-scaling-off", NOT, "a row: wscale is there",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:310 rtt:105/9 mss:1448 cwnd:92 "
		   "bytes_acked:1726016 busy:3040ms rwnd_limited:2710ms(89.1%) unacked:46 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },

	{ "memory-pressure", FINDS, "the kernel's words",
	  "$ dmesg\n[  400.25] TCP: out of memory -- consider tuning tcp_mem\n", NULL },
	{ "memory-pressure", FINDS, "sockstat above the limit", SOCKSTAT("769"), NULL },
	{ "memory-pressure", NOT, "sockstat below it", SOCKSTAT("90"), NULL },
	{ "memory-pressure", FINDS, "counters",
	  "$ nstat -asz\n#kernel\nTcpExtTCPMemoryPressures 3 0.0\nTcpExtTCPAbortOnMemory 12 "
	  "0.0\n",
	  NULL },
	{ "memory-pressure", NOT, "orphans given up",
	  "$ dmesg\n[  400.25] TCP: too many orphaned sockets\n$ nstat -asz\n#kernel\n"
	  "TcpExtTCPAbortOnMemory 12 0.0\n",
	  NULL },
	{ "memory-pressure", NOT, "one full receive queue",
	  "$ nstat -asz\n#kernel\nTcpExtPruneCalled 12 0.0\nTcpExtTCPMemoryPressures 0 0.0\n",
	  NULL },

	{ "small-writes", FINDS, "4,000 segments of 40 bytes", NULL, tiny_pieces },
	{ "small-writes", NOT, "a hand that types", NULL, a_hand_that_types },
	{ "small-writes", NOT, "a dialogue of short words", NULL, a_dialogue },
	{ "small-writes", NOT, "half a segment each", NULL, pieces_of_half_a_segment },
	{ "small-writes", NOT, "cut by the window", NULL, window_of_crumbs },
	{ "small-writes", FINDS, "a row: eight under way at once",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:220 rtt:14/6 mss:1448 cwnd:51 bytes_sent:28704 "
		   "bytes_acked:28441 segs_out:1197 data_segs_out:1195 busy:3800ms unacked:8 "
		   "minrtt:10"),
	  NULL },
	{ "small-writes", NOT, "a row: questions and answers",
	  RATE_ROW("ts sack cubic wscale:7,7 rto:220 rtt:1/1 mss:1448 cwnd:51 bytes_sent:28704 "
		   "bytes_acked:28441 bytes_received:40000 segs_out:1197 data_segs_out:1195 "
		   "busy:3800ms unacked:1 minrtt:0.9"),
	  NULL },

	{ "silly-window", FINDS, "a window of 1,200 bytes", NULL, window_of_crumbs },
	{ "silly-window", FINDS, "crumbs after a large window", NULL, crumbs_after_a_large_window },
	{ "silly-window", NOT, "a window of many segments", NULL, window_of_many_segments },
	{ "silly-window", NOT, "small by the writer", NULL, tiny_pieces },
	{ "silly-window", FINDS, "a row: mss cut to half of the window",
	  RATE_ROW("ts sack cubic wscale:0,7 rto:240 rtt:32/23 mss:600 pmtu:1500 advmss:1448 "
		   "cwnd:10 bytes_sent:13200 bytes_acked:13201 data_segs_out:22 busy:3550ms "
		   "rwnd_limited:3550ms(100.0%) minrtt:5.2"),
	  NULL },
	{ "silly-window", NOT, "a row: a small window of many segments",
	  RATE_ROW("cubic wscale:1,7 rto:310 rtt:105/9 mss:1448 cwnd:124 bytes_sent:2273360 "
		   "bytes_acked:2209648 busy:4190ms rwnd_limited:3670ms(87.6%) unacked:45 "
		   "minrtt:100 snd_wnd:65535"),
	  NULL },
};

#endif
