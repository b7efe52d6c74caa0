/*
 * link_names.h - counters of interfaces, whichever tool prints them
 */
#ifndef CRUX_READERS_LINK_NAMES_H
#define CRUX_READERS_LINK_NAMES_H

#include "readers/rows.h"

/*
 * Add LinkRxDropped … of the interface for what ip calls "dropped", /proc/net/dev
 * "drop", and netstat "DRP". False for a word that none of them has.
 */
bool link_counter(struct rows *t, struct str device, bool sent, struct str word, uint64_t value);
bool link_word_is_known(struct str word);

/* "7: eth0@if8" without what is behind the @. */
struct str link_device(struct str name);

/* The setting "link.eth0.mtu". */
void link_setting(struct rows *t, struct str device, const char *what, struct str value);

/* An address that the host has: the setting "link.eth0.address"; "192.0.2.20/24". */
void link_address(struct rows *t, struct str device, struct str address);

#endif
