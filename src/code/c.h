/*
 * c.h - what C and C++ share
 */
#ifndef CRUX_CODE_C_H
#define CRUX_CODE_C_H

#include "code/language.h"

extern const struct grammar_row c_rows[];
extern const struct effect_row c_effects[];
extern const char *const c_again[], *const c_network[];

#endif
