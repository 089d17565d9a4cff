#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int footbridge_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

int footbridge_forgo_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int footbridge_limit(int resource, unsigned long long value) {
    struct rlimit limit = {value, value};
    return setrlimit((__rlimit_resource_t)resource, &limit);
}

int footbridge_limit_processor(pid_t process, unsigned long long seconds) {
    struct rlimit limit = {seconds, RLIM_INFINITY};
    return prlimit(process, RLIMIT_CPU, &limit, NULL);
}

int footbridge_spare_memory(pid_t process, unsigned long long bytes) {
    struct rlimit limit;
    if (prlimit(process, RLIMIT_AS, NULL, &limit) != 0) return -1;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max < bytes) return 0;
    limit.rlim_cur = limit.rlim_max - bytes;
    return prlimit(process, RLIMIT_AS, &limit, NULL);
}

const int footbridge_limit_memory = RLIMIT_AS;
const int footbridge_limit_file_size = RLIMIT_FSIZE;
const int footbridge_limit_core = RLIMIT_CORE;
const int footbridge_limit_descriptors = RLIMIT_NOFILE;
const int footbridge_limit_processes = RLIMIT_NPROC;

int footbridge_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int footbridge_seal(int file) {
    return fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}

ssize_t footbridge_send(int socket, const void *bytes, size_t count, int descriptor) {
    struct iovec part = {(void *)bytes, count};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t footbridge_receive(int socket, void *bytes, size_t count, int *descriptor, int waits) {
    struct iovec part = {bytes, count};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    *descriptor = -1;
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
    if (received < 0) return received;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
    return received;
}

static atomic_ullong own_lines;
static atomic_ullong *printed_lines = &own_lines;
static _Thread_local int is_counting;

static ssize_t count_print(void *cookie, const char *text, size_t size) {
    (void)cookie;
    if (!is_counting) return write(STDERR_FILENO, text, size);
    for (size_t place = 0; place < size; place++)
        if (text[place] == '\n') atomic_fetch_add_explicit(printed_lines, 1, memory_order_relaxed);
    return (ssize_t)size;
}

int footbridge_count_prints(void) {
    FILE *counter = fopencookie(NULL, "w", (cookie_io_functions_t){.write = count_print});
    if (!counter) return -1;
    // So that each thread's prints come on that thread.
    setvbuf(counter, NULL, _IONBF, 0);
    stderr = counter;
    return 0;
}

void footbridge_begin_counting(void) { is_counting++; }

void footbridge_end_counting(void) { is_counting--; }

unsigned long long footbridge_printed_lines(void) { return footbridge_shared_lines(printed_lines); }

void *footbridge_make_lines(int above, int *descriptor) {
    int file = memfd_create("lines", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return NULL;
    *descriptor = fcntl(file, F_DUPFD_CLOEXEC, above + 1);
    close(file);
    if (*descriptor < 0) return NULL;
    // Whoever it is shared with could otherwise take the memory away again.
    if (ftruncate(*descriptor, sizeof(atomic_ullong)) == 0 &&
        fcntl(*descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) {
        void *lines = mmap(NULL, sizeof(atomic_ullong), PROT_READ, MAP_SHARED, *descriptor, 0);
        if (lines != MAP_FAILED) return lines;
    }
    close(*descriptor);
    return NULL;
}

unsigned long long footbridge_shared_lines(const void *lines) {
    return atomic_load_explicit((const atomic_ullong *)lines, memory_order_relaxed);
}

void footbridge_drop_lines(void *lines) { munmap(lines, sizeof(atomic_ullong)); }

int footbridge_share_lines(int descriptor) {
    void *lines = mmap(NULL, sizeof(atomic_ullong), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (lines == MAP_FAILED) return -1;
    printed_lines = lines;
    return 0;
}

int footbridge_close_from(posix_spawn_file_actions_t *actions, int descriptor) {
    return posix_spawn_file_actions_addclosefrom_np(actions, descriptor);
}
