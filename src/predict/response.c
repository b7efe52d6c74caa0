/*
 * response.c - goodput as a function of loss
 *
 * A loss-based sender finds its window where growth and cuts balance, so its
 * average follows from the loss rate alone (Reno) or from loss and RTT (CUBIC).
 */
#include "predict/predict.h"

#include <math.h>

#define CUBIC_C 0.4    /* RFC 9438, 4.6 and 5 */
#define CUBIC_BETA 0.7 /* RFC 9438, 4.6 */
#define BITS_PER_BYTE 8

static bool
is_share(double loss)
{
	return loss > 0 && loss < 1;
}

double
reno_window_segs(double loss)
{
	return is_share(loss) ? sqrt(1.5 / loss) : NAN;
}

/*
 * RFC 9438, 5.1: AVG_W = (C * (3 + beta) / (4 * (1 - beta)))^(1/4)
 * * RTT^(3/4) / p^(3/4), in segments and seconds. In the Reno-friendly region
 * W_est takes over; its alpha is chosen so that its average is Reno's (4.3).
 */
double
cubic_window_segs(double rtt_s, double loss)
{
	double factor = pow(CUBIC_C * (3 + CUBIC_BETA) / (4 * (1 - CUBIC_BETA)), 0.25);

	if (!is_share(loss) || !(rtt_s > 0))
		return NAN;
	return fmax(factor * pow(rtt_s / loss, 0.75), reno_window_segs(loss));
}

double
window_rate_bps(double window_bytes, double rtt_s)
{
	if (!(window_bytes > 0) || !(rtt_s > 0))
		return NAN;
	return window_bytes * BITS_PER_BYTE / rtt_s;
}

double
reno_goodput_bps(double mss_bytes, double rtt_s, double loss)
{
	return window_rate_bps(reno_window_segs(loss) * mss_bytes, rtt_s);
}

double
cubic_goodput_bps(double mss_bytes, double rtt_s, double loss)
{
	return window_rate_bps(cubic_window_segs(rtt_s, loss) * mss_bytes, rtt_s);
}

double
loss_blind_goodput_bps(double bottleneck_bps, double loss)
{
	if (!(bottleneck_bps > 0) || !(loss >= 0) || loss > LOSS_BLIND_MAX)
		return NAN;
	return bottleneck_bps * (1 - loss);
}
