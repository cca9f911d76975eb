using System.Runtime.InteropServices;

namespace MailSuite.Base;

/// <summary>What stat(2) tells of a file.</summary>
/// <param name="Device">Device number.</param>
/// <param name="Inode">Inode number.</param>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="Links">Number of hard links.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ModifiedNanos">Time of the last change of content, nanoseconds since 1970.</param>
/// <param name="AccessedNanos">Time of the last read, nanoseconds since 1970.</param>
/// <param name="ChangedNanos">Time of the last change of the inode, nanoseconds since 1970.</param>
public readonly record struct FileStatus(
    ulong Device, ulong Inode, int Mode, long Links, int Uid, int Gid, long Size, long ModifiedNanos, long AccessedNanos, long ChangedNanos)
{
    /// <summary>A regular file.</summary>
    public bool IsRegular => (Mode & 0xF000) == 0x8000;
    /// <summary>A directory.</summary>
    public bool IsDirectory => (Mode & 0xF000) == 0x4000;
    /// <summary>A symbolic link (lstat only).</summary>
    public bool IsLink => (Mode & 0xF000) == 0xA000;
    /// <summary>A socket.</summary>
    public bool IsSocket => (Mode & 0xF000) == 0xC000;
    /// <summary>A FIFO.</summary>
    public bool IsFifo => (Mode & 0xF000) == 0x1000;
    /// <summary>The permission bits with set-id and sticky.</summary>
    public int Permissions => Mode & 0xFFF;
    /// <summary>Modification time in whole seconds since 1970.</summary>
    public long ModifiedSeconds => ModifiedNanos / 1_000_000_000;
}

/// <summary>
/// Files and descriptors by system call: no hidden flock, no SafeHandle, no thread pool. A failure is a <see cref="UnixException"/>
/// that names the call's object; the Try forms return the <see cref="Errno"/> where failing is an ordinary answer. EINTR is retried.
/// Descriptors are plain integers, opened close-on-exec; who opens closes.
/// </summary>
public static unsafe partial class Sys
{
    /// <summary>open(2) flags.</summary>
    public const int RdOnly = 0, WrOnly = 1, RdWr = 2, Creat = 0x40, Excl = 0x80, Trunc = 0x200, Append = 0x400, NonBlock = 0x800,
        Directory = 0x10000, NoFollow = 0x20000, NoAccessTime = 0x40000, CloExec = 0x80000;

    /// <summary>The error number of the last failed call of this thread.</summary>
    public static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    private static UnixException Failed(string what) => new(LastError, what);

    /// <summary>Opens a file; throws when it cannot.</summary>
    public static int Open(string path, int flags, int mode = 0) =>
        TryOpen(path, flags, mode, out int fd) is var e && e == Errno.None ? fd : throw new UnixException(e, "open " + path);

    /// <summary>Opens a file without a name in a directory (O_TMPFILE), for reading and writing: it goes away with its descriptor.</summary>
    public static Errno TryOpenUnnamed(string directory, int mode, out int fd) => TryOpen(directory, RdWr | 0x400000 | Directory, mode, out fd);

    /// <summary>Opens a file; the error number when it cannot.</summary>
    public static Errno TryOpen(string path, int flags, int mode, out int fd)
    {
        fixed (byte* p = Native.CString(path))
            do
                fd = Native.open(p, flags | CloExec, mode);
            while (fd < 0 && LastError == Errno.INTR);
        return fd < 0 ? LastError : Errno.None;
    }

    /// <summary>Reads up to the span's length; 0 at the end.</summary>
    public static int Read(int fd, Span<byte> to)
    {
        fixed (byte* p = to)
            while (true)
            {
                nint n = Native.read(fd, p, to.Length);
                if (n >= 0)
                    return (int)n;
                if (LastError != Errno.INTR)
                    throw Failed("read");
            }
    }

    /// <summary>read(2) as it is: a negative result leaves the cause in <see cref="LastError"/> (EINTR and EAGAIN included).</summary>
    public static int ReadOnce(int fd, Span<byte> to)
    {
        fixed (byte* p = to)
            return (int)Native.read(fd, p, to.Length);
    }

    /// <summary>write(2) as it is: a negative result leaves the cause in <see cref="LastError"/>.</summary>
    public static int WriteOnce(int fd, ReadOnlySpan<byte> from)
    {
        fixed (byte* p = from)
            return (int)Native.write(fd, p, from.Length);
    }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    public static int ReadAt(int fd, Span<byte> to, long offset)
    {
        fixed (byte* p = to)
            while (true)
            {
                nint n = Native.pread(fd, p, to.Length, offset);
                if (n >= 0)
                    return (int)n;
                if (LastError != Errno.INTR)
                    throw Failed("read");
            }
    }

    /// <summary>Writes all of it, in as many calls as the kernel wants.</summary>
    public static void Write(int fd, ReadOnlySpan<byte> from)
    {
        while (!from.IsEmpty)
            fixed (byte* p = from)
            {
                nint n = Native.write(fd, p, from.Length);
                if (n >= 0)
                    from = from[(int)n..];
                else if (LastError != Errno.INTR)
                    throw Failed("write");
            }
    }

    /// <summary>Writes all of it at an offset.</summary>
    public static void WriteAt(int fd, ReadOnlySpan<byte> from, long offset)
    {
        while (!from.IsEmpty)
            fixed (byte* p = from)
            {
                nint n = Native.pwrite(fd, p, from.Length, offset);
                if (n >= 0)
                {
                    from = from[(int)n..];
                    offset += n;
                }
                else if (LastError != Errno.INTR)
                    throw Failed("write");
            }
    }

    /// <summary>Sets the file offset from the start.</summary>
    public static void SeekTo(int fd, long offset) => Check(Native.lseek(fd, offset, 0) >= 0, "seek");

    /// <summary>The offset after moving to the end.</summary>
    public static long SeekEnd(int fd) => Native.lseek(fd, 0, 2) is >= 0 and var at ? at : throw Failed("seek");

    /// <summary>Makes the content durable. An error means that nothing written since the last success may be relied on; never retry on the same descriptor.</summary>
    public static void Fsync(int fd) => Check(Native.fsync(fd) == 0, "fsync");

    /// <summary>Starts writing a file's content to the disk without waiting: the fsync that follows finds less to do. A hint; it cannot fail.</summary>
    public static void StartWriteback(int fd) => Native.sync_file_range(fd, 0, 0, 2);

    /// <summary>Makes all of a file system durable, by any of its files (syncfs(2)): one flush of the disk for many files. Reports what failed since the descriptor was opened.</summary>
    public static void SyncFileSystem(int fd) => Check(Native.syncfs(fd) == 0, "syncfs");

    /// <summary>
    /// Is <see cref="SyncFileSystem"/> as good as an fsync of each file? So it is where the kernel keeps the file system itself: ext4, XFS, Btrfs, F2FS, tmpfs.
    /// A server or a FUSE process may hear nothing of it.
    /// </summary>
    public static bool CanSyncFileSystem(int fd)
    {
        nint* status = stackalloc nint[16];   // struct statfs: f_type first, 120 bytes
        return Native.fstatfs(fd, status) == 0 && (ulong)*status is 0xEF53 or 0x58465342 or 0x9123683E or 0xF2F52010 or 0x01021994;
    }

    /// <summary>Makes the entries of a directory durable.</summary>
    public static void FsyncDirectory(string path)
    {
        int fd = Open(path, RdOnly | Directory);
        try
        {
            Fsync(fd);
        }
        finally
        {
            CloseQuietly(fd);
        }
    }

    /// <summary>Cuts or extends a file.</summary>
    public static void Truncate(int fd, long length) => Check(Native.ftruncate(fd, length) == 0, "ftruncate");

    /// <summary>Closes and reports what close reports: after writing, its error is a write error.</summary>
    public static void Close(int fd) => Check(Native.close(fd) == 0 || LastError == Errno.INTR, "close");

    /// <summary>Closes a descriptor whose content no longer matters.</summary>
    public static void CloseQuietly(int fd)
    {
        if (fd >= 0)
            Native.close(fd);
    }

    /// <summary>Renames; an existing target is replaced.</summary>
    public static void Rename(string from, string to)
    {
        if (TryRename(from, to) is var e and not Errno.None)
            throw new UnixException(e, $"rename {from} to {to}");
    }

    /// <summary>Renames; the error number when it cannot.</summary>
    public static Errno TryRename(string from, string to)
    {
        fixed (byte* f = Native.CString(from), t = Native.CString(to))
            return Native.rename(f, t) == 0 ? Errno.None : LastError;
    }

    /// <summary>Makes a hard link; the error number when it cannot.</summary>
    public static Errno TryLink(string from, string to)
    {
        fixed (byte* f = Native.CString(from), t = Native.CString(to))
            return Native.link(f, t) == 0 ? Errno.None : LastError;
    }

    /// <summary>Gives a file that was opened without a name (<see cref="TryOpenUnnamed"/>) its name, which must be free; needs /proc.</summary>
    public static Errno TryName(int fd, string path)
    {
        const int CurrentDirectory = -100, FollowSymlink = 0x400;
        fixed (byte* f = Native.CString($"/proc/self/fd/{fd}"), t = Native.CString(path))
            return Native.linkat(CurrentDirectory, f, CurrentDirectory, t, FollowSymlink) == 0 ? Errno.None : LastError;
    }

    /// <summary>Opens /dev/null in the place of standard input, output and error that are closed: the next file opened would get their number, and what is said to them.</summary>
    public static void OpenStandardDescriptors()
    {
        for (int fd = 0; fd <= 2; fd++)
            if (!IsOpen(fd))
                fixed (byte* p = Native.CString("/dev/null"))
                    Native.open(p, RdWr, 0);
    }

    /// <summary>Bytes that nobody can guess, from the kernel: .NET's cryptography would load libcrypto for them.</summary>
    public static void Random(Span<byte> to)
    {
        int fd = Open("/dev/urandom", RdOnly);
        int n = Read(fd, to);
        CloseQuietly(fd);
        if (n != to.Length)
            throw new UnixException(Errno.IO, "read /dev/urandom");
    }

    /// <summary>Makes a symbolic link.</summary>
    public static Errno TrySymlink(string target, string path)
    {
        fixed (byte* f = Native.CString(target), t = Native.CString(path))
            return Native.symlink(f, t) == 0 ? Errno.None : LastError;
    }

    /// <summary>Where a symbolic link points; null when it is none or cannot be read.</summary>
    public static string? ReadLink(string path)
    {
        byte* buffer = stackalloc byte[4096];
        fixed (byte* p = Native.CString(path))
            return Native.readlink(p, buffer, 4096) is > 0 and var n ? Bytes.Text(new ReadOnlySpan<byte>(buffer, (int)n)) : null;
    }

    /// <summary>Removes a name.</summary>
    public static void Unlink(string path)
    {
        if (TryUnlink(path) is var e and not Errno.None)
            throw new UnixException(e, "remove " + path);
    }

    /// <summary>Removes a name; the error number when it cannot.</summary>
    public static Errno TryUnlink(string path)
    {
        fixed (byte* p = Native.CString(path))
            return Native.unlink(p) == 0 ? Errno.None : LastError;
    }

    /// <summary>Removes an empty directory; the error number when it cannot.</summary>
    public static Errno TryRemoveDirectory(string path)
    {
        fixed (byte* p = Native.CString(path))
            return Native.rmdir(p) == 0 ? Errno.None : LastError;
    }

    /// <summary>Makes a directory; the error number when it cannot.</summary>
    public static Errno TryMakeDirectory(string path, int mode)
    {
        fixed (byte* p = Native.CString(path))
            return Native.mkdir(p, mode) == 0 ? Errno.None : LastError;
    }

    /// <summary>Makes a FIFO; the error number when it cannot.</summary>
    public static Errno TryMakeFifo(string path, int mode)
    {
        fixed (byte* p = Native.CString(path))
            return Native.mkfifo(p, mode) == 0 ? Errno.None : LastError;
    }

    /// <summary>Sets permission bits by name.</summary>
    public static Errno TryChmod(string path, int mode)
    {
        fixed (byte* p = Native.CString(path))
            return Native.chmod(p, mode) == 0 ? Errno.None : LastError;
    }

    /// <summary>Sets permission bits of an open file.</summary>
    public static void Fchmod(int fd, int mode) => Check(Native.fchmod(fd, mode) == 0, "fchmod");

    /// <summary>Sets owner and group by name; -1 leaves one as it is.</summary>
    public static Errno TryChown(string path, int uid, int gid)
    {
        fixed (byte* p = Native.CString(path))
            return Native.chown(p, uid, gid) == 0 ? Errno.None : LastError;
    }

    /// <summary>Sets owner and group of an open file; -1 leaves one as it is.</summary>
    public static Errno TryFchown(int fd, int uid, int gid) => Native.fchown(fd, uid, gid) == 0 ? Errno.None : LastError;

    /// <summary>May the effective user read (4), write (2), execute (1) it? 0 asks whether it exists.</summary>
    public static Errno TryAccess(string path, int mode)
    {
        fixed (byte* p = Native.CString(path))
            return Native.access(p, mode) == 0 ? Errno.None : LastError;
    }

    /// <summary>Sets access and modification time, in seconds since 1970.</summary>
    public static Errno TrySetTimes(string path, long accessed, long modified)
    {
        long* times = stackalloc long[4] { accessed, 0, modified, 0 };
        fixed (byte* p = Native.CString(path))
            return Native.utimensat(-100, p, times, 0) == 0 ? Errno.None : LastError;
    }

    /// <summary>Sets access and modification time of an open file, in seconds since 1970.</summary>
    public static Errno TrySetTimes(int fd, long accessed, long modified)
    {
        long* times = stackalloc long[4] { accessed, 0, modified, 0 };
        return Native.futimens(fd, times) == 0 ? Errno.None : LastError;
    }

    /// <summary>stat(2), following symbolic links.</summary>
    public static Errno TryStat(string path, out FileStatus status)
    {
        byte* buffer = stackalloc byte[144];
        fixed (byte* p = Native.CString(path))
            return Status(Native.stat(p, buffer), buffer, out status);
    }

    /// <summary>lstat(2): of the name itself.</summary>
    public static Errno TryLstat(string path, out FileStatus status)
    {
        byte* buffer = stackalloc byte[144];
        fixed (byte* p = Native.CString(path))
            return Status(Native.lstat(p, buffer), buffer, out status);
    }

    /// <summary>fstat(2).</summary>
    public static FileStatus Fstat(int fd)
    {
        byte* buffer = stackalloc byte[144];
        return Status(Native.fstat(fd, buffer), buffer, out var status) == Errno.None ? status : throw Failed("fstat");
    }

    // struct stat of x86_64 and its glibc: dev 0, ino 8, nlink 16, mode 24, uid 28, gid 32, size 48, atime 72, mtime 88, ctime 104.
    private static Errno Status(int result, byte* b, out FileStatus status)
    {
        if (result != 0)
        {
            status = default;
            return LastError;
        }
        status = new FileStatus(*(ulong*)b, *(ulong*)(b + 8), *(int*)(b + 24), *(long*)(b + 16), *(int*)(b + 28), *(int*)(b + 32), *(long*)(b + 48),
            Nanos(b + 88), Nanos(b + 72), Nanos(b + 104));
        return Errno.None;

        static long Nanos(byte* t) => unchecked(*(long*)t * 1_000_000_000 + *(long*)(t + 8));
    }

    /// <summary>Bytes that an unprivileged user may still write on a file's file system (statvfs(3)).</summary>
    public static long FreeSpace(string path)
    {
        byte* buffer = stackalloc byte[256];
        fixed (byte* p = Native.CString(path))
            Check(Native.statvfs(p, buffer) == 0, "statvfs " + path);
        ulong block = *(ulong*)(buffer + 8), available = *(ulong*)(buffer + 32);
        return (long)UInt128.Min((UInt128)long.MaxValue, (UInt128)block * available);
    }

    /// <summary>The names in a directory, without "." and "..", in the file system's order.</summary>
    public static List<string> List(string path) =>
        TryList(path, out var names) is var e && e == Errno.None ? names : throw new UnixException(e, "open directory " + path);

    /// <summary>The names in a directory; the error number when it cannot be read.</summary>
    public static Errno TryList(string path, out List<string> names)
    {
        names = [];
        nint dir;
        fixed (byte* p = Native.CString(path))
            dir = Native.opendir(p);
        if (dir == 0)
            return LastError;
        for (byte* entry; (entry = Native.readdir(dir)) != null;)
        {
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19);   // struct dirent: d_name at 19
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                names.Add(Bytes.Text(name));
        }
        Native.closedir(dir);
        return Errno.None;
    }

    /// <summary>Changes the working directory.</summary>
    public static void ChangeDirectory(string path)
    {
        fixed (byte* p = Native.CString(path))
            Check(Native.chdir(p) == 0, "chdir " + path);
    }

    /// <summary>Makes a directory the root of this process, and its working directory.</summary>
    public static void ChangeRoot(string path)
    {
        fixed (byte* p = Native.CString(path))
            Check(Native.chroot(p) == 0, "chroot " + path);
        ChangeDirectory("/");
    }

    /// <summary>Sets the file creation mask and returns the old one.</summary>
    public static int Umask(int mask) => Native.umask(mask);

    /// <summary>flock(2): shared or exclusive on the whole file; false when <paramref name="wait"/> is false and somebody holds it.</summary>
    public static bool Lock(int fd, bool exclusive, bool wait)
    {
        while (Native.flock(fd, (exclusive ? 2 : 1) | (wait ? 0 : 4)) != 0)
        {
            if (LastError == Errno.AGAIN)
                return false;
            if (LastError != Errno.INTR)
                throw Failed("flock");
        }
        return true;
    }

    /// <summary>fcntl(2) record lock on the whole file (POSIX: lost when any descriptor of the file is closed); false when it would wait.</summary>
    public static bool LockPosix(int fd, bool exclusive, bool wait)
    {
        byte* l = stackalloc byte[32];
        new Span<byte>(l, 32).Clear();
        *(short*)l = (short)(exclusive ? 1 : 0);   // F_WRLCK : F_RDLCK, from 0 to the end
        while (Native.fcntl(fd, wait ? 7 : 6, (nint)l) != 0)
        {
            if (LastError is Errno.AGAIN or Errno.ACCES)
                return false;
            if (LastError != Errno.INTR)
                throw Failed("fcntl lock");
        }
        return true;
    }

    /// <summary>Releases an fcntl(2) lock on the whole file.</summary>
    public static void UnlockPosix(int fd)
    {
        byte* l = stackalloc byte[32];
        new Span<byte>(l, 32).Clear();
        *(short*)l = 2;   // F_UNLCK
        Native.fcntl(fd, 6, (nint)l);
    }

    /// <summary>Releases an flock(2) lock.</summary>
    public static void Unlock(int fd) => Native.flock(fd, 8);

    /// <summary>Reads a whole small file. More than <paramref name="limit"/> bytes is an error, not a surprise.</summary>
    public static byte[] ReadFile(string path, int limit = 64 << 20)
    {
        int fd = Open(path, RdOnly);
        try
        {
            var result = new byte[Math.Max(Math.Min(Fstat(fd).Size, limit) + 1, 512)];
            int size = 0;
            while (true)
            {
                int n = Read(fd, result.AsSpan(size));
                if (n == 0)
                    return result[..size];
                size += n;
                if (size > limit)
                    throw new UnixException(Errno.FBIG, "read " + path);
                if (size == result.Length)
                    Array.Resize(ref result, size * 2);
            }
        }
        finally
        {
            CloseQuietly(fd);
        }
    }

    /// <summary>Writes a whole file under another name, makes it durable and renames it into place: a reader or a crash sees the old or the new one.</summary>
    public static void ReplaceFile(string path, ReadOnlySpan<byte> content, int mode, int uid = -1, int gid = -1)
    {
        string temporary = $"{path}.tmp.{Native.getpid()}";
        int fd = Open(temporary, WrOnly | Creat | Trunc | NoFollow, mode);
        try
        {
            Write(fd, content);
            Fchmod(fd, mode);
            if (uid >= 0 || gid >= 0)
                TryFchown(fd, uid, gid);
            Fsync(fd);
            Close(fd);
            fd = -1;
            Rename(temporary, path);
        }
        catch
        {
            CloseQuietly(fd);
            TryUnlink(temporary);
            throw;
        }
    }

    internal static void Check(bool success, string what)
    {
        if (!success)
            throw Failed(what);
    }
}
