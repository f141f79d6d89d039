/*
 * confine.c - what a filter never does, it can no longer do.
 *
 * A seccomp filter written by hand: thirty lines, where libseccomp would be a
 * package more. It names what is refused, as what is used depends on the C
 * library, its version and the sanitizers; calls newer than this file are
 * unknown ones (ENOSYS), with which everybody can live. The kernel works out
 * at the start which calls always pass, so that reading and writing cost
 * nothing.
 */
#define _GNU_SOURCE /* syscall, CLONE_THREAD */
#include "base/confine.h"

#include <pthread.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <errno.h>
#endif

#if defined(__x86_64__) && defined(__LP64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define OWN_ARCH AUDIT_ARCH_I386
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OWN_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCH AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define OWN_ARCH AUDIT_ARCH_S390X
#endif

#if defined(__linux__) && defined(OWN_ARCH) && defined(SYS_seccomp)

enum {
	LAST_KNOWN = 462, /* mseal, of Linux 6.10 */
	/* clone(2): on s390x the flags come second */
	CLONE_FLAGS = OWN_ARCH == AUDIT_ARCH_S390X ? 1 : 0
};

static const uint32_t refused[] = {
	/* the network */
	SYS_socket,
	SYS_socketpair,
	SYS_connect,
	SYS_bind,
	SYS_listen,
	SYS_accept4,
	SYS_sendto,
	SYS_sendmsg,
	SYS_sendmmsg,
	SYS_recvmsg, /* hands over open files */
#ifdef SYS_accept
	SYS_accept,
#endif
#ifdef SYS_socketcall
	SYS_socketcall,
#endif
	/* what belongs to others */
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kcmp,
	SYS_open_by_handle_at,
	438, /* pidfd_getfd */
	/* the machine */
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_unshare,
	SYS_setns,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_reboot,
	SYS_swapon,
	SYS_swapoff,
	SYS_acct,
	SYS_quotactl,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_sethostname,
	SYS_setdomainname,
	/* rings do calls that no filter sees */
	425, /* io_uring_setup */
	426, /* io_uring_enter */
	427, /* io_uring_register */
	/* mounts of the new kind */
	428, /* open_tree */
	429, /* move_mount */
	430, /* fsopen */
	431, /* fsconfig */
	432, /* fsmount */
	433, /* fspick */
	442, /* mount_setattr */
#ifdef SYS_kexec_load
	SYS_kexec_load,
#endif
#ifdef SYS_kexec_file_load
	SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
	SYS_iopl,
	SYS_ioperm,
	SYS_modify_ldt,
#endif
#ifndef __SANITIZE_ADDRESS__ /* it looks for leaks from a process of its own   \
			      */
	SYS_ptrace,
#endif
};

/** Of one who runs no programs. */
static const uint32_t refused_to_run[] = {
	SYS_execve,
	SYS_execveat,
#if defined(SYS_fork) && !defined(__SANITIZE_ADDRESS__)
	SYS_fork,
	SYS_vfork,
#endif
};

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

enum { MAX_FILTER = LENGTH(refused) + LENGTH(refused_to_run) + 24 };

struct program {
	struct sock_filter code[MAX_FILTER];
	unsigned short n;
};

static void
add(struct program *p, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
	p->code[p->n++] = (struct sock_filter){ code, jt, jf, k };
}

static void
load(struct program *p, size_t at)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

/** The lower half of an argument. */
static void
load_arg(struct program *p, size_t i)
{
	size_t half = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

	load(p, offsetof(struct seccomp_data, args) + 8 * i + half);
}

static void
answer(struct program *p, uint32_t error)
{
	add(p, BPF_RET | BPF_K,
	    error == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | error, 0, 0);
}

/** Answer so if what was loaded equals k. */
static void
answer_if(struct program *p, uint32_t k, uint32_t error)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, k, 0, 1);
	answer(p, error);
}

static void
refuse_each(struct program *p, const uint32_t *calls, size_t n)
{
	size_t i;

	/* to the refusal behind the last of them; else beyond it */
	for (i = 0; i < n; i++)
		add(p, BPF_JMP | BPF_JEQ | BPF_K, calls[i],
		    (uint8_t)(n - 1 - i), i == n - 1 ? 1 : 0);
	answer(p, EPERM);
}

static void
make_filter(struct program *p, bool may_run)
{
	load(p, offsetof(struct seccomp_data, arch));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 1, 0);
	answer(p, EPERM);
	load(p, offsetof(struct seccomp_data, nr));
	/* also those of x32, which have a high bit set */
	add(p, BPF_JMP | BPF_JGT | BPF_K, LAST_KNOWN, 0, 1);
	answer(p, ENOSYS);
	refuse_each(p, refused, LENGTH(refused));
	/* a terminal would run what is pushed into it */
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 6);
	load_arg(p, 1);
	answer_if(p, TIOCSTI, EPERM);
	answer_if(p, TIOCLINUX, EPERM);
	answer(p, 0);
	if (!may_run) {
		refuse_each(p, refused_to_run, LENGTH(refused_to_run));
#ifndef __SANITIZE_ADDRESS__
		/* its flags are in memory; the C library falls back on clone */
		answer_if(p, 435 /* clone3 */, ENOSYS);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
		load_arg(p, CLONE_FLAGS);
		add(p, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
		answer(p, EPERM);
		answer(p, 0);
#endif
	}
	answer(p, 0);
}

static bool
set_filter(bool may_run)
{
	struct program p = { .n = 0 };
	struct sock_fprog filter;

	make_filter(&p, may_run);
	filter = (struct sock_fprog){ p.n, p.code };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	/*
	 * Older kernels slow a filtered process down against code within it
	 * that spies on its own memory. There is none.
	 */
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		   SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) == 0;
}

#else

static bool
set_filter(bool may_run)
{
	(void)may_run;
	return false;
}

#endif

static pthread_once_t confine_once = PTHREAD_ONCE_INIT;
static bool confine_is_set;

static void
set_for_filter(void)
{
	confine_is_set = set_filter(false);
}

static void
set_for_runner(void)
{
	confine_is_set = set_filter(true);
}

bool
confine(void)
{
	pthread_once(&confine_once, set_for_filter);
	return confine_is_set;
}

bool
confine_but_run(void)
{
	pthread_once(&confine_once, set_for_runner);
	return confine_is_set;
}
