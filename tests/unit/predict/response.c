/*
 * response.c - the response functions against published tables and by hand
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>

#include "predict/predict.h"

static void
near(double got, double want, double share)
{
	if (!(fabs(got - want) <= fabs(want) * share)) {
		print_error("got %g, want %g within %g\n", got, want, share);
		fail();
	}
}

/* RFC 9438, table 1 (RTT 0.1 s) and 2 (RTT 0.01 s), columns Reno and CUBIC (C 0.4). */
static const struct {
	double rtt_s, loss, reno, cubic;
} rfc9438[] = {
	{ 0.1, 1e-2, 12, 12 },	  { 0.1, 1e-3, 38, 38 },     { 0.1, 1e-4, 120, 187 },
	{ 0.1, 1e-5, 379, 1054 }, { 0.1, 1e-6, 1200, 5926 }, { 0.1, 1e-7, 3795, 33325 },
	{ 0.01, 1e-4, 120, 120 }, { 0.01, 1e-5, 379, 379 },  { 0.01, 1e-6, 1200, 1054 },
};

static void
windows_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rfc9438); i++) {
		double reno = reno_window_segs(rfc9438[i].loss);

		/* The table rounds 1.2 for sqrt(3/2) = 1.2247. */
		near(reno, rfc9438[i].reno, 0.03);
		near(cubic_window_segs(rfc9438[i].rtt_s, rfc9438[i].loss),
		     fmax(rfc9438[i].cubic, reno), 0.03);
	}
}

/* MSS 1448, RTT 148.2 ms, 214 of 6215 lost: sqrt(1.5 / 0.03443) = 6.60 segments. */
static void
a_lossy_long_path_by_hand(void **state)
{
	double loss = 214.0 / 6215;

	(void)state;
	near(reno_window_segs(loss), 6.600, 0.001);
	/* CUBIC alone: 1.0538 * (0.1482 / 0.03443)^0.75 = 3.15: Reno's is larger */
	near(cubic_window_segs(0.1482, loss), 6.600, 0.001);
	/* 6.600 * 1448 * 8 / 0.1482 */
	near(cubic_goodput_bps(1448, 0.1482, loss), 515900, 0.001);
	near(reno_goodput_bps(1448, 0.1482, loss), 515900, 0.001);
	/* 11 * 1448 * 8 / 0.1482 = 859,811 */
	near(window_rate_bps(11 * 1448, 0.1482), 859811, 0.00001);
}

static void
cubic_grows_with_rtt(void **state)
{
	(void)state;
	/* 1.0538 * (0.2 / 1e-5)^0.75 = 1.0538 * 1681.8 */
	near(cubic_window_segs(0.2, 1e-5), 1772.3, 0.001);
	near(reno_window_segs(1e-5), 387.3, 0.001);
}

static void
loss_blind_is_bounded_by_the_bottleneck(void **state)
{
	(void)state;
	near(loss_blind_goodput_bps(100e6, 0.01), 99e6, 1e-9);
	near(loss_blind_goodput_bps(100e6, 0), 100e6, 1e-9);
	assert_true(isnan(loss_blind_goodput_bps(NAN, 0.01)));
	assert_true(isnan(loss_blind_goodput_bps(0, 0.01)));
	assert_true(isnan(loss_blind_goodput_bps(100e6, 0.3)));
}

static void
nonsense_gives_nan(void **state)
{
	static const double wrong[] = { 0, 1, -0.1, 1.5, NAN, INFINITY };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		assert_true(isnan(reno_window_segs(wrong[i])));
		assert_true(isnan(cubic_window_segs(0.1, wrong[i])));
		assert_true(isnan(cubic_goodput_bps(1448, 0.1, wrong[i])));
	}
	assert_true(isnan(cubic_window_segs(0, 0.01)));
	assert_true(isnan(cubic_window_segs(-1, 0.01)));
	assert_true(isnan(reno_goodput_bps(0, 0.1, 0.01)));
	assert_true(isnan(reno_goodput_bps(1448, 0, 0.01)));
	assert_true(isnan(window_rate_bps(1448, NAN)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_of_the_rfc),
		cmocka_unit_test(a_lossy_long_path_by_hand),
		cmocka_unit_test(cubic_grows_with_rtt),
		cmocka_unit_test(loss_blind_is_bounded_by_the_bottleneck),
		cmocka_unit_test(nonsense_gives_nan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
