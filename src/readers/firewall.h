/*
 * firewall.h - what rules of a firewall counted, whichever tool prints them
 */
#ifndef CRUX_READERS_FIREWALL_H
#define CRUX_READERS_FIREWALL_H

#include "readers/rows.h"

/*
 * FirewallDropped, FirewallRejected or FirewallPassed by the rule's verdict, of "INPUT:
 * tcp dpt:8443".
 */
void firewall_counter(struct rows *t, struct str verdict, struct str chain, struct str rule,
		      uint64_t packets);

/* "14567", "899K": iptables rounds to powers of 1000. */
bool firewall_number(struct str s, uint64_t *ret);

#endif
