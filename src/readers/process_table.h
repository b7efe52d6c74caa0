/*
 * process_table.h - tables of processes with a header: ps and top
 */
#ifndef CRUX_READERS_PROCESS_TABLE_H
#define CRUX_READERS_PROCESS_TABLE_H

#include "readers/reader.h"

enum process_column {
	COLUMN_OTHER,
	COLUMN_PID,
	COLUMN_RSS,
	COLUMN_VSZ,
	COLUMN_CPU,
	COLUMN_STAT,
	COLUMN_COMMAND, /* may hold blanks: takes what the others leave */
	COLUMN_STARTED, /* one word, or a date of several */
};

#define PROCESS_COLUMNS_MAX 40

struct process_columns {
	uint8_t kind[PROCESS_COLUMNS_MAX]; /* enum process_column */
	size_t n;			   /* 0: not known yet */
};

/* Whether text is a header ("  PID STAT   RSS CMD"), and which columns. */
bool process_header(struct str text, struct process_columns *ret);

/* The same by the names that ps -o takes: "pid", "rss=", "args". */
void process_column_add(struct process_columns *c, struct str name);

/* One row as process, without origin and sample; false: no such row. */
bool process_row(const struct process_columns *c, struct str text, struct process *ret);

#endif
