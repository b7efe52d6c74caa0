/*
 * transfer-limit: what a transfer waits for most of its time.
 *
 * The measurements are shown, the ledger is not: it is the answer.
 */
#include "drill/questions/transfer_limit.h"

/* Small transfers are ruled by chance; a limit holds for most of the time. */
#define BYTES_MIN 100000
#define SHARE_MIN_PERCENT 60
#define SHARE_MAX_OF_WRONG_PERCENT 15

static const char *const options[ACCOUNT_COUNT] = {
	[ACCOUNT_SENDER_IDLE] =
		"The applications: most of the time none of them has anything to send",
	[ACCOUNT_SERVER_THINKING] = "The server's application: it works before it answers",
	[ACCOUNT_RECEIVE_WINDOW] = "The receiver's window: it is full, and small for this path",
	[ACCOUNT_ZERO_WINDOW] = "The receiving application: it does not read, the window is shut",
	[ACCOUNT_SEND_BUFFER] = "The sender's buffer: the flight stays flat below both windows",
	[ACCOUNT_CONGESTION_WINDOW] = "The congestion window: its sender waits for ACKs to go on",
	[ACCOUNT_SLOW_START] = "Slow start: the window still doubles when the transfer ends",
	[ACCOUNT_LOSS_RECOVERY] = "Loss: its sender repairs holes most of the time",
	[ACCOUNT_RTO] = "Retransmission timeouts: nothing moves until the timer ends",
	[ACCOUNT_DELAYED_ACK] = "Delayed ACKs: its sender waits for an ACK that is held back",
};

struct str
limit_option(enum account a)
{
	return str_from(options[a]);
}

bool
limit_blame(const struct question *q, enum account a, struct wrong *w)
{
	const struct transfer_limit *t = q->facts;
	int64_t ns = t->conn->ledger.ns[a];

	if (a == t->account || !options[a] || ns * 100 > t->whole_ns * SHARE_MAX_OF_WRONG_PERCENT)
		return false;
	w->key = str_from(account_name(a));
	w->option = limit_option(a);
	w->refutes = tell(q, "That account holds " STR_F " of " STR_F "; \"%s\" holds " STR_F ".",
			  STR_A(ns ? tell_time(q, ns) : STR("nothing")),
			  STR_A(tell_time(q, t->whole_ns)), account_words(t->account),
			  STR_A(tell_time(q, t->conn->ledger.ns[t->account])));
	return true;
}

static bool
look(const struct conn *c, struct transfer_limit *t)
{
	const int64_t *ns = c->ledger.ns;

	t->conn = c;
	t->dir = c->half[S2C].unique_bytes >= c->half[C2S].unique_bytes ? S2C : C2S;
	t->sender = &c->half[t->dir];
	t->receiver = &c->half[!t->dir];
	t->whole_ns = 0;
	t->account = ACCOUNT_SENDER_IDLE;
	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		if (!options[a])
			continue;
		t->whole_ns += ns[a];
		if (ns[a] > ns[t->account])
			t->account = (enum account)a;
	}
	/* where most segments are small the application sets the pace in its own way */
	if (!c->has_times || t->sender->unique_bytes < BYTES_MIN || t->whole_ns <= 0 ||
	    t->sender->small_segments * 2 > t->sender->data_packets)
		return false;
	/* a sender that ignores loss sends on while it repairs: that limits nothing */
	if (t->account == ACCOUNT_LOSS_RECOVERY)
		return false;
	/* slow start ends a transfer only where the end was seen */
	if (t->account == ACCOUNT_SLOW_START && !t->sender->fins)
		return false;
	t->goodput_bps = (double)t->sender->unique_bytes * 8 / ns_to_s(conn_duration_ns(c));
	return ns[t->account] * 100 >= t->whole_ns * SHARE_MIN_PERCENT;
}

/* The connection with the most bytes among those with a clear answer. */
static bool
largest(const struct question *q, struct transfer_limit *best, uint32_t *ret_input)
{
	bool found = false;

	for (size_t i = 0; i < q->cs->views.n; i++) {
		const struct view *v = &q->cs->views.v[i];
		struct transfer_limit t = { 0 };

		if (!look(v->conn, &t) || case_view_for(q->cs, v->incident, t.dir) != v ||
		    (found && t.sender->unique_bytes <= best->sender->unique_bytes))
			continue;
		*best = t;
		*ret_input = v->input;
		found = true;
	}
	return found;
}

/* Of the whole path by the handshake; under load only where the sender was seen. */
static void
show_rtt(struct question *q, const struct transfer_limit *t)
{
	const struct conn *c = t->conn;
	const struct rtt_stats *r = &t->sender->rtt;
	bool near = c->vantage == (t->dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER);
	struct str loaded = STR("");

	if (near && r->samples)
		loaded = tell(q, "; of data " STR_F " to " STR_F " (mean)",
			      STR_A(tell_time(q, r->min_ns)),
			      STR_A(tell_time(q, r->sum_ns / (int64_t)r->samples)));
	if (c->handshake == HANDSHAKE_FULL && c->syns == 1 && c->syn_acks == 1)
		show(q, "",
		     tell(q, "round trip " STR_F " in the handshake" STR_F,
			  STR_A(tell_time(q, c->handshake_ack_ns - c->syn_ns)), STR_A(loaded)));
	else if (loaded.n)
		show(q, "", tell(q, "round trip" STR_F, STR_A(str_from_pos(loaded, 1))));
}

static void
show_windows(struct question *q, const struct transfer_limit *t, const char *to)
{
	const struct half *y = t->receiver;
	struct str shut = STR("");

	if (y->zero_windows)
		shut = tell(q, ", shut %llu time%s for " STR_F, (unsigned long long)y->zero_windows,
			    y->zero_windows == 1 ? "" : "s",
			    STR_A(tell_time(q, y->zero_window_ns)));
	show(q, "",
	     tell(q, "in flight at most " STR_F "; %s's window " STR_F " to " STR_F STR_F,
		  STR_A(tell_bytes(q, t->sender->flight_max_bytes)), to,
		  STR_A(tell_bytes(q, y->window_min_bytes)),
		  STR_A(tell_bytes(q, y->window_max_bytes)), STR_A(shut)));
}

static void
show_measurements(struct question *q, const struct transfer_limit *t)
{
	const char *from = t->dir == C2S ? "C" : "S", *to = t->dir == C2S ? "S" : "C";
	const struct half *x = t->sender;
	const int64_t *ns = t->conn->ledger.ns;

	show_ends(q, t->conn);
	show(q, "",
	     tell(q, "%s sends " STR_F " in " STR_F ", " STR_F, from,
		  STR_A(tell_bytes(q, x->unique_bytes)),
		  STR_A(tell_time(q, conn_duration_ns(t->conn))),
		  STR_A(tell_rate(q, t->goodput_bps))));
	show_rtt(q, t);
	show_windows(q, t, to);
	show(q, "",
	     tell(q, STR_F " data segments, " STR_F " sent again, %llu of them by timeout",
		  STR_A(tell_count(q, x->data_packets)), STR_A(tell_count(q, x->retransmissions)),
		  (unsigned long long)x->rto));
	/* an ACK that is delayed or a window that is shut is another matter */
	show(q, "",
	     tell(q,
		  "nothing in flight for " STR_F "; " STR_F
		  " of that the server worked on %llu answers",
		  STR_A(tell_time(q, ns[ACCOUNT_SENDER_IDLE] + ns[ACCOUNT_SERVER_THINKING])),
		  STR_A(tell_time(q, ns[ACCOUNT_SERVER_THINKING])),
		  (unsigned long long)t->conn->exchanges));
}

static void
word(struct question *q, const struct transfer_limit *t)
{
	int64_t ns = t->conn->ledger.ns[t->account];

	q->prompt = tell(q, "What limits this transfer of " STR_F " to " STR_F "?",
			 STR_A(tell_bytes(q, t->sender->unique_bytes)),
			 STR_A(tell_rate(q, t->goodput_bps)));
	q->hint = tell(q,
		       "Compare what is in flight with the window, " STR_F
		       " / RTT with the rate, and look for time with nothing in flight.",
		       STR_A(tell_bytes(q, t->sender->flight_max_bytes)));
	q->right = limit_option(t->account);
	q->right_key = str_from(account_name(t->account));
	q->because = tell(q,
			  "Each moment has one account: \"%s\" holds " STR_F " of the " STR_F
			  " in which data moved or could have, " STR_F ".",
			  account_words(t->account), STR_A(tell_time(q, ns)),
			  STR_A(tell_time(q, t->whole_ns)),
			  STR_A(tell_share(q, (double)ns, (double)t->whole_ns)));
}

static bool
ask(struct question *q)
{
	struct transfer_limit *t = arena_new(q->arena, struct transfer_limit, 1);
	uint32_t input;

	if (!largest(q, t, &input))
		return false;
	q->facts = t;
	question_source(q, input);
	show_measurements(q, t);
	word(q, t);
	return true;
}

const struct question_kind question_transfer_limit = {
	.id = "transfer-limit",
	.title = "what limits a transfer",
	.needs = "packets of a transfer of 100 kB or more",
	.read = "RFC 9293, 3.8: windows and timers; RFC 5681, 3.1: slow start",
	.seconds = 150,
	.ask = ask,
};
