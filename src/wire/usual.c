/*
 * usual.c - the same where nothing else is known of the packet
 */
#include "wire/usual.h"

bool
usual_decode(const uint8_t *p, size_t have, struct segment *ret)
{
	return usual_decode_at(p, have, (struct usual_packet){ 0 }, ret);
}
