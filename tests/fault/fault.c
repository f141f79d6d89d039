/*
 * fault.c - preloaded: the n-th call of a kind fails, or the process is killed.
 *
 *   FAULT_IN      only in processes of this name; all others are left alone
 *   FAULT_KIND    malloc, rename, ... as in the table below; "short" is a
 *                 write of half of the bytes
 *   FAULT_AT      the number of the call that fails, from 1, in each process
 *   FAULT_SIGNAL  in place of failing, do it and then send oneself this signal
 *   FAULT_COUNTS  a file that gets a line KIND N for each kind, at exit
 *
 * Calls are counted from just before main().
 */
#define _GNU_SOURCE /* RTLD_NEXT, program_invocation_short_name */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind {
	MALLOC,
	CALLOC,
	REALLOC,
	OPEN,
	READ,
	WRITE,
	SHORT,
	CLOSE,
	FSYNC,
	RENAME,
	LINKAT,
	UNLINK,
	STAT,
	MKDIR,
	THREAD,
	N_KINDS
};

static const char *const kinds[N_KINDS] = { "malloc", "calloc", "realloc",
	"open", "read", "write", "short", "close", "fsync", "rename", "linkat",
	"unlink", "stat", "mkdir", "pthread_create" };

/* glibc's own, under its second names: dlsym would allocate */
void *__libc_malloc(size_t len);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t len);

static atomic_bool is_armed;
static atomic_long counts[N_KINDS];
static long fail_at;
static int fail_kind = -1, signal_no;

static void *
real(const char *name)
{
	bool was = atomic_exchange(&is_armed, false);
	void *p = dlsym(RTLD_NEXT, name);

	atomic_store(&is_armed, was);
	if (!p)
		abort();
	return p;
}

#define REAL(type, name)                                                       \
	static type real_##name;                                               \
	if (!real_##name)                                                      \
	*(void **)&real_##name = real(#name)

/* Is this call the one? */
static bool
strikes(enum kind kind)
{
	if (!atomic_load(&is_armed))
		return false;
	return atomic_fetch_add(&counts[kind], 1) + 1 == fail_at &&
	       (int)kind == fail_kind;
}

/* Fail with error, unless a signal is to come behind the call. */
#define STRIKE(kind, error, result)                                            \
	bool is_struck = strikes(kind);                                        \
	if (is_struck && signal_no == 0) {                                     \
		errno = (error);                                               \
		return result;                                                 \
	}

static void
send_signal(bool is_struck)
{
	int error = errno;

	if (is_struck && signal_no)
		kill(getpid(), signal_no);
	errno = error;
}

#define DONE(value)                                                            \
	do {                                                                   \
		__typeof__(value) result_ = (value);                           \
		send_signal(is_struck);                                        \
		return result_;                                                \
	} while (0)

__attribute__((constructor)) static void
arm(void)
{
	const char *in = getenv("FAULT_IN"), *kind = getenv("FAULT_KIND");
	const char *at = getenv("FAULT_AT"), *no = getenv("FAULT_SIGNAL");
	int i;

	if (!in || strcmp(in, program_invocation_short_name) != 0)
		return;
	for (i = 0; kind && i < N_KINDS; i++)
		if (strcmp(kind, kinds[i]) == 0)
			fail_kind = i;
	fail_at = at ? strtol(at, NULL, 10) : 0;
	signal_no = no ? (int)strtol(no, NULL, 10) : 0;
	atomic_store(&is_armed, true);
}

__attribute__((destructor)) static void
tell(void)
{
	const char *path = getenv("FAULT_COUNTS");
	int fd, i;

	if (!atomic_exchange(&is_armed, false) || !path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	for (i = 0; fd >= 0 && i < N_KINDS; i++)
		dprintf(fd, "%s %ld\n", kinds[i], atomic_load(&counts[i]));
	if (fd >= 0)
		close(fd);
}

void *
malloc(size_t len)
{
	STRIKE(MALLOC, ENOMEM, NULL);
	DONE(__libc_malloc(len));
}

void *
calloc(size_t n, size_t size)
{
	STRIKE(CALLOC, ENOMEM, NULL);
	DONE(__libc_calloc(n, size));
}

void *
realloc(void *p, size_t len)
{
	STRIKE(REALLOC, ENOMEM, NULL);
	DONE(__libc_realloc(p, len));
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = va_arg(ap, mode_t);
	va_end(ap);
	REAL(__typeof__(open) *, open);
	STRIKE(OPEN, EMFILE, -1);
	DONE(real_open(path, flags, mode));
}

int __open_2(const char *path, int flags);
int
__open_2(const char *path, int flags)
{
	return open(path, flags, 0);
}

FILE *
fopen(const char *path, const char *mode)
{
	REAL(__typeof__(fopen) *, fopen);
	STRIKE(OPEN, EMFILE, NULL);
	DONE(real_fopen(path, mode));
}

ssize_t
read(int fd, void *to, size_t len)
{
	REAL(__typeof__(read) *, read);
	STRIKE(READ, EIO, -1);
	DONE(real_read(fd, to, len));
}

ssize_t __read_chk(int fd, void *to, size_t len, size_t room);
ssize_t
__read_chk(int fd, void *to, size_t len, size_t room)
{
	(void)room;
	return read(fd, to, len);
}

ssize_t
pread(int fd, void *to, size_t len, off_t at)
{
	REAL(__typeof__(pread) *, pread);
	STRIKE(READ, EIO, -1);
	DONE(real_pread(fd, to, len, at));
}

ssize_t
write(int fd, const void *from, size_t len)
{
	REAL(__typeof__(write) *, write);
	STRIKE(WRITE, ENOSPC, -1);
	if (len > 1 && strikes(SHORT))
		len /= 2;
	DONE(real_write(fd, from, len));
}

size_t
fwrite(const void *from, size_t size, size_t n, FILE *f)
{
	REAL(__typeof__(fwrite) *, fwrite);
	if (f == stderr)
		return real_fwrite(from, size, n, f);
	STRIKE(WRITE, ENOSPC, 0);
	DONE(real_fwrite(from, size, n, f));
}

int
fflush(FILE *f)
{
	REAL(__typeof__(fflush) *, fflush);
	if (f == stderr)
		return real_fflush(f);
	STRIKE(WRITE, ENOSPC, EOF);
	DONE(real_fflush(f));
}

/* A file that cannot be closed is closed. */
int
close(int fd)
{
	REAL(__typeof__(close) *, close);
	bool is_struck = strikes(CLOSE);
	int status = real_close(fd);

	send_signal(is_struck);
	if (!is_struck || signal_no)
		return status;
	errno = EIO;
	return -1;
}

int
fclose(FILE *f)
{
	REAL(__typeof__(fclose) *, fclose);
	bool is_struck = strikes(CLOSE);
	int status = real_fclose(f);

	send_signal(is_struck);
	if (!is_struck || signal_no)
		return status;
	errno = EIO;
	return EOF;
}

int
fsync(int fd)
{
	REAL(__typeof__(fsync) *, fsync);
	STRIKE(FSYNC, EIO, -1);
	DONE(real_fsync(fd));
}

int
rename(const char *from, const char *to)
{
	REAL(__typeof__(rename) *, rename);
	STRIKE(RENAME, EIO, -1);
	DONE(real_rename(from, to));
}

int
renameat2(
    int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	REAL(__typeof__(renameat2) *, renameat2);
	STRIKE(RENAME, EIO, -1);
	DONE(real_renameat2(from_dir, from, to_dir, to, flags));
}

int
linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	REAL(__typeof__(linkat) *, linkat);
	STRIKE(LINKAT, EIO, -1);
	DONE(real_linkat(from_dir, from, to_dir, to, flags));
}

int
unlink(const char *path)
{
	REAL(__typeof__(unlink) *, unlink);
	STRIKE(UNLINK, EIO, -1);
	DONE(real_unlink(path));
}

int
remove(const char *path)
{
	REAL(__typeof__(remove) *, remove);
	STRIKE(UNLINK, EIO, -1);
	DONE(real_remove(path));
}

int
stat(const char *path, struct stat *info)
{
	REAL(__typeof__(stat) *, stat);
	STRIKE(STAT, EIO, -1);
	DONE(real_stat(path, info));
}

int
lstat(const char *path, struct stat *info)
{
	REAL(__typeof__(lstat) *, lstat);
	STRIKE(STAT, EIO, -1);
	DONE(real_lstat(path, info));
}

int
fstat(int fd, struct stat *info)
{
	REAL(__typeof__(fstat) *, fstat);
	STRIKE(STAT, EIO, -1);
	DONE(real_fstat(fd, info));
}

/* The same by the names that programs with 64-bit offsets call them by. */
#define ALSO(name, type, parameters, arguments)                                \
	type name##_64 parameters __asm__(#name "64");                         \
	type name##_64 parameters                                              \
	{                                                                      \
		return name arguments;                                         \
	}
ALSO(open, int, (const char *path, int flags, mode_t mode), (path, flags, mode))
ALSO(fopen, FILE *, (const char *path, const char *mode), (path, mode))
ALSO(
    pread, ssize_t, (int fd, void *to, size_t len, off_t at), (fd, to, len, at))
ALSO(stat, int, (const char *path, struct stat *info), (path, info))
ALSO(lstat, int, (const char *path, struct stat *info), (path, info))
ALSO(fstat, int, (int fd, struct stat *info), (fd, info))

int
mkdir(const char *path, mode_t mode)
{
	REAL(__typeof__(mkdir) *, mkdir);
	STRIKE(MKDIR, ENOSPC, -1);
	DONE(real_mkdir(path, mode));
}

int
pthread_create(pthread_t *thread, const pthread_attr_t *attr,
    void *(*run)(void *), void *context)
{
	REAL(__typeof__(pthread_create) *, pthread_create);
	STRIKE(THREAD, EAGAIN, EAGAIN);
	DONE(real_pthread_create(thread, attr, run, context));
}
