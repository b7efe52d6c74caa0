/*
 * pcap.h - the classic capture file: one header, then records
 */
#ifndef CRUX_WIRE_PCAP_H
#define CRUX_WIRE_PCAP_H

#include "wire/capture.h"

bool pcap_probe(struct str head);
extern const struct format pcap_format;

#endif
