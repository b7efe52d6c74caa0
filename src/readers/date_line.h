/*
 * date_line.h - what the command date prints
 */
#ifndef CRUX_READERS_DATE_LINE_H
#define CRUX_READERS_DATE_LINE_H

#include "readers/reader.h"

/*
 * "Sun Nov 22 14:39:09 UTC 2026", "Sun 22 Nov 2026 02:39:09 PM CET",
 * "2026-11-22T14:39:09+00:00", "2026-11-22 14:39:09", and seconds since 1970 of
 * date +%s. Zones are not reckoned with, as other times in evidence have none.
 */
bool date_line_parse(struct str line, int64_t *ret_ns);

/*
 * How far ahead of UTC the zone is that such a line names, where only one zone has the
 * name: CST is China's and Chicago's.
 */
bool date_line_zone(struct str line, int64_t *ret_ns);

#endif
