/*
 * ledger.h - what each segment asks of the ledger
 *
 * Private to src/tcp. In line, as nearly every segment only says that what was goes on.
 */
#ifndef CRUX_TCP_LEDGER_H
#define CRUX_TCP_LEDGER_H

#include "tcp/view.h"

/* Reaction of a host to a packet: scheduling and timer ticks of a busy machine. */
#define REACTION_NS (3LL * NS_PER_MS)
/* Rounds without growth, where slow start would double the flight and congestion
 * avoidance add a segment each: eight such rounds are no coincidence. */
#define FLAT_ROUNDS 8
/* … but where the level is the receiver's window, that is the reason. */
#define FLAT_AT_WINDOW UINT8_MAX

/* It was found that it has room: for one more segment, or for the first. */
static inline bool
ledger_has_room(const struct half_track *x)
{
	return x->snd_max <= x->room_until;
}

/* The advertised window leaves no room for one more full segment. */
static inline bool
ledger_window_full(struct half_track *x, const struct half_track *y, int64_t ns)
{
	const struct trail *view;
	uint64_t mss = x->mss_seen ? x->mss_seen : 536;

	/* what it knows grows, and so does the room that it knows of */
	if (LIKELY(ledger_has_room(x)))
		return false;
	if (!x->unique_bytes && x->snd_max == x->isn64 + 1)
		x->room_until = x->snd_max;
	if (!x->unique_bytes || y->window_scale_unknown)
		return false;
	view = view_at(x, ns);
	x->room_until = view->edge > mss && x->trail_seen >= x->trail_fell ? view->edge - mss : 0;
	/* receiver-side silly window avoidance opens by a segment at least (RFC 9293, 3.8.6.2.2) */
	return view->edge && x->snd_max > view->ack && x->snd_max + mss > view->edge;
}

static inline enum account
ledger_growth(const struct half_track *x)
{
	if (x->flat_rounds >= FLAT_ROUNDS && !x->recovering)
		return x->flat_rounds == FLAT_AT_WINDOW ? ACCOUNT_RECEIVE_WINDOW
							: ACCOUNT_SEND_BUFFER;
	return x->slow_start ? ACCOUNT_SLOW_START : ACCOUNT_CONGESTION_WINDOW;
}

/* What held a sender until now, if it shows while it lasts; ACCOUNT_COUNT: nothing. */
struct held {
	enum account account;
	enum direction dir; /* the sender */
};

/* What held the sender d until now, if it shows while it lasts, and its window is open. */
static inline enum account
ledger_held_by(const struct conn_track *c, struct half_track *x, const struct half_track *y)
{
	if (UNLIKELY(x->recovering))
		return ACCOUNT_LOSS_RECOVERY;
	if (UNLIKELY(x->disorder))
		return ACCOUNT_REORDERING;
	return ledger_window_full(x, y, c->last_ns) ? ACCOUNT_RECEIVE_WINDOW : ACCOUNT_COUNT;
}

static inline struct held
ledger_held(struct conn_track *c)
{
	struct half_track *client = &c->half[C2S], *server = &c->half[S2C];
	enum account a = ledger_held_by(c, client, server);

	if (a != ACCOUNT_COUNT)
		return (struct held){ a, C2S };
	return (struct held){ ledger_held_by(c, server, client), S2C };
}

/* For that the time up to now was. */
void ledger_step_held(struct tracker *t, struct conn_track *c, struct held held, int64_t now_ns,
		      uint64_t packet);

/*
 * Nothing held them, and s carries new data: its sender just goes on, as it did before.
 * False: ledger_step_new decides.
 */
ALWAYS_INLINE bool
ledger_goes_on(struct conn_track *c, enum direction dir, const struct segment *s, int64_t now_ns,
	       const struct trail *view, uint64_t flight_before)
{
	struct half_track *x = &c->half[dir];

	/* as settle_same_sender, where it went on at once, and its account is open */
	if (!flight_before || x->last_tx_ns == TIME_NONE || c->last_data_dir < 0)
		return false;
	if (view->ack <= x->known_at_tx && now_ns - x->last_tx_ns > REACTION_NS)
		return false;
	if (c->open_account != ledger_growth(x) || c->open_dir != dir)
		return false;
	if (now_ns > c->settled_ns) {
		c->settled_ns = now_ns;
		c->settled_packet = s->packet;
	}
	return true;
}

void ledger_step_new(struct look *l);

void ledger_end_round(struct half_track *x, const struct half_track *y);

/* flight: of x, with what it has just sent. */
ALWAYS_INLINE void
ledger_learn_round(struct half_track *x, const struct half_track *y, uint64_t flight)
{
	if (flight > x->round_max_bytes)
		x->round_max_bytes = flight_u32(flight);
	if (x->snd_max - flight < x->round_end)
		return;
	if (x->round_end)
		ledger_end_round(x, y);
	x->round_end = x->snd_max;
}

static inline void
ledger_learn_ack(struct conn_track *c, enum direction dir, int64_t now_ns)
{
	struct half_track *y = &c->half[!dir];

	if (y->snd_una < y->snd_max)
		return;
	y->emptied_ns = now_ns;
	y->ack_wait_ns = y->last_tx_ns == TIME_NONE ? 0
						    : now_ns - y->last_tx_ns - view_near_ns(c, dir);
}

/*
 * Where no handshake tells the MSS: what the least path of IPv6 carries (RFC 8200, 5: 1280
 * less both headers), as hardly anything in use carries less.
 */
#define LEAST_MSS 1220

ALWAYS_INLINE void
ledger_learn_data(struct conn_track *c, enum direction dir, uint32_t len, uint64_t flight_before,
		  uint64_t flight)
{
	struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	bool small;

	if (c->last_data_dir != (int8_t)dir || !flight_before)
		x->bursts++;
	small = len + 12u < (y->mss ? y->mss : MAX(x->mss_seen, LEAST_MSS));
	if (UNLIKELY(x->last_was_small != small))
		x->last_was_small = small;
	c->last_data_dir = (int8_t)dir;
	ledger_learn_round(x, y, flight);
}

#endif
