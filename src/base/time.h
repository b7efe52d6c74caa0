/*
 * time.h - time as 64-bit nanoseconds
 *
 * A point in time counts from 1970-01-01 UTC, or from 00:00 of an unknown day
 * where evidence gives no date. TIME_NONE: not known.
 */
#ifndef CRUX_BASE_TIME_H
#define CRUX_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define NS_PER_US 1000
#define NS_PER_MS 1000000
#define NS_PER_S 1000000000
#define TIME_NONE INT64_MIN

/* Room for the text of any time or duration here. */
#define TIME_TEXT_BYTES 40

/*
 * A duration for people: "0 s", "850 us", "148.2 ms", "12.3 s", "2 min 5 s",
 * "3 h 20 min". Three significant digits, and a tenth as fourth. Returns buf.
 */
char *duration_text(char buf[TIME_TEXT_BYTES], int64_t ns);

/* Seconds with nine decimals, "1.000000000", for machines. Returns buf. */
char *seconds_text(char buf[TIME_TEXT_BYTES], int64_t ns);

/* Time of day, "14:02:11.001", in UTC. Returns buf. */
char *clock_text(char buf[TIME_TEXT_BYTES], int64_t time_ns);

/* The day, "2026-11-22", in UTC. Returns buf. */
char *date_text(char buf[TIME_TEXT_BYTES], int64_t time_ns);

double ns_to_s(int64_t ns);
double ns_to_ms(int64_t ns);

/* "14:02:11.001" or "14:02:11": ns since midnight. */
bool clock_parse(struct str s, int64_t *ret_ns);

/* "2026-11-22": ns since 1970 of that day's midnight, UTC. */
bool date_parse(struct str s, int64_t *ret_ns);

#endif
