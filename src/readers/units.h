/*
 * units.h - numbers with units, as the system's tools print them
 *
 * Each takes a whole view and writes its result only when all of the view was
 * understood and the value fits; nothing is guessed from half a number.
 */
#ifndef CRUX_READERS_UNITS_H
#define CRUX_READERS_UNITS_H

#include "base/base.h"

/*
 * A size: "964342", "9M", "1.5G", "12kB", "256KiB" in bytes. K, M, G, T are
 * powers of 1024, as all of these tools (ss, ps, top, free) have them.
 */
bool unit_bytes(struct str s, uint64_t *ret_bytes);

/* The same where a bare number counts units of its own: "8392000" KiB in ps. */
bool unit_bytes_of(struct str s, uint64_t bare_unit_bytes, uint64_t *ret_bytes);

/* A rate: "956488bps", "1.2Mbps", "780Kbps", "780K", "780" in bits a second. */
bool unit_bps(struct str s, uint64_t *ret_bps);

/*
 * Milliseconds unless a unit says otherwise: "148.2", "1.2e+06" (printf's %g),
 * "9820ms", "500us", "1.5s".
 */
bool unit_ms(struct str s, int64_t *ret_ns);

/*
 * The time in ss's timer:(…): "200ms", "14sec", "1min59sec", "1min", and
 * "4.040ms", which is 4 s 40 ms: iproute2 prints "%d." for the seconds and
 * "%03dms" for the rest (misc/ss.c, print_ms_timer). "" is 0: it is due.
 */
bool unit_ss_timer(struct str s, int64_t *ret_ns);

#endif
