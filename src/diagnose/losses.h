/*
 * losses.h - how one sender's losses look: alone or in runs, with a queue or without
 *
 * Facts for the rules that tell kinds of loss apart: chance, a full queue, a
 * bucket without tokens, a tail, a path that is gone.
 */
#ifndef CRUX_DIAGNOSE_LOSSES_H
#define CRUX_DIAGNOSE_LOSSES_H

#include "diagnose/facts.h"

struct losses {
	uint64_t events, segments, timeouts;
	double rate; /* share of the segments sent */
	/* without the largest recovery: as a rule it ends a slow start, as it should */
	double rest_rate;
	uint64_t rest_segments;
	bool paced;	/* by a clock: what a bucket drops then is not in long runs */
	bool blind;	/* goes on at its rate when losses come: BBR, as far as seen, or paced */
	double in_runs; /* share that followed another loss without a gap, above chance */
	uint32_t mss;
	double goodput_bps;
	/*
	 * Captured so near to the sender that its round trips are measured. Else the
	 * times below come from time stamps echoed (half.echo), and are no samples at losses.
	 */
	bool at_sender;
	double min_s;	      /* the path's shortest round trip; 0 not known */
	double mean_s;	      /* over all samples */
	double strike_s;      /* when loss struck; at the receiver the mean */
	double loaded_s;      /* with much in flight; 0 not known */
	double flight_bytes;  /* when loss struck, the largest left out */
	double flight_steady; /* smallest of these to their mean: 1 always the same; 0 not known */
	/*
	 * What was out beyond what the path holds (goodput times shortest RTT), as time:
	 * so much longer would a round trip be, had it stood in a queue. 0: nothing was.
	 */
	double excess_s;
	/* Share of the excess that the RTT shows: 1 a queue took it, 0 it was dropped. */
	double queued;
	double stood_out; /* the same of the RTT above its mean: the noise of hosts taken off */
	/*
	 * The RTT's rise when loss struck to its mean rise: 1 where it strikes at any, 2 and
	 * more at the top of a queue; 0 where it hardly rises at all.
	 */
	double top;
};

/* False when w's sender lost nothing. */
bool losses_of(const struct flow *w, struct losses *ret);

/* Whether the capture stands at (or very near) the sender, or the receiver, of w. */
bool flow_seen_by_sender(const struct flow *w);
bool flow_seen_by_receiver(const struct flow *w);

/* The same connection where its receiver is nearer, if that is another view; else false. */
bool flow_at_receiver(const struct crux_case *cs, const struct flow *w, struct flow *ret);

/* All bytes that w's sender sent, each once; of many holes unique_bytes may miss a few. */
double flow_span_bytes(const struct flow *w);
/*
 * Segments that came again although they are in the capture already, and no DSACK said "I
 * have it". At the receiver: they arrived, and the host lost them or found them damaged.
 */
double flow_came_again(const struct flow *w);

/*
 * Whether a counter's growth is of one incident: measured between two samples, or of a
 * host that has sent no more since it started than one incident's worth. Else it may
 * be of years.
 */
bool growth_is_recent(const struct crux_case *cs, const struct counter_found *c);

#endif
