/*
 * closing.h - how connections end, as several rules ask it
 *
 * Facts only, of senders: each connection has two, and each is looked at in the
 * capture nearest to it, as only there all is seen that it sent.
 */
#ifndef CRUX_DIAGNOSE_CLOSING_H
#define CRUX_DIAGNOSE_CLOSING_H

#include "diagnose/facts.h"

struct end {
	const struct view *view;
	const struct conn *conn;
	enum direction dir;	      /* of this sender */
	const struct half *me, *peer; /* what it sent, and the other end */
	size_t next;		      /* half the index of the view to look at next; start with 0 */
};
/* Walk all senders: struct end e = { 0 }; while (end_next(cs, &e)) */
bool end_next(const struct crux_case *cs, struct end *e);
struct endpoint end_sender(const struct end *e);
struct endpoint end_peer(const struct end *e);
/* The view of the same connection nearest to the peer; NULL when there is but one. */
const struct view *end_other_view(const struct crux_case *cs, const struct end *e);

/* When the capture of this view ends. */
int64_t view_end_ns(const struct crux_case *cs, const struct view *v);
/* A round trip of the connection, no less than a host's reaction time. */
int64_t conn_rtt_ns(const struct conn *c);

/* A sender whose data, or FIN, nobody has answered until the evidence ends. */
struct silence {
	int64_t heard_ns;  /* the last packet of the other end; TIME_NONE: none at all */
	int64_t since_ns;  /* what waits was first sent */
	int64_t quiet_ns;  /* before that: all was done, and nobody spoke; 0 unknown */
	int64_t lasted_ns; /* from since_ns to its last packet */
	uint64_t packet;   /* where it began */
	uint64_t bytes;	   /* that wait, FIN included */
	uint32_t timeouts; /* in a row */
	bool fin_only;
};
bool end_is_unanswered(const struct end *e, struct silence *ret);
/*
 * Of these: the other end has said nothing since, its window is open, and what waits is
 * not just too large for the path.
 */
bool silence_is_dead(const struct end *e, const struct silence *s);

/* How a row of ss or netstat that waits for an ACK stands: timer:(on, …). */
bool sock_retries(const struct sock *s, unsigned *ret_times);
/*
 * How long what waits in it has gone unanswered, about: the sum of n timeouts that
 * double, and what of this one has passed. 0 unknown.
 */
int64_t sock_silent_ns(const struct sock *s, unsigned times);
/* It, too, has been heard of since what waits was sent; or it lacks only full segments. */
bool sock_is_answered(const struct sock *s, unsigned times);
/*
 * A connection's row in the sample that was seen of it first, if s is not that: walk
 * backward, and it is the latest. NULL: s is.
 */
struct sock_seen {
	struct map map;
};
void sock_seen_init(struct sock_seen *m, struct arena *a);
const struct sock *sock_seen_first(struct sock_seen *m, const struct sock *s);
/* Time between the samples of two rows; 0 unknown. */
int64_t sock_apart_ns(const struct crux_case *cs, const struct sock *from, const struct sock *to);

#endif
