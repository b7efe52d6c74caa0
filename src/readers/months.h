/*
 * months.h - names of months, as locales print them
 */
#ifndef CRUX_READERS_MONTHS_H
#define CRUX_READERS_MONTHS_H

#include "base/base.h"

/*
 * 1 to 12 for "Nov", "November", "nov.", "Okt", "août", "ноя", "11月"; else 0. By their
 * first letters, so only to be asked of a word that stands where a month does.
 */
unsigned month_number(struct str word);

#endif
