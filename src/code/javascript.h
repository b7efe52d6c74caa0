/*
 * javascript.h - what JavaScript's dialects share
 */
#ifndef CRUX_CODE_JAVASCRIPT_H
#define CRUX_CODE_JAVASCRIPT_H

#include "code/language.h"

extern const struct grammar_row javascript_rows[];
extern const struct effect_row javascript_effects[];
extern const char *const javascript_again[], *const javascript_network[];

#endif
