/*
 * capture-offload: the NIC does that work later.
 *
 * A capture on a host sees packets before segmentation and checksum offload on
 * the way out, and after their counterparts (GRO) on the way in: segments above
 * the MSS, and checksums not filled in yet. On a link no segment is larger than
 * the MSS, so the size is the proof; wrong checksums are damage only on packets
 * that were received.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/*
 * What strikes the eye is a tool that says "incorrect" of every packet sent: then
 * this is the answer. Large segments alone are seen in every capture on a busy
 * host: a line under what is normal is enough for them.
 */
#define STRIKES_NO 0.05
#define STRIKES_YES 0.3
#define MENTIONED 0.45 /* below what makes a verdict */

struct oddities { /* of the view that shows the most of them */
	uint64_t over, odd, packets;
	uint64_t told, told_packets; /* "incorrect", in the words of a text */
	const struct view *first;
};

/* The checksum is wrong: damaged, or left as the pseudo header's sum for the card. */
static uint64_t
odd_checksums(const struct conn *c)
{
	return c->half[C2S].bad_checksums + c->half[S2C].bad_checksums +
	       c->half[C2S].offloaded_checksums + c->half[S2C].offloaded_checksums;
}

static void
gather(const struct crux_case *cs, struct oddities *o)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];
		const struct conn *c = v->conn;
		uint64_t over = c->half[C2S].over_mss + c->half[S2C].over_mss;
		uint64_t odd = odd_checksums(c),
			 packets = c->half[C2S].packets + c->half[S2C].packets;

		if (cs->inputs.v[v->input].lines) {
			o->told += odd;
			o->told_packets += packets;
		}
		if (over + odd <= o->over + o->odd)
			continue;
		o->first = v;
		o->over = over;
		o->odd = odd;
		o->packets = packets;
	}
}

/*
 * One host's own packets are wrong throughout, or none of a direction: damage on
 * the way hits some. The half of a conn at its own host has all bad.
 */
static bool
is_all_or_none(const struct crux_case *cs)
{
	for (size_t i = 0; i < cs->views.n; i++)
		for (int dir = C2S; dir <= S2C; dir++) {
			const struct half *h = &cs->views.v[i].conn->half[dir];

			/* a handful may come before the capture's snap length lets one check */
			if (h->bad_checksums && h->bad_checksums * 10 < h->packets && !h->over_mss)
				return false;
		}
	return true;
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct oddities o = { 0 };
	const char *what;
	double share;

	gather(cs, &o);
	if (!o.first || (!o.over && !is_all_or_none(cs)))
		return;
	share = o.told_packets ? (double)o.told / (double)o.told_packets : 0;
	finding_sure(f, MENTIONED);
	finding_sure(f, 0.9 * ramp(share, STRIKES_NO, STRIKES_YES));
	if (o.over)
		finding_seen(f, o.first, 0, "%s above the MSS: the NIC cuts them later (offload)",
			     say_things(f, o.over, "segment", "segments"));
	if (o.odd)
		finding_seen(f, o.first, 0, "%s with a checksum that the NIC has yet to fill in",
			     say_things(f, o.odd, "packet", "packets"));
	what = say(f, "%s%s%s",
		   o.over ? say_things(f, o.over, "segment above the MSS", "segments above the MSS")
			  : "",
		   o.over && o.odd ? " and " : "",
		   o.odd ? say_things(f, o.odd, "wrong checksum", "wrong checksums") : "");
	finding_normal(f, "%s: the NIC does that work later (offload)", what);
	finding_say(f,
		    "Nothing is wrong with TCP: the capture stands before the NIC's offload, so %s "
		    "only look wrong.",
		    what);
	finding_fix(f, SCOPE_NONE,
		    "None is needed. Capture elsewhere, or switch offload off while "
		    "capturing, if sizes and checksums matter.");
	finding_command(f, "only while capturing: it costs CPU",
			"ethtool -K DEV tso off gso off gro off");
	finding_expect(f, NULL, NAN, NAN, "On the wire no segment is above the MSS.");
	finding_verify(f, "ethtool -k DEV | grep -E 'segmentation|receive-offload|checksumming'");
	if (o.odd)
		finding_not(
			f, "checksum-corruption",
			"the wrong checksums are on the captured host's own packets, and nothing "
			"was sent again for them");
	finding_not(f, "pmtu-blackhole", "the large segments are acknowledged");
}

const struct rule rule_capture_offload = {
	.id = "capture-offload",
	.title = "large segments and odd checksums are the NIC's offload",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE,
	.rivals = { "checksum-corruption", "pmtu-blackhole" },
	.look = look,
};
