/*
 * mind_signs.c - by what congestion controls are told apart
 *
 *	reno	halves its window at a loss, then one segment more each round
 *	CUBIC	goes down to 0.7 (RFC 9438, 4.6), then a curve, or half a segment each
 *		round; leaves slow start before a loss, as the delay rises (HyStart)
 *	BBR	its own clock lets segments go and not ACKs; of eight rounds one goes
 *		faster by a quarter, and one slower to drain what that left in the queue;
 *		every ten seconds four segments and no more; losses do not matter
 *
 * All may be paced, as by the fq queueing discipline; but where the window is what
 * holds a sender, ACKs let its segments go all the same, as it may pace faster than
 * they come.
 */
#include "tcp/mind_signs.h"

#include <math.h>

/*
 * Over half of the bursts of a paced sender that its window does not hold start by
 * its own clock. Of one that the window holds, paced at 1.2 times the rate of its
 * window as Linux does (sysctl tcp_pacing_ca_ratio), a third at most did.
 */
#define PACED_MIN 0.55
#define PACED_OF_MIN 32 /* fewer bursts are chance */
/* BBR's gains are 1.25 and 0.75; where a round is half in the one phase and half in
 * the next, an eighth is left of it, and half of that is far above the noise. */
#define CYCLE_RISE 1.06
#define CYCLE_FALL 0.97
#define CYCLE_RISE_MAX 1.5 /* more is no probe, but another path or application */
/* The fall follows the rise, or a round later where they cut a round in two. */
#define CYCLE_ROUNDS 2
/* Away from the level for longer than a cycle's two phases: another level. */
#define LEVEL_ROUNDS 4
/* One may be chance. */
#define CYCLES_MIN 2
/* Losses without a reaction. Of a sender that is held to a rate, the window may be
 * twice what is in flight (tcp_is_cwnd_limited): two at 0.7 each do not show. */
#define UNMOVED_MIN 3
/* reno adds one segment a round, exactly: what is off by a sixth is another's. */
#define RENO_SLOPE_OFF 0.16
/* A stretch that CUBIC's curve could give by chance is not so long. */
#define RENO_ROUNDS_MIN 10
/* Two of three say the same. */
#define MAJORITY(n, all) ((n)*3 >= (all)*2)
/* A few alike are not undone by growth, which other things shape too. */
#define FACTORS_ENOUGH 2

void
signs_flight(struct signs *s, uint64_t flight_bytes)
{
	s->shape_step = MAX(s->shape_step, 1u);
	if (++s->shape_skip < s->shape_step)
		return;
	s->shape_skip = 0;
	if (s->shape_n == SHAPE_POINTS) { /* every second one keeps the shape */
		for (uint32_t i = 0; i < SHAPE_POINTS / 2; i++)
			s->shape[i] = s->shape[2 * i];
		s->shape_n = SHAPE_POINTS / 2;
		s->shape_step *= 2;
	}
	s->shape[s->shape_n++] = (uint32_t)MIN(flight_bytes, (uint64_t)UINT32_MAX);
}

void
signs_growth_over(struct signs *s, struct mind *m, uint64_t mss)
{
	uint64_t first, second, n = s->shape_n, half = n ? (n - 1) / 2 : 0;
	const uint32_t *at = s->shape;
	double rounds = 2.0 * (double)half * s->shape_step, slope;
	bool linear;

	s->shape_n = s->shape_skip = 0;
	s->shape_step = 1;
	if (n < SHAPE_ROUNDS_MIN || at[half] < at[0] || at[2 * half] < at[half])
		return;
	first = at[half] - at[0];
	second = at[2 * half] - at[half];
	linear = MAX(first, second) - MIN(first, second) <= MAX(2 * mss, (first + second) / 4);
	m->growth_linear += linear;
	m->growth_curved += !linear;
	slope = (double)(first + second) / (double)mss / rounds;
	if (first + second < 2 * mss)
		return; /* it stood still: something else held it */
	if (linear && fabs(slope - 1) <= RENO_SLOPE_OFF)
		m->growth_reno += rounds >= RENO_ROUNDS_MIN;
	else if (!linear || fabs(slope - 1) > 2 * RENO_SLOPE_OFF)
		m->growth_cubic++;
}

void
signs_rate(struct signs *s, struct mind *m, double rate)
{
	double of = s->rate_level > 0 ? rate / s->rate_level : 0;

	if (of > CYCLE_RISE && of < CYCLE_RISE_MAX && !s->rate_rise) {
		s->rate_rise = CYCLE_ROUNDS;
		s->rate_odd++;
	} else if (s->rate_rise && of < CYCLE_FALL) {
		m->gain_cycles++;
		s->rate_rise = s->rate_odd = 0;
	} else if (of >= CYCLE_FALL && of <= CYCLE_RISE) {
		s->rate_level += (rate - s->rate_level) / 4;
		s->rate_rise -= s->rate_rise > 0;
		s->rate_odd = 0;
	} else if (!s->rate_odd++ || s->rate_odd < LEVEL_ROUNDS) {
		s->rate_rise -= s->rate_rise > 0;
		if (s->rate_level > 0)
			return;
		s->rate_level = rate;
	} else {
		s->rate_level = rate;
		s->rate_rise = s->rate_odd = 0;
	}
}

/* Of n alike among all, as if one more of each kind had been seen: never certain. */
static double
laplace(uint64_t n, uint64_t all)
{
	return ((double)n + 1) / ((double)all + 2);
}

static void
say(struct mind *m, enum cc_family family, uint64_t n, uint64_t all)
{
	m->family = family;
	m->confidence = laplace(n, all);
}

/* Losses went by, again and again, as if they were nothing. */
static bool
unmoved(const struct mind *m)
{
	return m->factors_none >= UNMOVED_MIN && MAJORITY(m->factors_none, m->factors);
}

/* It has a clock of its own: BBR, or held to a rate by something else? */
static void
decide_paced(struct mind *m)
{
	uint64_t signs = m->gain_cycles + m->window_dips + m->factors_none;

	m->cwnd_is_floor = true; /* as it is not the window that holds it */
	m->ssthresh_bytes = 0;
	/* what is only held to a rate cannot rise above it */
	if (m->gain_cycles >= CYCLES_MIN || m->window_dips || m->factors_up || unmoved(m))
		say(m, CC_BBR, signs, m->gain_cycles + m->window_dips + m->factors);
}

static void
decide_by_window(struct mind *m)
{
	uint64_t reno = m->factors_reno, cubic = m->factors_cubic, all = m->factors;

	if (all < FACTORS_ENOUGH) {
		/* only CUBIC has reason to stop doubling without a loss, and then to go on */
		bool hystart = m->growth_cubic && m->slow_start_left_ns != TIME_NONE &&
			       !m->slow_start_left_by_loss;

		reno += m->growth_reno;
		cubic += m->growth_cubic + hystart;
		all += m->growth_reno + m->growth_cubic + hystart;
	}
	if (reno && MAJORITY(reno, all))
		say(m, CC_RENO, reno, all);
	else if (cubic && MAJORITY(cubic, all))
		say(m, CC_CUBIC, cubic, all);
}

/* Nobody sees there whether a sender is paced, and growth alone might be BBR's. */
static void
decide_afar(struct mind *m)
{
	if (unmoved(m) || (m->window_dips && !m->factors))
		say(m, CC_BBR, m->window_dips + m->factors_none, m->window_dips + m->factors);
	else if (m->factors >= FACTORS_ENOUGH)
		decide_by_window(m);
}

bool
signs_paced(uint64_t spaced, uint64_t of)
{
	return of >= PACED_OF_MIN && (double)spaced >= PACED_MIN * (double)of;
}

void
signs_decide(struct mind *m, bool seen_at_sender)
{
	if (!seen_at_sender)
		decide_afar(m);
	else if (m->paced_of >= PACED_OF_MIN && m->paced >= PACED_MIN)
		decide_paced(m);
	else
		decide_by_window(m);
}
