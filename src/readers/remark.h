/*
 * remark.h - what somebody wrote between the output of programs
 */
#ifndef CRUX_READERS_REMARK_H
#define CRUX_READERS_REMARK_H

#include "readers/reader.h"

/*
 * Whether a whole line is no output but a remark: "(thousands more)", "[snip]",
 * "...", "# a comment". *ret_text is what it says, empty for marks alone. Ask
 * prompt_parse first: "# ss -s" is a command.
 */
bool remark_line(struct str line, struct str *ret_text);

/* Cut a remark off the end of *line: "8392000 /usr/bin/app   # RSS climbing". */
bool remark_behind(struct str *line, struct str *ret_text);

/* Whether a line reads like a sentence or a title, not like output. */
bool remark_is_prose(struct str line);

/* Take it into the case, unless there is nothing in it. */
void remark_add(struct reading *r, uint32_t input, uint32_t line, struct str text);

#endif
