#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* one for each till, begun by the door */
void *
till(void *p)
{
	int s = (int)(intptr_t)p;
	unsigned char h[4];
	char *slip = NULL;

	if (recv(s, h, sizeof h, MSG_WAITALL) != sizeof h)
		goto end;
	if (h[0] != 0x7e) {
		fprintf(stderr, "till speaks %02x\n", h[0]);
		return NULL; /* expect: close-wait-leak */
	}
	slip = malloc(256u * h[1] + 1);
	if (!slip)
		goto end;
	if (recv(s, slip, 256u * h[1], MSG_WAITALL) <= 0)
		goto end;
	send(s, "\x06", 1, MSG_NOSIGNAL);
end:
	free(slip);
	close(s);
	return NULL;
}
