/*
 * capture-duplicate: each packet was captured twice.
 *
 * Two interfaces of one host (the any device, a bridge and its port, a tunnel and what
 * carries it) or a mirror of both directions: the copy has the same IP id and numbers,
 * and comes within microseconds, with the same TTL or one less behind a router. The
 * ends never saw it. What looks like retransmission in other tools is none.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* A mirror may be told by a handful; it is the verdict when it is a habit. */
#define SHARE_NO 0.01
#define SHARE_YES 0.2
#define MENTIONED 0.35

struct copies {
	uint64_t n, packets;
	const struct view *first;
	uint64_t most;
};

/* The receiver reports by DSACK what reached it twice: then the network doubled it. */
static uint64_t
copies_of(const struct half *h, const struct half *receiver)
{
	return receiver->dsacks * 2 >= h->capture_duplicates ? 0 : h->capture_duplicates;
}

static void
gather(const struct crux_case *cs, struct copies *c)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		const struct view *v = &cs->views.v[i];
		const struct half *a = &v->conn->half[C2S], *b = &v->conn->half[S2C];
		uint64_t n = copies_of(a, b) + copies_of(b, a);

		c->packets += a->packets + b->packets;
		c->n += n;
		if (n > c->most) {
			c->most = n;
			c->first = v;
		}
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct copies c = { 0 };

	gather(cs, &c);
	if (!c.n) {
		finding_not(f, f->id, "no packet is there twice");
		return;
	}
	finding_sure(f, MENTIONED);
	finding_sure(f, 0.95 * ramp((double)c.n / (double)c.packets, SHARE_NO, SHARE_YES));
	finding_normal(f, "%s of %s packets are copies by the capture, not sent twice",
		       say_count(f, c.n), say_count(f, c.packets));
	finding_say(f,
		    "Nothing is wrong with TCP: %s of %s packets are in the capture twice, as it "
		    "stands at two places at once.",
		    say_count(f, c.n), say_count(f, c.packets));
	finding_seen(f, c.first, 0,
		     "%s with the IP id, the numbers and the times of the packet before: a host "
		     "that sends again takes a new id and waits longer",
		     say_things(f, c.most, "packet", "packets"));
	finding_fix(f, SCOPE_NONE, "None is needed. Capture on one interface to see each once.");
	finding_command(f, "only what comes in, or one interface instead of any",
			"tcpdump -ni IFACE -Q in -w x.pcap tcp");
	finding_command(f, "from a file that has them: drop copies within 0.1 ms",
			"editcap -w 0.0001 x.pcap once.pcap");
	finding_expect(f, NULL, NAN, NAN, "Captured once, no packet is there twice.");
	finding_verify(f, "tcpdump -nr x.pcap | sort | uniq -d | head    # empty");
	finding_not(f, "random-loss-long-rtt", "the copies were not sent again: both ends agree");
	finding_not(f, "reordering", "copies do not overtake anything");
	finding_not(f, "spurious-rto", "no timer ended: a copy comes within a moment");
}

const struct rule rule_capture_duplicate = {
	.id = "capture-duplicate",
	.title = "the capture has packets twice",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE,
	.rivals = { "random-loss-long-rtt", "reordering", "spurious-rto" },
	.look = look,
};
