/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-confine.c: what a hostile file could try once it has taken its reader over. Each attempt
 * runs in a process of its own that has given up its rights, and must be refused; what reading
 * needs must still work.
 */
#include "t.h"

#include "formats/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__
#endif
#endif

static char dir[] = "/tmp/vanthu-test-confine-XXXXXX";
static char mine[100], fresh[100];

static int make_files(void **state)
{
    (void)state;
    if (!mkdtemp(dir))
        return -1;
    snprintf(mine, sizeof mine, "%s/mine", dir);
    snprintf(fresh, sizeof fresh, "%s/fresh", dir);
    int fd = open(mine, O_WRONLY | O_CREAT, 0600);
    bool ok = fd >= 0 && write(fd, "secret", 6) == 6;
    return close(fd) == 0 && ok ? 0 : -1;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(mine);
    return rmdir(dir);
}

/* What `attempt` returns in a confined process; -1: it did not return. */
static int confined(int (*attempt)(const void *), const void *argument)
{
    int how;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = open(mine, O_RDWR); /* left open by a careless caller */
        if (fd < 0 || !vt_confine())
            _exit(99);
        _exit(attempt(argument));
    }
    assert_int_equal(waitpid(pid, &how, 0), pid);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

/* ---- calls that are refused whatever they are asked ---- */

struct call {
    const char *name;
    long number;
    long a, b, c, d;
};

/* Arguments with which the system itself would say something else than EPERM, or do it. */
static const struct call calls[] = {
    {"socket", SYS_socket, 1, 1, 0, 0},
    {"socket of IP", SYS_socket, 2, 1, 0, 0},
    {"socketpair", SYS_socketpair, 1, 1, 0, 0},
    {"connect", SYS_connect, 0, 0, 0, 0},
    {"bind", SYS_bind, 0, 0, 0, 0},
    {"accept", SYS_accept, -1, 0, 0, 0},
    {"sendmsg", SYS_sendmsg, -1, 0, 0, 0},
    {"recvmsg", SYS_recvmsg, -1, 0, 0, 0},
    {"execve", SYS_execve, 0, 0, 0, 0},
    {"execveat", SYS_execveat, -1, 0, 0, 0},
    {"fork", SYS_fork, 0, 0, 0, 0},
    {"vfork", SYS_vfork, 0, 0, 0, 0},
    {"clone of a process", SYS_clone, SIGCHLD, 0, 0, 0},
    {"clone into a new world", SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0},
    {"clone of a thread in a new world", SYS_clone, CLONE_THREAD | CLONE_NEWNS, 0, 0, 0},
    {"unshare", SYS_unshare, 0, 0, 0, 0},
    {"setns", SYS_setns, -1, 0, 0, 0},
    {"ptrace", SYS_ptrace, 0, 0, 0, 0},
    {"process_vm_readv", SYS_process_vm_readv, 0, 0, 0, 0},
    {"process_vm_writev", SYS_process_vm_writev, 0, 0, 0, 0},
    {"pidfd_open", SYS_pidfd_open, 1, 0, 0, 0},
    {"kill", SYS_kill, 0, 0, 0, 0},
    {"tkill", SYS_tkill, 1, 0, 0, 0},
    {"rt_sigqueueinfo", SYS_rt_sigqueueinfo, 1, 0, 0, 0},
    {"creat", SYS_creat, 0, 0600, 0, 0},
    {"openat2", SYS_openat2, -1, 0, 0, 0},
    {"truncate", SYS_truncate, 0, 0, 0, 0},
    {"ftruncate", SYS_ftruncate, -1, 0, 0, 0},
    {"fallocate", SYS_fallocate, -1, 0, 0, 0},
    {"rename", SYS_rename, 0, 0, 0, 0},
    {"renameat2", SYS_renameat2, -1, 0, -1, 0},
    {"link", SYS_link, 0, 0, 0, 0},
    {"symlink", SYS_symlink, 0, 0, 0, 0},
    {"unlink", SYS_unlink, 0, 0, 0, 0},
    {"unlinkat", SYS_unlinkat, -1, 0, 0, 0},
    {"mkdir", SYS_mkdir, 0, 0700, 0, 0},
    {"rmdir", SYS_rmdir, 0, 0, 0, 0},
    {"mknod", SYS_mknod, 0, 0600, 0, 0},
    {"chmod", SYS_chmod, 0, 0777, 0, 0},
    {"fchmod", SYS_fchmod, -1, 0777, 0, 0},
    {"chown", SYS_chown, 0, 0, 0, 0},
    {"setxattr", SYS_setxattr, 0, 0, 0, 0},
    {"utimensat", SYS_utimensat, -1, 0, 0, 0},
    {"chdir", SYS_chdir, 0, 0, 0, 0},
    {"chroot", SYS_chroot, 0, 0, 0, 0},
    {"mount", SYS_mount, 0, 0, 0, 0},
    {"umount2", SYS_umount2, 0, 0, 0, 0},
    {"pivot_root", SYS_pivot_root, 0, 0, 0, 0},
    {"ioctl", SYS_ioctl, 0, 0, 0, 0},
    {"fcntl: who gets signals", SYS_fcntl, 0, F_SETOWN, 1, 0},
    {"fcntl: which signal", SYS_fcntl, 0, F_SETSIG, SIGKILL, 0},
    {"setrlimit", SYS_setrlimit, RLIMIT_FSIZE, 0, 0, 0},
    {"prlimit64", SYS_prlimit64, 0, RLIMIT_FSIZE, 1, 0},
    {"prctl: a dump", SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0},
    {"prctl: an heir", SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0},
    {"seccomp", SYS_seccomp, 9, 0, 0, 0},
    {"memfd_create", SYS_memfd_create, 0, 0, 0, 0},
    {"io_uring_setup", SYS_io_uring_setup, 0, 0, 0, 0},
    {"bpf", SYS_bpf, 0, 0, 0, 0},
    {"userfaultfd", SYS_userfaultfd, -1, 0, 0, 0},
    {"perf_event_open", SYS_perf_event_open, 0, 0, 0, 0},
    {"keyctl", SYS_keyctl, 0, 0, 0, 0},
    {"add_key", SYS_add_key, 0, 0, 0, 0},
    {"shmget", SYS_shmget, 0, 4096, 01600, 0},
    {"msgget", SYS_msgget, 0, 01600, 0, 0},
    {"mq_open", SYS_mq_open, 0, 0, 0, 0},
    {"inotify_init1", SYS_inotify_init1, 0, 0, 0, 0},
    {"fanotify_init", SYS_fanotify_init, -1, 0, 0, 0},
    {"open_by_handle_at", SYS_open_by_handle_at, -1, 0, 0, 0},
    {"setuid", SYS_setuid, -1, 0, 0, 0},
    {"capset", SYS_capset, 0, 0, 0, 0},
    {"setpriority", SYS_setpriority, 0, 0, 0, 0},
    {"sched_setscheduler", SYS_sched_setscheduler, 0, 0, 0, 0},
    {"sched_setaffinity", SYS_sched_setaffinity, 0, 0, 0, 0},
    {"timer_create", SYS_timer_create, -1, 0, 0, 0},
    {"personality", SYS_personality, -1, 0, 0, 0},
    {"init_module", SYS_init_module, 0, 0, 0, 0},
    {"kexec_load", SYS_kexec_load, 0, 0, 0, 0},
    {"reboot", SYS_reboot, 0, 0, 0, 0},
    {"swapon", SYS_swapon, 0, 0, 0, 0},
    {"splice", SYS_splice, -1, 0, -1, 0},
    {"sendfile", SYS_sendfile, -1, -1, 0, 0},
    {"copy_file_range", SYS_copy_file_range, -1, 0, -1, 0},
};

static int refused(const void *argument)
{
    const struct call *c = argument;
    return syscall(c->number, c->a, c->b, c->c, c->d) == -1 && errno == EPERM ? 0 : 1;
}

static void test_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (confined(refused, &calls[i]) != 0)
            fail_msg("%s is not refused", calls[i].name);
}

static int no_clone3(const void *argument)
{
    (void)argument;
    return syscall(SYS_clone3, NULL, 0) == -1 && errno == ENOSYS ? 0 : 1;
}

static void test_clone3(void **state)
{
    (void)state;
    assert_int_equal(confined(no_clone3, NULL), 0);
}

/* ---- files ---- */

struct opening {
    const char *path;
    int flags;
};

static int not_opened(const void *argument)
{
    const struct opening *o = argument;
    int by_open = (int)syscall(SYS_open, o->path, o->flags, 0600);
    int by_openat = (int)syscall(SYS_openat, AT_FDCWD, o->path, o->flags, 0600);
    return by_open < 0 && by_openat < 0 ? 0 : 1;
}

static void test_writing(void **state)
{
    (void)state;
    const struct opening openings[] = {
        {mine, O_WRONLY},
        {mine, O_RDWR},
        {mine, O_ACCMODE},
        {mine, O_RDONLY | O_TRUNC},
        {mine, O_RDONLY | O_APPEND},
        {fresh, O_RDONLY | O_CREAT},
        {fresh, O_WRONLY | O_CREAT},
        {dir, O_TMPFILE | O_RDWR},
        {"/proc/self/mem", O_RDWR},
        {"/proc/self/oom_score_adj", O_WRONLY},
        {"/dev/null", O_WRONLY},
    };
    struct stat st;
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (confined(not_opened, &openings[i]) != 0)
            fail_msg("%s is opened with flags %x", openings[i].path, (unsigned)openings[i].flags);
    assert_int_equal(stat(mine, &st), 0);
    assert_int_equal(st.st_size, 6);
    assert_int_equal(stat(fresh, &st), -1);
}

/* Only the system's own files can be read: not passwords, not other processes, not this file. */
static void test_foreign_files(void **state)
{
    (void)state;
    char environment[64], memory[64];
    snprintf(environment, sizeof environment, "/proc/%d/environ", (int)getpid());
    snprintf(memory, sizeof memory, "/proc/%d/mem", (int)getpid());
    const struct opening openings[] = {
        {mine, O_RDONLY},   {"/etc/passwd", O_RDONLY},  {environment, O_RDONLY},
        {memory, O_RDONLY}, {"/dev/urandom", O_RDONLY}, {"/", O_RDONLY | O_DIRECTORY},
    };
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
        T_SKIP("this kernel has no Landlock");
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++)
        if (confined(not_opened, &openings[i]) != 0)
            fail_msg("%s is opened", openings[i].path);
}

static int only_standard_files(const void *argument)
{
    (void)argument;
    for (int fd = 3; fd < 64; fd++)
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
            return 1;
    return 0;
}

static void test_open_files(void **state)
{
    (void)state;
    assert_int_equal(confined(only_standard_files, NULL), 0);
}

/* ---- other processes ---- */

static int cannot_signal(const void *argument)
{
    long parent = *(const pid_t *)argument;
    bool all = syscall(SYS_tgkill, parent, parent, 0) == -1 && errno == EPERM;
    all &= syscall(SYS_kill, parent, 0) == -1 && errno == EPERM;
    all &= syscall(SYS_kill, -1, 0) == -1 && errno == EPERM;
    return all ? 0 : 1;
}

static void test_signals(void **state)
{
    (void)state;
    pid_t self = getpid();
    assert_int_equal(confined(cannot_signal, &self), 0);
}

/* ---- limits ---- */

static int memory_ends(const void *argument)
{
    (void)argument;
    size_t most = (size_t)3 << 30;
    return mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                0) == MAP_FAILED
               ? 0
               : 1;
}

static void test_memory(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    T_SKIP("sanitizers need addresses without limit");
#endif
    assert_int_equal(confined(memory_ends, NULL), 0);
}

static int lower_limits_stay(const void *argument)
{
    struct rlimit l;
    (void)argument;
    return getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_max == 20 ? 0 : 1;
}

/* A user who has been given less than the limits of a worker is no reason not to read. */
static void test_lower_limits(void **state)
{
    (void)state;
    int how;
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit few = {20, 20};
        setrlimit(RLIMIT_NOFILE, &few);
        _exit(confined(lower_limits_stay, NULL));
    }
    assert_int_equal(waitpid(pid, &how, 0), pid);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

/* ---- what still works ---- */

static void *nothing(void *argument)
{
    return argument;
}

static int works(const void *argument)
{
    pthread_t thread;
    void *back = NULL;
    int fd = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char *bytes = malloc(100 << 20);
    bool ok = fd >= 0 && bytes && pthread_create(&thread, NULL, nothing, (void *)argument) == 0 &&
              pthread_join(thread, &back) == 0 && back == argument;
    free(bytes);
    return ok && prctl(PR_SET_NAME, "reader") == 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC ? 0 : 1;
}

static int stops_itself(const void *argument)
{
    (void)argument;
    raise(SIGTERM);
    return 0;
}

static void test_reading(void **state)
{
    (void)state;
    assert_int_equal(confined(works, mine), 0);
    assert_int_equal(confined(stops_itself, NULL), -1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),      cmocka_unit_test(test_clone3),
        cmocka_unit_test(test_writing),    cmocka_unit_test(test_foreign_files),
        cmocka_unit_test(test_open_files), cmocka_unit_test(test_signals),
        cmocka_unit_test(test_memory),     cmocka_unit_test(test_lower_limits),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests_name("confine", tests, make_files, remove_files);
}
