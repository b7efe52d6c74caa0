/*
 * host.c - a host of the lab: a network namespace with one interface, wan0
 *
 * wan0 is an end of a veth pair, the cable. The path holds a packet socket at the
 * other end, where no protocol lives: what the host sends lies there in a ring until
 * the path has taken it, and what the path sends arrives at the host as from a card.
 * It needs no rights but those over the namespaces.
 */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Ethernet, IP and TCP headers with all options, and what a dump likes to show. */
#define SNAP 142
#define LINKTYPE_ETHERNET 1
#define PCAP_MAGIC_NS 0xa1b23c4d
#define TCP_CHECKSUM_AT 16

#define RING_BLOCK (1u << 20)
/* So many packets of a host may wait for a path that is late; a jumbo frame, 64 KiB of TSO. */
static const struct ring cable_ring = { .frame_bytes = 1u << 14, .n = 2048 };
static const struct ring offload_ring = { .frame_bytes = 1u << 17, .n = 256 };
static const struct ring tap_ring = { .frame_bytes = 256, .n = 65536 };

/* --- packet sockets --- */

static bool
ring_open(struct ring *r, const struct ring *like, int ifindex, bool vnet)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_ifindex = ifindex };
	struct tpacket_req room = { .tp_block_size = RING_BLOCK };
	int version = TPACKET_V2, on = 1;
	void *p;

	*r = *like;
	r->bytes = r->n * r->frame_bytes;
	room.tp_block_nr = (unsigned)(r->bytes / RING_BLOCK);
	room.tp_frame_size = (unsigned)r->frame_bytes;
	room.tp_frame_nr = r->n;
	at.sll_protocol = (unsigned short)(ETH_P_ALL << 8); /* network order */
	r->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (r->fd < 0 || setsockopt(r->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) ||
	    (vnet && setsockopt(r->fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on)) ||
	    setsockopt(r->fd, SOL_PACKET, PACKET_RX_RING, &room, sizeof room) ||
	    bind(r->fd, (struct sockaddr *)&at, sizeof at))
		return false;
	p = mmap(NULL, r->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (p == MAP_FAILED)
		return false;
	r->frames = p;
	return true;
}

static struct tpacket2_hdr *
ring_frame(struct ring *r)
{
	struct tpacket2_hdr *f = (void *)(r->frames + r->next * r->frame_bytes);

	return __atomic_load_n(&f->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER ? f : NULL;
}

static void
ring_done(struct ring *r)
{
	struct tpacket2_hdr *f = (void *)(r->frames + r->next * r->frame_bytes);

	__atomic_store_n(&f->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
	r->next = (r->next + 1) % r->n;
}

/* -> packets that found no room */
static unsigned
ring_close(struct ring *r)
{
	struct tpacket_stats st = { 0 };
	socklen_t len = sizeof st;

	getsockopt(r->fd, SOL_PACKET, PACKET_STATISTICS, &st, &len);
	munmap(r->frames, r->bytes);
	close(r->fd);
	return st.tp_drops;
}

/* --- interfaces --- */

static int
interface_ask(struct ifreq *ifr, unsigned long request)
{
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int ret = s < 0 ? -1 : ioctl(s, request, ifr);

	if (s >= 0)
		close(s);
	return ret;
}

static bool
interface_find(const char *name, int *index, uint8_t mac[MAC_BYTES])
{
	struct ifreq ifr = { 0 };

	strncpy(ifr.ifr_name, name, sizeof ifr.ifr_name - 1);
	if (interface_ask(&ifr, SIOCGIFHWADDR))
		return false;
	memcpy(mac, ifr.ifr_hwaddr.sa_data, MAC_BYTES);
	if (interface_ask(&ifr, SIOCGIFINDEX))
		return false;
	*index = ifr.ifr_ifindex;
	return true;
}

/* Segments as the wire has them, their checksums made. */
static bool
offload_off(const char *name)
{
	static const uint32_t features[] = { ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO,
					     ETHTOOL_STXCSUM };

	for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
		struct ethtool_value off = { .cmd = features[i] };
		struct ifreq ifr = { .ifr_data = (void *)&off };

		strncpy(ifr.ifr_name, name, sizeof ifr.ifr_name - 1);
		if (interface_ask(&ifr, SIOCETHTOOL))
			return false;
	}
	return true;
}

/* --- start and end --- */

static bool
pcap_open(struct host *h, const char *path)
{
	const uint32_t head[6] = { PCAP_MAGIC_NS, 2 | 4 << 16, 0, 0, SNAP, LINKTYPE_ETHERNET };

	h->pcap = fopen(path, "we");
	return h->pcap && fwrite(head, sizeof head, 1, h->pcap) == 1;
}

/* What is to be done in the host's own namespace. */
static bool
host_enter(struct host *h, const char **err)
{
	int index;

	*err = "cannot see the host's interface";
	if (!interface_find(HOST_INTERFACE, &index, h->mac))
		return false;
	*err = "cannot turn off offload";
	if (!h->offload && !offload_off(HOST_INTERFACE))
		return false;
	*err = "cannot capture";
	return ring_open(&h->tap, &tap_ring, index, false);
}

bool
host_open(struct host *h, const struct cable *cable, const char *pcap, bool offload,
	  const char **err)
{
	int index, own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int ns = open(cable->netns, O_RDONLY | O_CLOEXEC);
	bool ok;

	*h = (struct host){ .offload = offload };
	*err = "cannot see the path's interface";
	if (!interface_find(cable->end, &index, h->path_mac))
		return false;
	*err = "cannot take the path's interface";
	if (!ring_open(&h->cable, offload ? &offload_ring : &cable_ring, index, offload))
		return false;
	*err = "cannot enter the namespace";
	if (own < 0 || ns < 0 || setns(ns, CLONE_NEWNET))
		return false;
	ok = host_enter(h, err);
	if (setns(own, CLONE_NEWNET))
		return false;
	close(own);
	close(ns);
	if (!ok)
		return false;
	*err = "cannot write the capture";
	return pcap_open(h, pcap);
}

unsigned
host_close(struct host *h)
{
	unsigned missed;

	host_tap(h);
	missed = ring_close(&h->tap) + ring_close(&h->cable);
	return fclose(h->pcap) ? missed + 1 : missed;
}

/* --- packets --- */

bool
host_sent(struct host *h, struct sent *ret)
{
	struct tpacket2_hdr *f;

	while ((f = ring_frame(&h->cable))) {
		uint8_t *at = (uint8_t *)f + f->tp_mac;
		const struct virtio_net_hdr *vnet = (const void *)(at - sizeof *vnet);

		ret->ip = at + ETH_HLEN;
		ret->len = f->tp_snaplen - ETH_HLEN;
		ret->gso_size = h->offload && vnet->gso_type ? vnet->gso_size : 0;
		if (f->tp_snaplen > ETH_HLEN && f->tp_snaplen == f->tp_len)
			return true;
		host_done(h); /* larger than the ring's frames: none of ours */
	}
	return false;
}

void
host_done(struct host *h)
{
	ring_done(&h->cable);
}

static struct virtio_net_hdr
joined_header(const struct packet *k, size_t gso_size)
{
	return (struct virtio_net_hdr){
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = k->v6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4,
		.hdr_len = (uint16_t)(ETH_HLEN + k->payload),
		.gso_size = (uint16_t)gso_size,
		.csum_start = (uint16_t)(ETH_HLEN + k->l4),
		.csum_offset = TCP_CHECKSUM_AT,
	};
}

bool
host_give(struct host *h, struct packet *k, size_t gso_size)
{
	struct virtio_net_hdr vnet = { 0 };
	struct ethhdr eth = { .h_proto = (uint16_t)((k->v6 ? 0xdd86 : 0x0008)) };
	struct iovec parts[3] = { { &vnet, sizeof vnet },
				  { &eth, sizeof eth },
				  { k->bytes, k->len } };
	size_t first = h->offload ? 0 : 1;

	if (gso_size) {
		packet_checksum_partial(k);
		vnet = joined_header(k, gso_size);
	}
	memcpy(eth.h_dest, h->mac, MAC_BYTES);
	memcpy(eth.h_source, h->path_mac, MAC_BYTES);
	return writev(h->cable.fd, parts + first, (int)(3 - first)) >= 0;
}

void
host_tap(struct host *h)
{
	struct tpacket2_hdr *f;

	while ((f = ring_frame(&h->tap))) {
		uint32_t kept = f->tp_snaplen < SNAP ? f->tp_snaplen : SNAP;
		const uint32_t head[4] = { f->tp_sec, f->tp_nsec, kept, f->tp_len };

		fwrite(head, sizeof head, 1, h->pcap);
		fwrite((uint8_t *)f + f->tp_mac, kept, 1, h->pcap);
		ring_done(&h->tap);
	}
}
