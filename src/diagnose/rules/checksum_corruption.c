/*
 * checksum-corruption: segments arrive damaged.
 *
 * The receiver drops what fails its checksum without a word (RFC 9293, 3.1), so the
 * sender sees loss; only the receiver knows better. Its counters say it outright;
 * a capture there shows it, too. On packets that the capturing host sends itself a
 * wrong checksum means nothing: its card fills it in later.
 */
#include "diagnose/losses.h"
#include "diagnose/rule.h"

/*
 * Of what arrives. 16 bits let one damaged segment in 65,536 through unnoticed, so
 * already one in 10,000 found is one in 650 million that is not (Stone and Partridge).
 */
#define SHARE_NO 0.00002
#define SHARE_YES 0.0005
/* Half of all wrong is no cable: the sums were never filled in (offload). */
#define SHARE_OFFLOAD 0.3

struct damage {
	uint64_t bad, packets;
	const struct view *first;
	uint64_t lost; /* repairs of the flows concerned */
};

/* Sent by the host that captured: what its card does later is not in the capture. */
static bool
is_own(const struct conn *c, int dir)
{
	return c->vantage == (dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER);
}

static bool
is_offload(const struct half *h)
{
	/* where a card finishes most of them, it does the odd ones as well */
	double unfinished = (double)(h->bad_checksums + h->offloaded_checksums);

	return unfinished > SHARE_OFFLOAD * (double)h->packets && h->packets > 2;
}

static void
gather(const struct crux_case *cs, struct damage *d, struct finding *f)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];

		for (int dir = C2S; dir <= S2C; dir++) {
			const struct half *h = &v->conn->half[dir];

			if (is_own(v->conn, dir) || is_offload(h))
				continue;
			d->packets += h->packets;
			if (!h->bad_checksums)
				continue;
			/* a damaged port makes a connection that never was */
			if (!d->first || v->conn->half[dir].packets > 1)
				d->first = d->first && d->first->conn->half[C2S].packets +
									   d->first->conn->half[S2C]
										   .packets >
								   1
						   ? d->first
						   : v;
			d->bad += h->bad_checksums;
			d->lost += h->loss.segments;
			if (h->packets > 1)
				finding_harm(f, v,
					     ns_to_s(v->conn->ledger.ns[ACCOUNT_LOSS_RECOVERY] +
						     v->conn->ledger.ns[ACCOUNT_RTO]),
					     h->retransmitted_bytes);
		}
	}
}

static void
advise(const struct endpoint *at, struct finding *f)
{
	const char *host = at ? say_addr(f, &at->addr) : "the receiving host";

	finding_fix(
		f, SCOPE_NETWORK,
		"Find where the bits change: cable, transceiver, card, memory or the last device on "
		"the way to %s; replace it.",
		host);
	finding_command(
		f,
		"counts here: the last link; none here: a device behind it changes bits and "
		"makes a new frame sum",
		"ethtool -S DEV | grep -iE 'crc|fcs|align|symbol|csum'    # at %s", host);
	finding_command(f, "a card whose own checking is broken: the kernel checks instead",
			"ethtool -K DEV rx off    # at %s", host);
	finding_command(f, "the cause out of the way meanwhile",
			"ip link set DEV down    # one leg of a "
			"bond, or the route around it");
	finding_risk(
		f, "16-bit sums miss one damaged segment in 65,536: check what was received while "
		   "it lasted (digests, database pages)");
	finding_verify(
		f, "nstat -az TcpInCsumErrors IpExtInCsumErrors IpInHdrErrors    # twice: stand "
		   "still");
	finding_settle(f, "counts while the transfer runs: damaged; stands still: dropped",
		       "nstat -az TcpInCsumErrors    # at %s, twice", host);
	finding_refuse(f, "Another congestion control: it would send faster into the same damage.");
}

static void
look_wire(const struct crux_case *cs, struct finding *f)
{
	struct damage d = { 0 };
	const struct conn *c;
	const struct endpoint *to;
	double share;

	gather(cs, &d, f);
	if (!d.bad)
		return;
	c = d.first->conn;
	to = c->half[S2C].bad_checksums > c->half[C2S].bad_checksums ? &c->client : &c->server;
	share = (double)d.bad / (double)d.packets;
	/* a capture between the ends does not know what cards do after it */
	finding_sure(f, (0.45 + 0.35 * ramp(share, SHARE_NO, SHARE_YES)) *
				ramp((double)d.bad, 0, 2) *
				(c->vantage == VANTAGE_UNKNOWN ? 0.7 : 1));
	finding_seen(
		f, d.first, 0,
		"%s of %s captured on arrival with a wrong checksum; the host that captured did "
		"not send them",
		say_things(f, d.bad, "segment", "segments"),
		say_things(f, d.packets, "packet", "packets"));
	finding_say(f,
		    "Segments to %s arrive damaged: %s of them fail the checksum and are dropped, "
		    "which looks like loss to the sender.",
		    say_addr(f, &to->addr), say_percent(f, share));
	finding_not(f, "capture-offload",
		    "the wrong sums are on segments that the capturing host received");
	finding_not(f, "bufferbloat", "damage does not depend on a queue");
	advise(to, f);
	finding_expect(f, "loss_rate", share, 0, "No segment fails its checksum; %s lost now.",
		       say_things(f, d.lost, "segment was", "segments were"));
}

static void
look_counters(const struct crux_case *cs, struct finding *f)
{
	struct counter_found tcp = counter_of(cs, "TcpInCsumErrors");
	struct counter_found ip = counter_of(cs, "IpExtInCsumErrors");
	double in = (double)counter_growth(cs, "TcpInSegs"), share;

	if (!tcp.growth)
		return;
	share = in > 0 ? (double)tcp.growth / in : SHARE_YES;
	finding_sure(f, (0.5 + 0.4 * ramp(share, SHARE_NO, SHARE_YES)) *
				ramp((double)tcp.growth, 0, 2));
	/* the second witness saw the same from another place */
	if (f->evidence.n)
		finding_sure(f, 0.95 * ramp((double)tcp.growth, 0, 2));
	finding_at(f, tcp.at, "InCsumErrors %s of %s segments received%s", say_count(f, tcp.growth),
		   say_count(f, (uint64_t)in),
		   ip.growth ? say(f, ", and %s with a damaged IP header",
				   say_things(f, ip.growth, "packet", "packets"))
			     : "");
	if (f->summary.n)
		return;
	finding_say(
		f, "Segments arrive damaged at this host: %s failed the checksum and were dropped.",
		say_count(f, tcp.growth));
	finding_not(f, "capture-offload",
		    "the kernel counts what it received, not what was captured");
	advise(NULL, f);
	finding_expect(f, "loss_rate", share, 0, "No segment fails its checksum.");
	finding_harm_estimated(f, 0, 0, 0);
}

/* Frames that failed on the last link: they never come so far as TCP. */
static void
look_link(const struct crux_case *cs, struct finding *f)
{
	static const char *const names[] = { "LinkRxCrc", "EthtoolRxCrcErrors",
					     "EthtoolRxFcsErrors", "EthtoolRxAlignErrors",
					     "LinkRxFrame" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct counter_found c = counter_of(cs, names[i]);

		if (!c.growth)
			continue;
		/* of the life of the host, a few come with plugging a cable */
		finding_sure(f, 0.3 + 0.3 * ramp((double)c.growth, 10, 1000));
		finding_at(f, c.at, "%s %s on " STR_F ": frames damaged on the last link", names[i],
			   say_count(f, c.growth), STR_A(c.of.n ? c.of : STR("an interface")));
		if (f->summary.n)
			return;
		finding_say(f,
			    "Frames arrive damaged on " STR_F
			    ": %s failed their sum and were dropped.",
			    STR_A(c.of.n ? c.of : STR("an interface")), say_count(f, c.growth));
		advise(NULL, f);
		finding_expect(f, NULL, NAN, NAN, "The counter stands still.");
		return;
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	look_wire(cs, f);
	look_counters(cs, f);
	look_link(cs, f);
	if (f->confidence <= 0)
		finding_not(
			f, "checksum-corruption",
			"no segment that was received has a wrong checksum, InCsumErrors is 0 or "
			"not told");
}

const struct rule rule_checksum_corruption = {
	.id = "checksum-corruption",
	.title = "segments arrive damaged",
	.harm = HARM_SLOW,
	.witnesses = WITNESS_WIRE | WITNESS_COUNTERS,
	.explains = { "random-loss-long-rtt", "tail-loss-rto", "policer", "shallow-buffer-overrun",
		      "receiver-drops", "middlebox-reset" }, /* a bit of the flags, too */
	.rivals = { "random-loss-long-rtt", "capture-offload", "bufferbloat", "policer" },
	.look = look,
};
