#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* door sign lookup: room number in, occupant out. forks per query */

static void answer(int fd)
{
	char room[64];
	size_t n = 0;
	FILE *db, *out;
	char line[256];

	alarm(15);
	while (n < sizeof room - 1) {
		ssize_t k = read(fd, room + n, sizeof room - 1 - n);
		if (k <= 0)
			return;
		n += (size_t)k;
		if (memchr(room, '\n', n))
			break;
	}
	room[n] = '\0';
	room[strcspn(room, "\r\n")] = '\0';
	if ((out = fdopen(dup(fd), "w")) == NULL)
		return;
	if ((db = fopen("/var/lib/doorsign/rooms", "r")) != NULL) {
		while (fgets(line, sizeof line, db))
			if (strncmp(line, room, strlen(room)) == 0)
				fputs(line, out);
		fclose(db);
	} else
		fputs("no directory\n", out);
	fclose(out);
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(7979) };
	int on = 1, s;

	signal(SIGCHLD, SIG_IGN);
	if ((s = socket(AF_INET, SOCK_STREAM, 0)) == -1 ||
	    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1 ||
	    bind(s, (struct sockaddr *)&a, sizeof a) == -1 || listen(s, 64) == -1) {
		perror("doorsign");
		return 1;
	}
	for (;;) {
		int c = accept(s, NULL, NULL);
		if (c == -1) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
				sleep(1);
			continue;
		}
		switch (fork()) {
		case -1:
			perror("fork");
			break;
		case 0:
			close(s);
			answer(c);
			_exit(0);
		}
		close(c);
	}
}
