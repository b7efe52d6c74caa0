/*
 * facts.h - what several rules ask of a case
 *
 * Facts only: sums, shares and rates. What they mean is each rule's business.
 */
#ifndef CRUX_DIAGNOSE_FACTS_H
#define CRUX_DIAGNOSE_FACTS_H

#include "case/case.h"

struct finding;

/* One connection, seen from where its heavier sender is seen best. */
struct flow {
	const struct view *view;
	const struct conn *conn;
	enum direction dir;	      /* of the heavier sender */
	const struct half *me, *peer; /* that sender, and who receives */
	size_t next;		      /* index of the view to look at next; start with 0 */
};
/* Walk all connections, each once: struct flow w = { 0 }; while (flow_next(cs, &w)) */
bool flow_next(const struct crux_case *cs, struct flow *w);

/* Time charged to an account, and its share of the connection's life (0..1). */
double flow_seconds(const struct flow *w, enum account a);
double flow_share(const struct flow *w, enum account a);
/* Where the longest stretch of an account begins; 0 not known. */
uint64_t flow_packet(const struct flow *w, enum account a);
/* The shortest way there and back, both halves of it; 0 unknown. */
int64_t flow_path_rtt_ns(const struct flow *w);
/*
 * Whether that is the whole path: picked up in mid-stream at the receiver, nothing in
 * one direction tells how far away the sender is.
 */
bool flow_path_known(const struct flow *w);
/* Mean RTT while at least half of the largest flight was out; 0 unknown. */
int64_t flow_loaded_rtt_ns(const struct flow *w);
/* New bytes a second of the heavier sender, in bits, over its data's time. */
double flow_goodput_bps(const struct flow *w);
/*
 * How surely (0..1) the receiver's program holds the sender, and not the size of its
 * window: it shut the window again and again, and took less than window / RTT.
 */
double flow_reader_lags(const struct flow *w);
/* Segments of new data, as the wire had them (offload undone); 0 none. */
double flow_segments(const struct flow *w);
/* Share of them that had to be repaired. */
double flow_loss_rate(const struct flow *w);
uint32_t flow_mss(const struct flow *w);
/* What would fit into a segment, by what the receiver announced: also of who sends less. */
uint32_t flow_room_bytes(const struct flow *w);
struct endpoint flow_receiver(const struct flow *w);
struct endpoint flow_sender(const struct flow *w);

/* One connection, by the captures nearest to its ends; one and the same where there is one. */
struct opened {
	const struct view *client, *server;
	size_t next; /* index of the view to look at next; start with 0 */
};
bool opened_next(const struct crux_case *cs, struct opened *o);
/* How long a connection took to open beyond its first try, or tried in vain. */
double conn_open_wait_s(const struct conn *c);
/* The service that a connection goes to; NULL: none is counted. */
const struct service *service_of(const struct crux_case *cs, const struct endpoint *server);
bool endpoint_same(const struct endpoint *a, const struct endpoint *b);
/* A setting as a number; fallback where it is not told, or is none. */
uint64_t setting_u64(const struct crux_case *cs, const char *name, uint64_t fallback);

/* A row of ss: segments of data sent, share sent again; 0 when it does not tell. */
double sock_segments(const struct sock *s);
double sock_loss_rate(const struct sock *s);
/* The largest window the peer may announce to it: 65535 << scale. */
double sock_window_limit_bytes(const struct sock *s);

/* The four numbers of a connection as a key for maps; it lives in buf. */
#define FOUR_BYTES 36
struct str four_key(uint8_t buf[FOUR_BYTES], const struct endpoint *from,
		    const struct endpoint *to);

/*
 * Packets tell more than a row of ss. A map of the connections of which packets
 * are there, and whether a row is about one of them, for at least half its bytes.
 */
void wire_map_init(struct map *m, struct arena *a, const struct crux_case *cs);
bool wire_map_covers(const struct map *m, const struct sock *s);

/*
 * case_counter, but two samples of nearly the same moment (nstat and netstat -s in
 * one paste) are one: growth is the value then, and there is none before. A lifetime's
 * total that is next to nothing against the host's traffic has not grown.
 */
struct counter_found counter_of(const struct crux_case *cs, const char *name);
/* Its growth; 0 where it is not told. */
uint64_t counter_growth(const struct crux_case *cs, const char *name);
/* " in 30.0 s" where times or sleeps tell it, " between two samples", or "" for a total. */
const char *counter_meanwhile(struct finding *f, const struct counter_found *c);
/* 0 for a log line never seen; otherwise how often, and the first of them. */
uint64_t log_count(const struct crux_case *cs, enum log_kind kind, const struct log_line **ret);

/* 0 below no, 1 above yes, and a straight line between. */
double ramp(double v, double no, double yes);

#endif
