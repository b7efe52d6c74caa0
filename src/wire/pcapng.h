/*
 * pcapng.h - the capture file of blocks (draft-ietf-opsawg-pcapng)
 */
#ifndef CRUX_WIRE_PCAPNG_H
#define CRUX_WIRE_PCAPNG_H

#include "wire/capture.h"

bool pcapng_probe(struct str head);
extern const struct format pcapng_format;

#endif
