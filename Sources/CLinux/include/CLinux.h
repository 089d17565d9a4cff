#pragma once

#include <spawn.h>
#include <stddef.h>
#include <sys/types.h>

// Linux's own calls, and what is variadic, a macro or one of glibc's transparent types in C: Swift sees none of these.

/// Ends this process when the thread that started it ends.
int footbridge_die_with_parent(void);

/// No program that this process runs has more rights than it has.
int footbridge_forgo_privileges(void);

/// Sets a limit of this process for good; the limits by their names here.
int footbridge_limit(int resource, unsigned long long value);
extern const int footbridge_limit_memory;
extern const int footbridge_limit_file_size;
extern const int footbridge_limit_core;
extern const int footbridge_limit_descriptors;
extern const int footbridge_limit_processes;

/// Moves the soft limit of processor seconds of another process, whose hard limit stays unlimited.
int footbridge_limit_processor(pid_t process, unsigned long long seconds);

/// Lets another process take so many bytes of memory less than its hard limit says; nothing where it has none.
int footbridge_spare_memory(pid_t process, unsigned long long bytes);

/// Memory that has a descriptor; it can be sealed, and is not inherited.
int footbridge_memory_file(const char *name);

/// From now on nobody changes the memory or its size.
int footbridge_seal(int file);

/// From now on what is printed to the C library's standard error stream is counted and thrown away on threads that say so.
/// Allocates; printing makes no call to the kernel then. Returns -1 where there is no memory.
int footbridge_count_prints(void);

/// Between these two calls this thread is one that says so.
void footbridge_begin_counting(void);
void footbridge_end_counting(void);

/// Lines counted so far.
unsigned long long footbridge_printed_lines(void);

/// Makes memory in which another process counts its lines: where this one reads it, and a descriptor above that one, which is
/// not inherited. NULL where there is no memory or no descriptor.
void *footbridge_make_lines(int above, int *descriptor);
unsigned long long footbridge_shared_lines(const void *lines);
void footbridge_drop_lines(void *lines);

/// From now on this process counts its lines in memory that another one made; the descriptor is closed. -1 where it is none.
int footbridge_share_lines(int descriptor);

/// A process that is started with these has no descriptor from this one on.
int footbridge_close_from(posix_spawn_file_actions_t *actions, int descriptor);

/// Sends bytes without waiting, with a descriptor where one is not negative. Returns what sendmsg does.
ssize_t footbridge_send(int socket, const void *bytes, size_t count, int descriptor);

/// Receives bytes, and a descriptor where one came with them; -1 in its place where none did. Returns what recvmsg does.
ssize_t footbridge_receive(int socket, void *bytes, size_t count, int *descriptor, int waits);
