/*
 * ss_tally.h - rows of ss by the million: counted, not kept
 */
#ifndef CRUX_READERS_SS_TALLY_H
#define CRUX_READERS_SS_TALLY_H

#include "readers/readers.h"

struct ss_tally;

/* Lives in r's scratch. */
struct ss_tally *ss_tally_new(struct reading *r);

/*
 * The rows that follow belong to this sample of ss; its rows among the case's sockets
 * from first_sock on count in.
 */
void ss_tally_begin(struct ss_tally *t, uint32_t sample, size_t first_sock);

/*
 * Whether the line is a row, or the details below one: then it is counted. Without the
 * line's end. Nothing is done of another line.
 */
bool ss_tally_line(struct ss_tally *t, const char *line, const char *end);

/* What was counted since begin goes into the case. */
void ss_tally_end(struct ss_tally *t);

/* Rows counted since new, and the counts of states that became of them. */
uint64_t ss_tally_rows(const struct ss_tally *t);
uint64_t ss_tally_told(const struct ss_tally *t);

#endif
