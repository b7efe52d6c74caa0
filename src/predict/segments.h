/*
 * segments.h - which segments may come next, with their numbers
 */
#ifndef CRUX_PREDICT_SEGMENTS_H
#define CRUX_PREDICT_SEGMENTS_H

#include "predict/predict.h"

/* Add what each end may send next to p->segments, the likeliest first. */
void segments_predict(struct arena *a, struct prediction *p);

/* A number as it stands on the wire. */
uint32_t wire_number(uint64_t seq64);

/* Data, SYN or FIN of dir's sender that nobody has acknowledged yet. */
bool half_in_flight(const struct half *h);

/* The other end has sent bytes that dir has not acknowledged. */
bool half_owes_ack(const struct conn *c, enum direction dir);

#endif
