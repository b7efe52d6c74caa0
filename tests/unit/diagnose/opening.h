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

static const struct row opening_rows[] = {
	{ "syn-backlog-full", FINDS, "at the server: most SYNs dropped", NULL, queue_that_drops },
	{ "syn-backlog-full", NOT, "cookies answer what does not fit", NULL, queue_with_cookies },
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
	{ "syn-backlog-full", NOT, "the kernel's words: cookies",
	  "$ dmesg\n[  263.19] TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending "
	  "cookies.  Check SNMP counters.\n",
	  NULL },

	{ "synack-lost", FINDS, "at the server: both repeat", NULL, clients_that_hear_nothing },
	{ "synack-lost", FINDS, "at both ends", NULL, answers_that_miss_the_client },
	{ "synack-lost", NOT, "two of a hundred", NULL, heard_at_the_second_try },
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
};

#endif
