/*
 * closing.h - cases of the rules about how connections end
 *
 * Most are packets as tcpdump prints them: one connection, from the client's side.
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_CLOSING_H
#define CRUX_TESTS_UNIT_DIAGNOSE_CLOSING_H

#include "rows.h"

/* n: the client's port. Times are after ten o'clock: "00:00.000000". */
#define UP_(n, t, what) "10:" t " IP 192.0.2.7." n " > 198.51.100.9.5432: " what "\n"
#define DOWN_(n, t, what) "10:" t " IP 198.51.100.9.5432 > 192.0.2.7." n ": " what "\n"
#define OPEN_(n, t)                                                                                          \
	UP_(n, t ".000000",                                                                                  \
	    "Flags [S], seq 1000, win 64240, options [mss 1460,sackOK,nop,wscale 7], length 0")              \
	DOWN_(n, t ".020000",                                                                                \
	      "Flags [S.], seq 5000, ack 1001, win 65160, options [mss 1460,sackOK,nop,wscale 7], length 0") \
	UP_(n, t ".020100", "Flags [.], ack 1, win 502, length 0")
#define ASK_(n, t) UP_(n, t ".100000", "Flags [P.], seq 1:101, ack 1, win 502, length 100")
#define ANSWER_(n, t)                                                                \
	DOWN_(n, t ".121000", "Flags [P.], seq 1:501, ack 101, win 509, length 500") \
	UP_(n, t ".121100", "Flags [.], ack 501, win 501, length 0")
#define WORKED_(n, t) OPEN_(n, t) ASK_(n, t) ANSWER_(n, t)
#define AGAIN_(n, t) UP_(n, t, "Flags [P.], seq 101:201, ack 501, win 501, length 100")
#define ANSWERED_(n, t) DOWN_(n, t, "Flags [P.], seq 501:1001, ack 201, win 509, length 500")

/* Asked once more at second s of minute m, and six times in 13 s. */
#define SIX_TIMES_(n, m, s0, s1, s3, s6, s13) \
	AGAIN_(n, m ":" s0 ".000000")         \
	AGAIN_(n, m ":" s0 ".220000")         \
	AGAIN_(n, m ":" s0 ".440000")         \
	AGAIN_(n, m ":" s0 ".880000")         \
	AGAIN_(n, m ":" s1 ".760000")         \
	AGAIN_(n, m ":" s3 ".520000") AGAIN_(n, m ":" s6 ".900000") AGAIN_(n, m ":" s13 ".900000")
#define SIX_TIMES_AT_ONCE_(n) SIX_TIMES_(n, "00", "01", "02", "04", "08", "15")
#define SIX_TIMES_LATER_(n) SIX_TIMES_(n, "02", "00", "01", "03", "07", "14")

#define FORGETS_(n, t) DOWN_(n, t, "Flags [R], seq 501, win 0, length 0")

#define SS_ROW_(state, queue, timer, more)                                                         \
	"$ ss -tinmoe\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n" state   \
	" 0 " queue " 192.0.2.7:40001 198.51.100.9:5432 timer:(on," timer ") ino:7 sk:1\n"         \
	"\t ts sack cubic wscale:7,7 " more " rtt:22/3 mss:1448 pmtu:1500 cwnd:1 bytes_sent:9000 " \
	"bytes_acked:5001 bytes_received:8000 unacked:1 retrans:1/6 lost:1\n"

/* The server closes at rest after 5 s, the client asks as the FIN is on its way. */
#define RACE_(n, t, later)                                                               \
	WORKED_(n, t)                                                                    \
	UP_(n, later ".100000", "Flags [P.], seq 101:201, ack 501, win 501, length 100") \
	DOWN_(n, later ".110000", "Flags [F.], seq 501, ack 101, win 509, length 0")     \
	UP_(n, later ".110100", "Flags [F.], seq 201, ack 502, win 501, length 0")       \
	DOWN_(n, later ".120000", "Flags [R], seq 501, win 0, length 0")                 \
	DOWN_(n, later ".130000", "Flags [R], seq 502, win 0, length 0")

/* tcpdump -v: with the TTL. */
#define V_(t, ttl, who, what)                                                            \
	"10:" t " IP (tos 0x0, ttl " ttl ", id 0, offset 0, flags [DF], proto TCP (6), " \
	"length 152)\n    " who ": " what "\n"
#define UPV_(t, what) V_(t, "64", "192.0.2.7.40001 > 198.51.100.9.5432", what)
#define DOWNV_(t, ttl, what) V_(t, ttl, "198.51.100.9.5432 > 192.0.2.7.40001", what)
#define WORKED_V_                                                                                  \
	UPV_("00:00.000000",                                                                       \
	     "Flags [S], seq 1000, win 64240, options [mss 1460,wscale 7], length 0")              \
	DOWNV_("00:00.020000", "57",                                                               \
	       "Flags [S.], seq 5000, ack 1001, win 65160, options [mss 1460,wscale 7], length 0") \
	UPV_("00:00.020100", "Flags [.], ack 1, win 502, length 0")                                \
	UPV_("00:00.100000", "Flags [P.], seq 1:101, ack 1, win 502, length 100")                  \
	DOWNV_("00:00.121000", "57", "Flags [P.], seq 1:501, ack 101, win 509, length 500")        \
	UPV_("00:00.121100", "Flags [.], ack 501, win 501, length 0")
#define RESET_V_(t, ttl)                                                           \
	UPV_(t ".000000", "Flags [P.], seq 101:201, ack 501, win 501, length 100") \
	DOWNV_(t ".004000", ttl, "Flags [R], seq 501, win 0, length 0")

/* ---- facts ---- */

static void
closing_reset(struct made *m, enum reset_kind kind, uint8_t ttl, uint64_t after)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->resets = 1;
	h->reset_kind = (uint8_t)kind;
	h->reset_packet = 9;
	h->reset_ns = 9 * (int64_t)NS_PER_S;
	h->reset_ttl = ttl;
	h->after_reset = after;
}

static void
closing_forged(struct made *m)
{
	for (unsigned i = 0; i < 3; i++)
		closing_reset(m, RESET_ABORT, 120, 3);
}

static void
closing_rerouted(struct made *m)
{
	for (unsigned i = 0; i < 3; i++)
		closing_reset(m, RESET_ABORT, 63, 0);
}

static void
closing_own(struct made *m)
{
	for (unsigned i = 0; i < 3; i++)
		closing_reset(m, RESET_ABORT, 64, 0);
}

/* The same connection once more, captured at the client; it has a RST of the server. */
static struct conn *
closing_twin(struct made *m, bool sent)
{
	struct conn *server = made_conn(m), *client;

	client = made_conn(m);
	m->cs.incidents--;
	m->cs.views.v[1].incident = 0;
	m->cs.views.v[1].input = case_add_input(&m->cs, "client.pcap");
	*case_input(&m->cs, 1) = *case_input(&m->cs, 0);
	client->client = server->client;
	client->vantage = VANTAGE_CLIENT;
	client->twin = 0;
	server->twin = 1;
	client->half[S2C].resets = 1;
	client->half[S2C].reset_kind = RESET_ABORT;
	client->half[S2C].reset_ns = 9 * (int64_t)NS_PER_S;
	client->half[S2C].reset_ttl = 64;
	if (sent)
		server->half[S2C] = client->half[S2C];
	return client;
}

static void
closing_never_sent(struct made *m)
{
	closing_twin(m, false);
}

static void
closing_sent_there(struct made *m)
{
	closing_twin(m, true);
}

static void
closing_foreign_answer(struct made *m)
{
	closing_reset(m, RESET_NO_SUCH, 120, 2);
}

/* ---- FINs that stay, orphans, captures ---- */

static void
closing_half_closed(struct made *m, enum vantage v, uint64_t ahead)
{
	for (unsigned i = 0; i < 12; i++) {
		struct conn *c = made_conn(m);

		c->vantage = (uint8_t)v;
		c->half[C2S].fins = ahead ? 3 : 1;
		c->half[C2S].fin_ns = c->last_ns;
		c->half[C2S].state = TCP_FIN_WAIT_2;
		c->half[S2C].state = TCP_CLOSE_WAIT;
		c->half[S2C].ahead_bytes = ahead;
	}
}

static void
closing_waits_at_client(struct made *m)
{
	closing_half_closed(m, VANTAGE_CLIENT, 0);
}

static void
closing_waits_at_server(struct made *m)
{
	closing_half_closed(m, VANTAGE_SERVER, 0);
}

static void
closing_fin_lost_here(struct made *m)
{
	closing_half_closed(m, VANTAGE_CLIENT, 1);
}

static void
closing_copies(struct made *m, uint64_t one_in)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->capture_duplicates = h->packets / one_in;
	made_conn(m)->half[C2S].capture_duplicates = one_in < 10 ? 900 : 0;
}

static void
closing_all_twice(struct made *m)
{
	closing_copies(m, 2);
}

static void
closing_one_twice(struct made *m)
{
	closing_copies(m, 2000);
}

static void
closing_gaps(struct made *m, uint64_t bytes, uint64_t events)
{
	struct half *h = &made_conn(m)->half[S2C];

	h->acked_unseen_bytes = bytes;
	h->acked_unseen_events = events;
}

static void
closing_many_gaps(struct made *m)
{
	closing_gaps(m, 30 * MADE_MSS, 28);
}

static void
closing_one_gap(struct made *m)
{
	closing_gaps(m, MADE_MSS, 1);
}

static void
closing_one_direction(struct made *m)
{
	struct half *h = &made_conn(m)->half[S2C];

	*h = (struct half){
		.acked_unseen_bytes = 2000 * MADE_MSS,
		.acked_unseen_events = 1000,
		.first_data_ns = TIME_NONE,
		.last_data_ns = TIME_NONE,
		.fin_ns = TIME_NONE,
		.reset_ns = TIME_NONE,
		.unacked_ns = TIME_NONE,
	};
}

/* n connections that were closed by both, with so many exchanges on each. */
static void
closing_short(struct made *m, unsigned n, int64_t handshake_ms, uint64_t exchanges)
{
	for (unsigned i = 0; i < n; i++) {
		struct conn *c = made_conn(m);

		c->client = m->cs.views.v[0].conn->client;
		c->client.port = (uint16_t)(30000 + i);
		c->exchanges = exchanges;
		c->last_ns = (4 * handshake_ms + 20) * MADE_MS;
		c->half[C2S].unique_bytes = 300;
		c->half[C2S].fins = c->half[S2C].fins = 1;
		c->half[C2S].fin_ns = c->last_ns - MADE_MS;
		c->half[S2C].fin_ns = c->last_ns;
		c->half[C2S].state = TCP_TIME_WAIT;
		c->half[S2C].state = TCP_CLOSED;
		c->half[C2S].rtt.min_ns = 1000;
		c->half[S2C].rtt.min_ns = handshake_ms * MADE_MS;
		c->ledger.ns[ACCOUNT_SLOW_START] = 0;
		c->ledger.ns[ACCOUNT_CONGESTION_WINDOW] = 3 * handshake_ms * MADE_MS;
		c->ledger.ns[ACCOUNT_HANDSHAKE] = handshake_ms * MADE_MS;
	}
}

static void
closing_churn(struct made *m)
{
	closing_short(m, 100, 40, 1);
}

static void
closing_churn_nearby(struct made *m)
{
	closing_short(m, 100, 1, 1);
}

static void
closing_page(struct made *m)
{
	closing_short(m, 12, 40, 1);
}

static void
closing_pool(struct made *m)
{
	closing_short(m, 100, 40, 30);
}

static void
closing_acks(struct made *m, uint64_t client, uint64_t server, uint64_t unacceptable)
{
	struct conn *c = made_conn(m);

	c->half[S2C].data_packets = c->half[S2C].full_segments = 1;
	c->half[S2C].unique_bytes = c->half[S2C].bytes = 100;
	c->half[C2S].pure_acks = client;
	c->half[S2C].pure_acks = server;
	c->half[C2S].unacceptable_acks = unacceptable;
}

static void
closing_storm(struct made *m)
{
	closing_acks(m, 700, 690, 0);
}

static void
closing_storm_of_wrong_numbers(struct made *m)
{
	closing_acks(m, 300, 290, 280);
}

static void
closing_one_sided_acks(struct made *m)
{
	closing_acks(m, 700, 0, 0);
}

static void
closing_few_acks(struct made *m)
{
	closing_acks(m, 14, 12, 0);
}

static void
closing_transfers(struct made *m)
{
	for (unsigned i = 0; i < 5; i++)
		made_conn(m);
}

#define SS_HEAD_ "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
#define SS_TANO_ "$ ss -tano\n" SS_HEAD_
#define FW2_(port, timer) "FIN-WAIT-2 0 0 192.0.2.7:" port " 198.51.100.9:9000 " timer "\n"
#define FW2_TEN_(timer)      \
	FW2_("41001", timer) \
	FW2_("41002", timer) \
	FW2_("41003", timer) \
	FW2_("41004", timer) \
	FW2_("41005", timer) \
	FW2_("41006", timer) \
	FW2_("41007", timer) FW2_("41008", timer) FW2_("41009", timer) FW2_("41010", timer)
#define CW_(port) "CLOSE-WAIT 101 0 198.51.100.9:9000 192.0.2.7:" port "\n"
#define CLOSING_ROW_(state, queue, port, timer) \
	state " 0 " queue " 192.0.2.7:8080 198.51.100.9:" port " timer:(" timer ")\n"
#define CLOSING_FOUR_(p, state, queue, timer)    \
	CLOSING_ROW_(state, queue, p "1", timer) \
	CLOSING_ROW_(state, queue, p "2", timer) \
	CLOSING_ROW_(state, queue, p "3", timer) CLOSING_ROW_(state, queue, p "4", timer)
#define CLOSING_TWELVE_(state, queue, timer)       \
	CLOSING_FOUR_("4100", state, queue, timer) \
	CLOSING_FOUR_("4200", state, queue, timer) \
	CLOSING_FOUR_("4300", state, queue, timer)

#define SEGS_(t, out, in, acked)                                                           \
	"### " t "  $ ss -tinmoe\n" SS_HEAD_                                               \
	"ESTAB 0 0 192.0.2.7:443 198.51.100.9:41001 ino:7 sk:1\n\t sack cubic wscale:7,7 " \
	"rto:220 rtt:16/7 mss:1460 cwnd:10 bytes_sent:" acked " bytes_acked:" acked        \
	" bytes_received:100 segs_out:" out " segs_in:" in " data_segs_out:1 data_segs_in:1\n\n"

static const struct row closing_rows[] = {
	{ "dead-peer-timeout", FINDS, "six timeouts in a row",
	  WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001"), NULL },
	{ "dead-peer-timeout", NOT, "answered at last",
	  WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001") ANSWERED_("40001", "00:15.930000"),
	  NULL },
	{ "dead-peer-timeout", NOT, "it answers others meanwhile",
	  WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001") WORKED_("40002", "00:16"), NULL },
	{ "dead-peer-timeout", NOT, "two timeouts",
	  WORKED_("40001", "00:00") AGAIN_("40001", "00:01.000000") AGAIN_("40001", "00:01.220000")
		  AGAIN_("40001", "00:01.660000"),
	  NULL },
	{ "dead-peer-timeout", NOT, "its window is shut",
	  WORKED_("40001", "00:00")
		  DOWN_("40001", "00:00.500000", "Flags [.], ack 101, win 0, length 0")
			  SIX_TIMES_AT_ONCE_("40001"),
	  NULL },
	{ "dead-peer-timeout", FINDS, "a row of ss",
	  SS_ROW_("ESTAB", "150", "5.060ms,6",
		  "rto:14720 backoff:6 lastsnd:9700 lastrcv:24300 lastack:24300"),
	  NULL },
	{ "dead-peer-timeout", NOT, "a row that was answered a moment ago",
	  SS_ROW_("ESTAB", "150", "5.060ms,6",
		  "rto:14720 backoff:6 lastsnd:2300 lastrcv:10330 lastack:80"),
	  NULL },
	{ "dead-peer-timeout", NOT, "a row with one timeout",
	  SS_ROW_("ESTAB", "150", "060ms,1",
		  "rto:440 backoff:1 lastsnd:300 lastrcv:700 lastack:700"),
	  NULL },
	{ "dead-peer-timeout", NOT, "a FIN that waits",
	  SS_ROW_("LAST-ACK", "1", "5.060ms,5",
		  "rto:7360 backoff:5 lastsnd:2300 lastrcv:10330 lastack:10330"),
	  NULL },

	{ "idle-timeout-drop", FINDS, "after two minutes of rest",
	  WORKED_("40001", "00:00") SIX_TIMES_LATER_("40001"), NULL },
	{ "idle-timeout-drop", FINDS, "another connection is made meanwhile",
	  WORKED_("40001", "00:00") SIX_TIMES_LATER_("40001") WORKED_("40002", "02:15"), NULL },
	{ "idle-timeout-drop", NOT, "a longer rest did no harm",
	  WORKED_("40001", "00:00") WORKED_("40002", "00:01") SIX_TIMES_LATER_("40001")
		  AGAIN_("40002", "02:15.000000") ANSWERED_("40002", "02:15.020000")
			  UP_("40002", "02:15.020100", "Flags [.], ack 1001, win 501, length 0"),
	  NULL },
	{ "idle-timeout-drop", NOT, "in use", WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001"),
	  NULL },
	{ "idle-timeout-drop", FINDS, "a row of ss",
	  SS_ROW_("ESTAB", "200", "2.520ms,5",
		  "rto:7360 backoff:5 lastsnd:4840 lastrcv:312000 lastack:312000"),
	  NULL },
	{ "idle-timeout-drop", NOT, "a row in use",
	  SS_ROW_("ESTAB", "200", "2.520ms,5",
		  "rto:7360 backoff:5 lastsnd:4840 lastrcv:12600 lastack:12600"),
	  NULL },

	{ "idle-timeout-drop", FINDS, "a device answers by RST", WORKED_V_ RESET_V_("06:00", "126"),
	  NULL },
	{ "idle-timeout-drop", NOT, "the peer answers by RST", WORKED_V_ RESET_V_("06:00", "57"),
	  NULL },
	{ "middlebox-reset", FINDS, "a device answers by RST, in use",
	  WORKED_V_ RESET_V_("00:01", "126"), NULL },
	{ "half-open-peer", FINDS, "the peer answers by RST", WORKED_V_ RESET_V_("00:09", "57"),
	  NULL },
	{ "dead-peer-timeout", FINDS, "keep-alives in vain",
	  SS_TANO_ "ESTAB 0 0 192.0.2.7:40001 198.51.100.9:5432 timer:(keepalive,41sec,5)\n",
	  NULL },
	{ "dead-peer-timeout", NOT, "keep-alives that are answered",
	  SS_TANO_ "ESTAB 0 0 192.0.2.7:40001 198.51.100.9:5432 timer:(keepalive,41sec,0)\n",
	  NULL },
	{ "half-open-peer", FINDS, "two, and a younger one lives",
	  WORKED_("40001", "00:00") WORKED_("40002", "00:01") AGAIN_("40001", "00:05.000000")
		  FORGETS_("40001", "00:05.020000") AGAIN_("40002", "00:06.000000")
			  FORGETS_("40002", "00:06.020000") WORKED_("40003", "00:08"),
	  NULL },
	{ "half-open-peer", NOT, "an older one lives",
	  WORKED_("40001", "00:00") WORKED_("40002", "00:01") AGAIN_("40001", "00:05.000000")
		  FORGETS_("40001", "00:05.020000") AGAIN_("40002", "00:06.000000")
			  ANSWERED_("40002", "00:06.020000"),
	  NULL },
	{ "half-open-peer", NOT, "it had closed", RACE_("40001", "00:00", "00:05"), NULL },
	{ "half-open-peer", NOT, "in another's name", NULL, closing_foreign_answer },

	{ "keepalive-race", FINDS, "FIN and request cross",
	  RACE_("40001", "00:00", "00:05") RACE_("40002", "00:10", "00:15"), NULL },
	{ "keepalive-race", NOT, "it closed in the middle",
	  WORKED_("40001", "00:00") AGAIN_("40001", "00:00.130000")
		  DOWN_("40001", "00:00.140000", "Flags [F.], seq 501, ack 101, win 509, length 0")
			  DOWN_("40001", "00:00.150000", "Flags [R], seq 501, win 0, length 0"),
	  NULL },
	{ "keepalive-race", NOT, "it had restarted",
	  WORKED_("40001", "00:00") AGAIN_("40001", "00:05.000000")
		  FORGETS_("40001", "00:05.020000"),
	  NULL },

	{ "middlebox-reset", FINDS, "another TTL, and its owner goes on", NULL, closing_forged },
	{ "middlebox-reset", FINDS, "its owner never sent it", NULL, closing_never_sent },
	{ "middlebox-reset", NOT, "its owner sent it", NULL, closing_sent_there },
	{ "middlebox-reset", NOT, "one hop less", NULL, closing_rerouted },
	{ "middlebox-reset", NOT, "the same TTL", NULL, closing_own },
	{ "fin-wait2-stuck", FINDS, "no timer, and they stay",
	  "### 10:00:00.000  $ ss -tano\n" SS_HEAD_ FW2_TEN_(
		  "") "\n### 10:00:08.000  $ ss -tano\n" SS_HEAD_ FW2_TEN_(""),
	  NULL },
	{ "fin-wait2-stuck", FINDS, "no timer, seen once", SS_TANO_ FW2_TEN_(""), NULL },
	{ "fin-wait2-stuck", FINDS, "the other ends are in CLOSE-WAIT",
	  "$ ss -tano\n" SS_HEAD_ FW2_("41001", "") FW2_("41002", "")
		  FW2_("41003", "") "\n$ ss -tan\n" SS_HEAD_ CW_("41001") CW_("41002") CW_("41003"),
	  NULL },
	{ "fin-wait2-stuck", NOT, "nobody said whether there are timers",
	  "$ ss -tan\n" SS_HEAD_ FW2_TEN_(""), NULL },
	{ "fin-wait2-stuck", FINDS, "longer than orphans are kept",
	  "### 10:00:00.000  $ ss -tan\n" SS_HEAD_ FW2_TEN_(
		  "") "\n### 10:02:00.000  $ ss -tan\n" SS_HEAD_ FW2_TEN_(""),
	  NULL },
	{ "fin-wait2-stuck", NOT, "orphans with their timer",
	  SS_TANO_ FW2_TEN_("timer:(timewait,51sec,0)"), NULL },
	{ "fin-wait2-stuck", NOT, "two", SS_TANO_ FW2_("41001", "") FW2_("41002", ""), NULL },
	{ "fin-wait2-stuck", FINDS, "packets at the end that closed", NULL,
	  closing_waits_at_client },
	{ "fin-wait2-stuck", NOT, "packets at the end that does not close", NULL,
	  closing_waits_at_server },
	{ "close-wait-leak", FINDS, "packets at the end that does not close", NULL,
	  closing_waits_at_server },

	{ "last-ack-stuck", FINDS, "twelve sockets, five timeouts each",
	  SS_TANO_ CLOSING_TWELVE_("LAST-ACK", "1", "on,3.640ms,5"), NULL },
	{ "last-ack-stuck", FINDS, "FIN-WAIT-1, twice",
	  "### 10:00:00.000  $ ss -tano\n" SS_HEAD_ CLOSING_TWELVE_(
		  "FIN-WAIT-1", "1", "on,640ms,2") "\n### 10:00:05.000  $ ss -tano\n" SS_HEAD_
		  CLOSING_TWELVE_("FIN-WAIT-1", "1", "on,640ms,4"),
	  NULL },
	{ "last-ack-stuck", NOT, "on their way",
	  SS_TANO_ CLOSING_TWELVE_("LAST-ACK", "1", "on,180ms,0"), NULL },
	{ "last-ack-stuck", NOT, "data waits in them",
	  SS_TANO_ CLOSING_TWELVE_("FIN-WAIT-1", "20249", "persist,180ms,4"), NULL },
	{ "last-ack-stuck", FINDS, "FINs that ACKs count and nobody got", NULL,
	  closing_fin_lost_here },
	{ "close-wait-leak", NOT, "FINs that ACKs count and nobody got", NULL,
	  closing_fin_lost_here },
	{ "last-ack-stuck", NOT, "no FIN at all", NULL, closing_waits_at_client },
	{ "last-ack-stuck", FINDS, "the FIN, seven times",
	  WORKED_("40001", "00:00") DOWN_("40001", "00:01.000000",
					  "Flags [F.], seq 501, ack 101, win 509, length 0")
		  UP_("40001", "00:01.000100", "Flags [F.], seq 101, ack 502, win 501, length 0") UP_(
			  "40001", "00:01.220000",
			  "Flags [F.], seq 101, ack 502, win 501, length 0")
			  UP_("40001", "00:01.660000",
			      "Flags [F.], seq 101, ack 502, win 501, length 0")
				  UP_("40001", "00:02.540000",
				      "Flags [F.], seq 101, ack 502, win 501, length 0")
					  UP_("40001", "00:04.300000",
					      "Flags [F.], seq 101, ack 502, win 501, length 0")
						  UP_("40001", "00:07.820000",
						      "Flags [F.], seq 101, ack 502, win 501, length 0"),
	  NULL },
	{ "last-ack-stuck", NOT, "the FIN, twice, then acknowledged",
	  WORKED_("40001", "00:00") DOWN_("40001", "00:01.000000",
					  "Flags [F.], seq 501, ack 101, win 509, length 0")
		  UP_("40001", "00:01.000100", "Flags [F.], seq 101, ack 502, win 501, length 0")
			  UP_("40001", "00:01.220000",
			      "Flags [F.], seq 101, ack 502, win 501, length 0")
				  DOWN_("40001", "00:01.240000",
					"Flags [.], ack 102, win 509, length 0"),
	  NULL },

	{ "orphan-flood", FINDS, "the kernel says so",
	  "[  530.990000] TCP: too many orphaned sockets\n"
	  "[  530.990001] TCP: too many orphaned sockets\n"
	  "[  531.090000] TCP: too many orphaned sockets\n",
	  NULL },
	{ "orphan-flood", KEEPS, "many with data queued",
	  SS_TANO_ CLOSING_TWELVE_(
		  "FIN-WAIT-1", "20249",
		  "persist,180ms,4") "\n$ ss -s\nTCP:   700 (estab 20, closed 80, orphaned 612, timewait 0)\n",
	  NULL },
	{ "orphan-flood", NOT, "a few",
	  "$ ss -s\nTCP:   700 (estab 590, closed 80, orphaned 3, timewait 80)\n", NULL },
	{ "orphan-flood", NOT, "memory, and no orphans",
	  "[  400.250000] TCP: out of memory -- consider tuning tcp_mem\n\n"
	  "$ nstat -asz\nTcpExtTCPAbortOnMemory 9 0.0\n",
	  NULL },

	{ "connection-churn", FINDS, "a hundred, 40 ms each", NULL, closing_churn },
	{ "connection-churn", NOT, "a hundred, 1 ms each", NULL, closing_churn_nearby },
	{ "connection-churn", NOT, "a dozen", NULL, closing_page },
	{ "connection-churn", NOT, "a hundred with thirty requests each", NULL, closing_pool },
	{ "connection-churn", NOT, "counters alone",
	  "$ nstat -asz\nTcpActiveOpens 900 0.0\nTcpOutSegs 5400 0.0\n", NULL },

	{ "challenge-ack-storm", FINDS, "700 each way", NULL, closing_storm },
	{ "challenge-ack-storm", FINDS, "numbers that do not fit", NULL,
	  closing_storm_of_wrong_numbers },
	{ "challenge-ack-storm", NOT, "one way only", NULL, closing_one_sided_acks },
	{ "challenge-ack-storm", NOT, "a few", NULL, closing_few_acks },
	{ "challenge-ack-storm", NOT, "transfers", NULL, closing_transfers },
	{ "challenge-ack-storm", FINDS, "ss, twice",
	  SEGS_("10:00:00.000", "162", "164", "100") SEGS_("10:00:04.000", "546", "548", "100"),
	  NULL },
	{ "challenge-ack-storm", NOT, "ss, twice, with data",
	  SEGS_("10:00:00.000", "162", "164", "100") SEGS_("10:00:04.000", "546", "548", "90100"),
	  NULL },
	{ "challenge-ack-storm", KEEPS, "counters",
	  "$ nstat -asz\nTcpExtTCPChallengeACK 4100 0.0\nTcpExtTCPACKSkippedChallenge 90000 0.0\n",
	  NULL },

	{ "capture-duplicate", FINDS, "all twice", NULL, closing_all_twice },
	{ "capture-duplicate", NOT, "one packet twice", NULL, closing_one_twice },
	{ "capture-loss", FINDS, "many gaps", NULL, closing_many_gaps },
	{ "capture-loss", NOT, "one gap", NULL, closing_one_gap },
	{ "capture-loss", NOT, "one direction", NULL, closing_one_direction },
};

#endif
