/*
 * host.h - a host of the lab: a network namespace whose one interface, wan0, is an
 * end of a cable. The other end is the path's, in the namespace of lab-path.
 */
#ifndef CRUX_LAB_HOST_H
#define CRUX_LAB_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "packet.h"

#define HOST_INTERFACE "wan0"
#define MAC_BYTES 6

/* What a packet socket sees, in memory that the kernel writes to. */
struct ring {
	int fd;
	uint8_t *frames;
	size_t frame_bytes, bytes;
	unsigned n, next;
};

struct host {
	struct ring cable; /* at the path's end: what the host sends comes here */
	struct ring tap;   /* at the host's end: sees both ways, as tcpdump does */
	bool offload;	   /* packets may be larger than the wire's, their checksums undone */
	uint8_t mac[MAC_BYTES], path_mac[MAC_BYTES];
	FILE *pcap;
};

/* The cable of a host as lab.py has laid it. */
struct cable {
	const char *netns; /* of the host: /proc/PID/ns/net */
	const char *end;   /* the interface of the path */
};

/*
 * Take the path's end of the cable and begin the capture at the host's. The calling
 * process stays in its namespace. Without offload the host's card is told to leave
 * segments and checksums to the kernel. False with words and errno.
 */
bool host_open(struct host *h, const struct cable *cable, const char *pcap, bool offload,
	       const char **err);

/* A packet of the host; its bytes may be written to, until host_done. */
struct sent {
	uint8_t *ip;
	size_t len, gso_size; /* gso_size 0: as it goes over the wire */
};
bool host_sent(struct host *h, struct sent *ret);
void host_done(struct host *h);

/* Let it arrive; gso_size: it was joined of such pieces, 0 if not. False with errno. */
bool host_give(struct host *h, struct packet *k, size_t gso_size);

/* Write what the capture has seen so far. */
void host_tap(struct host *h);
/* Packets that one of the two rings had no room for. */
unsigned host_close(struct host *h);

#endif
