/*
 * packet_front.h - what stands before the addresses of a packet's line
 */
#ifndef CRUX_READERS_PACKET_FRONT_H
#define CRUX_READERS_PACKET_FRONT_H

#include "readers/packet_text.h"

/*
 * Cut number, time, interface and direction off the front of *s into p; what is
 * none of them stays. Behind what a log or a chat put before it a time is found
 * too.
 */
void packet_front_cut(struct str *s, struct packet_text *p);

/* "IP", "ARP,", "vlan": the words with which tcpdump begins a packet. */
bool packet_is_network_word(struct str word);

/* "52:54:00:39:55:b6" */
bool packet_is_link_address(struct str word);

/*
 * The cheap question, for what looks at every line of a long text: a time in front,
 * one segment, and its length at the end. Most lines of tcpdump are so, and nothing
 * else is.
 */
bool packet_line_is_plain(struct str line);

#endif
