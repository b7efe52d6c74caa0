/*
 * case.h - one incident: all observations, with where each came from
 *
 * Readers add; after case_finish the case is read only. Rows are plain data in
 * arrays, so that a rule can walk them. Texts are views that live as long as
 * the case.
 */
#ifndef CRUX_CASE_CASE_H
#define CRUX_CASE_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/base.h"
#include "code/code.h"
#include "tcp/tcp.h"
#include "wire/wire.h"

#define NO_SAMPLE UINT32_MAX
/* conn.twin: its next view, an index into views, in a ring; this: it has no other. */
#define NO_TWIN UINT32_MAX

/* Where an observation stands. */
struct origin {
	uint32_t input;	 /* index into inputs */
	uint32_t line;	 /* from 1; 0: not of a text */
	uint64_t packet; /* from 1; 0: not of a capture */
};

struct problem {
	uint64_t line; /* 0: none */
	const char *message;
};

struct unread_line {
	uint32_t line;
	struct str text;
};

enum side { SIDE_UNKNOWN, SIDE_CLIENT, SIDE_SERVER, SIDE_BOTH, SIDE_BETWEEN };
/* "client", "server", "unknown"; SIDE_BOTH is "both", one that is client and server. */
const char *side_name(enum side s);

/*
 * Whose view an input is: which end of its connections, at which address. Made by
 * case_finish, from what was told and else from what the input shows.
 */
struct whose {
	uint8_t side; /* enum side */
	bool told;    /* the address was told: cs->locals */
	bool has_addr;
	struct addr addr;
	struct str why; /* a clause for people; empty: nothing is known */
};

/* Told by whoever asks: evidence of this name (empty: all) is of a host with this address. */
struct local_address {
	struct str input;
	struct addr addr;
};

/* What the times of an input are, the surest last. */
enum clock {
	CLOCK_NONE,  /* since something: the first packet, the boot */
	CLOCK_DAY,   /* of an unknown day and zone */
	CLOCK_LOCAL, /* with the day; what time zone it was, is not told */
	CLOCK_UTC,   /* since 1970, or with their zone */
};
/* "none", "day", "local", "utc" */
const char *clock_name(enum clock c);

/* How an input's clock stands against that of another. */
struct clock_offset {
	uint32_t to;	      /* an input; UINT32_MAX: nothing shows it */
	int64_t ns;	      /* how far it is ahead; of times of day within half a day */
	int64_t raw_ns;	      /* the same as the times stand, with whole days */
	uint64_t connections; /* that both show */
};

/* What shows how an input's times stand to UTC. */
enum utc_proof {
	UTC_UNKNOWN,
	UTC_TOLD,    /* it is in UTC, or tells its zone */
	UTC_PACKETS, /* of another input, which has some of its packets */
	UTC_HOST,    /* another input of the same host */
	UTC_LOGS,    /* another log, which has some of its lines */
};
/* "told", "packets", "host", "logs", "unknown" */
const char *utc_proof_name(enum utc_proof by);

struct utc_shift {
	uint8_t by;	/* enum utc_proof */
	uint32_t of;	/* the input that shows it */
	int64_t add_ns; /* to its times, for UTC */
};

/* One piece of evidence. */
struct case_input {
	const char *path;
	const char *kind; /* the reader's kind: "pcap", "ss", "paste" … "unknown" */
	const char *note; /* "gzip", "2 sections" … or "" */
	struct str host;  /* empty: not told */
	uint64_t records; /* packets, rows, counters */
	uint64_t counted; /* connections that are counted by their service, and not kept */
	uint64_t lines;	  /* of a text */
	uint64_t unread_count;
	VEC(struct unread_line) unread; /* the first few hundred */
	VEC(struct problem) problems;
	int64_t from_ns, to_ns;	      /* TIME_NONE: no times in it; set by case_time */
	enum clock clock;	      /* of these two */
	int64_t zone_ns;	      /* date told it: ahead of UTC; TIME_NONE: untold */
	struct clock_offset offset;   /* made by case_finish */
	struct utc_shift utc;	      /* made by case_finish; see case_utc */
	uint32_t year_by;	      /* its lines have none: as this input; UINT32_MAX: not so */
	bool readable;		      /* something in it was understood */
	bool skipped;		      /* left out on purpose (a folder's README …) */
	struct str text;	      /* of text inputs: all of it, for drills and quotes */
	struct capture_stats capture; /* of captures */
	struct tracker *tracker;      /* of captures and packet text, else NULL */
	struct stream *stream;	      /* instead, where connections are told of and not kept */
	struct ties *ties;	      /* of packet text: what is on its way to one of them */
	struct whose whose;
};

/* One output of one command at one moment: its rows belong together. */
struct sample {
	struct origin at;
	const char *kind;   /* "ss", "nstat", "ps" … */
	struct str command; /* as it was given, empty: unknown */
	struct str host;
	int64_t time_ns;	     /* TIME_NONE: unknown */
	int64_t slept_ns;	     /* sleeps that stand before it in its input, 0: none */
	enum tcp_state state_filter; /* ss state X: rows have no state column */
	bool listening_only;	     /* ss -l */
	uint32_t earlier;	     /* counters: the sample of the same host before this one,
					NO_SAMPLE: none; made by case_finish */
};

enum sock_field { /* bits of sock.has */
		  SOCK_RTT = 1u << 0,
		  SOCK_CWND = 1u << 1,
		  SOCK_SSTHRESH = 1u << 2,
		  SOCK_MSS = 1u << 3,
		  SOCK_WSCALE = 1u << 4,
		  SOCK_RETRANS = 1u << 5,
		  SOCK_BYTES_SENT = 1u << 6,
		  SOCK_BYTES_ACKED = 1u << 7,
		  SOCK_BYTES_RETRANS = 1u << 8,
		  SOCK_BYTES_RECEIVED = 1u << 9,
		  SOCK_BUSY = 1u << 10,
		  SOCK_RWND_LIMITED = 1u << 11,
		  SOCK_SNDBUF_LIMITED = 1u << 12,
		  SOCK_SEND_RATE = 1u << 13,
		  SOCK_PACING_RATE = 1u << 14,
		  SOCK_DELIVERY_RATE = 1u << 15,
		  SOCK_MIN_RTT = 1u << 16,
		  SOCK_RTO = 1u << 17,
		  SOCK_TIMER = 1u << 18,
		  SOCK_SND_WND = 1u << 19,
		  SOCK_DATA_SEGS_OUT = 1u << 20,
		  SOCK_SEGS_OUT = 1u << 21,
		  SOCK_RCV_SPACE = 1u << 22,
		  SOCK_NOTSENT = 1u << 23,
		  SOCK_SKMEM = 1u << 24,
		  SOCK_REORDERING = 1u << 25,
		  SOCK_DSACK_DUPS = 1u << 26,
		  SOCK_UNACKED = 1u << 27,
		  SOCK_LAST_TIMES = 1u << 28,
		  SOCK_SEGS_IN = 1u << 29,
		  SOCK_ATO = 1u << 30,
		  SOCK_BBR = 1u << 31,
};

enum sock_timer {
	TIMER_NONE,
	TIMER_ON,
	TIMER_KEEPALIVE,
	TIMER_TIMEWAIT,
	TIMER_PERSIST,
	TIMER_UNKNOWN
};

/* One row of ss or netstat. Fields count only with their bit in has. */
struct sock {
	struct origin at;
	uint32_t sample;
	uint32_t has;  /* enum sock_field */
	uint8_t state; /* enum tcp_state */
	uint8_t timer; /* enum sock_timer, with SOCK_TIMER */
	uint8_t timer_retries;
	bool app_limited, ts, sack, ecn, fastopen, has_queues, has_options;
	uint8_t snd_wscale, rcv_wscale;
	uint64_t recv_q, send_q; /* LISTEN: queue length and backlog */
	struct endpoint local, peer;
	struct str local_text, peer_text; /* as printed: names, *, ports by name */
	struct str cc;			  /* "cubic"; empty unknown */
	struct str process;		  /* users:((…)) */
	int64_t rtt_ns, rttvar_ns, min_rtt_ns, rto_ns, ato_ns, timer_ns;
	int64_t busy_ns, rwnd_limited_ns, sndbuf_limited_ns;
	int64_t lastsnd_ns, lastrcv_ns, lastack_ns;
	uint32_t mss, cwnd_segs, ssthresh_segs;
	uint32_t retrans_now, reordering, dsack_dups, unacked, lost, sacked, backoff;
	uint64_t retrans_total, bytes_sent, bytes_acked, bytes_retrans, bytes_received;
	uint64_t segs_out, segs_in, data_segs_out, notsent_bytes, snd_wnd_bytes, rcv_space_bytes;
	uint64_t send_rate_bps, pacing_rate_bps, delivery_rate_bps, bbr_bw_bps; /* bits a second */
	uint64_t skmem_r, skmem_rb, skmem_t, skmem_tb, skmem_drops;
	uint64_t skmem_w; /* written and not acknowledged yet, as it counts against skmem_tb */
};

/* "so many sockets in this state", from wc -l, uniq -c, ss -s. */
struct state_count {
	struct origin at;
	uint32_t sample;
	uint8_t state;	 /* enum tcp_state; TCP_STATE_UNKNOWN with what set */
	struct str what; /* "orphaned", "closed", "total": what is no state */
	uint64_t count;	 /* the header line taken off where it was counted in */
	bool header_taken_off;
};

/*
 * Rows of a table too long to keep them: so many in this state between this service and
 * this peer. peer is empty for all peers of the service together.
 */
struct sock_count {
	struct origin at;
	uint32_t sample;
	uint8_t state; /* enum tcp_state */
	struct str service, peer;
	uint64_t count, peers; /* peers: different ones, of the service's own row */
};

/* One kernel counter by its MIB name: "TcpExtListenOverflows". */
struct counter {
	struct origin at;
	uint32_t sample;
	struct str name;
	struct str of; /* "eth0": what it counts where a host has several; empty: the host */
	uint64_t value;
};

struct process {
	struct origin at;
	uint32_t sample;
	uint64_t pid, rss_bytes, vsz_bytes, fds;
	bool has_pid, has_rss, has_vsz, has_fds;
	double cpu_percent; /* -1 unknown */
	struct str command, stat;
	struct str remark; /* what somebody wrote behind it: "RSS climbing" */
};

enum log_kind {
	LOG_OTHER,
	LOG_SYN_FLOOD,	    /* Possible SYN flooding */
	LOG_CONNTRACK_FULL, /* nf_conntrack: table full */
	LOG_OUT_OF_MEMORY,  /* TCP: out of memory */
	LOG_ORPHANS,	    /* too many orphaned sockets */
	LOG_LINK,	    /* link up, link down */
	LOG_FILES,	    /* too many open files */
	LOG_NO_PORT,	    /* EADDRNOTAVAIL */
	LOG_REFUSED,
	LOG_RESET,
	LOG_TIMEOUT,
	LOG_OOM_KILL,
	LOG_KINDS,
};

struct log_line {
	struct origin at;
	uint32_t sample;
	uint8_t kind;	   /* enum log_kind */
	bool says_cookies; /* "Sending cookies" */
	bool link_down;
	uint16_t port;	   /* named in the line, 0 none */
	uint64_t repeats;  /* 1, or as counted */
	int64_t time_ns;   /* of those since the boot too, where case_finish knows it */
	int64_t uptime_ns; /* since the boot, TIME_NONE: not told */
	struct str text;
	struct str message; /* of it, without time and program; may be empty */
	uint8_t month, day; /* time_ns is of that day of an unknown year; 0: it is not */
};

struct setting { /* sysctl, ulimit */
	struct origin at;
	uint32_t sample;
	struct str name; /* "net.ipv4.tcp_tw_reuse" */
	struct str value;
};

struct remark { /* what somebody wrote in their own words */
	struct origin at;
	struct str text;
};

struct code_input { /* source code, judged */
	struct origin at;
	const char *language;
	struct str text;
	uint32_t lines_before; /* in its input: to add to the report's lines */
	const struct code_report *report;
};

/* One connection as one input shows it. */
struct view {
	struct conn *conn;
	uint32_t input;
	uint32_t incident; /* the same for all views of one connection, from 0 */
};

/* All connections to one server endpoint: the group that suffers. */
struct service {
	struct endpoint server;
	uint64_t connections, done, unanswered, refused, half_open, mid_stream;
	uint64_t clients; /* different addresses, counted to 65535; beyond, an estimate */
	uint64_t syns;
	int64_t first_ns, last_ns;
	uint64_t crowd; /* of its connections, those that are counted only, and have no view */
};

struct crowd;
struct host_index;

struct crux_case {
	struct arena *arena;
	VEC(struct case_input) inputs;
	VEC(struct sample) samples;
	VEC(struct sock) socks;
	VEC(struct state_count) state_counts;
	VEC(struct sock_count) sock_counts; /* the largest first, of each sample */
	VEC(struct counter) counters;
	VEC(struct process) processes;
	VEC(struct log_line) logs;
	VEC(struct setting) settings;
	VEC(struct remark) remarks;
	VEC(struct code_input) code;
	VEC(struct crowd *) crowds; /* by input; NULL: none */
	VEC(struct local_address) locals;
	/* made by case_finish */
	VEC(struct view) views;		     /* by incident, then by input */
	VEC(struct service) services;	     /* one view of each connection counted */
	uint32_t incidents;		     /* different connections */
	const struct host_index *host_index; /* hosts.c's: counters by sample and host */
};

void case_init(struct crux_case *cs, struct arena *a);

/* Start an input; path is copied. Its index stays valid. */
uint32_t case_add_input(struct crux_case *cs, const char *path);
struct case_input *case_input(struct crux_case *cs, uint32_t input);
void case_problem(struct crux_case *cs, uint32_t input, uint64_t line, const char *fmt, ...)
	PRINTF(4, 5);
/*
 * Something in it was at this time. A time of day counts only where no other times have
 * their day. TIME_NONE is passed over.
 */
void case_time(struct case_input *in, int64_t time_ns, enum clock clock);
/*
 * A time of an input in UTC, after case_finish. False: which zone it is of, or which day,
 * is not known.
 */
MUST_USE bool case_utc(const struct crux_case *cs, uint32_t input, int64_t time_ns,
		       int64_t *ret_ns);
/* A line nobody could read: counted, the first ones kept. text is copied. */
void case_unread(struct crux_case *cs, uint32_t input, uint32_t line, struct str text);

/* Rows that follow belong to this sample. Its earlier is case_finish's business. */
uint32_t case_add_sample(struct crux_case *cs, const struct sample *s);

/*
 * One of many connections that an input has no room for: it is counted among its
 * service's, and nothing else is kept of it.
 */
void case_count_only(struct crux_case *cs, uint32_t input, const struct conn *c);

/*
 * Tell whose view the evidence is, before case_finish: "10.0.0.5", or "server.pcap=10.0.0.5"
 * for the inputs of that name or path. False: that is no address. text is copied.
 */
bool case_tell_local(struct crux_case *cs, struct str text);

/* Line up views of the same connection, count services. Call once, last. */
void case_finish(struct crux_case *cs);

/* The best view for judging what dir's sender did: captured nearest to it. */
const struct view *case_view_for(const struct crux_case *cs, uint32_t incident, enum direction dir);

/*
 * A counter of one host: the latest sample that tells it, and its growth since the
 * first sample of the same host (no counter falls between them, unless one of 32 bits
 * has begun anew). Of several hosts, or of one that started again: the one that counted
 * most between two looks, or in all where none did. What rises and falls is told
 * by the sample with the most. Only after case_finish.
 */
struct counter_found {
	bool found;
	bool has_before; /* an earlier sample of the same host exists */
	struct origin at;
	uint32_t sample;
	struct str of; /* as in struct counter: the one with the largest value */
	uint64_t value;
	uint64_t growth;     /* since the first; value itself without one */
	int64_t interval_ns; /* between the two, 0: nobody told */
};
struct counter_found case_counter(const struct crux_case *cs, const char *name);
/*
 * How long after sample a sample b was taken: by their times, or by the sleeps between
 * them in one input. 0 when nobody told.
 */
int64_t case_interval_ns(const struct crux_case *cs, uint32_t a, uint32_t b);

/* The value of name in the same sample, 0 when it is not there. */
uint64_t case_counter_in(const struct crux_case *cs, uint32_t sample, const char *name);

/*
 * The most sockets of a state that any one sample tells, by its rows or by a
 * count; *ret_at says where. 0 when none tells. A lower bound where rows were
 * cut off (head).
 */
uint64_t case_sockets_in_state(const struct crux_case *cs, enum tcp_state s, struct origin *ret_at);

/* The value of a setting as text, empty if not told. */
struct str case_setting(const struct crux_case *cs, const char *name);

/* "server.pcap#18", "ss.txt:3": where an observation stands, for people. */
void origin_text(const struct crux_case *cs, struct origin at, struct out *o);

#endif
