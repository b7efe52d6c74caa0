/*
 * host.c - a host of the lab: a network namespace with one interface, wan0
 *
 * A TUN device is the cable: whoever holds it is the path. It needs no rights
 * but those over the namespace. Without offload the kernel cuts segments before it
 * gives them; with it the path gets them whole, as a card does.
 */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for IP and TCP headers with all options, and what a dump likes to show. */
#define SNAP 128
#define RING_FRAME 256
#define RING_BLOCK (1u << 20)
#define RING_BLOCKS 16
#define RING_FRAMES (RING_BLOCKS * (RING_BLOCK / RING_FRAME))
#define LINKTYPE_RAW 101
#define PCAP_MAGIC_NS 0xa1b23c4d

static bool
interface_up(struct ifreq *ifr)
{
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (s < 0)
		return false;
	ok = !ioctl(s, SIOCGIFFLAGS, ifr);
	ifr->ifr_flags |= IFF_UP | IFF_RUNNING;
	ok = ok && !ioctl(s, SIOCSIFFLAGS, ifr) && !ioctl(s, SIOCGIFINDEX, ifr);
	close(s);
	return ok;
}

static bool
tun_open(struct host *h, struct ifreq *ifr)
{
	short vnet = h->offload ? IFF_VNET_HDR : 0;

	h->tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (h->tun < 0)
		return false;
	ifr->ifr_flags = (short)(IFF_TUN | IFF_NO_PI | vnet);
	if (ioctl(h->tun, TUNSETIFF, ifr))
		return false;
	return !h->offload || !ioctl(h->tun, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6);
}

static bool
tap_open(struct host *h, int ifindex)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_ifindex = ifindex };
	struct tpacket_req ring = { RING_BLOCK, RING_BLOCKS, RING_FRAME, RING_FRAMES };
	int version = TPACKET_V2;
	size_t bytes = (size_t)RING_BLOCK * RING_BLOCKS;
	void *p;

	at.sll_protocol = (unsigned short)(ETH_P_ALL << 8); /* network order */
	h->tap = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (h->tap < 0 ||
	    setsockopt(h->tap, SOL_PACKET, PACKET_VERSION, &version, sizeof version) ||
	    setsockopt(h->tap, SOL_PACKET, PACKET_RX_RING, &ring, sizeof ring) ||
	    bind(h->tap, (struct sockaddr *)&at, sizeof at))
		return false;
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, h->tap, 0);
	if (p == MAP_FAILED)
		return false;
	h->frames = p;
	return true;
}

static bool
pcap_open(struct host *h, const char *path)
{
	const uint32_t head[6] = { PCAP_MAGIC_NS, 2 | 4 << 16, 0, 0, SNAP, LINKTYPE_RAW };

	h->pcap = fopen(path, "we");
	return h->pcap && fwrite(head, sizeof head, 1, h->pcap) == 1;
}

bool
host_open(struct host *h, const char *netns, const char *pcap, bool offload, const char **err)
{
	struct ifreq ifr = { .ifr_name = HOST_INTERFACE };
	int ns = open(netns, O_RDONLY | O_CLOEXEC);

	*h = (struct host){ .offload = offload, .tun = -1, .tap = -1 };
	*err = "cannot enter the namespace";
	if (ns < 0 || setns(ns, CLONE_NEWNET))
		return false;
	close(ns);
	*err = "cannot make the interface (/dev/net/tun)";
	if (!tun_open(h, &ifr) || !interface_up(&ifr))
		return false;
	*err = "cannot capture";
	if (!tap_open(h, ifr.ifr_ifindex))
		return false;
	*err = "cannot write the capture";
	return pcap_open(h, pcap);
}

void
host_tap(struct host *h)
{
	for (;;) {
		struct tpacket2_hdr *f = (void *)(h->frames + (size_t)h->next * RING_FRAME);
		uint32_t head[4];

		if (!(__atomic_load_n(&f->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
			return;
		head[0] = f->tp_sec;
		head[1] = f->tp_nsec;
		head[2] = f->tp_snaplen < SNAP ? f->tp_snaplen : SNAP;
		head[3] = f->tp_len;
		fwrite(head, sizeof head, 1, h->pcap);
		fwrite((unsigned char *)f + f->tp_net, head[2], 1, h->pcap);
		__atomic_store_n(&f->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		h->next = (h->next + 1) % RING_FRAMES;
	}
}

unsigned
host_close(struct host *h)
{
	struct tpacket_stats st = { 0 };
	socklen_t len = sizeof st;

	host_tap(h);
	getsockopt(h->tap, SOL_PACKET, PACKET_STATISTICS, &st, &len);
	if (fclose(h->pcap))
		st.tp_drops++;
	close(h->tap);
	close(h->tun);
	return st.tp_drops;
}
