/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine.c: open files, limits, Landlock, seccomp. */
#include "formats/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* ---- limits ---- */

/* Never more than it is already: raising a limit is a right of its own. */
static bool limit(int resource, rlim_t most)
{
    struct rlimit l;
    if (getrlimit((__rlimit_resource_t)resource, &l) != 0)
        return false;
    l.rlim_max = l.rlim_max < most ? l.rlim_max : most; /* RLIM_INFINITY is the greatest */
    l.rlim_cur = l.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &l) == 0;
}

static bool limit_all(void)
{
#ifndef SANITIZED /* whose shadow takes terabytes of addresses */
    if (!limit(RLIMIT_AS, (rlim_t)2 << 30))
        return false;
#endif
    return limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 64);
}

/* When the machine runs out of memory, it is the worker that goes. */
static void go_first(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t written = write(fd, "1000", 4);
    (void)written; /* a kernel without it kills whom it likes */
    close(fd);
}

/* ---- Landlock ---- */

static void allow_reading(int ruleset, const char *path)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                   LANDLOCK_ACCESS_FS_READ_DIR,
                                                 .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (beneath.parent_fd < 0)
        return;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(beneath.parent_fd);
}

/* Kernels before 5.13, and those without it, are no failure: the rest holds. */
static void landlock(void)
{
    static const char *const paths[] = {"/usr",
                                        "/lib",
                                        "/lib64",
                                        "/etc/fonts",
                                        "/etc/ld.so.cache",
                                        "/proc/self",
                                        "/sys/devices/system/cpu"};
    struct landlock_ruleset_attr attr = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                             LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                             LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                             LANDLOCK_ACCESS_FS_MAKE_SYM};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        allow_reading(ruleset, paths[i]);
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}

/* ---- system calls ---- */

static const int ALLOWED[] = {
    /* the socket to vanthu, and open files */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close),
    SCMP_SYS(lseek), SCMP_SYS(dup), SCMP_SYS(fadvise64), SCMP_SYS(pipe2), SCMP_SYS(eventfd2),
    /* what files there are */
    SCMP_SYS(stat), SCMP_SYS(fstat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect),
    SCMP_SYS(madvise), SCMP_SYS(membarrier),
    /* threads of its own, signals, time */
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(times),
    /* about itself and the machine */
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(uname), SCMP_SYS(sysinfo),
    SCMP_SYS(getrandom)};

enum {
    WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND,
    NEW_THREAD = CLONE_THREAD,
    NEW_WORLD = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                CLONE_NEWPID | CLONE_NEWNET | CLONE_PTRACE | CLONE_PARENT
};

static bool allow(scmp_filter_ctx ctx, int call, struct scmp_arg_cmp when)
{
    return call < 0 || seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, when) == 0;
}

/* Calls that are allowed with some arguments only. */
static bool allow_in_part(scmp_filter_ctx ctx)
{
    /* not those that choose who gets signals, or which */
    static const scmp_datum_t fcntls[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL};
    static const scmp_datum_t prctls[] = {PR_SET_NAME, PR_SET_VMA};
    bool ok = allow(ctx, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0)) &&
              allow(ctx, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, WRITING, 0));
    for (size_t i = 0; i < sizeof fcntls / sizeof *fcntls && ok; i++)
        ok = allow(ctx, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, fcntls[i], 0));
    for (size_t i = 0; i < sizeof prctls / sizeof *prctls && ok; i++)
        ok = allow(ctx, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, prctls[i], 0));
    /* threads, not processes; of clone3 a filter cannot see the flags */
    ok = ok &&
         allow(ctx, SCMP_SYS(clone),
               SCMP_A0(SCMP_CMP_MASKED_EQ, NEW_THREAD | NEW_WORLD, NEW_THREAD)) &&
         seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    /* signals to itself; reading limits, not setting them */
    return ok && allow(ctx, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) &&
           allow(ctx, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));
}

/* Everything else fails with EPERM, as if by a missing right, which libraries expect. */
static bool filter(void)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    /* for threads that a library has begun as well; as a tree, which is faster than a list */
    bool ok = ctx && seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
              seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0;
    for (size_t i = 0; i < sizeof ALLOWED / sizeof *ALLOWED && ok; i++)
        ok = ALLOWED[i] < 0 || seccomp_rule_add(ctx, SCMP_ACT_ALLOW, ALLOWED[i], 0) == 0;
    ok = ok && allow_in_part(ctx) && seccomp_load(ctx) == 0;
    if (ctx)
        seccomp_release(ctx);
    return ok;
}

bool vt_confine(void)
{
    closefrom(STDERR_FILENO + 1); /* what vanthu, or who started it, had open */
    go_first();
    if (!limit_all() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    landlock();
    return filter();
}
