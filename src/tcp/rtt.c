/*
 * rtt.c - round-trip time as the sender reckons it (RFC 6298)
 */
#include "tcp/mind.h"
#include "tcp/track.h"

#define RTO_INITIAL_NS (1LL * NS_PER_S) /* RFC 6298, 2.1 */
#define RTO_MAX_NS (120LL * NS_PER_S)	/* Linux TCP_RTO_MAX */
/* Linux gives up a connection after 15 minutes of repeats: longer is a leap of the clock. */
#define RTT_MAX_NS (3600LL * NS_PER_S)

bool
rtt_count(struct rtt_stats *r, int64_t ns, bool loaded, int64_t *ret_off_ns)
{
	int64_t off;

	/* the second: sums of this many hours are made up, and end before they overflow */
	if (ns <= 0 || ns > RTT_MAX_NS || r->sum_ns > INT64_MAX - ns)
		return false;
	r->min_ns = r->samples ? MIN(r->min_ns, ns) : ns;
	r->max_ns = MAX(r->max_ns, ns);
	r->sum_ns += ns;
	if (loaded) {
		r->loaded_sum_ns += ns;
		r->loaded_samples++;
	}
	if (!r->samples++) { /* RFC 6298, 2.2 */
		r->srtt_ns = ns;
		r->rttvar_ns = ns / 2;
		*ret_off_ns = 0;
	} else { /* 2.3, with the RFC's alpha and beta */
		off = *ret_off_ns = ns - r->srtt_ns;
		r->rttvar_ns += ((off < 0 ? -off : off) - r->rttvar_ns) / 4;
		r->srtt_ns += off / 8;
	}
	return true;
}

void
rtt_sample(struct half_track *x, int64_t ns, bool loaded)
{
	struct rtt_stats *r = &x->rtt;
	bool first = !r->samples;
	int64_t off;

	if (!rtt_count(r, ns, loaded, &off))
		return;
	if (x->mind && !first)
		mind_rtt(x, off);
	/* Linux: srtt + max(4 rttvar, 200 ms) */
	x->rto_ns = MIN(r->srtt_ns + MAX(4 * r->rttvar_ns, RTO_MIN_NS), RTO_MAX_NS);
}
