/*
 * timers.h - which timers run at the end of a trace, and when they fire
 */
#ifndef CRUX_PREDICT_TIMERS_H
#define CRUX_PREDICT_TIMERS_H

#include "predict/predict.h"

/* Add the timers of both ends to p->timers, the earliest first. */
void timers_predict(struct arena *a, struct prediction *p);

#endif
