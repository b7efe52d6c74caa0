/*
 * opening.h - cases for the rules of opening a connection; see rules.c
 *
 * Most are text, as tcpdump and others print it: packets by packet, so that what the
 * tracker makes of them is tried too.
 */
#ifndef CRUX_TESTS_UNIT_DIAGNOSE_OPENING_H
#define CRUX_TESTS_UNIT_DIAGNOSE_OPENING_H

#include "rows.h"

#define OPENING_S ((int64_t)NS_PER_S)
#define NSTAT(lines) "$ nstat -asz\n#kernel\n" lines
#define SS_TANO "$ ss -tano\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"

/* One attempt of which only SYNs and SYN-ACKs were seen, at the server. */
static struct conn *
half_made(struct made *m, uint32_t syns, uint32_t syn_acks)
{
	struct conn *c = made_conn(m);

	c->opening = syn_acks ? OPENING_HALF : OPENING_UNANSWERED;
	c->handshake = HANDSHAKE_PARTIAL;
	c->syns = syns;
	c->syn_acks = syn_acks;
	c->handshake_ack_ns = TIME_NONE;
	c->syn_ack_ns = syn_acks ? MADE_MS : TIME_NONE;
	c->last_syn_ns = ((INT64_C(1) << (syns - 1)) - 1) * OPENING_S;
	c->last_ns = c->last_syn_ns;
	memset(c->ledger.ns, 0, sizeof c->ledger.ns);
	c->ledger.ns[ACCOUNT_HANDSHAKE] = c->last_ns;
	c->half[C2S] = (struct half){ .packets = syns, .ttl = 62, .reset_ns = TIME_NONE };
	c->half[S2C] = (struct half){ .packets = syn_acks, .ttl = 64, .reset_ns = TIME_NONE };
	return c;
}

/* ---- syn-backlog-full ---- */

/* A queue of 60 requests that repeat their SYN-ACK, and all other SYNs dropped. */
static void
queue_that_drops(struct made *m)
{
	for (unsigned i = 0; i < 60; i++)
		half_made(m, 1, 3);
	for (unsigned i = 0; i < 300; i++)
		half_made(m, 1, 0);
	for (unsigned i = 0; i < 3; i++)
		made_conn(m);
}

/* The same queue, but what does not fit gets a cookie. */
static void
queue_with_cookies(struct made *m)
{
	for (unsigned i = 0; i < 60; i++)
		half_made(m, 1, 3);
	for (unsigned i = 0; i < 300; i++)
		half_made(m, 1, 1);
	for (unsigned i = 0; i < 3; i++)
		made_conn(m);
}

/* Addresses that exist, and never asked. */
static void
flood_from_real_addresses(struct made *m)
{
	for (unsigned i = 0; i < 300; i++) {
		struct conn *c = half_made(m, 1, 1);

		c->half[C2S].packets = 2;
		c->half[C2S].resets = 1;
		c->half[C2S].reset_ns = c->syn_ack_ns + 30 * MADE_MS;
	}
}

/* Most connections of a flood are counted only; a few thousand stand for them. */
static void
flood_of_a_crowd(struct made *m)
{
	struct service s = { .connections = 900020,
			     .half_open = 900000,
			     .done = 20,
			     .clients = 60000,
			     .syns = 900020,
			     .crowd = 899700 };

	for (unsigned i = 0; i < 300; i++)
		half_made(m, 1, 1);
	s.server = m->cs.views.v[0].conn->server;
	vec_push(&m->arena, &m->cs.services, s);
}

static void
flood_of(struct made *m, uint64_t clients)
{
	struct service s = { .connections = 900000,
			     .unanswered = 890000,
			     .half_open = 10000,
			     .clients = clients,
			     .syns = 900000,
			     .crowd = 899700 };

	for (unsigned i = 0; i < 3; i++)
		half_made(m, 1, 1);
	for (unsigned i = 0; i < 297; i++)
		half_made(m, 1, 0);
	s.server = m->cs.views.v[0].conn->server;
	vec_push(&m->arena, &m->cs.services, s);
}

static void
flood_that_is_dropped(struct made *m)
{
	flood_of(m, 880000);
}

/* A scan, or a client whose way is cut. */
static void
syns_of_three_clients(struct made *m)
{
	flood_of(m, 3);
}

/* ---- syn-blackholed ---- */

/* One SYN, and a router that says something about it. */
static void
turned_away(struct made *m, enum icmp_error error, uint64_t out_of_flight)
{
	struct conn *c = half_made(m, 1, 0);
	struct icmp_seen *i = arena_new(&m->arena, struct icmp_seen, 1);

	*i = (struct icmp_seen){ .count = 1,
				 .out_of_flight = out_of_flight,
				 .first_packet = 2,
				 .from = addr_from_v4(0xc0000201),
				 .error = (uint8_t)error };
	c->vantage = VANTAGE_CLIENT;
	c->half[C2S].icmp = i;
}

static void
prohibited(struct made *m)
{
	turned_away(m, ICMP_PROHIBITED, 0);
}

static void
no_such_host(struct made *m)
{
	turned_away(m, ICMP_HOST_UNREACHABLE, 0);
}

static void
prohibited_says_a_forger(struct made *m)
{
	turned_away(m, ICMP_PROHIBITED, 1);
}

/* Seen at the client alone: five SYNs. */
static void
vanish_as_the_client_sees(struct made *m)
{
	half_made(m, 5, 0)->vantage = VANTAGE_UNKNOWN;
}

/* ---- synack-lost ---- */

static void
clients_that_hear_nothing(struct made *m)
{
	for (unsigned i = 0; i < 3; i++)
		half_made(m, 5, 8);
}

static void
heard_at_the_second_try(struct made *m)
{
	for (unsigned i = 0; i < 100; i++)
		made_conn(m);
	for (unsigned i = 0; i < 2; i++) {
		struct conn *c = made_conn(m);

		c->syns = c->syn_acks = 2;
		c->last_syn_ns = c->last_syn_ack_ns = OPENING_S;
		c->handshake_ack_ns = OPENING_S + 40 * MADE_MS;
	}
}

static void
answers_that_miss_the_client(struct made *m)
{
	struct conn *client = half_made(m, 4, 0), *server = half_made(m, 4, 7);

	client->vantage = VANTAGE_CLIENT;
	m->cs.incidents--;
	m->cs.views.v[1].incident = 0;
	server->client = client->client;
}

/* One connection on a lossy path, seen at both ends: its first SYN-ACK was lost. */
static void
lost_once_and_made(struct made *m)
{
	struct conn *client = made_conn(m), *server = made_conn(m);

	client->vantage = VANTAGE_CLIENT;
	client->syns = server->syns = server->syn_acks = 2;
	client->syn_ack_ns = OPENING_S + 41 * MADE_MS;
	client->last_syn_ns = server->last_syn_ns = server->last_syn_ack_ns = OPENING_S;
	client->handshake_ack_ns = server->handshake_ack_ns = OPENING_S + 60 * MADE_MS;
	m->cs.incidents--;
	m->cs.views.v[1].incident = 0;
	server->client = client->client;
}

/* ---- port-exhaustion ---- */

static void
ports_taken(struct made *m, unsigned n, enum tcp_state state, unsigned peers)
{
	struct sample sample = { .kind = "ss" };
	uint32_t number;

	made_text(m, "sysctl.txt",
		  "$ sysctl net.ipv4.ip_local_port_range\n"
		  "net.ipv4.ip_local_port_range = 40000\t40199\n");
	number = case_add_sample(&m->cs, &sample);
	for (unsigned i = 0; i < n; i++)
		vec_push(&m->arena, &m->cs.socks,
			 (struct sock){ .sample = number,
					.state = (uint8_t)state,
					.local = { addr_from_v4(0xc0000209),
						   (uint16_t)(40000 + i / peers) },
					.peer = { addr_from_v4(0xc6336407 + i % peers), 5432 } });
}

static void
all_ports_held(struct made *m)
{
	ports_taken(m, 200, TCP_ESTABLISHED, 1);
}

static void
all_ports_in_time_wait(struct made *m)
{
	ports_taken(m, 199, TCP_TIME_WAIT, 1);
}

static void
half_the_ports(struct made *m)
{
	ports_taken(m, 100, TCP_TIME_WAIT, 1);
}

static void
ports_towards_many(struct made *m)
{
	ports_taken(m, 400, TCP_TIME_WAIT, 4);
}

/* ---- conntrack-full ---- */

#define CONNTRACK_S(count, drop)                                                             \
	"$ conntrack -S\ncpu=0   found=0 invalid=0 insert=0 insert_failed=0 drop=" drop      \
	" early_drop=0 error=0 search_restart=0\n$ sysctl net.netfilter.nf_conntrack_count " \
	"net.netfilter.nf_conntrack_max\nnet.netfilter.nf_conntrack_count = " count          \
	"\nnet.netfilter.nf_conntrack_max = 65536\n"

/* ---- packets as text ---- */

#define PACKET(time, from, to, rest) "12:00:" time " IP " from " > " to ": Flags " rest "\n"
#define CLIENT "192.0.2.9.40001"
#define SERVER "198.51.100.7.443"
#define TS(val, ecr) "options [nop,nop,TS val " val " ecr " ecr "]"
#define SYN_TS(val) "options [mss 1460,sackOK,TS val " val " ecr 0,nop,wscale 7], length 0"
#define SYN_ACK_TS(val, ecr) \
	"options [mss 1460,sackOK,TS val " val " ecr " ecr ",nop,wscale 7], length 0"
#define TO_SERVER(time, rest) PACKET(time, CLIENT, SERVER, rest)
#define TO_CLIENT(time, rest) PACKET(time, SERVER, CLIENT, rest)

/* A connection that has carried 100 bytes; the client's clock stands at 5000200. */
#define OPENED                                                                                 \
	TO_SERVER("00.000000", "[S], seq 3000001000, win 64240, " SYN_TS("5000000"))           \
	TO_CLIENT("00.030000", "[S.], seq 2000009000, ack 3000001001, win 65160, " SYN_ACK_TS( \
				       "700", "5000000"))                                      \
	TO_SERVER("00.030100", "[.], ack 1, win 502, " TS("5000030", "700") ", length 0")      \
	TO_SERVER("00.200000",                                                                 \
		  "[P.], seq 1:101, ack 1, win 502, " TS("5000200", "700") ", length 100")     \
	TO_CLIENT("00.230000", "[.], ack 101, win 502, " TS("900", "5000200") ", length 0")
#define SENT_AT(time, val) \
	TO_SERVER(time, "[P.], seq 101:201, ack 1, win 502, " TS(val, "900") ", length 100")
#define NOT_TAKEN(time, val) \
	TO_CLIENT(time, "[.], ack 101, win 502, " TS(val, "5000200") ", length 0")

/* ---- paws-drop ---- */

#define CLOCK_THAT_WENT_BACK                                                        \
	OPENED SENT_AT("00.300000", "300") NOT_TAKEN("00.330000", "1000")           \
		SENT_AT("00.540000", "540") NOT_TAKEN("00.570000", "1240")          \
			SENT_AT("01.020000", "1020") NOT_TAKEN("01.050000", "1720") \
				SENT_AT("01.980000", "1980") NOT_TAKEN("02.010000", "2680")

/* The server's answer, and the ACK of a client whose clock went back. */
#define ANSWER_AT(time, val) \
	TO_CLIENT(time, "[P.], seq 1:101, ack 101, win 502, " TS(val, "5000200") ", length 100")
#define ACK_AT(time, val) TO_SERVER(time, "[.], ack 101, win 502, " TS(val, "1000") ", length 0")

/* One of four clients behind one address; its SYN is answered where back is NULL. */
static void
behind_one_nat(struct made *m, uint32_t tsval, bool answered, int64_t at_ns)
{
	struct conn *c = answered ? made_conn(m) : half_made(m, 4, 0);

	c->client.addr = addr_from_v4(0xc0000209);
	c->first_ns = c->syn_ns = at_ns;
	c->last_syn_ns += at_ns;
	c->last_ns += at_ns;
	c->half[C2S].timestamps = true;
	c->half[C2S].tsval = tsval;
}

static void
older_clocks_behind_a_nat(struct made *m)
{
	for (unsigned i = 0; i < 8; i++)
		behind_one_nat(m, i % 2 ? 1000 + i : 900000 + i, i % 2 == 0, i * OPENING_S);
}

static void
all_clocks_behind_a_nat_are_heard(struct made *m)
{
	for (unsigned i = 0; i < 8; i++)
		behind_one_nat(m, i % 2 ? 1000 + i : 900000 + i, i != 7, i * OPENING_S);
}

/* ---- port-reuse-collision ---- */

#define MEETS_THE_OLD(syn, ack, rst, again, taken, isn)                                      \
	TO_SERVER(syn, "[S], seq " isn ", win 64240, " SYN_TS("5001000"))                    \
	TO_CLIENT(ack, "[.], seq 2000009001, ack 3000001101, win 502, " TS(                  \
			       "1700", "5000200") ", length 0")                              \
	TO_SERVER(rst, "[R], seq 3000001101, win 0, length 0")                               \
	TO_SERVER(again, "[S], seq " isn ", win 64240, " SYN_TS("5002000"))                  \
	TO_CLIENT(taken,                                                                     \
		  "[S.], seq 77000, ack 2000001, win 65160, " SYN_ACK_TS("2700", "5002000")) \
	TO_SERVER("03.100000", "[.], ack 1, win 502, " TS("5002100", "2700") ", length 0")

/* ---- fastopen-blackhole ---- */

#define FAST_SYN(time, client, isn, isn_data)                                             \
	PACKET(time, client, SERVER,                                                      \
	       "[S], seq " isn ":" isn_data                                               \
	       ", win 64240, options [mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 7,tfo " \
	       " cookie 79460bdf9f54ffc2,nop,nop], length 200")
#define PLAIN_SYN(time, client, isn) \
	PACKET(time, client, SERVER, "[S], seq " isn ", win 64240, " SYN_TS("1130"))
#define ANSWER(time, client, ack)    \
	PACKET(time, SERVER, client, \
	       "[S.], seq 2000009000, ack " ack ", win 65160, " SYN_ACK_TS("700", "1130"))
#define FAST_OPEN_LOST(client, a, b, c)                 \
	FAST_SYN(a, client, "3000001000", "3000001200") \
	PLAIN_SYN(b, client, "3000001000") ANSWER(c, client, "3000001001")

/* ---- cookie-options-lost ---- */

static struct conn *
bare(struct made *m)
{
	struct conn *c = made_conn(m);

	c->half[C2S].timestamps = false;
	c->half[S2C].have_wscale = c->half[S2C].sack_ok = c->half[S2C].timestamps = false;
	c->half[S2C].wscale = 0;
	c->half[C2S].window_max_bytes = c->half[S2C].flight_max_bytes = 64240;
	made_charge(c, ACCOUNT_RECEIVE_WINDOW, 6 * OPENING_S);
	return c;
}

static void
bare_in_a_flood(struct made *m)
{
	bare(m);
	made_text(m, "nstat.txt",
		  NSTAT("TcpExtSyncookiesSent 1579 0.0\nTcpExtSyncookiesRecv 1 0.0\n"));
}

static void
bare_and_no_cookies(struct made *m)
{
	bare(m);
	made_text(m, "nstat.txt",
		  NSTAT("TcpExtSyncookiesSent 0 0.0\nTcpExtSyncookiesRecv 0 0.0\n"));
}

static void
cookies_with_time_stamps(struct made *m)
{
	made_conn(m);
	made_text(m, "nstat.txt",
		  NSTAT("TcpExtSyncookiesSent 1579 0.0\nTcpExtSyncookiesRecv 1 0.0\n"));
}

/* ---- nat-reply-bypass ---- */

#define ASKS(time) TO_SERVER(time, "[S], seq 3000001000, win 64240, " SYN_TS("5000000"))
#define STRANGER "10.1.2.3.8443"
#define STRANGER_ANSWERS(time, ack)    \
	PACKET(time, STRANGER, CLIENT, \
	       "[S.], seq 2000009000, ack " ack ", win 65160, " SYN_ACK_TS("700", "5000000"))
#define RESETS_STRANGER(time, seq) \
	PACKET(time, CLIENT, STRANGER, "[R], seq " seq ", win 0, length 0")

/* ---- nat-rewrite-midstream ---- */

#define MOVED "192.0.2.9.51234"
#define GOES_ON_AS(from, seq, ack)        \
	PACKET("05.000000", from, SERVER, \
	       "[P.], seq " seq ", ack " ack ", win 502, " TS("5005000", "900") ", length 100")
#define RESET_TO(from, seq) PACKET("05.000100", SERVER, from, "[R], seq " seq ", win 0, length 0")

static const struct row opening_rows[] = {
	{ "syn-backlog-full", FINDS, "at the server: most SYNs dropped", NULL, queue_that_drops },
	{ "syn-backlog-full", NOT, "cookies answer what does not fit", NULL, queue_with_cookies },
	{ "syn-backlog-full", FINDS, "a flood of which little is answered", NULL,
	  flood_that_is_dropped },
	{ "syn-backlog-full", NOT, "three clients ask in vain", NULL, syns_of_three_clients },
	{ "syn-backlog-full", NOT, "SYN-ACKs lost", NULL, clients_that_hear_nothing },
	{ "syn-backlog-full", FINDS, "counters",
	  NSTAT("TcpPassiveOpens 4 0.0\nTcpExtListenOverflows 0 0.0\nTcpExtListenDrops 1365 0.0\n"
		"TcpExtTCPReqQFullDrop 1365 0.0\nTcpExtSyncookiesSent 0 0.0\n"),
	  NULL },
	{ "syn-backlog-full", FINDS, "drops that are no overflow, cookies off",
	  NSTAT("TcpPassiveOpens 4 0.0\nTcpExtListenOverflows 0 0.0\nTcpExtListenDrops 400 0.0\n") "\n$ sysctl net.ipv4.tcp_syncookies\nnet.ipv4.tcp_syncookies = 0\n",
	  NULL },
	{ "syn-backlog-full", NOT, "overflows of the accept queue",
	  NSTAT("TcpPassiveOpens 30 0.0\nTcpExtListenOverflows 28 0.0\nTcpExtListenDrops 28 0.0\n"),
	  NULL },
	{ "syn-backlog-full", NOT, "cookies sent",
	  NSTAT("TcpPassiveOpens 4 0.0\nTcpExtListenOverflows 0 0.0\nTcpExtListenDrops 3 0.0\n"
		"TcpExtTCPReqQFullDrop 0 0.0\nTcpExtSyncookiesSent 41827 0.0\n"
		"TcpExtSyncookiesRecv 312 0.0\n"),
	  NULL },
	{ "syn-backlog-full", FINDS, "the kernel's words",
	  "$ dmesg\n[  263.19] TCP: request_sock_TCP: Possible SYN flooding on port 80. Dropping "
	  "request.  Check SNMP counters.\n",
	  NULL },
	{ "syn-backlog-full", FINDS, "netstat -s, and cookies off",
	  "$ netstat -s | grep -i listen\n    1365 SYNs to LISTEN sockets dropped\n"
	  "$ sysctl net.ipv4.tcp_syncookies\nnet.ipv4.tcp_syncookies = 0\n",
	  NULL },
	{ "syn-backlog-full", FINDS, "a count of SYN_RECV, and cookies off",
	  "$ netstat -ant | awk '{print $6}' | sort | uniq -c\n      1 LISTEN\n    252 SYN_RECV\n"
	  "      3 ESTABLISHED\n$ sysctl net.ipv4.tcp_syncookies\nnet.ipv4.tcp_syncookies = 0\n",
	  NULL },
	{ "syn-backlog-full", NOT, "a count of SYN_RECV, and cookies on",
	  "$ netstat -ant | awk '{print $6}' | sort | uniq -c\n      1 LISTEN\n    252 SYN_RECV\n"
	  "      3 ESTABLISHED\n$ sysctl net.ipv4.tcp_syncookies\nnet.ipv4.tcp_syncookies = 1\n",
	  NULL },
	{ "syn-backlog-full", NOT, "the kernel's words: cookies",
	  "$ dmesg\n[  263.19] TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending "
	  "cookies.  Check SNMP counters.\n",
	  NULL },

	{ "syn-flood-absorbed", FINDS, "resets by those who never asked", NULL,
	  flood_from_real_addresses },
	{ "syn-flood-absorbed", FINDS, "a crowd that is counted only", NULL, flood_of_a_crowd },

	{ "synack-lost", FINDS, "at the server: both repeat", NULL, clients_that_hear_nothing },
	{ "synack-lost", FINDS, "at both ends", NULL, answers_that_miss_the_client },
	{ "synack-lost", NOT, "two of a hundred", NULL, heard_at_the_second_try },
	{ "synack-lost", NOT, "one, once, and then made", NULL, lost_once_and_made },
	{ "synack-lost", NOT, "a flood: no source repeats its SYN", NULL, queue_with_cookies },
	{ "synack-lost", FINDS, "counters of the server",
	  NSTAT("TcpActiveOpens 0 0.0\nTcpPassiveOpens 0 0.0\nTcpInSegs 10 0.0\n"
		"TcpExtTCPTimeouts 7 0.0\nTcpExtTCPSynRetrans 15 0.0\n"),
	  NULL },
	{ "synack-lost", NOT, "counters of a client",
	  NSTAT("TcpActiveOpens 2 0.0\nTcpPassiveOpens 0 0.0\nTcpInSegs 0 0.0\n"
		"TcpExtTCPTimeouts 8 0.0\nTcpExtTCPSynRetrans 8 0.0\n"),
	  NULL },
	{ "synack-lost", NOT, "counters beside overflows",
	  NSTAT("TcpPassiveOpens 30 0.0\nTcpExtListenOverflows 28 0.0\nTcpExtListenDrops 28 0.0\n"
		"TcpExtTCPTimeouts 7 0.0\nTcpExtTCPSynRetrans 15 0.0\n"),
	  NULL },
	{ "synack-lost", FINDS, "SYN-RECV, sent again eight times",
	  SS_TANO "SYN-RECV 0 0 192.0.2.5:443 198.51.100.9:42998 timer:(on,7.490ms,7)\n"
		  "SYN-RECV 0 0 192.0.2.5:443 198.51.100.9:42994 timer:(on,14sec,8)\n",
	  NULL },
	{ "synack-lost", NOT, "SYN-RECV, sent again twice",
	  SS_TANO "SYN-RECV 0 0 192.0.2.5:443 198.51.100.9:42994 timer:(on,2.1sec,2)\n", NULL },

	{ "syn-blackholed", FINDS, "a filter says so", NULL, prohibited },
	{ "syn-blackholed", FINDS, "a router says so", NULL, no_such_host },
	{ "syn-blackholed", NOT, "somebody says so who did not see the SYN", NULL,
	  prohibited_says_a_forger },
	{ "syn-blackholed", NOT, "from the client alone", NULL, vanish_as_the_client_sees },
	{ "syn-blackholed", NOT, "SYN-SENT alone: the answer may be lost as well",
	  SS_TANO "SYN-SENT 0 1 192.0.2.5:40001 198.51.100.9:443 timer:(on,6.200ms,3)\n", NULL },
	{ "syn-blackholed", FINDS, "SYN-SENT, and the filter that drops it",
	  SS_TANO "SYN-SENT 0 1 192.0.2.5:40001 198.51.100.9:8443 timer:(on,6.200ms,3)\n"
		  "\n$ iptables -nvL\nChain INPUT (policy ACCEPT 0 packets, 0 bytes)\n"
		  " pkts bytes target prot opt in out source destination\n"
		  "   11   660 DROP 6 -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8443\n",
	  NULL },

	{ "port-exhaustion", FINDS, "all ports held", NULL, all_ports_held },
	{ "port-exhaustion", FINDS, "all ports in TIME-WAIT", NULL, all_ports_in_time_wait },
	{ "port-exhaustion", NOT, "half of them", NULL, half_the_ports },
	{ "port-exhaustion", NOT, "as many towards each of four", NULL, ports_towards_many },
	{ "port-exhaustion", FINDS, "EADDRNOTAVAIL",
	  "2026-11-22T14:28:01 pool: connect to 198.51.100.7:5432 failed: [Errno 99] Cannot assign "
	  "requested address\n",
	  NULL },
	{ "port-exhaustion", NOT, "bind() to a foreign address",
	  "2026-11-22T14:28:01 nginx: [emerg] bind() to 198.51.100.7:80 failed (99: Cannot assign "
	  "requested address)\n",
	  NULL },
	{ "port-exhaustion", NOT, "TIME-WAIT, a tenth of the range",
	  "$ ss -s\nTotal: 300\nTCP:   3100 (estab 40, closed 3020, orphaned 0, timewait 3012)\n",
	  NULL },
	{ "port-exhaustion", FINDS, "TIME-WAIT, the whole range",
	  "$ ss -s\nTotal: 300\nTCP:   28300 (estab 40, closed 28240, orphaned 0, timewait "
	  "28231)\n",
	  NULL },

	{ "conntrack-full", FINDS, "the kernel's words",
	  "$ dmesg\n[  437.11] nf_conntrack: nf_conntrack: table full, dropping packet\n", NULL },
	{ "conntrack-full", FINDS, "full, and dropping", CONNTRACK_S("65536", "302"), NULL },
	{ "conntrack-full", NOT, "an eighth full", CONNTRACK_S("8191", "0"), NULL },
	{ "conntrack-full", NOT, "two inserts that raced",
	  "$ conntrack -S\ncpu=0   found=0 invalid=0 insert=0 insert_failed=2 drop=0 early_drop=0 "
	  "error=0 search_restart=0\n",
	  NULL },

	{ "paws-drop", FINDS, "a clock that went back", CLOCK_THAT_WENT_BACK, NULL },
	{ "paws-drop", NOT, "the old stamps are taken",
	  OPENED SENT_AT("00.300000", "300")
		  TO_CLIENT("00.330000", "[.], ack 201, win 502, " TS("1000", "300") ", length 0"),
	  NULL },
	{ "paws-drop", NOT, "the same repeats, the clock goes on",
	  OPENED SENT_AT("00.300000", "5000300") SENT_AT("00.540000", "5000540")
		  SENT_AT("01.020000", "5001020") SENT_AT("01.980000", "5001980"),
	  NULL },
	{ "paws-drop", FINDS, "ACKs with old stamps are not taken",
	  OPENED ANSWER_AT("00.300000", "1000") ACK_AT("00.330000", "330")
		  ANSWER_AT("00.540000", "1240") ACK_AT("00.570000", "570")
			  ANSWER_AT("01.020000", "1720") ACK_AT("01.050000", "1050")
				  ANSWER_AT("01.980000", "2680") ACK_AT("02.010000", "2010"),
	  NULL },
	{ "paws-drop", FINDS, "SYNs with older stamps behind a NAT", NULL,
	  older_clocks_behind_a_nat },
	{ "paws-drop", NOT, "older stamps behind a NAT, answered", NULL,
	  all_clocks_behind_a_nat_are_heard },
	{ "paws-drop", FINDS, "counters",
	  NSTAT("TcpPassiveOpens 2 0.0\nTcpInSegs 100 0.0\nTcpExtPAWSEstab 16 0.0\n"), NULL },
	{ "paws-drop", NOT, "counters: what was overtaken has old stamps, too",
	  "$ nstat -asz\n#kernel\nTcpInSegs 7883 0.0\nTcpExtPAWSEstab 68 0.0\n"
	  "TcpExtTCPSACKReorder 68 0.0\nTcpExtTCPDSACKRecv 588 0.0\n",
	  NULL },
	{ "paws-drop", NOT, "counters: a few old duplicates",
	  NSTAT("TcpPassiveOpens 2000 0.0\nTcpInSegs 1000000 0.0\nTcpExtPAWSEstab 16 0.0\n"),
	  NULL },

	{ "port-reuse-collision", FINDS, "after a second",
	  OPENED MEETS_THE_OLD("02.000000", "02.030000", "02.030100", "03.040000", "03.070000",
			       "2000000"),
	  NULL },
	{ "port-reuse-collision", FINDS, "at once, the old one before the capture",
	  MEETS_THE_OLD("02.000000", "02.030000", "02.030100", "02.050000", "02.080000", "2000000"),
	  NULL },
	{ "port-reuse-collision", NOT, "the port again, after a full close",
	  OPENED TO_SERVER("02.000000", "[S], seq 2000000, win 64240, " SYN_TS("5001000"))
		  TO_CLIENT("02.030000", "[S.], seq 77000, ack 2000001, win 65160, " SYN_ACK_TS(
						 "2700", "5001000")),
	  NULL },
	{ "port-reuse-collision", NOT, "refused",
	  TO_SERVER("02.000000", "[S], seq 2000000, win 64240, " SYN_TS("5001000"))
		  TO_CLIENT("02.030000", "[R.], seq 0, ack 2000001, win 0, length 0"),
	  NULL },
	{ "port-reuse-collision", FINDS, "counters",
	  NSTAT("TcpPassiveOpens 8 0.0\nTcpEstabResets 4 0.0\nTcpExtTCPChallengeACK 4 0.0\n"
		"TcpExtTCPSYNChallenge 4 0.0\n"),
	  NULL },
	{ "port-reuse-collision", NOT, "counters: a client's, of SYN-ACKs that came twice",
	  "ann@web1:~$ nstat -asz\n#kernel\nTcpPassiveOpens 30 0.0\nTcpEstabResets 4 0.0\n"
	  "ann@laptop:~$ nstat -asz\n#kernel\nTcpActiveOpens 30 0.0\nTcpPassiveOpens 0 0.0\n"
	  "TcpEstabResets 5 0.0\nTcpExtTCPSYNChallenge 2 0.0\n",
	  NULL },
	{ "port-reuse-collision", NOT, "counters: one late SYN in a million",
	  NSTAT("TcpPassiveOpens 1000000 0.0\nTcpEstabResets 4 0.0\nTcpExtTCPChallengeACK 4 0.0\n"
		"TcpExtTCPSYNChallenge 1 0.0\n"),
	  NULL },

	{ "fastopen-blackhole", FINDS, "four, and plain ones pass",
	  FAST_OPEN_LOST("192.0.2.9.40001", "00.000000", "01.030000", "01.060000") FAST_OPEN_LOST(
		  "192.0.2.9.40002", "02.000000", "03.030000", "03.060000")
		  FAST_OPEN_LOST("192.0.2.9.40003", "04.000000", "05.030000", "05.060000")
			  FAST_OPEN_LOST("192.0.2.9.40004", "06.000000", "07.030000", "07.060000"),
	  NULL },
	{ "fastopen-blackhole", NOT, "one: it may have been chance",
	  FAST_OPEN_LOST("192.0.2.9.40001", "00.000000", "01.030000", "01.060000"), NULL },
	{ "fastopen-blackhole", NOT, "the server does not take the data",
	  FAST_SYN("00.000000", CLIENT, "3000001000", "3000001200")
		  ANSWER("00.030000", CLIENT, "3000001001")
			  FAST_SYN("02.000000", "192.0.2.9.40002", "3000001000", "3000001200")
				  ANSWER("02.030000", "192.0.2.9.40002", "3000001001"),
	  NULL },
	{ "fastopen-blackhole", NOT, "plain SYNs are lost",
	  PLAIN_SYN("00.000000", CLIENT, "3000001000") PLAIN_SYN("01.030000", CLIENT, "3000001000")
		  ANSWER("01.060000", CLIENT, "3000001001"),
	  NULL },
	{ "fastopen-blackhole", FINDS, "counters: each failed and was sent again",
	  NSTAT("TcpActiveOpens 6 0.0\nTcpExtTCPFastOpenActive 1 0.0\n"
		"TcpExtTCPFastOpenActiveFail 4 0.0\nTcpExtTCPSynRetrans 4 0.0\n"),
	  NULL },
	{ "fastopen-blackhole", NOT, "counters: not taken, none sent again",
	  NSTAT("TcpActiveOpens 6 0.0\nTcpExtTCPFastOpenActive 1 0.0\n"
		"TcpExtTCPFastOpenActiveFail 4 0.0\nTcpExtTCPSynRetrans 0 0.0\n"),
	  NULL },

	{ "cookie-options-lost", FINDS, "beside cookies", NULL, bare_in_a_flood },
	{ "cookie-options-lost", NOT, "no cookie was sent", NULL, bare_and_no_cookies },
	{ "cookie-options-lost", NOT, "cookies with time stamps keep them", NULL,
	  cookies_with_time_stamps },
	{ "cookie-options-lost", FINDS, "a row without ts, sack, wscale beside cookies",
	  "$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
	  "ESTAB 0 189800 10.44.12.5:80 10.8.0.6:40074\n\t cubic rto:320 rtt:95/24 mss:1460 "
	  "cwnd:48 bytes_sent:1186650 bytes_acked:1122410 busy:2190ms rwnd_limited:1320ms(60.3%) "
	  "unacked:44 minrtt:60\n\n" NSTAT(
		  "TcpExtSyncookiesSent 1579 0.0\nTcpExtSyncookiesRecv 31 0.0\n"),
	  NULL },

	{ "cookie-options-lost", NOT, "rows that still ask, beside cookies",
	  "$ ss -tin\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
	  "SYN-SENT 0 1 10.8.0.6:40074 10.44.12.5:80\n\t cubic rto:1000 mss:524 "
	  "cwnd:10 segs_out:1 app_limited unacked:1 rcv_ssthresh:64240\n\n" NSTAT(
		  "TcpExtSyncookiesSent 1579 0.0\nTcpExtSyncookiesRecv 31 0.0\n"),
	  NULL },

	{ "nat-reply-bypass", FINDS, "a stranger answers, and is reset",
	  ASKS("00.000000") STRANGER_ANSWERS("00.030000", "3000001001")
		  RESETS_STRANGER("00.030100", "3000001001") ASKS("01.020000") STRANGER_ANSWERS(
			  "01.050000", "3000001001") RESETS_STRANGER("01.050100", "3000001001"),
	  NULL },
	{ "nat-reply-bypass", NOT, "a stranger answers another SYN",
	  ASKS("00.000000") STRANGER_ANSWERS("00.030000", "77001")
		  RESETS_STRANGER("00.030100", "77001"),
	  NULL },
	{ "nat-reply-bypass", FINDS, "at the server: reset, and asked again",
	  TO_SERVER("00.000000", "[S], seq 3000001000, win 64240, " SYN_TS("5000000")) TO_CLIENT(
		  "00.000050",
		  "[S.], seq 2000009000, ack 3000001001, win 65160, " SYN_ACK_TS("700", "5000000"))
		  TO_SERVER("00.030000", "[R], seq 3000001001, win 0, length 0") TO_SERVER(
			  "01.020000", "[S], seq 3000001000, win 64240, " SYN_TS("5001020"))
			  TO_CLIENT("01.020050",
				    "[S.], seq 2000019000, ack 3000001001, win 65160, " SYN_ACK_TS(
					    "1720", "5001020"))
				  TO_SERVER("01.050000", "[R], seq 3000001001, win 0, length 0"),
	  NULL },
	{ "nat-reply-bypass", NOT, "a scan: reset, and not asked again",
	  TO_SERVER("00.000000", "[S], seq 3000001000, win 64240, " SYN_TS("5000000")) TO_CLIENT(
		  "00.000050",
		  "[S.], seq 2000009000, ack 3000001001, win 65160, " SYN_ACK_TS("700", "5000000"))
		  TO_SERVER("00.030000", "[R], seq 3000001001, win 0, length 0"),
	  NULL },
	{ "nat-reply-bypass", NOT, "refused",
	  ASKS("00.000000") TO_CLIENT("00.030000", "[R.], seq 0, ack 3000001001, win 0, length 0"),
	  NULL },

	{ "nat-rewrite-midstream", FINDS, "the client's port changes",
	  OPENED GOES_ON_AS(MOVED, "3000001101:3000001201", "2000009001")
		  RESET_TO(MOVED, "2000009001"),
	  NULL },
	{ "nat-rewrite-midstream", FINDS, "an answer leaves untranslated",
	  OPENED PACKET("05.000000", STRANGER, CLIENT,
			"[P.], seq 2000009001:2000009101, ack 3000001101, win 502, " TS(
				"5700", "5000200") ", length 100")
		  PACKET("05.000100", CLIENT, STRANGER, "[R], seq 3000001101, win 0, length 0"),
	  NULL },
	{ "nat-rewrite-midstream", NOT, "another connection's numbers",
	  OPENED GOES_ON_AS(MOVED, "1000001101:1000001201", "2000009001")
		  RESET_TO(MOVED, "2000009001"),
	  NULL },
	{ "nat-rewrite-midstream", NOT, "a peer that knows nothing of it, the same port",
	  OPENED GOES_ON_AS(CLIENT, "101:201", "1") RESET_TO(CLIENT, "2000009001"), NULL },
	{ "nat-rewrite-midstream", NOT, "one packet with a bit fallen over, and no answer",
	  OPENED GOES_ON_AS("192.0.2.9.40003", "3000001101:3000001201", "2000009001"), NULL },
};

#endif
