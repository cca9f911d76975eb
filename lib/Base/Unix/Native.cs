using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>The C library, as declared there. Only lib/Base calls it; everybody else uses <see cref="Sys"/>, whose errors are exceptions or values.</summary>
internal static unsafe partial class Native
{
    private const string C = "libc";

    [LibraryImport(C, SetLastError = true)] internal static partial int open(byte* path, int flags, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int openat(int dir, byte* path, int flags, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial nint read(int fd, byte* buffer, nint count);
    [LibraryImport(C, SetLastError = true)] internal static partial nint write(int fd, byte* buffer, nint count);
    [LibraryImport(C, SetLastError = true)] internal static partial nint pread(int fd, byte* buffer, nint count, long offset);
    [LibraryImport(C, SetLastError = true)] internal static partial nint pwrite(int fd, byte* buffer, nint count, long offset);
    [LibraryImport(C, SetLastError = true)] internal static partial long lseek(int fd, long offset, int whence);
    [LibraryImport(C, SetLastError = true)] internal static partial int ftruncate(int fd, long length);
    [LibraryImport(C, SetLastError = true)] internal static partial int fsync(int fd);
    [LibraryImport(C, SetLastError = true)] internal static partial int syncfs(int fd);
    [LibraryImport(C, SetLastError = true)] internal static partial int fstatfs(int fd, void* status);
    [LibraryImport(C, SetLastError = true)] internal static partial int sync_file_range(int fd, long offset, long count, uint flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int fdatasync(int fd);
    [LibraryImport(C, SetLastError = true)] internal static partial int close(int fd);
    [LibraryImport(C, SetLastError = true)] internal static partial int dup2(int from, int to);
    [LibraryImport(C, SetLastError = true)] internal static partial int fcntl(int fd, int command, nint argument);
    [LibraryImport(C, SetLastError = true)] internal static partial int flock(int fd, int operation);
    [LibraryImport(C, SetLastError = true)] internal static partial int rename(byte* from, byte* to);
    [LibraryImport(C, SetLastError = true)] internal static partial int link(byte* from, byte* to);
    [LibraryImport(C, SetLastError = true)] internal static partial int linkat(int fromDir, byte* from, int toDir, byte* to, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int symlink(byte* target, byte* path);
    [LibraryImport(C, SetLastError = true)] internal static partial nint readlink(byte* path, byte* buffer, nint size);
    [LibraryImport(C, SetLastError = true)] internal static partial int unlink(byte* path);
    [LibraryImport(C, SetLastError = true)] internal static partial int rmdir(byte* path);
    [LibraryImport(C, SetLastError = true)] internal static partial int mkdir(byte* path, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int mkfifo(byte* path, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int chmod(byte* path, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int fchmod(int fd, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int chown(byte* path, int uid, int gid);
    [LibraryImport(C, SetLastError = true)] internal static partial int fchown(int fd, int uid, int gid);
    [LibraryImport(C, SetLastError = true)] internal static partial int access(byte* path, int mode);
    [LibraryImport(C, SetLastError = true)] internal static partial int utimensat(int dir, byte* path, long* times, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int futimens(int fd, long* times);
    [LibraryImport(C, SetLastError = true)] internal static partial int stat(byte* path, byte* buffer);
    [LibraryImport(C, SetLastError = true)] internal static partial int lstat(byte* path, byte* buffer);
    [LibraryImport(C, SetLastError = true)] internal static partial int fstat(int fd, byte* buffer);
    [LibraryImport(C, SetLastError = true)] internal static partial int statvfs(byte* path, byte* buffer);
    [LibraryImport(C, SetLastError = true)] internal static partial int chdir(byte* path);
    [LibraryImport(C, SetLastError = true)] internal static partial int chroot(byte* path);
    [LibraryImport(C)] internal static partial int umask(int mask);
    [LibraryImport(C, SetLastError = true)] internal static partial byte* mmap(byte* address, nint length, int protection, int flags, int fd, long offset);
    [LibraryImport(C, SetLastError = true)] internal static partial int munmap(byte* address, nint length);
    [LibraryImport(C, SetLastError = true)] internal static partial int memfd_create(byte* name, uint flags);
    [LibraryImport(C, SetLastError = true)] internal static partial nint opendir(byte* path);
    [LibraryImport(C, SetLastError = true)] internal static partial byte* readdir(nint dir);
    [LibraryImport(C, SetLastError = true)] internal static partial int closedir(nint dir);

    [LibraryImport(C, SetLastError = true)] internal static partial int socket(int family, int type, int protocol);
    [LibraryImport(C, SetLastError = true)] internal static partial int socketpair(int family, int type, int protocol, int* pair);
    [LibraryImport(C, SetLastError = true)] internal static partial int bind(int fd, byte* address, int length);
    [LibraryImport(C, SetLastError = true)] internal static partial int listen(int fd, int backlog);
    [LibraryImport(C, SetLastError = true)] internal static partial int connect(int fd, byte* address, int length);
    [LibraryImport(C, SetLastError = true)] internal static partial int accept4(int fd, byte* address, int* length, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int getsockname(int fd, byte* address, int* length);
    [LibraryImport(C, SetLastError = true)] internal static partial int getpeername(int fd, byte* address, int* length);
    [LibraryImport(C, SetLastError = true)] internal static partial int getsockopt(int fd, int level, int name, void* value, int* length);
    [LibraryImport(C, SetLastError = true)] internal static partial int setsockopt(int fd, int level, int name, void* value, int length);
    [LibraryImport(C, SetLastError = true)] internal static partial int shutdown(int fd, int how);
    [LibraryImport(C, SetLastError = true)] internal static partial nint send(int fd, byte* buffer, nint count, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial nint recv(int fd, byte* buffer, nint count, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial nint sendmsg(int fd, void* message, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial nint recvmsg(int fd, void* message, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int sendmmsg(int fd, void* messages, uint count, int flags);
    [LibraryImport(C)] internal static partial uint alarm(uint seconds);
    [LibraryImport(C, SetLastError = true)] internal static partial int poll(void* fds, nuint count, int timeout);
    [LibraryImport(C, SetLastError = true)] internal static partial int epoll_create1(int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int epoll_ctl(int epoll, int operation, int fd, void* @event);
    [LibraryImport(C, SetLastError = true)] internal static partial int epoll_wait(int epoll, void* events, int max, int timeout);
    [LibraryImport(C, SetLastError = true)] internal static partial int pipe2(int* pair, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int eventfd(uint initial, int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int inotify_init1(int flags);
    [LibraryImport(C, SetLastError = true)] internal static partial int inotify_add_watch(int fd, byte* path, uint mask);
    [LibraryImport(C, SetLastError = true)] internal static partial int inotify_rm_watch(int fd, int watch);

    [LibraryImport(C)] internal static partial int getpid();
    [LibraryImport(C)] internal static partial int getppid();
    [LibraryImport(C)] internal static partial int getuid();
    [LibraryImport(C)] internal static partial int geteuid();
    [LibraryImport(C)] internal static partial int getgid();
    [LibraryImport(C)] internal static partial int getegid();
    [LibraryImport(C, SetLastError = true)] internal static partial int setsid();
    [LibraryImport(C, SetLastError = true)] internal static partial int setuid(int uid);
    [LibraryImport(C, SetLastError = true)] internal static partial int setgid(int gid);
    [LibraryImport(C, SetLastError = true)] internal static partial int seteuid(int uid);
    [LibraryImport(C, SetLastError = true)] internal static partial int setegid(int gid);
    [LibraryImport(C, SetLastError = true)] internal static partial int setresuid(int r, int e, int s);
    [LibraryImport(C, SetLastError = true)] internal static partial int setresgid(int r, int e, int s);
    [LibraryImport(C, SetLastError = true)] internal static partial int initgroups(byte* user, int gid);
    [LibraryImport(C, SetLastError = true)] internal static partial int setgroups(nint count, int* groups);
    [LibraryImport(C, SetLastError = true)] internal static partial int getgrouplist(byte* user, int gid, int* groups, int* count);
    [LibraryImport(C, SetLastError = true)] internal static partial nint syscall(nint number, nint a, nint b, nint c, nint d);
    [LibraryImport(C, SetLastError = true)] internal static partial int prctl(int option, nint a, nint b, nint c, nint d);
    [LibraryImport(C, SetLastError = true)] internal static partial int kill(int pid, int signal);
    [LibraryImport(C, SetLastError = true)] internal static partial int waitpid(int pid, int* status, int options);
    [LibraryImport(C)] internal static partial void _exit(int status);
    [LibraryImport(C)] internal static partial int isatty(int fd);
    [LibraryImport(C, SetLastError = true)] internal static partial int sigaction(int signal, byte* action, byte* old);
    [LibraryImport(C)] internal static partial int sigfillset(byte* set);
    [LibraryImport(C)] internal static partial int sigemptyset(byte* set);
    [LibraryImport(C)] internal static partial int posix_spawn(int* pid, byte* path, byte* actions, byte* attributes, byte** argv, byte** envp);
    [LibraryImport(C)] internal static partial int posix_spawn_file_actions_init(byte* actions);
    [LibraryImport(C)] internal static partial int posix_spawn_file_actions_destroy(byte* actions);
    [LibraryImport(C)] internal static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);
    [LibraryImport(C)] internal static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int from);
    [LibraryImport(C)] internal static partial int posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);
    [LibraryImport(C)] internal static partial int posix_spawnattr_init(byte* attributes);
    [LibraryImport(C)] internal static partial int posix_spawnattr_destroy(byte* attributes);
    [LibraryImport(C)] internal static partial int posix_spawnattr_setflags(byte* attributes, short flags);
    [LibraryImport(C)] internal static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);
    [LibraryImport(C)] internal static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);
    [LibraryImport(C)] internal static partial int getpwnam_r(byte* name, void* entry, byte* buffer, nint size, void** result);
    [LibraryImport(C)] internal static partial int getpwuid_r(int uid, void* entry, byte* buffer, nint size, void** result);
    [LibraryImport(C)] internal static partial int getgrnam_r(byte* name, void* entry, byte* buffer, nint size, void** result);
    [LibraryImport(C)] internal static partial int getgrgid_r(int gid, void* entry, byte* buffer, nint size, void** result);
    [LibraryImport(C)] internal static partial int gethostname(byte* name, nint size);
    [LibraryImport(C)] internal static partial byte* strerror_r(int errno, byte* buffer, nint size);
    [LibraryImport(C)] internal static partial int clearenv();
    [LibraryImport(C)] internal static partial byte* getenv(byte* name);
    [LibraryImport(C)] internal static partial int getaddrinfo(byte* node, byte* service, void* hints, void** result);
    [LibraryImport(C)] internal static partial void freeaddrinfo(void* list);
    [LibraryImport(C)] internal static partial byte* gai_strerror(int code);
    [LibraryImport(C)] internal static partial int getnameinfo(byte* address, int length, byte* host, int hostSize, byte* service, int serviceSize, int flags);
    [LibraryImport(C)] internal static partial int getifaddrs(void** list);
    [LibraryImport(C)] internal static partial void freeifaddrs(void* list);
    [LibraryImport(C)] internal static partial void localtime_r(long* time, byte* tm);
    [LibraryImport(C)] internal static partial nint strftime(byte* text, nint size, byte* format, byte* tm);
    [LibraryImport(C)] internal static partial void tzset();

    internal static string StrError(int errno)
    {
        byte* buffer = stackalloc byte[256];
        return Text(strerror_r(errno, buffer, 256));
    }

    /// <summary>A C string as text; null is empty.</summary>
    internal static string Text(byte* text) => text == null ? "" : Bytes.Text(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>Text as a C string on the heap of the caller: bytes and the closing NUL. A NUL inside is refused, or the kernel would see another name.</summary>
    internal static byte[] CString(string text)
    {
        if (text.Contains('\0'))
            throw new UnixException(Errno.INVAL, "name with a NUL");
        int size = Bytes.Count(text);
        var result = new byte[size + 1];
        Bytes.Write(text, result);
        return result;
    }
}
