/*
 * text_input.h - one text to rows in the case
 */
#ifndef CRUX_READERS_TEXT_INPUT_H
#define CRUX_READERS_TEXT_INPUT_H

#include "readers/reader.h"

/* What a text turned out to be, while it is read. */
struct text_reading {
	struct reading *r;
	uint32_t input;
	const char *kind;	 /* of the parts so far, NULL none, "paste" several */
	bool taken;		 /* a reader read some of it */
	size_t commands;	 /* command lines in it */
	bool besides;		 /* the section at hand is of a command beside the matter */
	size_t remarks, samples; /* of the case before this text */
	uint64_t rows;		 /* the same */
	int64_t date_ns;	 /* that date printed last, TIME_NONE */
	int64_t slept_ns;	 /* by the commands so far */
	struct section open;	 /* of pieces: the section that goes on, without its lines */
};

/* A whole text of this input. False when nothing of it was understood. */
bool text_input_read(struct reading *r, uint32_t input, struct str bytes);

/*
 * The same in pieces: begin, then each piece of whole lines with the number of its first
 * line, then finish, which tells what it was. The text is copied to the case.
 */
void text_input_begin(struct text_reading *t, struct reading *r, uint32_t input);
void text_input_piece(struct text_reading *t, struct str piece, uint32_t first_line);
/*
 * A piece of packets behind those that were read, without a copy of its text: memory does
 * not follow it. False when the text does not stand in packets.
 */
bool text_input_packets(struct text_reading *t, struct str piece, uint32_t first_line);
void text_input_finish(struct text_reading *t);

#endif
