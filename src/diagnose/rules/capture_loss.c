/*
 * capture-loss: the capture missed packets that both ends have.
 *
 * The receiver acknowledges bytes that are not in the capture, and nobody sends them
 * again: they arrived, only the capture was too slow (its ring buffer overran, a mirror
 * port dropped, a filter left them out). Loss on the path looks different: the sender
 * repairs it, and the repair is seen.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* One gap is a start in mid-stream or a damaged packet. */
#define EVENTS_LEAST 2
#define EVENTS_MANY 10
#define SHARE_NO 0.0001
#define SHARE_YES 0.003
#define MENTIONED 0.35

struct gaps {
	uint64_t bytes, events, all, connections, repaired;
	const struct view *first;
	enum direction dir;
	uint64_t most;
	int64_t gap_ns; /* charged to holes of the capture */
};

static void
take(struct gaps *g, const struct view *v, enum direction dir)
{
	const struct half *h = &v->conn->half[dir];

	g->all += h->unique_bytes + h->acked_unseen_bytes;
	/* nothing of it at all: that is one direction captured, another matter */
	if (!h->acked_unseen_bytes || !h->data_packets)
		return;
	g->bytes += h->acked_unseen_bytes;
	g->events += h->acked_unseen_events;
	g->repaired += h->retransmissions;
	g->connections++;
	if (h->acked_unseen_bytes > g->most) {
		g->most = h->acked_unseen_bytes;
		g->first = v;
		g->dir = dir;
	}
}

static void
gather(const struct crux_case *cs, struct gaps *g)
{
	for (size_t i = 0; i < cs->views.n; i++) {
		/* a text whose rows do not all tell whose they are */
		if (cs->inputs.v[cs->views.v[i].input].capture.unplaced)
			continue;
		for (int dir = C2S; dir <= S2C; dir++)
			take(g, &cs->views.v[i], (enum direction)dir);
		g->gap_ns += cs->views.v[i].conn->ledger.ns[ACCOUNT_CAPTURE_GAP];
	}
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct gaps g = { 0 };
	const struct half *h;
	struct endpoint from;

	gather(cs, &g);
	if (!g.events) {
		finding_not(f, f->id, "no ACK is for bytes that the capture lacks");
		return;
	}
	h = &g.first->conn->half[g.dir];
	from = g.dir == C2S ? g.first->conn->client : g.first->conn->server;
	finding_sure(f, MENTIONED);
	if (g.events >= EVENTS_LEAST)
		finding_sure(
			f, 0.9 * ramp((double)g.bytes / (double)g.all, SHARE_NO, SHARE_YES) *
				   (0.6 + 0.4 * ramp((double)g.events, EVENTS_LEAST, EVENTS_MANY)));
	finding_normal(f, "the capture lacks %s (%s) that were acknowledged all the same",
		       say_bytes(f, (double)g.bytes),
		       say_percent(f, (double)g.bytes / (double)g.all));
	finding_say(f,
		    "Nothing is wrong with TCP: the capture missed %s of %s, in %s, which the "
		    "receiver has.",
		    say_bytes(f, (double)g.bytes), say_bytes(f, (double)g.all),
		    say_things(f, g.events, "gap", "gaps"));
	finding_seen(f, g.first, 0,
		     "%s acknowledged of %s that are not in the capture; %s sent again",
		     say_bytes(f, (double)h->acked_unseen_bytes), say_endpoint(f, &from),
		     h->retransmissions
			     ? say_things(f, h->retransmissions, "segment was", "segments were")
			     : "nothing was");
	if (g.gap_ns > 0)
		finding_seen(f, g.first, 0, "%s pass in these gaps unseen", say_time(f, g.gap_ns));
	finding_fix(f, SCOPE_NONE,
		    "None is needed. Capture with a larger buffer and fewer bytes of each packet "
		    "to see all.");
	finding_command(f, "64 MB of buffer, headers only, written once",
			"tcpdump -ni IFACE -B 65536 -s 112 -w x.pcap tcp");
	finding_command(f, "its last lines say how many it lost",
			"# \"packets dropped by kernel\" must be 0");
	finding_expect(f, NULL, NAN, NAN, "A whole capture has a byte for every ACK.");
	finding_verify(f,
		       "ethtool -S IFACE | grep -i -e drop -e miss    # on the mirror port, too");
	if (!g.repaired) {
		finding_not(f, "random-loss-long-rtt",
			    "nothing was sent again: both ends have all");
		finding_not(f, "policer", "nothing was sent again: nothing was dropped on the way");
		finding_not(f, "tail-loss-rto", "no timer ended");
	}
	finding_not(f, "capture-one-sided", "both directions are here, with gaps");
	finding_not(f, "reordering", "what is missing never comes, not even late");
}

const struct rule rule_capture_loss = {
	.id = "capture-loss",
	.title = "the capture missed packets that both ends have",
	.benign = true,
	.harm = HARM_HELD,
	.witnesses = WITNESS_WIRE,
	.rivals = { "random-loss-long-rtt", "policer", "tail-loss-rto", "reordering",
		    "capture-one-sided" },
	.look = look,
};
