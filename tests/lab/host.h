/*
 * host.h - a host of the lab: a network namespace with one interface, wan0
 */
#ifndef CRUX_LAB_HOST_H
#define CRUX_LAB_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define HOST_INTERFACE "wan0"

struct host {
	int tun;	       /* what it sends is read from here, what is written arrives */
	int tap;	       /* sees both, as tcpdump does */
	bool offload;	       /* packets have a struct virtio_net_hdr in front */
	unsigned char *frames; /* the ring that the kernel writes its packets to */
	unsigned next;
	FILE *pcap;
};

/*
 * Make the interface in the namespace that the file names (/proc/PID/ns/net), and
 * begin its capture. The calling process is in that namespace afterwards. False
 * with words and errno.
 */
bool host_open(struct host *h, const char *netns, const char *pcap, bool offload, const char **err);
/* Write what the capture has seen so far. */
void host_tap(struct host *h);
/* Packets the capture was too slow for. */
unsigned host_close(struct host *h);

#endif
