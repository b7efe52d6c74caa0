/*
 * sequence-mangled: a device rewrites sequence numbers, and not all of them.
 *
 * A firewall that makes initial numbers random adds an offset to the numbers of one
 * side and takes it from the ACKs of the other. The SACK blocks in these ACKs are
 * numbers as well (RFC 2018, 3): left as they are they name bytes that were never
 * sent. Linux discards such blocks (tcp_is_sackblock_valid) and, believing in SACK,
 * does not count duplicate ACKs either: each loss waits for the retransmission timer.
 *
 * Told by blocks far outside of anything sent or let in; by TCPSACKDiscard; and by
 * the same connection with another initial number at two places, which alone harms
 * nobody.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

#define BLOCKS_NO 1.0
#define BLOCKS_YES 4.0
/* All blocks of that direction are off by the same: some are another matter. */
#define SHARE_NO 0.2
#define SHARE_YES 0.6
#define DISCARDS_NO 5.0 /* late ones come to any host */
#define DISCARDS_YES 50.0
/* Clocks of two captures, and a path between them. */
#define TOGETHER_NS (2 * (int64_t)NS_PER_S)
#define SURE_OF_BLOCKS 0.92
#define SURE_OF_ISN 0.45 /* rewritten in full it harms nobody */
#define SURE_OF_COUNTER 0.55

struct mangled {
	double sure;
	const struct view *view, *other; /* other: where the numbers are different */
	enum direction dir;		 /* who sends the blocks; of ISN: whose number differs */
};

/* ---- blocks ---- */

static double
judge_half(const struct conn *c, enum direction dir)
{
	const struct half *h = &c->half[dir], *sender = &c->half[dir == C2S ? S2C : C2S];

	/* what the capture lacks of the sender it cannot miss in the blocks */
	if (!h->sacks_outside || sender->acked_unseen_bytes)
		return 0;
	return SURE_OF_BLOCKS * ramp((double)h->sacks_outside, BLOCKS_NO - 1, BLOCKS_YES) *
	       ramp((double)h->sacks_outside / (double)h->sack_blocks, SHARE_NO, SHARE_YES);
}

static void
look_blocks(const struct crux_case *cs, struct mangled *best, struct finding *f)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		for (int d = C2S; d <= S2C; d++) {
			double sure = judge_half(v->conn, (enum direction)d);

			if (sure >= 0.5)
				finding_harm(
					f, v,
					ns_to_s(v->conn->ledger.ns[ACCOUNT_RTO] +
						v->conn->ledger.ns[ACCOUNT_LOSS_RECOVERY]),
					v->conn->half[d == C2S ? S2C : C2S].retransmitted_bytes);
			if (sure <= best->sure)
				continue;
			*best = (struct mangled){ .sure = sure,
						  .view = v,
						  .dir = (enum direction)d };
		}
	}
}

/* ---- initial numbers at two places ---- */

static bool
knows_isn(const struct half *h)
{
	return h->have_isn && !h->isn_relative && h->packets;
}

static bool
together(const struct conn *a, const struct conn *b)
{
	return a->first_ns <= b->first_ns + TOGETHER_NS &&
	       b->first_ns <= a->first_ns + TOGETHER_NS && a->last_ns <= b->last_ns + TOGETHER_NS &&
	       b->last_ns <= a->last_ns + TOGETHER_NS;
}

/*
 * The same four numbers at the same time, and only one ISN agrees: the other was
 * rewritten. Where both differ, the bytes of both sides must agree instead.
 */
static bool
is_rewritten(const struct conn *a, const struct conn *b, enum direction *ret_dir)
{
	bool same[2], bytes = true;

	if (addr_cmp(&a->client.addr, &b->client.addr) || !together(a, b))
		return false;
	for (int d = C2S; d <= S2C; d++) {
		if (!knows_isn(&a->half[d]) || !knows_isn(&b->half[d]))
			return false;
		same[d] = a->half[d].isn == b->half[d].isn;
		bytes &= a->half[d].unique_bytes == b->half[d].unique_bytes;
	}
	*ret_dir = same[C2S] ? S2C : C2S;
	return same[C2S] != same[S2C] || (!same[C2S] && bytes && a->half[C2S].unique_bytes);
}

static void
look_isn(const struct crux_case *cs, struct mangled *ret, struct finding *f)
{
	uint8_t key[FOUR_BYTES];
	struct map first;

	if (cs->inputs.n < 2)
		return;
	map_init(&first, f->arena);
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];
		const struct view *o;
		enum direction dir;
		void **place;

		/* that of another capture agrees in its numbers: nothing to tell */
		if (v->conn->twin != NO_TWIN || v->conn->handshake != HANDSHAKE_FULL)
			continue;
		place = map_put(&first, four_key(key, &v->conn->client, &v->conn->server));
		o = *place;
		*place = (void *)(uintptr_t)v;
		if (!o || o->input == v->input || !is_rewritten(o->conn, v->conn, &dir))
			continue;
		*ret = (struct mangled){ .sure = SURE_OF_ISN, .view = o, .other = v, .dir = dir };
		return;
	}
}

/* ---- words ---- */

static void
advise(const struct addr *client, const struct endpoint *server, struct finding *f)
{
	const char *between = client ? say(f, " between %s and %s", say_addr(f, client),
					   say_addr(f, &server->addr))
				     : "";

	finding_fix(f, SCOPE_NETWORK,
		    "On the firewall%s turn the randomising of sequence numbers off, or let it "
		    "rewrite SACK blocks as well.",
		    between);
	finding_command(f, "a Cisco ASA, in the policy for this traffic",
			"set connection random-sequence-number disable");
	if (client)
		finding_command(f, "the initial numbers at both ends: do they differ?",
				"tcpdump -nSi any 'host %s and port %u and tcp[tcpflags] & tcp-syn "
				"!= 0'",
				say_addr(f, &server->addr), server->port);
	else
		finding_command(f, "the initial numbers at both ends: do they differ?",
				"tcpdump -nSi any 'tcp[tcpflags] & tcp-syn != 0'");
	finding_command(f,
			"only until then, at the end that receives: no SACK is better than a wrong "
			"one",
			"sysctl -w net.ipv4.tcp_sack=0");
	finding_risk(f, "without SACK several losses in a round trip are repaired one by one: take "
			"it back as soon as the device is mended");
	finding_expect(
		f, NULL, NAN, NAN,
		"Losses are repaired within a round trip, without the retransmission timer.");
	finding_verify(f,
		       "nstat -az TcpExtTCPSACKDiscard TcpExtTCPTimeouts    # at the sender: they "
		       "stand still");
	finding_refuse(f,
		       "Turn SACK off for good: it is right, what the device makes of it is not.");
}

static void
say_blocks(const struct mangled *m, struct finding *f)
{
	const struct conn *c = m->view->conn;
	const struct half *h = &c->half[m->dir], *sender = &c->half[m->dir == C2S ? S2C : C2S];
	const struct endpoint *by = m->dir == C2S ? &c->client : &c->server;
	const struct endpoint *to = m->dir == C2S ? &c->server : &c->client;

	finding_say(f,
		    "A device rewrites the sequence numbers of %s but not the SACK blocks that %s "
		    "sends back: its losses are repaired by timeouts.",
		    say_endpoint(f, to), say_endpoint(f, by));
	finding_seen(f, m->view, h->sacks_outside_packet,
		     "%s of %s name bytes far outside of all that was sent",
		     say_count(f, h->sacks_outside),
		     say_things(f, h->sack_blocks, "SACK block", "SACK blocks"));
	if (sender->loss.timeouts)
		finding_seen(f, m->view, 0, "%s of %s took the retransmission timer",
			     say_count(f, sender->loss.timeouts),
			     say_things(f, sender->loss.events, "recovery", "recoveries"));
	finding_not(f, "sack-off", "SACK is agreed and used, with wrong numbers");
	finding_not(f, "tail-loss-rto", "losses in the middle wait for the timer, too");
	advise(&c->client.addr, &c->server, f);
}

static void
say_isn(const struct mangled *m, bool alone, struct finding *f)
{
	const struct conn *a = m->view->conn, *b = m->other->conn;
	const struct endpoint *who = m->dir == C2S ? &a->client : &a->server;

	finding_seen(f, m->view, m->dir == C2S ? a->syn_packet : a->syn_ack_packet,
		     "%s begins at %u here …", say_endpoint(f, who), a->half[m->dir].isn);
	finding_seen(f, m->other, m->dir == C2S ? b->syn_packet : b->syn_ack_packet,
		     "… and the same connection at %u here: rewritten between",
		     b->half[m->dir].isn);
	if (!alone)
		return;
	finding_say(f,
		    "A device between the two captures rewrites the sequence numbers of %s. That "
		    "harms only if it forgets SACK blocks or checksums.",
		    say_endpoint(f, who));
	finding_settle(f, "whether the sender throws SACK blocks away",
		       "nstat -az TcpExtTCPSACKDiscard    # at the sender, before and after");
	advise(&a->client.addr, &a->server, f);
}

/* Numbers rewritten and the checksum not: nothing of it is believed. */
static bool
breaks_checksums(const struct mangled *m)
{
	const struct half *a = &m->view->conn->half[m->dir], *b = &m->other->conn->half[m->dir];
	uint64_t bad = MAX(a->bad_checksums, b->bad_checksums);

	return bad >= 3 && bad * 2 > MIN(a->packets, b->packets) &&
	       MIN(a->bad_checksums, b->bad_checksums) == 0;
}

/* ---- counters ---- */

static void
look_counter(const struct crux_case *cs, struct finding *f)
{
	struct counter_found c = counter_of(cs, "TcpExtTCPSACKDiscard");
	double sure;

	if (!c.found)
		return;
	sure = SURE_OF_COUNTER * ramp((double)c.growth, DISCARDS_NO, DISCARDS_YES);
	if (sure <= 0)
		return;
	finding_at(f, c.at, "TCPSACKDiscard %s: SACK blocks named bytes that were never sent",
		   say_count(f, c.growth));
	finding_sure(f, 1 - (1 - f->confidence) * (1 - sure));
	if (f->summary.n)
		return;
	finding_say(f,
		    "SACK blocks arrive that name bytes never sent: a device on the way seems to "
		    "rewrite sequence numbers, and not those in SACK.");
	finding_harm_estimated(f, 0, 0, 0);
	finding_settle(f, "whether the initial numbers differ between the two ends",
		       "tcpdump -nSi any 'tcp[tcpflags] & tcp-syn != 0'    # at both");
	advise(NULL, NULL, f);
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct mangled blocks = { 0 }, isn = { 0 };

	look_blocks(cs, &blocks, f);
	look_isn(cs, &isn, f);
	if (blocks.sure > 0) {
		finding_sure(f, blocks.sure);
		say_blocks(&blocks, f);
	}
	if (isn.sure > 0) {
		double sure = breaks_checksums(&isn) ? 0.9 : isn.sure;

		finding_sure(f, 1 - (1 - f->confidence) * (1 - sure));
		say_isn(&isn, blocks.sure <= 0, f);
	}
	look_counter(cs, f);
	if (f->confidence <= 0 && (cs->incidents || case_counter(cs, "TcpExtTCPSACKDiscard").found))
		finding_not(f, "sequence-mangled",
			    "all SACK blocks name bytes that were sent, and no initial number "
			    "differs between captures");
}

const struct rule rule_sequence_mangled = {
	.id = "sequence-mangled",
	.title = "a device rewrites sequence numbers, and not all of them",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "tail-loss-rto", "sack-off", "random-loss-long-rtt", "policer",
		      "shallow-buffer-overrun" },
	.rivals = { "sack-off", "tail-loss-rto", "checksum-corruption" },
	.look = look,
};
