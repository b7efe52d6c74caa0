/*
 * pcap_loop.c - the least that a program over libpcap does: ask for each packet
 */
#include <pcap/pcap.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	char problem[PCAP_ERRBUF_SIZE];
	unsigned long long packets = 0, bytes = 0;
	struct pcap_pkthdr *header;
	const unsigned char *data;
	pcap_t *p;
	int status;

	if (argc != 2)
		return 2;
	p = pcap_open_offline(argv[1], problem);
	if (!p) {
		fprintf(stderr, "pcap-loop: %s\n", problem);
		return 1;
	}
	while ((status = pcap_next_ex(p, &header, &data)) == 1) {
		packets++;
		bytes += header->len;
	}
	pcap_close(p);
	printf("%llu packets, %llu bytes\n", packets, bytes);
	return status != PCAP_ERROR_BREAK;
}
