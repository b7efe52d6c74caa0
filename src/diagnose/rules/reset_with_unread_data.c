/*
 * reset-with-unread-data: close() with unread bytes destroys the answer.
 *
 * close() on a socket whose receive queue is not empty sends RST instead of FIN
 * (RFC 2525, 2.17; RFC 9293, 3.6.1), and the RST throws away at the other end
 * what it had not read yet: the answer that was sent just before. Linux counts
 * TCPAbortOnClose, and TCPAbortOnData where data comes after the close.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* One may be a client that gave up; the habit is a server that does not read. */
#define RESETS_MANY 3

/*
 * A buffer holds up to twice the window it announces (tcp_adv_win_scale): who was sent
 * more has been reading, and stopped because it wanted no more.
 */
#define READ_WINDOWS 2
/* What it said longer ago has arrived, or its timer would have run (RFC 6298, 2.1). */
#define SAID_NS NS_PER_S

struct resets {
	uint64_t n, seen_at_other_end; /* of them, where the lost answer is plain */
	uint64_t given_up;	       /* beside them: a long transfer that its reader ended */
	const struct view *first;
	enum direction dir;
};

/*
 * A forged RST gives itself away by the way it took: another TTL than its
 * supposed sender's other packets.
 */
static bool
is_own(const struct half *h)
{
	return !h->reset_ttl || !h->ttl || h->reset_ttl == h->ttl;
}

/*
 * At the end that resets all looks acknowledged, by its kernel. There the sign is
 * that data went on coming, and each segment of it was answered by another RST.
 */
static bool
is_abrupt(const struct half *h, const struct half *peer)
{
	return h->reset_kind == RESET_ABORT && h->resets > 1 && h->unique_bytes > 0 &&
	       h->reset_ns != TIME_NONE && peer->last_data_ns != TIME_NONE &&
	       peer->last_data_ns > h->reset_ns;
}

/* Tests of speed and downloads that somebody aborts end so: there is no answer to lose. */
static bool
is_given_up(int dir, const struct half *h, const struct half *peer)
{
	bool silent = h->last_data_ns == TIME_NONE ||
		      (h->reset_ns != TIME_NONE && h->reset_ns - h->last_data_ns > SAID_NS);

	if (dir == C2S) /* its request was answered at length; it has no answer to give */
		return silent && peer->unique_bytes > h->unique_bytes;
	return silent && h->window_max_bytes &&
	       peer->unique_bytes > READ_WINDOWS * h->window_max_bytes;
}

static void
gather(const struct crux_case *cs, struct resets *r, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w))
		for (int dir = C2S; dir <= S2C; dir++) {
			const struct half *h = &w.conn->half[dir];
			const struct half *peer = &w.conn->half[dir == C2S ? S2C : C2S];
			bool plain = h->reset_kind == RESET_UNREAD_DATA;

			if (!is_own(h) || (!plain && !is_abrupt(h, peer)))
				continue;
			if (is_given_up(dir, h, peer)) {
				r->given_up++;
				continue;
			}
			r->seen_at_other_end += plain;
			if (r->n++ == 0) {
				r->first = w.view;
				r->dir = (enum direction)dir;
			}
			finding_harm(f, w.view, 0, h->unique_bytes); /* its answer, at risk */
		}
}

static void
advise(const struct endpoint *at, struct finding *f)
{
	if (!at->port)
		finding_fix(f, SCOPE_CODE,
			    "Read the request to its end before close(); or shutdown(fd, "
			    "SHUT_WR), read until 0, then close().");
	else
		finding_fix(
			f, SCOPE_CODE,
			"At %s read the request to its end before close(); or shutdown(fd, SHUT_WR), "
			"read until 0, then close().",
			say_endpoint(f, at));
	finding_command(
		f, "in the program, instead of close(fd)",
		"shutdown(fd, SHUT_WR); while (read(fd, buf, sizeof buf) > 0) ; close(fd);");
	finding_risk(f, "bound the draining by size and time: a client may never stop");
	finding_expect(f, NULL, NAN, NAN,
		       "Clients read the whole answer and no longer see \"connection "
		       "reset by peer\".");
	finding_verify(f,
		       "nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData    # no longer grow");
	finding_refuse(
		f, "SO_LINGER with a timeout: it does not read for you, the RST is sent all the "
		   "same.");
}

static void
say_wire(const struct resets *r, struct finding *f)
{
	const struct conn *c = r->first->conn;
	const struct half *h = &c->half[r->dir];
	const struct endpoint *at = r->dir == C2S ? &c->client : &c->server;

	finding_say(f,
		    "%s closes with unread data: %s reset, and what it had answered is lost at the "
		    "other end.",
		    say_endpoint(f, at), say_things(f, r->n, "connection is", "connections are"));
	finding_seen(f, r->first, h->reset_packet,
		     "RST from %s after it had received data that it did not read, having sent %s "
		     "itself",
		     say_endpoint(f, at), say_bytes(f, (double)h->unique_bytes));
	if (h->reset_ttl && h->ttl)
		finding_not(f, "middlebox-reset", "the RST has its sender's TTL, %u", h->ttl);
	else
		finding_not(f, "middlebox-reset", "nothing about the RST is foreign");
	finding_not(f, "half-open-peer", "that end knew the connection: it had answered on it");
	finding_not(f, "connection-refused", "the connection was made");
	finding_not(f, "keepalive-race", "it had not been idle: data was on its way in");
	advise(at, f);
}

static void
look_counters(const struct crux_case *cs, const struct resets *r, struct finding *f)
{
	struct counter_found closed = counter_of(cs, "TcpExtTCPAbortOnClose");
	uint64_t opens, asked;
	double share;

	if (!closed.found || closed.growth == 0 || (!r->n && closed.growth <= r->given_up))
		return;
	finding_at(f, closed.at, "TCPAbortOnClose %s: closed with bytes unread",
		   say_count(f, closed.growth));
	/* of the same host: one that only asks gave up what it was sent, and had no answer to lose */
	opens = case_counter_in(cs, closed.sample, "TcpPassiveOpens");
	asked = case_counter_in(cs, closed.sample, "TcpActiveOpens");
	share = opens ? (double)closed.growth / (double)opens : asked ? 0 : 1;
	/* beside the packets it is the proof; alone it says what, not how much */
	finding_sure(f, f->summary.n ? 0.95
				     : 0.3 + 0.35 * ramp(share, 0.02, 0.3) *
						       ramp((double)closed.growth, 0, RESETS_MANY));
	if (f->summary.n)
		return;
	finding_say(f,
		    "A program closes sockets with unread data: %s answered by RST instead of FIN.",
		    say_things(f, closed.growth, "connection was", "connections were"));
	advise(&(struct endpoint){ 0 }, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct resets r = { 0 };

	gather(cs, &r, f);
	if (r.n) {
		finding_sure(f, (r.seen_at_other_end ? 0.6 : 0.4) +
					0.25 * ramp((double)r.n, 0, RESETS_MANY));
		say_wire(&r, f);
	}
	look_counters(cs, &r, f);
	if (r.given_up)
		finding_normal(f,
			       "%s by a reader that ended a long transfer: speed tests and "
			       "downloads that are given up end so",
			       say_things(f, r.given_up, "connection is reset",
					  "connections are reset"));
	if (f->confidence <= 0)
		finding_not(f, f->id, "no end resets a connection with data that it has not read");
}

const struct rule rule_reset_with_unread_data = {
	.id = "reset-with-unread-data",
	.title = "close() with unread bytes resets the connection",
	.harm = HARM_BROKEN,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.rivals = { "middlebox-reset", "half-open-peer", "connection-refused", "keepalive-race" },
	.look = look,
};
