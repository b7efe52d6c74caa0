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
#define SIX_TIMES_(n, m, s0, s1, s3, s6, s13)                                                     \
	AGAIN_(n, m ":" s0 ".000000")                                                             \
	AGAIN_(n, m ":" s0 ".220000")                                                             \
	AGAIN_(n, m ":" s0 ".440000")                                                             \
	AGAIN_(n, m ":" s0 ".880000") AGAIN_(n, m ":" s1 ".760000") AGAIN_(n, m ":" s3 ".520000") \
		AGAIN_(n, m ":" s6 ".900000") AGAIN_(n, m ":" s13 ".900000")
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

static const struct row closing_rows[] = {
	{ "dead-peer-timeout", FINDS, "six timeouts in a row",
	  WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001"), NULL },
	{ "dead-peer-timeout", NOT, "answered at last",
	  WORKED_("40001", "00:00") SIX_TIMES_AT_ONCE_("40001") ANSWERED_("40001", "00:15.930000"),
	  NULL },
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
};

#endif
