/*
 * attempts.c - lock, then try what hostile evidence would try; prints TAP
 *
 *     attempts FOLDER all|landlock|seccomp|thread
 *
 * With one part alone only what that part promises is tried, so that each is known
 * to work where the kernel lacks the other. What is refused must be refused for the
 * lock's reason (EPERM, EACCES), and what reading needs must still work. With thread
 * all of it is tried from a thread that was started after the lock, as the one is that
 * reads captures.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/landlock.h"

#define INPUT_BYTES 100000

/* All of it is opened before the lock. */
static struct {
	char input_path[4096], other_path[4096], new_path[4096];
	int input_fd, output_fd, tcp_fd, folder_fd;
	struct input *input, *shrinking;
	int cutter_fd; /* a byte there cuts the file behind shrinking; one comes back */
	pid_t helper;
} t;

static int
try_open_input(void)
{
	return open(t.input_path, O_RDONLY);
}

static int
try_write_input(void)
{
	return open(t.input_path, O_WRONLY);
}

static int
try_open_other(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int
try_open_folder(void)
{
	return open("/", O_RDONLY | O_DIRECTORY);
}

static int
try_create(void)
{
	return open(t.new_path, O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static int
try_create_beside(void)
{
	return openat(t.folder_fd, "beside", O_WRONLY | O_CREAT, 0600);
}

/* Through /proc a descriptor that is open for reading would become one for writing. */
static int
try_reopen(void)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", t.input_fd);
	return open(path, O_RDWR);
}

static int
try_rename(void)
{
	return rename(t.other_path, t.new_path);
}

static int
try_unlink(void)
{
	return unlink(t.other_path);
}

static int
try_truncate(void)
{
	return truncate(t.other_path, 0);
}

static int
try_mkdir(void)
{
	return mkdir(t.new_path, 0700);
}

static int
try_symlink(void)
{
	return symlink("/etc/passwd", t.new_path);
}

static int
try_tcp(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
try_tcp6(void)
{
	return socket(AF_INET6, SOCK_STREAM, 0);
}

static int
try_udp(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0);
}

static int
try_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_raw(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_TCP);
}

static int
try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static int
try_socketpair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static struct sockaddr_in
somewhere(void)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* A socket that was open before. */
static int
try_connect(void)
{
	struct sockaddr_in to = somewhere();

	return connect(t.tcp_fd, (struct sockaddr *)&to, sizeof to);
}

static int
try_bind(void)
{
	struct sockaddr_in at = somewhere();

	return bind(t.tcp_fd, (struct sockaddr *)&at, sizeof at);
}

static int
try_exec(void)
{
	char *const words[] = { "true", NULL };

	return execv("/bin/true", words);
}

static int
try_exec_script(void)
{
	char *const words[] = { "sh", "-c", "exit 0", NULL };

	return execv("/bin/sh", words);
}

/* A child that did come to be leaves at once. */
static int
leave(pid_t pid)
{
	if (!pid)
		_exit(0);
	return pid;
}

static int
try_fork(void)
{
	return leave(fork());
}

static int
try_bare_fork(void)
{
	return leave((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

/* glibc's vfork shares the stack, and a child that did come to be would harm it. */
static int
try_vfork(void)
{
	return leave((pid_t)syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
}

static int
try_ptrace(void)
{
	return (int)ptrace(PTRACE_SEIZE, t.helper, NULL, NULL);
}

static int
try_kill(void)
{
	return kill(t.helper, SIGCONT);
}

static int
try_signal_thread(void)
{
	return (int)syscall(SYS_tgkill, t.helper, t.helper, SIGABRT);
}

static int
try_executable_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? -1 : 0;
}

static int
try_make_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? 0 : mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static int
try_memfd(void)
{
	return (int)syscall(SYS_memfd_create, "x", 0);
}

static int
try_io_uring(void)
{
	char params[120] = { 0 };

	return (int)syscall(425 /* io_uring_setup */, 1, params);
}

static int
try_type_into_terminal(void)
{
	return ioctl(STDIN_FILENO, 0x5412 /* TIOCSTI */, "x");
}

static int
try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static const struct attempt {
	const char *words;
	int (*try)(void);
	unsigned refused_by; /* any of these is enough */
	int abi;	     /* of Landlock, that knows it */
} attempts[] = {
	{ "open the input again", try_open_input, SANDBOX_ALL, 1 },
	{ "open the input for writing", try_write_input, SANDBOX_ALL, 1 },
	{ "open another file", try_open_other, SANDBOX_ALL, 1 },
	{ "open a folder", try_open_folder, SANDBOX_ALL, 1 },
	{ "create a file", try_create, SANDBOX_ALL, 1 },
	{ "create a file beside the output", try_create_beside, SANDBOX_ALL, 1 },
	{ "open a descriptor again for writing", try_reopen, SANDBOX_ALL, 1 },
	{ "rename a file", try_rename, SANDBOX_ALL, 1 },
	{ "remove a file", try_unlink, SANDBOX_ALL, 1 },
	{ "make a folder", try_mkdir, SANDBOX_ALL, 1 },
	{ "make a link", try_symlink, SANDBOX_ALL, 1 },
	{ "empty a file", try_truncate, SANDBOX_ALL, 3 },
	{ "run a program", try_exec, SANDBOX_ALL, 1 },
	{ "run a shell", try_exec_script, SANDBOX_ALL, 1 },
	{ "bind a TCP socket", try_bind, SANDBOX_ALL, 4 },
	{ "connect a TCP socket", try_connect, SANDBOX_ALL, 4 },
	{ "signal another process", try_kill, SANDBOX_ALL, 6 },
	{ "trace another process", try_ptrace, SANDBOX_ALL, 1 },
	{ "open a TCP socket", try_tcp, SANDBOX_SECCOMP, 0 },
	{ "open a TCP socket over IPv6", try_tcp6, SANDBOX_SECCOMP, 0 },
	{ "open a UDP socket", try_udp, SANDBOX_SECCOMP, 0 },
	{ "open a UNIX socket", try_unix, SANDBOX_SECCOMP, 0 },
	{ "open a raw socket", try_raw, SANDBOX_SECCOMP, 0 },
	{ "open a netlink socket", try_netlink, SANDBOX_SECCOMP, 0 },
	{ "open a pair of sockets", try_socketpair, SANDBOX_SECCOMP, 0 },
	{ "fork", try_fork, SANDBOX_SECCOMP, 0 },
	{ "fork without libc", try_bare_fork, SANDBOX_SECCOMP, 0 },
	{ "vfork", try_vfork, SANDBOX_SECCOMP, 0 },
	{ "abort another process", try_signal_thread, SANDBOX_SECCOMP, 0 },
	{ "map executable memory", try_executable_memory, SANDBOX_SECCOMP, 0 },
	{ "make memory executable", try_make_executable, SANDBOX_SECCOMP, 0 },
	{ "make a file in memory", try_memfd, SANDBOX_SECCOMP, 0 },
	{ "set up an io_uring", try_io_uring, SANDBOX_SECCOMP, 0 },
	{ "type into the terminal", try_type_into_terminal, SANDBOX_SECCOMP, 0 },
	{ "make a user namespace", try_unshare, SANDBOX_SECCOMP, 0 },
};

static bool
can_read_the_input(void)
{
	char byte;
	struct str all = input_peek(t.input, INPUT_BYTES);

	return all.n == INPUT_BYTES && all.p[INPUT_BYTES - 1] == 'x' &&
	       read(t.input_fd, &byte, 1) == 1 && byte == 'x';
}

static bool
can_map_the_input(void)
{
	const char *p = mmap(NULL, INPUT_BYTES, PROT_READ, MAP_PRIVATE, t.input_fd, 0);

	return p != MAP_FAILED && p[INPUT_BYTES - 1] == 'x';
}

static bool
can_take_memory(void)
{
	size_t n = (size_t)64 << 20;
	char *p = malloc(n), *more;

	if (!p)
		return false;
	p[0] = p[n - 1] = 'x';
	more = realloc(p, 2 * n);
	if (!more)
		return false;
	more[2 * n - 1] = 'y';
	free(more);
	return true;
}

static bool
can_write_the_output(void)
{
	return write(t.output_fd, "answer\n", 7) == 7 && !fsync(t.output_fd) && !close(t.output_fd);
}

static bool
can_tell_time_and_chance(void)
{
	struct timespec now;

	return !clock_gettime(CLOCK_MONOTONIC, &now) && hash_seed() != 0 &&
	       sysconf(_SC_PHYS_PAGES) > 0;
}

static int
compare(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* A large array makes qsort ask how much memory there is. */
static bool
can_sort(void)
{
	size_t n = (size_t)1 << 22;
	char *p = malloc(n);

	if (!p)
		return false;
	for (size_t i = 0; i < n; i++)
		p[i] = (char)('z' - i % 26);
	qsort(p, n, 1, compare);
	return p[0] == 'a' && p[n - 1] == 'z';
}

static void *
in_a_thread(void *arg)
{
	*(bool *)arg = true;
	return NULL;
}

static bool
can_start_a_thread(void)
{
	bool ran = false;
	pthread_t thread;

	return !pthread_create(&thread, NULL, in_a_thread, &ran) && !pthread_join(thread, NULL) &&
	       ran;
}

/* The other side of a pipe, in a process that is not locked, cuts the file. */
static bool
can_outlive_that_a_file_shrinks(void)
{
	char byte = 'c';
	struct str all = input_peek(t.shrinking, 1);

	if (write(t.cutter_fd, &byte, 1) != 1 || read(t.cutter_fd, &byte, 1) != 1)
		return false;
	return all.n == INPUT_BYTES && all.p[INPUT_BYTES - 1] == 0 && input_fault(t.shrinking);
}

static void *
open_in_a_thread(void *arg)
{
	*(bool *)arg = try_open_other() < 0;
	return NULL;
}

static bool
has_locked_threads(void)
{
	bool refused = false;
	pthread_t thread;

	return !pthread_create(&thread, NULL, open_in_a_thread, &refused) &&
	       !pthread_join(thread, NULL) && refused;
}

static const struct {
	const char *words;
	bool (*works)(void);
} needs[] = {
	{ "read the input", can_read_the_input },
	{ "map the input", can_map_the_input },
	{ "take and give back memory", can_take_memory },
	{ "write the output", can_write_the_output },
	{ "tell time, chance and memory", can_tell_time_and_chance },
	{ "sort much", can_sort },
	{ "start a thread", can_start_a_thread },
	{ "outlive that a file shrinks", can_outlive_that_a_file_shrinks },
	{ "start a thread that is locked, too", has_locked_threads },
};

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
make_file(const char *path)
{
	static char bytes[INPUT_BYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	memset(bytes, 'x', sizeof bytes);
	if (fd < 0 || write(fd, bytes, sizeof bytes) != sizeof bytes || close(fd))
		die(path);
}

/* Waits for a byte, cuts the file, answers; then waits to be left alone. */
static pid_t
start_helper(const char *path, int *ret_fd)
{
	int ends[2];
	char byte;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		die("socketpair");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid) {
		close(ends[1]);
		*ret_fd = ends[0];
		return pid;
	}
	close(ends[0]);
	if (read(ends[1], &byte, 1) == 1 && !truncate(path, 10) && write(ends[1], &byte, 1) == 1)
		while (read(ends[1], &byte, 1) == 1)
			;
	_exit(0);
}

static struct input *
open_input(const char *path)
{
	struct err e;
	struct input *in = input_open(path, &e);

	if (!in)
		die(path);
	return in;
}

static void
prepare(const char *folder)
{
	char path[4096];

	snprintf(t.input_path, sizeof t.input_path, "%s/input", folder);
	snprintf(t.other_path, sizeof t.other_path, "%s/other", folder);
	snprintf(t.new_path, sizeof t.new_path, "%s/new", folder);
	make_file(t.input_path);
	make_file(t.other_path);
	t.input = open_input(t.input_path);
	t.input_fd = open(t.input_path, O_RDONLY);
	t.folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	t.tcp_fd = socket(AF_INET, SOCK_STREAM, 0);
	snprintf(path, sizeof path, "%s/output", folder);
	t.output_fd = open(path, O_WRONLY | O_CREAT, 0600);
	snprintf(path, sizeof path, "%s/shrinking", folder);
	make_file(path);
	t.shrinking = open_input(path);
	t.helper = start_helper(path, &t.cutter_fd);
	if (t.input_fd < 0 || t.folder_fd < 0 || t.tcp_fd < 0 || t.output_fd < 0)
		die("prepare");
}

static bool
promises(const struct attempt *a, unsigned parts, int abi)
{
	if (a->refused_by & parts & SANDBOX_SECCOMP)
		return true;
	return a->refused_by & parts & SANDBOX_LANDLOCK && a->abi <= abi;
}

/* True when it went wrong. */
static bool
try_one(const struct attempt *a, unsigned number, bool promised)
{
	int result, why;

	if (!promised) {
		printf("ok %u - %s # SKIP not promised by what is locked here\n", number, a->words);
		return false;
	}
	errno = 0;
	result = a->try();
	why = errno;
	if (result < 0 && (why == EPERM || why == EACCES)) {
		printf("ok %u - refused: %s (%s)\n", number, a->words, strerror(why));
		return false;
	}
	printf("not ok %u - refused: %s (%d, %s)\n", number, a->words, result, strerror(why));
	return true;
}

static unsigned
wanted_parts(const char *word)
{
	if (!strcmp(word, "landlock"))
		return SANDBOX_LANDLOCK;
	return !strcmp(word, "seccomp") ? SANDBOX_SECCOMP : SANDBOX_ALL;
}

struct trial {
	unsigned parts;
	int abi; /* of Landlock, asked before the lock */
	unsigned failed;
};

static void *
try_all(void *arg)
{
	struct trial *trial = arg;
	unsigned number = 0;

	for (size_t i = 0; i < COUNT_OF(attempts); i++)
		trial->failed +=
			try_one(&attempts[i], ++number, promises(&attempts[i], trial->parts, trial->abi));
	for (size_t i = 0; i < COUNT_OF(needs); i++) {
		bool works = needs[i].works();

		printf("%s %u - possible: %s\n", works ? "ok" : "not ok", ++number, needs[i].words);
		trial->failed += !works;
	}
	return NULL;
}

static void
try_all_in_a_thread(struct trial *trial)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, try_all, trial) || pthread_join(thread, NULL))
		trial->failed++;
}

int
main(int argc, char **argv)
{
	struct trial trial = { .abi = landlock_abi() };
	struct err e;

	if (argc != 3)
		return 2;
	trial.parts = wanted_parts(argv[2]) & sandbox_parts();
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!trial.parts) {
		printf("1..0 # SKIP this kernel or build has no %s\n", argv[2]);
		return 0;
	}
	prepare(argv[1]);
	if (!sandbox_lock(trial.parts, &e)) {
		printf("Bail out! %s\n", e.text);
		return 1;
	}
	printf("1..%zu\n", COUNT_OF(attempts) + COUNT_OF(needs));
	if (strcmp(argv[2], "thread"))
		try_all(&trial);
	else
		try_all_in_a_thread(&trial);
	return trial.failed > 0;
}
