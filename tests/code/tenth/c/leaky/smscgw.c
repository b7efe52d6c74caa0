#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

#include "smsc.h"	/* struct smsc { FILE *rd, *wr; char name[32]; int alive; }; smsc_connect() */

/*
 * Text protocol of the short message centre: one command per line, answers
 * begin with a digit. stdio makes that pleasant, but needs a stream for each
 * direction.
 */
int smsc_open(struct smsc *c, const char *host, int port)
{
	int fd, fd2;
	char hello[160];

	fd = smsc_connect(host, port, /* timeout */ 15);
	if (fd < 0)
		return -1;
	fd2 = dup(fd);
	if (fd2 < 0) {
		close(fd);
		return -1;
	}
	c->rd = fdopen(fd, "r");
	if (c->rd == NULL) {
		close(fd);
		close(fd2);
		return -1;
	}
	c->wr = fdopen(fd2, "w");
	if (c->wr == NULL) {
		fclose(c->rd);
		close(fd2);
		return -1;
	}
	snprintf(c->name, sizeof c->name, "%.20s:%d", host, port);
	if (fgets(hello, sizeof hello, c->rd) == NULL || hello[0] != '2') {
		fclose(c->wr);
		fclose(c->rd);
		return -1;
	}
	c->alive = 1;
	return 0;
}

int smsc_submit(struct smsc *c, const char *msisdn, const char *text, char *id, size_t idlen)
{
	char ans[160];

	if (!c->alive)
		return -1;
	fprintf(c->wr, "SUBM %s %s\r\n", msisdn, text);
	if (fflush(c->wr) == EOF || fgets(ans, sizeof ans, c->rd) == NULL) {
		c->alive = 0;
		return -1;
	}
	ans[strcspn(ans, "\r\n")] = 0;
	if (ans[0] != '2')
		return 1;
	snprintf(id, idlen, "%s", ans + 4);
	return 0;
}

/* called by the owner whenever alive has dropped to 0, and at exit */
void smsc_close(struct smsc *c)
{
	if (c->rd == NULL)
		return;
	if (c->alive) {
		fputs("QUIT\r\n", c->wr);
		fflush(c->wr);
	}
	fclose(c->rd);
	memset(c, 0, sizeof *c);
}
